//! The words: what stands for a secret, what joins it with its value, and what shows that none is meant.

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

/// Words that announce a user name and a password together.
pub(super) fn is_hint(word: &str) -> bool {
    lists::HINTS.contains(word)
        || [
            "zugang",
            "zugangsdaten",
            "login",
            "logindaten",
            "-daten",
            "credentials",
        ]
        .iter()
        .any(|e| word.len() > e.len() && word.ends_with(e))
}

/// "FTP-Account", "Gäste-WLAN": a label of a name and a password.
pub(super) fn is_hint_compound(word: &str) -> bool {
    word.rsplit('-').next().is_some_and(|last| {
        matches!(
            last,
            "account" | "zugang" | "login" | "wlan" | "wifi" | "user" | "benutzer" | "konto"
        )
    })
}

/// Labels whose value is no secret.
pub(super) fn is_public_label(word: &str) -> bool {
    lists::LABELS.contains(word)
}

/// Names people log in with.
pub(super) fn is_known_user(word: &str) -> bool {
    lists::USERS.contains(word)
}

/// Factory passwords that are words.
pub(super) fn is_factory(word: &str) -> bool {
    lists::FACTORY.contains(word)
}

/// What most people choose.
pub(super) fn is_common(word: &str) -> bool {
    lists::COMMON.contains(word) || is_factory(word)
}

/// Joins a word with its value: is, lautet.
pub(super) fn is_verb(word: &str) -> bool {
    lists::VERBS.contains(word)
}

/// Says what something is.
pub(super) fn is_copula(word: &str) -> bool {
    matches!(
        word,
        "ist"
            | "is"
            | "war"
            | "was"
            | "lautet"
            | "lautete"
            | "sei"
            | "wäre"
            | "heißt"
            | "heisst"
            | "being"
    )
}

/// Joins so firmly that a bare word may follow.
pub(super) fn is_firm_verb(word: &str) -> bool {
    matches!(
        word,
        "lautet" | "lauten" | "heißt" | "heisst" | "lautete" | "hieß" | "reads" | "equals"
    )
}

/// Behind a value: it was set, tried, or is meant for a while.
pub(super) fn confirms(word: &str) -> bool {
    matches!(
        word,
        "geändert"
            | "gesetzt"
            | "gestellt"
            | "zurückgesetzt"
            | "abgeändert"
            | "umgestellt"
            | "gewechselt"
            | "wechseln"
            | "festgelegt"
            | "angepasst"
            | "klappt"
            | "funktioniert"
            | "geht"
            | "works"
            | "gewählt"
            | "vergeben"
            | "verwendet"
            | "benutzt"
            | "eingetragen"
            | "hinterlegt"
            | "probiert"
            | "versucht"
            | "for"
            | "yesterday"
            | "today"
            | "gestern"
            | "heute"
            | "now"
            | "instead"
            | "vergebe"
            | "hinterlegen"
            | "eintragen"
            | "einrichten"
            | "nehmen"
            | "verwenden"
            | "heißen"
            | "genommen"
            | "vereinbart"
            | "geschützt"
            | "gesichert"
            | "versehen"
            | "verschlüsselt"
            | "protected"
            | "encrypted"
            | "secured"
            | "agreed"
            | "einstellen"
            | "eingestellt"
            | "festlegen"
            | "setzen"
            | "ändern"
            | "zurücksetzen"
    )
}

/// May stand between the word and its value without meaning anything.
pub(super) fn is_filler(word: &str) -> bool {
    lists::FILLERS.contains(word)
}

/// Shows that the value is elsewhere, or that the sentence is about something else.
pub(super) fn is_stop(word: &str) -> bool {
    ends_search(word) || lists::PLACES.contains(word)
}

/// In no list, but of the form.
pub(super) fn is_only_participle(word: &str) -> bool {
    !lists::STOP.contains(word) && !lists::PLACES.contains(word)
}

/// Shows, on the way to a value, that none comes.
pub(super) fn ends_search(word: &str) -> bool {
    lists::STOP.contains(word) || is_participle(word)
}

/// German participles and English ones: vergessen, geändert, zurückgesetzt, expired, failing.
fn is_participle(word: &str) -> bool {
    if word.chars().count() < 6 || !word.chars().all(char::is_alphabetic) {
        return false;
    }
    const STARTS: &[&str] = &[
        "ge", "ver", "be", "ent", "er", "zer", "ab", "aus", "ein", "zurück", "auf", "an", "um",
        "hinter", "über", "zuge", "mitge", "weiter", "unver", "unge", "unbe",
    ];
    let german =
        (word.ends_with('t') || word.ends_with("en")) && STARTS.iter().any(|s| word.starts_with(s));
    german
        || word.ends_with("ed")
        || word.ends_with("ing")
        || word.ends_with("lich")
        || word.ends_with("ieren")
        || word.ends_with("iert")
}

/// What is said *of* a password instead of being one: "… ist blöd", "… is fine".
pub(super) fn is_predicate(word: &str) -> bool {
    const ENDS: &[&str] = &[
        "ig",
        "isch",
        "bar",
        "sam",
        "los",
        "haft",
        "end",
        "iv",
        "ell",
        "ant",
        "ent",
        "voll",
        "wert",
        "mäßig",
        "pflichtig",
        "fähig",
        "able",
        "ible",
        "ful",
        "less",
        "ous",
        "ive",
        "ant",
        "al",
        "ly",
        "er",
        "ary",
        "ken",
        "den",
        "ten",
        "wn",
        "weise",
        "halb",
        "wärts",
        "seits",
        "mals",
    ];
    lists::PREDICATES.contains(word)
        || ENDS.iter().any(|e| word.ends_with(e))
        || is_participle(word)
}

/// A plural: several values may follow.
pub(super) fn is_plural(word: &str) -> bool {
    [
        "wörter", "woerter", "worte", "words", "pws", "pins", "codes", "keys", "tokens", "phrases",
    ]
    .iter()
    .any(|end| word.ends_with(end))
}

/// Said of a password, by its ending; narrower than [`is_predicate`], for words that are in no list.
fn is_said_of(word: &str) -> bool {
    const ENDS: &[&str] = &[
        "ig", "isch", "bar", "sam", "los", "haft", "mäßig", "weise", "fähig", "able", "ible",
        "ful", "less", "ous", "ily", "ally", "ently", "ably", "seits", "mals", "wärts",
    ];
    lists::PREDICATES.contains(word)
        || ENDS.iter().any(|e| word.ends_with(e))
        || is_participle(word) && !word.contains('-')
}

/// A word somebody may have chosen as a password: in no list, said of nothing, no noun of the sentence's own subject.
pub(super) fn may_be_chosen(text: &[char]) -> bool {
    let word: String = text.iter().flat_map(|c| c.to_lowercase()).collect();
    let told = word.split('-').all(super::vocabulary::knows);
    may_be_value(text) && !told && !super::vocabulary::knows(&word)
}

/// The same for a place where nothing but a value stands: an ordinary word will do.
pub(super) fn may_be_value(text: &[char]) -> bool {
    let word: String = text.iter().flat_map(|c| c.to_lowercase()).collect();
    let letters = text.iter().all(|c| c.is_alphabetic() || *c == '-');
    let small = text.iter().all(|c| c.is_lowercase());
    let last = word.rsplit('-').next().unwrap_or_default();
    letters
        && !super::shape::is_placeholder(text)
        && (4..=24).contains(&text.len())
        && text.first().is_some_and(|c| c.is_alphabetic())
        && text.last().is_some_and(|c| c.is_alphabetic())
        && !is_stop(&word)
        && !(small && is_said_of(&word))
        && !is_hint(&word)
        && !is_public_label(&word)
        && !lists::NOT_VALUES.contains(&*word)
        && !lists::NOT_VALUES.contains(last)
        && !lists::MACHINES.contains(&*word)
        && !lists::PRODUCTS.contains(&*word)
        && !lists::TARGETS.contains(&*word)
        && !lists::COURTESIES.contains(&*word)
        && !super::code::is_example(&word)
        && !["ung", "heit", "keit", "schaft", "tion", "ment", "ness"]
            .iter()
            .any(|end| word.ends_with(end))
}

/// What a table's head calls a column of secrets.
pub(super) fn is_secret_column(word: &str) -> bool {
    PASSWORD_ENDINGS.contains(&word)
        || matches!(
            word,
            "pw" | "pwd" | "pass" | "pin" | "kennwörter" | "passwörter" | "secret" | "token"
        )
}
