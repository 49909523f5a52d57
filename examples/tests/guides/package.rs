use std::path::Path;

use bonafide::model::package::{Checks, PackageReport, check};
use bonafide::model::{Tree, TreeOptions};
use bonafide::report::Failure;

/// What the checks of a package say of its files, if every one of them held.
pub fn look_into(model: &Path) -> Result<PackageReport, Failure> {
    let tree = Tree::open(model, &TreeOptions::new())?;
    Ok(check(&tree, &Checks::new()).verified()?)
}
