//! The table at the end, and which of its rows are measured.

/// Rows that are measured together, and the word that chooses them.
#[allow(dead_code, reason = "each bench has its own rows")]
pub(crate) type Group = (&'static str, fn(&mut Table));

/// Measures the groups that the command line names, all without names, and prints the table.
#[allow(dead_code, reason = "each bench has its own rows")]
pub(crate) fn run(groups: &[Group]) {
    let wanted = words();
    let mut table = Table::default();
    for (name, rows) in groups {
        if wanted.is_empty() || wanted.iter().any(|word| word == name) {
            rows(&mut table);
        }
    }
    table.print();
}

/// The words of the command line; cargo adds options of its own.
#[allow(dead_code, reason = "each bench has its own rows")]
pub(crate) fn words() -> Vec<String> {
    std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with('-'))
        .collect()
}

/// What is wanted of a row.
#[derive(Clone, Copy)]
pub(crate) enum Goal {
    #[allow(dead_code, reason = "each bench has its own rows")]
    AtLeast(f64),
    AtMost(f64),
    /// Nothing: the row explains another.
    None,
}

struct Row {
    name: String,
    goal: Goal,
    reached: f64,
    note: String,
}

/// Rows, printed as they come and once more at the end.
#[derive(Default)]
pub(crate) struct Table {
    rows: Vec<Row>,
}

impl Table {
    pub(crate) fn add(&mut self, name: &str, goal: Goal, reached: f64, note: String) {
        let row = Row {
            name: name.to_owned(),
            goal,
            reached,
            note,
        };
        eprintln!("{}", row.line());
        self.rows.push(row);
    }

    pub(crate) fn print(&self) {
        println!("\n| row | goal | reached | | by itself |\n|---|---|---|---|---|");
        for row in &self.rows {
            println!("{}", row.line());
        }
    }
}

impl Row {
    fn line(&self) -> String {
        let (goal, verdict) = match self.goal {
            Goal::AtLeast(goal) => (format!("≥ {}", number(goal)), self.reached >= goal),
            Goal::AtMost(goal) => (format!("≤ {}", number(goal)), self.reached <= goal),
            Goal::None => ("–".to_owned(), true),
        };
        let verdict = match (self.goal, verdict) {
            (Goal::None, _) => "",
            (_, true) => "yes",
            (_, false) => "NO",
        };
        let reached = number(self.reached);
        format!(
            "| {} | {goal} | {reached} | {verdict} | {} |",
            self.name, self.note
        )
    }
}

fn number(value: f64) -> String {
    match value {
        value if value == value.trunc() => format!("{value}"),
        value if value >= 100.0 => format!("{value:.0}"),
        value if value >= 10.0 => format!("{value:.1}"),
        value if value >= 0.1 => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    }
}
