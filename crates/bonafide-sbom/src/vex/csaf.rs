//! CSAF, without the relationships of its product tree.

mod groups;
mod status;
mod tree;
mod vulnerability;

use std::borrow::Cow;

use bonafide_json::Reader;
use bonafide_report::registry::{SBOM_ENC_BOM, SBOM_REQUIRED};
use bonafide_report::{Escaped, Place, Time};

use super::document::VexDocument;
use super::limits::VexLimits;
use super::members::{next_object, structural_text, time, unread, version};
use crate::context::{Context, Halt, json_limits};
use crate::encoding::Text;
use crate::{Error, Format};
use tree::Tree;
use vulnerability::Vulnerability;

/// Reads a document of 2.0 or 2.1.
///
/// The product tree may stand after the vulnerabilities: both are read, then joined.
///
/// # Specification
/// CSAF 2.0, sections 3 and 4.5; VXR-1, VXR-2. What relationships define is a product that nobody
/// knows.
pub(super) fn read(bytes: &[u8], limits: &VexLimits) -> Result<VexDocument, Error> {
    let options = limits.options();
    let text = Text::of(bytes, options.limits())?;
    let reader = Reader::over(text.text, &json_limits(options.limits()))?;
    let mut sink = ();
    let mut cx = Context::new(reader, &options, &mut sink);
    let mut document = VexDocument::new(Format::Csaf, limits);
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

fn members(
    cx: &mut Context<'_, '_>,
    out: &mut VexDocument,
    limits: &VexLimits,
) -> Result<(), Halt> {
    let (mut tree, mut vulnerabilities, mut head) = (Tree::default(), Vec::new(), None);
    cx.reader.open_object()?;
    while let Some(name) = cx.reader.next_name()? {
        cx.spent = 0;
        match &*name {
            "document" => head = Some(Head::read(cx, out)?),
            "product_tree" => tree.read(cx, limits)?,
            "vulnerabilities" => {
                if cx.structural_array()? {
                    while next_object(cx, limits.statements, "vulnerabilities")? {
                        cx.spent = 0;
                        vulnerabilities.push(Vulnerability::read(cx, limits)?);
                    }
                }
            }
            "@context" | "bomFormat" | "spdxVersion" | "_type" => return Err(cx.ambiguous()),
            other => unread(
                cx,
                other,
                &["$schema", "document", "product_tree", "vulnerabilities"],
            )?,
        }
    }
    let Some(head) = head else {
        return Err(cx.shape("there is no `document`"));
    };
    head.check()?;
    out.time = head.time;
    let tree = tree.finish(cx);
    let mut join = status::Join::new(&tree, limits, out.time, out.version.clone());
    for (at, vulnerability) in vulnerabilities.iter().enumerate() {
        let place = Place::root().member("vulnerabilities").index(at);
        join.add(cx, vulnerability, &place)?;
    }
    out.statements = join.statements;
    Ok(())
}

const DOCUMENT: [&str; 13] = [
    "acknowledgments",
    "aggregate_severity",
    "category",
    "csaf_version",
    "distribution",
    "lang",
    "license_expression",
    "notes",
    "publisher",
    "references",
    "source_lang",
    "title",
    "tracking",
];

const TRACKING: [&str; 8] = [
    "aliases",
    "current_release_date",
    "generator",
    "id",
    "initial_release_date",
    "revision_history",
    "status",
    "version",
];

/// What the member `document` says.
#[derive(Default)]
struct Head {
    version: Option<String>,
    category: Option<String>,
    time: Option<Time>,
}

impl Head {
    fn read(cx: &mut Context<'_, '_>, out: &mut VexDocument) -> Result<Self, Halt> {
        let mut head = Self::default();
        if !cx.structural_object()? {
            return Ok(head);
        }
        while let Some(name) = cx.reader.next_name()? {
            match &*name {
                "csaf_version" => head.version = structural_text(cx)?,
                "category" => head.category = structural_text(cx)?,
                "publisher" => {
                    if cx.object()? {
                        while let Some(name) = cx.reader.next_name()? {
                            match &*name {
                                "name" => out.author = cx.label()?.map(Cow::into_owned),
                                _ => cx.reader.skip()?,
                            }
                        }
                    }
                }
                "tracking" => head.tracking(cx, out)?,
                other => unread(cx, other, &DOCUMENT)?,
            }
        }
        Ok(head)
    }

    fn tracking(&mut self, cx: &mut Context<'_, '_>, out: &mut VexDocument) -> Result<(), Halt> {
        if !cx.structural_object()? {
            return Ok(());
        }
        while let Some(name) = cx.reader.next_name()? {
            match &*name {
                "current_release_date" => self.time = time(cx)?,
                "id" => out.id = cx.label()?.map(Cow::into_owned),
                "version" => out.version = version(cx)?,
                other => unread(cx, other, &TRACKING)?,
            }
        }
        if self.time.is_none() {
            cx.finding(SBOM_REQUIRED, "there is no date of release");
        }
        Ok(())
    }

    fn check(&self) -> Result<(), Halt> {
        let version = self.version.as_deref().unwrap_or_default();
        if !matches!(version, "2.0" | "2.1") {
            return Err(Halt::Error(Error::VersionUnsupported {
                version: Escaped(version).to_string(),
                format: "CSAF",
            }));
        }
        match self.category.as_deref() {
            Some("csaf_vex" | "csaf_security_advisory") => Ok(()),
            _ => Err(Halt::Error(Error::FormatUnsupported {
                format: "CSAF of another category than csaf_vex and csaf_security_advisory",
            })),
        }
    }
}
