//! A verdict as SARIF.

use std::collections::BTreeSet;

use bonafide_digest::{Digest, sha256};
use bonafide_report::{Code, Decision, registry};

use super::escape::{prose, uri};
use super::{ExportOptions, Value};
use crate::verdict::doc_anchor;
use crate::{ArtifactKind, CheckStatus, Mode, Verdict, VerdictCheck};

impl Verdict {
    /// One run, with a result for each check.
    ///
    /// # Specification
    /// SARIF 2.1.0; policy EX-2.
    pub(super) fn to_sarif(&self, options: &ExportOptions) -> String {
        let codes: BTreeSet<Code> = self.checks.iter().map(|check| check.code).collect();
        let rules = codes.iter().map(|code| rule(*code, options));
        let driver = Value::object([
            ("name", Value::from("bonafide")),
            ("version", Value::from(env!("CARGO_PKG_VERSION"))),
            ("rules", Value::list(rules)),
        ]);
        let codes: Vec<Code> = codes.into_iter().collect();
        let results = self.checks.iter().map(|check| self.result(check, &codes));
        let run = Value::object([
            ("tool", Value::object([("driver", driver)])),
            ("results", Value::list(results)),
            ("columnKind", Value::from("unicodeCodePoints")),
        ]);
        Value::object([
            (
                "$schema",
                Value::from("https://json.schemastore.org/sarif-2.1.0.json"),
            ),
            ("version", Value::from("2.1.0")),
            ("runs", Value::list([run])),
        ])
        .to_line()
    }

    fn result(&self, check: &VerdictCheck, codes: &[Code]) -> Value {
        let text = match &check.place {
            Some(place) => format!("{} (at {})", prose(&check.summary), prose(place)),
            None => prose(&check.summary),
        };
        let artifact = Value::object([("uri", Value::Text(self.subject_uri()))]);
        let physical = Value::object([("artifactLocation", artifact)]);
        let logical = Value::object([("fullyQualifiedName", Value::from(check.id.as_str()))]);
        let location = Value::object([
            ("physicalLocation", physical),
            ("logicalLocations", Value::list([logical])),
        ]);
        let (kind, level) = kind_and_level(check);
        let index = codes.binary_search(&check.code).ok().map(Value::from);
        Value::object([
            ("ruleId", Value::text(check.code)),
            ("kind", Value::from(kind)),
            ("level", Value::from(level)),
            ("message", Value::object([("text", Value::Text(text))])),
            ("locations", Value::list([location])),
            (
                "partialFingerprints",
                Value::object([("bonafide/v1", Value::Text(self.fingerprint(check)))]),
            ),
        ])
        .with_some("ruleIndex", index)
        .with_some("suppressions", self.suppressions(check))
    }

    fn suppressions(&self, check: &VerdictCheck) -> Option<Value> {
        check.waived_by.as_ref()?;
        let begin = format!("{}: ", check.waiver_note()?);
        let is_it = |it: &&bonafide_report::Finding| {
            it.code() == registry::WAIVER_USED && it.detail().starts_with(&begin)
        };
        let why = self.warnings.iter().find(is_it);
        let why = prose(why.map_or(check.summary.as_str(), |it| it.detail()));
        Some(Value::list([Value::object([
            ("kind", Value::from("external")),
            ("status", Value::from("accepted")),
            ("justification", Value::Text(why)),
        ])]))
    }

    fn fingerprint(&self, check: &VerdictCheck) -> String {
        let digest = self.subject.digest.as_ref().map(ToString::to_string);
        let digest = digest.unwrap_or_default();
        let text = format!("{digest}|{}|{}", check.id, check.code);
        Digest::sha256(sha256(&[text.as_bytes()])).to_hex()
    }

    /// `oci://<ref>@<digest>` for images, a path for files and folders. Nothing in a name can give
    /// the URI another scheme, host, query or fragment.
    fn subject_uri(&self) -> String {
        let digest = self.subject.digest.as_ref().map(ToString::to_string);
        let digest = digest.unwrap_or_default();
        match (&self.subject.reference, self.subject.kind) {
            (None, _) if digest.is_empty() => "urn:bonafide:unnamed".to_owned(),
            (None, _) => format!("urn:bonafide:{digest}"),
            (Some(name), ArtifactKind::Oci) => {
                let name = name.split_once('@').map_or(name.as_str(), |(name, _)| name);
                let name = uri(name.trim_start_matches('/'), b":");
                if digest.is_empty() {
                    format!("oci://{name}")
                } else {
                    format!("oci://{name}@{digest}")
                }
            }
            (Some(path), _) if path.starts_with('/') => {
                format!("file:///{}", uri(path.trim_start_matches('/'), b""))
            }
            (Some(path), _) => uri(path, b""),
        }
    }
}

fn rule(code: Code, options: &ExportOptions) -> Value {
    let text = |text: &str| Value::object([("text", Value::from(text))]);
    let help = if code.remedy().is_empty() {
        code.summary()
    } else {
        code.remedy()
    };
    let properties = Value::object([("doc", Value::Text(doc_anchor(code)))]);
    Value::object([
        ("id", Value::text(code)),
        ("shortDescription", text(code.summary())),
        ("help", text(help)),
        ("properties", properties),
    ])
    .with_some("helpUri", options.doc_uri(code).map(Value::Text))
}

/// What a check is to SARIF. Only failures have a level other than `none`, by its section 3.27.10;
/// what is skipped or told in audit mode is a failure of level `note`.
const fn kind_and_level(check: &VerdictCheck) -> (&'static str, &'static str) {
    match (check.status, check.mode, check.decision) {
        (CheckStatus::Pass, _, _) => ("pass", "none"),
        (CheckStatus::Skip, _, _) | (CheckStatus::Fail, Mode::Audit, _) => ("fail", "note"),
        (CheckStatus::Fail, Mode::Enforce, Decision::Reject) => ("fail", "error"),
        (CheckStatus::Fail, Mode::Enforce, _) => ("fail", "warning"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::samples;

    fn sarif(verdict: &Verdict) -> serde_json::Value {
        serde_json::from_str(&verdict.to_sarif(&ExportOptions::default())).unwrap()
    }

    #[test]
    fn levels_follow_decisions() {
        let document = sarif(&samples::rejected());
        let results = document["runs"][0]["results"].as_array().unwrap();
        let found: Vec<[&str; 3]> = results
            .iter()
            .map(|result| {
                let id = &result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"];
                [id, &result["kind"], &result["level"]].map(|it| it.as_str().unwrap())
            })
            .collect();
        assert_eq!(
            found,
            [
                ["internal/base", "fail", "note"],
                ["internal/build", "pass", "none"],
                ["internal/sbom", "pass", "none"],
                ["internal/signed", "fail", "error"],
                ["internal/vulns", "fail", "note"],
                ["ref/registry", "pass", "none"],
            ]
        );
        assert_eq!(
            sarif(&samples::indeterminate())["runs"][0]["results"][0]["level"],
            "warning"
        );
        let waived = &results[4]["suppressions"][0];
        assert_eq!(waived["kind"], "external");
        assert_eq!(
            waived["justification"],
            "internal/vulns: borne by the exception `INC-4711`: CVE fix ships 12-01"
        );
        for result in results {
            let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
            let rules = &document["runs"][0]["tool"]["driver"]["rules"];
            assert_eq!(rules[index]["id"], result["ruleId"]);
        }
    }

    #[test]
    fn what_one_exception_bears_has_reasons_of_its_own() {
        let mut verdict = samples::rejected();
        verdict.checks[3] = samples::check(
            "internal/signed",
            verdict.checks[4].code,
            CheckStatus::Skip,
            "borne by the exception `INC-4711`: \u{1b}[2J",
        );
        verdict.checks[3].waived_by = verdict.checks[4].waived_by.clone();
        let document = sarif(&verdict);
        let why = |at: usize| {
            let result = &document["runs"][0]["results"][at];
            let why = result["suppressions"][0]["justification"].as_str();
            why.unwrap().to_owned()
        };
        assert_eq!(why(3), "borne by the exception `INC-4711`: \\u{1b}[2J");
        assert!(why(4).starts_with("internal/vulns: "));
    }

    #[test]
    fn fingerprints_tell_subject_check_and_code_apart() {
        let verdict = samples::rejected();
        let mut seen = BTreeSet::new();
        for check in &verdict.checks {
            assert!(seen.insert(verdict.fingerprint(check)));
        }
        let mut other = verdict.clone();
        other.subject.digest = None;
        assert!(seen.insert(other.fingerprint(&other.checks[0])));
    }

    #[test]
    fn uris_lead_nowhere_else() {
        let mut verdict = samples::allowed();
        let digest = verdict.subject.digest.unwrap();
        assert_eq!(
            verdict.subject_uri(),
            format!("oci://registry.example.com/team/app:v1.4.2@{digest}")
        );
        for (kind, name, wanted) in [
            (
                ArtifactKind::Oci,
                "//evil\r\n?x#y@sha256:00",
                "oci://evil%0D%0A%3Fx%23y",
            ),
            (
                ArtifactKind::Blob,
                "javascript:alert(1)",
                "javascript%3Aalert%281%29",
            ),
            (ArtifactKind::Blob, "//host/a b", "file:///host/a%20b"),
            (ArtifactKind::Model, "C:\\models", "C%3A%5Cmodels"),
        ] {
            verdict.subject.kind = kind;
            verdict.subject.reference = Some(name.to_owned());
            verdict.subject.digest = None;
            assert_eq!(verdict.subject_uri(), wanted);
        }
        verdict.subject.reference = None;
        assert_eq!(verdict.subject_uri(), "urn:bonafide:unnamed");
        let text = samples::hostile().to_sarif(&ExportOptions::default());
        assert!(text.bytes().all(|byte| (b' '..=b'~').contains(&byte)));
        assert!(!text.contains("\"uri\":\"javascript") && !text.contains('<'));
        let document: serde_json::Value = serde_json::from_str(&text).unwrap();
        for result in document["runs"][0]["results"].as_array().unwrap() {
            let message = result["message"]["text"].as_str().unwrap();
            assert!(!message.chars().any(char::is_control), "{message}");
            assert!(!message.contains('\u{202e}'), "{message}");
        }
    }

    #[test]
    fn documentation_is_linked_where_it_is_said_to_be() {
        let options = ExportOptions::default().with_docs("https://docs.example/");
        let text = samples::rejected().to_sarif(&options);
        assert!(
            text.contains("\"helpUri\":\"https://docs.example/codes.md#signature.wrong-subject\"")
        );
        let text = samples::rejected().to_sarif(&ExportOptions::default().with_docs("javascript:"));
        assert!(!text.contains("helpUri"));
    }
}
