//! Globs, matched as they are defined and without thinking of speed.

/// A part of a glob.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// This character.
    This(char),
    /// Any one character.
    One,
    /// Any run without these characters.
    Run(&'static [char]),
}

/// `*` without `/`, `**` with it.
#[must_use]
pub fn plain(text: &str) -> Vec<Part> {
    parts(text, false, &['/'], &[])
}

/// `*` without `/` and `@`, `**` without `@`, and `\*` for a star.
#[must_use]
pub fn escaped(text: &str) -> Vec<Part> {
    parts(text, true, &['/', '@'], &['@'])
}

/// `*` for any run and `?` for one character.
#[must_use]
pub fn wildcard(text: &str) -> Vec<Part> {
    let part = |found| match found {
        '*' => Part::Run(&[]),
        '?' => Part::One,
        other => Part::This(other),
    };
    text.chars().map(part).collect()
}

fn parts(text: &str, has_escapes: bool, one: &'static [char], two: &'static [char]) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = text.chars().peekable();
    while let Some(found) = rest.next() {
        parts.push(match found {
            '\\' if has_escapes && rest.next_if_eq(&'*').is_some() => Part::This('*'),
            '*' if rest.next_if_eq(&'*').is_some() => Part::Run(two),
            '*' => Part::Run(one),
            other => Part::This(other),
        });
    }
    parts
}

/// Whether the parts, one after another, are the whole name.
#[must_use]
pub fn is_match(parts: &[Part], name: &str) -> bool {
    let name: Vec<char> = name.chars().collect();
    // Which ends of the name the parts so far can reach.
    let mut ends = vec![0];
    for part in parts {
        let mut reached = Vec::new();
        for start in ends {
            match part {
                Part::This(wanted) if name.get(start) == Some(wanted) => reached.push(start + 1),
                Part::One if start < name.len() => reached.push(start + 1),
                Part::This(_) | Part::One => {}
                Part::Run(apart) => {
                    let stop = name[start..].iter().position(|found| apart.contains(found));
                    reached.extend(start..=stop.map_or(name.len(), |stop| start + stop));
                }
            }
        }
        reached.sort_unstable();
        reached.dedup();
        ends = reached;
    }
    ends.contains(&name.len())
}
