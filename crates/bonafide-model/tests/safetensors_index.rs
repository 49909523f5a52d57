//! Indexes over several files.

#![cfg(feature = "checks")]

use bonafide_model::Findings;
use bonafide_model::safetensors::{Header, Index, Limits, Shard};
use proptest::prelude::*;

const ONE: &str = "model-00001-of-00002.safetensors";
const TWO: &str = "model-00002-of-00002.safetensors";

fn shard(file: &str, tensors: &[&str]) -> Shard {
    let parts: Vec<String> = tensors
        .iter()
        .enumerate()
        .map(|(at, name)| {
            format!(
                r#""{name}":{{"dtype":"U8","shape":[1],"data_offsets":[{at},{}]}}"#,
                at + 1
            )
        })
        .collect();
    let json = format!("{{{}}}", parts.join(","));
    let length = u64::try_from(json.len()).unwrap();
    let bytes = [&length.to_le_bytes(), json.as_bytes()].concat();
    let end = u64::try_from(bytes.len() + tensors.len()).unwrap();
    let mut findings = Findings::new();
    let header = Header::parse(&bytes, end, &Limits::default(), &mut findings).unwrap();
    header.shard(file)
}

fn index(json: &str) -> (Option<Index>, Vec<&'static str>) {
    let mut findings = Findings::new();
    let index = Index::parse(json.as_bytes(), &Limits::default(), &mut findings);
    (index, codes(&findings))
}

fn codes(findings: &Findings) -> Vec<&'static str> {
    let mut codes: Vec<_> = findings.counts().iter().map(|row| row.0.as_str()).collect();
    codes.sort_unstable();
    codes
}

fn compare(json: &str, names: &[&str], shards: &[Shard]) -> Vec<&'static str> {
    let (index, codes_of_reading) = index(json);
    assert_eq!(codes_of_reading, [""; 0]);
    let mut findings = Findings::new();
    index.unwrap().check(names, shards, &mut findings);
    codes(&findings)
}

fn map(rows: &[(&str, &str)], total: u64) -> String {
    let rows: Vec<String> = rows
        .iter()
        .map(|(t, f)| format!(r#""{t}":"{f}""#))
        .collect();
    format!(
        r#"{{"metadata":{{"total_size":{total}}},"weight_map":{{{}}}}}"#,
        rows.join(",")
    )
}

#[test]
fn index_and_files_agree() {
    let shards = [shard(ONE, &["b", "a"]), shard(TWO, &["c"])];
    let names = ["README.md", ONE, TWO];
    let rows = [("a", ONE), ("b", ONE), ("c", TWO)];
    let good = map(&rows, 3);
    assert_eq!(compare(&good, &names, &shards), [""; 0]);
    assert_eq!(
        index(&good).0.unwrap().files().collect::<Vec<_>>(),
        [ONE, TWO]
    );
    // The total may be missing, and is a number whatever its notation.
    assert_eq!(
        compare(&good.replace("3}", "3.0}"), &names, &shards),
        [""; 0]
    );
    assert_eq!(
        compare(&good.replace("\"total_size\":3", ""), &names, &shards),
        [""; 0]
    );
    assert_eq!(
        compare(&map(&rows, 4), &names, &shards),
        ["st.index.total-size"]
    );
    // In another file, in none, and not mapped.
    let moved = map(&[("a", TWO), ("b", ONE), ("c", TWO)], 3);
    assert_eq!(compare(&moved, &names, &shards), ["st.index.tensor"]);
    let surplus = map(&[("a", ONE), ("b", ONE), ("c", TWO), ("d", TWO)], 3);
    assert_eq!(compare(&surplus, &names, &shards), ["st.index.tensor"]);
    let unmapped = map(&[("a", ONE), ("c", TWO)], 3);
    assert_eq!(compare(&unmapped, &names, &shards), ["st.index.tensor"]);
    // In two files.
    let twice = [shard(ONE, &["a", "b"]), shard(TWO, &["c", "a"])];
    assert_eq!(compare(&map(&rows, 4), &names, &twice), ["st.index.tensor"]);
}

#[test]
fn sets_are_whole() {
    let rows = [("a", ONE), ("c", TWO)];
    let shards = [shard(ONE, &["a"]), shard(TWO, &["c"])];
    let missing = compare(&map(&rows, 0), &["README.md", ONE], &shards[..1]);
    assert_eq!(missing, ["st.index.missing-file"]);
    let third = "model-00003-of-00002.safetensors";
    let other = "model-00001-of-00003.safetensors";
    let elsewhere = "other-00001-of-00003.safetensors";
    for (surplus, wanted) in [
        (third, &["st.index.surplus-file"][..]),
        (other, &["st.index.surplus-file"]),
        (elsewhere, &[]),
        ("consolidated.safetensors", &[]),
        ("model-1-of-2.safetensors", &[]),
    ] {
        assert_eq!(
            compare(&map(&rows, 2), &[ONE, TWO, surplus], &shards),
            wanted,
            "{surplus}"
        );
    }
    // Half of a set, which is there as a whole.
    let half = compare(&map(&[("a", ONE)], 1), &[ONE, TWO], &shards);
    assert_eq!(half, ["st.index.missing-file", "st.index.surplus-file"]);
    let beyond = map(&[("a", ONE), ("c", TWO), ("d", third)], 3);
    let [one, two] = shards;
    assert_eq!(
        compare(
            &beyond,
            &[ONE, TWO, third],
            &[one, two, shard(third, &["d"])]
        ),
        ["st.index.missing-file"]
    );
    let plain = "x.safetensors";
    let index = map(&[("a", plain)], 1);
    assert_eq!(compare(&index, &[plain], &[shard(plain, &["a"])]), [""; 0]);
}

#[test]
fn a_file_that_is_named_has_tensors() {
    let rows = map(&[("a", ONE), ("c", TWO)], 2);
    let one = shard(ONE, &["a"]);
    assert_eq!(compare(&rows, &[ONE, TWO], &[one]), ["st.index.tensor"]);
    assert_eq!(compare(&rows, &[ONE, TWO], &[]), ["st.index.tensor"]);
    // What is not there is told as that alone.
    assert_eq!(compare(&rows, &[], &[]), ["st.index.missing-file"]);
}

#[test]
fn an_index_names_safetensors_files() {
    for file in [
        "vocab.txt",
        "pytorch_model.bin",
        "safetensors",
        "x.safetensors.bin",
        "x.safetensors.",
    ] {
        let (found, codes) = index(&map(&[("w", file)], 1));
        assert_eq!(
            (found.is_none(), codes),
            (true, vec!["st.index.path"]),
            "{file}"
        );
    }
}

#[test]
fn an_index_names_files_beside_it() {
    for name in ["../x", "/x", "a/x", "a\\\\x", "c:x", "a\\nb"] {
        let file = format!("{name}.safetensors");
        let (found, codes) = index(&map(&[("a", &file)], 0));
        assert_eq!(
            (found.is_none(), codes),
            (true, vec!["st.index.path"]),
            "{file}"
        );
    }
    for file in ["..", ".", ""] {
        let (found, codes) = index(&map(&[("a", file)], 0));
        assert_eq!(
            (found.is_none(), codes),
            (true, vec!["st.index.path"]),
            "{file}"
        );
    }
}

#[test]
fn an_index_is_what_it_has_to_be() {
    for bad in [
        "",
        "[]",
        "{}",
        r#"{"weight_map":[]}"#,
        r#"{"weight_map":{"a":1}}"#,
        r#"{"weight_map":{},"metadata":1}"#,
        r#"{"weight_map":{},"metadata":{"total_size":"1"}}"#,
        r#"{"weight_map":{},"metadata":{"total_size":1.5}}"#,
        r#"{"weight_map":{},"metadata":{"total_size":-1}}"#,
        r#"{"weight_map":{},"metadata":{"total_size":9007199254740993}}"#,
        r#"{"weight_map":{"a":"x.safetensors","a":"y.safetensors"}}"#,
        r#"{"weight_map":{}} x"#,
    ] {
        let (found, codes) = index(bad);
        assert_eq!(
            (found.is_none(), codes),
            (true, vec!["st.index.malformed"]),
            "{bad}"
        );
    }
    let mut findings = Findings::new();
    let limits = Limits::default().with_tensors(1);
    let two = map(&[("a", "x.safetensors"), ("b", "x.safetensors")], 0);
    assert!(Index::parse(two.as_bytes(), &limits, &mut findings).is_none());
    assert_eq!(codes(&findings), ["pkg.limit"]);
    let (found, _) = index(r#"{"weight_map":{},"x":[1],"metadata":{"y":{}}}"#);
    assert!(found.is_some());
}

/// What is told of one index is bounded by the index, not by what else is in the directory.
#[test]
fn little_is_told_of_what_an_index_does_not_name() {
    let told = |json: &str, names: &[&str], shards: &[Shard]| {
        let mut findings = Findings::new();
        index(json).0.unwrap().check(names, shards, &mut findings);
        let counts = findings.counts().iter();
        counts
            .map(|row| (row.0.as_str(), row.2))
            .collect::<Vec<_>>()
    };
    let only = "m-00001-of-00001.safetensors";
    let rows = map(&[("t0", only)], 0).replace("\"total_size\":0", "");
    for (surplus, wanted) in [(0, 0), (1, 1), (100, 100), (101, 101), (4000, 101)] {
        let files: Vec<String> = (2..2 + surplus)
            .map(|at| format!("m-{at:05}-of-00001.safetensors"))
            .collect();
        let names: Vec<&str> = files.iter().map(|name| &**name).chain([only]).collect();
        let found = told(&rows, &names, &[shard(only, &["t0"])]);
        let wanted = (wanted > 0).then_some(("st.index.surplus-file", wanted));
        assert_eq!(found, Vec::from_iter(wanted), "{surplus}");

        let tensors: Vec<String> = (0..=surplus).map(|at| format!("t{at}")).collect();
        let tensors: Vec<&str> = tensors.iter().map(|name| &**name).collect();
        let found = told(&rows, &[only], &[shard(only, &tensors)]);
        let wanted = wanted.map(|(_, count)| ("st.index.tensor", count));
        assert_eq!(found, Vec::from_iter(wanted), "{surplus}");
    }
}

#[test]
fn many_files_are_compared_in_time() {
    let names: Vec<String> = (0..20_000).map(|at| format!("f{at}.safetensors")).collect();
    let shards: Vec<Shard> = names.iter().map(|name| shard(name, &[name])).collect();
    let rows: Vec<(&str, &str)> = names.iter().map(|name| (&**name, &**name)).collect();
    let listed: Vec<&str> = names.iter().map(|name| &**name).collect();
    assert_eq!(compare(&map(&rows, 20_000), &listed, &shards), [""; 0]);
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = Index::parse(&bytes, &Limits::default(), &mut Findings::new());
    }

    #[test]
    fn any_json_is_read_or_refused(text in r#"[{}\[\]":,a0.]{0,60}"#) {
        let text = format!(r#"{{"weight_map":{text}}}"#);
        let _ = Index::parse(text.as_bytes(), &Limits::default(), &mut Findings::new());
    }
}
