//! Rules: one for each scope, which leaves out what more specific scopes are about.

use std::collections::{BTreeMap, BTreeSet};

use bonafide_digest::sha256;
use bonafide_report::Place;

use super::super::error::{ImportError, ImportErrorKind};
use super::scope::{Scope, name_of, parents, transports};
use super::source::too_many;
use crate::{ArtifactKind, Lookup, Matching, Pin, ReferencePattern, Requirement, Rule, Transport};

/// Requirements of a scope; the empty one is the default of its transport.
#[derive(Clone, Debug)]
pub(super) struct Scoped {
    pub(super) transport: Transport,
    pub(super) text: String,
    pub(super) scope: Scope,
    pub(super) require: Vec<Requirement>,
}

/// What is read: the requirements that are there.
#[derive(Debug, Default)]
pub(super) struct Policy {
    pub(super) default: Vec<Requirement>,
    pub(super) scopes: Vec<Scoped>,
}

/// The most rules of a policy (policy DOC-3).
const MOST_RULES: usize = 1_000;

/// Bytes of the text of a scope that the name of its rule shows.
const MOST_SHOWN: usize = 24;

/// # Errors
/// More rules than a policy may have.
pub(super) fn of(policy: Policy) -> Result<Vec<Rule>, ImportError> {
    let Policy { default, scopes } = policy;
    let mut by_transport: BTreeMap<Transport, Vec<Scoped>> = BTreeMap::new();
    for scoped in scopes {
        by_transport
            .entry(scoped.transport)
            .or_default()
            .push(scoped);
    }
    // A transport with scopes and without a default of its own has the default of all, but for what
    // its scopes are about.
    for (transport, scopes) in &mut by_transport {
        if !scopes.iter().any(|scoped| scoped.scope == Scope::Default) {
            scopes.push(Scoped {
                transport: *transport,
                text: String::new(),
                scope: Scope::Default,
                require: default.clone(),
            });
        }
    }
    let rest: BTreeSet<Transport> = transports()
        .filter(|transport| !by_transport.contains_key(transport))
        .collect();
    let mut rules = Vec::new();
    for scopes in by_transport.values() {
        if rules.len().saturating_add(scopes.len()) >= MOST_RULES {
            return Err(too_many("scopes", MOST_RULES));
        }
        rules.extend(of_transport(scopes)?);
    }
    // No transport at all would mean any.
    if !rest.is_empty() {
        rules.push(rule("default".to_owned(), everything(rest), default));
    }
    Ok(rules)
}

fn of_transport(scopes: &[Scoped]) -> Result<Vec<Rule>, ImportError> {
    let at: BTreeMap<&str, usize> = scopes
        .iter()
        .enumerate()
        .map(|(at, scoped)| (scoped.text.as_str(), at))
        .collect();
    // What is nearest above a scope leaves it out; what is further above leaves out that.
    let mut excepted: BTreeMap<usize, Vec<&Scope>> = BTreeMap::new();
    for scoped in scopes {
        let above = parents(&scoped.scope, &scoped.text);
        let nearest = above.iter().find_map(|parent| at.get(parent.as_str()));
        let nearest = nearest.or_else(|| at.get("").filter(|_| !scoped.text.is_empty()));
        if let Some(nearest) = nearest {
            excepted.entry(*nearest).or_default().push(&scoped.scope);
        }
    }
    let rules = scopes.iter().enumerate().map(|(at, scoped)| {
        let mut matching = everything(BTreeSet::from([scoped.transport]));
        add(&scoped.scope, &mut matching.reference, &mut matching.path)?;
        for scope in excepted.get(&at).into_iter().flatten() {
            add(scope, &mut matching.except, &mut matching.except_path)?;
        }
        Ok(rule(id_of(scoped), matching, scoped.require.clone()))
    });
    rules.collect()
}

fn everything(transport: BTreeSet<Transport>) -> Matching {
    Matching {
        artifact: BTreeSet::from([ArtifactKind::Oci]),
        transport,
        lookup: Lookup::Containers,
        ..Matching::default()
    }
}

fn add(
    scope: &Scope,
    references: &mut Vec<ReferencePattern>,
    paths: &mut Vec<String>,
) -> Result<(), ImportError> {
    match scope {
        Scope::Reference(pattern) => {
            references.push(ReferencePattern::parse(pattern).map_err(|error| {
                let why = format!("no pattern can say a scope: {error}");
                let place = Place::root().member("transports");
                ImportError::new(
                    ImportErrorKind::Unsupported,
                    place,
                    why,
                    "correct the scope",
                )
            })?);
        }
        Scope::Path(path) => paths.push(path.clone()),
        Scope::Default | Scope::Unreachable => {}
    }
    Ok(())
}

const fn rule(id: String, matching: Matching, require: Vec<Requirement>) -> Rule {
    Rule {
        id,
        matching,
        pin: Pin::Resolve,
        require,
    }
}

/// `<transport>.<some of the scope>.<16 hexadecimal digits of its SHA-256>`, in the letters of ids;
/// `<transport>.default` for the empty scope.
fn id_of(scoped: &Scoped) -> String {
    let transport = name_of(scoped.transport);
    if scoped.text.is_empty() {
        return format!("{transport}.default");
    }
    let mut shown = String::new();
    for c in scoped.text.chars().filter(char::is_ascii).take(MOST_SHOWN) {
        match c {
            'a'..='z' | '0'..='9' | '.' | '_' => shown.push(c),
            _ => shown.push('-'),
        }
    }
    let hash = sha256(&[scoped.text.as_bytes()]);
    let hex = hash.iter().take(8).map(|byte| format!("{byte:02x}"));
    format!("{transport}.{shown}.{}", hex.collect::<String>())
}
