//! Policy documents in YAML.

use bonafide_policy::Syntax;

use super::policy;

/// See [`policy::judge`].
pub fn run(data: &[u8]) {
    policy::judge(data, Syntax::Yaml);
}
