use std::fs::File;
use std::path::Path;

use bonafide::digest::Digests;
use bonafide::policy::{
    CompiledPolicy, EvidenceSet, Export, ExportOptions, Subject, Verdict, evaluate,
};
use bonafide::report::{Failure, Time};

/// A policy with every file that it names; load it once and share it.
pub fn load(file: &Path) -> Result<CompiledPolicy, Failure> {
    Ok(CompiledPolicy::load(file)?)
}

/// What the policy says of a file, by the evidence that came with it.
pub fn judge(
    policy: &CompiledPolicy,
    file: &Path,
    evidence: &[&[u8]],
    now: Time,
) -> Result<Verdict, Failure> {
    let name = file.to_string_lossy();
    let subject = Subject::blob(&Digests::read(File::open(file)?)?).with_name(name);
    let evidence = EvidenceSet::of_blob(policy, &subject, evidence, now);
    let verdict = evaluate(policy, &subject, &evidence, now);
    let text = verdict.export(Export::Text, &ExportOptions::default())?;
    print!("{}", String::from_utf8_lossy(&text));
    Ok(verdict)
}
