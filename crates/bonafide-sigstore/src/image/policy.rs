//! What is wanted of the signatures on an image.

use bonafide_oci::{Repository, Role, Wanted};

use super::layer::Attached;
use crate::{Error, Policy};

/// The predicate type of a statement that is a signature of an image, and nothing else.
pub(super) const SIGNATURE_PREDICATE: &str = "https://sigstore.dev/cosign/sign/v1";

/// What must be attached to an image, by whom, and in which form.
///
/// Signatures and attestations are different things: an attestation never satisfies a policy that
/// wants a signature, nor the reverse.
///
/// ```
/// use bonafide_sigstore::image::{ImagePolicy, SignedIdentity};
/// use bonafide_sigstore::{IdentityMatcher, Policy};
///
/// let wanted = IdentityMatcher::exact(
///     "https://github.com/o/r/.github/workflows/release.yml@refs/tags/v1",
///     "https://token.actions.githubusercontent.com",
/// )?;
/// let policy = ImagePolicy::signature(Policy::identity(wanted))
///     .with_annotation("environment", "production")
///     .with_signed_identity(SignedIdentity::Repository);
/// assert_eq!(policy.threshold(), 1);
/// # Ok::<(), bonafide_x509::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct ImagePolicy {
    pub(super) policy: Policy,
    pub(super) object: Object,
    pub(super) threshold: usize,
    pub(super) formats: Formats,
    pub(super) annotations: Vec<(String, String)>,
    pub(super) signed_identity: Option<SignedIdentity>,
    pub(super) signed_repository: Option<Repository>,
    pub(super) require_proof: bool,
    pub(super) ignore_tlog: bool,
    pub(super) exact_subject: bool,
    pub(super) messages: bool,
    pub(super) old_bundles: bool,
    pub(super) atomic: bool,
}

/// What kind of thing is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Object {
    Signature,
    /// A statement with a predicate that is something else than a signature.
    Attestation,
}

/// The formats that are accepted. All that are accepted are looked into; none is tried only because
/// another failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Formats {
    /// Bundles, and the older formats.
    Any,
    /// Bundles only.
    Bundle,
    /// The older formats only.
    Legacy,
}

impl Formats {
    pub(super) const fn has(self, format: Format) -> bool {
        matches!(
            (self, format),
            (Self::Any, _) | (Self::Bundle, Format::Bundle) | (Self::Legacy, Format::Legacy)
        )
    }
}

/// The format in which something was attached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Format {
    /// A Sigstore bundle.
    Bundle,
    /// A payload or an envelope with its signature material in annotations.
    Legacy,
}

impl Format {
    /// `bundle` or `legacy`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Bundle => "bundle",
            Self::Legacy => "legacy",
        }
    }
}

/// How the name that was signed must fit the name that was asked for. Without it a signature could
/// be carried to another repository that holds the same image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignedIdentity {
    /// The repository must be the same.
    Repository,
    /// The repository must be the same, and the tag where one was signed.
    Tag,
    /// Repository and tag must be the same, and a tag must have been signed.
    Exact,
    /// The name is not compared.
    Off,
}

impl ImagePolicy {
    /// Wants signatures by whom `policy` names. A predicate type among what it wants is refused,
    /// unless it is the one of signatures.
    #[must_use]
    pub fn signature(policy: Policy) -> Self {
        Self::new(policy, Object::Signature)
    }

    /// Wants attestations by whom `policy` names. Predicate types are those of the policy
    /// ([`Policy::with_predicate_type`]); without any, every type is accepted but that of
    /// signatures.
    #[must_use]
    pub fn attestation(policy: Policy) -> Self {
        Self::new(policy, Object::Attestation)
    }

    fn new(policy: Policy, object: Object) -> Self {
        Self {
            policy,
            object,
            threshold: 1,
            formats: Formats::Any,
            annotations: Vec::new(),
            signed_identity: None,
            signed_repository: None,
            require_proof: false,
            ignore_tlog: false,
            exact_subject: false,
            messages: false,
            old_bundles: false,
            atomic: false,
        }
    }

    /// How many distinct signers are wanted: keys by their bytes, identities by issuer and name.
    /// More than there can be is refused when something is verified, as any number not reached is.
    #[must_use]
    pub const fn with_threshold(mut self, wanted: usize) -> Self {
        self.threshold = wanted;
        self
    }

    /// Accepts these formats only.
    #[must_use]
    pub const fn with_formats(mut self, formats: Formats) -> Self {
        self.formats = formats;
        self
    }

    /// Wants this text under this name among what was signed; all of them, when called again.
    #[must_use]
    pub fn with_annotation(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.annotations.push((name.into(), value.into()));
        self
    }

    /// How the signed name must fit. Unless set it is [`SignedIdentity::Repository`] for keys and
    /// private authorities, whose signers sign for many repositories, and [`SignedIdentity::Off`] for
    /// identities of a Sigstore instance, which name the workflow of one repository. Set it for those
    /// that do not: of people, of machines, or by a pattern that several workflows fit.
    ///
    /// Payloads have a name always. In bundles and attestations it is that of the subject, which
    /// most lack: it is compared only where this was called, or
    /// [`with_signed_repository`](Self::with_signed_repository).
    #[must_use]
    pub const fn with_signed_identity(mut self, mode: SignedIdentity) -> Self {
        self.signed_identity = Some(mode);
        self
    }

    /// The repository that must have been signed, where it is another than the one asked for, as
    /// for a mirror. Names are then compared, whoever signs.
    #[must_use]
    pub fn with_signed_repository(mut self, repository: Repository) -> Self {
        self.signed_repository = Some(repository);
        self
    }

    /// Wants proofs that logs hold the signatures, whatever else the policy allows. Nothing in the
    /// older formats has one.
    #[must_use]
    pub const fn require_proof(mut self) -> Self {
        self.require_proof = true;
        self
    }

    /// Option: log entries are neither wanted nor looked at, in no format. They then give no time
    /// either.
    #[must_use]
    pub fn ignore_transparency_log(mut self) -> Self {
        self.policy = self.policy.without_transparency_log();
        self.ignore_tlog = true;
        self
    }

    /// Wants signatures on the image itself; one on an index that contains it does not do.
    #[must_use]
    pub const fn exact_subject(mut self) -> Self {
        self.exact_subject = true;
        self
    }

    /// Option: a bundle with a signature over the bytes of the manifest is a signature too.
    #[must_use]
    pub const fn allow_message_signatures(mut self) -> Self {
        self.messages = true;
        self
    }

    /// Option: bundles of versions 0.1 and 0.2.
    #[must_use]
    pub const fn allow_old_bundles(mut self) -> Self {
        self.old_bundles = true;
        self
    }

    /// Option: payloads of the type `atomic container signature`.
    #[must_use]
    pub const fn allow_atomic_signatures(mut self) -> Self {
        self.atomic = true;
        self
    }

    /// How many distinct signers are wanted.
    #[must_use]
    pub const fn threshold(&self) -> usize {
        self.threshold
    }

    /// Who is wanted, and with how much evidence.
    #[must_use]
    pub const fn policy(&self) -> &Policy {
        &self.policy
    }

    /// How the signed name must fit.
    #[must_use]
    pub fn signed_identity(&self) -> SignedIdentity {
        let is_compared = !self.policy.keys().is_empty()
            || self.policy.wanted_private_pki().is_some()
            || self.signed_repository.is_some();
        self.signed_identity.unwrap_or(if is_compared {
            SignedIdentity::Repository
        } else {
            SignedIdentity::Off
        })
    }

    /// The names of the options that are set, besides those of the policy.
    #[must_use]
    pub fn options_used(&self) -> Vec<&'static str> {
        let off = self.signed_identity == Some(SignedIdentity::Off);
        [
            (self.ignore_tlog, "ignore_tlog"),
            (self.messages, "message_signature_on_images"),
            (self.old_bundles, "old_bundles_on_images"),
            (self.atomic, "atomic_container_signature"),
            (off, "signed_identity_off"),
        ]
        .into_iter()
        .filter_map(|(set, name)| set.then_some(name))
        .collect()
    }

    pub(super) const fn wants_signatures(&self) -> bool {
        matches!(self.object, Object::Signature)
    }

    /// What discovery must have looked for.
    pub(super) const fn kinds(&self) -> Wanted {
        match self.object {
            Object::Signature => Wanted::signatures(),
            Object::Attestation => Wanted::attestations(),
        }
    }

    /// Whether the caller said that names are compared, and not only the default.
    pub(super) fn demands_name(&self) -> bool {
        let is_said = self.signed_identity.is_some() || self.signed_repository.is_some();
        is_said && self.signed_identity() != SignedIdentity::Off
    }

    /// Whether there may be a name that must be compared.
    pub(super) fn compares_names(&self) -> bool {
        let has_payloads = self.wants_signatures() && self.formats.has(Format::Legacy);
        let is_default = self.signed_identity() != SignedIdentity::Off;
        self.demands_name() || (has_payloads && is_default)
    }

    /// Whether what has this role may be what is wanted. What cannot be told is looked at.
    pub(super) const fn looks_at(&self, role: Role) -> bool {
        match role {
            Role::Bundle | Role::Unknown => true,
            Role::SimpleSigning | Role::Gpg => self.wants_signatures(),
            Role::Envelope => !self.wants_signatures(),
            _ => false,
        }
    }

    /// That the policy means something, and does not contradict itself.
    pub(super) fn check(&self) -> Result<(), Error> {
        let policy = &self.policy;
        let is_nobody = policy.keys().is_empty()
            && policy.wanted_identity().is_none()
            && policy.wanted_private_pki().is_none();
        let is_other = |kind: &String| kind != SIGNATURE_PREDICATE;
        let is_attested = policy.predicate_types().iter().any(is_other);
        let is_off = self.signed_identity == Some(SignedIdentity::Off);
        let lacking = if self.threshold == 0 {
            "a threshold of no signers"
        } else if is_nobody {
            "nobody who may sign"
        } else if self.wants_signatures() && is_attested {
            "the type of an attestation, and wants signatures"
        } else if self.require_proof && self.ignore_tlog {
            "both the wish for proofs of logs and that to ignore them"
        } else if is_off && self.signed_repository.is_some() {
            "a repository to compare, and no comparison"
        } else {
            return Ok(());
        };
        Err(Error::EmptyPolicy { lacking })
    }

    /// The policies by which candidates are judged.
    pub(super) fn ways(&self) -> Ways {
        let mut bundles = self.policy.clone();
        if self.require_proof {
            bundles = bundles.without_promise_only();
        }
        let mut layers = bundles.clone();
        // A format that knows no proofs; a bundle is held to what the policy says.
        if !self.require_proof {
            layers = layers.allow_promise_only().allow_legacy_entry_kinds();
        }
        let mut statements = bundles.clone();
        if self.wants_signatures() && statements.predicate_types().is_empty() {
            statements = statements.with_predicate_type(SIGNATURE_PREDICATE);
        }
        Ways {
            layers: layers.one_key_each(),
            statements: statements.one_key_each(),
            messages: bundles.one_key_each(),
        }
    }
}

/// The policies for each form of candidate, once for each way in which it may be satisfied: a
/// threshold over keys counts each key on its own.
pub(super) struct Ways {
    layers: Vec<Policy>,
    statements: Vec<Policy>,
    messages: Vec<Policy>,
}

impl Ways {
    pub(super) fn of(&self, attached: &Attached) -> &[Policy] {
        match (attached.format, attached.bundle.has_envelope()) {
            (Format::Legacy, _) => &self.layers,
            (Format::Bundle, true) => &self.statements,
            (Format::Bundle, false) => &self.messages,
        }
    }
}
