//! Signatures over models between this workspace and the reference implementation: what one signs, the
//! other verifies.
//!
//! `BONAFIDE_MODEL_SIGNING` names the program `model_signing`; unset, the tests say that they were
//! skipped.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const NOW: [&str; 2] = ["--now", "2027-01-01T00:00:00Z"];

/// Where keys, the model and the results of one test are.
struct Exchange {
    reference: String,
    folder: PathBuf,
    model: PathBuf,
    keys: PathBuf,
}

impl Exchange {
    fn new(name: &str) -> Option<Self> {
        let Ok(reference) = std::env::var("BONAFIDE_MODEL_SIGNING") else {
            println!("exchange of models: skipped, BONAFIDE_MODEL_SIGNING is not set");
            return None;
        };
        let folder = format!("bonafide-exchange-{name}-{}", std::process::id());
        let folder = std::env::temp_dir().join(folder);
        fs::create_dir_all(&folder).unwrap();
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let model = folder.join("tiny-model");
        copy(&root.join("data/tiny-model"), &model);
        Some(Self {
            reference,
            model,
            folder,
            keys: root.join("../crates/bonafide-model/tests/keys"),
        })
    }

    fn key(&self, name: &str) -> String {
        self.keys.join(name).to_str().unwrap().to_owned()
    }

    fn bundle(&self) -> String {
        self.folder.join("model.sig").to_str().unwrap().to_owned()
    }

    fn we_sign(&self, model: &Path, key: &str, more: &[&str]) {
        let (key, bundle) = (self.key(key), self.bundle());
        let mut command = Command::new(env!("CARGO_BIN_EXE_sign_model"));
        command.arg(model).args(["--private-key", &key]);
        command.args(["--force", "--out", &bundle]).args(more);
        assert_eq!(run(&mut command), 0);
    }

    fn they_sign(&self, model: &Path, arguments: &[&str]) {
        let bundle = self.bundle();
        let mut command = Command::new(&self.reference);
        command.arg("sign").args(arguments);
        command.args(["--signature", &bundle]).arg(model);
        assert_eq!(run(&mut command), 0);
    }

    fn we_verify(&self, model: &Path, arguments: &[&str]) -> i32 {
        let bundle = self.bundle();
        let mut command = Command::new(env!("CARGO_BIN_EXE_verify_model"));
        command.arg(model).args(["--signature", &bundle]);
        run(command.args(arguments).args(NOW))
    }

    fn they_verify(&self, model: &Path, arguments: &[&str]) -> i32 {
        let bundle = self.bundle();
        let mut command = Command::new(&self.reference);
        command.arg("verify").args(arguments);
        run(command.args(["--signature", &bundle]).arg(model))
    }

    /// Changes one byte of the weights.
    fn tamper(&self) {
        let path = self.model.join("model.safetensors");
        let mut bytes = fs::read(&path).unwrap();
        *bytes.last_mut().unwrap() ^= 1;
        fs::write(&path, bytes).unwrap();
    }
}

impl Drop for Exchange {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// The exit code; what was printed only where it is none.
fn run(command: &mut Command) -> i32 {
    let output = command.output().unwrap();
    let code = output.status.code();
    code.unwrap_or_else(|| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

#[test]
fn they_verify_what_we_sign_with_a_key() {
    let Some(exchange) = Exchange::new("our-key") else {
        return;
    };
    let file = exchange.model.join("README.md");
    for curve in ["ec256", "ec384", "ec521"] {
        let public = exchange.key(&format!("{curve}.pub.pem"));
        for model in [&exchange.model, &file] {
            exchange.we_sign(model, &format!("{curve}.sec1.pem"), &[]);
            let arguments = ["key", "--public_key", &public];
            assert_eq!(exchange.they_verify(model, &arguments), 0, "{curve}");
            assert_eq!(exchange.we_verify(model, &["--key", &public]), 0, "{curve}");
        }
    }
    let public = exchange.key("ec256.pub.pem");
    exchange.we_sign(&exchange.model, "ec256.sec1.pem", &[]);
    exchange.tamper();
    let arguments = ["key", "--public_key", &public];
    assert_ne!(exchange.they_verify(&exchange.model, &arguments), 0);
    assert_eq!(exchange.we_verify(&exchange.model, &["--key", &public]), 1);
}

#[test]
fn they_verify_what_we_sign_with_a_certificate() {
    let Some(exchange) = Exchange::new("our-certificate") else {
        return;
    };
    let (leaf, authority) = (exchange.key("ec256.cert.pem"), exchange.key("ca.cert.pem"));
    let chain = ["--certificate-chain", &leaf];
    exchange.we_sign(&exchange.model, "ec256.sec1.pem", &chain);
    let arguments = ["certificate", "--certificate_chain", &authority];
    assert_eq!(exchange.they_verify(&exchange.model, &arguments), 0);
    let arguments = ["--certificate-chain", &authority, "--any-leaf-under-anchor"];
    assert_eq!(exchange.we_verify(&exchange.model, &arguments), 0);
    // The leaf is no anchor.
    let arguments = ["--certificate-chain", &leaf, "--any-leaf-under-anchor"];
    assert_ne!(exchange.we_verify(&exchange.model, &arguments), 0);
}

#[test]
fn we_verify_what_they_sign() {
    let Some(exchange) = Exchange::new("their") else {
        return;
    };
    let file = exchange.model.join("README.md");
    for curve in ["ec256", "ec384", "ec521"] {
        let private = exchange.key(&format!("{curve}.sec1.pem"));
        let public = exchange.key(&format!("{curve}.pub.pem"));
        for model in [&exchange.model, &file] {
            exchange.they_sign(model, &["key", "--private_key", &private]);
            assert_eq!(exchange.we_verify(model, &["--key", &public]), 0, "{curve}");
        }
    }
    let (leaf, authority) = (exchange.key("ec256.cert.pem"), exchange.key("ca.cert.pem"));
    let private = exchange.key("ec256.sec1.pem");
    exchange.they_sign(
        &exchange.model,
        &[
            "certificate",
            "--private_key",
            &private,
            "--signing_certificate",
            &leaf,
            "--certificate_chain",
            &authority,
        ],
    );
    let arguments = ["--certificate-chain", &authority, "--any-leaf-under-anchor"];
    assert_eq!(exchange.we_verify(&exchange.model, &arguments), 0);
    exchange.tamper();
    assert_eq!(exchange.we_verify(&exchange.model, &arguments), 1);
}
