//! One question about an image.

use bonafide_digest::Digest;
use bonafide_oci::{Discovered, Reference};
use bonafide_report::{Finding, Place, Time, registry};

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

    /// Under this name the image was asked for. A digest in it must be that of the image, of the child
    /// that is asked about, or of an index that leads to it.
    ///
    /// Policies that compare names need it. Repository and tag are compared only for keys and private
    /// authorities, unless [`with_signed_identity`](ImagePolicy::with_signed_identity) is called.
    #[must_use]
    pub const fn with_reference(mut self, reference: &'a Reference) -> Self {
        self.reference = Some(reference);
        self
    }

    /// Asks about a child of the index that was discovered, which the discovery must have looked at.
    /// A signature on the index covers it, unless the policy wants one on the child itself.
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

    /// The indexes that lead to the image, the outermost first.
    pub(super) fn path(&self) -> Vec<Digest> {
        let image = self.image();
        let is_it = |child: &&bonafide_oci::Child| *child.digest() == image;
        let child = self.discovered.children().iter().find(is_it);
        child.map_or_else(Vec::new, |child| child.path().to_vec())
    }

    /// The images on which a signature counts.
    pub(super) fn subjects(&self) -> Vec<Digest> {
        let image = self.image();
        let mut subjects = vec![image];
        if self.policy.exact_subject {
            return subjects;
        }
        subjects.extend(self.path());
        subjects
    }

    /// The name under which the image must have been signed, where names are compared.
    pub(super) fn name(&self) -> Option<Reference> {
        match (&self.policy.signed_repository, self.reference) {
            (Some(repository), Some(asked)) => Some(asked.clone().moved_to(repository.clone())),
            (Some(repository), None) => Some(Reference::in_repository(repository.clone())),
            (None, asked) => asked.cloned(),
        }
    }

    /// That the question means something, and that what it is about was looked for.
    pub(super) fn check(&self) -> Result<(), Error> {
        self.policy.check()?;
        let mode = self.policy.signed_identity();
        // A repository alone has no tag to compare.
        let has_name = self.reference.is_some()
            || (self.policy.signed_repository.is_some() && mode == SignedIdentity::Repository);
        if self.policy.compares_names() && !has_name {
            return Err(Error::EmptyPolicy {
                lacking: "a name to compare, and the request names no image: `with_reference`",
            });
        }
        if self.image() != *self.discovered.image().digest() && self.path().is_empty() {
            let detail = format!("{} was not among the children", self.image());
            let code = registry::DISCOVERY_INCOMPLETE;
            return Err(Error::NotEverythingSeen {
                reason: Finding::new(code, Place::root(), detail),
            });
        }
        self.check_pin()
    }

    /// That the reference, where it has a digest, is one to this image.
    fn check_pin(&self) -> Result<(), Error> {
        let Some(pinned) = self.reference.and_then(|reference| reference.digest()) else {
            return Ok(());
        };
        let root = *self.discovered.image().digest();
        let is_it = |digest: &Digest| digest == pinned;
        if is_it(&self.image()) || is_it(&root) || self.path().iter().any(is_it) {
            return Ok(());
        }
        Err(Error::ReferenceDigest {
            wanted: pinned.to_string(),
            found: self.image().to_string(),
        })
    }
}
