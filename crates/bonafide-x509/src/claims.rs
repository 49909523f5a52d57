//! Fulcio's extensions: what the identity provider said about the signer.

use bonafide_keys::asn1::{Element, Tag};
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

    /// The text of claim `number`; `None` when it is absent or no text.
    #[must_use]
    pub fn get(&self, number: u32) -> Option<&str> {
        match self.value(number)? {
            Value::Text(text) => Some(text),
            Value::Bytes(_) => None,
        }
    }

    /// The content of claim `number` as bytes; `None` when it is absent.
    #[must_use]
    pub fn bytes(&self, number: u32) -> Option<&[u8]> {
        match self.value(number)? {
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

    fn value(&self, number: u32) -> Option<&Value> {
        let mut list = self.list.iter();
        list.find(|(found, _)| *found == number)
            .map(|(_, value)| value)
    }
}

/// Claims as an object of texts; the deprecated raw ones have the names of their numbers.
impl Serialize for Claims {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_map(None)?;
        for (number, text) in self.iter() {
            match name_of(number) {
                Some(name) => out.serialize_entry(name, text)?,
                None => out.serialize_entry(&format!("{}.{number}", oid::FULCIO), text)?,
            }
        }
        out.end()
    }
}

const ISSUER_RAW: u32 = 1;
const ISSUER: u32 = 8;

macro_rules! claims {
    ($($(#[$meta:meta])* $number:literal $method:ident $name:literal;)+) => {
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
    2 github_workflow_trigger "githubWorkflowTrigger";
    /// .3 GitHub Workflow SHA (deprecated by .19).
    3 github_workflow_sha "githubWorkflowSha";
    /// .4 GitHub Workflow Name (deprecated).
    4 github_workflow_name "githubWorkflowName";
    /// .5 GitHub Workflow Repository (deprecated by .12).
    5 github_workflow_repository "githubWorkflowRepository";
    /// .6 GitHub Workflow Ref (deprecated by .14).
    6 github_workflow_ref "githubWorkflowRef";
    /// .9 Build Signer URI: the build instructions that signed.
    9 build_signer_uri "buildSignerURI";
    /// .10 Build Signer Digest.
    10 build_signer_digest "buildSignerDigest";
    /// .11 Runner Environment: whether the platform or the project hosts the build.
    11 runner_environment "runnerEnvironment";
    /// .12 Source Repository URI.
    12 source_repository_uri "sourceRepositoryURI";
    /// .13 Source Repository Digest: the commit that was built.
    13 source_repository_digest "sourceRepositoryDigest";
    /// .14 Source Repository Ref.
    14 source_repository_ref "sourceRepositoryRef";
    /// .15 Source Repository Identifier: stays when the repository is renamed.
    15 source_repository_identifier "sourceRepositoryIdentifier";
    /// .16 Source Repository Owner URI.
    16 source_repository_owner_uri "sourceRepositoryOwnerURI";
    /// .17 Source Repository Owner Identifier.
    17 source_repository_owner_identifier "sourceRepositoryOwnerIdentifier";
    /// .18 Build Config URI: the top-level build instructions.
    18 build_config_uri "buildConfigURI";
    /// .19 Build Config Digest.
    19 build_config_digest "buildConfigDigest";
    /// .20 Build Trigger: the event that started the build.
    20 build_trigger "buildTrigger";
    /// .21 Run Invocation URI.
    21 run_invocation_uri "runInvocationURI";
    /// .22 Source Repository Visibility At Signing.
    22 source_repository_visibility "sourceRepositoryVisibilityAtSigning";
    /// .23 Deployment Environment.
    23 deployment_environment "deploymentEnvironment";
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
