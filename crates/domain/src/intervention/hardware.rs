//! The hardware case: what an intervention turns into when hardware is at fault (I-59).
//!
//! reported → diagnosed → part ordered → appointment agreed → replaced → verified, one step at a time; afterwards the
//! intervention goes on or is closed. While it runs the intervention waits in its own state.

use serde::{Deserialize, Serialize};

use super::HardwareState::{
    self, AppointmentAgreed, Diagnosed, PartOrdered, Replaced, Reported, Verified,
};

/// A hardware case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HardwareCase {
    /// The faulty part, as far as known.
    pub component: String,
    /// Sensor values, log lines: what shows it.
    pub evidence: String,
    /// Where the case stands.
    pub state: HardwareState,
}

/// Why a hardware case does not move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HardwareRefusal {
    /// Not the next step.
    #[error("a case that is {from} does not become {to}")]
    NotNext {
        /// Where it stands.
        from: HardwareState,
        /// Where it should go.
        to: HardwareState,
    },
    /// The component is not named.
    #[error("the component is missing")]
    Component,
    /// Nothing shows the fault, or that it is gone.
    #[error("the evidence is missing")]
    Evidence,
}

impl HardwareState {
    /// The only step from here.
    pub const fn next(self) -> Option<Self> {
        match self {
            Reported => Some(Diagnosed),
            Diagnosed => Some(PartOrdered),
            PartOrdered => Some(AppointmentAgreed),
            AppointmentAgreed => Some(Replaced),
            Replaced => Some(Verified),
            Verified => None,
        }
    }
}

impl HardwareCase {
    /// Reported from an intervention, with what was seen.
    pub fn report(component: &str, evidence: &str) -> Result<Self, HardwareRefusal> {
        Self {
            component: component.trim().to_owned(),
            evidence: evidence.trim().to_owned(),
            state: Reported,
        }
        .whole()
    }

    /// The next step. `evidence` is added when it is not empty; verification cannot do without: a sensor or a test
    /// shows that the part works.
    pub fn advance(&self, to: HardwareState, evidence: &str) -> Result<Self, HardwareRefusal> {
        if self.state.next() != Some(to) {
            return Err(HardwareRefusal::NotNext {
                from: self.state,
                to,
            });
        }
        let evidence = evidence.trim();
        if to == Verified && evidence.is_empty() {
            return Err(HardwareRefusal::Evidence);
        }
        let mut next = self.clone();
        next.state = to;
        if !evidence.is_empty() {
            next.evidence.push('\n');
            next.evidence.push_str(evidence);
        }
        Ok(next)
    }

    fn whole(self) -> Result<Self, HardwareRefusal> {
        if self.component.is_empty() {
            return Err(HardwareRefusal::Component);
        }
        if self.evidence.is_empty() {
            return Err(HardwareRefusal::Evidence);
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_takes_one_step_at_a_time() {
        // I-59
        let order = [
            Reported,
            Diagnosed,
            PartOrdered,
            AppointmentAgreed,
            Replaced,
            Verified,
        ];
        let case =
            HardwareCase::report("SSD 2", "SMART: 214 Reallocated_Sector_Ct").expect("whole");
        for from in HardwareState::ALL {
            for to in HardwareState::ALL {
                let case = HardwareCase {
                    state: *from,
                    ..case.clone()
                };
                let position = |state| order.iter().position(|s| *s == state);
                let next = position(*to) == position(*from).map(|p| p + 1);
                let result = case.advance(*to, "Sensor wieder grün");
                assert_eq!(result.is_ok(), next, "{from} to {to}");
            }
        }
    }

    #[test]
    fn a_case_needs_a_part_and_something_that_shows_it() {
        assert_eq!(
            HardwareCase::report(" ", "x"),
            Err(HardwareRefusal::Component)
        );
        assert_eq!(
            HardwareCase::report("SSD 2", ""),
            Err(HardwareRefusal::Evidence)
        );
        let replaced = HardwareCase {
            state: Replaced,
            ..HardwareCase::report("SSD 2", "SMART").expect("whole")
        };
        assert_eq!(
            replaced.advance(Verified, " "),
            Err(HardwareRefusal::Evidence)
        );
        let verified = replaced
            .advance(Verified, "RAID optimal")
            .expect("verified");
        assert_eq!(verified.evidence, "SMART\nRAID optimal");
    }
}
