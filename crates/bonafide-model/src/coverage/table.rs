//! The coverage as a table for people.

use core::fmt;

use super::class::CoverageClass;
use super::survey::Coverage;
use crate::tree::shown;

/// Paths of a class that the table names.
const NAMED: usize = 10;

/// A row for each class that is not empty, then what is not signed, by name.
impl fmt::Display for Coverage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<20} {:>10} {:>20}", "class", "files", "bytes")?;
        for (class, found) in CoverageClass::ALL.iter().zip(&self.classes) {
            if found.files() > 0 || *class == CoverageClass::Signed {
                let (files, bytes) = (found.files(), found.bytes());
                writeln!(f, "{:<20} {files:>10} {bytes:>20}", class.as_str())?;
            }
        }
        for (class, found) in CoverageClass::ALL.iter().zip(&self.classes) {
            if found.files() == 0 || *class == CoverageClass::Signed {
                continue;
            }
            writeln!(f, "{}:", class.as_str())?;
            for path in found.paths().iter().take(NAMED) {
                write!(f, "  {}", shown(path.path().as_bytes()))?;
                match path.target() {
                    Some(target) => writeln!(f, " -> {}", shown(target.as_bytes()))?,
                    None => writeln!(f)?,
                }
            }
            let named = u64::try_from(NAMED).unwrap_or(u64::MAX);
            if found.files() > named {
                writeln!(f, "  and {} more", found.files().saturating_sub(named))?;
            }
        }
        let is_signed = match self.class(CoverageClass::IgnoredByDefault).files() {
            _ if !self.is_complete() => "no",
            0 => "yes",
            _ => "all but files of version control",
        };
        write!(f, "everything signed: {is_signed}")
    }
}
