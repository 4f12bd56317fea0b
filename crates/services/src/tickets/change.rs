//! What the desk (and partly the customer) changes about a ticket: one act, one unit of work, one line of history.

use domain::audit::{EventDraft, EventKind};
use domain::ids::{PersonId, RowId, TeamId, TicketNumber};
use domain::policy::Action;
use domain::sla::engine::Occurrence;
use domain::ticket::{Class, DropReason, LinkKind, Priority, Refusal, TicketState, TicketStatus};
use domain::time::Timestamp;
use store::Tx;
use store::tickets::TicketRow;

use super::because::{Because, explain};
use super::notify::{self, News};
use super::{core, set_status, status, waits};
use crate::clocks::promised::Asked;
use crate::context::OpContext;
use crate::error::{Checks, FieldError, Result, ServiceError};
use crate::{audit, clocks, emergencies};

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// The reason of a promise that was broken, of a ticket that ended without one.
    Explain,
    /// To this person, or to nobody.
    Assign(Option<PersonId>),
    /// To whoever acts, unless somebody else has it meanwhile.
    Take,
    /// To this team, or to none; who works on it stays.
    AssignTeam(Option<TeamId>),
    /// The class corrected; the promise follows. // M-22
    Classify(Class),
    /// It is this technical emergency. // M-30
    Emergency(String),
    /// The priority.
    Prioritise(Priority),
    /// Work goes on.
    Open,
    /// Waits for the customer, without a question of ours: clocks go on (rule 12).
    WaitForCustomer,
    /// Waits for a supplier.
    WaitForThirdParty,
    /// Waits for an agreed time.
    Schedule(Timestamp),
    /// Resolved.
    Resolve,
    /// Closed for good.
    Close,
    /// Closed without work: what was promised is cancelled (rule 14).
    Drop(DropReason),
    /// Open again.
    Reopen,
    /// Other systems, by name, address or service id.
    Systems(String),
    /// Linked with another ticket.
    Link(TicketNumber, LinkKind),
    /// A link removed.
    Unlink(RowId),
}

impl Act {
    const fn action(&self) -> Action {
        match self {
            Self::Assign(_) | Self::Take | Self::AssignTeam(_) => Action::AssignTicket,
            Self::Classify(_) | Self::Emergency(_) => Action::ChangeClass,
            Self::Prioritise(_) => Action::ChangePriority,
            Self::Open
            | Self::WaitForCustomer
            | Self::WaitForThirdParty
            | Self::Schedule(_)
            | Self::Close
            | Self::Drop(_) => Action::ChangeState,
            Self::Resolve => Action::ResolveTicket,
            Self::Reopen => Action::ReopenTicket,
            Self::Explain => Action::ExplainBreach,
            Self::Systems(_) => Action::ChangeSystems,
            Self::Link(..) | Self::Unlink(_) => Action::LinkTickets,
        }
    }
}

/// Changes a ticket. Doing what is already so changes nothing and is no error.
///
/// # Errors
/// Denied, not found, or a conflict with the reason when the ticket's state does not allow it.
pub async fn change(op: &OpContext, number: TicketNumber, act: Act) -> Result<()> {
    change_because(op, number, act, Because::default()).await
}

/// The same, with the reason of a broken promise, which the desk is asked for at the end of a ticket (rule 29).
///
/// # Errors
/// As [`change`]; invalid while the reason is missing.
pub async fn change_because(
    op: &OpContext,
    number: TicketNumber,
    act: Act,
    because: Because<'_>,
) -> Result<()> {
    let mut tx = op.app.db().begin().await?;
    let mut ticket = super::hold(op, &mut tx, number, act.action()).await?;
    let Some((event, news)) = apply(op, &mut tx, &mut ticket, &act, because).await? else {
        return Ok(());
    };
    let link = audit::append(
        &op.app,
        &mut tx,
        ticket.organization_id,
        event.on(ticket.id),
    )
    .await?;
    super::save(&op.app, &mut tx, &mut ticket).await?;
    match news {
        Some(News::Assigned) => {
            notify::assignee(
                &op.app,
                &mut tx,
                &ticket,
                News::Assigned,
                Some(op.actor.person),
            )
            .await?;
        }
        Some(News::AssignedToTeam) => {
            notify::team(&op.app, &mut tx, &ticket, op.actor.person).await?;
        }
        Some(news) => notify::customers(&op.app, &mut tx, &ticket, news, &link).await?,
        None => {}
    }
    tx.save().await?;
    op.app.hub().tell(ticket.organization_id, Some(ticket.id));
    Ok(())
}

type Outcome = Option<(EventDraft, Option<News<'static>>)>;

async fn apply(
    op: &OpContext,
    tx: &mut Tx,
    ticket: &mut TicketRow,
    act: &Act,
    because: Because<'_>,
) -> Result<Outcome> {
    let now = op.now();
    let before = status(ticket);
    // An intervention ends and begins again by its own procedure; what was written after its end the desk can put away.
    // I-64, RULINGS 5
    let held = crate::interventions::holds_ticket(tx, ticket.id).await?;
    match act {
        Act::Assign(person) => assign(op, tx, ticket, *person).await,
        Act::Take => take(op, tx, ticket).await,
        Act::AssignTeam(team) => assign_team(op, tx, ticket, *team).await,
        Act::Classify(Class::Emergency) => Err(ServiceError::field("class", "emergency_which")),
        Act::Classify(class) => classify(op, tx, ticket, *class).await,
        Act::Emergency(which) => emergency(op, tx, ticket, which).await,
        Act::Prioritise(priority) => prioritise(op, tx, ticket, *priority).await,
        Act::Open => {
            waits::goes_on(op, tx, ticket).await?;
            Ok(moved(op, ticket, before.opened()?, None))
        }
        Act::WaitForCustomer => {
            let to = before.waiting_for_customer()?;
            if ticket.state == TicketState::WaitingThirdParty {
                waits::goes_on(op, tx, ticket).await?;
            }
            Ok(moved(op, ticket, to, None))
        }
        Act::WaitForThirdParty => {
            let to = before.waiting_for_third_party()?;
            waits::goes_on(op, tx, ticket).await?;
            let outcome = moved(op, ticket, to, Some(News::WaitsForThirdParty));
            if outcome.is_some() {
                waits::for_third_parties(op, tx, ticket).await?;
            }
            Ok(outcome)
        }
        Act::Schedule(at) => {
            let to = before.scheduled(*at, now)?;
            waits::goes_on(op, tx, ticket).await?;
            Ok(moved(op, ticket, to, Some(News::Scheduled { at: *at })))
        }
        Act::Resolve => {
            set_status(ticket, before.resolved(held, now)?);
            clocks::stop_all(&op.app, tx, ticket, Some(op.actor.person), now).await?;
            let event = audit::by(op, EventKind::TicketResolved);
            let event = explain(op, tx, ticket, because, event).await?;
            let days = crate::defaults::in_force(tx).await?.reopen_days;
            Ok(Some((event, Some(News::Resolved { days }))))
        }
        Act::Close => {
            set_status(ticket, before.closed(held, now)?);
            clocks::stop_all(&op.app, tx, ticket, Some(op.actor.person), now).await?;
            let event = audit::by(op, EventKind::TicketClosed);
            let event = explain(op, tx, ticket, because, event).await?;
            Ok(Some((event, Some(News::Closed))))
        }
        Act::Explain => {
            let over = ticket.state == TicketState::Closed;
            let missing = store::reports::missing_reason(tx, ticket.id, now).await?;
            if !over || missing.is_empty() {
                return Ok(None);
            }
            let event = audit::by(op, EventKind::BreachExplained);
            Ok(Some((explain(op, tx, ticket, because, event).await?, None)))
        }
        Act::Drop(reason) => {
            let what = Occurrence::Dropped(reason.code());
            let by = (Some(op.actor.person), now);
            clocks::happened(&op.app, tx, ticket, what, false, by).await?;
            set_status(ticket, before.closed(held, now)?);
            let event = audit::by(op, EventKind::TicketClosed).with("dropped", reason.code());
            let event = explain(op, tx, ticket, because, event).await?;
            // Whoever sends advertising gets no answer.
            let news = (*reason != DropReason::Spam).then_some(News::Closed);
            Ok(Some((event, news)))
        }
        Act::Reopen if ticket.class == Class::Intervention => {
            Err(Refusal::InterventionClass.into())
        }
        Act::Reopen => {
            let days = crate::defaults::reopen_window(tx, before).await?;
            set_status(ticket, before.reopened(now, days)?);
            let by = (Some(op.actor.person), now);
            clocks::happened(&op.app, tx, ticket, Occurrence::Reopened, false, by).await?;
            Ok(Some((
                audit::by(op, EventKind::TicketReopened),
                Some(News::Reopened),
            )))
        }
        Act::Systems(text) => systems(op, tx, ticket, text).await,
        Act::Link(other, kind) => link(op, tx, ticket, *other, *kind).await,
        Act::Unlink(id) => {
            if !store::tickets::delete_link(tx, ticket.id, *id).await? {
                return Err(ServiceError::NotFound);
            }
            Ok(Some((
                audit::by(op, EventKind::TicketLinked).with("removed", id.to_string()),
                None,
            )))
        }
    }
}

fn moved(
    op: &OpContext,
    ticket: &mut TicketRow,
    to: TicketStatus,
    news: Option<News<'static>>,
) -> Outcome {
    let from = ticket.state;
    if from == to.state && to.state != TicketState::Scheduled {
        return None;
    }
    set_status(ticket, to);
    let mut event = audit::by(op, EventKind::TicketStateChanged)
        .with("from", from.code())
        .with("to", to.state.code());
    if let Some(at) = to.scheduled_for {
        event = event.with("at", at.to_string());
    }
    Some((event, news))
}

async fn assign(
    op: &OpContext,
    tx: &mut Tx,
    ticket: &mut TicketRow,
    to: Option<PersonId>,
) -> Result<Outcome> {
    if ticket.assignee_id == to {
        return Ok(None);
    }
    let mut event = audit::by(op, EventKind::TicketAssigned);
    if let Some(id) = to {
        let person = store::people::find(tx, id)
            .await?
            .filter(|person| person.active && person.staff_role.is_some())
            .ok_or_else(|| ServiceError::field("assignee", "choice"))?;
        event = event
            .with("to", id.to_string())
            .with("to_name", person.name);
        set_status(ticket, status(ticket).assigned()?);
    }
    if let Some(from) = ticket.assignee_id {
        event = event.with("from", from.to_string());
    }
    ticket.assignee_id = to;
    Ok(Some((event, to.map(|_| News::Assigned))))
}

/// From a list that may be minutes old nobody takes a ticket from a colleague unseen.
async fn take(op: &OpContext, tx: &mut Tx, ticket: &mut TicketRow) -> Result<Outcome> {
    let me = op.actor.person;
    if let Some(other) = ticket.assignee_id.filter(|other| *other != me) {
        let other = store::people::find(tx, other).await?;
        let name = other.map(|person| person.name).unwrap_or_default();
        let error = FieldError::new("assignee", "assigned_meanwhile").with("name", name);
        return Err(ServiceError::Invalid(vec![error]));
    }
    assign(op, tx, ticket, Some(me)).await
}

/// Written down with the team's name as it is now; `team` is empty where the ticket belongs to none any more.
async fn assign_team(
    op: &OpContext,
    tx: &mut Tx,
    ticket: &mut TicketRow,
    to: Option<TeamId>,
) -> Result<Outcome> {
    if ticket.team_id == to {
        return Ok(None);
    }
    set_status(ticket, status(ticket).given_to_team()?);
    let mut event = audit::by(op, EventKind::TicketAssigned);
    event = match to {
        Some(id) => {
            let team = store::teams::find(tx, id)
                .await?
                .ok_or_else(|| ServiceError::field("team", "choice"))?;
            event
                .with("team", id.to_string())
                .with("team_name", team.name)
        }
        None => event.with("team", ""),
    };
    if let Some(from) = ticket.team_id {
        event = event.with("from_team", from.to_string());
    }
    ticket.team_id = to;
    Ok(Some((event, to.map(|_| News::AssignedToTeam))))
}

async fn prioritise(
    op: &OpContext,
    tx: &mut Tx,
    ticket: &mut TicketRow,
    priority: Priority,
) -> Result<Outcome> {
    if ticket.priority == priority {
        return Ok(None);
    }
    let event = audit::by(op, EventKind::TicketPriorityChanged)
        .with("from", ticket.priority.code())
        .with("to", priority.code());
    let before = Asked::of(ticket, None);
    ticket.priority = priority;
    promise_anew(op, tx, ticket, (before, priority.code())).await?;
    Ok(Some((event, None)))
}

/// By hand; back to a fault only once a finding is taken back.
async fn classify(
    op: &OpContext,
    tx: &mut Tx,
    ticket: &mut TicketRow,
    class: Class,
) -> Result<Outcome> {
    let fault = matches!(class, Class::Fault | Class::Emergency);
    if fault && store::findings::standing(tx, ticket.id).await?.is_some() {
        return Err(ServiceError::field("class", "found_stands"));
    }
    let event = becomes(op, tx, ticket, class).await?;
    Ok(event.map(|event| (event, Some(News::Reclassified { class }))))
}

/// An emergency is one of the list; which one can be corrected too. // M-30
async fn emergency(
    op: &OpContext,
    tx: &mut Tx,
    ticket: &mut TicketRow,
    which: &str,
) -> Result<Outcome> {
    let chosen = emergencies::chosen(tx, which, ticket.system_id, op.now()).await?;
    let changed = classify(op, tx, ticket, Class::Emergency).await?;
    emergencies::name(tx, ticket.id, &chosen).await?;
    let (event, news) = changed.unwrap_or_else(|| {
        let event = audit::by(op, EventKind::TicketClassChanged);
        let same = Class::Emergency.code();
        (event.with("from", same).with("to", same), None)
    });
    Ok(Some((event.with("emergency", chosen.de), news)))
}

/// The ticket is of another class from now on, with what is promised then; `None`: it is so already.
pub(super) async fn becomes(
    op: &OpContext,
    tx: &mut Tx,
    ticket: &mut TicketRow,
    class: Class,
) -> Result<Option<EventDraft>> {
    let (from, before) = (ticket.class, Asked::of(ticket, None));
    if from == class {
        return Ok(None);
    }
    set_status(ticket, status(ticket).reclassified(class)?);
    promise_anew(op, tx, ticket, (before, class.code())).await?;
    let event = audit::by(op, EventKind::TicketClassChanged)
        .with("from", from.code())
        .with("to", class.code());
    Ok(Some(event))
}

async fn promise_anew(
    op: &OpContext,
    tx: &mut Tx,
    ticket: &TicketRow,
    (before, why): (Asked, &str),
) -> Result<()> {
    let answered = answered(tx, ticket).await?;
    let by = (Some(op.actor.person), op.now());
    clocks::promise_anew(&op.app, tx, ticket, (before, why, answered), by).await
}

async fn answered(tx: &mut Tx, ticket: &TicketRow) -> Result<bool> {
    let talk =
        store::messages::timeline(tx, ticket.id, store::messages::Reader::Staff, None, 200).await?;
    Ok(talk.iter().any(|entry| {
        entry.message.released_at.is_some()
            && domain::ticket::answers_customer(entry.message.kind, entry.message.from_staff)
    }))
}

async fn systems(
    op: &OpContext,
    tx: &mut Tx,
    ticket: &mut TicketRow,
    text: &str,
) -> Result<Outcome> {
    let mut checks = Checks::new();
    let found = super::file::named_systems(tx, &mut checks, ticket.organization_id, text).await?;
    checks.finish()?;
    let ids: Vec<_> = found.iter().map(|system| system.id).collect();
    store::tickets::replace_systems(tx, ticket.id, &ids).await?;
    let before = Asked::of(ticket, None);
    ticket.system_id = ids.first().copied();
    core::index_ticket(tx, ticket, &found).await?;
    promise_anew(op, tx, ticket, (before, "systems")).await?;
    let names: Vec<String> = found.into_iter().map(|system| system.name).collect();
    let event = audit::by(op, EventKind::TicketSystemsChanged).with("systems", names.join(", "));
    Ok(Some((event, None)))
}

async fn link(
    op: &OpContext,
    tx: &mut Tx,
    ticket: &TicketRow,
    other: TicketNumber,
    kind: LinkKind,
) -> Result<Outcome> {
    let other = store::tickets::find(tx, other)
        .await?
        .filter(|other| other.id != ticket.id)
        .ok_or_else(|| ServiceError::field("other", "unknown"))?;
    // A link shows the other ticket's subject: it never leads into another customer's.
    if other.organization_id != ticket.organization_id {
        return Err(ServiceError::field("other", "unknown"));
    }
    let id = op.app.id(RowId::from_uuid);
    let both = (ticket.id, other.id);
    let made = store::tickets::insert_link(tx, id, both, kind, op.actor.person, op.now()).await?;
    let event = audit::by(op, EventKind::TicketLinked)
        .with("other", other.number.0)
        .with("kind", kind.code());
    Ok(made.then_some((event, None)))
}
