//! One case that cannot be written stops no other: every item of housekeeping is on its own.

use domain::credential::{ShardPurpose, ShredReason};
use domain::ids::ShardId;
use services::interventions::RequestForm;
use services::{credentials, interventions};

use store::shards::ShardRow;

use super::desk::Desk;
use super::tampering::raw;

const EXPIRED: &str = "authorization.expired";
const SHREDDED: &str = "secret.shredded";

store::both_databases! {
    async fn beside_a_broken_case_the_healthy_one_expires_and_its_secrets_are_destroyed(db: Db) {
        let desk = Desk::open(db).await?;
        let broken = desk.running().await?;
        desk.clock.advance(60);
        let form = RequestForm { idempotency_key: "form-2".to_owned(), ..desk.form() };
        let owner = desk.op(desk.owner).await?;
        let healthy = interventions::submit(&owner, &form, Desk::credentials("zweites")).await?.number;
        desk.sign(healthy).await?;
        desk.start(healthy).await?;
        raw(
            desk.context.db(),
            "CREATE TRIGGER stuck BEFORE INSERT ON audit_events
             WHEN new.ticket_id = (SELECT id FROM tickets ORDER BY number LIMIT 1)
             BEGIN SELECT RAISE(ABORT, 'broken'); END",
            "CREATE FUNCTION stuck() RETURNS trigger LANGUAGE plpgsql AS
             $$ BEGIN IF new.ticket_id = (SELECT id FROM tickets ORDER BY number LIMIT 1) THEN RAISE EXCEPTION 'broken'; END IF; RETURN new; END $$;
             CREATE TRIGGER stuck BEFORE INSERT ON audit_events FOR EACH ROW EXECUTE FUNCTION stuck()",
        )
        .await?;
        let count = async |number, kind: &str| {
            desk.kinds(number).await.map(|kinds| kinds.iter().filter(|found| *found == kind).count())
        };
        desk.clock.advance(28 * 3600);
        assert!(interventions::expire_overdue(&desk.context).await.is_err(), "it is told at the end");
        assert_eq!((count(broken, EXPIRED).await?, count(healthy, EXPIRED).await?), (0, 1));
        assert!(credentials::sweep(&desk.context).await.is_err(), "it is told at the end");
        assert_eq!(count(broken, SHREDDED).await?, 0);
        assert!(count(healthy, SHREDDED).await? > 0);

        // Mended, it is made up for.
        raw(desk.context.db(), "DROP TRIGGER stuck", "DROP TRIGGER stuck ON audit_events").await?;
        assert_eq!(interventions::expire_overdue(&desk.context).await?, 1);
        assert_eq!(credentials::sweep(&desk.context).await?.due, 1);
        assert!(count(broken, SHREDDED).await? > 0);
        desk.verify_chain().await?;
    }

    async fn behind_more_stuck_shards_than_are_read_at_once_the_others_get_their_turn(db: Db) {
        let desk = Desk::open(db).await?;
        let mut tx = desk.context.db().begin().await?;
        for n in 0..401 {
            let at = desk.context.now().minus_seconds(60);
            let gone = (n % 2 == 0).then_some(at);
            let row = ShardRow {
                id: desk.context.id(ShardId::from_uuid),
                purpose: ShardPurpose::Handover,
                organization_id: desk.organization,
                ticket_id: None,
                created_at: at,
                destroy_at: at,
                destroyed_at: gone,
                destroy_reason: gone.map(|_| ShredReason::HandoverOverdue),
                unlinked_at: None,
            };
            store::shards::insert(&mut tx, &row).await?;
        }
        tx.save().await?;
        let number = desk.running().await?;
        raw(
            desk.context.db(),
            "CREATE TRIGGER stuck BEFORE UPDATE ON shards WHEN new.ticket_id IS NULL
             BEGIN SELECT RAISE(ABORT, 'broken'); END",
            "CREATE FUNCTION stuck() RETURNS trigger LANGUAGE plpgsql AS
             $$ BEGIN IF new.ticket_id IS NULL THEN RAISE EXCEPTION 'broken'; END IF; RETURN new; END $$;
             CREATE TRIGGER stuck BEFORE UPDATE ON shards FOR EACH ROW EXECUTE FUNCTION stuck()",
        )
        .await?;
        assert_eq!(desk.keys.shards.list()?.len(), 1);
        desk.clock.advance(28 * 3600);
        assert_eq!(interventions::expire_overdue(&desk.context).await?, 1);
        desk.clock.advance(28 * 3600);
        assert!(credentials::sweep(&desk.context).await.is_err(), "it is told at the end");
        let shredded = desk.kinds(number).await?.iter().filter(|kind| *kind == SHREDDED).count();
        assert!(shredded > 0, "the one behind the stuck ones waits for ever");
        assert_eq!(desk.keys.shards.list()?, [], "its file waits for ever");
    }
}
