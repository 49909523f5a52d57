//! Many jobs at once: results, order, limits, and how a run is watched.

mod common;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use bonafide_digest::engine::{
    Bytes, Control, Engine, Identity, JobError, Plan, Progress, ReadAt as _,
};
use bonafide_digest::{Algorithm, Digest, digest};
use common::{Fake, Seen, bytes, engines};
use proptest::prelude::*;

#[test]
fn jobs_are_answered_in_their_order() {
    let (long, short, empty) = (bytes(9_000_000, 1), bytes(70, 2), bytes(0, 3));
    let sources = [
        Bytes::new("short", &short),
        Bytes::new("long", &long),
        Bytes::new("empty", &empty),
    ];
    let mut plan = Plan::new();
    let ids: Vec<_> = sources.iter().map(|it| plan.add_source(it)).collect();
    plan.add_whole(ids[0], Algorithm::Sha256);
    plan.add_whole(ids[0], Algorithm::Sha512);
    plan.add_whole(ids[1], Algorithm::Sha384);
    plan.add_job(ids[1], 100..8_000_000, Algorithm::Sha256);
    plan.add_job(ids[1], 4_000_000..8_500_000, Algorithm::Sha256);
    plan.add_whole(ids[2], Algorithm::Sha256);
    plan.add_job(ids[1], 5..5, Algorithm::Sha256);
    plan.add_job(ids[1], 9_000_000..9_000_000, Algorithm::Sha256);
    let expected = [
        digest(Algorithm::Sha256, &short).ok(),
        digest(Algorithm::Sha512, &short).ok(),
        digest(Algorithm::Sha384, &long).ok(),
        digest(Algorithm::Sha256, &long[100..8_000_000]).ok(),
        digest(Algorithm::Sha256, &long[4_000_000..8_500_000]).ok(),
        digest(Algorithm::Sha256, b"").ok(),
        digest(Algorithm::Sha256, b"").ok(),
        digest(Algorithm::Sha256, b"").ok(),
    ];
    assert_eq!(plan.jobs(), 8);
    assert_eq!(plan.bytes(), 70 + 9_000_000 + 7_999_900 + 4_500_000);
    assert_eq!(plan.longest(), 9_000_000);
    for (name, engine) in engines() {
        let results = engine.run(&plan, &Control::new());
        let digests = results.iter().map(|it| it.ok().map(|job| job.digest()));
        assert!(digests.eq(expected), "{name}");
        assert_eq!(results[3].unwrap().length(), 7_999_900);
        assert_eq!(results[3].unwrap().identity(), None);
    }
}

#[test]
fn every_algorithm_is_computed_in_one_reading() {
    let contents = bytes(700_001, 4);
    let computable = Algorithm::ALL.iter().filter(|it| it.is_computable());
    let algorithms: Vec<Algorithm> = computable.copied().collect();
    for (name, engine) in engines() {
        let fake = Fake::new(&contents);
        let mut plan = Plan::new();
        let id = plan.add_source(&fake);
        for algorithm in &algorithms {
            plan.add_whole(id, *algorithm);
        }
        plan.add_whole(id, Algorithm::Sha256);
        assert_eq!(plan.bytes(), 700_001);
        let results = engine.run(&plan, &Control::new());
        for (algorithm, result) in algorithms.iter().zip(&results) {
            let job = result.unwrap();
            assert_eq!(Ok(job.digest()), digest(*algorithm, &contents), "{name}");
        }
        assert_eq!(results[algorithms.len()], results[1]);
        assert_eq!(fake.seen.bytes.load(Ordering::SeqCst), 700_001);
        assert_eq!(fake.seen.opened.load(Ordering::SeqCst), 1);
    }
}

#[test]
fn jobs_that_cannot_be_done_read_nothing() {
    let contents = bytes(70, 5);
    let other = Bytes::new("other", b"");
    let mut foreign = Plan::new();
    let _ = foreign.add_source(&other);
    let foreign = foreign.add_source(&other);
    let fake = Fake::new(&contents);
    let mut plan = Plan::new();
    let id = plan.add_source(&fake);
    plan.add_job(id, 0..71, Algorithm::Sha256);
    plan.add_job(id, 70..u64::MAX, Algorithm::Sha256);
    #[expect(clippy::reversed_empty_ranges, reason = "what is tested")]
    plan.add_job(id, 3..2, Algorithm::Sha256);
    plan.add_job(foreign, 0..0, Algorithm::Sha256);
    plan.add_whole(foreign, Algorithm::Sha256);
    plan.add_whole(id, Algorithm::Md5);
    assert_eq!((plan.bytes(), plan.longest()), (0, 0));
    for (name, engine) in engines() {
        let results = engine.run(&plan, &Control::new());
        for (result, wanted) in results.iter().zip([71, u64::MAX, 2, 0, 0]) {
            assert!(
                matches!(result, Err(JobError::Length { end, .. }) if *end == wanted),
                "{name}: {result:?}"
            );
        }
        let Err(error) = results[5] else { panic!() };
        assert_eq!(error.to_string(), "md5 is not computed by this build");
        assert_eq!(fake.seen.opened.load(Ordering::SeqCst), 0);
    }
    let nothing = Engine::new().run(&Plan::new(), &Control::new());
    assert!(nothing.is_empty());
}

#[test]
fn a_hundred_thousand_tiny_jobs() {
    let contents = bytes(400, 6);
    let sources: Vec<Bytes<'_>> = (0..100_000)
        .map(|number| Bytes::new("tiny", &contents[..number % 390]))
        .collect();
    let expected: Vec<Digest> = (0..390)
        .map(|length| digest(Algorithm::Sha256, &contents[..length]).unwrap())
        .collect();
    let mut plan = Plan::new();
    for source in &sources {
        let id = plan.add_source(source);
        plan.add_whole(id, Algorithm::Sha256);
    }
    for (name, engine) in engines() {
        let results = engine.run(&plan, &Control::new());
        assert_eq!(results.len(), 100_000);
        for (number, result) in results.iter().enumerate() {
            let wanted = expected[number % 390];
            assert_eq!(result.unwrap().digest(), wanted, "{name}, {number}");
        }
    }
}

#[test]
fn a_hundred_thousand_ranges_of_one_source() {
    let contents = bytes(200_000, 7);
    let source = Bytes::new("ranges", &contents);
    let mut plan = Plan::new();
    let id = plan.add_source(&source);
    for start in 0..100_000 {
        plan.add_job(id, start..start + start % 3, Algorithm::Sha256);
    }
    for (name, engine) in engines() {
        let results = engine.run(&plan, &Control::new());
        for (start, result) in results.iter().enumerate().step_by(997) {
            let wanted = digest(Algorithm::Sha256, &contents[start..start + start % 3]);
            assert_eq!(Ok(result.unwrap().digest()), wanted, "{name}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn neither_threads_nor_lanes_nor_order_nor_pieces_matter(
        lengths in proptest::collection::vec(0_usize..300_000, 1..20),
        cuts in proptest::collection::vec((0_usize..20, 0_u64..300_000, 0_u64..300_000), 0..40),
        most in 1_usize..200_000,
        seed in any::<u32>(),
    ) {
        let contents: Vec<Vec<u8>> = lengths.iter().map(|it| bytes(*it, seed)).collect();
        let fakes: Vec<Fake<'_>> = contents
            .iter()
            .map(|contents| Fake::new(contents).reading(move |number, buffer, offset| {
                let most = (most + number * 7919) % 200_000 + 1;
                let room = buffer.len().min(most);
                bonafide_digest::engine::ReadAt::read_at(
                    contents.as_slice(), &mut buffer[..room], offset,
                )
            }))
            .collect();
        let mut jobs: Vec<(usize, u64, u64)> = Vec::new();
        for (number, contents) in contents.iter().enumerate() {
            jobs.push((number, 0, contents.len() as u64));
        }
        for (source, start, end) in cuts {
            let source = source % contents.len();
            let length = contents[source].len() as u64 + 1;
            let (start, end) = (start % length, end % length);
            jobs.push((source, start.min(end), start.max(end)));
        }
        let expected: Vec<Digest> = jobs.iter().map(|(source, start, end)| {
            let range = *start as usize..*end as usize;
            digest(Algorithm::Sha256, &contents[*source][range]).unwrap()
        }).collect();
        for reversed in [false, true] {
            let mut order: Vec<usize> = (0..jobs.len()).collect();
            if reversed {
                order.reverse();
            }
            let mut plan = Plan::new();
            let ids: Vec<_> = fakes.iter().map(|fake| plan.add_source(fake)).collect();
            for job in &order {
                let (source, start, end) = jobs[*job];
                plan.add_job(ids[source], start..end, Algorithm::Sha256);
            }
            for (name, engine) in engines() {
                let results = engine.run(&plan, &Control::new());
                for (job, result) in order.iter().zip(results) {
                    prop_assert_eq!(result.unwrap().digest(), expected[*job], "{}", name);
                }
            }
        }
    }
}

#[test]
fn a_run_that_is_cancelled_at_once_opens_nothing() {
    let contents = bytes(1000, 8);
    for (name, engine) in engines() {
        let fake = Fake::new(&contents);
        let mut plan = Plan::new();
        let id = plan.add_source(&fake);
        plan.add_whole(id, Algorithm::Sha256);
        plan.add_job(id, 0..1, Algorithm::Md5);
        let reports = AtomicUsize::new(0);
        let count = |_: &Progress<'_>| {
            reports.fetch_add(1, Ordering::SeqCst);
        };
        let cancel = AtomicBool::new(true);
        let control = Control::new().with_cancel(&cancel).with_progress(&count);
        let results = engine.run(&plan, &control);
        assert_eq!(results[0], Err(JobError::Cancelled), "{name}");
        assert!(matches!(results[1], Err(JobError::NotComputable { .. })));
        assert_eq!(fake.seen.opened.load(Ordering::SeqCst), 0);
        assert_eq!(reports.load(Ordering::SeqCst), 0);
        cancel.store(false, Ordering::SeqCst);
        assert!(engine.run(&plan, &control)[0].is_ok());
        assert_eq!(reports.load(Ordering::SeqCst), 1);
    }
}

#[test]
fn a_run_ends_soon_after_it_is_cancelled() {
    let contents = bytes(1 << 20, 9);
    for (name, engine) in engines() {
        let cancel = AtomicBool::new(false);
        let seen = Arc::new(Seen::default());
        let before = AtomicUsize::new(usize::MAX);
        let read = |number: usize, buffer: &mut [u8], offset: u64| {
            if number == 40 {
                cancel.store(true, Ordering::SeqCst);
                let bytes = seen.bytes.load(Ordering::SeqCst);
                before.fetch_min(bytes, Ordering::SeqCst);
            }
            // As if it had no end.
            let at = offset % (1 << 19);
            contents.as_slice().read_at(buffer, at)
        };
        let fakes: Vec<Fake<'_>> = (0..20)
            .map(|_| {
                let mut fake = Fake::new(&contents).reading(read).seen_by(&seen);
                fake.length = 1 << 40;
                fake
            })
            .collect();
        let mut plan = Plan::new();
        for fake in &fakes {
            let id = plan.add_source(fake);
            plan.add_whole(id, Algorithm::Sha256);
        }
        let control = Control::new().with_cancel(&cancel);
        let results = engine.run(&plan, &control);
        assert!(
            results.iter().all(|it| *it == Err(JobError::Cancelled)),
            "{name}"
        );
        let after = seen.bytes.load(Ordering::SeqCst) - before.load(Ordering::SeqCst);
        // One buffer a lane, of all threads together.
        assert!(after <= 8 << 20, "{name}: {after}");
    }
}

#[test]
fn progress_never_falls_and_ends_at_the_total() {
    let contents = bytes(6 << 20, 10);
    for (name, engine) in engines() {
        let mut fakes: Vec<Fake<'_>> = (0..12).map(|_| Fake::new(&contents)).collect();
        fakes[3].open_error = Some(std::io::ErrorKind::NotFound);
        fakes[7] = Fake::new(&contents).reading(|_, _, _| Ok(0));
        for (number, fake) in fakes.iter_mut().enumerate() {
            fake.name = format!("file {number}");
        }
        let mut plan = Plan::new();
        for fake in &fakes {
            let id = plan.add_source(fake);
            plan.add_job(id, 0..4_000_000, Algorithm::Sha256);
            plan.add_job(id, 4_000_000..(6 << 20), Algorithm::Sha256);
        }
        let total = 12 * (6 << 20);
        let reports = std::sync::Mutex::new(Vec::new());
        let progress = |progress: &Progress<'_>| {
            assert_eq!(progress.total(), total);
            let name = progress.name().to_owned();
            reports.lock().unwrap().push((progress.done(), name));
        };
        let control = Control::new().with_progress(&progress);
        let results = engine.run(&plan, &control);
        assert_eq!(results.iter().filter(|it| it.is_err()).count(), 4, "{name}");
        let reports = reports.into_inner().unwrap();
        let (last, others) = reports.split_last().unwrap();
        assert_eq!(*last, (total, String::new()), "{name}");
        assert!(
            !others.is_empty() && others.len() <= 18,
            "{name}: {others:?}"
        );
        let mut before = 0;
        for (done, file) in others {
            assert!(*done >= before + (4 << 20) && *done < total, "{name}");
            assert!(file.starts_with("file "), "{name}");
            before = *done;
        }
    }
}

#[test]
fn what_fails_is_done() {
    let contents = bytes(9 << 20, 15);
    let mut first = Fake::new(&contents);
    first.open_error = Some(std::io::ErrorKind::NotFound);
    let second = Fake::new(&contents[..1 << 20]);
    let mut plan = Plan::new();
    for fake in [&first, &second] {
        let id = plan.add_source(fake);
        plan.add_whole(id, Algorithm::Sha256);
    }
    for (name, engine) in engines() {
        let reports = std::sync::Mutex::new(Vec::new());
        let progress = |progress: &Progress<'_>| reports.lock().unwrap().push(progress.done());
        let _ = engine.run(&plan, &Control::new().with_progress(&progress));
        let reports = reports.into_inner().unwrap();
        assert!([2, 1].contains(&reports.len()), "{name}");
        // With one thread the large one fails first.
        if name.starts_with("1 ") {
            assert!(reports[0] >= 9 << 20 && reports[0] < 10 << 20, "{name}");
            assert_eq!(reports[1], 10 << 20);
        }
    }
}

#[test]
fn a_panic_of_the_callback_comes_through() {
    let contents = bytes(1 << 20, 11);
    for (name, engine) in engines() {
        let fakes: Vec<Fake<'_>> = (0..16)
            .map(|_| {
                let mut fake = Fake::new(&contents).reading(|_, buffer, _| Ok(buffer.len()));
                fake.length = 1 << 40;
                fake
            })
            .collect();
        let mut plan = Plan::new();
        for fake in &fakes {
            let id = plan.add_source(fake);
            plan.add_whole(id, Algorithm::Sha256);
        }
        let panics = |_: &Progress<'_>| panic!("the callback");
        let control = Control::new().with_progress(&panics);
        let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            let _ = engine.run(&plan, &control);
        }));
        assert!(caught.is_err(), "{name}");
    }
}

#[test]
fn the_largest_come_first_and_small_ones_as_they_were_added() {
    let contents = bytes(9 << 20, 14);
    let lengths = [10, 5 << 20, 3 << 20, 9 << 20, 0, 4 << 20, 20];
    let order = std::sync::Mutex::new(Vec::new());
    let fakes: Vec<Fake<'_>> = lengths
        .iter()
        .map(|&length| {
            let (contents, order) = (&contents[..length], &order);
            Fake::new(contents).reading(move |number, buffer, offset| {
                if number == 0 {
                    order.lock().unwrap().push(length);
                }
                contents.read_at(buffer, offset)
            })
        })
        .collect();
    let mut plan = Plan::new();
    for fake in &fakes {
        let id = plan.add_source(fake);
        // Read in one piece; no kernel takes it.
        plan.add_whole(id, Algorithm::Sha512);
    }
    let results = Engine::new().with_threads(1).run(&plan, &Control::new());
    assert!(results.iter().all(Result::is_ok));
    let wanted = [9 << 20, 5 << 20, 4 << 20, 10, 3 << 20, 0, 20];
    assert_eq!(*order.lock().unwrap(), wanted);
}

#[test]
fn at_most_64_sources_are_open() {
    let contents = bytes(5 << 20, 12);
    let engines = engines().into_iter();
    for (name, engine) in engines.chain([("100".to_owned(), Engine::new().with_threads(100))]) {
        let seen = Arc::new(Seen::default());
        let read = |_, buffer: &mut [u8], offset| {
            std::thread::yield_now();
            contents.as_slice().read_at(buffer, offset)
        };
        let fakes: Vec<Fake<'_>> = (0..600)
            .map(|number| {
                let mut fake = Fake::new(&contents).reading(read).seen_by(&seen);
                if number >= 40 {
                    fake.length = 10;
                    fake.identities = vec![Ok(Identity::new(1, 2, 10))];
                    fake = fake.reading(|_, buffer, offset| {
                        std::thread::yield_now();
                        let contents = &contents[..10];
                        contents.read_at(buffer, offset)
                    });
                }
                fake
            })
            .collect();
        let mut plan = Plan::new();
        for fake in &fakes {
            let id = plan.add_source(fake);
            let step = (fake.length / 5).max(1);
            for start in (0..fake.length).step_by(step as usize) {
                plan.add_job(
                    id,
                    start..(start + step).min(fake.length),
                    Algorithm::Sha256,
                );
            }
        }
        let results = engine.run(&plan, &Control::new());
        assert!(results.iter().all(Result::is_ok), "{name}");
        let most = seen.most_alive.load(Ordering::SeqCst);
        assert!(most <= 64, "{name}: {most}");
        assert_eq!(seen.alive.load(Ordering::SeqCst), 0);
        assert_eq!(seen.opened.load(Ordering::SeqCst), 600, "{name}");
    }
}

#[test]
fn buffers_are_bounded_and_threads_are_no_more_than_jobs() {
    let contents = bytes(3 << 20, 13);
    for threads in [1, 2, 8, 32] {
        for jobs in [1, 2, 40] {
            let seen = Arc::new(Seen::default());
            let fakes: Vec<Fake<'_>> = (0..jobs)
                .map(|_| Fake::new(&contents).seen_by(&seen))
                .collect();
            let mut plan = Plan::new();
            for fake in &fakes {
                let id = plan.add_source(fake);
                plan.add_whole(id, Algorithm::Sha256);
            }
            let results = Engine::new()
                .with_threads(threads)
                .run(&plan, &Control::new());
            assert!(results.iter().all(Result::is_ok));
            let workers = seen.threads.lock().unwrap().len();
            assert!(workers <= threads.min(jobs), "{threads}, {jobs}: {workers}");
            if threads == 1 {
                let caller = std::thread::current().id();
                assert_eq!(*seen.threads.lock().unwrap(), [caller]);
            }
            // Each lane may have a source open, and there are at most 64.
            let lanes = if cfg!(feature = "multibuffer") {
                (63 / threads).clamp(1, 16)
            } else {
                1
            };
            let most = threads * lanes * 128 * 1024 + (1 << 20);
            let bytes = seen.buffer_bytes();
            assert!(bytes <= most, "{threads}, {jobs}: {bytes}");
        }
    }
}
