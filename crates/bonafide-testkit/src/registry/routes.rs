//! What a registry answers that follows its specification.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::content::{Content, digest, digest_with, fallback_tag};
use super::media;
use super::place::{Part, Place, is_digest};
use super::referrers;
use super::request::Request;
use super::response::Response;
use super::script::{Filters, ReferrersApi, Script};
use crate::encode::{Hash, canonical};

/// Bytes of a manifest.
const MANIFEST_MOST: usize = 4 << 20;

/// What a registry holds, with uploads that have begun.
#[derive(Debug)]
pub(super) struct Store {
    content: Content,
    uploads: BTreeMap<String, Vec<u8>>,
    begun: u64,
}

impl Store {
    pub(super) const fn new(content: Content) -> Self {
        Self {
            content,
            uploads: BTreeMap::new(),
            begun: 0,
        }
    }

    /// The answer to a request for a place of the specification.
    pub(super) fn answer(&mut self, script: &Script, request: &Request, place: &Place) -> Response {
        let (name, part) = match place {
            Place::Root => {
                return Response::json(200, &json!({}))
                    .with("Docker-Distribution-API-Version", "registry/2.0");
            }
            Place::In(name, part) => (name, part),
            _ => return Response::error(404, "NAME_INVALID"),
        };
        match (request.method.as_str(), part) {
            ("GET" | "HEAD", Part::Manifest(reference)) => {
                self.manifest(script, request, name, reference)
            }
            ("PUT", Part::Manifest(reference)) => {
                self.put_manifest(script, request, name, reference)
            }
            ("GET" | "HEAD", Part::Blob(digest)) => self.blob(name, digest),
            ("GET" | "HEAD", Part::Referrers(subject)) => {
                self.referrers(script, request, name, subject)
            }
            ("GET" | "HEAD", Part::Tags) => self.tags(request, name),
            ("POST", Part::Uploads) => self.begin_upload(request, name),
            ("PATCH", Part::Upload(id)) => self.go_on_with_upload(request, name, id),
            ("PUT", Part::Upload(id)) => self.end_upload(request, name, id),
            _ => Response::error(405, "UNSUPPORTED"),
        }
    }

    fn manifest(
        &self,
        script: &Script,
        request: &Request,
        name: &str,
        reference: &str,
    ) -> Response {
        let digest = self.resolve(name, reference);
        let held = self.content.repositories.get(name);
        let media_type = held
            .and_then(|repository| repository.manifests.get(digest))
            .map(|manifest| &manifest.media_type);
        if script.accept_required && media_type.is_some_and(|wanted| !accepts(request, wanted)) {
            return Response::error(404, "MANIFEST_UNKNOWN");
        }
        self.manifest_by_digest(name, digest)
    }

    fn resolve<'a>(&'a self, name: &str, reference: &'a str) -> &'a str {
        let repository = self.content.repositories.get(name);
        repository
            .and_then(|repository| repository.tags.get(reference))
            .map_or(reference, String::as_str)
    }

    /// The manifest that stands under a digest.
    pub(super) fn manifest_by_digest(&self, name: &str, digest: &str) -> Response {
        let Some(repository) = self.content.repositories.get(name) else {
            return Response::error(404, "NAME_UNKNOWN");
        };
        let Some(manifest) = repository.manifests.get(digest) else {
            return Response::error(404, "MANIFEST_UNKNOWN");
        };
        Response::new(200, manifest.bytes.clone())
            .with("Content-Type", &manifest.media_type)
            .with("Docker-Content-Digest", digest)
    }

    fn put_manifest(
        &mut self,
        script: &Script,
        request: &Request,
        name: &str,
        reference: &str,
    ) -> Response {
        if request.body.len() > MANIFEST_MOST {
            return Response::error(413, "SIZE_INVALID");
        }
        let is_by_digest = reference.contains(':');
        let stored = if is_by_digest {
            reference.to_owned()
        } else {
            digest(&request.body)
        };
        if !has_digest(&request.body, &stored) {
            return Response::error(400, "DIGEST_INVALID");
        }
        let parsed: Result<Value, _> = serde_json::from_slice(&request.body);
        let (Ok(parsed), Some(media_type)) = (parsed, request.header("content-type")) else {
            return Response::error(400, "MANIFEST_INVALID");
        };
        self.content
            .put_manifest_as(name, &stored, media_type, &request.body);
        if !is_by_digest {
            self.content.tag(name, reference, &stored);
        }
        let mut response = Response::new(201, Vec::new())
            .with("Location", &format!("/v2/{name}/manifests/{stored}"))
            .with("Docker-Content-Digest", &stored);
        if let Some(subject) = parsed["subject"]["digest"].as_str() {
            if script.subject_header {
                response = response.with("OCI-Subject", subject);
            }
            if script.fallback_tags {
                self.keep_fallback_tag(name, subject, &stored, &parsed);
            }
        }
        response
    }

    /// Adds a referrer to the index under the fallback tag of its subject.
    fn keep_fallback_tag(&mut self, name: &str, subject: &str, stored: &str, parsed: &Value) {
        let tag = fallback_tag(subject);
        let repository = self.content.repository(name);
        let manifest = &repository.manifests[stored];
        let entry = referrers::entry(stored, manifest, parsed);
        let old = repository.tags.get(&tag);
        let old = old.and_then(|digest| repository.manifests.get(digest));
        let index = old.and_then(|index| serde_json::from_slice::<Value>(&index.bytes).ok());
        let mut entries = index
            .and_then(|index| index["manifests"].as_array().cloned())
            .unwrap_or_default();
        entries.retain(|other| other["digest"] != stored);
        entries.push(entry);
        let bytes = canonical(&referrers::index(&entries)).into_bytes();
        let digest = self.content.push_manifest(name, media::INDEX, &bytes);
        self.content.tag(name, &tag, &digest);
    }

    fn blob(&self, name: &str, digest: &str) -> Response {
        let Some(repository) = self.content.repositories.get(name) else {
            return Response::error(404, "NAME_UNKNOWN");
        };
        let Some(bytes) = repository.blobs.get(digest) else {
            return Response::error(404, "BLOB_UNKNOWN");
        };
        Response::new(200, bytes.clone())
            .with("Content-Type", "application/octet-stream")
            .with("Docker-Content-Digest", digest)
    }

    fn begin_upload(&mut self, request: &Request, name: &str) -> Response {
        if request.parameter("digest").is_some() {
            return self.store_blob(request, name, request.body.clone());
        }
        self.begun += 1;
        let id = self.begun.to_string();
        self.uploads.insert(id.clone(), request.body.clone());
        uploading(name, &id)
    }

    fn go_on_with_upload(&mut self, request: &Request, name: &str, id: &str) -> Response {
        let Some(bytes) = self.uploads.get_mut(id) else {
            return Response::error(404, "BLOB_UPLOAD_UNKNOWN");
        };
        bytes.extend_from_slice(&request.body);
        uploading(name, id)
    }

    fn end_upload(&mut self, request: &Request, name: &str, id: &str) -> Response {
        let Some(mut bytes) = self.uploads.remove(id) else {
            return Response::error(404, "BLOB_UPLOAD_UNKNOWN");
        };
        bytes.extend_from_slice(&request.body);
        self.store_blob(request, name, bytes)
    }

    fn store_blob(&mut self, request: &Request, name: &str, bytes: Vec<u8>) -> Response {
        let digest = request.parameter("digest").unwrap_or_default();
        if !has_digest(&bytes, &digest) {
            return Response::error(400, "DIGEST_INVALID");
        }
        self.content.put_blob_as(name, &digest, &bytes);
        Response::new(201, Vec::new())
            .with("Location", &format!("/v2/{name}/blobs/{digest}"))
            .with("Docker-Content-Digest", &digest)
    }

    fn tags(&self, request: &Request, name: &str) -> Response {
        let Some(repository) = self.content.repositories.get(name) else {
            return Response::error(404, "NAME_UNKNOWN");
        };
        let last = request.parameter("last").unwrap_or_default();
        let most = request.parameter("n").and_then(|n| n.parse().ok());
        let left: Vec<&String> = repository.tags.keys().filter(|tag| **tag > last).collect();
        let tags = &left[..left.len().min(most.unwrap_or(usize::MAX))];
        let response = Response::json(200, &json!({"name": name, "tags": tags}));
        match (tags.last(), most) {
            (Some(last), Some(most)) if tags.len() < left.len() => {
                let next = format!("/v2/{name}/tags/list?n={most}&last={last}");
                response.with("Link", &format!("<{next}>; rel=\"next\""))
            }
            _ => response,
        }
    }

    fn referrers(&self, script: &Script, request: &Request, name: &str, subject: &str) -> Response {
        match &script.referrers {
            ReferrersApi::On => {}
            ReferrersApi::Status(404) => {
                return Response::new(404, b"404 page not found\n".to_vec())
                    .with("Content-Type", "text/plain; charset=utf-8");
            }
            ReferrersApi::Status(status) => return Response::error(*status, code_of(*status)),
            ReferrersApi::Throttled(after) => {
                return Response::error(429, "TOOMANYREQUESTS").with("Retry-After", after);
            }
        }
        if !is_digest(subject) {
            return Response::error(400, "DIGEST_INVALID");
        }
        let mut entries = self.pushed_referrers(name, subject);
        let wanted = request.parameter("artifactType");
        if let Some(wanted) = wanted
            .as_ref()
            .filter(|_| script.filters == Filters::Honest)
        {
            entries.retain(|entry| entry["artifactType"] == wanted.as_str());
        }
        let at = page_start(request);
        let count = u64::try_from(entries.len()).expect("a length");
        let end = script
            .referrers_page
            .map_or(count, |page| count.min(at.saturating_add(page)));
        let page = entries.into_iter().zip(0_u64..);
        let page = page.filter(|(_, number)| (at..end).contains(number));
        let page: Vec<Value> = page.map(|(entry, _)| entry).collect();
        let mut response = referrers_page(&page);
        if end < count {
            response = response.with("Link", &next_page(request, end));
        }
        if wanted.is_some() && script.filters != Filters::Off {
            response = response.with("OCI-Filters-Applied", "artifactType");
        }
        response
    }

    /// The descriptors of the referrers that the content has.
    pub(super) fn pushed_referrers(&self, name: &str, subject: &str) -> Vec<Value> {
        let repository = self.content.repositories.get(name);
        repository.map_or_else(Vec::new, |held| referrers::of(held, subject))
    }
}

/// A page of referrers.
pub(super) fn referrers_page(entries: &[Value]) -> Response {
    let body = canonical(&referrers::index(entries)).into_bytes();
    Response::new(200, body).with("Content-Type", media::INDEX)
}

/// The number of the first descriptor of the page that is asked for.
pub(super) fn page_start(request: &Request) -> u64 {
    let at = request.parameter("at").and_then(|at| at.parse().ok());
    at.unwrap_or(0)
}

/// The value of `Link` for a next page of what was asked for, with the rest of the query as it was.
pub(super) fn next_page(request: &Request, at: u64) -> String {
    let (path, query) = request
        .target
        .split_once('?')
        .unwrap_or((&request.target, ""));
    let kept = query
        .split('&')
        .filter(|pair| !pair.is_empty() && !pair.starts_with("at="));
    let query: Vec<String> = core::iter::once(format!("at={at}"))
        .chain(kept.map(str::to_owned))
        .collect();
    format!("<{path}?{}>; rel=\"next\"", query.join("&"))
}

fn uploading(name: &str, id: &str) -> Response {
    Response::new(202, Vec::new()).with("Location", &format!("/v2/{name}/blobs/uploads/{id}"))
}

fn accepts(request: &Request, media_type: &str) -> bool {
    let values = request.headers.iter().filter(|(name, _)| name == "accept");
    values
        .flat_map(|(_, value)| value.split(','))
        .any(|one| one.split(';').next().unwrap_or_default().trim() == media_type)
}

fn has_digest(bytes: &[u8], digest: &str) -> bool {
    [Hash::Sha256, Hash::Sha512]
        .into_iter()
        .any(|hash| digest_with(hash, bytes) == digest)
}

const fn code_of(status: u16) -> &'static str {
    match status {
        401 => "UNAUTHORIZED",
        403 => "DENIED",
        429 => "TOOMANYREQUESTS",
        500.. => "UNKNOWN",
        _ => "UNSUPPORTED",
    }
}
