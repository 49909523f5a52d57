//! Which subjects an artifact is.

mod common;

use bonafide_digest::{Algorithm, Digest, Hasher};
use bonafide_dsse::{
    Accepted, ArtifactDigests, Error, Mismatch, Statement, StatementOptions, SubjectMatch,
    TrustedDigest,
};
use bonafide_report::registry;
use common::{SHA256_OF_EMPTY, code, statement_json};
use serde_json::{Value, json};

fn statement(digests: &[Value]) -> Statement {
    let mut document = statement_json();
    let subjects: Vec<Value> = digests
        .iter()
        .map(|digest| json!({"digest": digest}))
        .collect();
    document["subject"] = json!(subjects);
    Statement::parse(
        document.to_string().as_bytes(),
        &StatementOptions::provenance(),
    )
    .unwrap()
}

fn hex(algorithm: Algorithm, byte: u8) -> String {
    format!("{byte:02x}").repeat(algorithm.lengths()[0])
}

fn digest(algorithm: Algorithm, byte: u8) -> TrustedDigest {
    TrustedDigest::Known(Digest::from_hex(algorithm, &hex(algorithm, byte)).unwrap())
}

fn opaque(name: &str, value: &str) -> TrustedDigest {
    TrustedDigest::Opaque {
        name: name.to_owned(),
        value: value.to_owned(),
    }
}

fn stated(
    digests: &[Value],
    wanted: impl IntoIterator<Item = TrustedDigest>,
) -> Result<SubjectMatch, Error> {
    statement(digests).match_subjects(&ArtifactDigests::stated(wanted)?, &Accepted::default())
}

use Algorithm::{Blake2b, Sha1, Sha3_256, Sha256, Sha384, Sha512, Sha512_256};

#[test]
fn all_subjects_of_one_digest_match() {
    let one = json!({"sha256": hex(Sha256, 1)});
    let two = json!({"sha256": hex(Sha256, 2)});
    let found = stated(&[two.clone(), one.clone(), two, one], [digest(Sha256, 1)]).unwrap();
    assert_eq!(found.subjects(), [1, 3]);
    assert!(found.unchecked().is_empty() && !found.is_by_opaque_id() && found.notes().is_empty());
}

#[test]
fn a_mismatch_names_the_first_digests_of_both_sides() {
    let message = |subjects: &[Value], wanted: Vec<TrustedDigest>| {
        stated(subjects, wanted).unwrap_err().to_string()
    };
    let [wanted, other] = [1, 2].map(|byte| format!("sha256:{}", hex(Sha256, byte)));
    let one = json!({"sha512": hex(Sha512, 2), "sha256": hex(Sha256, 2)});
    assert_eq!(
        message(core::slice::from_ref(&one), vec![digest(Sha256, 1)]),
        format!(
            "no subject has the digest of the artifact: \
             wanted {wanted}, and the statement names {other}"
        )
    );
    let many = vec![one; 5];
    let text = message(&many, vec![digest(Sha256, 1)]);
    assert_eq!(text.matches(&other).count(), 3, "{text}");
    assert!(text.ends_with(" and 2 more"), "{text}");
    // What cannot be compared is told as it is there, and untrusted text is escaped.
    let text = message(&[json!({"own\n": "\u{1b}x"})], vec![digest(Sha256, 1)]);
    assert!(text.ends_with(r"names own\u{a}:\u{1b}x"), "{text}");
}

#[test]
fn digest_mismatch() {
    let mismatch = |subject: Value, wanted: Vec<TrustedDigest>| match stated(&[subject], wanted) {
        Err(Error::Mismatch { reason, .. }) => reason,
        other => panic!("{other:?}"),
    };
    let sha256 = json!({"sha256": hex(Sha256, 1)});
    assert_eq!(
        code(stated(core::slice::from_ref(&sha256), [digest(Sha256, 2)])),
        "digest.mismatch"
    );
    assert_eq!(
        mismatch(sha256.clone(), vec![digest(Sha256, 2)]),
        Mismatch::Different
    );
    assert_eq!(
        mismatch(sha256.clone(), vec![digest(Sha512, 1)]),
        Mismatch::NoCommonAlgorithm
    );
    assert_eq!(
        mismatch(sha256, vec![digest(Sha256, 1), digest(Sha512, 1)]),
        Mismatch::Incomplete
    );
    // Equal bytes of another algorithm, or of a name in other case, are no match.
    let other = json!({"sha512_256": hex(Sha512_256, 1), "sha3_256": hex(Sha3_256, 1), "SHA256": hex(Sha256, 1)});
    assert_eq!(
        mismatch(other, vec![digest(Sha256, 1)]),
        Mismatch::NoCommonAlgorithm
    );
}

#[test]
fn weak_digests_of_a_subject_never_match() {
    let weak =
        json!({"md5": hex(Algorithm::Md5, 1), "sha1": hex(Sha1, 1), "shake128": "11".repeat(32)});
    assert_eq!(
        code(stated(&[weak], [digest(Sha256, 1)])),
        "digest.mismatch"
    );
}

#[test]
fn digest_algorithm() {
    let subject = json!({"sha1": hex(Sha1, 1), "gitCommit": hex(Sha1, 1), "sha224": hex(Algorithm::Sha224, 1)});
    for algorithm in [
        Sha1,
        Algorithm::GitCommit,
        Algorithm::Md5,
        Algorithm::Sha224,
    ] {
        assert_eq!(
            code(stated(
                core::slice::from_ref(&subject),
                [digest(algorithm, 1)]
            )),
            "digest.algorithm"
        );
    }
    let accepted = Accepted::default().with(Algorithm::Sha224).unwrap();
    let artifact = ArtifactDigests::stated([digest(Algorithm::Sha224, 1)]).unwrap();
    assert!(
        statement(&[subject])
            .match_subjects(&artifact, &accepted)
            .is_ok()
    );
    assert_eq!(code(Accepted::default().with(Sha1)), "digest.algorithm");
}

#[test]
fn digest_conflict() {
    let both = json!({"sha256": hex(Sha256, 1), "sha512": hex(Sha512, 2)});
    let result = stated(
        core::slice::from_ref(&both),
        [digest(Sha256, 1), digest(Sha512, 1)],
    );
    assert_eq!(result, Err(Error::Conflict { subject: 0 }));
    // Another subject that matches does not heal it.
    let good = json!({"sha256": hex(Sha256, 1), "sha512": hex(Sha512, 1)});
    let result = stated(
        &[good, both.clone()],
        [digest(Sha256, 1), digest(Sha512, 1)],
    );
    assert_eq!(code(result), "digest.conflict");
    // What the caller does not know cannot contradict.
    let found = stated(&[both], [digest(Sha256, 1)]).unwrap();
    assert_eq!(found.unchecked(), [Sha512]);
}

#[test]
fn all_stated_digests_must_stand_in_one_subject() {
    let apart = [
        json!({"sha256": hex(Sha256, 1)}),
        json!({"sha512": hex(Sha512, 1)}),
    ];
    assert_eq!(
        code(stated(&apart, [digest(Sha256, 1), digest(Sha512, 1)])),
        "digest.mismatch"
    );
    let together = [json!({"sha512": hex(Sha512, 1), "sha256": hex(Sha256, 1)})];
    assert!(stated(&together, [digest(Sha256, 1), digest(Sha512, 1)]).is_ok());
    // Two names of one algorithm are not two digests.
    let double = json!({"dirHash": hex(Sha256, 1), "dirHash1": hex(Sha256, 1)});
    let accepted = Accepted::default().with(Algorithm::DirHash1).unwrap();
    let artifact =
        ArtifactDigests::stated([digest(Algorithm::DirHash1, 1), digest(Sha256, 1)]).unwrap();
    let result = statement(&[double]).match_subjects(&artifact, &accepted);
    assert!(matches!(
        result,
        Err(Error::Mismatch {
            reason: Mismatch::Incomplete,
            ..
        })
    ));
}

#[test]
fn an_artifact_tells_its_digests() {
    let known = [digest(Sha256, 1), digest(Sha512, 1)];
    let id = TrustedDigest::Opaque {
        name: "id".to_owned(),
        value: "1".to_owned(),
    };
    let stated = ArtifactDigests::stated(known.iter().cloned().chain([id])).unwrap();
    let told = stated.digests().iter().copied().map(TrustedDigest::Known);
    assert!(told.eq(known));
}

#[test]
fn computed_digests_match_by_one_if_none_differs() {
    let mut hasher = Hasher::new(&[Sha256, Sha384, Sha512]).unwrap();
    hasher.update(b"artifact");
    let digests = hasher.finish();
    let of = |algorithm| digests.get(algorithm).unwrap().to_hex();
    let artifact = ArtifactDigests::computed(&digests);
    let find = |subject: Value, accepted: Accepted| {
        statement(&[subject]).match_subjects(&artifact, &accepted)
    };

    assert!(find(json!({"sha256": of(Sha256)}), Accepted::default()).is_ok());
    let found = find(
        json!({"sha512": of(Sha512), "blake2b": hex(Blake2b, 1)}),
        Accepted::default(),
    )
    .unwrap();
    assert_eq!(found.unchecked(), [Blake2b]);
    let conflict = json!({"sha256": of(Sha256), "sha512": hex(Sha512, 1)});
    assert_eq!(code(find(conflict, Accepted::default())), "digest.conflict");
    // By the rules of bundles BLAKE2b is nothing to go by.
    let found = find(
        json!({"sha512": of(Sha512), "blake2b": hex(Blake2b, 1)}),
        Accepted::sigstore(),
    )
    .unwrap();
    assert!(found.unchecked().is_empty());
}

#[test]
fn computed_digests_that_are_not_accepted_neither_match_nor_contradict() {
    let mut hasher = Hasher::new(&[Sha256, Algorithm::Sha224]).unwrap();
    hasher.update(b"artifact");
    let digests = hasher.finish();
    let of = |algorithm| digests.get(algorithm).unwrap().to_hex();
    let artifact = ArtifactDigests::computed(&digests);
    let find =
        |subject: Value| statement(&[subject]).match_subjects(&artifact, &Accepted::sigstore());
    let only_short = find(json!({"sha224": of(Algorithm::Sha224)}));
    assert!(matches!(
        only_short,
        Err(Error::Mismatch {
            reason: Mismatch::NoCommonAlgorithm,
            ..
        })
    ));
    let other_short = json!({"sha256": of(Sha256), "sha224": hex(Algorithm::Sha224, 1)});
    assert!(find(other_short).is_ok());
}

#[test]
fn opaque_ids_match_byte_for_byte() {
    let subject = json!({"gce_image_id": "848720"});
    let found = stated(
        core::slice::from_ref(&subject),
        [opaque("gce_image_id", "848720")],
    )
    .unwrap();
    assert!(found.is_by_opaque_id());
    for (name, value) in [("gce_image_id", "848721"), ("gce_image_ID", "848720")] {
        assert_eq!(
            code(stated(
                core::slice::from_ref(&subject),
                [opaque(name, value)]
            )),
            "digest.mismatch"
        );
    }
    let both = json!({"gce_image_id": "1", "sha256": hex(Sha256, 1)});
    let wanted = |value| [opaque("gce_image_id", value), digest(Sha256, 1)];
    assert!(
        !stated(core::slice::from_ref(&both), wanted("1"))
            .unwrap()
            .is_by_opaque_id()
    );
    assert_eq!(code(stated(&[both], wanted("2"))), "digest.conflict");
}

#[test]
fn policy_empty() {
    assert_eq!(code(ArtifactDigests::stated([])), "policy.empty");
}

#[test]
fn artifact_bad_digest() {
    let twice = ArtifactDigests::stated([digest(Sha256, 1), digest(Sha256, 2)]);
    assert_eq!(code(twice), "artifact.bad-digest");
    let twice = ArtifactDigests::stated([opaque("x", "1"), opaque("x", "2")]);
    assert_eq!(code(twice), "artifact.bad-digest");
    assert!(
        ArtifactDigests::stated([
            digest(Sha256, 1),
            digest(Sha256, 1),
            opaque("x", "1"),
            opaque("x", "1")
        ])
        .is_ok()
    );
}

#[test]
fn digest_empty_artifact() {
    let empty = Digest::from_hex(Sha256, SHA256_OF_EMPTY).unwrap();
    let subject = json!({"sha256": SHA256_OF_EMPTY});
    let found = stated(&[subject], [empty.into()]).unwrap();
    let [note] = &found.notes()[..] else {
        panic!("one note")
    };
    assert_eq!(
        (note.code(), note.place().as_str()),
        (registry::DIGEST_EMPTY_ARTIFACT, "/subject/0")
    );
}

#[test]
fn order_does_not_matter() {
    let subjects = [
        json!({"sha256": hex(Sha256, 1)}),
        json!({"sha256": hex(Sha256, 2), "sha512": hex(Sha512, 2)}),
        json!({"own": "x"}),
    ];
    for rotation in 0..3 {
        let mut rotated = subjects.to_vec();
        rotated.rotate_left(rotation);
        for wanted in [
            vec![digest(Sha256, 1)],
            vec![digest(Sha512, 2), digest(Sha256, 2)],
            vec![opaque("own", "x")],
        ] {
            assert_eq!(stated(&rotated, wanted).unwrap().subjects().len(), 1);
        }
        let incomplete = stated(&rotated, [digest(Sha256, 1), digest(Sha512, 1)]);
        assert!(matches!(
            incomplete,
            Err(Error::Mismatch {
                reason: Mismatch::Incomplete,
                ..
            })
        ));
    }
}
