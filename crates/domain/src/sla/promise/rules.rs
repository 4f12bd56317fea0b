//! The rules of a policy as one list: how it is edited, what two of them say otherwise, what each case is promised.

use serde::{Deserialize, Serialize};

use super::check::every_case;
use super::{PolicyRule, PolicyVersion, Promise, Selection};
use crate::intervention::Complexity;
use crate::ticket::{Class, Priority};
use crate::time::Timestamp;

/// The rules of a policy in the order in which they are asked; positions count from 1. This is what a version stores.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PolicyRules(Vec<PolicyRule>);

impl PolicyRules {
    /// Puts rules into the order of their positions and counts these anew; of two in one place the first stays first.
    pub fn new(mut rules: Vec<PolicyRule>) -> Self {
        rules.sort_by_key(|rule| rule.position);
        for (position, rule) in (1..).zip(&mut rules) {
            rule.position = position;
        }
        Self(rules)
    }

    /// The rules in order.
    pub fn all(&self) -> &[PolicyRule] {
        &self.0
    }

    /// The rule at a position.
    pub fn at(&self, position: u32) -> Option<&PolicyRule> {
        self.0.get(place(position)?)
    }

    /// With the rule one place further up; as it is where there is none above.
    #[must_use]
    pub fn moved_up(mut self, position: u32) -> Self {
        if let Some(at) = place(position).filter(|at| (1..self.0.len()).contains(at)) {
            self.0.swap(at - 1, at);
        }
        self.counted()
    }

    /// With the rule one place further down; as it is where there is none below.
    #[must_use]
    pub fn moved_down(self, position: u32) -> Self {
        self.moved_up(position.saturating_add(1))
    }

    /// Without the rule.
    #[must_use]
    pub fn without(mut self, position: u32) -> Self {
        if let Some(at) = place(position).filter(|at| *at < self.0.len()) {
            self.0.remove(at);
        }
        self.counted()
    }

    /// With a rule in its place; where there is no such place, as the last one.
    #[must_use]
    pub fn with(mut self, rule: PolicyRule) -> Self {
        match place(rule.position).and_then(|at| self.0.get_mut(at)) {
            Some(there) => *there = rule,
            None => self.0.push(rule),
        }
        self.counted()
    }

    /// As a version, to be asked.
    pub fn version(&self, version: i64, valid_from: Timestamp) -> PolicyVersion {
        PolicyVersion {
            version,
            valid_from,
            rules: self.0.clone(),
        }
    }

    fn counted(mut self) -> Self {
        for (position, rule) in (1..).zip(&mut self.0) {
            rule.position = position;
        }
        self
    }

    /// What `after` says otherwise. A rule is the same one while its conditions are.
    pub fn differences(&self, after: &Self) -> Vec<RuleDifference> {
        let pairs = self.pairs(after);
        let mut found = Vec::new();
        for (at, rule) in self.0.iter().enumerate() {
            if !pairs.iter().any(|(before, _)| *before == at) {
                found.push(RuleDifference::Removed(rule.clone()));
            }
        }
        // What only made room for a new rule, or closed the gap of one that is gone, has not moved.
        let mut in_old_order: Vec<usize> = pairs.iter().map(|(before, _)| *before).collect();
        in_old_order.sort_unstable();
        for (at, rule) in after.0.iter().enumerate() {
            let Some(rank) = pairs.iter().position(|(_, new)| *new == at) else {
                found.push(RuleDifference::Added(rule.clone()));
                continue;
            };
            let before = &self.0[pairs[rank].0];
            if in_old_order.get(rank) != Some(&pairs[rank].0) {
                found.push(RuleDifference::Moved {
                    from: before.position,
                    rule: rule.clone(),
                });
            }
            if before.promises != rule.promises {
                found.push(RuleDifference::Promises {
                    before: before.clone(),
                    after: rule.clone(),
                });
            }
        }
        found
    }

    /// Places of the same rule before and after, in the order of after.
    fn pairs(&self, after: &Self) -> Vec<(usize, usize)> {
        let mut taken = vec![false; self.0.len()];
        let mut pairs = Vec::new();
        for (new, rule) in after.0.iter().enumerate() {
            let same = |(at, old): &(usize, &PolicyRule)| !taken[*at] && old.when == rule.when;
            if let Some((old, _)) = self.0.iter().enumerate().find(same) {
                taken[old] = true;
                pairs.push((old, new));
            }
        }
        pairs
    }
}

/// Positions count from 1, places from 0.
fn place(position: u32) -> Option<usize> {
    usize::try_from(position).ok()?.checked_sub(1)
}

/// What one list of rules says otherwise than another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RuleDifference {
    /// It is new.
    Added(PolicyRule),
    /// It is gone.
    Removed(PolicyRule),
    /// It is asked earlier or later than others that were there.
    Moved {
        /// Where it was.
        from: u32,
        /// The rule, where it is.
        rule: PolicyRule,
    },
    /// It promises something else.
    Promises {
        /// As it was.
        before: PolicyRule,
        /// As it is.
        after: PolicyRule,
    },
}

/// What a case is told: the rule that holds and its promises.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Its position; `None`: no rule holds.
    pub position: Option<u32>,
    /// What it promises.
    pub promises: Vec<Promise>,
}

impl Told {
    fn of(selection: &Selection<'_>) -> Self {
        match selection {
            Selection::Rule { reason, promises } => Self {
                position: Some(reason.position),
                promises: promises.to_vec(),
            },
            Selection::NoRule => Self {
                position: None,
                promises: Vec::new(),
            },
        }
    }
}

/// All cases of a class, a priority and a complexity, before and after an edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseEffect {
    /// Art of the ticket.
    pub class: Class,
    /// Its priority.
    pub priority: Priority,
    /// What the work was assessed as.
    pub complexity: Option<Complexity>,
    /// What they are told now; several where it depends on the contract or on SLA Premium.
    pub before: Vec<Told>,
    /// What they would be told.
    pub after: Vec<Told>,
    /// For some of them it is another promise, or there is a rule now and was none, or the other way round.
    pub changed: bool,
}

/// What every case is told by two policies, by class, priority and complexity.
pub fn compare(before: &PolicyVersion, after: &PolicyVersion) -> Vec<CaseEffect> {
    let mut effects: Vec<CaseEffect> = Vec::new();
    for case in every_case() {
        let (old, new) = (
            Told::of(&before.select(&case)),
            Told::of(&after.select(&case)),
        );
        let changed =
            old.promises != new.promises || old.position.is_some() != new.position.is_some();
        let same = |effect: &&mut CaseEffect| {
            (effect.class, effect.priority, effect.complexity)
                == (case.class, case.priority, case.complexity)
        };
        if let Some(effect) = effects.iter_mut().find(same) {
            effect.changed |= changed;
            for (list, told) in [(&mut effect.before, old), (&mut effect.after, new)] {
                if !list.contains(&told) {
                    list.push(told);
                }
            }
        } else {
            effects.push(CaseEffect {
                class: case.class,
                priority: case.priority,
                complexity: case.complexity,
                before: vec![old],
                after: vec![new],
                changed,
            });
        }
    }
    effects
}

#[cfg(test)]
mod tests {
    use super::super::Conditions;
    use super::*;
    use crate::sla::ClockKind;

    fn shipped() -> PolicyRules {
        PolicyRules::new(super::super::shipped(Timestamp::from_unix(0)).rules)
    }

    fn of(position: u32, class: Class) -> PolicyRule {
        PolicyRule {
            position,
            when: Conditions {
                class: Some(class),
                priority: Some(Priority::High),
                ..Conditions::default()
            },
            promises: Vec::new(),
        }
    }

    // Rule 26: positions are explicit and without gaps, whatever was done to the list.
    #[test]
    fn editing_counts_the_positions_anew() {
        let rules = shipped();
        let edited = rules
            .clone()
            .moved_up(1)
            .moved_down(6)
            .without(99)
            .moved_up(0);
        assert_eq!(edited, rules);
        let turned = rules.clone().moved_up(2);
        assert_eq!(turned.all()[0].when, rules.all()[1].when);
        assert_eq!(turned.clone().moved_down(1), rules);
        let fewer = turned.without(3);
        let positions: Vec<u32> = fewer.all().iter().map(|rule| rule.position).collect();
        assert_eq!(positions, [1, 2, 3, 4, 5]);
        let more = fewer.clone().with(of(0, Class::Order));
        assert_eq!(more.all().len(), 6);
        assert_eq!(more.at(6).map(|rule| rule.position), Some(6));
        let replaced = more.with(of(6, Class::Fault));
        assert_eq!(
            replaced.at(6).map(|rule| rule.when.class),
            Some(Some(Class::Fault))
        );
        assert_eq!(replaced.at(0), None);
    }

    #[test]
    fn what_only_made_room_has_not_moved() {
        let rules = shipped();
        assert_eq!(rules.differences(&rules), []);
        let added = rules.clone().with(of(0, Class::Fault)).moved_up(7);
        let differences = rules.differences(&added);
        assert_eq!(differences, [RuleDifference::Added(of(6, Class::Fault))]);
        let removed = added.differences(&rules);
        assert_eq!(removed, [RuleDifference::Removed(of(6, Class::Fault))]);
        let turned = rules.clone().moved_up(4);
        let moved: Vec<_> = rules
            .differences(&turned)
            .into_iter()
            .map(|difference| match difference {
                RuleDifference::Moved { from, rule } => (from, rule.position),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(moved, [(4, 3), (3, 4)]);
        let mut silent = rules.all()[3].clone();
        silent.promises.clear();
        let told = rules.differences(&rules.clone().with(silent));
        assert!(
            matches!(&told[..], [RuleDifference::Promises { before, .. }] if before.position == 4)
        );
    }

    #[test]
    fn every_combination_is_compared_and_other_promises_are_marked() {
        let at = Timestamp::from_unix(0);
        let before = shipped();
        let mut rule = of(0, Class::Fault);
        rule.when.premium = Some(true);
        // Behind the rule for all faults it changes nothing, before it some cases.
        let behind = before.clone().with(rule.clone());
        let same = compare(&before.version(1, at), &behind.version(2, at));
        assert_eq!(same.len(), 21);
        assert!(same.iter().all(|effect| !effect.changed));
        let ahead = (4..7)
            .rev()
            .fold(behind, |rules, at| rules.moved_up(at + 1));
        let effects = compare(&before.version(1, at), &ahead.version(2, at));
        let changed: Vec<_> = effects.iter().filter(|effect| effect.changed).collect();
        assert_eq!(changed.len(), 1);
        let positions: Vec<_> = changed[0].after.iter().map(|told| told.position).collect();
        assert_eq!(
            (changed[0].class, changed[0].priority),
            (Class::Fault, Priority::High)
        );
        assert_eq!(positions, [Some(5), Some(4)]);
        let first = changed[0].before[0].promises.first();
        assert_eq!(
            first.map(|promise| promise.kind),
            Some(ClockKind::FirstAnswer)
        );
    }
}
