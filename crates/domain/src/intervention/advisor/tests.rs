use super::super::AccessMethod as M;
use super::super::Symptom as S;
use super::ReasonCode as R;
use super::*;
use crate::account::Locale;
use crate::system::SystemKind as K;

const ANSWERS: bool = true;
const SILENT: bool = false;

/// Every symptom on every kind of machine, with remote login answering and silent: what stands first, and why.
/// Credentials are deposited and everything is allowed; the dedicated server has IP-KVM, the VPS a console.
#[rustfmt::skip]
const TABLE: &[(S, K, bool, M, R)] = &[
    (S::NoPing, K::Dedicated, ANSWERS, M::Ssh, R::AnswersWithLogin),
    (S::NoPing, K::Dedicated, SILENT, M::IpKvm, R::ConsoleWithoutNetwork),
    (S::NoPing, K::Vps, ANSWERS, M::Ssh, R::AnswersWithLogin),
    (S::NoPing, K::Vps, SILENT, M::Vnc, R::ConsoleWithoutNetwork),
    (S::NoPing, K::Appliance, ANSWERS, M::Ssh, R::AnswersWithLogin),
    (S::NoPing, K::Appliance, SILENT, M::DataCentre, R::OnlyWayLeft),
    (S::PortRefused, K::Dedicated, ANSWERS, M::Ssh, R::AnswersWithLogin),
    (S::PortRefused, K::Dedicated, SILENT, M::IpKvm, R::ConsoleWithoutNetwork),
    (S::PortRefused, K::Vps, ANSWERS, M::Ssh, R::AnswersWithLogin),
    (S::PortRefused, K::Vps, SILENT, M::Vnc, R::ConsoleWithoutNetwork),
    (S::PortRefused, K::Appliance, ANSWERS, M::Ssh, R::AnswersWithLogin),
    (S::PortRefused, K::Appliance, SILENT, M::DataCentre, R::OnlyWayLeft),
    (S::LoginLost, K::Dedicated, ANSWERS, M::Rescue, R::PasswordLost),
    (S::LoginLost, K::Dedicated, SILENT, M::Rescue, R::PasswordLost),
    (S::LoginLost, K::Vps, ANSWERS, M::Rescue, R::PasswordLost),
    (S::LoginLost, K::Vps, SILENT, M::Rescue, R::PasswordLost),
    (S::LoginLost, K::Appliance, ANSWERS, M::Ssh, R::AnswersWithLogin),
    (S::LoginLost, K::Appliance, SILENT, M::DataCentre, R::OnlyWayLeft),
    (S::BootFails, K::Dedicated, ANSWERS, M::Rescue, R::BootLoader),
    (S::BootFails, K::Dedicated, SILENT, M::Rescue, R::BootLoader),
    (S::BootFails, K::Vps, ANSWERS, M::Rescue, R::BootLoader),
    (S::BootFails, K::Vps, SILENT, M::Rescue, R::BootLoader),
    (S::BootFails, K::Appliance, ANSWERS, M::Ssh, R::AnswersWithLogin),
    (S::BootFails, K::Appliance, SILENT, M::DataCentre, R::OnlyWayLeft),
    (S::FileSystem, K::Dedicated, ANSWERS, M::Rescue, R::FileSystem),
    (S::FileSystem, K::Dedicated, SILENT, M::Rescue, R::FileSystem),
    (S::FileSystem, K::Vps, ANSWERS, M::Rescue, R::FileSystem),
    (S::FileSystem, K::Vps, SILENT, M::Rescue, R::FileSystem),
    (S::FileSystem, K::Appliance, ANSWERS, M::Ssh, R::AnswersWithLogin),
    (S::FileSystem, K::Appliance, SILENT, M::DataCentre, R::OnlyWayLeft),
    (S::FirewallLockedOut, K::Dedicated, ANSWERS, M::Ssh, R::AnswersWithLogin),
    (S::FirewallLockedOut, K::Dedicated, SILENT, M::IpKvm, R::ConsoleWithoutNetwork),
    (S::FirewallLockedOut, K::Vps, ANSWERS, M::Ssh, R::AnswersWithLogin),
    (S::FirewallLockedOut, K::Vps, SILENT, M::Vnc, R::ConsoleWithoutNetwork),
    (S::FirewallLockedOut, K::Appliance, ANSWERS, M::Ssh, R::AnswersWithLogin),
    (S::FirewallLockedOut, K::Appliance, SILENT, M::DataCentre, R::OnlyWayLeft),
    (S::ServiceDown, K::Dedicated, ANSWERS, M::Ssh, R::AnswersWithLogin),
    (S::ServiceDown, K::Dedicated, SILENT, M::IpKvm, R::ConsoleWithoutNetwork),
    (S::ServiceDown, K::Vps, ANSWERS, M::Ssh, R::AnswersWithLogin),
    (S::ServiceDown, K::Vps, SILENT, M::Vnc, R::ConsoleWithoutNetwork),
    (S::ServiceDown, K::Appliance, ANSWERS, M::Ssh, R::AnswersWithLogin),
    (S::ServiceDown, K::Appliance, SILENT, M::DataCentre, R::OnlyWayLeft),
    (S::Installation, K::Dedicated, ANSWERS, M::Ssh, R::AnswersWithLogin),
    (S::Installation, K::Dedicated, SILENT, M::IpKvm, R::ConsoleWithoutNetwork),
    (S::Installation, K::Vps, ANSWERS, M::Ssh, R::AnswersWithLogin),
    (S::Installation, K::Vps, SILENT, M::Vnc, R::ConsoleWithoutNetwork),
    (S::Installation, K::Appliance, ANSWERS, M::Ssh, R::AnswersWithLogin),
    (S::Installation, K::Appliance, SILENT, M::DataCentre, R::OnlyWayLeft),
    (S::Other, K::Dedicated, ANSWERS, M::Ssh, R::AnswersWithLogin),
    (S::Other, K::Dedicated, SILENT, M::IpKvm, R::ConsoleWithoutNetwork),
    (S::Other, K::Vps, ANSWERS, M::Ssh, R::AnswersWithLogin),
    (S::Other, K::Vps, SILENT, M::Vnc, R::ConsoleWithoutNetwork),
    (S::Other, K::Appliance, ANSWERS, M::Ssh, R::AnswersWithLogin),
    (S::Other, K::Appliance, SILENT, M::DataCentre, R::OnlyWayLeft),
];

fn facts(symptom: S, kind: K, answers: bool) -> Facts {
    let seen = if answers {
        ProbeResult::Answers
    } else {
        ProbeResult::Silent
    };
    Facts {
        machine: Machine {
            kind,
            os_family: OsFamily::Linux,
            ip_kvm: kind == K::Dedicated,
            console: kind == K::Vps,
        },
        symptom,
        allowed: M::ALL.to_vec(),
        our_key: false,
        credentials: true,
        hardware: false,
        probes: Probes {
            ssh_port: seen,
            rdp_port: seen,
            ssh_banner: seen,
            ..Probes::default()
        },
    }
}

fn first(facts: &Facts) -> (M, R, bool) {
    let line = rank(facts).remove(0);
    (line.method, line.reason.code, line.available)
}

fn line(facts: &Facts, method: M) -> Ranked {
    let found = rank(facts).into_iter().find(|line| line.method == method);
    found.expect("every method is in every ranking")
}

#[test]
fn the_first_rank_and_its_reason_for_every_case() {
    // I-29, I-30, I-32
    assert_eq!(TABLE.len(), S::ALL.len() * K::ALL.len() * 2);
    for (symptom, kind, answers, method, reason) in TABLE {
        for os_family in OsFamily::ALL {
            let mut facts = facts(*symptom, *kind, *answers);
            facts.machine.os_family = *os_family;
            assert_eq!(
                first(&facts),
                (*method, *reason, true),
                "{symptom} on a {kind} ({os_family}), answers: {answers}"
            );
        }
    }
    for symptom in S::ALL {
        for kind in K::ALL {
            for answers in [ANSWERS, SILENT] {
                let rows = TABLE
                    .iter()
                    .filter(|row| (row.0, row.1, row.2) == (*symptom, *kind, answers));
                assert_eq!(rows.count(), 1, "{symptom} {kind} {answers}");
            }
        }
    }
}

#[test]
fn a_ranking_holds_all_five_once_with_the_possible_ones_first() {
    for (symptom, kind, answers, ..) in TABLE {
        for bits in 0..32_usize {
            let mut facts = facts(*symptom, *kind, *answers);
            facts.hardware = bits & 1 != 0;
            facts.our_key = bits & 2 != 0;
            facts.credentials = bits & 4 != 0;
            facts.machine.ip_kvm = bits & 8 != 0;
            facts.machine.console = bits & 16 != 0;
            let ranking = rank(&facts);
            let mut methods: Vec<M> = ranking.iter().map(|line| line.method).collect();
            methods.sort_unstable();
            assert_eq!(methods, M::ALL);
            let ranks: Vec<u8> = ranking.iter().map(|line| line.rank).collect();
            assert_eq!(ranks, [1, 2, 3, 4, 5]);
            assert!(ranking.is_sorted_by_key(|line| !line.available));
            for line in &ranking {
                assert!(!line.available || facts.machine.has(line.method));
            }
        }
    }
}

#[test]
fn hardware_that_has_to_be_touched_is_for_the_data_centre() {
    // I-34
    for symptom in S::ALL {
        for kind in K::ALL {
            let facts = Facts {
                hardware: true,
                ..facts(*symptom, *kind, ANSWERS)
            };
            assert_eq!(first(&facts), (M::DataCentre, R::HardwareInteraction, true));
        }
    }
    let normal = line(&facts(S::NoPing, K::Dedicated, SILENT), M::DataCentre);
    assert_eq!((normal.rank, normal.reason.code), (3, R::LastResort));
}

#[test]
fn ip_kvm_is_for_dedicated_servers_with_the_option() {
    // I-31
    let mut facts = facts(S::NoPing, K::Dedicated, SILENT);
    assert!(line(&facts, M::IpKvm).available);
    facts.machine.ip_kvm = false;
    assert_eq!(line(&facts, M::IpKvm).reason.code, R::OptionMissing);
    assert_eq!(first(&facts), (M::Rescue, R::RescueWithoutConsole, true));
    for kind in [K::Vps, K::Appliance] {
        facts.machine = Machine {
            kind,
            ip_kvm: true,
            ..facts.machine
        };
        let kvm = line(&facts, M::IpKvm);
        assert_eq!((kvm.available, kvm.reason.code), (false, R::DedicatedOnly));
    }
}

#[test]
fn the_vnc_console_is_for_vps() {
    // I-33
    let mut facts = facts(S::FirewallLockedOut, K::Vps, SILENT);
    assert_eq!(first(&facts), (M::Vnc, R::ConsoleWithoutNetwork, true));
    facts.machine.console = false;
    assert_eq!(line(&facts, M::Vnc).reason.code, R::ConsoleMissing);
    assert_eq!(first(&facts), (M::Rescue, R::RescueWithoutConsole, true));
    for kind in [K::Dedicated, K::Appliance] {
        facts.machine = Machine {
            kind,
            console: true,
            ..facts.machine
        };
        assert_eq!(line(&facts, M::Vnc).reason.code, R::VpsOnly);
    }
}

#[test]
fn ssh_needs_an_answer_and_a_login() {
    // I-30
    let mut facts = facts(S::ServiceDown, K::Dedicated, ANSWERS);
    facts.credentials = false;
    assert_eq!(line(&facts, M::Ssh).reason.code, R::NoLogin);
    assert_eq!(first(&facts).0, M::IpKvm);
    facts.our_key = true;
    assert_eq!(first(&facts), (M::Ssh, R::AnswersWithLogin, true));
    assert_eq!(line(&facts, M::Ssh).needs, [Need::OurKey]);
    facts.probes.ssh_banner = ProbeResult::Silent;
    assert_eq!(
        line(&facts, M::Ssh).reason.code,
        R::PortSilent,
        "a port without a greeting is no SSH"
    );
    facts.machine.os_family = OsFamily::Windows;
    facts.credentials = true;
    assert!(
        line(&facts, M::Ssh).available,
        "RDP has no greeting to wait for"
    );
}

#[test]
fn our_key_opens_no_windows() {
    // I-29, I-30
    for symptom in [S::ServiceDown, S::LoginLost] {
        let mut facts = facts(symptom, K::Dedicated, ANSWERS);
        facts.machine.os_family = OsFamily::Windows;
        facts.credentials = false;
        facts.our_key = true;
        let rdp = line(&facts, M::Ssh);
        assert_eq!((rdp.available, rdp.reason.code), (false, R::NoLogin));
        assert_ne!(first(&facts).0, M::Ssh);
        facts.credentials = true;
        assert_eq!(line(&facts, M::Ssh).needs, [Need::Credentials]);
    }
    let mut lost = facts(S::LoginLost, K::Dedicated, ANSWERS);
    lost.machine.os_family = OsFamily::Windows;
    lost.our_key = true;
    assert_eq!(first(&lost), (M::Rescue, R::PasswordLost, true));
}

#[test]
fn a_lost_password_is_no_matter_where_our_key_opens() {
    let mut facts = facts(S::LoginLost, K::Dedicated, ANSWERS);
    facts.our_key = true;
    assert_eq!(first(&facts), (M::Ssh, R::AnswersWithLogin, true));
    facts.probes.ssh_port = ProbeResult::Silent;
    assert_eq!(first(&facts), (M::Rescue, R::PasswordLost, true));
}

#[test]
fn before_any_probe_the_symptom_decides() {
    for symptom in S::ALL {
        let mut facts = facts(*symptom, K::Dedicated, ANSWERS);
        facts.probes = Probes::default();
        let expected = match symptom {
            S::NoPing | S::PortRefused | S::FirewallLockedOut => {
                (M::IpKvm, R::ConsoleWithoutNetwork)
            }
            S::BootFails => (M::Rescue, R::BootLoader),
            S::FileSystem => (M::Rescue, R::FileSystem),
            S::LoginLost => (M::Rescue, R::PasswordLost),
            S::ServiceDown | S::Installation | S::Other => (M::Ssh, R::NotProbed),
        };
        assert_eq!(first(&facts), (expected.0, expected.1, true), "{symptom}");
    }
}

#[test]
fn what_the_customer_did_not_allow_and_what_is_silent_comes_last() {
    let mut facts = facts(S::NoPing, K::Dedicated, SILENT);
    facts.allowed = vec![M::Ssh, M::IpKvm, M::DataCentre];
    facts.probes.console = ProbeResult::Silent;
    assert_eq!(first(&facts), (M::DataCentre, R::OnlyWayLeft, true));
    assert_eq!(line(&facts, M::Rescue).reason.code, R::NotAllowed);
    assert_eq!(line(&facts, M::IpKvm).reason.code, R::ConsoleSilent);
    assert_eq!(line(&facts, M::Ssh).reason.code, R::PortSilent);
    facts.allowed.clear();
    assert!(rank(&facts).iter().all(|line| !line.available));
}

#[test]
fn a_console_without_credentials_costs_a_restart() {
    let mut facts = facts(S::NoPing, K::Dedicated, SILENT);
    assert_eq!(line(&facts, M::IpKvm).interrupts, Interruption::None);
    facts.credentials = false;
    assert_eq!(line(&facts, M::IpKvm).interrupts, Interruption::Restart);
    assert_eq!(line(&facts, M::Rescue).interrupts, Interruption::Restart);
    assert_eq!(line(&facts, M::DataCentre).interrupts, Interruption::Travel);
}

#[test]
fn the_engineer_chooses_and_says_why() {
    // I-41, I-50
    const WHY: &str = "Die Konsole hat gestern schon einmal geholfen.";
    let ranking = rank(&facts(S::NoPing, K::Dedicated, SILENT));
    assert_eq!(choose(&ranking, M::IpKvm, "", ""), Ok(()));
    assert_eq!(
        choose(&ranking, M::Rescue, "", ""),
        Err(ChoiceProblem::Reason)
    );
    assert_eq!(choose(&ranking, M::Rescue, WHY, ""), Ok(()));
    assert_eq!(
        choose(&ranking, M::Ssh, WHY, ""),
        Ok(()),
        "only a probe speaks against it"
    );
    assert_eq!(
        choose(&ranking, M::Vnc, WHY, ""),
        Err(ChoiceProblem::NotPossible)
    );
    assert_eq!(
        choose(&ranking, M::DataCentre, WHY, " "),
        Err(ChoiceProblem::Place)
    );
    assert_eq!(
        choose(&ranking, M::DataCentre, WHY, "FRA2, Schrank 14"),
        Ok(())
    );
    assert_eq!(
        choose(&[], M::Ssh, WHY, ""),
        Err(ChoiceProblem::NotPossible)
    );
    let mut narrow = facts(S::NoPing, K::Dedicated, SILENT);
    narrow.allowed = vec![M::IpKvm];
    assert_eq!(
        choose(&rank(&narrow), M::Rescue, WHY, ""),
        Err(ChoiceProblem::NotAllowed)
    );
    let only = rank(&facts(S::NoPing, K::Appliance, SILENT));
    assert_eq!(
        choose(&only, M::DataCentre, "", "FRA2"),
        Err(ChoiceProblem::Reason),
        "taking the clock out needs a reason even on rank one"
    );
}

#[test]
fn reasons_are_whole_sentences_in_both_languages() {
    for code in R::ALL {
        for os_family in OsFamily::ALL {
            let reason = Reason {
                code: *code,
                os_family: *os_family,
            };
            for locale in Locale::ALL {
                let text = reason.text(*locale);
                assert!(text.ends_with('.') && !text.contains('{'), "{text}");
            }
            assert_ne!(reason.text(Locale::De), reason.text(Locale::En));
        }
    }
    let reason = Reason {
        code: R::PortSilent,
        os_family: OsFamily::Windows,
    };
    assert_eq!(
        reason.text(Locale::De),
        "RDP antwortet nicht auf Port 3389."
    );
}

#[test]
fn a_stored_ranking_reads_back() {
    let ranking = rank(&facts(S::Other, K::Vps, ANSWERS));
    let stored = serde_json::to_string(&ranking).expect("serialises");
    assert!(stored.contains("\"answers_with_login\""));
    assert_eq!(
        serde_json::from_str::<Vec<Ranked>>(&stored).expect("reads back"),
        ranking
    );
}
