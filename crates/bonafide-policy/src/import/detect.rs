//! Which format a document is written in, by what it says of itself.

use core::fmt;

use bonafide_report::{Escaped, Place};

use super::error::{ImportError, ImportErrorKind};
use super::options::{MOST_BYTES, MOST_DEPTH};
use super::yaml::{self, Head};
use crate::error::Problems;
use crate::syntax::{self, Syntax, SyntaxLimits};

/// A format of policies of other tools.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Format {
    /// `policy.json` of containers: `containers-policy.json(5)`.
    ContainersPolicy,
    /// `ClusterImagePolicy` of `policy.sigstore.dev`. Recognised, and not imported.
    ClusterImagePolicy,
    /// `TrustRoot` of `policy.sigstore.dev`. Recognised, and not imported.
    TrustRoot,
    /// `ClusterPolicy` and `Policy` of `kyverno.io`. Recognised, and not imported.
    Kyverno,
    /// `ImageVerificationPolicy` and `ImageValidatingPolicy` of `policies.kyverno.io`. Recognised,
    /// and not imported.
    KyvernoImagePolicy,
    /// The configuration of Connaisseur. Recognised, and not imported.
    Connaisseur,
    /// `ClusterImagePolicy` and `ImagePolicy` of `config.openshift.io`. Recognised, and not imported.
    OpenShift,
}

impl Format {
    /// What it is called.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ContainersPolicy => "containers policy.json",
            Self::ClusterImagePolicy => "ClusterImagePolicy of policy.sigstore.dev",
            Self::TrustRoot => "TrustRoot of policy.sigstore.dev",
            Self::Kyverno => "policy of kyverno.io",
            Self::KyvernoImagePolicy => "image policy of policies.kyverno.io",
            Self::Connaisseur => "Connaisseur configuration",
            Self::OpenShift => "image policy of config.openshift.io",
        }
    }

    pub(super) fn refused(self, place: Place) -> ImportError {
        let why = format!("{self} is recognised, and not imported");
        let hint = match self {
            Self::OpenShift => "write its policy as containers policy.json, or as a native policy",
            Self::TrustRoot => "name its trusted root in a native policy",
            _ => "write it as a native policy",
        };
        ImportError::new(ImportErrorKind::Unsupported, place, why, hint)
    }

    /// By group and kind. `ClusterImagePolicy` is a kind of two groups.
    fn of_object(group: &str, kind: &str) -> Option<Self> {
        match (group, kind) {
            ("policy.sigstore.dev", "ClusterImagePolicy") => Some(Self::ClusterImagePolicy),
            ("policy.sigstore.dev", "TrustRoot") => Some(Self::TrustRoot),
            ("config.openshift.io", "ClusterImagePolicy" | "ImagePolicy") => Some(Self::OpenShift),
            ("kyverno.io", "ClusterPolicy" | "Policy") => Some(Self::Kyverno),
            (
                "policies.kyverno.io",
                "ImageVerificationPolicy"
                | "ImageValidatingPolicy"
                | "NamespacedImageValidatingPolicy",
            ) => Some(Self::KyvernoImagePolicy),
            _ => None,
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The format of a document that can be imported.
///
/// # Errors
/// What keeps the bytes from being read; each document that is not imported, or of no known format.
pub(super) fn recognise(bytes: &[u8]) -> Result<Format, Vec<ImportError>> {
    let is_json = bytes.trim_ascii_start().starts_with(b"{");
    let heads = match is_json {
        true => vec![json_head(bytes)?],
        false => yaml::heads(bytes).map_err(|error| vec![error])?,
    };
    if let [head] = heads.as_slice() {
        return match head.format(&Place::root()) {
            // Where it is written in YAML, its own reader says that it must be JSON.
            Ok(Format::ContainersPolicy) => Ok(Format::ContainersPolicy),
            Ok(other) => Err(vec![other.refused(head.place(Place::root()))]),
            Err(error) => Err(vec![error]),
        };
    }
    let refusals = heads.iter().enumerate().map(|(at, head)| {
        let place = Place::root().index(at);
        match head.format(&place) {
            Ok(format) => format.refused(head.place(place)),
            Err(error) => error,
        }
    });
    Err(refusals.take(ImportError::MOST).collect())
}

fn json_head(bytes: &[u8]) -> Result<Head, Vec<ImportError>> {
    let limits = SyntaxLimits {
        bytes: MOST_BYTES,
        depth: MOST_DEPTH,
    };
    let mut problems = Problems::new();
    let root = syntax::parse(bytes, Syntax::Json, &limits, &mut problems);
    let told = |problems: Problems| problems.into_vec().into_iter().map(ImportError::from);
    let Some(root) = root else {
        return Err(told(problems).collect());
    };
    if !problems.is_empty() {
        return Err(told(problems).collect());
    }
    let text = |name: &str| Some(root.member(name)?.value.text()?.to_owned());
    Ok(Head {
        names: root
            .map()
            .map(|members| members.iter().map(|member| member.name.clone()).collect()),
        api_version: text("apiVersion"),
        kind: text("kind"),
    })
}

impl Head {
    fn format(&self, place: &Place) -> Result<Format, ImportError> {
        let refuse = |why: String, hint| {
            let kind = ImportErrorKind::Invalid;
            ImportError::new(kind, self.place(place.clone()), why, hint)
        };
        let Some(names) = &self.names else {
            return Err(refuse("no map of fields".to_owned(), KNOWN));
        };
        if let Some(kind) = &self.kind {
            let version = self.api_version.as_deref().unwrap_or_default();
            let group = version.rsplit_once('/').map_or("", |(group, _)| group);
            return Format::of_object(group, kind).ok_or_else(|| {
                let why = format!(
                    "an object of kind {} and version {}",
                    Escaped(kind),
                    Escaped(version)
                );
                refuse(why, KNOWN)
            });
        }
        let has = |name: &str| names.iter().any(|known| known == name);
        if has("schema") {
            let hint = "load it as the native policy that it is";
            return Err(refuse("a document with a schema".to_owned(), hint));
        }
        if has("validators") || has("application") {
            return Ok(Format::Connaisseur);
        }
        if has("default") || has("transports") {
            return Ok(Format::ContainersPolicy);
        }
        Err(refuse("a document of no known format".to_owned(), KNOWN))
    }

    fn place(&self, place: Place) -> Place {
        match self.kind {
            Some(_) => place.member("kind"),
            None => place,
        }
    }
}

const KNOWN: &str = "import containers policy.json, or write a native policy";
