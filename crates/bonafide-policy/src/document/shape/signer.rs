//! The shapes of trust material and of signers.

use super::{
    BOOLEAN, DURATION, Format, LINE, NAME, PATTERN, Record, SHA256, SOME, Shape, TIME, optional,
    record, required,
};
use crate::document::names::names;
use crate::document::{Demand, KeyHash};

pub(super) static TRUST: Shape = Shape::Map(Format::Name, &Shape::Record(&SOURCE), SOME);

static SOURCE: Record = Record {
    fields: &[
        optional("trusted_root", &Shape::Record(&FILE)),
        optional("keys", &Shape::Record(&KEYS)),
        optional(
            "tuf",
            &Shape::Refused("trust from TUF is not read: name a trusted root"),
        ),
        optional("max_age", &DURATION),
    ],
    one_of: &["trusted_root", "keys", "tuf"],
};

static FILE: Record = record(&[required("file", &LINE), optional("sha256", &SHA256)]);

static KEYS: Record = record(&[
    optional("fulcio_ca", &DATED_MATERIALS),
    optional("rekor", &DATED_MATERIALS),
    optional("ctfe", &DATED_MATERIALS),
    optional("tsa", &DATED_MATERIALS),
]);

static DATED_MATERIALS: Shape = Shape::List(&Shape::Record(&DATED_MATERIAL), 0, SOME);

static DATED_MATERIAL: Record = Record {
    fields: &[
        optional("file", &LINE),
        optional("pem", &PEM),
        optional("unresolved", &LINE),
        optional("sha256", &SHA256),
        optional("not_before", &TIME),
        optional("not_after", &TIME),
    ],
    one_of: &["file", "pem", "unresolved"],
};

static MATERIALS: Shape = Shape::List(&Shape::Record(&MATERIAL), 0, SOME);
static SOME_MATERIALS: Shape = Shape::List(&Shape::Record(&MATERIAL), 1, SOME);

static MATERIAL: Record = Record {
    fields: &[
        optional("file", &LINE),
        optional("pem", &PEM),
        optional("unresolved", &LINE),
        optional("sha256", &SHA256),
    ],
    one_of: &["file", "pem", "unresolved"],
};

static PEM: Shape = Shape::Text(Format::Pem);

pub(super) static SIGNERS: Shape = Shape::Map(Format::Name, &Shape::Record(&SIGNER), SOME);

static SIGNER: Record = Record {
    fields: &[
        optional("keyless", &Shape::Record(&KEYLESS)),
        optional("key", &Shape::Record(&KEY)),
        optional("certificate", &Shape::Record(&CERTIFICATE)),
        optional(
            "require",
            &Shape::List(&Shape::Choice(names::<Demand>), 0, 3),
        ),
        optional("not_before", &TIME),
        optional("not_after", &TIME),
    ],
    one_of: &["keyless", "key", "certificate"],
};

static KEYLESS: Record = record(&[
    required("trust", &NAME),
    required("issuer", &ISSUER),
    required("san", &PATTERN),
    optional("extensions", &Shape::Map(Format::Claim, &PATTERN, 64)),
]);

static ISSUER: Shape = Shape::Either(
    &Shape::Text(Format::Pattern),
    &Record {
        fields: &[
            optional("regex", &Shape::Text(Format::Pattern)),
            optional("wildcard", &Shape::Text(Format::Pattern)),
            optional("absent", &BOOLEAN),
        ],
        one_of: &["regex", "wildcard", "absent"],
    },
);

static KEY: Record = Record {
    fields: &[
        optional("file", &LINE),
        optional("pem", &PEM),
        optional("unresolved", &LINE),
        optional("sha256", &SHA256),
        optional("hash", &Shape::Choice(names::<KeyHash>)),
        optional("trust", &NAME),
    ],
    one_of: &["file", "pem", "unresolved"],
};

static CERTIFICATE: Record = record(&[
    required("roots", &SOME_MATERIALS),
    optional("intermediates", &MATERIALS),
    optional("san_email", &PATTERN),
    optional("san_uri", &PATTERN),
    optional("san_dns", &PATTERN),
    optional("subject_dn", &PATTERN),
    optional("current_time", &BOOLEAN),
]);
