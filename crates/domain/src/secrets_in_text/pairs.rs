//! User name and password side by side, and passwords that stand alone: `root / Xk8!mm2P`.

use super::apart;
use super::beside::{behind_name, hint_pair};
use super::judge::{Candidate, Joint, is_name_with_number, is_secret, is_server_name};
use super::machine::is_machine_line;
use super::made;
use super::shape::{self, Counts, Strength};
use super::source::{Source, Span};
use super::words::{self, Class};
use super::{Finding, FindingKind};

pub(super) fn find(source: &Source, line: usize, found: &mut Vec<Finding>) {
    let tokens = source.tokens(line);
    if tokens.is_empty() || tokens.len() > 400 || is_machine_line(source, line, &tokens) {
        return;
    }
    let words: Vec<String> = tokens
        .iter()
        .map(|t| {
            source
                .word(source.trimmed(*t))
                .trim_end_matches(['?', '!'])
                .to_owned()
        })
        .collect();
    let hint = words.iter().position(|w| words::is_hint(w));
    let about_files = words.iter().any(|w| {
        matches!(
            w.as_str(),
            "chown" | "chgrp" | "gruppe" | "group" | "install" | "image" | "docker"
        )
    });
    let few = tokens.len() <= 5;
    for place in 0..tokens.len() {
        let value = if about_files {
            None
        } else {
            glued(source, tokens[place], few || hint.is_some(), hint.is_some())
                .or_else(|| behind_name(source, &tokens, place, hint))
                .or_else(|| apart::find(source, &tokens, &words, place, few || hint.is_some()))
        };
        let value = value
            .or_else(|| hint_pair(source, &tokens, &words, place, hint))
            .or_else(|| behind_hint(source, &tokens, hint, place))
            .or_else(|| alone(source, tokens[place]));
        if let Some(value) = value {
            found.push(value.found(FindingKind::Password));
        }
    }
    five_fields(source, &tokens, found);
    short_labels(source, &tokens, &words, found);
    below_user(source, line, &tokens, found);
}

/// `root:Xk8!mm2P`, `admin/Kr0kodil!` in one token.
fn glued(source: &Source, token: Span, clear: bool, hinted: bool) -> Option<Span> {
    let span = source.trimmed(token);
    let text = source.slice(span);
    let sign = text
        .iter()
        .position(|c| matches!(c, ':' | '/' | '|' | ';'))?;
    let user = Span {
        from: span.from,
        to: span.from + sign,
    };
    let value = Span {
        from: user.to + 1,
        to: span.to,
    };
    let name = source.slice(user);
    if shape::is_mail(name)
        && name
            .iter()
            .rev()
            .take_while(|c| **c != '.')
            .all(|c| c.is_alphabetic())
    {
        let text = source.slice(value);
        let points = made::points(text);
        // A list of mailboxes and their passwords: nothing else on the line, or the relay they are for.
        let alone = user.from == 0
            || source.at(user.from - 1) == '\n'
            || is_behind_relay(source, user.from);
        let alone = alone && source.at(token.to) == '\n';
        let word = alone && (points >= made::POSSIBLE || words::may_be_chosen(text));
        let fits = match source.at(user.to) {
            ':' => points >= made::LIKELY || word,
            '|' | ';' => points >= made::LIKELY,
            _ => false,
        };
        return fits.then_some(value);
    }
    if !words::is_known_user(&source.word(user)) {
        return unknown_user(source, user, value, hinted);
    }
    let text = source.slice(value);
    if text.first() == Some(&'/') || text.iter().filter(|c| **c == ':').count() >= 3 {
        return None;
    }
    let slash = source.at(user.to) == '/';
    let word = source.word(value);
    let same = word == source.word(user);
    // `admin:admin`, `root:123456`: the poorest there are, where nothing else is meant.
    let rest = source.at(value.to);
    let digits = text.len() >= 5 && text.iter().all(char::is_ascii_digit);
    let alone = (user.from == 0 || source.at(user.from - 1) == '\n') && rest == '\n';
    let twice = !slash && same && (alone || clear && word != "root");
    let poor = twice || digits && clear;
    if poor && is_administrator(&source.word(user)) && !matches!(rest, '/' | ':') {
        return Some(value);
    }
    if slash && !words::is_known_user(&word) && words::is_common(&word) {
        return Some(value);
    }
    let factory = slash && clear && words::is_factory(&word) && (word != "admin" || same);
    // "guest/guest", "admin:statistik": a word beside the name of an account.
    let chosen = words::may_be_chosen(text) && clear || same && slash && is_service(&word);
    let factory = factory || chosen;
    (factory || fits_user(source, value, &source.word(user), clear)).then_some(value)
}

/// `[relay.example.org]:587 user@example.org:value`: a line of `sasl_passwd`.
fn is_behind_relay(source: &Source, user: usize) -> bool {
    let from = (user.saturating_sub(80)..user)
        .rev()
        .find(|n| source.at(*n) == '\n')
        .map_or(user.saturating_sub(80), |n| n + 1);
    let relay = Span { from, to: user };
    let blanks = source
        .slice(relay)
        .iter()
        .filter(|c| c.is_whitespace())
        .count();
    source.at(from) == '[' && source.slice(relay).contains(&']') && blanks == 1
}

/// "Der Zugang (chef/stempeluhr)", "login is lic/l1c3nse": a name nobody knows, where logging in is meant.
fn unknown_user(source: &Source, user: Span, value: Span, hinted: bool) -> Option<Span> {
    let name = source.slice(user);
    let text = source.slice(value);
    let plain = (2..=16).contains(&name.len())
        && name
            .iter()
            .all(|c| c.is_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-'));
    let digits = text.iter().any(char::is_ascii_digit)
        && text.iter().any(|c| c.is_alphabetic())
        && !is_server_name(text);
    let word = source.at(user.from.saturating_sub(1)) == '(' && words::may_be_chosen(text);
    let looks = digits && made::points(text) >= made::POSSIBLE || word;
    let whole = !text.iter().any(|c| matches!(c, '[' | ']' | '/' | ':'));
    (hinted && plain && whole && source.at(user.to) == '/' && looks).then_some(value)
}

/// What stands beside a user's name may look less like a password than what stands alone; least so on a line that is
/// about logging in.
pub(super) fn fits_user(source: &Source, value: Span, user: &str, clear: bool) -> bool {
    let text = source.slice(value);
    let strength = shape::strength(text);
    let counts = Counts::of(text);
    // A factory password printed on the machine: 7HJK29PL.
    let printed = is_printed(text);
    let named = clear && (is_name_with_number(text, counts, strength) || printed);
    let signed = shape::is_signed(text) && (clear || is_administrator(user));
    let needed = if clear { made::POSSIBLE } else { made::LIKELY };
    let points = made::points(text);
    let login = user.split('@').next().unwrap_or_default();
    let telling = points >= needed || text.len() >= 6 && points > made::POSSIBLE;
    let made = (is_administrator(login) && telling || clear && points >= made::LIKELY)
        && !is_server_name(text);
    (strength >= Strength::Mixed || signed || named || made)
        && is_secret(
            source,
            Candidate::alone(value),
            Joint::Firm,
            Class::Password,
        )
}

/// A factory password on the label of a machine: 7HJK29PL.
pub(super) fn is_printed(text: &[char]) -> bool {
    let counts = Counts::of(text);
    counts.lower == 0 && counts.signs == 0 && counts.upper > 2 && counts.digits > 2
}

/// Accounts whose password is their name when they are new.
fn is_service(word: &str) -> bool {
    matches!(
        word,
        "guest" | "ubnt" | "pi" | "gast" | "demo" | "test" | "postgres" | "admin"
    )
}

pub(super) fn is_password_word(word: &str) -> bool {
    words::class_of(word, "") == Some(Class::Password)
}

/// "Zabbix: Admin / zabbix": the password of the factory is the name of the thing.
pub(super) fn is_named_before(
    source: &Source,
    words: &[String],
    place: usize,
    value: Span,
) -> bool {
    let word = source.word(value);
    word.len() >= 5
        && word.chars().all(char::is_alphanumeric)
        && words[place] != "user"
        && is_administrator(&words[place])
        && !words::is_known_user(&word)
        && words[..place].iter().rev().take(4).any(|w| {
            w.split(|c: char| !c.is_alphanumeric())
                .any(|part| part == word)
        })
}

pub(super) fn is_administrator(word: &str) -> bool {
    matches!(word, "root" | "admin" | "administrator" | "sa" | "user")
}

/// Behind "Zugangsdaten", "Login": only what cannot be a name.
fn behind_hint(
    source: &Source,
    tokens: &[Span],
    hint: Option<usize>,
    place: usize,
) -> Option<Span> {
    let hint = hint?;
    if place <= hint || place > hint + 12 {
        return None;
    }
    let mut value = source.trimmed(*tokens.get(place)?);
    if source.at(value.to.saturating_sub(1)) == '?' {
        value.to -= 1;
    }
    let text = source.slice(value);
    let last =
        place + 1 == tokens.len() || matches!(source.at(value.to), '.' | '?' | '!' | ',' | ')');
    let mixed = shape::strength(text) == Strength::Mixed && !is_server_name(text);
    let odd = made::points(text) >= made::LIKELY
        && text.iter().any(|c| shape::is_odd_sign(*c))
        && text.iter().any(|c| c.is_uppercase());
    let strong = (shape::strength(text) == Strength::Strong || last && (mixed || odd))
        && !text.contains(&'=');
    (strong
        && is_secret(
            source,
            Candidate::alone(value),
            if shape::strength(text) == Strength::Strong {
                Joint::Near
            } else {
                Joint::Firm
            },
            Class::Password,
        ))
    .then_some(value)
}

/// Upper, lower, digit and an odd sign in the midst of eight and more: nothing but a password looks like that.
fn alone(source: &Source, token: Span) -> Option<Span> {
    let value = source.trimmed(token);
    let text = source.slice(value);
    if !(8..=40).contains(&text.len()) || Counts::of(text).sorts() < 4 || shape::is_known(text) {
        return None;
    }
    let odd = |c: char| {
        matches!(
            c,
            '!' | '#' | '$' | '*' | '?' | '^' | '~' | '§' | '€' | '+' | '%' | '&' | '@'
        )
    };
    let fitting = |c: &char| c.is_alphanumeric() || odd(*c) || matches!(c, '_' | '-' | '.');
    // An at sign alone is somebody at some place.
    let inside = text
        .iter()
        .take(text.len() - 1)
        .skip(1)
        .filter(|c| odd(**c) && **c != '@')
        .count();
    let first_fits = !matches!(text.first(), Some('$' | '%' | '#' | '@' | '-' | '+'));
    let pieces = text
        .split(|c| !c.is_alphanumeric())
        .filter(|p| p.len() > 1)
        .count();
    (inside > 0
        && first_fits
        && text.iter().all(fitting)
        && !source.word(value).contains("+deb")
        && pieces <= 4
        && shape::strength(text) == Strength::Strong
        && is_secret(
            source,
            Candidate::alone(value),
            Joint::Near,
            Class::Password,
        ))
    .then_some(value)
}

/// `U: root P: Xk8!mm2P`: the short label counts only beside the other one.
fn short_labels(source: &Source, tokens: &[Span], words: &[String], found: &mut Vec<Finding>) {
    let user = tokens.iter().zip(words).position(|(t, w)| {
        matches!(
            w.as_str(),
            "u" | "l" | "b" | "n" | "user" | "login" | "un" | "usr" | "benutzer" | "name"
        ) && source.at(t.to - 1) == ':'
    });
    let Some(user) = user else { return };
    for (place, token) in tokens.iter().enumerate().skip(user + 1) {
        let label = matches!(words[place].as_str(), "p" | "k" | "pw" | "kw" | "pwd")
            && source.at(token.to - 1) == ':';
        if let (true, Some(value)) = (label, tokens.get(place + 1)) {
            let value = source.trimmed(*value);
            if is_secret(
                source,
                Candidate::alone(value),
                Joint::Firm,
                Class::Password,
            ) {
                found.push(value.found(FindingKind::Password));
            }
        }
    }
}

/// A user's name alone on a line, what looks like a password alone on the next one.
fn below_user(source: &Source, line: usize, tokens: &[Span], found: &mut Vec<Finding>) {
    let ([only], Some(above)) = (tokens, line.checked_sub(1)) else {
        return;
    };
    let above = source.tokens(above);
    let [user] = above.as_slice() else { return };
    let value = source.trimmed(*only);
    let telling = shape::strength(source.slice(value)) >= Strength::Mixed
        || words::may_be_chosen(source.slice(value));
    if words::is_known_user(&source.word(source.trimmed(*user)))
        && telling
        && is_secret(
            source,
            Candidate::alone(value),
            Joint::Firm,
            Class::Password,
        )
    {
        found.push(value.found(FindingKind::Password));
    }
}

/// A line of `.pgpass`: host:port:database:user:password.
fn five_fields(source: &Source, tokens: &[Span], found: &mut Vec<Finding>) {
    let (Some(only), 1..=2) = (tokens.last(), tokens.len()) else {
        return;
    };
    let text = source.slice(*only);
    if text.len() > 200 {
        return;
    }
    let fields: Vec<&[char]> = text.split(|c| *c == ':').collect();
    let [_, port, _, _, password] = fields.as_slice() else {
        return;
    };
    let numeric = matches!(port, ['*']) || port.len() == 4 && port.iter().all(char::is_ascii_digit);
    if numeric && password.len() >= 4 && !shape::is_placeholder(password) {
        let value = Span {
            from: only.to - password.len(),
            to: only.to,
        };
        found.push(value.found(FindingKind::Password));
    }
}
