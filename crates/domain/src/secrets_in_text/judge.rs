//! Is this the secret? The same text is one behind "Passwort:" and none in the middle of a sentence.

use super::code::{is_code, is_example};
use super::named::{is_dotted_name, is_dotted_word, is_mail_address, is_named_thing};
use super::shape::{self, Counts, Strength};
use super::source::{LONGEST_TOKEN, Source, Span};
use super::words::{self, Class};

pub(super) use super::named::is_server_name;

/// How a value is joined with the word that announces it, from firm to loose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Joint {
    /// By a colon, an equals sign, an arrow, "lautet", or a line of its own.
    Firm,
    /// In quotes directly behind the word.
    Quoted,
    /// By "ist", "is" or a dash.
    Verb,
    /// By "auf", "mit", "to", "with", "als".
    Loose,
    /// By nothing: "Passwort Sommer2024".
    Direct,
    /// Somewhere behind the word in the same sentence.
    Near,
}

/// A value with what matters around it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    pub(super) span: Span,
    /// Nothing more of a sentence behind it.
    pub(super) ends_field: bool,
    /// It stood in quotes.
    pub(super) quoted: bool,
    /// Written as `NAME=value`.
    pub(super) assigned: bool,
    /// A word behind it says that this was set or tried: "auf … geändert".
    pub(super) confirmed: bool,
}

impl Candidate {
    /// A value that stands by itself.
    pub(super) const fn alone(span: Span) -> Self {
        Self {
            span,
            ends_field: true,
            quoted: false,
            assigned: false,
            confirmed: false,
        }
    }
}

/// Decides whether the candidate is a secret of this class.
pub(super) fn is_secret(source: &Source, value: Candidate, joint: Joint, class: Class) -> bool {
    let text = source.slice(value.span);
    let option = matches!(text, ['-', c, ..] if c.is_alphabetic() || *c == '-');
    let option =
        option && (text.starts_with(&['-', '-']) || text.contains(&'=') || text.contains(&'$'));
    if option || text.first() == Some(&'@') && text.contains(&'/') || is_nested(text) {
        return false;
    }
    if text.len() > LONGEST_TOKEN || text.len() < 3 || shape::is_placeholder(text) || is_code(text)
    {
        return false;
    }
    let word = source.word(value.span);
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
    let first_cell = word.split('|').next().unwrap_or_default();
    if first_cell.len() < word.len() && (words::is_stop(first_cell) || is_example(first_cell)) {
        return false;
    }
    // The poorest passwords there are, where one is clearly announced.
    if matches!(&*word, "admin" | "root" | "test") && joint == Joint::Firm && value.ends_field {
        return class == Class::Password;
    }
    // `{"password":null,…`
    if ["null,", "null}", "false,", "true,"]
        .iter()
        .any(|n| word.starts_with(n))
    {
        return false;
    }
    // What is assigned in a configuration is no participle: `requirepass foobared`.
    let stops =
        |word: &str| words::is_stop(word) && !(value.assigned && words::is_only_participle(word));
    if stops(bare) || stops(&word) || is_example(bare) || is_hyphened_stop(bare) {
        return false;
    }
    if shape::is_url(text) || is_mail_address(text) || shape::is_ip(text) {
        return false;
    }
    match class {
        Class::Password => is_password(text, value, joint) && !is_about_passwords(&word, joint),
        Class::Pass => {
            let said = joint == Joint::Verb && value.ends_field && words::may_be_chosen(text);
            let looks = joint == Joint::Firm || said || shape::strength(text) >= Strength::Name;
            looks && !text.contains(&'`') && is_password(text, value, joint)
        }
        Class::Pin => {
            is_pin(text, joint)
                || joint == Joint::Firm && is_password(text, value, joint)
                || shape::strength(text) >= Strength::Mixed && is_password(text, value, joint)
        }
        Class::Token => is_token(text, value, joint),
        Class::Key => is_key(text, joint),
    }
}

/// `{"user":…`, `!vault`: a value of its own sort, not the secret.
pub(super) fn is_nested(text: &[char]) -> bool {
    const TAGS: &[&str] = &[
        "!vault",
        "!secret",
        "!env",
        "!env_var",
        "!ref",
        "!reference",
    ];
    let tag = TAGS.iter().any(|t| text.iter().copied().eq(t.chars()));
    let object = matches!(text, ['{' | '[', '"' | '\'' | '{', ..]);
    let pair = text.windows(3).any(|w| w == ['"', ':', '"']);
    tag || object || pair
}

fn is_password(text: &[char], value: Candidate, joint: Joint) -> bool {
    let counts = Counts::of(text);
    let letters = counts.upper + counts.lower;
    let strength = shape::strength(text);
    let bare_word = counts.digits == 0 && inner_signs(text) == 0;
    if joint == Joint::Verb
        && text.len() >= 5
        && !text.starts_with(&['g', 'e', 'h', 'e', 'i', 'm'])
        && words::is_common(&text.iter().collect::<String>())
    {
        return true;
    }
    match joint {
        Joint::Firm if letters == 0 => is_number_password(text, counts, value),
        Joint::Firm if bare_word => {
            text.len() >= 4
                && (value.quoted || value.ends_field)
                && (hyphens(text) == 0
                    || hyphens(text) >= 3
                    || counts.upper <= 1
                    || !has_known_part(text))
        }
        Joint::Firm => {
            text.len() >= 4 && (!is_named_thing(text) || is_dotted_word(text, value, counts))
        }
        Joint::Quoted if letters == 0 => {
            counts.digits == text.len() && (4..=16).contains(&text.len())
        }
        Joint::Quoted => {
            text.len() >= 4
                && letters > 0
                && (bare_word || !is_named_thing(text) || is_dotted_word(text, value, counts))
                && !(bare_word && counts.upper > 0 && counts.lower == 0)
        }
        // No word of the desk's language: what else would it be.
        Joint::Verb if bare_word && is_chosen(text, value) => true,
        Joint::Loose
            if bare_word && (value.confirmed || value.quoted) && is_chosen(text, value) =>
        {
            true
        }
        Joint::Verb if bare_word => {
            let capital = counts.upper == 1 && text.first().is_some_and(|c| c.is_uppercase());
            let chosen = counts.upper == 0
                && value.ends_field
                && hyphens(text) == 0
                && !words::is_predicate(&text.iter().collect::<String>());
            let row = hyphens(text) >= 2 && value.ends_field;
            text.len() >= 5
                && (value.quoted
                    || chosen
                    || row
                    || capital && value.ends_field && hyphens(text) == 0)
        }
        Joint::Verb => {
            let hex = shape::is_hex(text) && counts.digits > 0 && letters > 0;
            strength >= Strength::Mixed
                || hex && value.ends_field
                || strength == Strength::Name
                    && text.len() >= 5
                    && (value.ends_field || value.quoted)
        }
        Joint::Loose => {
            let named = is_name_with_number(text, counts, strength)
                && value.ends_field
                && (counts.upper > 0 || value.confirmed);
            strength >= Strength::Mixed
                || shape::is_signed(text)
                || value.quoted && strength >= Strength::Name
                || named
                || value.confirmed && has_number_inside(text)
                || value.confirmed
                    && bare_word
                    && counts.upper == 0
                    && text.len() >= 5
                    && hyphens(text) == 0
                    && !words::is_predicate(&text.iter().collect::<String>())
        }
        Joint::Direct => {
            let small: String = text.iter().collect();
            if value.ends_field && small != "admin" && words::is_common(&small) {
                return true;
            }
            let named = is_name_with_number(text, counts, strength) || has_number_inside(text);
            strength >= Strength::Mixed || shape::is_signed(text) || value.ends_field && named
        }
        Joint::Near => {
            let telling =
                strength == Strength::Strong || strength == Strength::Mixed && text.len() >= 8;
            telling && !shape::is_reference(text)
        }
    }
}

/// A noun that nobody uses at a support desk; one in small letters only where nothing goes on behind it.
fn is_chosen(text: &[char], value: Candidate) -> bool {
    let capital = text.first().is_some_and(|c| c.is_uppercase())
        && text.iter().skip(1).all(|c| c.is_lowercase() || *c == '-');
    let small = text.iter().all(|c| c.is_lowercase()) && (value.ends_field || value.quoted);
    (capital || small) && words::may_be_chosen(text)
}

/// `VPN-Zugang`, `Root-Server`: a noun made of known ones.
fn has_known_part(text: &[char]) -> bool {
    let small: String = text.iter().flat_map(|c| c.to_lowercase()).collect();
    small.split('-').any(|part| {
        words::is_stop(part)
            || words::is_hint(part)
            || words::is_public_label(part)
            || words::is_known_user(part)
            || super::lists::MACHINES.contains(part)
            || part.len() < 3
            || [
                "ung",
                "verfahren",
                "eintrag",
                "versand",
                "anfrage",
                "link",
                "reset",
                "code",
            ]
            .iter()
            .any(|e| part.ends_with(e))
    })
}

/// `Sommer2024`, but no name of a server.
pub(super) fn is_name_with_number(text: &[char], counts: Counts, strength: Strength) -> bool {
    strength == Strength::Name
        && text.len() >= 6
        && counts.digits >= 2
        && counts.upper + counts.lower >= 3
        && counts.lower > 0
        && !is_server_name(text)
}

/// `Erdbeer3Torte`, `ftitny29nt`: digits between letters, longer than names are.
fn has_number_inside(text: &[char]) -> bool {
    let counts = Counts::of(text);
    let first = text.iter().position(|c| c.is_numeric());
    let last = text.iter().rposition(|c| c.is_numeric());
    let (Some(first), Some(last)) = (first, last) else {
        return false;
    };
    let torn = counts.upper > 0 && counts.lower > 0 && shape::is_camel_name(text);
    text.len() >= 8
        && counts.signs == 0
        && counts.lower > 0
        && (torn && first > 2 && last + 3 < text.len()
            || counts.upper == 0 && last + 2 < text.len())
        && !is_server_name(text)
}

/// Four digits and more by themselves; anything else without letters is a date, a time, a price.
fn is_number_password(text: &[char], counts: Counts, value: Candidate) -> bool {
    let odd = text.iter().filter(|c| shape::is_odd_sign(**c)).count();
    let digits_only = counts.digits == text.len();
    counts.digits >= 4
        && (digits_only && value.ends_field && text.len() <= 16
            || odd > 0 && !digits_only && text.first() != Some(&'#'))
}

/// `sha256_password`, `passwort-manager`: a name with such a word in it, where nothing firm joins.
fn is_about_passwords(word: &str, joint: Joint) -> bool {
    joint != Joint::Firm
        && word.split(['_', '-', ':']).count() > 1
        && word
            .split(['_', '-', ':'])
            .any(|part| matches!(part, "password" | "passwort" | "kennwort" | "passwords"))
}

fn is_pin(text: &[char], joint: Joint) -> bool {
    let digits = text.iter().filter(|c| c.is_ascii_digit()).count();
    joint != Joint::Near
        && (4..=12).contains(&digits)
        && text
            .iter()
            .all(|c| c.is_ascii_digit() || matches!(c, '-' | '.'))
        && text.iter().filter(|c| **c == '.').count() < 2
}

fn is_token(text: &[char], value: Candidate, joint: Joint) -> bool {
    let counts = Counts::of(text);
    let letters = counts.upper + counts.lower;
    let both = counts.digits > 0 && letters > 0;
    let known = shape::is_path(text) || is_dotted_name(text) || shape::is_numeric(text);
    let strength = shape::strength(text);
    let hex = shape::is_hex(text) && text.len() >= 16;
    let base32 = text.len() >= 16
        && text
            .iter()
            .all(|c| c.is_ascii_uppercase() || matches!(c, '2'..='7'));
    let random = strength >= Strength::Mixed || hex || base32 || shape::is_uuid(text);
    let spread = counts.upper > 2 && counts.lower > 2 && text.len() >= 20;
    if text.len() < 8 || known || shape::starts(text, "ssh-") || shape::starts(text, "SHA256:") {
        return false;
    }
    match joint {
        // `JWT_SECRET=…`: in a line of configuration a word is one as well.
        Joint::Firm => {
            both && (random || value.ends_field || value.quoted)
                || spread
                || value.assigned && words::may_be_chosen(text)
        }
        Joint::Quoted => both && random || spread,
        Joint::Verb => {
            both && (random || super::made::points(text) >= super::made::LIKELY && text.len() >= 10)
        }
        Joint::Loose => both && random,
        Joint::Direct | Joint::Near => text.len() >= 16 && both && random,
    }
}

fn is_key(text: &[char], joint: Joint) -> bool {
    let hex = shape::is_hex(text) && text.len() >= 20;
    let mixed = shape::strength(text) >= Strength::Mixed && text.len() >= 12;
    let known = shape::is_path(text)
        || is_dotted_name(text)
        || shape::starts(text, "ssh-")
        || shape::starts(text, "SHA256:")
        || shape::starts(text, "AAAA");
    matches!(joint, Joint::Firm | Joint::Verb) && !known && (hex || mixed)
}

/// Signs that are not the sentence's end and not a hyphen between words.
fn inner_signs(text: &[char]) -> usize {
    let end = text
        .iter()
        .rposition(|c| !matches!(c, '!' | '?' | '.'))
        .map_or(0, |n| n + 1);
    text.iter()
        .take(end)
        .filter(|c| !c.is_alphanumeric() && **c != '-')
        .count()
}

fn hyphens(text: &[char]) -> usize {
    text.iter().filter(|c| **c == '-').count()
}

/// "SMS-Versand", "Groß-": the first part says that no password comes.
fn is_hyphened_stop(word: &str) -> bool {
    word.split('-').count() <= 2
        && word.split('-').next().is_some_and(|first| {
            first.len() < word.len()
                && words::is_stop(first)
                && !word.chars().any(|c| c.is_ascii_digit())
        })
}
