//! Tariffs and rates of VAT: what is shipped is what the rules say, and nothing written changes.

use std::collections::BTreeSet;

use domain::billing::vat::{RateRow, RateTable};
use domain::billing::{Article, ArticleCode, Charging, TariffHistory, TariffVersion};
use domain::charge::Tariff;
use domain::ids::{ContractId, OrganizationId, RowId};
use store::contracts;
use store::tariffs::{self, TariffRow, TariffVersionRow, VatRateRow};
use store::testing::rows;

use super::make::{self, RANDOM, now};

store::both_databases! {
    /// Billing rule 1: the numbers that work is charged by anyway.
    async fn the_shipped_list_has_the_prices_of_the_desk(db: Db) {
        // S-17
        let mut tx = db.read().await?;
        let rows = tariffs::list(&mut tx).await?;
        let codes: Vec<_> = rows.iter().map(|row| (row.code.as_str(), row.contract_id)).collect();
        assert_eq!(codes, [(tariffs::LIST, None)]);
        let versions = tariffs::list_versions(&mut tx, tariffs::LIST).await?;
        let history = TariffHistory::new(versions.into_iter().map(TariffVersion::from).collect())?;
        let list = history.in_force(now()).ok_or("no list")?;
        assert_eq!((list.version, list.gap_s, list.least_units), (1, 0, 1));
        let priced: Vec<_> = list.articles.iter().map(|(code, one)| (code.as_str(), one.charging)).collect();
        let hands = Charging::At(Tariff::REMOTE_HANDS);
        let card = Charging::At(Tariff::SERVICE_CARD);
        assert_eq!(priced, [("remote-hands", hands), (ArticleCode::work().as_str(), card)]);
    }

    /// Billing rule 12: rates are rows.
    async fn the_shipped_rates_of_vat_are_those_of_the_rules(db: Db) {
        // V-01
        let mut tx = db.read().await?;
        let rows = tariffs::list_vat(&mut tx).await?;
        let stored: Option<Vec<RateRow>> = rows.iter().map(VatRateRow::rate).collect();
        let stored = stored.ok_or("a row that is no rate")?;
        let key = |row: &RateRow| format!("{} {} {} {}", row.place, row.class, row.from, row.basis_points);
        let shipped: BTreeSet<_> = RateTable::shipped().rows().map(|row| key(&row)).collect();
        assert_eq!(stored.iter().map(key).collect::<BTreeSet<_>>(), shipped);
        assert_eq!(stored.len(), shipped.len());
        assert_eq!(RateTable::new(stored)?, RateTable::shipped());
    }

    async fn a_version_of_a_tariff_is_written_once_and_never_changed(db: Db) {
        let anna = make::person(&db, "anna@example.org").await?;
        let article = Article {
            german: "Arbeit".to_owned(),
            english: "Work".to_owned(),
            charging: Charging::OnOffer,
            kind: domain::billing::vat::WorkKind::Human,
        };
        let version = |version: i64, minutes: i64| TariffVersionRow {
            tariff: tariffs::LIST.to_owned(),
            version,
            valid_from: now().plus_seconds(minutes * 60),
            gap_s: 900,
            least_units: 2,
            articles: [(ArticleCode::work(), article.clone())].into(),
            author_id: Some(anna),
            reason: "Neue Preise".to_owned(),
            created_at: now(),
        };
        let mut tx = db.begin().await?;
        tariffs::insert_version(&mut tx, &version(2, 0)).await?;
        assert_eq!(tariffs::list_versions(&mut tx, tariffs::LIST).await?[1..], [version(2, 0)]);
        assert_eq!(tariffs::list_authors(&mut tx, tariffs::LIST).await?, vec![(anna, "anna".to_owned())]);
        tx.save().await?;
        // Neither the same number nor the same beginning twice.
        for second in [version(2, 5), version(3, 0)] {
            let mut tx = db.begin().await?;
            let error = tariffs::insert_version(&mut tx, &second).await.expect_err("twice");
            assert!(matches!(error, store::StoreError::Conflict { .. }), "{error:?}");
            tx.undo().await?;
        }
        make::assert_append_only(&db, "tariff_versions").await?;
    }

    async fn a_contract_finds_its_own_tariff(db: Db) {
        let case = make::case(&db).await?;
        let system = make::system_row(case.organization, 7);
        let mut tx = db.begin().await?;
        store::systems::insert(&mut tx, &system).await?;
        let contract = rows::contract(ContractId::new(now(), &RANDOM), &system, now());
        contracts::insert(&mut tx, &contract).await?;
        assert_eq!(contracts::find_by_number(&mut tx, &contract.number).await?, Some(contract.clone()));
        assert_eq!(contracts::find_by_number(&mut tx, "V-0").await?, None);
        assert_eq!(tariffs::find_of_contract(&mut tx, contract.id).await?, None);
        assert_eq!(tariffs::list_own(&mut tx).await?, []);
        let own = TariffRow { code: "own".to_owned(), contract_id: Some(contract.id), created_at: now() };
        tariffs::insert(&mut tx, &own).await?;
        assert_eq!(tariffs::find_of_contract(&mut tx, contract.id).await?, Some(own));
        let whose = tariffs::whose(&mut tx, contract.id).await?.ok_or("nobody's")?;
        assert_eq!((&whose.contract, &whose.system), (&contract.number, &system.name));
        assert_eq!(tariffs::list_own(&mut tx).await?, [whose]);
        let first = TariffVersionRow { tariff: "own".to_owned(), ..tariffs::list_versions(&mut tx, tariffs::LIST).await?.remove(0) };
        tariffs::insert_version(&mut tx, &first).await?;
        let found = tariffs::list_own_of_system(&mut tx, system.id).await?;
        assert_eq!(found.iter().map(|one| (&one.contract, &one.version)).collect::<Vec<_>>(), [(&contract, &first)]);
        assert_eq!(tariffs::list_own_of_organization(&mut tx, system.organization_id).await?, found);
        assert_eq!(tariffs::list_own_of_organization(&mut tx, OrganizationId::new(now(), &RANDOM)).await?, []);
    }

    async fn a_code_and_a_rate_exist_once(db: Db) {
        let mut tx = db.begin().await?;
        let own = TariffRow { code: "own".to_owned(), contract_id: None, created_at: now() };
        tariffs::insert(&mut tx, &own).await?;
        assert_eq!(tariffs::list(&mut tx).await?[1..], *std::slice::from_ref(&own));
        tx.save().await?;
        let mut tx = db.begin().await?;
        let error = tariffs::insert(&mut tx, &own).await.expect_err("twice");
        assert!(matches!(error, store::StoreError::Conflict { .. }), "{error:?}");
        tx.undo().await?;

        let rate = |from_day: &str| -> Result<VatRateRow, Box<dyn std::error::Error + Send + Sync>> {
            Ok(VatRateRow {
                id: RowId::new(now(), &RANDOM),
                country: "DE".parse()?,
                area: None,
                class: domain::billing::vat::RateClass::Standard,
                basis_points: 2_000,
                from_day: from_day.to_owned(),
                author_id: None,
                created_at: now(),
            })
        };
        let mut tx = db.begin().await?;
        tariffs::insert_vat(&mut tx, &rate("2027-01-01")?).await?;
        tx.save().await?;
        let mut tx = db.begin().await?;
        let error = tariffs::insert_vat(&mut tx, &rate("2021-01-01")?).await.expect_err("twice");
        assert!(matches!(error, store::StoreError::Conflict { .. }), "{error:?}");
        tx.undo().await?;
        make::assert_append_only(&db, "vat_rates").await?;
    }
}
