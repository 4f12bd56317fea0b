//! What the person at the terminal sees: one line when a step begins, one when it ends.
//!
//! On a terminal the line is redrawn while the step works; elsewhere (CI, a file) a sign of life is
//! printed every half minute, so that a long compilation is never mistaken for a hang.

use std::cell::{Cell, RefCell};
use std::fmt::Display;
use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

use anyhow::Result;

const SIGN_OF_LIFE: Duration = Duration::from_secs(30);

/// Runs the steps of one command and remembers how they ended.
pub struct Steps {
    live: bool,
    passed: u32,
    failed: Vec<String>,
    skipped: u32,
}

/// Handed to a step while it works.
pub struct Progress {
    name: String,
    live: bool,
    started: Instant,
    last: Cell<Instant>,
    note: RefCell<Option<String>>,
}

impl Steps {
    /// Steps on standard output.
    pub fn new() -> Self {
        Self {
            live: std::io::stdout().is_terminal(),
            passed: 0,
            failed: Vec::new(),
            skipped: 0,
        }
    }

    /// Runs a step that the following ones need; its error ends the command.
    pub fn run<T>(&mut self, name: &str, work: impl FnOnce(&Progress) -> Result<T>) -> Result<T> {
        let progress = Progress::start(name, self.live);
        let result = work(&progress);
        progress.end(result.is_ok());
        match &result {
            Ok(_) => self.passed += 1,
            Err(_) => self.failed.push(name.to_owned()),
        }
        result
    }

    /// Runs a step whose failure is counted and shown, while the others still run.
    pub fn attempt<T>(
        &mut self,
        name: &str,
        work: impl FnOnce(&Progress) -> Result<T>,
    ) -> Option<T> {
        match self.run(name, work) {
            Ok(value) => Some(value),
            Err(error) => {
                println!("{error:#}\n");
                None
            }
        }
    }

    /// Says that a step is left out and why.
    pub fn skip(&mut self, name: &str, reason: impl Display) {
        self.skipped += 1;
        println!("– {name}: left out, {reason}");
    }

    /// The closing line, in the form that test reports are read for; true when nothing failed.
    pub fn close(&self) -> bool {
        if !self.failed.is_empty() {
            println!("\nFailed: {}", self.failed.join(", "));
        }
        let skipped = match self.skipped {
            0 => String::new(),
            n => format!(", {n} skipped"),
        };
        println!(
            "steps: {} passed, {} failed{skipped}",
            self.passed,
            self.failed.len()
        );
        self.failed.is_empty()
    }
}

impl Progress {
    fn start(name: &str, live: bool) -> Self {
        let now = Instant::now();
        if live {
            print!("▸ {name} …");
            flush();
        } else {
            println!("▸ {name} …");
        }
        Self {
            name: name.to_owned(),
            live,
            started: now,
            last: Cell::new(now),
            note: RefCell::new(None),
        }
    }

    /// Shows what the step is doing at the moment.
    pub fn tick(&self, doing: &str) {
        let seconds = self.started.elapsed().as_secs();
        if self.live {
            let doing: String = doing.chars().take(60).collect();
            print!("\r\x1b[2K▸ {} … {seconds} s  {doing}", self.name);
            flush();
        } else if self.last.get().elapsed() >= SIGN_OF_LIFE {
            self.last.set(Instant::now());
            println!("  … {}: {seconds} s  {doing}", self.name);
        }
    }

    /// A remark for the closing line of the step.
    pub fn note(&self, note: impl Display) {
        *self.note.borrow_mut() = Some(note.to_string());
    }

    /// Leaves the line, because somebody else is about to print.
    pub fn give_way(&self) {
        if self.live {
            println!();
        }
    }

    fn end(&self, well: bool) {
        let seconds = self.started.elapsed().as_secs_f64();
        let mark = if well { "✓" } else { "✗" };
        let note = self
            .note
            .borrow()
            .as_ref()
            .map_or_else(String::new, |note| format!("  ({note})"));
        let clear = if self.live { "\r\x1b[2K" } else { "" };
        println!("{clear}{mark} {} {seconds:.1} s{note}", self.name);
    }
}

fn flush() {
    // A closed terminal is no reason to stop the work.
    let _ = std::io::stdout().flush();
}
