//! What a request becomes: whose it is, which system it is about, its ticket and its row.

use domain::ids::{InterventionId, OrganizationId};
use domain::intervention::{AccessMethod, InterventionState};
use domain::policy::{self, Action};
use domain::ticket::{Channel, Class, Department, Priority};
use store::Tx;
use store::interventions::{InterventionRow, Requested};
use store::systems::SystemRow;

use super::form::{Read, RequestForm};
use crate::context::OpContext;
use crate::error::{Result, ServiceError};
use crate::interventions::facts::machine;
use crate::tickets::core::NewRow;

/// The picked system, or the one that goes by the typed address, service id or name. Foreign ones do not exist.
pub(super) async fn find_system(
    op: &OpContext,
    tx: &mut Tx,
    form: &RequestForm,
) -> Result<Option<SystemRow>> {
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

/// What the ways in mean for this system: our key opens no Windows, and a login without a named way means remote login,
/// the main way. It stands in the text before anybody signs it. // I-30
pub(super) fn settle_ways(request: &mut Requested, system: Option<&SystemRow>, credentials: bool) {
    if system.is_some_and(|system| !machine(system).takes_our_key()) {
        request.our_key = false;
    }
    if request.methods.is_empty() && (credentials || request.our_key) {
        request.methods = vec![AccessMethod::Ssh];
    }
}

pub(super) fn organization(
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

pub(super) fn new_ticket(
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

pub(super) fn new_row(
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
