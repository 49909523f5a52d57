use std::fs::File;
use std::path::Path;

use bonafide::digest::Digests;
use bonafide::model::Control;
use bonafide::policy::{
    AllowedArtifact, CompiledPolicy, EvidenceSet, Export, ExportOptions, ModelSignature, Subject,
    evaluate,
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
    let digests = File::open(file).and_then(Digests::read);
    let digests = digests.map_err(Failure::of_file(file))?;
    let subject = Subject::blob(&digests).with_name(name);
    let evidence = EvidenceSet::of_blob(policy, &subject, evidence, now);
    let verdict = evaluate(policy, &subject, &evidence, now);
    let text = verdict.export(Export::Text, &ExportOptions::default())?;
    print!("{}", String::from_utf8_lossy(&text));
    Ok(verdict.allowed()?)
}

/// A model, by the signature over it.
pub fn judge_model(
    policy: &CompiledPolicy,
    (model, signature): (&Path, &Path),
    now: Time,
) -> Result<AllowedArtifact, Failure> {
    let bytes = std::fs::read(signature).map_err(Failure::of_file(signature))?;
    let signature = ModelSignature::new(&bytes).with_path(signature);
    let evidence = EvidenceSet::of_model(policy, model, &[signature], now, &Control::new());
    Ok(evaluate(policy, &Subject::model(), &evidence, now).allowed()?)
}
