//! A safetensors file.

/// A file with so many tensors of two bytes, and the length of its header.
pub(crate) fn file(count: usize) -> (Vec<u8>, usize) {
    let mut header = r#"{"__metadata__":{"format":"pt"}"#.to_owned();
    for number in 0..count {
        let (layer, start, end) = (number / 12, number * 2, number * 2 + 2);
        header += &format!(
            r#","model.layers.{layer}.mlp.experts.{}.weight":{{"dtype":"F16","shape":[1],"data_offsets":[{start},{end}]}}"#,
            number % 12
        );
    }
    header.push('}');
    while !header.len().is_multiple_of(8) {
        header.push(' ');
    }
    let length = u64::try_from(header.len()).unwrap();
    let mut file = length.to_le_bytes().to_vec();
    file.extend_from_slice(header.as_bytes());
    file.extend(vec![0; count * 2]);
    (file, header.len())
}
