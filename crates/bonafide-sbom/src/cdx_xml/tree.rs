//! Components in components, without recursion: each open list and each open component is one entry
//! of a stack, and the input's depth is the only bound that it needs.

use super::dependency::Owner;
use super::{component, dependency, vulnerability};
use crate::cdx::{Open, child_role};
use crate::context::{Halt, Seen, Single, XmlContext};
use crate::xml::Namespace;
use crate::{Component, Fields, Role};

/// The stack.
#[derive(Default)]
pub(super) struct Tree<'a> {
    levels: Vec<Level>,
    open: Open<'a>,
}

#[derive(Clone, Copy)]
enum Level {
    /// A list of components of one role in a component.
    List(Role, Option<u32>, &'static str),
    /// The innermost open component, and what it has had.
    Component(Seen),
    /// The lists of a pedigree, and which of them there were.
    Pedigree(Option<u32>, Seen),
}

impl<'a> Tree<'a> {
    /// Reads the list at hand.
    pub(super) fn list(
        &mut self,
        cx: &mut XmlContext<'a, '_>,
        role: Role,
        parent: Option<u32>,
    ) -> Result<(), Halt> {
        let item = if role == Role::Service {
            "service"
        } else {
            "component"
        };
        self.items(cx, role, parent, item)
    }

    /// Reads the list at hand, whose elements are called `item`.
    pub(super) fn items(
        &mut self,
        cx: &mut XmlContext<'a, '_>,
        role: Role,
        parent: Option<u32>,
        item: &'static str,
    ) -> Result<(), Halt> {
        self.levels.push(Level::List(role, parent, item));
        self.run(cx)
    }

    /// Reads the component at hand, and returns its ordinal.
    pub(super) fn single(&mut self, cx: &mut XmlContext<'a, '_>, role: Role) -> Result<u32, Halt> {
        let ordinal = self.begin(cx, role, None)?;
        self.run(cx)?;
        Ok(ordinal)
    }

    fn run(&mut self, cx: &mut XmlContext<'a, '_>) -> Result<(), Halt> {
        while let Some(level) = self.levels.last_mut() {
            let inner = match level {
                Level::List(role, parent, item) => {
                    let (role, parent) = (*role, *parent);
                    if cx.item(item)? {
                        self.begin(cx, role, parent)?;
                        continue;
                    }
                    None
                }
                Level::Component(seen) => {
                    let inner = match self.open.innermost() {
                        Some(component) => children(cx, component, seen)?,
                        None => None,
                    };
                    if inner.is_none() {
                        self.open.finish(cx)?;
                    }
                    inner
                }
                Level::Pedigree(parent, seen) => pedigree(cx, *parent, seen)?,
            };
            match inner {
                Some(inner) => self.levels.push(inner),
                None => drop(self.levels.pop()),
            }
        }
        Ok(())
    }

    fn begin(
        &mut self,
        cx: &mut XmlContext<'a, '_>,
        role: Role,
        parent: Option<u32>,
    ) -> Result<u32, Halt> {
        let ordinal = self.open.begin(cx, role, parent)?;
        self.levels.push(Level::Component(Seen::default()));
        if let Some(component) = self.open.innermost() {
            component::attributes(cx, component)?;
        }
        Ok(ordinal)
    }
}

/// Reads elements until one that components are in, or to the end of the component.
fn children<'a>(
    cx: &mut XmlContext<'a, '_>,
    component: &mut Component<'a>,
    seen: &mut Seen,
) -> Result<Option<Level>, Halt> {
    let is_service = component.role == Role::Service;
    while let Some(element) = cx.any_child()? {
        if !element.namespace.is_bom() {
            extension(cx, component, element.namespace, element.name)?;
            continue;
        }
        cx.once(seen, component::single(element.name))?;
        let (role, item) = match element.name {
            "components" if !is_service => (child_role(component.role), "component"),
            "services" if is_service => (Role::Service, "service"),
            "pedigree" if !is_service && cx.wants(Fields::PEDIGREE) => {
                let parent = Some(component.ordinal);
                return Ok(Some(Level::Pedigree(parent, Seen::default())));
            }
            name => {
                component::child(cx, component, name)?;
                continue;
            }
        };
        return Ok(Some(Level::List(role, Some(component.ordinal), item)));
    }
    Ok(None)
}

/// Elements of other namespaces: the extensions that 1.0 and 1.1 had for what came later.
fn extension<'a>(
    cx: &mut XmlContext<'a, '_>,
    component: &Component<'a>,
    namespace: Namespace,
    name: &str,
) -> Result<(), Halt> {
    match (namespace, name) {
        (Namespace::DependencyGraph, "dependencies") => {
            dependency::list(cx, Owner::Component(component.reference.as_deref()))
        }
        (Namespace::Vulnerability, "vulnerabilities") => {
            vulnerability::extension(cx, component.reference.as_deref())
        }
        _ => cx.skip(),
    }
}

fn pedigree(
    cx: &mut XmlContext<'_, '_>,
    parent: Option<u32>,
    seen: &mut Seen,
) -> Result<Option<Level>, Halt> {
    while let Some(name) = cx.child()? {
        let index = match name {
            "ancestors" => 0,
            "descendants" => 1,
            "variants" => 2,
            _ => {
                cx.skip()?;
                continue;
            }
        };
        cx.once(seen, Some(Single::Strictly(index)))?;
        return Ok(Some(Level::List(Role::Pedigree, parent, "component")));
    }
    Ok(None)
}
