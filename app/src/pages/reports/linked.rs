//! The tables behind the charts, each count with the tickets it counts.

use domain::report::chart::Chart;
use domain::report::csv::Cell;
use domain::report::{Basis, Bucket, Figure, Period, ReasonLine, Slot, Span, histogram};
use domain::sla::ClockKind;
use services::reports::Seen;

use super::sheet::{Item, Sheet};
use super::{tables, words};
use crate::i18n::Messages;

/// The numbers of a chart, each count with its tickets: `at` says where the counts of a row lead, by their columns.
fn linked(
    code: &'static str,
    title: &str,
    chart: Chart,
    at: impl Fn(usize) -> Vec<(usize, Option<String>)>,
) -> Sheet {
    let mut sheet = Sheet::of(code, title, chart.table);
    for (n, row) in sheet.rows.iter_mut().enumerate() {
        for (column, href) in at(n) {
            if let Some(item) = row.get_mut(column)
                && let Cell::Count(count) = item.cell
            {
                *item = Item::count(count, href);
            }
        }
    }
    sheet
}

/// The Pareto's table.
pub(super) fn reasons(t: &'static Messages, seen: &Seen) -> Sheet {
    let lines = &seen.figures.reasons.lines;
    let href = |line: &ReasonLine| match line.reason {
        None => words::behind(&seen.query, Figure::WithoutReason),
        Some(reason) => {
            let broken = words::behind(&seen.query, Figure::Breached);
            format!("{broken}&reason={reason}")
        }
    };
    linked(
        "reasons",
        t.reports.reasons,
        tables::reasons(t, seen),
        |n| vec![(1, lines.get(n).map(href))],
    )
}

/// The histogram's table. Of real durations no list is kept: what is counted is the calendar's.
pub(super) fn answers(t: &'static Messages, seen: &Seen) -> Sheet {
    let answered = words::behind(&seen.query, Figure::Answered);
    let buckets = match seen.query.basis {
        Basis::Counted => histogram(&seen.figures.answers.counted, tables::common_target(seen)),
        Basis::Real => Vec::new(),
    };
    let href = |bucket: &Bucket| {
        let up_to = bucket.up_to.map(|up_to| format!("&up_to={up_to}"));
        format!(
            "{answered}&above={}{}",
            bucket.above,
            up_to.unwrap_or_default()
        )
    };
    linked(
        "answers",
        t.reports.answers,
        tables::answers(t, seen),
        |n| vec![(1, buckets.get(n).map(href))],
    )
}

/// The week's table: receipts of an hour, and the first answers to them.
pub(super) fn heat(t: &'static Messages, seen: &Seen) -> Sheet {
    let first = ClockKind::FirstAnswer;
    let other = seen.query.filter.kind.is_some_and(|kind| kind != first);
    let mut answers = seen.query;
    answers.filter.kind = Some(first);
    linked("heat", t.reports.heat, tables::heat(t, seen), |n| {
        let Some(cell) = seen.figures.heat.get(n) else {
            return Vec::new();
        };
        let at = format!("&weekday={}&hour={}", cell.weekday, cell.hour);
        let of = |query, figure| Some(format!("{}{at}", words::behind(query, figure)));
        let of_answers = |figure| of(&answers, figure).filter(|_| !other);
        vec![
            (2, of(&seen.query, Figure::Received)),
            (3, of_answers(Figure::Breached)),
            (4, of_answers(Figure::Answered)),
        ]
    })
}

/// The ages' table.
pub(super) fn backlog(t: &'static Messages, seen: &Seen) -> Sheet {
    let open = words::behind(&seen.query, Figure::Open);
    linked(
        "backlog",
        t.reports.backlog,
        tables::backlog(t, seen),
        |n| vec![(1, Some(format!("{open}&age={n}")))],
    )
}

/// Where the tickets of a day or a week stand: the same question about its days.
fn of_slot(seen: &Seen, slot: Slot, figure: Figure) -> Option<String> {
    let mut query = seen.query;
    query.period = Period::new(Span::Range(slot.first, slot.last)).ok()?;
    Some(words::behind(&query, figure))
}

/// The table of the flow: each week with its days, which below a bar have no room.
pub(super) fn flow(t: &'static Messages, seen: &Seen) -> Sheet {
    let slots = &seen.figures.flow;
    let mut sheet = linked("flow", t.reports.flow, tables::flow(t, seen), |n| {
        let of = |figure| {
            slots
                .get(n)
                .and_then(|slot| of_slot(seen, slot.slot, figure))
        };
        vec![(1, of(Figure::Received)), (2, of(Figure::Solved))]
    });
    for (row, slot) in sheet.rows.iter_mut().zip(slots) {
        if let Some(item) = row.first_mut() {
            *item = Item::text(words::slot_dated(t, slot.slot));
        }
    }
    sheet
}
