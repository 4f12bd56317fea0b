//! The two forms: what they bring, what they offer.

use domain::policy::{self, Action, Resource};
use domain::ticket::Emergencies;
use store::organizations::OrganizationRow;
use store::systems::SystemRow;

use crate::attachments::Upload;
use crate::context::OpContext;
use crate::emergencies;
use crate::error::{Result, ServiceError};
use crate::provider::{self, Contact};
use crate::tickets::organizations;

/// Draft of the customer's form.
pub const NEW_DRAFT: &str = "ticket-new";

/// Draft of the form for callers.
pub const CALLER_DRAFT: &str = "ticket-caller";

/// What a customer typed.
#[derive(Debug, Default)]
pub struct NewTicket<'a> {
    /// Id of the organization; may be empty for people with one.
    pub organization: &'a str,
    /// Subject.
    pub subject: &'a str,
    /// Code of the class; of an emergency with its own behind a colon.
    pub class: &'a str,
    /// Code of the department.
    pub department: &'a str,
    /// Ids of the systems.
    pub systems: Vec<&'a str>,
    /// The text.
    pub body: &'a str,
    /// Files that came along.
    pub files: Vec<Upload>,
    /// Key against double submits.
    pub idempotency_key: &'a str,
}

/// What staff typed for a caller.
#[derive(Debug, Default)]
pub struct CallerTicket<'a> {
    /// Number or id of the organization.
    pub organization: &'a str,
    /// Name of the caller.
    pub caller: &'a str,
    /// Minutes since the call began.
    pub minutes: &'a str,
    /// Subject.
    pub subject: &'a str,
    /// Code of the class; of an emergency with its own behind a colon.
    pub class: &'a str,
    /// Code of the priority.
    pub priority: &'a str,
    /// Code of the department.
    pub department: &'a str,
    /// Names, addresses or service ids of systems, separated by blanks or commas.
    pub systems: &'a str,
    /// What the caller said.
    pub body: &'a str,
    /// Key against double submits.
    pub idempotency_key: &'a str,
}

/// What the customer's form offers.
#[derive(Debug)]
pub struct NewForm {
    /// Where the person may file.
    pub organizations: Vec<OrganizationRow>,
    /// Their systems in service.
    pub systems: Vec<SystemRow>,
    /// The draft, as JSON of field values.
    pub draft: Option<store::drafts::DraftRow>,
    /// What can be filed as an emergency.
    pub emergencies: Emergencies,
    /// How to reach us by phone now.
    pub contact: Contact,
    /// What the ticket may bring along.
    pub limits: crate::attachments::Limits,
}

/// The customer's form.
///
/// # Errors
/// Nobody the actor belongs to lets them file.
pub async fn new_form(op: &OpContext) -> Result<NewForm> {
    let allowed = organizations(op, Action::FileTicket);
    if allowed.is_empty() {
        return Err(ServiceError::Denied("role"));
    }
    let mut tx = op.app.db().read().await?;
    let mut form = NewForm {
        organizations: Vec::new(),
        systems: Vec::new(),
        draft: store::drafts::find(&mut tx, op.actor.person, NEW_DRAFT).await?,
        emergencies: emergencies::in_force(&mut tx).await?,
        contact: provider::contact(&mut tx, op.now()).await?,
        limits: crate::attachments::Limits::of(&op.app),
    };
    for id in allowed {
        form.organizations.extend(
            store::organizations::find(&mut tx, id)
                .await?
                .filter(|o| o.active),
        );
        let systems = store::systems::list_of_organization(&mut tx, id).await?;
        form.systems
            .extend(systems.into_iter().filter(|system| system.active));
    }
    Ok(form)
}

/// What the form for callers offers.
#[derive(Debug)]
pub struct CallerForm {
    /// Number and name of every customer.
    pub organizations: Vec<OrganizationRow>,
    /// What can be filed as an emergency.
    pub emergencies: Emergencies,
    /// The draft, as JSON of field values.
    pub draft: Option<store::drafts::DraftRow>,
}

/// The form for callers.
///
/// # Errors
/// The actor does not work at the desk.
pub async fn caller_form(op: &OpContext) -> Result<CallerForm> {
    policy::may(&op.actor, Action::ReadQueue, &Resource::provider())?;
    let mut tx = op.app.db().read().await?;
    let mut organizations = store::organizations::list(&mut tx).await?;
    organizations.retain(|o| o.active);
    Ok(CallerForm {
        organizations,
        emergencies: emergencies::in_force(&mut tx).await?,
        draft: store::drafts::find(&mut tx, op.actor.person, CALLER_DRAFT).await?,
    })
}
