//! Images, where they lie and what is trusted of their signers, from command lines.

use std::path::Path;

use bonafide_keys::{PublicKey, pem};
use bonafide_oci::http::{AuthFile, RegistryClient, RegistryClientBuilder};
use bonafide_oci::{
    DirTransport, Discovered, DiscoveryOptions, Error, LayoutDir, LayoutTar, Limits, MediaType,
    Memory, Reference, Subject, Tag, Target, discover, media_type, parse_digest,
};
use bonafide_sigstore::TrustedRoot;

use crate::{Arguments, Usage, read, trusted_root};

/// The options that say where an image lies.
pub const SOURCES: [&str; 7] = [
    "layout",
    "archive",
    "dir",
    "manifests",
    "registry",
    "digest",
    "reference",
];

/// The image that a command line names, and the name that it was asked for by.
#[derive(Debug)]
pub struct Found {
    /// What was found with it, or why it could not be had.
    pub discovered: Result<Discovered, Error>,
    /// The name.
    pub reference: Option<Reference>,
}

/// Looks for what travels with the image that the options name.
///
/// # Errors
/// [`Usage`] for options that name none, or several, and for what cannot be opened.
pub fn find(arguments: &Arguments, options: DiscoveryOptions) -> Result<Found, Usage> {
    let given: Vec<&str> = SOURCES[..5]
        .iter()
        .copied()
        .filter(|name| arguments.value(name).is_some())
        .collect();
    let [source] = given.as_slice() else {
        return Err(Usage(
            "exactly one of --layout, --archive, --dir, --manifests, --registry is needed"
                .to_owned(),
        ));
    };
    let place = arguments.required(source)?;
    let reference = match (arguments.value("reference"), *source) {
        (Some(text), _) => Some(parse_reference(text)?),
        (None, "registry") => Some(parse_reference(place)?),
        (None, _) => None,
    };
    let digest = arguments.value("digest");
    let discovered = match *source {
        "layout" => in_layout(place, (digest, reference.as_ref()), options),
        "archive" => in_archive(place, (digest, reference.as_ref()), options),
        "dir" => in_folder(place, digest),
        "manifests" => in_manifests(place, digest, options)?,
        _ => in_registry(parse_reference(place)?, arguments, options)?,
    };
    Ok(Found {
        discovered,
        reference,
    })
}

fn parse_reference(text: &str) -> Result<Reference, Usage> {
    Reference::parse_familiar(text).map_err(|error| Usage(format!("{text}: {error}")))
}

/// The image of a layout: the one with the digest that is asked for, else the only one, else the one
/// that the name means which it was asked for by.
fn local(
    (digest, reference): (Option<&str>, Option<&Reference>),
    image: impl Fn(Option<&str>) -> Result<bonafide_digest::Digest, Error>,
) -> Result<Subject, Error> {
    let named = |reference: &Reference| match (reference.digest(), reference.tag()) {
        (Some(digest), _) => Some(Ok(*digest)),
        (None, tag) => tag.map(|tag| image(Some(tag.as_str()))),
    };
    let digest = match digest {
        Some(text) => parse_digest(text)?,
        None => image(None).or_else(|error| reference.and_then(named).unwrap_or(Err(error)))?,
    };
    Ok(Subject::local(Target::Digest(digest)))
}

/// What travels with an image in a layout: the one with this digest, or the only one, or the one with
/// this name.
///
/// # Errors
/// Those of `bonafide_oci`.
pub(crate) fn in_layout(
    path: &str,
    asked: (Option<&str>, Option<&Reference>),
    options: DiscoveryOptions,
) -> Result<Discovered, Error> {
    let layout = LayoutDir::open(path, &Limits::default())?;
    let subject = local(asked, |name| layout.image(name))?;
    discover(&layout, &subject, options)
}

/// What travels with an image in an archive: the one with this digest, or the only one, or the one with
/// this name.
///
/// # Errors
/// Those of `bonafide_oci`.
pub(crate) fn in_archive(
    path: &str,
    asked: (Option<&str>, Option<&Reference>),
    options: DiscoveryOptions,
) -> Result<Discovered, Error> {
    let layout = LayoutTar::open(path, &Limits::default())?;
    let subject = local(asked, |name| layout.image(name))?;
    discover(&layout, &subject, options)
}

/// What travels with an image in a folder of the transport `dir:`.
///
/// # Errors
/// Those of `bonafide_oci`.
pub(crate) fn in_folder(path: &str, digest: Option<&str>) -> Result<Discovered, Error> {
    let limits = Limits::default();
    let folder = DirTransport::open(path, &limits)?;
    if let Some(text) = digest
        && parse_digest(text)? != *folder.digest()
    {
        return Err(Error::DigestMismatch {
            wanted: text.to_owned(),
        });
    }
    Ok(Discovered::in_folder(&folder, &limits))
}

/// A folder of manifests as they were downloaded: `TAG.json` for what lies under a tag,
/// `manifest.json` for the image, and blobs named by digest in `blobs/`.
fn in_manifests(
    path: &str,
    digest: Option<&str>,
    options: DiscoveryOptions,
) -> Result<Result<Discovered, Error>, Usage> {
    let failed = |error: std::io::Error| Usage(format!("{path}: {error}"));
    let (mut memory, mut image) = (Memory::new(), None);
    let mut files: Vec<_> = std::fs::read_dir(path)
        .map_err(failed)?
        .collect::<Result<_, _>>()
        .map_err(failed)?;
    files.sort_by_key(std::fs::DirEntry::file_name);
    for file in files {
        let name = file.file_name().to_string_lossy().into_owned();
        let Some(name) = name.strip_suffix(".json") else {
            continue;
        };
        let bytes = std::fs::read(file.path()).map_err(failed)?;
        let digest = memory.push_manifest(own_type(&bytes)?, bytes);
        if name == "manifest" {
            image = Some(digest);
        } else if let Ok(tag) = Tag::parse(name) {
            memory.tag(tag, digest);
        }
    }
    let blobs = Path::new(path).join("blobs");
    if blobs.exists() {
        for file in std::fs::read_dir(blobs).map_err(failed)? {
            let path = file.map_err(failed)?.path();
            memory.push_blob(std::fs::read(path).map_err(failed)?);
        }
    }
    let image = image.ok_or_else(|| Usage(format!("{path}: no manifest.json")))?;
    let subject = match local((digest, None), |_| Ok(image)) {
        Ok(subject) => subject,
        Err(error) => return Ok(Err(error)),
    };
    Ok(discover(&memory, &subject, options))
}

/// The type that a downloaded manifest says it is of.
fn own_type(bytes: &[u8]) -> Result<MediaType, Usage> {
    let document: serde_json::Value =
        serde_json::from_slice(bytes).map_err(|error| Usage(error.to_string()))?;
    let own = document["mediaType"]
        .as_str()
        .unwrap_or(media_type::OCI_MANIFEST);
    MediaType::parse(own).ok_or_else(|| Usage(format!("\"{own}\" is no media type")))
}

fn in_registry(
    mut reference: Reference,
    arguments: &Arguments,
    options: DiscoveryOptions,
) -> Result<Result<Discovered, Error>, Usage> {
    if let Some(text) = arguments.value("digest") {
        match parse_digest(text) {
            Ok(digest) => reference = reference.with_digest(digest),
            Err(error) => return Ok(Err(error)),
        }
    }
    let mut builder = RegistryClient::builder();
    if arguments.switch("plain-http") {
        builder = builder.allow_plain_http(reference.repository().domain());
    }
    if let Some(path) = arguments.value("auth-file") {
        builder = with_auth_file(builder, path)?;
    }
    let client = builder.build().map_err(|error| Usage(error.to_string()))?;
    Ok(discover(&client, &Subject::of(&reference), options))
}

/// The same with the credentials in a file.
///
/// # Errors
/// [`Usage`] for a file that holds none.
pub(crate) fn with_auth_file(
    builder: RegistryClientBuilder,
    path: &str,
) -> Result<RegistryClientBuilder, Usage> {
    let file = AuthFile::parse(&read(path)?).map_err(|error| Usage(format!("{path}: {error}")))?;
    Ok(builder.with_auth_file(file))
}

/// What is trusted: the trusted root, in which the authorities and keys that are given take the
/// place of those that it has.
///
/// # Errors
/// [`Usage`] for files that hold no keys or certificates.
pub fn image_trust(arguments: &Arguments) -> Result<TrustedRoot, Usage> {
    let mut root = trusted_root(arguments.value("trusted-root"), false)?;
    if let Some(path) = arguments.value("fulcio-ca") {
        root = root
            .without_certificate_authorities()
            .with_certificate_authority("fulcio-ca", &certificates(path)?, None);
    }
    let keys = arguments.all("rekor-key");
    if !keys.is_empty() {
        root = root.without_transparency_logs();
        for path in keys {
            root = root.with_transparency_log("rekor-key", &public_key(path)?, None);
        }
    }
    let keys = arguments.all("ctlog-key");
    if !keys.is_empty() {
        root = root.without_ct_logs();
        for path in keys {
            root = root.with_ct_log("ctlog-key", &public_key(path)?, None);
        }
    }
    Ok(root)
}

fn public_key(path: &str) -> Result<PublicKey, Usage> {
    Ok(crate::key(path)?.public_key().clone())
}

/// The certificates in a PEM file, in DER.
///
/// # Errors
/// [`Usage`] for a file that holds none, or anything else.
pub fn certificates(path: &str) -> Result<Vec<Vec<u8>>, Usage> {
    let failed = || Usage(format!("{path}: not certificates in PEM"));
    let text = String::from_utf8(read(path)?).map_err(|_| failed())?;
    let mut certificates = Vec::new();
    for block in pem::blocks(&text) {
        let block = pem::decode(block, 1 << 20).map_err(|_| failed())?;
        certificates.push(block.der);
    }
    if certificates.is_empty() {
        return Err(failed());
    }
    Ok(certificates)
}
