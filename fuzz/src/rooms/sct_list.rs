//! Lists of signed certificate timestamps, inside a certificate that is good otherwise.

use bonafide_testkit::{Extension, der, oid};
use bonafide_x509::{Certificate, ParseOptions, Sct};

use crate::{kit, memory};

/// The input is the list without its wrapping in DER.
pub fn run(data: &[u8]) {
    let certificate = certificate_with(data);
    let parsed = Certificate::from_der(&certificate, &ParseOptions::default());
    let Ok(parsed) = parsed else { return };
    if let Ok(list) = memory::linear(data, || Sct::list_of(&parsed)) {
        let list = list.expect("the extension is there");
        // Each timestamp takes 47 bytes and its length two.
        assert!(!list.is_empty() && list.len() * 49 <= data.len());
    }
}

/// A certificate whose timestamps are these; nobody checks its signature.
fn certificate_with(list: &[u8]) -> Vec<u8> {
    let mut leaf = kit::leaf();
    leaf.set(Extension::raw(oid::SCT_LIST, false, der::octets(list)));
    let scheme = kit::ISSUING;
    let tbs = leaf.tbs(scheme);
    leaf.assemble(&tbs, scheme, &[0x30, 6, 2, 1, 1, 2, 1, 1])
}
