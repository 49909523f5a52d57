//! Groups of products.

use std::collections::{HashMap, HashSet};

use bonafide_report::Escaped;
use bonafide_report::registry::VEX_PRODUCT_UNKNOWN;

use crate::context::{Context, Halt};
use crate::vex::limits::VexLimits;
use crate::vex::members::{next_object, next_text, structural_text, unread};

/// Groups by their identifiers: what they list, which are products and, in some documents, groups.
#[derive(Default)]
pub(super) struct Groups {
    members: HashMap<String, Vec<String>>,
}

impl Groups {
    pub(super) fn read(
        &mut self,
        cx: &mut Context<'_, '_>,
        limits: &VexLimits,
    ) -> Result<(), Halt> {
        if !cx.structural_array()? {
            return Ok(());
        }
        while next_object(cx, limits.definitions, "groups of products")? {
            cx.spent = 0;
            let (mut id, mut products) = (None, Vec::new());
            while let Some(name) = cx.reader.next_name()? {
                match &*name {
                    "group_id" => id = structural_text(cx)?,
                    "product_ids" => {
                        if cx.structural_array()? {
                            let most = limits.products;
                            while let Some(one) = next_text(cx, most, "products in one group")? {
                                cx.spent = 0;
                                products.push(one);
                            }
                        }
                    }
                    other => unread(cx, other, &["group_id", "product_ids", "summary"])?,
                }
            }
            let Some(id) = id else {
                continue;
            };
            if self.members.contains_key(&id) {
                let detail = format!("group `{}` is defined twice", Escaped(&id));
                cx.finding(VEX_PRODUCT_UNKNOWN, detail);
                products.clear();
            }
            self.members.insert(id, products);
        }
        Ok(())
    }

    /// The products of a group and of the groups in it; ends soon after `most` steps.
    ///
    /// # Specification
    /// VXR-2; CSAF 6.1.4.
    pub(super) fn expand(&self, group: &str, most: usize) -> Expansion<'_> {
        let mut out = Expansion::default();
        let Some((start, _)) = self.members.get_key_value(group) else {
            return out;
        };
        out.is_known = true;
        // A group is open until all in it was seen: to meet it again by then is a cycle.
        let (mut open, mut seen) = (HashSet::new(), HashSet::new());
        let mut stack = vec![Step::Enter(start.as_str())];
        while let Some(step) = stack.pop() {
            let name = match step {
                Step::Enter(name) => name,
                Step::Leave(name) => {
                    open.remove(name);
                    continue;
                }
            };
            let Some(members) = self.members.get(name) else {
                out.products.push(name);
                continue;
            };
            out.steps = out.steps.saturating_add(members.len()).saturating_add(1);
            out.is_cyclic = open.contains(name);
            if out.is_cyclic || out.steps > most {
                return out;
            }
            if seen.insert(name) {
                open.insert(name);
                stack.push(Step::Leave(name));
                stack.extend(members.iter().map(|member| Step::Enter(member)));
            }
        }
        out
    }
}

enum Step<'g> {
    Enter(&'g str),
    Leave(&'g str),
}

/// What a group comes to.
#[derive(Default)]
pub(super) struct Expansion<'g> {
    pub(super) products: Vec<&'g str>,
    pub(super) is_known: bool,
    pub(super) is_cyclic: bool,
    pub(super) steps: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups(list: &[(&str, &[&str])]) -> Groups {
        let own = |texts: &&[&str]| texts.iter().map(ToString::to_string).collect();
        let members = list
            .iter()
            .map(|(id, members)| (id.to_string(), own(members)));
        Groups {
            members: members.collect(),
        }
    }

    #[test]
    fn groups_hold_products_and_groups() {
        let list: &[(&str, &[&str])] = &[
            ("a", &["p", "b", "c"]),
            ("b", &["q", "c"]),
            ("c", &["r"]),
            ("x", &["y"]),
            ("y", &["z", "p"]),
            ("z", &["x"]),
            ("self", &["self"]),
        ];
        let groups = groups(list);
        let mut all = groups.expand("a", 100);
        all.products.sort_unstable();
        assert!(all.is_known && !all.is_cyclic);
        assert_eq!(all.products, ["p", "q", "r"]);
        assert!(groups.expand("x", 100).is_cyclic && groups.expand("self", 100).is_cyclic);
        assert!(!groups.expand("none", 100).is_known);
    }

    #[test]
    fn a_long_chain_needs_no_stack() {
        let names: Vec<String> = (0..100_001).map(|at| at.to_string()).collect();
        let chain = names
            .windows(2)
            .map(|pair| (pair[0].clone(), vec![pair[1].clone()]));
        let groups = Groups {
            members: chain.collect(),
        };
        assert_eq!(groups.expand("0", usize::MAX).products, ["100000"]);
        assert!(groups.expand("0", 10).steps < 20);
    }
}
