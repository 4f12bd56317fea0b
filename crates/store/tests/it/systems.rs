use domain::contract::Plan;
use domain::ids::ContractId;
use store::contracts::ContractRow;
use store::{contracts, systems};

use super::make::{self, RANDOM, now};

store::both_databases! {
    async fn a_system_reads_back_as_written(db: Db) {
        let one = make::organization(&db, "K-1").await?;
        let mut row = make::system_row(one, 7);
        let mut tx = db.begin().await?;
        systems::insert(&mut tx, &row).await?;
        assert_eq!(systems::find(&mut tx, row.id).await?.as_ref(), Some(&row));
        row.four_eyes = true;
        row.land = Some("BY".to_owned());
        systems::update(&mut tx, &row).await?;
        assert_eq!(systems::list(&mut tx).await?, vec![row.clone()]);
        assert_eq!(systems::list_of_organization(&mut tx, one).await?, vec![row.clone()]);
        assert_eq!(systems::list_by_ids(&mut tx, &[row.id]).await?, vec![row]);
        assert_eq!(systems::list_by_ids(&mut tx, &[]).await?, vec![]);
    }

    async fn a_primary_address_belongs_to_one_system(db: Db) {
        // M-08
        let (one, two) = (make::organization(&db, "K-1").await?, make::organization(&db, "K-2").await?);
        make::system(&db, one, 7).await?;
        let mut other = make::system_row(two, 8);
        other.primary_ipv4 = make::address(7);
        let error = systems::insert(&mut db.begin().await?, &other).await.expect_err("a second one");
        assert!(error.is_conflict_on("systems_primary_ipv4_key"), "{error:?}");
        other.primary_ipv4 = make::address(8);
        "S-7".clone_into(&mut other.service_id);
        let error = systems::insert(&mut db.begin().await?, &other).await.expect_err("a second one");
        assert!(error.is_conflict_on("systems_service_id_key"), "{error:?}");
    }

    async fn a_system_is_found_by_each_of_its_names_and_by_its_owner_only(db: Db) {
        // I-23
        let (one, two) = (make::organization(&db, "K-1").await?, make::organization(&db, "K-2").await?);
        let id = make::system(&db, one, 7).await?;
        let further = ["198.51.100.9".parse()?, "2001:db8::7".parse()?];
        let names = ["shop".to_owned(), "kasse".to_owned()];
        let mut tx = db.begin().await?;
        systems::replace_addresses(&mut tx, id, &further).await?;
        systems::replace_names(&mut tx, id, &names).await?;
        for text in ["203.0.113.7", "S-7", "web-7.example.org", "198.51.100.9", "2001:db8::7", "shop", "kasse"] {
            let found = systems::find_in_organization(&mut tx, one, text).await?;
            assert_eq!(found.iter().map(|s| s.id).collect::<Vec<_>>(), vec![id], "{text}");
            assert_eq!(systems::find_in_organization(&mut tx, two, text).await?, vec![], "{text}: somebody else's");
            assert_eq!(systems::find_named(&mut tx, text).await?.len(), 1, "{text}");
        }
        assert_eq!(systems::find_named(&mut tx, "web-8").await?, vec![]);
        assert_eq!(systems::list_addresses(&mut tx, id).await?, further);
        assert_eq!(systems::list_names(&mut tx, id).await?, vec!["kasse", "shop"]);
        systems::replace_names(&mut tx, id, &[]).await?;
        assert_eq!(systems::find_named(&mut tx, "shop").await?, vec![]);
    }

    async fn a_contract_reads_back_as_written(db: Db) {
        let one = make::organization(&db, "K-1").await?;
        let system = make::system(&db, one, 7).await?;
        let mut row = ContractRow {
            id: ContractId::new(now(), &RANDOM),
            organization_id: one,
            system_id: system,
            number: "V-1".to_owned(),
            plan: Plan::ManagedServer,
            covers_interventions: true,
            third_parties_pause: true,
            emergencies_by_phone: true,
            starts_on: "2026-01-01".to_owned(),
            ends_on: None,
            created_at: now(),
        };
        let mut tx = db.begin().await?;
        contracts::insert(&mut tx, &row).await?;
        row.ends_on = Some("2026-12-31".to_owned());
        contracts::update(&mut tx, &row).await?;
        assert_eq!(contracts::find(&mut tx, row.id).await?.as_ref(), Some(&row));
        assert_eq!(contracts::list_of_system(&mut tx, system).await?, vec![row.clone()]);
        let earlier = ContractRow {
            id: ContractId::new(now(), &RANDOM),
            number: "V-0".to_owned(),
            starts_on: "2025-01-01".to_owned(),
            ..row.clone()
        };
        contracts::insert(&mut tx, &earlier).await?;
        assert_eq!(contracts::list_of_organization(&mut tx, one).await?, vec![row.clone(), earlier]);
        let error = contracts::insert(&mut tx, &ContractRow { id: ContractId::new(now(), &RANDOM), ..row }).await;
        assert!(error.expect_err("a second V-1").is_conflict_on("contracts_number_key"));
    }
}
