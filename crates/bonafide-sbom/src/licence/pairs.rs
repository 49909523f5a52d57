//! Which exception is for which licence.

use super::family::Stem;

/// Whether `exception` is used with the licence of this stem.
pub(super) fn is_usual(stem: Stem, exception: &str) -> bool {
    let row = PAIRS
        .binary_search_by(|(listed, _)| listed.cmp(&exception))
        .ok()
        .and_then(|at| PAIRS.get(at));
    row.is_some_and(|(_, licences)| licences.iter().any(|licence| stem.is_in(licence)))
}

/// Exceptions with the licences that they name or that the notes of the SPDX list name for them; a
/// hyphen at the end stands for every version. A pair that is not here loses an allowance, never a
/// denial.
const PAIRS: &[(&str, &[&str])] = &[
    ("389-exception", &["GPL-2.0"]),
    ("Asterisk-exception", &["GPL-2.0"]),
    ("Asterisk-linking-protocols-exception", &["GPL-2.0"]),
    ("Autoconf-exception-2.0", &["GPL-2.0"]),
    ("Autoconf-exception-3.0", &["GPL-3.0"]),
    ("Autoconf-exception-generic", &["GPL-"]),
    ("Autoconf-exception-generic-3.0", &["GPL-"]),
    ("Autoconf-exception-macro", &["GPL-"]),
    ("Bison-exception-1.24", &["GPL-2.0"]),
    ("Bison-exception-2.2", &["GPL-2.0", "GPL-3.0"]),
    ("Bootloader-exception", &["GPL-2.0"]),
    ("CGAL-linking-exception", &["GPL-", "LGPL-"]),
    ("CLISP-exception-2.0", &["GPL-2.0"]),
    ("Classpath-exception-2.0", &["GPL-2.0", "GPL-3.0"]),
    ("Classpath-exception-2.0-short", &["GPL-2.0", "GPL-3.0"]),
    ("DigiRule-FOSS-exception", &["GPL-2.0"]),
    ("Digia-Qt-LGPL-exception-1.1", &["LGPL-2.1"]),
    ("FLTK-exception", &["LGPL-2.0", "LGPL-2.1"]),
    ("Fawkes-Runtime-exception", &["GPL-"]),
    ("Font-exception-2.0", &["GPL-", "AGPL-3.0"]),
    ("GCC-exception-2.0", &["GPL-", "LGPL-"]),
    ("GCC-exception-2.0-note", &["GPL-", "LGPL-"]),
    ("GCC-exception-3.1", &["GPL-3.0"]),
    ("GNAT-exception", &["GPL-2.0", "GPL-3.0"]),
    (
        "GNOME-examples-exception",
        &["CC-BY-SA-3.0", "CC-BY-SA-4.0"],
    ),
    ("GNU-compiler-exception", &["GPL-", "LGPL-"]),
    ("GPL-3.0-389-ds-base-exception", &["GPL-3.0"]),
    ("GPL-3.0-interface-exception", &["GPL-3.0", "AGPL-3.0"]),
    ("GPL-3.0-linking-exception", &["GPL-3.0", "AGPL-3.0"]),
    ("GPL-3.0-linking-source-exception", &["GPL-3.0", "AGPL-3.0"]),
    ("GPL-CC-1.0", &["GPL-2.0", "LGPL-2.0", "LGPL-2.1"]),
    ("GStreamer-exception-2005", &["GPL-"]),
    ("GStreamer-exception-2008", &["GPL-"]),
    ("Gmsh-exception", &["GPL-2.0"]),
    ("Google-Patent-WebM", &["BSD-3-Clause"]),
    ("Independent-modules-exception", &["LGPL-"]),
    ("KiCad-libraries-exception", &["CC-BY-SA-4.0"]),
    ("LGPL-3.0-linking-exception", &["LGPL-3.0"]),
    ("LLGPL", &["LGPL-"]),
    ("LLVM-exception", &["Apache-2.0"]),
    ("LZMA-exception", &["CPL-1.0"]),
    ("Libtool-exception", &["GPL-"]),
    (
        "Linux-syscall-note",
        &["GPL-1.0", "GPL-2.0", "LGPL-2.0", "LGPL-2.1"],
    ),
    ("Nokia-Qt-exception-1.1", &["LGPL-2.1"]),
    ("OCCT-exception-1.0", &["LGPL-2.1"]),
    ("OCaml-LGPL-linking-exception", &["LGPL-"]),
    ("OpenJDK-assembly-exception-1.0", &["GPL-2.0"]),
    ("PCRE2-exception", &["BSD-3-Clause"]),
    ("PS-or-PDF-font-exception-20170817", &["AGPL-3.0"]),
    (
        "QPL-1.0-INRIA-2004-exception",
        &["QPL-1.0", "QPL-1.0-INRIA-2004"],
    ),
    ("Qt-GPL-exception-1.0", &["GPL-3.0"]),
    ("Qt-LGPL-exception-1.1", &["LGPL-2.1"]),
    ("Qwt-exception-1.0", &["LGPL-2.1"]),
    ("RRDtool-FLOSS-exception-2.0", &["GPL-2.0"]),
    ("SANE-exception", &["GPL-"]),
    ("SHL-2.0", &["Apache-2.0"]),
    ("SHL-2.1", &["Apache-2.0"]),
    ("SWI-exception", &["GPL-", "LGPL-"]),
    ("Simple-Library-Usage-exception", &["LGPL-2.1"]),
    (
        "Spelling-Provider-LGPL-exception",
        &["LGPL-2.0", "LGPL-2.1"],
    ),
    ("Swift-exception", &["Apache-2.0"]),
    ("Texinfo-exception", &["GPL-"]),
    ("UBDL-exception", &["GPL-2.0"]),
    ("Universal-FOSS-exception-1.0", &["GPL-2.0"]),
    (
        "WxWindows-exception-3.1",
        &["GPL-2.0", "LGPL-2.0", "LGPL-2.1"],
    ),
    ("cryptsetup-OpenSSL-exception", &["GPL-2.0", "LGPL-2.1"]),
    ("eCos-exception-2.0", &["GPL-2.0"]),
    ("erlang-otp-linking-exception", &["AGPL-3.0"]),
    ("fmt-exception", &["MIT"]),
    ("freertos-exception-2.0", &["GPL-2.0"]),
    ("gnu-javamail-exception", &["GPL-"]),
    ("harbour-exception", &["GPL-"]),
    ("i2p-gpl-java-exception", &["GPL-2.0"]),
    ("kvirc-openssl-exception", &["GPL-2.0"]),
    ("libpri-OpenH323-exception", &["GPL-2.0"]),
    ("mif-exception", &["GPL-2.0"]),
    ("mxml-exception", &["Apache-2.0"]),
    ("openvpn-openssl-exception", &["GPL-2.0"]),
    ("polyparse-exception", &["LGPL-2.1"]),
    ("romic-exception", &["GPL-"]),
    ("rsync-linking-exception", &["GPL-3.0"]),
    ("sqlitestudio-OpenSSL-exception", &["GPL-", "LGPL-"]),
    ("stunnel-exception", &["GPL-2.0"]),
    ("u-boot-exception-2.0", &["GPL-2.0"]),
    ("vsftpd-openssl-exception", &["GPL-2.0"]),
    ("x11vnc-openssl-exception", &["GPL-2.0"]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_exception_has_a_row() {
        let listed: Vec<&str> = spdx::identifiers::EXCEPTIONS
            .iter()
            .map(|e| e.name)
            .collect();
        let rows: Vec<&str> = PAIRS.iter().map(|(exception, _)| *exception).collect();
        assert_eq!(rows, listed);
    }

    #[test]
    fn every_row_names_licences_of_the_list() {
        let stems: Vec<Stem> = spdx::identifiers::LICENSES
            .iter()
            .map(|licence| Stem::of(licence.name).0)
            .collect();
        for (exception, licences) in PAIRS {
            for licence in *licences {
                assert!(
                    stems.iter().any(|stem| stem.is_in(licence)),
                    "{exception}: {licence}"
                );
            }
        }
    }
}
