//! SemVer, Go, PEP 440 and Maven.

use bonafide_sbom::Scheme;

use crate::{ascending, equal, refused, table, version};

#[test]
fn semver_has_the_precedence_of_item_11() {
    ascending(
        Scheme::SemVer,
        &[
            "0.0.0-0",
            "0.0.0",
            "1.0.0-0",
            "1.0.0-1",
            "1.0.0-11",
            "1.0.0--",
            "1.0.0-A",
            "1.0.0-alpha",
            "1.0.0-alpha.1",
            "1.0.0-alpha.beta",
            "1.0.0-beta",
            "1.0.0-beta.2",
            "1.0.0-beta.11",
            "1.0.0-rc.1",
            "1.0.0",
            "1.9.0",
            "1.10.0",
            "1.11.0",
            "2.0.0",
            "2.1.0",
            "2.1.1",
        ],
    );
    equal(
        Scheme::SemVer,
        &[
            "1.0.0",
            "1.0.0+20130313144700",
            "1.0.0+exp.sha.5114f85",
            "1.0.0+001",
        ],
    );
    table(
        Scheme::SemVer,
        "99999999999999999999999.999999999999999999.99999999999999999 > 1.0.0
        1.0.0-99999999999999999999999 < 1.0.0-100000000000000000000000
        1.0.0-alpha+1 = 1.0.0-alpha+2
        1.0.0-0A.is.legal < 1.0.0-0B",
    );
}

// The texts of the examples that semver.org gives for its grammar.
#[test]
fn semver_reads_its_grammar_and_no_more() {
    for text in [
        "0.0.4",
        "1.1.2-prerelease+meta",
        "1.1.2+meta-valid",
        "1.0.0-alpha0.valid",
        "1.0.0-alpha.0valid",
        "1.0.0-alpha-a.b-c-somethinglong+build.1-aef.1-its-okay",
        "1.2.3----RC-SNAPSHOT.12.9.1--.12+788",
        "1.0.0+0.build.1-rc.10000aaa-kk-0.1",
        "1.0.0-0A.is.legal",
    ] {
        version(Scheme::SemVer, text);
    }
    refused(
        Scheme::SemVer,
        &[
            "",
            "1",
            "1.2",
            "1.2.3-0123",
            "1.2.3-0123.0123",
            "1.1.2+.123",
            "+invalid",
            "-invalid",
            "alpha",
            "alpha..",
            "1.0.0-alpha_beta",
            "1.0.0-alpha..",
            "1.0.0-alpha..1",
            "01.1.1",
            "1.01.1",
            "1.1.01",
            "1.2.3.DEV",
            "1.2-SNAPSHOT",
            "1.2.31.2.3----RC-SNAPSHOT.12.09.1",
            "-1.0.3-gamma+b7718",
            "+justmeta",
            "9.8.7+meta+meta",
            "9.8.7-whatever+meta+meta",
            "1.0.0-",
            "1.0.0+",
            "v1.0.0",
            "1.0.0 ",
            "1.0.0-é",
        ],
    );
}

#[test]
fn go_strips_the_letter_and_ignores_incompatible() {
    equal(
        Scheme::Go,
        &["v2.0.0", "2.0.0", "v2.0.0+incompatible", "v2.0", "v2", "2"],
    );
    // Pseudo-versions come before the release that they precede.
    ascending(
        Scheme::Go,
        &[
            "v0.0.0-20191109021931-daa7c04131f5",
            "v0.0.0-20200101000000-aaaaaaaaaaaa",
            "v1.0.1-0.20191109021931-daa7c04131f5",
            "v1.0.1",
            "v1.2.3-pre",
            "v1.2.3-pre.0.20191109021931-daa7c04131f5",
            "v1.2.3",
            "1.21.0-rc.1",
            "1.21.0",
        ],
    );
    refused(
        Scheme::Go,
        &[
            "", "v", "vv1.0.0", "V1.0.0", "v1.2-pre", "v1-pre", "go1.21", "v01.0.0", "v1.", "devel",
        ],
    );
}

#[test]
fn pep_440_orders_as_its_appendix_does() {
    ascending(
        Scheme::Pep440,
        &[
            "1.0.dev456",
            "1.0a1",
            "1.0a2.dev456",
            "1.0a12.dev456",
            "1.0a12",
            "1.0b1.dev456",
            "1.0b2",
            "1.0b2.post345.dev456",
            "1.0b2.post345",
            "1.0rc1.dev456",
            "1.0rc1",
            "1.0",
            "1.0+abc.5",
            "1.0+abc.7",
            "1.0+5",
            "1.0.post456.dev34",
            "1.0.post456",
            "1.0.15",
            "1.1.dev1",
            "1!0.0.dev1",
            "1!0.1",
            "2!0",
        ],
    );
    ascending(
        Scheme::Pep440,
        &[
            "1.dev0",
            "1.0.dev456",
            "1.0a1",
            "1.0.post456.dev34",
            "1.0.post456",
            "1.1.dev1",
        ],
    );
    table(
        Scheme::Pep440,
        "1.2+123abc < 1.2+123abc456
        1.2+abc < 1.2+abc123
        1.2+abc < 1.2+1234.abc
        1.2+1234.abc < 1.2+123456
        1.2+abc.1 > 1.2+abc
        0.9.10 > 0.9.9
        2012.10 < 1!1.0
        1.0a99999999999999999999 > 1.0a2",
    );
}

#[test]
fn pep_440_normalises() {
    equal(
        Scheme::Pep440,
        &[
            "1", "1.0", "1.0.0", "v1.0", "V1", " 1.0\n", "01.00", "0!1", "00!1.0",
        ],
    );
    equal(
        Scheme::Pep440,
        &[
            "1.0a1",
            "1.0alpha1",
            "1.0.a.1",
            "1.0-a-1",
            "1.0_a_1",
            "1.0ALPHA1",
            "1.0a01",
            "1a1",
        ],
    );
    equal(Scheme::Pep440, &["1.0b0", "1.0b", "1.0beta", "1.0-beta."]);
    equal(
        Scheme::Pep440,
        &[
            "1.0rc1",
            "1.0c1",
            "1.0pre1",
            "1.0preview1",
            "1.0-preview-1",
            "1.0RC1",
        ],
    );
    equal(
        Scheme::Pep440,
        &[
            "1.0.post1",
            "1.0-1",
            "1.0-r1",
            "1.0rev1",
            "1.0post1",
            "1.0_POST_1",
        ],
    );
    equal(Scheme::Pep440, &["1.0.post", "1.0.post0", "1.0-r"]);
    equal(Scheme::Pep440, &["1.0.dev", "1.0dev0", "1.0-DEV-0"]);
    equal(
        Scheme::Pep440,
        &["1.0+ubuntu.1", "1.0+Ubuntu-1", "1.0+ubuntu_01"],
    );
}

#[test]
fn pep_440_refuses_legacy_versions() {
    refused(
        Scheme::Pep440,
        &[
            "",
            " ",
            "v",
            "1.0.",
            ".1",
            "1..0",
            "1.0+",
            "1.0+a+",
            "1.0++",
            "1.0+_foobar",
            "1.0+foo&asd",
            "1.0+1+1",
            "1.0-",
            "french toast",
            "1!",
            "!1",
            "1!2!3",
            "1.0.x",
            "1.0é",
            "2004d-1x",
            "1.0.dev1.post1",
            "1.0a1b1",
            "latest",
            "1.*",
        ],
    );
}

// The lists of the tests of ComparableVersion.
#[test]
fn maven_orders_as_comparable_version_does() {
    ascending(
        Scheme::Maven,
        &[
            "1-alpha2snapshot",
            "1-alpha2",
            "1-alpha-123",
            "1-beta-2",
            "1-beta123",
            "1-m2",
            "1-m11",
            "1-rc",
            "1-cr2",
            "1-rc123",
            "1-SNAPSHOT",
            "1",
            "1-sp",
            "1-sp2",
            "1-sp123",
            "1-abc",
            "1-def",
            "1-pom-1",
            "1-1-snapshot",
            "1-1",
            "1-2",
            "1-123",
        ],
    );
    ascending(
        Scheme::Maven,
        &[
            "2.0", "2.0.a", "2-1", "2.0.2", "2.0.123", "2.1.0", "2.1-a", "2.1b", "2.1-c", "2.1-1",
            "2.1.0.1", "2.2", "2.123", "11.a2", "11.a11", "11.b2", "11.b11", "11.m2", "11.m11",
            "11", "11.a", "11b", "11c", "11m",
        ],
    );
    ascending(Scheme::Maven, &["6.1.0rc3", "6.1.0", "6.1H.5-beta"]);
    ascending(
        Scheme::Maven,
        &[
            "20190126.230843",
            "1234567890.12345",
            "123456789012345.1H.5-beta",
            "12345678901234567890.1H.5-beta",
        ],
    );
    table(
        Scheme::Maven,
        "1.5 < 2
        1 < 2.5
        1.0 < 1.1
        1.0.1 < 1.1
        1.1 < 1.2.0
        1.0-alpha-1 < 1.0
        1.0-alpha-1 < 1.0-alpha-2
        1.0-alpha-1 < 1.0-beta-1
        1.0-beta-1 < 1.0-SNAPSHOT
        1.0-SNAPSHOT < 1.0
        1.0-alpha-1-SNAPSHOT < 1.0-alpha-1
        1.0 < 1.0-1
        1.0-1 < 1.0-2
        2.0-1 < 2.0.1
        2.0.1-klm < 2.0.1-lmn
        2.0.1 < 2.0.1-xyz
        2.0.1 < 2.0.1-123
        2.0.1-xyz < 2.0.1-123
        0.7 < 2
        7 > J
        aardvark < zebra
        1-foo2 < 1-foo10
        1.foo = 1-foo
        1-foo < 1-1
        1-1 < 1.1
        1-sp > 1-ga
        1-sp.1 > 1-ga.1
        1-sp-1 < 1-ga-1
        1-ga-1 = 1-1
        1-a1 = 1-alpha-1
        31.0-android < 31.0-jre",
    );
}

#[test]
fn maven_trims_what_has_no_meaning() {
    equal(
        Scheme::Maven,
        &[
            "1",
            "1.0",
            "1.0.0",
            "1-0",
            "1.0-0",
            "1.",
            "1-",
            "1.ga",
            "1.final",
            "1ga",
            "1-RELEASE",
            "1FinaL",
            "0001",
        ],
    );
    equal(Scheme::Maven, &["1-foo", "1.0.0-foo.0.0", "1foo", "1.0foo"]);
    equal(
        Scheme::Maven,
        &["1x", "1-x", "1.0-x", "1.0.0-x", "1.0x", "1.0.0x", "1X"],
    );
    equal(Scheme::Maven, &["1a1", "1-alpha-1", "1A1"]);
    equal(Scheme::Maven, &["1m3", "1-milestone-3", "1MileStone3"]);
    equal(Scheme::Maven, &["1cr", "1rc", "1cR"]);
    equal(
        Scheme::Maven,
        &["0", "00", "0.0", "0-0", "0000000000000000000"],
    );
    // The example of the specification for splitting.
    equal(
        Scheme::Maven,
        &["1-1.foo-bar1baz-.1", "1-1.foo-bar-1-baz-0.1"],
    );
    refused(
        Scheme::Maven,
        &["", "-", ".", "1 0", "[1,2)", "1,2", "${v}", "1é"],
    );
}
