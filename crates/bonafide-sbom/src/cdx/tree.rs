//! Components in components, without recursion: each open list and each open component is one entry
//! of a stack, and the input's depth is the only bound that it needs.

use bonafide_json::Kind;

use super::{Open, child_role, component};
use crate::context::{Context, Halt};
use crate::{Component, Fields, Role};

/// The stack.
#[derive(Default)]
pub(super) struct Tree<'a> {
    levels: Vec<Level>,
    pub(super) open: Open<'a>,
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
            self.levels.push(Level::List(role, parent));
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
        let ordinal = self.open.begin(cx, role, None)?;
        self.levels.push(Level::Component);
        self.run(cx)?;
        Ok(Some(ordinal))
    }

    fn run(&mut self, cx: &mut Context<'a, '_>) -> Result<(), Halt> {
        while let Some(level) = self.levels.last().copied() {
            let inner = match level {
                Level::List(role, parent) => {
                    if cx.next_object()? {
                        self.open.begin(cx, role, parent)?;
                        self.levels.push(Level::Component);
                        continue;
                    }
                    None
                }
                Level::Component => {
                    let inner = match self.open.innermost() {
                        Some(component) => members(cx, component)?,
                        None => None,
                    };
                    if inner.is_none() {
                        self.open.finish(cx)?;
                    }
                    inner
                }
                Level::Pedigree(parent) => pedigree(cx, parent)?,
            };
            match inner {
                Some(inner) => self.levels.push(inner),
                None => drop(self.levels.pop()),
            }
        }
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
