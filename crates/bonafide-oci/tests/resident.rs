//! What a discovery holds in memory. Alone in its process, since that is what is measured.

mod common;

use common::*;

use bonafide_oci::{Answer, Ask, Capabilities, Request, Source, SourceError, discover};
use bonafide_testkit::image::{Store, name};

/// The greatest size of this process so far in bytes; `None` where that cannot be read.
fn peak() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: usize = line.split_whitespace().next()?.parse().ok()?;
    Some(kibibytes << 10)
}

/// Answers the list of referrers with full pages, and everything else without an end.
struct Flood {
    store: Store,
    page: String,
}

impl Source for Flood {
    fn fetch(&self, request: &Request) -> Result<Answer, SourceError> {
        let mut body = request.body();
        match request.ask() {
            Ask::Manifest(target) if target.to_string() == self.store.subject => {
                body.append(&self.store.subject().bytes)?;
                let media_type = bonafide_oci::MediaType::parse(name::MANIFEST);
                Ok(body.found().with_media_type(media_type).into())
            }
            Ask::Referrers(_) | Ask::Next(_) => {
                body.append(self.page.as_bytes())?;
                let media_type = bonafide_oci::MediaType::parse(name::INDEX);
                let next = format!("{}", request.id());
                let next = bonafide_oci::Continuation::new(next);
                Ok(body
                    .found()
                    .with_media_type(media_type)
                    .with_next(next)
                    .into())
            }
            _ => loop {
                body.append(&[b'x'; 1 << 16])?;
            },
        }
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::registry()
    }
}

#[test]
fn what_a_registry_sends_does_not_stay() {
    let store = Store::image("app");
    let subject = common::subject(&store.subject);
    let full = |entry: &str| {
        let number = ((4 << 20) - 200) / (entry.len() + 1);
        let page = format!(
            r#"{{"schemaVersion":2,"mediaType":"{}","manifests":[{}{entry}]}}"#,
            name::INDEX,
            format!("{entry},").repeat(number - 1)
        );
        assert!(page.len() <= 4 << 20);
        page
    };
    let long = format!(
        r#"{{"digest":"{}","size":16,"artifactType":"{}","annotations":{{"a":"{}"}}}}"#,
        nowhere(1),
        name::BUNDLE,
        "v".repeat(60_000)
    );
    let Some(before) = peak() else {
        println!("skipped: no VmHWM in /proc/self/status");
        return;
    };
    for entry in ["{}", "0", r#"{"digest":"x"}"#, &long] {
        let page = full(entry);
        let flood = Flood {
            store: store.clone(),
            page,
        };
        let found = discover(&flood, &subject, everything()).unwrap();
        assert!(!found.completeness().is_complete());
        assert!(found.bytes() <= 256 << 20);
        let grown = peak().unwrap() - before;
        assert!(
            grown < 64 << 20,
            "{grown} bytes for pages of {}",
            entry.len()
        );
    }
}
