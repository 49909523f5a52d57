use std::error::Error;
use std::path::Path;

use bonafide::digest::Digest;
use bonafide::oci::{DiscoveryOptions, Limits, LocalImage, Wanted};
use bonafide::report::{Escaped, Time};
use bonafide::sigstore::image::{ImagePolicy, ImageRequest};
use bonafide::sigstore::{IdentityMatcher, Policy, Verifier};

/// The digest of the image in an OCI layout, an archive of one or a `dir:` folder, if this identity
/// signed it.
pub fn verify_image(
    verifier: &Verifier,
    path: &Path,
    (identity, issuer): (&str, &str),
    now: Time,
) -> Result<Option<Digest>, Box<dyn Error>> {
    // What travels with the image, wherever it lies.
    let image = LocalImage::open(path, &Limits::default())?;
    let found = image.discover(None, DiscoveryOptions::new(Wanted::signatures()))?;

    let signer = Policy::identity(IdentityMatcher::exact(identity, issuer)?);
    let policy = ImagePolicy::signature(signer);
    match verifier.verify_image(&ImageRequest::new(&found, &policy, now)) {
        Ok(image) => {
            println!("image: {}", image.digest());
            for attachment in image.attachments() {
                for (name, value) in attachment.summary() {
                    println!("  {name}: {value}");
                }
            }
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
