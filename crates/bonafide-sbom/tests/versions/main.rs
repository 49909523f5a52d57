//! Versions: the tables that the ecosystems publish, and the laws of a total order.

mod laws;
mod linux;
mod packages;

use bonafide_sbom::{Scheme, Version};

fn version(scheme: Scheme, text: &str) -> Version<'_> {
    scheme
        .parse(text)
        .unwrap_or_else(|| panic!("{scheme:?} reads {text}"))
}

/// Each version comes before all that follow it.
fn ascending(scheme: Scheme, versions: &[&str]) {
    for (at, low) in versions.iter().enumerate() {
        let low_version = version(scheme, low);
        assert!(low_version == low_version.clone(), "{low}");
        for high in &versions[at + 1..] {
            let high_version = version(scheme, high);
            assert!(low_version < high_version, "{scheme:?} {low} < {high}");
            assert!(high_version > low_version, "{scheme:?} {high} > {low}");
        }
    }
}

/// Rows of `a < b`, `a > b` and `a = b`.
fn table(scheme: Scheme, rows: &str) {
    let mut count = 0;
    for row in rows.lines().map(str::trim).filter(|row| !row.is_empty()) {
        let [a, sign, b] = row.split(' ').collect::<Vec<_>>()[..] else {
            panic!("{row}");
        };
        let order = version(scheme, a).partial_cmp(&version(scheme, b));
        let wanted = match sign {
            "<" => core::cmp::Ordering::Less,
            ">" => core::cmp::Ordering::Greater,
            _ => core::cmp::Ordering::Equal,
        };
        assert_eq!(order, Some(wanted), "{scheme:?} {row}");
        let back = version(scheme, b).partial_cmp(&version(scheme, a));
        assert_eq!(back, Some(wanted.reverse()), "{scheme:?} {row}");
        count += 1;
    }
    assert!(count > 3);
}

fn equal(scheme: Scheme, versions: &[&str]) {
    for a in versions {
        for b in versions {
            assert_eq!(version(scheme, a), version(scheme, b), "{scheme:?} {a} {b}");
        }
    }
}

fn refused(scheme: Scheme, texts: &[&str]) {
    for text in texts {
        assert_eq!(scheme.parse(text), None, "{scheme:?} {text:?}");
    }
}

const ALL: [Scheme; 7] = [
    Scheme::Apk,
    Scheme::Deb,
    Scheme::Go,
    Scheme::Maven,
    Scheme::Pep440,
    Scheme::Rpm,
    Scheme::SemVer,
];
