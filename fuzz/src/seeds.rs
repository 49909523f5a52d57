//! Small seeds, made by code, and those of a corpus where there is one.

mod bills;
mod corpus;
mod models;
mod policies;
mod sigstore;
#[cfg(test)]
mod tests;

use std::path::Path;
use std::{fs, io};

use crate::rooms::TARGETS;

/// Writes the seeds of all targets into `folder`, a folder for each.
///
/// # Errors
/// When a file cannot be written.
pub fn write(folder: &Path) -> io::Result<()> {
    for target in TARGETS {
        let place = folder.join(target.name);
        fs::create_dir_all(&place)?;
        let mut seeds = of(target.name);
        if let Some(corpus) = std::env::var_os("BONAFIDE_CORPUS") {
            seeds.extend(corpus::of(Path::new(&corpus), target.name, target.most));
        }
        for seed in seeds {
            let digest = bonafide_digest::Digest::sha256(bonafide_digest::sha256(&[&seed]));
            fs::write(place.join(&digest.to_hex()[..16]), &seed)?;
        }
    }
    Ok(())
}

/// The seeds of a target that code makes.
#[must_use]
pub fn of(target: &str) -> Vec<Vec<u8>> {
    let mut seeds = sigstore::of(target);
    seeds.extend(bills::of(target));
    seeds.extend(models::of(target));
    seeds.extend(policies::of(target));
    seeds
}

fn texts(texts: &[&str]) -> Vec<Vec<u8>> {
    texts.iter().map(|text| text.as_bytes().to_vec()).collect()
}
