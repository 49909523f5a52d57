use std::error::Error;

use bonafide::sigstore::{
    ExpectedIdentity, FulcioClaim, IdentityMatcher, IssuerMatcher, Pattern, Policy, SanMatcher,
};

/// Releases by one workflow of one repository, from tags; or by one address at another issuer.
pub fn release(
    (issuer, workflow, repository): (&str, &str, &str),
    (address, provider): (&str, &str),
) -> Result<Policy, Box<dyn Error>> {
    let tags = Pattern::glob(format!("{workflow}@refs/tags/v*"))?;
    let issuer = IssuerMatcher::new(Pattern::exact(issuer)?)?;
    let by_workflow = IdentityMatcher::new(SanMatcher::new(tags, None)?, issuer)
        // A name can be given to another project later; its number cannot.
        .with_claim(FulcioClaim::SOURCE_REPOSITORY_IDENTIFIER, repository);
    let by_hand = IdentityMatcher::exact(address, provider)?;
    let either = ExpectedIdentity::any_of(vec![by_workflow, by_hand])?;
    Ok(Policy::identity(either))
}
