//! Bars beside each other, bars from the left, and one bar in parts.

use super::super::number::percent;
use super::super::share::{Share, portions};
use super::{Cell, Chart, Data, Mark, Scale, Table, UNITS, number, units};
use crate::account::Locale;

/// Of the place of a row so much is bars, the rest is air, percent.
const FILLED: u64 = 75;

/// Groups of upright bars: one group for each row, in it one bar for each series.
pub fn bars(data: &Data, locale: Locale) -> Chart {
    let greatest = data.rows.iter().flat_map(|row| &row.values).max();
    let scale = Scale::of(greatest.copied().unwrap_or(0));
    let rows = data.rows.len().max(1) as u64;
    let series = data.series.len().max(1) as u64;
    let mut marks = Vec::new();
    for (index, row) in data.rows.iter().enumerate() {
        let left = UNITS * index as u64 / rows;
        let place = UNITS * (index as u64 + 1) / rows - left;
        let filled = place * FILLED / 100;
        let begin = left + (place - filled) / 2;
        for (bar, (name, value)) in data.series.iter().zip(&row.values).enumerate() {
            let x = begin + filled * bar as u64 / series;
            let height = scale.height(*value);
            marks.push(Mark {
                x,
                y: UNITS - height,
                width: begin + filled * (bar as u64 + 1) / series - x,
                height,
                series: bar,
                row: index,
                title: format!("{}: {} {name}", row.label, number(*value, locale)),
            });
        }
    }
    Chart {
        alternative: data.alternative(locale),
        marks,
        ticks: scale.ticks(locale),
        table: data.table(),
    }
}

/// One bar from left to right whose parts fill it exactly, by the first series: ages of the backlog, shares of waiting.
pub fn stack(data: &Data, locale: Locale) -> Chart {
    let first = |values: &[u64]| values.first().copied().unwrap_or(0);
    let amounts: Vec<u64> = data.rows.iter().map(|row| first(&row.values)).collect();
    let whole = u32::try_from(UNITS).unwrap_or(u32::MAX);
    let widths = portions(&amounts, whole).unwrap_or_default();
    let mut x = 0;
    let parts = data.rows.iter().zip(&widths).enumerate();
    let marks = parts
        .map(|(index, (row, width))| {
            let mark = Mark {
                x,
                y: 0,
                width: u64::from(*width),
                height: UNITS,
                series: index,
                row: index,
                title: format!("{}: {}", row.label, number(first(&row.values), locale)),
            };
            x += mark.width;
            mark
        })
        .collect();
    Chart {
        alternative: data.alternative(locale),
        marks,
        ticks: Vec::new(),
        table: data.table(),
    }
}

/// Bars from the left, one below the other, with count and share of all up to there; the rows come in their order. `share_is`
/// heads the column of the share.
pub fn pareto(data: &Data, share_is: &str, locale: Locale) -> Chart {
    let count = |index: usize| {
        let row = data.rows.get(index);
        row.and_then(|row| row.values.first()).copied().unwrap_or(0)
    };
    let n: u64 = (0..data.rows.len()).map(count).sum();
    let greatest = (0..data.rows.len()).map(count).max().unwrap_or(0);
    let rows = data.rows.len().max(1) as u64;
    let Table { mut head, .. } = data.table();
    head.truncate(2);
    head.push(format!("{share_is} (%)"));
    let (mut marks, mut lines, mut sum) = (Vec::new(), Vec::new(), 0);
    for (index, row) in data.rows.iter().enumerate() {
        sum += count(index);
        let share = Share::of(sum, n).map(Share::permille);
        let y = UNITS * index as u64 / rows;
        let place = UNITS * (index as u64 + 1) / rows - y;
        let said = share.map_or_else(String::new, |share| {
            format!(" · {}", percent(u32::from(share), locale))
        });
        marks.push(Mark {
            x: 0,
            y,
            width: units(count(index), greatest),
            height: place * FILLED / 100,
            series: 0,
            row: index,
            title: format!("{}: {}{said}", row.label, number(count(index), locale)),
        });
        lines.push(vec![
            Cell::text(&row.label),
            Cell::Count(count(index)),
            Cell::percent(share),
        ]);
    }
    Chart {
        alternative: data.alternative(locale),
        marks,
        ticks: Vec::new(),
        table: Table { head, rows: lines },
    }
}
