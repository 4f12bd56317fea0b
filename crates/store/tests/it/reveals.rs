use domain::account::StaffRole;
use domain::credential::{
    Approval, ApprovalState, DenyCode, Giver, RevealOutcome, SecretClass, SecretField,
    ShardPurpose, Unlock, Usage, Use,
};
use domain::ids::{ApprovalId, RevealId, RowId, SecretId};
use domain::time::Timestamp;
use store::reveals::RevealRow;
use store::{approvals, reveals};

use super::make::{self, RANDOM, now};

fn reveal(
    case: &make::Case,
    secret: SecretId,
    at: Timestamp,
    denied: Option<DenyCode>,
) -> RevealRow {
    RevealRow {
        id: RevealId::new(at, &RANDOM),
        organization_id: case.organization,
        ticket_id: case.ticket.id,
        intervention_id: None,
        secret_id: secret,
        version: 1,
        field: SecretField::Password,
        actor_id: case.staff,
        reason: "Anmeldung am Server".to_owned(),
        outcome: denied.map_or(RevealOutcome::Granted, |_| RevealOutcome::Denied),
        code: denied.map_or(String::new(), |code| code.code().to_owned()),
        at,
        lease_until: denied.is_none().then(|| at.plus_seconds(60)),
    }
}

store::both_databases! {
    async fn a_look_reads_back_as_written_and_stays(db: Db) {
        // I-43
        let (case, intervention, _) = make::intervention(&db).await?;
        let mut tx = db.begin().await?;
        let shard = make::shard(&mut tx, &case, ShardPurpose::Authorization).await?;
        let (secret, _) = make::secret(&mut tx, &case, Some(shard.id), SecretClass::Intervention).await?;
        let mut granted = reveal(&case, secret.id, now(), None);
        granted.intervention_id = Some(intervention.id);
        let denied = reveal(&case, secret.id, now().plus_seconds(1), Some(DenyCode::NotAssignee));
        for row in [&granted, &denied] {
            reveals::insert(&mut tx, row).await?;
        }
        assert_eq!(reveals::find(&mut tx, granted.id).await?.as_ref(), Some(&granted));
        assert_eq!(reveals::list_of_ticket(&mut tx, case.ticket.id).await?, vec![granted.clone(), denied.clone()]);

        assert!(reveals::end_lease(&mut tx, granted.id, now().plus_seconds(30)).await?);
        assert!(!reveals::end_lease(&mut tx, granted.id, now().plus_seconds(40)).await?, "it was over");
        let second = RevealRow { id: RevealId::new(now(), &RANDOM), ..granted.clone() };
        reveals::insert(&mut tx, &second).await?;
        assert_eq!(reveals::end_leases(&mut tx, intervention.id, now().plus_seconds(10)).await?, 2);
        assert_eq!(reveals::end_leases(&mut tx, intervention.id, now().plus_seconds(10)).await?, 0);
        reveals::mark_failed(&mut tx, second.id, "shard_gone").await?;
        let failed = reveals::find(&mut tx, second.id).await?.ok_or("no look")?;
        assert_eq!((failed.outcome, failed.code.as_str(), failed.lease_until), (RevealOutcome::Failed, "shard_gone", None));
        let mut counts = reveals::count_by_outcome(&mut tx).await?;
        counts.sort();
        assert_eq!(counts, [("denied", 1), ("failed", 1), ("granted", 1)].map(|(code, n)| (code.to_owned(), n)));
        assert!(reveals::mark_failed(&mut tx, denied.id, "x").await.is_err(), "a refusal stays a refusal");
        tx.save().await?;
        let removed = match &db {
            store::Db::Sqlite { write, .. } => sqlx::query("DELETE FROM reveals").execute(write).await.map(drop),
            store::Db::Postgres { write, .. } => sqlx::query("DELETE FROM reveals").execute(write).await.map(drop),
        };
        assert!(removed.expect_err("looks stay").to_string().contains("append-only"));
    }

    async fn the_limits_count_what_they_must(db: Db) {
        let case = make::case(&db).await?;
        let mut tx = db.begin().await?;
        let (one, _) = make::secret(&mut tx, &case, None, SecretClass::Intervention).await?;
        let (two, _) = make::secret(&mut tx, &case, None, SecretClass::Intervention).await?;
        let ago = |seconds: i64| now().minus_seconds(seconds);
        let at_one = [ago(10), ago(10), ago(3599), ago(3601), ago(90_000)];
        for at in at_one {
            reveals::insert(&mut tx, &reveal(&case, one.id, at, None)).await?;
        }
        reveals::insert(&mut tx, &reveal(&case, two.id, ago(20_000), None)).await?;
        let old_lock = reveal(&case, two.id, ago(200_000), Some(DenyCode::DayLimit));
        reveals::insert(&mut tx, &old_lock).await?;
        let past = reveals::list_past(&mut tx, one.id, case.staff, now()).await?;
        let unlocks = reveals::list_unlocks(&mut tx, case.staff, one.id).await?;
        let usage = Usage::count(now(), one.id, case.staff, &past, &unlocks);
        assert_eq!((usage.field_last_hour, usage.engineer_last_day, usage.engineer_locked), (3, 5, true));

        // A manager unlocks the day: the old refusal no longer locks, and the day's count begins again.
        let day = Unlock { person: case.staff, secret: None, at: ago(100) };
        let field = Unlock { person: case.staff, secret: Some(one.id), at: ago(5) };
        for unlock in [day, field] {
            reveals::insert_unlock(&mut tx, RowId::new(now(), &RANDOM), &unlock, case.customer, "geprüft").await?;
        }
        let unlocks = reveals::list_unlocks(&mut tx, case.staff, one.id).await?;
        assert_eq!(unlocks, vec![day, field]);
        let past = reveals::list_past(&mut tx, one.id, case.staff, now()).await?;
        assert!(past.iter().all(|p| p.code.is_none()), "an unlocked refusal is not asked for again");
        let usage = Usage::count(now(), one.id, case.staff, &past, &unlocks);
        assert_eq!((usage.field_last_hour, usage.engineer_last_day, usage.engineer_locked), (0, 2, false));
    }

    async fn an_approval_is_used_once(db: Db) {
        // RULINGS 12
        let (case, intervention, _) = make::intervention(&db).await?;
        let mut tx = db.begin().await?;
        let (secret, _) = make::secret(&mut tx, &case, None, SecretClass::Intervention).await?;
        let wanted = Use { intervention: intervention.id, secret: secret.id, version: 1, actor: case.staff, giver_entitled: true };
        let asked = Approval::request(ApprovalId::new(now(), &RANDOM), &wanted, now());
        approvals::insert(&mut tx, &asked, "Vier Augen verlangt").await?;
        let found = approvals::find(&mut tx, asked.id).await?.ok_or("no request")?;
        assert_eq!((&found.approval, found.reason.as_str()), (&asked, "Vier Augen verlangt"));
        assert_eq!(tx.answer(approvals::open()).await?, vec![found.clone()]);
        let giver = Giver { person: case.customer, active: true, role: Some(StaffRole::Manager), right: false };
        let approved = asked.approve(&giver, Some(case.staff), now().plus_seconds(60))?;
        assert!(approvals::update(&mut tx, &approved, ApprovalState::Requested).await?);
        assert!(!approvals::update(&mut tx, &approved, ApprovalState::Requested).await?, "decided already");
        assert_eq!(tx.answer(approvals::open()).await?, vec![]);
        let newest = approvals::find_newest(&mut tx, intervention.id, secret.id, case.staff).await?;
        assert_eq!(newest.map(|a| a.approval).as_ref(), Some(&approved));
        assert_eq!(approvals::list(&mut tx, intervention.id).await?.len(), 1);
        tx.save().await?;

        let mut looks = Vec::new();
        for _ in 0..6 {
            let (db, mut used) = (db.clone(), approved.clone());
            used.state = ApprovalState::Used;
            used.used_at = Some(now().plus_seconds(90));
            looks.push(tokio::spawn(async move {
                let mut tx = db.begin().await?;
                let won = approvals::update(&mut tx, &used, ApprovalState::Approved).await?;
                tx.save().await?;
                Ok::<_, store::StoreError>(won)
            }));
        }
        let mut wins = 0;
        for look in looks {
            wins += u32::from(look.await??);
        }
        assert_eq!(wins, 1);
    }
}
