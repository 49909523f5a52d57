//! What others chose is text in every format, wherever it stands.

use super::{Export, ExportOptions};
use crate::verdict::samples::{self, HOSTILE};
use crate::{CheckStatus, Verdict};

/// Check ids and names of exceptions hold this text too. Readers of policies refuse such names; the
/// formats do not rely on that.
fn named(with: &str) -> Verdict {
    let mut verdict = samples::filled(with);
    for check in &mut verdict.checks {
        let id = format!("{}{with}/{with}", check.id);
        for decisive in &mut verdict.decisive {
            if *decisive == check.id {
                decisive.clone_from(&id);
            }
        }
        check.id = id;
        if check.status == CheckStatus::Skip {
            check.waived_by = Some(with.to_owned());
        }
    }
    verdict.waivers_used = vec![with.to_owned()];
    verdict.policy.name = with.to_owned();
    verdict
}

fn written(verdict: &Verdict, format: Export, options: &ExportOptions) -> String {
    String::from_utf8(verdict.export(format, options).unwrap()).unwrap()
}

#[test]
fn names_are_text() {
    let options = ExportOptions::default();
    let (hostile, harmless) = (named(HOSTILE), named("a harmless text"));
    for format in [
        Export::Text,
        Export::Markdown,
        Export::Sarif,
        Export::Junit,
        Export::Html,
        Export::Json,
    ] {
        let name = format.as_str();
        // Where an id may be broken depends on its slashes.
        let plain = |text: String| text.replace("<wbr>", "");
        let text = plain(written(&hostile, format, &options));
        let wanted = plain(written(&harmless, format, &options));
        assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{name}");
        assert!(!text.contains('\u{202e}'), "{name}");
        // No document of XML may hold it.
        assert!(format != Export::Junit || !text.contains('\u{fffe}'));
        assert_eq!(text.lines().count(), wanted.lines().count(), "{name}");
        if format != Export::Text {
            assert!(
                !text.contains("<script") && !text.contains("<img"),
                "{name}"
            );
            assert!(!text.contains("-->") && !text.contains("]]>"), "{name}");
        }
        if matches!(format, Export::Junit | Export::Html) {
            let signs = ['<', '>', '"'];
            for sign in signs {
                let count = |text: &str| text.matches(sign).count();
                assert_eq!(count(&text), count(&wanted), "{name}: {sign}");
            }
        }
        if format == Export::Markdown {
            for sign in ['|', '`', '*', '[', ']', '!', '@', '~'] {
                let count = |text: &str| text.matches(sign).count();
                assert_eq!(count(&text), count(&wanted), "{sign}");
            }
        }
    }
}

#[test]
fn an_address_of_documentation_stays_in_its_attribute() {
    let options = ExportOptions::default().with_docs("https://docs.example/\" onclick=\"x&'<b>/");
    let page = written(&samples::rejected(), Export::Html, &options);
    assert!(!page.contains("\" onclick") && !page.contains("<b>/"));
    let text = written(&samples::rejected(), Export::Sarif, &options);
    assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok());
}
