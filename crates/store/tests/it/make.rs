//! Rows for the stories.

use domain::credential::{AccountRights, SecretClass, SecretField, SecretState, ShardPurpose};
use domain::ids::{
    ClockId, InterventionId, OrganizationId, PersonId, SecretId, ShardId, SystemId, TicketId,
    TicketNumber,
};
use domain::intervention::InterventionState;
use domain::sla::ClockKind;
use domain::sla::engine::{CalendarRef, Clock, NewClock, Registry};
use domain::system::PrimaryIpv4;
use domain::ticket::{Channel, Class, Department, Priority, TicketState};
use domain::time::Timestamp;
use store::interventions::{InterventionRow, Requested};
use store::organizations::OrganizationRow;
use store::people::PersonRow;
use store::secrets::{SecretRow, SecretVersionRow};
use store::shards::ShardRow;
use store::systems::SystemRow;
use store::testing::{SeededRandom, rows};
use store::tickets::TicketRow;
use store::{
    Db, Hidden, Tx, clocks, interventions, organizations, people, secrets, shards, systems, tickets,
};

pub static RANDOM: SeededRandom = SeededRandom::new(1);

/// The moment the stories begin at: 2026-11-21T20:00:00Z.
pub fn now() -> Timestamp {
    Timestamp::from_unix(1_795_291_200)
}

pub fn person_row(email: &str) -> PersonRow {
    rows::person(PersonId::new(now(), &RANDOM), email, now())
}

pub async fn person(db: &Db, email: &str) -> store::Result<PersonId> {
    let row = person_row(email);
    let mut tx = db.begin().await?;
    people::insert(&mut tx, &row).await?;
    tx.save().await?;
    Ok(row.id)
}

pub fn organization_row(number: &str) -> OrganizationRow {
    OrganizationRow {
        name: format!("Kunde {number}"),
        ..rows::organization(OrganizationId::new(now(), &RANDOM), number, now())
    }
}

pub async fn organization(db: &Db, number: &str) -> store::Result<OrganizationId> {
    let row = organization_row(number);
    let mut tx = db.begin().await?;
    organizations::insert(&mut tx, &row).await?;
    tx.save().await?;
    Ok(row.id)
}

pub fn system_row(organization: OrganizationId, last_octet: u8) -> SystemRow {
    let id = SystemId::new(now(), &RANDOM);
    rows::system(id, organization, last_octet, now())
}

pub fn address(last_octet: u8) -> PrimaryIpv4 {
    format!("203.0.113.{last_octet}")
        .parse()
        .expect("a documentation address")
}

pub async fn system(
    db: &Db,
    organization: OrganizationId,
    last_octet: u8,
) -> store::Result<SystemId> {
    let row = system_row(organization, last_octet);
    let mut tx = db.begin().await?;
    systems::insert(&mut tx, &row).await?;
    tx.save().await?;
    Ok(row.id)
}

pub fn ticket_row(organization: OrganizationId, opened_by: PersonId, subject: &str) -> TicketRow {
    TicketRow {
        number: TicketNumber(0),
        id: TicketId::new(now(), &RANDOM),
        organization_id: organization,
        system_id: None,
        department: Department::Technical,
        class: Class::Fault,
        proposed_class: Class::Fault,
        priority: Priority::Normal,
        state: TicketState::New,
        is_open: true,
        subject: subject.to_owned(),
        channel: Channel::Portal,
        opened_by,
        caller_name: String::new(),
        assignee_id: None,
        team_id: None,
        scheduled_for: None,
        message_count: 0,
        last_message_by_customer: true,
        received_at: now(),
        created_at: now(),
        updated_at: now(),
        resolved_at: None,
        closed_at: None,
        next_breach_at: Timestamp::FAR_FUTURE,
        version: 1,
        idempotency_key: None,
    }
}

/// A ticket with its customer, for stories about what hangs on a ticket.
pub struct Case {
    pub organization: OrganizationId,
    pub customer: PersonId,
    pub staff: PersonId,
    pub ticket: TicketRow,
}

pub async fn case(db: &Db) -> store::Result<Case> {
    let customer = person(db, "kunde@example.org").await?;
    let staff = person(db, "technik@example.org").await?;
    let organization = organization(db, "K-1").await?;
    let mut tx = db.begin().await?;
    let ticket = ticket(
        &mut tx,
        ticket_row(organization, customer, "Server antwortet nicht"),
    )
    .await?;
    tx.save().await?;
    Ok(Case {
        organization,
        customer,
        staff,
        ticket,
    })
}

pub async fn ticket(tx: &mut Tx, mut row: TicketRow) -> store::Result<TicketRow> {
    row.number = tickets::insert(tx, &row).await?;
    Ok(row)
}

/// Starts a clock on a ticket, and lets the ticket know.
pub async fn clock(
    tx: &mut Tx,
    ticket: &mut TicketRow,
    kind: ClockKind,
    target_s: i64,
) -> store::Result<Clock> {
    let new = NewClock {
        id: ClockId::new(now(), &RANDOM),
        ticket_id: ticket.id,
        kind,
        cycle: clocks::last_cycle(tx, ticket.id, kind).await? + 1,
        target_s,
        policy_version: 1,
        calendar: CalendarRef::around_the_clock(),
    };
    let step = Clock::start(new, now(), &Registry::default()).expect("it is always there");
    clocks::insert(tx, &step.clock).await?;
    ticket.next_breach_at = clocks::next_breach(tx, ticket.id).await?;
    tickets::update(tx, ticket).await?;
    Ok(step.clock)
}

/// Raw SQL can neither change nor remove a row of this table. // I-43
pub async fn assert_append_only(db: &Db, table: &'static str) -> Result<(), sqlx::Error> {
    let column = match table {
        "audit_events" => "kind",
        "calendar_versions" | "policy_versions" | "rotations" | "tariff_versions" => "version",
        "stint_withdrawals" => "stint_id",
        _ => "id",
    };
    for sql in [
        format!("UPDATE {table} SET {column} = {column}"),
        format!("DELETE FROM {table}"),
    ] {
        let sql = sqlx::AssertSqlSafe(sql);
        let refused = match db {
            Db::Sqlite { write, .. } => sqlx::query(sql).execute(write).await.map(drop),
            Db::Postgres { write, .. } => sqlx::query(sql).execute(write).await.map(drop),
        };
        let error = refused.expect_err("the table only grows");
        assert!(error.to_string().contains("append-only"), "{error}");
    }
    Ok(())
}

/// An intervention of a case, in its first cycle.
pub fn intervention_row(case: &Case, system: Option<SystemId>) -> InterventionRow {
    InterventionRow {
        id: InterventionId::new(now(), &RANDOM),
        ticket_id: case.ticket.id,
        organization_id: case.organization,
        system_id: system,
        state: InterventionState::Requested,
        resume_state: None,
        state_reason: String::new(),
        cycle: 1,
        symptom: None,
        problem: "Server bootet nicht".to_owned(),
        error_messages: String::new(),
        wanted_action: "Bootloader reparieren".to_owned(),
        request: Requested::default(),
        contact_phone: "+49 40 1".to_owned(),
        reachable_until: "22 Uhr".to_owned(),
        authorization_id: None,
        complexity: None,
        complexity_set_at: None,
        method: None,
        method_reason: String::new(),
        method_ranking: None,
        method_chosen_at: None,
        site_place: String::new(),
        site_eta: None,
        started_at: None,
        started_by: None,
        summary: String::new(),
        summarised_at: None,
        cause: None,
        avoidable: None,
        avoidable_reason: String::new(),
        advice_sent_at: None,
        closed_at: None,
        password_change_confirmed_at: None,
        password_change_confirmed_by: None,
        created_by: case.customer,
        created_at: now(),
        updated_at: now(),
        version: 1,
    }
}

/// A case whose ticket has an intervention on a system.
pub async fn intervention(db: &Db) -> store::Result<(Case, InterventionRow, SystemId)> {
    let case = case(db).await?;
    let system = system(db, case.organization, 9).await?;
    let row = intervention_row(&case, Some(system));
    let mut tx = db.begin().await?;
    interventions::insert(&mut tx, &row).await?;
    tx.save().await?;
    Ok((case, row, system))
}

/// A secret of an intervention under a shard, with its first version.
pub async fn secret(
    tx: &mut Tx,
    case: &Case,
    shard: Option<ShardId>,
    class: SecretClass,
) -> store::Result<(SecretRow, SecretVersionRow)> {
    let secret = SecretRow {
        id: SecretId::new(now(), &RANDOM),
        organization_id: case.organization,
        class,
        shard_id: shard,
        ticket_id: Some(case.ticket.id),
        system_id: None,
        field: SecretField::Password,
        label: "root".to_owned(),
        account_rights: Some(AccountRights::Root),
        state: SecretState::Stored,
        version: 1,
        created_by: case.customer,
        created_at: now(),
        first_read_at: None,
        shredded_at: None,
        shred_reason: None,
    };
    let version = version_row(&secret, 1);
    secrets::insert(tx, &secret, &version).await?;
    Ok((secret, version))
}

pub fn version_row(secret: &SecretRow, version: i64) -> SecretVersionRow {
    SecretVersionRow {
        secret_id: secret.id,
        version,
        kek_id: "k1".to_owned(),
        wrapped: Some(Hidden(vec![1, 2, 3])),
        blob: Some(Hidden(vec![4, 5, 6, 7])),
        blob_sha256: [7; 32],
        created_by: secret.created_by,
        created_at: now(),
    }
}

pub async fn shard(tx: &mut Tx, case: &Case, purpose: ShardPurpose) -> store::Result<ShardRow> {
    let row = ShardRow {
        id: ShardId::new(now(), &RANDOM),
        purpose,
        organization_id: case.organization,
        ticket_id: Some(case.ticket.id),
        created_at: now(),
        destroy_at: now().plus_seconds(72 * 3600),
        destroyed_at: None,
        destroy_reason: None,
        unlinked_at: None,
    };
    shards::insert(tx, &row).await?;
    Ok(row)
}
