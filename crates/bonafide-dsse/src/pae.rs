//! The pre-authentication encoding: what is signed.

/// The bytes that an envelope's signatures are over, in two parts, so that the payload is not
/// copied.
///
/// ```
/// use bonafide_dsse::Pae;
/// let pae = Pae::new("http://example.com/HelloWorld", b"hello world");
/// assert_eq!(
///     pae.parts().concat(),
///     b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
/// );
/// ```
///
/// # Specification
/// DSSE protocol 1.0.2, PAE.
#[derive(Clone, Debug)]
pub struct Pae<'a> {
    prefix: String,
    payload: &'a [u8],
}

impl<'a> Pae<'a> {
    /// The encoding of a payload and its type. Lengths are those of the bytes.
    #[must_use]
    pub fn new(payload_type: &str, payload: &'a [u8]) -> Self {
        let prefix = format!(
            "DSSEv1 {} {payload_type} {} ",
            payload_type.len(),
            payload.len()
        );
        Self { prefix, payload }
    }

    /// The parts, to be hashed one after the other.
    #[must_use]
    pub fn parts(&self) -> [&[u8]; 2] {
        [self.prefix.as_bytes(), self.payload]
    }
}
