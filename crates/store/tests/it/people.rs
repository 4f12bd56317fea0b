use domain::account::{Locale, LoginThrottle, StaffRole, Theme, ThrottleScope};
use domain::ids::{RowId, TokenId};
use store::tokens::TokenRow;
use store::{Hidden, TokenKind, logins, people, recovery, tokens};

use super::make::{self, RANDOM, now};

store::both_databases! {
    async fn a_person_reads_back_as_written(db: Db) {
        let mut row = make::person_row("anna@example.org");
        row.staff_role = Some(StaffRole::Engineer);
        row.password_hash = Some(Hidden("$argon2id$…".to_owned()));
        row.totp_seed = Some(Hidden(vec![1, 2, 3]));
        row.totp_enrolled_at = Some(now());
        let mut tx = db.begin().await?;
        assert_eq!(people::count(&mut tx).await?, 0);
        people::insert(&mut tx, &row).await?;
        tx.save().await?;

        let mut tx = db.read().await?;
        assert_eq!(people::find(&mut tx, row.id).await?.as_ref(), Some(&row));
        assert_eq!(people::find_by_email(&mut tx, "anna@example.org").await?.as_ref(), Some(&row));
        assert_eq!(people::find_by_email(&mut tx, "nobody@example.org").await?, None);
        assert_eq!(people::list_staff(&mut tx).await?, vec![row.clone()]);
        assert_eq!(
            tx.answer(people::staff()).await?,
            vec![(row.id, row.name.clone())]
        );
        assert_eq!((people::count(&mut tx).await?, people::count_enrolled(&mut tx).await?), (1, 1));
        assert!(!format!("{row:?}").contains("argon2id"), "a hash in the log");
    }

    /// Colleagues of one name are told apart by their addresses, the others need none.
    async fn colleagues_of_one_name_are_told_apart(db: Db) {
        let mut tx = db.begin().await?;
        for (email, name, active) in [
            ("jana@example.org", "Jana Brandt", true),
            ("jana.b@example.org", "Jana Brandt", true),
            ("tobias@example.org", "Tobias", true),
            // Whoever has left needs not be told from anybody.
            ("tobias.k@example.org", "Tobias", false),
        ] {
            let mut row = make::person_row(email);
            row.staff_role = Some(StaffRole::Engineer);
            (row.name, row.active) = (name.to_owned(), active);
            people::insert(&mut tx, &row).await?;
        }
        let told: Vec<_> = tx.answer(people::staff()).await?.into_iter().map(|(_, name)| name).collect();
        let mut sorted = told.clone();
        sorted.sort();
        assert_eq!(sorted, ["Jana Brandt (jana.b@example.org)", "Jana Brandt (jana@example.org)", "Tobias"]);
        assert_eq!(told.last().map(String::as_str), Some("Tobias"));
    }

    async fn an_address_belongs_to_one_person(db: Db) {
        make::person(&db, "anna@example.org").await?;
        let error = make::person(&db, "anna@example.org").await.expect_err("a second Anna");
        assert!(error.is_conflict_on("people_email_key"), "{error:?}");
        let other = make::person(&db, "berta@example.org").await?;
        let mut tx = db.begin().await?;
        let error = people::update_email(&mut tx, other, "anna@example.org").await.expect_err("a second Anna");
        assert!(error.is_conflict_on("people_email_key"), "{error:?}");
    }

    async fn a_person_changes_field_by_field(db: Db) {
        let id = make::person(&db, "anna@example.org").await?;
        let mut tx = db.begin().await?;
        let held = people::find_for_update(&mut tx, id).await?.ok_or("the person is gone")?;
        assert_eq!(held.email, "anna@example.org");
        people::update_profile(&mut tx, id, "Anna Berg", "+49 40 1", Locale::En).await?;
        people::update_email(&mut tx, id, "berg@example.org").await?;
        people::update_preferences(&mut tx, id, Theme::Dark, false).await?;
        people::update_staff(&mut tx, id, Some(StaffRole::Manager), true).await?;
        people::update_password(&mut tx, id, &Hidden("hash".to_owned()), now()).await?;
        let (old, renewed) = (Hidden("hash".to_owned()), Hidden("renewed".to_owned()));
        assert!(people::renew_hash(&mut tx, id, &old, &renewed).await?);
        assert!(!people::renew_hash(&mut tx, id, &old, &old).await?, "it is not there any more");
        people::begin_totp(&mut tx, id, &Hidden(vec![9])).await?;
        assert!(people::confirm_totp(&mut tx, id, &Hidden(vec![9]), now(), 7).await?);
        let row = people::find(&mut tx, id).await?.ok_or("the person is gone")?;
        assert_eq!((row.name.as_str(), row.phone.as_str(), row.locale), ("Anna Berg", "+49 40 1", Locale::En));
        assert_eq!((row.email.as_str(), row.theme, row.shortcuts), ("berg@example.org", Theme::Dark, false));
        assert_eq!((row.staff_role, row.may_approve_reveals), (Some(StaffRole::Manager), true));
        assert_eq!((row.password_hash, row.password_changed_at), (Some(renewed), Some(now())));
        assert_eq!((row.totp_seed, row.totp_enrolled_at), (Some(Hidden(vec![9])), Some(now())));

        // A new one stands beside it until it is confirmed, once.
        people::begin_totp(&mut tx, id, &Hidden(vec![8])).await?;
        let row = people::find(&mut tx, id).await?.ok_or("the person is gone")?;
        assert_eq!((row.totp_seed, row.totp_pending), (Some(Hidden(vec![9])), Some(Hidden(vec![8]))));
        assert_eq!((row.totp_enrolled_at, row.totp_last_step), (Some(now()), 7));
        let (other, new) = (Hidden(vec![7]), Hidden(vec![8]));
        assert!(!people::confirm_totp(&mut tx, id, &other, now(), 3).await?, "somebody began anew meanwhile");
        assert!(people::confirm_totp(&mut tx, id, &new, now(), 3).await?);
        assert!(!people::confirm_totp(&mut tx, id, &new, now(), 3).await?, "confirmed twice");
        let row = people::find(&mut tx, id).await?.ok_or("the person is gone")?;
        assert_eq!((row.totp_seed, row.totp_pending, row.totp_last_step), (Some(Hidden(vec![8])), None, 3));

        people::begin_totp(&mut tx, id, &Hidden(vec![7])).await?;
        people::remove_totp(&mut tx, id).await?;
        let row = people::find(&mut tx, id).await?.ok_or("the person is gone")?;
        assert_eq!((row.totp_seed, row.totp_pending, row.totp_enrolled_at), (None, None, None));
        assert!(!people::confirm_totp(&mut tx, id, &other, now(), 9).await?, "nothing to confirm");
    }

    async fn somebody_switched_off_is_no_actor(db: Db) {
        let id = make::person(&db, "anna@example.org").await?;
        let mut tx = db.begin().await?;
        let actor = people::actor(&mut tx, id).await?.ok_or("no actor")?;
        assert_eq!((actor.person, actor.staff, actor.memberships.len()), (id, None, 0));
        people::update_active(&mut tx, id, false).await?;
        assert_eq!(people::actor(&mut tx, id).await?, None);
    }

    async fn a_totp_step_is_used_once_however_many_try(db: Db) {
        // RULINGS 13
        let id = make::person(&db, "anna@example.org").await?;
        let mut tries = Vec::new();
        for _ in 0..8 {
            let db = db.clone();
            tries.push(tokio::spawn(async move {
                let mut tx = db.begin().await?;
                let taken = people::take_totp_step(&mut tx, id, 59_000_000).await?;
                tx.save().await?;
                Ok::<_, store::StoreError>(taken)
            }));
        }
        let mut wins = 0;
        for one in tries {
            wins += u32::from(one.await??);
        }
        assert_eq!(wins, 1);
        let mut tx = db.begin().await?;
        assert!(!people::take_totp_step(&mut tx, id, 58_999_999).await?, "an older step");
        assert!(people::take_totp_step(&mut tx, id, 59_000_001).await?);
    }

    async fn a_recovery_code_is_used_once(db: Db) {
        let anna = make::person(&db, "anna@example.org").await?;
        let berta = make::person(&db, "berta@example.org").await?;
        let mut tx = db.begin().await?;
        let codes: Vec<_> = (1..=3).map(|n| (RowId::new(now(), &RANDOM), [n; 32])).collect();
        recovery::replace(&mut tx, anna, &codes).await?;
        assert!(!recovery::take(&mut tx, berta, &[1; 32], now()).await?, "somebody else's code");
        assert!(recovery::take(&mut tx, anna, &[1; 32], now()).await?);
        assert!(!recovery::take(&mut tx, anna, &[1; 32], now()).await?, "a used code");
        assert_eq!(recovery::count_left(&mut tx, anna).await?, 2);
        recovery::replace(&mut tx, anna, &[]).await?;
        assert_eq!(recovery::count_left(&mut tx, anna).await?, 0);
    }

    async fn a_token_is_used_once_and_in_time(db: Db) {
        let anna = make::person(&db, "anna@example.org").await?;
        let token = |hash: u8| TokenRow {
            id: TokenId::new(now(), &RANDOM),
            kind: TokenKind::Reset,
            person_id: Some(anna),
            token_hash: [hash; 32],
            purpose: String::new(),
            attempts: 0,
            created_at: now(),
            expires_at: now().plus_seconds(3600),
            used_at: None,
        };
        let (first, late) = (token(1), now().plus_seconds(3600));
        let second = TokenRow { created_at: now().plus_seconds(1), ..token(2) };
        let mut tx = db.begin().await?;
        tokens::insert(&mut tx, &first).await?;
        assert_eq!(tokens::find(&mut tx, TokenKind::Reset, &[1; 32], now()).await?.as_ref(), Some(&first));
        assert_eq!(tokens::find(&mut tx, TokenKind::Invitation, &[1; 32], now()).await?, None);
        assert_eq!(tokens::take(&mut tx, TokenKind::Reset, &[1; 32], late).await?, None);
        tokens::insert(&mut tx, &second).await?;
        let newest = tokens::find_newest(&mut tx, TokenKind::Reset, anna, now()).await?;
        assert_eq!(newest.map(|t| t.id), Some(second.id));
        assert_eq!(tokens::count_attempt(&mut tx, second.id).await?, 1);
        assert_eq!(tokens::count_attempt(&mut tx, second.id).await?, 2);
        assert!(tokens::take_by_id(&mut tx, second.id, now()).await?);
        assert!(!tokens::take_by_id(&mut tx, second.id, now()).await?);
        tx.save().await?;

        let mut tries = Vec::new();
        for _ in 0..6 {
            let db = db.clone();
            tries.push(tokio::spawn(async move {
                let mut tx = db.begin().await?;
                let taken = tokens::take(&mut tx, TokenKind::Reset, &[1; 32], now()).await?;
                tx.save().await?;
                Ok::<_, store::StoreError>(taken.is_some())
            }));
        }
        let mut wins = 0;
        for one in tries {
            wins += u32::from(one.await??);
        }
        assert_eq!(wins, 1, "one click of several wins");

        let mut tx = db.begin().await?;
        tokens::insert(&mut tx, &token(3)).await?;
        assert_eq!(tokens::supersede(&mut tx, TokenKind::Reset, anna, now()).await?, 1);
        assert_eq!(tokens::find(&mut tx, TokenKind::Reset, &[3; 32], now()).await?, None);
        let setup = TokenRow { kind: TokenKind::Setup, person_id: None, ..token(4) };
        tokens::insert(&mut tx, &setup).await?;
        assert_eq!(tokens::list_unowned(&mut tx, TokenKind::Setup, now()).await?, vec![setup.clone()]);
        assert_eq!(tokens::list_living(&mut tx, TokenKind::Setup, now()).await?, vec![setup.clone()]);
        assert_eq!(tokens::list_living(&mut tx, TokenKind::Setup, setup.expires_at).await?, vec![]);
        assert_eq!(tokens::delete_expired(&mut tx, late).await?, 0);
        assert_eq!(tokens::delete_expired(&mut tx, late.plus_seconds(1)).await?, 4);
    }

    async fn parallel_failures_are_all_counted(db: Db) {
        let key = "account:anna@example.org";
        let mut tries = Vec::new();
        for _ in 0..10 {
            let db = db.clone();
            tries.push(tokio::spawn(async move {
                let mut tx = db.begin().await?;
                let before = logins::find_for_update(&mut tx, key, now()).await?;
                let after = LoginThrottle::failed(before, ThrottleScope::Account, now());
                logins::update(&mut tx, key, &after).await?;
                tx.save().await
            }));
        }
        for one in tries {
            one.await??;
        }
        let mut tx = db.begin().await?;
        let seen = logins::find(&mut tx, key).await?.ok_or("nothing counted")?;
        assert_eq!((seen.failures, seen.first_failure_at), (10, now()));
        assert!(seen.locked_until.is_some());
        logins::clear(&mut tx, key).await?;
        assert_eq!(logins::find(&mut tx, key).await?, None);
        assert_eq!(logins::find_for_update(&mut tx, key, now()).await?, None);
        assert_eq!(logins::find(&mut tx, key).await?, None, "a held row is no failure");
        assert_eq!(logins::delete_older(&mut tx, now()).await?, 0);
        assert_eq!(logins::delete_older(&mut tx, now().plus_seconds(1)).await?, 1);
    }
}
