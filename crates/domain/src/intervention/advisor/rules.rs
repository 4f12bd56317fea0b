//! The order of the methods as data: the first rule that fits decides.
//!
//! Each method carries two reasons: one for standing first, one for standing behind others. What is impossible for the
//! machine, not allowed or silent is taken out afterwards, so a rule never has to know the options of a server.

use super::super::AccessMethod::{self, DataCentre, IpKvm, Rescue, Ssh, Vnc};
use super::super::Symptom::{self, BootFails, FileSystem, LoginLost};
use super::super::Symptom::{FirewallLockedOut, NoPing, PortRefused};
use super::Answer;
use super::ReasonCode as R;

/// A method in an order.
pub(super) struct Choice {
    /// The method.
    pub method: AccessMethod,
    /// Its reason when nothing better is possible.
    pub first: R,
    /// Its reason behind another.
    pub later: R,
}

const fn choice(method: AccessMethod, first: R, later: R) -> Choice {
    Choice {
        method,
        first,
        later,
    }
}

/// When a rule fits. An empty list and `None` fit everything.
struct Rule {
    hardware: Option<bool>,
    symptoms: &'static [Symptom],
    answers: &'static [Answer],
    our_key: Option<bool>,
    order: &'static [Choice; 5],
}

/// The symptoms that themselves say that remote login is out of reach, probed or not.
const UNREACHABLE: &[Symptom] = &[NoPing, PortRefused, FirewallLockedOut];

const ON_SITE: [Choice; 5] = [
    choice(DataCentre, R::HardwareInteraction, R::HardwareInteraction),
    choice(IpKvm, R::ConsoleWithoutNetwork, R::ConsoleIfNeeded),
    choice(Vnc, R::ConsoleWithoutNetwork, R::ConsoleIfNeeded),
    choice(Ssh, R::AnswersWithLogin, R::StillAnswers),
    choice(Rescue, R::RescueWithoutConsole, R::RescueIfNeeded),
];

const BOOT: [Choice; 5] = [
    choice(Rescue, R::BootLoader, R::BootLoader),
    choice(IpKvm, R::ConsoleShowsBoot, R::ConsoleShowsBoot),
    choice(Vnc, R::ConsoleShowsBoot, R::ConsoleShowsBoot),
    choice(Ssh, R::AnswersWithLogin, R::StillAnswers),
    choice(DataCentre, R::OnlyWayLeft, R::LastResort),
];

const FILES: [Choice; 5] = [
    choice(Rescue, R::FileSystem, R::FileSystem),
    choice(IpKvm, R::ConsoleWithoutNetwork, R::ConsoleIfNeeded),
    choice(Vnc, R::ConsoleWithoutNetwork, R::ConsoleIfNeeded),
    choice(Ssh, R::AnswersWithLogin, R::StillAnswers),
    choice(DataCentre, R::OnlyWayLeft, R::LastResort),
];

const PASSWORD: [Choice; 5] = [
    choice(Rescue, R::PasswordLost, R::PasswordLost),
    choice(IpKvm, R::ConsoleWithoutNetwork, R::ConsoleIfNeeded),
    choice(Vnc, R::ConsoleWithoutNetwork, R::ConsoleIfNeeded),
    choice(Ssh, R::AnswersWithLogin, R::StillAnswers),
    choice(DataCentre, R::OnlyWayLeft, R::LastResort),
];

/// The main method (I-30).
const REMOTE: [Choice; 5] = [
    choice(Ssh, R::AnswersWithLogin, R::AnswersWithLogin),
    choice(Vnc, R::ConsoleWithoutNetwork, R::ConsoleIfNeeded),
    choice(IpKvm, R::ConsoleWithoutNetwork, R::ConsoleIfNeeded),
    choice(Rescue, R::RescueWithoutConsole, R::RescueIfNeeded),
    choice(DataCentre, R::OnlyWayLeft, R::LastResort),
];

const REMOTE_NOT_PROBED: [Choice; 5] = [
    choice(Ssh, R::NotProbed, R::NotProbed),
    choice(Vnc, R::ConsoleWithoutNetwork, R::ConsoleIfNeeded),
    choice(IpKvm, R::ConsoleWithoutNetwork, R::ConsoleIfNeeded),
    choice(Rescue, R::RescueWithoutConsole, R::RescueIfNeeded),
    choice(DataCentre, R::OnlyWayLeft, R::LastResort),
];

const CONSOLE: [Choice; 5] = [
    choice(Vnc, R::ConsoleWithoutNetwork, R::ConsoleIfNeeded),
    choice(IpKvm, R::ConsoleWithoutNetwork, R::ConsoleIfNeeded),
    choice(Rescue, R::RescueWithoutConsole, R::RescueIfNeeded),
    choice(Ssh, R::NotProbed, R::NotProbed),
    choice(DataCentre, R::OnlyWayLeft, R::LastResort),
];

const RULES: &[Rule] = &[
    // Hardware has to be touched: data centre first (I-34).
    Rule {
        hardware: Some(true),
        symptoms: &[],
        answers: &[],
        our_key: None,
        order: &ON_SITE,
    },
    // Rescue mode where boot loader or file system is the problem (I-32) or the password is lost.
    Rule {
        hardware: None,
        symptoms: &[BootFails],
        answers: &[],
        our_key: None,
        order: &BOOT,
    },
    Rule {
        hardware: None,
        symptoms: &[FileSystem],
        answers: &[],
        our_key: None,
        order: &FILES,
    },
    Rule {
        hardware: None,
        symptoms: &[LoginLost],
        answers: &[Answer::Yes],
        our_key: Some(true),
        order: &REMOTE,
    },
    Rule {
        hardware: None,
        symptoms: &[LoginLost],
        answers: &[],
        our_key: None,
        order: &PASSWORD,
    },
    // SSH or RDP where the port answers; the console where it does not.
    Rule {
        hardware: None,
        symptoms: &[],
        answers: &[Answer::Yes],
        our_key: None,
        order: &REMOTE,
    },
    Rule {
        hardware: None,
        symptoms: &[],
        answers: &[Answer::No],
        our_key: None,
        order: &CONSOLE,
    },
    // Nobody asked yet: the symptom decides.
    Rule {
        hardware: None,
        symptoms: UNREACHABLE,
        answers: &[],
        our_key: None,
        order: &CONSOLE,
    },
    Rule {
        hardware: None,
        symptoms: &[],
        answers: &[],
        our_key: None,
        order: &REMOTE_NOT_PROBED,
    },
];

/// The order for a case; what is impossible is still in it.
pub(super) fn order(
    symptom: Symptom,
    answer: Answer,
    our_key: bool,
    hardware: bool,
) -> &'static [Choice; 5] {
    let fits = |rule: &&Rule| {
        rule.hardware.is_none_or(|h| h == hardware)
            && (rule.symptoms.is_empty() || rule.symptoms.contains(&symptom))
            && (rule.answers.is_empty() || rule.answers.contains(&answer))
            && rule.our_key.is_none_or(|k| k == our_key)
    };
    RULES
        .iter()
        .find(fits)
        .map_or(&REMOTE_NOT_PROBED, |rule| rule.order)
}
