//! Who the components of a document are.

use super::Model;
use crate::{
    ComponentView, Error, Findings, HashAlgorithm, Identifiers, IdentityIndex,
    IdentityIndexBuilder, Role,
};

impl Model {
    /// The index of the root and of all components that the document lists, by ordinal, and what is
    /// to be said of their identifiers. A package URL that is only evidence identifies as well.
    ///
    /// Takes time and memory in proportion to the identifiers.
    ///
    /// ```
    /// use bonafide_sbom::{LookupOutcome, Model, PurlQuery, ReadOptions};
    /// let document = br#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [
    ///     {"type": "library", "name": "Flask_Login", "purl": "pkg:PyPI/Flask_Login@0.6"}]}"#;
    /// let model = Model::read(document, &ReadOptions::default())?;
    /// let (index, findings) = model.identities()?;
    /// let query = PurlQuery::parse("pkg:pypi/flask-login").unwrap();
    /// assert_eq!(index.purl(&query).outcome(), LookupOutcome::Match);
    /// assert_eq!(findings.kept()[0].code().as_str(), "sbom.purl-noncanonical");
    /// # Ok::<(), bonafide_sbom::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Limit`] for more than 256 identifiers of one kind in one component.
    ///
    /// # Specification
    /// sbom NRM-1, PRL-1, PRL-5, PRL-7, CPE-2, HSH-2, HSH-3.
    pub fn identities(&self) -> Result<(IdentityIndex, Findings), Error> {
        let mut builder = IdentityIndexBuilder::default();
        let mut findings = Findings::default();
        let listed =
            |one: &ComponentView<'_>| one.role().is_inventory() || one.role() == Role::Root;
        for component in self.components().filter(listed) {
            for finding in add(&mut builder, &component)? {
                let code = finding.code();
                findings.note(code, || finding.within(&component.place()));
            }
        }
        let index = builder.finish();
        for shared in index.shared_hashes() {
            let finding = shared.finding();
            findings.note(finding.code(), || {
                let first = shared.components().first();
                let component = first.and_then(|ordinal| self.component(*ordinal));
                finding.within(&component.map(|one| one.place()).unwrap_or_default())
            });
        }
        Ok((index, findings))
    }
}

fn add(
    builder: &mut IdentityIndexBuilder,
    component: &ComponentView<'_>,
) -> Result<Vec<bonafide_report::Finding>, Error> {
    let evidence = component.evidence().filter(|(kind, _)| *kind == "purl");
    let purls: Vec<&str> = component
        .purls()
        .chain(evidence.map(|(_, value)| value))
        .collect();
    let cpes: Vec<&str> = component.cpes().collect();
    let hashes = component.hashes();
    let hashes: Vec<(&str, &str)> = hashes
        .filter_map(|(algorithm, value)| Some((algorithm.map(HashAlgorithm::name)?, value)))
        .collect();
    builder.add(
        component.ordinal(),
        &Identifiers {
            purls: &purls,
            cpes: &cpes,
            hashes: &hashes,
            name: component.name().unwrap_or_default(),
            version: component.version(),
            group: component.group(),
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{LookupOutcome, PurlQuery, ReadOptions};

    fn identities(components: &str) -> (IdentityIndex, Findings) {
        let document = format!(
            r#"{{"bomFormat":"CycloneDX","specVersion":"1.6","metadata":{{
               "component":{{"type":"application","name":"r","purl":"pkg:npm/r@1"}},
               "tools":{{"components":[{{"type":"application","name":"t","purl":"pkg:npm/t@1"}}]}}}},
               "components":[{components}]}}"#
        );
        let model = Model::read(document.as_bytes(), &ReadOptions::default()).unwrap();
        model.identities().unwrap()
    }

    fn outcome(index: &IdentityIndex, purl: &str) -> LookupOutcome {
        index.purl(&PurlQuery::parse(purl).unwrap()).outcome()
    }

    #[test]
    fn roots_and_what_is_listed_are_there_and_tools_are_not() {
        let nested = r#"{"type":"library","name":"a","purl":"pkg:npm/a@1","components":[
            {"type":"library","name":"b","purl":"pkg:npm/b@1"}]}"#;
        let (index, findings) = identities(nested);
        for name in ["r", "a", "b"] {
            assert_eq!(
                outcome(&index, &format!("pkg:npm/{name}")),
                LookupOutcome::Match
            );
        }
        assert_eq!(outcome(&index, "pkg:npm/t"), LookupOutcome::NoMatch);
        assert!(findings.kept().is_empty(), "{findings:?}");
    }

    #[test]
    fn evidence_identifies_and_contradicts() {
        let (index, findings) = identities(
            r#"{"type":"library","name":"a","purl":"pkg:npm/a@1",
            "evidence":{"identity":[{"field":"purl","concludedValue":"pkg:npm/evil@1"}]}}"#,
        );
        assert_eq!(outcome(&index, "pkg:npm/evil"), LookupOutcome::Match);
        let codes: Vec<_> = findings
            .kept()
            .iter()
            .map(|one| one.code().as_str())
            .collect();
        assert!(codes.contains(&"sbom.identity-conflict"), "{codes:?}");
    }

    #[test]
    fn findings_have_the_places_of_their_components() {
        let hash = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae";
        let of = |name: &str| {
            format!(
                r#"{{"type":"library","name":"{name}","hashes":[{{"alg":"SHA-256","content":"{hash}"}}]}}"#
            )
        };
        let (_, findings) = identities(&format!("{},{}", of("a"), of("b")));
        let found = &findings.kept()[0];
        assert_eq!(
            (found.code().as_str(), found.place().as_str()),
            ("sbom.hash-shared", "/components/0")
        );
    }
}
