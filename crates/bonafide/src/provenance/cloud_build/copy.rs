//! The copy for people, which nobody signed, against what was signed.

use bonafide_dsse::VerifiedStatement;
use bonafide_json::{Kind, Limits, Reader, canonical};
use bonafide_report::Place;
use bonafide_slsa::Error;

/// Members of a predicate that copies state otherwise, or not at all.
const NOT_COMPARED: [(&str, &str); 3] = [
    ("recipe", "definedInMaterial"),
    ("metadata", "buildInvocationId"),
    ("metadata", "buildInvocationID"),
];

/// Every copy says what was signed, there is one, and what was signed agrees with itself: it may hold
/// its predicate twice, under two names.
pub(super) fn check(
    signed: &VerifiedStatement,
    copies: &[(&'static str, &str)],
) -> Result<(), Error> {
    let signed = Said::read(core::str::from_utf8(signed.envelope().payload()).unwrap_or_default())?;
    let place = Place::root().member("envelope").member("payload");
    signed.agrees(&place)?;
    let place = Place::root().member("build");
    if copies.is_empty() {
        return Err(Error::GcbText { place });
    }
    for (name, text) in copies {
        let place = place.member(name);
        let copy = Said::read(text)?;
        copy.agrees(&place)?;
        for ((name, copy), signed) in [
            (("_type", copy.kind), signed.kind),
            (
                ("predicateType", copy.predicate_type),
                signed.predicate_type,
            ),
            (("subject", copy.subject), signed.subject),
        ] {
            if canonical_of(copy)? != canonical_of(signed)? {
                let place = place.member(name);
                return Err(Error::GcbText { place });
            }
        }
        same_predicate(copy.predicate(), signed.predicate(), &place)?;
    }
    Ok(())
}

/// The members of a statement, as they stand there.
#[derive(Default)]
struct Said<'a> {
    kind: Option<&'a str>,
    predicate_type: Option<&'a str>,
    subject: Option<&'a str>,
    predicate: Option<&'a str>,
    /// The predicate under the name that the service gives it.
    provenance: Option<&'a str>,
}

impl<'a> Said<'a> {
    fn read(text: &'a str) -> Result<Self, Error> {
        let mut said = Self::default();
        let mut reader = Reader::over(text, &Limits::default())?;
        const KNOWN: [&str; 5] = [
            "_type",
            "predicateType",
            "subject",
            "predicate",
            "slsaProvenance",
        ];
        reader.object(&KNOWN, |r, name| {
            let slot = match name {
                "_type" => &mut said.kind,
                "predicateType" => &mut said.predicate_type,
                "subject" => &mut said.subject,
                "predicate" => &mut said.predicate,
                "slsaProvenance" => &mut said.provenance,
                _ => return r.skip(),
            };
            *slot = Some(r.raw()?);
            Ok(())
        })?;
        reader.finish()?;
        Ok(said)
    }

    fn agrees(&self, place: &Place) -> Result<(), Error> {
        match (self.predicate, self.provenance) {
            (Some(_), Some(_)) => same_predicate(self.provenance, self.predicate, place),
            _ => Ok(()),
        }
    }

    fn predicate(&self) -> Option<&'a str> {
        self.predicate.or(self.provenance)
    }
}

fn same_predicate(one: Option<&str>, other: Option<&str>, place: &Place) -> Result<(), Error> {
    let (Some(one), Some(other)) = (one, other) else {
        return Err(Error::GcbText {
            place: place.member("predicate"),
        });
    };
    if compared(one)? == compared(other)? {
        return Ok(());
    }
    Err(Error::GcbText {
        place: place.member("predicate"),
    })
}

/// The members of a predicate that are compared, in canonical form and order.
fn compared(text: &str) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let mut members = Vec::new();
    let mut reader = Reader::over(text, &Limits::default())?;
    reader.object(&[], |r, outer| {
        let omitted = |inner: &str| NOT_COMPARED.contains(&(outer, inner));
        let has_omitted = NOT_COMPARED.iter().any(|(name, _)| *name == outer);
        if !has_omitted || r.kind()? != Kind::Object {
            members.push((outer.to_owned(), canonical_of(Some(r.raw()?))?));
            return Ok(());
        }
        r.object(&[], |r, inner| {
            if omitted(inner) {
                return Ok(r.skip()?);
            }
            // No name of a member holds U+0000, so that no two pairs make one name.
            let name = format!("{outer}\0{inner}");
            members.push((name, canonical_of(Some(r.raw()?))?));
            Ok::<(), Error>(())
        })
    })?;
    reader.finish()?;
    members.sort();
    Ok(members)
}

fn canonical_of(text: Option<&str>) -> Result<Vec<u8>, Error> {
    let text = text.unwrap_or("null");
    Ok(canonical::canonicalize(
        text.as_bytes(),
        &Limits::default(),
    )?)
}
