//! Signers whose keys were named and not given.

use crate::{CompiledPolicy, Material, SignerKind, TrustSource};

impl CompiledPolicy {
    /// What a signer needs and was not given, by the name that the policy has for it.
    ///
    /// # Specification
    /// IMP-5.
    pub(super) fn unresolved_material(&self, signer: &str) -> Option<&str> {
        let rule = self.document.signers.get(signer)?;
        let (own, trust) = match &rule.kind {
            SignerKind::Keyless { trust, .. } => (None, Some(trust)),
            SignerKind::Key {
                material, trust, ..
            } => (unresolved([material]), trust.as_ref()),
            SignerKind::Certificate {
                roots,
                intermediates,
                ..
            } => (unresolved(roots.iter().chain(intermediates)), None),
        };
        own.or_else(|| match self.document.trust.get(trust?)? {
            TrustSource::TrustedRoot { .. } => None,
            TrustSource::Keys(keys) => {
                let keys = [&keys.fulcio_ca, &keys.rekor, &keys.ctfe, &keys.tsa];
                unresolved(keys.into_iter().flatten())
            }
        })
    }
}

fn unresolved<'a>(materials: impl IntoIterator<Item = &'a Material>) -> Option<&'a str> {
    materials.into_iter().find_map(|material| match material {
        Material::Unresolved(name) => Some(name.as_str()),
        Material::File(_) | Material::Inline(_) => None,
    })
}
