//! A case as it could have happened, for tests and for looking at.

mod records;

use documents::{
    AuditHead, AuthorizationDocument, Case, CopyFor, Ending, EvidencePack, Party, Provider,
    Revocation, SignedVersion, StandingDocument, SystemFacts, TicketFacts, VersionRow,
};
use domain::account::{Locale, MemberRole};
use domain::charge::{Cents, Tariff};
use domain::ids::{SystemId, TicketNumber};
use domain::intervention::authorization::{
    AgreedLogin, AgreedTask, OrganizationRef, Period, STANDING_TEXT_VERSION, Signer, StandingAct,
    StandingSystem, StandingTerms, SystemRef, TEXT_VERSION, Terms, ValidityRules, problem_digest,
};
use domain::intervention::{
    AccessMethod, Acknowledgement, AuthorizationVersionKind, Cause, Complexity, EndReason,
    InterventionState, SecondFactor, Symptom, Task,
};
use domain::system::SystemKind;
use domain::ticket::TicketState;
use domain::time::Timestamp;
use sha2::{Digest, Sha256};

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
        text_version: TEXT_VERSION.to_owned(),
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

/// The domain's terms, so that the specimen shows the text that people really sign.
fn terms(language: Locale) -> Terms {
    Terms {
        version: 1,
        kind: AuthorizationVersionKind::Initial,
        language,
        shown_at: at("11:01:10"),
        rules: ValidityRules::default(),
        provider: provider().name,
        organization: OrganizationRef {
            name: party().name,
            number: party().number,
        },
        signer: Signer {
            name: "Petra Lindner".to_owned(),
            role: MemberRole::Owner,
            right: None,
        },
        system: SystemRef {
            name: "web-03.lindner.example".to_owned(),
            service_id: "SRV-20417".to_owned(),
            address: "203.0.113.42".to_owned(),
        },
        ticket: TicketNumber(48_207),
        symptom: Symptom::FirewallLockedOut,
        problem_sha256: problem_digest("Kein SSH seit 12:40.", "Connection timed out", ""),
        tasks: vec![
            agreed(Task::RestoreNetwork, Tariff::Free),
            agreed(Task::ApplicationTroubleshooting, Tariff::SERVICE_CARD),
        ],
        awaiting_offer: vec![],
        ceiling: Some(Cents(20_000)),
        methods: vec![AccessMethod::Rescue, AccessMethod::Ssh, AccessMethod::IpKvm],
        login: AgreedLogin {
            our_key: true,
            credentials: true,
        },
        acknowledgements: Acknowledgement::ALL.to_vec(),
        reachable: "069 5550199, heute bis 18 Uhr".to_owned(),
        extended_until: None,
    }
}

fn agreed(task: Task, tariff: Tariff) -> AgreedTask {
    AgreedTask { task, tariff }
}

/// The second version after an extension.
fn extended(language: Locale) -> SignedVersion {
    let text = terms(language)
        .extension(at("12:44:30"), at("17:10:00"))
        .text();
    SignedVersion {
        version: 2,
        kind: AuthorizationVersionKind::Extension,
        second_factor: SecondFactor::MailCode,
        signed_at: at("12:45:09"),
        valid_until: at("17:10:00"),
        ..signed(&text, language)
    }
}

fn ending() -> Ending {
    Ending {
        at: at("12:58:40"),
        reason: Some(EndReason::Closed),
    }
}

pub fn authorization(language: Locale) -> AuthorizationDocument {
    let versions = [
        signed(&terms(language).text(), language),
        extended(language),
    ];
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

/// A standing authorization that was revoked later.
pub fn standing(language: Locale) -> StandingDocument {
    let signer = terms(language).signer;
    let named = terms(language).system;
    let terms = StandingTerms {
        number: 3,
        language,
        shown_at: at("11:01:10"),
        provider: provider().name,
        organization: terms(language).organization,
        signer: signer.clone(),
        systems: vec![StandingSystem {
            id: "01900000-0000-7000-8000-000000000003"
                .parse::<SystemId>()
                .expect("an id"),
            named: named.clone(),
        }],
        acts: StandingAct::ALL.to_vec(),
        period: Period {
            from: at("11:02:17"),
            until: Some("2027-12-31T23:00:00Z".parse().expect("a valid time")),
        },
    };
    let text = terms.text();
    StandingDocument {
        language,
        provider: provider(),
        organization: party(),
        number: terms.number,
        systems: vec![named.name],
        acts: terms.acts,
        text_version: STANDING_TEXT_VERSION.to_owned(),
        text_sha256: sha256(&text),
        text,
        signer_name: signer.name,
        signer_role: signer.role,
        second_factor: SecondFactor::Totp,
        signed_at: at("11:02:17"),
        ip: "198.51.100.23".to_owned(),
        valid_from: at("11:02:17"),
        valid_until: terms.period.until,
        revoked: Some(Revocation {
            at: at("16:20:05"),
            by: "Jonas Lindner".to_owned(),
        }),
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
        authorizations: vec![
            signed(&terms(language).text(), language),
            extended(language),
        ],
        authorization_ended: Some(ending()),
        gate: records::gate(),
        clocks: records::clocks(),
        reveals: records::reveals(),
        actions: records::actions(),
        messages: records::messages(),
        charges: records::charges(),
        ceilings: records::ceilings(),
        work: records::work(),
        rounds: vec![Case {
            problem: String::new(),
            error_messages: String::new(),
            wanted_action: String::new(),
            tasks: vec![],
            summary: "Beim ersten Mal genügte ein Neustart des Dienstes.".to_owned(),
            method_reason: "Port 22 antwortete damals noch.".to_owned(),
            ..case()
        }],
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
        charges: vec![],
        ceilings: vec![],
        work: vec![],
        rounds: vec![],
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
