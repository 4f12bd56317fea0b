//! Values that have a name of their own: files, hosts, addresses, measures, machines.

use super::judge::Candidate;
use super::shape::{self, Counts};

/// Behind a colon anything with a digit or sign counts but addresses, files, versions and error codes.
pub(super) fn is_named_thing(text: &[char]) -> bool {
    is_dotted_name(text)
        || matches!(text, ['/', c, ..] if c.is_alphanumeric())
            && text.iter().filter(|c| **c == '/').count() >= 2
        || matches!(text, ['~' | '.', '/', ..] | ['\\', '\\', ..])
        || matches!(text, ['0', 'x', ..])
        || matches!(text, [d, ':', '\\', ..] if d.is_alphabetic())
        || is_measure(text)
        || is_store_path(text)
        || shape::starts(text, "AAAA")
        || shape::is_uuid(text)
}

/// `vault:secret/data/db#password`: where a program finds it.
fn is_store_path(text: &[char]) -> bool {
    text.contains(&':')
        && text.contains(&'/')
        && text
            .iter()
            .all(|c| c.is_lowercase() || matches!(c, ':' | '/' | '#' | '_' | '-' | '.'))
}

/// `fetch.mail` in quotes, `r3lay.firma`: no name of a host or file that anybody knows.
pub(super) fn is_dotted_word(text: &[char], value: Candidate, counts: Counts) -> bool {
    is_dotted_name(text)
        && !shape::has_known_ending(text)
        && text.iter().filter(|c| **c == '.').count() == 1
        && !text.contains(&'/')
        && (value.quoted || counts.digits > 0)
}

/// Digits and up to two letters: 12x, 8h, 90d.
fn is_measure(text: &[char]) -> bool {
    let digits = text.iter().take_while(|c| c.is_ascii_digit()).count();
    digits > 0
        && text.len() - digits <= 2
        && text.len() <= 6
        && text
            .iter()
            .skip(digits)
            .all(|c| c.is_lowercase() || *c == '%')
}

/// `panel.example.org`, `index.php`, `pam_unix.so`: dots between small letters.
pub(super) fn is_dotted_name(text: &[char]) -> bool {
    text.contains(&'.')
        && text
            .iter()
            .all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '/' | '*'))
        && !text.iter().any(|c| c.is_uppercase())
        && text.split(|c| *c == '.').skip(1).all(|l| l.len() >= 2)
        && text
            .split(|c| *c == '.')
            .next_back()
            .is_some_and(|l| l.iter().all(|c| c.is_alphabetic()))
}

pub(super) fn is_mail_address(text: &[char]) -> bool {
    shape::is_mail(text)
        && text
            .split(|c| *c == '@')
            .next_back()
            .is_some_and(|h| h.contains(&'.'))
}

/// `web17`, `srv-db01`, `Windows2019`: the word before the digits is one for machines, users, products.
pub(super) fn is_server_name(text: &[char]) -> bool {
    let small: String = text.iter().flat_map(|c| c.to_lowercase()).collect();
    let mut at = 0;
    let mut first = true;
    // The first word, or one with a number behind it.
    for word in small.split(|c: char| !c.is_alphabetic()) {
        let behind = small.get(at + word.len()..).unwrap_or_default();
        let numbered = behind
            .trim_start_matches(['-', '_'])
            .starts_with(|c: char| c.is_ascii_digit());
        if !word.is_empty() {
            if (first || numbered) && super::lists::MACHINES.contains(word) {
                return true;
            }
            first = false;
        }
        at += word.len() + behind.chars().next().map_or(0, char::len_utf8);
    }
    false
}
