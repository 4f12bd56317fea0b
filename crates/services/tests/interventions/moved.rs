//! Whose a secret becomes that was moved out of a text, and how long it lives. // INTERVENTION, Secrets in ordinary text

use domain::credential::SecretClass;
use domain::ids::{SecretId, TicketNumber};
use services::context::OpContext;
use services::credentials::{self, Credentials};
use services::error::ServiceError;
use services::held::OnSecret;
use services::interventions::{self, EntryForm, RequestForm};
use services::tickets::{self, Text};

use super::desk::{Desk, Outcome, REASON, code, look};

const SECRET: &str = "Xk8!mm2P-Tanne";

fn text() -> String {
    format!("Das root-Passwort lautet {SECRET}, bitte danach ändern.")
}

/// Somebody who moves what looks like a secret into the vault.
async fn moving(desk: &Desk, person: domain::ids::PersonId) -> Outcome<OpContext> {
    Ok(OpContext {
        on_secret: OnSecret::Vault,
        ..desk.op(person).await?
    })
}

/// What was taken out of texts: id and class.
async fn moved(desk: &Desk, number: TicketNumber) -> Outcome<Vec<(SecretId, SecretClass)>> {
    let mut tx = desk.context.db().read().await?;
    let ticket = store::tickets::find(&mut tx, number)
        .await?
        .ok_or("no ticket")?;
    let all = store::secrets::list_of_ticket(&mut tx, ticket.id).await?;
    Ok(all
        .into_iter()
        .filter(|secret| secret.field.code() == "text")
        .map(|secret| (secret.id, secret.class))
        .collect())
}

async fn says(op: &OpContext, number: TicketNumber) -> Result<(), ServiceError> {
    let body = text();
    let text = Text {
        body: &body,
        ..Text::default()
    };
    tickets::send(op, number, text).await.map(drop)
}

store::both_databases! {
    async fn what_staff_take_out_of_a_text_is_read_by_nobody(db: Db) {
        // I-05
        let desk = Desk::open(db).await?;
        let number = desk.running().await?;
        let engineer = moving(&desk, desk.engineer).await?;
        let body = text();
        tickets::note(&engineer, number, Text { body: &body, ..Text::default() }).await?;
        says(&engineer, number).await?;
        let entry = EntryForm { why: text(), visible: false, ..Desk::entry("Dienst neu gestartet") };
        interventions::log(&engineer, number, &entry).await?;
        let secrets = moved(&desk, number).await?;
        assert_eq!(secrets.len(), 3);
        for person in [desk.owner, desk.technical] {
            let op = desk.op(person).await?;
            assert_eq!(credentials::account_secrets(&op).await?, []);
            for (secret, _) in &secrets {
                assert_eq!(code(credentials::read_account_secret(&op, *secret).await.map(drop)), "not_found");
            }
        }
        let engineer = desk.op(desk.engineer).await?;
        for (secret, class) in secrets {
            assert_eq!(class, SecretClass::Operational);
            assert_eq!(look(&engineer, number, secret, REASON).await, Err("wrong_class".to_owned()));
        }
        desk.verify_chain().await?;
    }

    async fn what_the_customer_takes_out_of_a_text_serves_the_case_and_ends_with_it(db: Db) {
        // I-05, I-26
        let desk = Desk::open(db).await?;
        let owner = moving(&desk, desk.owner).await?;
        let form = RequestForm { problem: text(), ..desk.form() };
        let number = interventions::submit(&owner, &form, Desk::credentials("x")).await?.number;
        desk.sign(number).await?;
        desk.start(number).await?;
        says(&moving(&desk, desk.owner).await?, number).await?;
        let secrets = moved(&desk, number).await?;
        assert_eq!(secrets.len(), 2);
        let engineer = desk.op(desk.engineer).await?;
        let shown = interventions::workspace(&engineer, number).await?.secrets;
        assert_eq!(shown.iter().filter(|s| s.label == format!("Ticket {number} #1")).count(), 2);
        for (secret, class) in &secrets {
            assert_eq!(*class, SecretClass::Intervention);
            assert_eq!(look(&engineer, number, *secret, REASON).await, Ok(SECRET.to_owned()));
        }
        assert_eq!(credentials::account_secrets(&desk.op(desk.owner).await?).await?, []);
        interventions::revoke(&desk.op(desk.owner).await?, number).await?;
        let mut tx = desk.context.db().read().await?;
        for (secret, _) in secrets {
            let version = store::secrets::find_version(&mut tx, secret, 1).await?.ok_or("no version")?;
            assert!(version.blob.is_none() && version.wrapped.is_none());
        }
        drop(tx);
        desk.verify_chain().await?;
    }

    async fn a_text_never_widens_what_was_signed(db: Db) {
        // I-05, I-25
        let desk = Desk::open(db).await?;
        let owner = desk.op(desk.owner).await?;
        let form = RequestForm { our_key: true, ..desk.form() };
        let number = interventions::submit(&owner, &form, Credentials::default()).await?.number;
        desk.sign(number).await?;
        desk.start(number).await?;
        says(&moving(&desk, desk.owner).await?, number).await?;
        let secrets = moved(&desk, number).await?;
        assert_eq!(secrets.iter().map(|(_, class)| *class).collect::<Vec<_>>(), [SecretClass::Account]);
        let engineer = desk.op(desk.engineer).await?;
        assert_eq!(look(&engineer, number, secrets[0].0, REASON).await, Err("wrong_class".to_owned()));
        // It stays the customer's own.
        let owner = desk.op(desk.owner).await?;
        let read = credentials::read_account_secret(&owner, secrets[0].0).await?;
        assert_eq!(read.value.expose_text(str::to_owned).as_deref(), Some(SECRET));
    }
}
