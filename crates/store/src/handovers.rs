//! New credentials on their way to the customer. // I-61

use domain::credential::Handover;
use domain::ids::{
    HandoverId, InterventionId, OrganizationId, PersonId, ShardId, SystemId, TicketId, TicketNumber,
};
use domain::rules::HandoverTimes;
use domain::time::Timestamp;

use crate::row::{Cells, FromRow, Record as _};
use crate::{Result, Tx};

record! {
    /// A hand-over as stored.
    pub struct HandoverRow in "handovers" {
        /// Id.
        pub id: HandoverId,
        /// The customer.
        pub organization_id: OrganizationId,
        /// The ticket.
        pub ticket_id: TicketId,
        /// The intervention.
        pub intervention_id: Option<InterventionId>,
        /// The system they open.
        pub system_id: SystemId,
        /// Their shard.
        pub shard_id: ShardId,
        /// What people call it; never secret itself.
        pub label: String,
        /// Who made it.
        pub created_by: PersonId,
        /// When.
        pub created_at: Timestamp,
        /// When it was first read.
        pub first_read_at: Option<Timestamp>,
        /// By whom.
        pub first_read_by: Option<PersonId>,
        /// When the customer kept it in the account.
        pub kept_at: Option<Timestamp>,
        /// When it was destroyed.
        pub ended_at: Option<Timestamp>,
        /// Fingerprint of its private key, which names it everywhere; empty without one.
        pub key_fingerprint: String,
    }
}

impl HandoverRow {
    /// What the domain decides on, with what was promised on the day it was made.
    pub const fn handover(&self, times: HandoverTimes) -> Handover {
        Handover {
            created_at: self.created_at,
            first_read_at: self.first_read_at,
            kept_at: self.kept_at,
            ended_at: self.ended_at,
            times,
        }
    }
}

/// A hand-over with what a list says about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedHandover {
    /// The hand-over.
    pub row: HandoverRow,
    /// Number of its ticket.
    pub number: TicketNumber,
    /// Name of the system; empty where it is gone.
    pub system: String,
}

impl FromRow for ListedHandover {
    const TABLE: &'static str = "handovers";
    fn from_cells(cells: &mut Cells<'_>) -> Result<Self> {
        Ok(Self {
            row: HandoverRow::from_cells(cells)?,
            number: cells.take()?,
            system: cells.take::<Option<String>>()?.unwrap_or_default(),
        })
    }
}

const FIND: &str = sql!(
    "SELECT ",
    HandoverRow::COLUMNS,
    " FROM handovers WHERE id = $1"
);
const FIND_BY_SHARD: &str = sql!(
    "SELECT ",
    HandoverRow::COLUMNS,
    " FROM handovers WHERE shard_id = $1"
);
const LISTED: &str = sql!(
    "SELECT ",
    HandoverRow::COLUMNS,
    ", (SELECT number FROM tickets WHERE tickets.id = handovers.ticket_id),
    (SELECT name FROM systems WHERE systems.id = handovers.system_id)"
);
const LIST_OF_TICKET: &str = sql!(
    LISTED,
    " FROM handovers WHERE ticket_id = $1 ORDER BY created_at, id"
);
const LIST_OF_ORGANIZATION: &str = sql!(
    LISTED,
    " FROM handovers WHERE organization_id = $1 ORDER BY created_at DESC, id DESC"
);
const UPDATE: &str = sql!("UPDATE handovers SET ", HandoverRow::SET, " WHERE id = $1");

/// Adds a hand-over.
pub async fn insert(tx: &mut Tx, handover: &HandoverRow) -> Result<()> {
    tx.insert(handover).await
}

/// The hand-over with this id.
pub async fn find(tx: &mut Tx, id: HandoverId) -> Result<Option<HandoverRow>> {
    tx.optional(FIND, args![id]).await
}

/// The hand-over under a shard.
pub async fn find_by_shard(tx: &mut Tx, shard: ShardId) -> Result<Option<HandoverRow>> {
    tx.optional(FIND_BY_SHARD, args![shard]).await
}

/// The hand-overs of a ticket in order.
pub async fn list_of_ticket(tx: &mut Tx, ticket: TicketId) -> Result<Vec<ListedHandover>> {
    tx.list(LIST_OF_TICKET, args![ticket]).await
}

/// The hand-overs of an organization, the newest first.
pub async fn list_of_organization(
    tx: &mut Tx,
    organization: OrganizationId,
) -> Result<Vec<ListedHandover>> {
    tx.list(LIST_OF_ORGANIZATION, args![organization]).await
}

/// Writes every column of a hand-over.
pub async fn update(tx: &mut Tx, handover: &HandoverRow) -> Result<()> {
    tx.change_one(UPDATE, handover.values()).await
}
