use bonafide::dsse::ArtifactDigests;
use bonafide::provenance::ProvenanceReader;
use bonafide::report::{Failure, Time};
use bonafide::sigstore::Verifier;
use bonafide::slsa::{AcceptedProvenance, Builders, Expectations, Settings, evaluate};

/// The provenance of what the release workflow of `source` built at `tag`, on a builder that can be
/// believed; or else an error that says why there is none.
pub fn verify_provenance(
    verifier: &Verifier,
    document: &[u8],
    artifact: &ArtifactDigests,
    (source, tag): (&str, &str),
    now: Time,
) -> Result<AcceptedProvenance, Failure> {
    // Verified as far as it can be, whoever signed.
    let gathered = ProvenanceReader::new(verifier).attestations(document, now)?;
    // What is expected, and which builders are believed.
    let wanted = Expectations::source(source)?
        .with_workflow(".github/workflows/release.yml")?
        .with_tag(tag)
        .with_min_level(2);
    let (builders, settings) = (Builders::public(), Settings::strict(now));
    let attestations = gathered.attestations();
    let evaluation = evaluate(attestations, artifact, &wanted, &builders, &settings)?;

    print!("{}", evaluation.text());
    if !gathered.is_complete() {
        println!("a limit was reached: there may be more");
    }
    Ok(evaluation.allowed()?)
}
