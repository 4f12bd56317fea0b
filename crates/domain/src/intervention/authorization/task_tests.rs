//! Each task of the procedure: the sentence of the source in what is signed, the rule of the scope, and nothing else.

use super::super::scope::{Catalogue, FeeOffer};
use super::super::{Symptom, Task, TaskMode};
use super::tests::terms;
use super::*;
use crate::account::Locale;
use crate::charge::{Cents, Tariff};
use crate::contract::Plan;

/// What a request for this task alone would sign under a plan, in both languages.
fn signed(task: Task, plan: Plan) -> [String; 2] {
    let offer = Catalogue::default().line(task, Some(plan));
    let tariff = offer.tariff.expect("a price known beforehand");
    [Locale::De, Locale::En].map(|language| {
        Terms {
            language,
            symptom: Symptom::Other,
            tasks: vec![AgreedTask { task, tariff }],
            ..terms()
        }
        .text()
    })
}

/// The sentence stands in the signed text with its price, and only there where the task was chosen; the procedure
/// includes it, whatever the provider decides about the tasks beyond it.
fn is_included(task: Task, german: &str, english: &str) {
    let [text_de, text_en] = signed(task, Plan::ManagedServer);
    assert!(
        text_de.contains(&format!("\nWas\n- {german}: ohne Berechnung\n")),
        "{text_de}"
    );
    assert!(
        text_en.contains(&format!("\nWhat\n- {english}: free of charge\n")),
        "{text_en}"
    );
    let [by_time, _] = signed(task, Plan::ServiceCard);
    assert!(
        by_time.contains(&format!("- {german}: 100,00\u{a0}€ je Stunde")),
        "{by_time}"
    );
    for other in Task::ALL.iter().filter(|other| **other != task) {
        let offer = Catalogue::default().line(*other, Some(Plan::ServiceCard));
        if offer.tariff.is_some() {
            let [text, _] = signed(*other, Plan::ServiceCard);
            assert!(!text.contains(german), "{other:?} authorises {task:?}");
            assert!(text.contains("Andere Arbeiten sind nicht genehmigt."));
        }
    }
    let mut catalogue = Catalogue::default();
    catalogue.offer(task, FeeOffer::NotOffered);
    let line = catalogue.line(task, Some(Plan::ManagedServer));
    assert_eq!(
        (line.mode, line.tariff),
        (TaskMode::Included, Some(Tariff::Free))
    );
}

#[test]
fn a_lost_password_and_a_lost_network_are_part_of_the_procedure() {
    // I-07, I-08
    is_included(
        Task::ResetPassword,
        "Root- oder Administratorpasswort zurücksetzen",
        "Reset the root or administrator password",
    );
    is_included(
        Task::RestoreNetwork,
        "Firewall- oder Netzwerkkonfiguration wiederherstellen, wenn der Server nicht mehr erreichbar ist",
        "Restore the firewall or network configuration when the server can no longer be reached",
    );
}

#[test]
fn remote_access_and_the_boot_loader_are_part_of_the_procedure() {
    // I-09, I-10
    is_included(
        Task::RestoreRemoteAccess,
        "SSH- oder RDP-Dienst wiederherstellen",
        "Restore the SSH or RDP service",
    );
    is_included(
        Task::RepairBootLoader,
        "Bootloader reparieren (GRUB, Windows Boot Manager)",
        "Repair the boot loader (GRUB, Windows Boot Manager)",
    );
}

#[test]
fn file_system_services_and_diagnosis_are_part_of_the_procedure() {
    // I-11, I-12, I-13
    is_included(
        Task::CheckFileSystem,
        "Dateisystem prüfen und reparieren",
        "Check and repair the file system",
    );
    is_included(
        Task::RestartServices,
        "Kritische Dienste neu starten oder neu konfigurieren",
        "Restart or reconfigure critical services",
    );
    is_included(
        Task::OsDiagnosis,
        "Diagnose auf Betriebssystemebene, wenn der Fernzugriff nicht möglich ist",
        "Diagnose the operating system where remote access is not possible",
    );
}

#[test]
fn best_effort_and_liability_stand_in_every_version_of_every_authorization() {
    // I-57/58
    for plan in [Plan::ManagedServer, Plan::ServiceCard] {
        for task in Task::ALL {
            if Catalogue::default()
                .line(*task, Some(plan))
                .tariff
                .is_none()
            {
                continue;
            }
            let [german, english] = signed(*task, plan);
            for sentence in [
                "Kastell Hosting GmbH führt Interventionen nach bestem Wissen und Gewissen durch; eine Lösung kann nicht für alle Probleme garantiert werden.",
                "Kastell Hosting GmbH haftet nicht für Datenverluste während des Eingriffs.",
                "Für die Erstellung von Backups ist die Kundenseite verantwortlich;",
            ] {
                assert!(german.contains(sentence), "{sentence}");
            }
            assert!(english.contains("a solution cannot be guaranteed for every problem"));
            assert!(english.contains("is not liable for loss of data during the intervention"));
        }
    }
    let later = terms().extension(terms().shown_at, terms().shown_at.plus_seconds(3_600));
    assert!(later.text().contains("haftet nicht für Datenverluste"));
}

#[test]
fn a_changed_sentence_is_a_new_version_of_the_text() {
    // I-06
    // Every sentence the text can have. Whoever changes one gives the text a new version here and keeps the old line:
    // what was signed under a version must stay findable.
    const KNOWN: [(&str, &str); 2] = [
        (
            "2026-11",
            "9d1712a4a674dcdae03b3bad7bf8b064b5bcab44c837ce7bf89cbd9a3bb13de3",
        ),
        (
            "2026-11-2",
            "afd90136c00f7ac89973ea91f50cdf20409ebd7530a7942ab420557fa16fdfe0",
        ),
    ];
    let shown = terms().shown_at;
    let mut everything = String::new();
    for language in [Locale::De, Locale::En] {
        let full = Terms {
            language,
            tasks: Task::ALL
                .iter()
                .map(|task| AgreedTask {
                    task: *task,
                    tariff: Tariff::Fixed { price: Cents(100) },
                })
                .collect(),
            awaiting_offer: vec![Task::MalwareRemoval],
            methods: super::super::AccessMethod::ALL.to_vec(),
            login: AgreedLogin {
                our_key: true,
                credentials: true,
            },
            signer: Signer {
                right: Some(RightGiven {
                    by: "Petra Lindner".to_owned(),
                    at: shown,
                }),
                ..terms().signer
            },
            ..terms()
        };
        let priced = |tariff| Terms {
            tasks: vec![AgreedTask {
                task: Task::OsDiagnosis,
                tariff,
            }],
            ..full.clone()
        };
        let variants = [
            full.clone(),
            full.clone().replacing(&full),
            full.extension(shown, shown.plus_seconds(3_600)),
            priced(Tariff::Free),
            priced(Tariff::SERVICE_CARD),
            priced(Tariff::REMOTE_HANDS),
            Terms {
                login: AgreedLogin {
                    our_key: false,
                    credentials: true,
                },
                ..full.clone()
            },
            Terms {
                login: AgreedLogin {
                    our_key: false,
                    credentials: false,
                },
                ..full.clone()
            },
        ];
        for variant in variants {
            everything.push_str(&variant.text());
        }
        for symptom in Symptom::ALL {
            everything.push_str(symptom.label(language));
        }
    }
    let (version, digest) = KNOWN[KNOWN.len() - 1];
    assert_eq!(version, TEXT_VERSION);
    assert!(everything.contains(&format!("Textversion {TEXT_VERSION}")));
    assert_eq!(hex::encode(sha256(&everything)), digest);
}
