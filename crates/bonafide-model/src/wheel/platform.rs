//! Platform tags, and the native code that fits them.

use std::collections::BTreeSet;

use super::elf::Native;

/// What the platforms of a wheel say of native code.
pub(super) struct Platforms<'t> {
    tags: &'t BTreeSet<String>,
}

impl<'t> Platforms<'t> {
    pub(super) const fn new(tags: &'t BTreeSet<String>) -> Self {
        Self { tags }
    }

    /// Whether the wheel says that it is for every platform.
    pub(super) fn are_any(&self) -> bool {
        self.tags.contains("any")
    }

    /// Whether native code of this kind fits one of the platforms.
    pub(super) fn fit(&self, native: Native) -> bool {
        self.tags.iter().any(|tag| match native {
            Native::Elf { machine } => is_elf(tag) && machine_of(tag).is_none_or(|m| m == machine),
            Native::Pe => tag.starts_with("win"),
            Native::MachO => tag.starts_with("macosx_") || tag.starts_with("ios_"),
        })
    }

    /// The newest glibc that code may ask for, as major and minor; `None` where the tags say nothing.
    ///
    /// The wheel is installed where any of its tags fits.
    ///
    /// # Specification
    /// PEP 513, PEP 571, PEP 599, PEP 600, PEP 656.
    pub(super) fn glibc(&self) -> Option<(u32, u32)> {
        self.tags.iter().filter_map(|tag| glibc_of(tag)).min()
    }
}

fn is_elf(tag: &str) -> bool {
    ["linux_", "manylinux", "musllinux_", "android_"]
        .iter()
        .any(|begin| tag.starts_with(begin))
}

fn glibc_of(tag: &str) -> Option<(u32, u32)> {
    for (begin, version) in [
        ("musllinux_", (0, 0)),
        ("manylinux1_", (2, 5)),
        ("manylinux2010_", (2, 12)),
        ("manylinux2014_", (2, 17)),
    ] {
        if tag.starts_with(begin) {
            return Some(version);
        }
    }
    let mut parts = tag.strip_prefix("manylinux_")?.split('_');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

/// The ELF machine of the architecture that ends a tag; `None` for one that is not known.
fn machine_of(tag: &str) -> Option<u16> {
    const MACHINES: [(&str, u16); 13] = [
        ("_x86_64", 62),
        ("_i686", 3),
        ("_i386", 3),
        ("_x86", 3),
        ("_aarch64", 183),
        ("_arm64_v8a", 183),
        ("_armv7l", 40),
        ("_armv6l", 40),
        ("_ppc64le", 21),
        ("_ppc64", 21),
        ("_s390x", 22),
        ("_riscv64", 243),
        ("_loongarch64", 258),
    ];
    let found = MACHINES.iter().find(|(end, _)| tag.ends_with(end));
    found.map(|(_, machine)| *machine)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(text: &str) -> BTreeSet<String> {
        text.split('.').map(str::to_owned).collect()
    }

    #[test]
    fn the_oldest_of_the_tags_bounds() {
        for (text, bound) in [
            ("any", None),
            ("linux_x86_64", None),
            ("win_amd64", None),
            ("manylinux1_x86_64", Some((2, 5))),
            ("manylinux2014_x86_64.manylinux_2_17_x86_64", Some((2, 17))),
            ("manylinux_2_27_x86_64.manylinux_2_28_x86_64", Some((2, 27))),
            ("manylinux_2_28_x86_64.musllinux_1_1_x86_64", Some((0, 0))),
        ] {
            assert_eq!(Platforms::new(&tags(text)).glibc(), bound, "{text}");
        }
    }

    #[test]
    fn code_fits_its_platform() {
        let x86 = Native::Elf { machine: 62 };
        let arm = Native::Elf { machine: 183 };
        for (text, native, fits) in [
            ("manylinux1_x86_64", x86, true),
            ("manylinux1_x86_64", arm, false),
            ("manylinux_2_17_aarch64.linux_x86_64", arm, true),
            ("linux_unknown", arm, true),
            ("win_amd64", x86, false),
            ("win_amd64", Native::Pe, true),
            ("macosx_11_0_arm64", Native::MachO, true),
            ("macosx_11_0_arm64", Native::Pe, false),
            ("any", Native::Pe, false),
        ] {
            assert_eq!(
                Platforms::new(&tags(text)).fit(native),
                fits,
                "{text} {native:?}"
            );
        }
        assert!(Platforms::new(&tags("any")).are_any());
    }
}
