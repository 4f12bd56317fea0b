//! The monthly certificate of a customer: what was promised, what was kept, each breach with its reason.

use std::collections::BTreeSet;

use super::answer::AnswerTimes;
use super::attainment::{Promise, PromiseLine, Tally};
use super::breach::BreachReason;
use super::fact::{ClockFact, Verdict, WorkFact};
use super::period::Period;
use super::query::Filter;
use super::totals::Report;
use super::work::Work;
use crate::account::Locale;
use crate::ids::{OrganizationId, TicketNumber};
use crate::sla::engine::CalendarRef;
use crate::time::Timestamp;

/// A broken promise, as the certificate lists it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CertificateBreach {
    /// The ticket.
    pub number: TicketNumber,
    /// What was promised.
    pub promise: Promise,
    /// When the clock began.
    pub started_at: Timestamp,
    /// The last instant at which it could be kept.
    pub breach_at: Timestamp,
    /// When it ended; `None`: it still runs.
    pub stopped_at: Option<Timestamp>,
    /// Seconds of its calendar beyond the target, until its end or `as_of`.
    pub overrun_s: i64,
    /// Why; `None`: nobody has said so yet.
    pub reason: Option<BreachReason>,
}

/// A clock that was extended or exempt: shown apart, hidden nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told {
    /// The ticket.
    pub number: TicketNumber,
    /// What was promised.
    pub promise: Promise,
    /// When it ended.
    pub at: Timestamp,
}

/// What a customer gets for a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// Whose.
    pub customer: OrganizationId,
    /// The month, or another period.
    pub period: Period,
    /// What was known then.
    pub as_of: Timestamp,
    /// All promises together.
    pub all: Tally,
    /// Each promise.
    pub promises: Vec<PromiseLine>,
    /// First answers.
    pub answers: AnswerTimes,
    /// Broken promises in the order of time.
    pub breaches: Vec<CertificateBreach>,
    /// Extended clocks in the order of time.
    pub extended: Vec<Told>,
    /// Exempt clocks in the order of time.
    pub exempt: Vec<Told>,
    /// Work.
    pub work: Work,
    /// Calendars and their versions, of all clocks listed or counted here.
    pub calendars: BTreeSet<(CalendarRef, i64)>,
    /// Versions of the policy of the same clocks.
    pub policies: BTreeSet<i64>,
}

impl Certificate {
    /// From the facts of a period; those of other customers are ignored.
    pub fn of<'a>(
        customer: OrganizationId,
        period: Period,
        as_of: Timestamp,
        clocks: impl IntoIterator<Item = &'a ClockFact>,
        work: impl IntoIterator<Item = &'a WorkFact>,
    ) -> Self {
        let filter = Filter {
            customer: Some(customer),
            ..Filter::default()
        };
        let mut report = Report::new(period, as_of, filter, &[]);
        let mut lists = Lists::default();
        for clock in clocks.into_iter().filter(|clock| filter.takes_clock(clock)) {
            report.add_clock(clock);
            lists.add(clock, &report);
        }
        for work in work {
            report.add_work(work);
        }
        let figures = report.figures();
        lists
            .breaches
            .sort_by_key(|breach| (breach.breach_at, breach.number));
        for told in [&mut lists.extended, &mut lists.exempt] {
            told.sort_by_key(|told| (told.at, told.number));
        }
        Self {
            customer,
            period,
            as_of,
            all: figures.all,
            promises: figures.promises,
            answers: figures.answers,
            breaches: lists.breaches,
            extended: lists.extended,
            exempt: lists.exempt,
            work: figures.work,
            calendars: lists.calendars,
            policies: lists.policies,
        }
    }

    /// Whether the period is over, so that no new breach can fall into it. Reasons may still be entered.
    pub fn is_final(&self) -> bool {
        self.period.end() <= self.as_of
    }

    /// By which rules was measured: calendars with their versions, versions of the policy.
    pub fn basis(&self, locale: Locale) -> String {
        let (version, calendars, policies, none) = match locale {
            Locale::De => (
                "Fassung",
                "Gemessen in den Kalendern",
                "nach den Zusagen in Fassung",
                "In diesem Zeitraum wurde nichts gemessen.",
            ),
            Locale::En => (
                "version",
                "Measured in the calendars",
                "under the promises in version",
                "Nothing was measured in this period.",
            ),
        };
        if self.calendars.is_empty() {
            return none.to_owned();
        }
        let calendar =
            |(calendar, number): &(CalendarRef, i64)| format!("{calendar}, {version} {number}");
        let named: Vec<_> = self.calendars.iter().map(calendar).collect();
        let numbers: Vec<_> = self.policies.iter().map(i64::to_string).collect();
        format!(
            "{calendars} {}; {policies} {}.",
            named.join("; "),
            numbers.join(", ")
        )
    }
}

#[derive(Default)]
struct Lists {
    breaches: Vec<CertificateBreach>,
    extended: Vec<Told>,
    exempt: Vec<Told>,
    calendars: BTreeSet<(CalendarRef, i64)>,
    policies: BTreeSet<i64>,
}

impl Lists {
    fn add(&mut self, clock: &ClockFact, report: &Report) {
        let verdict = report.verdict(clock);
        let promise = Promise::of(clock);
        let told = |at| Told {
            number: clock.number,
            promise,
            at,
        };
        match verdict {
            Verdict::Breached(breach_at) => self.breaches.push(CertificateBreach {
                number: clock.number,
                promise,
                started_at: clock.started_at,
                breach_at,
                stopped_at: clock.stopped_at,
                overrun_s: clock.overrun_s(),
                reason: clock.reason,
            }),
            Verdict::Extended(at) => self.extended.push(told(at)),
            Verdict::Exempt(at) => self.exempt.push(told(at)),
            Verdict::Met(_) | Verdict::Cancelled(_) | Verdict::Undecided => {}
        }
        if verdict != Verdict::Undecided || report.replied(clock) {
            let calendar = (clock.calendar.clone(), clock.calendar_version);
            self.calendars.insert(calendar);
            self.policies.insert(clock.policy_version);
        }
    }
}
