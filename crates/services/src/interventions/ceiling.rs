//! The cost ceiling while the work runs: each of its marks is told once, in the moment it is reached, by a job that waits for
//! that moment. Whatever changes the sum (a timer starts or stops, the ceiling is raised) asks for the moment anew. // I-14
//!
//! At 100 % nobody stops: what lies beyond is not charged until the customer raises the ceiling. // RULINGS 4

use domain::account::Locale;
use domain::audit::EventKind;
use domain::charge::{Ceiling, CeilingLevel, Cents};
use domain::ids::{RowId, TicketNumber};
use domain::policy::Action;
use domain::ticket::Class;
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use store::Tx;
use store::ceilings::{MarkRow, RaiseRow};

use super::money::{Money, Round};
use super::notify::{self, Words};
use super::{Case, talk};
use crate::context::{Context, OpContext};
use crate::error::{Result, ServiceError};
use crate::jobs::{self, Claim, JobFailure, JobKind};

/// What the job carries.
#[derive(Serialize, Deserialize)]
pub(crate) struct Watched {
    /// The ticket.
    pub(crate) ticket: TicketNumber,
}

/// How the ceiling stands, for pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Budget {
    /// The ceiling in force, net.
    pub ceiling: Cents,
    /// What the work has come to, with everything that runs, net.
    pub spent: Cents,
    /// What is left.
    pub left: Cents,
    /// How near it is.
    pub level: CeilingLevel,
    /// When less will be left, and how much, as long as what runs goes on; up to the moment when nothing is.
    pub forecast: Vec<(Timestamp, Cents)>,
}

/// Most steps told ahead to a page: with one timer in quarters of an hour twelve hours.
const FORECAST: usize = 48;

/// How the ceiling of the present round stands.
pub(super) fn budget(money: &Money, now: Timestamp) -> Option<Budget> {
    let round = money.current();
    let (ceiling, spent) = money.budget(round, now)?;
    let left = |spent: Cents| Cents((ceiling.0.0 - spent.0).max(0));
    let mut forecast: Vec<_> = money
        .metered(round, |meter| meter.steps(now, FORECAST))
        .into_iter()
        .map(|(at, spent)| (at, left(spent)))
        .collect();
    let over = forecast.iter().position(|(_, left)| *left == Cents::ZERO);
    forecast.truncate(over.map_or(FORECAST, |last| last + 1));
    Some(Budget {
        ceiling: ceiling.0,
        spent,
        left: left(spent),
        level: ceiling.level(spent),
        forecast,
    })
}

/// Tells a mark that was reached and not told yet, and asks to be woken when the next one will be.
pub(super) async fn watch(context: &Context, tx: &mut Tx, case: &mut Case) -> Result<CeilingLevel> {
    let now = context.now();
    let key = format!("ceiling:{}", case.ticket.id);
    store::jobs::cancel(tx, &key, now).await?;
    // Nobody can raise the ceiling of a case that is over, or works on one the customer locked.
    if !case.procedure.holds_ticket() {
        return Ok(CeilingLevel::Below);
    }
    let money = Money::load(tx, case).await?;
    let round = money.current();
    let Some((ceiling, spent)) = money.budget(round, now) else {
        return Ok(CeilingLevel::Below);
    };
    let level = ceiling.level(spent);
    tell(context, tx, case, round, (ceiling, spent)).await?;
    if let Some(at) = money.metered(round, |meter| meter.next_mark(ceiling, now)) {
        let watched = Watched {
            ticket: case.ticket.number,
        };
        jobs::enqueue(context, tx, JobKind::WatchCeiling, &watched, Some(key), at).await?;
    }
    Ok(level)
}

/// The moment has come at which a mark was to be reached.
pub(crate) async fn watch_job(context: &Context, claim: &Claim) -> Result<(), JobFailure> {
    let Watched { ticket } = claim.payload()?;
    let mut tx = context.db().begin().await?;
    let row = store::tickets::find(&mut tx, ticket).await?;
    if let Some(row) = row.filter(|row| row.class != Class::Intervention) {
        let held = store::tickets::find_for_update(&mut tx, row.id).await?;
        claim.finish(&mut tx).await?;
        crate::work::watch(context, &mut tx, &held.unwrap_or(row)).await?;
        tx.save().await?;
        return Ok(());
    }
    let mut case = Case::load(&mut tx, ticket, true).await?;
    // Ended first, so that the next one can wait under the same key.
    claim.finish(&mut tx).await?;
    watch(context, &mut tx, &mut case).await?;
    case.save(context, tx).await?;
    Ok(())
}

/// The customer is told that the ceiling is near or reached, once for each mark of it: only they can raise it.
async fn tell(
    context: &Context,
    tx: &mut Tx,
    case: &mut Case,
    round: &Round,
    (ceiling, spent): (Ceiling, Cents),
) -> Result<()> {
    let level = ceiling.level(spent);
    let Some(authorization_id) = round.authorization.filter(|_| level > CeilingLevel::Below) else {
        return Ok(());
    };
    let told = store::ceilings::list_marks(tx, case.ticket.id)
        .await?
        .into_iter()
        .filter(|mark| mark.authorization_id == authorization_id && mark.ceiling_cents == ceiling.0)
        .map(|mark| mark.level)
        .max();
    if told >= Some(level) {
        return Ok(());
    }
    let mark = MarkRow {
        id: context.id(RowId::from_uuid),
        ticket_id: case.ticket.id,
        authorization_id,
        ceiling_cents: ceiling.0,
        level,
        spent_cents: spent,
        told_at: context.now(),
    };
    store::ceilings::mark(tx, &mark).await?;
    let event = case
        .own_event(context, EventKind::CeilingMarked)
        .with("level", level.code())
        .with("ceiling_cents", ceiling.0.0)
        .with("spent_cents", spent.0);
    case.tell(context, tx, event).await?;
    let text = words(level, ceiling);
    let german = notify::locale(tx, case).await? == Locale::De;
    let body = if german { &text.0 } else { &text.1 };
    talk::announce(context, tx, &mut case.ticket, body).await?;
    let words = Words {
        kind: "ceiling_near",
        subject: ("Kostenobergrenze", "Cost ceiling"),
        text,
        path: "",
    };
    notify::tell(context, tx, case, &words).await
}

fn words(level: CeilingLevel, ceiling: Ceiling) -> (String, String) {
    let (de, en) = (ceiling.0.show(Locale::De), ceiling.0.show(Locale::En));
    if level == CeilingLevel::Reached {
        (
            format!(
                "Ihre Kostenobergrenze von {de} netto ist erreicht. Die Arbeit geht weiter, aber was darüber liegt, berechnen wir nur, wenn Sie die Obergrenze anheben."
            ),
            format!(
                "Your cost ceiling of {en} net has been reached. The work goes on, but we charge what lies beyond it only if you raise the ceiling."
            ),
        )
    } else {
        (
            format!(
                "80 % Ihrer Kostenobergrenze von {de} netto sind verbraucht. Sie können die Obergrenze anheben; ohne das berechnen wir nicht mehr als diesen Betrag."
            ),
            format!(
                "80 % of your cost ceiling of {en} net are used up. You can raise the ceiling; without that we charge no more than this amount."
            ),
        )
    }
}

/// Raises the ceiling in force, signed, accepted or raised before: a fact of its own, so that it stays known who raised it how
/// far and when. What was worked beyond the old one is charged up to the new one. // I-14, RULINGS 4
///
/// # Errors
/// [`ServiceError::Invalid`] when it is not higher; [`ServiceError::Conflict`] `wrong_state` where none is in force,
/// and once the case is over.
pub async fn raise_ceiling(op: &OpContext, number: TicketNumber, ceiling: Cents) -> Result<()> {
    let mut tx = op.app.db().begin().await?;
    let mut case = Case::hold(op, &mut tx, number, Action::AcceptPrice).await?;
    if !case.procedure.is_open() {
        return Err(ServiceError::Conflict("wrong_state"));
    }
    let in_force = Money::load(&mut tx, &case).await?.current().ceiling();
    let before = in_force.ok_or(ServiceError::Conflict("wrong_state"))?;
    if ceiling <= before {
        return Err(ServiceError::field("ceiling", "not_higher"));
    }
    let row = RaiseRow {
        id: op.app.id(RowId::from_uuid),
        ticket_id: case.ticket.id,
        ceiling_cents: ceiling,
        raised_by: op.actor.person,
        raised_at: op.now(),
    };
    store::ceilings::raise(&mut tx, &row).await?;
    let event = case
        .event(op, EventKind::CeilingRaised)
        .with("ceiling_before_cents", before.0)
        .with("ceiling_cents", ceiling.0);
    case.tell(&op.app, &mut tx, event).await?;
    watch(&op.app, &mut tx, &mut case).await?;
    case.save(&op.app, tx).await
}
