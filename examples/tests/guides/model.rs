use std::error::Error;
use std::fs::File;
use std::path::Path;

use bonafide::keys::Ring;
use bonafide::model::{
    Control, ManifestVerifier, Tree, TreeOptions, Trust, VerificationKey, verify_tree,
};
use bonafide::report::{Escaped, Time};

/// One file of a model, opened, if the whole model is what the publisher signed.
pub fn open_verified(
    (model, signature): (&Path, &Path),
    publisher: &str,
    wanted: &str,
    now: Time,
) -> Result<Option<File>, Box<dyn Error>> {
    let key = VerificationKey::from_pem(publisher)?;
    let verifier = ManifestVerifier::builder(Trust::keys(vec![key]), Ring).build()?;

    // Who signed which list of files: nothing of the model is read yet.
    let bundle = std::fs::read(signature)?;
    let manifest = verifier.verify(&bundle, now)?;

    // Whether that is what lies there.
    let tree = Tree::open(model, &TreeOptions::new().with_bundle_file(signature))?;
    match verify_tree(manifest, &tree, &Control::new()) {
        Ok(model) => {
            println!("{}", model.report().coverage());
            Ok(Some(model.open(wanted)?.into_file()))
        }
        Err(refusal) => {
            println!("{}: {refusal}", refusal.outcome().as_str());
            for difference in refusal.report().differences() {
                println!(
                    "  {} {}",
                    difference.kind.as_str(),
                    Escaped(&difference.path)
                );
            }
            Ok(None)
        }
    }
}
