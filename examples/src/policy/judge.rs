//! One artifact, what travels with it, and what a policy says of it.

mod handed;

use std::path::PathBuf;

use bonafide_oci::http::RegistryClient;
use bonafide_oci::{Discovered, Error, Reference, Subject as Lookup, discover};
use bonafide_policy::{CompiledPolicy, EvidenceSet, Role, Subject, Transport, Verdict, evaluate};
use bonafide_report::Time;

use handed::{is_signed, read_all};

use super::place::Place;
use crate::Usage;
use crate::image::{in_archive, in_folder, in_layout};

/// How many images down anything is fetched.
const DEPTH: usize = 4;

/// A policy, the moment at which it decides, and how registries are reached.
pub struct Judge<'a> {
    /// The policy.
    pub policy: &'a CompiledPolicy,
    /// The evaluation time.
    pub now: Time,
    /// The client for the registry of a reference.
    pub client: &'a dyn Fn(&Reference) -> Result<RegistryClient, Usage>,
}

/// What the caller says of an artifact, and what came with it.
#[derive(Debug, Default)]
pub struct Given<'a> {
    /// The name that it was asked for by, where that is not where it lies.
    pub reference: Option<&'a str>,
    /// Files with signatures, attestations, and documents that nobody signed.
    pub evidence: Vec<PathBuf>,
}

impl Given<'_> {
    fn name(&self) -> Option<Reference> {
        Reference::parse_familiar(self.reference?).ok()
    }
}

impl Judge<'_> {
    /// The verdict on what lies at `place`.
    ///
    /// # Errors
    /// [`Usage`] for files that cannot be read. An image that cannot be had is no error: the verdict
    /// says so.
    pub fn judge(&self, place: Place<'_>, given: &Given<'_>) -> Result<Verdict, Usage> {
        let options = || {
            self.policy
                .discovery_options(&Subject::image_named("local"))
        };
        match place {
            Place::Registry(name) => {
                if given.reference.is_some() {
                    return Err(Usage(format!(
                        "--reference with {name}, which is one itself"
                    )));
                }
                let subject = Subject::image_named(name).with_transport(Transport::Docker);
                self.asked(subject, given)
            }
            Place::Layout(path) => self.local(
                in_layout(path, (None, given.name().as_ref()), options()),
                (Transport::Oci, path),
                given,
            ),
            Place::Archive(path) => self.local(
                in_archive(path, (None, given.name().as_ref()), options()),
                (Transport::OciArchive, path),
                given,
            ),
            Place::Folder(path) => self.local(in_folder(path, None), (Transport::Dir, path), given),
            Place::Model(path) => self.model(path, given),
            Place::File(path) => self.file(path, given),
            Place::Digest(digest) => self.blob(Subject::blob(vec![digest]), given),
        }
    }

    /// The verdict on an image in a registry. Nothing is fetched where its name decides already.
    ///
    /// # Errors
    /// [`Usage`] for a client that cannot be made.
    pub fn asked(&self, subject: Subject, given: &Given<'_>) -> Result<Verdict, Usage> {
        if let Some(verdict) = self.policy.decides_statically(&subject, self.now) {
            return Ok(verdict);
        }
        let Some(reference) = subject.reference().cloned() else {
            return Ok(self.decide(&subject, &EvidenceSet::default()));
        };
        let (subject, evidence) = self.fetched(&reference, subject, DEPTH)?;
        Ok(self.decide(&subject, &with_documents(evidence, given)?))
    }

    /// The verdict, with what the evidence says for those who read it.
    fn decide(&self, subject: &Subject, evidence: &EvidenceSet) -> Verdict {
        evaluate(self.policy, subject, evidence, self.now).with_facts(self.policy, evidence)
    }

    /// What a registry has of an image, and of the images that it was built on where rules ask.
    fn fetched(
        &self,
        reference: &Reference,
        subject: Subject,
        depth: usize,
    ) -> Result<(Subject, EvidenceSet), Usage> {
        let lookup = match subject.digest() {
            Some(digest) => reference.clone().with_digest(*digest),
            None => reference.clone(),
        };
        let client = (self.client)(reference)?;
        let options = self.policy.discovery_options(&subject);
        let discovered = discover(&client, &Lookup::of(&lookup), options);
        let (subject, mut evidence) = self.found(subject, discovered);
        let Some(depth) = depth.checked_sub(1) else {
            return Ok((subject, evidence));
        };
        for base in self.policy.bases(&subject, &evidence, self.now) {
            let name = base.name.as_deref().map(Reference::parse_familiar);
            if let Some(Ok(name)) = name {
                let asked = Subject::image(base.digest)
                    .with_role(Role::Base)
                    .with_reference(name.clone().with_digest(base.digest));
                let (subject, found) = self.fetched(&name, asked, depth)?;
                evidence = evidence.with_base(subject, found);
            }
        }
        Ok((subject, evidence))
    }

    /// What discovery says of an image, also where it failed.
    fn found(
        &self,
        asked: Subject,
        discovered: Result<Discovered, Error>,
    ) -> (Subject, EvidenceSet) {
        match discovered {
            Err(error) => (asked, EvidenceSet::of_failed_discovery(&error)),
            Ok(discovered) => {
                let subject = asked.found(&discovered);
                let evidence = EvidenceSet::of_image(self.policy, &subject, &discovered, self.now);
                (subject, evidence)
            }
        }
    }

    /// The verdict on an image that lies on disk: by its reference, where one is given, it is judged
    /// as if it had come from a registry.
    fn local(
        &self,
        discovered: Result<Discovered, Error>,
        (transport, path): (Transport, &str),
        given: &Given<'_>,
    ) -> Result<Verdict, Usage> {
        let asked = match given.reference {
            Some(name) => Subject::image_named(name).with_transport(Transport::Docker),
            None => Subject::image_at(absolute(path)?).with_transport(transport),
        };
        let (subject, evidence) = self.found(asked, discovered);
        Ok(self.decide(&subject, &with_documents(evidence, given)?))
    }
}

/// With documents that nobody signed. What signs an image is found with it and nowhere else.
fn with_documents(mut evidence: EvidenceSet, given: &Given<'_>) -> Result<EvidenceSet, Usage> {
    for (path, bytes) in given.evidence.iter().zip(read_all(&given.evidence)?) {
        if is_signed(&bytes) {
            let why = "what signs an image is found with it, and not taken from a file";
            return Err(Usage(format!("{}: {why}", path.display())));
        }
        evidence = evidence.with_local_document(bytes, None);
    }
    Ok(evidence)
}

fn absolute(path: &str) -> Result<String, Usage> {
    let found = std::fs::canonicalize(path).map_err(|error| Usage(format!("{path}: {error}")))?;
    found
        .into_os_string()
        .into_string()
        .map_err(|path| Usage(format!("{path:?} is not UTF-8")))
}
