//! Components in components, without recursion: each open list and each open component is one entry
//! of a stack, and the input's depth is the only bound that it needs.

use bonafide_json::Kind;

use super::component;
use crate::context::{Context, Halt};
use crate::{Component, Edge, Fields, Relation, Role};

/// The stack. Components that are done lend their lists to those that come.
#[derive(Default)]
pub(super) struct Tree<'a> {
    open: Vec<Level>,
    /// The first `begun` are open, outermost first, each with what the one around it has spent.
    components: Vec<(Component<'a>, usize)>,
    begun: usize,
}

#[derive(Clone, Copy)]
enum Level {
    /// A list of components of one role in a component.
    List(Role, Option<u32>),
    /// The innermost open component.
    Component,
    /// The lists of a pedigree.
    Pedigree(Option<u32>),
}

impl<'a> Tree<'a> {
    /// Reads the structural list at the cursor.
    pub(super) fn array(
        &mut self,
        cx: &mut Context<'a, '_>,
        role: Role,
        parent: Option<u32>,
    ) -> Result<(), Halt> {
        if cx.structural_array()? {
            self.open.push(Level::List(role, parent));
            self.run(cx)?;
        }
        Ok(())
    }

    /// Reads the component at the cursor, which must be an object, and returns its ordinal.
    pub(super) fn single(
        &mut self,
        cx: &mut Context<'a, '_>,
        role: Role,
    ) -> Result<Option<u32>, Halt> {
        if !cx.structural_object()? {
            return Ok(None);
        }
        let ordinal = self.begin(cx, role, None)?;
        self.run(cx)?;
        Ok(Some(ordinal))
    }

    fn run(&mut self, cx: &mut Context<'a, '_>) -> Result<(), Halt> {
        while let Some(level) = self.open.last().copied() {
            let inner = match level {
                Level::List(role, parent) => {
                    if cx.next_object()? {
                        self.begin(cx, role, parent)?;
                        continue;
                    }
                    None
                }
                Level::Component => {
                    let inner = match self.innermost() {
                        Some((component, _)) => members(cx, component)?,
                        None => None,
                    };
                    if inner.is_none() {
                        self.finish(cx)?;
                    }
                    inner
                }
                Level::Pedigree(parent) => pedigree(cx, parent)?,
            };
            match inner {
                Some(inner) => self.open.push(inner),
                None => drop(self.open.pop()),
            }
        }
        Ok(())
    }

    fn innermost(&mut self) -> Option<&mut (Component<'a>, usize)> {
        let index = self.begun.checked_sub(1)?;
        self.components.get_mut(index)
    }

    fn begin(
        &mut self,
        cx: &mut Context<'a, '_>,
        role: Role,
        parent: Option<u32>,
    ) -> Result<u32, Halt> {
        cx.count(role)?;
        let ordinal = cx.next_ordinal();
        if self.components.len() == self.begun {
            self.components.push((Component::default(), 0));
        }
        self.begun = self.begun.saturating_add(1);
        if let Some((component, spent)) = self.innermost() {
            component.ordinal = ordinal;
            component.parent = parent;
            component.role = role;
            *spent = core::mem::take(&mut cx.spent);
        }
        self.open.push(Level::Component);
        Ok(ordinal)
    }

    fn finish(&mut self, cx: &mut Context<'a, '_>) -> Result<(), Halt> {
        let Some((component, spent)) = self.innermost() else {
            return Ok(());
        };
        cx.spent = *spent;
        component.role = refined(component.role, component.kind.as_deref());
        cx.deliver(component)?;
        datasets(cx, component)?;
        component.reset();
        self.begun = self.begun.saturating_sub(1);
        Ok(())
    }
}

/// Reads members until one that components are in, or to the end of the component.
fn members<'a>(
    cx: &mut Context<'a, '_>,
    component: &mut Component<'a>,
) -> Result<Option<Level>, Halt> {
    let is_service = component.role == Role::Service;
    while let Some(name) = cx.reader.next_name()? {
        let inner = match &*name {
            "components" if !is_service => child_role(component.role),
            "services" if is_service => Role::Service,
            "pedigree" if !is_service && cx.wants(Fields::PEDIGREE) => {
                if cx.object()? {
                    return Ok(Some(Level::Pedigree(Some(component.ordinal))));
                }
                continue;
            }
            name => {
                component::member(cx, component, name)?;
                continue;
            }
        };
        if cx.structural_array()? {
            return Ok(Some(Level::List(inner, Some(component.ordinal))));
        }
    }
    Ok(None)
}

fn pedigree(cx: &mut Context<'_, '_>, parent: Option<u32>) -> Result<Option<Level>, Halt> {
    while let Some(name) = cx.reader.next_name()? {
        let is_list = matches!(&*name, "ancestors" | "descendants" | "variants");
        if !is_list || cx.reader.kind()? != Kind::Array {
            if is_list {
                cx.mistyped("an array")?;
            } else {
                cx.reader.skip()?;
            }
            continue;
        }
        cx.reader.open_array()?;
        return Ok(Some(Level::List(Role::Pedigree, parent)));
    }
    Ok(None)
}

/// What is nested in the root is part of the inventory; what is nested elsewhere is like its parent.
const fn child_role(role: Role) -> Role {
    match role {
        Role::Root => Role::Inventory,
        role => role,
    }
}

fn refined(role: Role, kind: Option<&str>) -> Role {
    match (role, kind) {
        (Role::Inventory, Some("file")) => Role::File,
        (Role::Inventory, Some("data")) => Role::Data,
        (Role::Inventory, Some("machine-learning-model")) => Role::Model,
        (role, _) => role,
    }
}

/// The edges to the data sets that a model names by reference.
fn datasets<'a>(cx: &mut Context<'a, '_>, component: &Component<'a>) -> Result<(), Halt> {
    let (Some(card), Some(from)) = (&component.model_card, &component.reference) else {
        return Ok(());
    };
    if !cx.wants(Fields::EDGES) {
        return Ok(());
    }
    for dataset in &card.datasets {
        if let crate::Dataset::Reference(to) = dataset {
            cx.edge(&Edge {
                from,
                relation: Relation::TrainedOn,
                to,
                inverted: false,
                is_external: super::dependency::is_external(to),
            })?;
        }
    }
    Ok(())
}
