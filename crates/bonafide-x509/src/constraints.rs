//! Name constraints.
//!
//! A constraint that cannot be applied to a name of its own form refuses that name: nothing is
//! ignored, neither when the extension is not critical.

use core::net::IpAddr;

use bonafide_keys::asn1::{Element, Elements, Tag, unsigned};
use bonafide_report::Exceeded;
use x509_cert::ext::pkix::name::GeneralName;

use crate::asn1::{each, strict};
use crate::certificate::Certificate;
use crate::name::{Attribute, DistinguishedName};
use crate::oid;
use crate::san::ip_address;

/// Comparisons of a name with a subtree that one path may cost. One of long names counts for more.
const MOST_COMPARISONS: usize = 250_000;
/// Bytes of name and base that one comparison may have.
const BYTES_A_COMPARISON: usize = 128;

/// The subtrees that a name constraints extension permits and excludes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NameConstraints {
    permitted: Vec<Subtree>,
    excluded: Vec<Subtree>,
}

/// Why a name is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    Name(&'static str),
    Limit(Exceeded),
}

impl NameConstraints {
    /// Reads the value of the extension; `None` for anything but its DER, for one that has no
    /// subtrees, and for empty lists of them.
    pub(crate) fn read(value: &[u8]) -> Option<Self> {
        let mut fields = Element::parse(value)?.open(Tag::SEQUENCE)?;
        let permitted = subtrees(&mut fields, Tag::constructed(0))?;
        let excluded = subtrees(&mut fields, Tag::constructed(1))?;
        let constrains = !permitted.is_empty() || !excluded.is_empty();
        (fields.is_empty() && constrains).then_some(Self {
            permitted,
            excluded,
        })
    }

    /// Checks the names of a certificate below the issuer that has these constraints.
    pub(crate) fn check(&self, names: &Names, work: &mut Comparisons) -> Result<(), Refused> {
        for name in &names.list {
            for subtree in &self.excluded {
                work.count(subtree, name)?;
                match subtree.relation(name) {
                    Relation::Inside => return Err(Refused::Name("it is excluded")),
                    Relation::Unknown => return Err(UNKNOWN),
                    Relation::Outside | Relation::OtherForm => {}
                }
            }
            self.check_permitted(name, work)?;
        }
        Ok(())
    }

    fn check_permitted(&self, name: &Form, work: &mut Comparisons) -> Result<(), Refused> {
        let (mut asked, mut inside) = (false, false);
        for subtree in &self.permitted {
            work.count(subtree, name)?;
            match subtree.relation(name) {
                Relation::Inside => (asked, inside) = (true, true),
                Relation::Outside => asked = true,
                Relation::Unknown => return Err(UNKNOWN),
                Relation::OtherForm => {}
            }
        }
        if asked && !inside {
            return Err(Refused::Name("it is not permitted"));
        }
        Ok(())
    }
}

/// The subtrees of the list of this tag, which has one at least where it is there.
fn subtrees(fields: &mut Elements<'_>, tag: Tag) -> Option<Vec<Subtree>> {
    let Some(list) = fields.take_if(tag).ok()? else {
        return Some(Vec::new());
    };
    let found = each(list.open(tag)?, Subtree::read)?;
    (!found.is_empty()).then_some(found)
}

const UNKNOWN: Refused = Refused::Name("the constraint cannot be applied to it");

/// The comparisons made for one path.
#[derive(Debug, Default)]
pub(crate) struct Comparisons {
    made: usize,
}

impl Comparisons {
    fn count(&mut self, subtree: &Subtree, name: &Form) -> Result<(), Refused> {
        let bytes = subtree.base.size().saturating_add(name.size());
        let cost = (bytes / BYTES_A_COMPARISON).saturating_add(1);
        self.made = self.made.saturating_add(cost);
        Exceeded::check(self.made, MOST_COMPARISONS, "name constraint comparisons")
            .map_err(Refused::Limit)
    }
}

/// The names of one certificate that constraints apply to.
#[derive(Clone, Debug)]
pub(crate) struct Names {
    list: Vec<Form>,
}

impl Names {
    /// The alternative names, the subject unless it is empty, and its email addresses when no
    /// alternative name is one.
    pub(crate) fn of(certificate: &Certificate) -> Option<Self> {
        let alternatives = certificate.subject_alt_names().iter();
        let mut list: Vec<Form> = alternatives
            .map(|name| Form::of(name.name()))
            .collect::<Option<_>>()?;
        let has_email = list.iter().any(|form| matches!(form, Form::Email(_)));
        let subject = certificate.subject_name();
        if !subject.is_empty() {
            let parts = subject.parts()?;
            if !has_email {
                let attributes = parts.iter().flatten();
                let addresses = attributes.filter(|attribute| attribute.oid == oid::EMAIL_ADDRESS);
                // An address that is no text can be in no subtree.
                list.extend(
                    addresses
                        .map(|address| Form::Email(address.text().unwrap_or_default().to_owned())),
                );
            }
            list.push(Form::Directory(parts));
        }
        Some(Self { list })
    }
}

/// A name or the base of a subtree, by its form.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Form {
    Email(String),
    Dns(String),
    Uri(String),
    Ip(Vec<u8>),
    Directory(Vec<Vec<Attribute>>),
    /// A form whose subtrees are not defined, or not implemented.
    Other(&'static str),
}

impl Form {
    /// Bytes that a comparison may look at.
    fn size(&self) -> usize {
        match self {
            Self::Email(text) | Self::Dns(text) | Self::Uri(text) => text.len(),
            Self::Ip(octets) => octets.len(),
            Self::Directory(parts) => parts
                .iter()
                .flatten()
                .fold(0, |sum, attribute| attribute.size().saturating_add(sum)),
            Self::Other(_) => 0,
        }
    }

    fn of(name: &GeneralName) -> Option<Self> {
        Some(match name {
            GeneralName::Rfc822Name(text) => Self::Email(text.as_str().to_owned()),
            GeneralName::DnsName(text) => Self::Dns(text.as_str().to_owned()),
            GeneralName::UniformResourceIdentifier(text) => Self::Uri(text.as_str().to_owned()),
            GeneralName::IpAddress(octets) => Self::Ip(octets.as_bytes().to_vec()),
            GeneralName::DirectoryName(name) => {
                Self::Directory(DistinguishedName::from_typed(name)?.parts()?)
            }
            GeneralName::OtherName(_) => Self::Other("otherName"),
            GeneralName::EdiPartyName(_) => Self::Other("ediPartyName"),
            GeneralName::RegisteredId(_) => Self::Other("registeredID"),
        })
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Subtree {
    base: Form,
    /// RFC 5280 fixes minimum to 0 and maximum to absent.
    is_whole: bool,
}

/// How a name stands to a subtree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Relation {
    Inside,
    Outside,
    /// The two are of different forms: the subtree says nothing about the name.
    OtherForm,
    /// The subtree applies to the form of the name, and whether it holds the name is unknown.
    Unknown,
}

impl From<Option<bool>> for Relation {
    fn from(inside: Option<bool>) -> Self {
        match inside {
            Some(true) => Self::Inside,
            Some(false) => Self::Outside,
            None => Self::Unknown,
        }
    }
}

impl Subtree {
    /// A minimum of 0 is the default and never encoded.
    fn read(element: Element<'_>) -> Option<Self> {
        let mut fields = element.open(Tag::SEQUENCE)?;
        let base: GeneralName = strict(fields.next()?.raw())?;
        let minimum = fields.take_if(Tag::primitive(0)).ok()?;
        let maximum = fields.take_if(Tag::primitive(1)).ok()?;
        if let Some(minimum) = minimum {
            unsigned(minimum.content()).filter(|number| *number != 0)?;
        }
        if let Some(maximum) = maximum {
            unsigned(maximum.content())?;
        }
        fields.is_empty().then_some(Self {
            base: Form::of(&base)?,
            is_whole: minimum.is_none() && maximum.is_none(),
        })
    }

    fn relation(&self, name: &Form) -> Relation {
        let inside = match (&self.base, name) {
            (Form::Email(base), Form::Email(name)) => email(base, name),
            (Form::Dns(base), Form::Dns(name)) => dns(base, name),
            (Form::Uri(base), Form::Uri(name)) => uri(base, name),
            (Form::Ip(base), Form::Ip(name)) => ip(base, name),
            (Form::Directory(base), Form::Directory(name)) => directory(base, name),
            (Form::Other(base), Form::Other(name)) if base == name => None,
            _ => return Relation::OtherForm,
        };
        if self.is_whole {
            inside.into()
        } else {
            Relation::Unknown
        }
    }
}

/// `base` is a mailbox, a host, or with a leading period the hosts of a domain.
fn email(base: &str, name: &str) -> Option<bool> {
    let (local, host) = mailbox(name)?;
    if base.contains('@') {
        let (base_local, base_host) = mailbox(base)?;
        return Some(base_local == local && base_host.eq_ignore_ascii_case(host));
    }
    host_or_domain(base, host)
}

/// `base` is a host, or with a leading period the hosts of a domain.
fn uri(base: &str, name: &str) -> Option<bool> {
    let (scheme, rest) = name.split_once("://")?;
    if scheme.is_empty() || scheme.contains(['/', '?', '#', ':']) {
        return None;
    }
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host);
    let host = match host.split_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        Some(_) => return None,
        None => host,
    };
    if host.parse::<IpAddr>().is_ok() {
        return None; // RFC 5280: a host that is no domain name cannot be constrained
    }
    host_or_domain(base, host)
}

fn host_or_domain(base: &str, host: &str) -> Option<bool> {
    if !is_host(host) {
        return None;
    }
    match base.strip_prefix('.') {
        Some(domain) if is_host(domain) => Some(is_below(host, domain)),
        None if is_host(base) => Some(host.eq_ignore_ascii_case(base)),
        _ => None,
    }
}

/// `base` is a domain name: it holds itself and everything below; empty, it holds every name.
fn dns(base: &str, name: &str) -> Option<bool> {
    let (wildcard, host) = match name.strip_prefix("*.") {
        Some(rest) => (true, rest),
        None => (false, name),
    };
    if !is_host(host) || !(base.is_empty() || is_host(base)) {
        return None;
    }
    if wildcard && is_below(base, host) {
        return None; // some of the names that it stands for are inside, some outside
    }
    let inside = base.is_empty() || host.eq_ignore_ascii_case(base) || is_below(host, base);
    Some(inside)
}

/// `base` is an address and a mask of the same length.
fn ip(base: &[u8], name: &[u8]) -> Option<bool> {
    ip_address(name)?;
    let half = base.len() / 2;
    let (network, mask) = base.split_at_checked(half)?;
    if network.len() != mask.len() {
        return None;
    }
    ip_address(network)?;
    if !is_contiguous(mask) {
        return None;
    }
    if network.len() != name.len() {
        return Some(false);
    }
    let mut octets = network.iter().zip(mask).zip(name);
    Some(octets.all(|((network, mask), name)| network & mask == name & mask))
}

fn is_contiguous(mask: &[u8]) -> bool {
    let mut rest = mask.iter().skip_while(|octet| **octet == 0xff);
    let partial = rest.next().copied().unwrap_or_default();
    partial.leading_ones() == partial.count_ones() && rest.all(|octet| *octet == 0)
}

/// `base` is the beginning of every name in the subtree.
fn directory(base: &[Vec<Attribute>], name: &[Vec<Attribute>]) -> Option<bool> {
    if base.len() > name.len() {
        return Some(false);
    }
    let mut unknown = false;
    for (base, name) in base.iter().zip(name) {
        let same = match (base.as_slice(), name.as_slice()) {
            _ if base == name => Some(true),
            ([base], [name]) => base.matches(name),
            // Sets of attributes that differ in their bytes are not compared further.
            _ => None,
        };
        match same {
            Some(true) => {}
            Some(false) => return Some(false),
            None => unknown = true,
        }
    }
    (!unknown).then_some(true)
}

/// The local part and the host of an address without quoting.
fn mailbox(text: &str) -> Option<(&str, &str)> {
    let (local, host) = text.split_once('@')?;
    let plain = !local.is_empty() && !text.contains(['"', '\\', ' ']) && is_host(host);
    plain.then_some((local, host))
}

/// Whether `host` lies strictly below `domain`.
fn is_below(host: &str, domain: &str) -> bool {
    let Some(at) = host.len().checked_sub(domain.len()) else {
        return false;
    };
    let (Some(front), Some(back)) = (host.get(..at), host.get(at..)) else {
        return false;
    };
    front.ends_with('.') && front.len() > 1 && back.eq_ignore_ascii_case(domain)
}

/// Whether the text is a host name in the preferred syntax of RFC 1034 section 3.5 (labels may begin
/// with a digit: RFC 1123), which may begin with a label that is a star.
pub(crate) fn is_host_name(text: &str) -> bool {
    let host = text.strip_prefix("*.").unwrap_or(text);
    let is_label = |label: &str| !label.starts_with('-') && !label.ends_with('-');
    is_host(host) && !host.contains('_') && host.split('.').all(is_label)
}

/// Whether the text is a sequence of labels of letters, digits, hyphens and underscores.
fn is_host(text: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    };
    text.len() <= 253 && text.split('.').all(is_label)
}

#[cfg(test)]
mod tests;
