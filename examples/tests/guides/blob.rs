use std::error::Error;
use std::io::Read;

use bonafide::report::Time;
use bonafide::sigstore::{
    Artifact, Bundle, IdentityMatcher, ParseOptions, Policy, Request, TrustedRoot, Verifier,
};

/// Whether a workflow of ours signed this file; says who signed it and when, or what failed.
pub fn verify_blob(
    trusted_root: &[u8],
    bundle: &[u8],
    file: impl Read,
    (identity, issuer): (&str, &str),
    now: Time,
) -> Result<bool, Box<dyn Error>> {
    let verifier = Verifier::new(TrustedRoot::parse(trusted_root)?)?;
    let policy = Policy::identity(IdentityMatcher::exact(identity, issuer)?);

    let bundle = Bundle::parse(bundle, &ParseOptions::default())?;
    let artifact = Artifact::read(file, &bundle, &policy)?;
    match verifier.verify(&bundle, &Request::new(artifact, &policy, now)) {
        Ok(verified) => {
            for (name, value) in verified.summary() {
                println!("{name}: {value}");
            }
            Ok(true)
        }
        Err(refusal) => {
            println!("{}: {refusal}", refusal.code());
            println!("{}", refusal.code().remedy());
            Ok(false)
        }
    }
}
