//! What a stretch of text looks like: an address, a version, a name — or something only a password is.

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
    text.split(|c| matches!(c, '-' | '_' | '.' | '/' | ',' | ':'))
        .any(is_scrambled_part)
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

/// Things with a form of their own that no password has by accident.
pub(super) fn is_known(text: &[char]) -> bool {
    text.is_empty()
        || is_numeric(text)
        || is_url(text)
        || is_mail(text)
        || is_ip(text)
        || is_host(text)
        || is_path(text)
        || is_uuid(text)
        || is_hex(text)
        || is_version(text)
        || is_public_key(text)
}

/// No letter at all: numbers, dates, times, money, phone numbers.
pub(super) fn is_numeric(text: &[char]) -> bool {
    !text.iter().any(|c| c.is_alphabetic())
}

pub(super) fn is_url(text: &[char]) -> bool {
    text.windows(3).any(|w| w == [':', '/', '/']) || starts(text, "www.") || starts(text, "mailto:")
}

/// `name@host` with a dot behind the sign, or plain small letters on both sides.
pub(super) fn is_mail(text: &[char]) -> bool {
    let mut parts = text.split(|c| *c == '@');
    let (Some(name), Some(host), None) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let plain = |part: &[char]| {
        !part.is_empty()
            && part.iter().all(|c| {
                c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '+' | '%' | ':' | '/' | '~')
            })
    };
    let small = |part: &[char]| !part.iter().any(|c| c.is_uppercase());
    let one_sort = |part: &[char]| part.iter().all(|c| c.is_alphabetic());
    plain(name)
        && plain(host)
        && (host.iter().skip(1).any(|c| *c == '.')
            || small(name) && small(host)
            || one_sort(name)
            || one_sort(host)
            || is_hex(host))
}

pub(super) fn is_ip(text: &[char]) -> bool {
    let v4 = text.iter().filter(|c| **c == '.').count() >= 3
        && text
            .iter()
            .all(|c| c.is_ascii_digit() || matches!(c, '.' | '/' | ':'));
    let colons = text.iter().filter(|c| **c == ':').count();
    let v6 = colons >= 2
        && text
            .iter()
            .all(|c| c.is_ascii_hexdigit() || matches!(c, ':' | '.' | '/' | '%'));
    v4 || v6
}

/// Labels with dots, the last one a domain or a file ending; or all in small letters.
fn is_host(text: &[char]) -> bool {
    const ENDINGS: &[&str] = &[
        "de", "com", "net", "org", "eu", "info", "io", "at", "ch", "local", "lan", "intern", "biz",
        "dev", "app", "cloud", "php", "html", "htm", "conf", "cfg", "log", "txt", "gz", "zip",
        "tar", "iso", "rpm", "deb", "sql", "sh", "py", "js", "json", "xml", "yml", "yaml", "ini",
        "pdf", "png", "jpg", "exe", "msi", "dll", "service", "timer", "socket", "pem", "crt",
        "key", "csr", "pub", "bak", "csv", "xlsx", "docx", "env", "htaccess",
    ];
    let labels: Vec<&[char]> = text.split(|c| *c == '.').collect();
    if labels.len() < 2 || labels.iter().skip(1).any(|l| l.is_empty()) {
        return false;
    }
    let plain = |c: &char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':' | '*' | '/');
    if !text.iter().all(plain) {
        return false;
    }
    let last: String = labels
        .last()
        .map(|l| l.iter().take_while(|c| c.is_alphanumeric()).collect())
        .unwrap_or_default();
    ENDINGS.contains(&last.to_lowercase().as_str()) || !text.iter().any(|c| c.is_uppercase())
}

/// `/etc/hosts`, `~/x`, `C:\x`, `\\nas\x`, `a/b/c`.
pub(super) fn is_path(text: &[char]) -> bool {
    let plain = |c: &char| {
        c.is_alphanumeric()
            || matches!(
                c,
                '/' | '\\' | '.' | '-' | '_' | '~' | ':' | '*' | '@' | '+'
            )
    };
    if !text.iter().all(plain) {
        return false;
    }
    let slashes = text.iter().filter(|c| **c == '/').count();
    let rooted = matches!(text, ['/', c, ..] if c.is_alphanumeric() || *c == '.')
        || matches!(text, ['~' | '.', '/', ..] | ['.', '.', '/', ..])
        || matches!(text, [d, ':', '\\', ..] if d.is_alphabetic())
        || matches!(text, ['\\', '\\', ..]);
    let words = || {
        text.split(|c| *c == '/').all(|s| {
            s.iter()
                .all(|c| c.is_lowercase() || matches!(c, '-' | '_' | '.'))
        })
    };
    rooted || slashes >= 2 && !is_base64_like(text) || slashes == 1 && words()
}

fn is_base64_like(text: &[char]) -> bool {
    let counts = Counts::of(text);
    text.len() >= 24 && counts.upper >= 6 && counts.lower >= 6 && counts.digits >= 1
}

pub(super) fn is_uuid(text: &[char]) -> bool {
    text.len() == 36
        && text.iter().enumerate().all(|(n, c)| {
            if matches!(n, 8 | 13 | 18 | 23) {
                *c == '-'
            } else {
                c.is_ascii_hexdigit()
            }
        })
}

/// Checksums, commits, addresses: hexadecimal digits in one case, from seven on, or with `0x`.
pub(super) fn is_hex(text: &[char]) -> bool {
    let digits = match text {
        ['0', 'x' | 'X', rest @ ..] => return rest.iter().all(char::is_ascii_hexdigit),
        ['s' | 'S', 'h' | 'H', 'a' | 'A', '2', '5', '6', ':', ..] => return true,
        rest => rest,
    };
    let one_case = !(digits.iter().any(char::is_ascii_lowercase)
        && digits.iter().any(char::is_ascii_uppercase));
    digits.len() >= 7 && one_case && digits.iter().all(|c| c.is_ascii_hexdigit() || *c == ':')
}

/// `v2.14.3-rc1`, `5.14.0-362.el9.x86_64`, `16-alpine`, `E5-2620v4`, `12GB`.
fn is_version(text: &[char]) -> bool {
    let plain = text
        .iter()
        .all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '~' | '+' | ':' | ','));
    if !plain {
        return false;
    }
    let digits = match text.first() {
        Some('v' | 'V') => text.get(1..).unwrap_or_default(),
        _ => text,
    };
    let leading = digits.iter().take_while(|c| c.is_ascii_digit()).count();
    let next = digits.get(leading);
    let unit =
        digits.len() - leading <= 4 && digits.iter().skip(leading).all(|c| c.is_alphabetic());
    leading > 0 && (next == Some(&'.') && digits.iter().filter(|c| **c == '.').count() >= 1 || unit)
        || leading > 0
            && next == Some(&'-')
            && digits.iter().skip(leading + 1).all(|c| c.is_lowercase())
}

fn is_public_key(text: &[char]) -> bool {
    starts(text, "AAAAB3Nza")
        || starts(text, "AAAAC3Nza")
        || starts(text, "AAAAE2V")
        || starts(text, "ssh-")
}

pub(super) fn starts(text: &[char], prefix: &str) -> bool {
    let mut chars = text.iter();
    prefix.chars().all(|c| chars.next() == Some(&c))
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
