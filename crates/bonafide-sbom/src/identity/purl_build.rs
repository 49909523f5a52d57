//! Components made into a package URL by the rules of their type.

use super::purl::{MOST_BYTES, Purl};
use super::purl_split::{Reason, check_key, check_kind, encode};
use super::purl_types::{NameForm, Need, TypeRule, rule_of};

/// The components of a package URL to be, none of them encoded.
#[derive(Clone, Copy, Debug, Default)]
#[expect(
    clippy::exhaustive_structs,
    reason = "the components of the specification"
)]
pub struct PurlParts<'a> {
    /// The type, in any case.
    pub kind: &'a str,
    /// Segments joined with `/`; empty for none.
    pub namespace: &'a str,
    /// The name.
    pub name: &'a str,
    /// The version; empty for none.
    pub version: &'a str,
    /// Keys and values; those with an empty value are left out.
    pub qualifiers: &'a [(&'a str, &'a str)],
    /// Segments joined with `/`; empty for none.
    pub subpath: &'a str,
}

impl PurlParts<'_> {
    pub(super) fn assemble(&self) -> Result<(Purl, Option<Reason>), Reason> {
        let own = |text: &str| text.split('/').map(str::to_owned).collect::<Vec<_>>();
        let kind = check_kind(self.kind)?;
        let name = if rule_of(&kind).form == NameForm::GitPath {
            own(self.name)
        } else {
            vec![self.name.trim_matches('/').to_owned()]
        };
        let version = Some(self.version.to_owned());
        let qualifiers = self
            .qualifiers
            .iter()
            .map(|(key, value)| Ok((check_key(key)?, (*value).to_owned())))
            .collect::<Result<_, Reason>>()?;
        assemble(
            kind,
            own(self.namespace),
            name,
            version,
            qualifiers,
            own(self.subpath),
        )
    }
}

/// Joins decoded components; the reason beside the value says which rule of the type it breaks.
pub(super) fn assemble(
    kind: String,
    mut namespace: Vec<String>,
    mut name: Vec<String>,
    version: Option<String>,
    qualifiers: Vec<(String, String)>,
    mut subpath: Vec<String>,
) -> Result<(Purl, Option<Reason>), Reason> {
    let rule = rule_of(&kind);
    namespace.retain(|segment| !segment.is_empty());
    subpath.retain(|segment| !matches!(segment.as_str(), "" | "." | ".."));
    name.retain(|segment| !segment.is_empty());
    if has_slash(&namespace) || has_slash(&subpath) {
        return Err("an encoded '/' in a segment");
    }
    if rule.form == NameForm::GitPath && has_slash(&name) {
        return Err("an encoded '/' in a segment");
    }
    let qualifiers = settle_qualifiers(qualifiers)?;
    for segment in &mut namespace {
        *segment = canonical_segment(&rule, false, core::mem::take(segment));
    }
    let name = canonical_segment(&rule, true, name.join("/"));
    let name = check_name(&rule, name, &qualifiers)?;
    let version = version
        .filter(|version| !version.is_empty())
        .map(|version| lower_if(rule.lower_version, version));
    check_version(&rule, version.as_deref())?;
    let broken = broken_rule(&rule, &namespace, &qualifiers);
    let mut purl = Purl {
        text: String::new(),
        kind,
        namespace: (!namespace.is_empty()).then(|| namespace.join("/")),
        name,
        version,
        qualifiers,
        subpath: (!subpath.is_empty()).then(|| lower_if(rule.lower_subpath, subpath.join("/"))),
    };
    purl.text = write(&purl, rule.form);
    if purl.text.len() > MOST_BYTES {
        return Err("longer than 4096 bytes in canonical form");
    }
    Ok((purl, broken))
}

/// A decoded segment of the namespace, or the name, in the canonical form of its type.
pub(super) fn canonical_segment(rule: &TypeRule, is_name: bool, segment: String) -> String {
    if !is_name {
        return lower_if(rule.lower_namespace, segment);
    }
    let name = lower_if(rule.lower_name, segment);
    match rule.form {
        NameForm::Pypi => name.replace('_', "-"),
        NameForm::Pub => name.replace(|c: char| !c.is_ascii_alphanumeric(), "_"),
        _ => name,
    }
}

/// A rule of the type that is broken although the components are clear.
fn broken_rule(
    rule: &TypeRule,
    namespace: &[String],
    qualifiers: &[(String, String)],
) -> Option<Reason> {
    match (rule.namespace, namespace.is_empty()) {
        (Need::Required, true) => return Some("the type requires a namespace"),
        (Need::Prohibited, false) => return Some("the type has no namespaces"),
        _ => {}
    }
    if namespace.len() > rule.most_segments {
        return Some("too many segments in the namespace");
    }
    let key = rule.qualifier?;
    let there = qualifiers.iter().any(|(have, _)| have == key);
    (!there).then_some("a qualifier is missing that the type requires")
}

/// Sorted by key, without empty values, no key twice.
fn settle_qualifiers(
    mut qualifiers: Vec<(String, String)>,
) -> Result<Vec<(String, String)>, Reason> {
    qualifiers.sort();
    // Before the empty ones go: `a=1&a=` is 1 to one reader and nothing to another.
    if qualifiers
        .windows(2)
        .any(|pair| matches!(pair, [(a, _), (b, _)] if a == b))
    {
        return Err("a qualifier is there twice");
    }
    qualifiers.retain(|(_, value)| !value.is_empty());
    Ok(qualifiers)
}

fn check_name(
    rule: &TypeRule,
    name: String,
    qualifiers: &[(String, String)],
) -> Result<String, Reason> {
    if name.is_empty() {
        return Err("no name");
    }
    match rule.form {
        NameForm::Cpan if name.contains("::") => Err("'::' in the name of a distribution"),
        NameForm::Pod
            if name.starts_with('.') || name.contains(|c: char| c == '+' || c.is_whitespace()) =>
        {
            Err("white space, '+' or a leading '.' in the name of a pod")
        }
        NameForm::ChromeExtension => {
            let fits = name.len() == 32 && name.bytes().all(|byte| matches!(byte, b'a'..=b'p'));
            fits.then_some(name).ok_or("not 32 letters from a to p")
        }
        NameForm::Mlflow => Ok(lower_if(on_databricks(qualifiers), name)),
        _ => Ok(name),
    }
}

/// The one server of models that ignores case.
fn on_databricks(qualifiers: &[(String, String)]) -> bool {
    qualifiers
        .iter()
        .any(|(key, value)| key == "repository_url" && value.to_lowercase().contains("databricks"))
}

fn check_version(rule: &TypeRule, version: Option<&str>) -> Result<(), Reason> {
    let Some(version) = version.filter(|_| rule.form == NameForm::ChromeExtension) else {
        return Ok(());
    };
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if version.split('.').count() <= 4 && version.split('.').all(is_number) {
        Ok(())
    } else {
        Err("not one to four numbers in the version")
    }
}

fn write(purl: &Purl, form: NameForm) -> String {
    let mut out = format!("pkg:{}", purl.kind);
    for segment in purl.namespace.iter().flat_map(|all| all.split('/')) {
        out.push('/');
        encode(segment, &mut out);
    }
    out.push('/');
    if form == NameForm::GitPath {
        write_path(&purl.name, &mut out);
    } else {
        encode(&purl.name, &mut out);
    }
    if let Some(version) = &purl.version {
        out.push('@');
        encode(version, &mut out);
    }
    let mut mark = '?';
    for (key, value) in &purl.qualifiers {
        out.push(mark);
        out.push_str(key);
        out.push('=');
        encode(value, &mut out);
        mark = '&';
    }
    if let Some(subpath) = &purl.subpath {
        out.push('#');
        write_path(subpath, &mut out);
    }
    out
}

fn write_path(path: &str, out: &mut String) {
    for (at, segment) in path.split('/').enumerate() {
        if at > 0 {
            out.push('/');
        }
        encode(segment, out);
    }
}

fn has_slash(segments: &[String]) -> bool {
    segments.iter().any(|segment| segment.contains('/'))
}

fn lower_if(wanted: bool, text: String) -> String {
    if wanted { text.to_lowercase() } else { text }
}
