//! Credentials on their way into a case: filed early, corrected, asked for again. // I-25

use domain::ids::{ContractId, SecretId, SystemId, TicketNumber};
use services::credentials::{self, Credentials};
use services::interventions::{self, RequestForm};

use super::desk::{CANARY, Desk, Outcome, code};
use super::tampering::raw;

/// Another system of the same customer under the same contract.
async fn another_system(desk: &Desk) -> Outcome<SystemId> {
    let id = desk.context.id(SystemId::from_uuid);
    let mut tx = desk.context.db().begin().await?;
    let mut system = store::systems::find(&mut tx, desk.system)
        .await?
        .ok_or("no system")?;
    let mut contract = store::contracts::list_of_system(&mut tx, desk.system)
        .await?
        .pop()
        .ok_or("no contract")?;
    system.id = id;
    "S-2".clone_into(&mut system.service_id);
    "web-2.example.org".clone_into(&mut system.name);
    system.primary_ipv4 = "203.0.113.8".parse()?;
    contract.id = desk.context.id(ContractId::from_uuid);
    contract.system_id = id;
    "V-2".clone_into(&mut contract.number);
    store::systems::insert(&mut tx, &system).await?;
    store::contracts::insert(&mut tx, &contract).await?;
    tx.save().await?;
    Ok(id)
}

/// Filed with credentials and this system; then changed to that one, without typing them again.
async fn corrected(desk: &Desk, first: Option<SystemId>, then: SystemId) -> Outcome<TicketNumber> {
    let owner = desk.op(desk.owner).await?;
    let form = RequestForm {
        system: first,
        ..desk.form()
    };
    let filed = interventions::submit(&owner, &form, Desk::credentials(CANARY)).await?;
    let form = RequestForm {
        system: Some(then),
        ..desk.form()
    };
    let edited = interventions::edit(&owner, filed.number, &form, Credentials::default()).await?;
    assert_eq!(edited.missing, []);
    Ok(filed.number)
}

store::both_databases! {
    async fn credentials_filed_before_the_system_is_named_open_it(db: Db) {
        // I-24, I-25
        let desk = Desk::open(db).await?;
        let number = corrected(&desk, None, desk.system).await?;
        desk.sign(number).await?;
        desk.start(number).await?;
        assert_eq!(desk.reveal(desk.engineer, number).await?, Ok(CANARY.to_owned()));
    }

    async fn credentials_follow_a_corrected_system_and_no_other(db: Db) {
        // I-25
        let desk = Desk::open(db).await?;
        let second = another_system(&desk).await?;
        let number = corrected(&desk, Some(desk.system), second).await?;
        desk.sign(number).await?;
        desk.start(number).await?;
        assert_eq!(desk.reveal(desk.engineer, number).await?, Ok(CANARY.to_owned()));
        // What was signed names the second one: turned back behind the software's back it opens nothing.
        let back = "UPDATE authorizations SET system_id = (SELECT id FROM systems WHERE service_id = 'S-1')";
        raw(desk.context.db(), back, back).await?;
        assert_eq!(desk.reveal(desk.engineer, number).await?, Err("other_system".to_owned()));
    }

    async fn what_was_kept_in_the_account_is_offered_and_taken_by_the_next_request(db: Db) {
        // I-25, I-61
        let desk = Desk::open(db).await?;
        let first = desk.running().await?;
        let engineer = desk.op(desk.engineer).await?;
        let handover = credentials::create_handover(&engineer, first, Desk::handover()).await?;
        let owner = desk.op(desk.owner).await?;
        credentials::keep_handover(&owner, handover).await?;
        let offered = interventions::new_form(&owner, "").await?.kept;
        assert_eq!(offered.iter().map(|s| s.field.code()).collect::<Vec<_>>(), ["username", "password"]);
        let kept: Vec<SecretId> = offered.iter().map(|secret| secret.id).collect();
        let form = RequestForm { kept, idempotency_key: "form-2".to_owned(), ..desk.form() };

        let other = RequestForm { system: Some(another_system(&desk).await?), ..form.clone() };
        for (by, form, typed, expected) in [
            (desk.owner, form.clone(), Desk::credentials("getippt"), "kept:twice"),
            (desk.owner, other, Credentials::default(), "kept:other_system"),
            (desk.stranger, RequestForm { system: None, ..form.clone() }, Credentials::default(), "kept:unknown"),
        ] {
            let op = desk.op(by).await?;
            assert_eq!(code(interventions::submit(&op, &form, typed).await), expected);
        }
        let stranger = desk.op(desk.stranger).await?;
        assert_eq!(interventions::new_form(&stranger, "").await?.kept, []);

        let filed = interventions::submit(&owner, &form, Credentials::default()).await?;
        assert_eq!(filed.missing, []);
        assert_eq!(interventions::form(&owner, filed.number).await?.kept, offered, "a copy was taken");
        desk.sign(filed.number).await?;
        desk.start(filed.number).await?;
        assert_eq!(desk.reveal(desk.engineer, filed.number).await?, Ok("neues-Passwort-4711".to_owned()));
        desk.verify_chain().await?;
    }

    async fn credentials_saved_with_a_draft_are_filed_with_it(db: Db) {
        // I-25, I-36
        let desk = Desk::open(db).await?;
        let owner = desk.op(desk.owner).await?;
        interventions::save_draft(&owner, &desk.form(), Desk::credentials("vertippt"), Vec::new()).await?;
        let only = Credentials { password: Some(CANARY.into()), ..Credentials::default() };
        interventions::save_draft(&owner, &desk.form(), only, Vec::new()).await?;
        let view = interventions::new_form(&owner, "").await?;
        assert_eq!(view.deposited.iter().map(|f| f.code()).collect::<Vec<_>>(), ["username", "password"]);
        let technical = desk.op(desk.technical).await?;
        assert_eq!(interventions::new_form(&technical, "").await?.deposited, []);
        let shards = desk.context.shards().list().map_err(|e| e.to_string())?;
        desk.clock.advance(3600);
        let owner = desk.op(desk.owner).await?;
        let filed = interventions::submit(&owner, &desk.form(), Credentials::default()).await?;
        assert_eq!(filed.missing, []);
        assert_eq!(desk.context.shards().list().map_err(|e| e.to_string())?, shards, "the shard is kept");
        assert_eq!(interventions::new_form(&owner, "").await?.deposited, []);
        desk.sign(filed.number).await?;
        desk.start(filed.number).await?;
        assert_eq!(desk.reveal(desk.engineer, filed.number).await?, Ok(CANARY.to_owned()));
        let found = services::vault_admin::verify(&desk.context).await?;
        assert_eq!((found.sound, found.broken.len()), (2, 0));
        desk.verify_chain().await?;
    }

    async fn credentials_of_a_draft_nobody_files_are_destroyed_after_a_day(db: Db) {
        // I-05
        let desk = Desk::open(db).await?;
        let owner = desk.op(desk.owner).await?;
        let blank = RequestForm::default();
        let save = || interventions::save_draft(&owner, &blank, Desk::credentials(CANARY), Vec::new());
        save().await?;
        desk.clock.advance(23 * 3600);
        assert_eq!(credentials::sweep(&desk.context).await?.due, 0);
        desk.clock.advance(3600);
        assert_eq!(credentials::sweep(&desk.context).await?.due, 1);
        assert_eq!(desk.context.shards().list().map_err(|e| e.to_string())?.len(), 0);
        assert_eq!(interventions::new_form(&owner, "").await?.deposited, []);
        // A way without credentials takes none along.
        save().await?;
        let form = RequestForm { without_credentials: true, ..desk.form() };
        let filed = interventions::submit(&owner, &form, Credentials::default()).await?;
        assert_eq!(interventions::form(&owner, filed.number).await?.deposited, []);
        let mut tx = desk.context.db().read().await?;
        let rows = store::audit::list_since(&mut tx, desk.organization, 0, 1_000).await?;
        let abandoned = rows.iter().filter(|row| row.kind == "secret.shredded").count();
        assert_eq!(abandoned, 4);
        drop(tx);
        desk.verify_chain().await?;
    }
}
