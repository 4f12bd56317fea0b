//! Each way a look, a signature or an ending is refused.

use domain::intervention::GateLine;
use secrecy::SecretString;
use services::accounts::SigningProof;
use services::credentials;
use services::interventions::{self, ExtensionForm, SignForm};

use super::desk::{CANARY, Desk, PASSWORD, REASON, code, look};

store::both_databases! {
    async fn only_the_present_assignee_looks_and_every_refusal_is_told(db: Db) {
        // I-05
        let desk = Desk::open(db).await?;
        let number = desk.running().await?;
        assert_eq!(desk.reveal(desk.colleague, number).await?, Err("not_assignee".to_owned()));
        assert_eq!(desk.reveal(desk.manager, number).await?, Err("not_engineer".to_owned()));
        assert_eq!(desk.reveal(desk.owner, number).await?, Err("not_found".to_owned()));
        assert_eq!(desk.reveal(desk.stranger, number).await?, Err("not_found".to_owned()));
        desk.assign(number, desk.colleague).await?;
        assert_eq!(desk.reveal(desk.engineer, number).await?, Err("not_assignee".to_owned()));
        assert_eq!(desk.reveal(desk.colleague, number).await?, Ok(CANARY.to_owned()));
        assert_eq!(desk.mails("reveal_denied").await?, 3);
        let denied = desk.kinds(number).await?.iter().filter(|k| *k == "reveal.denied").count();
        assert_eq!(denied, 3);
        desk.verify_chain().await?;
    }

    async fn a_look_needs_a_fresh_factor_and_a_reason(db: Db) {
        let desk = Desk::open(db).await?;
        let number = desk.running().await?;
        let secret = desk.secret(number, "password").await?;
        let op = desk.op(desk.engineer).await?;
        assert_eq!(look(&op, number, secret, "kurz").await, Err("reason_too_short".to_owned()));
        desk.clock.advance(301);
        assert_eq!(look(&op, number, secret, REASON).await, Err("second_factor_stale".to_owned()));
        let op = desk.op(desk.engineer).await?;
        assert_eq!(look(&op, number, secret, REASON).await, Ok(CANARY.to_owned()));
    }

    async fn nobody_looks_before_the_gate_and_the_start(db: Db) {
        // I-40
        let desk = Desk::open(db).await?;
        let number = desk.submit().await?;
        desk.assign(number, desk.engineer).await?;
        assert_eq!(desk.reveal(desk.engineer, number).await?, Err("not_running".to_owned()));
        let engineer = desk.op(desk.engineer).await?;
        let gate = interventions::verify(&engineer, number).await?;
        assert!(!gate.passed);
        let refused = interventions::override_line(&engineer, number, GateLine::AuthorizationValid, REASON).await;
        assert_eq!(code(refused), "hard_line");
        assert_eq!(code(interventions::assess(&engineer, number, &Desk::assessment()).await), "wrong_state");
        assert_eq!(code(interventions::start(&engineer, number).await), "wrong_state");
    }

    async fn an_expired_authorization_refuses_and_an_extension_lets_again(db: Db) {
        // I-05
        let desk = Desk::open(db).await?;
        let number = desk.running().await?;
        desk.clock.advance(4 * 3600);
        assert_eq!(desk.reveal(desk.engineer, number).await?, Err("validity_over".to_owned()));
        assert_eq!(interventions::expire_overdue(&desk.context).await?, 1);
        assert_eq!(interventions::expire_overdue(&desk.context).await?, 0);
        assert_eq!(desk.state(number).await?, "clarifying");
        let engineer = desk.op(desk.engineer).await?;
        let proof = || SigningProof { code: SecretString::from("000000"), password: SecretString::from(PASSWORD) };
        let refused = interventions::extend(&engineer, number, ExtensionForm { hours: 2, proof: proof() }).await;
        assert_eq!(code(refused), "role");
        let owner = desk.op(desk.owner).await?;
        let wrong = interventions::extend(&owner, number, ExtensionForm { hours: 2, proof: proof() }).await;
        assert_eq!(code(wrong), "code:wrong_password_or_code");
        interventions::send_extension_code(&owner, number).await?;
        let proof = SigningProof { code: desk.mailed_code().await?, password: SecretString::from(PASSWORD) };
        interventions::extend(&owner, number, ExtensionForm { hours: 2, proof }).await?;
        assert_eq!(desk.state(number).await?, "running");
        assert_eq!(desk.reveal(desk.engineer, number).await?, Ok(CANARY.to_owned()));
    }

    async fn a_day_after_the_end_the_credentials_are_gone_and_everything_is_signed_anew(db: Db) {
        let desk = Desk::open(db).await?;
        let number = desk.running().await?;
        desk.clock.advance(28 * 3600);
        interventions::expire_overdue(&desk.context).await?;
        assert_eq!(credentials::sweep(&desk.context).await?.due, 1);
        let owner = desk.op(desk.owner).await?;
        let proof = SigningProof { code: SecretString::from("000000"), password: SecretString::from(PASSWORD) };
        assert_eq!(code(interventions::extend(&owner, number, ExtensionForm { hours: 2, proof }).await), "sign_again");
        let asked = async || Ok::<_, services::error::ServiceError>(interventions::panel(&owner, number).await?.and_then(|panel| panel.asked));
        assert_eq!(asked().await?, Some(interventions::CredentialsAsked::Destroyed));
        interventions::deposit(&owner, number, Desk::credentials("neu-hinterlegt")).await?;
        assert_eq!(asked().await?, None);
        desk.sign(number).await?;
        assert_eq!(desk.state(number).await?, "running");
        assert_eq!(desk.reveal(desk.engineer, number).await?, Ok("neu-hinterlegt".to_owned()));
    }

    async fn locking_ends_everything_at_once(db: Db) {
        let desk = Desk::open(db).await?;
        let number = desk.running().await?;
        let mut woken = desk.context.hub().listen();
        let technical = desk.op(desk.technical).await?;
        interventions::revoke(&technical, number).await?;
        assert!(woken.try_recv().is_ok());
        assert_eq!(desk.reveal(desk.engineer, number).await?, Err("not_running".to_owned()));
        assert_eq!(desk.context.shards().list().map_err(|e| e.to_string())?.len(), 0);
        let mut tx = desk.context.db().read().await?;
        let secret = desk.secret(number, "password").await?;
        let version = store::secrets::find_version(&mut tx, secret, 1).await?.ok_or("no version")?;
        assert!(version.blob.is_none() && version.wrapped.is_none());
        drop(tx);
        let reader = desk.op(desk.reader).await?;
        assert_eq!(code(interventions::revoke(&reader, number).await), "role");
        assert_eq!(code(interventions::revoke(&technical, number).await), "wrong_state");
        let owner = desk.op(desk.owner).await?;
        interventions::edit(&owner, number, &desk.form(), Desk::credentials("nach-der-Sperre")).await?;
        desk.sign(number).await?;
        desk.start(number).await?;
        assert_eq!(desk.reveal(desk.engineer, number).await?, Ok("nach-der-Sperre".to_owned()));
    }

    async fn what_was_not_shown_cannot_be_signed(db: Db) {
        // I-21
        let desk = Desk::open(db).await?;
        let number = desk.submit().await?;
        let technical = desk.op(desk.technical).await?;
        assert_eq!(code(interventions::sign_view(&technical, number).await), "role");
        let owner = desk.op(desk.owner).await?;
        let view = interventions::sign_view(&owner, number).await?;
        interventions::send_sign_code(&owner, number, &view.text_sha256).await?;
        let signed = |digest: &str, name: &str, code: SecretString, shown_at| SignForm {
            shown_at,
            text_sha256: digest.to_owned(),
            typed_name: name.to_owned(),
            proof: SigningProof { code, password: SecretString::from(PASSWORD) },
        };
        let mailed = desk.mailed_code().await?;
        let other = "00".repeat(32);
        let refused = interventions::sign(&owner, number, signed(&other, "Petra Lindner", mailed.clone(), view.shown_at)).await;
        assert_eq!(code(refused), "text_changed");
        let refused = interventions::sign(&owner, number, signed(&view.text_sha256, "Jemand Anderes", mailed.clone(), view.shown_at)).await;
        assert_eq!(code(refused), "typed_name:name_differs");
        let wrong = SecretString::from("999999");
        let refused = interventions::sign(&owner, number, signed(&view.text_sha256, "Petra Lindner", wrong, view.shown_at)).await;
        assert_eq!(code(refused), "code:wrong_password_or_code");
        let mut form = desk.form();
        "Etwas ganz anderes.".clone_into(&mut form.problem);
        interventions::edit(&owner, number, &form, services::credentials::Credentials::default()).await?;
        let refused = interventions::sign(&owner, number, signed(&view.text_sha256, "Petra Lindner", mailed, view.shown_at)).await;
        assert_eq!(code(refused), "text_changed");
    }

    async fn an_edit_after_the_signature_needs_another_one(db: Db) {
        // I-04
        let desk = Desk::open(db).await?;
        let number = desk.submit().await?;
        desk.sign(number).await?;
        let owner = desk.op(desk.owner).await?;
        let mut form = desk.form();
        form.tasks.push("check_file_system".to_owned());
        interventions::edit(&owner, number, &form, services::credentials::Credentials::default()).await?;
        let engineer = desk.op(desk.engineer).await?;
        assert!(!interventions::verify(&engineer, number).await?.passed);
        desk.sign(number).await?;
        desk.start(number).await?;
        let mut tx = desk.context.db().read().await?;
        let ticket = store::tickets::find(&mut tx, number).await?.ok_or("no ticket")?;
        let case = store::interventions::find_by_ticket(&mut tx, ticket.id).await?.ok_or("no case")?;
        let id = case.authorization_id.ok_or("no authorization")?;
        let versions = store::authorizations::list_versions(&mut tx, id).await?;
        assert_eq!(versions.iter().map(|v| v.superseded_at.is_some()).collect::<Vec<_>>(), [true, false]);
    }

    async fn withdrawing_and_declining_destroy_the_credentials(db: Db) {
        let desk = Desk::open(db).await?;
        let owner = desk.op(desk.owner).await?;
        let first = desk.submit().await?;
        interventions::withdraw(&owner, first, "").await?;
        assert_eq!(desk.state(first).await?, "withdrawn");
        let mut form = desk.form();
        "form-2".clone_into(&mut form.idempotency_key);
        let second = interventions::submit(&owner, &form, Desk::credentials("z")).await?.number;
        let engineer = desk.op(desk.engineer).await?;
        assert_eq!(code(interventions::decline(&engineer, second, "nein").await), "reason:reason_length");
        interventions::decline(&engineer, second, "Das System steht nicht unter Vertrag.").await?;
        assert_eq!(desk.context.shards().list().map_err(|e| e.to_string())?.len(), 0);
    }
}
