//! What the chains say of the bulk: told between the stories, because time never runs backwards in a chain.

use domain::audit::{EventDraft, EventKind};
use domain::ids::OrganizationId;
use domain::sla::{ClockKind, ClockOutcome, first_answer_min};
use domain::ticket::{LinkKind, TicketState};
use domain::time::Timestamp;

use super::life::{Side, Step};
use super::{Brief, Bulk, Event, Progress};
use crate::context::Context;
use crate::error::Result;

/// Events of one transaction.
const EVENTS: usize = 5_000;

impl Bulk {
    /// Tells a customer's chain what happened until a moment.
    pub(in super::super) async fn tell(
        &mut self,
        context: &Context,
        party: usize,
        organization: OrganizationId,
        until: Timestamp,
        progress: Progress<'_>,
    ) -> Result<()> {
        loop {
            let waiting = &mut self.parties[party];
            let due = waiting
                .iter()
                .take(EVENTS)
                .take_while(|event| event.at <= until.unix())
                .count();
            if due == 0 {
                return Ok(());
            }
            let events: Vec<Event> = waiting.drain(..due).collect();
            let drafts = events.iter().map(|event| self.draft(*event)).collect();
            let mut tx = context.db().begin().await?;
            store::audit::append_all(&mut tx, organization, drafts, context.random()).await?;
            tx.save().await?;
            self.told += due;
            progress("events", self.told, self.events);
        }
    }

    /// An event as the use case that causes it writes it.
    fn draft(&self, event: Event) -> EventDraft {
        let ticket = &self.tickets[event.ticket];
        let at = Timestamp::from_unix(event.at);
        let draft = |kind| EventDraft::new(kind, at).on(ticket.id);
        let by = |draft: EventDraft, who: usize| {
            let (person, name) = &self.people[who];
            EventDraft {
                actor: Some(*person),
                actor_name: Some(name.clone()),
                ..draft
            }
        };
        match event.step {
            Step::Opened => by(draft(EventKind::TicketOpened), ticket.opener)
                .with("number", ticket.number.0)
                .with("class", ticket.class.code())
                .with("department", ticket.department.code())
                .with("channel", ticket.channel.code())
                .with("received_at", ticket.received.to_string()),
            Step::ClockStarted => {
                let draft = clock(draft(EventKind::ClockStarted), ticket, at, None);
                by(draft, ticket.opener)
            }
            Step::ClockBreached => clock(
                draft(EventKind::ClockBreached),
                ticket,
                at,
                Some(ClockOutcome::Breached),
            ),
            Step::ClockStopped => {
                let draft = clock(draft(EventKind::ClockStopped), ticket, at, ticket.outcome);
                by(draft, ticket.engineer)
            }
            Step::Said(n) => {
                let (message, side, asks) = &ticket.lines[usize::from(n)];
                let (kind, who) = match side {
                    Side::Inside => (EventKind::NoteAdded, ticket.engineer),
                    Side::Staff => (EventKind::MessageSent, ticket.engineer),
                    Side::Customer if n == 0 => (EventKind::MessageSent, ticket.opener),
                    Side::Customer => (EventKind::MessageSent, ticket.customer),
                };
                let draft = by(draft(kind), who).with("message", message.clone());
                if *side == Side::Staff {
                    draft.with("asks", *asks)
                } else {
                    draft
                }
            }
            Step::Assigned => {
                let (person, name) = &self.people[ticket.engineer];
                by(draft(EventKind::TicketAssigned), ticket.engineer)
                    .with("to", person.to_string())
                    .with("to_name", name.clone())
            }
            Step::Linked => by(draft(EventKind::TicketLinked), ticket.engineer)
                .with(
                    "other",
                    ticket
                        .linked
                        .map_or(0, |other| self.tickets[other].number.0),
                )
                .with("kind", LinkKind::Related.code()),
            Step::Moved => {
                let draft = by(draft(EventKind::TicketStateChanged), ticket.engineer)
                    .with("from", TicketState::Open.code())
                    .with("to", ticket.status.state.code());
                match ticket.status.scheduled_for {
                    Some(at) => draft.with("at", at.to_string()),
                    None => draft,
                }
            }
            Step::Resolved => by(draft(EventKind::TicketResolved), ticket.engineer),
            Step::Closed => draft(EventKind::TicketClosed).with("by_time", true),
        }
    }
}

/// An event of the clock of the first answer.
fn clock(
    draft: EventDraft,
    ticket: &Brief,
    at: Timestamp,
    outcome: Option<ClockOutcome>,
) -> EventDraft {
    let draft = draft
        .with("clock", ClockKind::FirstAnswer.code())
        .with("cycle", 1)
        .with(
            "target_s",
            first_answer_min(ticket.class).map_or(0, |minutes| minutes * 60),
        )
        .with("consumed_s", at.seconds_since(ticket.received));
    match outcome {
        Some(outcome) => draft.with("outcome", outcome.code()),
        None => draft,
    }
}
