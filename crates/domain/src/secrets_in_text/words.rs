//! The words: what stands for a secret, what joins it with its value, and what shows that none is meant.

use super::lists;

pub(super) use super::classes::{Class, class_of, is_secret_column, is_trailer};

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
        "ge",
        "ver",
        "be",
        "ent",
        "er",
        "zer",
        "ab",
        "aus",
        "ein",
        "zurück",
        "auf",
        "an",
        "um",
        "hinter",
        "über",
        "hochge",
        "runterge",
        "herunterge",
        "nachge",
        "wegge",
        "festge",
        "losge",
        "vorge",
        "herge",
        "hinge",
        "durchge",
        "unterge",
        "wiederge",
        "beige",
        "freige",
        "bereitge",
        "fehlge",
        "vollge",
        "klarge",
        "kaputtge",
        "dazuge",
        "zusammenge",
        "zuge",
        "mitge",
        "weiter",
        "unver",
        "unge",
        "unbe",
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

/// "Erdbeerkörbchen" has beginning and end of a participle, and a capital.
pub(super) fn is_noun(text: &[char]) -> bool {
    text.len() >= 8
        && text.first().is_some_and(|c| c.is_uppercase())
        && text.iter().skip(1).all(|c| c.is_lowercase())
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
        && !(is_stop(&word) && !(is_noun(text) && is_only_participle(&word)))
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
