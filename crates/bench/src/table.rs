//! The table as Markdown, with the aims beside the figures.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use anyhow::Result;

use crate::desk::Kind;
use crate::load::Cell;
use crate::process::{commit, machine};

/// A page's cells, each with the constant beside it.
pub struct Row {
    kind: Kind,
    title: &'static str,
    /// Page and constant, by number of connections.
    pub cells: Vec<(Cell, Cell)>,
}

impl Row {
    /// Without cells yet.
    pub const fn new(kind: Kind, title: &'static str) -> Self {
        Self {
            kind,
            title,
            cells: Vec::new(),
        }
    }

    fn aim(&self) -> &'static str {
        match self.title {
            "queue, 50 rows" | "ticket" => "CPU ≤ 0.7 ms, p99 < 15 ms",
            "search for a rare word" => "p99 < 25 ms",
            "filing a ticket" => "≥ 1,000/s",
            _ => "",
        }
    }

    fn reached(&self) -> &'static str {
        let Some((cell, _)) = self.cells.last() else {
            return "";
        };
        let yes = match self.title {
            // Ours and the database's: both run on the same two cores.
            "queue, 50 rows" | "ticket" => {
                cell.cpu_server + cell.cpu_database <= 0.7 && cell.p99 < 15.0
            }
            "search for a rare word" => cell.p99 < 25.0,
            "filing a ticket" => cell.per_second >= 1_000.0,
            _ => return "",
        };
        if yes { "yes" } else { "**no**" }
    }
}

/// A single figure with its aim.
struct Size {
    what: String,
    value: String,
    aim: String,
    reached: bool,
}

/// Everything of one run.
pub struct Report {
    tickets: usize,
    note: String,
    /// Versions.
    pub databases: Vec<String>,
    /// Pages.
    pub rows: Vec<Row>,
    sizes: Vec<Size>,
}

impl Report {
    /// An empty one.
    pub fn new(tickets: usize, note: &str) -> Self {
        Self {
            tickets,
            note: note.to_owned(),
            databases: Vec::new(),
            rows: Vec::new(),
            sizes: Vec::new(),
        }
    }

    /// Memory, start-up and sizes.
    pub fn sizes(
        &mut self,
        kind: Kind,
        ready: Duration,
        idle: f64,
        busy: f64,
        site: &Path,
    ) -> Result<()> {
        let name = kind.name();
        let mut add = |what: String, value: f64, unit: &str, aim: f64| {
            let digits = usize::from(unit == "s") * 3;
            self.sizes.push(Size {
                what,
                value: format!("{value:.digits$} {unit}"),
                aim: format!("< {aim} {unit}"),
                reached: value < aim,
            });
        };
        add(
            format!("start-up to `/readyz`, {name}"),
            ready.as_secs_f64(),
            "s",
            0.5,
        );
        add(format!("resident memory idle, {name}"), idle, "MiB", 60.0);
        add(
            format!("resident memory under load, {name}"),
            busy,
            "MiB",
            120.0,
        );
        let queue = self
            .rows
            .iter()
            .find(|row| row.kind == kind && row.title.starts_with("queue"))
            .and_then(|row| row.cells.first());
        if let Some((cell, _)) = queue {
            add(
                format!("HTML of the queue, {name}"),
                cell.bytes as f64 / 1_000.0,
                "KB",
                60.0,
            );
        }
        if kind == Kind::Sqlite {
            for entry in std::fs::read_dir(site.join("pkg"))?.flatten() {
                if entry.file_name().to_string_lossy().ends_with(".wasm.br") {
                    add(
                        "wasm, brotli".to_owned(),
                        entry.metadata()?.len() as f64 / 1_000.0,
                        "KB",
                        100.0,
                    );
                }
            }
        }
        Ok(())
    }

    /// The text between the markers of docs/BENCHMARKS.md.
    pub fn markdown(&self) -> String {
        let mut text = String::new();
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let _ = writeln!(
            text,
            "Commit `{}`; {}; {}; demo with {} tickets of five messages each.{}{}\n",
            commit(&root),
            machine(),
            self.databases.join("; "),
            self.tickets,
            if self.note.is_empty() { "" } else { " " },
            self.note
        );
        text.push_str("| page | database | connections | requests/s | p50 ms | p99 ms | CPU ms server | CPU ms database | bytes | constant: requests/s | constant: CPU ms | CPU ratio | aim | reached |\n");
        text.push_str("|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|---|\n");
        for row in &self.rows {
            for (n, (cell, beside)) in row.cells.iter().enumerate() {
                let last = n + 1 == row.cells.len();
                let _ = writeln!(
                    text,
                    "| {} | {} | {} | {:.0} | {:.2} | {:.2} | {:.3} | {} | {} | {:.0} | {:.3} | {:.1} | {} | {} |",
                    row.title,
                    row.kind.name(),
                    cell.connections,
                    cell.per_second,
                    cell.p50,
                    cell.p99,
                    cell.cpu_server,
                    if row.kind == Kind::Postgres {
                        format!("{:.3}", cell.cpu_database)
                    } else {
                        "–".to_owned()
                    },
                    cell.bytes,
                    beside.per_second,
                    beside.cpu_server,
                    cell.cpu_server / beside.cpu_server.max(0.001),
                    if last { row.aim() } else { "" },
                    if last { row.reached() } else { "" }
                );
            }
        }
        text.push_str("\n| figure | value | aim | reached |\n|---|--:|--:|---|\n");
        for size in &self.sizes {
            let reached = if size.reached { "yes" } else { "**no**" };
            let _ = writeln!(
                text,
                "| {} | {} | {} | {reached} |",
                size.what, size.value, size.aim
            );
        }
        text
    }
}
