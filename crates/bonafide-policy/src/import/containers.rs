//! `policy.json` of containers.
//!
//! # Specification
//! `containers-policy.json(5)`.

mod identity;
mod material;
mod requirement;
mod rules;
mod scope;
mod sigstore;
mod source;

use bonafide_report::{Decision, Escaped};

use super::detect::Format;
use super::error::{ImportError, Reasons};
use super::imported::Imported;
use super::note::NoteKind;
use super::options::{ImportOptions, MOST_BYTES, MOST_DEPTH};
use crate::error::Problems;
use crate::syntax::{self, Node, Syntax, SyntaxLimits};
use crate::{
    ClassDecisions, ExceptionRules, PolicyDocument, PolicyLimits, Registries, Requirement,
};
use requirement::requirements;
use rules::{Policy, Scoped};
use scope::{Scope, transport_named};
use source::{Found, Source};

pub(super) fn import(bytes: &[u8], options: &ImportOptions) -> Result<Imported, Vec<ImportError>> {
    let mut source = Source::new(options);
    let root = parse(bytes, &mut source.reasons);
    let policy = root.map(|root| read(&root, &mut source));
    match policy {
        Some(policy) if source.reasons.is_empty() => imported(policy, source),
        _ => Err(source.reasons.into_vec()),
    }
}

fn parse(bytes: &[u8], reasons: &mut Reasons) -> Option<Node> {
    let limits = SyntaxLimits {
        bytes: MOST_BYTES,
        depth: MOST_DEPTH,
    };
    let mut problems = Problems::new();
    let root = syntax::parse(bytes, Syntax::Json, &limits, &mut problems);
    for problem in problems.into_vec() {
        reasons.push(problem.into());
    }
    root
}

fn read(root: &Node, source: &mut Source<'_>) -> Policy {
    let root = Found::root(root);
    let mut policy = Policy::default();
    let Some(fields) = source.fields(&root, &["default", "transports"]) else {
        return policy;
    };
    if let Some(default) = source.required(&fields, "default") {
        policy.default = requirements(&default, source);
        warn_of_default(&policy.default, &default, source);
    }
    if let Some(transports) = fields.optional("transports") {
        for transport in source.members(&transports).into_iter().flatten() {
            read_transport(&transport, source, &mut policy.scopes);
        }
    }
    policy
}

fn warn_of_default(default: &[Requirement], found: &Found<'_>, source: &mut Source<'_>) {
    if !default.is_empty() && default.iter().all(requirement::is_allowed) {
        let detail = "what no scope is about is accepted";
        source.note(NoteKind::AllowByNoMatch, found, detail);
    }
}

fn read_transport(found: &Found<'_>, source: &mut Source<'_>, scopes: &mut Vec<Scoped>) {
    let transport = transport_named(found.name);
    if transport.is_none() {
        let detail = format!("no image is had by a transport {}", Escaped(found.name));
        source.note(NoteKind::ScopeUnreachable, found, detail);
    }
    for entry in source.members(found).into_iter().flatten() {
        let scope = transport.and_then(|transport| {
            let scope = scope::read(transport, &entry, source)?;
            Some((transport, scope))
        });
        // The requirements are judged wherever they stand; those of no image count no signers.
        let is_reachable = matches!(&scope, Some((_, scope)) if *scope != Scope::Unreachable);
        let require = source.counting(is_reachable, |source| requirements(&entry, source));
        if let Some((transport, scope)) = scope.filter(|_| is_reachable) {
            scopes.push(Scoped {
                transport,
                text: entry.name.to_owned(),
                scope,
                require,
            });
        }
    }
}

fn imported(policy: Policy, mut source: Source<'_>) -> Result<Imported, Vec<ImportError>> {
    let rules = rules::of(policy).map_err(|error| vec![error])?;
    let (trust, signers) = source.take_material().map_err(|error| vec![error])?;
    let document = PolicyDocument {
        name: "containers-policy".to_owned(),
        version: "imported".to_owned(),
        description: None,
        // Every image that is had by a transport is in some rule.
        default: Decision::Reject,
        registries: Registries::default(),
        // The format has no digests of files.
        allow_unpinned_files: true,
        trust,
        signers,
        rules,
        exceptions: Vec::new(),
        exception_rules: ExceptionRules::default(),
        // What is not there, or cannot be judged, is rejected by the format.
        decisions: ClassDecisions {
            missing: Some(Decision::Reject),
            unsupported: Some(Decision::Reject),
            ..ClassDecisions::default()
        },
        limits: PolicyLimits::default(),
    };
    Ok(Imported {
        format: Format::ContainersPolicy,
        document,
        notes: source.notes,
    })
}
