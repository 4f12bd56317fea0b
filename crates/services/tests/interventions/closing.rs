//! The end of a case and what follows: the form, the password change, a case that is opened again.

use domain::account::MemberRole;
use services::{credentials, interventions};

use super::desk::{Desk, code};

store::both_databases! {
    async fn the_form_at_the_end_does_everything_or_nothing(db: Db) {
        // I-45
        let desk = Desk::open(db).await?;
        let number = desk.running().await?;
        let engineer = desk.op(desk.engineer).await?;
        let colleague = desk.op(desk.colleague).await?;
        interventions::log(&engineer, number, &Desk::entry("Dienst neu gestartet")).await?;
        interventions::start_timer(&engineer, number, "").await?;
        interventions::start_timer(&colleague, number, "").await?;
        desk.clock.advance(600);
        let before = desk.kinds(number).await?;
        let mut half = Desk::finish();
        half.closing.cause.clear();
        assert_eq!(code(interventions::finish(&engineer, number, &half).await), "cause:required_choice");
        assert_eq!(desk.kinds(number).await?, before);
        assert_eq!(desk.state(number).await?, "running");
        assert_eq!(desk.mails("intervention_summarised").await?, 0);
        interventions::finish(&engineer, number, &Desk::finish()).await?;
        assert_eq!(desk.state(number).await?, "closed");
        assert_eq!(desk.mails("intervention_summarised").await?, 1);
        // Both timers stop, also the colleague's, and before the log says that the case is closed.
        let kinds = desk.kinds(number).await?;
        let places = |wanted: &str| (0..kinds.len()).filter(|n| kinds[*n] == wanted).collect::<Vec<_>>();
        let (stopped, closed) = (places("work.stopped"), places("intervention.closed"));
        assert_eq!((stopped.len(), closed.len()), (2, 1), "{kinds:?}");
        assert!(stopped < closed, "{kinds:?}");
        desk.verify_chain().await?;
    }

    async fn the_password_change_is_asked_for_until_it_is_confirmed(db: Db) {
        // I-55
        let desk = Desk::open(db).await?;
        let number = desk.closed().await?;
        assert_eq!(interventions::remind(&desk.context).await?, 0);
        desk.clock.advance(86_400);
        assert_eq!(interventions::remind(&desk.context).await?, 1);
        assert_eq!(interventions::remind(&desk.context).await?, 0);
        desk.clock.advance(2 * 86_400);
        assert_eq!(interventions::remind(&desk.context).await?, 1);
        let owner = desk.op(desk.owner).await?;
        interventions::confirm_password_change(&owner, number).await?;
        desk.clock.advance(10 * 86_400);
        assert_eq!(interventions::remind(&desk.context).await?, 0);
    }

    async fn when_signer_and_filer_have_left_the_owners_are_reminded(db: Db) {
        // I-55
        let desk = Desk::open(db).await?;
        desk.closed().await?;
        let mut tx = desk.context.db().begin().await?;
        store::memberships::update_role(&mut tx, desk.organization, desk.technical, MemberRole::Owner).await?;
        store::memberships::remove(&mut tx, desk.organization, desk.owner, desk.context.now()).await?;
        tx.save().await?;
        desk.clock.advance(86_400);
        assert_eq!(interventions::remind(&desk.context).await?, 1);
        assert_eq!(desk.mails("password_reminder").await?, 1, "the owner there is now, and nobody else");
    }

    async fn a_reopened_case_needs_a_new_authorization_with_a_new_shard(db: Db) {
        // I-64
        let desk = Desk::open(db).await?;
        let number = desk.closed().await?;
        let engineer = desk.op(desk.engineer).await?;
        let owner = desk.op(desk.owner).await?;
        interventions::reopen(&owner, number, "Der Fehler ist wieder da.").await?;
        assert_eq!(desk.state(number).await?, "reopened");
        assert_eq!(code(interventions::start(&engineer, number).await), "wrong_state");
        interventions::deposit(&owner, number, Desk::credentials("zweites-Passwort")).await?;
        // What was acknowledged for the first authorization is said anew for the second. // I-54
        assert_eq!(interventions::sign_view(&owner, number).await?.missing.len(), 5);
        assert_eq!(interventions::form(&owner, number).await?.form.acknowledgements, Vec::<String>::new());
        let form = services::interventions::RequestForm { idempotency_key: "again".to_owned(), ..desk.form() };
        interventions::edit(&owner, number, &form, credentials::Credentials::default()).await?;
        desk.sign(number).await?;
        assert_eq!(desk.state(number).await?, "requested");
        desk.start(number).await?;
        assert_eq!(desk.reveal(desk.engineer, number).await?, Ok("zweites-Passwort".to_owned()));
        let mut tx = desk.context.db().read().await?;
        let ticket = store::tickets::find(&mut tx, number).await?.ok_or("no ticket")?;
        let case = store::interventions::find_by_ticket(&mut tx, ticket.id).await?.ok_or("no case")?;
        assert_eq!((case.cycle, store::authorizations::list(&mut tx, case.id).await?.len()), (2, 2));
        drop(tx);
        desk.verify_chain().await?;
    }

    async fn a_closed_case_takes_no_more_work(db: Db) {
        // I-05, I-45
        let desk = Desk::open(db).await?;
        let number = desk.closed().await?;
        assert_eq!(desk.state(number).await?, "closed");
        assert_eq!(desk.context.shards().list().map_err(|e| e.to_string())?.len(), 0);
        let engineer = desk.op(desk.engineer).await?;
        let before = (desk.kinds(number).await?, desk.mails("intervention_closed").await?);
        for (act, refused) in [
            ("timer", code(interventions::start_timer(&engineer, number, "").await)),
            ("log", code(interventions::log(&engineer, number, &Desk::entry("Noch etwas")).await)),
            ("start", code(interventions::start(&engineer, number).await)),
            ("summarise", code(interventions::summarise(&engineer, number, &Desk::closing()).await)),
            ("close", code(interventions::close(&engineer, number).await)),
            ("finish", code(interventions::finish(&engineer, number, &Desk::finish()).await)),
            ("assess", code(interventions::assess(&engineer, number, &Desk::assessment()).await)),
        ] {
            assert_ne!(refused, "ok", "{act}");
        }
        assert_eq!((desk.kinds(number).await?, desk.mails("intervention_closed").await?), before);
        assert_eq!(desk.state(number).await?, "closed");
        desk.verify_chain().await?;
    }
}
