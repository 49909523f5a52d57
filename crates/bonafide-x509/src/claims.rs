//! Fulcio's extensions: what the identity provider said about the signer.

use core::fmt;

use bonafide_keys::asn1::{Element, Tag};
#[cfg(feature = "serde")]
use serde::ser::{Serialize, SerializeMap as _, Serializer};

use crate::certificate::Certificate;
use crate::{Error, Extension, oid};

/// The claims that Fulcio copied from an identity token into a certificate, by the number `n` of
/// the extension 1.3.6.1.4.1.57264.1.n.
///
/// Claims prove nothing before the certificate's path was verified. An empty text is a claim.
///
/// # Specification
/// Fulcio extension registry (`oid-info`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claims {
    list: Vec<(u32, Value)>,
}

/// Which claim is meant: its number `n` in the extension 1.3.6.1.4.1.57264.1.n. Those that are
/// newer than this crate have a number and no name.
///
/// ```
/// use bonafide_x509::FulcioClaim;
///
/// assert_eq!(FulcioClaim::SOURCE_REPOSITORY_IDENTIFIER.number(), 15);
/// assert_eq!(FulcioClaim::from(15).name(), Some("sourceRepositoryIdentifier"));
/// assert_eq!(FulcioClaim::from(4711).name(), None);
/// assert_eq!(FulcioClaim::from(15).to_string(), "sourceRepositoryIdentifier");
/// assert_eq!(FulcioClaim::from(4711).to_string(), "1.3.6.1.4.1.57264.1.4711");
/// ```
///
/// # Specification
/// Fulcio extension registry (`oid-info`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FulcioClaim(u32);

impl FulcioClaim {
    /// .1 Issuer (deprecated by .8).
    pub const ISSUER_RAW: Self = Self(ISSUER_RAW);
    /// .8 Issuer of the identity token.
    pub const ISSUER: Self = Self(ISSUER);

    /// The number.
    #[must_use]
    pub const fn number(self) -> u32 {
        self.0
    }

    /// The name in documents; `None` for a claim that is newer than this crate, and for .1.
    #[must_use]
    pub const fn name(self) -> Option<&'static str> {
        name_of(self.0)
    }
}

/// The name in documents, or else the whole object identifier.
impl fmt::Display for FulcioClaim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.write_str(name),
            None => write!(f, "{}.{}", oid::FULCIO, self.0),
        }
    }
}

impl From<u32> for FulcioClaim {
    fn from(number: u32) -> Self {
        Self(number)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Value {
    Text(String),
    /// An extension that is newer than this crate, and is no text.
    Bytes(Vec<u8>),
}

impl Claims {
    /// Reads the claims of a certificate.
    ///
    /// # Errors
    /// [`Error::Extension`] for one of the extensions up to .23 that does not have the encoding of
    /// its number: raw UTF-8 up to .6, exactly one UTF8String from .8 on.
    pub fn of(certificate: &Certificate) -> Result<Self, Error> {
        let mut list = Vec::new();
        for extension in certificate.extensions().iter() {
            if let Some(number) = number(extension) {
                let at = list.partition_point(|(before, _)| *before < number);
                list.insert(at, (number, read(number, extension)?));
            }
        }
        Ok(Self { list })
    }

    /// Whether the claims of a certificate can be read, without keeping them.
    ///
    /// # Errors
    /// As [`Claims::of`].
    pub fn check(certificate: &Certificate) -> Result<(), Error> {
        certificate.extensions().iter().try_for_each(|extension| {
            number(extension).map_or(Ok(()), |number| text(number, extension).map(|_| ()))
        })
    }

    /// The text of a claim, by its name or number; `None` when it is absent or no text.
    #[must_use]
    pub fn get(&self, claim: impl Into<FulcioClaim>) -> Option<&str> {
        match self.value(claim.into())? {
            Value::Text(text) => Some(text),
            Value::Bytes(_) => None,
        }
    }

    /// The content of a claim as bytes; `None` when it is absent.
    #[must_use]
    pub fn bytes(&self, claim: impl Into<FulcioClaim>) -> Option<&[u8]> {
        match self.value(claim.into())? {
            Value::Text(text) => Some(text.as_bytes()),
            Value::Bytes(bytes) => Some(bytes),
        }
    }

    /// The claims that are texts, by rising number.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &str)> {
        self.list.iter().filter_map(|(number, value)| match value {
            Value::Text(text) => Some((*number, text.as_str())),
            Value::Bytes(_) => None,
        })
    }

    /// The issuer of the identity token: .8, or .1 where there is no .8.
    ///
    /// # Errors
    /// [`Error::IssuerConflict`] when both are there and differ.
    pub fn issuer(&self) -> Result<Option<&str>, Error> {
        match (self.get(ISSUER), self.get(ISSUER_RAW)) {
            (Some(new), Some(old)) if new != old => Err(Error::IssuerConflict {}),
            (Some(issuer), _) | (None, Some(issuer)) => Ok(Some(issuer)),
            (None, None) => Ok(None),
        }
    }

    fn value(&self, claim: FulcioClaim) -> Option<&Value> {
        let mut list = self.list.iter();
        list.find(|(found, _)| *found == claim.number())
            .map(|(_, value)| value)
    }
}

/// Claims as an object of texts; the deprecated raw ones have the names of their numbers.
#[cfg(feature = "serde")]
impl Serialize for Claims {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_map(None)?;
        for (number, text) in self.iter() {
            out.serialize_entry(&FulcioClaim(number).to_string(), text)?;
        }
        out.end()
    }
}

const ISSUER_RAW: u32 = 1;
const ISSUER: u32 = 8;

macro_rules! claims {
    ($($(#[$meta:meta])* $number:literal $constant:ident $method:ident $name:literal;)+) => {
        impl FulcioClaim {
            $(
                $(#[$meta])*
                pub const $constant: Self = Self($number);
            )+
        }

        impl Claims {
            $(
                $(#[$meta])*
                #[must_use]
                pub fn $method(&self) -> Option<&str> {
                    self.get($number)
                }
            )+
        }

        /// The name of a claim in documents.
        const fn name_of(number: u32) -> Option<&'static str> {
            match number {
                ISSUER => Some("issuer"),
                $( $number => Some($name), )+
                _ => None,
            }
        }
    };
}

claims! {
    /// .2 GitHub Workflow Trigger (deprecated by .20).
    2 GITHUB_WORKFLOW_TRIGGER github_workflow_trigger "githubWorkflowTrigger";
    /// .3 GitHub Workflow SHA (deprecated by .19).
    3 GITHUB_WORKFLOW_SHA github_workflow_sha "githubWorkflowSha";
    /// .4 GitHub Workflow Name (deprecated).
    4 GITHUB_WORKFLOW_NAME github_workflow_name "githubWorkflowName";
    /// .5 GitHub Workflow Repository (deprecated by .12).
    5 GITHUB_WORKFLOW_REPOSITORY github_workflow_repository "githubWorkflowRepository";
    /// .6 GitHub Workflow Ref (deprecated by .14).
    6 GITHUB_WORKFLOW_REF github_workflow_ref "githubWorkflowRef";
    /// .9 Build Signer URI: the build instructions that signed.
    9 BUILD_SIGNER_URI build_signer_uri "buildSignerURI";
    /// .10 Build Signer Digest.
    10 BUILD_SIGNER_DIGEST build_signer_digest "buildSignerDigest";
    /// .11 Runner Environment: whether the platform or the project hosts the build.
    11 RUNNER_ENVIRONMENT runner_environment "runnerEnvironment";
    /// .12 Source Repository URI.
    12 SOURCE_REPOSITORY_URI source_repository_uri "sourceRepositoryURI";
    /// .13 Source Repository Digest: the commit that was built.
    13 SOURCE_REPOSITORY_DIGEST source_repository_digest "sourceRepositoryDigest";
    /// .14 Source Repository Ref.
    14 SOURCE_REPOSITORY_REF source_repository_ref "sourceRepositoryRef";
    /// .15 Source Repository Identifier: stays when the repository is renamed.
    15 SOURCE_REPOSITORY_IDENTIFIER source_repository_identifier "sourceRepositoryIdentifier";
    /// .16 Source Repository Owner URI.
    16 SOURCE_REPOSITORY_OWNER_URI source_repository_owner_uri "sourceRepositoryOwnerURI";
    /// .17 Source Repository Owner Identifier.
    17 SOURCE_REPOSITORY_OWNER_IDENTIFIER source_repository_owner_identifier "sourceRepositoryOwnerIdentifier";
    /// .18 Build Config URI: the top-level build instructions.
    18 BUILD_CONFIG_URI build_config_uri "buildConfigURI";
    /// .19 Build Config Digest.
    19 BUILD_CONFIG_DIGEST build_config_digest "buildConfigDigest";
    /// .20 Build Trigger: the event that started the build.
    20 BUILD_TRIGGER build_trigger "buildTrigger";
    /// .21 Run Invocation URI.
    21 RUN_INVOCATION_URI run_invocation_uri "runInvocationURI";
    /// .22 Source Repository Visibility At Signing.
    22 SOURCE_REPOSITORY_VISIBILITY source_repository_visibility "sourceRepositoryVisibilityAtSigning";
    /// .23 Deployment Environment.
    23 DEPLOYMENT_ENVIRONMENT deployment_environment "deploymentEnvironment";
}

/// The one arc below Fulcio's. It is taken from the bytes: to walk the arcs of every extension takes
/// longer than anything else here.
fn number(extension: &Extension) -> Option<u32> {
    let id = extension.id();
    let arc = id.as_bytes().strip_prefix(oid::FULCIO.as_bytes())?;
    let (last, before) = arc.split_last()?;
    let is_one = last & CONTINUED == 0 && before.iter().all(|byte| byte & CONTINUED != 0);
    let shifted = |number: u32, byte: &u8| {
        let number = number.checked_mul(u32::from(CONTINUED))?;
        number.checked_add(u32::from(byte & !CONTINUED))
    };
    is_one.then(|| arc.iter().try_fold(0, shifted))?
}

/// Set in each byte of an arc but the last.
const CONTINUED: u8 = 0x80;

/// Whether the extension is a claim whose meaning is known.
pub(crate) fn is_known(extension: &Extension) -> bool {
    number(extension).is_some_and(|number| matches!(number, 1..=6 | 8..=23))
}

fn read(number: u32, extension: &Extension) -> Result<Value, Error> {
    Ok(match text(number, extension)? {
        Some(text) => Value::Text(text.to_owned()),
        None => Value::Bytes(extension.value().to_vec()),
    })
}

/// The text of a claim; `None` for one that is newer than this crate, and is no text.
fn text(number: u32, extension: &Extension) -> Result<Option<&str>, Error> {
    let malformed = |what| Error::Extension {
        place: extension.place(),
        what,
    };
    if (1..=6).contains(&number) {
        let text = core::str::from_utf8(extension.value());
        return text.map(Some).map_err(|_| malformed("not UTF-8"));
    }
    match utf8_string(extension.value()) {
        None if (8..=23).contains(&number) => Err(malformed("not exactly one UTF8String")),
        text => Ok(text),
    }
}

fn utf8_string(der: &[u8]) -> Option<&str> {
    let text = Element::parse(der)?.content_of(Tag::UTF8_STRING)?;
    core::str::from_utf8(text).ok()
}
