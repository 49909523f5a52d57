//! Records that outlive the input.

use std::borrow::Cow;

use crate::{
    Affected, AffectedVersion, Analysis, Completeness, CompletenessSubject, Document,
    ExternalDocument, ExtractedLicence, Hash, Licence, LicenceValue, Party, Rating, Relation,
    Vulnerability,
};

fn own(text: &str) -> Cow<'static, str> {
    Cow::Owned(text.to_owned())
}

fn opt(text: Option<&Cow<'_, str>>) -> Option<Cow<'static, str>> {
    text.map(|text| own(text))
}

fn all(texts: &[Cow<'_, str>]) -> Vec<Cow<'static, str>> {
    texts.iter().map(|text| own(text)).collect()
}

pub(crate) fn relation(relation: &Relation<'_>) -> Relation<'static> {
    match relation {
        Relation::DependsOn(scope) => Relation::DependsOn(*scope),
        Relation::Provides => Relation::Provides,
        Relation::Contains => Relation::Contains,
        Relation::Describes => Relation::Describes,
        Relation::StaticLink => Relation::StaticLink,
        Relation::DynamicLink => Relation::DynamicLink,
        Relation::GeneratedFrom => Relation::GeneratedFrom,
        Relation::TrainedOn => Relation::TrainedOn,
        Relation::TestedOn => Relation::TestedOn,
        Relation::Other(name) => Relation::Other(own(name)),
    }
}

pub(crate) fn party(party: &Party<'_>) -> Party<'static> {
    Party {
        kind: party.kind,
        capacity: party.capacity,
        name: opt(party.name.as_ref()),
        email: opt(party.email.as_ref()),
        url: opt(party.url.as_ref()),
    }
}

fn licence(license: &Licence<'_>) -> Licence<'static> {
    Licence {
        acknowledgement: license.acknowledgement,
        form: match &license.form {
            LicenceValue::Expression(text) => LicenceValue::Expression(own(text)),
            LicenceValue::Id(text) => LicenceValue::Id(own(text)),
            LicenceValue::Name(text) => LicenceValue::Name(own(text)),
            LicenceValue::NoAssertion => LicenceValue::NoAssertion,
            LicenceValue::None => LicenceValue::None,
        },
        source: license.source,
        index: license.index,
        text_sha256: license.text_sha256,
        url: opt(license.url.as_ref()),
        reference: opt(license.reference.as_ref()),
    }
}

fn hash(hash: &Hash<'_>) -> Hash<'static> {
    Hash {
        algorithm: hash.algorithm,
        name: own(&hash.name),
        value: own(&hash.value),
        is_well_formed: hash.is_well_formed,
    }
}

pub(crate) fn document(document: &Document<'_>) -> Document<'static> {
    let external = |document: &ExternalDocument<'_>| ExternalDocument {
        id: opt(document.id.as_ref()),
        uri: opt(document.uri.as_ref()),
        hashes: document.hashes.iter().map(hash).collect(),
    };
    Document {
        id: opt(document.id.as_ref()),
        revision: document.revision,
        name: opt(document.name.as_ref()),
        created: opt(document.created.as_ref()),
        parties: document.parties.iter().map(party).collect(),
        lifecycles: all(&document.lifecycles),
        licences: document.licences.iter().map(licence).collect(),
        root: document.root,
        documents: document.documents.iter().map(external).collect(),
        has_embedded_signature: document.has_embedded_signature,
    }
}

pub(crate) fn completeness(completeness: &Completeness<'_>) -> Completeness<'static> {
    Completeness {
        aggregate: own(&completeness.aggregate),
        subject: match &completeness.subject {
            CompletenessSubject::Document => CompletenessSubject::Document,
            CompletenessSubject::Assembly(id) => CompletenessSubject::Assembly(own(id)),
            CompletenessSubject::Dependencies(id) => CompletenessSubject::Dependencies(own(id)),
            CompletenessSubject::Vulnerabilities(id) => {
                CompletenessSubject::Vulnerabilities(own(id))
            }
        },
    }
}

pub(crate) fn extracted_licence(licence: &ExtractedLicence<'_>) -> ExtractedLicence<'static> {
    ExtractedLicence {
        id: own(&licence.id),
        name: opt(licence.name.as_ref()),
        text_sha256: licence.text_sha256,
    }
}

pub(crate) fn vulnerability(vulnerability: &Vulnerability<'_>) -> Vulnerability<'static> {
    let rating = |rating: &Rating<'_>| Rating {
        source: opt(rating.source.as_ref()),
        method: opt(rating.method.as_ref()),
        score: opt(rating.score.as_ref()),
        vector: opt(rating.vector.as_ref()),
        severity: opt(rating.severity.as_ref()),
    };
    let version = |version: &AffectedVersion<'_>| AffectedVersion {
        version: opt(version.version.as_ref()),
        range: opt(version.range.as_ref()),
        status: opt(version.status.as_ref()),
    };
    let affected = |affected: &Affected<'_>| Affected {
        reference: own(&affected.reference),
        versions: affected.versions.iter().map(version).collect(),
    };
    let analysis = |analysis: &Analysis<'_>| Analysis {
        state: opt(analysis.state.as_ref()),
        justification: opt(analysis.justification.as_ref()),
        responses: all(&analysis.responses),
        detail: opt(analysis.detail.as_ref()),
        updated: opt(analysis.updated.as_ref()),
    };
    Vulnerability {
        reference: opt(vulnerability.reference.as_ref()),
        id: opt(vulnerability.id.as_ref()),
        source: opt(vulnerability.source.as_ref()),
        source_url: opt(vulnerability.source_url.as_ref()),
        aliases: all(&vulnerability.aliases),
        cwes: vulnerability.cwes.clone(),
        ratings: vulnerability.ratings.iter().map(rating).collect(),
        affects: vulnerability.affects.iter().map(affected).collect(),
        analysis: vulnerability.analysis.as_ref().map(analysis),
        description: opt(vulnerability.description.as_ref()),
        published: opt(vulnerability.published.as_ref()),
        updated: opt(vulnerability.updated.as_ref()),
    }
}
