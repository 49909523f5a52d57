//! Base64 in its three forms.

use bonafide_json::base64::{Form, decode, encode};

use crate::input::text;
use crate::memory;

/// Each text has one meaning: what is decoded encodes to the same text, and a looser form reads
/// what a stricter one reads.
pub fn run(data: &[u8]) {
    assert_eq!(decode(&encode(data), Form::Standard).as_deref(), Ok(data));
    let Some(text) = text(data) else { return };
    let [standard, either, lenient] = memory::linear(data, || {
        [Form::Standard, Form::Either, Form::Lenient].map(|form| decode(text, form))
    });
    if let Ok(bytes) = &standard {
        assert_eq!(encode(bytes), text);
        assert_eq!(either.as_ref(), Ok(bytes));
    }
    if let Ok(bytes) = &either {
        assert_eq!(lenient.as_ref(), Ok(bytes));
    }
    if let Ok(bytes) = &lenient {
        let plain = text.replace('-', "+").replace('_', "/");
        assert_eq!(
            encode(bytes).trim_end_matches('='),
            plain.trim_end_matches('=')
        );
    }
}
