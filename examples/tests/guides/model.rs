use std::error::Error;
use std::fs::File;
use std::path::Path;

use bonafide::model::{
    Control, ManifestVerifier, Tree, TreeOptions, Trust, VerificationKey, verify_tree,
};
use bonafide::report::Time;

/// One file of a model, opened, if the whole model is what the publisher signed; or else an error
/// that tells everything that is wrong.
pub fn open_verified(
    (model, signature): (&Path, &Path),
    publisher: &str,
    wanted: &str,
    now: Time,
) -> Result<File, Box<dyn Error>> {
    let key = VerificationKey::from_pem(publisher)?;
    let verifier = ManifestVerifier::new(Trust::keys(vec![key]))?;

    // Who signed which list of files: nothing of the model is read yet.
    let bundle = std::fs::read(signature)?;
    let manifest = verifier.verify(&bundle, now)?;
    for (name, value) in manifest.signer().summary() {
        println!("{name}: {value}");
    }

    // Whether that is what lies there.
    let tree = Tree::open(model, &TreeOptions::new().with_bundle_file(signature))?;
    match verify_tree(manifest, &tree, &Control::new()) {
        Ok(model) => {
            println!("{}", model.report().coverage());
            Ok(model.open(wanted)?.into_file())
        }
        Err(refusal) => {
            let mut text = format!("{}: {refusal}", refusal.code());
            for finding in refusal.report().findings().kept() {
                text += &format!("\n  {}: {}", finding.code(), finding.message());
            }
            Err(text.into())
        }
    }
}
