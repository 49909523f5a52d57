//! The object identifiers that this crate knows.

use der::asn1::ObjectIdentifier;

macro_rules! oids {
    ($($(#[$meta:meta])* $name:ident $text:literal;)+) => {
        $( $(#[$meta])* pub(crate) const $name: ObjectIdentifier =
            ObjectIdentifier::new_unwrap($text); )+
    };
}

oids! {
    // RFC 5280 section 4.2.1.
    SUBJECT_KEY_IDENTIFIER "2.5.29.14";
    KEY_USAGE "2.5.29.15";
    SUBJECT_ALT_NAME "2.5.29.17";
    BASIC_CONSTRAINTS "2.5.29.19";
    NAME_CONSTRAINTS "2.5.29.30";
    AUTHORITY_KEY_IDENTIFIER "2.5.29.35";
    EXTENDED_KEY_USAGE "2.5.29.37";
    AUTHORITY_INFO_ACCESS "1.3.6.1.5.5.7.1.1";

    // Key purposes: RFC 5280 section 4.2.1.12, RFC 6962 section 3.1.
    ANY_EXTENDED_KEY_USAGE "2.5.29.37.0";
    CODE_SIGNING "1.3.6.1.5.5.7.3.3";
    TIME_STAMPING "1.3.6.1.5.5.7.3.8";
    PRECERTIFICATE_SIGNING "1.3.6.1.4.1.11129.2.4.4";

    /// RFC 6962 section 3.3.
    SCT_LIST "1.3.6.1.4.1.11129.2.4.2";

    /// The arc of the Fulcio extensions.
    FULCIO "1.3.6.1.4.1.57264.1";
    /// The type of an otherName that holds a user name issued by Fulcio.
    FULCIO_OTHER_NAME "1.3.6.1.4.1.57264.1.7";

    // Attributes of a distinguished name: RFC 4519, RFC 5280 appendix A.1.
    COMMON_NAME "2.5.4.3";
    COUNTRY "2.5.4.6";
    LOCALITY "2.5.4.7";
    STATE "2.5.4.8";
    STREET "2.5.4.9";
    ORGANIZATION "2.5.4.10";
    ORGANIZATIONAL_UNIT "2.5.4.11";
    DOMAIN_COMPONENT "0.9.2342.19200300.100.1.25";
    USER_ID "0.9.2342.19200300.100.1.1";
    EMAIL_ADDRESS "1.2.840.113549.1.9.1";
}
