//! The request: the form in the order of the source, filed incomplete or complete, changed until the work begins.
//!
//! The ticket and its first-answer clock exist from the first submit (RULINGS 1); the id of the authorization and its key
//! shard are born with it (RULINGS 11). What is missing is a list, not a refusal.

use domain::audit::EventKind;
use domain::charge::Cents;
use domain::credential::AccountRights;
use domain::ids::{InterventionId, OrganizationId, SystemId, TicketId, TicketNumber};
use domain::intervention::scope::{Offer, default_ceiling};
use domain::intervention::{
    AccessMethod, Acknowledgement, InterventionState, Missing, Procedure, Symptom, Task,
};
use domain::policy::{self, Action, Resource};
use domain::ticket::{Channel, Class, Department, Priority};
use store::Tx;
use store::interventions::{InterventionRow, Requested};
use store::systems::SystemRow;

use super::{Case, facts};
use crate::context::OpContext;
use crate::credentials::{self, Credentials};
use crate::error::{Checks, FieldError, Result, ServiceError};
use crate::held::{Decided, Findings};
use crate::provider::Contact;
use crate::tickets::core::{self, NewRow};

/// Draft of a request that has no ticket yet.
pub const NEW_DRAFT: &str = "intervention-new";

/// The form as typed. Credentials are no part of it: they never come back into a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RequestForm {
    /// Organization, where the person belongs to several.
    pub organization: Option<OrganizationId>,
    /// The system, picked.
    pub system: Option<SystemId>,
    /// The system, by IP address, service id or name; used when none is picked.
    pub system_text: String,
    /// Code of a [`Symptom`].
    pub symptom: String,
    /// What is wrong.
    pub problem: String,
    /// Error messages.
    pub error_messages: String,
    /// What is to be done.
    pub wanted_action: String,
    /// Codes of [`Task`]s.
    pub tasks: Vec<String>,
    /// Ceiling in EUR as typed (`200`, `200,00`), or empty.
    pub ceiling: String,
    /// Codes of [`AccessMethod`]s.
    pub methods: Vec<String>,
    /// Our public key is installed.
    pub our_key: bool,
    /// The credentials are those of an account made for this intervention only. // I-28
    pub temporary_account: Option<bool>,
    /// Phone number for questions.
    pub contact_phone: String,
    /// Until when.
    pub reachable_until: String,
    /// Codes of [`Acknowledgement`]s.
    pub acknowledgements: Vec<String>,
    /// Key of the form against double submits.
    pub idempotency_key: String,
}

/// A filed request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filed {
    /// Number of the ticket.
    pub number: TicketNumber,
    /// What is missing besides the signature; empty: it can be signed.
    pub missing: Vec<Missing>,
}

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
fn is_editable(case: &Case) -> bool {
    use InterventionState::{
        Assessed, Clarifying, Draft, Reopened, Requested, Revoked, Running, Verified,
    };
    match case.procedure.state() {
        Draft | Requested | Verified | Assessed | Revoked | Reopened => true,
        Clarifying => case.procedure.resume_state() != Some(Running),
        _ => false,
    }
}

/// What the form says, checked. Empty answers are allowed: they are listed as missing.
struct Read {
    symptom: Option<Symptom>,
    problem: String,
    error_messages: String,
    wanted_action: String,
    contact_phone: String,
    reachable_until: String,
    request: Requested,
}

fn read(form: &RequestForm, checks: &mut Checks) -> Read {
    Read {
        symptom: if form.symptom.is_empty() {
            None
        } else {
            checks.code("symptom", &form.symptom)
        },
        problem: checks.optional("problem", &form.problem, 10_000),
        error_messages: checks.optional("error_messages", &form.error_messages, 10_000),
        wanted_action: checks.optional("wanted_action", &form.wanted_action, 10_000),
        contact_phone: checks.optional("contact_phone", &form.contact_phone, 60),
        reachable_until: checks.optional("reachable_until", &form.reachable_until, 100),
        request: Requested {
            tasks: in_order(Task::ALL, &codes("tasks", &form.tasks, checks)),
            ceiling: ceiling(&form.ceiling, checks),
            methods: in_order(AccessMethod::ALL, &codes("methods", &form.methods, checks)),
            our_key: form.our_key,
            temporary_account: form.temporary_account,
            acknowledgements: in_order(
                Acknowledgement::ALL,
                &codes("acknowledgements", &form.acknowledgements, checks),
            ),
            new_credentials: None,
        },
    }
}

impl Read {
    /// The texts that are looked through for secrets.
    fn texts(&mut self) -> [(&'static str, &mut String); 5] {
        [
            ("problem", &mut self.problem),
            ("error_messages", &mut self.error_messages),
            ("wanted_action", &mut self.wanted_action),
            ("contact_phone", &mut self.contact_phone),
            ("reachable_until", &mut self.reachable_until),
        ]
    }

    /// Looks through them; what goes into the vault is replaced in them.
    async fn screen(
        &mut self,
        op: &OpContext,
        tx: Tx,
        place: (OrganizationId, Option<TicketId>),
    ) -> Result<(Tx, Decided)> {
        let mut findings = Findings::default();
        for (field, text) in self.texts() {
            findings.look(field, text);
        }
        let (tx, mut decided) = findings.decided(op, tx, place).await?;
        for (field, text) in self.texts() {
            *text = decided.text(field, text);
        }
        Ok((tx, decided))
    }
}

fn codes<T: std::str::FromStr>(
    field: &'static str,
    texts: &[String],
    checks: &mut Checks,
) -> Vec<T> {
    texts
        .iter()
        .filter_map(|text| checks.code(field, text))
        .collect()
}

fn in_order<T: Copy + PartialEq>(all: &[T], some: &[T]) -> Vec<T> {
    all.iter()
        .copied()
        .filter(|one| some.contains(one))
        .collect()
}

/// EUR, net; empty is no ceiling.
fn ceiling(text: &str, checks: &mut Checks) -> Option<Cents> {
    if text.trim().is_empty() {
        return None;
    }
    let amount = Cents::typed(text).filter(|amount| amount.0 > 0);
    if amount.is_none() {
        checks.add(FieldError::new("ceiling", "amount"));
    }
    amount
}

/// Files a request with what is there; a form sent twice files once.
///
/// # Errors
/// [`ServiceError::Invalid`] for values nobody can use, [`ServiceError::Held`], [`ServiceError::VaultSealed`] when credentials
/// came and the vault is shut (nothing is filed then).
pub async fn submit(op: &OpContext, form: &RequestForm, secrets: Credentials) -> Result<Filed> {
    let mut checks = Checks::new();
    let mut read = read(form, &mut checks);
    secrets.check(&mut checks);
    checks.finish()?;
    let mut tx = op.app.db().begin().await?;
    let system = find_system(op, &mut tx, form).await?;
    let organization = organization(op, form, system.as_ref())?;
    policy::may(
        &op.actor,
        Action::RequestIntervention,
        &Resource::of(organization),
    )?;
    let key = form_key(op, &form.idempotency_key);
    if let Some(key) = &key
        && let Some(before) = store::tickets::find_by_idempotency_key(&mut tx, key).await?
    {
        let case = Case::load(&mut tx, before.number, false).await?;
        return filed(op, &mut tx, &case).await;
    }
    let (mut tx, decided) = read.screen(op, tx, (organization, None)).await?;
    let new = new_ticket(op, organization, system.as_ref(), &read, key.clone());
    let ticket = match core::insert(op, &mut tx, new).await {
        // The same form came twice at the same moment: the other one filed it.
        Err(error) if core::is_used_key(&error) => {
            drop(tx);
            return filed_before(op, key.as_deref().unwrap_or_default()).await;
        }
        other => other?,
    };
    decided.settle(op, &mut tx, &ticket).await?;
    let id = op.app.id(InterventionId::from_uuid);
    let row = new_row(op, id, &ticket, system.as_ref(), read);
    store::interventions::insert(&mut tx, &row).await?;
    let mut case = Case::load(&mut tx, ticket.number, true).await?;
    credentials::begin_authorization(op, &mut tx, &mut case).await?;
    let draft = Procedure::draft();
    case.moves(draft.submit())?;
    let event = case.event(op, EventKind::InterventionRequested);
    case.tell(&op.app, &mut tx, event).await?;
    credentials::deposit_in(op, &mut tx, &case, secrets).await?;
    super::notify::received(op, &mut tx, &case).await?;
    store::drafts::delete(&mut tx, op.actor.person, NEW_DRAFT).await?;
    let filed = filed(op, &mut tx, &case).await?;
    case.save(&op.app, tx).await?;
    Ok(filed)
}

async fn filed_before(op: &OpContext, key: &str) -> Result<Filed> {
    let mut tx = op.app.db().read().await?;
    let ticket = store::tickets::find_by_idempotency_key(&mut tx, key)
        .await?
        .ok_or(ServiceError::Conflict("changed_meanwhile"))?;
    let case = Case::load(&mut tx, ticket.number, false).await?;
    filed(op, &mut tx, &case).await
}

async fn filed(op: &OpContext, tx: &mut Tx, case: &Case) -> Result<Filed> {
    let may_sign = op.actor.may_authorise_in(case.ticket.organization_id);
    Ok(Filed {
        number: case.ticket.number,
        missing: facts::missing_of(tx, case, may_sign, true, op.now()).await?,
    })
}

/// The key of a form as stored: only the person who was given it can use it.
fn form_key(op: &OpContext, key: &str) -> Option<String> {
    let key = key.trim();
    (!key.is_empty() && key.len() <= 64).then(|| format!("{}:{key}", op.actor.person))
}

/// The picked system, or the one that goes by the typed address, service id or name. Foreign ones do not exist.
async fn find_system(op: &OpContext, tx: &mut Tx, form: &RequestForm) -> Result<Option<SystemRow>> {
    let mine = |system: &SystemRow| op.actor.role_in(system.organization_id).is_some();
    if let Some(id) = form.system {
        let found = store::systems::find(tx, id)
            .await?
            .filter(|s| mine(s) && s.active);
        return found
            .map(Some)
            .ok_or(ServiceError::field("system", "unknown"));
    }
    let text = form.system_text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let mut found = store::systems::find_named(tx, text).await?;
    found.retain(|s| mine(s) && s.active);
    match found.len() {
        1 => Ok(found.pop()),
        0 => Err(ServiceError::field("system", "unknown")),
        _ => Err(ServiceError::field("system", "ambiguous")),
    }
}

fn organization(
    op: &OpContext,
    form: &RequestForm,
    system: Option<&SystemRow>,
) -> Result<OrganizationId> {
    if let Some(system) = system {
        return Ok(system.organization_id);
    }
    let mine = policy::organizations_where(&op.actor, Action::RequestIntervention);
    match (form.organization, mine.as_slice()) {
        (Some(chosen), _) => Ok(chosen),
        (None, [only]) => Ok(*only),
        (None, []) => Err(ServiceError::Denied("role")),
        (None, _) => Err(ServiceError::field("organization", "required_choice")),
    }
}

fn new_ticket(
    op: &OpContext,
    organization: OrganizationId,
    system: Option<&SystemRow>,
    read: &Read,
    idempotency_key: Option<String>,
) -> NewRow {
    let german = op.actor.locale == domain::account::Locale::De;
    let name = system.map_or("", |s| s.name.as_str());
    let what = read.symptom.map(|s| s.label(op.actor.locale));
    let begin = if german {
        "OS-Intervention"
    } else {
        "OS intervention"
    };
    // The lists name class and system beside it: what is wrong says most.
    let subject = match (what, name) {
        (Some(what), "") => what.to_owned(),
        (Some(what), name) => format!("{what}: {name}"),
        (None, "") => begin.to_owned(),
        (None, name) => format!("{begin}: {name}"),
    };
    NewRow {
        organization,
        systems: system.cloned().into_iter().collect(),
        department: Department::Technical,
        class: Class::Intervention,
        priority: Priority::High,
        subject: subject.chars().take(150).collect(),
        channel: Channel::Portal,
        caller_name: String::new(),
        received_at: op.now(),
        idempotency_key,
    }
}

fn new_row(
    op: &OpContext,
    id: InterventionId,
    ticket: &store::tickets::TicketRow,
    system: Option<&SystemRow>,
    read: Read,
) -> InterventionRow {
    let now = op.now();
    InterventionRow {
        id,
        ticket_id: ticket.id,
        organization_id: ticket.organization_id,
        system_id: system.map(|s| s.id),
        state: InterventionState::Draft,
        resume_state: None,
        state_reason: String::new(),
        cycle: 1,
        symptom: read.symptom,
        problem: read.problem,
        error_messages: read.error_messages,
        wanted_action: read.wanted_action,
        request: read.request,
        contact_phone: read.contact_phone,
        reachable_until: read.reachable_until,
        authorization_id: None,
        complexity: None,
        complexity_set_at: None,
        method: None,
        method_reason: String::new(),
        method_ranking: None,
        method_chosen_at: None,
        site_place: String::new(),
        site_eta: None,
        started_at: None,
        started_by: None,
        summary: String::new(),
        summarised_at: None,
        cause: None,
        avoidable: None,
        avoidable_reason: String::new(),
        advice_sent_at: None,
        closed_at: None,
        password_change_confirmed_at: None,
        password_change_confirmed_by: None,
        created_by: op.actor.person,
        created_at: now,
        updated_at: now,
        version: 1,
    }
}

/// Changes a request that is not being worked on. What was signed holds until the changed text is signed too; work cannot
/// begin before.
///
/// # Errors
/// [`ServiceError::Held`]; [`ServiceError::Conflict`] `work_runs` while somebody works, `verified` when another system is chosen after the check.
pub async fn edit(
    op: &OpContext,
    number: TicketNumber,
    form: &RequestForm,
    secrets: Credentials,
) -> Result<Filed> {
    let mut checks = Checks::new();
    let mut read = read(form, &mut checks);
    secrets.check(&mut checks);
    checks.finish()?;
    let mut tx = op.app.db().begin().await?;
    let mut case = Case::hold(op, &mut tx, number, Action::RequestIntervention).await?;
    let place = (case.ticket.organization_id, Some(case.ticket.id));
    let (mut tx, decided) = read.screen(op, tx, place).await?;
    decided.settle(op, &mut tx, &case.ticket).await?;
    if !is_editable(&case) {
        return Err(ServiceError::Conflict("work_runs"));
    }
    let system = find_system(op, &mut tx, form).await?;
    if system
        .as_ref()
        .is_some_and(|s| s.organization_id != case.ticket.organization_id)
    {
        return Err(ServiceError::field("system", "unknown"));
    }
    let system_id = system.as_ref().map(|s| s.id);
    let checked = matches!(
        case.procedure
            .resume_state()
            .unwrap_or(case.procedure.state()),
        InterventionState::Verified | InterventionState::Assessed
    );
    if checked && system_id != case.row.system_id {
        return Err(ServiceError::Conflict("verified"));
    }
    credentials::ensure_authorization(op, &mut tx, &mut case).await?;
    case.row.system_id = system_id;
    case.ticket.system_id = system_id;
    if let Some(authorization) = &mut case.authorization {
        authorization.system_id = system_id;
    }
    case.row.symptom = read.symptom;
    case.row.problem = read.problem;
    case.row.error_messages = read.error_messages;
    case.row.wanted_action = read.wanted_action;
    case.row.contact_phone = read.contact_phone;
    case.row.reachable_until = read.reachable_until;
    case.row.request = read.request;
    if let Some(system) = &system {
        store::tickets::replace_systems(&mut tx, case.ticket.id, &[system.id]).await?;
        core::index_ticket(&mut tx, &case.ticket, std::slice::from_ref(system)).await?;
    }
    let event = case.event(op, EventKind::InterventionChanged);
    case.tell(&op.app, &mut tx, event).await?;
    credentials::deposit_in(op, &mut tx, &case, secrets).await?;
    let filed = filed(op, &mut tx, &case).await?;
    case.save(&op.app, tx).await?;
    Ok(filed)
}

/// Puts credentials into the vault or replaces them: before the signature, or after we said that they do not work.
///
/// # Errors
/// [`ServiceError::Conflict`] `signed` after the signature, [`ServiceError::VaultSealed`].
pub async fn deposit(op: &OpContext, number: TicketNumber, secrets: Credentials) -> Result<()> {
    let mut checks = Checks::new();
    secrets.check(&mut checks);
    checks.finish()?;
    let mut tx = op.app.db().begin().await?;
    let mut case = Case::hold(op, &mut tx, number, Action::DepositCredentials).await?;
    credentials::ensure_authorization(op, &mut tx, &mut case).await?;
    credentials::deposit_in(op, &mut tx, &case, secrets).await?;
    super::talk::after_deposit(op, &mut tx, &mut case).await?;
    case.save(&op.app, tx).await
}
