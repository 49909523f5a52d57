//! Names that certificates must have.

use bonafide_sigstore::{ExpectedNames, IdentityMatcher, IssuerMatcher, SanKind, SanMatcher};

use crate::{IssuerRule, NameKind, TextPattern};

/// The Fulcio extensions from .8 on, by name. The older ones repeat some of them.
const CLAIMS: [(&str, u32); 18] = [
    ("issuer", 8),
    ("build_signer_uri", 9),
    ("build_signer_digest", 10),
    ("runner_environment", 11),
    ("source_repository_uri", 12),
    ("source_repository_digest", 13),
    ("source_repository_ref", 14),
    ("source_repository_id", 15),
    ("source_repository_identifier", 15),
    ("source_repository_owner_uri", 16),
    ("source_repository_owner_id", 17),
    ("source_repository_owner_identifier", 17),
    ("build_config_uri", 18),
    ("build_config_digest", 19),
    ("build_trigger", 20),
    ("run_invocation_uri", 21),
    ("source_repository_visibility", 22),
    ("deployment_environment", 23),
];

/// The number of the extension 1.3.6.1.4.1.57264.1.n with this name.
pub(super) fn claim(name: &str) -> Option<u32> {
    let found = CLAIMS.iter().find(|(known, _)| *known == name);
    found.map(|(_, number)| *number)
}

/// The names of all extensions.
pub(super) fn all_claims() -> String {
    CLAIMS.map(|(name, _)| name).join(", ")
}

pub(super) fn identity(issuer: &IssuerRule, san: &TextPattern) -> Result<IdentityMatcher, String> {
    let san = san.to_name_pattern().map_err(|error| error.to_string())?;
    let san = SanMatcher::new(san, None).map_err(|error| error.to_string())?;
    let issuer = match issuer {
        IssuerRule::Absent => IssuerMatcher::absent(),
        IssuerRule::Is(pattern) => {
            let pattern = pattern
                .to_name_pattern()
                .map_err(|error| error.to_string())?;
            IssuerMatcher::new(pattern).map_err(|error| error.to_string())?
        }
    };
    Ok(IdentityMatcher::new(san, issuer))
}

/// The names of a certificate under roots of one's own.
pub(super) fn expected(names: &[(NameKind, TextPattern)]) -> Result<ExpectedNames, String> {
    let list: Result<Vec<SanMatcher>, String> = names.iter().map(matcher).collect();
    ExpectedNames::all_of(list?).map_err(|error| error.to_string())
}

fn matcher((kind, pattern): &(NameKind, TextPattern)) -> Result<SanMatcher, String> {
    let kind = match kind {
        NameKind::Email => SanKind::Email,
        NameKind::Uri => SanKind::Uri,
        NameKind::Dns => SanKind::Dns,
        NameKind::SubjectDn => {
            return Err(
                "`subject_dn` cannot be judged yet: name a `san_…` beside or instead".into(),
            );
        }
    };
    let pattern = pattern
        .to_name_pattern()
        .map_err(|error| error.to_string())?;
    SanMatcher::new(pattern, Some(kind)).map_err(|error| error.to_string())
}
