//! Where readers of HDF5 look for its signature.

const SIGNATURE: &[u8; 8] = b"\x89HDF\r\n\x1a\n";

/// The offsets in a file of `length` bytes where the signature may stand behind a block of the user's
/// own: 512 and its doublings, of which there are at most 55.
fn offsets(length: u64) -> impl Iterator<Item = u64> {
    let next = |at: &u64| at.checked_mul(2);
    core::iter::successors(Some(512_u64), next)
        .take_while(move |at| at.checked_add(8).is_some_and(|end| end <= length))
}

/// Whether the signature stands in these first bytes, whatever is before it.
pub(super) fn is_in(head: &[u8]) -> bool {
    let length = u64::try_from(head.len()).unwrap_or(u64::MAX);
    let has = |at: u64| {
        let rest = usize::try_from(at).ok().and_then(|at| head.get(at..));
        rest.is_some_and(|rest| rest.starts_with(SIGNATURE))
    };
    has(0) || offsets(length).any(has)
}

/// Whether the signature stands where the head of a file of `length` bytes does not show it. `read`
/// gives the eight bytes at an offset.
#[cfg(any(feature = "checks", all(feature = "oms", unix)))]
pub(crate) fn is_behind_head<E>(
    length: u64,
    mut read: impl FnMut(u64) -> Result<Vec<u8>, E>,
) -> Result<bool, E> {
    let head = u64::try_from(crate::FileType::HEAD).unwrap_or(u64::MAX);
    let is_behind = |at: &u64| at.checked_add(8).is_none_or(|end| end > head);
    for at in offsets(length).filter(is_behind) {
        if read(at)? == SIGNATURE {
            return Ok(true);
        }
    }
    Ok(false)
}
