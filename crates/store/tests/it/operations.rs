//! Provider, settings, mails, leases, teams, drafts.

use domain::account::Locale;
use domain::ids::{MailId, SavedViewId, TeamId, TicketId};
use store::drafts::DraftRow;
use store::instances::InstanceRow;
use store::mails::MailRow;
use store::provider::ProviderRow;
use store::teams::TeamRow;
use store::views::SavedViewRow;
use store::{Hidden, bulk, drafts, instances, mails, people, provider, settings, teams, views};

use super::make::{self, RANDOM, now};

fn provider_row() -> ProviderRow {
    ProviderRow {
        id: ProviderRow::ID,
        name: "Nordlicht Hosting GmbH".to_owned(),
        street: "Kai 3".to_owned(),
        postal_code: "20457".to_owned(),
        city: "Hamburg".to_owned(),
        country: "DE".to_owned(),
        land: Some("HH".to_owned()),
        vat_id: "DE123456789".to_owned(),
        email: "support@example.org".to_owned(),
        phone: "+49 40 1".to_owned(),
        phone_hours: "Mo–Fr 8–17 Uhr".to_owned(),
        emergency_phone: "+49 40 2".to_owned(),
        source_ips: "192.0.2.10\n192.0.2.11".to_owned(),
        ssh_public_key: "ssh-ed25519 AAAA".to_owned(),
        name_servers: "ns1.example.org".to_owned(),
        guide_url: "https://example.org/guide".to_owned(),
        is_demo: true,
        updated_at: None,
    }
}

pub fn mail_row(n: u8) -> MailRow {
    MailRow {
        id: MailId::new(now().plus_seconds(n.into()), &RANDOM),
        message_id: format!("<{n}@example.org>"),
        kind: "reset".to_owned(),
        locale: Locale::De,
        person_id: None,
        organization_id: None,
        ticket_id: None,
        to_address: "anna@example.org".to_owned(),
        to_name: "Anna".to_owned(),
        subject: "Neues Passwort".to_owned(),
        body_text: Hidden("https://example.org/reset/geheim".to_owned()),
        body_html: Hidden("<p>".to_owned()),
        sealed: Some(Hidden(vec![1, 0, 255])),
        created_at: now().plus_seconds(n.into()),
        sent_at: None,
        last_error: None,
    }
}

store::both_databases! {
    async fn there_is_one_provider(db: Db) {
        // RULINGS 21
        let mut tx = db.begin().await?;
        assert_eq!(provider::find(&mut tx).await?, None);
        let mut row = provider_row();
        provider::put(&mut tx, &row).await?;
        assert_eq!(provider::find(&mut tx).await?.as_ref(), Some(&row));
        row.is_demo = false;
        row.updated_at = Some(now());
        provider::put(&mut tx, &row).await?;
        assert_eq!(provider::find(&mut tx).await?.as_ref(), Some(&row));
        row.id = 2;
        let error = provider::put(&mut tx, &row).await.expect_err("a second provider");
        assert!(matches!(error, store::StoreError::Database(_)), "{error:?}");
    }

    async fn a_setting_is_one_value_per_key(db: Db) {
        let mut tx = db.begin().await?;
        settings::put(&mut tx, "b", "[1]", now()).await?;
        settings::put(&mut tx, "a", "{}", now()).await?;
        settings::put(&mut tx, "b", "{\"z\":1,\"a\":2}", now()).await?;
        let found = settings::find(&mut tx, "b").await?;
        assert_eq!(found.as_deref(), Some("{\"z\":1,\"a\":2}"), "the text is kept as it is");
        assert_eq!(settings::list(&mut tx).await?.len(), 2);
        assert_eq!(tx.remember(7_i64).as_ref(), &7);
        assert_eq!((tx.remembered::<i64>().as_deref(), tx.remembered::<String>()), (Some(&7), None));
        settings::put(&mut tx, "c", "1", now()).await?;
        assert_eq!(tx.remembered::<i64>(), None, "settings changed");
        tx.remember(8_i64);
        settings::delete(&mut tx, "b").await?;
        assert_eq!(tx.remembered::<i64>(), None, "settings changed");
        assert_eq!(settings::find(&mut tx, "b").await?, None);
    }

    async fn a_mail_is_unsent_until_the_server_took_it(db: Db) {
        let mut first = mail_row(1);
        first.ticket_id = Some(TicketId::new(now(), &RANDOM));
        let second = mail_row(2);
        let mut tx = db.begin().await?;
        bulk::mails(&mut tx, &[first.clone(), second.clone()]).await?;
        assert_eq!(mails::find(&mut tx, first.id).await?.as_ref(), Some(&first));
        assert_eq!(mails::count_unsent(&mut tx).await?, 2);
        mails::mark_failed(&mut tx, first.id, "refused").await?;
        assert_eq!(mails::find(&mut tx, first.id).await?.and_then(|m| m.last_error), Some("refused".to_owned()));
        assert!(first.sealed.is_some());
        mails::mark_sent(&mut tx, first.id, now()).await?;
        mails::forget_secret(&mut tx, first.id).await?;
        let sent = mails::find(&mut tx, first.id).await?.ok_or("no mail")?;
        assert_eq!((sent.sent_at, sent.last_error.clone(), sent.sealed.clone()), (Some(now()), None, None));
        assert_eq!(mails::count_unsent(&mut tx).await?, 1);
        let both = [first.id, second.id];
        let mut listed = mails::list_by_ids(&mut tx, &both).await?;
        listed.sort_by_key(|mail| mail.sent_at.is_none());
        assert_eq!(listed, [sent.clone(), second.clone()]);
        assert_eq!(mails::list_by_ids(&mut tx, &[]).await?, []);
        assert_eq!(mails::list_newest(&mut tx, 1).await?, vec![second.clone()]);
        assert_eq!(mails::list_of_ticket(&mut tx, first.ticket_id.ok_or("no ticket")?).await?, vec![sent.clone()]);
        assert!(!format!("{sent:?}").contains("geheim"), "a link that logs somebody in stands in the log");
        mails::mark_all_sent(&mut tx, &both, now()).await?;
        assert_eq!(mails::count_unsent(&mut tx).await?, 0);
        let error = mails::insert(&mut tx, &MailRow { id: MailId::new(now(), &RANDOM), ..sent }).await;
        assert!(error.expect_err("a second Message-ID").is_conflict_on("mails_message_id_key"));
    }

    async fn one_process_holds_a_lease(db: Db) {
        // RULINGS 32
        let lease = |holder: &str, seconds: i64| InstanceRow {
            name: "server".to_owned(),
            holder: holder.to_owned(),
            host: "desk".to_owned(),
            pid: 4711,
            expires_at: now().plus_seconds(seconds),
        };
        let mut tries = Vec::new();
        for n in 0..6 {
            let db = db.clone();
            let mine = lease(&format!("p{n}"), 15);
            tries.push(tokio::spawn(async move {
                let mut tx = db.begin().await?;
                let taken = instances::take(&mut tx, &mine, now(), None).await?;
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
        let holder = instances::find(&mut tx, "server").await?.ok_or("nobody")?.holder;
        assert!(instances::renew(&mut tx, "server", &holder, now().plus_seconds(30)).await?);
        assert!(!instances::renew(&mut tx, "server", "stranger", now().plus_seconds(30)).await?);
        let at = now().plus_seconds(29);
        assert!(!instances::take(&mut tx, &lease("next", 60), at, None).await?, "somebody lives on it");
        assert!(!instances::take(&mut tx, &lease("next", 60), at, Some("other")).await?);
        assert!(instances::take(&mut tx, &lease("next", 60), at, Some(&holder)).await?, "the holder is dead");
        assert!(instances::take(&mut tx, &lease("last", 90), now().plus_seconds(60), None).await?, "it ran out");
        assert_eq!(instances::list(&mut tx).await?, vec![lease("last", 90)]);
        instances::release(&mut tx, "server", "next").await?;
        assert!(instances::find(&mut tx, "server").await?.is_some(), "somebody else's lease");
        instances::release(&mut tx, "server", "last").await?;
        assert_eq!(instances::find(&mut tx, "server").await?, None);
    }

    async fn views_stand_in_ones_own_list_or_in_a_teams(db: Db) {
        let (anna, ben) = (make::person(&db, "anna@example.org").await?, make::person(&db, "ben@example.org").await?);
        let team = TeamRow { id: TeamId::new(now(), &RANDOM), name: "Technik".to_owned(), created_at: now() };
        let view = |owner_id, team_id, name: &str| SavedViewRow {
            id: SavedViewId::new(now(), &RANDOM),
            owner_id,
            team_id,
            name: name.to_owned(),
            address: "/desk/queue?view=open&class=fault".to_owned(),
            criteria: "{}".to_owned(),
            created_at: now(),
        };
        let (own, shared) = (view(anna, None, "Störungen"), view(anna, Some(team.id), "Störungen"));
        let mut tx = db.begin().await?;
        teams::insert(&mut tx, &team).await?;
        for row in [&own, &shared, &view(ben, None, "Störungen")] {
            views::insert(&mut tx, row).await?;
        }
        tx.save().await?;
        let mut tx = db.begin().await?;
        assert_eq!(views::find(&mut tx, own.id).await?, Some(own.clone()));
        // Whoever made it does not see it in the list of a team that is not theirs.
        assert_eq!(tx.answer(views::ask(anna)).await?, vec![own.clone()]);
        for person in [anna, ben] {
            teams::add_member(&mut tx, team.id, person).await?;
        }
        assert_eq!(tx.answer(views::ask(anna)).await?, vec![own.clone(), shared.clone()]);
        assert_eq!(tx.answer(views::ask(ben)).await?.len(), 2);
        assert_eq!((views::count(&mut tx, anna, None).await?, views::count(&mut tx, ben, Some(team.id)).await?), (1, 1));
        assert!(views::delete(&mut tx, own.id).await? && !views::delete(&mut tx, own.id).await?);
        assert_eq!(tx.answer(views::ask(anna)).await?, vec![shared.clone()]);
        tx.save().await?;
        for (row, name) in [
            (view(ben, None, "Störungen"), "saved_views_owner_id_name_key"),
            (view(ben, Some(team.id), "Störungen"), "saved_views_team_id_name_key"),
        ] {
            let mut tx = db.begin().await?;
            let error = views::insert(&mut tx, &row).await.expect_err("twice in a list");
            assert!(error.is_conflict_on(name), "{error:?}");
        }
    }

    async fn a_team_has_members(db: Db) {
        // RULINGS 34
        let anna = make::person(&db, "anna@example.org").await?;
        let row = TeamRow { id: TeamId::new(now(), &RANDOM), name: "Technik".to_owned(), created_at: now() };
        let mut tx = db.begin().await?;
        teams::insert(&mut tx, &row).await?;
        teams::add_member(&mut tx, row.id, anna).await?;
        teams::add_member(&mut tx, row.id, anna).await?;
        assert_eq!(teams::list_members(&mut tx).await?, vec![(row.id, anna)]);
        assert_eq!(teams::list_of_person(&mut tx, anna).await?, vec![row.clone()]);
        // Whoever has left is in the team and not told.
        let members: Vec<_> = people::list_of_team(&mut tx, row.id).await?.into_iter().map(|person| person.id).collect();
        assert_eq!(members, [anna]);
        people::update_active(&mut tx, anna, false).await?;
        assert_eq!(people::list_of_team(&mut tx, row.id).await?, vec![]);
        people::update_active(&mut tx, anna, true).await?;
        teams::update_name(&mut tx, row.id, "Nacht").await?;
        assert_eq!(teams::find(&mut tx, row.id).await?.map(|t| t.name), Some("Nacht".to_owned()));
        teams::remove_member(&mut tx, row.id, anna).await?;
        assert_eq!(teams::list_members(&mut tx).await?, vec![]);
        let second = TeamRow { id: TeamId::new(now(), &RANDOM), name: "Nacht".to_owned(), created_at: now() };
        let error = teams::insert(&mut tx, &second).await.expect_err("a second Nacht");
        assert!(error.is_conflict_on("teams_name_key"), "{error:?}");
        tx.undo().await?;
        assert_eq!(teams::list(&mut db.read().await?).await?, vec![]);
    }

    async fn a_draft_survives_until_it_is_sent(db: Db) {
        let anna = make::person(&db, "anna@example.org").await?;
        let ben = make::person(&db, "ben@example.org").await?;
        let draft = |key: &str, body: &str, seconds: i64| DraftRow {
            person_id: anna,
            key: key.to_owned(),
            body: body.to_owned(),
            updated_at: now().plus_seconds(seconds),
        };
        let mut tx = db.begin().await?;
        drafts::put(&mut tx, &draft("reply:1", "{\"text\":\"Gut\"}", 0)).await?;
        drafts::put(&mut tx, &draft("reply:1", "{\"text\":\"Guten Tag\"}", 5)).await?;
        drafts::put(&mut tx, &draft("new", "{}", 9)).await?;
        let found = drafts::find(&mut tx, anna, "reply:1").await?;
        assert_eq!(found, Some(draft("reply:1", "{\"text\":\"Guten Tag\"}", 5)));
        // Only what was asked for, and nobody else's of the same key.
        drafts::put(&mut tx, &draft("other", "{}", 9)).await?;
        drafts::put(&mut tx, &DraftRow { person_id: ben, ..draft("reply:1", "{}", 9) }).await?;
        assert_eq!(drafts::count_others(&mut tx, anna, "reply:1").await?, 2);
        assert_eq!(drafts::count_others(&mut tx, anna, "unknown").await?, 3);
        assert_eq!(drafts::count_others(&mut tx, ben, "reply:1").await?, 0);
        for (keys, found) in [
            (&["reply:1", "new", "unknown"][..], &["new", "reply:1"][..]),
            (&["reply:1"], &["reply:1"]),
            (&["unknown"], &[]),
            (&[], &[]),
        ] {
            let drafts = tx.answer(drafts::ask(anna, keys)).await?;
            assert_eq!(drafts.iter().map(|d| d.key.as_str()).collect::<Vec<_>>(), found);
            assert!(drafts.iter().all(|d| d.person_id == anna));
        }
        drafts::delete(&mut tx, ben, "reply:1").await?;
        drafts::delete(&mut tx, anna, "other").await?;
        drafts::delete(&mut tx, anna, "new").await?;
        assert_eq!(drafts::delete_older(&mut tx, now().plus_seconds(5)).await?, 0);
        assert_eq!(drafts::delete_older(&mut tx, now().plus_seconds(6)).await?, 1);
    }
}
