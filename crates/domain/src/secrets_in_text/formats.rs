//! Things known by their own form, wherever they stand: key blocks, password hashes, tokens, passwords in addresses.

use super::code::is_example;
use super::prefixes::{HASHES, PARAMETERS, TOKENS};
use super::shape::{self, Counts};
use super::source::{Source, Span, is_quote};
use super::{Finding, FindingKind};

pub(super) fn find(source: &Source, found: &mut Vec<Finding>) {
    let mut at = 0;
    while at < source.chars.len() {
        let finding = beginning_at(source, at);
        at = match finding {
            Some(finding) => {
                found.push(finding);
                finding.to.max(at + 1)
            }
            None => at + 1,
        };
    }
}

fn beginning_at(source: &Source, at: usize) -> Option<Finding> {
    let before = at.checked_sub(1).map_or(' ', |before| source.at(before));
    match source.at(at) {
        '-' if before != '-' => key_block(source, at),
        ':' => user_info(source, at),
        '?' | '&' => parameter(source, at),
        '/' => key_in_path(source, at),
        '*' => native_hash(source, at),
        '$' | '{' => hash(source, at),
        _ if before.is_alphanumeric() => None,
        'p' | 'P' => putty(source, at)
            .or_else(|| hash(source, at))
            .or_else(|| token(source, at)),
        's' | 'S' => hash(source, at).or_else(|| token(source, at)),
        'e' => json_web_token(source, at).or_else(|| token(source, at)),
        'b' | 'B' => authorization(source, at),
        'h' => slack(source, at).or_else(|| token(source, at)),
        '0'..='9' => telegram(source, at).or_else(|| recovery_key(source, at)),
        c if c.is_ascii_alphabetic() => token(source, at),
        _ => None,
    }
}

fn exactly(source: &Source, at: usize, text: &str) -> bool {
    text.chars()
        .enumerate()
        .all(|(n, c)| source.at(at + n) == c)
}

/// Longest token or hash; no run is followed farther, so that no text costs more than its length times this.
const LONGEST: usize = 600;

/// Behind the last character of the sort.
fn run(source: &Source, from: usize, of: impl Fn(char) -> bool) -> usize {
    let limit = (from + LONGEST).min(source.chars.len());
    let mut to = from;
    while to < limit && of(source.at(to)) {
        to += 1;
    }
    to
}

const fn is_token_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-')
}

fn token(source: &Source, at: usize) -> Option<Finding> {
    let format = TOKENS.iter().find(|f| exactly(source, at, f.prefix))?;
    let body = at + format.prefix.chars().count();
    let mut to = run(source, body, |c| {
        is_token_char(c) || (format.dots && c == '.')
    });
    while to > body && source.at(to - 1) == '.' {
        to -= 1;
    }
    let span = Span { from: at, to };
    let counts = Counts::of(source.slice(span));
    // Thirty letters of both sorts in no order are no word either.
    let digits = counts.digits > 0 || counts.upper > 5 && counts.lower > 5 && span.len() >= 30;
    let hex = format.prefix != "key-"
        || source
            .slice(Span { from: body, to })
            .iter()
            .all(char::is_ascii_hexdigit);
    (to - body >= format.body && digits && hex).then(|| span.found(FindingKind::Token))
}

fn json_web_token(source: &Source, at: usize) -> Option<Finding> {
    if !exactly(source, at, "eyJ") {
        return None;
    }
    let to = run(source, at, |c| is_token_char(c) || c == '.');
    let dots = source
        .slice(Span { from: at, to })
        .iter()
        .filter(|c| **c == '.')
        .count();
    (to - at >= 40 && dots >= 2).then(|| Span { from: at, to }.found(FindingKind::Token))
}

/// `Bearer …` and `Basic …` of an HTTP header.
fn authorization(source: &Source, at: usize) -> Option<Finding> {
    let (word, needed) = match () {
        () if source.starts(at, "bearer ") => (7, 16),
        () if source.starts(at, "basic ") => (6, 8),
        () => return None,
    };
    let from = source.skip_blanks(at + word, at + word + 4);
    let to = run(source, from, |c| {
        is_token_char(c) || matches!(c, '.' | '+' | '/' | '=' | '~')
    });
    let span = Span { from, to };
    let counts = Counts::of(source.slice(span));
    let random = counts.digits > 0 && counts.upper > 0 || counts.digits > 3;
    let basic = word == 7 || source.at(to.saturating_sub(1)) == '=' || counts.upper > 2;
    (span.len() >= needed && random && basic && !shape::is_placeholder(source.slice(span)))
        .then(|| span.found(FindingKind::Token))
}

fn slack(source: &Source, at: usize) -> Option<Finding> {
    const PATH: &str = "/services/T";
    if !exactly(source, at, "hooks.") {
        return None;
    }
    let host = run(source, at, |c| {
        c.is_ascii_alphanumeric() || matches!(c, '.' | '-')
    });
    if !exactly(source, host, PATH) {
        return None;
    }
    let from = host + PATH.len() - 1;
    let to = run(source, from, |c| is_token_char(c) || c == '/');
    (to - from >= 20).then(|| Span { from, to }.found(FindingKind::Token))
}

/// `123456789:AA…` of a Telegram bot.
fn telegram(source: &Source, at: usize) -> Option<Finding> {
    let digits = run(source, at, |c| c.is_ascii_digit());
    if !(8..=11).contains(&(digits - at)) || !exactly(source, digits, ":AA") {
        return None;
    }
    let to = run(source, digits + 1, is_token_char);
    (to - digits >= 28).then(|| Span { from: at, to }.found(FindingKind::Token))
}

/// Eight groups of six digits: the recovery key of a Windows drive.
fn recovery_key(source: &Source, at: usize) -> Option<Finding> {
    let to = run(source, at, |c| c.is_ascii_digit() || c == '-');
    let groups = source.slice(Span { from: at, to }).split(|c| *c == '-');
    let (count, six) = groups.fold((0, true), |(n, six), g| (n + 1, six && g.len() == 6));
    (count == 8 && six).then(|| Span { from: at, to }.found(FindingKind::Token))
}

fn hash(source: &Source, at: usize) -> Option<Finding> {
    let (prefix, needed) = HASHES
        .iter()
        .find(|(prefix, _)| exactly(source, at, prefix))?;
    let body = at + prefix.len();
    let to = run(source, body, |c| {
        c.is_ascii_alphanumeric() || matches!(c, '.' | '/' | '$' | '+' | '=' | ',' | '-' | '_')
    });
    let mut to = to;
    while to > body && matches!(source.at(to - 1), '.' | ',') {
        to -= 1;
    }
    (to - body >= *needed).then(|| Span { from: at, to }.found(FindingKind::Hash))
}

/// `*` and 40 hexadecimal digits: a password of MySQL.
fn native_hash(source: &Source, at: usize) -> Option<Finding> {
    let to = run(source, at + 1, |c| {
        c.is_ascii_digit() || matches!(c, 'A'..='F')
    });
    (to - at == 41 && !source.at(to).is_alphanumeric())
        .then(|| Span { from: at + 1, to }.found(FindingKind::Hash))
}

/// `-----BEGIN … PRIVATE KEY-----` to its end, or to the end of the text if that was cut off.
fn key_block(source: &Source, at: usize) -> Option<Finding> {
    if !exactly(source, at, "-----BEGIN ") {
        return None;
    }
    let label_end = run(source, at + 11, |c| c.is_ascii_alphanumeric() || c == ' ').min(at + 60);
    let label: String = source
        .slice(Span {
            from: at,
            to: label_end,
        })
        .iter()
        .collect();
    if !label.contains("PRIVATE KEY") && !label.contains("OpenVPN Static key") {
        return None;
    }
    let mut to = label_end;
    // Without a run of data it is only talked about, or was cut out.
    let mut data = (0, 0);
    while to < source.chars.len() && !exactly(source, to, "-----BEGIN ") {
        let encoded =
            source.at(to).is_ascii_alphanumeric() || matches!(source.at(to), '+' | '/' | '=');
        data.0 = if encoded { data.0 + 1 } else { 0 };
        data.1 = data.0.max(data.1);
        if exactly(source, to, "-----END ") {
            let line = run(source, to, |c| c != '\n');
            let mut end = line;
            while end > to && source.at(end - 1) != '-' {
                end -= 1;
            }
            return (data.1 >= LEAST_DATA)
                .then(|| Span { from: at, to: end }.found(FindingKind::PrivateKey));
        }
        to += 1;
    }
    (data.1 >= LEAST_DATA).then(|| Span { from: at, to }.found(FindingKind::PrivateKey))
}

/// Characters of one run of a key that was not cut out.
const LEAST_DATA: usize = 14;

fn putty(source: &Source, at: usize) -> Option<Finding> {
    if !source.starts(at, "putty-user-key-file-") {
        return None;
    }
    let mut to = at;
    while to < source.chars.len() {
        if source.starts(to, "private-mac") {
            break;
        }
        to += 1;
    }
    let to = run(source, to, |c| c != '\n');
    Some(Span { from: at, to }.found(FindingKind::PrivateKey))
}

/// `scheme://user:password@host`; `at` is the first colon.
fn user_info(source: &Source, at: usize) -> Option<Finding> {
    if !exactly(source, at, "://") || !source.at(at.checked_sub(1)?).is_ascii_alphanumeric() {
        return None;
    }
    let start = at + 3;
    let limit = (start + LONGEST).min(source.chars.len());
    let mut end = start;
    let mut sign = None;
    while end < limit {
        match source.at(end) {
            c if c.is_whitespace() || is_quote(c) || matches!(c, '<' | '>' | '\\') => break,
            '/' | '?' if sign.is_some() => break,
            '@' => sign = Some(end),
            _ => {}
        }
        end += 1;
    }
    let sign = sign?;
    // `https://<key>@sentry.example`: the name is the key.
    let name = Span {
        from: start,
        to: sign,
    };
    if name.len() == 32 && shape::is_hex(source.slice(name)) {
        return Some(name.found(FindingKind::Token));
    }
    let colon = (start..sign).find(|n| source.at(*n) == ':')?;
    // A slash before the colon means that the at sign belongs to the path.
    if (start..colon).any(|n| source.at(n) == '/') {
        return None;
    }
    let password = Span {
        from: colon + 1,
        to: sign,
    };
    let text = source.slice(password);
    let numeric_port = text.contains(&'/');
    (password.len() > 0
        && !numeric_port
        && !shape::is_placeholder(text)
        && !is_example(&source.word(password)))
    .then(|| password.found(FindingKind::Url))
}

/// `?password=…` and `&token=…` of an address; `at` is the sign before.
fn parameter(source: &Source, at: usize) -> Option<Finding> {
    let name_end = run(source, at + 1, is_token_char).min(at + 20);
    if source.at(name_end) != '=' {
        return None;
    }
    let name = source.word(Span {
        from: at + 1,
        to: name_end,
    });
    let (_, needed) = PARAMETERS.iter().find(|(known, _)| *known == name)?;
    let needed = &if name == "key" { 8 } else { *needed };
    let from = name_end + 1;
    let to = run(source, from, |c| {
        !c.is_whitespace() && !is_quote(c) && !matches!(c, '&' | '#' | '<' | '>' | ')' | ',')
    });
    let value = Span { from, to };
    let text = source.slice(value);
    (value.len() >= *needed && !shape::is_placeholder(text) && !is_example(&source.word(value)))
        .then(|| value.found(FindingKind::Url))
}

/// `/reset-password/<random>`, `/magic/<random>`: whoever has the address is in; `at` is the sign before the name.
fn key_in_path(source: &Source, at: usize) -> Option<Finding> {
    const NAMES: &[&str] = &[
        "reset",
        "password",
        "passwort",
        "magic",
        "autologin",
        "invite",
        "einladung",
        "login-link",
        "one-time",
        "sso",
        "webhook",
    ];
    let name_end = run(source, at + 1, is_token_char).min(at + 30);
    // The session of a cPanel.
    if source.starts(at + 1, "cpsess") && name_end > at + 14 {
        return Some(
            Span {
                from: at + 7,
                to: name_end,
            }
            .found(FindingKind::Url),
        );
    }
    if source.at(name_end) != '/' {
        return None;
    }
    let name = source.word(Span {
        from: at + 1,
        to: name_end,
    });
    if !NAMES.iter().any(|n| name.contains(n)) {
        return None;
    }
    // `/webhooks/<number>/<random>`.
    let number = run(source, name_end + 1, |c| c.is_ascii_digit());
    let start = if number > name_end + 1 && source.at(number) == '/' {
        number + 1
    } else {
        name_end + 1
    };
    let to = run(source, start, is_token_char);
    let value = Span { from: start, to };
    let counts = Counts::of(source.slice(value));
    (value.len() >= 20 && counts.digits >= 3 && counts.upper + counts.lower >= 3)
        .then(|| value.found(FindingKind::Url))
}
