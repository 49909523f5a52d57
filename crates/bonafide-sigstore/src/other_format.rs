//! What a document is that was taken for something else.

use crate::Error;

// A text that only documents of the format have: a member, but for the last.
pub(crate) const BUNDLE: &str = "\"verificationMaterial\"";
pub(crate) const LEGACY: &str = "\"base64Signature\"";
pub(crate) const ATTESTATION: &str = "\"verification_material\"";
pub(crate) const PROVENANCE: &str = "\"attestation_bundles\"";
// A part of its media type, which no trusted root is without.
pub(crate) const TRUSTED_ROOT: &str = "vnd.dev.sigstore.trustedroot";

const NPM: &str = "\"attestations\"";
const CLOUD_BUILD: &str = "\"provenance_summary\"";
const ENVELOPE: &str = "\"payloadType\"";
const IN_BUNDLE: &str = "\"dsseEnvelope\"";
const STATEMENT: &str = "\"predicateType\"";

const PEM: (&str, &str) = (
    "-----BEGIN ",
    "PEM, which holds a key, a certificate or a signature by itself",
);

const LINES: (&str, &str) = (
    "\n",
    "several bundles, one a line, which `Bundle::parse_lines` reads",
);

/// Each format, and what to tell whoever takes it for another. What can hold others is asked for first.
const FORMATS: [(&str, &str); 9] = [
    (
        PROVENANCE,
        "PEP 740 provenance, which `pep740::Provenance::parse` reads",
    ),
    (
        NPM,
        "attestations of npm, each of which has a `bundle` of its own",
    ),
    (
        CLOUD_BUILD,
        "provenance of Google Cloud Build, of which each `envelope` was signed",
    ),
    (BUNDLE, "a Sigstore bundle, which `Bundle::parse` reads"),
    (
        ATTESTATION,
        "a PEP 740 attestation, which `pep740::Attestation::parse` reads and \
         `Verifier::verify_attestation` verifies, with the name of the distribution's file",
    ),
    (
        LEGACY,
        "an older format, which `Bundle::parse_legacy` and `SignatureFile::parse` read",
    ),
    (
        TRUSTED_ROOT,
        "a trusted root, which `TrustedRoot::parse` reads",
    ),
    (
        ENVELOPE,
        "a DSSE envelope by itself, without the bundle that says how to verify it",
    ),
    (
        STATEMENT,
        "a statement that nobody signed: what is signed is a bundle with a statement in it",
    ),
];

/// The format of a document, as its text and what to say of it.
fn format_of(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    // In JSON there may be PEM too, and so only the start tells.
    if bytes.trim_ascii_start().starts_with(PEM.0.as_bytes()) {
        return Some(PEM);
    }
    if is_lines(bytes) {
        return Some(LINES);
    }
    let found = FORMATS.into_iter().find(|(text, _)| has(bytes, text));
    // A bundle that was cut off may have its envelope and no material.
    found.filter(|(text, _)| *text != ENVELOPE || !has(bytes, IN_BUNDLE))
}

/// Whether there are several bundles, one a line.
fn is_lines(bytes: &[u8]) -> bool {
    let lines = bytes.split(|byte| *byte == b'\n');
    lines.filter(|line| has(line, BUNDLE)).nth(1).is_some()
}

/// Whether a text stands anywhere in a document.
pub(crate) fn has(bytes: &[u8], member: &str) -> bool {
    let member = member.as_bytes();
    bytes.windows(member.len()).any(|window| window == member)
}

impl Error {
    /// Why a document could not be read as the format with the text `own`, and what it looks like
    /// where that is another. What is too large is not looked through.
    pub(crate) fn or_other_format(self, own: &str, bytes: &[u8]) -> Self {
        if matches!(self, Self::JsonLimit { .. } | Self::Limit { .. }) {
            return self;
        }
        let found = format_of(bytes).filter(|(text, _)| *text != own);
        match found {
            Some((_, looks_like)) => Self::OtherFormat {
                cause: Box::new(self),
                looks_like,
            },
            None => self,
        }
    }
}

/// What a document that could not be read looks like, and what reads that: for who expected something
/// else than a bundle, too.
///
/// It looks for a text that only the one format has, and takes no other look at the document. `None` for
/// a bundle, and for what is nothing of Sigstore.
///
/// ```
/// let taken_for_a_bundle = br#"{"attestation_bundles": [], "version": 1}"#;
/// let found = bonafide_sigstore::other_format(taken_for_a_bundle);
/// assert!(found.is_some_and(|found| found.starts_with("PEP 740 provenance")));
/// ```
#[must_use]
pub fn other_format(bytes: &[u8]) -> Option<&'static str> {
    let (text, looks_like) = format_of(bytes)?;
    (text != BUNDLE).then_some(looks_like)
}
