//! One pass over the facts of a period; parts that were counted apart merge into the same figures.

use super::answer::{AnswerTimes, Answers, is_answer};
use super::attainment::{Outcomes, PromiseLine, Tally};
use super::fact::{ClockFact, TicketFact, Verdict, WorkFact};
use super::figure::Figure;
use super::flow::{Backlog, Flow, FlowSlot};
use super::group::{Dimension, GROUPS_MAX, GroupLine, Groups};
use super::heat::{Heat, HeatCell};
use super::next::{Earlier, Risks};
use super::period::Period;
use super::query::Filter;
use super::reasons::{Breaches, Reasons};
use super::waiting::Waiting;
use super::work::Work;
use crate::time::Timestamp;

/// Counts facts. The order in which they come does not matter.
#[derive(Debug, Clone)]
pub struct Report {
    period: Period,
    as_of: Timestamp,
    /// First instant that is not counted: the end of the period, or the second behind `as_of`.
    until: Timestamp,
    filter: Filter,
    outcomes: Outcomes,
    answers: Answers,
    flow: Flow,
    breaches: Breaches,
    waiting: Waiting,
    heat: Heat,
    earlier: Earlier,
    work: Work,
    groups: Vec<Groups>,
}

/// Everything a report shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figures {
    /// The period.
    pub period: Period,
    /// What was known then; the period is over if it ends before it.
    pub as_of: Timestamp,
    /// All promises together.
    pub all: Tally,
    /// Each promise.
    pub promises: Vec<PromiseLine>,
    /// First answers.
    pub answers: AnswerTimes,
    /// Open when the period began.
    pub open_before: u64,
    /// What came and left by day or week.
    pub flow: Vec<FlowSlot>,
    /// What was open at the end.
    pub backlog: Backlog,
    /// Why promises were broken.
    pub reasons: Reasons,
    /// For whom the tickets waited that were solved.
    pub waiting: Waiting,
    /// 168 hours of the week, Monday 0 o'clock first.
    pub heat: Vec<HeatCell>,
    /// To say how likely a running clock is to break.
    pub risks: Risks,
    /// Work.
    pub work: Work,
    /// Side by side, at most [`GROUPS_MAX`] lines each and one for the others.
    pub groups: Vec<(Dimension, Vec<GroupLine>)>,
}

impl Report {
    /// An empty one. Facts the filter leaves out are ignored, so they may be left out before.
    pub fn new(period: Period, as_of: Timestamp, filter: Filter, by: &[Dimension]) -> Self {
        let until = period.end().min(as_of.plus_seconds(1));
        Self {
            period,
            as_of,
            until,
            filter,
            outcomes: Outcomes::default(),
            answers: Answers::default(),
            flow: Flow::new(&period, until),
            breaches: Breaches::default(),
            waiting: Waiting::default(),
            heat: Heat::new(period.end()),
            earlier: Earlier::default(),
            work: Work::default(),
            groups: by.iter().copied().map(Groups::new).collect(),
        }
    }

    fn counts(&self, at: Timestamp) -> bool {
        self.period.begin() <= at && at < self.until
    }

    /// A clock: counted in the period that holds the instant at which it was decided, a first answer also in the one that
    /// holds its reply.
    pub fn add_clock(&mut self, clock: &ClockFact) {
        if !self.filter.takes_clock(clock) {
            return;
        }
        let verdict = self.verdict(clock);
        if verdict != Verdict::Undecided {
            self.decided(clock, verdict);
        }
        if self.replied(clock) {
            self.answers.add(clock, clock.verdict(self.as_of));
            self.heat.answered(clock);
            for groups in &mut self.groups {
                groups.of(&clock.who).answers.push(clock.consumed_s);
            }
        }
    }

    /// What was decided of a clock within the period; *undecided* if nothing was, or in another one.
    pub(super) fn verdict(&self, clock: &ClockFact) -> Verdict {
        let verdict = clock.verdict(self.as_of);
        let here = verdict.at().is_some_and(|at| self.counts(at));
        if here { verdict } else { Verdict::Undecided }
    }

    /// Whether it is a first answer given within the period.
    pub(super) fn replied(&self, clock: &ClockFact) -> bool {
        clock.stopped_at.is_some_and(|at| self.counts(at))
            && is_answer(clock, clock.verdict(self.as_of))
    }

    fn decided(&mut self, clock: &ClockFact, verdict: Verdict) {
        self.outcomes.add(clock, verdict);
        self.earlier.add(clock, verdict);
        self.heat.decided(clock, verdict);
        if matches!(verdict, Verdict::Breached(_)) {
            self.breaches.add(clock);
        }
        for groups in &mut self.groups {
            groups.decided(&clock.who, verdict);
        }
    }

    /// A ticket.
    pub fn add_ticket(&mut self, ticket: &TicketFact) {
        if !self.filter.takes(&ticket.who) {
            return;
        }
        let (came, left) = self.flow.add(ticket);
        let open = self.flow.is_left(ticket);
        if self.counts(ticket.received_at) {
            self.heat.received(ticket.received_at);
        }
        if ticket.solved_at.is_some_and(|at| self.counts(at)) {
            self.waiting.add(ticket);
        }
        if came + left > 0 || open {
            for groups in &mut self.groups {
                let group = groups.of(&ticket.who);
                group.received += came;
                group.solved += left;
                group.open += u64::from(open);
            }
        }
    }

    /// A stretch of work, counted where it began.
    pub fn add_work(&mut self, work: &WorkFact) {
        if !self.filter.takes(&work.who) || !self.counts(work.started_at) {
            return;
        }
        self.work.add(work);
        for groups in &mut self.groups {
            groups.of(&work.who).work.add(work);
        }
    }

    /// When a clock was counted in a figure; `None`: it is not behind it. Asked of the same report, as many clocks answer as
    /// the figure says.
    pub fn behind_clock(&self, figure: Figure, clock: &ClockFact) -> Option<Timestamp> {
        if !self.filter.takes_clock(clock) {
            return None;
        }
        let verdict = self.verdict(clock);
        let broken = matches!(verdict, Verdict::Breached(_));
        let counted = match figure {
            Figure::Decided => broken || matches!(verdict, Verdict::Met(_)),
            Figure::Met => matches!(verdict, Verdict::Met(_)),
            Figure::Breached => broken,
            Figure::WithoutReason => broken && clock.reason.is_none(),
            Figure::Extended => matches!(verdict, Verdict::Extended(_)),
            Figure::Exempt => matches!(verdict, Verdict::Exempt(_)),
            Figure::Cancelled => matches!(verdict, Verdict::Cancelled(_)),
            Figure::Answered | Figure::Late => {
                let late = matches!(clock.verdict(self.as_of), Verdict::Breached(_));
                let counted = self.replied(clock) && (late || figure == Figure::Answered);
                return clock.stopped_at.filter(|_| counted);
            }
            Figure::Received | Figure::Solved | Figure::Open | Figure::Waited => false,
        };
        verdict.at().filter(|_| counted)
    }

    /// The instants at which a ticket was counted in a figure: twice in one period if it came back in it.
    pub fn behind_ticket(&self, figure: Figure, ticket: &TicketFact) -> Vec<Timestamp> {
        if !self.filter.takes(&ticket.who) {
            return Vec::new();
        }
        match figure {
            Figure::Received => ticket.entries().filter(|at| self.counts(*at)).collect(),
            Figure::Solved => ticket.exits().filter(|at| self.counts(*at)).collect(),
            Figure::Waited => {
                let solved = ticket.solved_at.filter(|at| self.counts(*at));
                solved.into_iter().collect()
            }
            Figure::Open if self.flow.is_left(ticket) => vec![ticket.received_at],
            _ => Vec::new(),
        }
    }

    /// Takes in what another one counted. Both must be of the same period, instant, filter and groups, and no fact may be in
    /// both; the other one comes back where they are not of the same.
    pub fn merge(&mut self, other: Self) -> Result<(), Box<Self>> {
        let dimensions = |report: &Self| -> Vec<_> {
            let groups = report.groups.iter();
            groups.map(Groups::dimension).collect()
        };
        let same = self.period == other.period
            && self.as_of == other.as_of
            && self.filter == other.filter
            && dimensions(self) == dimensions(&other);
        if !same {
            return Err(Box::new(other));
        }
        self.outcomes.merge(other.outcomes);
        self.answers.merge(other.answers);
        self.flow.merge(other.flow);
        self.breaches.merge(other.breaches);
        self.waiting.merge(other.waiting);
        self.heat.merge(other.heat);
        self.earlier.merge(other.earlier);
        self.work.merge(other.work);
        for (mine, theirs) in self.groups.iter_mut().zip(other.groups) {
            mine.merge(theirs);
        }
        Ok(())
    }

    /// What was counted.
    pub fn figures(self) -> Figures {
        let (open_before, flow, backlog) = self.flow.figures();
        Figures {
            period: self.period,
            as_of: self.as_of,
            all: self.outcomes.all(),
            promises: self.outcomes.lines(),
            answers: self.answers.times(),
            open_before,
            flow,
            backlog,
            reasons: self.breaches.figures(),
            waiting: self.waiting,
            heat: self.heat.cells(),
            risks: self.earlier.risks(),
            work: self.work,
            groups: self
                .groups
                .into_iter()
                .map(|groups| (groups.dimension(), groups.lines(GROUPS_MAX)))
                .collect(),
        }
    }
}
