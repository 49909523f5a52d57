//! Tests of the page.

use std::collections::BTreeMap;

use crate::verdict::samples;
use crate::{Export, ExportOptions, Verdict};

fn page(verdict: &Verdict) -> String {
    let options = ExportOptions::default().with_docs("https://docs.example/");
    let bytes = verdict.export(Export::Html, &options).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// How often each tag with its attributes' names occurs.
fn tags(page: &str) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    for piece in page.split('<').skip(1) {
        let tag = piece.split('>').next().unwrap();
        let name = tag.split([' ', '\n']).next().unwrap();
        let attributes = tag
            .split('"')
            .step_by(2)
            .skip(usize::from(!tag.contains('"')));
        let attributes: Vec<&str> = attributes
            .map(|it| it.trim_start_matches(name).trim().trim_end_matches('='))
            .filter(|it| !it.is_empty() && *it != "!DOCTYPE html")
            .collect();
        *found
            .entry(format!("{name} {}", attributes.join(" ")))
            .or_insert(0) += 1;
    }
    found
}

#[test]
fn the_cause_the_place_and_the_remedy_come_first() {
    let page = page(&samples::rejected());
    let at = |text: &str| {
        page.find(text)
            .unwrap_or_else(|| panic!("{text} is not in {page}"))
    };
    let order = [
        "<h1>✕ Reject</h1>",
        "<h2>What decided</h2>",
        "the only signature by ci is for another image",
        "signature 2, /critical/image/docker-manifest-digest",
        "<dt>Remedy</dt>",
        "<h2>Checks</h2>",
        "<h2>Identities</h2>",
        "<h2>Evidence</h2>",
        "<h2>Provenance</h2>",
        "<h2>Components</h2>",
        "<h2>Policy and trust</h2>",
    ]
    .map(at);
    assert!(order.is_sorted());
    assert!(page.contains("href=\"https://docs.example/codes.md#signature.wrong-subject\""));
    assert!(self::page(&samples::model()).contains("2 files are not covered"));
    assert!(!self::page(&samples::allowed()).contains("What decided"));
    assert!(self::page(&samples::indeterminate()).contains("Trying again may help."));
}

#[test]
fn nothing_comes_from_elsewhere_and_nothing_runs() {
    for (name, verdict) in samples::all() {
        let page = page(&verdict);
        assert!(
            page.contains("content=\"default-src 'none'; style-src 'sha256-"),
            "{name}"
        );
        for tag in tags(&page).keys() {
            let tag = tag.to_ascii_lowercase();
            for bad in [
                "script", "img", "iframe", "link", "object", "form", "base ", "image", "use ",
                "foreign", "animate", "set ", "feimage",
            ] {
                assert!(!tag.starts_with(bad), "{name}: {tag}");
            }
            for attribute in ["src", "style", "srcset", "on"] {
                assert!(
                    !tag.split(' ').skip(1).any(|it| it.starts_with(attribute)),
                    "{name}: {tag}"
                );
            }
        }
        assert_eq!(page.matches("<style").count(), 1, "{name}");
        let style = page.split("<style>").nth(1).unwrap();
        assert!(!style.split("</style>").next().unwrap().contains("url("));
        let links = page.matches("href=").count();
        assert_eq!(
            links,
            page.matches("href=\"https://docs.example/codes.md#")
                .count(),
            "{name}"
        );
    }
}

#[test]
fn the_policy_of_the_page_names_its_style() {
    let page = page(&samples::allowed());
    let style = page
        .split("<style>")
        .nth(1)
        .unwrap()
        .split("</style>")
        .next()
        .unwrap();
    let digest = bonafide_digest::sha256(&[style.as_bytes()]);
    let digest = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, digest);
    // Nothing runs, nothing is loaded, no other base, nothing is sent.
    let policy = format!(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
         style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'\">"
    );
    let head = page.split("<title>").next().unwrap();
    assert!(head.contains(&policy), "{head}");
}

#[test]
fn hostile_text_is_text() {
    // The same verdict with harmless texts in place of hostile ones has the same tags.
    let hostile = samples::hostile();
    let text = page(&hostile);
    let harmless = page(&samples::harmless());
    assert_eq!(tags(&text), tags(&harmless));
    assert!(text.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert!(!text.chars().any(|c| c.is_control() && c != '\n'));
    assert!(!text.contains('\u{202e}'));
}

#[test]
fn elements_are_closed() {
    for (name, verdict) in samples::all() {
        let page = page(&verdict);
        for element in [
            "main", "section", "div", "table", "tbody", "tr", "td", "dl", "dt", "dd", "ul", "ol",
            "li", "details", "summary", "code", "span", "p", "h1", "h2", "strong", "header",
            "footer", "svg", "g", "title", "text",
        ] {
            let opened = page.matches(&format!("<{element}>")).count()
                + page.matches(&format!("<{element} ")).count();
            let closed = page.matches(&format!("</{element}>")).count();
            assert_eq!(opened, closed, "{name}: {element}");
        }
    }
}

/// Writes the pages where somebody wants to look at them.
#[test]
fn pages_can_be_looked_at() {
    let Some(folder) = std::env::var_os("BONAFIDE_PAGES") else {
        return;
    };
    for (name, verdict) in samples::all() {
        for format in Export::ALL {
            let options = ExportOptions::default().allowing_waivers();
            if let Ok(bytes) = verdict.export(format, &options) {
                let path =
                    std::path::Path::new(&folder).join(format!("{name}.{}", format.as_str()));
                std::fs::write(path, bytes).unwrap();
            }
        }
    }
}
