//! Signers, and what vouches for them.

use std::collections::BTreeMap;

use bonafide_digest::hex;
use serde_json::{Value, json};

use super::out::{self, Out, duration};
use crate::document::names::Named as _;
use crate::document::read::NAME_KINDS;
use crate::{
    DatedMaterial, FileReference, IssuerRule, Material, NameKind, SignerKind, SignerRule,
    TextPattern, TrustSource,
};

pub(super) fn trust(sources: &BTreeMap<String, TrustSource>) -> Out {
    let mut all = Out::default();
    for (name, source) in sources {
        let mut out = Out::default();
        match source {
            TrustSource::TrustedRoot { file, max_age } => {
                let mut root = Out::default();
                put_file(&mut root, file);
                out.put_map("trusted_root", root);
                out.put_some("max_age", max_age.map(duration));
            }
            TrustSource::Keys(keys) => {
                let mut each = Out::default();
                each.put_list("fulcio_ca", keys.fulcio_ca.iter().map(dated));
                each.put_list("rekor", keys.rekor.iter().map(dated));
                each.put_list("ctfe", keys.ctfe.iter().map(dated));
                each.put_list("tsa", keys.tsa.iter().map(dated));
                out.put("keys", Value::from(each));
            }
        }
        all.put(name, Value::from(out));
    }
    all
}

pub(super) fn signers(signers: &BTreeMap<String, SignerRule>) -> Out {
    let mut all = Out::default();
    for (name, signer) in signers {
        let mut out = Out::default();
        let (kind, fields) = kind(&signer.kind);
        out.put(kind, fields);
        // Always, since what is asked without it differs between kinds.
        let demands = signer.require.iter().map(|demand| json!(demand.name()));
        out.put("require", demands.collect::<Value>());
        out.put_some("not_before", signer.not_before.map(|time| time.to_string()));
        out.put_some("not_after", signer.not_after.map(|time| time.to_string()));
        all.put(name, Value::from(out));
    }
    all
}

fn kind(kind: &SignerKind) -> (&'static str, Value) {
    let mut out = Out::default();
    let name = match kind {
        SignerKind::Keyless {
            trust,
            issuer,
            san,
            extensions,
        } => {
            out.put("trust", &**trust);
            out.put("issuer", issuer_rule(issuer));
            out.put("san", out::pattern(san));
            let mut claims = Out::default();
            for (name, pattern) in extensions {
                claims.put(name, out::pattern(pattern));
            }
            out.put_map("extensions", claims);
            "keyless"
        }
        SignerKind::Key {
            material,
            sha256,
            hash,
            trust,
        } => {
            put_material(&mut out, material);
            out.put_some("sha256", sha256.map(|digest| hex::encode(&digest)));
            out.put_name("hash", *hash);
            out.put_some("trust", trust.as_deref());
            "key"
        }
        SignerKind::Certificate {
            roots,
            intermediates,
            names,
            current_time,
        } => {
            out.put_list("roots", roots.iter().map(material));
            out.put_list("intermediates", intermediates.iter().map(material));
            put_names(&mut out, names);
            out.put_flag("current_time", *current_time);
            "certificate"
        }
    };
    (name, out.into())
}

fn put_names(out: &mut Out, names: &[(NameKind, TextPattern)]) {
    for (kind, pattern) in names {
        let name = NAME_KINDS.iter().find(|(_, known)| known == kind);
        if let Some((name, _)) = name {
            out.put(name, out::pattern(pattern));
        }
    }
}

fn issuer_rule(issuer: &IssuerRule) -> Value {
    match issuer {
        IssuerRule::Is(pattern) => out::pattern(pattern),
        IssuerRule::Absent => json!({ "absent": true }),
    }
}

fn dated(dated: &DatedMaterial) -> Value {
    let mut out = Out::default();
    put_material(&mut out, &dated.material);
    out.put_some("not_before", dated.not_before.map(|time| time.to_string()));
    out.put_some("not_after", dated.not_after.map(|time| time.to_string()));
    out.into()
}

fn material(material: &Material) -> Value {
    let mut out = Out::default();
    put_material(&mut out, material);
    out.into()
}

fn put_material(out: &mut Out, material: &Material) {
    match material {
        Material::File(file) => put_file(out, file),
        Material::Inline(text) => out.put("pem", &**text),
        Material::Unresolved(name) => out.put("unresolved", &**name),
    }
}

fn put_file(out: &mut Out, file: &FileReference) {
    out.put("file", &*file.path);
    out.put_some("sha256", file.sha256.map(|digest| hex::encode(&digest)));
}
