//! A verification under way: what it was given, and what its steps have left.

use bonafide_report::{Budget, Report, Time};
use bonafide_sigstore::VerifiedBundle;
use bonafide_tsa::VerifiedTimestamp;
use bonafide_x509::{Certificate, VerifiedPath};

use crate::bundle::Bundle;
use crate::lint::Lint;
use crate::setup::Setup;
use crate::{Manifest, ModelSigner, SigningTime};

/// What a step that did not fail says.
pub(super) enum Outcome {
    Pass(String),
    Skip(&'static str),
    NotRun(&'static str),
}

/// One verification under way.
pub(crate) struct Run<'a> {
    pub(super) setup: &'a Setup,
    pub(super) bytes: &'a [u8],
    pub(super) now: Time,
    pub(super) budget: &'a mut Budget,
    pub(super) lint: Lint,
    /// Checks that a step consists of, to be told before the step itself.
    pub(super) inner: Report,
    pub(super) explains: bool,
    pub(super) bundle: Option<Bundle>,
    /// The bundle of the method `sigstore`, read.
    pub(super) keyless: Option<bonafide_sigstore::Bundle>,
    pub(super) sigstore: Option<Box<VerifiedBundle>>,
    pub(super) leaf: Option<Certificate>,
    /// Certificates that the bundle brings along.
    pub(super) intermediates: Vec<Certificate>,
    pub(super) stamps: Vec<VerifiedTimestamp>,
    pub(super) path: Option<VerifiedPath>,
    pub(super) signer: Option<ModelSigner>,
    /// Which trusted key verified the signature.
    pub(super) key: Option<usize>,
    pub(super) time: Option<SigningTime>,
    pub(super) manifest: Option<Manifest>,
}

impl<'a> Run<'a> {
    pub(crate) fn new(
        setup: &'a Setup,
        bytes: &'a [u8],
        now: Time,
        budget: &'a mut Budget,
    ) -> Self {
        Self {
            setup,
            bytes,
            now,
            budget,
            lint: Lint::new(setup.profile),
            inner: Report::new(),
            explains: false,
            bundle: None,
            keyless: None,
            sigstore: None,
            leaf: None,
            intermediates: Vec::new(),
            stamps: Vec::new(),
            path: None,
            signer: None,
            key: None,
            time: None,
            manifest: None,
        }
    }

    /// The payload, once its signature was verified.
    pub(super) fn payload(&self) -> Option<&[u8]> {
        self.signer.as_ref()?;
        match (&self.sigstore, &self.bundle) {
            (Some(verified), _) => {
                let envelope = verified.statement()?.envelope().envelope();
                Some(envelope.untrusted().payload())
            }
            (None, Some(bundle)) => Some(&bundle.payload),
            (None, None) => None,
        }
    }
}
