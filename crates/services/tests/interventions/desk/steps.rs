//! The steps of a case, each through its use case, and what a look or a refused act answers.

use domain::ids::{PersonId, SecretId, TicketNumber};
use secrecy::SecretString;
use services::accounts::SigningProof;
use services::context::OpContext;
use services::credentials;
use services::error::ServiceError;
use services::interventions::{self, SignForm};

use super::seen::ticket;
use super::{CANARY, Desk, Outcome, PASSWORD, REASON};

impl Desk {
    pub async fn submit(&self) -> Outcome<TicketNumber> {
        let op = self.op(self.owner).await?;
        let filed = interventions::submit(&op, &self.form(), Self::credentials(CANARY)).await?;
        Ok(filed.number)
    }

    /// The digits of the newest mail with some.
    pub async fn mailed_code(&self) -> Outcome<SecretString> {
        let mut tx = self.context.db().read().await?;
        let mails = store::mails::list_newest(&mut tx, 10).await?;
        let mail = mails
            .into_iter()
            .find(|m| m.kind == "signing_code")
            .ok_or("no mail with a code")?;
        let mail = services::mail::put_back(&self.context, mail)?;
        let code = mail
            .body_text
            .0
            .split_whitespace()
            .find(|word| word.len() == 6 && word.bytes().all(|b| b.is_ascii_digit()))
            .ok_or("no code in the mail")?;
        Ok(SecretString::from(code.to_owned()))
    }

    pub async fn sign(&self, number: TicketNumber) -> Outcome {
        // Mails of one second have no order.
        self.clock.advance(1);
        let op = self.op(self.owner).await?;
        let view = interventions::sign_view(&op, number).await?;
        interventions::send_sign_code(&op, number, &view.text_sha256).await?;
        let form = SignForm {
            shown_at: view.shown_at,
            text_sha256: view.text_sha256,
            typed_name: "petra  lindner".to_owned(),
            proof: SigningProof {
                code: self.mailed_code().await?,
                password: SecretString::from(PASSWORD),
            },
        };
        Ok(interventions::sign(&op, number, form).await?)
    }

    pub async fn assign(&self, number: TicketNumber, person: PersonId) -> Outcome {
        let mut tx = self.context.db().begin().await?;
        let mut ticket = ticket(&mut tx, number).await?;
        ticket.assignee_id = Some(person);
        store::tickets::update(&mut tx, &mut ticket).await?;
        tx.save().await?;
        Ok(())
    }

    /// From the filed to the running case.
    pub async fn start(&self, number: TicketNumber) -> Outcome {
        self.assign(number, self.engineer).await?;
        let op = self.op(self.engineer).await?;
        let gate = interventions::verify(&op, number).await?;
        assert!(gate.passed, "{gate:?}");
        interventions::assess(&op, number, &Self::assessment()).await?;
        interventions::start(&op, number).await?;
        Ok(())
    }

    pub async fn running(&self) -> Outcome<TicketNumber> {
        let number = self.submit().await?;
        self.sign(number).await?;
        self.start(number).await?;
        Ok(number)
    }

    /// A case that is over, with everything that belongs to its end.
    pub async fn closed(&self) -> Outcome<TicketNumber> {
        let number = self.running().await?;
        let engineer = self.op(self.engineer).await?;
        interventions::log(&engineer, number, &Self::entry("Dienst geprüft")).await?;
        interventions::summarise(&engineer, number, &Self::closing()).await?;
        credentials::no_new_credentials(&engineer, number).await?;
        interventions::close(&engineer, number).await?;
        Ok(number)
    }

    /// The stored credential of the authorization in force, by field.
    pub async fn secret(&self, number: TicketNumber, field: &str) -> Outcome<SecretId> {
        let mut tx = self.context.db().read().await?;
        let ticket = ticket(&mut tx, number).await?;
        let secrets = store::secrets::list_of_ticket(&mut tx, ticket.id).await?;
        // The living one, if there is one; of destroyed ones any.
        let of_field = || secrets.iter().filter(|s| s.field.code() == field);
        let found = of_field()
            .find(|s| s.state.code() == "stored")
            .or_else(|| of_field().next());
        Ok(found.ok_or("no such secret")?.id)
    }

    pub async fn reveal(
        &self,
        person: PersonId,
        number: TicketNumber,
    ) -> Outcome<Result<String, String>> {
        let secret = self.secret(number, "password").await?;
        let op = self.op(person).await?;
        Ok(look(&op, number, secret, REASON).await)
    }
}

/// The value, or the code of the refusal.
pub async fn look(
    op: &OpContext,
    number: TicketNumber,
    secret: SecretId,
    reason: &str,
) -> Result<String, String> {
    match services::credentials::reveal(op, number, secret, reason).await {
        Ok(revealed) => Ok(revealed
            .value
            .expose_text(str::to_owned)
            .unwrap_or_default()),
        Err(ServiceError::Denied(code) | ServiceError::Conflict(code)) => Err(code.to_owned()),
        Err(ServiceError::NotFound) => Err("not_found".to_owned()),
        Err(ServiceError::VaultSealed) => Err("vault_sealed".to_owned()),
        Err(other) => Err(format!("{other:?}")),
    }
}

/// The code of a refused act.
pub fn code<T>(result: Result<T, ServiceError>) -> String {
    match result {
        Ok(_) => "ok".to_owned(),
        Err(ServiceError::Denied(code) | ServiceError::Conflict(code)) => code.to_owned(),
        Err(ServiceError::NotFound) => "not_found".to_owned(),
        Err(ServiceError::Invalid(fields)) => fields
            .iter()
            .map(|f| format!("{}:{}", f.field, f.code))
            .collect::<Vec<_>>()
            .join(" "),
        Err(other) => format!("{other:?}"),
    }
}
