//! `packages` and `files`.

use std::borrow::Cow;

use bonafide_report::registry::SBOM_REQUIRED;

use super::{each_reference, licence, party, relation};
use crate::context::{Context, Halt, Known};
use crate::{
    Component, ExternalReference, Fields, Hash, Identifier, Licence, LicenceSource, Property, Role,
    Stated,
};

/// Members whose case variants are worth a finding.
const READ: &Known = &Known::new(&[
    "SPDXID",
    "name",
    "versionInfo",
    "checksums",
    "licenseConcluded",
    "licenseDeclared",
    "externalRefs",
    "fileName",
]);

type Member = for<'a> fn(&mut Context<'a, '_>, &mut Component<'a>, &str) -> Result<(), Halt>;

/// Reads the list of packages at the cursor.
pub(super) fn packages(cx: &mut Context<'_, '_>) -> Result<(), Halt> {
    list(cx, Role::Inventory, package)
}

/// Reads the list of files at the cursor.
pub(super) fn files(cx: &mut Context<'_, '_>) -> Result<(), Halt> {
    list(cx, Role::File, file)
}

fn list(cx: &mut Context<'_, '_>, role: Role, member: Member) -> Result<(), Halt> {
    if !cx.structural_array()? {
        return Ok(());
    }
    let mut component = Component::default();
    while cx.next_object()? {
        cx.count(role)?;
        cx.spent = 0;
        component.ordinal = cx.next_ordinal();
        component.role = role;
        let mut contained = None;
        while let Some(name) = cx.reader.next_name()? {
            match &*name {
                "hasFiles" if cx.wants(Fields::EDGES) => contained = cx.raw_references()?,
                name => member(cx, &mut component, name)?,
            }
        }
        cx.deliver(&component)?;
        if let (Some(text), Some(from)) = (contained, &component.reference) {
            each_reference(cx, text, |cx, to| {
                relation::deliver(cx, from, "CONTAINS", to)
            })?;
        }
        component.reset();
    }
    Ok(())
}

fn package<'a>(cx: &mut Context<'a, '_>, out: &mut Component<'a>, name: &str) -> Result<(), Halt> {
    match name {
        "name" if cx.wants(Fields::IDENTITY) => out.name = cx.label()?,
        "versionInfo" if cx.wants(Fields::IDENTITY) => out.version = cx.label()?,
        "primaryPackagePurpose" => out.kind = cx.text()?,
        "externalRefs" if cx.wants(Fields::IDENTITY | Fields::EXTERNAL) => external_refs(cx, out)?,
        "licenseDeclared" if cx.wants(Fields::LICENCES) => {
            field(cx, &mut out.licences, LicenceSource::Declared)?;
        }
        "licenseInfoFromFiles" if cx.wants(Fields::LICENCES) => {
            observed(cx, &mut out.licences, LicenceSource::FromFiles)?;
        }
        "supplier" if cx.wants(Fields::SUPPLIER) => {
            out.supplier = cx.label()?.map(|text| party(text, "supplier"));
        }
        "originator" if cx.wants(Fields::SUPPLIER) => {
            out.producers
                .extend(cx.label()?.map(|text| party(text, "originator")));
        }
        "downloadLocation" if cx.wants(Fields::EXTERNAL) => {
            out.download = cx.text()?.map(Stated::of);
        }
        "filesAnalyzed" if cx.wants(Fields::FILES) => out.files_analyzed = cx.boolean()?,
        "packageVerificationCode" if cx.wants(Fields::FILES) => {
            verification_code(cx, out)?;
        }
        "summary" | "description" if cx.wants(Fields::TEXTS) => {
            let text = cx.text()?;
            if name == "description" || out.description.is_none() {
                out.description = text;
            }
        }
        _ => shared(cx, out, name)?,
    }
    Ok(())
}

fn file<'a>(cx: &mut Context<'a, '_>, out: &mut Component<'a>, name: &str) -> Result<(), Halt> {
    match name {
        "fileName" if cx.wants(Fields::IDENTITY) => out.name = cx.label()?,
        "licenseInfoInFiles" if cx.wants(Fields::LICENCES) => {
            observed(cx, &mut out.licences, LicenceSource::InFile)?;
        }
        _ => shared(cx, out, name)?,
    }
    Ok(())
}

/// What packages and files have in common.
fn shared<'a>(cx: &mut Context<'a, '_>, out: &mut Component<'a>, name: &str) -> Result<(), Halt> {
    match name {
        "SPDXID" if cx.wants(Fields::IDENTITY | Fields::EDGES) => out.reference = cx.reference()?,
        "checksums" if cx.wants(Fields::HASHES) => checksums(cx, &mut out.hashes)?,
        "licenseConcluded" if cx.wants(Fields::LICENCES) => {
            field(cx, &mut out.licences, LicenceSource::Concluded)?;
        }
        "copyrightText" if cx.wants(Fields::TEXTS) => out.copyright = cx.text()?.map(Stated::of),
        "attributionTexts" if cx.wants(Fields::PROPERTIES) => attributions(cx, out)?,
        "annotations" if cx.wants(Fields::PROPERTIES) => annotations(cx, out)?,
        _ => cx.unread(name, READ)?,
    }
    Ok(())
}

fn field<'a>(
    cx: &mut Context<'a, '_>,
    licences: &mut Vec<Licence<'a>>,
    source: LicenceSource,
) -> Result<(), Halt> {
    licences.extend(cx.label()?.map(|text| licence(text, source, 0)));
    Ok(())
}

fn observed<'a>(
    cx: &mut Context<'a, '_>,
    licences: &mut Vec<Licence<'a>>,
    source: LicenceSource,
) -> Result<(), Halt> {
    if !cx.array()? {
        return Ok(());
    }
    let mut index = 0_u32;
    while cx.next_entry()? {
        licences.extend(cx.label()?.map(|text| licence(text, source, index)));
        index = index.saturating_add(1);
    }
    Ok(())
}

fn checksums<'a>(cx: &mut Context<'a, '_>, hashes: &mut Vec<Hash<'a>>) -> Result<(), Halt> {
    if !cx.array()? {
        return Ok(());
    }
    while cx.next_object_entry()? {
        members_of_checksum(cx, hashes)?;
    }
    Ok(())
}

/// The checksum at the cursor.
pub(super) fn checksum<'a>(
    cx: &mut Context<'a, '_>,
    hashes: &mut Vec<Hash<'a>>,
) -> Result<(), Halt> {
    if cx.object()? {
        members_of_checksum(cx, hashes)?;
    }
    Ok(())
}

fn members_of_checksum<'a>(
    cx: &mut Context<'a, '_>,
    hashes: &mut Vec<Hash<'a>>,
) -> Result<(), Halt> {
    let (mut algorithm, mut value) = (None, None);
    while let Some(name) = cx.reader.next_name()? {
        match &*name {
            "algorithm" => algorithm = cx.text()?,
            "checksumValue" => value = cx.text()?,
            _ => cx.reader.skip()?,
        }
    }
    if let (Some(algorithm), Some(value)) = (algorithm, value) {
        hashes.push(cx.hash(algorithm, value));
    } else {
        let detail = "a checksum without its algorithm or its value";
        cx.finding(SBOM_REQUIRED, detail);
    }
    Ok(())
}

fn external_refs<'a>(cx: &mut Context<'a, '_>, out: &mut Component<'a>) -> Result<(), Halt> {
    if !cx.array()? {
        return Ok(());
    }
    while cx.next_object_entry()? {
        let (mut category, mut kind, mut locator) = (None, None, None);
        while let Some(name) = cx.reader.next_name()? {
            match &*name {
                "referenceCategory" => category = cx.text()?,
                "referenceType" => kind = cx.text()?,
                "referenceLocator" => locator = cx.reference()?,
                _ => cx.reader.skip()?,
            }
        }
        match (category, kind, locator) {
            (Some(category), Some(kind), Some(locator)) => {
                external_ref(cx, out, &category, kind, locator)?;
            }
            _ => cx.finding(
                SBOM_REQUIRED,
                "an external reference lacks one of its three parts",
            ),
        }
    }
    Ok(())
}

/// # Specification
/// sbom section 5.2; both spellings of the categories occur.
pub(super) fn external_ref<'a>(
    cx: &Context<'a, '_>,
    out: &mut Component<'a>,
    category: &str,
    kind: Cow<'a, str>,
    locator: Cow<'a, str>,
) -> Result<(), Halt> {
    match (category, &*kind) {
        ("PACKAGE-MANAGER" | "PACKAGE_MANAGER", "purl") => out.purls.push(locator),
        (_, "cpe22Type" | "cpe23Type") => {
            let most = cx.limits().cpe_bytes;
            if locator.len() > most {
                return Err(cx.limit("bytes in a CPE name", most));
            }
            out.cpes.push(locator);
        }
        ("PACKAGE-MANAGER" | "PACKAGE_MANAGER" | "PERSISTENT-ID" | "PERSISTENT_ID", _)
        | (_, "swid") => out.identifiers.push(Identifier {
            kind,
            value: locator,
            is_evidence: false,
        }),
        _ => out.externals.push(ExternalReference { kind, url: locator }),
    }
    Ok(())
}

fn verification_code<'a>(cx: &mut Context<'a, '_>, out: &mut Component<'a>) -> Result<(), Halt> {
    if !cx.object()? {
        return Ok(());
    }
    while let Some(name) = cx.reader.next_name()? {
        match &*name {
            "packageVerificationCodeValue" => out.verification_code = cx.text()?,
            "packageVerificationCodeExcludedFiles" => excluded_files(cx, out)?,
            _ => cx.reader.skip()?,
        }
    }
    Ok(())
}

fn excluded_files<'a>(cx: &mut Context<'a, '_>, out: &mut Component<'a>) -> Result<(), Halt> {
    if !cx.array()? {
        return Ok(());
    }
    while cx.next_entry()? {
        out.excluded_files.extend(cx.text()?);
    }
    Ok(())
}

fn attributions<'a>(cx: &mut Context<'a, '_>, out: &mut Component<'a>) -> Result<(), Halt> {
    if !cx.array()? {
        return Ok(());
    }
    while cx.next(cx.limits().properties, "properties in one component")? {
        if let Some(value) = cx.text()? {
            out.properties.push(Property {
                name: Cow::Borrowed("attributionText"),
                value,
            });
        }
    }
    Ok(())
}

fn annotations<'a>(cx: &mut Context<'a, '_>, out: &mut Component<'a>) -> Result<(), Halt> {
    if !cx.array()? {
        return Ok(());
    }
    while cx.next_object_of(cx.limits().properties, "properties in one component")? {
        let (mut kind, mut comment) = (None, None);
        while let Some(name) = cx.reader.next_name()? {
            match &*name {
                "annotationType" => kind = cx.text()?,
                "comment" => comment = cx.text()?,
                _ => cx.reader.skip()?,
            }
        }
        if let Some(value) = comment {
            let name = kind.unwrap_or(Cow::Borrowed("OTHER"));
            out.properties.push(Property { name, value });
        }
    }
    Ok(())
}
