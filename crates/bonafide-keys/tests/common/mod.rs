//! The backends that are compiled, asked the same.

#![allow(dead_code, reason = "each test file uses its part")]

use bonafide_keys::{Backend, Error, Message, PublicKey, Scheme};
use bonafide_report::Budget;

/// Every backend that is compiled.
pub(crate) const BACKENDS: &[&dyn Backend] = &[
    #[cfg(feature = "ring")]
    &bonafide_keys::Ring,
    #[cfg(feature = "rustcrypto")]
    &bonafide_keys::RustCrypto,
    #[cfg(feature = "aws-lc")]
    &bonafide_keys::AwsLc,
];

/// The one answer of all backends that can tell, or why the first cannot when none can.
pub(crate) fn verify(
    key: &PublicKey,
    scheme: Scheme,
    message: Message<'_>,
    signature: &[u8],
) -> Result<(), Error> {
    let mut answers = BACKENDS.iter().map(|backend| {
        let budget = &mut Budget::unbounded();
        let answer = key.verify(*backend, scheme, message, signature, budget);
        (backend.name(), answer)
    });
    let mut agreed = answers.next().expect("a backend is compiled");
    for (name, answer) in answers {
        if matches!(agreed.1, Err(Error::Backend { .. })) {
            agreed = (name, answer);
        } else if !matches!(answer, Err(Error::Backend { .. })) {
            let kind = key.kind();
            assert_eq!(
                answer, agreed.1,
                "{name} and {}, {kind}, {scheme}",
                agreed.0
            );
        }
    }
    agreed.1
}
