//! Small pieces of text: times, hashes, code, file sizes.

use std::borrow::Cow;

use domain::time::{Timestamp, clock_time, date, date_time, day_and_time};
use leptos::prelude::*;

use crate::i18n::Messages;
use crate::wording::Lang;

/// "heute 14:05", absolute on hover and in print.
pub fn when(at: Timestamp, now: Timestamp, t: &'static Messages) -> impl IntoView {
    let german = t.lang == Lang::De;
    time(at, day_and_time(at, now, german), german)
}

/// "14:05", absolute on hover and in print.
pub fn at_clock(at: Timestamp, t: &'static Messages) -> impl IntoView {
    time(at, clock_time(at), t.lang == Lang::De)
}

/// "21.11.2026", absolute on hover and in print.
pub fn on_day(at: Timestamp, t: &'static Messages) -> impl IntoView {
    let german = t.lang == Lang::De;
    time(at, date(at, german), german)
}

fn time(at: Timestamp, text: String, german: bool) -> impl IntoView {
    view! { <time datetime=at.to_string() title=date_time(at, german)>{text}</time> }
}

/// A digest in groups of four, so that two people can compare it on the phone.
pub fn hash(hex: &str) -> impl IntoView + use<> {
    view! { <span class="hash">{grouped(hex)}</span> }
}

/// "9f3ca71e" as "9f3c a71e".
pub fn grouped(hex: &str) -> String {
    let mut text = String::with_capacity(hex.len() + hex.len() / 4);
    for (i, c) in hex.chars().enumerate() {
        if i > 0 && i % 4 == 0 {
            text.push(' ');
        }
        text.push(c);
    }
    text
}

/// Text as typed: paragraphs at empty lines, line breaks kept.
pub fn paragraphs(text: &str) -> impl IntoView + use<> {
    text.split("\n\n")
        .map(str::trim)
        .filter(|p| !p.is_empty())
        .map(|p| view! { <p class="typed">{p.to_owned()}</p> })
        .collect::<Vec<_>>()
}

/// "1,2 MB" or "1.2 MB".
pub fn file_size(bytes: i64, lang: Lang) -> String {
    let (value, unit) = match bytes {
        ..1_000 => return format!("{bytes}\u{a0}B"),
        1_000..1_000_000 => (bytes as f64 / 1e3, "KB"),
        _ => (bytes as f64 / 1e6, "MB"),
    };
    let number = format!("{value:.1}");
    let number = match lang {
        Lang::De => number.replace('.', ","),
        Lang::En => number,
    };
    format!("{number}\u{a0}{unit}")
}

/// "1.234,50 €" or "€1,234.50".
pub fn euros(cents: i64, lang: Lang) -> String {
    let sign = if cents < 0 { "−" } else { "" };
    let (whole, rest) = (cents.unsigned_abs() / 100, cents.unsigned_abs() % 100);
    let digits = whole.to_string();
    let mut grouped = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i) % 3 == 0 {
            grouped.push(if lang == Lang::De { '.' } else { ',' });
        }
        grouped.push(c);
    }
    match lang {
        Lang::De => format!("{sign}{grouped},{rest:02}\u{a0}€"),
        Lang::En => format!("{sign}€{grouped}.{rest:02}"),
    }
}

/// A name with a second, quieter line below.
#[component]
pub fn WithSub(
    /// The name.
    #[prop(into)]
    main: Cow<'static, str>,
    /// The line below.
    #[prop(into)]
    sub: Cow<'static, str>,
) -> impl IntoView {
    view! { {main}<span class="sub">{sub}</span> }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markup::IntoMarkup;

    #[test]
    fn digests_come_in_groups_of_four() {
        assert_eq!(grouped("9f3ca71e04"), "9f3c a71e 04");
    }

    #[test]
    fn money_and_sizes_are_written_as_the_reader_writes_them() {
        assert_eq!(euros(123_450, Lang::De), "1.234,50\u{a0}€");
        assert_eq!(euros(-5, Lang::En), "−€0.05");
        assert_eq!(file_size(1_234_567, Lang::De), "1,2\u{a0}MB");
    }

    #[test]
    fn typed_text_is_escaped_and_kept_in_paragraphs() {
        let html = crate::render::fragment(|| paragraphs("a <b>\n\n\nc\nd").markup());
        assert_eq!(
            html.replace("<!>", ""),
            "<p class=\"typed\">a &lt;b&gt;</p><p class=\"typed\">c\nd</p>"
        );
    }
}
