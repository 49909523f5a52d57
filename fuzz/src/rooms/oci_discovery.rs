//! Discovery against a registry that answers with anything.

use std::cell::{Cell, RefCell};

use bonafide_oci::{
    Answer, Capabilities, Children, Continuation, DiscoveryOptions, MediaType, Reference, Request,
    Source, SourceError, SourceErrorKind, Subject, Wanted, discover,
};

use crate::input::Input;
use crate::memory;

/// It comes to an end, whatever is answered, after a bounded number of questions.
pub fn run(data: &[u8]) {
    let mut input = Input::new(data);
    let named = input.byte();
    let mut reference = "registry.test/owner/app".to_owned();
    if named & 1 == 0 {
        reference.push_str(":v1");
    }
    if named & 2 == 0 {
        let digest = bonafide_digest::sha256(&[input.some(600)]);
        reference.push_str(&format!("@{}", bonafide_digest::Digest::sha256(digest)));
    }
    let reference = Reference::parse_familiar(&reference).expect("a reference");
    let options = options(&mut input);
    let registry = Registry {
        input: RefCell::new(input),
        asked: Cell::new(0),
    };
    let _ = memory::within(1 << 20, 4000, data, || {
        discover(&registry, &Subject::of(&reference), options)
    });
    assert!(
        registry.asked.get() <= 1000,
        "{} questions",
        registry.asked.get()
    );
}

fn options(input: &mut Input<'_>) -> DiscoveryOptions {
    let chosen = input.byte();
    let mut options = DiscoveryOptions::new(if chosen & 1 == 0 {
        Wanted::everything()
    } else {
        Wanted::signatures()
    });
    if chosen & 2 != 0 {
        options = options.with_children(Children::All);
    }
    if chosen & 4 != 0 {
        options = options.with_fallback_always();
    }
    if chosen & 8 != 0 {
        options = options.without_referrers();
    }
    options
}

struct Registry<'a> {
    input: RefCell<Input<'a>>,
    asked: Cell<usize>,
}

impl Source for Registry<'_> {
    fn fetch(&self, request: &Request) -> Result<Answer, SourceError> {
        self.asked.set(self.asked.get() + 1);
        let mut input = self.input.borrow_mut();
        let how = input.byte();
        if input.is_empty() || how % 8 == 7 {
            return Ok(Answer::Absent);
        }
        if how % 8 == 6 {
            let kind = SourceErrorKind::Throttled { retry_after: None };
            return Err(SourceError::new(kind, "later"));
        }
        let media_type = match how % 4 {
            0 => "application/vnd.oci.image.manifest.v1+json",
            1 => "application/vnd.oci.image.index.v1+json",
            2 => "application/octet-stream",
            _ => "application/vnd.docker.distribution.manifest.v2+json",
        };
        let mut body = request.body();
        body.append(input.some(600))?;
        let mut found = body.found().with_media_type(MediaType::parse(media_type));
        if how & 16 != 0 {
            found = found.with_next(Continuation::new(format!("/v2/next/{how}")));
        }
        if how & 32 != 0 {
            found = found.with_filters_applied();
        }
        Ok(found.into())
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::registry()
    }
}
