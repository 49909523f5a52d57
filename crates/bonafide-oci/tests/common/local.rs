//! Folders, layouts and archives for tests.

#![allow(dead_code, unreachable_pub, reason = "each test file uses a part")]

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use bonafide_digest::Digest;
use bonafide_oci::{Answer, Ask, Found, Request, Source, SourceError, Tag, Target, media_type};
use bonafide_report::Coded;

pub const HEADER: &str = r#"{"imageLayoutVersion":"1.0.0"}"#;

/// A folder of its own for one test, which is removed with its content at the end.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("bonafide-oci-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir(&path).unwrap();
        Self(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    pub fn at(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> &Self {
        let path = self.at(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
        self
    }

    pub fn blob(&self, bytes: impl AsRef<[u8]>) -> Digest {
        let digest = sha256(bytes.as_ref());
        self.write(&blob_name(&digest), bytes);
        digest
    }

    /// A layout with this index file.
    pub fn layout(index: impl AsRef<[u8]>) -> Self {
        let folder = Self::new();
        folder
            .write("oci-layout", HEADER)
            .write("index.json", index);
        folder
    }

    pub fn remove(&self, name: &str) {
        let path = self.at(name);
        if path.is_dir() {
            std::fs::remove_dir_all(path).unwrap();
        } else {
            std::fs::remove_file(path).unwrap();
        }
    }

    /// Puts a link in the place of a file or a folder, which moves aside. The content behind the
    /// link is right: it is refused all the same.
    pub fn replace_by_link(&self, name: &str) {
        let aside = self.at("aside");
        std::fs::rename(self.at(name), &aside).unwrap();
        std::os::unix::fs::symlink(&aside, self.at(name)).unwrap();
    }

    /// Puts a pipe in the place of a file. To open it for reading in the usual way would wait.
    #[cfg(target_os = "linux")]
    pub fn replace_by_pipe(&self, name: &str) {
        use rustix::fs::{CWD, Mode};
        self.remove(name);
        rustix::fs::mkfifoat(CWD, self.at(name), Mode::RUSR | Mode::WUSR).unwrap();
    }

    pub fn replace_by_folder(&self, name: &str) {
        self.remove(name);
        std::fs::create_dir(self.at(name)).unwrap();
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

pub fn sha256(bytes: &[u8]) -> Digest {
    Digest::sha256(bonafide_digest::sha256(&[bytes]))
}

pub fn blob_name(digest: &Digest) -> String {
    format!("blobs/{}/{}", digest.algorithm().name(), digest.to_hex())
}

/// A manifest that differs by `number`.
pub fn manifest(number: u32) -> Vec<u8> {
    let config = sha256(&number.to_be_bytes());
    format!(
        r#"{{"schemaVersion":2,"mediaType":"{0}","config":{{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"{config}","size":4}},"layers":[]}}"#,
        media_type::OCI_MANIFEST
    )
    .into_bytes()
}

/// A manifest that is attached to `subject`, and says or does not say its type.
pub fn attached(subject: &Digest, number: u32, says_type: bool) -> Vec<u8> {
    let own = if says_type {
        format!(r#""mediaType":"{}","#, media_type::OCI_MANIFEST)
    } else {
        String::new()
    };
    let config = sha256(&number.to_be_bytes());
    format!(
        r#"{{"schemaVersion":2,{own}"artifactType":"application/x.signature","config":{{"mediaType":"{}","digest":"{config}","size":4}},"layers":[],"subject":{{"mediaType":"{}","digest":"{subject}","size":7}},"annotations":{{"quoted":"\"a\"\n"}}}}"#,
        media_type::OCI_EMPTY,
        media_type::OCI_MANIFEST
    )
    .into_bytes()
}

/// An entry of an index file; `more` follows the size, as `,"name":…`.
pub fn entry(digest: &Digest, more: &str) -> String {
    format!(
        r#"{{"mediaType":"{}","digest":"{digest}","size":7{more}}}"#,
        media_type::OCI_MANIFEST
    )
}

/// The entry of a manifest, of its real size.
pub fn sized(manifest: &[u8]) -> String {
    let size = manifest.len();
    entry(&sha256(manifest), "").replace("\"size\":7", &format!("\"size\":{size}"))
}

pub fn annotated(digest: &Digest, name: &str, value: &str) -> String {
    entry(digest, &format!(r#","annotations":{{"{name}":"{value}"}}"#))
}

pub fn tagged(digest: &Digest, tag: &str) -> String {
    annotated(digest, "org.opencontainers.image.ref.name", tag)
}

/// An index file that lists these, and does not say its type.
pub fn index(entries: &[String]) -> String {
    format!(
        r#"{{"schemaVersion":2,"manifests":[{}]}}"#,
        entries.join(",")
    )
}

pub fn tag(name: &str) -> Ask {
    Ask::Manifest(Target::Tag(Tag::parse(name).unwrap()))
}

pub fn by_digest(digest: &Digest) -> Ask {
    Ask::Manifest(Target::Digest(*digest))
}

pub fn ask(source: &impl Source, ask: Ask) -> Result<Answer, SourceError> {
    source.fetch(&Request::once(None, ask, 1 << 20))
}

#[track_caller]
pub fn found(source: &impl Source, what: Ask) -> Found {
    match ask(source, what).unwrap() {
        Answer::Found(found) => found,
        Answer::Absent => panic!("absent"),
    }
}

#[track_caller]
pub fn assert_absent(source: &impl Source, what: Ask) {
    assert!(matches!(ask(source, what), Ok(Answer::Absent)));
}

/// The code of the error that this is.
#[track_caller]
pub fn code<T>(result: Result<T, impl Coded>) -> &'static str {
    match result {
        Ok(_) => panic!("accepted"),
        Err(error) => error.code().as_str(),
    }
}

/// One member of an archive, and how to write it wrongly.
pub struct Member {
    pub header: [u8; 512],
    pub content: Vec<u8>,
}

impl Member {
    pub fn file(name: &str, content: impl Into<Vec<u8>>) -> Self {
        Self::of(b'0', name.as_bytes(), content)
    }

    pub fn folder(name: &str) -> Self {
        Self::of(b'5', name.as_bytes(), "")
    }

    pub fn link(kind: u8, name: &str, target: &str) -> Self {
        Self::of(kind, name.as_bytes(), "").set(157, target.as_bytes())
    }

    /// Records for the next member.
    pub fn records(kind: u8, records: &[(&str, &str)]) -> Self {
        let content: String = records
            .iter()
            .map(|(key, value)| record(key, value))
            .collect();
        Self::of(kind, b"./PaxHeaders/0", content)
    }

    /// The name of the next member.
    pub fn long_name(name: &str) -> Self {
        Self::of(b'L', b"././@LongLink", format!("{name}\0"))
    }

    pub fn of(kind: u8, name: &[u8], content: impl Into<Vec<u8>>) -> Self {
        let content = content.into();
        let size = format!("{:011o}\0", content.len());
        let header = [0; 512];
        Self { header, content }
            .set(0, name)
            .set(100, b"0000644\0")
            .set(124, size.as_bytes())
            .set(136, b"00000000000\0")
            .set(156, &[kind])
            .set(257, b"ustar\x0000")
    }

    /// Writes into the header, and makes its checksum right again.
    pub fn set(mut self, at: usize, bytes: &[u8]) -> Self {
        self.header[at..at + bytes.len()].copy_from_slice(bytes);
        self.header[148..156].fill(b' ');
        let sum: u32 = self.header.iter().map(|byte| u32::from(*byte)).sum();
        self.header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        self
    }

    pub fn with_size(self, size: u64) -> Self {
        self.set(124, format!("{size:011o}\0").as_bytes())
    }

    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = [self.header.as_slice(), &self.content].concat();
        bytes.resize(bytes.len().next_multiple_of(512), 0);
        bytes
    }
}

/// `LENGTH KEY=VALUE`, where the length counts itself.
pub fn record(key: &str, value: &str) -> String {
    let rest = format!(" {key}={value}\n");
    let mut length = rest.len() + 1;
    while length.to_string().len() + rest.len() != length {
        length += 1;
    }
    format!("{length}{rest}")
}

pub fn archive(members: &[Member]) -> Vec<u8> {
    let mut bytes: Vec<u8> = members.iter().flat_map(Member::bytes).collect();
    bytes.resize(bytes.len() + 1024, 0);
    bytes
}
