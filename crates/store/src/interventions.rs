//! Interventions: where the procedure stands, what was asked for, what came out of it.

use domain::charge::Cents;
use domain::ids::{
    AuthorizationId, InterventionId, OrganizationId, PersonId, SystemId, TicketId, TicketNumber,
};
use domain::intervention::gate::Earlier;
use domain::intervention::{
    AccessMethod, Acknowledgement, Cause, Complexity, InterventionState, Symptom, Task,
};
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

use crate::dialect::{Spelled, Statement};
use crate::row::{Cells, FromRow, Record as _};
use crate::{Result, StoreError, Tx};

/// What the customer ticked in the request, signed or not. What was signed stands in the authorization's terms.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Requested {
    /// Tasks.
    pub tasks: Vec<Task>,
    /// Ceiling for tasks that cost something, net.
    pub ceiling: Option<Cents>,
    /// Allowed methods.
    pub methods: Vec<AccessMethod>,
    /// Our public key is installed.
    pub our_key: bool,
    /// The credentials are those of an account made for this intervention only; `None` where nobody said.
    pub temporary_account: Option<bool>,
    /// Duties acknowledged.
    pub acknowledgements: Vec<Acknowledgement>,
    /// Whether the work made new credentials; `None` until the engineer says so.
    pub new_credentials: Option<bool>,
}

record! {
    /// An intervention as stored.
    pub struct InterventionRow in "interventions" {
        /// Id.
        pub id: InterventionId,
        /// Its ticket, of which it is the only one.
        pub ticket_id: TicketId,
        /// The customer.
        pub organization_id: OrganizationId,
        /// The system, once chosen.
        pub system_id: Option<SystemId>,
        /// Where it stands.
        pub state: InterventionState,
        /// Where it goes back to after a clarification.
        pub resume_state: Option<InterventionState>,
        /// Why it stands there.
        pub state_reason: String,
        /// The how manyeth authorization, from 1.
        pub cycle: i64,
        /// Symptom, once chosen.
        pub symptom: Option<Symptom>,
        /// What is wrong.
        pub problem: String,
        /// Error messages.
        pub error_messages: String,
        /// What is to be done, in words.
        pub wanted_action: String,
        /// What was ticked.
        pub request: Requested,
        /// Phone number for questions.
        pub contact_phone: String,
        /// Until when somebody is reachable, as typed.
        pub reachable_until: String,
        /// The current authorization.
        pub authorization_id: Option<AuthorizationId>,
        /// Standard or complex.
        pub complexity: Option<Complexity>,
        /// Since when.
        pub complexity_set_at: Option<Timestamp>,
        /// Chosen access method.
        pub method: Option<AccessMethod>,
        /// Why it was chosen.
        pub method_reason: String,
        /// The ranking shown when it was chosen, as JSON.
        pub method_ranking: Option<String>,
        /// When it was chosen.
        pub method_chosen_at: Option<Timestamp>,
        /// Data centre, for work on site.
        pub site_place: String,
        /// When somebody will be there.
        pub site_eta: Option<Timestamp>,
        /// When the work began.
        pub started_at: Option<Timestamp>,
        /// Who began it.
        pub started_by: Option<PersonId>,
        /// Summary for the customer.
        pub summary: String,
        /// When it went to the customer.
        pub summarised_at: Option<Timestamp>,
        /// What was the matter.
        pub cause: Option<Cause>,
        /// Whether it could have been avoided.
        pub avoidable: Option<bool>,
        /// Why, or why not.
        pub avoidable_reason: String,
        /// When the advice went out.
        pub advice_sent_at: Option<Timestamp>,
        /// When it was closed.
        pub closed_at: Option<Timestamp>,
        /// When the customer confirmed the password change.
        pub password_change_confirmed_at: Option<Timestamp>,
        /// Who confirmed it.
        pub password_change_confirmed_by: Option<PersonId>,
        /// Who began the request.
        pub created_by: PersonId,
        /// When.
        pub created_at: Timestamp,
        /// Last change.
        pub updated_at: Timestamp,
        /// Counts the changes.
        pub version: i64,
    }
}

/// An intervention in a customer's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerCase {
    /// Its ticket.
    pub number: TicketNumber,
    /// The ticket's subject.
    pub subject: String,
    /// Where it stands.
    pub state: InterventionState,
    /// The system, once chosen.
    pub system_name: Option<String>,
    /// Last change.
    pub updated_at: Timestamp,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// When the customer confirmed the password change.
    pub password_change_confirmed_at: Option<Timestamp>,
}

impl FromRow for CustomerCase {
    const TABLE: &'static str = "interventions";
    fn from_cells(cells: &mut Cells<'_>) -> Result<Self> {
        Ok(Self {
            number: cells.take()?,
            subject: cells.take()?,
            state: cells.take()?,
            system_name: cells.take()?,
            updated_at: cells.take()?,
            closed_at: cells.take()?,
            password_change_confirmed_at: cells.take()?,
        })
    }
}

impl FromRow for Earlier {
    const TABLE: &'static str = "interventions";
    fn from_cells(cells: &mut Cells<'_>) -> Result<Self> {
        Ok(Self {
            cause: cells.take()?,
            avoidable: cells.take()?,
            closed_at: cells.take()?,
        })
    }
}

const FIND: &str = sql!(
    "SELECT ",
    InterventionRow::COLUMNS,
    " FROM interventions WHERE id = $1"
);
const FIND_LOCKED: Spelled = locking!(FIND);
const FIND_BY_TICKET: &str = sql!(
    "SELECT ",
    InterventionRow::COLUMNS,
    " FROM interventions WHERE ticket_id = $1"
);
const LIST_OF_SYSTEM: &str = sql!(
    "SELECT ",
    InterventionRow::COLUMNS,
    " FROM interventions WHERE system_id = $1 ORDER BY created_at DESC, id DESC LIMIT $2"
);
const UNCONFIRMED: &str = "SELECT interventions.id, tickets.number, interventions.ticket_id, interventions.closed_at,
        (SELECT COUNT(DISTINCT mails.created_at) FROM mails WHERE mails.ticket_id = interventions.ticket_id
            AND mails.kind = $2 AND mails.created_at >= interventions.closed_at)
    FROM interventions JOIN tickets ON tickets.id = interventions.ticket_id
    WHERE interventions.state = 'closed' AND interventions.password_change_confirmed_at IS NULL
        AND interventions.closed_at <= $1 AND interventions.id > $3
    ORDER BY interventions.id LIMIT $4";
const LIST_EARLIER: &str = "SELECT cause, avoidable, closed_at FROM interventions
    WHERE system_id = $1 AND closed_at >= $2 AND id <> $3 AND state IN ('closed', 'reopened') AND cause IS NOT NULL
        AND avoidable IS NOT NULL
    UNION ALL SELECT cause, avoidable, closed_at FROM intervention_rounds
    WHERE system_id = $1 AND closed_at >= $2 AND cause IS NOT NULL AND avoidable IS NOT NULL
    ORDER BY 3, 1";
const LIST_OF_CUSTOMER: &str = "SELECT tickets.number, tickets.subject, interventions.state, systems.name, interventions.updated_at,
        interventions.closed_at, interventions.password_change_confirmed_at
    FROM tickets
    JOIN interventions ON interventions.ticket_id = tickets.id
    LEFT JOIN systems ON systems.id = interventions.system_id
    WHERE tickets.organization_id IN ";
const UPDATE: &str = sql!(
    "UPDATE interventions SET ",
    InterventionRow::SET,
    " WHERE id = $1 AND version = "
);

/// Adds an intervention. A second one on its ticket is a conflict on `interventions_ticket_id_key`.
pub async fn insert(tx: &mut Tx, intervention: &InterventionRow) -> Result<()> {
    tx.insert(intervention).await
}

/// The intervention with this id.
pub async fn find(tx: &mut Tx, id: InterventionId) -> Result<Option<InterventionRow>> {
    tx.optional(FIND, args![id]).await
}

/// The intervention with this id, held until the unit of work ends: what every look at a secret begins with.
pub async fn find_for_update(tx: &mut Tx, id: InterventionId) -> Result<Option<InterventionRow>> {
    let sql = tx.spell(FIND_LOCKED);
    tx.optional(sql, args![id]).await
}

/// The intervention of a ticket.
pub async fn find_by_ticket(tx: &mut Tx, ticket: TicketId) -> Result<Option<InterventionRow>> {
    tx.optional(FIND_BY_TICKET, args![ticket]).await
}

/// Writes every column and counts the version up; [`StoreError::Stale`] if somebody was faster.
pub async fn update(tx: &mut Tx, intervention: &mut InterventionRow) -> Result<()> {
    let read = intervention.version;
    intervention.version += 1;
    let (sql, values) = Statement::continued(UPDATE, intervention.values())
        .and(read)
        .finish();
    if tx.execute(sql, values).await? == 0 {
        intervention.version = read;
        return Err(StoreError::Stale {
            table: "interventions",
        });
    }
    Ok(())
}

/// Interventions on a system, the newest first.
pub async fn list_of_system(
    tx: &mut Tx,
    system: SystemId,
    limit: i64,
) -> Result<Vec<InterventionRow>> {
    tx.list(LIST_OF_SYSTEM, args![system, limit]).await
}

/// A closed intervention whose password change nobody has confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unconfirmed {
    /// Id.
    pub id: InterventionId,
    /// Number of its ticket.
    pub number: TicketNumber,
    /// Its ticket.
    pub ticket: TicketId,
    /// When it was closed.
    pub closed_at: Timestamp,
    /// Reminders of this kind since then; several recipients of one count once.
    pub reminded: i64,
}

impl FromRow for Unconfirmed {
    const TABLE: &'static str = "interventions";
    fn from_cells(cells: &mut Cells<'_>) -> Result<Self> {
        Ok(Self {
            id: cells.take()?,
            number: cells.take()?,
            ticket: cells.take()?,
            closed_at: cells.take()?,
            reminded: cells.take()?,
        })
    }
}

/// The next ones of those closed by a moment, in the order of their ids, behind `after`, with the number of mails of a kind.
pub async fn list_unconfirmed(
    tx: &mut Tx,
    closed_by: Timestamp,
    kind: &str,
    after: Option<InterventionId>,
    limit: i64,
) -> Result<Vec<Unconfirmed>> {
    let after = after.unwrap_or_else(|| InterventionId::from_uuid(uuid::Uuid::nil()));
    tx.list(UNCONFIRMED, args![closed_by, kind, after, limit])
        .await
}

/// The interventions of some customers, the newest first.
pub async fn list_of_customer(
    tx: &mut Tx,
    organizations: &[OrganizationId],
    limit: i64,
) -> Result<Vec<CustomerCase>> {
    let mut query = Statement::new(LIST_OF_CUSTOMER);
    query
        .bind_list(organizations)
        .push(" ORDER BY tickets.number DESC LIMIT ")
        .bind(limit);
    let (sql, values) = query.finish();
    tx.list(sql, values).await
}

/// Other interventions on a system closed since a moment, and all former rounds, with their causes: whether this is a repeated case (I-60).
pub async fn list_earlier(
    tx: &mut Tx,
    system: SystemId,
    since: Timestamp,
    but: InterventionId,
) -> Result<Vec<Earlier>> {
    tx.list(LIST_EARLIER, args![system, since, but]).await
}
