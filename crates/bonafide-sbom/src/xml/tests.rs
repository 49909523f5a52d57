use super::*;

fn cursor(text: &str) -> Result<Cursor<'_>, Error> {
    Cursor::over(text, &ReadLimits::default())
}

/// All events, in short.
fn events(text: &str) -> Result<String, Error> {
    let mut cursor = cursor(text)?;
    let mut out = String::new();
    while let Some(event) = cursor.next()? {
        match event {
            Event::Start(element) => {
                out.push_str(&format!("<{}", element.name));
                for one in cursor.attributes() {
                    out.push_str(&format!(" {}={}", one.name, one.value));
                }
                out.push('>');
            }
            Event::Text(text) => out.push_str(&text),
            Event::End => out.push_str("</>"),
        }
    }
    Ok(out)
}

fn code(text: &str) -> String {
    events(text).map_or_else(
        |error| error.code().to_string(),
        |seen| format!("ok {seen}"),
    )
}

#[test]
fn events_are_those_of_the_document() {
    for (text, seen) in [
        ("<a/>", "<a></>"),
        ("<a></a >\n", "<a></>"),
        (
            "<?xml version='1.0' encoding='utf-8' standalone='no'?><a/>",
            "<a></>",
        ),
        ("<!-- x --><?p q?>\n<a/><!-- y --> ", "<a></>"),
        ("<a>x<!-- y -->z<?p?>w</a>", "<a>xzw</>"),
        ("<a>x&lt;<![CDATA[<b>&amp;]]>&#65;</a>", "<a>x<<b>&amp;A</>"),
        ("<a>\r\n<b/>\r</a>", "<a>\n<b></>\n</>"),
        ("<a>&#13;</a>", "<a>\r</>"),
        ("<a><![CDATA[]]></a>", "<a></>"),
        ("<a>]]&gt;<![CDATA[]]]]>></a>", "<a>]]>]]></>"),
        ("<a b = '&quot;>' c=\"'\n\"/>", "<a b=\"> c=' ></>"),
        ("<p:a xmlns:p='u' p:b='1' b='2'/>", "<a b=1 b=2></>"),
        ("<a xml:lang='en'/>", "<a lang=en></>"),
        ("<名 é='1'/>", "<名 é=1></>"),
    ] {
        assert_eq!(events(text).unwrap(), seen, "{text}");
    }
}

/// sbom XML-1, XML-2: what is not well-formed.
#[test]
fn what_is_not_well_formed_is_refused() {
    for text in [
        "",
        " ",
        "x",
        "<",
        "<a",
        "<a>",
        "<a><b></a></b>",
        "</a>",
        "<a></b>",
        "<a></a b='1'>",
        "<a/><b/>",
        "<a/><a/>",
        "<a/>x",
        "<a/>&#32;",
        "<a/><![CDATA[ ]]>",
        "x<a/>",
        "&#32;<a/>",
        "<a>&b;</a>",
        "<a>&</a>",
        "<a>&amp</a>",
        "<a>& b;</a>",
        "<a>&#0;</a>",
        "<a>&#xD800;</a>",
        "<a>&#xFFFE;</a>",
        "<a>\u{1}</a>",
        "<a>\u{ffff}</a>",
        "<a b='\u{0}'/>",
        "<a>]]></a>",
        "<a><![CDATA[</a>",
        "<a><![cdata[]]></a>",
        "<a><!-- -- --></a>",
        "<a><!-- ---></a>",
        "<a><!-- </a>",
        "<a><!></a>",
        "<a><?></a>",
        "<a><? p?></a>",
        "<a><?1?></a>",
        "<a><?p:q?></a>",
        "<a><?XmL?></a>",
        "<a><?p</a>",
        " <?xml version='1.0'?><a/>",
        "<a><?xml version='1.0'?></a>",
    ] {
        assert_eq!(code(text), "sbom.xml-syntax", "{text:?}");
    }
}

/// sbom XML-2: malformed declarations, tags and namespaces.
#[test]
fn malformed_tags_are_refused() {
    for text in [
        "<?xml?><a/>",
        "<?xml version='1.1'?><a/>",
        "<?xml encoding='utf-8'?><a/>",
        "<?xml encoding='utf-8' version='1.0'?><a/>",
        "<?xml version='1.0' standalone='maybe'?><a/>",
        "<?xml version='1.0' standalone='no' encoding='utf-8'?><a/>",
        "<?xml version='1.0' version='1.0'?><a/>",
        "<?xml version='1.0'encoding='utf-8'?><a/>",
        "<?xml version=1.0?><a/>",
        "<?xml version='1.0' x='y'?><a/>",
        "\u{feff}<a/>",
        "<a>\u{0}</a>",
        "<a b='1' b='2'/>",
        "<a b/>",
        "<a b=1/>",
        "<a b='1'c='2'/>",
        "<a b='1/>",
        "<a b='<'/>",
        "<a b='&c;'/>",
        "<a b='&'/>",
        "<a ='1'/>",
        "<a /b='1'>",
        "<a / >",
        "<1/>",
        "< a/>",
        "<a b:='1'/>",
        "<a :b='1'/>",
        "<a:/>",
        "<:a/>",
        "<a:b:c xmlns:a='u'/>",
        "<p:a/>",
        "<a p:b='1'/>",
        "<a><b xmlns:p='u'/><p:c/></a>",
        "<a xmlns:p='u' xmlns:q='u' p:b='1' q:b='2'/>",
        "<a xmlns='u' xmlns='u'/>",
        "<a xmlns:p='u'><b xmlns:p='u' xmlns:p='u'/></a>",
        "<a xmlns:p=''/>",
        "<a xmlns:xml='u'/>",
        "<a xmlns:p='http://www.w3.org/XML/1998/namespace'/>",
        "<a xmlns='http://www.w3.org/2000/xmlns/'/>",
        "<a xmlns:xmlns='u'/>",
        "<xmlns:a/>",
        "<a xmlns:='u'/>",
    ] {
        assert_eq!(code(text), "sbom.xml-syntax", "{text:?}");
    }
}

#[test]
fn declarations_of_types_and_of_encodings_are_refused() {
    for text in [
        "<!DOCTYPE a><a/>",
        "<!doctype a><a/>",
        "<!DOCTYPE a",
        "<!DOCTYPE",
        "<!DOCTYPE>",
        "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
        "<!DOCTYPE a SYSTEM 'file:///x'><a/>",
        "<?xml version='1.0'?><!-- --><!DOCTYPE a [<!ENTITY % p 'x'> %p;]><a/>",
        "<a><!DOCTYPE a></a>",
        "<a/><!DOCTYPE a>",
    ] {
        assert_eq!(code(text), "sbom.xml-dtd", "{text}");
    }
    for name in ["UTF-16", "iso-8859-1", "utf8", "US-ASCII", ""] {
        let text = format!("<?xml version='1.0' encoding='{name}'?><a/>");
        assert_eq!(code(&text), "sbom.encoding", "{name}");
    }
}

#[test]
fn limits_hold_to_the_last_one() {
    let nested = |depth: usize| format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth));
    assert!(code(&nested(128)).starts_with("ok"));
    assert_eq!(code(&nested(129)), "sbom.depth");
    assert_eq!(code(&"<a>".repeat(1_000_000)), "sbom.depth");

    let wide = |count: usize| {
        let attributes: String = (0..count).map(|n| format!(" a{n}=''")).collect();
        format!("<a{attributes}/>")
    };
    assert!(code(&wide(64)).starts_with("ok"));
    assert_eq!(code(&wide(65)), "limit.exceeded");

    let long = |bytes: usize| format!("<a b='{}'/>", "x".repeat(bytes));
    assert!(code(&long(64 << 10)).starts_with("ok"));
    assert_eq!(code(&long((64 << 10) + 1)), "limit.exceeded");

    let scopes = |count: usize| {
        let one = |n: usize| format!("<a xmlns:p{n}='u{n}'>");
        let open: String = (0..count).map(one).collect();
        format!("{open}{}", "</a>".repeat(count))
    };
    assert!(code(&scopes(64)).starts_with("ok"));
    assert_eq!(code(&scopes(65)), "limit.exceeded");
    // What is said again does not count.
    let again = format!("{}{}", "<a xmlns='u'>".repeat(128), "</a>".repeat(128));
    assert!(code(&again).starts_with("ok"));
}

#[test]
fn namespaces_are_those_in_scope() {
    let text = "<b:bom xmlns:b='http://cyclonedx.org/schema/bom/1.6' xmlns='o'>\
        <x/><b:y xmlns='' xmlns:b='o'><z/><b:z/></b:y><b:w/></b:bom>";
    let mut cursor = cursor(text).unwrap();
    let mut seen = Vec::new();
    while let Some(event) = cursor.next().unwrap() {
        if let Event::Start(element) = event {
            seen.push((element.name, element.namespace));
        }
    }
    let (bom, other) = (Namespace::Bom(6), Namespace::Other(1));
    assert_eq!(
        seen,
        [
            ("bom", bom),
            ("x", other),
            ("y", other),
            ("z", Namespace::None),
            ("z", other),
            ("w", bom)
        ]
    );
}

/// sbom XML-3: elements of two versions are two documents.
#[test]
fn versions_do_not_mix() {
    let uri = |version: &str| format!("http://cyclonedx.org/schema/bom/{version}");
    for inner in ["1.5", "1.8", "x"] {
        let text = format!(
            "<a xmlns='{}'><x><b xmlns='{}'/></x></a>",
            uri("1.6"),
            uri(inner)
        );
        assert_eq!(code(&text), "sbom.shape", "{inner}");
    }
    let text = format!("<a xmlns='{0}' xmlns:o='{1}'/>", uri("1.6"), uri("1.5"));
    assert!(code(&text).starts_with("ok"));
}

#[test]
fn places_are_those_of_json() {
    let text = "<bom xmlns='u' xmlns:e='v'><components><e:x/><component><name/><licenses>\
        <expression/><license><id/></license></licenses><omniborId/><omniborId/></component>\
        <component><components><component/></components></component></components>\
        <dependencies><dependency><dependency/><dependency/><provides/></dependency></dependencies>\
        <metadata><tools><tool/></tools><supplier><url/><url/></supplier></metadata></bom>";
    let mut cursor = cursor(text).unwrap();
    let (mut starts, mut ends) = (Vec::new(), Vec::new());
    while let Some(event) = cursor.next().unwrap() {
        match event {
            Event::Start(_) => starts.push(cursor.place().as_str().to_owned()),
            Event::End => ends.push(cursor.place().as_str().to_owned()),
            Event::Text(_) => {}
        }
    }
    for wanted in [
        "",
        "/components",
        "/components/x",
        "/components/0",
        "/components/0/licenses/0/expression",
        "/components/0/licenses/1/license/id",
        "/components/0/omniborId/1",
        "/components/1/components/0",
        "/dependencies/0/dependsOn/1",
        "/dependencies/0/provides/0",
        "/metadata/tools/0",
        "/metadata/supplier/url/1",
    ] {
        assert!(
            starts.iter().any(|place| place == wanted),
            "{wanted}: {starts:#?}"
        );
    }
    starts.sort();
    ends.sort();
    assert_eq!(starts, ends);
}

#[test]
fn offsets_are_those_of_the_document() {
    let text = "<a>\n é<b c='1' d='&lt;'/></a>";
    let mut cursor = cursor(text).unwrap();
    let mut seen = Vec::new();
    while let Some(event) = cursor.next().unwrap() {
        if matches!(event, Event::Start(_)) {
            seen.extend(cursor.attributes().iter().map(|one| one.offset));
        }
        seen.push(cursor.offset());
    }
    let at = |part: &str| text.find(part).unwrap();
    let ends = [at("</a>"), at("</a>")];
    assert_eq!(seen, [0, 3, at("c="), at("d="), at("<b"), ends[0], ends[1]]);
}

#[test]
fn text_is_one_piece_and_borrows_unless_it_was_put_together() {
    let text = "<a>plain<b>x<!-- -->&amp;<?p?>y<![CDATA[z]]></b></a>";
    let mut cursor = cursor(text).unwrap();
    let mut borrowed = Vec::new();
    while let Some(event) = cursor.next().unwrap() {
        if let Event::Text(text) = event {
            borrowed.push(matches!(text, Cow::Borrowed(_)));
        }
    }
    assert_eq!(borrowed, [true, false]);
}

#[test]
fn instructions_and_signatures_are_counted_with_the_first_place() {
    let text = "<bom xmlns='u' xmlns:d='http://www.w3.org/2000/09/xmldsig#'><?p?><x><?p?>\
        <d:Signature><d:Signature/></d:Signature></x></bom><?p?>";
    let mut cursor = cursor(text).unwrap();
    cursor.next().unwrap();
    cursor.skip().unwrap();
    assert_eq!(cursor.next().unwrap(), None);
    assert_eq!(cursor.instructions().count, 3);
    let signatures = cursor.signatures();
    let (place, offset) = signatures.first.clone().unwrap();
    assert_eq!((signatures.count, place.as_str()), (2, "/x/Signature"));
    assert_eq!(Some(offset), text.find("<d:Signature>"));
}

#[test]
fn a_second_mark_is_named() {
    let reason = "a second byte order mark";
    assert_eq!(
        events("\u{feff}<a/>"),
        Err(Error::XmlSyntax { offset: 0, reason })
    );
}
