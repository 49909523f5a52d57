//! A registry in memory with one image, signers by key, and policies about it.

#![allow(dead_code, unreachable_pub, reason = "each test file uses its part")]

use bonafide_oci::{Reference, discover, parse_digest};
use bonafide_policy::{
    CompiledPolicy, DeferredFiles, EvidenceSet, Files, MemoryFiles, PolicyDocument, PolicySource,
    SourceFormat, Subject, Syntax, Verdict, evaluate,
};
use bonafide_report::{Class, Time};
use bonafide_testkit::image::{Statement, Store, hex_of};
use bonafide_testkit::{KeyKind, SigningKey, Sigstore};
use serde_json::{Value, json};

#[path = "../../../bonafide-oci/tests/common/registry.rs"]
mod registry;

/// Under which the image is asked for.
pub const NAME: &str = "registry.test/owner/app";

/// An instance, and an image in a registry.
pub struct World {
    pub kit: Sigstore,
    pub store: Store,
}

impl World {
    pub fn new(seed: &str) -> Self {
        Self::of(Store::image(seed))
    }

    pub fn of(store: Store) -> Self {
        Self {
            kit: Sigstore::default(),
            store,
        }
    }

    /// Attaches a statement about the image by a signer.
    pub fn attest(&mut self, signer: &str, predicate_type: &str, predicate: &Value) {
        let digest = self.store.subject.clone();
        let statement = Statement::attestation(&digest, predicate_type, predicate.clone());
        let minted = statement.plan(&self.kit).by_key().signed_by(signer).mint();
        self.store.attach_bundle(&minted);
    }

    /// As [`World::attest`], in the older format, under a tag.
    pub fn attest_by_tag(&mut self, signer: &str, predicate_type: &str) {
        let digest = self.store.subject.clone();
        let statement = Statement::attestation(&digest, predicate_type, json!({}));
        let layer = statement.plan(&self.kit).by_key().signed_by(signer).layer();
        self.store.attest(&[layer]);
    }

    /// Attaches a signature of the image.
    pub fn sign(&mut self, signer: &str) {
        let statement = Statement::signature(&self.store.subject);
        let minted = statement.plan(&self.kit).by_key().signed_by(signer).mint();
        self.store.attach_bundle(&minted);
    }

    pub fn now(&self) -> Time {
        Time::from_unix(self.kit.time.plus(3600).seconds).unwrap()
    }

    fn asked(&self) -> Reference {
        Reference::parse_familiar(&format!("{NAME}:v1@{}", self.store.subject)).unwrap()
    }

    pub fn subject(&self) -> Subject {
        let subject = Subject::image(parse_digest(&self.store.subject).unwrap());
        subject
            .with_reference(self.asked())
            .found(&self.found(None))
    }

    pub fn found(&self, policy: Option<&CompiledPolicy>) -> bonafide_oci::Discovered {
        let subject = Subject::image(parse_digest(&self.store.subject).unwrap());
        let options = policy.map(|policy| policy.discovery_options(&subject));
        let signatures = bonafide_oci::Wanted::signatures;
        let options = options.unwrap_or_else(|| bonafide_oci::DiscoveryOptions::new(signatures()));
        let asked = bonafide_oci::Subject::of(&self.asked());
        discover(&registry::Whole(&self.store), &asked, options).unwrap()
    }

    pub fn gather(&self, policy: &CompiledPolicy) -> EvidenceSet {
        let found = self.found(Some(policy));
        EvidenceSet::of_image(policy, &self.subject(), &found, self.now())
    }

    pub fn evaluate(&self, policy: &CompiledPolicy, evidence: &EvidenceSet) -> Verdict {
        evaluate(policy, &self.subject(), evidence, self.now())
    }

    /// A policy of one rule with these requirements.
    pub fn policy(&self, requirements: &[&str]) -> CompiledPolicy {
        let requirements: Vec<String> = requirements
            .iter()
            .map(|one| format!("  - {{ {one} }}\n"))
            .collect();
        let rules = format!("- id: r\n  require:\n{}", requirements.concat());
        let known = ["ci", "qa", "scanner", "team"];
        let named = known.into_iter().filter(|name| {
            let alone = |text: &str| rules.contains(text);
            alone(&format!("[{name}]")) || alone(&format!("signer: {name}"))
        });
        let named: Vec<&str> = named.collect();
        self.compile(&rules, &named)
    }

    pub fn judge(&self, requirements: &[&str]) -> Verdict {
        let policy = self.policy(requirements);
        self.evaluate(&policy, &self.gather(&policy))
    }

    pub fn compile(&self, rules: &str, signers: &[&str]) -> CompiledPolicy {
        let root = self.kit.trusted_root().to_string();
        let mut files = MemoryFiles::new().with_file("root.json", root);
        for signer in signers {
            let key = SigningKey::seeded(KeyKind::P256, signer);
            files = files.with_file(format!("{signer}.pub"), key.pem());
        }
        compile(rules, signers, &files)
    }

    /// The same, where no file is there yet.
    pub fn compile_deferred(&self, rules: &str, signers: &[&str]) -> CompiledPolicy {
        compile(rules, signers, &DeferredFiles)
    }
}

fn compile(rules: &str, signers: &[&str], files: &dyn Files) -> CompiledPolicy {
    let keys: Vec<String> = signers
        .iter()
        .map(|name| format!("  {name}: {{ key: {{ file: {name}.pub, trust: t }} }}\n"))
        .collect();
    let (trust, keys) = match signers {
        [] => ("", String::new()),
        _ => (
            "trust: { t: { trusted_root: { file: root.json } } }\nsigners:\n",
            keys.concat(),
        ),
    };
    let text = format!(
        "schema: bonafide.policy/v1\nname: p\ndefault: reject\nallow_unpinned_files: true\n\
         {trust}{keys}rules:\n{rules}"
    );
    let document = PolicyDocument::parse(text.as_bytes(), Syntax::Yaml)
        .unwrap_or_else(|errors| panic!("{text}\n{errors:#?}"));
    let source = PolicySource::new(text.as_bytes(), SourceFormat::Native);
    CompiledPolicy::compile(document, &source, files).unwrap()
}

/// The digest of the image of a store, in hexadecimal.
pub fn hex(store: &Store) -> String {
    hex_of(&store.subject).to_owned()
}

/// Status, class and code of a check, as text.
pub fn outcome(verdict: &Verdict, id: &str) -> String {
    let check = verdict.check(id).unwrap();
    let class = check.class().map_or("-", Class::as_str);
    format!("{} {class} {}", check.status().as_str(), check.code())
}
