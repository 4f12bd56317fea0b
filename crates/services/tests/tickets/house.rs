//! Whatever an admin changes about staff and teams is told in the provider's own chain, or does not happen.

use domain::account::{Locale, StaffRole, TokenKind};
use domain::audit::{EventDraft, EventKind, HOUSE, HouseTopic};
use domain::ids::{PersonId, TeamId};
use secrecy::SecretString;
use serde_json::{Value, json};
use services::context::OpContext;
use services::error::ServiceError;
use services::house::{self, LOG_PAGE, LogFilter};
use services::{accounts, audit_admin, staff, teams};
use store::Db;

use crate::desk::{Desk, Result};

const LEA: &str = "lea.sommer@example.test";

/// The events of the provider's chain: kind, who, particulars.
async fn told(desk: &Desk) -> Result<Vec<(EventKind, Option<String>, Value)>> {
    let mut tx = desk.context.db().read().await?;
    let rows = store::audit::list_since(&mut tx, HOUSE, 0, 1_000).await?;
    let events = rows.into_iter().map(|row| {
        let event = row.payload.facts()?.event;
        assert!(!event.visible, "no customer's business");
        Ok((event.kind, event.actor_name, Value::Object(event.data)))
    });
    events.collect()
}

/// The newest of them, which must be of this kind and by the admin.
async fn newest(desk: &Desk, kind: EventKind) -> Result<Value> {
    let (found, who, data) = told(desk).await?.pop().ok_or("nothing told")?;
    assert_eq!((found, who.as_deref()), (kind, Some("Elena Fuchs")));
    Ok(data)
}

/// The pending invitations' ids.
async fn pending(admin: &OpContext) -> Result<Vec<domain::ids::TokenId>> {
    let page = staff::list(admin).await?;
    Ok(page.invitations.into_iter().map(|i| i.id).collect())
}

/// The part of a mailed or printed link that must stay secret.
fn secret(text: &str) -> Result<String> {
    let word = text.split_whitespace().find(|word| word.contains("://"));
    let last = word.and_then(|word| word.rsplit('/').next());
    Ok(last.ok_or("no link")?.to_owned())
}

store::both_databases! {
    async fn every_change_of_staff_is_told_with_before_and_after(db: Db) {
        let desk = Desk::new(db).await?;
        let admin = desk.admin().await?;
        let jana = desk.jana.actor.person;
        let about = json!({ "person": jana.to_string(), "name": "Jana Brandt", "email": "jana.brandt@example.test" });
        let with = |more: Value| {
            let mut all = about.clone();
            if let (Value::Object(all), Value::Object(more)) = (&mut all, more) {
                all.extend(more);
            }
            all
        };

        staff::change(&admin, jana, "engineer", true).await?;
        let given = json!({ "may_approve_reveals": { "before": false, "after": true } });
        assert_eq!(newest(&desk, EventKind::StaffChanged).await?, with(given));
        staff::change(&admin, jana, "manager", true).await?;
        let changed = json!({
            "role": { "before": "engineer", "after": "manager" },
            "may_approve_reveals": { "before": true, "after": false },
        });
        assert_eq!(newest(&desk, EventKind::StaffChanged).await?, with(changed));
        staff::set_active(&admin, jana, false).await?;
        assert_eq!(newest(&desk, EventKind::PersonSwitchedOff).await?, about);
        staff::set_active(&admin, jana, true).await?;
        assert_eq!(newest(&desk, EventKind::PersonSwitchedOn).await?, about);
        staff::end_sessions(&admin, jana).await?;
        assert_eq!(newest(&desk, EventKind::PersonSessionsEnded).await?, about);
        let mut tx = desk.context.db().begin().await?;
        let seed = store::Hidden(vec![1]);
        store::people::begin_totp(&mut tx, jana, &seed).await?;
        assert!(store::people::confirm_totp(&mut tx, jana, &seed, admin.now(), 1).await?);
        tx.save().await?;
        staff::reset_factor(&admin, jana).await?;
        let removed = json!({ "factor": { "before": true, "after": false } });
        assert_eq!(newest(&desk, EventKind::PersonFactorReset).await?, with(removed));

        // What stays as it was, and what is refused, is no event.
        let count = told(&desk).await?.len();
        staff::change(&admin, jana, "manager", true).await?;
        staff::set_active(&admin, jana, true).await?;
        let oneself = staff::change(&admin, admin.actor.person, "engineer", false).await;
        assert!(matches!(oneself, Err(ServiceError::Denied("oneself"))));
        assert!(staff::change(&admin, jana, "captain", false).await.is_err());
        assert_eq!(told(&desk).await?.len(), count);
    }

    async fn an_invitation_is_told_from_its_sending_to_its_acceptance_without_its_link(db: Db) {
        let desk = Desk::new(db).await?;
        let admin = desk.admin().await?;
        staff::invite(&admin, LEA, "Lea Sommer", "engineer").await?;
        let invited = newest(&desk, EventKind::StaffInvited).await?;
        assert_eq!((&invited["name"], &invited["email"], &invited["role"]), (&json!("Lea Sommer"), &json!(LEA), &json!("engineer")));
        let first = pending(&admin).await?;
        staff::withdraw_invitation(&admin, first[0]).await?;
        let withdrawn = newest(&desk, EventKind::StaffInvitationWithdrawn).await?;
        assert_eq!(withdrawn, json!({ "email": LEA, "role": "engineer" }));
        let again = staff::withdraw_invitation(&admin, first[0]).await;
        assert!(matches!(again, Err(ServiceError::NotFound)));

        staff::invite(&admin, LEA, "Lea Sommer", "manager").await?;
        let mails = desk.mails(LEA).await?;
        let links: Vec<String> = mails.iter().map(|(_, text)| secret(text)).collect::<Result<_>>()?;
        let password = SecretString::from("Regenschirm im Treppenhaus 7".to_owned());
        let newest_link = links.last().ok_or("no mail")?;
        accounts::accept_invitation(&desk.context, newest_link, "Lea S.", &password, &password).await?;
        let events = told(&desk).await?;
        let (kind, who, data) = events.last().ok_or("nothing told")?;
        assert_eq!((*kind, who.as_deref()), (EventKind::StaffJoined, Some("Lea S.")));
        assert_eq!(data["role"], json!({ "before": null, "after": "manager" }));
        let told = format!("{events:?}");
        assert_eq!(links.len(), 2);
        for secret in links {
            assert!(secret.len() > 40 && !told.contains(&secret), "a link is in the chain");
        }
        assert!(!told.contains("Regenschirm"));
    }

    async fn whoever_is_new_is_invited_in_the_language_of_whoever_invites(db: Db) {
        let desk = Desk::new(db).await?;
        let mut admin = desk.admin().await?;
        admin.actor.locale = Locale::En;
        staff::invite(&admin, LEA, "Lea Sommer", "engineer").await?;
        assert_eq!(desk.mails(LEA).await?[0].0, "Your access to Leitstand");
    }

    async fn every_change_of_a_team_is_told_with_the_names_of_that_time(db: Db) {
        let desk = Desk::new(db).await?;
        let admin = desk.admin().await?;
        let (jana, tobias) = (desk.jana.actor.person.to_string(), desk.tobias.actor.person.to_string());
        let id = teams::create(&admin, "Linux").await?;
        let team = newest(&desk, EventKind::TeamCreated).await?;
        assert_eq!(team, json!({ "team": id.to_string(), "name": "Linux" }));
        teams::update(&admin, id, "Linux", &[&jana]).await?;
        teams::update(&admin, id, "Unix", &[&tobias]).await?;
        assert_eq!(newest(&desk, EventKind::TeamChanged).await?, json!({
            "team": id.to_string(), "name": "Linux",
            "renamed": { "before": "Linux", "after": "Unix" },
            "added": [{ "person": tobias, "name": "Tobias Krämer" }],
            "removed": [{ "person": jana, "name": "Jana Brandt" }],
        }));
        teams::update(&admin, id, "Unix", &[&tobias, &tobias]).await?;
        let petra = desk.petra.actor.person.to_string();
        assert!(teams::update(&admin, id, "Unix", &[&petra]).await.is_err(), "no engineer");
        assert_eq!(told(&desk).await?.len(), 3, "nothing changed since");
        let members = teams::list(&admin).await?.teams.swap_remove(0).members;
        assert_eq!(members, [(desk.tobias.actor.person, "Tobias Krämer".to_owned())]);
    }

    async fn what_is_done_at_the_machine_is_told_without_its_link(db: Db) {
        let desk = Desk::new(db).await?;
        let jana = desk.jana.actor.person;
        let mut tx = desk.context.db().begin().await?;
        store::people::update_active(&mut tx, jana, false).await?;
        tx.save().await?;
        let made = accounts::operator_link(&desk.context, LEA, "", Some(StaffRole::Admin)).await?;
        let opened = accounts::operator_link(&desk.context, "jana.brandt@example.test", "", None).await?;
        let nobody = accounts::operator_link(&desk.context, "nobody@example.test", "", None).await;
        assert!(matches!(nobody, Err(ServiceError::NotFound)));
        let events = told(&desk).await?;
        let kinds: Vec<_> = events.iter().map(|(kind, who, data)| (*kind, who.clone(), data["through"].clone())).collect();
        let machine = json!("command_line");
        assert_eq!(kinds, [(EventKind::StaffInvited, None, machine.clone()), (EventKind::PersonReset, None, machine)]);
        assert_eq!((&events[0].2["email"], &events[0].2["role"]), (&json!(LEA), &json!("admin")));
        assert_eq!(events[1].2["person"], json!(jana.to_string()));
        assert_eq!(events[1].2["active"], json!({ "before": false, "after": true }));
        for link in [made, opened] {
            assert!(!format!("{events:?}").contains(&secret(&link)?), "a link is in the chain");
        }
    }

    async fn a_customers_chain_says_that_we_removed_a_factor_and_not_they_themselves(db: Db) {
        let desk = Desk::new(db).await?;
        let admin = desk.admin().await?;
        let petra = desk.petra.actor.person;
        staff::reset_factor(&admin, petra).await?;
        staff::end_sessions(&admin, petra).await?;
        accounts::operator_link(&desk.context, "petra.lindner@example.test", "", None).await?;
        let organization = desk.petra.actor.memberships[0].organization;
        let mut tx = desk.context.db().read().await?;
        let mut seen = Vec::new();
        for row in store::audit::list_since(&mut tx, organization, 0, 10).await? {
            let event = row.payload.facts()?.event;
            assert_eq!(event.data["person"], json!(petra.to_string()));
            seen.push((event.kind, event.actor_name));
        }
        let us = Some("Elena Fuchs".to_owned());
        assert_eq!(seen, [(EventKind::FactorRemoved, us.clone()), (EventKind::SessionEnded, us), (EventKind::FactorRemoved, None)]);
    }

    /// Everything that is told, with a chain that takes nothing: no act leaves a trace.
    async fn without_its_event_nothing_changes(db: Db) {
        let desk = Desk::new(db).await?;
        let admin = desk.admin().await?;
        let (jana, tobias) = (desk.jana.actor.person, desk.tobias.actor.person.to_string());
        let team = teams::create(&admin, "Linux").await?;
        staff::invite(&admin, LEA, "Lea Sommer", "engineer").await?;
        let invitation = pending(&admin).await?[0];
        let link = secret(&desk.mails(LEA).await?[0].1)?;
        shut(desk.context.db()).await?;
        let before = state(&desk, jana, team).await?;
        let password = SecretString::from("Regenschirm im Treppenhaus 7".to_owned());
        let context = &desk.context;
        let outcomes = [
            ("invite", staff::invite(&admin, "neu@example.test", "Neu", "engineer").await),
            ("withdraw", staff::withdraw_invitation(&admin, invitation).await),
            ("accept", accounts::accept_invitation(context, &link, "Lea", &password, &password).await),
            ("role", staff::change(&admin, jana, "manager", false).await),
            ("right", staff::change(&admin, jana, "engineer", true).await),
            ("off", staff::set_active(&admin, jana, false).await),
            ("factor", staff::reset_factor(&admin, jana).await),
            ("sessions", staff::end_sessions(&admin, jana).await),
            ("team", teams::create(&admin, "Windows").await.map(drop)),
            ("members", teams::update(&admin, team, "Linux", &[&tobias]).await),
            ("name", teams::update(&admin, team, "Unix", &[]).await),
            ("admin create", accounts::operator_link(context, "neu@example.test", "", Some(StaffRole::Admin)).await.map(drop)),
            ("admin reset", accounts::operator_link(context, "jana.brandt@example.test", "", None).await.map(drop)),
        ];
        for (act, outcome) in outcomes {
            assert!(matches!(outcome, Err(ServiceError::Internal(_))), "{act}: {outcome:?}");
        }
        assert_eq!(state(&desk, jana, team).await?, before);
    }

    async fn the_log_is_read_by_managers_and_admins_page_by_page_and_by_kind(db: Db) {
        let desk = Desk::new(db).await?;
        let admin = desk.admin().await?;
        let empty = house::page(&admin, LogFilter::All, None).await?;
        assert!(empty.entries.is_empty() && empty.head.is_none() && empty.older.is_none());
        let pages = LOG_PAGE + LOG_PAGE / 2;
        let mut tx = desk.context.db().begin().await?;
        for n in 0..pages {
            for kind in [EventKind::CatalogueChanged, EventKind::StaffChanged] {
                let event = EventDraft::new(kind, desk.context.now()).with("n", i64::try_from(n)?);
                store::audit::append(&mut tx, HOUSE, event, desk.context.random()).await?;
            }
        }
        tx.save().await?;
        for (filter, all) in [
            (LogFilter::All, 2 * pages),
            (LogFilter::Topic(HouseTopic::People), pages),
            (LogFilter::Kind(EventKind::CatalogueChanged), pages),
            (LogFilter::Kind(EventKind::TeamChanged), 0),
        ] {
            let (mut seen, mut before) = (Vec::new(), None);
            loop {
                let page = house::page(&admin, filter, before).await?;
                assert!(page.entries.len() <= LOG_PAGE);
                assert_eq!(page.head.map(|head| head.seq), Some(i64::try_from(2 * pages)?), "the chain's, whatever is shown");
                seen.extend(page.entries.iter().map(|entry| entry.seq));
                before = page.older;
                if before.is_none() {
                    break;
                }
            }
            assert!(seen.is_sorted_by(|a, b| a > b), "none twice, the newest first");
            assert_eq!(seen.len(), all, "{filter:?}");
        }
        let engineer = house::page(&desk.jana, LogFilter::All, None).await;
        assert!(matches!(engineer, Err(ServiceError::Denied(_))), "{engineer:?}");
        let customer = house::page(&desk.petra, LogFilter::All, None).await;
        assert!(matches!(customer, Err(ServiceError::NotFound)), "{customer:?}");
        let checked = audit_admin::verify(&desk.context, Some("provider"), &[]).await?;
        assert!(checked[0].result.is_ok());
    }
}

/// Closes every chain.
async fn shut(db: &Db) -> Result {
    match db {
        Db::Sqlite { write, .. } => {
            let sql = "CREATE TRIGGER shut BEFORE INSERT ON audit_events BEGIN SELECT RAISE(ABORT, 'disk trouble'); END";
            sqlx::raw_sql(sql).execute(write).await?;
        }
        Db::Postgres { write, .. } => {
            let sql = "CREATE FUNCTION shut() RETURNS trigger LANGUAGE plpgsql AS
                 $$ BEGIN RAISE EXCEPTION 'disk trouble'; END $$;
                 CREATE TRIGGER shut BEFORE INSERT ON audit_events FOR EACH ROW EXECUTE FUNCTION shut()";
            sqlx::raw_sql(sql).execute(write).await?;
        }
    }
    Ok(())
}

/// Everything such an act could change, as text.
async fn state(desk: &Desk, person: PersonId, team: TeamId) -> Result<String> {
    let mut tx = desk.context.db().read().await?;
    let now = desk.context.now();
    let people = store::people::list_staff(&mut tx).await?;
    let person = store::people::find(&mut tx, person).await?;
    let sessions = match &person {
        Some(person) => store::sessions::list_by_person(&mut tx, person.id, now)
            .await?
            .len(),
        None => 0,
    };
    let teams = store::teams::list(&mut tx).await?;
    let team = store::teams::find(&mut tx, team).await?;
    let members = store::teams::list_members(&mut tx).await?;
    let mut tokens = Vec::new();
    for kind in [TokenKind::Invitation, TokenKind::Reset] {
        let living = store::tokens::list_living(&mut tx, kind, now).await?;
        tokens.extend(living.into_iter().map(|token| token.id));
    }
    let mails = store::mails::list_newest(&mut tx, 1_000).await?.len();
    let everybody = store::people::count(&mut tx).await?;
    let head = store::audit::find_head(&mut tx, HOUSE).await?;
    Ok(format!(
        "{people:?} {person:?} {sessions} {teams:?} {team:?} {members:?} {tokens:?} {mails} {everybody} {head:?}"
    ))
}
