//! A case as it could have happened, for tests and for looking at.

mod records;

use documents::{
    AuditHead, AuthorizationDocument, Case, CopyFor, Ending, EvidencePack, Party, Provider,
    SignedVersion, SystemFacts, TicketFacts, VersionRow,
};
use domain::account::{Locale, MemberRole};
use domain::intervention::{
    AccessMethod, AuthorizationVersionKind, Cause, Complexity, EndReason, InterventionState,
    SecondFactor, Symptom, Task,
};
use domain::system::SystemKind;
use domain::ticket::TicketState;
use domain::time::Timestamp;
use sha2::{Digest, Sha256};

const TEXT_DE: &str = "\
# Genehmigung einer OS-Intervention

Petra Lindner, Kontoinhaberin der Lindner & Söhne Werkzeugbau GmbH, genehmigt der Kastell Hosting GmbH Arbeiten am Betriebssystem von web-03.lindner.example (SRV-20417, 203.0.113.42).

## Was getan werden darf
- Firewall- oder Netzwerkkonfiguration wiederherstellen
- SSH- oder RDP-Dienst wiederherstellen
- Fehler in Anwendungen beheben, gegen Aufpreis, Obergrenze 200,00 € netto

## Auf welchem Weg
- SSH mit unserem öffentlichen Schlüssel
- IP-KVM
- Rettungsmodus, mit Neustart

## Gültigkeit
Ab Unterschrift, höchstens 4 Stunden ab Beginn der Arbeiten, längstens bis 14.10.2026, 13:02 Uhr.

## Bestätigt
- Die Angaben zum Problem und zur Konfiguration stimmen.
- Für kritische Daten gibt es aktuelle Sicherungen.
- Während des Einsatzes ist jemand für Rückfragen erreichbar.
- Nach dem Einsatz werden Passwörter geändert und Zugänge geprüft.
- Der Dienst kann vorübergehend unterbrochen sein.

## Haftung
Die Arbeiten geschehen nach bestem Wissen und Gewissen; eine Lösung kann nicht für alle Probleme zugesagt werden.
Für Sicherungen ist die Kundenseite verantwortlich.";

const TEXT_EN: &str = "\
# Authorization of an OS intervention

Petra Lindner, account owner of Lindner & Söhne Werkzeugbau GmbH, authorises Kastell Hosting GmbH to work on the operating system of web-03.lindner.example (SRV-20417, 203.0.113.42).

## What may be done
- Restore the firewall or network configuration
- Restore the SSH or RDP service

## Validity
From the signature, at most 4 hours from the beginning of the work, until 14 Oct 2026, 13:02 at the latest.";

/// A time of the specimen's day, 13 October 2026, in UTC.
pub fn at(clock: &str) -> Timestamp {
    format!("2026-10-13T{clock}Z")
        .parse()
        .expect("a valid time")
}

/// Lower-case hexadecimal SHA-256.
pub fn sha256(text: &str) -> String {
    hex::encode(Sha256::digest(text.as_bytes()))
}

pub fn provider() -> Provider {
    Provider {
        name: "Kastell Hosting GmbH".to_owned(),
        street: "Hanauer Landstraße 291".to_owned(),
        postal_code: "60314".to_owned(),
        city: "Frankfurt am Main".to_owned(),
        country: "Deutschland".to_owned(),
        vat_id: "DE 999 999 999".to_owned(),
        email: "support@kastell.example".to_owned(),
        phone: "069 90009-110".to_owned(),
    }
}

fn party() -> Party {
    Party {
        name: "Lindner & Söhne Werkzeugbau GmbH".to_owned(),
        number: "K-10231".to_owned(),
    }
}

/// A signed version with this text and its right hash.
pub fn signed(text: &str, language: Locale) -> SignedVersion {
    SignedVersion {
        version: 1,
        kind: AuthorizationVersionKind::Initial,
        language,
        text_version: "2026-03".to_owned(),
        text: text.to_owned(),
        text_sha256: sha256(text),
        signer_name: "Petra Lindner".to_owned(),
        signer_role: MemberRole::Owner,
        second_factor: SecondFactor::Totp,
        signed_at: at("11:02:17"),
        ip: "198.51.100.23".to_owned(),
        valid_until: at("15:10:00"),
        latest_until: "2026-10-14T11:02:17Z".parse().expect("a valid time"),
    }
}

fn text(language: Locale) -> &'static str {
    match language {
        Locale::De => TEXT_DE,
        Locale::En => TEXT_EN,
    }
}

/// The second version after an extension.
fn extended(language: Locale) -> SignedVersion {
    SignedVersion {
        version: 2,
        kind: AuthorizationVersionKind::Extension,
        second_factor: SecondFactor::MailCode,
        signed_at: at("12:45:09"),
        valid_until: at("17:10:00"),
        ..signed(text(language), language)
    }
}

fn ending() -> Ending {
    Ending {
        at: at("12:58:40"),
        reason: Some(EndReason::Closed),
    }
}

pub fn authorization(language: Locale) -> AuthorizationDocument {
    let versions = [signed(text(language), language), extended(language)];
    let row = |version: &SignedVersion, superseded_at| VersionRow {
        version: version.version,
        kind: version.kind,
        signed_at: version.signed_at,
        signer_name: version.signer_name.clone(),
        text_sha256: version.text_sha256.clone(),
        superseded_at,
    };
    let [first, second] = &versions;
    AuthorizationDocument {
        language,
        provider: provider(),
        ticket: 48207,
        subject: "SSH nach Firewall-Änderung nicht erreichbar".to_owned(),
        organization: party(),
        system: "web-03.lindner.example (SRV-20417, 203.0.113.42)".to_owned(),
        history: vec![row(first, Some(second.signed_at)), row(second, None)],
        signed: second.clone(),
        ended: Some(ending()),
    }
}

fn case() -> Case {
    Case {
        state: InterventionState::Closed,
        symptom: Some(Symptom::FirewallLockedOut),
        problem: "Seit etwa 12:40 kommen wir nicht mehr per SSH auf web-03. Ping geht nicht, die Website ist auch weg.\n\nKurz vorher hat ein Kollege die Firewall über unser Ansible geändert.".to_owned(),
        error_messages: "ssh: connect to host web-03.lindner.example port 22: Connection timed out".to_owned(),
        wanted_action: "Bitte den Zugang wiederherstellen, ohne den Server neu zu starten.".to_owned(),
        tasks: vec![Task::RestoreNetwork, Task::RestoreRemoteAccess, Task::ApplicationTroubleshooting],
        complexity: Some(Complexity::Standard),
        method: Some(AccessMethod::IpKvm),
        method_reason: "Die Konsole antwortet, kein Neustart nötig.".to_owned(),
        engineer: "Jana Brandt".to_owned(),
        started_at: Some(at("11:10:00")),
        closed_at: Some(at("12:58:40")),
        summary: "Ein Regelsatz vom 13.10., 12:41 Uhr hat neue SSH-Verbindungen verworfen. Wir haben über die Fernkonsole eine Regel für TCP 22 aus 198.51.100.0/24 ergänzt und den Regelsatz neu geladen. SSH ist seit 13:53 Uhr wieder erreichbar.\n\nEine Kopie des alten Regelsatzes liegt unter /root/nftables.conf.lt-48207.".to_owned(),
        cause: Some(Cause::NetworkRule),
        avoidable: Some(true),
        avoidable_reason: "Das Playbook wird ohne Probelauf ausgerollt.".to_owned(),
        password_changed_at: Some(at("14:20:00")),
        password_changed_by: "Petra Lindner".to_owned(),
    }
}

fn case_en() -> Case {
    Case {
        problem: "Since about 12:40 we cannot reach web-03 by SSH any more.".to_owned(),
        wanted_action: "Please restore access without a reboot.".to_owned(),
        method_reason: "The console answers, no reboot needed.".to_owned(),
        summary: "A rule set of 13 Oct dropped new SSH connections. We added a rule over the remote console.".to_owned(),
        avoidable_reason: "The playbook is rolled out without a dry run.".to_owned(),
        ..case()
    }
}

pub fn evidence(language: Locale) -> EvidencePack {
    EvidencePack {
        language,
        provider: provider(),
        copy_for: CopyFor::Customer,
        created_at: at("15:00:00"),
        created_by: "Petra Lindner".to_owned(),
        ticket: TicketFacts {
            number: 48207,
            subject: "SSH nach Firewall-Änderung nicht erreichbar".to_owned(),
            state: TicketState::Resolved,
            received_at: at("10:58:03"),
            closed_at: Some(at("12:58:40")),
        },
        organization: party(),
        system: SystemFacts {
            name: "web-03.lindner.example".to_owned(),
            service_id: "SRV-20417".to_owned(),
            address: "203.0.113.42".to_owned(),
            kind: SystemKind::Dedicated,
            os: "Debian 13".to_owned(),
            site: "FRA2, Rack C14".to_owned(),
        },
        case: if language == Locale::De {
            case()
        } else {
            case_en()
        },
        authorizations: vec![signed(text(language), language), extended(language)],
        authorization_ended: Some(ending()),
        gate: records::gate(),
        clocks: records::clocks(),
        reveals: records::reveals(),
        actions: records::actions(),
        messages: records::messages(),
        work: records::work(),
        orders: records::orders(),
        handovers: records::handovers(),
        attachments: records::attachments(),
        destroyed: records::destroyed(),
        audit: AuditHead {
            seq: 412,
            hash: sha256("head"),
            at: at("14:59:58"),
            own_events: 61,
            public_key: sha256("public key"),
        },
        pack_json: Some("{\"format\":\"leitstand-pack-1\"}\n".to_owned()),
    }
}

/// The same case before anything happened: every list empty.
pub fn empty_evidence(language: Locale) -> EvidencePack {
    let full = evidence(language);
    EvidencePack {
        authorizations: vec![],
        authorization_ended: None,
        gate: vec![],
        clocks: vec![],
        reveals: vec![],
        actions: vec![],
        messages: vec![],
        work: vec![],
        orders: vec![],
        handovers: vec![],
        attachments: vec![],
        destroyed: vec![],
        pack_json: None,
        provider: Provider {
            name: "Kastell Hosting GmbH".to_owned(),
            ..Provider::default()
        },
        ticket: TicketFacts {
            closed_at: None,
            ..full.ticket
        },
        case: Case {
            state: InterventionState::Draft,
            symptom: None,
            problem: String::new(),
            error_messages: String::new(),
            wanted_action: String::new(),
            tasks: vec![],
            complexity: None,
            method: None,
            method_reason: String::new(),
            engineer: String::new(),
            started_at: None,
            closed_at: None,
            summary: String::new(),
            cause: None,
            avoidable: None,
            avoidable_reason: String::new(),
            password_changed_at: None,
            password_changed_by: String::new(),
        },
        audit: AuditHead {
            public_key: String::new(),
            ..full.audit
        },
        ..full
    }
}
