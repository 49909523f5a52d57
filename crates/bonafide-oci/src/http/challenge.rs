//! What a registry asks for before it answers.

use super::field::{Cursor, is_short};

/// Parameters that one challenge may have.
const PARAMETERS: usize = 32;

/// One way in which a server accepts credentials. The server says it, and nobody vouches for it.
///
/// ```
/// use bonafide_oci::http::Challenge;
///
/// let header = r#"Basic realm="x", Bearer realm="https://h/token",service="h""#;
/// let challenges = Challenge::parse(&[header]).unwrap();
/// assert!(challenges[1].is("bearer"));
/// assert_eq!(challenges[1].parameter("service"), Some("h"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    scheme: String,
    token: Option<String>,
    parameters: Vec<(String, String)>,
}

impl Challenge {
    /// Reads the values of all `WWW-Authenticate` fields of one answer, in order. `None` where any
    /// of them is malformed, names a parameter twice, or where they have more than 8 KiB together.
    ///
    /// # Specification
    /// RFC 9110 section 11.6.1; stricter: ASCII only, at most 32 parameters a challenge.
    #[must_use]
    pub fn parse(values: &[&str]) -> Option<Vec<Self>> {
        if !is_short(values) {
            return None;
        }
        let mut challenges = Vec::new();
        for value in values {
            read(value, &mut challenges)?;
        }
        Some(challenges)
    }

    /// Whether it is of this scheme. Letter case does not matter.
    #[must_use]
    pub fn is(&self, scheme: &str) -> bool {
        self.scheme.eq_ignore_ascii_case(scheme)
    }

    /// The value of a parameter. Letter case of the name does not matter.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let mut named = self.parameters.iter();
        let (_, value) = named.find(|(known, _)| known.eq_ignore_ascii_case(name))?;
        Some(value)
    }

    /// What stands in place of parameters in schemes that have none.
    #[must_use]
    pub fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    fn add(&mut self, name: &str, value: String) -> Option<()> {
        let is_free = self.token.is_none()
            && self.parameters.len() < PARAMETERS
            && self.parameter(name).is_none();
        is_free.then(|| self.parameters.push((name.to_owned(), value)))
    }
}

/// Reads one field value. A name that `=` follows is a parameter of the challenge before it, any
/// other name begins a challenge.
fn read(value: &str, all: &mut Vec<Challenge>) -> Option<()> {
    let mut cursor = Cursor::new(value);
    let mut current: Option<Challenge> = None;
    // A scheme and a space have been read, and what follows can only be a parameter.
    let mut wants_parameter = false;
    loop {
        if !wants_parameter {
            cursor.commas();
        }
        if cursor.is_at_end() {
            break;
        }
        let name = cursor.token()?;
        let has_space = cursor.blank();
        if cursor.eat('=') {
            cursor.blank();
            current.as_mut()?.add(name, cursor.value()?)?;
            wants_parameter = false;
        } else if wants_parameter {
            return None;
        } else {
            all.extend(current.take());
            let token = token_here(&mut cursor, has_space);
            wants_parameter = has_space && token.is_none() && !cursor.is_at_element_end();
            current = Some(Challenge {
                scheme: name.to_owned(),
                token,
                parameters: Vec::new(),
            });
        }
        if !wants_parameter && !cursor.is_at_element_end() {
            return None;
        }
    }
    all.extend(current);
    Some(())
}

/// The token behind a scheme, where one stands alone there.
fn token_here(cursor: &mut Cursor<'_>, has_space: bool) -> Option<String> {
    let mut ahead = *cursor;
    let token = ahead.token68().filter(|_| has_space)?;
    if !ahead.is_at_element_end() {
        return None;
    }
    *cursor = ahead;
    Some(token.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schemes(values: &[&str]) -> Option<Vec<String>> {
        let challenges = Challenge::parse(values)?;
        Some(challenges.into_iter().map(|it| it.scheme).collect())
    }

    #[test]
    fn several_challenges_in_one_field_are_told_apart() {
        let value = r#"Negotiate abc==, Basic realm="a, b=\"c\"" , ,Bearer realm="https://h/t",service=h,scope="repository:a:pull", Digest"#;
        let all = Challenge::parse(&[value, "Other"]).unwrap();
        let names: Vec<_> = all.iter().map(|it| it.scheme.as_str()).collect();
        assert_eq!(names, ["Negotiate", "Basic", "Bearer", "Digest", "Other"]);
        assert_eq!(all[0].token(), Some("abc=="));
        assert_eq!(all[1].parameter("REALM"), Some(r#"a, b="c""#));
        assert_eq!(all[2].parameter("service"), Some("h"));
        assert_eq!(all[2].parameter("scope"), Some("repository:a:pull"));
        assert_eq!(all[2].parameter("error"), None);
        assert!(all[3].is("digest") && all[3].parameters.is_empty());
    }

    #[test]
    fn white_space_around_the_equals_sign_is_read() {
        let all = Challenge::parse(&["Bearer realm = \"x\" ,\tservice\t=\ty "]).unwrap();
        assert_eq!(all[0].parameter("realm"), Some("x"));
        assert_eq!(all[0].parameter("service"), Some("y"));
        assert_eq!(schemes(&["Basic "]), Some(vec!["Basic".to_owned()]));
        assert_eq!(schemes(&["", " ,, "]), Some(vec![]));
    }

    #[test]
    fn what_is_no_challenge_is_none() {
        for value in [
            "realm=\"x\"",
            "Bearer realm",
            "Bearer realm=",
            "Bearer realm=\"x",
            "Bearer realm=\"x\" service=y",
            "Bearer realm=\"x\"service=y",
            "Bearer realm=x, REALM=y",
            "Basic Bearer realm=x",
            "Negotiate abc==, x=y",
            "Bearer \"x\"",
            "Bearer realm=ä",
            "Be\u{1}rer",
            "Bearer realm=\"\u{1}\"",
        ] {
            // One word behind a scheme is a token of that scheme, as the grammar has it.
            let is_token = value == "Bearer realm" || value == "Bearer realm=";
            assert_eq!(Challenge::parse(&[value]).is_some(), is_token, "{value:?}");
        }
    }

    #[test]
    fn length_and_parameters_are_bounded() {
        let padded = |length: usize| format!("Bearer a=\"{}\"", "x".repeat(length - 11));
        assert!(Challenge::parse(&[&padded(8192)]).is_some());
        assert!(Challenge::parse(&[&padded(8193)]).is_none());
        let many = |count: usize| {
            let all: Vec<_> = (0..count).map(|at| format!("p{at}=v")).collect();
            format!("Bearer {}", all.join(","))
        };
        assert!(Challenge::parse(&[&many(PARAMETERS)]).is_some());
        assert!(Challenge::parse(&[&many(PARAMETERS + 1)]).is_none());
    }
}
