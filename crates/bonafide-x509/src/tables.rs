//! The tables of the profiles, and the values and refusals that their rows name.

use bonafide_report::Place;
use der::asn1::ObjectIdentifier;

use crate::certificate::Certificate;
use crate::profile::Criticality::{self, Any, Critical};
use crate::profile::Presence::{MaybePresent, Present};
use crate::profile::{Row, Step};
use crate::{Error, oid};

/// `row!(EXTENSION, presence, criticality: value => refusal)`.
macro_rules! row {
    ($extension:ident, $presence:ident, $criticality:ident: $value:ident => $refusal:ident) => {
        Step::Row(Row {
            extension: oid::$extension,
            presence: $presence,
            criticality: $criticality,
            value: $value,
            refusal: $refusal,
        })
    };
}

/// Sigstore client specification, section 4.2, in the order in which a violation is reported.
pub(crate) static FULCIO_LEAF: &[Step] = &[
    row!(BASIC_CONSTRAINTS, MaybePresent, Any: is_no_ca => leaf_is_authority),
    row!(KEY_USAGE, MaybePresent, Any: signs_no_certificates => leaf_is_authority),
    row!(KEY_USAGE, Present, Any: signs_data => leaf_key_usage),
    row!(EXTENDED_KEY_USAGE, Present, Any: is_for_code => leaf_extended_key_usage),
    Step::NoOtherCritical(&[
        oid::BASIC_CONSTRAINTS,
        oid::KEY_USAGE,
        oid::EXTENDED_KEY_USAGE,
        oid::SUBJECT_ALT_NAME,
        oid::SCT_LIST,
        oid::FULCIO,
    ]),
    row!(SUBJECT_ALT_NAME, Present, Any: always => san_missing),
    row!(SUBJECT_ALT_NAME, Present, Any: names_one => san_ambiguous),
];

pub(crate) static CODE_SIGNING_ISSUER: &[Step] = &[
    row!(BASIC_CONSTRAINTS, Present, Any: is_ca => issuer_not_authority),
    row!(KEY_USAGE, Present, Any: signs_certificates => issuer_key_usage),
    Step::PathLength,
    ISSUER_CRITICAL,
    Step::NameConstraints,
    row!(EXTENDED_KEY_USAGE, MaybePresent, Any: may_issue_for_code => issuer_purpose),
];

/// RFC 3161 section 2.3.
pub(crate) static TIME_STAMPING_LEAF: &[Step] = &time_stamping_leaf(Critical);
pub(crate) static TIME_STAMPING_LEAF_NONCRITICAL: &[Step] = &time_stamping_leaf(Any);

const fn time_stamping_leaf(criticality: Criticality) -> [Step; 5] {
    [
        row!(BASIC_CONSTRAINTS, MaybePresent, Any: is_no_ca => leaf_is_authority),
        row!(KEY_USAGE, MaybePresent, Any: signs_no_certificates => leaf_is_authority),
        row!(KEY_USAGE, MaybePresent, Any: signs_or_commits => leaf_key_usage),
        row!(EXTENDED_KEY_USAGE, Present, criticality: is_for_time => leaf_extended_key_usage),
        Step::NoOtherCritical(&[
            oid::BASIC_CONSTRAINTS,
            oid::KEY_USAGE,
            oid::EXTENDED_KEY_USAGE,
            oid::SUBJECT_ALT_NAME,
        ]),
    ]
}

pub(crate) static TIME_STAMPING_ISSUER: &[Step] = &[
    row!(BASIC_CONSTRAINTS, Present, Any: is_ca => issuer_not_authority),
    row!(KEY_USAGE, Present, Any: signs_certificates => issuer_key_usage),
    Step::PathLength,
    ISSUER_CRITICAL,
    Step::NameConstraints,
    row!(EXTENDED_KEY_USAGE, MaybePresent, Any: may_issue_for_time => issuer_purpose),
];

const ISSUER_CRITICAL: Step = Step::NoOtherCritical(&[
    oid::BASIC_CONSTRAINTS,
    oid::KEY_USAGE,
    oid::EXTENDED_KEY_USAGE,
    oid::SUBJECT_ALT_NAME,
    oid::NAME_CONSTRAINTS,
]);

const fn always(_: &Certificate) -> bool {
    true
}

fn is_ca(certificate: &Certificate) -> bool {
    certificate.is_ca()
}

fn is_no_ca(certificate: &Certificate) -> bool {
    !certificate.is_ca()
}

fn signs_certificates(certificate: &Certificate) -> bool {
    certificate
        .key_usage()
        .is_some_and(|usage| usage.key_cert_sign())
}

fn signs_no_certificates(certificate: &Certificate) -> bool {
    !signs_certificates(certificate)
}

fn signs_data(certificate: &Certificate) -> bool {
    certificate
        .key_usage()
        .is_some_and(|usage| usage.digital_signature())
}

fn signs_or_commits(certificate: &Certificate) -> bool {
    let usage = certificate.key_usage();
    usage.is_some_and(|usage| usage.digital_signature() || usage.content_commitment())
}

fn is_for_code(certificate: &Certificate) -> bool {
    has_purpose(certificate, oid::CODE_SIGNING)
}

fn may_issue_for_code(certificate: &Certificate) -> bool {
    is_for_code(certificate) || has_purpose(certificate, oid::ANY_EXTENDED_KEY_USAGE)
}

fn is_for_time(certificate: &Certificate) -> bool {
    let usage = certificate.extended_key_usage();
    usage.is_some_and(|usage| usage.is_exactly(oid::TIME_STAMPING))
}

fn may_issue_for_time(certificate: &Certificate) -> bool {
    has_purpose(certificate, oid::TIME_STAMPING)
        || has_purpose(certificate, oid::ANY_EXTENDED_KEY_USAGE)
}

fn has_purpose(certificate: &Certificate, purpose: ObjectIdentifier) -> bool {
    let usage = certificate.extended_key_usage();
    usage.is_some_and(|usage| usage.contains(purpose))
}

fn names_one(certificate: &Certificate) -> bool {
    certificate.subject_alt_names().len() == 1
}

const fn leaf_is_authority(_: &Certificate, _: &Place) -> Error {
    Error::LeafIsAuthority {}
}

const fn leaf_key_usage(_: &Certificate, _: &Place) -> Error {
    Error::LeafKeyUsage {}
}

const fn leaf_extended_key_usage(_: &Certificate, _: &Place) -> Error {
    Error::LeafExtendedKeyUsage {}
}

const fn san_missing(_: &Certificate, _: &Place) -> Error {
    Error::SanMissing {}
}

fn san_ambiguous(certificate: &Certificate, _: &Place) -> Error {
    Error::SanAmbiguous {
        count: certificate.subject_alt_names().len(),
    }
}

fn issuer_not_authority(_: &Certificate, place: &Place) -> Error {
    Error::IssuerNotAuthority {
        place: place.clone(),
    }
}

fn issuer_key_usage(_: &Certificate, place: &Place) -> Error {
    Error::IssuerKeyUsage {
        place: place.clone(),
    }
}

fn issuer_purpose(_: &Certificate, place: &Place) -> Error {
    Error::IssuerExtendedKeyUsage {
        place: place.clone(),
    }
}
