//! What pages show of an intervention: the customer's panel, the live view, the engineer's workspace. Never a secret.

mod live;
mod panel;
mod workspace;

use domain::ids::PersonId;
use domain::intervention::authorization::Terms;
use domain::intervention::{AuthorizationState, EndReason};
use domain::policy::{self, Action};
use domain::time::Timestamp;
use store::Tx;

use super::Case;
use crate::context::OpContext;
use crate::error::Result;

pub use live::{Live, LiveEvent, StepDetail, live};
pub use panel::{CredentialsAsked, Panel, panel};
pub use workspace::{SecretView, Workspace, workspace, workspace_seen};

/// The authorization in force or its draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorizationView {
    /// Its state; `Expired` as soon as the time is over, whether or not a worker noticed.
    pub state: AuthorizationState,
    /// Why it ended.
    pub end_reason: Option<EndReason>,
    /// The signed version in force; 0 before the first signature.
    pub version: i64,
    /// Who signed.
    pub signer_name: String,
    /// When.
    pub signed_at: Option<Timestamp>,
    /// First instant at which it is over.
    pub valid_until: Option<Timestamp>,
    /// Digest of the text, hexadecimal.
    pub text_sha256: String,
    /// The text.
    pub text: String,
    /// The terms.
    pub terms: Option<Terms>,
    /// It holds now.
    pub is_valid: bool,
}

fn authorization(case: &Case, now: Timestamp) -> Option<AuthorizationView> {
    let row = case.authorization.as_ref()?;
    let signed = case.signed.as_ref();
    let state = match case.validity() {
        Some(validity) => row.state.expire(&validity, now),
        None => row.state,
    };
    Some(AuthorizationView {
        state,
        end_reason: row.end_reason,
        version: row.current_version,
        signer_name: signed.map(|v| v.signer_name.clone()).unwrap_or_default(),
        signed_at: signed.map(|v| v.signed_at),
        valid_until: row.valid_until,
        text_sha256: signed
            .map(|v| hex::encode(v.text_sha256))
            .unwrap_or_default(),
        text: signed.map(|v| v.text.clone()).unwrap_or_default(),
        terms: signed.map(|v| v.terms.clone()),
        is_valid: case.is_valid(now),
    })
}

fn may(op: &OpContext, case: &Case) -> Vec<Action> {
    let resource = case.resource();
    Action::ALL
        .iter()
        .copied()
        .filter(|action| policy::may(&op.actor, *action, &resource).is_ok())
        .collect()
}

async fn name(tx: &mut Tx, person: PersonId) -> Result<String> {
    Ok(store::people::find(tx, person)
        .await?
        .map(|p| p.name)
        .unwrap_or_default())
}
