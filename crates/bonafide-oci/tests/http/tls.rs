//! Whom the client believes to be who they say.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use bonafide_oci::SourceErrorKind;
use bonafide_oci::http::RegistryClientBuilder;
use bonafide_testkit::{
    CertificateAuthority, Extension, GeneralName, KeyKind, KeyUsage, SigningKey, Time, oid,
};
use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::server::ServerConfig;
use rustls::sign::{CertifiedKey, Signer, SingleCertAndKey};
use rustls::{SignatureAlgorithm, SignatureScheme};

use crate::kit::{Reply, Server};
use crate::{builder, fetch, found, kind, tag};

/// A key of the kit that signs handshakes.
#[derive(Clone, Debug)]
struct Key(SigningKey);

impl rustls::sign::SigningKey for Key {
    fn choose_scheme(&self, offered: &[SignatureScheme]) -> Option<Box<dyn Signer>> {
        let wanted = SignatureScheme::ECDSA_NISTP256_SHA256;
        offered
            .contains(&wanted)
            .then(|| Box::new(self.clone()) as Box<dyn Signer>)
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        SignatureAlgorithm::ECDSA
    }
}

impl Signer for Key {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rustls::Error> {
        Ok(self.0.sign(KeyKind::P256.scheme(), message))
    }

    fn scheme(&self) -> SignatureScheme {
        SignatureScheme::ECDSA_NISTP256_SHA256
    }
}

/// A server for `localhost` and the root that vouches for it.
fn server(script: impl Fn(&str) -> Reply + Send + Sync + 'static) -> (Server, Vec<u8>) {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let start = Time::at(i64::try_from(now.as_secs()).unwrap() - 86_400);
    let authority = CertificateAuthority::new("test", KeyKind::P256, oid::SERVER_AUTH, start);
    let key = SigningKey::seeded(KeyKind::P256, "server");
    let mut leaf = authority.leaf(key.spki(), start, start.plus(30 * 86_400));
    let name = GeneralName::Dns("localhost".to_owned());
    leaf.set(Extension::subject_alt_name(&[name]));
    leaf.set(Extension::extended_key_usage(false, &[oid::SERVER_AUTH]));
    leaf.set(Extension::key_usage(&[KeyUsage::DigitalSignature]));
    let issuer = authority.issuer();
    let chain = authority.chain();
    let sent = [leaf.sign(&issuer.key, issuer.scheme), chain[0].clone()];
    let certified = CertifiedKey::new(
        sent.into_iter().map(CertificateDer::from).collect(),
        Arc::new(Key(key)),
    );
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(rustls::ALL_VERSIONS)
        .unwrap()
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(SingleCertAndKey::from(certified)));
    let server = Server::start_with(Some(Arc::new(config)), move |asked, _| script(asked.path()));
    (server, chain[1].clone())
}

fn with_root(root: &[u8], host: &str) -> RegistryClientBuilder {
    builder().with_root_certificate_der(root).require_tls(host)
}

#[test]
fn a_registry_that_a_given_root_vouches_for_is_believed() {
    let (server, root) = server(|_| Reply::json("{}"));
    let host = server.other_host();
    found(fetch(
        &with_root(&root, &host).build().unwrap(),
        &host,
        tag(),
    ));
    let pem = bonafide_testkit::encode::pem("CERTIFICATE", &root);
    let pem = builder()
        .with_root_certificates_pem(pem.as_bytes())
        .require_tls(&host);
    found(fetch(&pem.build().unwrap(), &host, tag()));
    assert_eq!(server.count(), 2);
}

#[test]
fn others_are_not() {
    let (server, root) = server(|_| Reply::json("{}"));
    let host = server.other_host();
    let built_in = builder().require_tls(&host).build().unwrap();
    assert_eq!(kind(fetch(&built_in, &host, tag())), SourceErrorKind::Tls);
    let (_, other_name) = (server.other_host(), server.host());
    let wrong_name = with_root(&root, &other_name).build().unwrap();
    assert_eq!(
        kind(fetch(&wrong_name, &other_name, tag())),
        SourceErrorKind::Tls
    );
    assert_eq!(server.count(), 0);
}

#[test]
fn redirects_do_not_lead_out_of_tls() {
    let plain = Server::start(|_, _| Reply::json("{}"));
    let elsewhere = format!("http://{}/", plain.host());
    let (server, root) = server(move |path| match path {
        "/safe" => Reply::json("{}"),
        "/v2/o/app/manifests/v1" => Reply::new(302).field("Location", &elsewhere),
        _ => Reply::new(307).field("Location", "/safe"),
    });
    let host = server.other_host();
    let client = with_root(&root, &host)
        .allow_plain_http(&plain.host())
        .build()
        .unwrap();
    assert_eq!(kind(fetch(&client, &host, tag())), SourceErrorKind::Refused);
    assert_eq!(plain.count(), 0);
    let blob = bonafide_oci::Ask::Blob(crate::digest());
    found(fetch(&client, &host, blob));
}

#[test]
fn a_registry_over_tls_has_no_token_server_without() {
    let plain = Server::start(|_, _| Reply::new(200).body(r#"{"token": "tok"}"#));
    let challenge = format!("Bearer realm=\"http://{}/token\"", plain.other_host());
    let (server, root) = server(move |_| Reply::new(401).field("WWW-Authenticate", &challenge));
    let host = server.other_host();
    let client = with_root(&root, &host).build().unwrap();
    assert_eq!(
        kind(fetch(&client, &host, tag())),
        SourceErrorKind::Unauthorised
    );
    assert_eq!(plain.count(), 0);
}
