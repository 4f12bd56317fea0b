//! The customer's panel on the ticket page.

use domain::ids::TicketNumber;
use domain::intervention::{AccessMethod, ClarifyReason, Complexity, InterventionState, Missing};
use domain::policy::{self, Action};
use domain::time::Timestamp;
use store::Tx;
use store::orders::OrderRow;

use super::{AuthorizationView, authorization, may};
use crate::context::OpContext;
use crate::credentials::{self, HandoverItem};
use crate::error::Result;
use crate::interventions::ceiling::{self, Budget};
use crate::interventions::money::Money;
use crate::interventions::{Case, facts, request};

/// Why the customer is asked for credentials where no form is open any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CredentialsAsked {
    /// We said that the deposited ones do not work: others take their place without a new signature. // I-26
    Rejected,
    /// They were destroyed while an expired case waited: others are put in and everything is signed anew. // RULINGS 10
    Destroyed,
}

/// The customer's panel on the ticket page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Panel {
    /// Ticket.
    pub number: TicketNumber,
    /// Where it stands.
    pub state: InterventionState,
    /// Why it waits.
    pub clarify: Option<ClarifyReason>,
    /// What is missing.
    pub missing: Vec<Missing>,
    /// The customer may take the request back now, as far as its state goes.
    pub withdrawable: bool,
    /// The authorization can be given more time, as far as the state goes.
    pub extendable: bool,
    /// The request's form can be changed.
    pub editable: bool,
    /// Credentials are asked for, outside the form.
    pub asked: Option<CredentialsAsked>,
    /// The authorization.
    pub authorization: Option<AuthorizationView>,
    /// Standard or complex.
    pub complexity: Option<Complexity>,
    /// The way in.
    pub method: Option<AccessMethod>,
    /// Hand-overs.
    pub handovers: Vec<HandoverItem>,
    /// Offers.
    pub offers: Vec<OrderRow>,
    /// The ceiling in force, while it can be raised. // I-14
    pub ceiling: Option<Budget>,
    /// Where somebody goes and when they are expected, while a part is to be replaced or the way in is the data
    /// centre. // I-51, I-59
    pub site: Option<(String, Option<Timestamp>)>,
    /// When the password change was confirmed.
    pub password_confirmed_at: Option<Timestamp>,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// Acts the actor may do by policy in this state.
    pub may: Vec<Action>,
}

/// The customer's panel; `None` for tickets that are no interventions.
///
/// # Errors
/// [`crate::error::ServiceError::NotFound`] for foreign tickets.
pub async fn panel(op: &OpContext, number: TicketNumber) -> Result<Option<Panel>> {
    let mut tx = op.app.db().read().await?;
    let ticket = store::tickets::find(&mut tx, number)
        .await?
        .ok_or(crate::error::ServiceError::NotFound)?;
    policy::may(
        &op.actor,
        Action::ReadTicket,
        &policy::Resource::of(ticket.organization_id),
    )?;
    if store::interventions::find_by_ticket(&mut tx, ticket.id)
        .await?
        .is_none()
    {
        return Ok(None);
    }
    let case = Case::read(op, &mut tx, number, Action::ReadTicket).await?;
    let organization = case.ticket.organization_id;
    let may = may(op, &case);
    // Whoever reads messages only does not learn what lies in the vault.
    let handovers = if may.contains(&Action::ReadHandover) || op.actor.is_staff() {
        credentials::handovers_of(op, &mut tx, case.ticket.id).await?
    } else {
        Vec::new()
    };
    let shows_authorization = may.contains(&Action::ReadAuthorization);
    let may_sign = op.actor.may_authorise_in(organization);
    let missing = facts::missing_of(
        &mut tx,
        &case,
        may_sign || op.actor.is_staff(),
        false,
        op.now(),
    )
    .await?;
    Ok(Some(Panel {
        number,
        state: case.procedure.state(),
        clarify: case.procedure.clarify_reason(),
        withdrawable: case.procedure.withdraw("").is_ok(),
        extendable: case.procedure.is_extendable(),
        editable: request::is_editable(&case),
        asked: asked(&mut tx, &case, &missing).await?,
        missing,
        authorization: authorization(&case, op.now()).filter(|_| shows_authorization),
        complexity: case.row.complexity,
        method: case.row.method,
        handovers,
        offers: store::orders::list(&mut tx, case.ticket.id).await?,
        ceiling: if case.procedure.is_open() && may.contains(&Action::AcceptPrice) {
            ceiling::budget(&Money::load(&mut tx, &case).await?, op.now())
        } else {
            None
        },
        site: site(&mut tx, &case).await?,
        password_confirmed_at: case.row.password_change_confirmed_at,
        closed_at: case.row.closed_at,
        may,
    }))
}

/// Where somebody goes and when: to replace a part, else because the way in is the data centre.
async fn site(tx: &mut Tx, case: &Case) -> Result<Option<(String, Option<Timestamp>)>> {
    if case.procedure.state() == InterventionState::Hardware {
        let newest = store::hardware::list(tx, case.id()).await?.pop();
        if let Some(row) = newest.filter(|row| row.appointment_at.is_some()) {
            return Ok(Some((row.appointment_place, row.appointment_at)));
        }
    }
    let on_site = case.row.method == Some(AccessMethod::DataCentre) && case.row.closed_at.is_none();
    Ok(on_site.then(|| (case.row.site_place.clone(), case.row.site_eta)))
}

async fn asked(tx: &mut Tx, case: &Case, missing: &[Missing]) -> Result<Option<CredentialsAsked>> {
    let rejected = (case.procedure.asked() == Some(ClarifyReason::LoginWrong))
        .then_some(CredentialsAsked::Rejected);
    if !case.procedure.waits_for_time() || request::is_editable(case) {
        return Ok(rejected);
    }
    // Where another way in was allowed too, going on without them is a signature away.
    let gone = missing.contains(&Missing::WayIn) || facts::credentials_gone(tx, case).await?;
    Ok(if gone {
        Some(CredentialsAsked::Destroyed)
    } else {
        rejected
    })
}
