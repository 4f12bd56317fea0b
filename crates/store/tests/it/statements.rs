//! Statements of work, where customers are taxed, what VIES answered; and what the migrations made of older rows.

use std::borrow::Cow;

use domain::billing::vat::{Abroad, Category, Reason, SpecialArea, Treatment, WorkKind};
use domain::billing::{
    ArticleCode, EntryState, Line, PriceSource, Priced, Side, Stated, StatedKind, UnitRule,
};
use domain::charge::{Cents, Tariff};
use domain::ids::{RowId, WorkEntryId};
use sqlx::migrate::Migrator;
use store::statements::{self, StatementRow};
use store::tax::{self, TaxPlaceRow, ViesRow};
use store::work::{self, WorkEntryRow};
use store::{Db, Options};

use super::make::{self, RANDOM, now};

type Error = Box<dyn std::error::Error + Send + Sync>;

store::both_databases! {
    async fn a_statement_is_closed_once_and_never_changed(db: Db) {
        // billing rule 9
        let case = make::case(&db).await?;
        let line = Line {
            ticket: case.ticket.id,
            person: Some(case.staff),
            article: ArticleCode::work(),
            agreement: None,
            entries: vec![WorkEntryId::new(now(), &RANDOM)],
            priced: Priced {
                from: now(),
                side: Side::Inside,
                tariff: Tariff::SERVICE_CARD,
                source: PriceSource::List { version: 1 },
                calendar_version: 1,
                rule: UnitRule::Slot,
                unit_min: Some(15),
                units: 2,
                kind: WorkKind::Human,
            },
            from_quota: 0,
            net: Cents(5_000),
            beyond: Cents::ZERO,
            unbilled: None,
        };
        let stated = Stated {
            line,
            kind: StatedKind::Work,
            treatment: Treatment { category: Category::Standard, basis_points: 1_900, reason: Reason::Domestic, doubts: vec![] },
        };
        let row = || StatementRow {
            id: RowId::new(now(), &RANDOM),
            organization_id: case.organization,
            first_day: "2026-11-01".to_owned(),
            last_day: "2026-11-30".to_owned(),
            lines: vec![stated.clone()],
            shows_gross: false,
            net_cents: Cents(5_000),
            gross_cents: Cents(5_950),
            closed_by: case.staff,
            closed_at: now(),
        };
        let first = row();
        let mut tx = db.begin().await?;
        statements::insert(&mut tx, &first).await?;
        assert_eq!(statements::list(&mut tx, case.organization).await?, std::slice::from_ref(&first));
        assert_eq!(statements::of_day(&mut tx, "2026-11-01").await?, [first]);
        assert_eq!(statements::of_day(&mut tx, "2026-12-01").await?, []);
        assert_eq!(statements::tickets(&mut tx, case.organization, now().plus_seconds(1)).await?, [], "nothing to bill on it");
        work::insert(&mut tx, &WorkEntryRow::draft(WorkEntryId::new(now(), &RANDOM), case.ticket.id, case.staff, now())).await?;
        let tickets = statements::tickets(&mut tx, case.organization, now().plus_seconds(1)).await?;
        assert_eq!(tickets.iter().map(|ticket| ticket.id).collect::<Vec<_>>(), [case.ticket.id]);
        let titles = statements::titles(&mut tx, case.organization).await?;
        assert_eq!((titles.len(), titles[0].0), (1, case.ticket.id));
        tx.save().await?;
        let mut tx = db.begin().await?;
        let error = statements::insert(&mut tx, &row()).await.expect_err("closed before");
        assert!(error.is_conflict_on("statements_organization_id_first_day_key"), "{error:?}");
        drop(tx);
        make::assert_append_only(&db, "statements").await?;
    }

    async fn answers_of_vies_are_kept_and_a_place_is_said_anew(db: Db) {
        // V-08, V-09
        let case = make::case(&db).await?;
        let answer = |day: &str, valid| ViesRow {
            id: RowId::new(now(), &RANDOM),
            organization_id: case.organization,
            about: "ATU12345678".to_owned(),
            valid,
            on_day: day.to_owned(),
            own: "DE999999999".to_owned(),
            number: "WAPI".to_owned(),
            entered_by: case.staff,
            entered_at: now(),
        };
        let (old, new) = (answer("2026-01-01", Some(true)), answer("2026-02-01", None));
        let place = |area, abroad| TaxPlaceRow {
            organization_id: case.organization,
            area,
            abroad,
            changed_by: case.staff,
            changed_at: now(),
        };
        let mut tx = db.begin().await?;
        tax::insert_vies(&mut tx, &old).await?;
        tax::insert_vies(&mut tx, &new).await?;
        assert_eq!(tax::list_vies(&mut tx, case.organization).await?, [new, old]);
        assert_eq!(tax::find_place(&mut tx, case.organization).await?, None);
        tax::put_place(&mut tx, &place(Some(SpecialArea::Helgoland), None)).await?;
        let last = place(None, Some(Abroad::Domestic));
        tax::put_place(&mut tx, &last).await?;
        assert_eq!(tax::find_place(&mut tx, case.organization).await?, Some(last));
        tx.save().await?;
        make::assert_append_only(&db, "vies_answers").await?;
    }
}

/// Whoever updates has every later migration applied without the one of the tariffs: its number is lower, and it runs all the
/// same. What was worked before is a draft afterwards.
#[tokio::test]
async fn an_update_from_before_the_tariffs_keeps_what_was_worked() -> Result<(), Error> {
    let folder = tempfile::tempdir()?;
    let url = format!("sqlite:{}", folder.path().join("old.sqlite").display());
    let db = Db::open(&url, &Options::default()).await?;
    let Db::Sqlite { write, .. } = &db else {
        return Err("not SQLite".into());
    };
    let all = sqlx::migrate!("../../migrations/sqlite");
    let old = all.iter().filter(|step| ![21, 26].contains(&step.version));
    let old = Migrator {
        migrations: Cow::Owned(old.cloned().collect()),
        ..Migrator::DEFAULT
    };
    old.run(write).await?;
    let case = make::case(&db).await?;
    let id = WorkEntryId::new(now(), &RANDOM);
    let insert = "INSERT INTO work_entries (id, ticket_id, person_id, started_at, stopped_at, note, billable, tariff, net_cents, waived)
        VALUES ($1, $2, $3, '2026-11-01T10:00:00Z', '2026-11-01T10:30:00Z', 'Diagnose', 1, '{\"kind\":\"free\"}', 0, '')";
    sqlx::query(insert)
        .bind(id.uuid())
        .bind(case.ticket.id.uuid())
        .bind(case.staff.uuid())
        .execute(write)
        .await?;
    db.migrate().await?;
    let mut tx = db.read().await?;
    let row = work::find(&mut tx, id).await?.ok_or("no entry")?;
    assert_eq!(
        (row.state, row.article.as_str(), row.note.as_str()),
        (EntryState::Draft, "work", "Diagnose")
    );
    assert_eq!(
        store::tariffs::list_versions(&mut tx, store::tariffs::LIST)
            .await?
            .len(),
        1
    );
    Ok(())
}
