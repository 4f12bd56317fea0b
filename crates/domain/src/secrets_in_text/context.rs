//! What stands around a word for a secret and decides how its value is read: a path, a lock, a radio network, the name of
//! a user told just before, a line of configuration.

use super::source::{Source, Span};

/// `/etc/passwd`: part of a path and no word of the sentence.
pub(super) fn is_in_path(source: &Source, start: usize, at: usize) -> bool {
    let start = start.max(at.saturating_sub(60));
    let from = (start..at)
        .rev()
        .find(|n| source.at(*n).is_whitespace())
        .map_or(start, |n| n + 1);
    let before = source.slice(Span { from, to: at });
    matches!(before, ['/' | '~', ..] | ['.', '/', ..])
        && before.last() == Some(&'/')
        && !before.contains(&'=')
}

/// "Zahlenschloss am Rack: Code …".
pub(super) fn is_about_locks(source: &Source, line: Span, at: usize) -> bool {
    let from = line.from.max(at.saturating_sub(50));
    let to = line.to.min(at + 50);
    let before: String = source.small(Span { from, to }).iter().collect();
    [
        "schloss",
        "tür",
        "safe",
        "alarm",
        "lock",
        "door",
        "gate",
        "tresor",
        "keypad",
        "zutritt",
        "käfig",
        "cage",
        "schleuse",
        " tor",
        "halle",
        "rechenzentrum",
    ]
    .iter()
    .any(|w| before.contains(w))
}

/// "Geheimfrage: Erstes Haustier? Antwort: …".
pub(super) fn is_about_questions(source: &Source, start: usize, at: usize) -> bool {
    let from = start.max(at.saturating_sub(80));
    let before: String = source.small(Span { from, to: at }).iter().collect();
    [
        "geheimfrage",
        "sicherheitsfrage",
        "security question",
        "secret question",
    ]
    .iter()
    .any(|w| before.contains(w))
}

/// "SSID: Gast, Key: …": the key of a network is a password.
pub(super) fn is_about_radio(source: &Source, line: usize, name: Span) -> bool {
    let from = source
        .lines
        .get(line)
        .map_or(0, |l| l.from)
        .max(name.from.saturating_sub(60));
    let before: String = source.small(Span { from, to: name.to }).iter().collect();
    ["wlan", "wifi", "wi-fi", "ssid", "netzwerkschl"]
        .iter()
        .any(|w| before.contains(w))
}

/// `<add key="SmtpPassword" value="…">`: the value is in another attribute.
pub(super) fn is_attribute(source: &Source, name: Span) -> bool {
    source.starts(name.to, "\" value=")
}

fn is_short(source: &Source, line: usize) -> bool {
    source.lines.get(line).is_some_and(|l| l.len() <= 200)
}

/// "Benutzer max und Kennwort …", "user sam, password …", "… hat das Kennwort …".
pub(super) fn is_behind_name(source: &Source, line: usize, name: Span) -> bool {
    let start = source
        .lines
        .get(line)
        .map_or(0, |l| l.from)
        .max(name.from.saturating_sub(70));
    let before: String = source
        .small(Span {
            from: start,
            to: name.from,
        })
        .iter()
        .collect();
    let word = source.word(name);
    if ["telefon", "kunden", "hotline", "support"]
        .iter()
        .any(|s| word.starts_with(s))
        || before.ends_with("telefon ")
        || before.ends_with("mit dem ")
        || before.ends_with("mit ")
        || before.ends_with("with ")
    {
        return true;
    }
    let mut words = before.split_whitespace().rev();
    let mut next = words.next().unwrap_or_default();
    while matches!(
        next,
        "das"
            | "dem"
            | "the"
            | "mit"
            | "with"
            | "als"
            | "und"
            | "and"
            | ","
            | "/"
            | "folgendem"
            | "dazu"
            | "its"
    ) {
        next = words.next().unwrap_or_default();
    }
    if matches!(next, "hat" | "has") {
        return before.trim_end().ends_with(|c: char| c.is_alphabetic());
    }
    // "verified with passphrase …".
    if matches!(
        next,
        "verified"
            | "authenticated"
            | "identified"
            | "ausgewiesen"
            | "legitimiert"
            | "identifiziert"
            | "verifiziert"
    ) {
        return !before.trim_end().ends_with(next);
    }
    let label = words.next().unwrap_or_default().trim_end_matches(':');
    let label = label.rsplit(['-', '(']).next().unwrap_or_default();
    !next.is_empty()
        && matches!(
            label,
            "benutzer"
                | "user"
                | "username"
                | "benutzername"
                | "kennung"
                | "login"
                | "nutzer"
                | "benutzerkennung"
                | "account"
                | "kunde"
                | "as"
                | "als"
                | "kundennummer"
                | "kundennr"
                | "nr"
                | "nr."
                | "kundennr."
                | "kdnr"
                | "kd"
                | "konto"
        )
}

/// Configuration files and flags join by a blank.
pub(super) fn blank_joins(source: &Source, line: usize, name: Span) -> bool {
    let word = source.word(name);
    let first = source.first_word(line);
    let device = matches!(
        word.as_str(),
        "password" | "secret" | "key" | "community" | "key-string" | "pre-shared-key" | "auth_pass"
    ) && matches!(
        first.as_str(),
        "enable"
            | "username"
            | "tacacs-server"
            | "radius-server"
            | "neighbor"
            | "snmp-server"
            | "crypto"
            | "ntp"
            | "nmcli"
            | "vrrp"
            | "authentication"
            | "key-string"
    );
    let flag = name.from >= 2 && source.at(name.from) == '-'
        || name.from >= 1 && source.at(name.from - 1) == '-';
    let configuration = matches!(
        word.as_str(),
        "rocommunity"
            | "rwcommunity"
            | "trapcommunity"
            | "requirepass"
            | "bindpw"
            | "rootpw"
            | "masterauth"
            | "auth_pass"
            | "masterpass"
    );
    let netrc = word == "password"
        && source
            .lines
            .get(line)
            .is_some_and(|l| source.starts(l.from, "machine "));
    let dotted = name.from > 0
        && source.at(name.from - 1) == '.'
        && is_short(source, line)
        && source.tokens(line).len() == 2;
    flag || configuration || netrc || device || dotted
}

pub(super) fn is_determiner(word: &str) -> bool {
    matches!(
        word,
        "das"
            | "die"
            | "der"
            | "the"
            | "our"
            | "unser"
            | "unsere"
            | "neue"
            | "neues"
            | "new"
            | "root"
            | "aktuelle"
            | "current"
            | "mein"
            | "my"
            | "admin"
            | "ein"
            | "a"
            | "temporary"
            | "initiale"
    )
}

/// "Schlüssel zum Entpacken: …", "the key for the NAS: …": the key of something encrypted is a password.
pub(super) fn is_file_key(source: &Source, line: Span, name: Span) -> bool {
    let word = source.word(name);
    if !matches!(word.as_str(), "key" | "schlüssel" | "schluessel") {
        return false;
    }
    let to = line.to.min(name.to + 50);
    let behind: String = source.small(Span { from: name.to, to }).iter().collect();
    let Some((way, _)) = behind.split_once(':') else {
        return false;
    };
    [
        "entpack",
        "zip",
        "archiv",
        "schlüssel",
        "crypt",
        "nas",
        "backup",
        "luks",
        "platte",
        "datei",
        "unpack",
    ]
    .iter()
    .any(|w| way.contains(w))
}

/// An article stands before the word.
pub(super) fn is_the(source: &Source, name: Span) -> bool {
    let from = name.from.saturating_sub(6);
    let before: String = source
        .small(Span {
            from,
            to: name.from,
        })
        .iter()
        .collect();
    matches!(
        before.split_whitespace().next_back(),
        Some(
            "das"
                | "dem"
                | "the"
                | "mit"
                | "als"
                | "altes"
                | "neues"
                | "alte"
                | "neue"
                | "mein"
                | "unser"
        )
    ) && before.ends_with(' ')
}
