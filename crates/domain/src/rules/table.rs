//! `docs/DEFAULTS.md`, rendered from the table the program reads its numbers from.

use std::fmt::Write as _;

use super::{FIXED, Kept, Rule, Stage, Unit};

const HEAD: &str = "\
# Shipped defaults

Generated from `domain::rules` (`UPDATE_DOCS=1 cargo test -p domain --test defaults`); a test compares this file with the
code. An admin changes the numbers on the page *Vorgaben* (`/admin/defaults`); every change is an event `defaults.changed` of
the provider's chain with before and after, and a version of the setting `house_rules` that stays. Each use case reads the
numbers in its own unit of work, never from memory.

What keeps the old number when it changes:
";

const LATER: &str = "
## Named in the design, not in this version

These come with the parts that use them; no page offers a number nothing reads.

| Number | Shipped | Comes with |
|---|---|---|
| First answer to a question (RULINGS 8) | 4 business hours | business calendars of clocks; until then \"noch ohne Uhr\" |
| Escalation repeats, acknowledgement times out (RULINGS 8) | 30 min; 30 min, 5 min for targets up to 15 min | steps that a policy may change |
| Retention of tickets, audit, attachments (RULINGS 35) | 10, 10, 3 years | retention pages |
| Checks and patching (RULINGS 26, 29, 30) | see there | monitoring and patching |
";

/// The whole document in Markdown.
pub fn defaults_table() -> String {
    let mut text = String::from(HEAD);
    for kept in Kept::ALL {
        // Writing into a String cannot fail.
        let _ = write!(text, "\n- *{}*: {}", name(*kept), meaning(*kept));
    }
    text.push('\n');
    for stage in Stage::ALL {
        write_stage(&mut text, *stage);
    }
    text.push_str("\n## Fixed\n\n| What | Number | Source | Why |\n|---|---|---|---|\n");
    for fixed in FIXED {
        let _ = writeln!(
            text,
            "| `{}` | {} | {} | {} |",
            fixed.code(),
            fixed.number(),
            fixed.source(),
            fixed.reason()
        );
    }
    text.push_str(LATER);
    text
}

fn write_stage(text: &mut String, stage: Stage) {
    let title = stage.code();
    let _ = write!(
        text,
        "\n## {}{}\n\n| Rule | What it decides | Shipped | Bounds | Kept by | Source |\n|---|---|---|---|---|---|\n",
        title[..1].to_uppercase(),
        &title[1..]
    );
    for rule in Rule::ALL.iter().filter(|rule| rule.stage() == stage) {
        let bounds = rule.bounds();
        let _ = writeln!(
            text,
            "| `{}` | {} | {} | {} to {} | {} | {} |",
            rule.code(),
            rule.says().trim(),
            amount(rule.unit(), rule.shipped()),
            number(rule.unit(), *bounds.start()),
            number(rule.unit(), *bounds.end()),
            name(rule.kept()),
            rule.source()
        );
    }
}

fn number(unit: Unit, value: i64) -> String {
    match unit {
        Unit::Cents => format!("{}.{:02}", value / 100, value % 100),
        _ => value.to_string(),
    }
}

fn amount(unit: Unit, value: i64) -> String {
    let unit_name = match unit {
        Unit::Seconds => "s",
        Unit::Minutes => "min",
        Unit::Hours => "h",
        Unit::Days => "days",
        Unit::WorkingDays => "working days",
        Unit::Times => "times",
        Unit::Cents => "EUR",
    };
    format!("{} {unit_name}", number(unit, value))
}

const fn name(kept: Kept) -> &'static str {
    match kept {
        Kept::Signed => "signed",
        Kept::OfThatDay => "that day",
        Kept::AtOnce => "nothing",
    }
}

const fn meaning(kept: Kept) -> &'static str {
    match kept {
        Kept::Signed => "a signed text and an offer that was made keep it",
        Kept::OfThatDay => {
            "what began under the old number ends under it: its instant is stored, or the rules of its day are asked"
        }
        Kept::AtOnce => "nobody was promised anything; the new number counts at once",
    }
}
