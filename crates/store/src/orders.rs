//! Orders (Auftrag): what was offered on a ticket, at what price and ceiling, and who accepted it. // RULINGS 4

use domain::charge::{CeilingLevel, Cents, Tariff};
use domain::contract::{OrderState, OrderTerms};
use domain::ids::{OrderId, OrganizationId, PersonId, RowId, TicketId, TicketNumber};
use domain::intervention::Task;
use domain::time::Timestamp;

use crate::dialect::Statement;
use crate::{Ask, Result, Tx};

record! {
    /// An order as stored.
    pub struct OrderRow in "orders" {
        /// Id.
        pub id: OrderId,
        /// The ticket.
        pub ticket_id: TicketId,
        /// The task of the scope catalogue, if it is one.
        pub task: Option<Task>,
        /// What is done for the money.
        pub scope: String,
        /// How it is charged.
        pub tariff: Tariff,
        /// Above this nothing is billed until the customer raises it; net.
        pub ceiling_cents: Option<Cents>,
        /// Where it stands.
        pub state: OrderState,
        /// Until when it can be accepted.
        pub valid_until: Timestamp,
        /// Who offered it.
        pub offered_by: PersonId,
        /// When.
        pub offered_at: Timestamp,
        /// Who answered.
        pub decided_by: Option<PersonId>,
        /// When.
        pub decided_at: Option<Timestamp>,
    }
}

impl OrderRow {
    /// What the domain decides on.
    pub const fn terms(&self) -> OrderTerms {
        OrderTerms {
            tariff: self.tariff,
            ceiling: self.ceiling_cents,
            valid_until: self.valid_until,
        }
    }
}

record! {
    /// That the customer raised the ceiling of an order, as stored. Written once, never changed. // I-14
    pub struct OrderRaiseRow in "order_raises" {
        /// Id.
        pub id: RowId,
        /// The order.
        pub order_id: OrderId,
        /// The ceiling since then, net.
        pub ceiling_cents: Cents,
        /// Who raised it.
        pub raised_by: PersonId,
        /// When.
        pub raised_at: Timestamp,
    }
}

record! {
    /// A mark of an order's ceiling that was told, as stored.
    pub struct OrderMarkRow in "order_marks" {
        /// Id.
        pub id: RowId,
        /// The order.
        pub order_id: OrderId,
        /// The ceiling it is a mark of, net.
        pub ceiling_cents: Cents,
        /// Which mark.
        pub level: CeilingLevel,
        /// What the work had come to, net.
        pub spent_cents: Cents,
        /// When it was told.
        pub told_at: Timestamp,
    }
}

const LIST_RAISES: &str = sql!(
    "SELECT ",
    OrderRaiseRow::COLUMNS,
    " FROM order_raises WHERE order_id = $1 ORDER BY raised_at, id"
);
const LIST_MARKS: &str = sql!(
    "SELECT ",
    OrderMarkRow::COLUMNS,
    " FROM order_marks WHERE order_id = $1 ORDER BY told_at, id"
);
const FIND: &str = sql!("SELECT ", OrderRow::COLUMNS, " FROM orders WHERE id = $1");
const LIST: &str = sql!(
    "SELECT ",
    OrderRow::COLUMNS,
    " FROM orders WHERE ticket_id = $1 ORDER BY offered_at, id"
);
const LIST_OVERDUE: &str = sql!(
    "SELECT ",
    OrderRow::COLUMNS,
    " FROM orders WHERE state = 'offered' AND valid_until <= $1 ORDER BY valid_until, id LIMIT $2"
);
const DECIDE: &str = "UPDATE orders SET state = $2, decided_by = $3, decided_at = $4 WHERE id = $1 AND state = 'offered'";

/// An open offer on a ticket that is no intervention: its number, the system, since when.
pub type OpenOffer = (TicketNumber, Option<String>, Timestamp);

const OPEN: &str = "SELECT tickets.number, systems.name, orders.offered_at FROM orders
        JOIN tickets ON tickets.id = orders.ticket_id LEFT JOIN systems ON systems.id = tickets.system_id
    WHERE orders.state = 'offered' AND tickets.class <> 'intervention'
        AND tickets.state NOT IN ('resolved', 'closed') AND tickets.organization_id IN ";

/// What waits for the answer of some customers, the oldest first.
pub async fn list_open(
    tx: &mut Tx,
    organizations: &[OrganizationId],
    now: Timestamp,
    limit: i64,
) -> Result<Vec<OpenOffer>> {
    let mut query = Statement::new(OPEN);
    query
        .bind_list(organizations)
        .push(" AND orders.valid_until > ")
        .bind(now)
        .push(" ORDER BY orders.offered_at, orders.id LIMIT ")
        .bind(limit);
    let (sql, values) = query.finish();
    tx.list(sql, values).await
}

/// Adds an offer.
pub async fn insert(tx: &mut Tx, order: &OrderRow) -> Result<()> {
    tx.insert(order).await
}

/// The order with this id.
pub async fn find(tx: &mut Tx, id: OrderId) -> Result<Option<OrderRow>> {
    tx.optional(FIND, args![id]).await
}

/// The orders of a ticket in the order they were offered, as a question.
pub fn ask(ticket: TicketId) -> Ask<OrderRow> {
    Ask::new(LIST, args![ticket])
}

/// The same, read.
pub async fn list(tx: &mut Tx, ticket: TicketId) -> Result<Vec<OrderRow>> {
    tx.list(LIST, args![ticket]).await
}

/// Offers nobody answered in time.
pub async fn list_overdue(tx: &mut Tx, now: Timestamp, limit: i64) -> Result<Vec<OrderRow>> {
    tx.list(LIST_OVERDUE, args![now, limit]).await
}

/// Settles an offer: `false` if it was settled before, also at the same moment.
pub async fn decide(
    tx: &mut Tx,
    id: OrderId,
    state: OrderState,
    by: Option<PersonId>,
    now: Timestamp,
) -> Result<bool> {
    Ok(tx.execute(DECIDE, args![id, state, by, now]).await? == 1)
}

/// Keeps a raise of its ceiling.
pub async fn raise(tx: &mut Tx, raise: &OrderRaiseRow) -> Result<()> {
    tx.insert(raise).await
}

/// The raises of an order's ceiling in order.
pub async fn list_raises(tx: &mut Tx, order: OrderId) -> Result<Vec<OrderRaiseRow>> {
    tx.list(LIST_RAISES, args![order]).await
}

/// Keeps a mark. The same one a second time is a conflict on `order_marks_order_id_ceiling_cents_level_key`.
pub async fn mark(tx: &mut Tx, mark: &OrderMarkRow) -> Result<()> {
    tx.insert(mark).await
}

/// The marks of an order's ceiling in order.
pub async fn list_marks(tx: &mut Tx, order: OrderId) -> Result<Vec<OrderMarkRow>> {
    tx.list(LIST_MARKS, args![order]).await
}
