//! Files of the audit log when several processes write, the disk is full or nothing may be written.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use bonafide_policy::{
    AuditError, AuditEvent, AuditFile, AuditFileOptions, AuditLog, AuditOutcome, AuditReport,
    AuditSync, AuditVerifier, LogId, TornTail,
};
use bonafide_report::Time;

/// Names the file to a process that this one starts.
const FILE: &str = "BONAFIDE_TEST_AUDIT_FILE";

fn begin() -> AuditLog {
    AuditLog::begin(LogId::new([5; 16]))
}

fn event() -> AuditEvent {
    AuditEvent::policy_load([1; 32], &[])
}

fn time(seconds: i64) -> Time {
    Time::from_unix(seconds).unwrap()
}

fn verify(path: &Path) -> AuditReport {
    let mut verifier = AuditVerifier::new();
    verifier.feed(&std::fs::read(path).unwrap());
    verifier.finish()
}

/// A folder that is gone with the test.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let name = format!("bonafide-audit-file-{name}-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// This program once more, for one of its tests, under a shell that has said `before`.
fn start(test: &str, path: &Path, before: &str) -> Child {
    Command::new("sh")
        .arg("-c")
        .arg(format!("{before}exec \"$0\" \"$@\""))
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture", "--test-threads=1"])
        .env(FILE, path)
        // A pipe, since a limit on files would be one on a redirected output too.
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn finish(child: Child) {
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && said.contains("1 passed"),
        "{said}"
    );
}

fn told() -> Option<PathBuf> {
    std::env::var_os(FILE).map(PathBuf::from)
}

#[test]
fn a_process_appends() {
    let Some(path) = told() else { return };
    let options = AuditFileOptions::default()
        .with_waiting()
        .with_sync(AuditSync::None);
    for number in 0..25 {
        let mut file = AuditFile::open(&path, begin(), options).unwrap();
        file.append(time(number), event()).unwrap();
    }
}

#[test]
fn processes_that_append_at_once_make_one_chain() {
    let scratch = Scratch::new("processes");
    let path = scratch.0.join("log");
    let children: Vec<Child> = (0..3)
        .map(|_| start("a_process_appends", &path, ""))
        .collect();
    children.into_iter().for_each(finish);
    let report = verify(&path);
    assert_eq!(report.outcome(), AuditOutcome::Intact);
    assert_eq!(report.log().unwrap().size(), 75);
}

#[test]
fn a_process_runs_out_of_room() {
    let Some(path) = told() else { return };
    let options = AuditFileOptions::default();
    let mut file = AuditFile::open(&path, begin(), options).unwrap();
    let error = (0..1000)
        .find_map(|number| file.append(time(number), event()).err())
        .unwrap();
    assert_eq!(error, AuditError::Short {});
    assert_eq!(error.code().as_str(), "audit.write");
    let size = file.log().size();
    assert!(size > 0);
    // What was written of the record is taken back, and the next one is not written either.
    let bytes = std::fs::read(&path).unwrap();
    assert!(bytes.ends_with(b"\n"));
    let error = file.append(time(0), event()).unwrap_err();
    assert_eq!(error.code().as_str(), "audit.write");
    assert_eq!(std::fs::read(&path).unwrap(), bytes);
    assert_eq!(file.log().size(), size);
}

#[test]
fn a_full_file_stays_whole_and_goes_on_where_there_is_room() {
    let scratch = Scratch::new("room");
    let path = scratch.0.join("log");
    // The limit is no multiple of the length of a record, so that a part of one is written.
    let before = "trap '' XFSZ; ulimit -f 3; ";
    finish(start("a_process_runs_out_of_room", &path, before));
    let report = verify(&path);
    assert_eq!(report.outcome(), AuditOutcome::Intact);
    let size = report.log().unwrap().size();
    let mut file = AuditFile::open(&path, begin(), AuditFileOptions::default()).unwrap();
    assert_eq!(file.append(time(9), event()).unwrap().record().seq(), size);
    assert_eq!(verify(&path).outcome(), AuditOutcome::Intact);
}

#[test]
fn a_torn_line_is_removed_before_the_next_record() {
    let scratch = Scratch::new("torn");
    let path = scratch.0.join("log");
    let mut file = AuditFile::open(&path, begin(), AuditFileOptions::default()).unwrap();
    file.append(time(0), event()).unwrap();
    let entry = file.append(time(1), event()).unwrap();
    drop(file);
    let whole = std::fs::read(&path).unwrap();
    let first = whole.len() - entry.bytes().len();
    let removing = AuditFileOptions::default().with_torn_tail(TornTail::Remove);
    for cut in [first + 1, whole.len() - 1] {
        std::fs::write(&path, &whole[..cut]).unwrap();
        assert_eq!(verify(&path).outcome(), AuditOutcome::Torn);
        let mut file = AuditFile::open(&path, begin(), removing).unwrap();
        assert_eq!(file.log().size(), 1);
        file.append(time(1), event()).unwrap();
        drop(file);
        assert_eq!(std::fs::read(&path).unwrap(), whole, "{cut}");
    }
}

#[test]
fn what_cannot_be_written_is_refused() {
    use std::os::unix::fs::PermissionsExt as _;
    let scratch = Scratch::new("refused");
    let options = AuditFileOptions::default();
    let code = |path: &Path| {
        let error = AuditFile::open(path, begin(), options).unwrap_err();
        error.code().as_str()
    };
    // Neither a device nor a folder is a log, and below a file there is nothing.
    let file = scratch.0.join("file");
    std::fs::write(&file, b"").unwrap();
    for path in [
        Path::new("/dev/null"),
        Path::new("/dev/full"),
        &scratch.0,
        &file.join("log"),
        &scratch.0.join("none/log"),
    ] {
        assert_eq!(code(path), "audit.write", "{}", path.display());
    }
    // Whoever is root may write all the same.
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o400)).unwrap();
    if std::fs::File::options().append(true).open(&file).is_err() {
        assert_eq!(code(&file), "audit.write");
    }
    let path = scratch.0.join("log");
    drop(AuditFile::open(&path, begin(), options).unwrap());
    let mode = std::fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0);
}

#[test]
fn texts_and_places_of_records_have_bounds() {
    let log = begin();
    let code = |event: AuditEvent| {
        log.next(time(0), event)
            .map_err(|error| error.code().as_str())
    };
    let uid = |length: usize| event().with_request_uid("u".repeat(length));
    let most = (0..100_000)
        .find(|length| code(uid(*length + 1)).is_err())
        .unwrap();
    assert!(code(uid(most)).is_ok());
    assert_eq!(code(uid(most + 1)).unwrap_err(), "limit.exceeded");
    assert!(most < 5_000, "{most}");
    assert_eq!(
        code(event().with_request_uid("a\0")).unwrap_err(),
        "audit.malformed"
    );

    // An entry of another log, of another place, and one that was made before the last.
    let mut log = begin();
    let entry = log.next(time(0), event()).unwrap();
    let mut other = AuditLog::begin(LogId::new([6; 16]));
    assert_eq!(other.advance(&entry).unwrap_err(), AuditError::Stale {});
    log.advance(&entry).unwrap();
    assert_eq!(log.advance(&entry).unwrap_err(), AuditError::Stale {});
}
