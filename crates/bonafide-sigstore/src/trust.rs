//! Trusted roots made usable: keys read, chains verified, windows kept for each time.

use bonafide_digest::Algorithm;
use bonafide_keys::{Backend, KeyDetails, PublicKey, hash_from_name};
use bonafide_rekor::{LogEntry, LogKey};
use bonafide_report::{Budget, Finding, Place, Window, registry};
use bonafide_x509::{Authority, Certificate, CtLog, Purpose};

use crate::trusted_root::{AuthorityInstance, LogInstance, TrustedRoot, ValidFor};
use crate::{Error, InstanceProblem, Limits};

/// The usable instances of one section, and what is known of the others.
#[derive(Debug)]
pub(crate) struct Instances<T> {
    /// The usable instances.
    pub(crate) usable: Vec<T>,
    /// The name of each usable instance, in the same order.
    pub(crate) names: Vec<Name>,
    /// The others.
    pub(crate) unusable: Vec<Unusable>,
}

/// How evidence names an instance.
#[derive(Clone, Debug)]
pub(crate) struct Name {
    pub(crate) uri: String,
    pub(crate) operator: Option<String>,
}

/// An instance that cannot be used, with what tells whether a bundle needs it.
#[derive(Debug)]
pub(crate) struct Unusable {
    pub(crate) place: Place,
    pub(crate) problem: InstanceProblem,
    /// The ids that the document states for a log.
    pub(crate) log_ids: Vec<Vec<u8>>,
    /// The certificates that could be read, in order up to the first that could not.
    pub(crate) chain: Vec<Certificate>,
}

impl Unusable {
    /// The failure of a check that needs this instance.
    pub(crate) fn error(&self) -> Error {
        Error::Instance {
            place: self.place.clone(),
            problem: Box::new(self.problem.clone()),
        }
    }
}

/// Everything that a verifier trusts.
#[derive(Debug)]
pub(crate) struct Trust {
    pub(crate) logs: Instances<LogKey>,
    pub(crate) ct_logs: Instances<CtLog>,
    pub(crate) certificate_authorities: Instances<Authority>,
    pub(crate) timestamp_authorities: Instances<Authority>,
    pub(crate) roots: Vec<[u8; 32]>,
    pub(crate) notes: Vec<Finding>,
}

impl Trust {
    pub(crate) fn new(
        roots: &[TrustedRoot],
        limits: &Limits,
        backend: &dyn Backend,
        strict: bool,
    ) -> Result<Self, Error> {
        let mut builder = Builder {
            limits,
            backend,
            strict,
            notes: Vec::new(),
        };
        let logs = |root: &TrustedRoot| root.transparency_logs().to_vec();
        let ct_logs = |root: &TrustedRoot| root.ct_logs().to_vec();
        let cas = |root: &TrustedRoot| root.certificate_authorities().to_vec();
        let tsas = |root: &TrustedRoot| root.timestamp_authorities().to_vec();
        let mut trust = Self {
            logs: builder.logs(roots.iter().flat_map(logs), transparency_log)?,
            ct_logs: builder.logs(roots.iter().flat_map(ct_logs), ct_log)?,
            certificate_authorities: builder
                .authorities(roots.iter().flat_map(cas), Purpose::CodeSigning)?,
            timestamp_authorities: builder
                .authorities(roots.iter().flat_map(tsas), Purpose::TimeStamping)?,
            roots: roots.iter().map(|root| *root.sha256()).collect(),
            notes: roots
                .iter()
                .flat_map(|root| root.notes().to_vec())
                .collect(),
        };
        trust.notes.append(&mut builder.notes);
        Ok(trust)
    }

    /// The usable log that an entry names, with its name: the one that `fits` where there are
    /// several.
    pub(crate) fn log_of(
        &self,
        entry: &LogEntry,
        fits: impl Fn(&LogKey) -> bool,
    ) -> Option<(&LogKey, &Name)> {
        let found = LogKey::find(&self.logs.usable, entry)?;
        let mut listed = self.logs.usable.iter().zip(&self.logs.names);
        let is_found = |log: &LogKey| log.key() == found.key() && log.is_named_by(entry);
        let fitting = listed.clone().find(|(log, _)| is_found(log) && fits(log));
        fitting.or_else(|| listed.find(|(log, _)| core::ptr::eq(*log, found)))
    }

    /// The unusable log that an entry names, if no usable one fits.
    pub(crate) fn unusable_log_of(&self, entry: &LogEntry) -> Option<&Unusable> {
        self.logs
            .unusable
            .iter()
            .find(|log| log.log_ids.iter().any(|id| id == entry.log_id()))
    }
}

/// Judges instances one by one.
struct Builder<'a> {
    limits: &'a Limits,
    backend: &'a dyn Backend,
    strict: bool,
    notes: Vec<Finding>,
}

impl Builder<'_> {
    fn logs<T>(
        &mut self,
        instances: impl Iterator<Item = LogInstance>,
        make: fn(&LogInstance) -> Result<T, InstanceProblem>,
    ) -> Result<Instances<T>, Error> {
        let mut sorted = Instances {
            usable: Vec::new(),
            names: Vec::new(),
            unusable: Vec::new(),
        };
        for instance in instances {
            match make(&instance) {
                Ok(log) => {
                    sorted.usable.push(log);
                    sorted.names.push(Name {
                        uri: instance.base_url.clone(),
                        operator: instance.operator.clone(),
                    });
                }
                Err(problem) => sorted.unusable.push(
                    self.leave_aside(Unusable {
                        place: instance.place.clone(),
                        problem,
                        log_ids: [Some(&instance.log_id), instance.checkpoint_key_id.as_ref()]
                            .into_iter()
                            .flatten()
                            .cloned()
                            .collect(),
                        chain: Vec::new(),
                    })?,
                ),
            }
        }
        Ok(sorted)
    }

    fn authorities(
        &mut self,
        instances: impl Iterator<Item = AuthorityInstance>,
        purpose: Purpose,
    ) -> Result<Instances<Authority>, Error> {
        let mut sorted = Instances {
            usable: Vec::new(),
            names: Vec::new(),
            unusable: Vec::new(),
        };
        for instance in instances {
            let (chain, unreadable) = self.chain(&instance);
            let made = match (unreadable, window(instance.valid_for)) {
                (Some(problem), _) | (None, Err(problem)) => Err(problem),
                (None, Ok(window)) => {
                    let mut budget = Budget::new(self.limits.path_signatures(), u64::MAX);
                    Authority::new(chain.clone(), window, purpose, self.backend, &mut budget)
                        .map_err(|cause| InstanceProblem::Chain { cause })
                }
            };
            match made {
                Ok(authority) => {
                    let keys = authority.chain().iter().map(Certificate::public_key);
                    keys.flatten().for_each(PublicKey::expect_reuse);
                    sorted.usable.push(authority);
                    sorted.names.push(Name {
                        uri: instance.uri.clone(),
                        operator: instance.operator.clone(),
                    });
                }
                Err(problem) => sorted.unusable.push(self.leave_aside(Unusable {
                    place: instance.place.clone(),
                    problem,
                    log_ids: Vec::new(),
                    chain,
                })?),
            }
        }
        Ok(sorted)
    }

    /// The certificates of a chain up to the first that cannot be read.
    fn chain(&self, instance: &AuthorityInstance) -> (Vec<Certificate>, Option<InstanceProblem>) {
        let options = self.limits.certificate_options();
        let mut chain = Vec::new();
        for der in &instance.chain {
            match Certificate::from_der(der, &options) {
                Ok(certificate) => chain.push(certificate),
                Err(cause) => return (chain, Some(InstanceProblem::Chain { cause })),
            }
        }
        (chain, None)
    }

    fn leave_aside(&mut self, unusable: Unusable) -> Result<Unusable, Error> {
        if self.strict {
            return Err(unusable.error());
        }
        self.notes.push(Finding::new(
            registry::NOTE_TRUSTROOT_INSTANCE_SKIPPED,
            unusable.place.clone(),
            unusable.problem.to_string(),
        ));
        Ok(unusable)
    }
}

fn window(stated: ValidFor) -> Result<Window, InstanceProblem> {
    let start = stated.start.ok_or(InstanceProblem::NoStart {})?;
    Window::new(start, stated.end).ok_or(InstanceProblem::EmptyWindow {})
}

/// The key of a log, its scheme and its window.
fn log_key(log: &LogInstance) -> Result<(PublicKey, KeyDetails, Window), InstanceProblem> {
    if hash_from_name(&log.hash_algorithm) != Some(Algorithm::Sha256) {
        return Err(InstanceProblem::HashAlgorithm {
            found: log.hash_algorithm.clone(),
        });
    }
    let details =
        KeyDetails::from_name(&log.key_details).ok_or_else(|| InstanceProblem::KeyDetails {
            found: log.key_details.clone(),
        })?;
    let key = details
        .read_key(&log.raw_key)
        .map_err(|cause| InstanceProblem::Key { cause })?;
    key.expect_reuse();
    Ok((key, details, window(log.valid_for)?))
}

fn transparency_log(log: &LogInstance) -> Result<LogKey, InstanceProblem> {
    let (key, details, window) = log_key(log)?;
    let wrong = |cause| InstanceProblem::Log { cause };
    let mut made = LogKey::new(key, details.scheme(), window, &log.base_url).map_err(wrong)?;
    if !log.log_id.is_empty() || log.checkpoint_key_id.is_none() {
        made = made.with_log_id(&log.log_id).map_err(wrong)?;
    }
    if let Some(id) = &log.checkpoint_key_id {
        made = made.with_checkpoint_key_id(id).map_err(wrong)?;
    }
    Ok(match &log.operator {
        Some(operator) => made.with_operator(operator),
        None => made,
    })
}

fn ct_log(log: &LogInstance) -> Result<CtLog, InstanceProblem> {
    let (key, _, window) = log_key(log)?;
    if key.id().as_slice() != log.log_id.as_slice() {
        return Err(InstanceProblem::LogId {});
    }
    Ok(CtLog::new(key, window, log.operator.clone()))
}
