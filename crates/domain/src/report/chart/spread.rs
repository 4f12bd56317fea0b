//! The histogram of first answers.

use super::super::histogram::{Bucket, histogram};
use super::super::samples::Sorted;
use super::super::share::SMALL_N;
use super::{Chart, Data, Row, bars, number};
use crate::account::Locale;
use crate::time::duration_short;

/// How long first answers took. `promise` is the target in seconds where all had the same one. The alternative says the
/// percentiles.
pub fn answer_times(title: &str, values: &Sorted, promise: Option<i64>, locale: Locale) -> Chart {
    let (rows_are, series) = match locale {
        Locale::De => ("Dauer", "Antworten"),
        Locale::En => ("Time", "answers"),
    };
    let row = |bucket: &Bucket| Row {
        label: label(*bucket, locale),
        values: vec![bucket.count],
    };
    let data = Data {
        title: title.to_owned(),
        rows_are: rows_are.to_owned(),
        series: vec![series.to_owned()],
        rows: histogram(values, promise).iter().map(row).collect(),
    };
    let mut chart = bars(&data, locale);
    if values.n() > 0 {
        chart.alternative = format!("{title}. {}", percentiles(values, locale));
    }
    chart
}

fn label(bucket: Bucket, locale: Locale) -> String {
    let from = duration_short(bucket.above, false);
    match (bucket.up_to, locale) {
        (Some(up_to), _) => format!("{from} – {}", duration_short(up_to, false)),
        (None, Locale::De) => format!("über {from}"),
        (None, Locale::En) => format!("over {from}"),
    }
}

/// "n = 412. Hälfte bis 4 min, 90 % bis 8 min, 99 % bis 12 min." Started minutes count.
fn percentiles(values: &Sorted, locale: Locale) -> String {
    let n = number(values.n(), locale);
    let words = match locale {
        Locale::De => ["Hälfte bis", "90\u{202f}% bis", "99\u{202f}% bis"],
        Locale::En => ["half up to", "90% up to", "99% up to"],
    };
    let found = [values.p50(), values.p90(), values.p99()];
    let parts: Vec<String> = words
        .iter()
        .zip(found)
        .filter_map(|(words, value)| Some(format!("{words} {}", duration_short(value?, true))))
        .collect();
    let few = match locale {
        _ if values.n() >= SMALL_N => "",
        Locale::De => " Wenige Fälle.",
        Locale::En => " Few cases.",
    };
    format!("n = {n}. {}.{few}", parts.join(", "))
}
