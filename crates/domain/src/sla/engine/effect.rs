//! What an edit of a calendar or a policy does to running clocks, before it is saved (rules 25, 34).

use super::Refusal;
use super::clock::Clock;
use crate::ids::ClockId;
use crate::sla::ClockState;
use crate::time::Timestamp;

/// "37 running clocks, 2 would breach now".
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Effect {
    /// Clocks that run.
    pub running: usize,
    /// Of these, promises that would end sooner.
    pub sooner: usize,
    /// Of these, promises that would end later, or never.
    pub later: usize,
    /// Of these, promises that would be missed at once.
    pub missed: Vec<ClockId>,
}

impl Effect {
    /// Tries a change on clocks that run: [`Clock::rekeyed`] with the calendars of tomorrow, or [`Clock::repolicy`]. A clock
    /// that refuses it, because it is missed already, stays as it is.
    pub fn of<'a>(
        clocks: impl IntoIterator<Item = &'a Clock>,
        now: Timestamp,
        change: impl Fn(&Clock) -> Result<Clock, Refusal>,
    ) -> Result<Self, Refusal> {
        let mut effect = Self::default();
        let running = clocks
            .into_iter()
            .filter(|clock| clock.state == ClockState::Running);
        for clock in running {
            effect.running += 1;
            let changed = match change(clock) {
                Err(Refusal::Clock(_)) => continue,
                changed => changed?,
            };
            let end = |clock: &Clock| clock.breach_at.unwrap_or(Timestamp::FAR_FUTURE);
            if end(&changed) < end(clock) {
                effect.sooner += 1;
            } else if end(&changed) > end(clock) {
                effect.later += 1;
            }
            if changed.is_unnoticed_breach(now) && !clock.is_unnoticed_breach(now) {
                effect.missed.push(clock.id);
            }
        }
        Ok(effect)
    }
}
