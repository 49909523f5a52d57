//! Attestations of images: provenance, lists of components, reports, and verdicts of others.

use bonafide_testkit::Sigstore;
use bonafide_testkit::image::{Statement, Store, hex_of};
use serde_json::{Value, json};

use crate::Row;
use crate::common::{Case, REPOSITORY, policy};
use crate::reports;

const TEST: &str = "https://example.test/predicate/v1";
const PROVENANCE: &str = "https://slsa.dev/provenance/v1";
const CYCLONEDX: &str = "https://cyclonedx.org/bom";
pub(super) const SIGNED: &str = "2025-04-11T00:00:00Z";

pub(super) struct Statements<'a> {
    kit: &'a Sigstore,
    case: &'a Case,
    rows: Vec<Row>,
}

impl Statements<'_> {
    /// An image with these statements by the key `a`, of which a requirement wants something.
    pub(super) fn add(
        &mut self,
        artifact: &'static str,
        statements: &[(&str, Value)],
        wanted: &Value,
        expected: (&'static str, &'static str, &'static str),
    ) {
        let by_a = statements
            .iter()
            .map(|(kind, predicate)| (*kind, predicate, "a"));
        self.add_by(artifact, &by_a.collect::<Vec<_>>(), wanted, expected);
    }

    pub(super) fn add_by(
        &mut self,
        artifact: &'static str,
        statements: &[(&str, &Value, &str)],
        wanted: &Value,
        (decision, code, place): (&'static str, &'static str, &'static str),
    ) {
        let mut store = Store::image("app");
        for (kind, predicate, by) in statements {
            let statement = Statement::attestation(&store.subject, kind, (*predicate).clone());
            let plan = statement.plan(self.kit).by_key().signed_by(by);
            store.attach_bundle(&plan.mint());
        }
        let number = self.rows.len();
        let layout = self.case.layout(&format!("attested-{number}"), &store);
        let name = format!("{REPOSITORY}@{}", store.subject);
        let policy = policy(self.kit, &["a"], wanted);
        let expected = [decision, "rule/r", code, place];
        self.rows.push(Row::new(
            artifact,
            &[&layout, "--reference", &name],
            policy,
            expected,
        ));
    }
}

pub(super) fn rows(kit: &Sigstore, case: &Case) -> Vec<Row> {
    let mut all = Statements {
        kit,
        case,
        rows: Vec::new(),
    };
    attestations(&mut all);
    provenance(&mut all);
    components(&mut all);
    reports::vulnerabilities(&mut all);
    reports::summaries(&mut all);
    all.rows
}

fn attestations(all: &mut Statements<'_>) {
    let wanted = |more: Value| {
        let mut wanted = json!({"attestation": {"by": ["a"], "predicate_type": [TEST]}});
        if !more.is_null() {
            wanted["attestation"]["conditions"] = more;
        }
        wanted
    };
    let own = "candidate: statement.predicate-type";
    all.add(
        "no attestation",
        &[],
        &wanted(Value::Null),
        ("quarantine", "attestation.missing", "artifact"),
    );
    all.add(
        "an attestation of another type",
        &[("https://example.test/other", json!({}))],
        &wanted(Value::Null),
        ("quarantine", "attestation.missing", own),
    );
    let condition = wanted(json!({"pointer": "/result", "eq": "passed"}));
    all.add(
        "an attestation that says something else",
        &[(TEST, json!({"result": "failed"}))],
        &condition,
        (
            "reject",
            "attestation.condition-failed",
            "candidate: attestation.condition-failed",
        ),
    );
    all.add(
        "an attestation that does not say it",
        &[(TEST, json!({}))],
        &condition,
        (
            "reject",
            "attestation.condition-failed",
            "candidate: attestation.condition-failed",
        ),
    );
    all.add_by(
        "an attestation by another key",
        &[(TEST, &json!({}), "b")],
        &wanted(Value::Null),
        ("reject", "key.untrusted", "candidate: signature.invalid"),
    );
}

fn provenance(all: &mut Statements<'_>) {
    let predicate = json!({
        "buildDefinition": {
            "buildType": "https://actions.github.io/buildtypes/workflow/v1",
            "externalParameters": {"workflow": {
                "ref": "refs/tags/v1", "repository": "https://github.com/acme/app",
                "path": ".github/workflows/release.yml",
            }},
            "internalParameters": {"github": {"event_name": "push"}},
            "resolvedDependencies": [{
                "uri": "git+https://github.com/acme/app@refs/tags/v1",
                "digest": {"gitCommit": "0123456789abcdef0123456789abcdef01234567"},
            }],
        },
        "runDetails": {"builder": {"id": "https://github.com/acme/app/.github/workflows/release.yml@refs/tags/v1"}},
    });
    let wanted = |name: &str, value: Value| {
        let mut wanted = json!({"provenance": {
            "by": ["a"], "builders": ["https://github.com/acme/**@refs/tags/v*"],
        }});
        wanted["provenance"][name] = value;
        wanted
    };
    let one = [(PROVENANCE, predicate.clone())];
    let builders = wanted(
        "builders",
        json!(["https://github.com/other/**@refs/tags/v*"]),
    );
    all.add(
        "provenance of another builder",
        &one,
        &builders,
        (
            "reject",
            "slsa.builder.id-mismatch",
            "/runDetails/builder/id",
        ),
    );
    let source = wanted("source", json!(["git+https://github.com/other/*"]));
    all.add(
        "provenance of another source",
        &one,
        &source,
        ("reject", "slsa.source.repo", "candidate: slsa.source.repo"),
    );
    let reference = wanted("ref", json!(["refs/tags/v2*"]));
    all.add(
        "provenance of another tag",
        &one,
        &reference,
        ("reject", "slsa.ref.tag", "candidate: slsa.ref.tag"),
    );
    let kind = wanted("build_types", json!(["https://example.test/build"]));
    all.add(
        "provenance of another type of build",
        &one,
        &kind,
        ("reject", "slsa.build-type", "/buildDefinition/buildType"),
    );
    all.add(
        "provenance of too low a level",
        &one,
        &wanted("slsa_build_level", json!(3)),
        ("reject", "slsa.level", "candidate: slsa.level"),
    );
    all.add(
        "provenance that is too old",
        &one,
        &wanted("max_age", json!("1m")),
        ("reject", "slsa.freshness", "candidate: slsa.freshness"),
    );
    let empty = [(PROVENANCE, json!({"buildDefinition": {}}))];
    all.add(
        "provenance that says nothing",
        &empty,
        &wanted("builders", json!(["https://github.com/acme/**"])),
        (
            "reject",
            "prov.missing-field",
            "/buildDefinition/externalParameters",
        ),
    );
    all.add(
        "no provenance",
        &[],
        &wanted("source", json!(["git+https://github.com/acme/*"])),
        ("quarantine", "provenance.missing", "artifact"),
    );
}

fn components(all: &mut Statements<'_>) {
    let document = json!({
        "bomFormat": "CycloneDX", "specVersion": "1.6",
        "metadata": {"timestamp": SIGNED, "component": {"type": "container", "bom-ref": "root", "name": "app"}},
        "components": [{
            "type": "library", "bom-ref": "a", "name": "left", "version": "1",
            "purl": "pkg:npm/left@1", "licenses": [{"license": {"id": "AGPL-3.0-only"}}],
        }],
    });
    let wanted = |name: &str, value: Value| {
        let mut wanted = json!({"sbom": {"by": ["a"]}});
        wanted["sbom"][name] = value;
        wanted
    };
    let one = [(CYCLONEDX, document.clone())];
    all.add(
        "a component with a licence that is denied",
        &one,
        &wanted("licences_deny", json!(["AGPL-3.0-only"])),
        (
            "reject",
            "sbom.licence-denied",
            "/components/0/licenses/0/license/id",
        ),
    );
    all.add(
        "a component that is denied",
        &one,
        &wanted("packages_deny", json!(["pkg:npm/left@*"])),
        ("reject", "sbom.package-denied", "/components/0"),
    );
    all.add(
        "a list that does not name its image",
        &one,
        &wanted("must_list_subject", json!(true)),
        (
            "reject",
            "sbom.subject-silent",
            "candidate: sbom.subject-silent",
        ),
    );
    all.add(
        "a list of another format",
        &one,
        &wanted("formats", json!(["spdx"])),
        ("reject", "statement.predicate-type", "/predicateType"),
    );
    let broken = [(
        CYCLONEDX,
        json!({"bomFormat": "CycloneDX", "specVersion": "1.6", "components": {}}),
    )];
    all.add(
        "a list that is none",
        &broken,
        &wanted("max_age", json!("7d")),
        ("reject", "sbom.malformed", "/components"),
    );
    let mut other = document;
    let hex = hex_of(&Store::image("other").subject).to_owned();
    other["metadata"]["component"]["purl"] = json!(format!("pkg:oci/app@sha256:{hex}"));
    all.add(
        "a list of another image",
        &[(CYCLONEDX, other)],
        &wanted("must_list_subject", json!(true)),
        (
            "reject",
            "sbom.subject-mismatch",
            "/metadata/component/purl",
        ),
    );
}
