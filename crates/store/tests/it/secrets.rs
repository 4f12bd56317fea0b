//! Vault keys, shards, secrets, hand-overs.

use domain::credential::{AccountRights, SecretClass, SecretState, ShardPurpose, ShredReason};
use domain::ids::HandoverId;
use store::handovers::HandoverRow;
use store::vault_keys::VaultKeyRow;
use store::{Hidden, KeyState, handovers, secrets, shards, vault_keys};

use super::make::{self, RANDOM, now};

store::both_databases! {
    async fn a_key_changes_its_state_and_is_never_forgotten(db: Db) {
        let row = VaultKeyRow {
            kek_id: "k1".to_owned(),
            state: KeyState::Active,
            check_value: vec![1; 32],
            created_at: now(),
            retired_at: None,
        };
        let mut tx = db.begin().await?;
        vault_keys::insert(&mut tx, &row).await?;
        assert!(vault_keys::is_active(&mut tx, "k1").await?);
        vault_keys::update_state(&mut tx, "k1", KeyState::DecryptOnly, Some(now())).await?;
        assert!(!vault_keys::is_active(&mut tx, "k1").await?);
        let next = VaultKeyRow { kek_id: "k2".to_owned(), created_at: now().plus_seconds(1), ..row.clone() };
        vault_keys::insert(&mut tx, &next).await?;
        let first = VaultKeyRow { state: KeyState::DecryptOnly, retired_at: Some(now()), ..row.clone() };
        assert_eq!(vault_keys::list(&mut tx).await?, vec![first, next]);
        assert!(vault_keys::insert(&mut tx, &row).await.expect_err("a second k1").is_conflict_on("vault_keys_pkey"));
    }

    async fn a_shard_is_destroyed_once_and_its_file_remembered(db: Db) {
        // I-05
        let case = make::case(&db).await?;
        let mut tx = db.begin().await?;
        let row = make::shard(&mut tx, &case, ShardPurpose::Authorization).await?;
        assert_eq!(shards::find(&mut tx, row.id).await?.as_ref(), Some(&row));
        assert!(shards::update_destroy_at(&mut tx, row.id, now().plus_seconds(60)).await?);
        let ticket = domain::ids::TicketId::from_uuid(uuid::Uuid::from_u128(7));
        assert!(shards::set_ticket(&mut tx, row.id, ticket).await?);
        assert_eq!(shards::find(&mut tx, row.id).await?.and_then(|row| row.ticket_id), Some(ticket));
        assert_eq!(shards::list_due(&mut tx, now().plus_seconds(59), None, 10).await?, vec![]);
        assert_eq!(shards::list_due(&mut tx, now().plus_seconds(60), None, 10).await?.len(), 1);
        assert_eq!(shards::list_living(&mut tx).await?.len(), 1);
        assert!(!shards::mark_unlinked(&mut tx, row.id, now()).await?, "it lives");
        assert!(shards::destroy(&mut tx, row.id, ShredReason::Revoked, now()).await?);
        assert!(!shards::destroy(&mut tx, row.id, ShredReason::Closed, now()).await?, "the first reason stays");
        assert!(!shards::update_destroy_at(&mut tx, row.id, now().plus_seconds(999)).await?, "nothing revives it");
        assert!(!shards::set_ticket(&mut tx, row.id, ticket).await?);
        assert_eq!(shards::list_due(&mut tx, now().plus_seconds(60), None, 10).await?, vec![]);
        assert_eq!(shards::list_living(&mut tx).await?, vec![]);
        let left = shards::list_to_unlink(&mut tx, None, 10).await?;
        assert_eq!(left.iter().map(|s| (s.id, s.destroy_reason)).collect::<Vec<_>>(), [(row.id, Some(ShredReason::Revoked))]);
        assert!(shards::mark_unlinked(&mut tx, row.id, now()).await?);
        assert!(!shards::mark_unlinked(&mut tx, row.id, now()).await?);
        assert_eq!(shards::list_to_unlink(&mut tx, None, 10).await?, vec![]);
    }

    async fn the_rights_of_an_account_are_noted_while_its_secret_lives(db: Db) {
        // I-27
        let case = make::case(&db).await?;
        let mut tx = db.begin().await?;
        let shard = make::shard(&mut tx, &case, ShardPurpose::Authorization).await?;
        let (secret, _) = make::secret(&mut tx, &case, Some(shard.id), SecretClass::Intervention).await?;
        let rights = async |tx: &mut store::Tx| {
            secrets::find(tx, secret.id).await.map(|found| found.and_then(|row| row.account_rights))
        };
        secrets::set_rights(&mut tx, secret.id, AccountRights::Root).await?;
        assert_eq!(rights(&mut tx).await?, Some(AccountRights::Root));
        secrets::shred(&mut tx, secret.id, ShredReason::Closed, now()).await?;
        secrets::set_rights(&mut tx, secret.id, AccountRights::Unknown).await?;
        assert_eq!(rights(&mut tx).await?, Some(AccountRights::Root), "what is destroyed is not changed");
    }

    async fn a_secret_gets_versions_until_it_is_destroyed(db: Db) {
        let case = make::case(&db).await?;
        let mut tx = db.begin().await?;
        let shard = make::shard(&mut tx, &case, ShardPurpose::Authorization).await?;
        let (secret, first) = make::secret(&mut tx, &case, Some(shard.id), SecretClass::Intervention).await?;
        assert_eq!(secrets::find(&mut tx, secret.id).await?.as_ref(), Some(&secret));
        assert_eq!(secrets::find_version(&mut tx, secret.id, 1).await?.as_ref(), Some(&first));
        assert!(secrets::insert_version(&mut tx, &make::version_row(&secret, 2)).await?);
        assert!(!secrets::insert_version(&mut tx, &make::version_row(&secret, 2)).await?, "somebody else was faster");
        assert_eq!(secrets::find(&mut tx, secret.id).await?.map(|s| s.version), Some(2));
        for listed in [
            secrets::list_of_shard(&mut tx, shard.id).await?,
            secrets::list_of_ticket(&mut tx, case.ticket.id).await?,
            secrets::list_of_class(&mut tx, case.organization, SecretClass::Intervention).await?,
        ] {
            assert_eq!(listed.iter().map(|s| s.id).collect::<Vec<_>>(), [secret.id]);
        }
        assert_eq!(secrets::list_of_class(&mut tx, case.organization, SecretClass::Account).await?, vec![]);
        assert!(secrets::mark_read(&mut tx, secret.id, now()).await?);
        assert!(!secrets::mark_read(&mut tx, secret.id, now().plus_seconds(5)).await?, "the first reading counts");

        assert!(secrets::shred(&mut tx, secret.id, ShredReason::Closed, now()).await?);
        assert!(!secrets::shred(&mut tx, secret.id, ShredReason::Revoked, now()).await?);
        let gone = secrets::find(&mut tx, secret.id).await?.ok_or("the row stays")?;
        assert_eq!((gone.state, gone.shred_reason, gone.shredded_at), (SecretState::Shredded, Some(ShredReason::Closed), Some(now())));
        for version in [1, 2] {
            let row = secrets::find_version(&mut tx, secret.id, version).await?.ok_or("the digest stays")?;
            assert_eq!((row.wrapped, row.blob, row.blob_sha256), (None, None, [7; 32]));
        }
        assert!(!secrets::insert_version(&mut tx, &make::version_row(&secret, 3)).await?, "nothing revives it");
    }

    async fn a_rotation_finds_what_is_left_and_never_writes_twice(db: Db) {
        let case = make::case(&db).await?;
        let mut tx = db.begin().await?;
        let mut all = Vec::new();
        for _ in 0..3 {
            let (secret, _) = make::secret(&mut tx, &case, None, SecretClass::Account).await?;
            secrets::insert_version(&mut tx, &make::version_row(&secret, 2)).await?;
            all.extend([(secret.id, 1), (secret.id, 2)]);
        }
        let (shredded, _) = make::secret(&mut tx, &case, None, SecretClass::Account).await?;
        secrets::shred(&mut tx, shredded.id, ShredReason::Removed, now()).await?;
        assert_eq!(secrets::count_by_key(&mut tx).await?, vec![("k1".to_owned(), 6)]);

        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = secrets::list_living(&mut tx, after, 4).await?;
            let Some(last) = page.last() else { break };
            after = Some((last.secret.id, last.version.version));
            seen.extend(page.iter().map(|s| (s.secret.id, s.version.version)));
        }
        all.sort();
        assert_eq!(seen, all);

        let left = secrets::list_to_rewrap(&mut tx, "k2", 4).await?;
        assert_eq!(left.len(), 4);
        let fresh = Hidden(vec![9, 9]);
        for one in &left {
            let key = (one.secret.id, one.version.version);
            assert!(secrets::update_wrapped(&mut tx, key, "k1", "k2", &fresh).await?);
            assert!(!secrets::update_wrapped(&mut tx, key, "k1", "k2", &fresh).await?, "done already");
            let row = secrets::find_version(&mut tx, key.0, key.1).await?.ok_or("no version")?;
            assert_eq!((row.kek_id.as_str(), row.wrapped, row.blob), ("k2", Some(fresh.clone()), one.version.blob.clone()));
        }
        assert_eq!(secrets::list_to_rewrap(&mut tx, "k2", 10).await?.len(), 2);
        assert_eq!(secrets::count_by_key(&mut tx).await?, vec![("k1".to_owned(), 2), ("k2".to_owned(), 4)]);
        assert!(!secrets::update_wrapped(&mut tx, (shredded.id, 1), "k1", "k2", &fresh).await?, "destroyed");
    }

    async fn a_handover_reads_back_as_written(db: Db) {
        // I-61
        let (case, intervention, system) = make::intervention(&db).await?;
        let mut tx = db.begin().await?;
        let shard = make::shard(&mut tx, &case, ShardPurpose::Handover).await?;
        let mut row = HandoverRow {
            id: HandoverId::new(now(), &RANDOM),
            organization_id: case.organization,
            ticket_id: case.ticket.id,
            intervention_id: Some(intervention.id),
            system_id: system,
            shard_id: shard.id,
            label: "root".to_owned(),
            created_by: case.staff,
            created_at: now(),
            first_read_at: None,
            first_read_by: None,
            kept_at: None,
            ended_at: None,
            key_fingerprint: "SHA256:abc".to_owned(),
        };
        handovers::insert(&mut tx, &row).await?;
        let times = domain::rules::HouseRules::SHIPPED.handover();
        let read = row.handover(times).read(now().plus_seconds(60))?;
        row.first_read_at = read.first_read_at;
        row.first_read_by = Some(case.customer);
        handovers::update(&mut tx, &row).await?;
        assert_eq!(handovers::find(&mut tx, row.id).await?.as_ref(), Some(&row));
        assert_eq!(handovers::find_by_shard(&mut tx, shard.id).await?.as_ref(), Some(&row));
        let system = store::systems::find(&mut tx, row.system_id).await?.ok_or("no system")?.name;
        let listed = handovers::ListedHandover { row: row.clone(), number: case.ticket.number, system };
        assert_eq!(handovers::list_of_ticket(&mut tx, case.ticket.id).await?, vec![listed.clone()]);
        assert_eq!(handovers::list_of_organization(&mut tx, case.organization).await?, vec![listed]);
        assert_eq!(row.handover(times), read);
    }
}
