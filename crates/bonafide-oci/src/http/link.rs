//! Where a list goes on.

use super::field::{Cursor, is_short};

/// One link of an answer. The server says it, and nobody vouches for it.
///
/// ```
/// use bonafide_oci::http::Link;
///
/// let links = Link::parse(&[r#"</v2/a/referrers/d?n=2>; rel="next""#]).unwrap();
/// assert!(links[0].is_next());
/// assert_eq!(links[0].target(), "/v2/a/referrers/d?n=2");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    target: String,
    relations: Option<String>,
    has_anchor: bool,
}

impl Link {
    /// Reads the values of all `Link` fields of one answer, in order. `None` where any of them is
    /// malformed, or where they have more than 8 KiB together.
    ///
    /// # Specification
    /// RFC 8288 section 3; stricter: ASCII only.
    #[must_use]
    pub fn parse(values: &[&str]) -> Option<Vec<Self>> {
        if !is_short(values) {
            return None;
        }
        let mut links = Vec::new();
        for value in values {
            let mut cursor = Cursor::new(value);
            loop {
                cursor.commas();
                if cursor.is_at_end() {
                    break;
                }
                links.push(read(&mut cursor)?);
            }
        }
        Some(links)
    }

    /// The reference as written, to be resolved against the address of the answer.
    #[must_use]
    pub fn target(&self) -> &str {
        &self.target
    }

    /// Whether it leads from this answer to the next page. Links that are about something else
    /// than the answer do not.
    #[must_use]
    pub fn is_next(&self) -> bool {
        let mut relations = self.relations.iter().flat_map(|text| text.split(' '));
        !self.has_anchor && relations.any(|relation| relation.eq_ignore_ascii_case("next"))
    }
}

fn read(cursor: &mut Cursor<'_>) -> Option<Link> {
    if !cursor.eat('<') {
        return None;
    }
    let target = cursor.until('>')?;
    if !target.bytes().all(|byte| (0x21..0x7f).contains(&byte)) {
        return None;
    }
    let mut link = Link {
        target: target.to_owned(),
        relations: None,
        has_anchor: false,
    };
    while !cursor.is_at_element_end() {
        cursor.blank();
        if !cursor.eat(';') {
            return None;
        }
        cursor.blank();
        let Some(name) = cursor.token() else {
            continue;
        };
        cursor.blank();
        let value = if cursor.eat('=') {
            cursor.blank();
            cursor.value()?
        } else {
            String::new()
        };
        // The first of several counts.
        if name.eq_ignore_ascii_case("rel") && link.relations.is_none() {
            link.relations = Some(value);
        } else if name.eq_ignore_ascii_case("anchor") {
            link.has_anchor = true;
        }
    }
    Some(link)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next(value: &str) -> Option<Vec<String>> {
        let links = Link::parse(&[value])?;
        let next = links.into_iter().filter(Link::is_next);
        Some(next.map(|link| link.target).collect())
    }

    #[test]
    fn the_next_page_is_found_among_other_links() {
        for (value, target) in [
            (r#"</a?n=1>; rel="next""#, "/a?n=1"),
            ("</a>;rel=next", "/a"),
            (
                r#"</a> ; title="x, <y>; rel=next" ; REL="prev Next up""#,
                "/a",
            ),
            (r#"<https://o/x>; rel=prev, , <b;c,d>; rel="next""#, "b;c,d"),
            ("</a>; rel=next; rel=prev;", "/a"),
            ("</a>;crossorigin; rel = next", "/a"),
        ] {
            assert_eq!(next(value), Some(vec![target.to_owned()]), "{value}");
        }
    }

    #[test]
    fn other_links_do_not_lead_on() {
        for value in [
            "",
            "</a>",
            "</a>; rel=nextpage",
            r#"</a>; rel="prev"; rel="next""#,
            r##"</a>; rel="next"; anchor="#x""##,
            r#"</a>; title="rel=next""#,
        ] {
            assert_eq!(next(value), Some(vec![]), "{value}");
        }
    }

    #[test]
    fn what_is_no_link_is_none() {
        for value in [
            "/a; rel=next",
            "</a; rel=next",
            "</a b>; rel=next",
            "</a> rel=next",
            "</a>; rel=\"next",
            "</a>; rel=",
            "<\u{e4}>; rel=next",
            "</a>; rel=next </b>",
        ] {
            assert_eq!(next(value), None, "{value:?}");
        }
        let padded = |length: usize| format!("<{}>; rel=next", "a".repeat(length - 12));
        assert!(Link::parse(&[&padded(8192)]).is_some());
        assert!(Link::parse(&[&padded(8193)]).is_none());
    }
}
