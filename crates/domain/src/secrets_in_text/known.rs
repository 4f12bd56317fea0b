//! Things with a form of their own that no password has by accident: addresses, paths, versions, checksums.

use super::shape::Counts;

/// Any of them.
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
    plain(name)
        && plain(host)
        && (host.iter().skip(1).any(|c| *c == '.') || small(name) && small(host) || is_hex(host))
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

const ENDINGS: &[&str] = &[
    "de", "com", "net", "org", "eu", "info", "io", "at", "ch", "local", "lan", "intern", "biz",
    "dev", "app", "cloud", "php", "html", "htm", "conf", "cfg", "log", "txt", "gz", "zip", "tar",
    "iso", "rpm", "deb", "sql", "sh", "py", "js", "json", "xml", "yml", "yaml", "ini", "pdf",
    "png", "jpg", "exe", "msi", "dll", "service", "timer", "socket", "pem", "crt", "key", "csr",
    "pub", "bak", "csv", "xlsx", "docx", "env", "htaccess",
];

/// `config.inc.php`, `panel.example.org`: the last label is a domain or a sort of file.
pub(super) fn has_known_ending(text: &[char]) -> bool {
    let last: String = text
        .rsplit(|c| *c == '.')
        .next()
        .map(|l| l.iter().take_while(|c| c.is_alphanumeric()).collect())
        .unwrap_or_default();
    ENDINGS.contains(&last.to_lowercase().as_str())
}

/// Labels with dots, the last one a domain or a file ending; or all in small letters.
fn is_host(text: &[char]) -> bool {
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
    if last.len() > 2 && last.chars().all(|c| c.is_ascii_digit()) && labels.len() == 2 {
        return false;
    }
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
    let unit = digits.len() - leading <= 3
        && leading <= 6
        && digits.iter().skip(leading).all(|c| c.is_alphabetic());
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
