//! Trust material, read and ready.

use std::collections::BTreeMap;
use std::sync::Arc;

use bonafide_keys::default_backend;
use bonafide_report::{Escaped, Place, Time, Window, registry};
use bonafide_sigstore::{TrustedRoot, Verifier};

use super::load::{Loaded, Loader};
use crate::{DatedMaterial, TrustKeys, TrustSource, TrustView};

/// Trust material of one name.
#[derive(Debug)]
pub(crate) struct CompiledTrust {
    pub(crate) name: String,
    pub(crate) root: TrustedRoot,
    pub(crate) verifier: Arc<Verifier>,
    /// Whether it was put together from single keys and certificates: a path may then go through
    /// certificates that the signer sends along.
    pub(super) is_by_hand: bool,
    /// Every date that the material names, sorted.
    dates: Vec<Time>,
    /// Seconds.
    max_age: Option<i64>,
}

impl CompiledTrust {
    /// Whether the newest date that it names, of those that are past, lies too far back.
    pub(crate) fn is_stale(&self, now: Time) -> bool {
        self.max_age.is_some() && self.expires(now).is_none_or(|end| now > end)
    }

    /// What is too old, and since when.
    pub(crate) fn told_stale(&self, now: Time) -> String {
        let name = Escaped(&self.name);
        match self.newest(now).zip(self.expires(now)) {
            Some((newest, end)) => format!(
                "the newest date in the trust material {name} is {newest}, which was new enough \
                 until {end}"
            ),
            None => format!("no date in the trust material {name} is past"),
        }
    }

    /// Until when it is new enough.
    fn expires(&self, now: Time) -> Option<Time> {
        self.newest(now)?.checked_add_seconds(self.max_age?)
    }

    /// The newest date that it names, of those that are past.
    fn newest(&self, now: Time) -> Option<Time> {
        let past = self.dates.partition_point(|date| *date <= now);
        past.checked_sub(1)
            .and_then(|at| self.dates.get(at))
            .copied()
    }

    pub(crate) fn view(&self, now: Time) -> TrustView {
        TrustView {
            name: self.name.clone(),
            sha256: *self.root.sha256(),
            expires: self.expires(now),
        }
    }
}

/// Trust material, or that it was left out.
#[derive(Clone, Debug)]
pub(super) enum TrustState {
    Ready(Arc<CompiledTrust>),
    /// What was left out.
    Unresolved(String),
    /// It is wrong, and the problem is noted.
    Wrong,
}

/// All trust material of a document, by name.
pub(super) fn compile(
    sources: &BTreeMap<String, TrustSource>,
    loader: &mut Loader<'_>,
) -> BTreeMap<String, TrustState> {
    let mut compiled = BTreeMap::new();
    for (name, source) in sources {
        let place = Place::root().member("trust").member(name);
        let (loaded, max_age) = match source {
            TrustSource::TrustedRoot { file, max_age } => {
                let place = place.member("trusted_root");
                (document(loader, file, &place), *max_age)
            }
            TrustSource::Keys(keys) => {
                let place = place.member("keys");
                (by_hand(loader, keys, &place), None)
            }
        };
        let state = match loaded {
            Loaded::Given(root) => {
                let max_age = max_age.map(|age| i64::try_from(age.as_secs()).unwrap_or(i64::MAX));
                let is_by_hand = matches!(source, TrustSource::Keys(_));
                ready(loader, name, root, (max_age, is_by_hand), &place)
            }
            Loaded::Unresolved(what) => TrustState::Unresolved(what),
            Loaded::Wrong => TrustState::Wrong,
        };
        compiled.insert(name.clone(), state);
    }
    compiled
}

fn ready(
    loader: &mut Loader<'_>,
    name: &str,
    root: TrustedRoot,
    (max_age, is_by_hand): (Option<i64>, bool),
    place: &Place,
) -> TrustState {
    match Verifier::builder(root.clone(), default_backend()).build() {
        Ok(verifier) => TrustState::Ready(Arc::new(CompiledTrust {
            name: name.to_owned(),
            dates: dates(&root),
            root,
            verifier: Arc::new(verifier),
            is_by_hand,
            max_age,
        })),
        Err(error) => {
            loader.wrong(error.code(), place, error.to_string());
            TrustState::Wrong
        }
    }
}

fn document(
    loader: &mut Loader<'_>,
    file: &crate::FileReference,
    place: &Place,
) -> Loaded<TrustedRoot> {
    match loader.file(file, place) {
        Loaded::Given(bytes) => match TrustedRoot::parse(&bytes) {
            Ok(root) => Loaded::Given(root),
            Err(error) => {
                let detail = format!("{}: {error}", Escaped(&file.path));
                loader.wrong(error.code(), place, detail);
                Loaded::Wrong
            }
        },
        Loaded::Unresolved(name) => Loaded::Unresolved(name),
        Loaded::Wrong => Loaded::Wrong,
    }
}

/// Keys and certificates one by one. No document says where their owners are found: in evidence they
/// stand as they do in the policy, whatever the trust is called, so that the same material under two
/// names is the same.
fn by_hand(loader: &mut Loader<'_>, keys: &TrustKeys, place: &Place) -> Loaded<TrustedRoot> {
    let mut root = TrustedRoot::by_hand();
    let mut unresolved = None;
    let mut is_wrong = false;
    for (list, materials) in [
        ("fulcio_ca", &keys.fulcio_ca),
        ("rekor", &keys.rekor),
        ("ctfe", &keys.ctfe),
        ("tsa", &keys.tsa),
    ] {
        for (at, material) in materials.iter().enumerate() {
            let place = place.member(list).index(at);
            let uri = format!("policy:{list}/{at}");
            match one(loader, root.clone(), list, material, (&uri, &place)) {
                Loaded::Given(more) => root = more,
                Loaded::Unresolved(what) => unresolved = unresolved.or(Some(what)),
                Loaded::Wrong => is_wrong = true,
            }
        }
    }
    match unresolved {
        _ if is_wrong => Loaded::Wrong,
        Some(what) => Loaded::Unresolved(what),
        None => Loaded::Given(root),
    }
}

/// `root` with one text more. Several keys of one text are as many logs; certificates are a chain,
/// the anchor last, or for authorities several anchors, each on its own.
fn one(
    loader: &mut Loader<'_>,
    root: TrustedRoot,
    list: &str,
    dated: &DatedMaterial,
    (uri, place): (&str, &Place),
) -> Loaded<TrustedRoot> {
    let material = &dated.material;
    let Some(window) = window(dated) else {
        let detail = "not_after is not later than not_before";
        loader.wrong(registry::POLICY_CONFLICT, place, detail);
        return Loaded::Wrong;
    };
    if list == "rekor" || list == "ctfe" {
        let keys = match list {
            "rekor" => loader.log_keys(material, place),
            _ => loader.keys(material, place),
        };
        return match keys {
            Loaded::Given(keys) => Loaded::Given(keys.iter().fold(root, |root, key| {
                if list == "rekor" {
                    root.with_transparency_log(uri, key, window)
                } else {
                    root.with_ct_log(uri, key, window)
                }
            })),
            Loaded::Unresolved(name) => Loaded::Unresolved(name),
            Loaded::Wrong => Loaded::Wrong,
        };
    }
    match loader.certificates(material, place) {
        Loaded::Given(chain) if list == "tsa" => {
            Loaded::Given(root.with_timestamp_authority(uri, &chain, window))
        }
        Loaded::Given(chain) => {
            let Some(chains) = chains(&chain) else {
                let detail = "a certificate of an authority cannot be read";
                loader.wrong(registry::POLICY_MATERIAL, place, detail);
                return Loaded::Wrong;
            };
            Loaded::Given(chains.iter().fold(root, |root, chain| {
                root.with_certificate_authority(uri, chain, window)
            }))
        }
        Loaded::Unresolved(name) => Loaded::Unresolved(name),
        Loaded::Wrong => Loaded::Wrong,
    }
}

/// When material is trusted, of which a window has the last instant and a policy the first that is too
/// late; `None` where that is never.
fn window(dated: &DatedMaterial) -> Option<Option<Window>> {
    if dated.not_before.is_none() && dated.not_after.is_none() {
        return Some(None);
    }
    let start = match dated.not_before {
        Some(start) => start,
        None => Time::from_civil((0, 1, 1), (0, 0, 0), 0).ok()?,
    };
    let end = match dated.not_after {
        Some(end) => Some(before(end)?),
        None => None,
    };
    Window::new(start, end).map(Some)
}

/// The instant before.
fn before(time: Time) -> Option<Time> {
    match time.nanos().checked_sub(1) {
        Some(nanos) => Time::new(time.seconds(), nanos),
        None => Time::new(time.seconds().checked_sub(1)?, 999_999_999),
    }
}

/// The chains of a text: each ends with a certificate that names itself as its issuer. What is left
/// at the end is trusted as it is.
fn chains(certificates: &[Vec<u8>]) -> Option<Vec<Vec<Vec<u8>>>> {
    let options = bonafide_x509::ParseOptions::default();
    let mut chains = Vec::new();
    let mut chain = Vec::new();
    for der in certificates {
        let certificate = bonafide_x509::Certificate::from_der(der, &options).ok()?;
        chain.push(der.clone());
        if certificate.is_self_issued() {
            chains.push(core::mem::take(&mut chain));
        }
    }
    if !chain.is_empty() {
        chains.push(chain);
    }
    Some(chains)
}

/// Every date that a trusted root names.
fn dates(root: &TrustedRoot) -> Vec<Time> {
    let logs = root.transparency_logs().iter().chain(root.ct_logs());
    let authorities = root
        .certificate_authorities()
        .iter()
        .chain(root.timestamp_authorities());
    let windows = logs
        .map(bonafide_sigstore::LogInstance::valid_for)
        .chain(authorities.map(bonafide_sigstore::AuthorityInstance::valid_for));
    let mut dates: Vec<Time> = windows
        .flat_map(|window| [window.start(), window.end()])
        .flatten()
        .collect();
    dates.sort_unstable();
    dates
}
