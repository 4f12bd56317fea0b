//! Numbers as people read them: 2.861 and 97,9 % in German, 2,861 and 97.9% in English.

use crate::account::Locale;

const fn signs(locale: Locale) -> (char, char) {
    match locale {
        Locale::De => ('.', ','),
        Locale::En => (',', '.'),
    }
}

/// A whole number with its thousands apart.
pub fn whole(value: i64, locale: Locale) -> String {
    let (thousands, _) = signs(locale);
    let digits = value.unsigned_abs().to_string();
    let mut text = String::from(if value < 0 { "-" } else { "" });
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(thousands);
        }
        text.push(digit);
    }
    text
}

/// `value` in units of ten to the minus `places`: 1234 with two places is 12,34. Thousands are not set apart, as
/// spreadsheets read it.
pub fn decimal(value: i64, places: u8, locale: Locale) -> String {
    let (_, point) = signs(locale);
    let width = usize::from(places) + 1;
    let digits = format!("{:0width$}", value.unsigned_abs());
    let (whole, rest) = digits.split_at(digits.len() - usize::from(places));
    let sign = if value < 0 { "-" } else { "" };
    if rest.is_empty() {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}{point}{rest}")
    }
}

/// Tenths of a percent: 979 is "97,9 %" with a narrow space that does not break, or "97.9%".
pub fn percent(permille: u32, locale: Locale) -> String {
    let number = decimal(i64::from(permille), 1, locale);
    match locale {
        Locale::De => format!("{number}\u{202f}%"),
        Locale::En => format!("{number}%"),
    }
}
