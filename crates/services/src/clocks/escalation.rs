//! The steps of a clock: kept beside it, fired when they are due, stopped for a while by whoever has it in hand
//! (rules 27, 28, 31 and 33).

use domain::audit::EventKind;
use domain::escalation::{Awakening, NotificationKind, PageState, Progress, Role};
use domain::ids::{ClockId, PersonId, RowId, TicketNumber};
use domain::policy::Action;
use domain::sla::engine::{self, Clock, Event, EventDetail, Registry, Step};
use domain::time::Timestamp;
use store::Tx;
use store::escalations::{EscalationRow, FiringRow, Stand};
use store::tickets::TicketRow;

use super::{Crew, living};
use crate::context::{Context, OpContext};
use crate::error::Result;
use crate::{audit, notifications, paging};

/// A row as the rules know it.
fn progress(row: &EscalationRow) -> Progress {
    let number = |n: i64| u32::try_from(n).unwrap_or(u32::MAX);
    Progress {
        level: number(row.level),
        round: number(row.round),
        last_at: row.last_at,
        quiet_until: row.quiet_until,
    }
}

/// The row with where the clock stands now, and when it is looked at again.
fn stands(
    row: EscalationRow,
    progress: Progress,
    clock: &Clock,
    calendars: &Registry,
) -> Result<EscalationRow> {
    Ok(EscalationRow {
        level: i64::from(progress.level),
        round: i64::from(progress.round),
        last_at: progress.last_at,
        quiet_until: progress.quiet_until,
        next_at: progress.due(&row.ladder, clock, calendars)?,
        ..row
    })
}

/// A clock begins: it keeps the steps it is promised with.
pub(super) async fn begin(tx: &mut Tx, step: &Step, calendars: &Registry) -> Result<()> {
    let Some(ladder) = step
        .ladder
        .clone()
        .filter(|ladder| !ladder.rungs.is_empty())
    else {
        return Ok(());
    };
    let row = EscalationRow {
        clock_id: step.clock.id,
        ladder,
        level: 0,
        round: 0,
        last_at: None,
        quiet_until: None,
        taken_by: None,
        taken_at: None,
        next_at: None,
    };
    let row = stands(row, Progress::default(), &step.clock, calendars)?;
    store::escalations::insert(tx, &row).await?;
    Ok(())
}

/// A clock changed: its next step is due when that says. One that is over asks nobody any more.
pub(super) async fn follow(tx: &mut Tx, clock: &Clock, calendars: &Registry) -> Result<()> {
    let Some(row) = store::escalations::find(tx, clock.id).await? else {
        return Ok(());
    };
    let next = progress(&row).due(&row.ladder, clock, calendars)?;
    if next != row.next_at {
        store::escalations::set_next(tx, clock.id, next).await?;
    }
    Ok(())
}

/// Fires what is due on a clock that is held, and says whether anything was. Written first, told then, all in the caller's
/// unit of work: nobody is told of a step that is not written, and no step is written twice.
pub(super) async fn climb(
    context: &Context,
    tx: &mut Tx,
    ticket: &TicketRow,
    (clock, calendars): (&Clock, &Registry),
    now: Timestamp,
) -> Result<bool> {
    let Some(row) = store::escalations::find_for_update(tx, clock.id).await? else {
        return Ok(false);
    };
    if row.next_at.is_none_or(|at| at > now) {
        return Ok(false);
    }
    let crew = Crew::read(tx, ticket, now).await?;
    let resolve = |role: Role, at: Timestamp| crew.of(role, at);
    let awakening = progress(&row).wake(&row.ladder, clock, now, calendars, &resolve)?;
    for firing in &awakening.firings {
        let written = FiringRow {
            clock_id: firing.key.clock,
            cycle: firing.key.cycle,
            level: i64::from(firing.key.level),
            round: i64::from(firing.key.round),
            percent: i64::from(firing.percent),
            reached: i64::try_from(firing.reaches.len()).unwrap_or(i64::MAX),
            overtaken: firing.overtaken,
            fired_at: now,
        };
        store::escalations::insert_firing(tx, &written).await?;
    }
    let row = stands(row, awakening.progress, clock, calendars)?;
    store::escalations::update(tx, &row).await?;
    if awakening.firings.is_empty() {
        return Ok(true);
    }
    remember(context, tx, ticket, clock, (&awakening, &crew), now).await?;
    tell(
        context,
        tx,
        ticket,
        (clock, calendars),
        (&row, &awakening, &crew),
    )
    .await?;
    Ok(true)
}

/// The history of the clock and the chain.
async fn remember(
    context: &Context,
    tx: &mut Tx,
    ticket: &TicketRow,
    clock: &Clock,
    (awakening, crew): (&Awakening, &Crew),
    now: Timestamp,
) -> Result<()> {
    let mut drafts = Vec::new();
    for firing in &awakening.firings {
        let percent = i64::from(firing.percent);
        let event = Event {
            kind: engine::EventKind::Warn,
            at: now,
            detail: EventDetail::because(&format!("{percent}%/{}", firing.key.round)),
        };
        let id = context.id(RowId::from_uuid);
        store::clocks::append(tx, id, clock.id, None, &event).await?;
        let told = if firing.overtaken {
            String::new()
        } else {
            crew.names(&awakening.tell)
        };
        drafts.push(
            audit::event(context, EventKind::ClockEscalated)
                .on(ticket.id)
                .with("clock", clock.kind.code())
                .with("cycle", clock.cycle)
                .with("percent", percent)
                .with("round", i64::from(firing.key.round))
                .with("told", told),
        );
    }
    audit::append_all(context, tx, ticket.organization_id, drafts).await?;
    Ok(())
}

/// Everybody is told once, of the last step; whoever is on call is asked to answer.
async fn tell(
    context: &Context,
    tx: &mut Tx,
    ticket: &TicketRow,
    (clock, calendars): (&Clock, &Registry),
    (row, awakening, crew): (&EscalationRow, &Awakening, &Crew),
) -> Result<()> {
    let about = notifications::About::now(ticket, clock, calendars, context.now())?;
    let is_of_on_call = |level: u32| {
        let rung = usize::try_from(level)
            .ok()
            .and_then(|n| row.ladder.rungs.get(n));
        rung.is_some_and(|rung| rung.notify.contains(&Role::OnCall))
    };
    let asks = awakening.firings.iter().rev();
    let paging_from = asks
        .map(|firing| firing.key)
        .find(|key| is_of_on_call(key.level));
    let mut unheard = !awakening.nobody.is_empty();
    let mut paged = Vec::new();
    if let Some(key) = paging_from {
        let place = (i64::from(key.level), i64::from(key.round));
        if let Some(people) = paging::begin(context, tx, &about, place, crew).await? {
            unheard |= people.is_empty();
            paged = people;
        }
    }
    let others: Vec<PersonId> = awakening
        .tell
        .iter()
        .filter(|person| !paged.contains(person))
        .copied()
        .collect();
    notifications::tell(
        context,
        tx,
        &about,
        NotificationKind::Step,
        &crew.people(&others),
    )
    .await?;
    if unheard {
        let admins = crew.admins();
        notifications::tell(
            context,
            tx,
            &about,
            NotificationKind::Nobody,
            &crew.people(&admins),
        )
        .await?;
        tracing::warn!(ticket = %ticket.number, clock = clock.kind.code(), steps = awakening.nobody.len(), "a step of an escalation reaches nobody");
    }
    Ok(())
}

/// A promise in danger: who has it in hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// The promise.
    pub clock: ClockId,
    /// Who took it in hand last, and when; `None`: nobody yet.
    pub by: Option<(String, Timestamp)>,
    /// Until when nobody is reminded; `None`: somebody is.
    pub quiet_until: Option<Timestamp>,
}

impl Taken {
    /// A clock on which a step has fired and which still runs; anything else asks for nobody.
    pub(crate) fn of(stand: Stand, now: Timestamp) -> Option<Self> {
        stand.last_at.and(stand.next_at)?;
        Some(Self {
            clock: stand.clock_id,
            by: stand.taken_by.zip(stand.taken_at),
            quiet_until: stand.quiet_until.filter(|until| *until > now),
        })
    }
}

/// *Ich kümmere mich*: the steps of the ticket's promises stop for a while, and whoever was paged is asked no more (rule 28).
/// Says whether there was anything to take.
///
/// # Errors
/// `Denied`, `NotFound`.
pub async fn take(op: &OpContext, number: TicketNumber) -> Result<bool> {
    let mut tx = op.app.db().begin().await?;
    let ticket = crate::tickets::hold(op, &mut tx, number, Action::AssignTicket).await?;
    let now = op.now();
    let held = living(&mut tx, &ticket).await?;
    let mut drafts = Vec::new();
    for clock in &held.clocks {
        if acknowledged(&mut tx, (clock, &held.calendars), op.actor.person, now).await? {
            drafts.push(
                audit::by(op, EventKind::ClockTaken)
                    .on(ticket.id)
                    .with("clock", clock.kind.code())
                    .with("cycle", clock.cycle),
            );
        }
    }
    if drafts.is_empty() {
        return Ok(false);
    }
    audit::append_all(&op.app, &mut tx, ticket.organization_id, drafts).await?;
    tx.save().await?;
    op.app.hub().tell(ticket.organization_id, Some(ticket.id));
    Ok(true)
}

/// Somebody has a clock in hand; `false`: nothing fired on it yet.
async fn acknowledged(
    tx: &mut Tx,
    (clock, calendars): (&Clock, &Registry),
    by: PersonId,
    now: Timestamp,
) -> Result<bool> {
    let Some(row) = store::escalations::find_for_update(tx, clock.id).await? else {
        return Ok(false);
    };
    let before = progress(&row);
    if before.last_at.is_none() || clock.state != domain::sla::ClockState::Running {
        return Ok(false);
    }
    let after = before.acknowledge(&row.ladder, now);
    let row = EscalationRow {
        taken_by: Some(by),
        taken_at: Some(now),
        ..stands(row, after, clock, calendars)?
    };
    store::escalations::update(tx, &row).await?;
    store::pages::end_open(tx, clock.id, PageState::Acknowledged, now).await?;
    Ok(true)
}
