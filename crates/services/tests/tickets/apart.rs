//! What time does to tickets: one that cannot be written stops no other.

use domain::ticket::TicketState;
use services::tickets::{self, Act};
use store::Db;

use crate::desk::{Desk, Result};

const DAY: i64 = 24 * 3_600;

async fn raw(db: &Db, sqlite: &'static str, postgres: &'static str) -> Result {
    match db {
        Db::Sqlite { write, .. } => sqlx::raw_sql(sqlite).execute(write).await.map(drop)?,
        Db::Postgres { write, .. } => sqlx::raw_sql(postgres).execute(write).await.map(drop)?,
    }
    Ok(())
}

/// Nothing can be written about the oldest ticket any more.
async fn break_the_first(desk: &Desk) -> Result {
    raw(
        desk.context.db(),
        "CREATE TRIGGER stuck BEFORE INSERT ON audit_events
         WHEN new.ticket_id = (SELECT id FROM tickets ORDER BY number LIMIT 1)
         BEGIN SELECT RAISE(ABORT, 'broken'); END",
        "CREATE FUNCTION stuck() RETURNS trigger LANGUAGE plpgsql AS
         $$ BEGIN IF new.ticket_id = (SELECT id FROM tickets ORDER BY number LIMIT 1) THEN RAISE EXCEPTION 'broken'; END IF; RETURN new; END $$;
         CREATE TRIGGER stuck BEFORE INSERT ON audit_events FOR EACH ROW EXECUTE FUNCTION stuck()",
    )
    .await
}

store::both_databases! {
    async fn beside_a_broken_ticket_the_healthy_one_breaches_and_closes_in_time(db: Db) {
        let desk = Desk::new(db).await?;
        let broken = desk.file("fault", "Server weg").await?;
        desk.clock.advance(60);
        let healthy = desk.file("fault", "Noch einer weg").await?;
        break_the_first(&desk).await?;
        desk.clock.advance(DAY);
        assert!(services::clocks::note_breaches(&desk.context, 10).await.is_err(), "it is told at the end");
        let breached = |kinds: Vec<String>| kinds.iter().any(|kind| kind.contains("breach"));
        assert!(breached(desk.kinds(healthy).await?) && !breached(desk.kinds(broken).await?));

        raw(desk.context.db(), "DROP TRIGGER stuck", "DROP TRIGGER stuck ON audit_events; DROP FUNCTION stuck").await?;
        for number in [broken, healthy] {
            let because = tickets::Because { reason: "capacity", note: "" };
            tickets::change_because(&desk.jana, number, Act::Resolve, because).await?;
        }
        break_the_first(&desk).await?;
        desk.clock.advance(60 * DAY);
        assert!(tickets::close_by_time(&desk.context).await.is_err(), "it is told at the end");
        assert_eq!(desk.row(healthy).await?.state, TicketState::Closed);
        assert_eq!(desk.row(broken).await?.state, TicketState::Resolved);
    }
}
