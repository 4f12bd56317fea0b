use uuid::Uuid;

use super::super::action_log::{Entry, LogMethod, Logged};
use super::*;
use crate::ids::ActionId;

const READY: ClosingFacts<'static> = ClosingFacts {
    summary: "SSH ist wieder erreichbar.",
    cause: Some(Cause::NetworkRule),
    avoidable: Some(true),
    avoidable_reason: "Das Playbook wurde ungeprüft ausgerollt.",
    new_credentials: NewCredentials::None,
    advice_sent: true,
    work_running: false,
    credentials_stored: true,
};

#[test]
fn every_single_missing_item_keeps_it_open() {
    // I-60, I-61
    assert_eq!(missing_to_close(&READY), []);
    for (facts, item) in [
        (
            ClosingFacts {
                summary: " ",
                ..READY
            },
            ClosingItem::Summary,
        ),
        (
            ClosingFacts {
                cause: None,
                ..READY
            },
            ClosingItem::Cause,
        ),
        (
            ClosingFacts {
                avoidable: None,
                ..READY
            },
            ClosingItem::Avoidable,
        ),
        (
            ClosingFacts {
                avoidable_reason: "",
                ..READY
            },
            ClosingItem::Avoidable,
        ),
        (
            ClosingFacts {
                new_credentials: NewCredentials::NotStated,
                ..READY
            },
            ClosingItem::Handover,
        ),
        (
            ClosingFacts {
                advice_sent: false,
                ..READY
            },
            ClosingItem::Advice,
        ),
    ] {
        assert_eq!(missing_to_close(&facts), [item]);
    }
}

#[test]
fn credentials_are_destroyed_and_timers_stopped_with_the_closing() {
    let status = |facts: &ClosingFacts<'_>, asked: ClosingItem| {
        let line = checklist(facts)
            .into_iter()
            .find(|(item, _)| *item == asked);
        line.map(|(_, status)| status)
    };
    let (credentials, work) = (ClosingItem::Credentials, ClosingItem::WorkEntries);
    let gone = ClosingFacts {
        credentials_stored: false,
        ..READY
    };
    let works = ClosingFacts {
        work_running: true,
        ..READY
    };
    assert_eq!(status(&READY, credentials), Some(ItemStatus::WithClosing));
    assert_eq!(status(&gone, credentials), Some(ItemStatus::Done));
    assert_eq!(status(&works, work), Some(ItemStatus::WithClosing));
    assert_eq!(status(&READY, work), Some(ItemStatus::Done));
    assert!(missing_to_close(&works).is_empty());
}

#[test]
fn reminders_run_until_the_change_is_confirmed() {
    // I-55
    let closed = Timestamp::from_unix(1_700_000_000);
    let reminders = crate::rules::HouseRules::SHIPPED.password_reminders();
    let days: Vec<i64> = (0..6)
        .filter_map(|sent| next_reminder(closed, sent, false, reminders))
        .map(|due| due.seconds_since(closed) / 86_400)
        .collect();
    assert_eq!(days, [1, 3, 7, 14, 21, 28]);
    assert_eq!(next_reminder(closed, 0, true, reminders), None);
    assert_eq!(next_reminder(closed, 40, true, reminders), None);
}

fn logged(n: u128, at: &str, what: &str, visible: bool) -> Logged {
    Logged {
        id: ActionId::from_uuid(Uuid::from_u128(n)),
        at: at.parse().expect("a valid time"),
        entry: Entry {
            method: LogMethod::IpKvm,
            what: what.to_owned(),
            target: String::new(),
            result: String::new(),
            changed_file: String::new(),
            why: String::new(),
            reverted: false,
            visible,
            corrects: None,
            task: None,
        },
    }
}

fn log() -> Vec<Logged> {
    let mut read = logged(1, "2026-10-13T11:16:00Z", "Regelsatz gelesen", false);
    read.entry.target = "nft list ruleset".to_owned();
    let mut copy = logged(2, "2026-10-13T11:38:00Z", "Sicherungskopie angelegt.", true);
    copy.entry.target = "/root/nftables.conf.lt-48207".to_owned();
    let wrong = logged(3, "2026-10-13T11:53:00Z", "Regel für TCP 2 ergänzt", true);
    let mut rule = logged(4, "2026-10-13T11:53:00Z", "Regel für TCP 22 ergänzt", true);
    rule.entry.result = "Regelsatz\n neu geladen".to_owned();
    rule.entry.changed_file = "/etc/nftables.conf".to_owned();
    rule.entry.why = "Die Kette input verwarf jede neue SSH-Verbindung.".to_owned();
    rule.entry.corrects = Some(wrong.id);
    let mut debug = logged(
        5,
        "2026-10-13T11:58:00Z",
        "Ausführliches Protokoll eingeschaltet",
        true,
    );
    debug.entry.method = LogMethod::Ssh;
    debug.entry.changed_file = "/etc/ssh/sshd_config".to_owned();
    debug.entry.why = "Anmeldung prüfen".to_owned();
    debug.entry.reverted = true;
    let mut outside = logged(6, "2026-10-13T12:01:00Z", "Von außen geprüft", true);
    outside.entry.method = LogMethod::Outside;
    outside.entry.result = "TCP 22 antwortet".to_owned();
    vec![read, copy, wrong, rule, debug, outside]
}

#[test]
fn the_summary_is_drafted_from_what_the_customer_may_see() {
    // I-45
    let log = log();
    let facts = SummaryFacts {
        system: "web-03.lindner.example",
        service_id: "SRV-20417",
        log: &log,
    };
    assert_eq!(
        summary_draft(&facts, Locale::De),
        "Wir haben am 13.10.2026 von 13:38 bis 14:01 Uhr an web-03.lindner.example (SRV-20417) gearbeitet (Zugriff: SSH/RDP, IP-KVM).\n\n\
         Maßnahmen:\n\
         - 13:38 Uhr: Sicherungskopie angelegt (/root/nftables.conf.lt-48207).\n\
         - 13:53 Uhr: Regel für TCP 22 ergänzt. Ergebnis: Regelsatz neu geladen.\n\
         - 13:58 Uhr: Ausführliches Protokoll eingeschaltet.\n\
         - 14:01 Uhr: Von außen geprüft. Ergebnis: TCP 22 antwortet.\n\n\
         Geändert wurde:\n\
         - /etc/nftables.conf. Grund: Die Kette input verwarf jede neue SSH-Verbindung.\n\
         - /etc/ssh/sshd_config. Grund: Anmeldung prüfen. Die Änderung wurde zurückgenommen."
    );
    let english = summary_draft(&facts, Locale::En);
    assert!(english.starts_with(
        "We worked on web-03.lindner.example (SRV-20417) on 13 Oct 2026 from 13:38 to 14:01 (access: SSH/RDP, IP-KVM).\n\nActions:\n- 13:38: "
    ));
    assert!(english.ends_with("The change was taken back."));
    for text in [summary_draft(&facts, Locale::De), english] {
        assert!(
            !text.contains("nft list ruleset"),
            "internal entries stay internal"
        );
        assert!(!text.contains("TCP 2 "), "what was corrected is not told");
    }
}

#[test]
fn a_summary_of_looks_only_says_that_nothing_was_changed() {
    let log = [
        logged(1, "2026-10-13T21:50:00Z", "Dienste geprüft", true),
        logged(2, "2026-10-13T22:10:00Z", "Protokolle geprüft", true),
    ];
    let facts = SummaryFacts {
        system: "db-01",
        service_id: "SRV-1",
        log: &log,
    };
    assert_eq!(
        summary_draft(&facts, Locale::De),
        "Wir haben vom 13.10.2026, 23:50 Uhr, bis 14.10.2026, 00:10 Uhr an db-01 (SRV-1) gearbeitet (Zugriff: IP-KVM).\n\n\
         Maßnahmen:\n\
         - 13.10.2026 23:50 Uhr: Dienste geprüft.\n\
         - 14.10.2026 00:10 Uhr: Protokolle geprüft.\n\n\
         Am System wurde nichts geändert."
    );
    let hidden = [logged(1, "2026-10-13T21:50:00Z", "intern", false)];
    assert_eq!(
        summary_draft(
            &SummaryFacts {
                log: &hidden,
                ..facts
            },
            Locale::De
        ),
        ""
    );
}

#[test]
fn the_advice_of_the_source_is_complete() {
    // I-62, I-63, I-64
    let german = advice(true, true, Locale::De);
    for sentence in [
        "anmelden können",
        "Ändern Sie die Passwörter",
        "Entfernen Sie unseren öffentlichen Schlüssel",
        "Systemprotokolle und die Konfiguration",
        "Bestätigen Sie die Passwortänderung",
        "melden Sie es bitte in diesem Ticket",
    ] {
        assert!(german.contains(sentence), "{sentence}");
    }
    assert!(!advice(false, false, Locale::De).contains("Schlüssel"));
    let english = advice(true, true, Locale::En);
    assert_eq!(english.lines().count(), german.lines().count());
    assert!(english.contains("system logs and the configuration"));
}
