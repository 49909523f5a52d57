use std::error::Error;
use std::path::Path;

use bonafide::digest::Digest;
use bonafide::oci::{DiscoveryOptions, LayoutDir, Limits, Subject, Target, Wanted, discover};
use bonafide::report::{Escaped, Time};
use bonafide::sigstore::image::{ImagePolicy, ImageRequest};
use bonafide::sigstore::{IdentityMatcher, Policy, Verifier};

/// The digest of the image in an OCI layout, if this identity signed it.
pub fn verify_image(
    verifier: &Verifier,
    layout: &Path,
    (identity, issuer): (&str, &str),
    now: Time,
) -> Result<Option<Digest>, Box<dyn Error>> {
    // What travels with the image, wherever it lies.
    let layout = LayoutDir::open(layout, &Limits::default())?;
    let subject = Subject::local(Target::Digest(layout.image(None)?));
    let options = DiscoveryOptions::new(Wanted::signatures());
    let found = discover(&layout, &subject, options)?;

    let signer = Policy::identity(IdentityMatcher::exact(identity, issuer)?);
    let policy = ImagePolicy::signature(signer);
    match verifier.verify_image(&ImageRequest::new(&found, &policy, now)) {
        Ok(image) => {
            println!("{} signed by {}", image.digest(), identity);
            Ok(Some(*image.digest()))
        }
        Err(refusal) => {
            println!("{}: {refusal}", refusal.code());
            for judgement in refusal.judgements() {
                if let Some(error) = judgement.failure() {
                    println!("  not counted: {}", Escaped(&error.to_string()));
                }
            }
            for reason in found.completeness().reasons() {
                println!("  not seen: {reason}");
            }
            Ok(None)
        }
    }
}
