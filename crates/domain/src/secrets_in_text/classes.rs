//! The words that announce a secret, and what sort of it.

use super::lists;

/// Kind of secret a word announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// A password: nearly anything can be one.
    Password,
    /// "pass", which is also a verb: only behind a sign, or what looks like a password by itself.
    Pass,
    /// A PIN: digits.
    Pin,
    /// A token or key: long and without sense.
    Token,
    /// A bare "key" or "Schlüssel": only what cannot be anything else.
    Key,
}

/// Endings of a part that announce a password: Datenbankpasswort, userpassword.
const PASSWORD_ENDINGS: &[&str] = &[
    "passwort",
    "password",
    "passwd",
    "kennwort",
    "passphrase",
    "passcode",
    "paßwort",
    "passwörter",
    "kennwörter",
    "authtok",
    "passworte",
    "passwords",
    "passwoerter",
    "sicherheitsantwort",
    "geheimantwort",
    "sicherheitsfrage",
    "geheimfrage",
];

const PIN_PARTS: &[&str] = &["pin", "puk", "pincode", "tan", "otp", "pins", "puks"];

/// `türcode`, `bestätigungscode`: whole, or the word before "code".
fn is_pin_code(part: &str, before: &str) -> bool {
    let stem = match part
        .strip_suffix("codes")
        .or_else(|| part.strip_suffix("code"))
    {
        Some("") => before,
        Some(stem) => stem,
        None => return false,
    };
    lists::PIN_CODES.contains(stem)
}

/// What the word for a secret at the end of a name announces; `before` is the part or word before it.
pub(super) fn class_of(part: &str, before: &str) -> Option<Class> {
    let part = part.trim_end_matches(|c: char| c.is_ascii_digit());
    // Programs.
    if part.ends_with("passwd")
        && matches!(
            part,
            "htpasswd" | "chpasswd" | "mkpasswd" | "smbpasswd" | "kpasswd"
        )
    {
        return None;
    }
    if is_pin_code(part, before) {
        return Some(Class::Pin);
    }
    if part.ends_with("password") && before == "time"
        || part.starts_with("einmal") && part.len() > 10 && !part.ends_with("code")
    {
        return Some(Class::Pin);
    }
    if part == "pass" && matches!(before, "kee" | "last" | "by" | "com" | "full" | "tres") {
        return None;
    }
    if part == "pass"
        && matches!(
            before,
            "" | "the" | "to" | "we" | "you" | "and" | "user" | "-" | "my"
        )
    {
        return Some(Class::Pass);
    }
    if is_mistyped(part) {
        return Some(Class::Password);
    }
    if lists::PASSWORD_PARTS.contains(part) || PASSWORD_ENDINGS.iter().any(|e| part.ends_with(e)) {
        return Some(Class::Password);
    }
    if PIN_PARTS.contains(&part) {
        return Some(Class::Pin);
    }
    if lists::TOKEN_PARTS.contains(part) || part.len() > 5 && part.ends_with("token") {
        return Some(Class::Token);
    }
    match part {
        "key" | "keys" | "schlüssel" | "schluessel"
            if matches!(
                before,
                "public"
                    | "öffentlicher"
                    | "öffentliche"
                    | "host"
                    | "product"
                    | "registry"
                    | "lizenz"
                    | "license"
                    | "ssh"
                    | "primary"
                    | "foreign"
                    | "sort"
            ) =>
        {
            None
        }
        "key" | "keys" | "schlüssel" | "schluessel" if lists::KEY_QUALIFIERS.contains(before) => {
            Some(Class::Token)
        }
        "key" | "schlüssel" | "schluessel" if lists::WIFI_QUALIFIERS.contains(before) => {
            Some(Class::Password)
        }
        "key" | "schlüssel" | "schluessel" => Some(Class::Key),
        "seed" if matches!(before, "otp" | "totp" | "2fa" | "mfa") => Some(Class::Token),
        "codes" if lists::CODE_QUALIFIERS.contains(before) => Some(Class::Pin),
        "code" if lists::CODE_QUALIFIERS.contains(before) => Some(if before == "pin" {
            Class::Pin
        } else {
            Class::Password
        }),
        "info" if before == "auth" => Some(Class::Password),
        "phrase" if matches!(before, "recovery" | "seed" | "mnemonic" | "pass") => {
            Some(Class::Password)
        }
        "answer" | "antwort" if matches!(before, "secret" | "security" | "sicherheits") => {
            Some(Class::Password)
        }
        _ if part
            .strip_suffix("codes")
            .is_some_and(|stem| lists::CODE_QUALIFIERS.contains(stem)) =>
        {
            Some(Class::Pin)
        }
        _ if part
            .strip_suffix("code")
            .is_some_and(|stem| lists::CODE_QUALIFIERS.contains(stem)) =>
        {
            Some(Class::Password)
        }
        "string" if before == "community" => Some(Class::Password),
        "rocommunity" | "rwcommunity" | "trapcommunity" => Some(Class::Password),
        "community" if matches!(before, "snmp" | "server") => Some(Class::Password),
        "by" if before == "identified" => Some(Class::Password),
        _ => None,
    }
}

/// "Passwrt", "Pasword", "Kenwort": one letter is missing, too many, another, or two have changed places.
fn is_mistyped(part: &str) -> bool {
    let length = part.chars().count();
    if !(6..=9).contains(&length) || !part.starts_with(['p', 'k']) || part == "passport" {
        return false;
    }
    ["passwort", "password", "kennwort"]
        .iter()
        .any(|word| *word != part && is_one_off(word, part))
}

/// One insertion, deletion, change or exchange makes one of the other.
fn is_one_off(one: &str, other: &str) -> bool {
    let (left, right): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let same = left.iter().zip(&right).take_while(|(l, r)| l == r).count();
    match (&left[same..], &right[same..]) {
        ([], [_]) | ([_], []) => true,
        ([first, second, rest @ ..], [other_first, other_second, others @ ..])
            if first == other_second && second == other_first && rest == others =>
        {
            true
        }
        ([_, rest @ ..], [_, others @ ..]) if rest == others => true,
        ([_, rest @ ..], all) if rest == all => true,
        (all, [_, others @ ..]) => all == others,
        _ => false,
    }
}

pub(super) fn is_trailer(part: &str) -> bool {
    lists::TRAILERS.contains(part) || part.chars().all(|c| c.is_ascii_digit())
}

/// What a table's head calls a column of secrets.
pub(super) fn is_secret_column(word: &str) -> bool {
    PASSWORD_ENDINGS.contains(&word)
        || matches!(
            word,
            "pw" | "pwd" | "pass" | "pin" | "kennwörter" | "passwörter" | "secret" | "token"
        )
}
