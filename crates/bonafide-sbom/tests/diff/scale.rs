//! Many components, many of one name, many keys.

use std::time::{Duration, Instant};

use bonafide_sbom::{Diff, DriftRules, Model};

use crate::{cdx_with, read};

/// What a thousand components more may take, without optimisation.
const EACH_THOUSAND: Duration =
    Duration::from_millis(if cfg!(debug_assertions) { 400 } else { 30 });

/// Time of this thread on a processor, where the system tells: others use the machine too.
fn now(begin: Instant) -> Duration {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = text.split(' ').next().and_then(|text| text.parse().ok());
    nanoseconds.map_or_else(|| begin.elapsed(), Duration::from_nanos)
}

fn timed(before: &Model, after: &Model, thousands: u32) -> usize {
    let begin = Instant::now();
    let start = now(begin);
    let diff = Diff::of(before, after);
    let compared = now(begin) - start;
    let findings = diff.judge(&DriftRules::default()).len();
    let judged = now(begin) - start - compared;
    let changes = diff.changes().len();
    println!(
        "{thousands} thousand: {compared:?}, {changes} changes; {judged:?}, {findings} findings"
    );
    assert!(compared < EACH_THOUSAND * thousands, "{compared:?}");
    assert!(judged < EACH_THOUSAND * thousands, "{judged:?}");
    changes
}

/// `count` components by what each of them is, and a chain of edges.
fn many(count: usize, of: impl Fn(usize) -> String) -> Model {
    let components: Vec<String> = (0..count)
        .map(|at| format!(r#"{{"type":"library","bom-ref":"r{at}",{}}}"#, of(at)))
        .collect();
    let components: Vec<&str> = components.iter().map(String::as_str).collect();
    let edges: Vec<String> = (1..count)
        .map(|at| format!(r#"{{"ref":"r{}","dependsOn":["r{at}"]}}"#, at - 1))
        .collect();
    read(&cdx_with(
        &components,
        &format!(r#","dependencies":[{}]"#, edges.join(",")),
    ))
}

fn hashed(seed: usize) -> String {
    let content = format!("{:08x}", seed + 1).repeat(8);
    format!(r#""hashes":[{{"alg":"SHA-256","content":"{content}"}}]"#)
}

#[test]
fn a_hundred_thousand_components() {
    let count = if cfg!(debug_assertions) {
        20_000
    } else {
        100_000
    };
    let thousands = u32::try_from(count / 1000).unwrap();
    let part = |at: usize, patch: usize| {
        format!(
            r#""name":"n{at}","version":"1.{patch}.0","purl":"pkg:npm/n{at}@1.{patch}.0","licenses":[{{"license":{{"id":"MIT"}}}}],{}"#,
            hashed(at)
        )
    };
    let before = many(count, |at| part(at, 0));
    let after = many(count, |at| part(count - 1 - at, at % 2));
    let found = timed(&before, &after, thousands);
    // Half of the versions, and the chain is turned.
    assert_eq!(found, count / 2 + 2 * (count - 1));
    assert_eq!(timed(&before, &before, thousands), 0);
    let other = many(count, |at| format!(r#""name":"m{at}""#));
    assert_eq!(
        timed(&before, &other, thousands),
        2 * count + 2 * (count - 1)
    );
}

#[test]
fn all_of_one_name() {
    let count = if cfg!(debug_assertions) {
        10_000
    } else {
        100_000
    };
    let thousands = u32::try_from(count / 1000).unwrap();
    let same = |seed: usize| {
        move |at: usize| {
            format!(
                r#""name":"a","version":"1","purl":"pkg:npm/a@1",{}"#,
                hashed(at * 2 + seed)
            )
        }
    };
    let (before, after) = (many(count, same(0)), many(count, same(1)));
    timed(&before, &after, thousands);
    // The same without anything that tells them apart, and of two sizes.
    let bare = |_| r#""name":"a""#.to_owned();
    let (one, two) = (many(count, bare), many(count / 2, bare));
    assert!(timed(&one, &two, thousands) <= count / 2 + 1);
    // All claim one reference.
    let text = |name: char| {
        let part = format!(r#"{{"type":"library","bom-ref":"r","name":"{name}"}}"#);
        let parts = vec![part.as_str(); count];
        cdx_with(&parts, r#","dependencies":[{"ref":"r","dependsOn":["r"]}]"#)
    };
    timed(&read(&text('a')), &read(&text('b')), thousands);
}

#[test]
fn many_keys_that_are_shared() {
    let count = if cfg!(debug_assertions) { 200 } else { 1000 };
    let cpes = |other: &'static str| {
        move |at: usize| {
            let refs: Vec<String> = (0..50)
                .map(|key| {
                    format!(
                        r#"{{"referenceCategory":"SECURITY","referenceType":"cpe23Type","referenceLocator":"cpe:2.3:a:v:p{}:1:*:*:*:*:*:*:*"}}"#,
                        (at + key) % 200
                    )
                })
                .collect();
            format!(
                r#"{{"SPDXID":"SPDXRef-{at}","name":"{other}{at}","versionInfo":"{at}","externalRefs":[{}]}}"#,
                refs.join(",")
            )
        }
    };
    let document = |of: &dyn Fn(usize) -> String| {
        let packages: Vec<String> = (0..count).map(of).collect();
        read(&format!(
            r#"{{"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT","name":"d","packages":[{}]}}"#,
            packages.join(",")
        ))
    };
    let (before, after) = (document(&cpes("a")), document(&cpes("b")));
    // Fifty thousand keys on each side.
    timed(&before, &after, u32::try_from(count / 20).unwrap());
}
