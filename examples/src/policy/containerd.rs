//! The program that containerd starts before it uses an image.

use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use bonafide_oci::http::RegistryClient;
use bonafide_policy::containerd::{Call, Config, reason};
use bonafide_policy::{AuditEvent, AuditFile, AuditFileOptions, AuditLog, LogId, Syntax, Verdict};
use bonafide_report::{Decision, Escaped, Time};

use super::answer;
use super::judge::{Given, Judge};
use super::load::{PolicyFile, wrong};
use crate::image::with_auth_file;
use crate::input::read_at_most;
use crate::{Exit, Usage, now, read};

/// One byte more than an input may have.
const MOST: u64 = (1 << 20) + 1;

/// Answers one call of the runtime: a line with the reason on standard output, and an exit code that
/// is 0 only where the image may be used. Whatever goes wrong refuses the image.
///
/// # Errors
/// [`Usage`] for a call or a configuration that cannot be used; it is told on standard output too.
pub fn containerd_verifier(
    arguments: impl IntoIterator<Item = String>,
    config: &Path,
) -> Result<Exit, Usage> {
    let outcome = answered(arguments, config);
    if let Err(usage) = &outcome {
        let line = usage.0.replace(":\n  ", ": ").replace("\n  ", "; ");
        answer::print(format!("not evaluated: {}\n", Escaped(&line)).as_bytes())?;
    }
    outcome
}

fn answered(arguments: impl IntoIterator<Item = String>, config: &Path) -> Result<Exit, Usage> {
    let failed = |error: &bonafide_policy::containerd::Error| {
        Usage(format!("{}: {error}", error.code().as_str()))
    };
    let call = Call::parse(arguments).map_err(|error| failed(&error))?;
    let mut input = Vec::new();
    let read = io::stdin().lock().take(MOST).read_to_end(&mut input);
    read.map_err(|error| Usage(format!("standard input: {error}")))?;
    let subject = call.subject(&input).map_err(|error| failed(&error))?;
    let settings = Settings::load(config)?;
    let policy = settings.policy()?;
    let now = now(None)?;
    let judge = Judge {
        policy: &policy,
        now,
        client: &|_| settings.client(),
    };
    let mut verdict = judge.asked(subject, &Given::default())?;
    if settings.config.audit {
        verdict = verdict.audited();
    }
    if let Err(error) = settings.record(&verdict, now) {
        let told = format!("the decision cannot be recorded: {}", Escaped(&error.0));
        eprintln!("containerd_verifier: {told}");
        if settings.config.audit_required && !settings.config.audit {
            answer::print(format!("reject; {told}\n").as_bytes())?;
            return Ok(Exit::Internal);
        }
    }
    answer::print(format!("{}\n", reason(&verdict)).as_bytes())?;
    Ok(match verdict.decision() {
        Decision::Allow => Exit::Allow,
        _ => Exit::Reject,
    })
}

/// The configuration, and the folder that its paths are relative to.
struct Settings {
    config: Config,
    folder: PathBuf,
}

impl Settings {
    fn load(path: &Path) -> Result<Self, Usage> {
        let name = path.to_string_lossy();
        let syntax = Syntax::of_file_name(&name).unwrap_or(Syntax::Yaml);
        let bytes = read_at_most(&name, (1 << 20) + 1)?;
        let config = Config::parse(&bytes, syntax).map_err(|errors| wrong(&name, &errors))?;
        let folder = path.parent().unwrap_or_else(|| Path::new("")).to_path_buf();
        Ok(Self { config, folder })
    }

    fn path(&self, name: &str) -> String {
        self.folder.join(name).to_string_lossy().into_owned()
    }

    fn policy(&self) -> Result<bonafide_policy::CompiledPolicy, Usage> {
        let root = self
            .config
            .policy_root
            .as_deref()
            .map(|root| self.path(root));
        let file = PolicyFile {
            path: &self.path(&self.config.policy),
            format: self.config.policy_format,
            root: root.as_deref(),
            trusted_root: None,
        };
        file.load()
    }

    fn client(&self) -> Result<RegistryClient, Usage> {
        let mut builder = RegistryClient::builder().with_deadline(self.config.deadline);
        for host in &self.config.plain_http {
            builder = builder.allow_plain_http(host);
        }
        if let Some(path) = &self.config.auth_file {
            builder = with_auth_file(builder, &self.path(path))?;
        }
        if let Some(path) = &self.config.root_certificates {
            builder = builder.with_root_certificates_pem(&read(&self.path(path))?);
        }
        builder.build().map_err(|error| Usage(error.to_string()))
    }

    /// Records the decision, where that is asked for.
    fn record(&self, verdict: &Verdict, now: Time) -> Result<(), Usage> {
        let Some(path) = &self.config.audit_log else {
            return Ok(());
        };
        let failed = |error: bonafide_policy::AuditError| Usage(format!("{path}: {error}"));
        let log = AuditLog::begin(LogId::new(random()?));
        let options = AuditFileOptions::default().with_waiting();
        let path = PathBuf::from(self.path(path));
        let mut file = AuditFile::open(&path, log, options).map_err(failed)?;
        let document = verdict.to_reproducible_json();
        let event = AuditEvent::decision(verdict, document.as_bytes());
        file.append(now, event).map_err(failed)?;
        Ok(())
    }
}

/// The name of a log that has none yet.
fn random() -> Result<[u8; 16], Usage> {
    let failed = |error: io::Error| Usage(format!("random numbers: {error}"));
    let mut bytes = [0; 16];
    let mut source = std::fs::File::open("/dev/urandom").map_err(failed)?;
    source.read_exact(&mut bytes).map_err(failed)?;
    Ok(bytes)
}
