//! dpkg, apk-tools and RPM.

use bonafide_sbom::Scheme;

use crate::{ascending, equal, refused, table, version};

#[test]
fn deb_orders_as_dpkg_does() {
    ascending(
        Scheme::Deb,
        &[
            "0~~", "0~~a", "0~", "0", "0a", "0+", "1~rc1-1", "1", "1a", "1+", "1.1", "1.10", "1:0",
            "2:0",
        ],
    );
    equal(Scheme::Deb, &["0", "00", "0-0", "0-00", "0:0", "00:0-0"]);
    table(
        Scheme::Deb,
        "0:0-0 < 1:0-0
        0:0-0 < 0:0-1
        0:0a-0 < 0:0b-0
        0:0-a < 0:0-b
        1:1.2.3 > 1.2.4
        1.0-1 < 1.0-1.1
        1.0-1 < 1.0-1+deb12u1
        1.0-1~deb11u1 < 1.0-1
        1.0-1build1 < 1.0-1ubuntu1
        2.0.7pre1-4 < 2.0.7r-1
        0.9.8c-4 > 0.9.8-4
        1.2-3-4 > 1.2-3
        7.6p2-4 > 7.6-0
        1.0.3-3 > 1.0-1
        1.3 > 1.2.2-2
        0-pre < 0-pree
        1.1.6r2-2 > 1.1.6r-1
        2.6b2-1 > 2.6b-2
        98.1p5-1 < 98.1-pre2-b6-2
        0.4a6-2 > 0.4-1
        0:1.18.36:5.4 < 0:1.18.36:5.5",
    );
}

#[test]
fn deb_refuses_what_dpkg_warns_of() {
    refused(
        Scheme::Deb,
        &[
            "",
            ":0",
            "a:0",
            "-1:0",
            "0:",
            "0:-1",
            "0-",
            "0:0-",
            "1 0",
            " 1",
            "a1",
            "0:a1-0",
            "1_0",
            "1.0-1_2",
            "1.0-1:2",
            "1.18.36:5.4",
            "é1",
            "1é",
            "<unfixed>",
        ],
    );
}

// In the order of apk-tools' own list, a selection of each kind of row.
#[test]
fn apk_orders_as_apk_tools_does() {
    table(
        Scheme::Apk,
        "2.34 > 0.1.0_alpha
        0.1.0_alpha = 0.1.0_alpha
        0.1.0_alpha < 0.1.3_alpha
        0.1.0_alpha2 > 0.1.0_alpha
        2.2.39-r1 > 1.0.4-r3
        1.0.4-r3 < 1.0.4-r4
        1.1 > 1.1_alpha1
        1.3_alpha < 1.3_alpha2
        0.8_beta4 < 4.8-r1
        3.10.18-r1 > 2.3.0b-r1
        2.3.0b-r1 < 2.3.0b-r2
        0.12 < 0.13_beta1
        0.13_beta5 > 0.9.12
        3.1_p16 < 3.1_p17
        1.06-r6 < 006
        006 > 1.0.0
        1.2.2-r1 > 1.2.2
        2.01.01_alpha10 > 0.94
        0.99.3.20040818 > 0.7
        1.00_beta2 > 0.9.2
        4.2.52_p2-r1 < 4.2.52_p4-r2
        1.02.07 < 1.02.10-r1
        1.8.5 < 1.8.5_p2
        2.9.11_pre20051101-r3 > 2.9.11_pre20051101
        0.9.8c-r1 < 0.9.8d
        0.15.1b-r2 > 0.15.1b
        1.3-r0 < 1.3.1-r0
        1.3_pre1-r1 < 1.3.2
        1.0_p10-r0 > 1.0_p9-r0
        0.1.0_alpha_pre2 < 0.1.0_alpha
        1.0.0_pre20191002222144-r0 < 1.0.0_pre20210530193627-r0
        6.0_pre1 < 6.0
        6.1_pre1 < 6.1
        6.0_p1 > 6.0
        8.2.0 < 8.2.001
        8.2.0015 < 8.2.002
        1.0~1234 < 1.0~2345
        1.0~1234-r1 < 1.0~2345-r0
        1.0~1234-r1 > 1.0~1234-r0",
    );
    ascending(
        Scheme::Apk,
        &[
            "1_alpha", "1_alpha1", "1_beta", "1_pre", "1_rc", "1", "1-r0", "1-r1", "1~0a", "1_cvs",
            "1_svn", "1_git", "1_hg", "1_p", "1_p-r0", "1_p0", "1_p1", "1a", "1b", "1.0", "1.01",
            "1.1", "1.9", "1.10", "2",
        ],
    );
    equal(Scheme::Apk, &["1-r1", "01-r1", "1-r01"]);
}

#[test]
fn apk_refuses_what_apk_tools_refuses() {
    for text in [
        "1.2",
        "0.1_pre2",
        "0.1_pre2~1234abcd",
        "0.1_p1_pre2",
        "0.1_alpha1_pre2",
        "0.1_git20240101_pre1",
    ] {
        version(Scheme::Apk, text);
    }
    refused(
        Scheme::Apk,
        &[
            "",
            "0.1bc",
            "0.1bc1",
            "0.1a1",
            "0.1a.1",
            "0.1_pre2~",
            "0.1_pre2~1234xbcd",
            "0.1_pre2~1234abcd_pre1",
            "0.1_pre2-r1~1234xbcd",
            "0.1_foobar",
            "0.1_foobar1",
            "0.1-pre1.1",
            "0.1-r",
            "0.1-r2_pre1",
            "0.1-r2_p3_pre1",
            "0.1-r2-r3",
            "0.1-r2.1",
            ".1",
            "a",
            "_pre1",
            "-r1",
            "0.1_",
            "0.1_-r0",
            "0.1__alpha",
            "0.1_1_alpha",
            "1..2",
            "1.",
            "1.0A",
            "1.0é",
            "é",
        ],
    );
}

// The table of rpm's rpmvercmp tests; rows of separators alone stand beside the code.
#[test]
fn rpm_orders_as_rpmvercmp_does() {
    table(
        Scheme::Rpm,
        "1.0 = 1.0
        1.0 < 2.0
        2.0.1 = 2.0.1
        2.0 < 2.0.1
        2.0.1a = 2.0.1a
        2.0.1a > 2.0.1
        5.5p1 = 5.5p1
        5.5p1 < 5.5p2
        5.5p10 = 5.5p10
        5.5p1 < 5.5p10
        10xyz < 10.1xyz
        xyz10 = xyz10
        xyz10 < xyz10.1
        xyz.4 = xyz.4
        xyz.4 < 8
        xyz.4 < 2
        5.5p2 < 5.6p1
        5.6p1 < 6.5p1
        6.0.rc1 > 6.0
        10b2 > 10a1
        10a2 < 10b2
        1.0aa = 1.0aa
        1.0a < 1.0aa
        10.0001 = 10.0001
        10.0001 = 10.1
        10.0001 < 10.0039
        4.999.9 < 5.0
        20101121 = 20101121
        20101121 < 20101122
        2_0 = 2_0
        2.0 = 2_0
        a = a
        a+ = a+
        a+ = a_
        +a = +a
        +a = _a
        1.0~rc1 = 1.0~rc1
        1.0~rc1 < 1.0
        1.0~rc1 < 1.0~rc2
        1.0~rc1~git123 = 1.0~rc1~git123
        1.0~rc1~git123 < 1.0~rc1
        1.0^ = 1.0^
        1.0^ > 1.0
        1.0^git1 = 1.0^git1
        1.0^git1 > 1.0
        1.0^git1 < 1.0^git2
        1.0^git1 < 1.01
        1.0^20160101 = 1.0^20160101
        1.0^20160101 < 1.0.1
        1.0^20160101^git1 = 1.0^20160101^git1
        1.0^20160102 > 1.0^20160101^git1
        1.0~rc1^git1 = 1.0~rc1^git1
        1.0~rc1^git1 > 1.0~rc1
        1.0^git1~pre = 1.0^git1~pre
        1.0^git1 > 1.0^git1~pre
        1b.fc17 = 1b.fc17
        1b.fc17 < 1.fc17
        1g.fc17 = 1g.fc17
        1g.fc17 > 1.fc17
        1.1.α = 1.1.α
        1.1.α = 1.1.β
        1.1.αα = 1.1.α
        1.1.α = 1.1.ββ
        1.1.ββ = 1.1.αα",
    );
}

#[test]
fn rpm_compares_epoch_then_version_then_release() {
    table(
        Scheme::Rpm,
        "1:1.0-1 > 2.0-1
        0:1.0-1 = 1.0-1
        1.0-1.el8 < 1.0-2.el8
        1.0 < 1.0-1
        1.0-1 < 1.0.1
        10:1 > 9:2",
    );
    refused(
        Scheme::Rpm,
        &[
            "", "+", "-", "1.0-", "-1", "1-2-3", "a:1", ":1", "1:", "1:2:3", "1.0 ", "1\u{7}",
            "(none):1",
        ],
    );
}
