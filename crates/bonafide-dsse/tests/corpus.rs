//! Published attestations of many builders: their statements are read, and are about the artifact
//! for which the table says so. Signatures are the affair of higher crates.

use std::path::Path;

use bonafide_digest::Digest;
use bonafide_dsse::{
    Accepted, ArtifactDigests, Envelope, EnvelopeOptions, Error, Statement, StatementOptions,
};
use bonafide_json::{Limits, Profile, Reader};

#[test]
fn slsa() {
    let Some(corpus) = std::env::var_os("BONAFIDE_CORPUS") else {
        println!("corpus dsse: skipped, BONAFIDE_CORPUS is not set");
        return;
    };
    let folder = Path::new(&corpus).join("slsa");
    let table = std::fs::read_to_string(folder.join("manifest.tsv")).unwrap();
    let mut lines = table.lines();
    let header: Vec<&str> = lines.next().unwrap().split('\t').collect();
    let column = |name| header.iter().position(|column| *column == name).unwrap();
    let [id, kind, artifact, digest, attestation, expected] = [
        "id",
        "kind",
        "artifact",
        "artifact_digest",
        "attestation",
        "expected",
    ]
    .map(column);

    let (mut rows, mut wrong) = (0, 0);
    for line in lines {
        let row: Vec<&str> = line.split('\t').collect();
        // Other kinds wrap envelopes in documents of their own.
        if !["gha-artifact", "github-attestation"].contains(&row[kind]) || row[artifact] != "-" {
            continue;
        }
        rows += 1;
        let bytes = std::fs::read(folder.join("data").join(row[attestation])).unwrap();
        let artifact =
            ArtifactDigests::stated([Digest::parse(row[digest]).unwrap().into()]).unwrap();
        let found = statements(&bytes).and_then(|statements| {
            let matches = statements
                .iter()
                .map(|statement| statement.match_subjects(&artifact, &Accepted::default()));
            matches
                .into_iter()
                .reduce(|first, second| first.or(second))
                .unwrap()
        });
        let is_wrong = match row[expected] {
            "ErrorMismatchHash" => !matches!(found, Err(Error::Mismatch { .. })),
            _ => found.is_err(),
        };
        if is_wrong {
            wrong += 1;
            println!(
                "{}: {:?}, the table says {}",
                row[id],
                found.err(),
                row[expected]
            );
        }
    }
    println!("corpus dsse: {rows} rows, {wrong} wrong");
    assert!(rows > 0 && wrong == 0);
}

/// The statements of an envelope, of a bundle, or of lines of them.
fn statements(bytes: &[u8]) -> Result<Vec<Statement>, Error> {
    let text = core::str::from_utf8(bytes).unwrap();
    let documents: Vec<&str> = match serde_json::from_str::<serde_json::Value>(text) {
        Ok(_) => vec![text],
        Err(_) => text
            .lines()
            .filter(|line| !line.trim().is_empty())
            .collect(),
    };
    documents
        .into_iter()
        .map(|document| {
            envelope(document)?
                .untrusted()
                .statement(&StatementOptions::provenance())
        })
        .collect()
}

fn envelope(document: &str) -> Result<Envelope, Error> {
    if !document.contains("\"dsseEnvelope\"") {
        return Envelope::parse(document.as_bytes(), &EnvelopeOptions::provenance());
    }
    let mut reader = Reader::new(document.as_bytes(), &Limits::default())?;
    let mut envelope = None;
    reader.object(&[], |reader, name| {
        if name == "dsseEnvelope" {
            let options = EnvelopeOptions::bundle(Profile::Strict);
            envelope = Some(Envelope::read(reader, &options)?);
            return Ok(());
        }
        Ok::<_, Error>(reader.skip()?)
    })?;
    Ok(envelope.unwrap())
}
