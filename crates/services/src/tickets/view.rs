//! One ticket as its reader sees it: everything the page shows, in one reading.

use domain::audit::EventKind;
use domain::contract::Plan;
use domain::ids::{MessageId, PersonId, TicketNumber};
use domain::policy::{self, Action};
use domain::sla::{ClockEventDraft, ClockRow};
use domain::time::Timestamp;
use serde_json::{Map, Value};
use store::Tx;
use store::attachments::AttachmentRow;
use store::audit::EventFilter;
use store::contracts::ContractRow;
use store::drafts::DraftRow;
use store::memberships::Member;
use store::messages::{Reader, TimelineEntry};
use store::organizations::OrganizationRow;
use store::systems::SystemRow;
use store::tickets::{LinkedTicket, RecentTicket, TicketRow};

use super::talk::{message_draft, note_draft};
use super::{reader, resource};
use crate::clocks;
use crate::context::OpContext;
use crate::error::Result;

/// Messages of one page; older ones by a link.
const TALK: i64 = 200;
/// Lines of history of one page.
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
    /// Clocks with their events.
    pub clocks: Vec<(ClockRow, Vec<ClockEventDraft>)>,
    /// The conversation.
    pub talk: Talk,
    /// Linked tickets.
    pub links: Vec<LinkedTicket>,
    /// Draft of the message.
    pub message_draft: Option<DraftRow>,
    /// Draft of the note.
    pub note_draft: Option<DraftRow>,
    /// What the reader may do.
    pub may: May,
    /// A key for the next form.
    pub form_key: String,
}

/// The history of a ticket beside its conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chronicle {
    /// What belongs between the messages.
    Moments,
    /// The same further back: what was written before this message.
    Before(TalkKey),
    /// Everything the reader may see.
    Whole,
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
    let organization = store::organizations::find(&mut tx, ticket.organization_id)
        .await?
        .ok_or(crate::error::ServiceError::NotFound)?;
    let systems = store::tickets::list_systems(&mut tx, ticket.id).await?;
    let mut contracts = Vec::new();
    if may.contracts {
        for system in &systems {
            contracts.extend(store::contracts::list_of_system(&mut tx, system.id).await?);
        }
    }
    let recent = match ticket.system_id {
        Some(system) if may.desk => {
            store::tickets::list_recent(&mut tx, system, ticket.number, RECENT).await?
        }
        _ => Vec::new(),
    };
    let members = store::memberships::list(&mut tx, ticket.organization_id).await?;
    let opened_by = name(&mut tx, &members, ticket.opened_by).await?;
    let staff = if may.desk {
        store::people::staff_names(&mut tx).await?
    } else {
        Vec::new()
    };
    let assignee = match ticket.assignee_id {
        None => None,
        Some(id) => Some(name(&mut tx, &members, id).await?),
    };
    let clocks = clocks::with_events(&mut tx, ticket.id).await?;
    let talk = talk(op, &mut tx, &ticket, chronicle).await?;
    let mut links = Vec::new();
    if may.desk {
        links = store::tickets::list_links(&mut tx, ticket.id).await?;
    }
    let mut drafts = store::drafts::list(&mut tx, op.actor.person).await?;
    let mut draft = |key: String| {
        let at = drafts.iter().position(|draft| draft.key == key)?;
        Some(drafts.swap_remove(at))
    };
    let message_draft = draft(message_draft(number));
    let note_draft = may.desk.then(|| draft(note_draft(number))).flatten();
    Ok(TicketView {
        organization,
        systems,
        contracts,
        recent,
        members,
        opened_by,
        assignee,
        staff,
        clocks,
        talk,
        links,
        message_draft,
        note_draft,
        may,
        form_key: new_key(op),
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

async fn name(tx: &mut Tx, members: &[Member], id: PersonId) -> Result<String> {
    if let Some(member) = members.iter().find(|m| m.person.id == id) {
        return Ok(member.person.name.clone());
    }
    Ok(store::people::find(tx, id)
        .await?
        .map(|p| p.name)
        .unwrap_or_default())
}

/// The conversation alone: what live pages fetch, and what the intervention's pages embed.
pub(crate) async fn talk(
    op: &OpContext,
    tx: &mut Tx,
    ticket: &TicketRow,
    chronicle: Chronicle,
) -> Result<Talk> {
    let reader = reader(op, ticket);
    let before = match chronicle {
        Chronicle::Before(key) => Some(key),
        Chronicle::Moments | Chronicle::Whole => None,
    };
    let until = before.map(|key| (key.at, key.id));
    let mut entries = store::messages::timeline(tx, ticket.id, reader, until, TALK + 1).await?;
    let more = i64::try_from(entries.len()).is_ok_and(|n| n > TALK);
    if more {
        entries.remove(0);
    }
    let older = entries.first().filter(|_| more).map(|entry| TalkKey {
        at: entry.message.created_at,
        id: entry.message.id,
    });
    let mut files = store::attachments::list(tx, ticket.id).await?;
    files.retain(|file| {
        let shown = file
            .message_id
            .is_none_or(|id| entries.iter().any(|e| e.message.id == id));
        shown && (!file.internal || reader == Reader::Staff)
    });
    let filter = EventFilter {
        visible_only: reader != Reader::Staff,
        kinds: match chronicle {
            Chronicle::Moments | Chronicle::Before(_) => MOMENTS,
            Chronicle::Whole => &[],
        },
        after: 0,
    };
    let events = store::audit::list_of_ticket(tx, ticket.id, filter, HISTORY)
        .await?
        .into_iter()
        // What happened before the oldest message shown stands on the page before.
        .filter(|event| {
            chronicle == Chronicle::Whole
                || (older.is_none_or(|key| event.at >= key.at)
                    && before.is_none_or(|key| event.at < key.at))
        })
        .filter_map(|event| {
            let kind = event.kind()?;
            let facts = event.payload.facts().ok()?;
            Some(HistoryEntry {
                seq: event.seq,
                kind,
                at: event.at,
                actor_name: facts.event.actor_name,
                data: facts.event.data,
            })
        })
        .collect();
    Ok(Talk {
        entries,
        files,
        events,
        older,
        newest: before.is_none(),
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
