//! Everything in the structures is in the documents, in both languages.

use crate::poppler::{squeezed, text};
use crate::{RENDERER, poppler, specimen};
use documents::CopyFor;
use domain::account::Locale;
use domain::sla::engine::EventKind as ClockEventKind;
use domain::time::{Timestamp, date, local};
use serde_json::Value;

/// Keys whose texts are codes (printed as words, asserted below) or files (attached, asserted elsewhere).
const CODES: &[&str] = &[
    "language",
    "kind",
    "signer_role",
    "second_factor",
    "copy_for",
    "state",
    "symptom",
    "tasks",
    "task",
    "acts",
    "complexity",
    "method",
    "cause",
    "line",
    "outcome",
    "field",
    "denied",
    "reason_code",
    "source",
    "pack_json",
];

fn evidence(language: Locale, copy_for: CopyFor) -> String {
    let mut pack = specimen::evidence(language);
    pack.copy_for = copy_for;
    text(&RENDERER.render_evidence(&pack).expect("a PDF"))
}

/// Walks through the data and asks for every text of people and every instant.
fn assert_printed(data: &Value, key: &str, printed: &str, language: Locale) {
    match data {
        Value::Object(fields) => fields
            .iter()
            .for_each(|(key, value)| assert_printed(value, key, printed, language)),
        Value::Array(items) => items
            .iter()
            .for_each(|item| assert_printed(item, key, printed, language)),
        Value::String(_) if CODES.contains(&key) => {}
        Value::String(text) => text_parts(text, language).iter().for_each(|part| {
            assert!(
                printed.contains(&squeezed(part)),
                "{key}: {part} is missing"
            );
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn text_parts(text: &str, language: Locale) -> Vec<String> {
    if let Ok(instant) = text.parse::<Timestamp>() {
        let zoned = local(instant);
        let clock = format!(
            "{:02}:{:02}:{:02}",
            zoned.hour(),
            zoned.minute(),
            zoned.second()
        );
        return vec![date(instant, language == Locale::De), clock];
    }
    let unmarked = |line: &str| line.trim_start_matches(['#', '-', ' ']).to_owned();
    text.lines().map(unmarked).collect()
}

#[test]
fn the_evidence_pack_shows_every_text_and_every_instant() {
    for language in [Locale::De, Locale::En] {
        let mut pack = specimen::evidence(language);
        pack.copy_for = CopyFor::Provider;
        // Destroyed by a closed case: the code is printed as words.
        let mut data = serde_json::to_value(&pack).expect("JSON");
        data["destroyed"][0]["reason"] = Value::Null;
        data["authorization_ended"]["reason"] = Value::Null;
        let printed = evidence(language, CopyFor::Provider);
        assert_printed(&data, "pack", &printed, language);
    }
}

#[test]
fn the_authorization_shows_text_hash_signer_factor_time_and_address() {
    // I-39
    for language in [Locale::De, Locale::En] {
        let document = specimen::authorization(language);
        let printed = text(&RENDERER.render_authorization(&document).expect("a PDF"));
        let mut data = serde_json::to_value(&document).expect("JSON");
        data["ended"]["reason"] = Value::Null;
        assert_printed(&data, "document", &printed, language);
    }
    let document = specimen::authorization(Locale::De);
    let pdf = RENDERER.render_authorization(&document).expect("a PDF");
    let printed = text(&pdf);
    for words in [
        "Kontoinhaberschaft",
        "Passwort und sechsstelliger Code per E-Mail",
        "13.10.2026, 14:45:09 MESZ (2026-10-13T12:45:09Z)",
        "2026-11-2, Deutsch",
        "Beendet 13.10.2026, 14:58:40 MESZ: Einsatz abgeschlossen",
        "Erste Unterschrift",
        "Verlängerung",
    ] {
        assert!(printed.contains(&squeezed(words)), "{words}");
    }
    let last = poppler::pages(&pdf);
    assert!(last[1].contains("Ticket 48207") && last[1].contains("Seite 2 von 2"));
}

#[test]
fn the_standing_authorization_shows_text_hash_signer_period_and_who_revoked_it() {
    // I-04
    for language in [Locale::De, Locale::En] {
        let document = specimen::standing(language);
        let printed = text(&RENDERER.render_standing(&document).expect("a PDF"));
        let data = serde_json::to_value(&document).expect("JSON");
        assert_printed(&data, "document", &printed, language);
        let acts = match language {
            Locale::De => "Beheben, Patchen, Inventar",
            Locale::En => "Fixing, Patching, Inventory",
        };
        assert!(printed.contains(&squeezed(acts)), "{acts}");
    }
    let open = documents::StandingDocument {
        valid_until: None,
        revoked: None,
        ..specimen::standing(Locale::De)
    };
    let printed = text(&RENDERER.render_standing(&open).expect("a PDF"));
    assert!(printed.contains(&squeezed("Gültig bis Widerruf")));
    assert!(!printed.contains("Jonas"), "nobody revoked it");
}

#[test]
fn codes_are_printed_as_words_of_the_language() {
    let german = [
        "Nachweis einer OS-Intervention",
        "Ausfertigung für die Kundenseite",
        "2 gezeigt, 1 verweigert, 1 fehlgeschlagen",
        "Dokumentation aktuell mit Begründung übergehbar",
        "freigegeben",
        "verletzt Ziel 1:00:00 1:47:12 gezählt",
        "Nicht zuständig für dieses Ticket. not_assignee",
        "privater Schlüssel, Fassung 1",
        "Fehler in Anwendungen beheben (Datenbank, Webanwendung, eigene Software)",
        "100,00 € je Stunde, je angefangene 15 Minuten",
        "Summe 1:21:20 75,00 €",
        "Berechnet, netto 324,00 €",
        "Summe 324,00 €",
        "ohne Berechnung: Unser eigener Fehler",
        "Über der Obergrenze, nicht berechnet: 2,50 €",
        "75,00 € angehoben Karl Lindner",
        "ohne Berechnung",
        "Einsatz abgeschlossen",
        "leitstand audit verify --export pack.json --public-key F",
    ];
    let english = [
        "Evidence of an OS intervention",
        "Customer's copy",
        "2 shown, 1 denied, 1 failed",
        "Documentation current",
        "breached Target 1:00:00 1:47:12 counted",
        "Not the assignee of this ticket. not_assignee",
        "€100.00 an hour, for each started 15 minutes",
        "Where wordings differ, the German text binds.",
    ];
    for (language, expected) in [(Locale::De, &german[..]), (Locale::En, &english[..])] {
        let printed = evidence(language, CopyFor::Customer);
        for words in expected {
            assert!(printed.contains(&squeezed(words)), "{words}");
        }
    }
}

#[test]
fn reasons_of_a_clock_are_words_of_the_language_and_no_codes() {
    // I-47, I-48
    let marks = [
        (ClockEventKind::Retarget, "complex", "Komplex"),
        (ClockEventKind::Retarget, "fault", "Störung"),
        (
            ClockEventKind::Pause,
            "login_wrong",
            "Zugangsdaten funktionieren nicht",
        ),
        (ClockEventKind::Cancel, "withdrawn", "Anfrage zurückgezogen"),
        (ClockEventKind::Cancel, "question", "Anwendungsfrage"),
        (
            ClockEventKind::Extend,
            "mehr Daten als gedacht",
            "mehr Daten als gedacht",
        ),
    ];
    let mut pack = specimen::evidence(Locale::De);
    let mark = pack
        .clocks
        .iter()
        .find_map(|clock| clock.marks.first())
        .expect("a mark")
        .clone();
    pack.clocks.truncate(1);
    pack.clocks[0].marks = marks
        .iter()
        .map(|(kind, detail, _)| documents::ClockMark {
            kind: *kind,
            detail: (*detail).to_owned(),
            ..mark.clone()
        })
        .collect();
    let printed = text(&RENDERER.render_evidence(&pack).expect("a PDF"));
    for (_, code, words) in marks {
        assert!(printed.contains(&squeezed(words)), "{words}");
        assert!(
            code == words || !printed.contains(&squeezed(code)),
            "{code}"
        );
    }
}

#[test]
fn running_totals_leave_pauses_out() {
    let printed = evidence(Locale::De, CopyFor::Customer);
    let rows = [
        "13:02:17 MESZ 13.10.2026 13:24:00 MESZ gezählt Auftrag vollständig 0:21:43 0:21:43",
        "13:24:00 MESZ 13.10.2026 13:33:11 MESZ pausiert Rückfrage: Port 22 für alle Adressen oder nur für das Büro? 0:09:11 0:21:43",
        "13:33:11 MESZ 13.10.2026 14:58:40 MESZ gezählt beantwortet 1:25:29 1:47:12",
    ];
    for row in rows {
        assert!(printed.contains(&squeezed(row)), "{row}");
    }
}

#[test]
fn the_customers_copy_leaves_internal_entries_out_and_says_so() {
    // I-43
    let customer = evidence(Locale::De, CopyFor::Customer);
    let provider = evidence(Locale::De, CopyFor::Provider);
    for internal in ["Regelsatz gelesen", "interne-notiz-netzplan.txt"] {
        assert!(!customer.contains(&squeezed(internal)), "{internal}");
        assert!(provider.contains(&squeezed(internal)), "{internal}");
    }
    let said = squeezed("Ein interner Eintrag steht nicht in dieser Ausfertigung");
    assert!(customer.contains(&said));
    assert!(!provider.contains(&said));
    assert!(provider.contains(&squeezed("Interne Ausfertigung")));
}

#[test]
fn empty_lists_are_said_to_be_empty() {
    let pack = specimen::empty_evidence(Locale::De);
    let printed = text(&RENDERER.render_evidence(&pack).expect("a PDF"));
    for words in [
        "Zum Auftrag liegen noch keine Angaben vor.",
        "Es wurde keine Genehmigung unterschrieben.",
        "Es wurde noch nichts geprüft.",
        "Für dieses Ticket lief keine Uhr.",
        "Niemand hat Zugangsdaten eingesehen oder es versucht.",
        "Es sind keine Arbeiten eingetragen.",
        "Es gibt keine Nachrichten.",
        "Es wurde keine Arbeitszeit erfasst.",
        "Es wurden keine Preise vereinbart.",
        "Es wurden keine neuen Zugangsdaten übergeben.",
        "Es gibt keine Anhänge.",
        "Es wurden noch keine Zugangsdaten vernichtet.",
    ] {
        assert!(printed.contains(&squeezed(words)), "{words}");
    }
    assert!(!printed.contains("none"), "a missing value was printed");
}
