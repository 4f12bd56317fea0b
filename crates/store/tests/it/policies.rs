//! Policies and their versions: what is shipped, what is added, and that nothing written changes.

use domain::contract::Plan;
use domain::sla::promise::{PolicyRules, shipped};
use store::policies::{self, OpenCases, PolicyVersionRow};
use store::testing::policy;

use super::make::{self, now};

store::both_databases! {
    /// Rules 21 and 26: the numbers of the procedure, in calendars that are there.
    async fn the_shipped_policy_promises_what_the_desk_does(db: Db) {
        let mut tx = db.read().await?;
        let rows = policies::list(&mut tx).await?;
        let codes: Vec<_> = rows.iter().map(|row| row.code.as_str()).collect();
        assert_eq!(codes, ["standard"]);
        let versions = policies::list_versions(&mut tx, "standard").await?;
        assert_eq!(versions.len(), 1);
        let version = &versions[0];
        assert_eq!((version.version, version.author_id, version.reason.as_str()), (1, None, ""));
        let promised = shipped(version.valid_from);
        assert_eq!(version.rules.all(), promised.rules);
        let calendars = store::calendars::list(&mut tx).await?;
        let known = |code: &domain::sla::engine::CalendarCode| calendars.iter().any(|row| row.code == code.as_str());
        assert_eq!(version.rules.version(1, version.valid_from).findings(known), []);
    }

    async fn a_version_of_a_policy_is_written_once_and_never_changed(db: Db) {
        let anna = make::person(&db, "anna@example.org").await?;
        let version = |version: i64, minutes: i64| PolicyVersionRow {
            policy: "standard".to_owned(),
            version,
            valid_from: now().plus_seconds(minutes * 60),
            rules: PolicyRules::new(shipped(now()).rules).moved_up(2),
            author_id: Some(anna),
            reason: "Wir antworten schneller".to_owned(),
            created_at: now(),
        };
        let mut tx = db.begin().await?;
        assert!(policies::find(&mut tx, "standard").await?.is_some());
        assert_eq!(policies::find(&mut tx, "gold").await?, None);
        policies::insert_version(&mut tx, &version(2, 0)).await?;
        assert_eq!(policies::list_versions(&mut tx, "standard").await?[1..], [version(2, 0)]);
        assert_eq!(policies::list_authors(&mut tx, "standard").await?, vec![(anna, "anna".to_owned())]);
        tx.save().await?;
        // Neither the same number nor the same beginning twice.
        for second in [version(2, 5), version(3, 0)] {
            let mut tx = db.begin().await?;
            let error = policies::insert_version(&mut tx, &second).await.expect_err("twice");
            assert!(matches!(error, store::StoreError::Conflict { .. }), "{error:?}");
            tx.undo().await?;
        }
        make::assert_append_only(&db, "policy_versions").await?;
    }

    async fn open_tickets_that_are_alike_are_counted_together(db: Db) {
        let case = make::case(&db).await?;
        let mut tx = db.read().await?;
        let today = domain::time::local(now()).date().to_string();
        let found = policies::list_open_cases(&mut tx, &today).await?;
        let ticket = &case.ticket;
        let expected = OpenCases {
            class: ticket.class,
            priority: ticket.priority,
            complexity: None,
            plan: found.first().and_then(|one| one.plan),
            count: 1,
            first: ticket.number,
        };
        assert_eq!(found, vec![expected]);
        // On a day long before, no contract was in force.
        let long_ago = policies::list_open_cases(&mut tx, "1999-12-31").await?;
        assert_eq!(long_ago, vec![OpenCases { plan: None::<Plan>, ..expected }]);
    }

    async fn the_version_in_force_is_found(db: Db) {
        let mut tx = db.begin().await?;
        let shipped = tx.answer(policies::in_force(now())).await?;
        assert_eq!(shipped.first().map(|found| found.0.version), Some(1));
        drop(tx);
        let later = now().plus_seconds(60);
        assert_eq!(policy::promise(&db, later, |rule| rule.promises.clear()).await?, 2);
        let mut tx = db.read().await?;
        for (at, version) in [(now(), 1), (later, 2)] {
            let found = tx.answer(policies::in_force(at)).await?;
            assert_eq!(found.first().map(|found| found.0.version), Some(version));
        }
    }
}
