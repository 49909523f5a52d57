//! The products of a statement, and the parts of them.

use std::sync::Arc;

use bonafide_json::Kind;

use crate::context::{Context, Halt};
use crate::vex::item::{ItemBuilder, VexItem, VexProduct};
use crate::vex::limits::VexLimits;
use crate::vex::members::{structural_text, unread};

/// A product with its parts.
type Listed = (VexItem, Option<Arc<[VexItem]>>);

/// The products of a statement while it is read.
#[derive(Default)]
pub(super) struct Products {
    list: Vec<Listed>,
    /// Parts that the statement names for all its products.
    shared: Option<Arc<[VexItem]>>,
}

impl Products {
    pub(super) fn read(
        &mut self,
        cx: &mut Context<'_, '_>,
        limits: &VexLimits,
    ) -> Result<(), Halt> {
        if cx.structural_array()? {
            while cx.next(limits.products, "products in one statement")? {
                cx.spent = 0;
                self.list.push(item(cx, limits, true)?);
            }
        }
        Ok(())
    }

    pub(super) fn read_shared(
        &mut self,
        cx: &mut Context<'_, '_>,
        limits: &VexLimits,
    ) -> Result<(), Halt> {
        self.shared = Some(parts(cx, limits)?);
        Ok(())
    }

    /// Gives the parts that the statement names to each product.
    pub(super) fn joined(self) -> Result<Vec<VexProduct>, &'static str> {
        let shared = self.shared.filter(|parts| !parts.is_empty());
        let products = self.list.into_iter().map(|(item, own)| {
            let own = own.filter(|parts| !parts.is_empty());
            if own.is_some() && shared.is_some() {
                return Err("subcomponents of the statement and of a product");
            }
            Ok(VexProduct {
                item,
                subcomponents: own.or_else(|| shared.clone()).unwrap_or_default(),
            })
        });
        products.collect()
    }
}

fn parts(cx: &mut Context<'_, '_>, limits: &VexLimits) -> Result<Arc<[VexItem]>, Halt> {
    let mut out = Vec::new();
    if cx.structural_array()? {
        while cx.next(limits.products, "subcomponents in one product")? {
            cx.spent = 0;
            out.push(item(cx, limits, false)?.0);
        }
    }
    Ok(out.into())
}

const ITEM: [&str; 4] = ["@id", "hashes", "identifiers", "subcomponents"];

/// A product or, without parts of its own, a subcomponent: a text or an object.
fn item(cx: &mut Context<'_, '_>, limits: &VexLimits, is_product: bool) -> Result<Listed, Halt> {
    let place = cx.reader.place();
    let (mut builder, mut of_product) = (ItemBuilder::default(), None);
    match cx.reader.kind()? {
        Kind::String => {
            if let Some(id) = cx.reference()? {
                builder.id(&id);
            }
        }
        Kind::Object => {
            cx.reader.open_object()?;
            while let Some(name) = cx.reader.next_name()? {
                match &*name {
                    "@id" => {
                        if let Some(id) = structural_text(cx)? {
                            builder.id(&id);
                        }
                    }
                    "identifiers" => identifiers(cx, &mut builder)?,
                    "hashes" => hashes(cx, &mut builder)?,
                    "subcomponents" if is_product => of_product = Some(parts(cx, limits)?),
                    other => unread(cx, other, &ITEM)?,
                }
            }
        }
        _ => return Err(cx.shape("the elements must be objects or strings")),
    }
    let (item, problems) = builder.finish();
    for (code, detail) in problems {
        cx.finding_at(place.clone(), code, &detail);
    }
    Ok((item, of_product))
}

fn identifiers(cx: &mut Context<'_, '_>, out: &mut ItemBuilder) -> Result<(), Halt> {
    if !cx.structural_object()? {
        return Ok(());
    }
    while let Some(name) = cx.reader.next_name()? {
        match &*name {
            "purl" => {
                if let Some(purl) = structural_text(cx)? {
                    out.purl(&purl);
                }
            }
            "cpe22" | "cpe23" => {
                if let Some(cpe) = structural_text(cx)? {
                    out.cpe(&cpe);
                }
            }
            other => unread(cx, other, &["cpe22", "cpe23", "purl"])?,
        }
    }
    Ok(())
}

/// Hashes of one file, by algorithm.
fn hashes(cx: &mut Context<'_, '_>, out: &mut ItemBuilder) -> Result<(), Halt> {
    if !cx.structural_object()? {
        return Ok(());
    }
    let mut all = Vec::new();
    let most = cx.limits().entries;
    while let Some(name) = cx.reader.next_name()? {
        if all.len() >= most {
            return Err(cx.limit("hashes in one product", most));
        }
        if let Some(value) = structural_text(cx)? {
            all.push((name.into_owned(), value));
        }
    }
    out.file(
        all.iter()
            .map(|(name, value)| (name.as_str(), value.as_str())),
    );
    Ok(())
}
