//! Object identifiers of timestamps.

use der::asn1::ObjectIdentifier;

macro_rules! oids {
    ($( $name:ident $value:literal; )+) => {
        $( pub(crate) const $name: ObjectIdentifier = ObjectIdentifier::new_unwrap($value); )+
    };
}

oids! {
    // RFC 5652.
    SIGNED_DATA "1.2.840.113549.1.7.2";
    CONTENT_TYPE "1.2.840.113549.1.9.3";
    MESSAGE_DIGEST "1.2.840.113549.1.9.4";

    // RFC 3161, RFC 2634, RFC 5035.
    TST_INFO "1.2.840.113549.1.9.16.1.4";
    SIGNING_CERTIFICATE "1.2.840.113549.1.9.16.2.12";
    SIGNING_CERTIFICATE_V2 "1.2.840.113549.1.9.16.2.47";

    // RFC 5754, RFC 5758, RFC 4055, RFC 8410.
    SHA256 "2.16.840.1.101.3.4.2.1";
    SHA384 "2.16.840.1.101.3.4.2.2";
    SHA512 "2.16.840.1.101.3.4.2.3";
    ECDSA_SHA256 "1.2.840.10045.4.3.2";
    ECDSA_SHA384 "1.2.840.10045.4.3.3";
    ECDSA_SHA512 "1.2.840.10045.4.3.4";
    RSA "1.2.840.113549.1.1.1";
    RSA_SHA256 "1.2.840.113549.1.1.11";
    RSA_SHA384 "1.2.840.113549.1.1.12";
    RSA_SHA512 "1.2.840.113549.1.1.13";
    RSA_PSS "1.2.840.113549.1.1.10";
    MGF1 "1.2.840.113549.1.1.8";
    ED25519 "1.3.101.112";
}
