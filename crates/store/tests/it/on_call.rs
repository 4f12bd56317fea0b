//! Who is on call: rotations and entries are written once, an entry taken back is no longer listed.

use domain::escalation::{Rota, StintKind};
use domain::ids::StintId;
use store::on_call::{self, RotationRow, StintRow, WithdrawalRow};

use super::make::{self, now};

store::both_databases! {
    /// Rule 28.
    async fn a_rotation_is_written_once_and_never_changed(db: Db) {
        let anna = make::person(&db, "anna@example.org").await?;
        let rotation = |version: i64| RotationRow {
            version,
            valid_from: now(),
            rota: Rota { people: vec![anna], ..Rota::nobody() },
            author_id: anna,
            reason: "Der erste Dienstplan".to_owned(),
            created_at: now(),
        };
        let mut tx = db.begin().await?;
        assert_eq!(on_call::list_rotations(&mut tx).await?, []);
        on_call::insert_rotation(&mut tx, &rotation(1)).await?;
        on_call::insert_rotation(&mut tx, &rotation(2)).await?;
        assert_eq!(on_call::list_rotations(&mut tx).await?, [rotation(1), rotation(2)]);
        tx.save().await?;
        let mut tx = db.begin().await?;
        let error = on_call::insert_rotation(&mut tx, &rotation(2)).await.expect_err("twice");
        assert!(matches!(error, store::StoreError::Conflict { .. }), "{error:?}");
        tx.undo().await?;
        make::assert_append_only(&db, "rotations").await?;
    }

    async fn an_entry_holds_until_it_ends_or_is_taken_back(db: Db) {
        let anna = make::person(&db, "anna@example.org").await?;
        let random = &make::RANDOM;
        let stint = |kind, from: i64, until: i64| StintRow {
            id: StintId::new(now(), random),
            kind,
            person_id: anna,
            begins_at: now().plus_seconds(from),
            ends_at: now().plus_seconds(until),
            note: "Fortbildung".to_owned(),
            author_id: anna,
            created_at: now(),
        };
        let first = stint(StintKind::Override, 0, 100);
        let second = stint(StintKind::Absence, 50, 300);
        let third = stint(StintKind::HandOver, 40, 200);
        let mut tx = db.begin().await?;
        for row in [&second, &first, &third] {
            on_call::insert_stint(&mut tx, row).await?;
        }
        assert_eq!(on_call::list_stints(&mut tx, now()).await?, [first.clone(), third.clone(), second.clone()]);
        // What has ended by then is not asked for.
        assert_eq!(on_call::list_stints(&mut tx, first.ends_at).await?, [third.clone(), second.clone()]);
        let withdrawal = WithdrawalRow { stint_id: third.id, author_id: anna, created_at: now() };
        on_call::withdraw_stint(&mut tx, &withdrawal).await?;
        assert_eq!(on_call::list_stints(&mut tx, now()).await?, [first, second]);
        tx.save().await?;
        let mut tx = db.begin().await?;
        let error = on_call::withdraw_stint(&mut tx, &withdrawal).await.expect_err("twice");
        assert!(matches!(error, store::StoreError::Conflict { .. }), "{error:?}");
        tx.undo().await?;
        for table in ["stints", "stint_withdrawals"] {
            make::assert_append_only(&db, table).await?;
        }
    }
}
