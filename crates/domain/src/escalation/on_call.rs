//! Rotations one after the other, read as one rota: an edit holds from when it was written on, what was before stays as it was.

use super::rota::{Cover, Rota, RotaProblem, Stint};
use crate::ids::PersonId;
use crate::time::Timestamp;

codes! {
    /// What is entered beside the rotation.
    pub enum StintKind {
        /// On call instead of whoever has the shift.
        Override => "override",
        /// Away: whoever has the shift then is not on call.
        Absence => "absence",
        /// A shift handed over by whoever had it; counts as an override.
        HandOver => "hand_over",
    }
}

/// Everything that says who is on call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnCall {
    /// From when each rotation holds, in the order of writing.
    rotations: Vec<(Timestamp, Rota)>,
    /// Before any of them: overrides alone.
    before: Rota,
}

impl OnCall {
    /// Rotations in the order of writing, each with the instant from which it holds; absences and overrides are of all of
    /// them. What rotations bring of their own is not looked at.
    pub fn new(
        rotations: impl IntoIterator<Item = (Timestamp, Rota)>,
        absences: &[Stint],
        overrides: &[Stint],
    ) -> Self {
        let with = |rota: Rota| Rota {
            absences: absences.to_vec(),
            overrides: overrides.to_vec(),
            ..rota
        };
        let rotations = rotations.into_iter();
        Self {
            rotations: rotations.map(|(from, rota)| (from, with(rota))).collect(),
            before: with(Rota::nobody()),
        }
    }

    /// The rotation in force: of those that have begun the one written last.
    fn in_force(&self, at: Timestamp) -> &Rota {
        let mut latest = self.rotations.iter().rev();
        let begun = latest.find(|(from, _)| *from <= at);
        begun.map_or(&self.before, |(_, rota)| rota)
    }

    /// Who is on call; nobody: a hole.
    pub fn on_call(&self, at: Timestamp) -> Vec<PersonId> {
        self.in_force(at).on_call(at)
    }

    /// Whom to ask when nobody answers.
    pub fn deputy(&self, at: Timestamp) -> Option<PersonId> {
        self.in_force(at).deputy(at)
    }

    /// Who is on call from when to when in `[from, until)`, without gaps and in order; neighbours differ.
    pub fn cover(&self, from: Timestamp, until: Timestamp) -> Vec<Cover> {
        let mut edges: Vec<Timestamp> = self.rotations.iter().map(|(begins, _)| *begins).collect();
        edges.retain(|begins| from < *begins && *begins < until);
        edges.extend([from, until]);
        edges.sort_unstable();
        let mut cover: Vec<Cover> = Vec::new();
        for pair in edges.windows(2) {
            for next in self.in_force(pair[0]).cover(pair[0], pair[1]) {
                match cover.last_mut() {
                    Some(last) if last.people == next.people => last.until = next.until,
                    _ => cover.push(next),
                }
            }
        }
        cover
    }

    /// Stretches of `[from, until)` in which nobody is on call.
    pub fn holes(&self, from: Timestamp, until: Timestamp) -> Vec<RotaProblem> {
        let cover = self.cover(from, until).into_iter();
        cover
            .filter(|cover| cover.people.is_empty())
            .map(|cover| RotaProblem::Hole {
                from: cover.from,
                until: cover.until,
            })
            .collect()
    }

    /// Whether somebody is on call all the time from one instant to another.
    pub fn has(&self, person: PersonId, from: Timestamp, until: Timestamp) -> bool {
        let cover = self.cover(from, until);
        !cover.is_empty() && cover.iter().all(|cover| cover.people.contains(&person))
    }
}

impl Stint {
    /// Whether the two share an instant.
    pub fn overlaps(&self, from: Timestamp, until: Timestamp) -> bool {
        self.from < until && from < self.until
    }

    /// What stays of it without `[from, until)`.
    pub fn without(self, from: Timestamp, until: Timestamp) -> Vec<Self> {
        let before = Self {
            until: self.until.min(from),
            ..self
        };
        let behind = Self {
            from: self.from.max(until),
            ..self
        };
        let mut left = vec![before, behind];
        left.retain(|stint| stint.from < stint.until);
        left
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn person(n: u128) -> PersonId {
        PersonId::from_uuid(Uuid::from_u128(n))
    }

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a time")
    }

    /// Weeks from Mondays, 08:00 in Berlin, which is 07:00 UTC in January.
    fn rota(begins: &str, people: &[u128]) -> Rota {
        Rota {
            begins: begins.parse().expect("a date"),
            hand_over: "08:00".parse().expect("a time"),
            people: people.iter().map(|n| person(*n)).collect(),
            ..Rota::nobody()
        }
    }

    fn shown(cover: &[Cover]) -> Vec<(String, Vec<PersonId>)> {
        let of = |cover: &Cover| (cover.from.to_string(), cover.people.clone());
        cover.iter().map(of).collect()
    }

    #[test]
    fn rule_28_an_edit_holds_from_when_it_was_written_and_what_was_before_stays() {
        let first = rota("2027-01-04", &[1, 2]);
        let second = rota("2027-01-04", &[3]);
        let changed = at("2027-01-13T10:00:00Z");
        let on_call = OnCall::new([(first.starts(), first), (changed, second)], &[], &[]);
        assert_eq!(on_call.on_call(at("2027-01-04T06:59:59Z")), []);
        assert_eq!(on_call.on_call(at("2027-01-04T07:00:00Z")), [person(1)]);
        assert_eq!(on_call.on_call(at("2027-01-13T09:59:59Z")), [person(2)]);
        assert_eq!(on_call.deputy(at("2027-01-13T09:59:59Z")), Some(person(1)));
        assert_eq!(on_call.on_call(changed), [person(3)]);
        let (from, until) = (at("2027-01-01T00:00:00Z"), at("2027-02-01T00:00:00Z"));
        let expected = [
            ("2027-01-01T00:00:00Z", vec![]),
            ("2027-01-04T07:00:00Z", vec![person(1)]),
            ("2027-01-11T07:00:00Z", vec![person(2)]),
            ("2027-01-13T10:00:00Z", vec![person(3)]),
        ];
        let expected = expected.map(|(from, people)| (from.to_owned(), people));
        assert_eq!(shown(&on_call.cover(from, until)), expected);
        let hole = RotaProblem::Hole {
            from,
            until: at("2027-01-04T07:00:00Z"),
        };
        assert_eq!(on_call.holes(from, until), [hole]);
        assert!(on_call.has(
            person(1),
            at("2027-01-04T07:00:00Z"),
            at("2027-01-11T07:00:00Z")
        ));
        assert!(!on_call.has(
            person(1),
            at("2027-01-04T07:00:00Z"),
            at("2027-01-11T07:00:01Z")
        ));
    }

    #[test]
    fn rule_28_a_later_edit_comes_before_a_planned_one_of_earlier() {
        let planned = rota("2027-03-01", &[1]);
        let sooner = rota("2027-02-01", &[2]);
        let starts = (planned.starts(), sooner.starts());
        let on_call = OnCall::new([(starts.0, planned), (starts.1, sooner)], &[], &[]);
        assert_eq!(on_call.on_call(at("2027-02-10T00:00:00Z")), [person(2)]);
        assert_eq!(on_call.on_call(at("2027-03-10T00:00:00Z")), [person(2)]);
    }

    #[test]
    fn rule_28_overrides_hold_without_a_rotation_too() {
        let stint = Stint {
            person: person(7),
            from: at("2027-01-01T00:00:00Z"),
            until: at("2027-01-02T00:00:00Z"),
        };
        let on_call = OnCall::new([], &[], &[stint]);
        assert_eq!(on_call.on_call(stint.from), [person(7)]);
        assert_eq!(on_call.on_call(stint.until), []);
        assert_eq!(on_call.deputy(stint.from), None);
    }

    #[test]
    fn a_stint_loses_the_middle_an_end_or_all() {
        let stint = Stint {
            person: person(7),
            from: Timestamp::from_unix(10),
            until: Timestamp::from_unix(20),
        };
        let left = |from, until| -> Vec<(i64, i64)> {
            let left = stint.without(Timestamp::from_unix(from), Timestamp::from_unix(until));
            left.iter()
                .map(|stint| (stint.from.unix(), stint.until.unix()))
                .collect()
        };
        assert_eq!(left(12, 15), [(10, 12), (15, 20)]);
        assert_eq!(left(10, 15), [(15, 20)]);
        assert_eq!(left(15, 25), [(10, 15)]);
        assert_eq!(left(5, 25), []);
        assert_eq!(left(20, 25), [(10, 20)]);
        assert!(stint.overlaps(Timestamp::from_unix(19), Timestamp::from_unix(25)));
        assert!(!stint.overlaps(Timestamp::from_unix(20), Timestamp::from_unix(25)));
    }
}
