//! The demo's stage: a clock that is moved by hand, people who act at it, jobs that run when they are due.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use domain::ids::{OrganizationId, PersonId, SessionId, StandingId, TicketNumber};
use domain::time::{Clock, Timestamp};
use secrecy::SecretString;
use store::people::PersonRow;

use super::Account;
use crate::accounts::SigningProof;
use crate::context::{Context, OpContext, SessionFacts};
use crate::error::{Result, ServiceError};
use crate::held::OnSecret;
use crate::interventions::{self, SignForm};
use crate::{jobs, standing};

struct MovedClock(AtomicI64);

impl Clock for MovedClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_unix(self.0.load(Ordering::Relaxed))
    }
}

/// Where the demo's past happens.
pub(super) struct Stage {
    /// The world at the stage's time.
    pub context: Context,
    /// The real present: nothing of the demo happens after it.
    pub present: Timestamp,
    clock: Arc<MovedClock>,
    passwords: Vec<(String, String)>,
}

impl Stage {
    pub(super) fn new(context: &Context, accounts: &[Account]) -> Self {
        let present = context.now();
        let clock = Arc::new(MovedClock(AtomicI64::new(present.unix())));
        Self {
            context: context.with_clock(clock.clone()),
            present,
            clock,
            passwords: accounts
                .iter()
                .map(|a| (a.login.clone(), a.password.clone()))
                .collect(),
        }
    }

    /// Goes to a moment, never beyond the present.
    pub(super) fn go(&self, at: Timestamp) {
        self.clock
            .0
            .store(at.min(self.present).unix(), Ordering::Relaxed);
    }

    /// So many seconds pass; what is due happens.
    pub(super) async fn pass(&self, seconds: i64) -> Result<()> {
        self.go(self.context.now().plus_seconds(seconds));
        while jobs::run_due(&self.context).await? > 0 {}
        Ok(())
    }

    /// Somebody, freshly logged in with everything they have.
    pub(super) async fn person(&self, id: PersonId) -> Result<OpContext> {
        let mut tx = self.context.db().read().await?;
        let actor = store::people::actor(&mut tx, id)
            .await?
            .ok_or(ServiceError::NotFound)?;
        let now = self.context.now();
        Ok(OpContext {
            app: self.context.clone(),
            actor,
            ip: IpAddr::V4(Ipv4Addr::new(198, 51, 100, 23)),
            session: SessionFacts {
                session: self.context.id(SessionId::from_uuid),
                mfa_at: Some(now),
                fresh_at: Some(now),
            },
            request_id: "demo".to_owned(),
            // What is told here has happened: nobody is asked any more.
            on_secret: OnSecret::Keep,
        })
    }

    /// Signs as people do: the text is shown, the second look at who signs, the name.
    pub(super) async fn sign(&self, number: TicketNumber, owner: PersonId) -> Result<()> {
        let (op, person) = self.signer(owner).await?;
        let view = interventions::sign_view(&op, number).await?;
        if person.totp_enrolled_at.is_none() {
            interventions::send_sign_code(&op, number, &view.text_sha256).await?;
        }
        let form = SignForm {
            shown_at: view.shown_at,
            text_sha256: view.text_sha256,
            typed_name: person.name.clone(),
            proof: self.proof(&person).await?,
        };
        interventions::sign(&op, number, form).await
    }

    /// Signs a standing authorization, likewise.
    pub(super) async fn sign_standing(
        &self,
        organization: OrganizationId,
        owner: PersonId,
        choice: standing::Choice,
    ) -> Result<StandingId> {
        let (op, person) = self.signer(owner).await?;
        let view = standing::sign_view(&op, organization, &choice, op.now()).await?;
        if person.totp_enrolled_at.is_none() {
            standing::send_code(&op, organization, &view.text_sha256).await?;
        }
        let form = standing::SignForm {
            choice,
            shown_at: view.shown_at,
            text_sha256: view.text_sha256,
            typed_name: person.name.clone(),
            proof: self.proof(&person).await?,
        };
        standing::sign(&op, organization, form).await
    }

    async fn signer(&self, owner: PersonId) -> Result<(OpContext, PersonRow)> {
        // Mails of one second have no order, and one code is good for one step.
        self.pass(31).await?;
        let op = self.person(owner).await?;
        let mut tx = self.context.db().read().await?;
        let person = store::people::find(&mut tx, owner)
            .await?
            .ok_or(ServiceError::NotFound)?;
        Ok((op, person))
    }

    async fn proof(&self, person: &PersonRow) -> Result<SigningProof> {
        let code = if person.totp_enrolled_at.is_some() {
            crate::accounts::present_code(&self.context, &person.email).await?
        } else {
            self.mailed_code(&person.email).await?
        };
        let password = self
            .passwords
            .iter()
            .find(|(login, _)| *login == person.email)
            .map(|(_, password)| password.clone())
            .unwrap_or_default();
        Ok(SigningProof {
            code: SecretString::from(code),
            password: SecretString::from(password),
        })
    }

    async fn mailed_code(&self, address: &str) -> Result<String> {
        let mut tx = self.context.db().read().await?;
        // The demo goes back and forth in time, so the newest mail of all may be another one.
        let mails = store::mails::list_newest(&mut tx, 10_000).await?;
        let digits = |word: &&str| word.len() == 6 && word.bytes().all(|b| b.is_ascii_digit());
        let mail = mails
            .into_iter()
            .find(|mail| mail.kind == "signing_code" && mail.to_address == address)
            .ok_or(ServiceError::NotFound)?;
        let mail = crate::mail::put_back(&self.context, mail)?;
        let code = mail.body_text.0.split_whitespace().find(digits);
        code.map(str::to_owned).ok_or(ServiceError::NotFound)
    }
}
