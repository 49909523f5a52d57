//! Sources that are not what they were planned to be, or do not stay what they were.

mod common;

use std::io::{self, ErrorKind};
use std::sync::atomic::Ordering;

use bonafide_digest::engine::{
    Control, Engine, Identity, Instability, JobDigest, JobError, Plan, ReadAt as _,
};
use bonafide_digest::{Algorithm, digest};
use common::{Fake, bytes, engines};

/// More than one buffer, of whole blocks and a rest.
const LENGTH: usize = 600_007;

/// What three ranges of `fake` give: its start, its middle, its end.
fn thirds(engine: &Engine, fake: &Fake<'_>) -> Vec<Result<JobDigest, JobError>> {
    let mut plan = Plan::new();
    let id = plan.add_source(fake);
    let third = fake.length / 3;
    plan.add_job(id, 0..third, Algorithm::Sha256);
    plan.add_job(id, third..2 * third, Algorithm::Sha256);
    plan.add_job(id, 2 * third..fake.length, Algorithm::Sha256);
    engine.run(&plan, &Control::new())
}

fn whole(engine: &Engine, fake: &Fake<'_>) -> Result<JobDigest, JobError> {
    let mut plan = Plan::new();
    let id = plan.add_source(fake);
    plan.add_whole(id, Algorithm::Sha256);
    engine.run(&plan, &Control::new())[0]
}

fn is_unstable(result: Result<JobDigest, JobError>, wanted: Instability) -> bool {
    matches!(result, Err(JobError::Unstable { reason, .. }) if reason == wanted)
}

fn file() -> Identity {
    Identity::new(1, 2, LENGTH as u64)
        .with_modified(3, 4)
        .with_changed(5, 6)
}

#[test]
fn what_stays_the_same_is_hashed_and_says_what_it_is() {
    let contents = bytes(LENGTH, 1);
    for (name, engine) in engines() {
        let mut fake = Fake::new(&contents);
        fake.identities = vec![Ok(file())];
        let job = whole(&engine, &fake).unwrap();
        assert_eq!(job.identity(), Some(file()), "{name}");
        assert_eq!(job.length(), LENGTH as u64);
        assert_eq!(Ok(job.digest()), digest(Algorithm::Sha256, &contents));
        assert!(thirds(&engine, &fake).iter().all(Result::is_ok), "{name}");
    }
}

#[test]
fn whatever_changes_of_the_identity_is_seen() {
    let contents = bytes(LENGTH, 2);
    let size = LENGTH as u64;
    let changed = [
        Identity::new(9, 2, size)
            .with_modified(3, 4)
            .with_changed(5, 6),
        Identity::new(1, 9, size)
            .with_modified(3, 4)
            .with_changed(5, 6),
        Identity::new(1, 2, size + 1)
            .with_modified(3, 4)
            .with_changed(5, 6),
        file().with_modified(9, 4),
        file().with_modified(3, 9),
        file().with_changed(9, 6),
        file().with_changed(5, 9),
    ];
    assert!(changed[4].is_same_file(&file()));
    assert!(!changed[0].is_same_file(&file()) && !changed[1].is_same_file(&file()));
    for (name, engine) in engines() {
        for after in changed {
            let mut fake = Fake::new(&contents);
            fake.identities = vec![Ok(file()), Ok(after)];
            let result = whole(&engine, &fake);
            assert!(
                is_unstable(result, Instability::Changed),
                "{name}: {after:?}"
            );
        }
    }
    let mut fake = Fake::new(&contents);
    fake.identities = vec![Ok(file()), Ok(changed[4])];
    let error = whole(&Engine::new(), &fake).unwrap_err();
    assert_eq!(error.to_string(), "it changed while it was read");
}

#[test]
fn a_change_while_one_range_is_read_spoils_the_others() {
    let contents = bytes(LENGTH, 3);
    for (name, engine) in engines() {
        for asked in 1..=3 {
            let mut fake = Fake::new(&contents);
            fake.identities = (0..asked).map(|_| Ok(file())).collect();
            fake.identities.push(Ok(file().with_changed(7, 7)));
            for result in thirds(&engine, &fake) {
                assert!(is_unstable(result, Instability::Changed), "{name}, {asked}");
            }
        }
    }
}

#[test]
fn another_size_than_planned_is_not_read() {
    let contents = bytes(LENGTH, 4);
    for (name, engine) in engines() {
        for size in [0, LENGTH as u64 - 1, LENGTH as u64 + 1] {
            let mut fake = Fake::new(&contents);
            fake.identities = vec![Ok(Identity::new(1, 2, size))];
            for result in thirds(&engine, &fake) {
                assert!(is_unstable(result, Instability::Size), "{name}, {size}");
            }
            assert_eq!(fake.seen.bytes.load(Ordering::SeqCst), 0);
            assert_eq!(fake.seen.opened.load(Ordering::SeqCst), 1);
        }
    }
}

#[test]
fn what_ends_early_or_goes_on_is_seen_without_an_identity() {
    let contents = bytes(LENGTH, 5);
    for (name, engine) in engines() {
        for (length, reason) in [
            (LENGTH + 1, Instability::Ended),
            (LENGTH * 2, Instability::Ended),
            (LENGTH - 1, Instability::Grown),
            (LENGTH - 64, Instability::Grown),
            (0, Instability::Grown),
        ] {
            let mut fake = Fake::new(&contents);
            fake.length = length as u64;
            let result = whole(&engine, &fake);
            assert!(is_unstable(result, reason), "{name}, {length}: {result:?}");
            // It has a size that says nothing, as some kernels' files.
            fake.identities = vec![Ok(Identity::new(1, 2, length as u64))];
            let result = whole(&engine, &fake);
            assert!(is_unstable(result, reason), "{name}, {length}: {result:?}");
        }
        let mut fake = Fake::new(&contents);
        fake.length = LENGTH as u64 + 300;
        let results = thirds(&engine, &fake);
        assert!(is_unstable(results[2], Instability::Ended), "{name}");
        assert!(is_unstable(results[0], Instability::Changed), "{name}");
    }
}

#[test]
fn errors_are_of_their_own_job() {
    let contents = bytes(LENGTH, 6);
    let third = LENGTH as u64 / 3;
    for (name, engine) in engines() {
        let fake = Fake::new(&contents).reading(|_, buffer, offset| {
            if (third..2 * third).contains(&offset) {
                return Err(ErrorKind::PermissionDenied.into());
            }
            contents.as_slice().read_at(buffer, offset)
        });
        let results = thirds(&engine, &fake);
        assert!(results[0].is_ok() && results[2].is_ok(), "{name}");
        let Err(error) = results[1] else {
            panic!("{name}")
        };
        assert!(matches!(
            error,
            JobError::Read {
                kind: ErrorKind::PermissionDenied,
                ..
            }
        ));
        assert_eq!(error.to_string(), "cannot be read: permission denied");
    }
}

#[test]
fn errors_at_the_beginning_and_at_the_end() {
    let contents = bytes(LENGTH, 7);
    let refused = || Err(io::Error::from(ErrorKind::NotFound));
    for (name, engine) in engines() {
        let mut fake = Fake::new(&contents);
        fake.open_error = Some(ErrorKind::NotFound);
        let mut nameless = Fake::new(&contents);
        nameless.identities = vec![refused()];
        for fake in [&fake, &nameless] {
            for result in thirds(&engine, fake) {
                let kind = ErrorKind::NotFound;
                assert!(matches!(result, Err(JobError::Open { kind: it, .. }) if it == kind));
            }
            assert_eq!(fake.seen.opened.load(Ordering::SeqCst), 1, "{name}");
        }
        let mut lost = Fake::new(&contents);
        lost.identities = vec![Ok(file()), refused()];
        let result = whole(&engine, &lost);
        assert!(matches!(result, Err(JobError::Read { .. })), "{name}");
        let endless = Fake::new(&contents).reading(|_, buffer, offset| {
            if offset == LENGTH as u64 {
                return Err(ErrorKind::Other.into());
            }
            contents.as_slice().read_at(buffer, offset)
        });
        let result = whole(&engine, &endless);
        assert!(matches!(result, Err(JobError::Read { .. })), "{name}");
    }
}

#[test]
fn more_bytes_than_there_is_room_for_are_an_error() {
    let contents = bytes(LENGTH, 8);
    for (name, engine) in engines() {
        for much in [1, usize::MAX] {
            let fake =
                Fake::new(&contents).reading(|_, buffer, _| Ok(buffer.len().saturating_add(much)));
            let result = whole(&engine, &fake);
            assert!(
                matches!(
                    result,
                    Err(JobError::Read {
                        kind: ErrorKind::InvalidData,
                        ..
                    })
                ),
                "{name}"
            );
        }
    }
}

#[test]
fn interruptions_and_short_readings_change_nothing() {
    let contents = bytes(LENGTH, 9);
    let wanted = digest(Algorithm::Sha256, &contents).unwrap();
    for (name, engine) in engines() {
        let fake = Fake::new(&contents).reading(|number, buffer, offset| {
            if number % 3 != 2 {
                return Err(ErrorKind::Interrupted.into());
            }
            let room = buffer.len().min(number * 37 % 9000 + 1);
            contents.as_slice().read_at(&mut buffer[..room], offset)
        });
        assert_eq!(
            whole(&engine, &fake).map(|job| job.digest()),
            Ok(wanted),
            "{name}"
        );
        assert!(thirds(&engine, &fake).iter().all(Result::is_ok), "{name}");
    }
}
