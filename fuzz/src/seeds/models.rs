//! Seeds about models and packages.

use bonafide_digest::{Digest, sha256};
use bonafide_json::base64;

use super::texts;
use crate::kit::model;

pub(super) fn of(target: &str) -> Vec<Vec<u8>> {
    match target {
        "model_bundle" => vec![
            model::bundle().to_string().into_bytes(),
            model::foreign().to_string().into_bytes(),
        ],
        "safetensors" => safetensors(),
        "pickle" => pickles(),
        "zip" => vec![
            archive(&[("a.txt", b"text")]),
            archive(&[("m/data.pkl", &pickles()[0]), ("m/version", b"3\n")]),
        ],
        "wheel" => vec![wheel(), record().into_bytes()],
        "requirements" => texts(&[
            &format!("numpy==2.1.0 --hash=sha256:{}\n", "0".repeat(64)),
            "-r other.txt\n--index-url https://pypi.test/simple\nname[extra] >= 1 ; python_version < '3.9' # x\n",
            "name @ https://files.test/name-1.0.tar.gz#sha256=00\n\\\n",
        ]),
        "model_card" => texts(&[
            "---\nlicense: mit\ntags:\n- a\nmodel-index:\n- name: x\n---\n# Title\n\n## Uses\ntext\n",
        ]),
        "file_type" => vec![[&[0; 8][..], &[8, 0], b"data.pkl", &[4, 0], b"\x80\x04]."].concat()],
        _ => Vec::new(),
    }
}

fn safetensors() -> Vec<Vec<u8>> {
    let file = |header: &str, data: usize| {
        let length = header.len() as u64;
        [&length.to_le_bytes()[..], header.as_bytes(), &vec![0; data]].concat()
    };
    let one = r#"{"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},"b":{"dtype":"U8","shape":[5],"data_offsets":[24,29]}}"#;
    let index = r#"{"metadata":{"total_size":29},"weight_map":{"a":"model-00001-of-00002.safetensors","b":"model-00002-of-00002.safetensors"}}"#;
    vec![file(one, 29), file("{}", 0), index.as_bytes().to_vec()]
}

fn pickles() -> Vec<Vec<u8>> {
    vec![
        b"\x80\x02}q\x00(X\x01\x00\x00\x00aq\x01K\x01X\x01\x00\x00\x00bq\x02]q\x03(K\x01K\x02eu.".to_vec(),
        b"cos\nsystem\n(S'id'\ntR.".to_vec(),
        b"\x80\x04\x95\x1a\x00\x00\x00\x00\x00\x00\x00\x8c\x08builtins\x94\x8c\x04eval\x94\x93\x94\x8c\x011\x94\x85R.".to_vec(),
        b"\x80\x02ccollections\nOrderedDict\nq\x00)Rq\x01.".to_vec(),
        b"(lp0\nI1\naL2L\na.".to_vec(),
    ]
}

fn record() -> String {
    let row = |path: &str, content: &[u8]| {
        let digest = base64::encode(&sha256(&[content]))
            .replace('+', "-")
            .replace('/', "_");
        format!(
            "{path},sha256={},{}\n",
            digest.trim_end_matches('='),
            content.len()
        )
    };
    let rows = [
        row("foo/__init__.py", b"x = 1\n"),
        row("foo-1.0.dist-info/METADATA", b"Name: foo\n"),
        row("../../bin/foo", b"#!python\n"),
    ];
    rows.concat() + "foo-1.0.dist-info/RECORD,,\n"
}

fn wheel() -> Vec<u8> {
    let metadata = b"Metadata-Version: 2.1\nName: foo\nVersion: 1.0\n";
    let about = b"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n";
    let files: [(&str, &[u8]); 3] = [
        ("foo/__init__.py", b"x = 1\n"),
        ("foo-1.0.dist-info/METADATA", metadata),
        ("foo-1.0.dist-info/WHEEL", about),
    ];
    let mut record = String::new();
    for (path, content) in files {
        let digest = Digest::sha256(sha256(&[content]));
        let text = base64::encode(digest.as_bytes())
            .replace('+', "-")
            .replace('/', "_");
        let text = text.trim_end_matches('=');
        record.push_str(&format!("{path},sha256={text},{}\n", content.len()));
    }
    record.push_str("foo-1.0.dist-info/RECORD,,\n");
    let mut all = files.to_vec();
    all.push(("foo-1.0.dist-info/RECORD", record.as_bytes()));
    archive(&all)
}

/// An archive whose members are stored.
fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in files {
        let offset = out.len() as u32;
        let size = (content.len() as u32).to_le_bytes();
        let mut about = vec![20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0];
        about.extend(crc32(content).to_le_bytes());
        about.extend([size, size].concat());
        about.extend((name.len() as u16).to_le_bytes());
        about.extend([0, 0]);
        out.extend([b"PK\x03\x04", &about[..], name.as_bytes(), content].concat());
        directory.extend([b"PK\x01\x02\x14\x03", &about[..]].concat());
        directory.extend([0, 0, 0, 0, 0, 0]);
        directory.extend((0o100_644_u32 << 16).to_le_bytes());
        directory.extend(offset.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let (at, count) = (out.len() as u32, files.len() as u16);
    out.extend(&directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend([count.to_le_bytes(), count.to_le_bytes()].concat());
    out.extend((directory.len() as u32).to_le_bytes());
    out.extend(at.to_le_bytes());
    out.extend([0, 0]);
    out
}

fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ (0xedb8_8320 & 0_u32.wrapping_sub(crc & 1));
        }
    }
    !crc
}
