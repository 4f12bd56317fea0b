//! Where a clock stands on its ladder, what fires next and whom it reaches (rules 27, 28, 31, 33).
//!
//! A step is known by its place in the ladder the clock was started with. It fires once: [`FiringKey`] is unique, and what
//! is fired is stored before anybody is told. The place only ever moves up by one, so no order of acknowledgements, changes
//! of the target or edits of the policy skips or repeats a step.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::ladder::{Ladder, Role, Rung};
use crate::ids::{ClockId, PersonId};
use crate::sla::ClockState;
use crate::sla::engine::{Calendars, Clock, Refusal};
use crate::time::Timestamp;

/// What fires once and never again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FiringKey {
    /// The clock.
    pub clock: ClockId,
    /// Its cycle.
    pub cycle: i64,
    /// The step, from 0.
    pub level: u32,
    /// The how manyeth repeat of it; 0 is the first time.
    pub round: u32,
}

impl fmt::Display for FiringKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}/{}/{}/{}",
            self.clock, self.cycle, self.level, self.round
        )
    }
}

/// Where a clock stands on its ladder; stored beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Progress {
    /// The step that fires next.
    pub level: u32,
    /// The how manyeth repeat that is.
    pub round: u32,
    /// When the last one fired.
    pub last_at: Option<Timestamp>,
    /// Somebody has it in hand until then.
    pub quiet_until: Option<Timestamp>,
}

/// A step that fired.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Firing {
    /// Unique.
    pub key: FiringKey,
    /// The share of the budget it stands for.
    pub percent: u8,
    /// Who is behind its roles now, or is told in their place.
    pub reaches: Vec<PersonId>,
    /// Nobody was where somebody should have been: the administrators hear of it.
    pub alarm: bool,
    /// A later step fired at the same time and says it all: nothing of its own is sent (rule 33).
    pub overtaken: bool,
}

/// What comes of looking at a clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Awakening {
    /// What fired, in order.
    pub firings: Vec<Firing>,
    /// Everybody who is told, each once: of the last step that fired.
    pub tell: Vec<PersonId>,
    /// Steps that find a hole in the rota, or nobody at all: an alarm for the administrators (rule 28).
    pub nobody: Vec<FiringKey>,
    /// Where the clock stands now.
    pub progress: Progress,
}

/// From this share on a step behind which there is nobody goes to on call and managers too: there is still time before.
const FALLS_BACK: u8 = 75;

/// Who is behind the roles when a step fires.
pub struct Behind<'a> {
    /// The people of a role at a moment.
    pub of: &'a dyn Fn(Role, Timestamp) -> Vec<PersonId>,
    /// Whether a rota is kept: only then nobody on call is a hole in it.
    pub keeps_rota: bool,
}

impl Behind<'_> {
    /// The people of a step, and whether it asks for on call where there should be somebody and is not (rule 28).
    fn step(&self, rung: &Rung, now: Timestamp) -> (BTreeSet<PersonId>, bool) {
        let of = |role: Role| (self.of)(role, now);
        let people: BTreeSet<PersonId> = rung.notify.iter().flat_map(|role| of(*role)).collect();
        let asks_on_call = rung.notify.contains(&Role::OnCall);
        let hole = self.keeps_rota && asks_on_call && of(Role::OnCall).is_empty();
        if hole || !people.is_empty() {
            return (people, hole);
        }
        let others: &[Role] = if rung.percent < FALLS_BACK {
            &[Role::Assignee, Role::Team]
        } else {
            &[Role::Assignee, Role::Team, Role::OnCall, Role::Manager]
        };
        let found = others.iter().map(|role| of(*role));
        let found = found.into_iter().find(|people| !people.is_empty());
        (found.unwrap_or_default().into_iter().collect(), false)
    }
}

impl Progress {
    /// When the next step is due; `None` while the clock waits, when it is over, and at the end of the ladder.
    pub fn due(
        &self,
        ladder: &Ladder,
        clock: &Clock,
        calendars: &dyn Calendars,
    ) -> Result<Option<Timestamp>, Refusal> {
        let Some(since) = clock
            .running_since
            .filter(|_| clock.state == ClockState::Running)
        else {
            return Ok(None);
        };
        let Some(rung) = ladder
            .rungs
            .get(usize::try_from(self.level).unwrap_or(usize::MAX))
        else {
            return Ok(None);
        };
        let counting = clock.counting(calendars)?;
        let at = if self.round > 0 {
            let Some(minutes) = ladder.repeat_min else {
                return Ok(None);
            };
            let from = self.last_at.map_or(since, |last| last.max(since));
            let again = counting.aim(from, i64::from(minutes) * 60).due_at;
            // It says that the promise is broken, so never before it is (rule 27).
            let broken = clock.breach_at.map(|at| at.plus_seconds(1));
            again.zip(broken).map(|(again, broken)| again.max(broken))
        } else if rung.percent >= 100 {
            // Kept up to and with `breach_at`: the first second of the breach is the next one.
            clock.breach_at.map(|at| at.plus_seconds(1))
        } else {
            let left = share_s(clock.target_s, rung.percent) - clock.consumed_s;
            if left > 0 {
                counting.aim(since, left).due_at
            } else {
                counting.next_opening(since)
            }
        };
        // Quiet until somebody's time is over, and never at night where the calendar has nights.
        Ok(match (at, self.quiet_until) {
            (Some(at), Some(quiet)) if at < quiet => counting.next_opening(quiet),
            (at, _) => at,
        })
    }

    /// Everything that is due now fires. A step behind which there is nobody goes to whoever else there is, and a hole in the
    /// rota takes the next one with it, but never the breach before its time. After a downtime several are due: each is
    /// recorded, and everybody is told once, of the last of them.
    pub fn wake(
        &self,
        ladder: &Ladder,
        clock: &Clock,
        now: Timestamp,
        calendars: &dyn Calendars,
        behind: &Behind<'_>,
    ) -> Result<Awakening, Refusal> {
        let mut progress = *self;
        let mut firings: Vec<Firing> = Vec::new();
        let mut at_once = false;
        while let Some(rung) = usize::try_from(progress.level)
            .ok()
            .and_then(|level| ladder.rungs.get(level))
        {
            let due = progress.due(ladder, clock, calendars)?;
            let repeats = progress.round > 0;
            let early = at_once && !repeats && rung.percent < 100;
            if due.is_none_or(|due| due > now) && (!early || due.is_none()) {
                break;
            }
            // However many repeats were missed, one is made up for.
            if repeats && !firings.is_empty() {
                break;
            }
            let (people, hole) = behind.step(rung, now);
            at_once = (hole || at_once) && people.is_empty();
            firings.push(Firing {
                key: FiringKey {
                    clock: clock.id,
                    cycle: clock.cycle,
                    level: progress.level,
                    round: progress.round,
                },
                percent: rung.percent,
                // Nobody is left out unheard of: neither a hole in the rota nor a desk without anybody.
                alarm: hole || (rung.percent >= FALLS_BACK && people.is_empty()),
                reaches: people.into_iter().collect(),
                overtaken: false,
            });
            progress = progress.after_firing(ladder, now);
        }
        if let Some((_, earlier)) = firings.split_last_mut() {
            for firing in earlier {
                firing.overtaken = true;
            }
        }
        let tell: BTreeSet<PersonId> = firings.iter().flat_map(|f| f.reaches.clone()).collect();
        let nobody = firings.iter().filter(|f| f.alarm);
        Ok(Awakening {
            nobody: nobody.map(|f| f.key).collect(),
            tell: tell.into_iter().collect(),
            firings,
            progress,
        })
    }

    /// Somebody has it in hand: the ladder stops for the time an acknowledgement holds and then goes on from the same step
    /// (rule 28). Before anything fired there is nothing to acknowledge.
    pub fn acknowledge(&self, ladder: &Ladder, now: Timestamp) -> Self {
        if self.last_at.is_none() {
            return *self;
        }
        let until = now.plus_seconds(i64::from(ladder.ack_min) * 60);
        Self {
            quiet_until: self.quiet_until.max(Some(until)),
            ..*self
        }
    }

    /// The place behind a step: the next one, and behind the last one its repeat.
    fn after_firing(self, ladder: &Ladder, now: Timestamp) -> Self {
        let last = u32::try_from(ladder.rungs.len()).unwrap_or(u32::MAX);
        let fired = Self {
            last_at: Some(now),
            quiet_until: None,
            ..self
        };
        if self.level + 1 < last {
            Self {
                level: self.level + 1,
                round: 0,
                ..fired
            }
        } else if ladder.repeat_min.is_some() {
            Self {
                round: self.round + 1,
                ..fired
            }
        } else {
            Self {
                level: last,
                round: 0,
                ..fired
            }
        }
    }
}

/// So many percent of a target, rounded up.
fn share_s(target_s: i64, percent: u8) -> i64 {
    target_s
        .saturating_mul(i64::from(percent))
        .saturating_add(99)
        / 100
}

#[cfg(test)]
mod tests;
