//! Calendars and their versions: what is shipped, what is added, and that nothing written changes.

use domain::calendar::{Calendar, Definition, Purpose};
use domain::sla::ClockKind;
use store::calendars::{self, CalendarRow, CalendarVersionRow, RunningClock};

use super::make::{self, now};

fn read(json: &str) -> Definition {
    serde_json::from_str(json).expect("a definition")
}

store::both_databases! {
    /// Rules 7, 20 to 22: emergencies, questions, rates, weekdays.
    async fn four_calendars_are_shipped(db: Db) {
        let mut tx = db.read().await?;
        let rows = calendars::list(&mut tx).await?;
        let shipped: Vec<_> = rows.iter().map(|row| (row.code.as_str(), row.purpose)).collect();
        assert_eq!(shipped, [
            ("24x7", Purpose::Service),
            ("billing", Purpose::Billing),
            ("service", Purpose::Service),
            ("weekdays", Purpose::Monitoring),
        ]);
        let versions = calendars::list_all_versions(&mut tx).await?;
        assert_eq!(versions.len(), 4);
        for version in &versions {
            assert_eq!((version.version, version.author_id, version.reason.as_str()), (1, None, ""));
            let calendar = Calendar::new(version.definition.clone())?;
            // The week from Monday, 11 January 2027 on, in Berlin.
            let week = calendar.open_seconds("2027-01-10T23:00:00Z".parse()?, "2027-01-17T23:00:00Z".parse()?);
            let hours = match version.calendar.as_str() {
                "24x7" => 7 * 24,
                "weekdays" => 5 * 11,
                _ => 5 * 9,
            };
            assert_eq!(week, hours * 3600, "{}", version.calendar);
        }
        let opens = |code: &str| {
            let version = versions.iter().find(|version| version.calendar == code);
            let calendar = Calendar::new(version.ok_or("not there")?.definition.clone())?;
            Ok::<_, Box<dyn std::error::Error + Send + Sync>>(calendar.next_opening("2027-01-17T23:00:00Z".parse()?))
        };
        assert_eq!(opens("service")?, Some("2027-01-18T08:00:00Z".parse()?));
        assert_eq!(opens("billing")?, Some("2027-01-18T07:00:00Z".parse()?));
        assert_eq!(opens("weekdays")?, Some("2027-01-18T06:00:00Z".parse()?));
    }

    async fn a_version_is_written_once_and_never_changed(db: Db) {
        let anna = make::person(&db, "anna@example.org").await?;
        let row = CalendarRow {
            code: "night".to_owned(),
            name_de: "Nachtdienst".to_owned(),
            name_en: "Night shift".to_owned(),
            purpose: Purpose::Other,
            created_at: now(),
        };
        let version = |version: i64, minutes: i64| CalendarVersionRow {
            calendar: "night".to_owned(),
            version,
            valid_from: now().plus_seconds(minutes * 60),
            definition: read(r#"{"hours": {"mon": [["22:00","24:00"]], "tue": [["00:00","06:00"]]}, "region": "DE-SN+cath",
                "closed": ["2026-12-24"], "open": {"2026-12-31": [["08:00","12:00"]]}}"#),
            author_id: Some(anna),
            reason: "Der Nachtdienst beginnt".to_owned(),
            created_at: now(),
        };
        let mut tx = db.begin().await?;
        calendars::insert(&mut tx, &row).await?;
        assert_eq!(calendars::find(&mut tx, "night").await?, Some(row.clone()));
        assert_eq!(calendars::find(&mut tx, "day").await?, None);
        calendars::insert_version(&mut tx, &version(1, 0)).await?;
        calendars::insert_version(&mut tx, &version(2, 1)).await?;
        assert_eq!(calendars::list_versions(&mut tx, "night").await?, vec![version(1, 0), version(2, 1)]);
        assert_eq!(calendars::list_authors(&mut tx, "night").await?, vec![(anna, "anna".to_owned())]);
        assert_eq!(calendars::list_authors(&mut tx, "service").await?, vec![]);
        tx.save().await?;

        let mut tx = db.begin().await?;
        let error = calendars::insert(&mut tx, &row).await.expect_err("a second night");
        assert!(error.is_conflict_on("calendars_pkey"), "{error:?}");
        tx.undo().await?;
        // Neither the same number nor the same beginning twice.
        for second in [version(2, 5), version(3, 1)] {
            let mut tx = db.begin().await?;
            let error = calendars::insert_version(&mut tx, &second).await.expect_err("twice");
            assert!(matches!(error, store::StoreError::Conflict { .. }), "{error:?}");
            tx.undo().await?;
        }
        make::assert_append_only(&db, "calendar_versions").await?;
    }

    /// Rule 34.
    async fn running_clocks_of_a_calendar_are_found(db: Db) {
        let mut case = make::case(&db).await?;
        let mut tx = db.begin().await?;
        let clock = make::clock(&mut tx, &mut case.ticket, ClockKind::FirstAnswer, 600).await?;
        let stopped = make::clock(&mut tx, &mut case.ticket, ClockKind::Resolution, 600).await?;
        store::clocks::update(&mut tx, &stopped.stop(now().plus_seconds(1), &domain::sla::engine::Registry::default())?.clock).await?;
        let running = calendars::list_running(&mut tx, "24x7").await?;
        let expected = RunningClock {
            target_s: 600,
            consumed_s: 0,
            running_since: clock.running_since.ok_or("it runs")?,
            breach_at: clock.breach_at,
        };
        assert_eq!(running, [expected]);
        assert_eq!(calendars::list_running(&mut tx, "service").await?, []);
    }

    /// While calendars change nobody counts in one: who would is refused after a moment, before anything is aimed by what is
    /// about to be over.
    async fn calendars_are_changed_alone(db: Db) {
        let mut alone = db.begin().await?;
        calendars::hold_alone(&mut alone).await?;
        // Its own clocks it may count.
        calendars::registry(&mut alone).await?;
        if !db.is_sqlite() {
            let mut tx = db.begin().await?;
            let refused = calendars::registry(&mut tx).await;
            assert!(matches!(refused, Err(store::StoreError::Stale { .. })), "{refused:?}");
            tx.undo().await?;
            // Pages are read all the same.
            calendars::registry(&mut db.read().await?).await?;
        }
        alone.save().await?;
        let (mut one, mut other) = (db.begin().await?, None);
        calendars::registry(&mut one).await?;
        if !db.is_sqlite() {
            let mut tx = db.begin().await?;
            calendars::registry(&mut tx).await?;
            other = Some(tx);
        }
        drop((one, other));
    }
}
