//! Calls of four vendors as rows of one table. Knows the clients' types, and sends nothing.

mod rows;

use revox::runtime::jiff::{SignedDuration, Timestamp};
use std::fmt;

/// Who called whom, seen from the vendor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Somebody called the agent.
    Inbound,
    /// The agent called somebody.
    Outbound,
}

/// A call, whoever's.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The vendor.
    pub vendor: &'static str,
    /// When it began.
    pub time: Option<Timestamp>,
    /// Who called whom; unknown where the vendor says something new.
    pub direction: Option<Direction>,
    /// The number that called.
    pub from: Option<String>,
    /// The number that was called.
    pub to: Option<String>,
    /// In the vendor's words.
    pub status: Option<String>,
    /// From picking up to hanging up.
    pub duration: Option<SignedDuration>,
    /// What came of it.
    pub summary: Option<String>,
}

/// Rows under one head, the earliest call first.
#[derive(Clone, Debug, Default)]
pub struct Table {
    rows: Vec<Row>,
}

impl FromIterator<Row> for Table {
    fn from_iter<T: IntoIterator<Item = Row>>(rows: T) -> Self {
        let mut rows: Vec<Row> = rows.into_iter().collect();
        rows.sort_by_key(|row| row.time);
        Self { rows }
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head = ["time", "vendor", "dir", "from", "to", "status", "length", "summary"].map(str::to_owned);
        let cells: Vec<_> = std::iter::once(head).chain(self.rows.iter().map(cells)).collect();
        let width = |column: usize| cells.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
        let widths: [usize; 8] = std::array::from_fn(width);
        for row in &cells {
            let padded: Vec<_> = row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}")).collect();
            writeln!(f, "{}", padded.join("  ").trim_end())?;
        }
        Ok(())
    }
}

fn cells(row: &Row) -> [String; 8] {
    let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
    let direction = match row.direction {
        Some(Direction::Inbound) => "in",
        Some(Direction::Outbound) => "out",
        None => "-",
    };
    let seconds = |duration: SignedDuration| format!("{}:{:02}", duration.as_secs() / 60, duration.as_secs() % 60);
    [
        row.time.map_or_else(|| "-".to_owned(), |time| time.strftime("%Y-%m-%d %H:%M").to_string()),
        row.vendor.to_owned(),
        direction.to_owned(),
        text(&row.from),
        text(&row.to),
        text(&row.status),
        row.duration.map_or_else(|| "-".to_owned(), seconds),
        text(&row.summary),
    ]
}
