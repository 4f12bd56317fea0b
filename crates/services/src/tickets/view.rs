//! One ticket as its reader sees it: everything the page shows, in one reading.

use domain::audit::EventKind;
use domain::contract::Plan;
use domain::ids::{MessageId, PersonId, TicketNumber};
use domain::policy::{self, Action};
use domain::sla::ClockOutcome;
use domain::sla::engine::Shown;
use domain::sla::promise::Reason;
use domain::ticket::Class;
use domain::time::Timestamp;
use serde_json::{Map, Value};
use store::attachments::AttachmentRow;
use store::audit::{AuditRow, EventFilter};
use store::contracts::ContractRow;
use store::drafts::DraftRow;
use store::memberships::Member;
use store::messages::{Reader, TimelineEntry};
use store::organizations::OrganizationRow;
use store::systems::SystemRow;
use store::teams::TeamRow;
use store::tickets::{LinkedTicket, RecentTicket, TicketRow};
use store::{Answers, Asks, Place};

use super::talk::{message_draft, note_draft};
use super::{reader, resource};
use crate::clocks::{self, Taken};
use crate::context::OpContext;
use crate::error::Result;

/// Messages of one page; older ones by a link.
const TALK: i64 = 200;
/// What happened between the messages of one page, at most.
const HISTORY: i64 = 1_000;
/// Last second that timestamps are written with, 9999-12-31.
const LATEST: i64 = 253_402_300_799;

/// Earlier tickets of the side panel.
const RECENT: i64 = 3;

/// What the reader may do here. Whether the state allows it is decided by the act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct May {
    /// Write messages.
    pub write: bool,
    /// Write and read notes, change the ticket.
    pub desk: bool,
    /// Mark as resolved.
    pub resolve: bool,
    /// Open again.
    pub reopen: bool,
    /// See contracts.
    pub contracts: bool,
}

/// The conversation: what was said, with its files, and what happened.
#[derive(Debug)]
pub struct Talk {
    /// Messages, and notes for the desk, the oldest first.
    pub entries: Vec<TimelineEntry>,
    /// Files of these messages and of the ticket itself.
    pub files: Vec<AttachmentRow>,
    /// What happened in between.
    pub events: Vec<HistoryEntry>,
    /// Where the page of older messages ends, if there are older ones.
    pub older: Option<TalkKey>,
    /// The newest messages are among these.
    pub newest: bool,
}

/// A message as a place in a conversation: a page shows what was written before it. In addresses "SECONDS-ID".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TalkKey {
    /// When it was written.
    pub at: Timestamp,
    /// Its id.
    pub id: MessageId,
}

impl std::fmt::Display for TalkKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.at.unix(), self.id)
    }
}

impl TalkKey {
    /// From an address; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let (at, id) = text.split_once('-')?;
        let at: i64 = at.parse().ok()?;
        (0..=LATEST).contains(&at).then_some(Self {
            at: Timestamp::from_unix(at),
            id: id.parse().ok()?,
        })
    }
}

/// A line of the history.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoryEntry {
    /// Number in the organization's chain.
    pub seq: i64,
    /// What happened.
    pub kind: EventKind,
    /// When.
    pub at: Timestamp,
    /// Who did it; `None` for the software.
    pub actor_name: Option<String>,
    /// Particulars, as hashed.
    pub data: Map<String, Value>,
}

/// Everything about a ticket that is not conversation.
#[derive(Debug)]
pub struct TicketView {
    /// The ticket.
    pub ticket: TicketRow,
    /// The customer.
    pub organization: OrganizationRow,
    /// Affected systems.
    pub systems: Vec<SystemRow>,
    /// Contracts of those systems.
    pub contracts: Vec<ContractRow>,
    /// The latest other tickets mainly about its system; desk only. // S-06
    pub recent: Vec<RecentTicket>,
    /// People of the customer.
    pub members: Vec<Member>,
    /// Name of who filed it.
    pub opened_by: String,
    /// Name of who works on it.
    pub assignee: Option<String>,
    /// Everybody it could be given to; desk only.
    pub staff: Vec<(PersonId, String)>,
    /// Every team, the default one first; desk only.
    pub teams: Vec<TeamRow>,
    /// Clocks with their events.
    pub clocks: Vec<Shown>,
    /// Those of them in danger, and who has them in hand; desk only.
    pub taken: Vec<Taken>,
    /// The conversation.
    pub talk: Talk,
    /// Linked tickets.
    pub links: Vec<LinkedTicket>,
    /// Draft of the message.
    pub message_draft: Option<DraftRow>,
    /// Draft of the note.
    pub note_draft: Option<DraftRow>,
    /// Where there is no clock: the rule that promises nothing; `None`: no rule holds (rule 26).
    pub nothing_promised: Option<Reason>,
    /// The ticket ends by its own procedure, not by hand.
    pub held: bool,
    /// A promise was broken and nobody has said why: asked for at the end (rule 29); desk only.
    pub unexplained: bool,
    /// What the reader may do.
    pub may: May,
    /// A key for the next form.
    pub form_key: String,
    /// What a message may bring along.
    pub limits: crate::attachments::Limits,
}

/// Which page of the conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chronicle {
    /// The newest messages with what happened between them.
    Moments,
    /// The same further back: what was written before this message.
    Before(TalkKey),
}

impl Chronicle {
    fn before(self) -> Option<TalkKey> {
        match self {
            Self::Before(key) => Some(key),
            Self::Moments => None,
        }
    }
}

/// A ticket, as far as the actor may see it.
///
/// # Errors
/// Not found for foreign tickets and for numbers nobody has.
pub async fn view(
    op: &OpContext,
    number: TicketNumber,
    chronicle: Chronicle,
) -> Result<TicketView> {
    let mut tx = op.app.db().read().await?;
    let ticket = super::find(op, &mut tx, number, Action::ReadTicket).await?;
    let may = may(op, &ticket);
    let held = ticket.class == Class::Intervention
        && crate::interventions::holds_ticket(&mut tx, ticket.id).await?;
    let (message_key, note_key) = (message_draft(number), note_draft(number));
    let mut keys = vec![message_key.as_str()];
    keys.extend(may.desk.then_some(note_key.as_str()));

    let mut asks = Asks::default();
    let organization = asks.add(store::organizations::ask(ticket.organization_id));
    let systems = asks.add(store::tickets::systems(ticket.id));
    let contracts = may
        .contracts
        .then(|| asks.add(store::contracts::of_ticket(ticket.id)));
    let recent = ticket
        .system_id
        .filter(|_| may.desk)
        .map(|system| asks.add(store::tickets::recent(system, ticket.number, RECENT)));
    let members = asks.add(store::memberships::ask(ticket.organization_id));
    let assignee = ticket.assignee_id.unwrap_or(ticket.opened_by);
    let names = asks.add(store::people::names(ticket.opened_by, assignee));
    let staff = may.desk.then(|| asks.add(store::people::staff()));
    let teams = may.desk.then(|| asks.add(store::teams::ask()));
    let clocks = (
        asks.add(store::clocks::ask(ticket.id)),
        asks.add(store::clocks::events_of_ticket(ticket.id)),
    );
    let stands = may
        .desk
        .then(|| asks.add(store::escalations::of_ticket(ticket.id)));
    let links = may.desk.then(|| asks.add(store::tickets::links(ticket.id)));
    let drafts = asks.add(store::drafts::ask(op.actor.person, &keys));
    let talk = TalkAsks::add(&mut asks, op, &ticket, chronicle);

    let answers = tx.answers(asks).await?;
    let mut drafts = answers.of(&drafts)?;
    let mut draft = |key: &str| {
        let at = drafts
            .iter()
            .position(|draft: &DraftRow| draft.key == key)?;
        Some(drafts.swap_remove(at))
    };
    let (clocks, happened) = (answers.of(&clocks.0)?, answers.of(&clocks.1)?);
    let clocks = clocks::joined(&mut tx, clocks, happened, op.now()).await?;
    let names = answers.of(&names)?;
    let name = |id: PersonId| {
        names
            .iter()
            .find(|(one, _)| *one == id)
            .map(|(_, name)| name.clone())
    };
    let now = op.now();
    let nothing_promised = if clocks.is_empty() {
        let promises = crate::clocks::promised::to_ticket(&mut tx, &ticket, now).await?;
        promises.reason()
    } else {
        None
    };
    let broken = clocks.iter().any(|Shown { clock, .. }| {
        clock.outcome == Some(ClockOutcome::Breached)
            || clock
                .breach_at
                .is_some_and(|at| at < now && clock.is_living())
    });
    let unexplained = may.desk
        && broken
        && !store::reports::missing_reason(&mut tx, ticket.id, now)
            .await?
            .is_empty();
    Ok(TicketView {
        organization: answers
            .of(&organization)?
            .pop()
            .ok_or(crate::error::ServiceError::NotFound)?,
        systems: answers.of(&systems)?,
        contracts: answers.of_some(contracts.as_ref())?,
        recent: answers.of_some(recent.as_ref())?,
        members: answers.of(&members)?,
        opened_by: name(ticket.opened_by).unwrap_or_default(),
        assignee: ticket.assignee_id.map(|id| name(id).unwrap_or_default()),
        staff: answers.of_some(staff.as_ref())?,
        teams: answers.of_some(teams.as_ref())?,
        clocks,
        taken: answers
            .of_some(stands.as_ref())?
            .into_iter()
            .filter_map(|stand| Taken::of(stand, now))
            .collect(),
        nothing_promised,
        unexplained,
        talk: talk.read(&answers)?,
        links: answers.of_some(links.as_ref())?,
        message_draft: draft(&message_key),
        note_draft: draft(&note_key),
        held,
        may,
        form_key: new_key(op),
        limits: crate::attachments::Limits::of(&op.app),
        ticket,
    })
}

/// A key for a form that is about to be shown.
pub(super) fn new_key(op: &OpContext) -> String {
    hex::encode(op.app.random_bytes::<12>())
}

fn may(op: &OpContext, ticket: &TicketRow) -> May {
    let about = resource(ticket);
    let can = |action| policy::may(&op.actor, action, &about).is_ok();
    May {
        write: can(Action::WriteMessage),
        desk: can(Action::WriteNote),
        resolve: can(Action::ResolveTicket),
        reopen: can(Action::ReopenTicket),
        contracts: can(Action::ReadContracts),
    }
}

/// The questions of a conversation.
struct TalkAsks {
    reader: Reader,
    chronicle: Chronicle,
    entries: Place<TimelineEntry>,
    files: Place<AttachmentRow>,
    events: Place<AuditRow>,
}

impl TalkAsks {
    fn add(asks: &mut Asks, op: &OpContext, ticket: &TicketRow, chronicle: Chronicle) -> Self {
        let reader = reader(op, ticket);
        let until = chronicle.before().map(|key| (key.at, key.id));
        let filter = EventFilter {
            visible_only: reader != Reader::Staff,
            kinds: MOMENTS,
            ..EventFilter::default()
        };
        Self {
            reader,
            chronicle,
            entries: asks.add(store::messages::latest(ticket.id, reader, until, TALK + 1)),
            files: asks.add(store::attachments::ask(ticket.id)),
            events: asks.add(store::audit::of_ticket(ticket.id, filter, HISTORY)),
        }
    }

    fn read(self, answers: &Answers) -> Result<Talk> {
        // The newest first.
        let mut entries = answers.of(&self.entries)?;
        let more = i64::try_from(entries.len()).is_ok_and(|n| n > TALK);
        if more {
            entries.pop();
        }
        entries.reverse();
        let older = entries.first().filter(|_| more).map(|entry| TalkKey {
            at: entry.message.created_at,
            id: entry.message.id,
        });
        let mut files = answers.of(&self.files)?;
        files.retain(|file| {
            let shown = file
                .message_id
                .is_none_or(|id| entries.iter().any(|e| e.message.id == id));
            shown && (!file.internal || self.reader == Reader::Staff)
        });
        let before = self.chronicle.before();
        let events = answers
            .of(&self.events)?
            .into_iter()
            // What happened before the oldest message shown stands on the page before.
            .filter(|event| {
                older.is_none_or(|key| event.at >= key.at)
                    && before.is_none_or(|key| event.at < key.at)
            })
            .filter_map(history_entry)
            .collect();
        Ok(Talk {
            entries,
            files,
            events,
            older,
            newest: before.is_none(),
        })
    }
}

/// A line of the history; `None` for an event this version does not know.
pub(super) fn history_entry(event: AuditRow) -> Option<HistoryEntry> {
    let facts = event.payload.facts().ok()?;
    Some(HistoryEntry {
        seq: event.seq,
        kind: event.kind()?,
        at: event.at,
        actor_name: facts.event.actor_name,
        data: facts.event.data,
    })
}

/// What stands between the messages; the rest is in the history.
const MOMENTS: &[EventKind] = &[
    EventKind::TicketAssigned,
    EventKind::TicketStateChanged,
    EventKind::TicketClassChanged,
    EventKind::TicketPriorityChanged,
    EventKind::TicketResolved,
    EventKind::TicketClosed,
    EventKind::TicketReopened,
    EventKind::ClockPaused,
    EventKind::ClockResumed,
    EventKind::ClockBreached,
    EventKind::ClockExtended,
    EventKind::ClockExempt,
    EventKind::ClockTaken,
    EventKind::AuthorizationSigned,
    EventKind::AuthorizationRevoked,
    EventKind::AuthorizationExpired,
    EventKind::InterventionStarted,
    EventKind::InterventionClosed,
    EventKind::InterventionReopened,
    EventKind::RevealDenied,
];

/// The name of a plan's contract in force today, for side panels.
pub fn plan_in_force(contracts: &[ContractRow], today: &str) -> Option<Plan> {
    contracts
        .iter()
        .find(|c| {
            c.starts_on.as_str() <= today && c.ends_on.as_deref().is_none_or(|end| today <= end)
        })
        .map(|c| c.plan)
}
