//! What a rule is called.

use super::task::Task;

/// The rule for the value of the task `at`: the object that the schema names around it, and the
/// member `name` when the value is not that object itself.
pub(super) fn of(tasks: &[Task], at: usize, name: &str) -> String {
    let mut is_inside = false;
    let mut task = tasks.get(at);
    while let Some(here) = task {
        if !here.node.rule.is_empty() {
            return match is_inside {
                true => format!("{}/{name}", here.node.rule),
                false => here.node.rule.to_owned(),
            };
        }
        is_inside |= !here.role.is_same_value();
        task = here.parent.and_then(|parent| tasks.get(parent));
    }
    name.to_owned()
}
