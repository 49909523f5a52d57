//! Packages and files.

use std::borrow::Cow;

use bonafide_report::registry::{SBOM_REQUIRED, SBOM_TYPE};

use super::lines::Entry;
use super::{label, reference, text};
use crate::context::{Context, Halt};
use crate::spdx2::{licence, package::external_ref, party};
use crate::{Component, Fields, LicenceSource, Property, Stated};

pub(super) fn package<'a>(
    cx: &mut Context<'a, '_>,
    out: &mut Component<'a>,
    entry: Entry<'a>,
) -> Result<(), Halt> {
    let value = entry.value;
    match entry.tag {
        "PackageName" if cx.wants(Fields::IDENTITY) => out.name = Some(label(cx, value)?),
        "PackageVersion" if cx.wants(Fields::IDENTITY) => out.version = Some(label(cx, value)?),
        "PrimaryPackagePurpose" => out.kind = Some(text(cx, value)?),
        "ExternalRef" if cx.wants(Fields::IDENTITY | Fields::EXTERNAL) => {
            external(cx, out, value)?;
        }
        "PackageLicenseInfoFromFiles" => observed(cx, out, LicenceSource::FromFiles, value)?,
        "PackageLicenseDeclared" => stated(cx, out, LicenceSource::Declared, value)?,
        "PackageSupplier" if cx.wants(Fields::SUPPLIER) => {
            out.supplier = Some(party(label(cx, value)?, "supplier"));
        }
        "PackageOriginator" if cx.wants(Fields::SUPPLIER) => {
            out.producers.push(party(label(cx, value)?, "originator"));
        }
        "PackageDownloadLocation" if cx.wants(Fields::EXTERNAL) => {
            out.download = Some(Stated::of(text(cx, value)?));
        }
        "FilesAnalyzed" if cx.wants(Fields::FILES) => out.files_analyzed = boolean(cx, value),
        "PackageVerificationCode" if cx.wants(Fields::FILES) => {
            verification_code(cx, out, value)?;
        }
        "PackageDescription" if cx.wants(Fields::TEXTS) => {
            out.description = Some(text(cx, value)?);
        }
        "PackageSummary" if cx.wants(Fields::TEXTS) && out.description.is_none() => {
            out.description = Some(text(cx, value)?);
        }
        _ => shared(cx, out, entry)?,
    }
    Ok(())
}

/// `d6a7… (excludes: ./package.spdx)`.
fn verification_code<'a>(
    cx: &mut Context<'a, '_>,
    out: &mut Component<'a>,
    value: &'a str,
) -> Result<(), Halt> {
    let (code, rest) = word(value);
    out.verification_code = Some(text(cx, code)?);
    let files = rest
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'))
        .map(|files| {
            let files = files.trim_ascii();
            files.strip_prefix("excludes:").unwrap_or(files)
        });
    let files = files.into_iter().flat_map(|files| files.split(','));
    for file in files.map(str::trim_ascii).filter(|file| !file.is_empty()) {
        cx.check_entries(out.excluded_files.len())?;
        out.excluded_files.push(text(cx, file)?);
    }
    Ok(())
}

pub(super) fn file<'a>(
    cx: &mut Context<'a, '_>,
    out: &mut Component<'a>,
    entry: Entry<'a>,
) -> Result<(), Halt> {
    match entry.tag {
        "FileName" if cx.wants(Fields::IDENTITY) => out.name = Some(label(cx, entry.value)?),
        "LicenseInfoInFile" => observed(cx, out, LicenceSource::InFile, entry.value)?,
        _ => shared(cx, out, entry)?,
    }
    Ok(())
}

/// What packages and files have in common.
fn shared<'a>(
    cx: &mut Context<'a, '_>,
    out: &mut Component<'a>,
    entry: Entry<'a>,
) -> Result<(), Halt> {
    let value = entry.value;
    match entry.tag {
        "SPDXID" if cx.wants(Fields::IDENTITY | Fields::EDGES) => {
            out.reference = Some(reference(cx, value)?);
        }
        "PackageChecksum" | "FileChecksum" if cx.wants(Fields::HASHES) => {
            checksum(cx, out, value)?;
        }
        "PackageLicenseConcluded" | "LicenseConcluded" => {
            stated(cx, out, LicenceSource::Concluded, value)?;
        }
        "PackageCopyrightText" | "FileCopyrightText" if cx.wants(Fields::TEXTS) => {
            out.copyright = Some(Stated::of(text(cx, value)?));
        }
        "PackageAttributionText" | "FileAttributionText" if cx.wants(Fields::PROPERTIES) => {
            let most = cx.limits().properties;
            if out.properties.len() >= most {
                return Err(cx.limit("properties in one component", most));
            }
            let value = text(cx, value)?;
            out.properties.push(Property {
                name: Cow::Borrowed("attributionText"),
                value,
            });
        }
        _ => {}
    }
    Ok(())
}

fn stated<'a>(
    cx: &mut Context<'a, '_>,
    out: &mut Component<'a>,
    source: LicenceSource,
    value: &'a str,
) -> Result<(), Halt> {
    if cx.wants(Fields::LICENCES) {
        out.licences.push(licence(label(cx, value)?, source, 0));
    }
    Ok(())
}

fn observed<'a>(
    cx: &mut Context<'a, '_>,
    out: &mut Component<'a>,
    source: LicenceSource,
    value: &'a str,
) -> Result<(), Halt> {
    if !cx.wants(Fields::LICENCES) {
        return Ok(());
    }
    let before = out.licences.iter().filter(|one| one.source == source);
    let before = before.count();
    cx.check_entries(before)?;
    let index = u32::try_from(before).unwrap_or(u32::MAX);
    out.licences.push(licence(label(cx, value)?, source, index));
    Ok(())
}

/// `SHA1: d6a7…`.
fn checksum<'a>(
    cx: &mut Context<'a, '_>,
    out: &mut Component<'a>,
    value: &'a str,
) -> Result<(), Halt> {
    cx.check_entries(out.hashes.len())?;
    let (name, hash) = value.split_once(':').unwrap_or_default();
    let (name, hash) = (name.trim_ascii(), hash.trim_ascii());
    if name.is_empty() || hash.is_empty() {
        let detail = "a checksum without its algorithm or its value";
        cx.finding(SBOM_REQUIRED, detail);
        return Ok(());
    }
    let (name, hash) = (text(cx, name)?, text(cx, hash)?);
    out.hashes.push(cx.hash(name, hash));
    Ok(())
}

/// A category, a type and a locator.
fn external<'a>(
    cx: &mut Context<'a, '_>,
    out: &mut Component<'a>,
    value: &'a str,
) -> Result<(), Halt> {
    let lists = [
        out.purls.len(),
        out.cpes.len(),
        out.identifiers.len(),
        out.externals.len(),
    ];
    cx.check_entries(lists.iter().sum())?;
    let (category, rest) = word(value);
    let (kind, locator) = word(rest);
    if locator.is_empty() {
        let detail = "an external reference lacks one of its three parts";
        cx.finding(SBOM_REQUIRED, detail);
        return Ok(());
    }
    let (kind, locator) = (text(cx, kind)?, reference(cx, locator)?);
    external_ref(cx, out, category, kind, locator)
}

/// The first word, and what follows it.
pub(super) fn word(text: &str) -> (&str, &str) {
    let text = text.trim_ascii();
    let (word, rest) = text
        .split_once(|c: char| c.is_ascii_whitespace())
        .unwrap_or((text, ""));
    (word, rest.trim_ascii())
}

fn boolean(cx: &mut Context<'_, '_>, value: &str) -> Option<bool> {
    match value {
        "true" => Some(true),
        "false" => Some(false),
        _ => {
            cx.finding(SBOM_TYPE, "neither `true` nor `false`");
            None
        }
    }
}
