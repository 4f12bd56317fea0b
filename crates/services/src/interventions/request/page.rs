//! What the form's page shows: the form in the order of the source, prices, systems, what is missing.

use std::collections::BTreeMap;

use domain::charge::Cents;
use domain::contract::Plan;
use domain::credential::AccountRights;
use domain::ids::{OrganizationId, SystemId, TicketNumber};
use domain::intervention::scope::{Offer, default_ceiling};
use domain::intervention::{AccessMethod, InterventionState, Missing, Task};
use domain::policy::{self, Action};
use domain::rules::HouseRules;
use domain::sla::ClockKind;
use domain::system::OsFamily;
use domain::ticket::{Class, Priority};
use domain::time::Timestamp;
use store::Tx;
use store::systems::SystemRow;

use super::form::RequestForm;
use crate::clocks::promised::{self, Asked};
use crate::context::OpContext;
use crate::credentials::{self, AccountSecret};
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
    /// What kind of machine.
    pub kind: domain::system::SystemKind,
    /// Its operating system.
    pub os_release: String,
    /// Methods this machine has.
    pub methods: Vec<AccessMethod>,
    /// Linux or Windows.
    pub os_family: OsFamily,
}

impl SystemChoice {
    /// The one that goes by this name, address or service id.
    pub fn named<'a>(systems: &'a [Self], typed: &str) -> Option<&'a Self> {
        let typed = typed.trim().to_lowercase();
        systems.iter().find(|system| {
            [&system.name, &system.service_id, &system.address]
                .iter()
                .any(|known| known.to_lowercase() == typed)
        })
    }
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
    /// Tasks whose price depends on which system is chosen.
    pub varies: Vec<Task>,
    /// The ceiling proposed for the chosen tasks.
    pub proposed_ceiling: Option<Cents>,
    /// Our public SSH key.
    pub public_key: String,
    /// Addresses we come from, one a line.
    pub source_ips: String,
    /// Parts of credentials that lie in the vault.
    pub deposited: Vec<domain::credential::SecretField>,
    /// What the account offers to take.
    pub kept: Vec<AccountSecret>,
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
    /// The house rules in force.
    pub rules: HouseRules,
    /// Seconds within which the first answer comes; `None`: nothing is promised.
    pub first_answer_s: Option<i64>,
}

/// An empty form for the actor, with the prices of the system that goes by this name, address or service id. While none is
/// named a price is shown where it is the same whichever is chosen. // RULINGS 4
///
/// # Errors
/// [`ServiceError::Denied`] where no organization of the actor lets them request.
pub async fn new_form(op: &OpContext, system: &str) -> Result<FormView> {
    let organizations = policy::organizations_where(&op.actor, Action::RequestIntervention);
    let Some(first) = organizations.first() else {
        return Err(ServiceError::Denied("role"));
    };
    let mut tx = op.app.db().read().await?;
    let provider = store::provider::find(&mut tx).await?;
    let contact = crate::provider::contact(&mut tx, op.now()).await?;
    let systems = choices(&mut tx, &organizations).await?;
    let plans = plans(&mut tx, &organizations, op.now()).await?;
    let plan_of = |choice: &SystemChoice| plans.get(&choice.id).copied();
    let mut possible: Vec<Option<Plan>> = match SystemChoice::named(&systems, system) {
        Some(chosen) => vec![plan_of(chosen)],
        None => systems.iter().map(plan_of).collect(),
    };
    possible.sort_unstable();
    possible.dedup();
    let catalogue = crate::catalogue::in_force(&mut tx).await?;
    let rules = crate::defaults::in_force(&mut tx).await?;
    let lines = catalogue.lines(possible.first().copied().flatten());
    let varies: Vec<Task> = lines
        .iter()
        .filter(|line| {
            possible
                .iter()
                .any(|plan| catalogue.line(line.task, *plan) != **line)
        })
        .map(|line| line.task)
        .collect();
    Ok(FormView {
        number: None,
        form: RequestForm::default(),
        systems,
        proposed_ceiling: default_ceiling(&lines, rules.ceiling_seconds())
            .filter(|_| varies.is_empty()),
        lines,
        varies,
        public_key: provider
            .as_ref()
            .map(|p| p.ssh_public_key.clone())
            .unwrap_or_default(),
        source_ips: provider.map(|p| p.source_ips).unwrap_or_default(),
        deposited: credentials::draft_fields(op, &mut tx).await?,
        kept: credentials::offered(op, &mut tx, &organizations).await?,
        missing: Vec::new(),
        may_sign: op.actor.may_authorise_in(*first),
        editable: true,
        contact,
        rights: None,
        rules,
        first_answer_s: first_answer(&mut tx, op.now()).await?,
    })
}

/// What is promised to a request of an intervention.
async fn first_answer(tx: &mut Tx, now: Timestamp) -> Result<Option<i64>> {
    let asked = Asked {
        class: Class::Intervention,
        priority: Priority::Normal,
        complexity: None,
        system: None,
        phoned: false,
    };
    let promises = promised::promises(tx, asked, now).await?;
    Ok(promises.of(ClockKind::FirstAnswer).map(|one| one.target_s))
}

/// The plan in force today of each system that has one.
async fn plans(
    tx: &mut Tx,
    organizations: &[OrganizationId],
    now: Timestamp,
) -> Result<BTreeMap<SystemId, Plan>> {
    let mut plans = BTreeMap::new();
    for organization in organizations {
        for contract in store::contracts::list_of_organization(tx, *organization).await? {
            if facts::is_in_force(&contract, now) {
                plans.entry(contract.system_id).or_insert(contract.plan);
            }
        }
    }
    Ok(plans)
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
        kind: system.kind,
        os_release: system.os_release.clone(),
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
    let mut form = typed(&case);
    if credentials::is_over(&mut tx, &case).await? {
        // Confirmed is what was signed; for a new authorization none is preset. // I-54
        form.acknowledgements.clear();
    }
    let rules = crate::defaults::in_force(&mut tx).await?;
    Ok(FormView {
        number: Some(number),
        form,
        systems: choices(&mut tx, &[organization]).await?,
        proposed_ceiling: default_ceiling(&chosen, rules.ceiling_seconds()),
        lines,
        varies: Vec::new(),
        public_key: provider
            .as_ref()
            .map(|p| p.ssh_public_key.clone())
            .unwrap_or_default(),
        source_ips: provider.map(|p| p.source_ips).unwrap_or_default(),
        rights: deposited.iter().find_map(|s| s.account_rights),
        deposited: deposited.iter().map(|s| s.field).collect(),
        contact: crate::provider::contact(&mut tx, op.now()).await?,
        kept: credentials::offered(op, &mut tx, &[organization]).await?,
        missing: facts::missing_of(&mut tx, &case, may_sign, false, op.now()).await?,
        may_sign,
        editable: is_editable(&case),
        rules,
        first_answer_s: first_answer(&mut tx, op.now()).await?,
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
        without_credentials: false,
        // Taken once: what was taken lies in the vault of the case.
        kept: Vec::new(),
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
pub(in crate::interventions) fn is_editable(case: &Case) -> bool {
    use InterventionState::{
        Assessed, Clarifying, Draft, Reopened, Requested, Revoked, Running, Verified,
    };
    match case.procedure.state() {
        Draft | Requested | Verified | Assessed | Revoked | Reopened => true,
        Clarifying => case.procedure.resume_state() != Some(Running),
        _ => false,
    }
}
