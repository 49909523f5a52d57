//! What the system says of the memory of this process. Only Linux says.

/// What is resident now, in bytes.
#[allow(dead_code, reason = "each bench has its own rows")]
pub(crate) fn now() -> Option<u64> {
    line("VmRSS:")
}

/// The largest resident set so far, in bytes.
#[allow(dead_code, reason = "each bench has its own rows")]
pub(crate) fn peak() -> Option<u64> {
    line("VmHWM:")
}

fn line(name: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    let kibibytes: u64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kibibytes << 10)
}
