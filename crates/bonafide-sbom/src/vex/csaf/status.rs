//! Statements, made of the lists of products and of what is said beside them.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use bonafide_report::registry::{
    SBOM_ENUM, SBOM_REQUIRED, VEX_CONFLICT, VEX_NO_JUSTIFICATION, VEX_PRODUCT_UNKNOWN,
};
use bonafide_report::{Escaped, Place, Time};

use super::tree::Products;
use super::vulnerability::{Remark, Vulnerability};
use crate::context::{Context, Halt};
use crate::vex::item::{VexItem, VexProduct};
use crate::vex::limits::VexLimits;
use crate::vex::statement::{VexGround, VexJustification, VexStatement, VexStatus};

/// Joins vulnerabilities with the product tree.
pub(super) struct Join<'t> {
    tree: &'t Products,
    limits: &'t VexLimits,
    time: Option<Time>,
    version: Option<String>,
    /// Products of groups that were looked at so far.
    expanded: usize,
    pub(super) statements: Vec<VexStatement>,
}

/// Which remarks hold for a product: justification, impact, remedy, each by its number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Remarks {
    flag: Option<usize>,
    impact: Option<usize>,
    remedy: Option<usize>,
}

impl<'t> Join<'t> {
    pub(super) const fn new(
        tree: &'t Products,
        limits: &'t VexLimits,
        time: Option<Time>,
        version: Option<String>,
    ) -> Self {
        Self {
            tree,
            limits,
            time,
            version,
            expanded: 0,
            statements: Vec::new(),
        }
    }

    /// Adds the statements of one vulnerability: one for each status and each set of remarks. All in
    /// a document have one position: lists have no order, and no vulnerability may be there twice.
    ///
    /// # Specification
    /// CSAF 6.1.23.
    pub(super) fn add(
        &mut self,
        cx: &mut Context<'_, '_>,
        from: &Vulnerability,
        place: &Place,
    ) -> Result<(), Halt> {
        let mut ids = from.cve.iter().chain(&from.ids);
        let own = VexStatement {
            vulnerability: ids.next().cloned(),
            aliases: ids.cloned().collect(),
            time: self.time,
            version: self.version.clone(),
            ..VexStatement::default()
        };
        if own.vulnerability.is_none() {
            let detail = "the vulnerability has no identifier";
            cx.finding_at(place.clone(), SBOM_REQUIRED, detail);
        }
        let statuses = self.statuses(cx, from, place);
        let flags = self.spread(cx, &from.flags, &place.member("flags"))?;
        let impacts = self.spread(cx, &from.impacts, &place.member("threats"))?;
        let remedies = self.spread(cx, &from.remedies, &place.member("remediations"))?;
        let mut by_remarks: BTreeMap<(VexStatus, Remarks), Vec<&str>> = BTreeMap::new();
        for (id, status) in statuses {
            let of = |map: &HashMap<&str, usize>, wanted| {
                (status == wanted).then(|| map.get(id).copied()).flatten()
            };
            let remarks = Remarks {
                flag: of(&flags, VexStatus::NotAffected),
                impact: of(&impacts, VexStatus::NotAffected),
                remedy: of(&remedies, VexStatus::Affected),
            };
            by_remarks.entry((status, remarks)).or_default().push(id);
        }
        for ((status, remarks), ids) in by_remarks {
            if self.statements.len() >= self.limits.statements {
                return Err(cx.limit("statements", self.limits.statements));
            }
            let products = ids.iter().map(|id| self.product(id));
            let text = |list: &[Remark], at: Option<usize>| {
                Some(list.get(at?)?.text.clone()).filter(|text| !text.is_empty())
            };
            let statement = VexStatement {
                status,
                justification: text(&from.flags, remarks.flag).map(|text| VexJustification {
                    ground: VexGround::of_openvex(&text),
                    text,
                }),
                impact: text(&from.impacts, remarks.impact),
                action: text(&from.remedies, remarks.remedy),
                products: products.collect(),
                place: place.member("product_status"),
                ..own.clone()
            };
            note(cx, &statement);
            self.statements.push(statement);
        }
        Ok(())
    }

    /// The status of each product, in the order of identifiers. One with several is affected.
    ///
    /// # Specification
    /// VXR-2; CSAF 6.1.1, 6.1.6.
    fn statuses<'v>(
        &self,
        cx: &mut Context<'_, '_>,
        from: &'v Vulnerability,
        place: &Place,
    ) -> BTreeMap<&'v str, VexStatus> {
        let mut out: BTreeMap<&str, VexStatus> = BTreeMap::new();
        let (mut torn, mut unknown) = (BTreeSet::new(), BTreeSet::new());
        for (status, ids) in &from.lists {
            for id in ids {
                if self.tree.find(id).is_none() {
                    unknown.insert(id.as_str());
                }
                let kept = out.entry(id).or_insert(*status);
                if *kept != *status {
                    torn.insert(id.as_str());
                    *kept = VexStatus::Affected;
                }
            }
        }
        let place = place.member("product_status");
        for id in torn {
            let detail = format!("`{}` has contradicting statuses", Escaped(id));
            cx.finding_at(place.clone(), VEX_CONFLICT, &detail);
        }
        for id in unknown {
            let detail = format!("`{}` is no product of the tree's branches", Escaped(id));
            cx.finding_at(place.clone(), VEX_PRODUCT_UNKNOWN, &detail);
        }
        out
    }

    fn product(&self, id: &str) -> std::sync::Arc<VexProduct> {
        let known = self.tree.find(id).cloned();
        known.unwrap_or_else(|| {
            let item = VexItem {
                id: Some(id.into()),
                is_unknown: true,
                ..VexItem::default()
            };
            VexProduct::whole(item).into()
        })
    }

    /// The first remark on each product that is named, itself or in a group.
    fn spread<'v>(
        &mut self,
        cx: &mut Context<'_, '_>,
        remarks: &'v [Remark],
        place: &Place,
    ) -> Result<HashMap<&'v str, usize>, Halt>
    where
        't: 'v,
    {
        let (mut out, mut seen) = (HashMap::new(), HashSet::new());
        for (at, remark) in remarks.iter().enumerate() {
            for id in &remark.products {
                out.entry(id.as_str()).or_insert(at);
            }
            // The first remark on a group is that on its products.
            for group in remark.groups.iter().filter(|group| seen.insert(*group)) {
                let left = self.limits.expansions.saturating_sub(self.expanded);
                let expansion = self.tree.groups.expand(group, left);
                self.expanded = self.expanded.saturating_add(expansion.steps);
                if self.expanded > self.limits.expansions {
                    return Err(cx.limit("products of groups", self.limits.expansions));
                }
                if !expansion.is_known || expansion.is_cyclic {
                    let why = if expansion.is_known {
                        "is in itself"
                    } else {
                        "is not defined"
                    };
                    let detail = format!("group `{}` {why}", Escaped(group));
                    cx.finding_at(place.index(at), VEX_PRODUCT_UNKNOWN, &detail);
                    continue;
                }
                for id in expansion.products {
                    out.entry(id).or_insert(at);
                }
            }
        }
        Ok(out)
    }
}

fn note(cx: &mut Context<'_, '_>, statement: &VexStatement) {
    let word = statement.justification.as_ref();
    if word.is_some_and(|word| word.ground.is_none()) {
        cx.finding_at(
            statement.place.clone(),
            SBOM_ENUM,
            "a flag that is none of the format",
        );
    }
    if statement.status == VexStatus::NotAffected && !statement.is_justified() {
        let detail = "not affected, and neither a flag nor an impact that names the product";
        cx.finding_at(statement.place.clone(), VEX_NO_JUSTIFICATION, detail);
    }
}
