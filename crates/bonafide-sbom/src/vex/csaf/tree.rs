//! The product tree.

use std::collections::HashMap;
use std::sync::Arc;

use bonafide_report::registry::VEX_PRODUCT_UNKNOWN;
use bonafide_report::{Escaped, Place};

use super::groups::Groups;
use crate::context::{Context, Halt};
use crate::vex::item::{ItemBuilder, VexProduct};
use crate::vex::limits::VexLimits;
use crate::vex::members::{next_object, next_text, structural_text, unread};
use crate::vex::range::{Range, VersionSet, VersionTest};

/// A product tree while it is read.
#[derive(Default)]
pub(super) struct Tree {
    branches: Vec<Branch>,
    products: Vec<Product>,
    /// Identifiers of products that relationships define.
    related: Vec<String>,
    groups: Groups,
    count: usize,
}

/// A product tree that was read whole.
pub(super) struct Products {
    by_id: HashMap<String, Arc<VexProduct>>,
    pub(super) groups: Groups,
}

/// A node of the tree; what it says of versions holds for the product at it.
#[derive(Default)]
struct Branch {
    category: Option<String>,
    name: Option<String>,
}

struct Product {
    id: String,
    builder: ItemBuilder,
    branch: Option<usize>,
    place: Place,
}

/// Where reading the branches stands.
enum Level {
    List,
    Branch(usize),
}

const PRODUCT: [&str; 3] = ["name", "product_id", "product_identification_helper"];

/// Of `relationships` (2.0) and `product_paths` (2.1).
const RELATIONSHIP: [&str; 6] = [
    "beginning_product_reference",
    "category",
    "full_product_name",
    "product_reference",
    "relates_to_product_reference",
    "subpaths",
];

impl Tree {
    pub(super) fn read(
        &mut self,
        cx: &mut Context<'_, '_>,
        limits: &VexLimits,
    ) -> Result<(), Halt> {
        if !cx.structural_object()? {
            return Ok(());
        }
        let known = [
            "branches",
            "full_product_names",
            "product_groups",
            "product_paths",
            "relationships",
        ];
        while let Some(name) = cx.reader.next_name()? {
            match &*name {
                "branches" => self.branches(cx, limits)?,
                "full_product_names" => {
                    if cx.structural_array()? {
                        while next_object(cx, limits.definitions, "products")? {
                            self.product(cx, None, limits)?;
                        }
                    }
                }
                "relationships" | "product_paths" => self.relationships(cx, limits)?,
                "product_groups" => self.groups.read(cx, limits)?,
                other => unread(cx, other, &known)?,
            }
        }
        Ok(())
    }

    fn counted(&mut self, cx: &Context<'_, '_>, limits: &VexLimits) -> Result<(), Halt> {
        if self.count >= limits.definitions {
            return Err(cx.limit("branches and products", limits.definitions));
        }
        self.count = self.count.saturating_add(1);
        Ok(())
    }

    /// Branches hold branches: the stack is on the heap, and bounded by the depth of the document.
    fn branches(&mut self, cx: &mut Context<'_, '_>, limits: &VexLimits) -> Result<(), Halt> {
        if !cx.structural_array()? {
            return Ok(());
        }
        let mut stack = vec![Level::List];
        while let Some(level) = stack.last() {
            match *level {
                Level::List => {
                    if next_object(cx, limits.definitions, "branches")? {
                        cx.spent = 0;
                        self.counted(cx, limits)?;
                        stack.push(Level::Branch(self.branches.len()));
                        self.branches.push(Branch::default());
                    } else {
                        stack.pop();
                    }
                }
                Level::Branch(at) => match cx.reader.next_name()? {
                    None => {
                        stack.pop();
                    }
                    Some(name) if name == "branches" => {
                        if cx.structural_array()? {
                            stack.push(Level::List);
                        }
                    }
                    Some(name) => self.branch_member(cx, at, &name, limits)?,
                },
            }
        }
        Ok(())
    }

    fn branch_member(
        &mut self,
        cx: &mut Context<'_, '_>,
        at: usize,
        name: &str,
        limits: &VexLimits,
    ) -> Result<(), Halt> {
        match name {
            "category" | "name" => {
                let text = structural_text(cx)?;
                if let Some(branch) = self.branches.get_mut(at) {
                    if name == "name" {
                        branch.name = text;
                    } else {
                        branch.category = text;
                    }
                }
                Ok(())
            }
            "product" => {
                if cx.structural_object()? {
                    self.product(cx, Some(at), limits)?;
                }
                Ok(())
            }
            other => unread(cx, other, &["branches", "category", "name", "product"]),
        }
    }

    /// A full product name, whose object is open.
    fn product(
        &mut self,
        cx: &mut Context<'_, '_>,
        branch: Option<usize>,
        limits: &VexLimits,
    ) -> Result<(), Halt> {
        self.counted(cx, limits)?;
        let place = cx.reader.place();
        let (mut id, mut builder) = (None, ItemBuilder::default());
        while let Some(name) = cx.reader.next_name()? {
            match &*name {
                "product_id" => id = structural_text(cx)?,
                "product_identification_helper" => helper(cx, &mut builder)?,
                other => unread(cx, other, &PRODUCT)?,
            }
        }
        if let Some(id) = id {
            builder.plain_id(&id);
            self.products.push(Product {
                id,
                builder,
                branch,
                place,
            });
        }
        Ok(())
    }

    /// Of relationships only the identifiers of what they define are read.
    fn relationships(&mut self, cx: &mut Context<'_, '_>, limits: &VexLimits) -> Result<(), Halt> {
        if !cx.structural_array()? {
            return Ok(());
        }
        while next_object(cx, limits.definitions, "relationships")? {
            cx.spent = 0;
            self.counted(cx, limits)?;
            while let Some(name) = cx.reader.next_name()? {
                match &*name {
                    "full_product_name" => self.related_product(cx)?,
                    other => unread(cx, other, &RELATIONSHIP)?,
                }
            }
        }
        Ok(())
    }

    fn related_product(&mut self, cx: &mut Context<'_, '_>) -> Result<(), Halt> {
        if cx.structural_object()? {
            while let Some(name) = cx.reader.next_name()? {
                match &*name {
                    "product_id" => self.related.extend(structural_text(cx)?),
                    other => unread(cx, other, &PRODUCT)?,
                }
            }
        }
        Ok(())
    }

    /// Joins branches and products.
    ///
    /// # Specification
    /// VXR-2; CSAF 6.1.2: an identifier that is defined twice is that of no product.
    pub(super) fn finish(self, cx: &mut Context<'_, '_>) -> Products {
        let mut by_id: HashMap<String, Arc<VexProduct>> = HashMap::new();
        let mut twice: Vec<String> = self.related;
        for mut product in self.products {
            let branch = product.branch.and_then(|at| self.branches.get(at));
            if let Some(set) = branch.and_then(versions) {
                product.builder.versions(set);
            }
            let (item, problems) = product.builder.finish();
            for (code, detail) in problems {
                cx.finding_at(product.place.clone(), code, &detail);
            }
            let known = Arc::new(VexProduct::whole(item));
            if by_id.insert(product.id.clone(), known).is_some() {
                let id = Escaped(&product.id);
                let detail = format!("`{id}` is defined twice");
                cx.finding_at(product.place, VEX_PRODUCT_UNKNOWN, &detail);
                twice.push(product.id);
            }
        }
        for id in twice {
            by_id.remove(&id);
        }
        Products {
            by_id,
            groups: self.groups,
        }
    }
}

impl Products {
    pub(super) fn find(&self, id: &str) -> Option<&Arc<VexProduct>> {
        self.by_id.get(id)
    }
}

/// What the branch of a product says of its version.
fn versions(branch: &Branch) -> Option<VersionSet> {
    let name = branch.name.as_deref()?;
    let test = match branch.category.as_deref() {
        Some("product_version") => VersionTest::Exact(name.into()),
        Some("product_version_range") => VersionTest::Range(Range::parse(name)),
        _ => return None,
    };
    Some(VersionSet {
        is_always: false,
        tests: vec![test],
    })
}

/// What identifies a product.
fn helper(cx: &mut Context<'_, '_>, out: &mut ItemBuilder) -> Result<(), Halt> {
    if !cx.structural_object()? {
        return Ok(());
    }
    let known = [
        "cpe",
        "hashes",
        "model_numbers",
        "purl",
        "purls",
        "sbom_urls",
        "serial_numbers",
        "skus",
        "x_generic_uris",
    ];
    while let Some(name) = cx.reader.next_name()? {
        match &*name {
            "purl" => {
                if let Some(purl) = structural_text(cx)? {
                    out.purl(&purl);
                }
            }
            "purls" => {
                let mut all = Vec::new();
                if cx.structural_array()? {
                    let most = cx.limits().entries;
                    while let Some(purl) = next_text(cx, most, "package URLs of one product")? {
                        all.push(purl);
                    }
                }
                out.alternatives(all.iter().map(String::as_str));
            }
            "cpe" => {
                if let Some(cpe) = structural_text(cx)? {
                    out.cpe(&cpe);
                }
            }
            "hashes" => hashes(cx, out)?,
            "model_numbers" | "serial_numbers" | "skus" => {
                cx.reader.skip()?;
                out.unknown("the product is told by numbers that cannot be compared");
            }
            other => unread(cx, other, &known)?,
        }
    }
    Ok(())
}

/// Files, each with its hashes.
fn hashes(cx: &mut Context<'_, '_>, out: &mut ItemBuilder) -> Result<(), Halt> {
    if !cx.structural_array()? {
        return Ok(());
    }
    let most = cx.limits().entries;
    while next_object(cx, most, "files of one product")? {
        while let Some(name) = cx.reader.next_name()? {
            match &*name {
                "file_hashes" => file(cx, out, most)?,
                other => unread(cx, other, &["file_hashes", "filename"])?,
            }
        }
    }
    Ok(())
}

fn file(cx: &mut Context<'_, '_>, out: &mut ItemBuilder, most: usize) -> Result<(), Halt> {
    if !cx.structural_array()? {
        return Ok(());
    }
    let mut all = Vec::new();
    while next_object(cx, most, "hashes of one file")? {
        let (mut algorithm, mut value) = (None, None);
        while let Some(name) = cx.reader.next_name()? {
            match &*name {
                "algorithm" => algorithm = structural_text(cx)?,
                "value" => value = structural_text(cx)?,
                other => unread(cx, other, &["algorithm", "value"])?,
            }
        }
        all.extend(algorithm.zip(value));
    }
    out.file(
        all.iter()
            .map(|(name, value)| (name.as_str(), value.as_str())),
    );
    Ok(())
}
