//! Verification by `sigstore`.

use sha2::{Digest as _, Sha256};
use sigstore::bundle::Bundle;
use sigstore::bundle::verify::policy::Identity;
use sigstore::bundle::verify::{VerificationError, blocking::Verifier};
use sigstore::rekor::apis::configuration::Configuration;
use sigstore::trust::sigstore::SigstoreTrustRoot;

use crate::cases::Case;
use crate::floor::Library;
use crate::measure::{contest, time, work};
use crate::ours::Ours;
use crate::table::{Goal, Table};

pub(crate) fn rows(table: &mut Table, case: &Case) {
    let root = SigstoreTrustRoot::from_trusted_root_json_unchecked(&case.root);
    let verifier = match root.and_then(|root| Verifier::new(Configuration::default(), root)) {
        Ok(verifier) => verifier,
        Err(error) => {
            println!(
                "`sigstore` does not take the root of {}: {error}.",
                case.name
            );
            return;
        }
    };
    let bundle: Bundle = match serde_json::from_slice(&case.bundle) {
        Ok(bundle) => bundle,
        Err(error) => {
            println!("`sigstore` does not read {}: {error}.", case.name);
            return;
        }
    };
    let identity = Identity::new(&case.identity, &case.issuer);
    // It takes the bundle itself, which others only look at.
    let verify = || -> Result<(), VerificationError> {
        let digest = Sha256::new_with_prefix(&case.artifact);
        verifier.verify_digest(digest, bundle.clone(), &identity, true)
    };
    if let Err(error) = verify() {
        println!("`sigstore` does not verify {}: {error}.", case.name);
        return;
    }
    for library in [Library::AwsLc, Library::Ring, Library::RustCrypto] {
        let ours = Ours::new(case, library);
        let contest = contest(&mut [&mut work(|| ours.verify()), &mut work(|| verify().unwrap())]);
        let name = format!("{}, {library}, throughput by `sigstore`'s", case.name);
        let (one, other) = (time(contest.time(0)), time(contest.time(1)));
        let note = format!("{one} against {other}");
        table.add(&name, Goal::None, contest.ratio(1, 0), note);
    }
}
