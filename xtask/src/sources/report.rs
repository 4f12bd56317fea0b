//! The report as Markdown. No line numbers: they would make it stale with every edit.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use anyhow::{Result, ensure};

use super::places::{IDS_PER_TEST, Places};
use super::requirements::Requirement;

/// The parts of the product that this version is about; rows of other parts only are listed as later.
const PARTS: [&str; 2] = ["intervention", "clocks"];

const DOCUMENTS: [(&str, &str); 6] = [
    ("I", "OS-Intervention (004)"),
    ("V", "Umsatzsteuer (004)"),
    ("S", "Service Card (003)"),
    ("D", "Datenblatt Monitoring (003)"),
    ("P", "Datenblatt Patchmanagement (003)"),
    ("M", "Managed Server (000)"),
];

const INTRODUCTION: &str = "\
# Requirements and where they are fulfilled

Written by `cargo xtask sources` out of comments in the code; `cargo xtask test` fails when it is stale.
The rows are the sentences of the source documents (`requirements.tsv`).

- **done**: code and a test name the id.
- **partial**: the same, for a row that a later part of the product completes: its data, form and page are here, its engine, probes or prices come with that part.
- **untested**, **open**: only code, or nothing names it.
- **later**: belongs to a later part; what already names it is shown.
";

/// How far a requirement is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum State {
    Done,
    Partial,
    Untested,
    Open,
    Later,
}

impl State {
    fn word(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Partial => "partial",
            Self::Untested => "untested",
            Self::Open => "open",
            Self::Later => "later",
        }
    }
}

/// The whole report, and its counts in words.
pub fn render(requirements: &[Requirement], places: &Places) -> Result<(String, String)> {
    let known: BTreeSet<&String> = requirements.iter().flat_map(|row| &row.ids).collect();
    let unknown: Vec<&String> = places
        .code
        .keys()
        .chain(places.tests.keys())
        .filter(|id| !known.contains(id))
        .collect();
    ensure!(
        unknown.is_empty(),
        "the code names ids that docs/requirements.tsv does not have: {unknown:?}"
    );
    let mut tally: BTreeMap<State, u32> = BTreeMap::new();
    for row in requirements {
        *tally.entry(state(row, places)).or_default() += 1;
    }
    let counts: Vec<String> = tally
        .iter()
        .map(|(state, count)| format!("{count} {}", state.word()))
        .collect();
    let counts = counts.join(", ");

    let mut text = String::from(INTRODUCTION);
    writeln!(text, "\n{} rows: {counts}.", requirements.len())?;
    open_list(&mut text, requirements, places)?;
    greedy_list(&mut text, places)?;
    for (letter, title) in DOCUMENTS {
        writeln!(text, "\n## {title}\n")?;
        writeln!(text, "| id | source | requirement | state | code | tests |")?;
        writeln!(text, "|---|---|---|---|---|---|")?;
        for row in requirements
            .iter()
            .filter(|row| row.label.starts_with(letter))
        {
            let named = |map: &BTreeMap<String, BTreeSet<String>>| {
                let all: BTreeSet<String> = row
                    .ids
                    .iter()
                    .filter_map(|id| map.get(id))
                    .flatten()
                    .map(|place| format!("`{place}`"))
                    .collect();
                all.into_iter().collect::<Vec<_>>().join("<br>")
            };
            let word = state(row, places).word();
            let Requirement {
                label,
                source,
                text: wanted,
                ..
            } = row;
            writeln!(
                text,
                "| {label} | {source} | {wanted} | {word} | {} | {} |",
                named(&places.code),
                named(&places.tests)
            )?;
        }
    }
    Ok((text, counts))
}

fn open_list(text: &mut String, requirements: &[Requirement], places: &Places) -> Result<()> {
    writeln!(text, "\n## Still open\n")?;
    let mut nothing = true;
    for row in requirements {
        let state = state(row, places);
        if matches!(state, State::Untested | State::Open) {
            nothing = false;
            writeln!(text, "- {} ({}): {}", row.label, state.word(), row.text)?;
        }
    }
    if nothing {
        writeln!(text, "Nothing of these parts.")?;
    }
    Ok(())
}

fn greedy_list(text: &mut String, places: &Places) -> Result<()> {
    if !places.greedy.is_empty() {
        writeln!(
            text,
            "\n## Tests that name more than {IDS_PER_TEST} ids\n\nOnly the first ones count.\n"
        )?;
    }
    for test in &places.greedy {
        writeln!(text, "- `{test}`")?;
    }
    Ok(())
}

fn state(row: &Requirement, places: &Places) -> State {
    let due = row
        .parts
        .iter()
        .filter(|part| PARTS.contains(&part.as_str()))
        .count();
    if due == 0 {
        return State::Later;
    }
    let named =
        |map: &BTreeMap<String, BTreeSet<String>>| row.ids.iter().any(|id| map.contains_key(id));
    match (named(&places.code), named(&places.tests)) {
        (true, true) if row.parts.len() > due => State::Partial,
        (true, true) => State::Done,
        (true, false) => State::Untested,
        (false, _) => State::Open,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::requirements::parse;

    fn rows() -> Vec<Requirement> {
        parse(
            "id\tsource\trequirement\tparts\nI-01\t„a“\tOne\tintervention, clocks\nI-02/03\t„b“\tTwo\tintervention, monitoring\n\
             I-04\t„c“\tThree\tintervention\nS-01\t„d“\tFour\tcard\n",
        )
        .expect("four good rows")
    }

    fn places(code: &[&str], tests: &[&str]) -> Places {
        let map = |ids: &[&str]| {
            ids.iter()
                .map(|id| ((*id).to_owned(), BTreeSet::from(["x.rs".to_owned()])))
                .collect()
        };
        Places {
            code: map(code),
            tests: map(tests),
            greedy: BTreeSet::new(),
        }
    }

    #[test]
    fn a_row_is_done_only_with_code_and_test() -> Result<()> {
        let (report, counts) = render(
            &rows(),
            &places(&["I-01", "I-03", "I-04"], &["I-01", "I-02"]),
        )?;
        assert_eq!(counts, "1 done, 1 partial, 1 untested, 1 later");
        assert!(report.contains("- I-04 (untested): Three"), "{report}");
        assert!(
            report.contains("| I-02/03 | „b“ | Two | partial | `x.rs` | `x.rs` |"),
            "{report}"
        );
        let (_, counts) = render(&rows(), &places(&[], &["I-01"]))?;
        assert_eq!(counts, "3 open, 1 later");
        Ok(())
    }

    #[test]
    fn an_id_that_nobody_asked_for_is_an_error() {
        let error = render(&rows(), &places(&["I-99"], &[])).expect_err("I-99 does not exist");
        assert!(error.to_string().contains("I-99"), "{error}");
    }
}
