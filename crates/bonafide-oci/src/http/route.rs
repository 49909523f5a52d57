//! What is asked of a registry, as addresses.

use super::Address;
use super::rules::Rules;
use crate::media_type::{MANIFESTS, OCI_INDEX};
use crate::{Ask, Repository, Request, SourceError, SourceErrorKind};

/// A question to a registry.
#[derive(Clone, Debug)]
pub(super) struct Route<'a> {
    pub(super) kind: Kind,
    pub(super) repository: &'a Repository,
    pub(super) address: Address,
    pub(super) accept: String,
    /// The question without its names, for people.
    label: String,
}

/// The kinds of questions that are answered differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Manifest,
    Blob,
    Referrers,
    /// A further page of referrers.
    Page,
}

impl Kind {
    pub(super) const fn is_referrers(self) -> bool {
        matches!(self, Self::Referrers | Self::Page)
    }

    const fn template(self) -> &'static str {
        match self {
            Self::Manifest => "manifests/<reference>",
            Self::Blob => "blobs/<digest>",
            Self::Referrers | Self::Page => "referrers/<digest>",
        }
    }
}

impl<'a> Route<'a> {
    /// The way to what is asked for.
    ///
    /// # Errors
    /// [`SourceErrorKind::Refused`] for a page elsewhere and for hosts that are none,
    /// [`SourceErrorKind::Unsupported`] for what registries are not asked.
    pub(super) fn new(request: &'a Request, rules: &Rules) -> Result<Self, SourceError> {
        let unsupported = |text: &str| {
            let status = SourceErrorKind::Unsupported { status: 501 };
            SourceError::new(status, text)
        };
        let Some(repository) = request.repository() else {
            return Err(unsupported("a registry is asked about a repository"));
        };
        let (kind, below) = match request.ask() {
            Ask::Manifest(target) => (Kind::Manifest, format!("manifests/{target}")),
            Ask::Blob(digest) => (Kind::Blob, format!("blobs/{digest}")),
            Ask::Referrers(digest) => (Kind::Referrers, format!("referrers/{digest}")),
            Ask::Next(_) => (Kind::Page, String::new()),
            Ask::Listing => return Err(unsupported("a registry does not list what it holds")),
        };
        let refused = |text: &str| SourceError::new(SourceErrorKind::Refused, text);
        let Some(base) = rules.base(repository.domain()) else {
            return Err(refused("the domain of the repository is no host"));
        };
        let label = format!("GET {}/v2/<name>/{}", base.origin(), kind.template());
        let address = match request.ask() {
            Ask::Next(next) => {
                Address::parse(next.as_str()).filter(|address| address.origin() == base.origin())
            }
            _ => base.resolve(&format!("/v2/{}/{below}", repository.path())),
        };
        let Some(address) = address else {
            return Err(refused(&format!("{label}: the page is of another host")));
        };
        let accept = match kind {
            Kind::Manifest => MANIFESTS.join(", "),
            Kind::Blob => "*/*".to_owned(),
            Kind::Referrers | Kind::Page => OCI_INDEX.to_owned(),
        };
        Ok(Self {
            kind,
            repository,
            address,
            accept,
            label,
        })
    }

    /// What a token is asked for: reading this one repository, whatever the registry says.
    pub(super) fn scope(&self) -> String {
        format!("repository:{}:pull", self.repository.path())
    }

    pub(super) fn error(&self, kind: SourceErrorKind, text: &str) -> SourceError {
        SourceError::new(kind, format!("{}: {text}", self.label))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Continuation, Reference, Tag, Target, parse_digest};

    fn route(name: &str, ask: Ask) -> Result<String, SourceError> {
        let reference = Reference::parse_familiar(name).unwrap();
        let request = Request::once(Some(reference.repository().clone()), ask, 1);
        let route = Route::new(&request, &Rules::default())?;
        let error = route.error(SourceErrorKind::Protocol, "x");
        Ok(format!(
            "{} {} {}",
            route.address,
            route.scope(),
            error.detail()
        ))
    }

    #[test]
    fn questions_become_addresses_and_labels() {
        let digest = parse_digest(&format!("sha256:{}", "a".repeat(64))).unwrap();
        let tag = Ask::Manifest(Target::Tag(Tag::parse("v1").unwrap()));
        assert_eq!(
            route("alpine", tag).unwrap(),
            "https://registry-1.docker.io/v2/library/alpine/manifests/v1 \
             repository:library/alpine:pull \
             GET https://registry-1.docker.io/v2/<name>/manifests/<reference>: x"
        );
        let blob = route("localhost:5000/a/b", Ask::Blob(digest)).unwrap();
        assert!(blob.starts_with(&format!("http://localhost:5000/v2/a/b/blobs/{digest} ")));
        let referrers = route("ghcr.io/a/b", Ask::Referrers(digest)).unwrap();
        assert!(referrers.starts_with(&format!("https://ghcr.io/v2/a/b/referrers/{digest} ")));
    }

    #[test]
    fn pages_are_of_the_same_origin() {
        let next = |address: &str| Ask::Next(Continuation::new(address));
        assert!(
            route(
                "ghcr.io/a/b",
                next("https://ghcr.io/v2/a/b/referrers/x?n=2")
            )
            .is_ok()
        );
        for address in [
            "https://evil.example/v2/",
            "http://ghcr.io/v2/",
            "https://ghcr.io:444/v2/",
            "/v2/a/b/referrers/x?n=2",
            "",
        ] {
            let error = route("ghcr.io/a/b", next(address)).unwrap_err();
            assert_eq!(error.kind(), SourceErrorKind::Refused, "{address}");
        }
        let error = route("ghcr.io/a/b", Ask::Listing).unwrap_err();
        assert_eq!(error.kind(), SourceErrorKind::Unsupported { status: 501 });
    }
}
