//! Work over files that are there, for `models.py`, which times whole programs.
//!
//! ```text
//! model_work hash [--algorithm sha256|blake3] [--threads N] [--kernel single|sha-ni|best] FILE…
//! model_work verify DIR --signature FILE --key PEM [--threads N] [--fail-fast]
//! model_work pickle FILE COUNT
//! ```
//!
//! `verify` says whether the model is what was signed, and how much memory was resident at most.
//! `pickle` says how many seconds on a core it takes to follow the pickles of a file once.

#[path = "../benches/provenance/resident.rs"]
mod resident;

use core::num::NonZeroUsize;
use std::collections::HashMap;
use std::process::ExitCode;

use bonafide_digest::Algorithm;
use bonafide_digest::engine::{Control, Engine, Kernel, Plan};
use bonafide_digest::fs::FileSource;
use bonafide_keys::Ring;
use bonafide_model::pickle::{self, PickleOptions};
use bonafide_model::{ManifestVerifier, Tree, TreeOptions, Trust, VerificationKey, verify_tree};
use bonafide_report::{Budget, Time};
use rustix::time::{ClockId, clock_gettime};

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let job = arguments.next().unwrap_or_default();
    let arguments = Arguments::of(arguments);
    match job.as_str() {
        "hash" => hash(&arguments),
        "verify" => return verify(&arguments),
        "pickle" => follow(&arguments),
        _ => panic!("hash, verify or pickle"),
    }
    ExitCode::SUCCESS
}

/// What is named, and what is not. A word is named by one before it that begins with `--`.
struct Arguments {
    named: HashMap<String, String>,
    others: Vec<String>,
}

impl Arguments {
    fn of(mut words: impl Iterator<Item = String>) -> Self {
        let (mut named, mut others) = (HashMap::new(), Vec::new());
        while let Some(word) = words.next() {
            match word.strip_prefix("--") {
                Some("fail-fast") => drop(named.insert("fail-fast".to_owned(), String::new())),
                Some(name) => drop(named.insert(name.to_owned(), words.next().unwrap())),
                None => others.push(word),
            }
        }
        Self { named, others }
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.named.get(name).map(String::as_str)
    }

    fn threads(&self) -> usize {
        self.get("threads")
            .map_or(1, |count| count.parse().unwrap())
    }
}

fn hash(arguments: &Arguments) {
    let name = arguments.get("algorithm").unwrap_or("sha256");
    let algorithm = Algorithm::from_name(name).unwrap();
    let engine = Engine::new().with_threads(arguments.threads());
    let engine = match arguments.get("kernel").unwrap_or("best") {
        "single" => engine.with_kernel(Kernel::Portable),
        "sha-ni" => engine.with_kernel(Kernel::ShaNi2),
        "best" => engine,
        other => panic!("no kernel {other}"),
    };
    let files: Vec<FileSource> = arguments
        .others
        .iter()
        .map(|path| FileSource::new(path).unwrap())
        .collect();
    let mut plan = Plan::new();
    for file in &files {
        let id = plan.add_source(file);
        plan.add_whole(id, algorithm);
    }
    let results = engine.run(&plan, &Control::new());
    for (result, path) in results.into_iter().zip(&arguments.others) {
        println!("{}  {path}", result.unwrap().digest());
    }
}

fn verify(arguments: &Arguments) -> ExitCode {
    let signature = arguments.get("signature").unwrap();
    let bundle = std::fs::read(signature).unwrap();
    let pem = std::fs::read_to_string(arguments.get("key").unwrap()).unwrap();
    let trust = Trust::keys(vec![VerificationKey::from_pem(&pem).unwrap()]);
    let verifier = ManifestVerifier::builder(trust, Ring).build().unwrap();
    let now = Time::from_unix(1_798_761_600).unwrap();
    let budget = &mut Budget::new(1000, 1 << 40);
    let manifest = verifier.verify_within(&bundle, now, budget).unwrap();
    drop(bundle);
    let threads = NonZeroUsize::new(arguments.threads()).unwrap();
    let mut options = TreeOptions::new()
        .with_threads(threads)
        .with_bundle_file(signature);
    if arguments.get("fail-fast").is_some() {
        options = options.fail_fast();
    }
    let tree = Tree::open(&arguments.others[0], &options).unwrap();
    let verified = verify_tree(manifest, &tree, &Control::new());
    println!("peak {}", resident::peak().unwrap());
    match verified {
        Ok(_) => println!("verified"),
        Err(refusal) => {
            println!("refused: {refusal}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

fn follow(arguments: &Arguments) {
    let [file, count] = &*arguments.others else {
        panic!("FILE COUNT");
    };
    let stream = std::fs::read(file).unwrap();
    let count: u32 = count.parse().unwrap();
    let options = PickleOptions::default();
    let before = now();
    for _ in 0..count {
        core::hint::black_box(pickle::scan_file(core::hint::black_box(&stream), &options));
    }
    let seconds = (now() - before) / f64::from(count);
    let outcome = pickle::scan_file(&stream, &options).outcome();
    println!("{seconds} {outcome:?}");
}

fn now() -> f64 {
    let now = clock_gettime(ClockId::ThreadCPUTime);
    now.tv_sec as f64 + now.tv_nsec as f64 * 1e-9
}
