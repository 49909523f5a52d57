//! How much is allocated: an allocator that counts, and the bound that every parser is held to.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

/// Counts what the system's allocator gives and takes back.
struct Counting;

static LIVE: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn took(bytes: usize) {
    let live = LIVE.fetch_add(bytes, Ordering::Relaxed) + bytes;
    if live > PEAK.load(Ordering::Relaxed) {
        PEAK.store(live, Ordering::Relaxed);
    }
}

fn gave(bytes: usize) {
    LIVE.fetch_sub(bytes, Ordering::Relaxed);
}

// SAFETY: every call goes on to the system's allocator unchanged; only numbers are kept beside it.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        took(layout.size());
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        took(layout.size());
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        gave(layout.size());
        unsafe { System.dealloc(at, layout) }
    }

    unsafe fn realloc(&self, at: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // Both may live for a moment.
        took(size);
        let moved = unsafe { System.realloc(at, layout, size) };
        gave(layout.size());
        moved
    }
}

/// What `work` returns, and the most bytes that it had allocated at once beyond those before it.
pub fn peak<T>(work: impl FnOnce() -> T) -> (T, usize) {
    let before = LIVE.load(Ordering::Relaxed);
    PEAK.store(before, Ordering::Relaxed);
    let result = work();
    let most = PEAK.load(Ordering::Relaxed);
    (result, most.saturating_sub(before))
}

/// Runs `work` over `input` and holds it to `constant` bytes and `factor` for each byte of input.
///
/// # Panics
/// When it allocates more.
pub fn within<T>(constant: usize, factor: usize, input: &[u8], work: impl FnOnce() -> T) -> T {
    let (result, most) = peak(work);
    hold(most, constant, factor, input.len());
    result
}

/// Holds a peak to `constant` bytes and `factor` for each of the bytes that were read.
///
/// # Panics
/// When it is above them.
pub fn hold(most: usize, constant: usize, factor: usize, read: usize) {
    let bound = constant + factor * read;
    assert!(
        most <= bound,
        "{most} bytes were allocated at once for {read} bytes of input, and {bound} are allowed"
    );
}

/// The bound of parsers: tables of a document are small, and a value of it is seldom more than some
/// words for each byte that it was written with.
pub fn linear<T>(input: &[u8], work: impl FnOnce() -> T) -> T {
    within(64 << 10, 200, input, work)
}
