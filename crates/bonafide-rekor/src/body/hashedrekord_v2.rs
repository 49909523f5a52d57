//! `hashedrekord` 0.0.2: the one kind of Rekor v2, for artifacts and envelopes alike.

use bonafide_json::{Profile, Reader};
use bonafide_keys::{KeyDetails, hash_name};

use super::field::{Fault, members, only, required};
use super::proto::{HashOutput, LoggedSignature};
use crate::binding::{Covers, differs};
use crate::{Binding, Error, Limits};

/// The member of `spec` that holds such a body.
const MESSAGE: &str = "hashedRekordV002";

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct HashedRekordV2 {
    data: HashOutput,
    signature: LoggedSignature,
}

impl HashedRekordV2 {
    pub(super) fn read(
        reader: &mut Reader<'_>,
        profile: Profile,
        limits: &Limits,
    ) -> Result<Self, Fault> {
        only(reader, profile, MESSAGE, |reader| {
            let (mut data, mut signature) = (None, None);
            members(reader, profile, ["data", "signature"], |reader, name| {
                if name == "data" {
                    data = Some(HashOutput::read(reader, profile)?);
                } else {
                    signature = Some(LoggedSignature::read(reader, profile, limits)?);
                }
                Ok(())
            })?;
            Ok(Self {
                data: required(data, reader, "data")?,
                signature: required(signature, reader, "signature")?,
            })
        })
    }

    /// Compares field by field, to name the one that differs, then the whole with what the log
    /// would have written.
    pub(super) fn bind(&self, binding: &Binding<'_>, body: &[u8]) -> Result<Covers, Error> {
        let details = || differs(&[MESSAGE, "signature", "verifier", "keyDetails"]);
        let wanted = Canonical::of(binding).ok_or_else(details)?;
        self.data
            .check(wanted.algorithm, wanted.digest, [MESSAGE, "data"])?;
        if self.signature.content != binding.content.signature() {
            return Err(differs(&[MESSAGE, "signature", "content"]));
        }
        if self.signature.key_details != wanted.details.name() {
            return Err(details());
        }
        if !binding.signer.is(&self.signature.verifier) {
            return Err(differs(&[MESSAGE, "signature", "verifier"]));
        }
        if wanted.body(binding).as_bytes() != body {
            return Err(Error::BodyForm {});
        }
        Ok(Covers::SIGNATURE)
    }
}

/// What a v2 log writes for a signature, besides the signature and its signer.
struct Canonical<'a> {
    algorithm: &'static str,
    digest: &'a [u8],
    details: KeyDetails,
}

impl<'a> Canonical<'a> {
    /// `None` for a signature that no v2 log takes: by pure Ed25519, by an RSA key of unusual
    /// length, or under another hash than the key calls for.
    fn of(binding: &'a Binding<'_>) -> Option<Self> {
        let details = binding.signer.details(binding.scheme)?;
        let hash = details.scheme().hash()?;
        let digest = binding
            .content
            .signed_digest()
            .filter(|digest| digest.algorithm() == hash)?;
        Some(Self {
            algorithm: hash_name(hash)?,
            digest: digest.as_bytes(),
            details,
        })
    }

    fn body(&self, binding: &Binding<'_>) -> String {
        format!(
            concat!(
                r#"{{"apiVersion":"0.0.2","kind":"hashedrekord","spec":"#,
                r#"{{"hashedRekordV002":{{"data":{},"signature":{}}}}}}}"#,
            ),
            HashOutput::json(self.algorithm, self.digest),
            LoggedSignature::json(binding.content.signature(), self.details, binding.signer),
        )
    }
}
