//! The primitives by themselves, which no verifier can be faster than.

use bonafide_testkit::{KeyKind, SigningKey};
use sha2::{Digest as _, Sha256};
use sigstore_crypto::SigningScheme;

use crate::floor::{self, Check, Library};
use crate::measure::{contest, time, work};
use crate::table::{Goal, Table};

pub(crate) fn rows(table: &mut Table) {
    signatures(
        table,
        KeyKind::P256,
        SigningScheme::EcdsaP256Sha256,
        "P-256",
    );
    signatures(
        table,
        KeyKind::P384,
        SigningScheme::EcdsaP384Sha384,
        "P-384",
    );
    signatures(table, KeyKind::Ed25519, SigningScheme::Ed25519, "Ed25519");
    for bytes in [64, 4096, 1 << 20] {
        hashes(table, bytes);
    }
}

fn signatures(table: &mut Table, kind: KeyKind, scheme: SigningScheme, name: &str) {
    let key = SigningKey::seeded(kind, "primitives");
    let message = vec![0x5a; 256];
    let spki = key.spki();
    let length = match kind {
        KeyKind::P256 => 65,
        KeyKind::P384 => 97,
        _ => 32,
    };
    let check = Check {
        scheme,
        key: spki[spki.len() - length..].to_vec(),
        signature: key.sign(key.scheme(), &message),
        message,
    };
    let [lc, ring, rust] = [Library::AwsLc, Library::Ring, Library::RustCrypto]
        .map(|library| floor::single(&check, library));
    let contest = contest(&mut [
        &mut work(|| (lc.verify)()),
        &mut work(|| (ring.verify)()),
        &mut work(|| (rust.verify)()),
    ]);
    for (at, library) in [Library::AwsLc, Library::Ring, Library::RustCrypto]
        .into_iter()
        .enumerate()
    {
        let name = format!("one {name} verification of 256 bytes, {library}, time by `aws-lc`'s");
        let note = time(contest.time(at));
        table.add(&name, Goal::None, contest.ratio(at, 0), note);
    }
}

fn hashes(table: &mut Table, length: usize) {
    let bytes = vec![0x5a_u8; length];
    let contest = contest(&mut [
        &mut work(|| Sha256::digest(&bytes)),
        &mut work(|| ring::digest::digest(&ring::digest::SHA256, &bytes)),
        &mut work(|| aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &bytes)),
    ]);
    for (at, library) in ["`sha2`", "`ring`", "`aws-lc`"].into_iter().enumerate() {
        let name = format!("SHA-256 of {length} bytes, {library}, time by `sha2`'s");
        let note = time(contest.time(at));
        table.add(&name, Goal::None, contest.ratio(at, 0), note);
    }
}
