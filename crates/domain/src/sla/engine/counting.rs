//! Counting in a calendar from one of its versions on, across all later ones that are known (rules 4, 25).

use std::sync::Arc;

use super::Refusal;
use super::calendars::{CalendarRef, Calendars};
use crate::calendar::{Aim, Calendar, History};
use crate::time::Timestamp;

/// A day: how far back the first look goes.
const DAY_S: i64 = 86_400;

/// The versions of a calendar a clock counts in.
pub(crate) struct Counting {
    history: Arc<History>,
    version: i64,
    /// Nothing is known of later ones.
    last: i64,
}

impl Counting {
    pub(super) fn new(
        calendar: &CalendarRef,
        version: i64,
        calendars: &dyn Calendars,
    ) -> Result<Self, Refusal> {
        let refused = || Refusal::NoCalendar {
            calendar: calendar.clone(),
            version,
        };
        let history = calendars.history(calendar).ok_or_else(refused)?;
        if history.version(version).is_none() {
            return Err(refused());
        }
        Ok(Self::known(history, version))
    }

    fn known(history: Arc<History>, version: i64) -> Self {
        Self {
            history,
            version,
            last: i64::MAX,
        }
    }

    /// Only the versions that have begun by an instant: what a clock that ends then was promised under.
    pub(super) fn only_begun_by(self, at: Timestamp) -> Self {
        let begun = self.history.in_force(at).version;
        Self {
            last: begun.max(self.version),
            ..self
        }
    }

    /// From the version that holds at an instant on.
    pub(super) fn from_now(
        calendar: &CalendarRef,
        at: Timestamp,
        calendars: &dyn Calendars,
    ) -> Result<Self, Refusal> {
        let history = calendars.history(calendar);
        let history = history.ok_or_else(|| Refusal::NoCalendar {
            calendar: calendar.clone(),
            version: 0,
        })?;
        let version = history.in_force(at).version;
        Ok(Self::known(history, version))
    }

    pub(super) const fn version(&self) -> i64 {
        self.version
    }

    /// The newest version that has begun by an instant, if it is a later one, and when it began.
    pub(super) fn begun_by(&self, at: Timestamp) -> Option<(i64, Timestamp)> {
        let newest = self.history.in_force(at);
        (newest.version > self.version).then_some((newest.version, newest.valid_from))
    }

    /// `[from, until)` divided where versions change; nothing of it is empty.
    pub(super) fn parts(
        &self,
        from: Timestamp,
        until: Timestamp,
    ) -> Vec<(Timestamp, Timestamp, &Calendar)> {
        let mut parts = Vec::new();
        let mut at = from;
        let mut versions = self
            .history
            .all()
            .skip_while(|version| version.version < self.version)
            .take_while(|version| version.version <= self.last)
            .peekable();
        while let Some(version) = versions.next() {
            let end = versions
                .peek()
                .map_or(until, |next| next.valid_from.clamp(at, until.max(at)));
            if at < end {
                parts.push((at, end, version.calendar.as_ref()));
            }
            at = end;
        }
        parts
    }

    /// Open seconds in `[from, until)`.
    pub(crate) fn open_seconds(&self, from: Timestamp, until: Timestamp) -> i64 {
        self.parts(from, until)
            .into_iter()
            .map(|(from, until, calendar)| calendar.open_seconds(from, until))
            .sum()
    }

    /// The first open instant at or after this one.
    pub(crate) fn next_opening(&self, at: Timestamp) -> Option<Timestamp> {
        self.parts(at, Calendar::end_of_time())
            .into_iter()
            .find_map(|(from, until, calendar)| {
                calendar.next_opening(from).filter(|open| *open < until)
            })
    }

    /// Where what is left of a budget ends for a clock that counts since `from` (rule 4). A budget that is just used up
    /// was used up at `from`; one that is overdrawn was used up before it by as much.
    pub(crate) fn aim(&self, from: Timestamp, left: i64) -> Aim {
        if left < 0 {
            return self.behind(from, left.saturating_neg());
        }
        let mut aim = Aim {
            due_at: (left == 0).then_some(from),
            breach_at: None,
        };
        let mut left = left;
        let parts = self.parts(from, Calendar::end_of_time());
        let last = parts.len().saturating_sub(1);
        for (index, (from, until, calendar)) in parts.into_iter().enumerate() {
            let here = || calendar.aim(from, left);
            if index == last {
                let here = here();
                aim.due_at = aim.due_at.or(here.due_at);
                aim.breach_at = here.breach_at;
                break;
            }
            let open = calendar.open_seconds(from, until);
            if aim.due_at.is_none() && open >= left {
                aim.due_at = here().due_at;
            }
            if open > left {
                aim.breach_at = here().breach_at;
                break;
            }
            left -= open;
        }
        aim
    }

    /// The instants so many open seconds before `from`, by the version that holds then.
    fn behind(&self, from: Timestamp, over: i64) -> Aim {
        let calendar = &self.history.in_force(from).calendar;
        let mut back = over.saturating_add(DAY_S);
        loop {
            let begin = from.minus_seconds(back).max(Calendar::first_instant());
            let open = calendar.open_seconds(begin, from);
            if open > over {
                return calendar.aim(begin, open - over);
            }
            if begin == Calendar::first_instant() {
                return Aim {
                    due_at: Some(from),
                    breach_at: Some(from),
                };
            }
            back = back.saturating_mul(2);
        }
    }
}
