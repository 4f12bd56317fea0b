//! The house rules: every number of the procedure that is a shipped default and not *fixed*. // RULINGS
//!
//! One table declares them: name, unit, what is shipped, bounds, the stage of the procedure they belong to, and the
//! ruling they come from. A provider changes them in the administration; each use case reads them in its own unit of
//! work. What was promised keeps the number it was promised with: signed terms, offers, clocks and leases carry theirs,
//! and what has no column of its own asks [`RuleHistory::at`] for the rules of its day.

mod fixed;
mod history;
mod table;
mod uses;

#[cfg(test)]
mod tests;

pub use fixed::{FIXED, Fixed};
pub use history::{RuleHistory, RuleVersion, SHIPPED_VERSION};
pub use table::defaults_table;
pub use uses::{HandoverTimes, PasswordReminders, RepeatRule, Retention, RevealLimits};

use std::ops::RangeInclusive;

codes! {
    /// What a rule is counted in.
    pub enum Unit {
        /// Seconds.
        Seconds => "seconds",
        /// Minutes.
        Minutes => "minutes",
        /// Hours.
        Hours => "hours",
        /// Days of 24 hours.
        Days => "days",
        /// Working days.
        WorkingDays => "working_days",
        /// How often.
        Times => "times",
        /// Euro cents, net; people type euros.
        Cents => "cents",
    }
}

codes! {
    /// The stage of the procedure a rule belongs to, in the order people go through it.
    pub enum Stage {
        /// The request and its first answer.
        Request => "request",
        /// The signature and how long it holds.
        Authorization => "authorization",
        /// Gate and assessment.
        Assessment => "assessment",
        /// Work: looks at credentials, what the customer watches.
        Work => "work",
        /// Prices, ceilings, offers.
        Prices => "prices",
        /// Closing: hand-over and reminders.
        Closing => "closing",
        /// Tickets of every kind.
        Tickets => "tickets",
    }
}

codes! {
    /// What keeps the old number when a rule changes.
    pub enum Kept {
        /// A text that was signed, and an offer that was made, keep it.
        Signed => "signed",
        /// What began under the old number ends under it.
        OfThatDay => "of_that_day",
        /// Nothing was promised with it: it counts at once.
        AtOnce => "at_once",
    }
}

/// Declares the rules: one line each.
macro_rules! house_rules {
    ($($stage:ident { $($(#[doc = $doc:literal])+ $field:ident = $code:literal $variant:ident: $shipped:literal $unit:ident in $bounds:expr, $kept:ident, $source:literal;)+ })+) => {
        codes! {
            /// One house rule.
            pub enum Rule { $($($(#[doc = $doc])+ $variant => $code,)+)+ }
        }

        /// The numbers in force, each in the unit of its [`Rule`].
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct HouseRules {
            /// Which version of the rules this is; clocks keep it. The first is what is shipped.
            pub version: i64,
            $($($(#[doc = $doc])+ pub $field: i64,)+)+
        }

        impl HouseRules {
            /// What is shipped.
            pub const SHIPPED: Self = Self { version: SHIPPED_VERSION, $($($field: $shipped,)+)+ };

            /// The number of a rule.
            pub const fn get(&self, rule: Rule) -> i64 {
                match rule { $($(Rule::$variant => self.$field,)+)+ }
            }

            /// Gives a rule another number. Whether it may be this one says [`HouseRules::problems`].
            pub const fn set(&mut self, rule: Rule, number: i64) {
                match rule { $($(Rule::$variant => self.$field = number,)+)+ }
            }
        }

        impl Rule {
            /// The stage it belongs to.
            pub const fn stage(self) -> Stage {
                match self { $($(Self::$variant => Stage::$stage,)+)+ }
            }

            /// What it is counted in.
            pub const fn unit(self) -> Unit {
                match self { $($(Self::$variant => Unit::$unit,)+)+ }
            }

            /// The smallest and the largest number it takes.
            pub const fn bounds(self) -> RangeInclusive<i64> {
                match self { $($(Self::$variant => $bounds,)+)+ }
            }

            /// What keeps the old number when it changes.
            pub const fn kept(self) -> Kept {
                match self { $($(Self::$variant => Kept::$kept,)+)+ }
            }

            /// What it decides, in one English sentence: the text of `docs/DEFAULTS.md`.
            pub const fn says(self) -> &'static str {
                match self { $($(Self::$variant => concat!($($doc),+),)+)+ }
            }

            /// Where it comes from: the ruling, the requirement.
            pub const fn source(self) -> &'static str {
                match self { $($(Self::$variant => $source,)+)+ }
            }
        }
    };
}

house_rules! {
    Request {
        /// How long credentials lie in a draft that nobody submits.
        draft_hours = "draft_hours" DraftHours: 24 Hours in 1..=72, OfThatDay, "RULINGS 11";
    }
    Authorization {
        /// How long an authorization holds from the signature, whether or not the work begins.
        validity_total = "validity_total" ValidityTotal: 24 Hours in 1..=72, Signed, "RULINGS 2";
        /// How long it holds from the beginning of the work.
        validity_work = "validity_work" ValidityWork: 4 Hours in 1..=24, Signed, "RULINGS 2";
        /// What one confirmation by the customer adds.
        extension = "extension" Extension: 2 Hours in 1..=24, Signed, "RULINGS 2";
        /// How long credentials wait for an extension after the validity ended.
        credentials_after_end = "credentials_after_end" CredentialsAfterEnd: 24 Hours in 1..=48, OfThatDay, "RULINGS 10";
        /// How long the six digits by mail are good for a signature.
        sign_digits = "sign_digits" SignDigits: 10 Minutes in 5..=30, OfThatDay, "RULINGS 13";
    }
    Assessment {
        /// The case that needs a manager's decision: the so many-th on one system for the same cause.
        repeat_cases = "repeat_cases" RepeatCases: 3 Times in 2..=10, AtOnce, "RULINGS 3, I-60";
        /// How far back a repeat counts.
        repeat_days = "repeat_days" RepeatDays: 90 Days in 7..=730, AtOnce, "RULINGS 3, I-60";
    }
    Work {
        /// Looks at one field within an hour.
        looks_per_hour = "looks_per_hour" LooksPerHour: 5 Times in 1..=20, AtOnce, "RULINGS 10, I-05";
        /// Looks of one engineer within 24 hours; then a manager unlocks.
        looks_per_day = "looks_per_day" LooksPerDay: 20 Times in 1..=200, AtOnce, "RULINGS 10, I-05";
        /// How long a value stays on the screen.
        look_seconds = "look_seconds" LookSeconds: 30 Seconds in 10..=120, AtOnce, "RULINGS 12";
        /// How often the live view renews itself without JavaScript.
        live_refresh = "live_refresh" LiveRefresh: 15 Seconds in 5..=120, AtOnce, "RULINGS 12";
    }
    Prices {
        /// Service Card, an hour on weekdays from 8 to 17.
        card_inside = "card_inside" CardInside: 10_000 Cents in 100..=99_900, Signed, "RULINGS 4";
        /// Service Card, an hour at all other times.
        card_outside = "card_outside" CardOutside: 14_900 Cents in 100..=99_900, Signed, "RULINGS 4";
        /// Remote Hands, each started unit.
        remote_hands = "remote_hands" RemoteHands: 2_900 Cents in 100..=99_900, Signed, "RULINGS 4";
        /// Minutes of a unit of work charged by time.
        work_unit = "work_unit" WorkUnit: 15 Minutes in 1..=60, Signed, "RULINGS 20";
        /// How much work the proposed ceiling is enough for.
        ceiling_hours = "ceiling_hours" CeilingHours: 2 Hours in 1..=40, AtOnce, "RULINGS 4, I-14";
        /// How long an offer can be accepted.
        offer_days = "offer_days" OfferDays: 14 Days in 1..=90, OfThatDay, "RULINGS 4, I-19";
    }
    Closing {
        /// How long handed-over credentials stay after they were first read.
        handover_read = "handover_read" HandoverRead: 24 Hours in 1..=168, OfThatDay, "RULINGS 10, I-61";
        /// How long they wait at most.
        handover_days = "handover_days" HandoverDays: 14 Days in 2..=30, OfThatDay, "RULINGS 10, I-61";
        /// First reminder while nobody has read them.
        handover_reminder_1 = "handover_reminder_1" HandoverReminder1: 1 Days in 1..=30, OfThatDay, "RULINGS 10, I-61";
        /// Second reminder while nobody has read them.
        handover_reminder_2 = "handover_reminder_2" HandoverReminder2: 3 Days in 1..=30, OfThatDay, "RULINGS 10, I-61";
        /// Third reminder while nobody has read them.
        handover_reminder_3 = "handover_reminder_3" HandoverReminder3: 7 Days in 1..=30, OfThatDay, "RULINGS 10, I-61";
        /// Last reminder before they are destroyed unread.
        handover_reminder_4 = "handover_reminder_4" HandoverReminder4: 13 Days in 1..=30, OfThatDay, "RULINGS 10, I-61";
        /// First reminder of the password change, after closing.
        change_reminder_1 = "change_reminder_1" ChangeReminder1: 1 Days in 1..=60, OfThatDay, "RULINGS 9, I-55";
        /// Second reminder of the password change.
        change_reminder_2 = "change_reminder_2" ChangeReminder2: 3 Days in 1..=60, OfThatDay, "RULINGS 9, I-55";
        /// Third reminder of the password change.
        change_reminder_3 = "change_reminder_3" ChangeReminder3: 7 Days in 1..=60, OfThatDay, "RULINGS 9, I-55";
        /// From then on, again after so long, until it is confirmed.
        change_reminder_every = "change_reminder_every" ChangeReminderEvery: 7 Days in 1..=60, OfThatDay, "RULINGS 9, I-55";
    }
    Tickets {
        /// How long a message of ours can be taken back.
        undo_seconds = "undo_seconds" UndoSeconds: 15 Seconds in 5..=60, OfThatDay, "RULINGS 8";
        /// How long a resolved or closed ticket may be reopened; interventions always.
        reopen_days = "reopen_days" ReopenDays: 5 WorkingDays in 1..=30, OfThatDay, "RULINGS 5, I-64";
        /// When a resolved ticket closes by itself.
        resolved_days = "resolved_days" ResolvedDays: 5 WorkingDays in 1..=30, OfThatDay, "RULINGS 5";
        /// How long somebody on call has to answer before the next one is asked.
        page_minutes = "page_minutes" PageMinutes: 5 Minutes in 1..=60, OfThatDay, "SLA rule 28";
    }
}

/// What is wrong with a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleProblem {
    /// Smaller than its bounds allow.
    AtLeast(i64),
    /// Larger than its bounds allow.
    AtMost(i64),
    /// It must be greater than the number of another rule.
    MoreThan(Rule),
    /// It must not be greater than the number of another rule.
    NotMoreThan(Rule),
}

/// Rules that make sense only in this order: the first must not be greater than the second.
const NOT_MORE_THAN: [(Rule, Rule); 3] = [
    (Rule::ValidityWork, Rule::ValidityTotal),
    (Rule::Extension, Rule::ValidityWork),
    (Rule::LooksPerHour, Rule::LooksPerDay),
];

/// Rules that make sense only in this order: the second must be greater than the first.
const ASCENDING: [(Rule, Rule); 6] = [
    (Rule::HandoverReminder1, Rule::HandoverReminder2),
    (Rule::HandoverReminder2, Rule::HandoverReminder3),
    (Rule::HandoverReminder3, Rule::HandoverReminder4),
    (Rule::HandoverReminder4, Rule::HandoverDays),
    (Rule::ChangeReminder1, Rule::ChangeReminder2),
    (Rule::ChangeReminder2, Rule::ChangeReminder3),
];

impl Rule {
    /// What is shipped.
    pub const fn shipped(self) -> i64 {
        HouseRules::SHIPPED.get(self)
    }

    /// The number, brought inside the bounds: what is stored is never let out of them, whoever wrote it.
    fn bounded(self, number: i64) -> i64 {
        number.clamp(*self.bounds().start(), *self.bounds().end())
    }

    /// Whether the number lies inside the bounds.
    pub fn check(self, number: i64) -> Result<(), RuleProblem> {
        let bounds = self.bounds();
        if number < *bounds.start() {
            Err(RuleProblem::AtLeast(*bounds.start()))
        } else if number > *bounds.end() {
            Err(RuleProblem::AtMost(*bounds.end()))
        } else {
            Ok(())
        }
    }
}

impl Default for HouseRules {
    fn default() -> Self {
        Self::SHIPPED
    }
}

impl HouseRules {
    /// Everything that is wrong: bounds first, then what contradicts another rule, at most one problem a rule.
    pub fn problems(&self) -> Vec<(Rule, RuleProblem)> {
        let mut found: Vec<(Rule, RuleProblem)> = Rule::ALL
            .iter()
            .filter_map(|rule| Some((*rule, rule.check(self.get(*rule)).err()?)))
            .collect();
        let wrong = NOT_MORE_THAN
            .iter()
            .filter(|(small, large)| self.get(*small) > self.get(*large))
            .map(|(small, large)| (*small, RuleProblem::NotMoreThan(*large)));
        let wrong = wrong.chain(
            ASCENDING
                .iter()
                .filter(|(small, large)| self.get(*small) >= self.get(*large))
                .map(|(small, large)| (*large, RuleProblem::MoreThan(*small))),
        );
        for (rule, problem) in wrong {
            if found.iter().all(|(other, _)| *other != rule) {
                found.push((rule, problem));
            }
        }
        found
    }

    /// The rules whose number differs from another set of rules.
    pub fn changed_from(&self, other: &Self) -> Vec<Rule> {
        Rule::ALL
            .iter()
            .copied()
            .filter(|rule| self.get(*rule) != other.get(*rule))
            .collect()
    }
}
