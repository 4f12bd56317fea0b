//! What a candidate looks like by itself.

use super::names::{Part, Sink, digit, truth};
use crate::secrets_in_text::made;
use crate::secrets_in_text::shape::{self, Counts, Strength};
use crate::secrets_in_text::source::{Source, Span};
use crate::secrets_in_text::words;
use crate::secrets_in_text::{judge, known, vocabulary};

/// What a candidate looks like at first sight: one of a few sorts.
pub(super) fn look(source: &Source, span: Span, points: u8) -> Part<'static> {
    let text = source.slice(span);
    let word = source.word(span);
    let counts = Counts::of(text);
    let letters = counts.upper + counts.lower;
    let strength = shape::strength(text);
    match () {
        () if words::is_common(&word) => part!("common"),
        () if letters == 0 && counts.signs == 0 => part!("digits"),
        () if letters == 0 => part!("numeric"),
        () if is_groups(text) => part!("groups"),
        () if shape::is_known(text) => part!("thing"),
        () if strength == Strength::Strong => part!("strong"),
        () if shape::is_uuid(text) || shape::is_hex(text) => part!("hex"),
        () if counts.digits > 0 && judge::is_server_name(text) => part!("machine"),
        () if strength == Strength::Mixed => part!("mixed"),
        () if shape::is_signed(text) => part!("signed"),
        () if counts.digits > 0 && counts.lower == 0 => part!("capitals"),
        () if points >= made::LIKELY => part!("likely"),
        () if points >= made::POSSIBLE => part!("possible"),
        () if counts.digits > 0 => part!("numbered"),
        () if words::is_known_user(&word) => part!("user"),
        () if words::may_be_chosen(text) && counts.upper == 0 => part!("chosen"),
        () if words::may_be_chosen(text) => part!("Chosen"),
        () if words::is_stop(&word) || vocabulary::knows(&word) => part!("word"),
        () if counts.signs > 0 => part!("row"),
        () => part!("other"),
    }
}

/// Its length, its sorts of characters and how they change.
pub(super) fn shape(text: &[char], points: u8, look: Part, s: &mut impl Sink) {
    let counts = Counts::of(text);
    seen!(s, "any");
    seen!(s, "look", look);
    let length = match text.len() {
        0..=4 => part!("4"),
        5 => part!("5"),
        6..=7 => part!("6-7"),
        8..=10 => part!("8-10"),
        11..=15 => part!("11-15"),
        16..=24 => part!("16-24"),
        _ => part!("long"),
    };
    seen!(s, "length", length);
    seen!(s, "length", length, look);
    let sorts = sorts(counts);
    seen!(s, "sorts", Part::of(sorts));
    seen!(s, "runs", Part::of(&runs(text)));
    seen!(s, "points", digit(usize::from(points)));
    let changes = text
        .windows(2)
        .filter(|p| class_of(p[0]) != class_of(p[1]))
        .count();
    seen!(s, "changes", digit(changes));
    if let Some(sign) = text.iter().find(|c| !c.is_alphanumeric()) {
        seen!(s, "sign", Part::of(sign.encode_utf8(&mut [0; 4])));
    }
    if known::is_mail(text) {
        seen!(s, "mail");
    }
    if known::is_path(text) {
        seen!(s, "path");
    }
    if known::has_known_ending(text) {
        seen!(s, "known ending");
    }
    let capital = text.first().is_some_and(|c| c.is_uppercase());
    seen!(s, "capital", truth(capital), look);
    let stem: String = text
        .iter()
        .take_while(|c| c.is_alphabetic())
        .flat_map(|c| c.to_lowercase())
        .collect();
    if stem.len() >= 4 && stem.chars().count() < text.len() {
        let known = truth(vocabulary::knows(&stem));
        seen!(s, "stem known", known);
        seen!(s, "stem known", known, look);
    }
}

/// Which of the four sorts of characters there are.
fn sorts(counts: Counts) -> &'static str {
    const SORTS: [&str; 16] = [
        "", "A", "a", "Aa", "0", "A0", "a0", "Aa0", "!", "A!", "a!", "Aa!", "0!", "A0!", "a0!",
        "Aa0!",
    ];
    let sort = |here: bool, worth: usize| if here { worth } else { 0 };
    SORTS[sort(counts.upper > 0, 1)
        + sort(counts.lower > 0, 2)
        + sort(counts.digits > 0, 4)
        + sort(counts.signs > 0, 8)]
}

/// `W7XTC-9KQLM-2ZRBN`: a product key, a recovery code.
fn is_groups(text: &[char]) -> bool {
    let groups: Vec<&[char]> = text.split(|c| *c == '-').collect();
    let even = |g: &&[char]| {
        (4..=6).contains(&g.len())
            && g.iter()
                .all(|c| c.is_ascii_digit() || c.is_ascii_uppercase())
    };
    groups.len() >= 3
        && groups.iter().all(even)
        && text.iter().any(char::is_ascii_digit)
        && text.iter().any(|c| c.is_alphabetic())
}

fn class_of(c: char) -> char {
    match c {
        c if c.is_uppercase() => 'A',
        c if c.is_alphabetic() => 'a',
        c if c.is_numeric() => '0',
        c => c,
    }
}

/// `Aa0!` for `Sommer2024!`.
fn runs(text: &[char]) -> String {
    let mut runs = String::new();
    for c in text {
        let class = class_of(*c);
        if !runs.ends_with(class) {
            if runs.len() >= 6 {
                runs.push('~');
                break;
            }
            runs.push(class);
        }
    }
    runs
}
