//! Which way onto the system is best, and why.
//!
//! Input: the machine with its options, the symptom, what the customer allowed, the login there is and what the probes
//! saw. Output: all five methods in order, the possible ones first, each with a reason, what it needs and what it
//! interrupts. The order is data ([`rules`]); this file only decides which methods are possible at all (I-29).

mod rules;
mod words;

use serde::{Deserialize, Serialize};

use super::{AccessMethod, ProbeResult, Symptom};
use crate::credential::reason_fits;
use crate::system::{OsFamily, SystemKind};

/// The machine as far as ways in are concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Machine {
    /// Kind of machine.
    pub kind: SystemKind,
    /// Linux or Windows.
    pub os_family: OsFamily,
    /// Whether a dedicated server has the IP-KVM option.
    pub ip_kvm: bool,
    /// Whether a VPS has a virtual console.
    pub console: bool,
}

impl Machine {
    /// Whether this machine has a method at all.
    pub const fn has(self, method: AccessMethod) -> bool {
        self.lacks(method).is_none()
    }

    /// Whether our SSH key opens it: Windows is entered by RDP, which takes no key. // I-30
    pub const fn takes_our_key(self) -> bool {
        matches!(self.os_family, OsFamily::Linux)
    }

    /// Whether there is a login for SSH or RDP: the customer's, or our key where the machine takes it. // I-30
    pub const fn lets_in(self, our_key: bool, credentials: bool) -> bool {
        credentials || (our_key && self.takes_our_key())
    }

    /// Why it does not have it.
    const fn lacks(self, method: AccessMethod) -> Option<ReasonCode> {
        match (method, self.kind) {
            // I-31
            (AccessMethod::IpKvm, SystemKind::Vps | SystemKind::Appliance) => {
                Some(ReasonCode::DedicatedOnly)
            }
            (AccessMethod::IpKvm, SystemKind::Dedicated) if !self.ip_kvm => {
                Some(ReasonCode::OptionMissing)
            }
            // I-33
            (AccessMethod::Vnc, SystemKind::Dedicated | SystemKind::Appliance) => {
                Some(ReasonCode::VpsOnly)
            }
            (AccessMethod::Vnc, SystemKind::Vps) if !self.console => {
                Some(ReasonCode::ConsoleMissing)
            }
            // I-32
            (AccessMethod::Rescue, SystemKind::Appliance) => Some(ReasonCode::ServersOnly),
            _ => None,
        }
    }
}

/// What the probes saw last; unknown where none ran.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Probes {
    /// ICMP echo.
    pub ping: ProbeResult,
    /// TCP 22.
    pub ssh_port: ProbeResult,
    /// TCP 3389.
    pub rdp_port: ProbeResult,
    /// Greeting of the SSH server.
    pub ssh_banner: ProbeResult,
    /// A web answer.
    pub http: ProbeResult,
    /// The remote console.
    pub console: ProbeResult,
}

impl Default for Probes {
    fn default() -> Self {
        Self {
            ping: ProbeResult::Unknown,
            ssh_port: ProbeResult::Unknown,
            rdp_port: ProbeResult::Unknown,
            ssh_banner: ProbeResult::Unknown,
            http: ProbeResult::Unknown,
            console: ProbeResult::Unknown,
        }
    }
}

/// Whether remote login answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    Yes,
    No,
    NotAsked,
}

impl Probes {
    /// SSH answers when its port does and no greeting is missing behind it; RDP when its port does.
    fn login(self, os_family: OsFamily) -> Answer {
        let port = match os_family {
            OsFamily::Linux => self.ssh_port,
            OsFamily::Windows => self.rdp_port,
        };
        let mute = os_family == OsFamily::Linux
            && matches!(self.ssh_banner, ProbeResult::Silent | ProbeResult::Refused);
        match port {
            ProbeResult::Answers if mute => Answer::No,
            ProbeResult::Answers => Answer::Yes,
            ProbeResult::Silent | ProbeResult::Refused => Answer::No,
            ProbeResult::Unknown => Answer::NotAsked,
        }
    }
}

/// Everything the advice rests on. Stored with the choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// The machine.
    pub machine: Machine,
    /// The symptom, as corrected by the engineer.
    pub symptom: Symptom,
    /// What the customer allowed.
    pub allowed: Vec<AccessMethod>,
    /// Our public key is installed.
    pub our_key: bool,
    /// Credentials lie in the vault.
    pub credentials: bool,
    /// Hardware has to be touched (I-34).
    pub hardware: bool,
    /// What the probes saw.
    pub probes: Probes,
}

codes! {
    /// Why a method stands where it stands.
    pub enum ReasonCode {
        /// Hardware has to be touched.
        HardwareInteraction => "hardware_interaction",
        /// The port answers and there is a login.
        AnswersWithLogin => "answers_with_login",
        /// Not probed yet; there is a login.
        NotProbed => "not_probed",
        /// It answers, but the problem lies deeper.
        StillAnswers => "still_answers",
        /// The boot loader is the problem.
        BootLoader => "boot_loader",
        /// The file system is the problem.
        FileSystem => "file_system",
        /// The password is lost.
        PasswordLost => "password_lost",
        /// The console does not depend on the network.
        ConsoleWithoutNetwork => "console_without_network",
        /// The console shows why the boot fails.
        ConsoleShowsBoot => "console_shows_boot",
        /// The console helps if the first choice fails.
        ConsoleIfNeeded => "console_if_needed",
        /// There is no console, so rescue mode.
        RescueWithoutConsole => "rescue_without_console",
        /// Rescue mode only if the others fail: it restarts the server.
        RescueIfNeeded => "rescue_if_needed",
        /// Only if everything else fails.
        LastResort => "last_resort",
        /// Nothing else is possible.
        OnlyWayLeft => "only_way_left",
        /// Not possible: only dedicated servers have it.
        DedicatedOnly => "dedicated_only",
        /// Not possible: the option was not booked.
        OptionMissing => "option_missing",
        /// Not possible: only VPS have it.
        VpsOnly => "vps_only",
        /// Not possible: this VPS has no console.
        ConsoleMissing => "console_missing",
        /// Not possible: only servers boot over the network.
        ServersOnly => "servers_only",
        /// Not possible: the customer did not allow it.
        NotAllowed => "not_allowed",
        /// Not possible: the console does not answer.
        ConsoleSilent => "console_silent",
        /// Not possible: the port does not answer.
        PortSilent => "port_silent",
        /// Not possible: there is no login.
        NoLogin => "no_login",
    }
}

codes! {
    /// What a method needs.
    pub enum Need {
        /// Our public key on the system.
        OurKey => "our_key",
        /// The customer's credentials.
        Credentials => "credentials",
        /// The remote console.
        Console => "console",
        /// Booting over the network.
        NetworkBoot => "network_boot",
        /// A technician on site.
        OnSite => "on_site",
    }
}

codes! {
    /// What a method interrupts.
    pub enum Interruption {
        /// Nothing.
        None => "none",
        /// A restart, about six minutes.
        Restart => "restart",
        /// Somebody has to get there first; the promised time does not apply.
        Travel => "travel",
    }
}

/// A reason with what its sentence needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// The code.
    pub code: ReasonCode,
    /// Decides between SSH and RDP, GRUB and Windows Boot Manager.
    pub os_family: OsFamily,
}

/// One line of the advice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ranked {
    /// The method.
    pub method: AccessMethod,
    /// 1 is best; the impossible ones come last.
    pub rank: u8,
    /// Whether it can be chosen now.
    pub available: bool,
    /// Why.
    pub reason: Reason,
    /// What it needs.
    pub needs: Vec<Need>,
    /// What it interrupts.
    pub interrupts: Interruption,
}

impl Ranked {
    /// Why it cannot be chosen whatever the engineer knows: the machine does not have it, or the customer did not allow it.
    /// A probe or a missing login only speaks against a way.
    pub const fn barred(&self) -> Option<ChoiceProblem> {
        match self.reason.code {
            ReasonCode::NotAllowed => Some(ChoiceProblem::NotAllowed),
            ReasonCode::DedicatedOnly
            | ReasonCode::OptionMissing
            | ReasonCode::VpsOnly
            | ReasonCode::ConsoleMissing
            | ReasonCode::ServersOnly => Some(ChoiceProblem::NotPossible),
            _ => None,
        }
    }
}

/// All five methods, best first.
pub fn rank(facts: &Facts) -> Vec<Ranked> {
    let order = rules::order(
        facts.symptom,
        facts.login(),
        facts.key_opens(),
        facts.hardware,
    );
    let (possible, impossible): (Vec<_>, Vec<_>) = order
        .iter()
        .partition(|choice| facts.obstacle(choice.method).is_none());
    let possible = possible.iter().enumerate().map(|(i, choice)| {
        let code = if i == 0 { choice.first } else { choice.later };
        (choice.method, true, code)
    });
    let impossible = impossible.iter().map(|choice| {
        let code = facts.obstacle(choice.method).unwrap_or(choice.later);
        (choice.method, false, code)
    });
    (1..)
        .zip(possible.chain(impossible))
        .map(|(rank, (method, available, code))| Ranked {
            method,
            rank,
            available,
            reason: Reason {
                code,
                os_family: facts.machine.os_family,
            },
            needs: facts.needs(method),
            interrupts: facts.interrupts(method),
        })
        .collect()
}

impl Facts {
    fn login(&self) -> Answer {
        self.probes.login(self.machine.os_family)
    }

    const fn key_opens(&self) -> bool {
        self.our_key && self.machine.takes_our_key()
    }

    const fn has_login(&self) -> bool {
        self.machine.lets_in(self.our_key, self.credentials)
    }

    /// Why a method cannot be chosen now.
    fn obstacle(&self, method: AccessMethod) -> Option<ReasonCode> {
        if let Some(lacking) = self.machine.lacks(method) {
            return Some(lacking);
        }
        if !self.allowed.contains(&method) {
            return Some(ReasonCode::NotAllowed);
        }
        match method {
            AccessMethod::Ssh if self.login() == Answer::No => Some(ReasonCode::PortSilent),
            AccessMethod::Ssh if !self.has_login() => Some(ReasonCode::NoLogin),
            AccessMethod::IpKvm | AccessMethod::Vnc
                if matches!(
                    self.probes.console,
                    ProbeResult::Silent | ProbeResult::Refused
                ) =>
            {
                Some(ReasonCode::ConsoleSilent)
            }
            _ => None,
        }
    }

    fn needs(&self, method: AccessMethod) -> Vec<Need> {
        match method {
            AccessMethod::Ssh if self.key_opens() => vec![Need::OurKey],
            AccessMethod::Ssh => vec![Need::Credentials],
            AccessMethod::IpKvm | AccessMethod::Vnc => vec![Need::Console, Need::Credentials],
            AccessMethod::Rescue => vec![Need::NetworkBoot],
            AccessMethod::DataCentre => vec![Need::OnSite],
        }
    }

    const fn interrupts(&self, method: AccessMethod) -> Interruption {
        match method {
            AccessMethod::Ssh => Interruption::None,
            // Without credentials the console only gets in through a restart into single-user mode.
            AccessMethod::IpKvm | AccessMethod::Vnc if self.credentials => Interruption::None,
            AccessMethod::IpKvm | AccessMethod::Vnc | AccessMethod::Rescue => Interruption::Restart,
            AccessMethod::DataCentre => Interruption::Travel,
        }
    }
}

codes! {
    /// Why a choice is not taken.
    pub enum ChoiceProblem {
        /// The machine does not have this method.
        NotPossible => "not_possible",
        /// The customer did not allow it; the authorization would have to be widened.
        NotAllowed => "not_allowed",
        /// Another method than the first needs a reason of 10 to 500 characters.
        Reason => "reason",
        /// Data-centre access needs the place.
        Place => "place",
        /// Since the advice was shown something changed that moved it: it is shown again before anything is chosen.
        Changed => "ranking_changed",
    }
}

/// Checks the engineer's choice against the advice shown (I-41, I-50). What only a probe speaks against may be chosen:
/// the engineer may know better, and says why.
pub fn choose(
    ranking: &[Ranked],
    method: AccessMethod,
    reason: &str,
    place: &str,
) -> Result<(), ChoiceProblem> {
    let Some(line) = ranking.iter().find(|line| line.method == method) else {
        return Err(ChoiceProblem::NotPossible);
    };
    if let Some(problem) = line.barred() {
        return Err(problem);
    }
    let overruled = line.rank != 1 || !line.available;
    if (overruled || method == AccessMethod::DataCentre) && !reason_fits(reason) {
        return Err(ChoiceProblem::Reason);
    }
    if method == AccessMethod::DataCentre && place.trim().is_empty() {
        return Err(ChoiceProblem::Place);
    }
    Ok(())
}

#[cfg(test)]
mod tests;
