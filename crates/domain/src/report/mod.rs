//! Reports for managers: every figure from the same facts, exact, with its n. Definitions: `docs/REPORTS.md`.
//!
//! ```text
//! ?period=2026-09&customer=… ─▶ Query ─▶ Period, Filter
//! rows of the store ─▶ ClockFact, TicketFact, WorkFact ─▶ Report (one pass, merges) ─▶ Figures ─▶ chart, csv
//! ```
//!
//! Nothing here reads a database or asks for the time: `as_of` is a parameter, and what was not decided by then is not
//! counted. Lengths are whole seconds, shares are [`Share`]s (two counts) until they are shown, so no percentage is ever
//! averaged and none stands without its n.

mod answer;
mod attainment;
mod breach;
mod certificate;
pub mod chart;
pub mod csv;
mod fact;
mod figure;
mod flow;
mod group;
mod heat;
mod histogram;
mod next;
mod number;
mod period;
mod query;
mod reasons;
mod samples;
mod share;
#[cfg(test)]
mod tests;
mod totals;
mod waiting;
mod wall;
mod work;

pub use answer::AnswerTimes;
pub use attainment::{Promise, PromiseLine, Tally};
pub use breach::BreachReason;
pub use certificate::{Certificate, CertificateBreach, Told};
pub use fact::{ClockFact, Reopening, TicketFact, Verdict, Who, WorkFact};
pub use figure::Figure;
pub use flow::{AGE_BANDS, AgeBand, Backlog, FlowSlot, OLDEST, Oldest, age_band};
pub use group::{Dimension, GROUPS_MAX, GroupLine, Key};
pub use heat::HeatCell;
pub use histogram::{Bucket, histogram};
pub use next::{NextBreach, Risks, next_breaches};
pub use number::{decimal, percent, whole};
pub use period::{Grain, Period, PeriodProblem, Slot, Span};
pub use query::{Basis, Filter, Query, QueryProblem};
pub use reasons::{ReasonLine, Reasons};
pub use samples::{Samples, Sorted};
pub use share::{SMALL_N, Share, portions};
pub use totals::{Figures, Report};
pub use waiting::{WaitLine, Waiting, Waits, WaitsFor};
pub use work::Work;
