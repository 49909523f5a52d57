//! The configuration of a verifier that the runtime starts.

use core::time::Duration;

use bonafide_report::{Escaped, Place, registry};

use crate::error::Problems;
use crate::syntax::{self, Entry, Fields, Syntax, SyntaxLimits};
use crate::{LoadErrors, SourceFormat};

/// What `schema` must be.
const SCHEMA: &str = "bonafide.containerd-verifier/v1";
/// The runtime gives up after 10 seconds unless it is told otherwise.
const DEADLINE: Duration = Duration::from_secs(9);
/// The longest deadline that can be asked for.
const LONGEST: i64 = 600;
/// The most registries with settings of their own.
const REGISTRIES: usize = 64;

/// The configuration of a verifier that the runtime starts: which policy decides, and how the
/// registry is reached.
///
/// Paths are relative to the folder of the configuration.
///
/// # Specification
/// `bonafide.containerd-verifier/v1`; its schema is `docs/schema/containerd-verifier.v1.json`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Config {
    /// The file of the policy.
    pub policy: String,
    /// The format that it is written in.
    pub policy_format: SourceFormat,
    /// The folder below which the absolute paths of an imported policy are looked up.
    pub policy_root: Option<String>,
    /// Whether every image is allowed, and the verdict only told.
    pub audit: bool,
    /// The file that decisions are recorded in.
    pub audit_log: Option<String>,
    /// Whether an image is refused when its decision cannot be recorded.
    pub audit_required: bool,
    /// Registries that are reached without TLS.
    pub plain_http: Vec<String>,
    /// A file of credentials.
    pub auth_file: Option<String>,
    /// Further certificates of authorities for TLS, in PEM.
    pub root_certificates: Option<String>,
    /// How long discovery may take.
    pub deadline: Duration,
}

impl Config {
    /// The members of the document.
    pub const FIELDS: [&'static str; 11] = [
        "schema",
        "policy",
        "policy_format",
        "policy_root",
        "audit",
        "audit_log",
        "audit_required",
        "plain_http",
        "auth_file",
        "root_certificates",
        "deadline_seconds",
    ];

    /// Reads a configuration.
    ///
    /// # Errors
    /// Everything that is wrong with it: `policy.syntax`, `policy.unknown-field`, `policy.type`,
    /// `policy.value`, `policy.missing-field`, `policy.duplicate-field`, `policy.limit`.
    pub fn parse(bytes: &[u8], syntax: Syntax) -> Result<Self, LoadErrors> {
        let mut problems = Problems::new();
        let node = syntax::parse(bytes, syntax, &SyntaxLimits::POLICY, &mut problems);
        let fields = node
            .as_ref()
            .and_then(|node| Fields::of(node, &Place::root(), &mut problems));
        let config = fields.and_then(|fields| read(fields, &mut problems));
        problems.give(config)
    }
}

fn read(mut fields: Fields<'_>, problems: &mut Problems) -> Option<Config> {
    let schema = fields.required("schema", problems);
    let policy = fields.required("policy", problems);
    let mut text = |name, problems: &mut Problems| {
        let entry = fields.optional(name)?;
        non_empty(&entry, problems)
    };
    let policy_root = text("policy_root", problems);
    let audit_log = text("audit_log", problems);
    let auth_file = text("auth_file", problems);
    let root_certificates = text("root_certificates", problems);
    let mut switch = |name, default, problems: &mut Problems| {
        let entry = fields.optional(name);
        entry.map_or(Some(default), |entry| entry.boolean(problems))
    };
    let audit = switch("audit", false, problems);
    let audit_required = switch("audit_required", true, problems);
    let format = fields.optional("policy_format");
    let policy_format = format.map_or(Some(SourceFormat::Native), |it| source(&it, problems));
    let plain_http = fields.optional("plain_http");
    let plain_http = plain_http.map_or(Some(Vec::new()), |it| registries(&it, problems));
    let deadline = fields.optional("deadline_seconds");
    let deadline = deadline.map_or(Some(DEADLINE), |it| seconds(&it, problems));
    fields.finish(registry::POLICY_UNKNOWN_FIELD, problems);
    if let Some(schema) = schema
        && schema.text(problems).is_some_and(|text| text != SCHEMA)
    {
        schema.refuse(
            registry::POLICY_VALUE,
            format!("only {SCHEMA} is read"),
            problems,
        );
    }
    Some(Config {
        policy: non_empty(&policy?, problems)?,
        policy_format: policy_format?,
        policy_root,
        audit: audit?,
        audit_log,
        audit_required: audit_required?,
        plain_http: plain_http?,
        auth_file,
        root_certificates,
        deadline: deadline?,
    })
}

fn non_empty(entry: &Entry<'_>, problems: &mut Problems) -> Option<String> {
    let text = entry.text(problems)?;
    if text.is_empty() || text.contains('\0') {
        entry.refuse(registry::POLICY_VALUE, "a path is needed", problems);
        return None;
    }
    Some(text.to_owned())
}

fn source(entry: &Entry<'_>, problems: &mut Problems) -> Option<SourceFormat> {
    match entry.text(problems)? {
        "native" => Some(SourceFormat::Native),
        "containers" => Some(SourceFormat::ContainersPolicy),
        other => {
            let detail = format!("{} is neither native nor containers", Escaped(other));
            entry.refuse(registry::POLICY_VALUE, detail, problems);
            None
        }
    }
}

fn registries(entry: &Entry<'_>, problems: &mut Problems) -> Option<Vec<String>> {
    let mut hosts = Vec::new();
    for item in entry.list(problems)? {
        if hosts.len() >= REGISTRIES {
            let detail = format!("more than {REGISTRIES} registries");
            entry.refuse(registry::POLICY_LIMIT, detail, problems);
            return None;
        }
        hosts.push(non_empty(&item, problems)?);
    }
    Some(hosts)
}

fn seconds(entry: &Entry<'_>, problems: &mut Problems) -> Option<Duration> {
    let seconds = entry.integer(problems)?;
    if !(1..=LONGEST).contains(&seconds) {
        let detail = format!("{seconds} is not between 1 and {LONGEST}");
        entry.refuse(registry::POLICY_VALUE, detail, problems);
        return None;
    }
    u64::try_from(seconds).ok().map(Duration::from_secs)
}
