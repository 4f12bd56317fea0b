//! What a request still lacks before the work can begin.
//!
//! An incomplete request is taken in all the same: the ticket and its first-answer clock exist from the first submit,
//! and the list below says what is missing. Only the clock of the work waits for it.

use super::labels::either;
use super::scope::{Offer, needs_ceiling};
use super::{AccessMethod, Acknowledgement, Symptom};
use super::{TaskMode, advisor};
use crate::account::Locale;
use crate::charge::Cents;
use crate::credential::SecretField;

codes! {
    /// Something a complete authorization needs, in the order of the form.
    pub enum Missing {
        /// The person may not sign: neither owner nor given the right.
        RightToSign => "right_to_sign",
        /// No system.
        System => "system",
        /// No symptom.
        Symptom => "symptom",
        /// No description of the problem.
        Problem => "problem",
        /// No task that can be authorised now.
        Tasks => "tasks",
        /// Work charged by time without a ceiling.
        Ceiling => "ceiling",
        /// Neither credentials nor a way without password.
        WayIn => "way_in",
        /// First duty not acknowledged.
        AccurateInformation => "accurate_information",
        /// Second duty not acknowledged.
        Backups => "backups",
        /// Third duty not acknowledged.
        Reachable => "reachable",
        /// Fourth duty not acknowledged.
        PasswordChange => "password_change",
        /// Fifth duty not acknowledged.
        Interruption => "interruption",
        /// Not signed, or changed since.
        Signature => "signature",
    }
}

impl Missing {
    /// The line of a duty.
    pub const fn of(acknowledgement: Acknowledgement) -> Self {
        match acknowledgement {
            Acknowledgement::AccurateInformation => Self::AccurateInformation,
            Acknowledgement::Backups => Self::Backups,
            Acknowledgement::Reachable => Self::Reachable,
            Acknowledgement::PasswordChange => Self::PasswordChange,
            Acknowledgement::Interruption => Self::Interruption,
        }
    }

    /// What is missing, in words.
    pub const fn label(self, locale: Locale) -> &'static str {
        let (de, en) = match self {
            Self::RightToSign => (
                "Genehmigung durch die Kontoinhaberschaft oder eine Person mit diesem Recht",
                "Authorization by the account owner or somebody given that right",
            ),
            Self::System => ("Betroffenes System", "Affected system"),
            Self::Symptom => ("Symptom", "Symptom"),
            Self::Problem => ("Beschreibung des Problems", "Description of the problem"),
            Self::Tasks => ("Mindestens eine Aufgabe", "At least one task"),
            Self::Ceiling => ("Kostenobergrenze", "Cost ceiling"),
            Self::WayIn => (
                "Ein erlaubter Weg auf den Server; für SSH/RDP mit Zugangsdaten oder unserem Schlüssel",
                "An allowed way in; for SSH/RDP with credentials or our key",
            ),
            Self::AccurateInformation => (
                "Bestätigung: Angaben stimmen",
                "Acknowledgement: accurate information",
            ),
            Self::Backups => (
                "Bestätigung: Sicherungen vorhanden",
                "Acknowledgement: current backups",
            ),
            Self::Reachable => ("Bestätigung: erreichbar", "Acknowledgement: reachable"),
            Self::PasswordChange => (
                "Bestätigung: Passwörter ändern",
                "Acknowledgement: change passwords",
            ),
            Self::Interruption => (
                "Bestätigung: Unterbrechung möglich",
                "Acknowledgement: interruption possible",
            ),
            Self::Signature => ("Unterschrift", "Signature"),
        };
        either(locale, de, en)
    }
}

/// What a request holds so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestFacts<'a> {
    /// Whether the person who signs, or is to sign, may.
    pub may_sign: bool,
    /// The system with its options, once chosen.
    pub system: Option<advisor::Machine>,
    /// The symptom, once chosen.
    pub symptom: Option<Symptom>,
    /// The description.
    pub problem: &'a str,
    /// The chosen tasks as the catalogue, or an accepted offer, prices them.
    pub tasks: &'a [Offer],
    /// The ceiling.
    pub ceiling: Option<Cents>,
    /// The methods the customer allows.
    pub methods: &'a [AccessMethod],
    /// Whether our public key is installed.
    pub our_key: bool,
    /// The fields deposited in the vault.
    pub deposited: &'a [SecretField],
    /// The duties acknowledged.
    pub acknowledgements: &'a [Acknowledgement],
    /// Whether the terms as they are now are signed.
    pub signed: bool,
}

/// The list of what is missing, in the order of the form; empty means complete.
pub fn missing(facts: &RequestFacts<'_>) -> Vec<Missing> {
    let acknowledged = |duty| facts.acknowledgements.contains(&duty);
    let lines = [
        (facts.may_sign, Missing::RightToSign),
        (facts.system.is_some(), Missing::System),
        (facts.symptom.is_some(), Missing::Symptom),
        (!facts.problem.trim().is_empty(), Missing::Problem),
        (has_task(facts.tasks), Missing::Tasks),
        (
            facts.ceiling.is_some_and(|c| c > Cents::ZERO) || !needs_ceiling(facts.tasks),
            Missing::Ceiling,
        ),
        (has_way_in(facts), Missing::WayIn),
    ];
    let duties = Acknowledgement::ALL
        .iter()
        .map(|duty| (acknowledged(*duty), Missing::of(*duty)));
    lines
        .into_iter()
        .chain(duties)
        .chain([(facts.signed, Missing::Signature)])
        .filter_map(|(there, line)| (!there).then_some(line))
        .collect()
}

/// A task with a price can be authorised now; one on request waits for its offer, one not offered never comes.
fn has_task(tasks: &[Offer]) -> bool {
    tasks.iter().any(|offer| {
        offer.tariff.is_some() && !matches!(offer.mode, TaskMode::OnRequest | TaskMode::NotOffered)
    })
}

/// A way the customer allows, the machine has and a login opens. SSH and RDP need a login; a console, rescue mode and the
/// data centre none. A login without an allowed way is none: nobody may use it.
fn has_way_in(facts: &RequestFacts<'_>) -> bool {
    let has = |field| facts.deposited.contains(&field);
    let credentials =
        has(SecretField::Username) && (has(SecretField::Password) || has(SecretField::PrivateKey));
    facts
        .methods
        .iter()
        .any(|method| match (method, facts.system) {
            // Which login opens it is known with the system.
            (AccessMethod::Ssh, None) => credentials || facts.our_key,
            (AccessMethod::Ssh, Some(machine)) => machine.lets_in(facts.our_key, credentials),
            (_, None) => false,
            (method, Some(machine)) => machine.has(*method),
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Plan;
    use crate::intervention::Task;
    use crate::intervention::scope::Catalogue;
    use crate::system::{OsFamily, SystemKind};

    const MACHINE: advisor::Machine = advisor::Machine {
        kind: SystemKind::Dedicated,
        os_family: OsFamily::Linux,
        ip_kvm: false,
        console: false,
    };

    fn network() -> Vec<Offer> {
        vec![Catalogue::default().line(Task::RestoreNetwork, Some(Plan::ServiceCard))]
    }

    fn complete(tasks: &[Offer]) -> RequestFacts<'_> {
        RequestFacts {
            may_sign: true,
            system: Some(MACHINE),
            symptom: Some(Symptom::NoPing),
            problem: "Kein Ping seit 12:40.",
            tasks,
            ceiling: Some(Cents(29_800)),
            methods: &[AccessMethod::Ssh, AccessMethod::Rescue],
            our_key: false,
            deposited: &[],
            acknowledgements: Acknowledgement::ALL,
            signed: true,
        }
    }

    #[test]
    fn a_complete_request_lacks_nothing_and_an_empty_one_everything() {
        // I-24, I-38, I-39
        let tasks = network();
        assert_eq!(missing(&complete(&tasks)), []);
        let nothing = RequestFacts {
            may_sign: false,
            system: None,
            symptom: None,
            problem: " \n",
            tasks: &[],
            ceiling: None,
            methods: &[],
            our_key: false,
            deposited: &[],
            acknowledgements: &[],
            signed: false,
        };
        let mut all = Missing::ALL.to_vec();
        all.retain(|line| *line != Missing::Ceiling);
        assert_eq!(missing(&nothing), all);
    }

    #[test]
    fn each_missing_thing_is_named_alone() {
        // I-02, I-21, I-23
        let tasks = network();
        let base = complete(&tasks);
        for (facts, line) in [
            (
                RequestFacts {
                    may_sign: false,
                    ..base
                },
                Missing::RightToSign,
            ),
            (
                RequestFacts {
                    symptom: None,
                    ..base
                },
                Missing::Symptom,
            ),
            (
                RequestFacts {
                    problem: "",
                    ..base
                },
                Missing::Problem,
            ),
            (RequestFacts { tasks: &[], ..base }, Missing::Tasks),
            (
                RequestFacts {
                    ceiling: None,
                    ..base
                },
                Missing::Ceiling,
            ),
            (
                RequestFacts {
                    ceiling: Some(Cents::ZERO),
                    ..base
                },
                Missing::Ceiling,
            ),
            (
                RequestFacts {
                    methods: &[],
                    ..base
                },
                Missing::WayIn,
            ),
            (
                RequestFacts {
                    signed: false,
                    ..base
                },
                Missing::Signature,
            ),
        ] {
            assert_eq!(missing(&facts), [line]);
        }
        let no_system = RequestFacts {
            system: None,
            our_key: true,
            ..base
        };
        assert_eq!(missing(&no_system), [Missing::System]);
    }

    #[test]
    fn each_of_the_five_duties_is_its_own_tick() {
        // I-52, I-53, I-56
        let tasks = network();
        for left_out in Acknowledgement::ALL {
            let ticked: Vec<_> = Acknowledgement::ALL
                .iter()
                .copied()
                .filter(|a| a != left_out)
                .collect();
            let facts = RequestFacts {
                acknowledgements: &ticked,
                ..complete(&tasks)
            };
            assert_eq!(missing(&facts), [Missing::of(*left_out)]);
        }
    }

    #[test]
    fn a_way_in_is_credentials_or_a_way_without_password() {
        // I-25
        use AccessMethod::{DataCentre, IpKvm, Rescue, Ssh, Vnc};
        use SecretField::{Password, PrivateKey, Text, Username};
        let tasks = network();
        let way = |methods: &'static [AccessMethod], our_key, deposited: &'static [SecretField]| {
            missing(&RequestFacts {
                methods,
                our_key,
                deposited,
                ..complete(&tasks)
            })
            .is_empty()
        };
        assert!(way(&[Ssh], false, &[Username, Password]));
        assert!(way(&[Ssh], false, &[Username, PrivateKey]));
        assert!(way(&[Ssh], true, &[]));
        assert!(way(&[Rescue], false, &[]));
        assert!(way(&[DataCentre], false, &[]));
        assert!(!way(&[Ssh], false, &[]));
        assert!(!way(&[Ssh], false, &[Password]));
        assert!(!way(&[Ssh], false, &[Username, Text]));
        assert!(!way(&[], true, &[]), "a key without the method it opens");
        assert!(
            !way(&[], false, &[Username, Password]),
            "credentials nobody may use"
        );
        assert!(!way(&[IpKvm], false, &[Username, Password]));
        assert!(!way(&[IpKvm], false, &[]), "this server has no IP-KVM");
        assert!(!way(&[Vnc], false, &[]), "VNC is for VPS");
    }

    #[test]
    fn our_key_is_no_way_into_windows() {
        // I-30
        let tasks = network();
        let windows = |our_key, methods: &'static [AccessMethod]| {
            missing(&RequestFacts {
                system: Some(advisor::Machine {
                    os_family: OsFamily::Windows,
                    ..MACHINE
                }),
                methods,
                our_key,
                deposited: &[],
                ..complete(&tasks)
            })
        };
        assert_eq!(windows(true, &[AccessMethod::Ssh]), [Missing::WayIn]);
        assert_eq!(
            windows(true, &[AccessMethod::Ssh, AccessMethod::Rescue]),
            []
        );
    }

    #[test]
    fn a_task_waiting_for_its_offer_does_not_make_a_request_complete() {
        // I-20
        let on_request = [Catalogue::default().line(Task::MalwareRemoval, Some(Plan::ServiceCard))];
        let facts = RequestFacts {
            ceiling: None,
            ..complete(&on_request)
        };
        assert_eq!(missing(&facts), [Missing::Tasks]);
        let accepted = [Offer {
            mode: TaskMode::FixedPrice,
            tariff: Some(crate::charge::Tariff::Fixed {
                price: Cents(40_000),
            }),
            ..on_request[0]
        }];
        assert_eq!(missing(&complete(&accepted)), []);
    }
}
