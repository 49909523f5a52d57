//! The tables of the profiles, and the values and refusals that their rows name.

use bonafide_keys::{KeyKind, PublicKey};
use bonafide_report::Place;
use der::asn1::ObjectIdentifier;

use crate::certificate::Certificate;
use crate::constraints::is_host_name;
use crate::extensions::is_authority_info_access;
use crate::profile::Criticality::{self, Any, Critical, NotCritical};
use crate::profile::Presence::{self, MaybePresent, Present};
use crate::profile::{Row, Step};
use crate::{Error, SanKind, oid};

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

/// As Fulcio's, but for what authorities of other kinds leave out.
pub(crate) static BYO_LEAF: &[Step] = &[
    row!(BASIC_CONSTRAINTS, MaybePresent, Any: is_no_ca => leaf_is_authority),
    row!(KEY_USAGE, MaybePresent, Any: signs_no_certificates => leaf_is_authority),
    row!(KEY_USAGE, MaybePresent, Any: signs_data => leaf_key_usage),
    row!(EXTENDED_KEY_USAGE, MaybePresent, Any: may_issue_for_code => leaf_extended_key_usage),
    Step::NoOtherCritical(&[
        oid::BASIC_CONSTRAINTS,
        oid::KEY_USAGE,
        oid::EXTENDED_KEY_USAGE,
        oid::SUBJECT_ALT_NAME,
    ]),
    row!(SUBJECT_ALT_NAME, Present, Any: always => san_missing),
];

pub(crate) static BYO_ISSUER: &[Step] = CODE_SIGNING_ISSUER;

/// OpenSSF Model Signing, section 4.1, with a key usage and a purpose that agree.
pub(crate) static MODEL_LEAF: &[Step] = &[
    row!(KEY_USAGE, MaybePresent, Any: signs_no_certificates => leaf_is_authority),
    row!(KEY_USAGE, MaybePresent, Any: signs_data => leaf_key_usage),
    Step::WantedPurpose(leaf_extended_key_usage),
    Step::Whole(tells_its_use, leaf_extended_key_usage),
    MODEL_CRITICAL,
];
pub(crate) static MODEL_AUTHORITY_LEAF: &[Step] = &[
    row!(KEY_USAGE, MaybePresent, Any: signs_data => leaf_key_usage),
    Step::WantedPurpose(leaf_extended_key_usage),
    Step::Whole(tells_its_use, leaf_extended_key_usage),
    MODEL_CRITICAL,
];

pub(crate) static MODEL_ISSUER: &[Step] = &model_issuer(Present);
/// The caller chose it, and older roots have no key usage.
pub(crate) static MODEL_ANCHOR: &[Step] = &model_issuer(MaybePresent);

const MODEL_CRITICAL: Step = Step::NoOtherCritical(&[
    oid::BASIC_CONSTRAINTS,
    oid::KEY_USAGE,
    oid::EXTENDED_KEY_USAGE,
    oid::SUBJECT_ALT_NAME,
]);

const fn model_issuer(usage: Presence) -> [Step; 7] {
    [
        row!(BASIC_CONSTRAINTS, Present, Any: is_ca => issuer_not_authority),
        row!(KEY_USAGE, usage, Any: signs_certificates => issuer_key_usage),
        Step::Whole(has_ecdsa_or_rsa_key, issuer_key),
        Step::PathLength,
        ISSUER_CRITICAL,
        Step::NameConstraints,
        Step::WantedPurpose(issuer_purpose),
    ]
}

/// RFC 5280 sections 4.1 and 4.2, before and after what a use adds.
macro_rules! rfc5280_leaf {
    ($($first:expr,)* ; $($last:expr,)*) => {
        &[
            $($first,)*
            row!(KEY_USAGE, MaybePresent, Any: is_consistent => key_usage_form),
            Step::WantedPurpose(leaf_extended_key_usage),
            ISSUER_CRITICAL,
            row!(NAME_CONSTRAINTS, MaybePresent, Critical: is_ca => constraints_form),
            Step::Whole(names_issuer_key, authority_key_form),
            SUBJECT_KEY,
            AUTHORITY_INFO,
            Step::Whole(host_names_are_such, host_name_form),
            $($last,)*
        ]
    };
}

/// RFC 5280 sections 4.1, 4.2 and 6.1.4, and what a use adds.
macro_rules! rfc5280_issuer {
    ($($form:expr),*) => {
        &[
            row!(BASIC_CONSTRAINTS, Present, Any: is_ca => issuer_not_authority),
            row!(KEY_USAGE, MaybePresent, Any: signs_certificates => issuer_key_usage),
            Step::PathLength,
            ISSUER_CRITICAL,
            row!(NAME_CONSTRAINTS, MaybePresent, Critical: always => constraints_form),
            Step::NameConstraints,
            Step::WantedPurpose(issuer_purpose),
            SUBJECT_KEY,
            AUTHORITY_INFO,
            $($form),*
        ]
    };
}

pub(crate) static RFC5280_LEAF: &[Step] = rfc5280_leaf!(;);
pub(crate) static RFC5280_ISSUER: &[Step] = rfc5280_issuer!(AUTHORITY_KEY);
pub(crate) static RFC5280_ANCHOR: &[Step] = rfc5280_issuer!(
    row!(AUTHORITY_KEY_IDENTIFIER, MaybePresent, NotCritical: always => authority_key_form)
);

/// What the CA/Browser Forum adds.
pub(crate) static WEB_PKI_LEAF: &[Step] = rfc5280_leaf!(
    row!(BASIC_CONSTRAINTS, MaybePresent, Any: is_no_ca => leaf_is_authority),
    row!(KEY_USAGE, MaybePresent, Any: signs_no_certificates => leaf_is_authority),
    ;
    WHOLE_OCTETS,
);
pub(crate) static WEB_PKI_ISSUER: &[Step] = rfc5280_issuer!(AUTHORITY_KEY, WHOLE_OCTETS);
pub(crate) static WEB_PKI_ANCHOR: &[Step] = rfc5280_issuer!(
    row!(AUTHORITY_KEY_IDENTIFIER, MaybePresent, NotCritical: names_own_key => authority_key_form),
    WHOLE_OCTETS
);

const AUTHORITY_KEY: Step = Step::Whole(names_issuer_key, authority_key_form);
const SUBJECT_KEY: Step =
    row!(SUBJECT_KEY_IDENTIFIER, MaybePresent, NotCritical: always => subject_key_form);
const AUTHORITY_INFO: Step = row!(AUTHORITY_INFO_ACCESS, MaybePresent, NotCritical: is_authority_info => authority_info_form);
const WHOLE_OCTETS: Step = Step::Whole(has_whole_octets, weak_modulus);

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

/// Whether it has a key usage, or names code signing.
fn tells_its_use(certificate: &Certificate) -> bool {
    certificate.key_usage().is_some() || is_for_code(certificate)
}

fn has_ecdsa_or_rsa_key(certificate: &Certificate) -> bool {
    !matches!(
        certificate.public_key().map(PublicKey::kind),
        Ok(KeyKind::Ed25519)
    )
}

fn names_one(certificate: &Certificate) -> bool {
    certificate.subject_alt_names().len() == 1
}

fn is_consistent(certificate: &Certificate) -> bool {
    certificate.is_ca() || signs_no_certificates(certificate)
}

/// Whether the authority key identifier has one. Self-issued certificates may go without.
fn names_issuer_key(certificate: &Certificate) -> bool {
    match certificate.extensions().get(oid::AUTHORITY_KEY_IDENTIFIER) {
        Some(extension) => !extension.is_critical() && certificate.authority_key_id().is_some(),
        None => certificate.is_self_issued(),
    }
}

/// Whether a certificate, if self-issued, names its own key and gives nothing but its identifier.
fn names_own_key(certificate: &Certificate) -> bool {
    let is_own = match (certificate.authority_key_id(), certificate.subject_key_id()) {
        (Some(issuer), Some(own)) => issuer == own || !certificate.is_self_issued(),
        _ => true,
    };
    is_own && !certificate.extensions().authority_is_named
}

fn is_authority_info(certificate: &Certificate) -> bool {
    certificate
        .extensions()
        .get(oid::AUTHORITY_INFO_ACCESS)
        .is_some_and(|extension| is_authority_info_access(extension.value()))
}

fn host_names_are_such(certificate: &Certificate) -> bool {
    let names = certificate.subject_alt_names().iter();
    names
        .filter(|name| name.kind() == SanKind::Dns)
        .all(|name| is_host_name(name.value()))
}

fn has_whole_octets(certificate: &Certificate) -> bool {
    match certificate.public_key().map(PublicKey::kind) {
        Ok(KeyKind::Rsa { bits }) => bits.is_multiple_of(8),
        _ => true,
    }
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

fn issuer_key(_: &Certificate, place: &Place) -> Error {
    Error::WeakAlgorithm {
        place: place.clone(),
        algorithm: "an issuer's key that is neither ECDSA nor RSA".to_owned(),
    }
}

fn weak_modulus(_: &Certificate, place: &Place) -> Error {
    Error::WeakAlgorithm {
        place: place.clone(),
        algorithm: "an RSA modulus that ends within an octet".to_owned(),
    }
}

/// `nonconforming!(name: what is wrong)`.
macro_rules! nonconforming {
    ($($name:ident: $what:literal;)+) => {
        $(fn $name(_: &Certificate, place: &Place) -> Error {
            Error::NotConforming {
                place: place.clone(),
                what: $what,
            }
        })+
    };
}

nonconforming! {
    key_usage_form: "keyCertSign without CA:TRUE";
    constraints_form: "name constraints that are not critical, or not on an authority";
    authority_key_form: "the authority key identifier is absent, critical or of another form";
    subject_key_form: "a critical subject key identifier";
    authority_info_form: "the authority information access is critical or malformed";
    host_name_form: "a DNS name that is not a host name";
}
