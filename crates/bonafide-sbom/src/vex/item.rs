//! What statements are about.

use std::sync::Arc;

use bonafide_report::Code;
use bonafide_report::registry::VEX_PRODUCT_UNKNOWN;

use super::range::{Range, VersionSet};
use crate::{Cpe, HashAlgorithm, HashValue, Purl};

/// A product of a statement, and the parts of it that the statement is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VexProduct {
    pub(super) item: VexItem,
    pub(super) subcomponents: Arc<[VexItem]>,
}

impl VexProduct {
    pub(super) fn whole(item: VexItem) -> Self {
        Self {
            item,
            subcomponents: Arc::default(),
        }
    }

    /// The product itself.
    #[must_use]
    pub const fn item(&self) -> &VexItem {
        &self.item
    }

    /// The parts; empty if the statement is about the whole product. One that cannot be compared is
    /// there all the same.
    #[must_use]
    pub fn subcomponents(&self) -> &[VexItem] {
        &self.subcomponents
    }
}

/// Something that a statement identifies: a product, or a part of one.
///
/// All that it is identified by must fit: package URLs that are named beside each other narrow it
/// down, and none of them widens it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VexItem {
    pub(super) id: Option<Box<str>>,
    /// Of each group one must fit.
    pub(super) purls: Vec<Vec<Pattern>>,
    pub(super) cpes: Vec<Cpe>,
    /// The hashes of each of its files.
    pub(super) files: Vec<Vec<HashValue>>,
    pub(super) versions: Vec<VersionSet>,
    /// Whether it is narrowed down by something that cannot be compared.
    pub(super) is_unknown: bool,
}

/// A package URL as a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pattern {
    pub(super) purl: Purl,
    /// The qualifier `vers`.
    pub(super) range: Option<Range>,
}

impl VexItem {
    /// How the document names it.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// The package URLs.
    pub fn purls(&self) -> impl Iterator<Item = &Purl> {
        self.purls.iter().flatten().map(|pattern| &pattern.purl)
    }

    /// The CPE names; they count where there is neither a package URL nor a hash that decides.
    #[must_use]
    pub fn cpes(&self) -> &[Cpe] {
        &self.cpes
    }

    /// The hashes that can be compared, of all its files.
    pub fn hashes(&self) -> impl Iterator<Item = &HashValue> {
        self.files.iter().flatten()
    }

    /// Whether it can be compared with anything. What cannot matches nothing.
    #[must_use]
    pub const fn is_known(&self) -> bool {
        let has_any = !self.purls.is_empty() || !self.cpes.is_empty() || !self.files.is_empty();
        has_any && !self.is_unknown
    }
}

/// An item while it is read.
#[derive(Default)]
pub(super) struct ItemBuilder {
    item: VexItem,
    problems: Vec<(Code, String)>,
}

impl ItemBuilder {
    /// The name in the document, which may be a package URL or a CPE name.
    pub(super) fn id(&mut self, text: &str) {
        self.item.id = Some(text.into());
        if is_scheme(text, "pkg:") {
            self.purl(text);
        } else if is_scheme(text, "cpe:") {
            self.cpe(text);
        }
    }

    /// The name in the document, whatever it looks like.
    pub(super) fn plain_id(&mut self, text: &str) {
        self.item.id = Some(text.into());
    }

    pub(super) fn purl(&mut self, text: &str) {
        self.alternatives([text]);
    }

    /// Package URLs of which one must fit. They are one package but for qualifiers; others narrow
    /// the item down instead.
    pub(super) fn alternatives<'t>(&mut self, texts: impl IntoIterator<Item = &'t str>) {
        let mut group: Vec<Pattern> = Vec::new();
        for text in texts {
            let purl = match Purl::parse(text) {
                Ok(purl) => purl,
                Err(finding) => {
                    // What it would have narrowed down is not known.
                    self.item.is_unknown = true;
                    self.problem(finding.code(), finding.detail().to_owned());
                    continue;
                }
            };
            let is_one = |first: &Pattern| is_one_package(&first.purl, &purl);
            if !group.first().is_none_or(is_one) {
                self.item.purls.push(core::mem::take(&mut group));
            }
            let range = purl.qualifier("vers").map(Range::parse);
            group.push(Pattern { purl, range });
        }
        if !group.is_empty() {
            self.item.purls.push(group);
        }
    }

    /// A CPE name; a malformed one is left out, and the item is unknown if nothing else is left.
    pub(super) fn cpe(&mut self, text: &str) {
        match Cpe::parse(text) {
            Ok(cpe) => self.item.cpes.push(cpe),
            Err(finding) => self.problem(finding.code(), finding.detail().to_owned()),
        }
    }

    /// The hashes of one file: name of the algorithm and value. Placeholders say nothing.
    pub(super) fn file<'t>(&mut self, hashes: impl IntoIterator<Item = (&'t str, &'t str)>) {
        let mut file = Vec::new();
        for (algorithm, value) in hashes {
            match HashValue::parse(algorithm, value) {
                Ok(hash) if hash.is_placeholder() => {}
                Ok(hash) => file.push(hash),
                // Known and malformed is wrong; of an algorithm that nobody has here, it is only
                // of no use.
                Err(finding) => {
                    self.item.is_unknown |= HashAlgorithm::from_name(algorithm).is_some();
                    self.problem(finding.code(), finding.detail().to_owned());
                }
            }
        }
        if !file.is_empty() {
            self.item.files.push(file);
        }
    }

    pub(super) fn versions(&mut self, set: VersionSet) {
        self.item.versions.push(set);
    }

    /// It is narrowed down by what cannot be compared, or cannot be told.
    pub(super) fn unknown(&mut self, why: &str) {
        self.item.is_unknown = true;
        self.problem(VEX_PRODUCT_UNKNOWN, why.to_owned());
    }

    /// The item, and what is to be said of it.
    pub(super) fn finish(mut self) -> (VexItem, Vec<(Code, String)>) {
        if !self.item.is_known() && !self.item.is_unknown {
            self.unknown("nothing that can be compared identifies it");
        }
        (self.item, self.problems)
    }

    fn problem(&mut self, code: Code, detail: String) {
        self.problems.push((code, detail));
    }
}

fn is_scheme(text: &str, scheme: &str) -> bool {
    text.get(..scheme.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
}

fn is_one_package(a: &Purl, b: &Purl) -> bool {
    let key = |purl: &Purl| {
        let own = |text: Option<&str>| text.map(str::to_owned);
        let version = own(purl.version());
        (
            purl.kind().to_owned(),
            own(purl.namespace()),
            purl.name().to_owned(),
            version,
        )
    };
    key(a) == key(b) && a.subpath() == b.subpath() && a.qualifier("vers") == b.qualifier("vers")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_compared_is_unknown() {
        let item = |build: &dyn Fn(&mut ItemBuilder)| {
            let mut builder = ItemBuilder::default();
            build(&mut builder);
            let (item, problems) = builder.finish();
            let codes: Vec<&str> = problems.iter().map(|(code, _)| code.as_str()).collect();
            (item.is_known(), codes)
        };
        assert_eq!(item(&|one| one.id("pkg:npm/a@1")), (true, vec![]));
        assert_eq!(item(&|one| one.id("PKG:npm/a@1")), (true, vec![]));
        let unknown = (false, vec!["vex.product-unknown"]);
        assert_eq!(item(&|one| one.id("https://example.com/a")), unknown);
        assert_eq!(item(&|_| ()), unknown);
        assert_eq!(
            item(&|one| one.id("pkg:npm")),
            (false, vec!["sbom.purl-invalid"])
        );
        let both = |one: &mut ItemBuilder| {
            one.purl("pkg:npm/a@1");
            one.purl("pkg:npm");
        };
        assert_eq!(item(&both), (false, vec!["sbom.purl-invalid"]));
        let zeros = "0".repeat(64);
        assert_eq!(
            item(&|one| one.file([("sha-256", zeros.as_str())])),
            unknown
        );
        assert_eq!(
            item(&|one| one.file([("sha-256", "00")])),
            (false, vec!["sbom.hash"])
        );
        let cpe = item(&|one| one.cpe("cpe:nothing"));
        assert_eq!(
            cpe,
            (false, vec!["sbom.cpe-invalid", "vex.product-unknown"])
        );
    }

    #[test]
    fn alternatives_are_one_package() {
        let mut builder = ItemBuilder::default();
        builder.alternatives(["pkg:npm/a@1?arch=x", "pkg:npm/a@1?arch=y", "pkg:npm/a"]);
        let (item, _) = builder.finish();
        let groups: Vec<usize> = item.purls.iter().map(Vec::len).collect();
        assert_eq!(groups, [2, 1]);
    }
}
