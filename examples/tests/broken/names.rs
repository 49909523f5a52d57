//! References, and what policies say of them.

use bonafide_testkit::Sigstore;
use serde_json::{Value, json};

use crate::Row;
use crate::common::{Case, policy, signature};

pub(super) fn rows(kit: &Sigstore, _case: &Case) -> Vec<Row> {
    let wanted = |edit: fn(&mut Value)| {
        let mut policy = policy(kit, &["a"], &signature(&["a"]));
        edit(&mut policy);
        policy
    };
    let row = |artifact, name: &str, edit: fn(&mut Value), check, code, place| {
        let policy = wanted(edit);
        Row::new(artifact, &[name], policy, ["reject", check, code, place])
    };
    vec![
        row(
            "a name that is no reference",
            "docker://registry.test/Owner//app",
            |_| (),
            "ref/parse",
            "ref.invalid",
            "artifact",
        ),
        row(
            "a name with a digest that is none",
            "docker://registry.test/app@sha256:12",
            |_| (),
            "ref/parse",
            "ref.invalid",
            "artifact",
        ),
        row(
            "an image of a registry that is not allowed",
            "docker://evil.test/registry.test/app:1",
            |policy| {
                policy["registries"] = json!({"allow": ["registry.test/**"]});
            },
            "ref/registry",
            "ref.registry-not-allowed",
            "/registries/allow",
        ),
        row(
            "an image of a registry with a look-alike name",
            "docker://registry.test.evil.test/app:1",
            |policy| {
                policy["registries"] = json!({"allow": ["registry.test/**"]});
            },
            "ref/registry",
            "ref.registry-not-allowed",
            "/registries/allow",
        ),
        row(
            "an image of a repository that is denied",
            "docker://registry.test/sandbox/app:1",
            |policy| {
                policy["registries"] = json!({"deny": ["registry.test/sandbox/**"]});
            },
            "ref/registry",
            "ref.registry-not-allowed",
            "/registries/deny",
        ),
        row(
            "an image that no rule is about",
            "docker://registry.test/app:1",
            |policy| {
                policy["rules"][0]["match"] = json!({"ref": ["registry.test/owner/**"]});
            },
            "ref/rule",
            "ref.no-matching-rule",
            "/default",
        ),
        row(
            "a tag where a digest is wanted",
            "docker://registry.test/app:1",
            |policy| {
                policy["rules"][0]["pin"] = json!("require");
            },
            "ref/pin",
            "digest.not-pinned",
            "artifact",
        ),
        row(
            "an image that a rule rejects without a look",
            "docker://registry.test/app:1",
            |policy| {
                policy["rules"][0]["require"] = json!([{"id": "r", "static": {"decision": "reject", "message": "not any more"}}]);
                policy["signers"] = json!({});
                policy["trust"] = json!({});
            },
            "rule/r",
            "policy.static-reject",
            "artifact",
        ),
    ]
}
