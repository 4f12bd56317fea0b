//! The week as a grid: a row for each day, a column for each hour.

use super::super::heat::HeatCell;
use super::{Cell, Chart, Mark, Table, UNITS, number};
use crate::account::Locale;

const DAYS: u64 = 7;
const HOURS: u64 = 24;
/// Steps of strength above nothing.
const STRENGTHS: u64 = 4;

const WEEKDAYS_DE: [&str; 7] = ["Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"];
const WEEKDAYS_EN: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// Requests by weekday and hour: the series of a mark is its strength, 0 (nothing) to 4 (the most). What broke stands in its
/// title and in a column of its own.
pub fn heat_map(title: &str, cells: &[HeatCell], locale: Locale) -> Chart {
    let (weekdays, words) = match locale {
        Locale::De => (
            WEEKDAYS_DE,
            [
                "Wochentag",
                "Stunde",
                "eingegangen",
                "verletzt",
                "beantwortet",
                "p90 (s)",
            ],
        ),
        Locale::En => (
            WEEKDAYS_EN,
            [
                "Weekday", "Hour", "received", "breached", "answered", "p90 (s)",
            ],
        ),
    };
    let most = cells.iter().map(|cell| cell.received).max().unwrap_or(0);
    let day = |cell: &HeatCell| weekdays.get(cell.weekday).copied().unwrap_or_default();
    let said = |cell: &HeatCell| {
        let [_, _, received, breached, ..] = words;
        let (day, hour, count) = (day(cell), cell.hour, number(cell.received, locale));
        let text = format!("{day} {hour:02}:00: {count} {received}");
        if cell.breached == 0 {
            return text;
        }
        format!("{text}, {} {breached}", number(cell.breached, locale))
    };
    let mark = |(index, cell): (usize, &HeatCell)| {
        let (row, column) = (cell.weekday as u64, cell.hour as u64);
        let (x, y) = (UNITS * column / HOURS, UNITS * row / DAYS);
        Mark {
            x,
            y,
            width: UNITS * (column + 1) / HOURS - x,
            height: UNITS * (row + 1) / DAYS - y,
            series: strength(cell.received, most),
            row: index,
            title: said(cell),
        }
    };
    let line = |cell: &HeatCell| {
        vec![
            Cell::text(day(cell)),
            Cell::Count(cell.hour as u64),
            Cell::Count(cell.received),
            Cell::Count(cell.breached),
            Cell::Count(cell.answered),
            cell.answer_p90
                .map_or(Cell::Empty, |value| Cell::Decimal { value, places: 0 }),
        ]
    };
    // Of equal ones the first.
    let busiest = cells.iter().rev().max_by_key(|cell| cell.received);
    let alternative = match busiest.filter(|cell| cell.received > 0) {
        Some(cell) => format!("{title}. {}.", said(cell)),
        None => match locale {
            Locale::De => format!("{title}. Keine Werte."),
            Locale::En => format!("{title}. No values."),
        },
    };
    Chart {
        alternative,
        marks: cells.iter().enumerate().map(mark).collect(),
        ticks: Vec::new(),
        table: Table {
            head: words.map(str::to_owned).to_vec(),
            rows: cells.iter().map(line).collect(),
        },
    }
}

/// 0 for nothing, else 1 to 4 in equal steps up to the most.
fn strength(value: u64, most: u64) -> usize {
    if most == 0 {
        return 0;
    }
    usize::try_from((value * STRENGTHS).div_ceil(most)).unwrap_or(0)
}
