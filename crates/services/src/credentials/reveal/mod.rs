//! Looking at a credential. The order is the point: facts under locks, one pure decision, the look and its audit event
//! committed, and only then the ciphertext is opened. If the event cannot be written there is no secret. // I-05
//!
//! A lock by the customer that commits first makes the decision a refusal; one that commits later destroys the shard, and the
//! page that was opened in between is told to close.

mod after;
mod facts;
mod open;
mod record;

use domain::credential::{CaseFacts, DenyCode, Grant, RevealFacts, SecretField, Usage, decide};
use domain::ids::{RevealId, SecretId, TicketNumber};
use domain::policy::{self, Action, Denied};
use domain::time::Timestamp;
use store::Tx;
use store::secrets::{SecretRow, SecretVersionRow};
use vault::SecretBytes;

use super::approval;
use crate::context::OpContext;
use crate::error::{Result, ServiceError};
use crate::interventions::{Case, gate_passed};

pub use after::{copied, hidden};

/// A value on its way to one screen. Not printable.
pub struct Revealed {
    /// Id of the look, for [`hidden`] and [`copied`].
    pub reveal: RevealId,
    /// The value.
    pub value: SecretBytes,
    /// Which part of the credential.
    pub field: SecretField,
    /// Seconds until the pane hides it.
    pub shown_seconds: i64,
    /// The value must be on the screen by then.
    pub lease_until: Timestamp,
    /// Looks at this field left within the hour.
    pub field_left: u32,
    /// Looks left for this engineer within the day.
    pub day_left: u32,
}

/// A decided look.
struct Decided {
    id: RevealId,
    outcome: std::result::Result<Grant, DenyCode>,
    case: Case,
    secret: SecretRow,
    version: Option<SecretVersionRow>,
    newest: Option<[u8; 32]>,
}

/// Shows one part of a credential, or refuses and says so in the log and by mail.
///
/// # Errors
/// [`ServiceError::Denied`] with a [`DenyCode`]; [`ServiceError::NotFound`] for customers and what does not exist;
/// [`ServiceError::Conflict`] `secret_destroyed` when the customer locked in this very moment; [`ServiceError::VaultSealed`];
/// [`ServiceError::Held`] for a reason that holds a secret itself: it is stored, mailed and read by the customer.
pub async fn reveal(
    op: &OpContext,
    number: TicketNumber,
    secret: SecretId,
    reason: &str,
) -> Result<Revealed> {
    let mut tx = op.app.db().begin().await?;
    let (case, secret) = asked(op, &mut tx, number, secret).await?;
    let (mut tx, [reason]) = case.screen(op, tx, [("reason", reason)]).await?;
    // The case is locked from here on. A second that ends between the decision and its event would put a granted look
    // behind the end of its authorization.
    let moment = op.at_one_moment();
    let decided = decide_in(&moment, &mut tx, case, secret, &reason).await?;
    tx.save().await?;
    decided.case.wake(&op.app);
    match decided.outcome {
        Ok(grant) => open::open(op, decided, grant).await,
        Err(DenyCode::VaultSealed) => Err(ServiceError::VaultSealed),
        Err(code) => {
            tracing::warn!(target: "security", event = "reveal.denied", code = code.code(), person = %op.actor.person);
            if code == DenyCode::TextAltered {
                tracing::error!(target: "security", event = "authorization.altered", ticket = %number,
                    "the stored text of an authorization is not the text that was signed");
            }
            Err(ServiceError::Denied(code.code()))
        }
    }
}

/// The clock of this machine went back, or another machine's is ahead. The decision counts from the later of the two; whoever
/// runs the machine must hear of it.
fn warn_if_behind(newest: Timestamp, now: Timestamp) {
    if newest > now {
        tracing::warn!(target: "security", event = "clock.behind", chain = %newest, %now);
    }
}

/// The case and the secret, for those to whom both exist.
async fn asked(
    op: &OpContext,
    tx: &mut Tx,
    number: TicketNumber,
    secret: SecretId,
) -> Result<(Case, SecretRow)> {
    let case = Case::load(tx, number, true).await?;
    if policy::may(&op.actor, Action::RevealCredential, &case.resource()) == Err(Denied::NotFound) {
        return Err(ServiceError::NotFound);
    }
    // What belongs to another customer does not exist here.
    let secret = store::secrets::find(tx, secret)
        .await?
        .filter(|s| s.organization_id == case.ticket.organization_id)
        .ok_or(ServiceError::NotFound)?;
    Ok((case, secret))
}

/// Everything that must be durable before the vault is asked.
async fn decide_in(
    op: &OpContext,
    tx: &mut Tx,
    case: Case,
    secret: SecretRow,
    reason: &str,
) -> Result<Decided> {
    let version = store::secrets::find_version(tx, secret.id, secret.version).await?;
    let chain = facts::chain(tx, &case, secret.id).await?;
    warn_if_behind(chain.newest_at, op.now());
    let newest = chain.newest.map(|(_, digest)| digest);
    let approval = approval::given(op, tx, &case, secret.id).await?;
    let facts = RevealFacts {
        now: op.now(),
        actor: facts::actor(op, tx).await?,
        case: CaseFacts {
            ticket: case.ticket.id,
            organization: case.ticket.organization_id,
            ticket_open: case.ticket.is_open,
            assignee: case.ticket.assignee_id,
            intervention: case.row.id,
            system: case.row.system_id.ok_or(ServiceError::NotFound)?,
            state: case.procedure.state(),
            gate_passed: gate_passed(tx, &case).await?,
        },
        authorization: facts::authorization(&case)?,
        secret: facts::secret_facts(&secret, version.as_ref()),
        chain,
        reason,
        four_eyes: approval::four_eyes(tx, &case).await?,
        approval,
        usage: Usage::count(
            op.now(),
            secret.id,
            op.actor.person,
            &store::reveals::list_past(tx, secret.id, op.actor.person, op.now()).await?,
            &store::reveals::list_unlocks(tx, op.actor.person, secret.id).await?,
        ),
        limits: crate::defaults::in_force(tx).await?.reveals(),
        vault_open: op.app.vault().seal_reason().is_none(),
    };
    let outcome = decide(&facts);
    let used = facts.approval.clone();
    let id = record::record(op, tx, &case, &secret, reason, outcome).await?;
    if let (Ok(grant), Some(given)) = (&outcome, used)
        && grant.uses.is_some()
    {
        approval::use_up(tx, &facts, given).await?;
    }
    Ok(Decided {
        id,
        outcome,
        case,
        secret,
        version,
        newest,
    })
}
