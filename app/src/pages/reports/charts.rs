//! Charts as SVG: x in percent, y in pixels, so that the type keeps its size on every width.

use domain::report::chart::{Chart, Mark, UNITS};
use domain::report::csv::Cell;
use leptos::prelude::*;
use services::reports::Seen;

use super::sheet::{Sheet, drawn};
use super::{FILE, tables, words};
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};

/// Height of upright bars, pixels; the names below them need twenty more.
const HIGH: u64 = 150;
/// Names below bars at most: more would overlap on a telephone.
const NAMES: usize = 7;
/// Height of a bar from left to right.
const STACK: u64 = 28;
/// Height of a reason with its name above it.
const REASON: u64 = 44;
/// Height of an hour.
const HOUR: u64 = 24;

fn percent(units: u64) -> String {
    format!("{}.{:02}%", units / 100, units % 100)
}

fn pixels(units: u64, whole: u64) -> String {
    let tenths = units * whole * 10 / UNITS;
    format!("{}.{}", tenths / 10, tenths % 10)
}

fn rect(mark: &Mark, whole: u64, class: String) -> Markup {
    view! {
        <rect class=class x=percent(mark.x) width=percent(mark.width) y=pixels(mark.y, whole) height=pixels(mark.height, whole)>
            <title>{mark.title.clone()}</title>
        </rect>
    }
    .markup()
}

/// A chart with its heading, what it says, and its numbers.
fn figure(
    t: &'static Messages,
    seen: &Seen,
    sheet: &Sheet,
    note: Markup,
    drawing: Option<Markup>,
) -> Markup {
    let r = &t.reports;
    let file = format!("{FILE}?{}&table={}", seen.query, sheet.code);
    let label = format!("{}: {}", sheet.title, r.csv);
    let body = match drawing {
        None => view! { <p class="muted">{r.nothing_here}</p> }.markup(),
        Some(drawing) => view! {
            {drawing}
            <details>
                <summary>{r.numbers}</summary>
                {drawn(t, sheet)}
                <p><a href=file aria-label=label>{r.csv}</a></p>
            </details>
        }
        .markup(),
    };
    view! {
        <figure class="chart">
            <figcaption><h2>{sheet.title.clone()}</h2><p>{note}</p></figcaption>
            {body}
        </figure>
    }
    .markup()
}

/// All of them.
pub(super) fn all(t: &'static Messages, seen: &Seen) -> Markup {
    view! {
        <div class="columns">
            {answers(t, seen)}
            {reasons(t, seen)}
            {heat(t, seen)}
            <div class="stack gap-6">
                {backlog(t, seen)}
                {flow(t, seen)}
                {waiting(t, seen)}
            </div>
        </div>
    }
    .markup()
}

/// The numbers behind a chart.
fn behind(t: &'static Messages, seen: &Seen, code: &'static str, chart: &Chart) -> Sheet {
    tables::table(t, seen, code).unwrap_or_else(|| Sheet::of(code, "", chart.table.clone()))
}

fn name_of(chart: &Chart, row: usize) -> String {
    let cell = chart.table.rows.get(row).and_then(|row| row.first());
    match cell {
        Some(Cell::Text(text)) => text.clone(),
        _ => String::new(),
    }
}

/// Upright bars with lines across and names below.
fn upright(chart: &Chart) -> Markup {
    let ticks = chart
        .ticks
        .iter()
        .enumerate()
        .map(|(index, tick)| {
            let y = pixels(tick.y, HIGH);
            let above = pixels(tick.y, HIGH);
            let class = if index == 0 { "axis" } else { "rule" };
            let label = (index > 0).then(|| {
                view! { <text x="100%" y=above dy="-4" text-anchor="end">{tick.label.clone()}</text> }
            });
            view! { <line class=class x1="0" x2="100%" y1=y.clone() y2=y></line>{label} }.markup()
        })
        .collect::<Vec<_>>();
    let bars = chart
        .marks
        .iter()
        .map(|mark| rect(mark, HIGH, format!("bar bar--{}", mark.series)))
        .collect::<Vec<_>>();
    let rows = chart.table.rows.len();
    let every = rows.div_ceil(NAMES).max(1);
    let names = (0..rows)
        .step_by(every)
        .map(|row| {
            let middle = UNITS * (2 * row as u64 + 1) / (2 * rows as u64);
            let (at, anchor) = if row == 0 && rows > 3 {
                (UNITS * row as u64 / rows as u64, "start")
            } else {
                (middle, "middle")
            };
            let y = (HIGH + 16).to_string();
            view! { <text x=percent(at) y=y text-anchor=anchor>{name_of(chart, row)}</text> }
                .markup()
        })
        .collect::<Vec<_>>();
    view! {
        <svg height=(HIGH + 20).to_string() role="img" aria-label=chart.alternative.clone()>{ticks}{bars}{names}</svg>
    }
    .markup()
}

/// One bar from left to right, its parts named below.
fn across(chart: &Chart) -> Markup {
    let part = |mark: &Mark| rect(mark, STACK, format!("band--{}", mark.row.min(4)));
    let parts = chart.marks.iter().map(part).collect::<Vec<_>>();
    let keys = chart
        .table
        .rows
        .iter()
        .enumerate()
        .map(|(row, cells)| {
            let count = match cells.get(1) {
                Some(Cell::Count(count)) => count.to_string(),
                _ => String::new(),
            };
            let class = format!("band--{}", row.min(4));
            view! {
                <li><svg aria-hidden="true"><rect class=class width="100%" height="100%"></rect></svg><span>{name_of(chart, row)}": "{count}</span></li>
            }
            .markup()
        })
        .collect::<Vec<_>>();
    view! {
        <svg height=STACK.to_string() role="img" aria-label=chart.alternative.clone()>{parts}</svg>
        <ul class="key-line">{keys}</ul>
    }
    .markup()
}

fn answers(t: &'static Messages, seen: &Seen) -> Markup {
    let chart = tables::answers(t, seen);
    let sheet = behind(t, seen, "answers", &chart);
    let answers = &seen.figures.answers;
    let n = answers.counted.n();
    let late = words::behind(&seen.query, domain::report::Figure::Late);
    let note = (n > 0).then(|| {
        let said = chart
            .alternative
            .split_once(". ")
            .map(|(_, rest)| rest.to_owned());
        let late = (answers.late > 0).then(|| {
            view! { " "<a href=late>{t.reports.late(&words::count(t, answers.late))}</a> }
        });
        view! { {said}{late} }.markup()
    });
    let drawing = (n > 0).then(|| upright(&chart));
    figure(t, seen, &sheet, note.unwrap_or_default(), drawing)
}

fn reasons(t: &'static Messages, seen: &Seen) -> Markup {
    let chart = tables::reasons(t, seen);
    let sheet = behind(t, seen, "reasons", &chart);
    let n = seen.figures.reasons.n;
    let rows = chart.table.rows.len() as u64;
    let bars = chart
        .marks
        .iter()
        .map(|mark| {
            let top = REASON * mark.row as u64;
            let name = name_of(&chart, mark.row);
            let said = mark.title.strip_prefix(&format!("{name}: ")).unwrap_or(&mark.title);
            view! {
                <text class="strong" x="0" y=(top + 12).to_string()>{name.clone()}</text>
                <text x="100%" y=(top + 12).to_string() text-anchor="end">{said.to_owned()}</text>
                <rect class="bar--soft" x="0" width="100%" y=(top + 18).to_string() height="12"></rect>
                <rect class="bar" x="0" width=percent(mark.width) y=(top + 18).to_string() height="12"></rect>
            }
            .markup()
        })
        .collect::<Vec<_>>();
    let drawing = (n > 0).then(|| {
        view! { <svg height=(REASON * rows).to_string() role="img" aria-label=chart.alternative.clone()>{bars}</svg> }
            .markup()
    });
    let note = view! { {t.reports.cases(&words::count(t, n))} }.markup();
    figure(t, seen, &sheet, note, drawing)
}

fn heat(t: &'static Messages, seen: &Seen) -> Markup {
    let chart = tables::heat(t, seen);
    let sheet = behind(t, seen, "heat", &chart);
    let whole = HOUR * 7;
    let cells = chart
        .marks
        .iter()
        .map(|mark| rect(mark, whole, format!("heat band--{}", mark.series)))
        .collect::<Vec<_>>();
    let broken = seen.figures.heat.iter().filter(|cell| cell.breached > 0);
    let hits = broken
        .map(|cell| {
            let x = UNITS * (2 * cell.hour as u64 + 1) / 48;
            let y = HOUR * cell.weekday as u64 + HOUR / 2;
            view! { <circle class="hit" cx=percent(x) cy=y.to_string() r="4"></circle> }.markup()
        })
        .collect::<Vec<_>>();
    let hours = [0_u64, 6, 12, 18]
        .into_iter()
        .map(|hour| {
            let y = (whole + 16).to_string();
            view! { <text x=percent(UNITS * hour / 24) y=y>{format!("{hour}:00")}</text> }.markup()
        })
        .collect::<Vec<_>>();
    let any = seen
        .figures
        .heat
        .iter()
        .any(|cell| cell.received + cell.breached + cell.answered > 0);
    let drawing = any.then(|| {
        view! {
            <svg height=(whole + 20).to_string() role="img" aria-label=chart.alternative.clone()>{cells}{hits}{hours}</svg>
        }
        .markup()
    });
    let note = view! { {t.reports.heat_note} }.markup();
    figure(t, seen, &sheet, note, drawing)
}

fn backlog(t: &'static Messages, seen: &Seen) -> Markup {
    let chart = tables::backlog(t, seen);
    let sheet = behind(t, seen, "backlog", &chart);
    let backlog = &seen.figures.backlog;
    let oldest = backlog
        .oldest
        .iter()
        .take(3)
        .map(|one| {
            let age = words::length(one.age_s(backlog.at));
            let number = one.number.to_string();
            let number = if seen.reads {
                let href = format!("/tickets/{number}");
                view! { <a href=href>{number}</a> }.markup()
            } else {
                view! { {number} }.markup()
            };
            view! { " "{number}" ("{age}")" }.markup()
        })
        .collect::<Vec<_>>();
    let oldest = (!oldest.is_empty()).then(|| view! { " "{t.reports.oldest}{oldest} });
    let note = view! { {t.reports.cases(&words::count(t, backlog.n))}"."{oldest} }.markup();
    let drawing = (backlog.n > 0).then(|| across(&chart));
    figure(t, seen, &sheet, note, drawing)
}

fn flow(t: &'static Messages, seen: &Seen) -> Markup {
    let chart = tables::flow(t, seen);
    let sheet = behind(t, seen, "flow", &chart);
    let flow = &seen.figures.flow;
    let (came, left): (u64, u64) = flow.iter().fold((0, 0), |(came, left), slot| {
        (came + slot.inflow, left + slot.outflow)
    });
    let note = view! {
        {words::count(t, came)}" "{t.reports.received}", "{words::count(t, left)}" "{t.reports.solved}"."
    }
    .markup();
    let drawing = (came + left > 0).then(|| {
        let key = |class: &'static str, name: &'static str| {
            view! { <li><svg aria-hidden="true"><rect class=class width="100%" height="100%"></rect></svg><span>{name}</span></li> }
        };
        view! {
            {upright(&chart)}
            <ul class="key-line">{key("bar", t.reports.received)}{key("bar bar--1", t.reports.solved)}</ul>
        }
        .markup()
    });
    figure(t, seen, &sheet, note, drawing)
}

fn waiting(t: &'static Messages, seen: &Seen) -> Markup {
    let chart = tables::waiting(t, seen);
    let sheet = behind(t, seen, "waiting", &chart);
    let all = seen.figures.waiting.all();
    let href = words::behind(&seen.query, domain::report::Figure::Waited);
    let n = t.reports.cases(&words::count(t, all.n));
    let note = if all.n > 0 {
        view! { <a href=href>{n}</a> }.markup()
    } else {
        view! { {n} }.markup()
    };
    let drawing = (all.waits.total_s() >= 60).then(|| across(&chart));
    figure(t, seen, &sheet, note, drawing)
}
