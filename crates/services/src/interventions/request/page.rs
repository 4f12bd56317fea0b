//! What the form's page shows: the form in the order of the source, prices, systems, what is missing.

use domain::charge::Cents;
use domain::credential::AccountRights;
use domain::ids::{OrganizationId, SystemId, TicketNumber};
use domain::intervention::scope::{Offer, default_ceiling};
use domain::intervention::{AccessMethod, InterventionState, Missing};
use domain::policy::{self, Action};
use domain::system::OsFamily;
use store::Tx;
use store::systems::SystemRow;

use super::form::RequestForm;
use crate::context::OpContext;
use crate::error::{Result, ServiceError};
use crate::interventions::{Case, facts};
use crate::provider::Contact;

/// A system to choose from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SystemChoice {
    /// Id.
    pub id: SystemId,
    /// Whose it is.
    pub organization: OrganizationId,
    /// Name.
    pub name: String,
    /// Service id.
    pub service_id: String,
    /// Primary address.
    pub address: String,
    /// Methods this machine has.
    pub methods: Vec<AccessMethod>,
    /// Linux or Windows.
    pub os_family: OsFamily,
}

/// Everything the form's page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormView {
    /// Number of the ticket; `None` before the first submit.
    pub number: Option<TicketNumber>,
    /// The form as stored.
    pub form: RequestForm,
    /// Systems to choose from.
    pub systems: Vec<SystemChoice>,
    /// The catalogue with the prices of the chosen system's plan.
    pub lines: Vec<Offer>,
    /// The ceiling proposed for the chosen tasks.
    pub proposed_ceiling: Option<Cents>,
    /// Our public SSH key.
    pub public_key: String,
    /// Addresses we come from, one a line.
    pub source_ips: String,
    /// Parts of credentials that lie in the vault.
    pub deposited: Vec<domain::credential::SecretField>,
    /// What is missing.
    pub missing: Vec<Missing>,
    /// The actor may sign.
    pub may_sign: bool,
    /// It can be changed still.
    pub editable: bool,
    /// How to reach us by phone now.
    pub contact: Contact,
    /// What the deposited account may do, once stated.
    pub rights: Option<AccountRights>,
}

/// An empty form for the actor.
///
/// # Errors
/// [`ServiceError::Denied`] where no organization of the actor lets them request.
pub async fn new_form(op: &OpContext) -> Result<FormView> {
    let organizations = policy::organizations_where(&op.actor, Action::RequestIntervention);
    let Some(first) = organizations.first() else {
        return Err(ServiceError::Denied("role"));
    };
    let mut tx = op.app.db().read().await?;
    let provider = store::provider::find(&mut tx).await?;
    let contact = crate::provider::contact(&mut tx, op.now()).await?;
    let lines = crate::catalogue::in_force(&mut tx).await?.lines(None);
    Ok(FormView {
        number: None,
        form: RequestForm::default(),
        systems: choices(&mut tx, &organizations).await?,
        proposed_ceiling: default_ceiling(&lines),
        lines,
        public_key: provider
            .as_ref()
            .map(|p| p.ssh_public_key.clone())
            .unwrap_or_default(),
        source_ips: provider.map(|p| p.source_ips).unwrap_or_default(),
        deposited: Vec::new(),
        missing: Vec::new(),
        may_sign: op.actor.may_authorise_in(*first),
        editable: true,
        contact,
        rights: None,
    })
}

async fn choices(tx: &mut Tx, organizations: &[OrganizationId]) -> Result<Vec<SystemChoice>> {
    let mut all = Vec::new();
    for organization in organizations {
        for system in store::systems::list_of_organization(tx, *organization).await? {
            if system.active {
                all.push(choice(&system));
            }
        }
    }
    Ok(all)
}

fn choice(system: &SystemRow) -> SystemChoice {
    let machine = facts::machine(system);
    SystemChoice {
        id: system.id,
        organization: system.organization_id,
        name: system.name.clone(),
        service_id: system.service_id.clone(),
        address: system.primary_ipv4.to_string(),
        methods: AccessMethod::ALL
            .iter()
            .copied()
            .filter(|m| machine.has(*m))
            .collect(),
        os_family: system.os_family,
    }
}

/// The form of a filed request.
///
/// # Errors
/// [`ServiceError::NotFound`] for foreign tickets.
pub async fn form(op: &OpContext, number: TicketNumber) -> Result<FormView> {
    let mut tx = op.app.db().read().await?;
    let case = Case::read(op, &mut tx, number, Action::RequestIntervention).await?;
    let organization = case.ticket.organization_id;
    let provider = store::provider::find(&mut tx).await?;
    let lines = facts::lines(&mut tx, &case, op.now()).await?;
    let may_sign = op.actor.may_authorise_in(organization);
    let chosen = facts::chosen(&lines, &case.row.request.tasks);
    let deposited = facts::deposited(&mut tx, &case).await?;
    Ok(FormView {
        number: Some(number),
        form: typed(&case),
        systems: choices(&mut tx, &[organization]).await?,
        proposed_ceiling: default_ceiling(&chosen),
        lines,
        public_key: provider
            .as_ref()
            .map(|p| p.ssh_public_key.clone())
            .unwrap_or_default(),
        source_ips: provider.map(|p| p.source_ips).unwrap_or_default(),
        rights: deposited.iter().find_map(|s| s.account_rights),
        deposited: deposited.iter().map(|s| s.field).collect(),
        contact: crate::provider::contact(&mut tx, op.now()).await?,
        missing: facts::missing_of(&mut tx, &case, may_sign, false, op.now()).await?,
        may_sign,
        editable: is_editable(&case),
    })
}

fn typed(case: &Case) -> RequestForm {
    let codes = |list: &[&'static str]| list.iter().map(|c| (*c).to_owned()).collect();
    let request = &case.row.request;
    RequestForm {
        organization: Some(case.ticket.organization_id),
        system: case.row.system_id,
        system_text: String::new(),
        symptom: case
            .row
            .symptom
            .map(|s| s.code().to_owned())
            .unwrap_or_default(),
        problem: case.row.problem.clone(),
        error_messages: case.row.error_messages.clone(),
        wanted_action: case.row.wanted_action.clone(),
        tasks: codes(&request.tasks.iter().map(|t| t.code()).collect::<Vec<_>>()),
        ceiling: request
            .ceiling
            .map(|c| format!("{},{:02}", c.0 / 100, c.0 % 100))
            .unwrap_or_default(),
        methods: codes(&request.methods.iter().map(|m| m.code()).collect::<Vec<_>>()),
        our_key: request.our_key,
        temporary_account: request.temporary_account,
        contact_phone: case.row.contact_phone.clone(),
        reachable_until: case.row.reachable_until.clone(),
        acknowledgements: codes(
            &request
                .acknowledgements
                .iter()
                .map(|a| a.code())
                .collect::<Vec<_>>(),
        ),
        idempotency_key: String::new(),
    }
}

/// A request can be changed until the work begins, and after it was locked or reopened.
pub(super) fn is_editable(case: &Case) -> bool {
    use InterventionState::{
        Assessed, Clarifying, Draft, Reopened, Requested, Revoked, Running, Verified,
    };
    match case.procedure.state() {
        Draft | Requested | Verified | Assessed | Revoked | Reopened => true,
        Clarifying => case.procedure.resume_state() != Some(Running),
        _ => false,
    }
}
