//! What wakes an open page: the events of one ticket, read as the person who watches.
//!
//! A stream says only that something happened and whether access ended; content is fetched by the page itself, with the rights
//! of that moment. Every look asks again whether the session lives and the person may see, so a right taken away ends the
//! stream. Looking does not count as using the session: a forgotten tab does not keep anybody logged in.

use domain::account::Actor;
use domain::audit::EventKind;
use domain::ids::{OrganizationId, TicketId, TicketNumber};
use domain::policy::{self, Action, Resource};
use secrecy::SecretString;
use store::audit::EventFilter;

use crate::context::{Context, OpContext};
use crate::error::{Result, ServiceError};

/// Most events of one look; more are told at the next one.
const AT_ONCE: i64 = 200;

/// A ticket somebody watches, with the number of the last event told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Watch {
    /// The ticket.
    pub ticket: TicketId,
    /// Whose chain its events are in.
    pub organization: OrganizationId,
    /// The last event already told.
    pub seq: i64,
}

/// What happened since the last look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum News {
    /// Nothing this person may see.
    Nothing,
    /// Something; the page should look.
    Changed,
    /// The authorization ended: what is open must close now.
    Revoked,
}

/// Begins to watch a ticket; `after` is the last event the page already knows of.
///
/// # Errors
/// [`ServiceError::NotFound`] for foreign tickets.
pub async fn begin(op: &OpContext, number: TicketNumber, after: Option<i64>) -> Result<Watch> {
    let mut tx = op.app.db().read().await?;
    let ticket = store::tickets::find(&mut tx, number)
        .await?
        .ok_or(ServiceError::NotFound)?;
    let organization = ticket.organization_id;
    policy::may(&op.actor, Action::ReadTicket, &Resource::of(organization))?;
    let head = store::audit::find_head(&mut tx, organization).await?;
    let head = head.map_or(0, |head| head.seq);
    Ok(Watch {
        ticket: ticket.id,
        organization,
        seq: after.filter(|seq| (0..=head).contains(seq)).unwrap_or(head),
    })
}

/// Looks for news. `None`: the session is over, or the person may not see the ticket any more.
///
/// # Errors
/// The database does not answer.
pub async fn look(
    context: &Context,
    token: &SecretString,
    watch: &mut Watch,
) -> Result<Option<News>> {
    let mut tx = context.db().read().await?;
    let hash = crate::sessions::hash(token);
    let found = store::sessions::find_visitor(&mut tx, &hash, context.now()).await?;
    let Some(actor) = found.and_then(|found| found.actor) else {
        return Ok(None);
    };
    let resource = Resource::of(watch.organization);
    if policy::may(&actor, Action::ReadTicket, &resource).is_err() {
        return Ok(None);
    }
    let filter = EventFilter {
        visible_only: !reads_notes(&actor, &resource),
        kinds: &[],
        after: watch.seq,
        ..EventFilter::default()
    };
    let events = store::audit::list_of_ticket(&mut tx, watch.ticket, filter, AT_ONCE).await?;
    if let Some(last) = events.last() {
        watch.seq = last.seq;
    }
    let log = policy::may(&actor, Action::ReadAccessLog, &resource).is_ok();
    Ok(Some(news(
        events.iter().filter_map(store::audit::AuditRow::kind),
        log,
    )))
}

fn reads_notes(actor: &Actor, resource: &Resource) -> bool {
    policy::may(actor, Action::ReadNotes, resource).is_ok()
}

/// The strongest of what happened; who may not read the access log is told of the conversation only.
fn news(kinds: impl Iterator<Item = EventKind>, reads_log: bool) -> News {
    let mut found = News::Nothing;
    for kind in kinds.filter(|kind| reads_log || of_the_conversation(*kind)) {
        if ends_access(kind) {
            return News::Revoked;
        }
        found = News::Changed;
    }
    found
}

fn of_the_conversation(kind: EventKind) -> bool {
    let code = kind.code();
    [
        "ticket.",
        "message.",
        "attachment.",
        "intervention.",
        "clarification.",
    ]
    .iter()
    .any(|area| code.starts_with(area))
}

const fn ends_access(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::AuthorizationRevoked
            | EventKind::AuthorizationExpired
            | EventKind::AuthorizationEnded
            | EventKind::InterventionRevoked
            | EventKind::InterventionClosed
    )
}

/// Where every chain stands: what grew since somebody last asked, in whichever process. // RULINGS 31
///
/// # Errors
/// The database does not answer.
pub async fn heads(context: &Context) -> Result<Vec<(OrganizationId, i64)>> {
    let mut tx = context.db().read().await?;
    let heads = store::audit::list_heads(&mut tx).await?;
    Ok(heads
        .into_iter()
        .map(|head| (head.organization, head.seq))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_of_access_outweighs_everything_and_readers_hear_of_the_conversation_only() {
        use EventKind::{ActionLogged, AuthorizationRevoked, MessageSent, RevealGranted};
        let told = |kinds: &[EventKind], log| news(kinds.iter().copied(), log);
        assert_eq!(told(&[], true), News::Nothing);
        assert_eq!(told(&[ActionLogged], true), News::Changed);
        assert_eq!(
            told(&[RevealGranted, AuthorizationRevoked, MessageSent], true),
            News::Revoked
        );
        assert_eq!(told(&[RevealGranted, ActionLogged], false), News::Nothing);
        assert_eq!(told(&[RevealGranted, MessageSent], false), News::Changed);
    }
}
