//! The JSON form of a trusted root.

use bonafide_json::{Profile, Reader, proto};
use bonafide_report::{Finding, Place, Time, registry};

use super::{AuthorityInstance, LogInstance, TrustedRoot, ValidFor};
use crate::{Error, Limits, RootProblem, other_format};

/// The media types of versions 0.1 (two spellings) and 0.2.
const VERSION_0_1: [&str; 2] = [
    "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
    "application/vnd.dev.sigstore.trustedroot.v0.1+json",
];
const VERSION_0_2: &str = "application/vnd.dev.sigstore.trustedroot.v0.2+json";

pub(super) fn trusted_root(bytes: &[u8], limits: &Limits) -> Result<TrustedRoot, Error> {
    document(bytes, limits)
        .map_err(|error| error.or_other_format(other_format::TRUSTED_ROOT, bytes))
}

fn document(bytes: &[u8], limits: &Limits) -> Result<TrustedRoot, Error> {
    let mut reader = Reader::new(bytes, &limits.json(limits.root_bytes())).map_err(root_json)?;
    let mut document = Document {
        limits,
        notes: Vec::new(),
    };
    let mut media_type = None;
    let mut root = TrustedRoot {
        sha256: bonafide_digest::sha256(&[bytes]),
        transparency_logs: Vec::new(),
        certificate_authorities: Vec::new(),
        ct_logs: Vec::new(),
        timestamp_authorities: Vec::new(),
        notes: Vec::new(),
    };
    const KNOWN: [&str; 5] = [
        "mediaType",
        "tlogs",
        "certificateAuthorities",
        "ctlogs",
        "timestampAuthorities",
    ];
    reader.object(&KNOWN, |r, name| -> Result<(), RootError> {
        if r.null()? {
            return Ok(());
        }
        match name {
            "mediaType" => media_type = Some(r.string()?.into_owned()),
            "tlogs" => root.transparency_logs = document.section(r, Document::log)?,
            "ctlogs" => root.ct_logs = document.section(r, Document::log)?,
            "certificateAuthorities" => {
                root.certificate_authorities = document.section(r, Document::authority)?;
            }
            "timestampAuthorities" => {
                root.timestamp_authorities = document.section(r, Document::authority)?;
            }
            _ => document.unknown(r, &KNOWN, name)?,
        }
        Ok(())
    })?;
    reader.finish().map_err(root_json)?;
    root.notes = document.notes;
    let is_0_1 = match media_type.as_deref() {
        Some(VERSION_0_2) => false,
        Some(other) if VERSION_0_1.contains(&other) => true,
        other => {
            let found = other.unwrap_or_default().to_owned();
            return Err(Error::TrustedRoot {
                place: Place::root().member("mediaType"),
                problem: RootProblem::MediaType { found },
            });
        }
    };
    if is_0_1 {
        forget_later_members(&mut root);
    }
    one_key_per_log_id(&root.transparency_logs)?;
    one_key_per_log_id(&root.ct_logs)?;
    Ok(root)
}

/// Reading one document: its limits, and what it held that is not known.
struct Document<'l> {
    limits: &'l Limits,
    notes: Vec<Finding>,
}

impl Document<'_> {
    fn section<T>(
        &mut self,
        r: &mut Reader<'_>,
        one: fn(&mut Self, &mut Reader<'_>) -> Result<T, RootError>,
    ) -> Result<Vec<T>, RootError> {
        let mut instances = Vec::new();
        r.array(
            self.limits.root_instances(),
            "instances in a section of the trusted root",
            |r, _| {
                instances.push(one(self, r)?);
                Ok::<(), RootError>(())
            },
        )?;
        Ok(instances)
    }

    fn log(&mut self, r: &mut Reader<'_>) -> Result<LogInstance, RootError> {
        const KNOWN: [&str; 6] = [
            "baseUrl",
            "hashAlgorithm",
            "publicKey",
            "logId",
            "checkpointKeyId",
            "operator",
        ];
        let mut log = LogInstance {
            place: r.place(),
            base_url: String::new(),
            hash_algorithm: String::new(),
            raw_key: Vec::new(),
            key_details: String::new(),
            valid_for: ValidFor::default(),
            log_id: Vec::new(),
            checkpoint_key_id: None,
            operator: None,
        };
        r.object(&KNOWN, |r, name| -> Result<(), RootError> {
            if r.null()? {
                return Ok(());
            }
            match name {
                "baseUrl" => log.base_url = r.string()?.into_owned(),
                "hashAlgorithm" => log.hash_algorithm = r.string()?.into_owned(),
                "publicKey" => self.public_key(r, &mut log)?,
                "logId" => log.log_id = self.log_id(r)?,
                "checkpointKeyId" => log.checkpoint_key_id = Some(self.log_id(r)?),
                "operator" => log.operator = non_empty(r.string()?.into_owned()),
                _ => self.unknown(r, &KNOWN, name)?,
            }
            Ok(())
        })?;
        Ok(log)
    }

    fn public_key(&mut self, r: &mut Reader<'_>, log: &mut LogInstance) -> Result<(), RootError> {
        r.object(
            &["rawBytes", "keyDetails", "validFor"],
            |r, name| -> Result<(), RootError> {
                if r.null()? {
                    return Ok(());
                }
                match name {
                    "rawBytes" => log.raw_key = proto::bytes(r, Profile::Strict)?,
                    "keyDetails" => log.key_details = r.string()?.into_owned(),
                    "validFor" => log.valid_for = self.valid_for(r)?,
                    _ => self.unknown(r, &["rawBytes", "keyDetails", "validFor"], name)?,
                }
                Ok(())
            },
        )
    }

    fn log_id(&mut self, r: &mut Reader<'_>) -> Result<Vec<u8>, RootError> {
        let mut id = Vec::new();
        r.object(&["keyId"], |r, name| -> Result<(), RootError> {
            if r.null()? {
                return Ok(());
            }
            match name {
                "keyId" => id = proto::bytes(r, Profile::Strict)?,
                _ => self.unknown(r, &["keyId"], name)?,
            }
            Ok(())
        })?;
        Ok(id)
    }

    fn authority(&mut self, r: &mut Reader<'_>) -> Result<AuthorityInstance, RootError> {
        let mut authority = AuthorityInstance {
            place: r.place(),
            uri: String::new(),
            chain: Vec::new(),
            valid_for: ValidFor::default(),
            operator: None,
        };
        let known = ["subject", "uri", "certChain", "validFor", "operator"];
        r.object(&known, |r, name| -> Result<(), RootError> {
            if r.null()? {
                return Ok(());
            }
            match name {
                // Display data: the certificates say who the authority is.
                "subject" => r.skip()?,
                "uri" => authority.uri = r.string()?.into_owned(),
                "certChain" => authority.chain = self.chain(r)?,
                "validFor" => authority.valid_for = self.valid_for(r)?,
                "operator" => authority.operator = non_empty(r.string()?.into_owned()),
                _ => self.unknown(r, &known, name)?,
            }
            Ok(())
        })?;
        Ok(authority)
    }

    fn chain(&mut self, r: &mut Reader<'_>) -> Result<Vec<Vec<u8>>, RootError> {
        let mut chain = Vec::new();
        let most = self.limits.certificates();
        r.object(&["certificates"], |r, name| -> Result<(), RootError> {
            if r.null()? {
                return Ok(());
            }
            if name != "certificates" {
                return self.unknown(r, &["certificates"], name);
            }
            r.array(most, "certificates of a chain", |r, _| {
                chain.push(self.certificate(r)?);
                Ok(())
            })
        })?;
        Ok(chain)
    }

    fn certificate(&mut self, r: &mut Reader<'_>) -> Result<Vec<u8>, RootError> {
        let mut der = Vec::new();
        r.object(&["rawBytes"], |r, name| -> Result<(), RootError> {
            if r.null()? {
                return Ok(());
            }
            match name {
                "rawBytes" => der = proto::bytes(r, Profile::Strict)?,
                _ => self.unknown(r, &["rawBytes"], name)?,
            }
            Ok(())
        })?;
        Ok(der)
    }

    fn valid_for(&mut self, r: &mut Reader<'_>) -> Result<ValidFor, RootError> {
        let mut window = ValidFor::default();
        r.object(&["start", "end"], |r, name| -> Result<(), RootError> {
            if r.null()? {
                return Ok(());
            }
            match name {
                "start" => window.start = Some(time(r)?),
                "end" => window.end = Some(time(r)?),
                _ => self.unknown(r, &["start", "end"], name)?,
            }
            Ok(())
        })?;
        Ok(window)
    }

    /// A newer document may say more than this reader knows; that is noted, not refused.
    /// Another spelling of a known member is refused all the same.
    fn unknown(&mut self, r: &mut Reader<'_>, known: &[&str], name: &str) -> Result<(), RootError> {
        /// Notes beyond this many say nothing new.
        const MOST: usize = 64;
        if self.notes.len() < MOST {
            self.notes.push(Finding::new(
                registry::NOTE_TRUSTROOT_UNKNOWN_FIELD,
                r.place(),
                "this member is not known and was ignored",
            ));
        }
        Ok(proto::unknown(r, Profile::Lenient, known, name)?)
    }
}

fn time(r: &mut Reader<'_>) -> Result<Time, RootError> {
    let place = r.place();
    let text = r.string()?;
    Time::parse_rfc3339(&text).map_err(|cause| {
        RootError(Error::TrustedRoot {
            place,
            problem: RootProblem::Time { cause },
        })
    })
}

fn non_empty(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

/// Version 0.1 has neither operators nor checkpoint key ids: there they mean nothing.
fn forget_later_members(root: &mut TrustedRoot) {
    let mut notes = Vec::new();
    let mut note = |place: &Place, member: &str| {
        notes.push(Finding::new(
            registry::NOTE_TRUSTROOT_UNKNOWN_FIELD,
            place.member(member),
            "version 0.1 does not have this member; it was ignored",
        ));
    };
    for log in root.transparency_logs.iter_mut().chain(&mut root.ct_logs) {
        if log.operator.take().is_some() {
            note(&log.place, "operator");
        }
        if log.checkpoint_key_id.take().is_some() {
            note(&log.place, "checkpointKeyId");
        }
    }
    for authority in root
        .certificate_authorities
        .iter_mut()
        .chain(&mut root.timestamp_authorities)
    {
        if authority.operator.take().is_some() {
            note(&authority.place, "operator");
        }
    }
    root.notes.extend(notes);
}

/// An id that names two keys names neither.
fn one_key_per_log_id(logs: &[LogInstance]) -> Result<(), Error> {
    let mut seen = std::collections::HashMap::new();
    for log in logs.iter().filter(|log| !log.log_id.is_empty()) {
        if *seen.entry(&log.log_id).or_insert(&log.raw_key) != &log.raw_key {
            return Err(Error::TrustedRoot {
                place: log.place.clone(),
                problem: RootProblem::TwoKeysOneLogId {},
            });
        }
    }
    Ok(())
}

/// An [`Error`] of this document; keeps `?` on the reader's errors from reading as a bundle's.
struct RootError(Error);

impl From<bonafide_json::Error> for RootError {
    fn from(cause: bonafide_json::Error) -> Self {
        Self(root_json(cause))
    }
}

impl From<RootError> for Error {
    fn from(error: RootError) -> Self {
        error.0
    }
}

fn root_json(cause: bonafide_json::Error) -> Error {
    if cause.code() == registry::JSON_LIMIT {
        Error::JsonLimit { cause }
    } else {
        Error::TrustedRootJson { cause }
    }
}
