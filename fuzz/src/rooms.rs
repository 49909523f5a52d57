//! A room for each target, and two that targets share.

use crate::Target;

pub mod audit_log;
pub mod base64;
pub mod budget;
pub mod bundle;
pub mod certificate;
pub mod containerd_config;
pub mod containers_policy;
pub mod coverage;
pub mod cyclonedx_json;
pub mod cyclonedx_xml;
pub mod decision;
pub mod der;
pub mod envelope;
pub mod explained;
pub mod file_type;
pub mod identifier;
pub mod json;
pub mod key;
pub mod legacy;
pub mod licence;
pub mod log_entry;
pub mod merkle;
pub mod model_bundle;
pub mod model_card;
pub mod mutated_bundle;
pub mod mutated_image;
pub mod mutated_model_bundle;
pub mod mutated_token;
pub mod note;
pub mod oci_discovery;
pub mod oci_document;
pub mod oci_reference;
pub mod pattern;
pub mod pep740;
pub mod pickle;
mod policy;
pub mod policy_json;
pub mod policy_yaml;
pub mod provenance;
pub mod repeated;
pub mod requirements;
pub mod safetensors;
mod sbom;
pub mod sbom_format;
pub mod scan_report;
pub mod sct_list;
pub mod simple_signing;
pub mod slsa_name;
pub mod spdx2_json;
pub mod spdx2_tag_value;
pub mod spdx3_json;
pub mod statement;
pub mod trusted_root;
pub mod tsa_token;
pub mod vex;
pub mod vsa;
pub mod wheel;
pub mod zip;

macro_rules! targets {
    ($( $room:ident $most:literal, )+) => {
        &[$( Target { name: stringify!($room), most: $most, run: $room::run }, )+]
    };
}

/// Every target, with the longest input that is worth trying.
pub const TARGETS: &[Target] = targets![
    audit_log 2048,
    base64 1024,
    budget 512,
    bundle 12288,
    certificate 4096,
    containerd_config 1024,
    containers_policy 2048,
    coverage 4096,
    cyclonedx_json 4096,
    cyclonedx_xml 4096,
    decision 1024,
    der 1024,
    envelope 4096,
    explained 256,
    file_type 1024,
    identifier 512,
    json 2048,
    key 1024,
    legacy 8192,
    licence 256,
    log_entry 4096,
    merkle 256,
    model_bundle 4096,
    model_card 1024,
    mutated_bundle 256,
    mutated_image 256,
    mutated_model_bundle 256,
    mutated_token 64,
    note 2048,
    oci_discovery 4096,
    oci_document 2048,
    oci_reference 512,
    pattern 256,
    pep740 12288,
    pickle 2048,
    policy_json 2048,
    policy_yaml 2048,
    provenance 4096,
    repeated 512,
    requirements 1024,
    safetensors 2048,
    sbom_format 2048,
    scan_report 4096,
    sct_list 1024,
    simple_signing 1024,
    slsa_name 512,
    spdx2_json 4096,
    spdx2_tag_value 4096,
    spdx3_json 4096,
    statement 2048,
    trusted_root 12288,
    tsa_token 8192,
    vex 4096,
    vsa 2048,
    wheel 4096,
    zip 2048,
];
