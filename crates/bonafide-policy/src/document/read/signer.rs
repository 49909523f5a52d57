//! Who may sign, and what vouches for it.

use std::collections::{BTreeMap, BTreeSet};

use bonafide_report::{Time, registry};

use super::{Reader, value};
use crate::syntax::At;
use crate::{
    DatedMaterial, Demand, FileReference, IssuerRule, Material, NameKind, SignerKind, SignerRule,
    TextPattern, TrustKeys, TrustSource,
};

/// The names in a certificate that a signer may ask for.
pub(in crate::document) const NAME_KINDS: [(&str, NameKind); 4] = [
    ("san_email", NameKind::Email),
    ("san_uri", NameKind::Uri),
    ("san_dns", NameKind::Dns),
    ("subject_dn", NameKind::SubjectDn),
];

impl Reader<'_> {
    pub(super) fn trust(&mut self, at: &At<'_>) -> BTreeMap<String, TrustSource> {
        at.members()
            .map(|(name, source)| (name.to_owned(), self.source(&source)))
            .collect()
    }

    fn source(&mut self, at: &At<'_>) -> TrustSource {
        let root = at.member("trusted_root");
        let max_age = at.member("max_age");
        if root.is_there() {
            return TrustSource::TrustedRoot {
                file: FileReference {
                    path: value::string(&root.member("file")),
                    sha256: value::sha256(&root.member("sha256")),
                },
                max_age: value::duration(&max_age),
            };
        }
        if max_age.is_there() && at.member("keys").is_there() {
            let detail = "max_age is for trusted roots: a list of keys has no date";
            max_age.refuse(registry::POLICY_CONFLICT, detail, self.problems);
        }
        let keys = at.member("keys");
        TrustSource::Keys(TrustKeys {
            fulcio_ca: self.dated(&keys.member("fulcio_ca")),
            rekor: self.dated(&keys.member("rekor")),
            ctfe: self.dated(&keys.member("ctfe")),
            tsa: self.dated(&keys.member("tsa")),
        })
    }

    fn dated(&mut self, at: &At<'_>) -> Vec<DatedMaterial> {
        let materials = self.materials(at);
        let dated = at.items().zip(materials).map(|(item, material)| {
            let (not_before, not_after) = self.window(&item);
            DatedMaterial {
                material,
                not_before,
                not_after,
            }
        });
        dated.collect()
    }

    /// The times between which something counts, of which the second is later.
    fn window(&mut self, at: &At<'_>) -> (Option<Time>, Option<Time>) {
        let not_before = value::time(&at.member("not_before"));
        let not_after = value::time(&at.member("not_after"));
        if let (Some(first), Some(last)) = (not_before, not_after)
            && first >= last
        {
            let detail = "not_after is not later than not_before";
            at.member("not_after")
                .refuse(registry::POLICY_CONFLICT, detail, self.problems);
        }
        (not_before, not_after)
    }

    fn materials(&mut self, at: &At<'_>) -> Vec<Material> {
        at.items()
            .map(|item| {
                let digest = item.member("sha256");
                let sha256 = value::sha256(&digest);
                if digest.is_there() && !item.member("file").is_there() {
                    let detail = "sha256 is for files";
                    digest.refuse(registry::POLICY_CONFLICT, detail, self.problems);
                }
                material(&item, sha256)
            })
            .collect()
    }

    pub(super) fn signers(&mut self, at: &At<'_>) -> BTreeMap<String, SignerRule> {
        at.members()
            .filter_map(|(name, signer)| Some((name.to_owned(), self.signer(&signer)?)))
            .collect()
    }

    fn signer(&mut self, at: &At<'_>) -> Option<SignerRule> {
        let kind = self.signer_kind(at)?;
        let require = at.member("require");
        let (not_before, not_after) = self.window(at);
        Some(SignerRule {
            require: match require.is_there() {
                true => value::set(&require),
                false => default_demands(&kind),
            },
            kind,
            not_before,
            not_after,
        })
    }

    fn signer_kind(&mut self, at: &At<'_>) -> Option<SignerKind> {
        let keyless = at.member("keyless");
        if keyless.is_there() {
            return self.keyless(&keyless);
        }
        let certificate = at.member("certificate");
        if certificate.is_there() {
            return Some(self.certificate(&certificate));
        }
        let key = at.member("key");
        Some(SignerKind::Key {
            material: material(&key, None),
            sha256: value::sha256(&key.member("sha256")),
            hash: value::named(&key.member("hash")),
            trust: value::optional_string(&key.member("trust")),
        })
    }

    fn keyless(&mut self, at: &At<'_>) -> Option<SignerKind> {
        let extensions = at.member("extensions");
        let extensions = extensions.members().filter_map(|(name, pattern)| {
            let pattern = self.pattern(&pattern, TextPattern::parse)?;
            Some((name.to_owned(), pattern))
        });
        let extensions: BTreeMap<_, _> = extensions.collect();
        let issuer = self.issuer(&at.member("issuer"));
        Some(SignerKind::Keyless {
            trust: value::string(&at.member("trust")),
            issuer,
            san: self.pattern(&at.member("san"), TextPattern::parse)?,
            extensions,
        })
    }

    fn issuer(&mut self, at: &At<'_>) -> IssuerRule {
        let absent = at.member("absent");
        match absent.boolean() {
            Some(true) => IssuerRule::Absent,
            Some(false) => {
                let detail = "absent: false says nothing; name the issuer";
                absent.refuse(registry::POLICY_VALUE, detail, self.problems);
                IssuerRule::Absent
            }
            None => {
                let pattern = self.pattern(at, TextPattern::parse_url);
                pattern.map_or(IssuerRule::Absent, IssuerRule::Is)
            }
        }
    }

    fn certificate(&mut self, at: &At<'_>) -> SignerKind {
        let names: Vec<_> = NAME_KINDS
            .iter()
            .filter_map(|(name, kind)| {
                let pattern = self.pattern(&at.member(name), TextPattern::parse)?;
                Some((*kind, pattern))
            })
            .collect();
        if !NAME_KINDS
            .iter()
            .any(|(name, _)| at.member(name).is_there())
        {
            let detail = "one of these is missing: san_email, san_uri, san_dns, subject_dn";
            at.refuse(registry::POLICY_MISSING_FIELD, detail, self.problems);
        }
        SignerKind::Certificate {
            roots: self.materials(&at.member("roots")),
            intermediates: self.materials(&at.member("intermediates")),
            names,
            current_time: value::flag(&at.member("current_time")),
        }
    }
}

/// What vouches for the signatures of a signer that says nothing of it: nothing for certificates
/// under roots of one's own, which no public log knows.
pub(in crate::document) fn default_demands(kind: &SignerKind) -> BTreeSet<Demand> {
    match kind {
        SignerKind::Keyless { .. } => BTreeSet::from([Demand::Tlog, Demand::Sct]),
        SignerKind::Key { .. } => BTreeSet::from([Demand::Tlog]),
        SignerKind::Certificate { .. } => BTreeSet::new(),
    }
}

fn material(at: &At<'_>, sha256: Option<[u8; 32]>) -> Material {
    if let Some(text) = at.member("pem").text() {
        return Material::Inline(text.to_owned());
    }
    if let Some(name) = at.member("unresolved").text() {
        return Material::Unresolved(name.to_owned());
    }
    Material::File(FileReference {
        path: value::string(&at.member("file")),
        sha256,
    })
}
