use bonafide::dsse::ArtifactDigests;
use bonafide::provenance::ProvenanceReader;
use bonafide::report::{Decision, Failure, Time};
use bonafide::sigstore::Verifier;
use bonafide::slsa::{Builders, Expectations, Settings, evaluate};

/// Whether this was built from `source` at `tag`, by a builder that can be believed.
pub fn verify_provenance(
    verifier: &Verifier,
    document: &[u8],
    artifact: &ArtifactDigests,
    (source, tag): (&str, &str),
    now: Time,
) -> Result<bool, Failure> {
    // Verified as far as it can be, whoever signed.
    let gathered = ProvenanceReader::new(verifier).attestations(document, now)?;
    // What is expected, and which builders are believed.
    let wanted = Expectations::source(source)?
        .with_tag(tag)
        .with_min_level(2);
    let (builders, settings) = (Builders::public(), Settings::strict(now));
    let attestations = gathered.attestations();
    let evaluation = evaluate(attestations, artifact, &wanted, &builders, &settings)?;

    print!("{}", evaluation.text());
    if let Some(code) = evaluation.code() {
        println!("{}", code.remedy());
    }
    if !gathered.is_complete() {
        println!("a limit was reached: there may be more");
    }
    Ok(evaluation.decision() == Decision::Allow)
}
