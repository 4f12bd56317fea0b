//! Points for how much a stretch of a sentence looks made up by somebody as a password.

use super::code::{is_code, is_example};
use super::judge::is_server_name;
use super::shape::{self, Counts, Strength};
use super::words;

/// Enough by itself in a sentence about a password.
pub(super) const LIKELY: u8 = 4;
/// Enough where something joins it with the word.
pub(super) const POSSIBLE: u8 = 2;

/// From 0 (a word, a name, a thing of its own) to 6.
pub(super) fn points(text: &[char]) -> u8 {
    let small: String = text
        .iter()
        .take(60)
        .flat_map(|c| c.to_lowercase())
        .collect();
    if !(4..=64).contains(&text.len()) || is_nothing(text, &small) {
        return 0;
    }
    if words::is_common(&small) {
        return POSSIBLE;
    }
    let counts = Counts::of(text);
    let letters = counts.upper + counts.lower;
    if letters < 2 {
        return 0;
    }
    // Orders, serial numbers, errors are written in capitals.
    if counts.lower == 0 {
        return u8::from(counts.digits > 0);
    }
    if counts.digits > 0 && counts.upper <= 1 && is_server_name(text) {
        let ends = matches!(text.last(), Some('!' | '#' | '$' | '%')) && counts.digits > 0;
        return if ends { LIKELY } else { 1 };
    }
    if shape::strength(text) >= Strength::Mixed {
        return 6;
    }
    if shape::is_signed(text) {
        return 5;
    }
    if counts.digits == 0 {
        return without_digits(text, counts);
    }
    with_digits(text, counts)
}

fn is_nothing(text: &[char], small: &str) -> bool {
    let bare = small.trim_matches(|c: char| !c.is_alphanumeric());
    let field = text
        .iter()
        .position(|c| *c == '=')
        .is_some_and(|at| at > 0 && text[..at].iter().all(|c| c.is_lowercase() || *c == '_'));
    let login = text.contains(&'@') && text.contains(&'.') && text.contains(&'\'');
    let account = text.iter().filter(|c| **c == ':').count() >= 3;
    let other = super::lists::TARGETS.contains(
        small
            .trim_end_matches(|c: char| c.is_ascii_digit())
            .trim_end_matches(['-', '#']),
    );
    other
        || field
        || login
        || account
        || is_product(small)
        || shape::is_placeholder(text)
        || is_code(text)
        || is_example(bare)
        || words::is_stop(bare)
        || shape::is_known(text)
        || shape::is_reference(text) && !is_name_and_number(text, small)
        || matches!(text, ['-' | '/' | '\\' | '#' | '@', ..])
        || matches!(text, [d, ..] if d.is_ascii_digit()) && counted(text)
}

/// `Jimmy#44`: a name, where `shop#44` and `Ticket#44` refer to something.
fn is_name_and_number(text: &[char], small: &str) -> bool {
    let name = small.split('#').next().unwrap_or_default();
    let letters = text.iter().filter(|c| c.is_alphabetic()).count();
    text.first().is_some_and(|c| c.is_uppercase())
        && letters == name.chars().count()
        && text
            .iter()
            .skip(1)
            .take(letters.saturating_sub(1))
            .all(|c| c.is_lowercase())
        && !super::lists::TARGETS.contains(name)
        && !words::is_public_label(name)
        && !matches!(
            name,
            "issue" | "bug" | "fall" | "case" | "pull" | "anfrage" | "vorgang"
        )
}

/// `IKEv2`, `iPhone13`, `S21`: the name of a thing and its number.
fn is_product(small: &str) -> bool {
    let name: String = small.chars().take_while(|c| c.is_alphabetic()).collect();
    let rest = &small[name.len()..];
    rest.starts_with(|c: char| c.is_ascii_digit())
        && rest
            .trim_start_matches(|c: char| c.is_ascii_digit() || c == '.')
            .len()
            <= 1
        && super::lists::PRODUCTS.contains(&*name)
}

/// `16-stellig`, `2-Faktor-Anmeldung`, `3er`, `90-Tage-Regel`, `1Password`.
fn counted(text: &[char]) -> bool {
    let digits = text.iter().take_while(|c| c.is_ascii_digit()).count();
    let rest = &text[digits..];
    let word = matches!(rest, [a, b, ..] if a.is_uppercase() && b.is_lowercase())
        && digits > 1
        && rest.iter().all(|c| c.is_alphabetic());
    let inner = rest
        .windows(2)
        .any(|p| p[0].is_lowercase() && p[1].is_uppercase());
    !word
        && !inner
        && rest
            .iter()
            .all(|c| c.is_alphabetic() || matches!(c, '-' | '/' | '.' | ','))
        && (digits <= 2 || matches!(rest.first(), Some('-' | '/')))
}

/// `Glueck!auf`, `Zauber.Wald`; not `vergessen!Bitte`, where only a blank is missing.
fn without_digits(text: &[char], counts: Counts) -> u8 {
    let inner = shape::core(text);
    let sign = inner.windows(2).any(|p| {
        shape::is_odd_sign(p[0]) && !matches!(p[0], '&' | '+' | '@' | '|') && p[1].is_lowercase()
    });
    if sign {
        return LIKELY;
    }
    let pieces: Vec<&[char]> = inner
        .split(|c| matches!(c, '.' | '_' | '&' | '+' | '*' | '!' | '?'))
        .collect();
    let named = pieces
        .iter()
        .all(|p| p.len() >= 3 && p[0].is_uppercase() && p.iter().skip(1).all(|c| c.is_lowercase()));
    let snake = pieces.len() > 1 && named;
    let scrambled = counts.upper >= 2
        && inner.len() >= 6
        && inner.iter().all(|c| c.is_alphabetic())
        && !shape::is_camel_name(inner);
    let words = inner.split(|c| matches!(c, '-' | '_')).count() > 1
        && inner
            .split(|c| matches!(c, '-' | '_'))
            .all(|w| w.len() >= 3 && w.iter().all(|c| c.is_alphabetic()));
    let words = words && (counts.upper == 0 || inner.contains(&'_'));
    if snake {
        POSSIBLE
    } else if words {
        1
    } else {
        u8::from(scrambled)
    }
}

fn with_digits(text: &[char], counts: Counts) -> u8 {
    let inner = shape::core(text);
    let first = inner.iter().position(|c| c.is_numeric()).unwrap_or(0);
    let last = inner.iter().rposition(|c| c.is_numeric()).unwrap_or(0);
    let joins = inner.iter().any(|c| matches!(c, '-' | '/' | ':' | ','));
    let slash = inner.iter().any(|c| matches!(c, '/' | ':' | '='));
    if slash || counts.upper + counts.lower < 3 {
        return 1;
    }
    let torn = first > 0 && last + 1 < inner.len() && !joins;
    let signs = counts.upper > 0
        && inner
            .iter()
            .any(|c| matches!(c, '_' | '.' | '-' | '!' | '#' | '&' | '+' | '*'));
    if has_chosen_stem(inner) {
        return LIKELY;
    }
    if torn && inner.len() >= 6
        || signs
        || counts.digits >= 2 && counts.upper > 0 && inner.len() >= 6
    {
        return LIKELY;
    }
    // `Gartenlaube4`, `HorseShoe5`: a noun and a number.
    let noun = inner.len() >= 6
        && counts.upper > 0
        && inner.first().is_some_and(|c| c.is_uppercase())
        && shape::is_camel_name(inner);
    if counts.digits >= 2 && inner.len() >= 6 || noun {
        3
    } else {
        POSSIBLE
    }
}

/// `Anpfiff15`, `minka2011`: a word that is none of the desk's, and a number.
fn has_chosen_stem(inner: &[char]) -> bool {
    let letters = inner.iter().take_while(|c| c.is_alphabetic()).count();
    let (stem, number) = inner.split_at(letters);
    let cased = stem.iter().skip(1).all(|c| c.is_lowercase());
    letters >= 4
        && cased
        && (1..=4).contains(&number.len())
        && number.iter().all(char::is_ascii_digit)
        && words::may_be_chosen(stem)
}

/// A quoted phrase of some words.
pub(super) fn phrase(text: &[char]) -> u8 {
    let small: String = text.iter().flat_map(|c| c.to_lowercase()).collect();
    let words: Vec<&str> = small.split_whitespace().collect();
    let told = words
        .iter()
        .filter(|w| {
            let bare = w.trim_matches(|c: char| !c.is_alphanumeric());
            bare.is_empty() || words::is_stop(bare) || is_example(bare)
        })
        .count();
    let sentence = matches!(text.last(), Some('.' | '!' | '?' | ':'));
    if !(2..=6).contains(&words.len()) || told > 0 || sentence {
        return 0;
    }
    POSSIBLE
}
