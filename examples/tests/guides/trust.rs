use std::error::Error;

use bonafide::keys::{PublicKey, Ring};
use bonafide::report::{Time, Window};
use bonafide::sigstore::{TrustedKey, TrustedRoot, Verifier};

/// A verifier for one instance, of which nothing is left aside.
pub fn of_instance(trusted_root: &[u8]) -> Result<Verifier, Box<dyn Error>> {
    let root = TrustedRoot::parse(trusted_root)?;
    let verifier = Verifier::builder(root, Ring).with_strict_roots();
    Ok(verifier.build()?)
}

/// A verifier for an instance of which only certificates and keys are known, and since when its log
/// has this key.
pub fn by_hand(
    authority: &[Vec<u8>],
    (url, key, since): (&str, &str, Time),
) -> Result<Verifier, Box<dyn Error>> {
    let root = TrustedRoot::by_hand()
        .with_certificate_authority("https://ca.example.com", authority, None)
        .with_transparency_log(url, &PublicKey::from_pem(key)?, Window::new(since, None));
    Ok(Verifier::new(root)?)
}

/// A key that signed from `from` to `until`, when another one took its place.
pub fn retired_key(pem: &str, from: Time, until: Time) -> Result<TrustedKey, Box<dyn Error>> {
    let window = Window::new(from, Some(until)).ok_or("the window ends before it begins")?;
    Ok(TrustedKey::new(PublicKey::from_pem(pem)?).with_window(window))
}
