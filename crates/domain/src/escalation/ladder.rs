//! The steps of an escalation: at which share of the budget whom (rules 27, 28).

use serde::{Deserialize, Serialize};

use crate::account::Locale;

codes! {
    /// Who is told. Resolved to people when it happens, not before (rule 28).
    pub enum Role {
        /// Whoever the ticket is assigned to.
        Assignee => "assignee",
        /// The team of the ticket.
        Team => "team",
        /// Whoever the rota names.
        OnCall => "on_call",
        /// Whoever the rota names next.
        Deputy => "deputy",
        /// The managers.
        Manager => "manager",
    }
}

impl Role {
    /// The role in words.
    pub const fn label(self, locale: Locale) -> &'static str {
        let (de, en) = match self {
            Self::Assignee => ("zuständige Person", "assignee"),
            Self::Team => ("Team", "team"),
            Self::OnCall => ("Bereitschaft", "on call"),
            Self::Deputy => ("nächste Bereitschaft", "next on call"),
            Self::Manager => ("Leitung", "manager"),
        };
        match locale {
            Locale::De => de,
            Locale::En => en,
        }
    }
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rung {
    /// The share of the budget in calendar time: 0 is the start, 100 the breach.
    pub percent: u8,
    /// Who is told.
    pub notify: Vec<Role>,
}

/// All steps of a promise. A clock keeps those it was started with, so that an edit neither skips nor repeats one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ladder {
    /// The steps, ascending.
    pub rungs: Vec<Rung>,
    /// After the breach the last step comes again every so many minutes of calendar time; `None`: it does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeat_min: Option<u32>,
    /// An acknowledgement stops the ladder for so many minutes.
    pub ack_min: u32,
}

/// Why steps are no ladder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LadderRefusal {
    /// A share above 100.
    #[error("{0} % lies beyond the breach, which is 100 %")]
    BeyondBreach(u8),
    /// Not above the one before it.
    #[error("{second} % does not come after {first} %; steps ascend")]
    NotAscending {
        /// The step before.
        first: u8,
        /// The step behind it.
        second: u8,
    },
    /// A step that tells nobody.
    #[error("the step at {0} % tells nobody")]
    TellsNobody(u8),
    /// Again every 0 minutes.
    #[error("a repeat needs at least one minute")]
    RepeatZero,
    /// A repeat without a step at the breach, which it would repeat.
    #[error("a repeat needs a step at 100 %")]
    NothingToRepeat,
    /// An acknowledgement for 0 minutes.
    #[error("an acknowledgement holds for at least one minute")]
    AckZero,
}

/// Targets up to so many minutes are short.
const SHORT_MIN: i64 = 15;
/// As shipped. // RULINGS 8
const REPEAT_MIN: u32 = 30;
const ACK_MIN: u32 = 30;
const ACK_SHORT_MIN: u32 = 5;

impl Ladder {
    /// Tells nobody anything.
    pub const NONE: Self = Self {
        rungs: Vec::new(),
        repeat_min: None,
        ack_min: ACK_MIN,
    };

    /// The shipped steps for a target: 50, 75 and 90 % and the breach; for a short one the start, 50 and 80 % and the
    /// breach, because a share of ten minutes leaves nobody time to be found (rule 27). // RULINGS 8
    pub fn shipped(target_min: i64) -> Self {
        use Role::{Assignee, Deputy, Manager, OnCall, Team};
        let rung = |percent, notify: &[Role]| Rung {
            percent,
            notify: notify.to_vec(),
        };
        let short = target_min <= SHORT_MIN;
        let rungs = if short {
            vec![
                rung(0, &[Assignee, OnCall]),
                rung(50, &[Team, Deputy]),
                rung(80, &[Manager]),
                rung(100, &[Assignee, OnCall, Manager]),
            ]
        } else {
            vec![
                rung(50, &[Assignee]),
                rung(75, &[Assignee, Team]),
                rung(90, &[OnCall]),
                rung(100, &[OnCall, Manager]),
            ]
        };
        Self {
            rungs,
            repeat_min: Some(REPEAT_MIN),
            ack_min: if short { ACK_SHORT_MIN } else { ACK_MIN },
        }
    }

    /// Everything that is wrong with it.
    pub fn problems(&self) -> Vec<LadderRefusal> {
        let mut found = Vec::new();
        for rung in &self.rungs {
            if rung.percent > 100 {
                found.push(LadderRefusal::BeyondBreach(rung.percent));
            }
            if rung.notify.is_empty() {
                found.push(LadderRefusal::TellsNobody(rung.percent));
            }
        }
        for pair in self.rungs.windows(2) {
            let (first, second) = (pair[0].percent, pair[1].percent);
            if second <= first {
                found.push(LadderRefusal::NotAscending { first, second });
            }
        }
        match self.repeat_min {
            Some(0) => found.push(LadderRefusal::RepeatZero),
            Some(_) if self.rungs.last().is_none_or(|last| last.percent < 100) => {
                found.push(LadderRefusal::NothingToRepeat);
            }
            _ => {}
        }
        if self.ack_min == 0 {
            found.push(LadderRefusal::AckZero);
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rule_27_the_shipped_steps_are_steps() {
        for (minutes, percents, ack) in [
            (10, [0, 50, 80, 100], 5),
            (15, [0, 50, 80, 100], 5),
            (60, [50, 75, 90, 100], 30),
        ] {
            let ladder = Ladder::shipped(minutes);
            assert_eq!(ladder.problems(), []);
            let shares: Vec<u8> = ladder.rungs.iter().map(|rung| rung.percent).collect();
            assert_eq!((shares.as_slice(), ladder.ack_min), (&percents[..], ack));
            let json = serde_json::to_string(&ladder).expect("JSON");
            assert_eq!(serde_json::from_str::<Ladder>(&json).ok(), Some(ladder));
        }
        assert_eq!(Ladder::NONE.problems(), []);
    }

    #[test]
    fn what_is_no_ladder_is_refused_with_the_reason() {
        let rung = |percent| Rung {
            percent,
            notify: vec![Role::Team],
        };
        let ladder = Ladder {
            rungs: vec![
                rung(50),
                rung(50),
                Rung {
                    percent: 40,
                    notify: Vec::new(),
                },
                rung(101),
            ],
            repeat_min: Some(0),
            ack_min: 0,
        };
        let second = |first, second| LadderRefusal::NotAscending { first, second };
        assert_eq!(
            ladder.problems(),
            [
                LadderRefusal::TellsNobody(40),
                LadderRefusal::BeyondBreach(101),
                second(50, 50),
                second(50, 40),
                LadderRefusal::RepeatZero,
                LadderRefusal::AckZero,
            ]
        );
        let unrepeatable = Ladder {
            rungs: vec![rung(90)],
            repeat_min: Some(5),
            ack_min: 1,
        };
        assert_eq!(unrepeatable.problems(), [LadderRefusal::NothingToRepeat]);
        assert!(serde_json::from_str::<Ladder>(r#"{"rungs":[],"ack_min":5,"ack":1}"#).is_err());
    }
}
