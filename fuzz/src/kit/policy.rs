//! Policies about the bundles of the kit.

use bonafide_policy::{
    CompiledPolicy, MemoryFiles, PolicyDocument, PolicySource, SourceFormat, Syntax,
};

use super::good;

/// Every kind of requirement that a file and an image can have, and a choice between some.
pub const RULES: &str = "\
rules:
- id: signed
  require:
  - { id: signature, signature: { by: [workflow] } }
";

/// Which wants a signature of a workflow whose certificate is the kit's.
///
/// # Panics
/// When it is no policy.
#[must_use]
pub fn signed() -> CompiledPolicy {
    compile(RULES)
}

/// A policy with these rules; the signer is `workflow`.
///
/// # Panics
/// When it is no policy.
#[must_use]
pub fn compile(rules: &str) -> CompiledPolicy {
    let minted = &good()[0].minted;
    let text = format!(
        "schema: bonafide.policy/v1\nname: kit\ndefault: reject\nallow_unpinned_files: true\n\
         trust: {{ kit: {{ trusted_root: {{ file: root.json }} }} }}\n\
         signers:\n  workflow:\n    keyless: {{ trust: kit, issuer: {:?}, san: {:?} }}\n{rules}",
        minted.issuer, minted.identity
    );
    let document = PolicyDocument::parse(text.as_bytes(), Syntax::Yaml).expect("a policy");
    let source = PolicySource::new(text.as_bytes(), SourceFormat::Native);
    let files = MemoryFiles::new().with_file("root.json", minted.trusted_root.to_string());
    CompiledPolicy::compile(document, &source, &files).expect("a policy that compiles")
}
