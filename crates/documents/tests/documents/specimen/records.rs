//! The rows of the specimen.

use documents::{
    ActionEntry, AttachmentEntry, CeilingEntry, ChargeEntry, ClockEntry, ClockMark, ClockSegment,
    DestructionEntry, GateEntry, GateOverride, HandoverEntry, MessageEntry, OrderEntry,
    RevealEntry, WorkEntry,
};
use domain::bill::{CeilingSource, ChargeSource};
use domain::charge::Cents;
use domain::contract::OrderState;
use domain::credential::{DenyCode, RevealOutcome, SecretField, ShredReason};
use domain::intervention::action_log::LogMethod;
use domain::intervention::{GateLine, Task};
use domain::sla::engine::EventKind as ClockEventKind;
use domain::sla::{ClockKind, ClockOutcome};

use super::{at, sha256};

pub fn gate() -> Vec<GateEntry> {
    let line = |line, hard, detail: &str| GateEntry {
        cycle: 1,
        line,
        hard,
        passed: true,
        detail: detail.to_owned(),
        checked_by: "Jana Brandt".to_owned(),
        checked_at: at("11:07:30"),
        overridden: None,
    };
    vec![
        line(
            GateLine::SignerEntitled,
            true,
            "Petra Lindner, 13:02, mit zweitem Faktor",
        ),
        line(GateLine::SystemBelongs, true, "SRV-20417, Vertrag 5531"),
        line(
            GateLine::AuthorizationValid,
            true,
            "Fassung 1, bis 14.10.2026, 13:02",
        ),
        line(
            GateLine::ContractCovers,
            false,
            "Service Card, Vertrag 5531",
        ),
        GateEntry {
            passed: false,
            overridden: Some(GateOverride {
                by: "Sabine Roth".to_owned(),
                reason: "Die gemeldete Änderung betrifft den Proxy, nicht die Firewall.".to_owned(),
                at: at("11:08:02"),
            }),
            ..line(
                GateLine::DocumentCurrent,
                false,
                "eine gemeldete Änderung ist noch nicht eingearbeitet",
            )
        },
        line(GateLine::NoRepeatCase, false, "1 in 90 Tagen"),
    ]
}

pub fn clocks() -> Vec<ClockEntry> {
    let piece = |from, to, counted, reason: &str| ClockSegment {
        from: at(from),
        to: Some(at(to)),
        counted,
        closed: false,
        reason: reason.to_owned(),
    };
    vec![
        ClockEntry {
            kind: ClockKind::FirstAnswer,
            cycle: 1,
            target_s: 600,
            outcome: Some(ClockOutcome::Met),
            started_at: at("10:58:03"),
            stopped_at: Some(at("11:02:40")),
            segments: vec![piece(
                "10:58:03",
                "11:02:40",
                true,
                "bis zur ersten Antwort von Jana Brandt",
            )],
            marks: vec![],
        },
        ClockEntry {
            kind: ClockKind::Intervention,
            cycle: 1,
            target_s: 3600,
            outcome: Some(ClockOutcome::Breached),
            started_at: at("11:02:17"),
            stopped_at: Some(at("12:58:40")),
            segments: vec![
                piece("11:02:17", "11:24:00", true, "Auftrag vollständig"),
                piece(
                    "11:24:00",
                    "11:33:11",
                    false,
                    "Rückfrage: Port 22 für alle Adressen oder nur für das Büro?",
                ),
                piece("11:33:11", "12:58:40", true, "beantwortet"),
            ],
            marks: vec![
                ClockMark {
                    at: at("11:56:28"),
                    kind: ClockEventKind::Warn,
                    detail: "75 % der Zeit verbraucht".to_owned(),
                    actor: String::new(),
                },
                ClockMark {
                    at: at("12:11:28"),
                    kind: ClockEventKind::Breach,
                    detail: "60 Minuten gezählt".to_owned(),
                    actor: String::new(),
                },
            ],
        },
    ]
}

pub fn reveals() -> Vec<RevealEntry> {
    let look = RevealEntry {
        at: at("11:11:20"),
        actor: "Jana Brandt".to_owned(),
        label: "lt-einsatz".to_owned(),
        field: SecretField::Password,
        version: 1,
        outcome: RevealOutcome::Granted,
        denied: None,
        reason: "Anmeldung an der Konsole".to_owned(),
    };
    vec![
        look.clone(),
        RevealEntry {
            at: at("11:41:02"),
            actor: "Tobias Krämer".to_owned(),
            outcome: RevealOutcome::Denied,
            denied: Some(DenyCode::NotAssignee),
            reason: "Wollte Jana ablösen".to_owned(),
            ..look.clone()
        },
        RevealEntry {
            at: at("11:52:47"),
            field: SecretField::PrivateKey,
            outcome: RevealOutcome::Failed,
            reason: "Schlüssel für die zweite Sitzung".to_owned(),
            ..look.clone()
        },
        RevealEntry {
            at: at("12:05:11"),
            reason: "Anmeldung an der Konsole nach Neuladen des Regelsatzes".to_owned(),
            ..look
        },
    ]
}

pub fn actions() -> Vec<ActionEntry> {
    let entry = ActionEntry {
        seq: 1,
        at: at("11:16:40"),
        author: "Jana Brandt".to_owned(),
        method: LogMethod::IpKvm,
        what: "Regelsatz gelesen".to_owned(),
        target: String::new(),
        result: "nft list ruleset. Letzte Änderung 12:41 durch ein Ansible-Playbook.".to_owned(),
        changed_file: String::new(),
        why: String::new(),
        reverted: false,
        visible: false,
        corrects: None,
        audit_seq: 371,
        written_at: None,
        task: Some(Task::RestoreNetwork),
    };
    vec![
        entry.clone(),
        ActionEntry {
            seq: 2,
            at: at("11:38:12"),
            what: "Sicherungskopie des Regelsatzes angelegt".to_owned(),
            target: "web-03.lindner.example".to_owned(),
            result: "/root/nftables.conf.lt-48207".to_owned(),
            visible: true,
            audit_seq: 380,
            ..entry.clone()
        },
        ActionEntry {
            seq: 3,
            at: at("11:53:30"),
            what: "Regel für TCP 22 ergänzt, Regelsatz neu geladen".to_owned(),
            target: "Kette input".to_owned(),
            result: "TCP 22 antwortet wieder.\nNur 198.51.100.0/24 und 192.0.2.10 sind erlaubt."
                .to_owned(),
            changed_file: "/etc/nftables.conf".to_owned(),
            why: "Die Kette input verwarf jede neue SSH-Verbindung.".to_owned(),
            visible: true,
            audit_seq: 386,
            ..entry.clone()
        },
        ActionEntry {
            seq: 4,
            at: at("12:01:00"),
            method: LogMethod::Ssh,
            what: "Grenze für gleichzeitige Verbindungen probeweise erhöht".to_owned(),
            result: "Keine Besserung".to_owned(),
            changed_file: "/etc/nginx/nginx.conf".to_owned(),
            why: "Die Website antwortete nur zeitweise.".to_owned(),
            reverted: true,
            visible: true,
            audit_seq: 391,
            ..entry.clone()
        },
        ActionEntry {
            seq: 5,
            at: at("12:03:10"),
            method: LogMethod::Outside,
            what: "Von außen geprüft: TCP 22 antwortet".to_owned(),
            result: "SSH-2.0-OpenSSH_10.0p2, 12 ms, Host-Schlüssel unverändert".to_owned(),
            visible: true,
            corrects: Some(3),
            audit_seq: 393,
            written_at: Some(at("12:20:00")),
            ..entry
        },
    ]
}

pub fn messages() -> Vec<MessageEntry> {
    let message = |clock, author: &str, from_staff, body: &str| MessageEntry {
        at: at(clock),
        author: author.to_owned(),
        from_staff,
        automatic: author.is_empty(),
        body: body.to_owned(),
    };
    vec![
        message(
            "10:58:03",
            "Petra Lindner",
            false,
            "Guten Tag,\n\nseit etwa 12:40 kommen wir nicht mehr per SSH auf web-03. Ping geht nicht, die Website ist auch weg. Kurz vorher hat ein Kollege die Firewall über unser Ansible geändert.",
        ),
        message("10:58:04", "", true, "Wir haben Ihre Anfrage erhalten."),
        message(
            "11:02:40",
            "Jana Brandt",
            true,
            "Guten Tag Frau Lindner,\n\ndie Genehmigung ist vollständig, ich übernehme. Ich gehe über die Fernkonsole, der Server läuft dabei weiter.",
        ),
        message(
            "11:24:00",
            "Jana Brandt",
            true,
            "Der Regelsatz verwirft neue SSH-Verbindungen. Dürfen wir Port 22 für alle Adressen öffnen, oder nur für Ihr Büro?",
        ),
        message(
            "11:33:11",
            "Petra Lindner",
            false,
            "Nur für 198.51.100.0/24, bitte. Und bitte erst danach die Website.",
        ),
    ]
}

pub fn work() -> Vec<WorkEntry> {
    let entry = WorkEntry {
        person: "Jana Brandt".to_owned(),
        from: at("11:10:00"),
        to: Some(at("11:58:00")),
        note: "Netzwerkkonfiguration, Service Card".to_owned(),
        billable: false,
        waived: "Unser eigener Fehler".to_owned(),
        task: Some(Task::RestoreNetwork),
        rate: Cents(10_000),
        net: Cents::ZERO,
        beyond: Cents::ZERO,
    };
    vec![
        entry.clone(),
        WorkEntry {
            from: at("11:58:00"),
            to: Some(at("12:31:20")),
            note: "Webanwendung".to_owned(),
            billable: true,
            waived: String::new(),
            task: Some(Task::ApplicationTroubleshooting),
            net: Cents(7_500),
            beyond: Cents(250),
            ..entry
        },
    ]
}

pub fn charges() -> Vec<ChargeEntry> {
    let line = ChargeEntry {
        source: ChargeSource::Time,
        task: Some(Task::RestoreNetwork),
        order: None,
        scope: String::new(),
        agreed_by: "Petra Lindner".to_owned(),
        agreed_at: Some(at("11:02:17")),
        seconds: 2_880,
        net: Cents::ZERO,
        beyond: Cents::ZERO,
    };
    vec![
        line.clone(),
        ChargeEntry {
            source: ChargeSource::Offer,
            task: Some(Task::ApplicationTroubleshooting),
            order: Some("0192f7a1-7d2c-7000-8000-00000000a11e".to_owned()),
            scope: "Website nach dem Neuladen des Regelsatzes".to_owned(),
            seconds: 2_000,
            net: Cents(7_500),
            beyond: Cents(250),
            ..line.clone()
        },
        ChargeEntry {
            source: ChargeSource::Price,
            task: Some(Task::DataRecovery),
            seconds: 0,
            net: Cents(24_900),
            ..line
        },
    ]
}

pub fn ceilings() -> Vec<CeilingEntry> {
    let ceiling = |cents, source, by: &str, time| CeilingEntry {
        ceiling: Cents(cents),
        source,
        by: by.to_owned(),
        at: at(time),
    };
    vec![
        ceiling(5_000, CeilingSource::Signed, "Petra Lindner", "11:02:17"),
        ceiling(7_500, CeilingSource::Raised, "Karl Lindner", "12:07:31"),
    ]
}

pub fn orders() -> Vec<OrderEntry> {
    vec![OrderEntry {
        task: Some(Task::ApplicationTroubleshooting),
        scope: "Website nach dem Neuladen des Regelsatzes".to_owned(),
        price: None,
        rate: Some(Cents(10_000)),
        unit_min: 15,
        ceiling: Some(Cents(20_000)),
        state: OrderState::Accepted,
        offered_by: "Kastell Hosting GmbH".to_owned(),
        offered_at: at("10:58:03"),
        decided_by: "Petra Lindner".to_owned(),
        decided_at: Some(at("11:02:17")),
    }]
}

pub fn handovers() -> Vec<HandoverEntry> {
    vec![HandoverEntry {
        label: "Neues Passwort für lt-einsatz".to_owned(),
        created_by: "Jana Brandt".to_owned(),
        created_at: at("12:50:00"),
        first_read_at: Some(at("13:15:42")),
        first_read_by: "Petra Lindner".to_owned(),
        kept_at: Some(at("13:16:10")),
        ended_at: None,
        key_fingerprint: "SHA256:pEx4T8yOB0xRPwSUBOjJQh4MvcRuqxTcrLbgnKXIxYk".to_owned(),
    }]
}

pub fn attachments() -> Vec<AttachmentEntry> {
    let file = |name: &str, internal| AttachmentEntry {
        file_name: name.to_owned(),
        content_type: "text/plain".to_owned(),
        size: 18_432,
        sha256: sha256(name),
        added_by: "Petra Lindner".to_owned(),
        at: at("10:58:03"),
        internal,
    };
    vec![
        file("ausgabe-nft-list-ruleset.txt", false),
        file("interne-notiz-netzplan.txt", true),
    ]
}

pub fn destroyed() -> Vec<DestructionEntry> {
    vec![DestructionEntry {
        label: "lt-einsatz".to_owned(),
        field: SecretField::Password,
        versions: 1,
        at: at("12:58:40"),
        unlinked_at: Some(at("12:58:41")),
        reason: ShredReason::Closed,
        blob_sha256: sha256("blob"),
    }]
}
