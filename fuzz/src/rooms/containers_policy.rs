//! Policies of containers tools.

use bonafide_policy::{
    CompiledPolicy, DeferredFiles, Format, ImportOptions, NamedFiles, PolicySource, SourceFormat,
    import,
};

use crate::memory;

/// What is imported compiles with its files left out, or is refused with reasons.
pub fn run(data: &[u8]) {
    let options = ImportOptions::default().with_files(NamedFiles::Deferred);
    let _ = memory::within(1 << 20, 4000, data, || import(None, data, &options));
    let imported = memory::within(1 << 20, 4000, data, || {
        import(Some(Format::ContainersPolicy), data, &options)
    });
    match imported {
        Ok(imported) => {
            let source = PolicySource::new(data, SourceFormat::Native);
            let policy = CompiledPolicy::compile(imported.document, &source, &DeferredFiles);
            assert!(policy.is_ok(), "{policy:?}");
        }
        Err(errors) => assert!((1..=101).contains(&errors.as_slice().len())),
    }
}
