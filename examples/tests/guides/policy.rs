use std::fs::File;
use std::path::Path;

use bonafide::digest::Digests;
use bonafide::policy::{
    AllowedArtifact, CompiledPolicy, EvidenceSet, Export, ExportOptions, Subject, evaluate,
};
use bonafide::report::{Failure, Time};

/// A policy with every file that it names; load it once and share it.
pub fn load(file: &Path) -> Result<CompiledPolicy, Failure> {
    Ok(CompiledPolicy::load(file)?)
}

/// The file, if the policy allows it by the evidence that came with it; or else an error that names
/// the decision and what led to it.
pub fn judge(
    policy: &CompiledPolicy,
    file: &Path,
    evidence: &[&[u8]],
    now: Time,
) -> Result<AllowedArtifact, Failure> {
    let name = file.to_string_lossy();
    // What the system says does not name the file.
    let opened = File::open(file).map_err(Failure::of_file(file))?;
    let subject = Subject::blob(&Digests::read(opened)?).with_name(name);
    let evidence = EvidenceSet::of_blob(policy, &subject, evidence, now);
    let verdict = evaluate(policy, &subject, &evidence, now);
    let text = verdict.export(Export::Text, &ExportOptions::default())?;
    print!("{}", String::from_utf8_lossy(&text));
    Ok(verdict.allowed()?)
}
