//! Areas on top of each other over time: who is waited for, week by week; the backlog by state.

use super::{Chart, Data, Scale, UNITS, units};
use crate::account::Locale;

/// One series: the polygon between the sum of the series below it and itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layer {
    /// Which series, from 0 at the bottom.
    pub series: usize,
    /// Its name.
    pub name: String,
    /// Corners, along the upper edge from left to right and back along the lower one.
    pub points: Vec<(u64, u64)>,
}

/// The layers from the bottom up, and the chart around them (it has no marks of its own).
pub fn area(data: &Data, locale: Locale) -> (Vec<Layer>, Chart) {
    let value = |row: usize, series: usize| {
        let row = data.rows.get(row);
        row.and_then(|row| row.values.get(series))
            .copied()
            .unwrap_or(0)
    };
    let up_to = |row: usize, series: usize| (0..series).map(|below| value(row, below)).sum::<u64>();
    let rows = data.rows.len();
    let greatest = (0..rows).map(|row| up_to(row, data.series.len())).max();
    let scale = Scale::of(greatest.unwrap_or(0));
    let point = |row: usize, series: usize| {
        let x = if rows > 1 {
            units(row as u64, rows as u64 - 1)
        } else {
            0
        };
        (x, UNITS - units(up_to(row, series), scale.top()))
    };
    let layer = |(series, name): (usize, &String)| {
        let upper = (0..rows).map(|row| point(row, series + 1));
        let lower = (0..rows).rev().map(|row| point(row, series));
        Layer {
            series,
            name: name.clone(),
            points: upper.chain(lower).collect(),
        }
    };
    let chart = Chart {
        alternative: data.alternative(locale),
        marks: Vec::new(),
        ticks: scale.ticks(locale),
        table: data.table(),
    };
    (data.series.iter().enumerate().map(layer).collect(), chart)
}
