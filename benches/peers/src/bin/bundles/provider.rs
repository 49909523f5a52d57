//! What `sigstore-verify` computes with: its own default, ring, or its default with a record of
//! what it was asked.

use core::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Mutex, RwLock};

use sigstore_crypto::{
    CryptoProvider, Error, HashContext, SigningScheme, aws_lc_provider, install_default_provider,
};
use sigstore_types::HashAlgorithm;

use crate::floor::{Check, Library, ring_algorithm};

/// Becomes the provider of the process.
pub(crate) fn install() {
    install_default_provider(&Lent).unwrap();
}

/// Chooses who computes from now on.
pub(crate) fn choose(library: Library) {
    let mode = match library {
        Library::Ring => RING,
        Library::AwsLc | Library::RustCrypto => AWS_LC,
    };
    MODE.store(mode, Ordering::Relaxed);
}

/// Whose digest `sigstore-verify` will ask about.
pub(crate) fn lend(artifact: &[u8]) {
    *ARTIFACT.write().unwrap() = artifact.to_vec();
}

/// Every signature that `work` verifies, in order.
pub(crate) fn record(work: impl FnOnce()) -> Vec<Check> {
    ASKED.lock().unwrap().clear();
    MODE.store(RECORD, Ordering::Relaxed);
    work();
    choose(Library::AwsLc);
    ASKED.lock().unwrap().split_off(0)
}

static MODE: AtomicU8 = AtomicU8::new(AWS_LC);
const AWS_LC: u8 = 0;
const RING: u8 = 1;
const RECORD: u8 = 2;

static ASKED: Mutex<Vec<Check>> = Mutex::new(Vec::new());
static ARTIFACT: RwLock<Vec<u8>> = RwLock::new(Vec::new());

#[derive(Debug)]
struct Lent;

impl CryptoProvider for Lent {
    fn hash(&self, algorithm: HashAlgorithm) -> Result<Box<dyn HashContext>, Error> {
        if MODE.load(Ordering::Relaxed) != RING {
            return aws_lc_provider().hash(algorithm);
        }
        use ring::digest::{Context, SHA256, SHA384, SHA512};
        let algorithm = match algorithm {
            HashAlgorithm::Sha2256 => &SHA256,
            HashAlgorithm::Sha2384 => &SHA384,
            HashAlgorithm::Sha2512 => &SHA512,
            other => panic!("{other:?}"),
        };
        Ok(Box::new(RingHash(Context::new(algorithm))))
    }

    fn verify_raw(
        &self,
        scheme: SigningScheme,
        key: &[u8],
        data: &[u8],
        signature: &[u8],
    ) -> Result<(), Error> {
        match MODE.load(Ordering::Relaxed) {
            RING => {
                let key = ring::signature::UnparsedPublicKey::new(ring_algorithm(scheme), key);
                let verified = key.verify(data, signature);
                verified.map_err(|_| Error::Verification("ring refuses it".to_owned()))
            }
            mode => {
                aws_lc_provider().verify_raw(scheme, key, data, signature)?;
                if mode == RECORD {
                    ASKED.lock().unwrap().push(Check {
                        scheme,
                        key: key.to_vec(),
                        message: data.to_vec(),
                        signature: signature.to_vec(),
                    });
                }
                Ok(())
            }
        }
    }

    /// `sigstore-verify` asks about the digest of the artifact, and ring verifies no digests. It is
    /// lent the artifact instead, which is short enough not to matter.
    fn verify_prehashed(
        &self,
        scheme: SigningScheme,
        key: &[u8],
        digest: &[u8],
        signature: &[u8],
    ) -> Result<(), Error> {
        if MODE.load(Ordering::Relaxed) == AWS_LC {
            return aws_lc_provider().verify_prehashed(scheme, key, digest, signature);
        }
        let artifact = ARTIFACT.read().unwrap();
        self.verify_raw(scheme, key, &artifact, signature)
    }
}

struct RingHash(ring::digest::Context);

impl HashContext for RingHash {
    fn update(&mut self, data: &[u8]) {
        self.0.update(data);
    }

    fn finalize(self: Box<Self>) -> Vec<u8> {
        self.0.finish().as_ref().to_vec()
    }
}
