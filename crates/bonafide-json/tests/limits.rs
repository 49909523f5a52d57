//! Each limit holds at its number and not one above, and hostile shapes end early.

use bonafide_json::base64::Form;
use bonafide_json::{Error, Limits, Reader, canonical};

fn skip(document: &str, limits: &Limits) -> Result<(), Error> {
    let mut reader = Reader::new(document.as_bytes(), limits)?;
    reader.skip()?;
    reader.finish()
}

/// Reads everything through the typed calls.
fn walk(reader: &mut Reader<'_>) -> Result<(), Error> {
    use bonafide_json::Kind;
    match reader.kind()? {
        Kind::Object => reader.object(&[], |reader, _| walk(reader)),
        Kind::Array => reader.array(usize::MAX, "things", |reader, _| walk(reader)),
        Kind::String => reader.string().map(|_| ()),
        Kind::Number => reader.number().map(|_| ()),
        Kind::Boolean => reader.boolean().map(|_| ()),
        Kind::Null => reader.null().map(|_| ()),
    }
}

#[track_caller]
fn bites(item: &str, at: &str, above: &str, limits: &Limits) {
    let walked = |document: &str| {
        let mut reader = Reader::new(document.as_bytes(), limits)?;
        walk(&mut reader)?;
        reader.finish()
    };
    let canonical =
        |document: &str| canonical::canonicalize(document.as_bytes(), limits).map(|_| ());
    for read in [
        &|document: &str| skip(document, limits),
        &walked,
        &canonical,
    ] as [&dyn Fn(&str) -> _; 3]
    {
        assert_eq!(read(at), Ok(()));
        match read(above) {
            Err(Error::Limit { item: found, .. }) => assert_eq!(found, item),
            other => panic!("{item}: {other:?}"),
        }
    }
}

fn nested(depth: usize) -> String {
    (0..depth)
        .map(|i| if i % 2 == 0 { "[" } else { "{\"a\":" })
        .collect::<String>()
        + "0"
        + &(0..depth)
            .rev()
            .map(|i| if i % 2 == 0 { "]" } else { "}" })
            .collect::<String>()
}

fn object(members: usize) -> String {
    let members: Vec<String> = (0..members).map(|i| format!("\"{i}\":0")).collect();
    format!("{{{}}}", members.join(","))
}

fn array(elements: usize) -> String {
    format!("[{}]", vec!["0"; elements].join(","))
}

#[test]
fn bytes() {
    bites(
        "bytes",
        "[1234567]",
        "[12345678]",
        &Limits::default().with_bytes(9),
    );
}

#[test]
fn depth() {
    bites(
        "levels of nesting",
        &nested(64),
        &nested(65),
        &Limits::default(),
    );
    bites(
        "levels of nesting",
        "0",
        "[]",
        &Limits::default().with_depth(0),
    );
}

#[test]
fn members() {
    bites(
        "members per object",
        &object(65_536),
        &object(65_537),
        &Limits::default(),
    );
    bites(
        "members per object",
        &object(3),
        &object(4),
        &Limits::default().with_members(3),
    );
    bites(
        "members per object",
        "{}",
        "{\"a\":0}",
        &Limits::default().with_members(0),
    );
}

#[test]
fn elements() {
    let limits = Limits::default().with_elements(1000);
    bites("elements per array", &array(1000), &array(1001), &limits);
}

#[test]
fn values() {
    bites(
        "values",
        "[0,{\"a\":0}]",
        "[0,{\"a\":[]},0]",
        &Limits::default().with_values(4),
    );
}

#[test]
fn name_bytes() {
    let limits = Limits::default().with_name_bytes(4);
    bites(
        "bytes in a member name",
        "{\"abcd\":0}",
        "{\"abcde\":0}",
        &limits,
    );
    bites(
        "bytes in a member name",
        "{\"\\u0061bcd\":0}",
        "{\"\\u0061bcde\":0}",
        &limits,
    );
    bites(
        "bytes in a member name",
        "{\"éé\":0}",
        "{\"ééé\":0}",
        &limits,
    );
}

#[test]
fn number_bytes() {
    let digits = |count: usize| "1".repeat(count);
    bites(
        "bytes in a number",
        &digits(64),
        &digits(65),
        &Limits::default(),
    );
    bites(
        "bytes in a number",
        "-12",
        "-123",
        &Limits::default().with_number_bytes(3),
    );
    let long = digits(1 << 20);
    assert!(matches!(
        skip(&long, &Limits::default()),
        Err(Error::Limit { limit: 64, .. })
    ));
}

#[test]
fn what_an_array_may_hold_is_said_before_the_element_is_read() {
    let mut reader = Reader::new(b"[0,0,x", &Limits::default()).unwrap();
    let mut seen = 0;
    let result = reader.array::<Error>(2, "tlog entries", |reader, _| {
        seen += 1;
        reader.skip()
    });
    match result {
        Err(Error::Limit {
            item: "tlog entries",
            limit: 2,
            ..
        }) => assert_eq!(seen, 2),
        other => panic!("{other:?}"),
    }
}

#[test]
fn decoded_bytes() {
    for length in 0..20 {
        let document = format!("\"{}\"", bonafide_json::base64::encode(&vec![9; length]));
        let read = |most| {
            let mut reader = Reader::new(document.as_bytes(), &Limits::default()).unwrap();
            reader
                .base64(Form::Standard, most, "payload bytes")
                .map(|bytes| bytes.len())
        };
        assert_eq!(read(length), Ok(length));
        for most in 0..length {
            assert!(matches!(
                read(most),
                Err(Error::Limit {
                    item: "payload bytes",
                    ..
                })
            ));
        }
    }
}

/// Runs on a stack on which recursion of this depth would not fit.
fn on_a_small_stack(work: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new()
        .stack_size(512 << 10)
        .spawn(work)
        .unwrap()
        .join()
        .unwrap();
}

#[test]
fn deep_nesting_needs_no_stack() {
    on_a_small_stack(|| {
        let deep = "[".repeat(20_000);
        assert!(matches!(
            skip(&deep, &Limits::default()),
            Err(Error::Limit {
                item: "levels of nesting",
                limit: 64,
                offset: 64,
                ..
            })
        ));
        // Even a caller that lifts the limit gets an answer.
        let lifted = Limits::default().with_depth(usize::MAX);
        assert!(matches!(skip(&deep, &lifted), Err(Error::Syntax { .. })));
        let closed = nested(20_000);
        assert_eq!(skip(&closed, &lifted), Ok(()));
        assert_eq!(
            canonical::canonicalize(closed.as_bytes(), &lifted).unwrap(),
            closed.as_bytes()
        );
    });
}

#[test]
fn hostile_shapes_end_with_an_answer() {
    let lifted = Limits::default().with_members(usize::MAX);
    let million = object(1_000_000);
    assert_eq!(skip(&million, &lifted), Ok(()));
    assert!(matches!(
        skip(&million, &Limits::default()),
        Err(Error::Limit { .. })
    ));

    let duplicates = format!("{{{}\"a\":0}}", "\"a\":0,".repeat(1_000_000));
    assert!(matches!(
        skip(&duplicates, &lifted),
        Err(Error::DuplicateKey { .. })
    ));

    // Many objects that just pass the number up to which names are compared one by one.
    let wide = format!("[{}]", vec![object(17); 20_000].join(","));
    assert_eq!(skip(&wide, &Limits::default()), Ok(()));

    let escapes = format!("\"{}", "\\u0061".repeat(1_000_000));
    assert!(matches!(
        skip(&escapes, &Limits::default()),
        Err(Error::Syntax { .. })
    ));
    let open_string = format!("\"{}", "a".repeat(10_000_000));
    assert!(matches!(
        skip(&open_string, &Limits::default()),
        Err(Error::Syntax { .. })
    ));
}

#[test]
fn an_error_keeps_little_of_the_input() {
    let name = "n".repeat(4096);
    let document = format!("{}x", format!("{{\"{name}\":").repeat(60));
    let error = skip(&document, &Limits::default()).unwrap_err();
    assert!(bonafide_report::Coded::place(&error).as_str().len() < 1100);
}
