use super::super::{AccessMethod, Acknowledgement, AuthorizationVersionKind, Symptom, Task};
use super::*;
use crate::account::{Locale, MemberRole};
use crate::charge::{Cents, Tariff};
use crate::ids::TicketNumber;

fn at(text: &str) -> Timestamp {
    text.parse().expect("a valid time")
}

pub(super) fn terms() -> Terms {
    Terms {
        version: 1,
        kind: AuthorizationVersionKind::Initial,
        language: Locale::De,
        shown_at: at("2026-10-13T11:02:00Z"),
        rules: ValidityRules::default(),
        provider: "Kastell Hosting GmbH".to_owned(),
        organization: OrganizationRef {
            name: "Lindner & Söhne Werkzeugbau GmbH".to_owned(),
            number: "10042".to_owned(),
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
            AgreedTask {
                task: Task::RestoreNetwork,
                tariff: Tariff::Free,
            },
            AgreedTask {
                task: Task::ApplicationTroubleshooting,
                tariff: Tariff::SERVICE_CARD,
            },
        ],
        awaiting_offer: vec![],
        ceiling: Some(Cents(20_000)),
        methods: vec![AccessMethod::Rescue, AccessMethod::Ssh, AccessMethod::IpKvm],
        login: AgreedLogin {
            our_key: true,
            credentials: false,
        },
        acknowledgements: Acknowledgement::ALL.to_vec(),
        reachable: "069 5550199, heute bis 18 Uhr".to_owned(),
        extended_until: None,
    }
}

const GERMAN: &str = "\
Genehmigung einer OS-Intervention\n\
Fassung 1 vom 13.10.2026, Ticket 48207, Textversion 2026-11-2, Deutsch\n\
\n\
Wer und wo\n\
Petra Lindner (Kontoinhaberschaft) genehmigt im Namen von Lindner & Söhne Werkzeugbau GmbH (Kundennummer 10042) Arbeiten von Kastell Hosting GmbH am Betriebssystem von web-03.lindner.example (Service-ID SRV-20417, IP-Adresse 203.0.113.42).\n\
\n\
Warum\n\
Durch Firewall oder Netzwerkeinstellung ausgesperrt. Das Problem, die Fehlermeldungen und die gewünschte Maßnahme sind in Ticket 48207 beschrieben (SHA-256 der Beschreibung: b2ff4899796caee41eb1c932408bffa24eaf9c5f8abfdedca34ec342c90167ee).\n\
\n\
Was\n\
- Firewall- oder Netzwerkkonfiguration wiederherstellen, wenn der Server nicht mehr erreichbar ist: ohne Berechnung\n\
- Fehler in Anwendungen beheben (Datenbank, Webanwendung, eigene Software): 100,00\u{a0}€ je Stunde werktags von 8 bis 17 Uhr, sonst 149,00\u{a0}€, je angefangene 15 Minuten, netto\n\
Kostenobergrenze: 200,00\u{a0}€ netto. Was darüber liegt, wird erst berechnet, wenn die Obergrenze angehoben wurde.\n\
Andere Arbeiten sind nicht genehmigt. Geändert wird nur, was zur Lösung des Problems nötig ist.\n\
\n\
Wie\n\
- SSH/RDP, mit dem öffentlichen Schlüssel von Kastell Hosting GmbH\n\
- IP-KVM: Fernkonsole wie Tastatur und Bildschirm am Server\n\
- Rettungsmodus: Neustart über das Netzwerk in ein minimales Linux\n\
\n\
Wie lange\n\
Gültig ab Unterschrift, höchstens 4 Stunden ab Beginn der Arbeiten, längstens bis 14.10.2026, 13:02 Uhr (Ortszeit Berlin). Verlängern kann nur die Kundenseite.\n\
\n\
Bestätigungen\n\
- Meine Angaben zum Problem und zur Konfiguration des Servers stimmen.\n\
- Für alle wichtigen Daten gibt es aktuelle Sicherungen. Dafür bin ich verantwortlich.\n\
- Während des Einsatzes bin ich für Rückfragen erreichbar.\n\
- Nach dem Einsatz ändere ich die Passwörter und prüfe die Zugänge.\n\
- Der Dienst kann während des Einsatzes kurz unterbrochen sein.\n\
Erreichbar: 069 5550199, heute bis 18 Uhr\n\
\n\
Grenzen und Haftung\n\
Kastell Hosting GmbH führt Interventionen nach bestem Wissen und Gewissen durch; eine Lösung kann nicht für alle Probleme garantiert werden. Für die Erstellung von Backups ist die Kundenseite verantwortlich; Kastell Hosting GmbH haftet nicht für Datenverluste während des Eingriffs. Während des Eingriffs festgestellte Hardware-Probleme werden nach dem Verfahren für Hardware-Ausfälle eskaliert. Wiederholte Interventionen für vermeidbare Probleme können zusätzlich geprüft werden.\n\
\n\
Entzug\n\
Diese Genehmigung kann jederzeit im Ticket mit „Jetzt sperren“ entzogen werden. Sie endet dann sofort, und hinterlegte Zugangsdaten werden vernichtet. Chat, E-Mail und Telefon können diese Genehmigung weder erteilen noch erweitern.\n\
\n\
Verbindlich ist dieser deutsche Text.\n";

const ENGLISH: &str = "\
Authorization of an OS intervention\n\
Version 2 of 13 Oct 2026, ticket 48207, text version 2026-11-2, English\n\
This version replaces version 1.\n\
\n\
Who and where\n\
Jonas Weber (technical contact; right to authorise given by Petra Lindner on 2 Mar 2026) authorises, on behalf of Lindner & Söhne Werkzeugbau GmbH (customer number 10042), work by Kastell Hosting GmbH on the operating system of web-03.lindner.example (service ID SRV-20417, IP address 203.0.113.42).\n\
\n\
Why\n\
Locked out by a firewall or network setting. The problem, the error messages and the action wanted are described in ticket 48207 (SHA-256 of the description: b2ff4899796caee41eb1c932408bffa24eaf9c5f8abfdedca34ec342c90167ee).\n\
\n\
What\n\
- Install or configure software, third-party software included: €29.00 per started 15 minutes, net\n\
Cost ceiling: €200.00 net. Work beyond it is charged only once the ceiling has been raised.\n\
Asked for, but not authorised until an offer has been accepted: Remove malware, handle a security incident.\n\
No other work is authorised. Only what is needed to solve the problem is changed.\n\
\n\
How\n\
- SSH/RDP, with deposited credentials\n\
- VNC console: independent of the network configuration\n\
- Data-centre access: work on site; the promised time does not apply then\n\
Deposited credentials lie encrypted in the vault. Every look at them is logged with name, time and reason and can be seen in the ticket at once. They are destroyed when the intervention is closed, 72 hours after the deposit at the latest.\n\
\n\
How long\n\
Valid from the signature, at most 4 hours from the beginning of the work, until 14 Oct 2026, 13:02 (Berlin time) at the latest. Only the customer can extend it.\n\
\n\
Acknowledgements\n\
- What I said about the problem and the server's configuration is accurate.\n\
- There are current backups of all critical data. They are my responsibility.\n\
- I can be reached for questions during the work.\n\
- After the work I will change the passwords and check the ways in.\n\
- The service may be interrupted for a short time during the work.\n\
\n\
Limits and liability\n\
Kastell Hosting GmbH carries out interventions with due care and to the best of its ability; a solution cannot be guaranteed for every problem. The customer is responsible for backups; Kastell Hosting GmbH is not liable for loss of data during the intervention. Hardware problems found during the intervention are escalated under the hardware-failure procedure. Repeated interventions for avoidable problems may be subject to additional review.\n\
\n\
Right to revoke\n\
This authorization can be revoked in the ticket at any time with “Lock now”. It then ends at once, and deposited credentials are destroyed. Chat, e-mail and phone can neither give nor widen this authorization.\n\
\n\
The German text of these terms is binding (SHA-256: 282d00269e5c390fe8166669f90ed654beccd6740760fafaa11c7c31fee99954).\n";

#[test]
fn the_german_text_is_frozen() {
    // I-39
    assert_eq!(terms().text(), GERMAN);
}

#[test]
fn the_english_text_is_frozen_and_says_that_german_binds() {
    let mut terms = terms();
    terms.language = Locale::En;
    terms.version = 2;
    terms.kind = AuthorizationVersionKind::Edit;
    terms.signer = Signer {
        name: "Jonas Weber".to_owned(),
        role: MemberRole::Technical,
        right: Some(RightGiven {
            by: "Petra Lindner".to_owned(),
            at: at("2026-03-02T09:00:00Z"),
        }),
    };
    terms.tasks = vec![AgreedTask {
        task: Task::InstallSoftware,
        tariff: Tariff::REMOTE_HANDS,
    }];
    terms.awaiting_offer = vec![Task::MalwareRemoval];
    terms.methods = vec![
        AccessMethod::DataCentre,
        AccessMethod::Vnc,
        AccessMethod::Ssh,
    ];
    terms.login = AgreedLogin {
        our_key: false,
        credentials: true,
    };
    terms.reachable = String::new();
    assert_eq!(terms.text(), ENGLISH);
    let german = Terms {
        language: Locale::De,
        ..terms.clone()
    };
    assert!(terms.text().contains(&hex::encode(sha256(&german.text()))));
}

#[test]
fn no_login_is_promised_that_does_not_exist() {
    // I-30, I-39
    let mut terms = terms();
    terms.login = AgreedLogin {
        our_key: false,
        credentials: false,
    };
    for (language, sentence) in [
        (Locale::De, "weder ein Schlüssel eingetragen"),
        (Locale::En, "neither a key is installed"),
    ] {
        terms.language = language;
        let text = terms.text();
        assert!(text.contains(sentence), "{text}");
        assert!(!text.contains("mit hinterlegten") && !text.contains("with deposited"));
    }
}

#[test]
fn an_extension_is_a_version_of_the_same_terms() {
    let extension = terms().extension(at("2026-10-13T15:00:00Z"), at("2026-10-13T17:10:00Z"));
    let text = extension.text();
    assert_eq!(extension.version, 2);
    assert!(text.contains("Diese Fassung verlängert Fassung 1; alles andere bleibt gleich."));
    assert!(text.contains(
        "Verlängert: gültig ab Unterschrift dieser Fassung bis 13.10.2026, 19:10 Uhr (Ortszeit Berlin)."
    ));
    assert!(!text.contains("höchstens 4 Stunden"));
}

type Change = Box<dyn Fn(&mut Terms)>;

#[test]
fn every_single_term_changes_the_digest() {
    // Whatever the customer agreed to is in the text, so nothing can be altered behind the signature.
    let base = terms();
    let digest = sha256(&base.text());
    let changes: Vec<(&str, Change)> = vec![
        ("version", Box::new(|t| t.version = 7)),
        (
            "kind",
            Box::new(|t| t.kind = AuthorizationVersionKind::Edit),
        ),
        ("language", Box::new(|t| t.language = Locale::En)),
        (
            "shown_at",
            Box::new(|t| t.shown_at = t.shown_at.plus_seconds(60)),
        ),
        ("work hours", Box::new(|t| t.rules.work_hours = 5)),
        ("total hours", Box::new(|t| t.rules.total_hours = 25)),
        ("provider", Box::new(|t| t.provider.push('x'))),
        ("organization", Box::new(|t| t.organization.name.push('x'))),
        ("number", Box::new(|t| t.organization.number.push('x'))),
        ("signer", Box::new(|t| t.signer.name.push('x'))),
        ("role", Box::new(|t| t.signer.role = MemberRole::Technical)),
        (
            "right",
            Box::new(|t| {
                t.signer.right = Some(RightGiven {
                    by: "Petra Lindner".to_owned(),
                    at: t.shown_at,
                });
            }),
        ),
        ("system", Box::new(|t| t.system.name.push('x'))),
        ("service id", Box::new(|t| t.system.service_id.push('x'))),
        ("address", Box::new(|t| t.system.address.push('1'))),
        ("ticket", Box::new(|t| t.ticket = TicketNumber(1))),
        ("symptom", Box::new(|t| t.symptom = Symptom::Other)),
        (
            "problem",
            Box::new(|t| t.problem_sha256 = problem_digest("a", "", "")),
        ),
        ("tasks", Box::new(|t| t.tasks.truncate(1))),
        (
            "tariff",
            Box::new(|t| t.tasks[1].tariff = Tariff::REMOTE_HANDS),
        ),
        (
            "awaiting",
            Box::new(|t| t.awaiting_offer = vec![Task::DataRecovery]),
        ),
        ("ceiling", Box::new(|t| t.ceiling = Some(Cents(20_001)))),
        (
            "methods",
            Box::new(|t| t.methods.push(AccessMethod::DataCentre)),
        ),
        ("login", Box::new(|t| t.login.credentials = true)),
        (
            "acknowledgements",
            Box::new(|t| t.acknowledgements.truncate(4)),
        ),
        ("reachable", Box::new(|t| t.reachable.push('x'))),
        (
            "extension",
            Box::new(|t| t.extended_until = Some(t.shown_at)),
        ),
    ];
    for (what, change) in changes {
        let mut changed = base.clone();
        change(&mut changed);
        assert_ne!(sha256(&changed.text()), digest, "{what} is not in the text");
    }
}

#[test]
fn a_change_of_what_is_agreed_needs_a_new_signature() {
    let signed = terms();
    let extension = signed.extension(at("2026-10-13T15:00:00Z"), at("2026-10-13T17:10:00Z"));
    assert!(signed.agrees_with(&extension) && extension.agrees_with(&signed));
    let other_frame = Terms {
        language: Locale::En,
        shown_at: at("2026-10-13T12:00:00Z"),
        signer: Signer {
            name: "Jonas Weber".to_owned(),
            role: MemberRole::Technical,
            right: None,
        },
        ..terms()
    };
    assert!(signed.agrees_with(&other_frame));
    let changes: [Change; 5] = [
        Box::new(|t| t.tasks.truncate(1)),
        Box::new(|t| t.methods.push(AccessMethod::DataCentre)),
        Box::new(|t| t.ceiling = None),
        Box::new(|t| t.system.address = "203.0.113.43".to_owned()),
        Box::new(|t| t.problem_sha256 = problem_digest("Etwas anderes", "", "")),
    ];
    for change in changes {
        let mut changed = terms();
        change(&mut changed);
        assert!(!changed.agrees_with(&signed));
        let edit = changed.replacing(&extension);
        assert_eq!(
            (edit.version, edit.kind),
            (3, AuthorizationVersionKind::Edit)
        );
        assert_eq!(edit.extended_until, None);
        assert!(edit.text().contains("Diese Fassung ersetzt Fassung 2."));
    }
}

#[test]
fn nothing_typed_can_add_a_line_to_the_text() {
    let mut forged = terms();
    forged.signer.name = "Petra\n\nWas\r\n- Alles\u{2028}andere".to_owned();
    forged.reachable = "0\n- Mehr".to_owned();
    assert_eq!(
        forged.text().lines().count(),
        terms().text().lines().count()
    );
    assert!(!forged.text().contains('\u{2028}'));
}

#[test]
fn the_terms_read_back_give_the_same_text() {
    let stored = serde_json::to_string(&terms()).expect("serialises");
    let read: Terms = serde_json::from_str(&stored).expect("reads back");
    assert_eq!(read.text(), terms().text());
}

#[test]
fn words_moved_between_the_fields_are_another_problem() {
    assert_ne!(problem_digest("ab", "", ""), problem_digest("a", "b", ""));
    assert_ne!(problem_digest("", "a", ""), problem_digest("", "", "a"));
}

#[test]
fn an_authorization_ends_once_and_for_good() {
    use AuthorizationState::{Active, Draft, Ended, Expired};
    assert_eq!(Draft.sign(), Ok(Active));
    assert_eq!(Expired.extend(), Ok(Active));
    assert_eq!(Draft.extend(), Err(AuthorizationRefusal::NotSigned));
    for refused in [Ended.sign(), Ended.extend()] {
        assert_eq!(refused, Err(AuthorizationRefusal::Ended));
    }
    for state in [Draft, Active, Expired] {
        assert_eq!(
            state.end(EndReason::Revoked),
            Ok((Ended, EndReason::Revoked))
        );
    }
    assert_eq!(
        Ended.end(EndReason::Closed),
        Err(AuthorizationRefusal::Ended)
    );
}

#[test]
fn only_an_active_authorization_expires_and_not_a_second_early() {
    let shown = at("2026-10-13T11:02:00Z");
    let validity = Validity::signed(ValidityRules::default(), shown, shown, false).expect("signed");
    let over = validity.until;
    assert_eq!(
        AuthorizationState::Active.expire(&validity, over.minus_seconds(1)),
        AuthorizationState::Active
    );
    assert_eq!(
        AuthorizationState::Active.expire(&validity, over),
        AuthorizationState::Expired
    );
    for state in [AuthorizationState::Draft, AuthorizationState::Ended] {
        assert_eq!(state.expire(&validity, over), state);
    }
}
