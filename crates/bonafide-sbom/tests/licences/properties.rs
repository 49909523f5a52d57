//! What holds for every text.

use bonafide_sbom::{LicenceForm, LicencePolicy, Truth};
use proptest::prelude::*;

use crate::kit::{codes, judge, judge_form, policy, read, truth};

/// A tree written out, and the leaves in it.
#[derive(Clone, Debug)]
enum Tree {
    Leaf(usize),
    And(Box<Tree>, Box<Tree>),
    Or(Box<Tree>, Box<Tree>),
}

const LEAVES: [&str; 6] = [
    "MIT",
    "Apache-2.0",
    "GPL-3.0-only",
    "GPL-2.0-only WITH Classpath-exception-2.0",
    "MPL-2.0+",
    "ISC",
];

impl Tree {
    fn write(&self) -> String {
        match self {
            Self::Leaf(leaf) => LEAVES[*leaf].to_owned(),
            Self::And(left, right) => format!("({}) AND ({})", left.write(), right.write()),
            Self::Or(left, right) => format!("({}) OR ({})", left.write(), right.write()),
        }
    }

    /// The same with the operands of each operator exchanged.
    fn mirror(&self) -> Self {
        match self {
            Self::Leaf(leaf) => Self::Leaf(*leaf),
            Self::And(left, right) => Self::And(Box::new(right.mirror()), Box::new(left.mirror())),
            Self::Or(left, right) => Self::Or(Box::new(right.mirror()), Box::new(left.mirror())),
        }
    }

    fn truth(&self, of: &[Truth]) -> Truth {
        match self {
            Self::Leaf(leaf) => of[*leaf],
            Self::And(left, right) => left.truth(of).min(right.truth(of)),
            Self::Or(left, right) => left.truth(of).max(right.truth(of)),
        }
    }
}

fn tree() -> impl Strategy<Value = Tree> {
    let leaf = (0..LEAVES.len()).prop_map(Tree::Leaf);
    leaf.prop_recursive(5, 24, 2, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(l, r)| Tree::And(l.into(), r.into())),
            (inner.clone(), inner).prop_map(|(l, r)| Tree::Or(l.into(), r.into())),
        ]
    })
}

fn truths() -> impl Strategy<Value = Vec<Truth>> {
    let one = prop_oneof![Just(Truth::Deny), Just(Truth::Unknown), Just(Truth::Allow)];
    prop::collection::vec(one, LEAVES.len())
}

/// The policy under which the leaves have these values.
fn policy_of(truths: &[Truth]) -> LicencePolicy {
    let list = |wanted| -> Vec<&str> {
        let pairs = LEAVES.iter().zip(truths);
        let mut list: Vec<&str> = pairs
            .filter(|(_, truth)| **truth == wanted)
            .map(|(leaf, _)| *leaf)
            .collect();
        // Never empty.
        if wanted == Truth::Allow {
            list.push("Beerware");
        }
        list
    };
    LicencePolicy::of_entries(&list(Truth::Allow), &list(Truth::Deny)).unwrap()
}

/// Texts that are nearly expressions.
fn nearly() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "MIT",
        "mit",
        "AND",
        "or",
        "With",
        "(",
        ")",
        "+",
        " ",
        "\t",
        "GPL-2.0",
        "eCos-2.0",
        "NONE",
        "LicenseRef-",
        "x",
        "DocumentRef-d:",
        "AdditionRef-y",
        "LLVM-exception",
        "/",
        ",",
        "BSD",
        "apache",
        "é",
        "\u{2028}",
        "Nokia-Qt-exception-1.1",
        "-",
        ":",
        "NOASSERTION",
        "gpl",
    ]);
    prop::collection::vec((words, any::<bool>()), 0..24).prop_map(|words| {
        words
            .into_iter()
            .map(|(word, has_space)| format!("{word}{}", if has_space { " " } else { "" }))
            .collect()
    })
}

proptest! {
    #[test]
    fn no_text_panics(text in prop_oneof![any::<String>(), nearly()]) {
        let policy = policy(crate::kit::POLICY);
        let expression = judge(&policy, &text);
        judge_form(&policy, LicenceForm::Id(&text));
        judge_form(&policy, LicenceForm::Name(&text));
        for finding in expression.findings() {
            if let Some(span) = &finding.span {
                prop_assert!(text.get(span.clone()).is_some(), "{:?} of {:?}", span, text);
            }
        }
        let is_invalid = codes(&expression).contains(&"sbom.licence-invalid");
        prop_assert_eq!(is_invalid, read(&text).fault().is_some());
    }

    #[test]
    fn no_policy_panics(text in any::<String>(), entry in nearly()) {
        let _ = LicencePolicy::parse(text.as_bytes());
        let _ = LicencePolicy::of_entries(&[&entry], &["MIT"]);
    }

    #[test]
    fn what_is_canonical_is_read_strictly(text in nearly()) {
        if let Some(canonical) = read(&text).canonical() {
            let again = read(canonical);
            prop_assert_eq!(again.canonical(), Some(canonical));
        }
    }

    #[test]
    fn the_tree_is_evaluated_as_written(tree in tree(), truths in truths()) {
        let policy = policy_of(&truths);
        prop_assert_eq!(truth(&policy, &tree.write()), tree.truth(&truths));
    }

    #[test]
    fn operands_may_be_exchanged(tree in tree(), truths in truths()) {
        let policy = policy_of(&truths);
        let mirrored = truth(&policy, &tree.mirror().write());
        prop_assert_eq!(truth(&policy, &tree.write()), mirrored);
    }

    #[test]
    fn a_better_term_makes_nothing_worse(tree in tree(), one in truths(), other in truths()) {
        let better: Vec<Truth> = one.iter().zip(&other).map(|(one, other)| *one.max(other)).collect();
        let text = tree.write();
        prop_assert!(truth(&policy_of(&one), &text) <= truth(&policy_of(&better), &text));
    }

    #[test]
    fn failing_terms_force_the_result(tree in tree(), truths in truths()) {
        let text = tree.write();
        let judgement = judge(&policy_of(&truths), &text);
        let failing = judgement.records()[0].failing_terms();
        prop_assert_eq!(failing.is_empty(), judgement.truth() == Truth::Allow);
        // With every other term allowed it is the same.
        let others: Vec<Truth> = LEAVES
            .iter()
            .zip(&truths)
            .map(|(leaf, truth)| match failing.iter().any(|term| term == leaf) {
                true => *truth,
                false => Truth::Allow,
            })
            .collect();
        prop_assert_eq!(truth(&policy_of(&others), &text), judgement.truth());
    }
}
