//! Media types and annotation names.

/// An OCI image manifest.
pub const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
/// An OCI image index.
pub const INDEX: &str = "application/vnd.oci.image.index.v1+json";
/// An OCI image configuration.
pub const CONFIG: &str = "application/vnd.oci.image.config.v1+json";
/// A layer of an OCI image, not compressed.
pub const LAYER: &str = "application/vnd.oci.image.layer.v1.tar";
/// The empty object in the place of a configuration.
pub const EMPTY: &str = "application/vnd.oci.empty.v1+json";
/// A Docker manifest, version 2 schema 2.
pub const DOCKER_MANIFEST: &str = "application/vnd.docker.distribution.manifest.v2+json";
/// A Docker manifest list.
pub const DOCKER_LIST: &str = "application/vnd.docker.distribution.manifest.list.v2+json";
/// A Docker image configuration.
pub const DOCKER_CONFIG: &str = "application/vnd.docker.container.image.v1+json";
/// A layer of a Docker image, not compressed.
pub const DOCKER_LAYER: &str = "application/vnd.docker.image.rootfs.diff.tar";

/// A simple-signing payload.
pub const SIMPLE_SIGNING: &str = "application/vnd.dev.cosign.simplesigning.v1+json";
/// A DSSE envelope.
pub const ENVELOPE: &str = "application/vnd.dsse.envelope.v1+json";
/// An in-toto statement.
pub const STATEMENT: &str = "application/vnd.in-toto+json";
/// A bundle of version 0.3.
pub const BUNDLE: &str = "application/vnd.dev.sigstore.bundle.v0.3+json";
/// A signature of the format before bundles, as a referrer.
pub const SIGNATURE_ARTIFACT: &str = "application/vnd.dev.cosign.artifact.sig.v1+json";

/// The signature of a layer, in base64.
pub const SIGNATURE: &str = "dev.cosignproject.cosign/signature";
/// The certificate of the signer, in PEM.
pub const CERTIFICATE: &str = "dev.sigstore.cosign/certificate";
/// The certificates above that, in PEM.
pub const CHAIN: &str = "dev.sigstore.cosign/chain";
/// The promise of the log, and what it is over.
pub const PROMISE: &str = "dev.sigstore.cosign/bundle";
/// A timestamp.
pub const TIMESTAMP: &str = "dev.sigstore.cosign/rfc3161timestamp";
/// The predicate type of an envelope in a layer.
pub const PREDICATE_TYPE: &str = "predicateType";
/// What a bundle holds.
pub const BUNDLE_CONTENT: &str = "dev.sigstore.bundle.content";
/// The predicate type of the statement in a bundle.
pub const BUNDLE_PREDICATE_TYPE: &str = "dev.sigstore.bundle.predicateType";
/// The tag of a manifest in a layout.
pub const REF_NAME: &str = "org.opencontainers.image.ref.name";
/// What a manifest in a layout is for.
pub const KIND: &str = "kind";
/// The start of the values of [`KIND`].
pub const KIND_PREFIX: &str = "dev.cosignproject.cosign/";

/// The predicate type of a signature in the form of a statement.
pub const SIGN_V1: &str = "https://sigstore.dev/cosign/sign/v1";
/// The type of a statement.
pub const STATEMENT_V1: &str = "https://in-toto.io/Statement/v1";
/// The type of a statement of the version before.
pub const STATEMENT_V0_1: &str = "https://in-toto.io/Statement/v0.1";
/// The type in a payload that is a signature of an image.
pub const IMAGE_SIGNATURE: &str = "cosign container image signature";
/// The type in payloads of another tool.
pub const ATOMIC_SIGNATURE: &str = "atomic container signature";
