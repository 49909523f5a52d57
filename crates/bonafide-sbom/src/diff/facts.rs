//! What is compared of two components that are one.

use std::collections::BTreeSet;
use std::collections::HashMap;

use super::aspect::Aspect;
use super::ground::Ground;
use super::member::{Member, Side, swid_tag, type_name};
use crate::{
    Acknowledgement, ComponentView, Cpe, CpeAttribute, Format, HashAlgorithm, HashValue, Licence,
    LicenceLimits, LicenceReading, LicenceSyntax, LicenceValue, Model, Party, PartyKind, Purl,
    Scope,
};

/// Texts that a component has of a kind, each once, sorted.
pub(super) type Texts = BTreeSet<String>;

/// Reads licences, each text once.
pub(super) struct Facts<'m> {
    syntax: LicenceSyntax,
    /// By text: the operands that all hold.
    read: HashMap<&'m str, Vec<String>>,
    /// One digest over the texts of each licence that the document defines.
    defined: HashMap<&'m str, String>,
}

impl<'m> Facts<'m> {
    pub(super) fn new(model: &'m Model, ground: &Ground) -> Self {
        let mut texts: HashMap<&str, BTreeSet<[u8; 32]>> = HashMap::new();
        if ground.has(Aspect::LicenceTexts) {
            for licence in model.extracted_licences() {
                let digests = texts.entry(&licence.id).or_default();
                digests.extend(licence.text_sha256);
            }
        }
        let texts = texts.into_iter().filter(|(_, digests)| !digests.is_empty());
        let defined = texts
            .map(|(id, digests)| (id, one_digest(&digests)))
            .collect();
        let syntax = match model.summary().format {
            Format::Spdx3Json => LicenceSyntax::Spdx3,
            _ => LicenceSyntax::Spdx2,
        };
        Self {
            syntax,
            read: HashMap::new(),
            defined,
        }
    }

    /// The licences by who says them: as declared, as concluded, as observed. Where documents differ
    /// in who can speak, what a reader goes by stands in the place of the first two.
    pub(super) fn licences(&mut self, member: &Member<'m>, ground: &Ground) -> [Texts; 3] {
        let mut texts: [Texts; 3] = Default::default();
        let [declared, concluded, observed] = &mut texts;
        for licence in member.view.licences() {
            let list = match licence.acknowledgement {
                Acknowledgement::Declared | Acknowledgement::Unspecified => &mut *declared,
                Acknowledgement::Concluded => &mut *concluded,
                Acknowledgement::Observed if ground.has(Aspect::ObservedLicences) => &mut *observed,
                Acknowledgement::Observed => continue,
            };
            self.licence(&licence, ground, list);
        }
        if !ground.has(Aspect::LicenceSpeakers) {
            let concluded = core::mem::take(concluded);
            if !concluded.is_empty() {
                *declared = concluded;
            }
        }
        texts
    }

    /// # Specification
    /// sbom DIF-2: canonical expressions are compared. Entries side by side all hold
    /// (sbom LNV-1), as do the operands of AND.
    pub(super) fn licence(&mut self, licence: &Licence<'m>, ground: &Ground, out: &mut Texts) {
        match &licence.form {
            LicenceValue::NoAssertion => {}
            LicenceValue::None => drop(out.insert("NONE".to_owned())),
            LicenceValue::Name(name) => {
                let digest = licence.text_sha256;
                let digest = digest.filter(|_| ground.has(Aspect::LicenceTexts));
                let text = digest.map(|digest| format!(" with text {}", hex(&digest)));
                out.insert(format!("\"{name}\"{}", text.unwrap_or_default()));
            }
            LicenceValue::Expression(std::borrow::Cow::Borrowed(text))
            | LicenceValue::Id(std::borrow::Cow::Borrowed(text)) => {
                let (syntax, defined) = (self.syntax, &self.defined);
                let operands = self.read.entry(text);
                let operands = operands.or_insert_with(|| operands_of(text, syntax, defined));
                out.extend(operands.iter().cloned());
            }
            LicenceValue::Expression(text) | LicenceValue::Id(text) => {
                out.extend(operands_of(text, self.syntax, &self.defined));
            }
        }
    }
}

fn operands_of(text: &str, syntax: LicenceSyntax, defined: &HashMap<&str, String>) -> Vec<String> {
    let reading = LicenceReading::of(text, syntax, &LicenceLimits::default());
    let canonical = match reading.canonical() {
        Some("NOASSERTION") => return Vec::new(),
        Some(canonical) => canonical,
        // What cannot be read is compared by the letter.
        None => return vec![text.to_owned()],
    };
    // An identifier alone, or operands that all hold: AND binds closer than OR, and parentheses
    // could hold either.
    let operands: Vec<&str> = if canonical.contains(" OR ") || canonical.contains('(') {
        vec![canonical]
    } else {
        canonical.split(" AND ").collect()
    };
    let operands = operands.into_iter();
    operands
        .map(|operand| with_texts(operand, defined))
        .collect()
}

/// A reference means what the document defines it as.
fn with_texts(operand: &str, defined: &HashMap<&str, String>) -> String {
    let mut out = operand.to_owned();
    let words = operand.split([' ', '(', ')', '+']);
    for word in words.filter(|word| word.starts_with("LicenseRef-")) {
        if let Some(digest) = defined.get(word) {
            out.push_str(" with text ");
            out.push_str(digest);
        }
    }
    out
}

/// The digest itself, or of several one over all: a reference that is defined often stays short.
fn one_digest(digests: &BTreeSet<[u8; 32]>) -> String {
    let mut all = digests.iter();
    match (all.next(), all.next()) {
        (Some(one), None) => hex(one),
        _ => {
            let parts: Vec<&[u8]> = digests.iter().map(<[u8; 32]>::as_slice).collect();
            hex(&bonafide_digest::sha256(&parts))
        }
    }
}

/// A text that is copied to many places, at most `most` bytes of it; a digest keeps longer ones
/// apart.
pub(super) fn short(text: String, most: usize) -> String {
    if text.len() <= most {
        return text;
    }
    let ends = text.char_indices().map(|(at, _)| at);
    let end = ends.take_while(|at| *at <= most).last().unwrap_or(0);
    let digest = hex(&bonafide_digest::sha256(&[text.as_bytes()]));
    format!("{}… sha256:{digest}", text.get(..end).unwrap_or_default())
}

fn hex(digest: &[u8; 32]) -> String {
    bonafide_digest::hex::encode(digest)
}

/// The hashes of a component.
#[derive(Default)]
pub(super) struct Hashes {
    /// Those that say what the content is.
    pub(super) values: BTreeSet<HashValue>,
    /// Those of no known algorithm, that do not fit theirs, or that stand in the place of one.
    pub(super) texts: Texts,
}

impl Hashes {
    pub(super) fn of(view: &ComponentView<'_>) -> Self {
        let mut hashes = Self::default();
        for (algorithm, text) in view.hashes() {
            let name = algorithm.map_or("", HashAlgorithm::name);
            match HashValue::parse(name, text) {
                Ok(value) if !value.is_placeholder() => drop(hashes.values.insert(value)),
                _ => drop(hashes.texts.insert(format!("{name}:{text}"))),
            }
        }
        hashes
    }

    pub(super) fn has(&self, algorithm: HashAlgorithm) -> bool {
        self.values
            .iter()
            .any(|value| value.algorithm() == algorithm)
    }

    /// The values of `algorithm`.
    pub(super) fn of_algorithm(
        &self,
        algorithm: HashAlgorithm,
    ) -> impl Iterator<Item = &HashValue> {
        let values = self.values.iter();
        values.filter(move |value| value.algorithm() == algorithm)
    }
}

/// What a component is called, beyond what it is paired by. Versions are in it unless
/// `is_upgrade` and they are the one that the component states.
pub(super) fn identifiers(member: &Member<'_>, ground: &Ground, is_upgrade: bool) -> Texts {
    let mut out = Texts::new();
    let stated = member.view.version().filter(|_| is_upgrade);
    for text in member.view.purls() {
        out.insert(purl_text(text, stated, is_upgrade));
    }
    for text in member.view.cpes() {
        out.insert(cpe_text(text, stated, is_upgrade));
    }
    for (kind, value) in member.view.identifiers() {
        if let Some(tag) = swid_tag(kind, value) {
            out.insert(format!("swid:{tag}"));
        } else if ground.has(Aspect::OtherIdentifiers) {
            out.insert(format!("id {kind}:{value}"));
        }
    }
    if ground.has(Aspect::Names) {
        out.extend(member.view.group().map(|group| format!("group:{group}")));
        out.extend(member.view.name().map(|name| format!("name:{name}")));
        if ground.has(Aspect::Types) {
            out.extend(type_name(&member.view).map(|kind| format!("type:{kind}")));
        }
    }
    out
}

/// The package URLs that can be read, with all that they say.
pub(super) fn purls(member: &Member<'_>) -> Texts {
    let purls = member
        .view
        .purls()
        .filter_map(|text| Purl::parse(text).ok());
    purls.map(|purl| purl.as_str().to_owned()).collect()
}

fn purl_text(text: &str, stated: Option<&str>, is_upgrade: bool) -> String {
    let Ok(purl) = Purl::parse(text) else {
        return format!("no purl {text}");
    };
    let is_same = purl
        .version()
        .is_none_or(|version| stated.map_or(is_upgrade, |stated| is_version(stated, version)));
    match (is_same, purl.as_str().split_once('@')) {
        (true, Some((path, rest))) => {
            let end = rest.find(['?', '#']).unwrap_or(rest.len());
            format!("{path}{}", rest.get(end..).unwrap_or_default())
        }
        _ => purl.as_str().to_owned(),
    }
}

fn cpe_text(text: &str, stated: Option<&str>, is_upgrade: bool) -> String {
    let Ok(cpe) = Cpe::parse(text) else {
        return format!("no CPE name {text}");
    };
    let written = cpe.to_string();
    let [_, _, _, version, ..] = cpe.attributes();
    let CpeAttribute::Value(value) = version else {
        return written;
    };
    let is_same = !value.is_pattern()
        && stated.map_or(is_upgrade, |stated| is_cpe_version(stated, value.literal()));
    if !is_same {
        return written;
    }
    // The fifth part; colons within parts are quoted with a backslash in front.
    let literal = format!(":{version}:");
    written.replacen(&literal, ":*:", 1)
}

/// Whether an identifier has the version that the component states: an epoch and a `v` in front may
/// be left out.
fn is_version(stated: &str, version: &str) -> bool {
    let bare = |text: &str| text.strip_prefix('v').unwrap_or(text).to_ascii_lowercase();
    let (stated, version) = (bare(stated), bare(version));
    stated == version
        || stated
            .split_once(':')
            .is_some_and(|(_, rest)| rest == version)
}

/// The same of a CPE name, which also leaves out the revision of a distribution.
fn is_cpe_version(stated: &str, version: &str) -> bool {
    let upstream = stated.split(['-', '+']).next();
    is_version(stated, version) || upstream.is_some_and(|text| is_version(text, version))
}

/// The supplier; `None` for one that nothing is said of.
pub(super) fn supplier(member: &Member<'_>, ground: &Ground) -> Option<String> {
    let supplier = member.view.supplier()?;
    if ground.has(Aspect::SupplierDetails) {
        return party(supplier);
    }
    let name = supplier.name.as_deref().map(str::trim);
    name.filter(|name| !name.is_empty()).map(str::to_owned)
}

pub(super) fn producers(member: &Member<'_>) -> Texts {
    let producers = member.view.producers().iter();
    let texts = producers.filter_map(|one| Some(format!("{} {}", one.capacity, party(one)?)));
    texts.collect()
}

/// A party in one text; none where nothing is said.
pub(super) fn party(party: &Party<'_>) -> Option<String> {
    let kind = match party.kind {
        PartyKind::Person => "person",
        PartyKind::Organization => "organization",
        PartyKind::Tool => "tool",
        PartyKind::Unknown => "",
        PartyKind::NoAssertion => return None,
    };
    let parts = [&party.name, &party.email, &party.url];
    let mut out = String::new();
    for part in parts.into_iter().flatten().filter(|part| !part.is_empty()) {
        if !out.is_empty() {
            out.push_str(", ");
        }
        out.push_str(part);
    }
    match (out.is_empty(), kind) {
        (true, _) => None,
        (false, "") => Some(out),
        (false, kind) => Some(format!("{kind} {out}")),
    }
}

pub(super) const fn scope(scope: Option<Scope>) -> &'static str {
    match scope {
        // The specification says what leaving it out means.
        Some(Scope::Required) | None => "required",
        Some(Scope::Optional) => "optional",
        Some(Scope::Excluded) => "excluded",
    }
}

/// All that is compared of a component, in one text each: what it is called but for versions, its
/// version, its hashes, the rest.
pub(super) fn signature<'m>(
    facts: &mut Facts<'m>,
    side: &Side<'m>,
    at: u32,
    ground: &Ground,
) -> [String; 4] {
    let Some(member) = side.member(at) else {
        return Default::default();
    };
    let version = member
        .version
        .as_deref()
        .map(|version| format!("={version}"));
    let hashes = if ground.has(Aspect::Hashes) {
        let hashes = Hashes::of(&member.view);
        let values = hashes.values.iter().map(HashValue::to_string);
        joined(values.chain(hashes.texts))
    } else {
        String::new()
    };
    let licences = facts.licences(member, ground).map(joined);
    let rest = [
        joined(identifiers(member, ground, false)),
        joined(licences),
        supplier(member, ground).unwrap_or_default(),
        joined(producers(member)),
        scope(member.view.scope()).to_owned(),
    ];
    let names = joined(identifiers(member, ground, true));
    [names, version.unwrap_or_default(), hashes, joined(rest)]
}

/// Texts in one that no other texts give.
fn joined(texts: impl IntoIterator<Item = String>) -> String {
    let mut out = String::new();
    for text in texts {
        out.push_str(&text.len().to_string());
        out.push(':');
        out.push_str(&text);
    }
    out
}
