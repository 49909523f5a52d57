//! Changes without a plan: what no one thought of.

use serde_json::Value;

use crate::encode::sha256;

/// `bytes` with one bit changed, `count` times, at places that follow from `seed`. Each comes with
/// the place.
///
/// # Panics
/// When there are no bytes.
pub fn flips(bytes: &[u8], seed: &str, count: usize) -> impl Iterator<Item = (usize, Vec<u8>)> {
    (0..count).map(move |number| {
        let hash = sha256(format!("{seed} {number}").as_bytes());
        let (high, low) = hash.split_at(16);
        let place = u128::from_be_bytes(high.try_into().expect("16 bytes")) % bytes.len() as u128;
        let place = place as usize;
        let mut flipped = bytes.to_vec();
        flipped[place] ^= 1 << (low[0] % 8);
        (place, flipped)
    })
}

/// `one` with each of its parts, from its members down to single values, replaced by the part of
/// `other` at the same place. Each comes with the place, a JSON pointer; parts that are equal are
/// left out, and the whole is.
#[must_use]
pub fn splices(one: &Value, other: &Value) -> Vec<(String, Value)> {
    let mut places = vec![String::new()];
    let mut spliced = Vec::new();
    while let Some(place) = places.pop() {
        let (Some(part), Some(foreign)) = (one.pointer(&place), other.pointer(&place)) else {
            continue;
        };
        if part == foreign {
            continue;
        }
        let mut whole = one.clone();
        *whole.pointer_mut(&place).expect("the part") = foreign.clone();
        if !place.is_empty() {
            spliced.push((place.clone(), whole));
        }
        match part {
            Value::Object(members) => {
                places.extend(members.keys().map(|name| format!("{place}/{name}")));
            }
            Value::Array(elements) => {
                places.extend((0..elements.len()).map(|at| format!("{place}/{at}")));
            }
            _ => {}
        }
    }
    spliced
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn flips_change_one_bit_and_repeat() {
        let bytes = [0_u8; 100];
        let all: Vec<_> = flips(&bytes, "seed", 50).collect();
        for (place, flipped) in &all {
            let changed: Vec<usize> = (0..100).filter(|at| flipped[*at] != 0).collect();
            assert_eq!(changed, [*place]);
            assert_eq!(flipped[*place].count_ones(), 1);
        }
        assert_eq!(all, flips(&bytes, "seed", 50).collect::<Vec<_>>());
        assert_ne!(all, flips(&bytes, "other", 50).collect::<Vec<_>>());
    }

    #[test]
    fn splices_take_every_part_that_differs() {
        let one = json!({"a": [1, 2], "b": "same", "c": {"d": 1}});
        let other = json!({"a": [1, 3], "b": "same", "c": {"d": 2}});
        let mut places: Vec<String> = splices(&one, &other)
            .into_iter()
            .map(|(place, _)| place)
            .collect();
        places.sort();
        assert_eq!(places, ["/a", "/a/1", "/c", "/c/d"]);
    }
}
