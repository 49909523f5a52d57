use std::error::Error;
use std::fs::File;
use std::path::Path;

use bonafide::digest::Digests;
use bonafide::policy::{
    CompiledPolicy, EvidenceSet, Export, ExportOptions, FolderFiles, PolicyDocument, PolicySource,
    SourceFormat, Subject, Syntax, Verdict, evaluate,
};
use bonafide::report::Time;

/// A policy with every file that it names; load it once and share it.
pub fn load(folder: &Path, name: &str) -> Result<CompiledPolicy, Box<dyn Error>> {
    let bytes = std::fs::read(folder.join(name))?;
    let document = PolicyDocument::parse(&bytes, Syntax::Yaml)?;
    let source = PolicySource::new(&bytes, SourceFormat::Native).with_uri(name);
    let files = FolderFiles::open(folder)?;
    Ok(CompiledPolicy::compile(document, &source, &files)?)
}

/// What the policy says of a file, by the evidence that came with it.
pub fn judge(
    policy: &CompiledPolicy,
    file: &Path,
    evidence: &[&[u8]],
    now: Time,
) -> Result<Verdict, Box<dyn Error>> {
    let subject = Subject::blob(&Digests::read(File::open(file)?)?);
    let evidence = EvidenceSet::of_blob(policy, &subject, evidence, now);
    let verdict = evaluate(policy, &subject, &evidence, now);
    let text = verdict.export(Export::Text, &ExportOptions::default())?;
    print!("{}", String::from_utf8_lossy(&text));
    Ok(verdict)
}
