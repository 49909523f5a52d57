//! Certificate authorities: of Fulcio and of timestamps.

use serde_json::{Value, json};

use crate::certificate::{key_identifier, organization};
use crate::encode::base64;
use crate::{Certificate, Extension, KeyKind, KeyUsage, Scheme, SigningKey, Time, Window, oid};

/// A CA certificate and the key that it is about.
#[derive(Clone, Debug)]
pub struct Issuer {
    /// The key with which it issues.
    pub key: SigningKey,
    /// How it signs.
    pub scheme: Scheme,
    /// Its certificate, to be signed by the next issuer.
    pub certificate: Certificate,
}

/// A chain of issuers and its entry in a trusted root.
#[derive(Clone, Debug)]
pub struct CertificateAuthority {
    /// Where it says it is.
    pub uri: String,
    /// The organization in its names.
    pub organization: String,
    /// Who runs it; shown in a trusted root of version 0.2.
    pub operator: Option<String>,
    /// When it is trusted.
    pub window: Window,
    /// From the issuer of leaf certificates to the root; the last signs itself.
    pub issuers: Vec<Issuer>,
}

impl CertificateAuthority {
    /// An authority named `name`: a root and one intermediate with keys of this kind, both valid
    /// for ten years from `start`, and trusted from then on.
    #[must_use]
    pub fn new(name: &str, kind: KeyKind, purpose: &str, start: Time) -> Self {
        let root_key = SigningKey::seeded(kind, &format!("{name} root"));
        let key = SigningKey::seeded(kind, &format!("{name} intermediate"));
        let end = start.plus(10 * 365 * 86_400);
        let root_name = organization(name, "root");

        let mut root = Certificate::new(root_key.spki(), start, end);
        root.issuer.clone_from(&root_name);
        root.subject.clone_from(&root_name);
        root.extensions = vec![
            Extension::key_usage(&[KeyUsage::KeyCertSign, KeyUsage::CrlSign]),
            Extension::basic_constraints(true, None),
            Extension::subject_key_identifier(&root.key_identifier()),
        ];

        let mut certificate = Certificate::new(key.spki(), start, end);
        certificate.issuer = root_name;
        certificate.subject = organization(name, "intermediate");
        certificate.extensions = vec![
            Extension::key_usage(&[KeyUsage::KeyCertSign, KeyUsage::CrlSign]),
            Extension::extended_key_usage(false, &[purpose]),
            Extension::basic_constraints(true, Some(0)),
            Extension::subject_key_identifier(&certificate.key_identifier()),
            Extension::authority_key_identifier(&root.key_identifier()),
        ];

        Self {
            uri: format!("https://{name}"),
            organization: name.to_owned(),
            operator: None,
            window: Window::from(start),
            issuers: vec![
                Issuer {
                    scheme: key.scheme(),
                    key,
                    certificate,
                },
                Issuer {
                    scheme: root_key.scheme(),
                    key: root_key,
                    certificate: root,
                },
            ],
        }
    }

    /// The authority that issues for leaf certificates.
    #[must_use]
    pub fn issuer(&self) -> &Issuer {
        &self.issuers[0]
    }

    /// The certificate nearest to the leaf, to be altered.
    pub fn intermediate(&mut self) -> &mut Certificate {
        &mut self.issuers[0].certificate
    }

    /// The certificate of the root, to be altered.
    pub fn root(&mut self) -> &mut Certificate {
        &mut self.issuers.last_mut().expect("an issuer").certificate
    }

    /// The certificates, from the issuer of leafs to the root.
    #[must_use]
    pub fn chain(&self) -> Vec<Vec<u8>> {
        (0..self.issuers.len())
            .map(|at| {
                let by = self.issuers.get(at + 1).unwrap_or(&self.issuers[at]);
                self.issuers[at].certificate.sign(&by.key, by.scheme)
            })
            .collect()
    }

    /// A leaf certificate of this authority for a key, without extensions but the identifiers.
    #[must_use]
    pub fn leaf(&self, spki: Vec<u8>, not_before: Time, not_after: Time) -> Certificate {
        let issuer = &self.issuer().certificate;
        let mut leaf = Certificate::new(spki, not_before, not_after);
        leaf.issuer.clone_from(&issuer.subject);
        leaf.extensions = vec![
            Extension::subject_key_identifier(&leaf.key_identifier()),
            Extension::authority_key_identifier(&key_identifier(&issuer.spki)),
        ];
        leaf
    }

    /// Its instance in a trusted root, with all of its chain.
    #[must_use]
    pub fn instance(&self) -> Value {
        self.instance_of(&self.chain())
    }

    /// Its instance in a trusted root, with this chain.
    #[must_use]
    pub fn instance_of(&self, chain: &[Vec<u8>]) -> Value {
        let certificates: Vec<Value> = chain
            .iter()
            .map(|der| json!({"rawBytes": base64(der)}))
            .collect();
        let mut instance = json!({
            "subject": {"organization": self.organization, "commonName": "intermediate"},
            "uri": self.uri,
            "certChain": {"certificates": certificates},
            "validFor": self.window.json(),
        });
        if let Some(operator) = &self.operator {
            instance["operator"] = operator.as_str().into();
        }
        instance
    }

    /// An authority for code signing.
    #[must_use]
    pub fn fulcio(name: &str, start: Time) -> Self {
        Self::new(name, KeyKind::P384, oid::CODE_SIGNING, start)
    }
}
