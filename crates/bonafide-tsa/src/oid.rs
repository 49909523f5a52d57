//! Object identifiers of timestamps.

use const_oid::ObjectIdentifier;

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
}
