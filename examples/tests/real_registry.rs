//! The same images in a registry that somebody else wrote: pushed, discovered and verified over
//! HTTP.
//!
//! `BONAFIDE_REGISTRY` names the program of the package `docker-registry`; without it, and without
//! one on the path, nothing is run.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use bonafide_oci::http::RegistryClient;
use bonafide_oci::{
    Discovered, DiscoveryOptions, MediaType, Memory, Reference, Subject, Tag, Target, Wanted,
    discover,
};
use bonafide_report::{Coded as _, Time};
use bonafide_sigstore::image::{Format, ImagePolicy, ImageRequest};
use bonafide_sigstore::{IdentityMatcher, Policy, TrustedRoot, Verifier};
use bonafide_testkit::Sigstore;
use bonafide_testkit::image::{Carrier, Options, SignedImage};

const REPOSITORY: &str = "owner/app";

/// A registry of another maker, in a folder of its own.
struct Registry {
    process: Child,
    folder: PathBuf,
    origin: String,
}

impl Registry {
    fn start(name: &str) -> Option<Self> {
        let program = program()?;
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let folder = std::env::temp_dir().join(format!("bonafide-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let config = folder.join("config.yml");
        let text = format!(
            "version: 0.1\nstorage: {{ filesystem: {{ rootdirectory: {} }} }}\nhttp: {{ addr: \"127.0.0.1:{port}\" }}\n",
            folder.join("data").display()
        );
        std::fs::write(&config, text).unwrap();
        let process = Command::new(program)
            .arg("serve")
            .arg(&config)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let registry = Self {
            process,
            folder,
            origin: format!("127.0.0.1:{port}"),
        };
        let begun = Instant::now();
        while TcpStream::connect(&registry.origin).is_err() {
            assert!(
                begun.elapsed() < Duration::from_secs(20),
                "it does not start"
            );
            std::thread::sleep(Duration::from_millis(20));
        }
        Some(registry)
    }

    /// One request; the status, the headers and the body.
    fn send(&self, method: &str, path: &str, media_type: &str, body: &[u8]) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.origin).unwrap();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Type: {media_type}\r\nContent-Length: {}\r\n\r\n",
            self.origin,
            body.len()
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(body).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
        (status, answer)
    }

    fn push_blob(&self, digest: &str, bytes: &[u8]) {
        let uploads = format!("/v2/{REPOSITORY}/blobs/uploads/");
        let (status, answer) = self.send("POST", &uploads, "application/octet-stream", &[]);
        assert_eq!(status, 202);
        let location = answer
            .lines()
            .find_map(|line| line.strip_prefix("Location: "))
            .unwrap();
        let path = location
            .split_once(&self.origin)
            .map_or(location, |(_, path)| path);
        let target = format!("{path}&digest={digest}");
        let (status, answer) = self.send("PUT", &target, "application/octet-stream", bytes);
        assert_eq!(status, 201, "{answer}");
    }

    fn push(&self, image: &SignedImage) {
        for (digest, bytes) in &image.store.blobs {
            self.push_blob(digest, bytes);
        }
        let put = |name: &str, media_type: &str, bytes: &[u8]| {
            let path = format!("/v2/{REPOSITORY}/manifests/{name}");
            let (status, answer) = self.send("PUT", &path, media_type, bytes);
            assert_eq!(status, 201, "{answer}");
        };
        // An index names what must be there already.
        for manifest in &image.store.manifests {
            put(&manifest.digest, &manifest.media_type, &manifest.bytes);
        }
        for (tag, digest) in &image.store.tags {
            let manifest = image.store.manifest(digest);
            put(tag, &manifest.media_type, &manifest.bytes);
        }
    }

    fn find(&self, image: &SignedImage) -> Discovered {
        let name = format!("{}/{REPOSITORY}@{}", self.origin, image.digest);
        let reference = Reference::parse_strict(&name).unwrap();
        let client = RegistryClient::builder().build().unwrap();
        let options = DiscoveryOptions::new(Wanted::everything());
        discover(&client, &Subject::of(&reference), options).unwrap()
    }
}

impl Drop for Registry {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn program() -> Option<PathBuf> {
    let named = std::env::var_os("BONAFIDE_REGISTRY").map(PathBuf::from);
    let on_path = || {
        let path = std::env::var_os("PATH")?;
        std::env::split_paths(&path)
            .map(|folder| folder.join("docker-registry"))
            .find(|program| program.is_file())
    };
    let found = named
        .or_else(on_path)
        .filter(|program| Path::new(program).is_file());
    if found.is_none() {
        println!("real registry: skipped, no docker-registry here; BONAFIDE_REGISTRY may name one");
    }
    found
}

/// The same image in memory.
fn in_memory(image: &SignedImage) -> Discovered {
    let mut memory = Memory::new().without_referrers();
    for manifest in &image.store.manifests {
        let media_type = MediaType::parse(&manifest.media_type).unwrap();
        let digest = memory.push_manifest(media_type, manifest.bytes.clone());
        for (tag, of) in &image.store.tags {
            if *of == manifest.digest {
                memory.tag(Tag::parse(tag).unwrap(), digest);
            }
        }
    }
    for blob in image.store.blobs.values() {
        memory.push_blob(blob.clone());
    }
    let digest = bonafide_oci::parse_digest(&image.digest).unwrap();
    let options = DiscoveryOptions::new(Wanted::everything());
    discover(&memory, &Subject::local(Target::Digest(digest)), options).unwrap()
}

fn verify(image: &SignedImage, discovered: &Discovered) -> Vec<Format> {
    let root = TrustedRoot::parse(image.trusted_root.to_string().as_bytes()).unwrap();
    let matcher = IdentityMatcher::exact(&image.identity, &image.issuer).unwrap();
    let policy = ImagePolicy::signature(Policy::identity(matcher));
    let now = Time::from_unix(image.now).unwrap();
    let request = ImageRequest::new(discovered, &policy, now);
    let verified = Verifier::new(root).unwrap().verify_image(&request);
    let verified = verified.unwrap_or_else(|refusal| panic!("{}: {refusal}", refusal.code()));
    verified
        .attachments()
        .iter()
        .map(|attachment| attachment.format())
        .collect()
}

#[test]
fn both_formats_are_found_and_verified() {
    let Some(registry) = Registry::start("formats") else {
        return;
    };
    let options = Options {
        carriers: vec![Carrier::Tag, Carrier::Bundle],
        attestations: vec![(
            "https://slsa.dev/provenance/v1".to_owned(),
            serde_json::json!({}),
        )],
        has_fallback: true,
        ..Options::default()
    };
    let image = SignedImage::new(&Sigstore::default(), &options);
    registry.push(&image);
    let found = registry.find(&image);
    assert!(
        found.completeness().is_complete(),
        "{:?}",
        found.completeness()
    );
    let mut formats = verify(&image, &found);
    formats.sort_unstable();
    assert_eq!(formats, [Format::Bundle, Format::Legacy]);
    // What is found does not depend on who holds it.
    let told = |discovered: &Discovered| -> Vec<_> {
        let candidates = discovered.candidates().iter();
        candidates
            .map(|one| {
                (
                    one.role(),
                    one.carrier(),
                    one.digest().copied(),
                    one.bytes().ok().map(<[u8]>::to_vec),
                )
            })
            .collect()
    };
    assert_eq!(told(&found), told(&in_memory(&image)));
    println!(
        "real registry: {} candidates, {} requests",
        found.candidates().len(),
        found.requests()
    );
}

#[test]
fn what_is_not_there_is_absent() {
    let Some(registry) = Registry::start("absent") else {
        return;
    };
    let options = Options {
        is_signed: false,
        ..Options::default()
    };
    let image = SignedImage::new(&Sigstore::default(), &options);
    registry.push(&image);
    // It lists no referrers and says so with 404, and so does each tag.
    let found = registry.find(&image);
    assert!(found.completeness().is_complete());
    assert!(found.candidates().is_empty());
    let name = format!("{}/{REPOSITORY}:nothing", registry.origin);
    let reference = Reference::parse_strict(&name).unwrap();
    let client = RegistryClient::builder().build().unwrap();
    let options = DiscoveryOptions::new(Wanted::signatures());
    let lost = discover(&client, &Subject::of(&reference), options).unwrap_err();
    assert_eq!(lost.code().as_str(), "discovery.unavailable");
}
