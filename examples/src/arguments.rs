//! Command lines of `--name value` and `--switch`.

use std::collections::BTreeMap;
use std::env;
use std::fmt;

/// The arguments of a program, by name.
#[derive(Debug, Default)]
pub struct Arguments {
    values: BTreeMap<String, Vec<String>>,
    switches: Vec<String>,
    free: Vec<String>,
}

/// A command line that cannot be understood.
#[derive(Debug)]
pub struct Usage(pub String);

impl fmt::Display for Usage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The arguments of this process.
///
/// # Errors
/// [`Usage`] for one that is not UTF-8.
pub fn command_line() -> Result<Vec<String>, Usage> {
    env::args_os()
        .skip(1)
        .map(|argument| {
            argument
                .into_string()
                .map_err(|argument| Usage(format!("{} is not UTF-8", argument.to_string_lossy())))
        })
        .collect()
}

impl Arguments {
    /// Reads `arguments`; `named` take a value, `switches` do not. Nothing else and nothing twice
    /// is accepted.
    ///
    /// # Errors
    /// [`Usage`] naming the argument.
    pub fn parse(
        arguments: impl IntoIterator<Item = String>,
        named: &[&str],
        switches: &[&str],
    ) -> Result<Self, Usage> {
        Self::parse_repeated(arguments, named, &[], switches)
    }

    /// Reads `arguments` of which those in `repeated` may be given several times.
    ///
    /// # Errors
    /// [`Usage`] naming the argument.
    pub fn parse_repeated(
        arguments: impl IntoIterator<Item = String>,
        named: &[&str],
        repeated: &[&str],
        switches: &[&str],
    ) -> Result<Self, Usage> {
        let mut parsed = Self::default();
        let mut arguments = arguments.into_iter();
        while let Some(argument) = arguments.next() {
            let Some(name) = argument.strip_prefix("--") else {
                parsed.free.push(argument);
                continue;
            };
            if switches.contains(&name) {
                parsed.switches.push(name.to_owned());
            } else if named.contains(&name) || repeated.contains(&name) {
                let value = arguments
                    .next()
                    .ok_or_else(|| Usage(format!("{argument} needs a value")))?;
                let values = parsed.values.entry(name.to_owned()).or_default();
                if !values.is_empty() && !repeated.contains(&name) {
                    return Err(Usage(format!("{argument} was given twice")));
                }
                values.push(value);
            } else {
                return Err(Usage(format!("{argument} is not known")));
            }
        }
        Ok(parsed)
    }

    /// The value of `--name`, if it was given.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&str> {
        self.all(name).first().map(String::as_str)
    }

    /// Every value of `--name`, in order.
    #[must_use]
    pub fn all(&self, name: &str) -> &[String] {
        self.values.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    /// Every argument without a name, in order.
    #[must_use]
    pub fn free(&self) -> &[String] {
        &self.free
    }

    /// That nothing stands without a name.
    ///
    /// # Errors
    /// [`Usage`] naming the first that does.
    pub fn none_free(&self) -> Result<(), Usage> {
        match self.free.first() {
            Some(free) => Err(Usage(format!("{free} is not expected"))),
            None => Ok(()),
        }
    }

    /// The value of `--name`.
    ///
    /// # Errors
    /// [`Usage`] when it was not given.
    pub fn required(&self, name: &str) -> Result<&str, Usage> {
        self.value(name)
            .ok_or_else(|| Usage(format!("--{name} is missing")))
    }

    /// The value of `--name` as a count.
    ///
    /// # Errors
    /// [`Usage`] when it is no count.
    pub fn count(&self, name: &str) -> Result<Option<usize>, Usage> {
        self.value(name)
            .map(|value| {
                value
                    .parse()
                    .map_err(|_| Usage(format!("--{name} {value} is no count")))
            })
            .transpose()
    }

    /// Whether `--name` was given.
    #[must_use]
    pub fn switch(&self, name: &str) -> bool {
        self.switches.iter().any(|switch| switch == name)
    }

    /// The one argument without a name.
    ///
    /// # Errors
    /// [`Usage`] when there is none or more than one.
    pub fn only(&self, what: &str) -> Result<&str, Usage> {
        match self.free.as_slice() {
            [one] => Ok(one),
            _ => Err(Usage(format!("exactly one {what} is needed"))),
        }
    }
}
