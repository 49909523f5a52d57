//! The grammar of markers.

use super::Operator;
use super::environment::Variable;
use super::marker::{Atom, Comparison, Node};

/// The most comparisons in one marker.
const ATOMS: usize = 256;

/// Parentheses inside each other.
const DEPTH: usize = 32;

/// Reads a marker into postfix order, with a stack instead of recursion.
pub(super) fn parse(text: &str) -> Option<Vec<Node>> {
    let mut reader = Reader { rest: text };
    let mut nodes = Vec::new();
    let mut operators = Vec::new();
    let mut atoms = 0_usize;
    loop {
        while reader.take("(") {
            operators.push(Pending::Open);
            (operators.len() <= DEPTH.saturating_mul(3)).then_some(())?;
        }
        nodes.push(Node::Atom(reader.atom()?));
        atoms = atoms.saturating_add(1);
        (atoms <= ATOMS).then_some(())?;
        while reader.take(")") {
            close(&mut nodes, &mut operators)?;
        }
        let operator = match reader.word() {
            "and" => Pending::And,
            "or" => Pending::Or,
            "" if reader.rest.is_empty() => break,
            _ => return None,
        };
        while let Some(top) = operators.last().filter(|top| binds(**top, operator)) {
            nodes.push(top.node()?);
            operators.pop();
        }
        operators.push(operator);
    }
    while let Some(operator) = operators.pop() {
        nodes.push(operator.node()?);
    }
    Some(nodes)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Pending {
    Open,
    And,
    Or,
}

impl Pending {
    const fn node(self) -> Option<Node> {
        match self {
            Self::Open => None,
            Self::And => Some(Node::And),
            Self::Or => Some(Node::Or),
        }
    }
}

/// Whether the operator on the stack binds what stands before `next`.
fn binds(top: Pending, next: Pending) -> bool {
    top == Pending::And || (top == Pending::Or && next == Pending::Or)
}

fn close(nodes: &mut Vec<Node>, operators: &mut Vec<Pending>) -> Option<()> {
    loop {
        match operators.pop()? {
            Pending::Open => return Some(()),
            operator => nodes.push(operator.node()?),
        }
    }
}

struct Reader<'t> {
    rest: &'t str,
}

enum Side<'t> {
    Variable(Variable),
    Text(&'t str),
}

impl<'t> Reader<'t> {
    fn skip(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t']);
    }

    fn take(&mut self, sign: &str) -> bool {
        self.skip();
        let rest = self.rest.strip_prefix(sign);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// The word at the cursor; empty where there is none.
    fn word(&mut self) -> &'t str {
        self.skip();
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.');
        let end = self.rest.find(|c| !is_part(c)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at_checked(end).unwrap_or_default();
        self.rest = rest;
        word
    }

    fn atom(&mut self) -> Option<Atom> {
        let left = self.side()?;
        let comparison = self.comparison()?;
        let right = self.side()?;
        let (variable, literal, is_reversed) = match (left, right) {
            (Side::Variable(variable), Side::Text(text)) => (variable, text, false),
            (Side::Text(text), Side::Variable(variable)) => (variable, text, true),
            _ => return None,
        };
        Some(Atom {
            variable,
            comparison,
            literal: literal.to_owned(),
            is_reversed,
        })
    }

    fn side(&mut self) -> Option<Side<'t>> {
        self.skip();
        for quote in ['\'', '"'] {
            if let Some(rest) = self.rest.strip_prefix(quote) {
                let (text, rest) = rest.split_once(quote)?;
                self.rest = rest;
                return (!text.contains('\\')).then_some(Side::Text(text));
            }
        }
        Variable::parse(self.word()).map(Side::Variable)
    }

    fn comparison(&mut self) -> Option<Comparison> {
        self.skip();
        if let Some((operator, rest)) = Operator::split(self.rest) {
            self.rest = rest;
            return Some(Comparison::Versions(operator));
        }
        match self.word() {
            "in" => Some(Comparison::In),
            // Some readers know no other blank in it.
            "not" if self.rest.starts_with(" in") && self.word() == "in" => Some(Comparison::NotIn),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Environment, Marker, Variable};

    fn holds(text: &str) -> Option<bool> {
        let environment =
            Environment::linux("3.11.7", "x86_64").with(Variable::PlatformRelease, "6.1.0-generic");
        Marker::parse(text)
            .unwrap_or_else(|| panic!("{text}"))
            .evaluate(&environment)
    }

    #[test]
    fn markers_hold_or_not() {
        for (text, wanted) in [
            ("python_version >= '3.8'", Some(true)),
            ("python_version<\"3.10\"", Some(false)),
            ("'3.8' <= python_version", Some(true)),
            ("python_full_version == '3.11.*'", Some(true)),
            ("python_version ~= '3.9'", Some(true)),
            ("python_version === '3.11'", Some(true)),
            ("sys_platform == 'linux' and os_name != 'nt'", Some(true)),
            (
                "sys_platform == 'win32' or sys.platform == 'linux'",
                Some(true),
            ),
            // And binds closer than or.
            (
                "os_name == 'posix' or os_name == 'x' and os_name == 'y'",
                Some(true),
            ),
            (
                "(os_name == 'posix' or os_name == 'x') and os_name == 'y'",
                Some(false),
            ),
            ("((os_name == 'posix'))", Some(true)),
            ("'lin' in sys_platform", Some(true)),
            ("sys_platform not in 'linux darwin'", Some(false)),
            ("python_version in '3.10 3.11'", Some(true)),
            ("extra == 'a'", Some(false)),
            ("extra == ''", Some(true)),
            ("extra != '3.*'", Some(true)),
            ("python_version == 'x'", Some(false)),
            // No order of texts is agreed upon, and no version is there.
            ("sys_platform < 'z'", None),
            ("platform_release >= '5'", None),
            ("platform_version == '1'", None),
        ] {
            assert_eq!(holds(text), wanted, "{text}");
        }
    }

    #[test]
    fn what_is_no_marker_is_refused() {
        for bad in [
            "",
            "x",
            "python_version",
            "python_version >=",
            "python_version >= 3.8",
            "'a' == 'b'",
            "os_name == sys_platform",
            "os_name == 'a' and",
            "(os_name == 'a'",
            "os_name == 'a')",
            "os_name = 'a'",
            "os_name notin 'a'",
            "os_name not  in 'a'",
            "os_name == 'a",
            "os_name == 'a\\n'",
            "os_name == 'a' os_name == 'b'",
            "nothing == 'a'",
            "()",
            "os_name == 'a' xor os_name == 'b'",
            "and",
        ] {
            assert!(Marker::parse(bad).is_none(), "{bad}");
        }
        let many = |count: usize| vec!["os_name=='a'"; count].join(" or ");
        assert!(Marker::parse(&many(256)).is_some() && Marker::parse(&many(257)).is_none());
        let deep = |depth: usize| format!("{}os_name=='a'{}", "(".repeat(depth), ")".repeat(depth));
        assert!(Marker::parse(&deep(32)).is_some() && Marker::parse(&deep(100_000)).is_none());
    }
}
