use super::*;
use core::str::FromStr;
use x509_cert::name::Name;

fn parts(text: &str) -> Vec<Vec<Attribute>> {
    let name = Name::from_str(text).unwrap();
    DistinguishedName::from_typed(&name)
        .unwrap()
        .parts()
        .unwrap()
}

#[test]
fn email_is_a_mailbox_a_host_or_a_domain() {
    assert_eq!(email("root@example.com", "root@EXAMPLE.com"), Some(true));
    assert_eq!(email("root@example.com", "Root@example.com"), Some(false));
    assert_eq!(email("example.com", "a@example.com"), Some(true));
    assert_eq!(email("example.com", "a@sub.example.com"), Some(false));
    assert_eq!(email(".example.com", "a@sub.example.com"), Some(true));
    assert_eq!(email(".example.com", "a@example.com"), Some(false));
    assert_eq!(email("*@example.com", "*@sub.example.com"), Some(false));
    for (base, name) in [
        ("a@b@example.com", "a@example.com"),
        ("", "a@example.com"),
        ("example.com", "\"a@b\"@example.com"),
        ("example.com", "a"),
        ("example.com", "a@example.com."),
    ] {
        assert_eq!(email(base, name), None, "{base} {name}");
    }
}

#[test]
fn uri_is_judged_by_its_host() {
    assert_eq!(uri("example.com", "https://example.com/x"), Some(true));
    assert_eq!(
        uri("example.com", "https://u@EXAMPLE.com:443/x"),
        Some(true)
    );
    assert_eq!(uri("example.com", "https://sub.example.com"), Some(false));
    assert_eq!(uri(".example.com", "https://a.b.example.com?q"), Some(true));
    assert_eq!(uri(".example.com", "https://example.com"), Some(false));
    assert_eq!(
        uri("example.com", "https://evil.com#@example.com"),
        Some(false)
    );
    for name in [
        "urn:x",
        "https://192.0.2.1/",
        "https://[::1]/",
        "https:///x",
        "https://a%2e/",
        "https://example.com:x/",
        "://example.com",
        "a/b://example.com",
    ] {
        assert_eq!(uri("example.com", name), None, "{name}");
    }
    assert_eq!(uri("..example.com", "https://a.example.com"), None);
    assert_eq!(uri("https://example.com", "https://example.com"), None);
}

#[test]
fn dns_holds_itself_and_below() {
    assert_eq!(dns("example.com", "Example.com"), Some(true));
    assert_eq!(dns("example.com", "a.b.example.com"), Some(true));
    assert_eq!(dns("example.com", "not-example.com"), Some(false));
    assert_eq!(dns("", "example.com"), Some(true));
    assert_eq!(dns("example.com", "*.example.com"), Some(true));
    assert_eq!(dns("a.example.com", "*.example.com"), None);
    assert_eq!(dns(".example.com", "a.example.com"), None);
    assert_eq!(dns("example.com", ".example.com"), None);
}

#[test]
fn ip_has_a_contiguous_mask() {
    let base = [192, 0, 2, 0, 255, 255, 255, 0];
    assert_eq!(ip(&base, &[192, 0, 2, 7]), Some(true));
    assert_eq!(ip(&base, &[192, 0, 3, 7]), Some(false));
    assert_eq!(ip(&base, &[0; 16]), Some(false));
    assert_eq!(ip(&[192, 0, 2, 0, 255, 0, 255, 0], &[192, 0, 2, 7]), None);
    assert_eq!(ip(&[192, 0, 2, 0, 254, 255, 0, 0], &[192, 0, 2, 7]), None);
    assert_eq!(ip(&[192, 0, 2], &[192, 0, 2, 7]), None);
    assert_eq!(ip(&base, &[192, 0, 2]), None);
}

#[test]
fn a_directory_subtree_is_a_prefix() {
    // RFC 4514 text names the most specific part first.
    let (base, inside) = (parts("O=Example"), parts("CN=a,O=example"));
    assert_eq!(directory(&base, &inside), Some(true));
    assert_eq!(directory(&base, &parts("O=example,CN=a")), Some(false));
    assert_eq!(directory(&inside, &base), Some(false));
    assert_eq!(directory(&[], &base), Some(true));
    let sets = (parts("CN=a+O=b"), parts("CN=A+O=b"));
    assert_eq!(directory(&sets.0, &sets.0), Some(true));
    assert_eq!(directory(&sets.0, &sets.1), None);
}

#[test]
fn a_subtree_speaks_of_names_of_its_form_only() {
    let subtree = |base: Form, is_whole| Subtree { base, is_whole };
    let text = |form: fn(String) -> Form, text: &str| form(text.to_owned());
    let network = Form::Ip(vec![192, 0, 2, 0, 255, 255, 255, 0]);
    for (base, name) in [
        (
            text(Form::Email, "example.com"),
            text(Form::Email, "a@example.com"),
        ),
        (
            text(Form::Dns, "example.com"),
            text(Form::Dns, "a.example.com"),
        ),
        (
            text(Form::Uri, "example.com"),
            text(Form::Uri, "x://example.com"),
        ),
        (network, Form::Ip(vec![192, 0, 2, 7])),
        (
            Form::Directory(parts("O=Example")),
            Form::Directory(parts("CN=a,O=example")),
        ),
    ] {
        let whole = subtree(base.clone(), true);
        assert_eq!(whole.relation(&name), Relation::Inside, "{base:?}");
        assert_eq!(
            whole.relation(&Form::Other("x400Address")),
            Relation::OtherForm
        );
        // With a bound on its depth, what it holds is not known.
        assert_eq!(subtree(base, false).relation(&name), Relation::Unknown);
    }
    let other = subtree(Form::Other("x400Address"), true);
    assert_eq!(
        other.relation(&Form::Other("x400Address")),
        Relation::Unknown
    );
    assert_eq!(
        other.relation(&Form::Other("ediPartyName")),
        Relation::OtherForm
    );
}

#[test]
fn the_comparisons_are_bounded() {
    let mut work = Comparisons {
        made: MOST_COMPARISONS - 1,
    };
    let base = Subtree {
        base: Form::Directory(parts("O=Example")),
        is_whole: true,
    };
    let name = Form::Directory(parts("O=example"));
    assert_eq!(work.count(&base, &name), Ok(()));
    let over = work.count(&base, &name);
    assert!(matches!(over, Err(Refused::Limit(_))));
    // Long names are compared less often.
    let long = Form::Dns("a".repeat(100 * BYTES_A_COMPARISON));
    let mut work = Comparisons::default();
    assert_eq!(work.count(&base, &long), Ok(()));
    assert_eq!(work.made, 101);
}

#[test]
fn characters_beyond_ascii_are_the_same_by_their_bytes_only() {
    let base = parts("O=ACME");
    for evasion in ["AC\u{ad}ME", "ACM\u{200b}E", "\u{ff21}CME", "AC\u{7f}ME"] {
        let name = parts(&format!("O={evasion}"));
        assert_eq!(directory(&base, &name), None, "{evasion:?}");
        assert_eq!(directory(&name, &name), Some(true));
    }
    assert_eq!(directory(&base, &parts("O=ACNE")), Some(false));
    let (sharp, double) = (parts("O=Stra\u{df}e"), parts("O=STRASSE"));
    assert_eq!(directory(&sharp, &double), None);
}

/// What is read is what the typed decoder of another crate takes, with two more things refused: a
/// default that is encoded, and lists of nothing.
#[test]
fn subtrees_are_read_as_der() {
    use x509_cert::ext::pkix;
    let tlv = |tag: u8, content: &[u8]| -> Vec<u8> {
        [&[tag, u8::try_from(content.len()).unwrap()], content].concat()
    };
    let dns = tlv(0x82, b"example.com");
    let subtree = |rest: &[u8]| tlv(0x30, &[&dns, rest].concat());
    let permitted = |list: &[u8]| tlv(0x30, &tlv(0xa0, list));
    let whole = subtree(&[]);
    let shapes = [
        (permitted(&whole), Some(vec![true])),
        (tlv(0x30, &tlv(0xa1, &whole)), Some(vec![true])),
        (
            permitted(&[&whole[..], &whole].concat()),
            Some(vec![true; 2]),
        ),
        (permitted(&subtree(&tlv(0x80, &[1]))), Some(vec![false])),
        (permitted(&subtree(&tlv(0x81, &[0]))), Some(vec![false])),
        (permitted(&subtree(&tlv(0x80, &[0]))), None),
        (permitted(&subtree(&tlv(0x80, &[0, 1]))), None),
        (permitted(&subtree(&tlv(0x81, &[0xff]))), None),
        (permitted(&subtree(&tlv(0x82, b"a"))), None),
        (permitted(&tlv(0x30, &[])), None),
        (permitted(&[]), None),
        (tlv(0x30, &[]), None),
        (tlv(0x30, &tlv(0xa2, &whole)), None),
        (tlv(0x31, &tlv(0xa0, &whole)), None),
        ([permitted(&whole), vec![0]].concat(), None),
        (
            tlv(0x30, &[tlv(0xa1, &whole), tlv(0xa0, &whole)].concat()),
            None,
        ),
    ];
    for (value, wanted) in shapes {
        let read = NameConstraints::read(&value);
        let list = read.map(|read| [read.permitted, read.excluded].concat());
        let found = list.map(|list| list.iter().map(|one| one.is_whole).collect());
        assert_eq!(found, wanted, "{value:x?}");
        let typed = strict::<pkix::NameConstraints>(&value);
        let lists = typed.map(|typed| [typed.permitted_subtrees, typed.excluded_subtrees]);
        let constrains = lists.is_some_and(|lists| {
            lists.iter().any(Option::is_some) && lists.iter().flatten().all(|list| !list.is_empty())
        });
        assert_eq!(constrains, wanted.is_some(), "{value:x?}");
    }
}
