//! Summary and advice as texts for the customer.

use std::fmt::Write as _;

use super::super::AccessMethod;
use super::super::action_log::{Logged, standing};
use super::super::labels::either;
use crate::account::Locale;
use crate::time::{clock_time, date, local};

/// What a summary is drafted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SummaryFacts<'a> {
    /// Host name of the system.
    pub system: &'a str,
    /// Service id of the system.
    pub service_id: &'a str,
    /// The whole log; internal entries are left out here.
    pub log: &'a [Logged],
}

/// A draft of the summary from the visible entries (I-45). Empty when there is nothing to tell.
pub fn summary_draft(facts: &SummaryFacts<'_>, locale: Locale) -> String {
    let entries: Vec<&Logged> = standing(facts.log)
        .into_iter()
        .filter(|logged| logged.entry.visible)
        .collect();
    let (Some(first), Some(last)) = (entries.first(), entries.last()) else {
        return String::new();
    };
    let several_days = local(first.at).date() != local(last.at).date();
    let mut paragraphs = vec![opening(facts, &entries, locale)];
    let done: Vec<String> = entries
        .iter()
        .map(|logged| action_line(logged, several_days, locale))
        .collect();
    paragraphs.push(section(either(locale, "Maßnahmen:", "Actions:"), &done));
    let changes: Vec<String> = entries
        .iter()
        .filter(|logged| !logged.entry.changed_file.is_empty())
        .map(|logged| change_line(logged, locale))
        .collect();
    paragraphs.push(if changes.is_empty() {
        either(
            locale,
            "Am System wurde nichts geändert.",
            "Nothing was changed on the system.",
        )
        .to_owned()
    } else {
        section(either(locale, "Geändert wurde:", "Changed:"), &changes)
    });
    paragraphs.join("\n\n")
}

fn section(title: &str, lines: &[String]) -> String {
    let mut text = title.to_owned();
    for line in lines {
        text.push_str("\n- ");
        text.push_str(line);
    }
    text
}

fn opening(facts: &SummaryFacts<'_>, entries: &[&Logged], locale: Locale) -> String {
    let (Some(first), Some(last)) = (entries.first(), entries.last()) else {
        return String::new();
    };
    let german = locale == Locale::De;
    let (day, from, to) = (
        date(first.at, german),
        clock_time(first.at),
        clock_time(last.at),
    );
    let last_day = date(last.at, german);
    let system = format!("{} ({})", facts.system, facts.service_id);
    let when = match (day == last_day, from == to, locale) {
        (true, true, Locale::De) => format!("am {day} um {from} Uhr"),
        (true, false, Locale::De) => format!("am {day} von {from} bis {to} Uhr"),
        (false, _, Locale::De) => format!("vom {day}, {from} Uhr, bis {last_day}, {to} Uhr"),
        (true, true, Locale::En) => format!("on {day} at {from}"),
        (true, false, Locale::En) => format!("on {day} from {from} to {to}"),
        (false, _, Locale::En) => format!("from {day}, {from} to {last_day}, {to}"),
    };
    let methods: Vec<&str> = AccessMethod::ALL
        .iter()
        .filter(|m| entries.iter().any(|l| l.entry.method.access() == Some(**m)))
        .map(|m| m.label(locale))
        .collect();
    let over = match (methods.is_empty(), locale) {
        (true, _) => String::new(),
        (false, Locale::De) => format!(" (Zugriff: {})", methods.join(", ")),
        (false, Locale::En) => format!(" (access: {})", methods.join(", ")),
    };
    match locale {
        Locale::De => format!("Wir haben {when} an {system} gearbeitet{over}."),
        Locale::En => format!("We worked on {system} {when}{over}."),
    }
}

fn action_line(logged: &Logged, with_day: bool, locale: Locale) -> String {
    let entry = &logged.entry;
    let mut line = if with_day {
        format!("{} ", date(logged.at, locale == Locale::De))
    } else {
        String::new()
    };
    line.push_str(&clock_time(logged.at));
    line.push_str(match locale {
        Locale::De => " Uhr: ",
        Locale::En => ": ",
    });
    line.push_str(&one_line(&entry.what));
    if !entry.target.is_empty() {
        let _ = write!(line, " ({})", one_line(&entry.target));
    }
    if !entry.result.is_empty() {
        let result = either(locale, "Ergebnis", "Result");
        let _ = write!(line, ". {result}: {}", one_line(&entry.result));
    }
    stopped(line)
}

fn change_line(logged: &Logged, locale: Locale) -> String {
    let entry = &logged.entry;
    let mut line = one_line(&entry.changed_file);
    if !entry.why.is_empty() {
        let why = either(locale, "Grund", "Reason");
        let _ = write!(line, ". {why}: {}", one_line(&entry.why));
    }
    let mut line = stopped(line);
    if entry.reverted {
        line.push_str(either(
            locale,
            " Die Änderung wurde zurückgenommen.",
            " The change was taken back.",
        ));
    }
    line
}

fn stopped(mut line: String) -> String {
    if !line.ends_with(['.', '!', '?', ':']) {
        line.push('.');
    }
    line
}

fn one_line(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    text.strip_suffix('.').map_or(text.clone(), str::to_owned)
}

/// What the customer should do afterwards (I-55, I-62, I-63), and where to turn if it comes back (I-64).
pub fn advice(credentials_used: bool, our_key_used: bool, locale: Locale) -> String {
    let mut lines = vec![either(
        locale,
        "Prüfen Sie, ob Sie sich wie gewohnt am System anmelden können.",
        "Check that you can log in to the system as usual.",
    )];
    lines.push(if credentials_used {
        either(
            locale,
            "Ändern Sie die Passwörter, die wir für den Einsatz erhalten haben, und löschen Sie das Konto, falls es nur für den Einsatz angelegt war.",
            "Change the passwords we were given for the work, and delete the account if it was made only for the work.",
        )
    } else {
        either(
            locale,
            "Ändern Sie die Passwörter, die während des Einsatzes betroffen waren.",
            "Change the passwords that were affected by the work.",
        )
    });
    if our_key_used {
        lines.push(either(
            locale,
            "Entfernen Sie unseren öffentlichen Schlüssel, wenn wir keinen Zugang mehr brauchen.",
            "Remove our public key if we need no more access.",
        ));
    }
    lines.push(either(
        locale,
        "Sehen Sie die Systemprotokolle und die Konfiguration durch, damit das Problem nicht wiederkehrt.",
        "Go through the system logs and the configuration, so that the problem does not come back.",
    ));
    lines.push(either(
        locale,
        "Bestätigen Sie die Passwortänderung im Ticket; bis dahin erinnern wir Sie daran.",
        "Confirm the password change in the ticket; until then we will remind you.",
    ));
    lines.push(either(
        locale,
        "Besteht das Problem weiter, melden Sie es bitte in diesem Ticket.",
        "If the problem persists, please report it in this ticket.",
    ));
    let lines: Vec<String> = lines.into_iter().map(str::to_owned).collect();
    section(
        either(
            locale,
            "Bitte nach dem Einsatz:",
            "Please do the following after the work:",
        ),
        &lines,
    )
}
