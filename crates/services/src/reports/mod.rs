//! Reports: facts of a period and the one before it, counted in one pass. What a figure means stands in `docs/REPORTS.md`.

mod certificate;
mod facts;
mod names;
mod turns;

use domain::account::StaffRole;
use domain::policy::{Action, Resource, may};
use domain::report::{
    Dimension, Figure, Figures, NextBreach, Period, Promise, Query, QueryProblem, Report,
    next_breaches,
};
use domain::time::Timestamp;

pub use certificate::{Certified, certificate};
pub use names::Names;
pub(crate) use turns::Turns;

use crate::context::OpContext;
use crate::error::{Result, ServiceError};
use facts::{Facts, Lines};

/// How many of the next breaches are named.
const NEXT: i64 = 10;
/// Lines of a list at most; beyond, the list says how many more there are.
pub const LISTED: usize = 500;
/// By what the figures stand side by side where the address does not say.
pub const BY: Dimension = Dimension::Customer;

/// A report with everything its page shows.
#[derive(Debug)]
pub struct Seen {
    /// What was counted.
    pub query: Query,
    /// Why the address was not understood; then `query` is the default.
    pub problem: Option<QueryProblem>,
    /// Now: what happened later is not counted.
    pub as_of: Timestamp,
    /// The figures.
    pub figures: Figures,
    /// The same of the period before; `None` where there is none.
    pub before: Option<Figures>,
    /// What breaks next.
    pub next: Vec<NextBreach>,
    /// Names of all who occur.
    pub names: Names,
    /// The reader may open tickets.
    pub reads: bool,
}

/// What stands behind a figure.
#[derive(Debug)]
pub struct Behind {
    /// What was counted.
    pub query: Query,
    /// Why the address was not understood; then `query` is the default.
    pub problem: Option<QueryProblem>,
    /// Which figure.
    pub figure: Figure,
    /// All of them; more than `cases` beyond [`LISTED`].
    pub n: usize,
    /// In the order of time, at most [`LISTED`].
    pub cases: Vec<Case>,
    /// The reader may open tickets.
    pub reads: bool,
    /// Names of all who occur.
    pub names: Names,
}

/// One case behind a figure: a clock, or a ticket's coming or leaving.
#[derive(Debug, Clone)]
pub struct Case {
    /// Number of the ticket.
    pub number: domain::ids::TicketNumber,
    /// Whose, and who has it; of a broken promise who had it.
    pub who: domain::report::Who,
    /// When it was counted.
    pub at: Timestamp,
    /// Of a clock: what was promised.
    pub promise: Option<Promise>,
    /// Of a clock: seconds of its calendar that it took.
    pub consumed_s: Option<i64>,
    /// Of a broken clock: why.
    pub reason: Option<domain::report::BreachReason>,
}

/// What a list is asked for beside the query: a figure, and if wanted one promise, reason, hour, length or age of it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Narrowed {
    /// Seconds that were promised.
    pub target_s: Option<i64>,
    /// Of an intervention.
    pub complexity: Option<domain::intervention::Complexity>,
    /// Why it was broken.
    pub reason: Option<domain::report::BreachReason>,
    /// Weekday (0 is Monday) and hour of the receipt: a cell of the heat map, which counts no tickets that came back.
    pub received_in: Option<(usize, usize)>,
    /// Seconds of the calendar it took, above and up to: a bar of the histogram. The first one also holds 0.
    pub took_s: Option<(i64, Option<i64>)>,
    /// Place in [`domain::report::AGE_BANDS`].
    pub age: Option<usize>,
}

/// What stands behind the question mark, or the month that runs where it asks for nothing or cannot be understood.
///
/// # Errors
/// Only for instants no calendar knows.
fn read(op: &OpContext, text: &str) -> Result<(Query, Option<QueryProblem>)> {
    let month = Period::month_of(op.now()).map_err(ServiceError::internal)?;
    Ok(match Query::read(text, month) {
        Ok(query) => (query, None),
        Err(problem) => (Query::of(month), Some(problem)),
    })
}

/// Admins look after the desk and read no tickets.
fn reads(op: &OpContext) -> bool {
    op.actor.staff != Some(StaffRole::Admin)
}

/// The report an address asks for. One that is not understood gives the month that runs, and says why.
///
/// # Errors
/// `Denied` for everybody but managers and admins.
pub async fn see(op: &OpContext, text: &str) -> Result<Seen> {
    may(&op.actor, Action::ReadReports, &Resource::provider())?;
    let (query, problem) = read(op, text)?;
    let as_of = op.now();
    let by = [query.by.unwrap_or(BY)];
    let before = query.previous().ok().map(|query| query.period);
    let _turn = op.app.turns().wait().await?;
    let mut tx = op.app.db().read().await?;
    let lines = Lines::read(&mut tx, &query, before).await?;
    let running = facts::running(&mut tx, &query, as_of, NEXT).await?;
    let names = Names::read(&mut tx).await?;
    drop(tx);
    let figures = move |facts: &Facts, period: Period, by: &[Dimension]| {
        let mut report = Report::new(period, as_of, query.filter, by);
        facts.count(&mut report);
        report.figures()
    };
    let both = move |facts: &Facts| {
        let before = before.map(|period| figures(facts, period, &[]));
        (figures(facts, query.period, &by), before)
    };
    let (figures, before) = lines.count(as_of, both).await?;
    let limit = usize::try_from(NEXT).unwrap_or(usize::MAX);
    let next = next_breaches(&running, &figures.risks, as_of, limit);
    Ok(Seen {
        names,
        reads: reads(op),
        query,
        problem,
        as_of,
        figures,
        before,
        next,
    })
}

/// What stands behind a figure of the report an address asks for.
///
/// # Errors
/// `Denied` for everybody but managers and admins.
pub async fn behind(
    op: &OpContext,
    text: &str,
    figure: Figure,
    narrowed: Narrowed,
) -> Result<Behind> {
    may(&op.actor, Action::ReadReports, &Resource::provider())?;
    let (query, problem) = read(op, text)?;
    let as_of = op.now();
    let _turn = op.app.turns().wait().await?;
    let mut tx = op.app.db().read().await?;
    let lines = Lines::read(&mut tx, &query, None).await?;
    let cases = move |facts: &Facts| {
        let report = Report::new(query.period, as_of, query.filter, &[]);
        if figure.is_of_clocks() {
            facts.clocks_behind(&report, figure, narrowed)
        } else {
            let at = query.period.end().min(as_of);
            facts.tickets_behind(&report, figure, (narrowed, at))
        }
    };
    let mut cases = lines.count(as_of, cases).await?;
    cases.sort_by_key(|case| (case.at, case.number));
    let n = cases.len();
    cases.truncate(LISTED);
    Ok(Behind {
        names: Names::read(&mut tx).await?,
        reads: reads(op),
        query,
        problem,
        figure,
        n,
        cases,
    })
}
