//! All targets in one binary, which is built once: `BONAFIDE_FUZZ_TARGET` names the one that runs.
#![no_main]

use std::sync::LazyLock;

use bonafide_fuzz::{Target, target};

static CHOSEN: LazyLock<&Target> = LazyLock::new(|| {
    let name = std::env::var("BONAFIDE_FUZZ_TARGET").unwrap_or_default();
    let Some(chosen) = target(&name) else {
        eprintln!("BONAFIDE_FUZZ_TARGET names no target: {name:?}");
        std::process::exit(2);
    };
    chosen
});

// What a target makes once is made before the clock runs.
libfuzzer_sys::fuzz_target!(init: (CHOSEN.run)(&[]), |data: &[u8]| (CHOSEN.run)(data));
