//! Who is on call: a weekly rotation with a hand-over, absences and overrides (rule 28).
//!
//! A shift begins at the first occurrence of its wall time and ends at the last one, so that no change of the clocks leaves
//! an hour without anybody; in the repeated hour two people are on call.

use std::collections::BTreeSet;

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};

use crate::account::Locale;
use crate::calendar::{TimeOfDay, Zone};
use crate::ids::PersonId;
use crate::time::{Timestamp, date_time};

/// A person for a stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stint {
    /// Who.
    pub person: PersonId,
    /// First instant.
    pub from: Timestamp,
    /// First instant after it.
    pub until: Timestamp,
}

impl Stint {
    fn holds(&self, at: Timestamp) -> bool {
        self.from <= at && at < self.until
    }
}

/// A rota as entered; the JSON form is the stored one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rota {
    /// Whose wall clock the hand-over is read on.
    pub zone: Zone,
    /// The date of the first hand-over; its weekday is that of all others.
    #[serde(with = "as_text")]
    pub begins: Date,
    /// The time of the hand-over.
    #[serde(with = "as_text")]
    pub hand_over: TimeOfDay,
    /// Who follows whom, a week each; the first one begins.
    pub people: Vec<PersonId>,
    /// Away: whoever has the shift then is not on call.
    #[serde(default)]
    pub absences: Vec<Stint>,
    /// On call instead of whoever has the shift.
    #[serde(default)]
    pub overrides: Vec<Stint>,
}

/// What is written as it is shown and read back.
mod as_text {
    use std::fmt::Display;
    use std::str::FromStr;

    use serde::{Deserialize as _, Deserializer, Serializer};

    pub(super) fn serialize<T: Display, S: Serializer>(
        value: &T,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_str(value)
    }

    pub(super) fn deserialize<'de, T, D>(deserializer: D) -> Result<T, D::Error>
    where
        T: FromStr<Err: Display>,
        D: Deserializer<'de>,
    {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// A stretch in which the same people are on call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cover {
    /// First instant.
    pub from: Timestamp,
    /// First instant after it.
    pub until: Timestamp,
    /// Who; nobody: a hole.
    pub people: Vec<PersonId>,
}

/// What is wrong with a rota.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RotaProblem {
    /// Nobody is in it.
    Nobody,
    /// An absence or an override that ends before it begins, or at once.
    EndsFirst(Stint),
    /// Two overrides at the same time: who is on call would be chance.
    Overlap(Stint, Stint),
    /// Nobody is on call.
    Hole {
        /// First instant.
        from: Timestamp,
        /// First instant after it.
        until: Timestamp,
    },
}

impl RotaProblem {
    /// Whether the rota cannot be saved with it; a hole is a warning.
    pub const fn refuses(&self) -> bool {
        !matches!(self, Self::Hole { .. })
    }

    /// What is wrong and the way out, in words.
    pub fn words(&self, locale: Locale) -> String {
        let time = |at: Timestamp| date_time(at, locale == Locale::De);
        match (self, locale) {
            (Self::Nobody, Locale::De) => {
                "Der Plan enthält niemanden. Nehmen Sie mindestens eine Person auf.".to_owned()
            }
            (Self::Nobody, Locale::En) => "The rota is empty. Add at least one person.".to_owned(),
            (Self::EndsFirst(stint), Locale::De) => format!(
                "Der Eintrag ab {} endet, bevor er beginnt. Tauschen Sie Beginn und Ende.",
                time(stint.from)
            ),
            (Self::EndsFirst(stint), Locale::En) => format!(
                "The entry from {} ends before it begins. Swap beginning and end.",
                time(stint.from)
            ),
            (Self::Overlap(_, second), Locale::De) => format!(
                "Ab {} gelten zwei Vertretungen zugleich. Kürzen Sie eine davon.",
                time(second.from)
            ),
            (Self::Overlap(_, second), Locale::En) => format!(
                "From {} two overrides hold at once. Shorten one of them.",
                time(second.from)
            ),
            (Self::Hole { from, until }, Locale::De) => format!(
                "Von {} bis {} hat niemand Bereitschaft. Tragen Sie eine Vertretung ein.",
                time(*from),
                time(*until)
            ),
            (Self::Hole { from, until }, Locale::En) => format!(
                "From {} to {} nobody is on call. Enter an override.",
                time(*from),
                time(*until)
            ),
        }
    }
}

impl Rota {
    /// A rota with nobody in it.
    pub fn nobody() -> Self {
        Self {
            zone: Zone::default(),
            begins: jiff::civil::date(2000, 1, 3),
            hand_over: TimeOfDay::MIDNIGHT,
            people: Vec::new(),
            absences: Vec::new(),
            overrides: Vec::new(),
        }
    }

    /// The first instant of its first shift; one beyond what can be reckoned with never comes.
    pub fn starts(&self) -> Timestamp {
        self.begin_of(0).unwrap_or(Timestamp::FAR_FUTURE)
    }

    /// The weekday of the hand-over.
    pub fn weekday(&self) -> Weekday {
        self.begins.weekday()
    }

    /// Who is on call; two people where one shift ends at the second occurrence of a wall time and the next one has begun at
    /// the first. Nobody: a hole.
    pub fn on_call(&self, at: Timestamp) -> Vec<PersonId> {
        if let Some(instead) = self.overrides.iter().find(|stint| stint.holds(at)) {
            return vec![instead.person];
        }
        self.shifts(at)
            .into_iter()
            .filter_map(|week| self.person(week))
            .filter(|person| !self.is_away(*person, at))
            .fold(Vec::new(), |mut people, person| {
                if !people.contains(&person) {
                    people.push(person);
                }
                people
            })
    }

    /// The next in the rotation who is there and is not on call anyway: whom to ask when nobody answers.
    pub fn deputy(&self, at: Timestamp) -> Option<PersonId> {
        let on_call = self.on_call(at);
        let week = self.shifts(at).last().copied().unwrap_or(0);
        let rounds = i64::try_from(self.people.len()).ok()?;
        (1..=rounds)
            .filter_map(|next| self.person(week + next))
            .find(|person| !on_call.contains(person) && !self.is_away(*person, at))
    }

    /// Who is on call from when to when in `[from, until)`, without gaps and in order; neighbours differ.
    pub fn cover(&self, from: Timestamp, until: Timestamp) -> Vec<Cover> {
        let mut edges: BTreeSet<Timestamp> = BTreeSet::from([from]);
        for stint in self.absences.iter().chain(&self.overrides) {
            edges.extend([stint.from, stint.until]);
        }
        if let (Some(first), Some(last)) = (self.week_of(from), self.week_of(until)) {
            for week in first - 1..=last + 1 {
                edges.extend(self.begin_of(week));
                edges.extend(self.end_of(week));
            }
        }
        let edges: Vec<Timestamp> = edges
            .range(from..until.max(from))
            .copied()
            .chain([until])
            .collect();
        let mut cover: Vec<Cover> = Vec::new();
        for pair in edges.windows(2) {
            let (from, until) = (pair[0], pair[1]);
            let people = self.on_call(from);
            match cover.last_mut() {
                Some(last) if last.people == people => last.until = until,
                _ if from < until => cover.push(Cover {
                    from,
                    until,
                    people,
                }),
                _ => {}
            }
        }
        cover
    }

    /// Everything that is wrong, holes between two instants included.
    pub fn problems(&self, from: Timestamp, until: Timestamp) -> Vec<RotaProblem> {
        let mut found = Vec::new();
        if self.people.is_empty() {
            found.push(RotaProblem::Nobody);
        }
        let backwards = self.absences.iter().chain(&self.overrides);
        found.extend(
            backwards
                .filter(|stint| stint.until <= stint.from)
                .map(|stint| RotaProblem::EndsFirst(*stint)),
        );
        let mut overrides = self.overrides.clone();
        overrides.sort_by_key(|stint| (stint.from, stint.until));
        for (index, second) in overrides.iter().enumerate() {
            let first = overrides[..index]
                .iter()
                .find(|first| first.until > second.from);
            found.extend(first.map(|first| RotaProblem::Overlap(*first, *second)));
        }
        let holes = self.cover(from, until).into_iter();
        found.extend(holes.filter(|cover| cover.people.is_empty()).map(|cover| {
            RotaProblem::Hole {
                from: cover.from,
                until: cover.until,
            }
        }));
        found
    }

    fn is_away(&self, person: PersonId, at: Timestamp) -> bool {
        let mut away = self.absences.iter();
        away.any(|stint| stint.person == person && stint.holds(at))
    }

    /// The person of a week; nobody before the rota begins.
    fn person(&self, week: i64) -> Option<PersonId> {
        let rounds = i64::try_from(self.people.len()).ok().filter(|n| *n > 0)?;
        let index = usize::try_from(week.rem_euclid(rounds)).ok()?;
        self.people.get(index).copied().filter(|_| week >= 0)
    }

    /// The weeks whose shift holds at an instant, the older first.
    fn shifts(&self, at: Timestamp) -> Vec<i64> {
        let Some(near) = self.week_of(at) else {
            return Vec::new();
        };
        (near - 1..=near + 1)
            .filter(|week| *week >= 0)
            .filter(|week| {
                self.begin_of(*week).is_some_and(|begin| begin <= at)
                    && self.end_of(*week).is_some_and(|end| at < end)
            })
            .collect()
    }

    /// The week of an instant by its date; at the edges the shift may be the neighbour's.
    fn week_of(&self, at: Timestamp) -> Option<i64> {
        let instant = jiff::Timestamp::from_second(at.unix()).ok()?;
        let date = self.zone.rules().to_datetime(instant).date();
        let days = self.begins.until(date).ok()?.get_days();
        Some(i64::from(days.div_euclid(7)))
    }

    /// The first occurrence of the hand-over; what the clocks skip comes behind the gap.
    fn begin_of(&self, week: i64) -> Option<Timestamp> {
        let wall = self.wall(week)?;
        let instant = self.zone.rules().to_ambiguous_timestamp(wall);
        Some(Timestamp::from_unix(instant.compatible().ok()?.as_second()))
    }

    /// The last occurrence of the next hand-over.
    fn end_of(&self, week: i64) -> Option<Timestamp> {
        let wall = self.wall(week + 1)?;
        let instant = self.zone.rules().to_ambiguous_timestamp(wall);
        Some(Timestamp::from_unix(instant.later().ok()?.as_second()))
    }

    fn wall(&self, week: i64) -> Option<jiff::civil::DateTime> {
        let date = self.begins.checked_add(week.checked_mul(7)?.days()).ok()?;
        let midnight = date.at(0, 0, 0, 0);
        midnight
            .checked_add(i64::from(self.hand_over.minutes()).minutes())
            .ok()
    }
}

#[cfg(test)]
mod tests;
