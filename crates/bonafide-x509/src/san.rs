//! Subject alternative names.

use core::fmt;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use der::{Tag, Tagged};
#[cfg(feature = "serde")]
use serde::ser::{Serialize, SerializeStruct as _, Serializer};
use x509_cert::ext::pkix::name::{GeneralName, OtherName};

use crate::name::DistinguishedName;
use crate::oid;

/// The form of a subject alternative name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SanKind {
    /// rfc822Name: an email address.
    Email,
    /// uniformResourceIdentifier.
    Uri,
    /// otherName of the type 1.3.6.1.4.1.57264.1.7: a user name issued by Fulcio, usually
    /// `name!domain`.
    OtherName,
    /// dNSName.
    Dns,
    /// iPAddress.
    Ip,
    /// directoryName.
    DirectoryName,
    /// registeredID.
    RegisteredId,
    /// ediPartyName; it has no text.
    EdiPartyName,
    /// otherName of any other type; its text is the object identifier of the type.
    ForeignOtherName,
}

impl SanKind {
    /// The stable lower-case name, as policies write it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Uri => "uri",
            Self::OtherName => "other_name",
            Self::Dns => "dns",
            Self::Ip => "ip",
            Self::DirectoryName => "directory_name",
            Self::RegisteredId => "registered_id",
            Self::EdiPartyName => "edi_party_name",
            Self::ForeignOtherName => "foreign_other_name",
        }
    }
}

impl fmt::Display for SanKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One subject alternative name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubjectAltName {
    kind: SanKind,
    value: String,
    name: GeneralName,
}

impl SubjectAltName {
    /// `None` for a name whose content does not fit its form.
    pub(crate) fn new(name: GeneralName) -> Option<Self> {
        let (kind, value) = match &name {
            GeneralName::Rfc822Name(text) => (SanKind::Email, text.as_str().to_owned()),
            GeneralName::DnsName(text) => (SanKind::Dns, text.as_str().to_owned()),
            GeneralName::UniformResourceIdentifier(text) => {
                (SanKind::Uri, text.as_str().to_owned())
            }
            GeneralName::OtherName(other) if other.type_id == oid::FULCIO_OTHER_NAME => {
                (SanKind::OtherName, user_name(other)?.to_owned())
            }
            GeneralName::OtherName(other) => (SanKind::ForeignOtherName, other.type_id.to_string()),
            GeneralName::DirectoryName(name) => (
                SanKind::DirectoryName,
                DistinguishedName::from_typed(name)?.text(),
            ),
            GeneralName::IpAddress(octets) => {
                (SanKind::Ip, ip_address(octets.as_bytes())?.to_string())
            }
            GeneralName::RegisteredId(id) => (SanKind::RegisteredId, id.to_string()),
            GeneralName::EdiPartyName(_) => (SanKind::EdiPartyName, String::new()),
        };
        let is_text = matches!(kind, SanKind::Email | SanKind::Dns | SanKind::Uri);
        if is_text && value.is_empty() {
            return None;
        }
        Some(Self { kind, value, name })
    }

    /// The form of the name.
    #[must_use]
    pub const fn kind(&self) -> SanKind {
        self.kind
    }

    /// The name as text, exactly as in the certificate (untrusted: escape it before printing).
    #[must_use]
    pub fn value(&self) -> &str {
        &self.value
    }

    pub(crate) const fn name(&self) -> &GeneralName {
        &self.name
    }
}

#[cfg(feature = "serde")]
impl Serialize for SubjectAltName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("SubjectAltName", 2)?;
        out.serialize_field("type", self.kind.as_str())?;
        out.serialize_field("value", &self.value)?;
        out.end()
    }
}

fn user_name(other: &OtherName) -> Option<&str> {
    if other.value.tag() != Tag::Utf8String {
        return None;
    }
    core::str::from_utf8(other.value.value()).ok()
}

/// The address with these 4 or 16 octets.
pub(crate) fn ip_address(octets: &[u8]) -> Option<IpAddr> {
    if let Ok(octets) = <[u8; 4]>::try_from(octets) {
        return Some(Ipv4Addr::from(octets).into());
    }
    let octets = <[u8; 16]>::try_from(octets).ok()?;
    Some(Ipv6Addr::from(octets).into())
}
