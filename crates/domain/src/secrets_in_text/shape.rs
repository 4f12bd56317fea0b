//! What a stretch of text looks like: an address, a version, a name — or something only a password is.

pub(super) use super::known::{
    has_known_ending, is_hex, is_ip, is_known, is_mail, is_numeric, is_path, is_url, is_uuid,
    starts,
};

/// How much a text looks like a password by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Strength {
    /// A number, an address, a path, a version …: something of its own.
    Known,
    /// A word or a name.
    Word,
    /// A word with digits, an identifier.
    Name,
    /// Letters and digits in no order of a name.
    Mixed,
    /// Letters with signs in between that no name has.
    Strong,
}

/// Signs that names, paths and numbers do not have.
pub(super) const fn is_odd_sign(c: char) -> bool {
    matches!(
        c,
        '!' | '#'
            | '$'
            | '%'
            | '^'
            | '&'
            | '*'
            | '?'
            | '+'
            | '~'
            | '§'
            | '€'
            | '='
            | '@'
            | '|'
            | '<'
            | '>'
    )
}

/// Judges a text without its surroundings.
pub(super) fn strength(text: &[char]) -> Strength {
    // Signs at the ends are the sentence's or the markup's.
    let inner = core(text);
    if inner.is_empty() || is_known(inner) || is_known(text) {
        return Strength::Known;
    }
    let counts = Counts::of(inner);
    let letters = counts.upper + counts.lower;
    if is_markup(inner) {
        return Strength::Word;
    }
    let two_sorts = counts.digits > 0 || (counts.upper > 0 && counts.lower > 0);
    if inner.len() >= 5 && text.len() >= 6 && letters > 0 && two_sorts && has_telling_sign(inner) {
        return Strength::Strong;
    }
    if counts.digits == 0 || letters == 0 {
        return Strength::Word;
    }
    if text.len() >= 6 && is_scrambled(inner) {
        return Strength::Mixed;
    }
    Strength::Name
}

/// From the first to the last letter or digit.
pub(super) fn core(text: &[char]) -> &[char] {
    let first = text.iter().position(|c| c.is_alphanumeric());
    let last = text.iter().rposition(|c| c.is_alphanumeric());
    match (first, last) {
        (Some(first), Some(last)) => &text[first..=last],
        _ => &[],
    }
}

/// An odd sign that does not simply join two words or numbers (`until+1`, `a=b`).
fn has_telling_sign(inner: &[char]) -> bool {
    let odd = inner.iter().any(|c| is_odd_sign(*c));
    let joins = |c: &char| matches!(c, '+' | '=' | '^' | '&' | '*' | '%' | '~' | '|' | '@');
    let only_joins = inner.iter().filter(|c| is_odd_sign(**c)).all(joins);
    let plain = inner.split(|c| !c.is_alphanumeric()).all(|piece| {
        piece.iter().all(|c| c.is_alphabetic()) || piece.iter().all(|c| c.is_numeric())
    });
    // "vergessen!Bitte": a missing blank.
    let words = inner
        .split(|c| matches!(c, '!' | '?'))
        .all(|piece| piece.iter().all(|c| c.is_alphabetic()));
    odd && !(only_joins && plain) && !words
}

/// `org/repo#123`: a reference, not a password.
pub(super) fn is_reference(text: &[char]) -> bool {
    let inner = core(text);
    let Some(at) = inner.iter().rposition(|c| *c == '#') else {
        return false;
    };
    let (name, number) = inner.split_at(at);
    let number = number.get(1..).unwrap_or_default();
    let digits = number.iter().take_while(|c| c.is_ascii_digit()).count();
    matches!(number.get(digits), None | Some('-'))
        && name
            .iter()
            .all(|c| c.is_alphabetic() || matches!(c, '/' | '-' | '_' | '.'))
}

/// How many characters of which sort.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counts {
    pub(super) upper: usize,
    pub(super) lower: usize,
    pub(super) digits: usize,
    pub(super) signs: usize,
}

impl Counts {
    pub(super) fn of(text: &[char]) -> Self {
        let mut counts = Self::default();
        for c in text {
            if c.is_uppercase() {
                counts.upper += 1;
            } else if c.is_alphabetic() {
                counts.lower += 1;
            } else if c.is_numeric() {
                counts.digits += 1;
            } else {
                counts.signs += 1;
            }
        }
        counts
    }

    /// Upper and lower letters, digits, signs: how many sorts there are.
    pub(super) fn sorts(self) -> usize {
        [self.upper, self.lower, self.digits, self.signs]
            .into_iter()
            .filter(|n| *n > 0)
            .count()
    }
}

/// Digits in the midst of letters, more than a name has: `kx7pp2mm`, not `web17-db1` or `Windows2019`.
fn is_scrambled(text: &[char]) -> bool {
    let digits = text.iter().any(|c| c.is_numeric());
    text.split(|c| matches!(c, '-' | '_' | '.' | '/' | ',' | ':'))
        .any(|part| is_scrambled_part(part) || digits && has_odd_case(part))
}

/// Small before capital where no word begins: `nyTwg`.
fn has_odd_case(part: &[char]) -> bool {
    let odd = part
        .windows(2)
        .any(|p| p[0].is_lowercase() && p[1].is_uppercase());
    part.len() >= 4 && odd && !is_camel_name(part)
}

/// `k4tz3#`, `Winter2012!`: letters and digits with a sign at the end that may be the sentence's.
pub(super) fn is_signed(text: &[char]) -> bool {
    let sign = matches!(
        text.last(),
        Some('!' | '#' | '$' | '%' | '&' | '+' | '§' | '=' | '~')
    );
    text.len() >= 6
        && sign
        && strength(text) == Strength::Name
        && text
            .iter()
            .take(text.len() - 1)
            .all(|c| c.is_alphanumeric())
}

fn is_scrambled_part(part: &[char]) -> bool {
    if part.len() < 5 || is_camel_name(part) {
        return false;
    }
    let digits_at = |n: usize| part.get(n).is_some_and(|c| c.is_numeric());
    let groups = (0..part.len())
        .filter(|n| digits_at(*n) && (*n == 0 || !digits_at(n - 1)))
        .count();
    let counts = Counts::of(part);
    if counts.upper + counts.lower < 2 || counts.digits == 0 {
        return false;
    }
    // Serial numbers and codes are written in capitals.
    if counts.lower == 0 {
        return false;
    }
    let odd_case = part
        .windows(2)
        .filter(|p| p[0].is_lowercase() && p[1].is_uppercase())
        .count();
    let starts_with_digit = digits_at(0);
    groups >= 2 && (counts.upper > 0 || part.len() >= 8)
        || groups == 1 && odd_case >= 1 && (starts_with_digit || odd_case >= 2)
        || groups == 1 && counts.upper > 0 && digit_inside(part)
}

/// Words and numbers in a row, as in `ChaCha20Poly1305` or `Erdbeer3Torte`.
pub(super) fn is_camel_name(part: &[char]) -> bool {
    let mut at = 0;
    while at < part.len() {
        let rest = &part[at..];
        let digits = rest.iter().take_while(|c| c.is_numeric()).count();
        let capitals = rest.iter().take_while(|c| c.is_uppercase()).count();
        let small = rest
            .iter()
            .skip(capitals)
            .take_while(|c| c.is_lowercase())
            .count();
        at += match (digits, capitals, small) {
            (1.., _, _) => digits,
            (_, 0..=1, 3..) | (_, 1, 2) => capitals + small,
            (_, 3.., 0) => capitals,
            _ => return false,
        };
    }
    true
}

/// A digit with letters on both sides, at least two behind it and capitals among them: `aB3kkQ`.
fn digit_inside(part: &[char]) -> bool {
    let Some(last) = part.iter().rposition(|c| c.is_numeric()) else {
        return false;
    };
    let behind = part.get(last + 1..).unwrap_or_default();
    let before = part.iter().take_while(|c| c.is_alphabetic()).count();
    before > 0 && behind.len() >= 2 && behind.iter().any(|c| c.is_uppercase())
}

/// Source code and markup: brackets, tags, entities, comparisons, quotes in the midst.
fn is_markup(text: &[char]) -> bool {
    let sign = |c: &char| {
        matches!(
            c,
            '(' | ')' | '[' | ']' | '{' | '}' | '<' | '>' | '`' | '\\' | '"' | '|' | '“' | '”'
        )
    };
    let entity = text
        .iter()
        .position(|c| *c == '&')
        .is_some_and(|at| text[at..].contains(&';'));
    text.iter().any(sign)
        || entity
        || text
            .windows(2)
            .any(|p| matches!(p, ['=' | '!', '='] | ['&', '&'] | ['=' | '\'', '\'']))
}

/// Stands for a value instead of being one: stars, dots, `<…>`, `${…}`, `$VAR`, `%VAR%`.
pub(super) fn is_placeholder(text: &[char]) -> bool {
    let same = text.windows(2).all(|p| p[0] == p[1])
        && text.len() >= 2
        && !text.iter().all(char::is_ascii_digit);
    let stars = text.windows(3).any(|w| {
        matches!(
            w,
            ['*', '*', '*'] | ['•', '•', '•'] | ['.', '.', '.'] | ['x', 'x', 'x'] | ['X', 'X', 'X']
        )
    }) || text.contains(&'…');
    let bracket = matches!(text, ['<' | '[' | '{' | '(', ..])
        || matches!(text, ['$', '{' | '(' | '_', ..])
        || matches!(
            text,
            ['%', .., '%'] | ['%', 's' | 'd' | 'l' | 'u' | 'c' | 'f' | 'x' | '0' | '.', ..]
        )
        || matches!(text, ['$', rest @ ..] if !rest.is_empty() && rest.iter().all(|c| c.is_ascii_uppercase() || *c == '_' ))
        || matches!(text, ['$', rest @ ..] if rest.len() > 3 && rest.iter().all(|c| c.is_ascii_lowercase() || *c == '_' ));
    same || stars || bracket
}
