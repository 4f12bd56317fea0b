//! The same figures side by side: by engineer, customer, system, team, priority or class.

use std::collections::HashMap;

use super::attainment::Tally;
use super::fact::{Verdict, Who};
use super::samples::{Samples, Sorted};
use super::work::Work;
use crate::ids::{OrganizationId, PersonId, SystemId, TeamId};
use crate::ticket::{Class, Priority};

/// Lines of a table of groups; what is beyond becomes one line *others*.
pub const GROUPS_MAX: usize = 20;

codes! {
    /// By what is grouped.
    pub enum Dimension {
        /// Assignee; of a breach the one at the breach.
        Engineer => "engineer",
        /// Customer.
        Customer => "customer",
        /// System.
        System => "system",
        /// Team.
        Team => "team",
        /// Priority.
        Priority => "priority",
        /// Class.
        Class => "class",
    }
}

/// One group. `None` is a group of its own: nobody, no system, no team.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// An engineer.
    Engineer(Option<PersonId>),
    /// A customer.
    Customer(OrganizationId),
    /// A system.
    System(Option<SystemId>),
    /// A team.
    Team(Option<TeamId>),
    /// A priority.
    Priority(Priority),
    /// A class.
    Class(Class),
}

impl Dimension {
    /// The group a fact belongs to.
    pub const fn key(self, who: &Who) -> Key {
        match self {
            Self::Engineer => Key::Engineer(who.engineer),
            Self::Customer => Key::Customer(who.customer),
            Self::System => Key::System(who.system),
            Self::Team => Key::Team(who.team),
            Self::Priority => Key::Priority(who.priority),
            Self::Class => Key::Class(who.class),
        }
    }
}

/// A group and its figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupLine {
    /// Which group; `None`: all others together.
    pub key: Option<Key>,
    /// How many groups stand in this line: 1, or the number of the others.
    pub groups: u64,
    /// How its clocks ended.
    pub tally: Tally,
    /// Seconds of the calendar to the first answers that were given.
    pub answers: Sorted,
    /// Tickets received and reopened.
    pub received: u64,
    /// Tickets that left.
    pub solved: u64,
    /// Tickets open at the end.
    pub open: u64,
    /// Work.
    pub work: Work,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Group {
    pub(super) tally: Tally,
    pub(super) answers: Samples,
    pub(super) received: u64,
    pub(super) solved: u64,
    pub(super) open: u64,
    pub(super) work: Work,
}

impl Group {
    fn merge(&mut self, other: Self) {
        self.tally.merge(other.tally);
        self.answers.merge(other.answers);
        self.received += other.received;
        self.solved += other.solved;
        self.open += other.open;
        self.work.merge(other.work);
    }

    fn line(self, key: Option<Key>, groups: u64) -> GroupLine {
        GroupLine {
            key,
            groups,
            tally: self.tally,
            answers: self.answers.sorted(),
            received: self.received,
            solved: self.solved,
            open: self.open,
            work: self.work,
        }
    }
}

#[derive(Debug, Clone)]
pub(super) struct Groups {
    dimension: Dimension,
    groups: HashMap<Key, Group>,
}

impl Groups {
    pub(super) fn new(dimension: Dimension) -> Self {
        Self {
            dimension,
            groups: HashMap::new(),
        }
    }

    pub(super) const fn dimension(&self) -> Dimension {
        self.dimension
    }

    pub(super) fn of(&mut self, who: &Who) -> &mut Group {
        self.groups.entry(self.dimension.key(who)).or_default()
    }

    /// A clock decided in the period.
    pub(super) fn decided(&mut self, who: &Who, verdict: Verdict) {
        self.of(who).tally.add(verdict);
    }

    pub(super) fn merge(&mut self, other: Self) {
        for (key, group) in other.groups {
            self.groups.entry(key).or_default().merge(group);
        }
    }

    /// At most `limit` groups, most clocks first (then most tickets, then by id), and one line for the rest. A group
    /// stands in exactly one line, so the lines add up to the whole.
    pub(super) fn lines(self, limit: usize) -> Vec<GroupLine> {
        let mut groups: Vec<_> = self.groups.into_iter().collect();
        groups.sort_by_key(|(key, group)| {
            let size = (group.tally.n(), group.received + group.open);
            (std::cmp::Reverse(size), *key)
        });
        let rest = groups.split_off(limit.min(groups.len()));
        let mut lines: Vec<_> = groups
            .into_iter()
            .map(|(key, group)| group.line(Some(key), 1))
            .collect();
        if !rest.is_empty() {
            let count = rest.len() as u64;
            let mut others = Group::default();
            for (_, group) in rest {
                others.merge(group);
            }
            lines.push(others.line(None, count));
        }
        lines
    }
}
