//! The desk's queue: the page, the figures beside it and what is urgent, asked for in one.

use domain::policy::{self, Action, Resource};
use domain::sla::ClockState;
use domain::ticket::TicketState;
use domain::time::Timestamp;
use store::Asks;
use store::queue::{Assigned, QueueFilter, QueueKey, QueueRow};

use crate::clocks;
use crate::context::OpContext;
use crate::credentials::{self, ApprovalView};
use crate::error::Result;
use crate::tickets::figures::{Beside, Moment};
use crate::tickets::views;

/// Rows of one page.
pub const QUEUE_PAGE: usize = 50;
/// Figures beside the views stop here and are shown as "999+".
pub(super) const CAP: i64 = 1_000;

/// A page of the queue.
#[derive(Debug)]
pub struct QueuePage {
    /// At most [`QUEUE_PAGE`] rows.
    pub rows: Vec<QueueRow>,
    /// Where the next page begins, if there is one.
    pub next: Option<QueueKey>,
    /// What stands beside the queue: figures, and the views the reader keeps.
    pub beside: Beside,
    /// What needs the actor before anything else; shown above every view.
    pub urgent: Urgent,
}

/// What needs somebody now.
#[derive(Debug, Default)]
pub struct Urgent {
    /// Looks that wait for the actor's approval.
    pub approvals: Vec<ApprovalView>,
    /// The actor's tickets whose promise ends within [`SOON_S`] or has ended, what breaches next first; then those
    /// on which the customer has answered.
    pub rows: Vec<QueueRow>,
}

/// What breaches within this time is urgent, in seconds.
pub const SOON_S: i64 = 15 * 60;
/// Things named as urgent at most: more would be a second queue.
const URGENT: usize = 4;
/// The actor's tickets looked at for that.
const LOOKED_AT: i64 = 12;

/// A page of the queue as the filter says.
///
/// # Errors
/// The actor does not work at the desk.
pub async fn queue(
    op: &OpContext,
    filter: &QueueFilter,
    after: Option<QueueKey>,
) -> Result<QueuePage> {
    policy::may(&op.actor, Action::ReadQueue, &Resource::provider())?;
    let mut tx = op.app.db().read().await?;
    let limit = i64::try_from(QUEUE_PAGE + 1).unwrap_or(i64::MAX);
    let mine = QueueFilter {
        assigned: Assigned::To(op.actor.person),
        ..QueueFilter::default()
    };
    let mut asks = Asks::default();
    let page = asks.add(store::queue::ask(&tx, filter, after, limit));
    let person = op.actor.person;
    let moment = Moment::new(op.app.hub(), op.now());
    let known = op.app.figures().at(moment, person);
    let beside = known.ok_or_else(|| {
        let counts = asks.add(store::queue::counts(person, op.now(), CAP));
        (counts, asks.add(store::views::ask(person)))
    });
    let open = asks.add(store::approvals::open());
    let mine = asks.add(store::queue::ask(&tx, &mine, None, LOOKED_AT));
    let answers = tx.answers(asks).await?;
    let approvals = credentials::approvals_of(op, &mut tx, answers.of(&open)?).await?;
    let (mut rows, mut mine) = (answers.of(&page)?, answers.of(&mine)?);
    clocks::stand(&mut tx, rows.iter_mut().chain(&mut mine), op.now()).await?;
    let urgent = urgent(op, approvals, mine);
    let beside = match beside {
        Ok(known) => known,
        Err((counts, saved)) => {
            let (counts, saved) = (answers.only(&counts)?, answers.of(&saved)?);
            let saved = views::counted(op, &mut tx, saved).await?;
            let counted = Beside { counts, saved };
            op.app.figures().remember(moment, person, counted.clone());
            counted
        }
    };
    let more = rows.len() > QUEUE_PAGE;
    rows.truncate(QUEUE_PAGE);
    Ok(QueuePage {
        next: if more {
            rows.last().map(QueueRow::key)
        } else {
            None
        },
        rows,
        beside,
        urgent,
    })
}

fn urgent(op: &OpContext, mut approvals: Vec<ApprovalView>, rows: Vec<QueueRow>) -> Urgent {
    approvals.truncate(URGENT);
    let (mut rows, others): (Vec<_>, Vec<_>) =
        rows.into_iter().partition(|row| presses(row, op.now()));
    rows.extend(others.into_iter().filter(|row| {
        row.last_message_by_customer
            && !matches!(row.state, TicketState::New | TicketState::Scheduled)
    }));
    rows.truncate(URGENT.saturating_sub(approvals.len()));
    Urgent { approvals, rows }
}

/// A running promise that ends soon or has ended.
pub fn presses(row: &QueueRow, now: Timestamp) -> bool {
    row.next_breach_at < now.plus_seconds(SOON_S)
        && row
            .clock
            .as_ref()
            .is_some_and(|clock| clock.face.state == ClockState::Running)
}
