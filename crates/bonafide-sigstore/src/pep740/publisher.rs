//! Trusted publishers, and what a certificate of theirs says.

use bonafide_json::Reader;
use bonafide_report::Escaped;
use bonafide_x509::{CertificateIdentity, Claims};

use crate::Error;

/// Who may publish a project.
///
/// The publisher that an index names is not signed. As an expectation it is as good as the trust in
/// the index; the safe way is to expect a publisher that the caller knows by other means.
///
/// # Specification
/// PEP 740, publishers; PyPI trusted publishing.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Publisher {
    /// A workflow of GitHub Actions.
    GitHub {
        /// `owner/name`.
        repository: String,
        /// The file name of the workflow below `.github/workflows`.
        workflow: String,
        /// The deployment environment, if it is restricted to one.
        environment: Option<String>,
    },
    /// A pipeline of GitLab.
    GitLab {
        /// `namespace/project`.
        repository: String,
        /// The path of the pipeline file in the project.
        workflow_filepath: String,
        /// The deployment environment, if it is restricted to one.
        environment: Option<String>,
    },
    /// A Google service account.
    Google {
        /// Its email address.
        email: String,
    },
    /// A kind that is not known here. It constrains nothing, so nothing is accepted of it.
    Other {
        /// The kind.
        kind: String,
    },
}

impl Publisher {
    pub(super) fn read(r: &mut Reader<'_>) -> Result<Self, Error> {
        let mut fields = Fields::default();
        const KNOWN: [&str; 6] = [
            "kind",
            "repository",
            "workflow",
            "workflow_filepath",
            "environment",
            "email",
        ];
        r.object(&KNOWN, |r, name| -> Result<(), Error> {
            if r.null()? {
                return Ok(());
            }
            let field = match name {
                "kind" => &mut fields.kind,
                "repository" => &mut fields.repository,
                "workflow" => &mut fields.workflow,
                "workflow_filepath" => &mut fields.workflow_filepath,
                "environment" => &mut fields.environment,
                "email" => &mut fields.email,
                _ => return Ok(r.skip()?),
            };
            *field = r.string()?.into_owned();
            Ok(())
        })?;
        Ok(fields.publisher())
    }

    /// Holds a verified certificate to this publisher.
    pub(crate) fn check(&self, identity: &CertificateIdentity) -> Result<(), Error> {
        match self {
            Self::GitHub {
                repository,
                workflow,
                environment,
            } => {
                let issuer = "https://token.actions.githubusercontent.com";
                let source = format!("https://github.com/{repository}");
                let config = format!("{source}/.github/workflows/{workflow}");
                forge(identity, issuer, &source, &config, environment.as_deref())
            }
            Self::GitLab {
                repository,
                workflow_filepath,
                environment,
            } => {
                let source = format!("https://gitlab.com/{repository}");
                let config = format!("{source}//{workflow_filepath}");
                forge(
                    identity,
                    "https://gitlab.com",
                    &source,
                    &config,
                    environment.as_deref(),
                )
            }
            Self::Google { email } => {
                same("issuer", identity.issuer(), "https://accounts.google.com")?;
                let san = identity.san();
                let is_email = san.kind() == bonafide_x509::SanKind::Email;
                same("email address", is_email.then_some(san.value()), email)
            }
            Self::Other { .. } => Err(Error::EmptyPolicy {
                lacking: "a publisher of an unknown kind",
            }),
        }
    }
}

/// A build of a forge: the repository, and the file that configured the build at the very commit or
/// reference that was built.
fn forge(
    identity: &CertificateIdentity,
    issuer: &str,
    source: &str,
    config: &str,
    environment: Option<&str>,
) -> Result<(), Error> {
    let claims: &Claims = identity.claims();
    same("issuer", identity.issuer(), issuer)?;
    same("source repository", claims.source_repository_uri(), source)?;
    let found = claims.build_config_uri().unwrap_or_default();
    let at_source = [
        claims.source_repository_digest(),
        claims.source_repository_ref(),
    ]
    .into_iter()
    .flatten()
    .filter(|revision| !revision.is_empty())
    .any(|revision| {
        found
            .strip_prefix(config)
            .and_then(|rest| rest.strip_prefix('@'))
            == Some(revision)
    });
    if !at_source {
        return Err(mismatch("build configuration", found, config));
    }
    match (environment, claims.deployment_environment()) {
        (Some(wanted), Some(found)) => same("environment", Some(found), wanted),
        _ => Ok(()),
    }
}

fn same(claim: &'static str, found: Option<&str>, wanted: &str) -> Result<(), Error> {
    if found == Some(wanted) {
        return Ok(());
    }
    Err(mismatch(claim, found.unwrap_or("absent"), wanted))
}

fn mismatch(claim: &'static str, found: &str, wanted: &str) -> Error {
    let (found, wanted) = (Escaped(found).to_string(), Escaped(wanted).to_string());
    Error::PublisherMismatch {
        claim,
        found,
        wanted,
    }
}

#[derive(Default)]
struct Fields {
    kind: String,
    repository: String,
    workflow: String,
    workflow_filepath: String,
    environment: String,
    email: String,
}

impl Fields {
    fn publisher(self) -> Publisher {
        let environment = Some(self.environment).filter(|text| !text.is_empty());
        match self.kind.as_str() {
            "GitHub" if !self.repository.is_empty() && !self.workflow.is_empty() => {
                Publisher::GitHub {
                    repository: self.repository,
                    workflow: self.workflow,
                    environment,
                }
            }
            "GitLab" if !self.repository.is_empty() && !self.workflow_filepath.is_empty() => {
                Publisher::GitLab {
                    repository: self.repository,
                    workflow_filepath: self.workflow_filepath,
                    environment,
                }
            }
            "Google" if !self.email.is_empty() => Publisher::Google { email: self.email },
            _ => Publisher::Other { kind: self.kind },
        }
    }
}
