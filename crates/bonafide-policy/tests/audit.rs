//! The audit log: what is written, what is noticed when it was changed, and files.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use bonafide_keys::{PublicKey, Ring};
use bonafide_policy::{
    ActorKind, AuditCheckpoint, AuditError, AuditEvent, AuditFile, AuditFileOptions, AuditKind,
    AuditLog, AuditOutcome, AuditRecord, AuditReport, AuditSync, AuditVerifier, LogId,
    OnAuditFailure, TornTail, VerifiedAuditCheckpoint, audit_schema,
};
use bonafide_report::{Budget, Decision, Time, registry};
use bonafide_testkit::{KeyKind, Scheme, SigningKey};
use proptest::prelude::*;

fn time(seconds: u64) -> Time {
    Time::from_unix_millis(1_800_000_000_000 + seconds * 1000).unwrap()
}

fn event(number: usize) -> AuditEvent {
    let number = u8::try_from(number % 251).unwrap();
    match number % 3 {
        0 => AuditEvent::policy_load([number; 32], &[]),
        1 => AuditEvent::policy_load([number; 32], &[registry::POLICY_PATTERN])
            .with_actor(ActorKind::User, format!("alice {number}\n")),
        _ => AuditEvent::checkpoint().with_request_uid(format!("uid-{number}")),
    }
}

fn push(log: &mut AuditLog, file: &mut Vec<u8>, event: AuditEvent) {
    let entry = log.next(time(log.size()), event).unwrap();
    file.extend_from_slice(entry.bytes());
    log.advance(&entry).unwrap();
}

/// A log of so many records in one file.
fn written(id: u8, records: usize) -> (AuditLog, Vec<u8>) {
    let (mut log, mut file) = (AuditLog::begin(LogId::new([id; 16])), Vec::new());
    for number in 0..records {
        push(&mut log, &mut file, event(number));
    }
    (log, file)
}

/// A log of three files.
fn rotated() -> (AuditLog, Vec<Vec<u8>>) {
    let mut log = AuditLog::begin(LogId::new([3; 16]));
    let mut files = Vec::new();
    for number in 0..3 {
        let mut file = Vec::new();
        push(&mut log, &mut file, event(number));
        push(&mut log, &mut file, event(number + 1));
        if number < 2 {
            push(&mut log, &mut file, AuditEvent::end());
        }
        files.push(file);
    }
    (log, files)
}

fn read<'a>(
    mut verifier: AuditVerifier,
    files: impl IntoIterator<Item = &'a Vec<u8>>,
) -> AuditReport {
    for file in files {
        verifier.feed(file);
        verifier.end_file();
    }
    verifier.finish()
}

fn lines(file: &[u8]) -> Vec<Vec<u8>> {
    file.split_inclusive(|byte| *byte == b'\n')
        .map(<[u8]>::to_vec)
        .collect()
}

/// The codes and places of the faults.
fn faults(report: &AuditReport) -> Vec<(&'static str, &str)> {
    let faults = report.faults().iter();
    faults
        .map(|fault| (fault.code().as_str(), fault.place().as_str()))
        .collect()
}

#[test]
fn a_whole_log_is_intact() {
    let (log, file) = written(1, 20);
    let report = read(AuditVerifier::new(), [&file]);
    assert_eq!(
        (report.outcome(), report.unanchored()),
        (AuditOutcome::Intact, None)
    );
    assert_eq!(report.log(), Some(&log));
    let (log, files) = rotated();
    let report = read(AuditVerifier::new().with_head(*log.head()), &files);
    assert_eq!(report.faults(), []);
    assert_eq!(report.unanchored(), Some(0));
    // The same, however the bytes arrive.
    let mut verifier = AuditVerifier::new();
    for file in &files {
        for byte in file {
            verifier.feed(&[*byte]);
        }
        verifier.end_file();
    }
    assert_eq!(verifier.finish().log(), Some(&log));
}

#[test]
fn changes_are_named() {
    let (log, file) = written(1, 5);
    let head = || AuditVerifier::new().with_head(*log.head());
    let all = lines(&file);
    let changed = |change: &dyn Fn(&mut Vec<Vec<u8>>)| {
        let mut all = all.clone();
        change(&mut all);
        read(head(), [&all.concat()])
    };
    let edited = changed(&|all| {
        let text = String::from_utf8(all[1].clone()).unwrap();
        all[1] = text.replace("alice", "mallo").into_bytes();
    });
    assert_eq!(faults(&edited), [("audit.chain", "/0/3")]);
    let malformed = changed(&|all| all[2].insert(1, b' '));
    assert_eq!(
        faults(&malformed),
        [("audit.malformed", "/0/3"), ("audit.chain", "/0/4")]
    );
    let removed = changed(&|all| drop(all.remove(2)));
    assert_eq!(
        faults(&removed),
        [("audit.sequence", "/0/3"), ("audit.chain", "/0/3")]
    );
    let first_removed = changed(&|all| drop(all.remove(0)));
    assert_eq!(
        faults(&first_removed),
        [("audit.sequence", "/0/1"), ("audit.chain", "/0/1")]
    );
    let swapped = changed(&|all| all.swap(1, 2));
    assert!(faults(&swapped).contains(&("audit.sequence", "/0/2")));
    let doubled = changed(&|all| all.push(all[4].clone()));
    assert_eq!(
        faults(&doubled),
        [("audit.sequence", "/0/6"), ("audit.chain", "/0/6")]
    );
    let cut = changed(&|all| drop(all.pop()));
    assert_eq!(faults(&cut), [("audit.head", "")]);
    let (_, other) = written(2, 5);
    let spliced = changed(&|all| all[3] = lines(&other)[3].clone());
    assert!(faults(&spliced).contains(&("audit.spliced", "/0/4")));
    let empty = changed(&Vec::clear);
    assert_eq!(faults(&empty), [("audit.empty", ""), ("audit.head", "")]);
    let blank = changed(&|all| all.insert(1, b"\n".to_vec()));
    assert_eq!(faults(&blank)[0], ("audit.malformed", "/0/2"));
    let long = changed(&|all| all.insert(1, [&[b'x'; 65_536][..], b"\n"].concat()));
    assert_eq!(faults(&long)[0], ("limit.exceeded", "/0/2"));
    assert_eq!(edited.outcome(), AuditOutcome::Broken);
}

#[test]
fn a_torn_line_is_told_apart() {
    let (log, file) = written(1, 5);
    let mut torn = file.clone();
    torn.extend_from_slice(b"{\"schema\":");
    let report = read(AuditVerifier::new().with_head(*log.head()), [&torn]);
    assert_eq!(
        (report.outcome(), report.faults_count()),
        (AuditOutcome::Torn, 0)
    );
    let tear = report.torn().unwrap();
    assert_eq!((tear.file, tear.line, tear.bytes), (0, 6, 10));
    assert_eq!(
        report.torn_finding().unwrap().code().as_str(),
        "audit.truncated"
    );
    assert_eq!(report.log(), Some(&log));
    // Only the last line can have been interrupted.
    let report = read(AuditVerifier::new(), [&torn, &file]);
    assert_eq!(faults(&report)[0], ("audit.truncated", "/1/1"));
}

#[test]
fn files_follow_each_other() {
    let (log, files) = rotated();
    let [first, second, third] = &files[..] else {
        panic!()
    };
    let head = || AuditVerifier::new().with_head(*log.head());
    for (order, at) in [
        (vec![second, first, third], "/0/1"),
        (vec![first, third, second], "/1/1"),
        (vec![first, third], "/1/1"),
        (vec![second, third], "/0/1"),
        (vec![first, first, second, third], "/1/1"),
    ] {
        let report = read(head(), order);
        assert!(
            faults(&report).contains(&("audit.chain", at)),
            "{:?}",
            report.faults()
        );
    }
    assert_eq!(faults(&read(head(), [first, second])), [("audit.head", "")]);
    // The chain holds in these, and the files are not those that were written.
    let joined = [first.as_slice(), second].concat();
    assert_eq!(
        faults(&read(head(), [&joined, third])),
        [("audit.rotation", "/0/4")]
    );
    let (start, rest) = third.split_at(lines(third)[0].len());
    let (start, rest) = (start.to_vec(), rest.to_vec());
    let report = read(head(), [first, second, &start, &rest]);
    assert_eq!(faults(&report), [("audit.rotation", "/3/1")]);
    // Later files alone, by where the earlier ones ended.
    let ended = AuditLog::after(lines(first)[2].strip_suffix(b"\n").unwrap()).unwrap();
    let report = read(AuditVerifier::continuing(&ended), [second, third]);
    assert_eq!((report.faults(), report.log()), (&[][..], Some(&log)));
    let report = read(AuditVerifier::continuing(&ended), [third]);
    assert!(faults(&report).contains(&("audit.chain", "/0/1")));
}

#[test]
fn entries_are_appended_where_they_were_made() {
    let (mut log, _) = written(1, 2);
    let one = log.next(time(9), AuditEvent::checkpoint()).unwrap();
    let other = log.next(time(9), event(1)).unwrap();
    log.advance(&one).unwrap();
    for late in [&one, &other] {
        assert_eq!(
            log.advance(late).unwrap_err().code().as_str(),
            "audit.chain"
        );
    }
    let record = AuditRecord::parse(one.bytes().strip_suffix(b"\n").unwrap()).unwrap();
    assert_eq!(
        (&record, record.seq(), record.time()),
        (one.record(), 2, time(9))
    );
    assert_eq!(record.event().kind(), AuditKind::Checkpoint);
}

#[test]
fn records_have_one_form() {
    let (_, file) = written(1, 2);
    let line = String::from_utf8(lines(&file)[1].clone()).unwrap();
    let line = line.trim_end();
    assert!(AuditRecord::parse(line.as_bytes()).is_ok());
    for (from, to) in [
        ("audit/v1", "audit/v2"),
        ("\"seq\":1", "\"seq\":1.0"),
        ("\"seq\":1", "\"seq\":-1"),
        ("\"seq\":1,", ""),
        ("\"seq\":1,", "\"seq\":1,\"seq\":1,"),
        ("\"seq\":1,", "\"seq\":1,\"more\":1,"),
        ("\"seq\":1,", "\"seq\":1, "),
        ("Z\"", "+00:00\""),
        ("\"log\":\"01", "\"log\":\"0A"),
        ("\"prev\":\"", "\"prev\":\"0"),
        ("policy-load", "break-glass"),
        ("policy-load", "checkpoint"),
        ("policy-load", "decision"),
        ("\"user\"", "\"root\""),
        ("\\u000a", "\\n"),
        ("\"waivers\":[]", "\"waivers\":[\"a\"]"),
        ("\"codes\":", "\"subject\":{},\"codes\":"),
    ] {
        assert!(line.contains(from), "{from}");
        let changed = line.replacen(from, to, 1);
        let error = AuditRecord::parse(changed.as_bytes()).unwrap_err();
        assert_eq!(error.code().as_str(), "audit.malformed", "{changed}");
    }
}

#[test]
fn checkpoints_anchor_the_head() {
    let (mut log, mut file) = written(1, 4);
    push(&mut log, &mut file, AuditEvent::checkpoint());
    let checkpoint = AuditCheckpoint::of(&log, "audit.example/1").unwrap();
    let signer = SigningKey::seeded(KeyKind::Ed25519, "audit");
    let key = PublicKey::from_spki_der(&signer.spki()).unwrap();
    let sign = |signer: &SigningKey, text: &str| signer.sign(Scheme::Ed25519, text.as_bytes());
    let note = checkpoint.to_note(&key, &sign(&signer, &checkpoint.text()));
    let verify = |note: &str, origin: &str, key: &PublicKey| {
        let mut budget = Budget::new(1, 1 << 16);
        VerifiedAuditCheckpoint::verify(note.as_bytes(), origin, key, &Ring, &mut budget)
    };
    let verified = verify(&note, "audit.example/1", &key).unwrap();
    assert_eq!((verified.size(), verified.head()), (5, log.head()));
    push(&mut log, &mut file, event(1));
    let with = || AuditVerifier::new().with_checkpoint(&verified);
    let report = read(with(), [&file]);
    assert_eq!(
        (report.outcome(), report.unanchored()),
        (AuditOutcome::Intact, Some(1))
    );
    let cut: Vec<u8> = lines(&file)[..4].concat();
    assert_eq!(faults(&read(with(), [&cut])), [("audit.head", "")]);
    // Written anew from the start, with the same events: only the times differ.
    let mut anew = (AuditLog::begin(LogId::new([1; 16])), Vec::new());
    for number in 0..6 {
        let entry = anew.0.next(time(99), event(number)).unwrap();
        anew.1.extend_from_slice(entry.bytes());
        anew.0.advance(&entry).unwrap();
    }
    assert_eq!(faults(&read(with(), [&anew.1])), [("audit.head", "")]);

    let code =
        |result: Result<VerifiedAuditCheckpoint, AuditError>| result.unwrap_err().code().as_str();
    let other = SigningKey::seeded(KeyKind::Ed25519, "other");
    let other_key = PublicKey::from_spki_der(&other.spki()).unwrap();
    let forged = checkpoint.to_note(&key, &sign(&other, &checkpoint.text()));
    assert_eq!(
        code(verify(&forged, "audit.example/1", &key)),
        "audit.checkpoint"
    );
    assert_eq!(
        code(verify(&note, "audit.example/2", &key)),
        "audit.checkpoint"
    );
    assert_eq!(
        code(verify(&note, "audit.example/1", &other_key)),
        "audit.checkpoint"
    );
    let edited = note.replace("\n5\n", "\n4\n");
    assert_eq!(
        code(verify(&edited, "audit.example/1", &key)),
        "audit.checkpoint"
    );
    assert_eq!(
        code(verify("", "audit.example/1", &key)),
        "audit.checkpoint"
    );
    for origin in ["", "a b", "a\nb", "a+b"] {
        let error = AuditCheckpoint::of(&log, origin).unwrap_err();
        assert_eq!(error.code().as_str(), "audit.checkpoint");
    }
    assert!(AuditCheckpoint::of(&AuditLog::begin(log.id()), "a").is_err());
}

#[test]
fn the_schema_is_the_one_that_is_published() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/schema/audit.v1.json");
    if std::env::var_os("BONAFIDE_BLESS").is_some() {
        std::fs::write(&path, audit_schema()).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == audit_schema(),
        "docs/schema/audit.v1.json is stale: run with BONAFIDE_BLESS=1"
    );
    // And every member of records is in it, at its place.
    let schema: serde_json::Value = serde_json::from_str(&written).unwrap();
    let (_, file) = written_for_schema();
    for line in lines(&file) {
        let record: serde_json::Value = serde_json::from_slice(&line).unwrap();
        for name in record.as_object().unwrap().keys() {
            assert!(schema["properties"][name].is_object(), "{name}");
        }
        for name in schema["required"].as_array().unwrap() {
            assert!(record.get(name.as_str().unwrap()).is_some(), "{name}");
        }
    }
}

fn written_for_schema() -> (AuditLog, Vec<u8>) {
    written(1, 6)
}

/// A folder that is gone with the test.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let path =
            std::env::temp_dir().join(format!("bonafide-audit-{}-{count}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn begin() -> AuditLog {
    AuditLog::begin(LogId::new([5; 16]))
}

#[test]
fn a_file_goes_on_where_it_stopped() {
    let scratch = Scratch::new();
    let (path, next) = (scratch.at("1.jsonl"), scratch.at("2.jsonl"));
    let options = AuditFileOptions::default().with_sync(AuditSync::Interval(60));
    for number in 0..3 {
        let mut file = AuditFile::open(&path, begin(), options).unwrap();
        let entry = file.append(time(number), event(1)).unwrap();
        assert_eq!(entry.record().seq(), number);
        assert_eq!(file.log().size(), number + 1);
    }
    let file = AuditFile::open(&path, begin(), options.with_sync(AuditSync::None)).unwrap();
    let log = file.end(time(4)).unwrap();
    let code = |result: Result<AuditFile, AuditError>| result.unwrap_err().code().as_str();
    assert_eq!(
        code(AuditFile::open(&path, begin(), options)),
        "audit.rotation"
    );
    let mut file = AuditFile::open(&next, log.clone(), options).unwrap();
    file.append(time(5), event(2)).unwrap();
    let error = file.append(time(5), AuditEvent::end()).unwrap_err();
    assert_eq!(error.code().as_str(), "audit.malformed");
    let head = *file.log().head();
    drop(file);
    assert_eq!(code(AuditFile::open(&next, log, options)), "audit.rotation");
    let files = [std::fs::read(&path).unwrap(), std::fs::read(&next).unwrap()];
    let report = read(AuditVerifier::new().with_head(head), &files);
    assert_eq!((report.faults(), report.unanchored()), (&[][..], Some(0)));
}

#[test]
fn a_file_has_one_writer() {
    let scratch = Scratch::new();
    let path = scratch.at("log");
    let options = AuditFileOptions::default();
    let mut file = AuditFile::open(&path, begin(), options).unwrap();
    file.append(time(0), event(0)).unwrap();
    let error = AuditFile::open(&path, begin(), options).unwrap_err();
    assert_eq!(
        error,
        AuditError::Contended {
            path: path.to_string_lossy().into_owned(),
            what: "another writer has the file"
        }
    );
    assert_eq!(error.code().as_str(), "audit.write");
    // Somebody who does not ask for the lock.
    let bytes = std::fs::read(&path).unwrap();
    std::fs::write(&path, &bytes[..10]).unwrap();
    let error = file.append(time(1), event(1)).unwrap_err();
    assert_eq!(error.code().as_str(), "audit.write");
    let name = path.to_string_lossy();
    assert_eq!(
        error.to_string(),
        format!("{name}: the file is not as it was left")
    );
    assert_eq!(std::fs::read(&path).unwrap().len(), 10);
    // A link is not followed, and a folder is no log.
    std::os::unix::fs::symlink(&path, scratch.at("link")).unwrap();
    for name in ["link", "", "none/log"] {
        let error = AuditFile::open(&scratch.at(name), begin(), options).unwrap_err();
        assert_eq!(error.code().as_str(), "audit.write", "{name}");
    }
    let missing = scratch.at("none/log");
    let error = AuditFile::open(&missing, begin(), options).unwrap_err();
    let name = missing.to_string_lossy();
    assert_eq!(
        error.to_string(),
        format!("the log {name} cannot be opened: no such file or folder")
    );
    assert_eq!(
        OnAuditFailure::default().decide(Decision::Allow),
        Decision::Reject
    );
    assert_eq!(
        OnAuditFailure::Continue.decide(Decision::Allow),
        Decision::Allow
    );
}

#[test]
fn writers_that_wait_make_one_chain() {
    let scratch = Scratch::new();
    let path = scratch.at("log");
    let options = AuditFileOptions::default().with_waiting();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for number in 0..5 {
                    let mut file = AuditFile::open(&path, begin(), options).unwrap();
                    file.append(time(number), event(1)).unwrap();
                }
            });
        }
    });
    let report = read(AuditVerifier::new(), [&std::fs::read(&path).unwrap()]);
    assert_eq!(report.outcome(), AuditOutcome::Intact);
    assert_eq!(report.log().unwrap().size(), 20);
}

#[test]
fn a_torn_file_is_opened_only_where_that_is_asked_for() {
    let scratch = Scratch::new();
    let options = AuditFileOptions::default();
    let removing = options.with_torn_tail(TornTail::Remove);
    let (log, whole) = written(5, 3);
    for (name, bytes, size) in [("one", &whole[..], 3), ("none", &b""[..], 0)] {
        let path = scratch.at(name);
        let torn = [bytes, b"{\"schema\":"].concat();
        std::fs::write(&path, &torn).unwrap();
        let error = AuditFile::open(&path, begin(), options).unwrap_err();
        assert_eq!(error, AuditError::Torn { bytes: 10 });
        assert_eq!(error.code().as_str(), "audit.truncated");
        assert_eq!(std::fs::read(&path).unwrap(), torn);
        let file = AuditFile::open(&path, begin(), removing).unwrap();
        assert_eq!(file.log().size(), size);
        assert_eq!(std::fs::read(&path).unwrap(), bytes);
    }
    // What is no log is left alone.
    for bytes in [
        &b"hello\n"[..],
        &[b'x'; 200_000],
        &[&[b'x'; 200_000][..], b"\n"].concat(),
    ] {
        let path = scratch.at("other");
        std::fs::write(&path, bytes).unwrap();
        let error = AuditFile::open(&path, begin(), removing).unwrap_err();
        assert!(["audit.malformed", "limit.exceeded"].contains(&error.code().as_str()));
        assert_eq!(std::fs::read(&path).unwrap(), bytes);
    }
    assert_eq!(log.size(), 3);
}

/// What somebody does to a log.
#[derive(Clone, Debug)]
enum Change {
    Byte(prop::sample::Index, u8),
    Remove(prop::sample::Index),
    Repeat(prop::sample::Index, prop::sample::Index),
    Swap(prop::sample::Index, prop::sample::Index),
    Forge(prop::sample::Index),
    Splice(prop::sample::Index),
    Cut(prop::sample::Index),
}

fn changes() -> impl Strategy<Value = Change> {
    let index = any::<prop::sample::Index>;
    prop_oneof![
        (index(), 1_u8..=255).prop_map(|(at, with)| Change::Byte(at, with)),
        index().prop_map(Change::Remove),
        (index(), index()).prop_map(|(from, to)| Change::Repeat(from, to)),
        (index(), index()).prop_map(|(one, other)| Change::Swap(one, other)),
        index().prop_map(Change::Forge),
        index().prop_map(Change::Splice),
        index().prop_map(Change::Cut),
    ]
}

fn change(file: &[u8], change: &Change) -> Vec<u8> {
    let mut all = lines(file);
    let count = all.len();
    match change {
        Change::Byte(at, with) => {
            let mut bytes = file.to_vec();
            let at = at.index(bytes.len());
            bytes[at] ^= with;
            return bytes;
        }
        Change::Cut(at) => return file[..at.index(file.len())].to_vec(),
        Change::Remove(at) => drop(all.remove(at.index(count))),
        Change::Repeat(from, to) => {
            let line = all[from.index(count)].clone();
            all.insert(to.index(count + 1), line);
        }
        Change::Swap(one, other) => all.swap(one.index(count), other.index(count)),
        Change::Forge(at) => {
            // A record that follows the one before it in every respect.
            let at = at.index(count + 1);
            let before = at
                .checked_sub(1)
                .map(|before| all[before].strip_suffix(b"\n").unwrap());
            let log = before.map_or(begin(), |line| AuditLog::after(line).unwrap());
            let entry = log
                .next(time(7), AuditEvent::policy_load([0xee; 32], &[]))
                .unwrap();
            all.insert(at, entry.bytes().to_vec());
        }
        Change::Splice(at) => {
            let at = at.index(count);
            let other = lines(&written(6, count).1);
            all.truncate(at);
            all.extend_from_slice(&other[at..]);
        }
    }
    all.concat()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1_000) })]

    /// With the head at hand, every change is noticed.
    #[test]
    fn every_change_is_noticed(records in 1_usize..8, done in changes()) {
        let (log, file) = written(5, records);
        let changed = change(&file, &done);
        prop_assume!(changed != file);
        let report = read(AuditVerifier::new().with_head(*log.head()), [&changed]);
        let is_noticed = report.outcome() != AuditOutcome::Intact || report.unanchored() != Some(0);
        prop_assert!(is_noticed, "{:?}", report);
    }

    /// Without it, every change before the last line is.
    #[test]
    fn the_chain_notices_what_comes_before_the_last_line(records in 2_usize..8, done in changes()) {
        let (_, file) = written(5, records);
        let all = lines(&file);
        let (front, last) = file.split_at(file.len() - all[records - 1].len());
        let changed = [&change(front, &done), last].concat();
        prop_assume!(changed != file);
        let report = read(AuditVerifier::new(), [&changed]);
        prop_assert_eq!(report.outcome(), AuditOutcome::Broken, "{:?}", report);
    }

    /// No text can end a line or begin another, and what was written is read again.
    #[test]
    fn any_text_stays_within_its_line(actor in "\\PC{0,40}|[\\x01-\\x1f\"\\\\{}\u{2028}\u{85}]{0,40}", uid in ".{0,40}") {
        let event = AuditEvent::checkpoint()
            .with_actor(ActorKind::ServiceAccount, actor.replace('\0', ""))
            .with_request_uid(uid.replace('\0', ""));
        let entry = begin().next(time(1), event).unwrap();
        let (line, end) = entry.bytes().split_at(entry.bytes().len() - 1);
        prop_assert_eq!(end, b"\n");
        prop_assert!(line.iter().all(|byte| (b' '..=b'~').contains(byte)));
        prop_assert_eq!(&AuditRecord::parse(line).unwrap(), entry.record());
    }
}
