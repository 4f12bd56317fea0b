//! Many rows in few statements: what the demo's thousands of tickets are written with.
//!
//! One statement takes so many rows that its cost no longer counts. The statements of one shape share one text, so that
//! they stay prepared; only the last of a list is shorter.

use std::collections::HashMap;

use domain::ids::{ClockId, PersonId, RowId, SystemId, TicketId, TicketNumber};
use domain::sla::engine::{Clock, Event};
use domain::ticket::LinkKind;
use domain::time::Timestamp;

use crate::dialect::{Spelled, Statement};
use crate::jobs::NewJob;
use crate::mails::MailRow;
use crate::messages::MessageRow;
use crate::row::Record;
use crate::search::SearchDocument;
use crate::tickets::TicketRow;
use crate::tx::Dialect;
use crate::value::Value;
use crate::{Db, Result, Tx};

/// Values of one statement at most; SQLite takes 32,766, PostgreSQL 65,535, and a longer text is no faster.
const VALUES: usize = 2_000;

/// An event of a clock on its way in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClockEvent {
    /// Its id.
    pub id: RowId,
    /// The clock.
    pub clock: ClockId,
    /// Its number on the clock, from 1.
    pub seq: i64,
    /// Who caused it.
    pub actor: Option<PersonId>,
    /// What happened.
    pub event: Event,
}

/// A link between two tickets on its way in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// Its id.
    pub id: RowId,
    /// The ticket it was made on.
    pub ticket: TicketId,
    /// The other one.
    pub other: TicketId,
    /// What kind.
    pub kind: LinkKind,
    /// Who made it.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
}

impl Tx {
    /// Inserts rows of equal length: `head` is the statement up to ` VALUES `.
    pub(crate) async fn insert_all(
        &mut self,
        head: &'static str,
        rows: Vec<Vec<Value>>,
    ) -> Result<()> {
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            let mut count = 0;
            let mut counting = rows.by_ref().inspect(|_| count += 1);
            let (sql, values) = several(head, &mut counting).finish();
            self.write(sql, values, count..=count).await?;
        }
        Ok(())
    }
}

/// A statement with as many rows as it takes.
fn several(head: &'static str, rows: &mut impl Iterator<Item = Vec<Value>>) -> Statement {
    let mut query = Statement::new(head);
    let mut count = 0;
    query.push(" VALUES ");
    while count < VALUES
        && let Some(row) = rows.next()
    {
        query.push(if count == 0 { "(" } else { ", (" });
        count += row.len();
        for (n, value) in row.into_iter().enumerate() {
            if n > 0 {
                query.push(", ");
            }
            query.place(value);
        }
        query.push(")");
    }
    query
}

/// The part of an INSERT before its places.
fn head(insert: &'static str) -> &'static str {
    insert
        .split_once(" VALUES ")
        .map_or(insert, |(head, _)| head)
}

fn values<R: Record>(rows: &[R]) -> Vec<Vec<Value>> {
    rows.iter().map(Record::values).collect()
}

/// Lets the rest of this connection's life use memory for many rows at once; PostgreSQL has its own.
pub async fn prepare(tx: &mut Tx) -> Result<()> {
    if tx.dialect() == Dialect::Sqlite {
        tx.list::<(i64,)>("PRAGMA cache_size = -262144", args![])
            .await?;
    }
    Ok(())
}

/// Adds tickets; the database numbers them in their order, and each row then knows its number.
pub async fn tickets(tx: &mut Tx, tickets: &mut [TicketRow]) -> Result<()> {
    let mut rows = tickets
        .iter()
        .map(|ticket| ticket.values().split_off(1))
        .peekable();
    let mut numbers: HashMap<TicketId, TicketNumber> = HashMap::new();
    while rows.peek().is_some() {
        let mut query = several(head(TicketRow::INSERT_NUMBERED), &mut rows);
        query.push(" RETURNING id, number");
        let (sql, values) = query.finish();
        numbers.extend(tx.list::<(TicketId, TicketNumber)>(sql, values).await?);
    }
    drop(rows);
    for ticket in tickets {
        if let Some(number) = numbers.get(&ticket.id) {
            ticket.number = *number;
        }
    }
    Ok(())
}

/// Says which systems tickets are about.
pub async fn ticket_systems(tx: &mut Tx, pairs: &[(TicketId, SystemId)]) -> Result<()> {
    let rows = pairs.iter().map(|(t, s)| args![t, s]).collect();
    tx.insert_all("INSERT INTO ticket_systems (ticket_id, system_id)", rows)
        .await
}

/// Links tickets.
pub async fn links(tx: &mut Tx, links: &[Link]) -> Result<()> {
    const HEAD: &str =
        "INSERT INTO ticket_links (id, ticket_id, other_id, kind, created_by, created_at)";
    let rows = links
        .iter()
        .map(|l| args![l.id, l.ticket, l.other, l.kind, l.by, l.at])
        .collect();
    tx.insert_all(HEAD, rows).await
}

/// Adds messages and notes.
pub async fn messages(tx: &mut Tx, messages: &[MessageRow]) -> Result<()> {
    tx.insert_all(head(MessageRow::INSERT), values(messages))
        .await
}

/// Adds mails.
pub async fn mails(tx: &mut Tx, mails: &[MailRow]) -> Result<()> {
    tx.insert_all(head(MailRow::INSERT), values(mails)).await
}

/// Adds jobs. A key in use is a conflict here.
pub async fn jobs(tx: &mut Tx, jobs: &[NewJob]) -> Result<()> {
    const HEAD: &str =
        "INSERT INTO jobs (id, kind, payload, unique_key, run_at, created_at, attempts, dead)";
    let row = |j: &NewJob| {
        let (kind, payload) = (j.kind.as_str(), j.payload.as_str());
        args![
            j.id,
            kind,
            payload,
            j.unique_key,
            j.run_at,
            j.created_at,
            0_i64,
            false
        ]
    };
    tx.insert_all(HEAD, jobs.iter().map(row).collect()).await
}

/// Adds clocks.
pub async fn clocks(tx: &mut Tx, clocks: &[Clock]) -> Result<()> {
    tx.insert_all(head(Clock::INSERT), values(clocks)).await
}

/// Adds what happened to clocks.
pub async fn clock_events(tx: &mut Tx, events: &[ClockEvent]) -> Result<()> {
    const HEAD: &str = "INSERT INTO clock_events (id, clock_id, seq, kind, at, actor_id, detail)";
    let row = |e: &ClockEvent| {
        let detail = e.event.detail.to_json();
        args![
            e.id,
            e.clock,
            e.seq,
            e.event.kind,
            e.event.at,
            e.actor,
            detail
        ]
    };
    tx.insert_all(HEAD, events.iter().map(row).collect()).await
}

/// Adds texts to the search. A text of the same row is a conflict here.
pub async fn search_documents(tx: &mut Tx, documents: &[SearchDocument]) -> Result<()> {
    const HEAD: &str =
        "INSERT INTO search_documents (ticket_number, organization_id, kind, source_id, body)";
    let row = |d: &SearchDocument| {
        args![
            d.ticket_number,
            d.organization_id,
            d.kind,
            d.source_id,
            d.body
        ]
    };
    tx.insert_all(HEAD, documents.iter().map(row).collect())
        .await
}

/// Says for whom tickets waited that came in with [`tickets()`], some of them for the customer, a few for a supplier; and why
/// most of their broken promises were broken.
pub async fn waits(tx: &mut Tx) -> Result<()> {
    const LIFE: Spelled = Spelled {
        sqlite: "UPDATE tickets SET state_since = COALESCE(resolved_at, closed_at, updated_at), waited_us_s =
            MAX(0, unixepoch(COALESCE(resolved_at, closed_at, updated_at)) - unixepoch(received_at)) WHERE state_since IS NULL",
        postgres: "UPDATE tickets SET state_since = COALESCE(resolved_at, closed_at, updated_at), waited_us_s =
            GREATEST(0, EXTRACT(EPOCH FROM COALESCE(resolved_at, closed_at, updated_at) - received_at)::BIGINT)
            WHERE state_since IS NULL",
    };
    const SHARES: &str = "UPDATE tickets SET waited_customer_s = waited_us_s * (number % 4) / 8,
            waited_third_party_s = waited_us_s * (number % 5) / 40,
            waited_us_s = waited_us_s - waited_us_s * (number % 4) / 8 - waited_us_s * (number % 5) / 40
        WHERE waited_customer_s = 0 AND waited_third_party_s = 0";
    const REASONS: &str = "UPDATE clocks SET breach_reason =
            (SELECT CASE tickets.number % 9 WHEN 0 THEN NULL WHEN 1 THEN 'forwarding' WHEN 2 THEN 'forwarding'
                WHEN 3 THEN 'misclassified' WHEN 4 THEN 'third_party' WHEN 5 THEN 'system_fault' ELSE 'capacity' END
            FROM tickets WHERE tickets.id = clocks.ticket_id)
        WHERE outcome = 'breached' AND breach_reason IS NULL";
    let life = tx.spell(LIFE);
    tx.execute(life, args![]).await?;
    tx.execute(SHARES, args![]).await?;
    tx.execute(REASONS, args![]).await?;
    Ok(())
}

/// Tells PostgreSQL what it holds now, as its autovacuum would within the next minutes; SQLite plans without.
pub async fn settle(db: &Db) -> Result<()> {
    if let Db::Postgres { write, .. } = db {
        let mut connection = write.acquire().await?;
        sqlx::query("SET statement_timeout = 0")
            .execute(&mut *connection)
            .await?;
        sqlx::query("VACUUM ANALYZE")
            .execute(&mut *connection)
            .await?;
        connection.close().await?;
    }
    Ok(())
}
