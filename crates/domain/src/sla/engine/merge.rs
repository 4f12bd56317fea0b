//! Two tickets become one (rule 14).

use super::Refusal;
use super::calendars::Calendars;
use super::change::Step;
use super::clock::{Clock, NewClock};
use crate::ids::ClockId;
use crate::sla::ClockKind;
use crate::time::Timestamp;

/// What becomes of the clocks of both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// Those that fall away: all of the ticket that goes, and the surviving first answer if it begins anew.
    pub cancelled: Vec<Step>,
    /// The first answer of the surviving ticket from the earlier start.
    pub restarted: Option<Step>,
}

/// The surviving ticket keeps the earlier start if neither has been answered; the other's clocks are cancelled with the
/// reason. A clock's start never moves, so a new cycle begins then: overdue at once, if that is the truth.
pub fn merge(
    surviving: &[Clock],
    other: &[Clock],
    reason: &str,
    new_id: ClockId,
    now: Timestamp,
    calendars: &dyn Calendars,
) -> Result<Merged, Refusal> {
    let unanswered = |clocks: &[Clock]| {
        let first = clocks
            .iter()
            .filter(|clock| clock.kind == ClockKind::FirstAnswer && clock.is_living());
        first.min_by_key(|clock| clock.started_at).cloned()
    };
    let mut cancelled = Vec::new();
    for clock in other.iter().filter(|clock| clock.is_living()) {
        cancelled.push(clock.cancel(reason, now, calendars)?);
    }
    let mut restarted = None;
    if let (Some(own), Some(earlier)) = (unanswered(surviving), unanswered(other))
        && earlier.started_at < own.started_at
    {
        cancelled.push(own.cancel(reason, now, calendars)?);
        let cycles = surviving
            .iter()
            .filter(|clock| clock.kind == ClockKind::FirstAnswer);
        let new = NewClock {
            id: new_id,
            ticket_id: own.ticket_id,
            kind: own.kind,
            cycle: cycles.map(|clock| clock.cycle).max().unwrap_or(0) + 1,
            target_s: own.target_s,
            policy_version: own.policy_version,
            calendar: own.calendar,
        };
        restarted = Some(Clock::start(new, earlier.started_at, calendars)?);
    }
    Ok(Merged {
        cancelled,
        restarted,
    })
}
