//! One question about an image.

use bonafide_digest::Digest;
use bonafide_oci::{Discovered, Reference};
use bonafide_report::Time;

use super::policy::{ImagePolicy, SignedIdentity};
use crate::{Error, ParseOptions};

/// What was found with an image, the policy, and the moment.
#[derive(Clone, Debug)]
pub struct ImageRequest<'a> {
    pub(super) discovered: &'a Discovered,
    pub(super) policy: &'a ImagePolicy,
    pub(super) now: Time,
    pub(super) reference: Option<&'a Reference>,
    pub(super) child: Option<Digest>,
    pub(super) options: ParseOptions,
}

impl<'a> ImageRequest<'a> {
    /// Asks whether the image is signed, or attested to, as `policy` wants. `now` is the evaluation
    /// time: nothing here reads a clock.
    #[must_use]
    pub fn new(discovered: &'a Discovered, policy: &'a ImagePolicy, now: Time) -> Self {
        Self {
            discovered,
            policy,
            now,
            reference: None,
            child: None,
            options: ParseOptions::default(),
        }
    }

    /// Under this name the image was asked for. Policies that compare names need it.
    #[must_use]
    pub const fn with_reference(mut self, reference: &'a Reference) -> Self {
        self.reference = Some(reference);
        self
    }

    /// Asks about a child of the index that was discovered. A signature on the index covers it,
    /// unless the policy wants one on the child itself.
    #[must_use]
    pub const fn about_child(mut self, child: Digest) -> Self {
        self.child = Some(child);
        self
    }

    /// Reads bundles so.
    #[must_use]
    pub fn with_parse_options(mut self, options: ParseOptions) -> Self {
        self.options = options;
        self
    }

    /// The image that is asked about.
    #[must_use]
    pub fn image(&self) -> Digest {
        self.child.unwrap_or(*self.discovered.image().digest())
    }

    /// The images on which a signature counts.
    pub(super) fn subjects(&self) -> Vec<Digest> {
        let image = self.image();
        let mut subjects = vec![image];
        if self.policy.exact_subject {
            return subjects;
        }
        let is_it = |child: &&bonafide_oci::Child| *child.digest() == image;
        if let Some(child) = self.discovered.children().iter().find(is_it) {
            subjects.extend(child.path().iter().copied());
        }
        subjects
    }

    /// That the question means something.
    pub(super) fn check(&self) -> Result<(), Error> {
        let lacking = |lacking| Err(Error::EmptyPolicy { lacking });
        if self.policy.threshold == 0 {
            return lacking("a threshold of no signers");
        }
        let is_legacy = self.policy.formats.has(super::Format::Legacy);
        let compares = self.policy.signed_identity() != SignedIdentity::Off;
        if self.policy.wants_signatures() && is_legacy && compares && self.reference.is_none() {
            return lacking("a name to compare and no reference that was asked for");
        }
        let policy = &self.policy.policy;
        let is_nobody = policy.keys().is_empty()
            && policy.wanted_identity().is_none()
            && policy.wanted_private_pki().is_none();
        if is_nobody {
            return lacking("nobody who may sign");
        }
        Ok(())
    }
}
