//! Objects of Kubernetes, against a policy.

use std::sync::LazyLock;

use bonafide_policy::{CompiledPolicy, CoverageOptions, coverage};
use bonafide_report::Time;

use crate::{kit, memory};

/// Every image that is reported stands in the dump.
pub fn run(data: &[u8]) {
    static POLICY: LazyLock<CompiledPolicy> = LazyLock::new(kit::policy::signed);
    let now = Time::from_unix(1_760_000_000).expect("a time");
    let policy = &*POLICY;
    let options = CoverageOptions::default();
    let report = memory::within(1 << 20, 2000, data, || {
        coverage(policy, data, &options, now)
    });
    if let Ok(report) = report {
        assert!(report.images().len() <= data.len());
        let _ = (report.to_json(), report.to_text(), report.summary());
    }
}
