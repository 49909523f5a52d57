//! `OpenVEX`.

mod products;

use std::borrow::Cow;
use std::sync::Arc;

use bonafide_json::{Kind, Reader};
use bonafide_report::Escaped;
use bonafide_report::registry::{SBOM_ENC_BOM, SBOM_ENUM, SBOM_REQUIRED, VEX_NO_JUSTIFICATION};

use super::document::VexDocument;
use super::limits::VexLimits;
use super::members::{next_object, next_text, structural_text, time, unread, version};
use super::statement::{VexGround, VexJustification, VexStatement, VexStatus};
use crate::context::{Context, Halt, json_limits};
use crate::encoding::Text;
use crate::{Error, Format};
use products::Products;

const NAMESPACE: &str = "https://openvex.dev/ns";

/// Reads a document of 0.0.1 or 0.2.0, which differ in whether products and vulnerabilities are
/// texts or objects; either is read in both.
///
/// # Specification
/// `OpenVEX` 0.2.0; VXR-1, VXR-3.
pub(super) fn read(bytes: &[u8], limits: &VexLimits) -> Result<VexDocument, Error> {
    let options = limits.options();
    let text = Text::of(bytes, options.limits())?;
    let reader = Reader::over(text.text, &json_limits(options.limits()))?;
    let mut sink = ();
    let mut cx = Context::new(reader, &options, &mut sink);
    let mut document = VexDocument::new(Format::OpenVex, limits);
    if text.has_bom {
        cx.finding(SBOM_ENC_BOM, "a byte order mark was skipped");
    }
    match members(&mut cx, &mut document, limits) {
        Ok(()) | Err(Halt::Stopped) => {}
        Err(Halt::Error(error)) => return Err(error),
    }
    document.findings = cx.findings;
    cx.reader.finish()?;
    Ok(document)
}

const MEMBERS: [&str; 10] = [
    "@context",
    "@id",
    "author",
    "last_updated",
    "role",
    "statements",
    "supplier",
    "timestamp",
    "tooling",
    "version",
];

/// A statement while the members of its document are not all known.
struct Draft {
    statement: VexStatement,
    has_time: bool,
}

fn members(
    cx: &mut Context<'_, '_>,
    out: &mut VexDocument,
    limits: &VexLimits,
) -> Result<(), Halt> {
    let (mut has_context, mut timestamp, mut updated) = (false, None, None);
    let mut drafts = Vec::new();
    cx.reader.open_object()?;
    while let Some(name) = cx.reader.next_name()? {
        cx.spent = 0;
        match &*name {
            "@context" => {
                context(cx)?;
                has_context = true;
            }
            "@id" => out.id = cx.label()?.map(Cow::into_owned),
            "author" => out.author = cx.label()?.map(Cow::into_owned),
            "version" => out.version = version(cx)?,
            "timestamp" => timestamp = time(cx)?,
            "last_updated" => updated = time(cx)?,
            "statements" => statements(cx, &mut drafts, limits)?,
            "bomFormat" | "spdxVersion" | "document" | "_type" => return Err(cx.ambiguous()),
            other => unread(cx, other, &MEMBERS)?,
        }
    }
    if !has_context {
        return Err(cx.shape("there is no context"));
    }
    out.time = updated.or(timestamp);
    out.statements = drafts
        .into_iter()
        .map(|draft| {
            // What a statement does not say is that of the document; what it says wrongly is not.
            let time = if draft.has_time {
                draft.statement.time
            } else {
                out.time
            };
            let version = draft.statement.version.or_else(|| out.version.clone());
            VexStatement {
                time,
                version,
                ..draft.statement
            }
        })
        .collect();
    Ok(())
}

fn context(cx: &mut Context<'_, '_>) -> Result<(), Halt> {
    let mut found = None;
    if cx.reader.kind()? == Kind::Array {
        cx.reader.open_array()?;
        while let Some(text) = next_text(cx, 16, "contexts")? {
            found = found.or_else(|| text.strip_prefix(NAMESPACE).map(str::to_owned));
        }
    } else {
        let text = structural_text(cx)?;
        found = text.and_then(|text| text.strip_prefix(NAMESPACE).map(str::to_owned));
    }
    match found.as_deref() {
        Some("" | "/" | "/v0.0.1" | "/v0.2.0") => Ok(()),
        Some(version) => Err(Halt::Error(Error::VersionUnsupported {
            version: Escaped(version.trim_start_matches('/')).to_string(),
            format: "OpenVEX",
        })),
        None => Err(cx.shape("the context is not that of OpenVEX")),
    }
}

fn statements(
    cx: &mut Context<'_, '_>,
    out: &mut Vec<Draft>,
    limits: &VexLimits,
) -> Result<(), Halt> {
    if !cx.structural_array()? {
        return Ok(());
    }
    while next_object(cx, limits.statements, "statements")? {
        cx.spent = 0;
        let position = out.len();
        out.push(statement(cx, position, limits)?);
    }
    Ok(())
}

const STATEMENT: [&str; 15] = [
    "@id",
    "action_statement",
    "action_statement_timestamp",
    "impact_statement",
    "justification",
    "last_updated",
    "products",
    "status",
    "status_notes",
    "subcomponents",
    "supplier",
    "timestamp",
    "version",
    "vulnerability",
    "vuln_description",
];

fn statement(cx: &mut Context<'_, '_>, position: usize, limits: &VexLimits) -> Result<Draft, Halt> {
    let mut out = VexStatement {
        place: cx.reader.place(),
        position,
        ..VexStatement::default()
    };
    let (mut status, mut products) = (None, Products::default());
    let (mut timestamp, mut updated, mut has_time) = (None, None, false);
    while let Some(name) = cx.reader.next_name()? {
        match &*name {
            "@id" => out.id = cx.label()?.map(Cow::into_owned),
            "version" => out.version = version(cx)?,
            "vulnerability" => vulnerability(cx, &mut out)?,
            "timestamp" => {
                timestamp = time(cx)?;
                has_time = true;
            }
            "last_updated" => {
                updated = time(cx)?;
                has_time = true;
            }
            "products" => products.read(cx, limits)?,
            "subcomponents" => products.read_shared(cx, limits)?,
            "status" => status = cx.label()?,
            "justification" => out.justification = cx.label()?.map(|text| justification(&text)),
            "impact_statement" => out.impact = cx.text()?.map(Cow::into_owned),
            "action_statement" => out.action = cx.text()?.map(Cow::into_owned),
            other => unread(cx, other, &STATEMENT)?,
        }
    }
    out.time = updated.or(timestamp);
    out.status = status_of(cx, status.as_deref());
    let products = products.joined().map_err(|reason| cx.shape(reason))?;
    out.products = products.into_iter().map(Arc::new).collect();
    note(cx, &out);
    Ok(Draft {
        statement: out,
        has_time,
    })
}

/// What is to be said about a statement that is read whole.
fn note(cx: &mut Context<'_, '_>, statement: &VexStatement) {
    let place = &statement.place;
    if statement.vulnerability.is_none() {
        let place = place.member("vulnerability");
        cx.finding_at(place, SBOM_REQUIRED, "the statement names no vulnerability");
    }
    let word = statement.justification.as_ref();
    if word.is_some_and(|word| word.ground.is_none()) {
        let place = place.member("justification");
        cx.finding_at(place, SBOM_ENUM, "no justification of the format");
    }
    if statement.status == VexStatus::NotAffected && !statement.is_justified() {
        let detail = "not affected, and neither a justification nor an impact statement";
        cx.finding_at(place.clone(), VEX_NO_JUSTIFICATION, detail);
    }
}

fn status_of(cx: &mut Context<'_, '_>, text: Option<&str>) -> VexStatus {
    let all = [
        VexStatus::NotAffected,
        VexStatus::Affected,
        VexStatus::Fixed,
        VexStatus::UnderInvestigation,
    ];
    let found = all.into_iter().find(|status| Some(status.name()) == text);
    if found.is_none() {
        cx.finding(SBOM_ENUM, "a status that is none of the format");
    }
    found.unwrap_or(VexStatus::UnderInvestigation)
}

fn justification(text: &str) -> VexJustification {
    VexJustification {
        text: text.to_owned(),
        ground: VexGround::of_openvex(text),
    }
}

/// A text, or an object; the name of the vulnerability, or else its identifier in the document.
fn vulnerability(cx: &mut Context<'_, '_>, out: &mut VexStatement) -> Result<(), Halt> {
    if cx.reader.kind()? != Kind::Object {
        out.vulnerability = cx.label()?.map(Cow::into_owned);
        return Ok(());
    }
    let mut id = None;
    cx.reader.open_object()?;
    while let Some(name) = cx.reader.next_name()? {
        match &*name {
            "@id" => id = cx.label()?.map(Cow::into_owned),
            "name" => out.vulnerability = cx.label()?.map(Cow::into_owned),
            "aliases" => {
                if cx.structural_array()? {
                    while let Some(alias) = next_text(cx, MOST_ALIASES, "aliases")? {
                        out.aliases.push(alias);
                    }
                }
            }
            other => unread(cx, other, &["@id", "aliases", "description", "name"])?,
        }
    }
    out.vulnerability = out.vulnerability.take().or(id);
    Ok(())
}

/// Names that one statement may claim for its vulnerability.
const MOST_ALIASES: usize = 1024;
