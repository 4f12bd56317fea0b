//! Lines that a program wrote and nobody typed.

use super::source::{Source, Span};

/// Lines of logs and listings: nothing in them is a person's hand.
pub(super) fn is_machine_line(source: &Source, line: usize, tokens: &[Span]) -> bool {
    let first = tokens.first().map(|t| source.word(*t)).unwrap_or_default();
    let date = first.len() >= 10
        && first.chars().take(10).enumerate().all(|(n, c)| {
            if n == 4 || n == 7 {
                c == '-'
            } else {
                c.is_ascii_digit()
            }
        });
    let month = matches!(
        first.as_str(),
        "jan"
            | "feb"
            | "mar"
            | "apr"
            | "may"
            | "jun"
            | "jul"
            | "aug"
            | "sep"
            | "oct"
            | "nov"
            | "dec"
    ) && tokens.len() > 3
        && source.word(tokens[2]).matches(':').count() == 2;
    let stamp = is_stamp(&first) && !is_chat(source, tokens);
    let listing = first.len() == 10 && first.chars().all(|c| "drwxlst-".contains(c));
    let span = source.lines.get(line).map_or(0, |l| l.len());
    date || month || stamp || listing || span > 4000
}

/// `[2024-05-02`, `[12345.678]`, `[#1`; not `[relay.example.org]:587`.
fn is_stamp(first: &str) -> bool {
    let name = first.chars().nth(1).is_some_and(char::is_alphabetic) && first.contains('.');
    first.starts_with('[') && first.chars().any(|c| c.is_ascii_digit()) && !name
}

/// `[10:12] Mia: …`: somebody says something.
fn is_chat(source: &Source, tokens: &[Span]) -> bool {
    tokens.iter().skip(1).take(2).any(|token| {
        let text = source.slice(*token);
        let Some((':', name)) = text.split_last().map(|(last, name)| (*last, name)) else {
            return false;
        };
        name.first().is_some_and(|c| c.is_uppercase())
            && name.iter().skip(1).all(|c| c.is_lowercase())
            && !matches!(
                &*source.word(*token),
                "error:" | "warning:" | "notice:" | "info:"
            )
    })
}
