//! The documents, made in code and the same in each run.

use serde_json::{Map, Value, json};

pub(crate) const REPOSITORY: &str = "acme-packages/parcel-delivery";
pub(crate) const COMMIT: &str = "693130cb6cb840a7bc9cb18c6510d536a95dc7e6";
pub(crate) const TAG: &str = "v13.0.30";
pub(crate) const BUILDER: &str = "https://github.com/slsa-framework/slsa-github-generator/.github/workflows/builder_maven_slsa3.yml@refs/tags/v2.0.0";
pub(crate) const BUILD_TYPE: &str =
    "https://github.com/slsa-framework/slsa-github-generator/delegator-generic@v0";
pub(crate) const WORKFLOW: &str = ".github/workflows/release.yml";

/// A SHA-256 for the artifact of this number.
pub(crate) fn digest(number: usize) -> String {
    format!(
        "{:064x}",
        (number as u128 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835)
    )
}

/// About 10 KB of provenance v1 as slsa-github-generator's delegators write it: one subject, and
/// the whole event of GitHub among the internal parameters.
pub(crate) fn statement(artifact: usize) -> String {
    let source = format!("git+https://github.com/{REPOSITORY}@refs/tags/{TAG}");
    let mut internal = environment();
    internal["GITHUB_EVENT_PAYLOAD"] = event();
    let document = json!({
        "_type": "https://in-toto.io/Statement/v0.1",
        "subject": [{"name": "parcel-1.21.4.jar", "digest": {"sha256": digest(artifact)}}],
        "predicateType": "https://slsa.dev/provenance/v1",
        "predicate": {
            "buildDefinition": {
                "buildType": BUILD_TYPE,
                "externalParameters": {
                    "inputs": {
                        "rekor-log-public": false,
                        "jdk-version": 17,
                        "directory": "./packages/parcel",
                    },
                    "vars": {},
                },
                "internalParameters": internal,
                "resolvedDependencies": [{"uri": source, "digest": {"gitCommit": COMMIT}}],
            },
            "runDetails": {
                "builder": {"id": BUILDER},
                "metadata": {
                    "invocationId": format!("https://github.com/{REPOSITORY}/actions/runs/8791219607/attempts/1"),
                },
            },
        },
    });
    document.to_string()
}

fn environment() -> Value {
    json!({
        "GITHUB_ACTOR_ID": "49289",
        "GITHUB_BASE_REF": "",
        "GITHUB_EVENT_NAME": "push",
        "GITHUB_REF": format!("refs/tags/{TAG}"),
        "GITHUB_REF_TYPE": "tag",
        "GITHUB_REPOSITORY": REPOSITORY,
        "GITHUB_REPOSITORY_ID": "486325809",
        "GITHUB_REPOSITORY_OWNER_ID": "80431187",
        "GITHUB_RUN_ATTEMPT": "1",
        "GITHUB_RUN_ID": "8791219607",
        "GITHUB_RUN_NUMBER": "100",
        "GITHUB_SHA": COMMIT,
        "GITHUB_TRIGGERING_ACTOR_ID": "49289",
        "GITHUB_WORKFLOW_REF": format!("{REPOSITORY}/{WORKFLOW}@refs/tags/{TAG}"),
        "GITHUB_WORKFLOW_SHA": COMMIT,
    })
}

/// The event of a pushed tag.
fn event() -> Value {
    let repository = format!("https://github.com/{REPOSITORY}");
    json!({
        "after": COMMIT,
        "base_ref": "refs/heads/main",
        "before": "0".repeat(40),
        "commits": [],
        "compare": format!("{repository}/compare/{TAG}"),
        "created": true,
        "deleted": false,
        "enterprise": account("enterprises", "acme"),
        "forced": false,
        "head_commit": {
            "author": {"email": "dev@acme.example", "name": "A Developer", "username": "dev"},
            "committer": {"email": "noreply@github.com", "name": "GitHub", "username": "web-flow"},
            "distinct": true,
            "id": COMMIT,
            "message": "Merge pull request #368 from acme/patch-17\n\nchore: v2.0.0: update \"refs\"",
            "timestamp": "2024-04-22T17:26:25-04:00",
            "tree_id": COMMIT,
            "url": format!("{repository}/commit/{COMMIT}"),
        },
        "organization": account("orgs", "acme-packages"),
        "pusher": {"email": "dev@acme.example", "name": "dev"},
        "ref": format!("refs/tags/{TAG}"),
        "repository": repository_of_event(),
        "sender": account("users", "dev"),
    })
}

fn account(kind: &str, name: &str) -> Value {
    let mut account = json!({
        "avatar_url": "https://avatars.githubusercontent.com/u/80431187?v=4",
        "gravatar_id": "",
        "html_url": format!("https://github.com/{name}"),
        "id": 80_431_187,
        "login": name,
        "node_id": "MDEyOk9yZ2FuaXphdGlvbjgwNDMxMTg3",
        "site_admin": false,
        "type": "Organization",
    });
    for part in [
        "events{/privacy}",
        "followers",
        "following{/other_user}",
        "gists{/gist_id}",
        "orgs",
        "received_events",
        "repos",
        "starred{/owner}{/repo}",
        "subscriptions",
    ] {
        let url = format!("https://api.github.com/{kind}/{name}/{part}");
        account[url_name(part)] = url.into();
    }
    account
}

fn repository_of_event() -> Value {
    let mut repository = json!({
        "allow_forking": true,
        "archived": false,
        "created_at": 1_651_087_843,
        "custom_properties": {},
        "default_branch": "main",
        "description": null,
        "disabled": false,
        "fork": false,
        "forks_count": 23,
        "full_name": REPOSITORY,
        "has_issues": true,
        "has_pages": false,
        "has_wiki": true,
        "homepage": null,
        "id": 486_325_809,
        "language": "TypeScript",
        "license": {
            "key": "apache-2.0",
            "name": "Apache License 2.0",
            "node_id": "MDc6TGljZW5zZTI=",
            "spdx_id": "Apache-2.0",
            "url": "https://api.github.com/licenses/apache-2.0",
        },
        "mirror_url": null,
        "name": "parcel",
        "node_id": "R_kgDOHPy-MQ",
        "open_issues_count": 39,
        "owner": account("users", "acme-packages"),
        "private": false,
        "pushed_at": 1_713_821_590,
        "size": 10_809,
        "stargazers_count": 15,
        "topics": [],
        "updated_at": "2024-04-22T21:26:30Z",
        "visibility": "public",
        "watchers": 15,
    });
    for part in [
        "{archive_format}{/ref}",
        "assignees{/user}",
        "git/blobs{/sha}",
        "branches{/branch}",
        "collaborators{/collaborator}",
        "comments{/number}",
        "commits{/sha}",
        "compare/{base}...{head}",
        "contents/{+path}",
        "contributors",
        "deployments",
        "downloads",
        "events",
        "forks",
        "git/commits{/sha}",
        "git/refs{/sha}",
        "git/tags{/sha}",
        "hooks",
        "issues/comments{/number}",
        "issues/events{/number}",
        "issues{/number}",
        "keys{/key_id}",
        "labels{/name}",
        "languages",
        "merges",
        "milestones{/number}",
        "notifications{?since,all,participating}",
        "pulls{/number}",
        "releases{/id}",
        "stargazers",
        "statuses/{sha}",
        "subscribers",
        "subscription",
        "tags",
        "teams",
        "git/trees{/sha}",
    ] {
        let url = format!("https://api.github.com/repos/{REPOSITORY}/{part}");
        repository[url_name(part)] = url.into();
    }
    repository
}

fn url_name(part: &str) -> String {
    let name: String = part.chars().take_while(|c| *c != '{').collect();
    format!("{}_url", name.trim_end_matches('/').replace('/', "_"))
}

/// Provenance of BuildKit with this many steps, each with its place in the Dockerfile and its
/// digest: 4,000 of them are 2.5 MB.
pub(crate) fn buildkit(steps: usize) -> String {
    let (mut list, mut digests, mut places) = (Vec::new(), Map::new(), Map::new());
    for number in 0..steps {
        let step = format!("step{number}");
        let input = format!("step{}:0", number.saturating_sub(1));
        list.push(json!({
            "id": step,
            "op": {
                "Op": {"exec": {
                    "meta": {
                        "args": ["/bin/sh", "-c", format!("apt-get install -y --no-install-recommends package-{number}=1.{number}.0 && rm -rf \"/var/lib/apt/lists\"")],
                        "env": ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND=noninteractive"],
                        "cwd": "/work",
                        "removeMountStubsRecursive": true,
                    },
                    "mounts": [{"input": 0, "dest": "/", "output": 0}],
                }},
                "constraints": {},
                "platform": {"Architecture": "amd64", "OS": "linux"},
            },
            "inputs": [input],
        }));
        digests.insert(format!("sha256:{}", digest(number)), json!(step));
        let range = json!({"start": {"line": number + 1}, "end": {"line": number + 1}});
        places.insert(step, json!({"locations": [{"ranges": [range]}]}));
    }
    let document = json!({
        "_type": "https://in-toto.io/Statement/v0.1",
        "predicateType": "https://slsa.dev/provenance/v0.2",
        "subject": [{"name": "pkg:docker/acme/app@latest", "digest": {"sha256": digest(0)}}],
        "predicate": {
            "builder": {"id": ""},
            "buildType": "https://mobyproject.org/buildkit@v1",
            "materials": [{
                "uri": "pkg:docker/debian@stable?platform=linux%2Famd64",
                "digest": {"sha256": digest(1)},
            }],
            "invocation": {
                "configSource": {"entryPoint": "Dockerfile"},
                "parameters": {"frontend": "dockerfile.v0", "locals": [{"name": "context"}]},
                "environment": {"platform": "linux/amd64"},
            },
            "buildConfig": {"llbDefinition": list, "digestMapping": digests},
            "metadata": {
                "buildInvocationID": "rlp0jz8kkqphr0y0wmd5q5sz9",
                "buildStartedOn": "2024-04-22T21:26:30.123456789Z",
                "https://mobyproject.org/buildkit@v1#metadata": {"source": {"locations": places}},
            },
        },
    });
    document.to_string()
}

/// A statement about this many artifacts: 20,000 of them are 2.6 MB.
pub(crate) fn subjects(count: usize) -> String {
    let subjects: Vec<Value> = (0..count)
        .map(|number| {
            let name = format!("build/outputs/packages/parcel-{number}.jar");
            json!({"name": name, "digest": {"sha256": digest(number)}})
        })
        .collect();
    let document = json!({
        "_type": "https://in-toto.io/Statement/v1",
        "subject": subjects,
        "predicateType": "https://slsa.dev/provenance/v1",
        "predicate": {
            "buildDefinition": {"buildType": BUILD_TYPE, "externalParameters": {"vars": {}}},
            "runDetails": {"builder": {"id": BUILDER}},
        },
    });
    document.to_string()
}

/// The same document with the names of all objects in reverse order, which is the worst of orders.
#[allow(dead_code, reason = "each bench has its own inputs")]
pub(crate) fn reversed(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let members = members.iter().rev();
            let members =
                members.map(|(name, value)| format!("{}:{}", json!(name), reversed(value)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(","))
        }
        Value::Array(elements) => {
            let elements: Vec<String> = elements.iter().map(reversed).collect();
            format!("[{}]", elements.join(","))
        }
        scalar => scalar.to_string(),
    }
}
