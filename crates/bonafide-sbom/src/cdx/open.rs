//! The components that are open, whatever they are read from.

use std::borrow::Cow;

use super::is_external;
use crate::context::{Context, Halt, Source};
use crate::{Component, Dataset, Edge, Fields, Relation, Role};

/// Open components. Those that are done lend their lists to those that come.
#[derive(Default)]
pub(crate) struct Open<'a> {
    /// The first `begun` are open, outermost first, each with what the one around it has spent.
    components: Vec<(Component<'a>, usize)>,
    begun: usize,
    /// The name of the root, which is that of the document.
    pub(crate) root_name: Option<Cow<'a, str>>,
}

impl<'a> Open<'a> {
    /// The one that began last.
    pub(crate) fn innermost(&mut self) -> Option<&mut Component<'a>> {
        self.last().map(|(component, _)| component)
    }

    fn last(&mut self) -> Option<&mut (Component<'a>, usize)> {
        let index = self.begun.checked_sub(1)?;
        self.components.get_mut(index)
    }

    /// Begins a component, and returns its ordinal.
    pub(crate) fn begin<R: Source>(
        &mut self,
        cx: &mut Context<'a, '_, R>,
        role: Role,
        parent: Option<u32>,
    ) -> Result<u32, Halt> {
        cx.count(role)?;
        let ordinal = cx.next_ordinal();
        if self.components.len() == self.begun {
            self.components.push((Component::default(), 0));
        }
        self.begun = self.begun.saturating_add(1);
        if let Some((component, spent)) = self.last() {
            component.ordinal = ordinal;
            component.parent = parent;
            component.role = role;
            *spent = core::mem::take(&mut cx.spent);
        }
        Ok(ordinal)
    }

    /// Gives out the one that began last.
    pub(crate) fn finish<R: Source>(&mut self, cx: &mut Context<'a, '_, R>) -> Result<(), Halt> {
        let Some((component, spent)) = self.last() else {
            return Ok(());
        };
        cx.spent = *spent;
        component.role = refined(component.role, component.kind.as_deref());
        cx.deliver(component)?;
        datasets(cx, component)?;
        let root_name = (component.role == Role::Root).then(|| component.name.take());
        component.reset();
        self.root_name = root_name.unwrap_or(self.root_name.take());
        self.begun = self.begun.saturating_sub(1);
        Ok(())
    }
}

/// What is nested in the root is part of the inventory; what is nested elsewhere is like its parent.
pub(crate) const fn child_role(role: Role) -> Role {
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
fn datasets<'a, R: Source>(
    cx: &mut Context<'a, '_, R>,
    component: &Component<'a>,
) -> Result<(), Halt> {
    let (Some(card), Some(from)) = (&component.model_card, &component.reference) else {
        return Ok(());
    };
    if !cx.wants(Fields::EDGES) {
        return Ok(());
    }
    for dataset in &card.datasets {
        if let Dataset::Reference(to) = dataset {
            cx.edge(&Edge {
                from,
                relation: Relation::TrainedOn,
                to,
                inverted: false,
                is_external: is_external(to),
            })?;
        }
    }
    Ok(())
}
