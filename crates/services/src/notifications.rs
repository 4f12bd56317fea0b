//! What people of the staff are told: in Leitstand and by mail, in one unit of work with what it is about.

use domain::escalation::NotificationKind;
use domain::ids::RowId;
use domain::policy::{Action, Resource, may};
use domain::sla::engine::{Clock, Registry};
use domain::time::Timestamp;
use store::Tx;
use store::notifications::NotificationRow;
use store::people::PersonRow;
use store::tickets::TicketRow;

use crate::context::{Context, OpContext};
use crate::error::Result;
use crate::mail::{self, Concerns, Recipient, Sender};

pub use store::notifications::Told;

/// So many are shown, the newest ones.
pub const SHOWN: i64 = 100;

/// What a notification is about.
pub(crate) struct About<'a> {
    /// The ticket.
    pub(crate) ticket: &'a TicketRow,
    /// The promise.
    pub(crate) clock: &'a Clock,
    /// The share of its budget that is used up; 100: it was missed.
    pub(crate) percent: i64,
}

impl<'a> About<'a> {
    /// How it stands now, whatever step says so: one that came early, because nobody was behind those before it, tells of no
    /// breach, and one that came late does not hide what has passed since.
    pub(crate) fn now(
        ticket: &'a TicketRow,
        clock: &'a Clock,
        calendars: &Registry,
        now: Timestamp,
    ) -> Result<Self> {
        let is_missed = clock.breach_at.is_some_and(|at| at < now);
        let used = clock.consumed_at(now, calendars)? * 100 / clock.target_s.max(1);
        Ok(Self {
            ticket,
            clock,
            percent: if is_missed { 100 } else { used.clamp(0, 99) },
        })
    }
}

/// Tells people: a line under *Meldungen* and a mail each, in the reader's language.
///
/// # Errors
/// The database refuses.
pub(crate) async fn tell(
    context: &Context,
    tx: &mut Tx,
    about: &About<'_>,
    kind: NotificationKind,
    people: &[&PersonRow],
) -> Result<()> {
    if people.is_empty() {
        return Ok(());
    }
    let mut letters = Vec::new();
    for person in people {
        let row = NotificationRow {
            id: context.id(RowId::from_uuid),
            person_id: person.id,
            kind,
            ticket_id: about.ticket.id,
            clock_id: about.clock.id,
            percent: about.percent,
            created_at: context.now(),
            read_at: None,
        };
        store::notifications::insert(tx, &row).await?;
        let content = mail::escalation::content(person.locale, context.settings(), about, kind);
        letters.push((Recipient::from(*person), content));
    }
    let sender = Sender::read(tx).await?;
    let concerns = Concerns {
        organization: None,
        ticket: Some(about.ticket.id),
    };
    sender
        .enqueue_all(context, tx, "escalation", concerns, &letters)
        .await
}

/// One's own, the newest first.
///
/// # Errors
/// `Denied` for everybody but staff.
pub async fn list(op: &OpContext) -> Result<Vec<Told>> {
    may(&op.actor, Action::ReadOnCall, &Resource::provider())?;
    let mut tx = op.app.db().read().await?;
    Ok(store::notifications::list(&mut tx, op.actor.person, SHOWN).await?)
}

/// All of one's own up to an instant are read: what came after the page was shown stays unread.
///
/// # Errors
/// `Denied` for everybody but staff.
pub async fn mark_all_read(op: &OpContext, up_to: Timestamp) -> Result<()> {
    may(&op.actor, Action::ReadOnCall, &Resource::provider())?;
    let mut tx = op.app.db().begin().await?;
    store::notifications::mark_all_read(&mut tx, op.actor.person, op.now(), up_to).await?;
    Ok(tx.save().await?)
}
