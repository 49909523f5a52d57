//! References from one document to another.

use std::borrow::Cow;
use std::collections::HashMap;

use bonafide_digest::Digest;

use crate::{ExternalDocument, Format, HashAlgorithm, HashValue, Model, NodeId};

/// Documents that a caller has at hand, for references from one to another. Nothing else is looked
/// at: no reference is followed to a file or to a host.
///
/// ```
/// use bonafide_sbom::{LinkAnswer, Links, Model, ReadOptions};
/// let app = br#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [], "dependencies":
///     [{"ref": "app", "dependsOn": ["urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#a"]}]}"#;
/// let library = br#"{"bomFormat": "CycloneDX", "specVersion": "1.6",
///     "serialNumber": "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79", "version": 1,
///     "components": [{"type": "library", "bom-ref": "a", "name": "liba"}]}"#;
/// let options = ReadOptions::default();
/// let (app, library) = (Model::read(app, &options)?, Model::read(library, &options)?);
/// let mut links = Links::default();
/// links.add(&library, &[]);
/// let node = app.node("urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#a").unwrap();
/// let LinkAnswer::Found { model, node: Some(node), digest: None } = links.of(&app).resolve(node)
/// else { panic!() };
/// assert_eq!(model.component_of(node).unwrap().name(), Some("liba"));
/// # Ok::<(), bonafide_sbom::Error>(())
/// ```
///
/// # Specification
/// sbom GRA-4.
#[derive(Debug, Default)]
pub struct Links<'m> {
    documents: Vec<(&'m Model, Vec<Digest>)>,
    /// The documents by what others call them.
    names: HashMap<String, Vec<usize>>,
}

/// Where a reference leads.
///
/// # Specification
/// sbom GRA-4.
#[derive(Clone, Debug)]
#[expect(
    clippy::exhaustive_enums,
    reason = "nothing else can be known of a reference"
)]
pub enum LinkAnswer<'m> {
    /// It leads to a document that was given.
    Found {
        /// The document.
        model: &'m Model,
        /// The element; none if the reference is to the document as a whole.
        node: Option<NodeId>,
        /// The algorithm of the strongest hash by which the document is the one that is meant; none
        /// if only its name says so. See [`HashAlgorithm::is_weak`].
        digest: Option<HashAlgorithm>,
    },
    /// It does not lead out of its document, or says nowhere to which document.
    NoLink,
    /// The document was not given.
    NotGiven,
    /// A document of this name was given, and it is not the one that is meant: it has another digest.
    OtherDigest,
    /// The reference gives hashes, and the document was given without a digest of any of their
    /// algorithms.
    DigestUnknown,
    /// Several documents that were given, or several of their elements, can be meant.
    Ambiguous,
    /// The document has no such element.
    NoElement,
}

/// What a reference says of its end.
struct Target<'a> {
    /// What the document is called; none if the element alone tells.
    document: Option<Cow<'a, str>>,
    element: Option<&'a str>,
    /// Hashes of the document.
    meant: &'a [&'a ExternalDocument<'static>],
}

impl<'m> Links<'m> {
    /// Adds a document, with digests of its bytes that the caller computed. The SHA-256 of a document
    /// that was hashed as it was read, and had no wrapper, is known without.
    pub fn add(&mut self, model: &'m Model, digests: &[Digest]) {
        let mut digests = digests.to_vec();
        let summary = model.summary();
        let own = summary.sha256.filter(|_| summary.wrappers.is_empty());
        digests.extend(own.map(Digest::sha256));
        if let Some(name) = name_of(model) {
            let at = self.documents.len();
            self.names.entry(name).or_default().push(at);
        }
        self.documents.push((model, digests));
    }

    /// The references of a document. Takes time in proportion to the external documents that it lists.
    #[must_use]
    pub fn of<'a>(&'a self, from: &'a Model) -> LinksOf<'a, 'm> {
        let mut external: HashMap<_, Vec<_>> = HashMap::new();
        for document in &from.document().documents {
            if let Some(key) = key(from, document) {
                external.entry(key).or_default().push(document);
            }
        }
        LinksOf {
            links: self,
            from,
            external,
        }
    }

    /// The documents that have an element of this name themselves.
    fn holders(&self, name: &str) -> Vec<usize> {
        let documents = self.documents.iter().enumerate();
        let holds = |model: &Model| {
            let node = model.node(name);
            model.summary().format == Format::Spdx3Json
                && node.is_some_and(|node| model.is_defined(node))
        };
        let holders = documents.filter(|(_, (model, _))| holds(model));
        holders.map(|(at, _)| at).collect()
    }
}

/// The references of one document to others.
///
/// # Specification
/// sbom GRA-4.
#[derive(Debug)]
pub struct LinksOf<'a, 'm> {
    links: &'a Links<'m>,
    from: &'a Model,
    /// The external documents by how references name them.
    external: HashMap<Cow<'a, str>, Vec<&'a ExternalDocument<'static>>>,
}

impl<'m> LinksOf<'_, 'm> {
    /// Where a reference leads: by BOM-Link, by external document reference or by import. For
    /// imports it takes time in proportion to the documents that were given.
    #[must_use]
    pub fn resolve(&self, node: NodeId) -> LinkAnswer<'m> {
        let Some(target) = self.target(node) else {
            return LinkAnswer::NoLink;
        };
        let given: Vec<usize> = match &target.document {
            Some(name) => self.links.names.get(&**name).cloned().unwrap_or_default(),
            None => self.links.holders(target.element.unwrap_or_default()),
        };
        let (mut found, mut refused) = (Vec::new(), LinkAnswer::NotGiven);
        for (model, digests) in given.iter().filter_map(|at| self.links.documents.get(*at)) {
            match check(target.meant, digests) {
                Ok(digest) => found.push((*model, digest)),
                Err(why) => refused = why,
            }
        }
        let [(model, digest)] = *found else {
            return if found.is_empty() {
                refused
            } else {
                LinkAnswer::Ambiguous
            };
        };
        match target.element.map(|name| element(model, name)) {
            None => LinkAnswer::Found {
                model,
                node: None,
                digest,
            },
            Some(Ok(node)) => LinkAnswer::Found {
                model,
                node: Some(node),
                digest,
            },
            Some(Err(why)) => why,
        }
    }

    fn target(&self, node: NodeId) -> Option<Target<'_>> {
        if self.from.is_defined(node) {
            return None;
        }
        let reference = self.from.reference(node);
        let meant = |key: &str| self.external.get(key).map_or(&[][..], Vec::as_slice);
        if self.from.summary().format == Format::Spdx3Json {
            let meant = meant(reference);
            return (!meant.is_empty()).then_some(Target {
                document: None,
                element: Some(reference),
                meant,
            });
        }
        if reference.starts_with("DocumentRef-") {
            let (id, element) = reference.split_once(':')?;
            let meant = meant(id);
            // One name for two documents is no name.
            let [only] = meant else { return None };
            return Some(Target {
                document: Some(Cow::Borrowed(only.uri.as_deref()?)),
                element: Some(element),
                meant,
            });
        }
        let (document, element) = bom_link(reference)?;
        Some(Target {
            meant: meant(&document),
            document: Some(Cow::Owned(document)),
            element,
        })
    }
}

/// How references of a document name another one.
fn key<'a>(from: &Model, document: &'a ExternalDocument<'_>) -> Option<Cow<'a, str>> {
    let uri = document.uri.as_deref();
    match from.summary().format {
        Format::Spdx3Json => uri.map(Cow::Borrowed),
        Format::CdxJson | Format::CdxXml => uri.and_then(bom_link).map(|(name, _)| name.into()),
        _ => document.id.as_deref().map(Cow::Borrowed),
    }
}

/// What others call a document.
fn name_of(model: &Model) -> Option<String> {
    let document = model.document();
    let id = document.id.as_deref()?;
    if !model.summary().format.is_cyclonedx() {
        return Some(id.to_owned());
    }
    let serial = id.to_ascii_lowercase();
    let serial = serial.strip_prefix("urn:uuid:")?;
    Some(format!(
        "urn:cdx:{serial}/{}",
        document.revision.unwrap_or(1)
    ))
}

/// `urn:cdx:serial/version#element`: the document with its serial number in lower case, and the
/// element.
fn bom_link(reference: &str) -> Option<(String, Option<&str>)> {
    let rest = reference.strip_prefix("urn:cdx:")?;
    let (document, element) = match rest.split_once('#') {
        Some((document, element)) => (document, Some(element)),
        None => (rest, None),
    };
    let (serial, version) = document.split_once('/')?;
    let is_number = version.bytes().all(|byte| byte.is_ascii_digit());
    let version: u64 = version.parse().ok().filter(|_| is_number)?;
    let serial = serial.to_ascii_lowercase();
    Some((format!("urn:cdx:{serial}/{version}"), element))
}

/// The element of this name, written as it is or with percent-encoding.
fn element(model: &Model, name: &str) -> Result<NodeId, LinkAnswer<'static>> {
    let node = |name: &str| model.node(name).filter(|node| model.is_defined(*node));
    let decoded = decoded(name);
    match (
        node(name),
        decoded
            .filter(|text| text != name)
            .and_then(|text| node(&text)),
    ) {
        (Some(_), Some(_)) => Err(LinkAnswer::Ambiguous),
        (Some(node), None) | (None, Some(node)) => Ok(node),
        (None, None) => Err(LinkAnswer::NoElement),
    }
}

fn decoded(text: &str) -> Option<String> {
    let mut parts = text.split('%');
    let mut out = parts.next()?.as_bytes().to_vec();
    for part in parts {
        let digits = part
            .get(..2)
            .filter(|two| two.bytes().all(|b| b.is_ascii_hexdigit()))?;
        out.push(u8::from_str_radix(digits, 16).ok()?);
        out.extend(part.bytes().skip(2));
    }
    String::from_utf8(out).ok()
}

/// Whether a document with these digests is the one that is meant, and by which hash.
fn check(
    meant: &[&ExternalDocument<'_>],
    digests: &[Digest],
) -> Result<Option<HashAlgorithm>, LinkAnswer<'static>> {
    let hashes = meant.iter().flat_map(|document| &document.hashes);
    let (mut is_hashed, mut equal) = (false, None::<HashAlgorithm>);
    for hash in hashes {
        is_hashed = true;
        let value = hash.algorithm.filter(|_| hash.is_well_formed);
        let value = value.and_then(|on| HashValue::parse(on.name(), &hash.value).ok());
        let Some((algorithm, value)) =
            value.and_then(|value| Some((value.algorithm(), value.digest()?)))
        else {
            continue;
        };
        for digest in digests
            .iter()
            .filter(|one| one.algorithm() == value.algorithm())
        {
            if *digest != value {
                return Err(LinkAnswer::OtherDigest);
            }
            equal = Some(match equal {
                Some(known) if !known.is_weak() => known,
                _ => algorithm,
            });
        }
    }
    match equal {
        None if is_hashed => Err(LinkAnswer::DigestUnknown),
        equal => Ok(equal),
    }
}
