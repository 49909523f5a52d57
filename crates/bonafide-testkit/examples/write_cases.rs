//! Writes the tables of cases for other programs, one JSON object a line:
//! `cargo run -p bonafide-testkit --example write_cases > cases.jsonl`.
//!
//! Cases that need an option, a key or an authority of the caller's own are left out: other clients
//! spell those differently.

use bonafide_testkit::cases::{self, Artifact, Case, Expected, Format};
use bonafide_testkit::encode;
use serde_json::json;

fn main() {
    let mut number = 0_usize;
    for (table, cases) in [
        ("baselines", cases::baselines()),
        ("tampered", cases::tampered()),
        ("forged", cases::forged()),
    ] {
        for case in &cases {
            if let Some(mut line) = line(table, case) {
                line["number"] = number.into();
                println!("{line}");
                number += 1;
            }
        }
    }
}

fn line(table: &str, case: &Case) -> Option<serde_json::Value> {
    let asked = &case.request;
    let identity = asked.identity.as_ref()?;
    let is_plain = case.format == Format::Bundle
        && asked.options.is_empty()
        && asked.keys.is_empty()
        && asked.private_pki.is_none()
        && asked.artifacts.len() == 1;
    let Artifact::Bytes(artifact) = asked.artifacts.first()? else {
        return None;
    };
    let is_accepted = matches!(case.expected, Expected::Accepted(_));
    is_plain.then(|| {
        json!({
            "id": format!("{table}/{}", case.id),
            "change": case.change,
            "bundle": encode::base64(&case.bundle),
            "trusted_root": String::from_utf8_lossy(&case.trusted_root),
            "artifact": encode::base64(artifact),
            "identity": identity.san,
            "issuer": identity.issuer,
            "accepted": is_accepted,
        })
    })
}
