//! Filing a ticket: by the customer, or by staff for somebody on the phone.

use domain::audit::EventKind;
use domain::ids::{MessageId, OrganizationId, SystemId, TicketNumber};
use domain::policy::{self, Action, Resource};
use domain::ticket::{self, Channel, Class, Department, MessageKind, Priority};
use domain::time::Timestamp;
use store::messages::MessageRow;
use store::organizations::OrganizationRow;
use store::systems::SystemRow;
use store::tickets::TicketRow;
use store::{SearchKind, Tx};

use super::core::{self, Made, NewRow};
use super::notify::{self, News};
use super::{form_key, organizations};
use crate::attachments::{self, Upload};
use crate::audit;
use crate::context::OpContext;
use crate::error::{Checks, FieldError, Result, ServiceError};
use crate::held::{Decided, Findings};
use crate::provider::{self, Contact};

/// Draft of the customer's form.
pub const NEW_DRAFT: &str = "ticket-new";
/// Draft of the form for callers.
pub const CALLER_DRAFT: &str = "ticket-caller";
/// Longest name of a caller.
const NAME_MAX: usize = 120;
/// A call cannot have begun longer ago than this.
const CALL_MAX_S: i64 = 12 * 3600;

/// What a customer typed.
#[derive(Debug, Default)]
pub struct NewTicket<'a> {
    /// Id of the organization; may be empty for people with one.
    pub organization: &'a str,
    /// Subject.
    pub subject: &'a str,
    /// Code of the class.
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
    /// Code of the class.
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
    /// How to reach us by phone now.
    pub contact: Contact,
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
        contact: provider::contact(&mut tx, op.now()).await?,
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

/// A customer files a ticket. The same form twice files one.
///
/// # Errors
/// [`ServiceError::Invalid`] with everything wrong; [`ServiceError::Held`]; denied where the role does not allow it.
pub async fn file(op: &OpContext, new: NewTicket<'_>) -> Result<TicketNumber> {
    let key = form_key(op, new.idempotency_key);
    let mut checks = Checks::new();
    let subject = text(&mut checks, "subject", ticket::check_subject(new.subject));
    let body = text(&mut checks, "body", ticket::check_body(new.body));
    let class = class_of(&mut checks, new.class);
    let department: Option<Department> = checks.code("department", new.department);
    let mut tx = op.app.db().begin().await?;
    let organization = own_organization(op, &mut checks, new.organization)?;
    let systems = own_systems(&mut tx, &mut checks, organization, &new.systems).await?;
    attachments::check(&op.app, &mut checks, &new.files);
    checks.finish()?;
    let (Some(organization), Some(class), Some(department)) = (organization, class, department)
    else {
        return Err(ServiceError::field("class", "choice"));
    };
    if let Some(filed) = filed_before(op, &mut tx, key.as_deref()).await? {
        return Ok(filed);
    }
    let mut findings = Findings::default();
    findings.look("subject", &subject);
    findings.look("body", &body);
    attachments::look(&mut findings, &new.files).await?;
    let (tx, mut decided) = findings.decided(op, tx, (organization, None)).await?;
    let (subject, body) = (
        decided.text("subject", &subject),
        decided.text("body", &body),
    );
    let row = NewRow {
        organization,
        systems,
        department,
        class,
        priority: Priority::Normal,
        subject,
        channel: Channel::Portal,
        caller_name: String::new(),
        received_at: op.now(),
        idempotency_key: key.clone(),
    };
    let made = finish(
        op,
        tx,
        row,
        First {
            body,
            files: new.files,
            decided,
        },
        NEW_DRAFT,
    )
    .await;
    resolve_double(op, key, made).await
}

/// Staff files a ticket for somebody on the phone: the call's start counts as receipt. // I-65 S-02 RULINGS 7
///
/// # Errors
/// [`ServiceError::Invalid`] with everything wrong; [`ServiceError::Held`]; denied where the role does not allow it.
pub async fn file_for_caller(op: &OpContext, new: CallerTicket<'_>) -> Result<TicketNumber> {
    policy::may(&op.actor, Action::ReadQueue, &Resource::provider())?;
    let key = form_key(op, new.idempotency_key);
    let mut checks = Checks::new();
    let subject = text(&mut checks, "subject", ticket::check_subject(new.subject));
    let body = text(&mut checks, "body", ticket::check_body(new.body));
    let caller = text(
        &mut checks,
        "caller",
        domain::text::single_line(new.caller, NAME_MAX),
    );
    let class = class_of(&mut checks, new.class);
    let priority: Option<Priority> = checks.code("priority", new.priority);
    let department: Option<Department> = checks.code("department", new.department);
    let received_at = call_start(op.now(), &mut checks, new.minutes);
    let mut tx = op.app.db().begin().await?;
    let organization = named_organization(&mut tx, &mut checks, new.organization).await?;
    let mut systems = Vec::new();
    if let Some(organization) = &organization {
        systems = named_systems(&mut tx, &mut checks, organization.id, new.systems).await?;
    }
    checks.finish()?;
    let (Some(organization), Some(class), Some(priority), Some(department)) =
        (organization, class, priority, department)
    else {
        return Err(ServiceError::field("class", "choice"));
    };
    policy::may(
        &op.actor,
        Action::FileForCaller,
        &Resource::of(organization.id),
    )?;
    if let Some(filed) = filed_before(op, &mut tx, key.as_deref()).await? {
        return Ok(filed);
    }
    let mut findings = Findings::default();
    findings.look("subject", &subject);
    findings.look("body", &body);
    let (tx, mut decided) = findings.decided(op, tx, (organization.id, None)).await?;
    let (subject, body) = (
        decided.text("subject", &subject),
        decided.text("body", &body),
    );
    let row = NewRow {
        organization: organization.id,
        systems,
        department,
        class,
        priority,
        subject,
        channel: Channel::Phone,
        caller_name: caller,
        received_at,
        idempotency_key: key.clone(),
    };
    let made = finish(
        op,
        tx,
        row,
        First {
            body,
            files: Vec::new(),
            decided,
        },
        CALLER_DRAFT,
    )
    .await;
    resolve_double(op, key, made).await
}

/// What comes with a new ticket.
struct First {
    body: String,
    files: Vec<Upload>,
    decided: Decided,
}

/// Ticket, first text, mail and job in one unit of work.
async fn finish(
    op: &OpContext,
    mut tx: Tx,
    row: NewRow,
    first: First,
    draft: &str,
) -> Result<TicketNumber> {
    let First {
        body,
        files,
        decided,
    } = first;
    let Made {
        ticket,
        mut events,
        mut documents,
    } = core::insert_untold(op, &mut tx, row, 1).await?;
    let organization = ticket.organization_id;
    if !(decided.is_empty() && files.is_empty()) {
        // What follows tells the chain by itself, and must not come before the beginning.
        audit::append_all(&op.app, &mut tx, organization, std::mem::take(&mut events)).await?;
    }
    decided.settle(op, &mut tx, &ticket).await?;
    let message = first_text(op, &mut tx, &ticket, body).await?;
    attachments::insert(op, &mut tx, &ticket, Some(message.id), false, files).await?;
    events.push(
        audit::by(op, EventKind::MessageSent)
            .on(ticket.id)
            .with("message", message.id.to_string()),
    );
    documents.push(core::document(
        &ticket,
        SearchKind::Message,
        message.id.uuid(),
        message.body,
    ));
    store::bulk::search_documents(&mut tx, &documents).await?;
    let link = audit::append_all(&op.app, &mut tx, organization, events)
        .await?
        .ok_or_else(|| ServiceError::internal("nothing was appended"))?;
    notify::customers(&op.app, &mut tx, &ticket, News::Received, &link).await?;
    store::drafts::delete(&mut tx, op.actor.person, draft).await?;
    tx.save().await?;
    op.app.hub().tell(ticket.organization_id, Some(ticket.id));
    Ok(ticket.number)
}

/// What the customer wrote or said. A caller's words are written down by us but are the customer's: they start the
/// conversation and answer nothing. // RULINGS 8
async fn first_text(
    op: &OpContext,
    tx: &mut Tx,
    ticket: &TicketRow,
    body: String,
) -> Result<MessageRow> {
    let now = op.now();
    let from_staff = ticket.channel == Channel::Phone;
    let message = MessageRow {
        id: op.app.id(MessageId::from_uuid),
        ticket_id: ticket.id,
        author_id: Some(op.actor.person),
        kind: if from_staff {
            MessageKind::Automatic
        } else {
            MessageKind::Message
        },
        from_staff,
        body,
        created_at: now,
        release_at: now,
        released_at: Some(now),
        withdrawn_at: None,
        asks_customer: false,
        idempotency_key: None,
    };
    store::messages::insert(tx, &message).await?;
    Ok(message)
}

async fn filed_before(
    op: &OpContext,
    tx: &mut Tx,
    key: Option<&str>,
) -> Result<Option<TicketNumber>> {
    let Some(key) = key else { return Ok(None) };
    let found = store::tickets::find_by_idempotency_key(tx, key).await?;
    Ok(found
        .filter(|t| t.opened_by == op.actor.person)
        .map(|t| t.number))
}

/// Two submits at the same moment: the second meets the first one's key and answers with its ticket.
async fn resolve_double(
    op: &OpContext,
    key: Option<String>,
    made: Result<TicketNumber>,
) -> Result<TicketNumber> {
    match made {
        Err(error) if core::is_used_key(&error) => {
            let mut tx = op.app.db().read().await?;
            filed_before(op, &mut tx, key.as_deref())
                .await?
                .ok_or(error)
        }
        other => other,
    }
}

/// A class people can file by hand; interventions have their own request. // I-03 I-22
fn class_of(checks: &mut Checks, code: &str) -> Option<Class> {
    let class = checks.code("class", code);
    if class == Some(Class::Intervention) {
        checks.add(FieldError::new("class", "choice"));
    }
    class
}

pub(super) fn text(
    checks: &mut Checks,
    field: &'static str,
    checked: Result<String, domain::text::TextProblem>,
) -> String {
    checked.unwrap_or_else(|problem| {
        let mut error = FieldError::new(field, problem.code());
        if let domain::text::TextProblem::TooLong { max } = problem {
            error = error.with("max", max);
        }
        checks.add(error);
        String::new()
    })
}

fn own_organization(
    op: &OpContext,
    checks: &mut Checks,
    id: &str,
) -> Result<Option<OrganizationId>> {
    let allowed = organizations(op, Action::FileTicket);
    match (allowed.as_slice(), id) {
        ([], _) => Err(ServiceError::Denied("role")),
        ([only], "") => Ok(Some(*only)),
        (_, "") => {
            checks.add(FieldError::new("organization", "required_choice"));
            Ok(None)
        }
        (several, id) => {
            let found = several.iter().copied().find(|o| o.to_string() == id);
            if found.is_none() {
                checks.add(FieldError::new("organization", "choice"));
            }
            Ok(found)
        }
    }
}

async fn own_systems(
    tx: &mut Tx,
    checks: &mut Checks,
    organization: Option<OrganizationId>,
    ids: &[&str],
) -> Result<Vec<SystemRow>> {
    let Some(organization) = organization else {
        return Ok(Vec::new());
    };
    let wanted: Vec<&str> = ids.iter().copied().filter(|id| !id.is_empty()).collect();
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let parsed: Vec<SystemId> = wanted.iter().filter_map(|id| id.parse().ok()).collect();
    let mut found = store::systems::list_by_ids(tx, &parsed).await?;
    found.retain(|system| system.organization_id == organization && system.active);
    if found.len() != wanted.len() {
        checks.add(FieldError::new("systems", "choice"));
    }
    Ok(found)
}

async fn named_organization(
    tx: &mut Tx,
    checks: &mut Checks,
    text: &str,
) -> Result<Option<OrganizationRow>> {
    let text = text.trim();
    if text.is_empty() {
        checks.add(FieldError::new("organization", "required"));
        return Ok(None);
    }
    // The list suggests "10017 Lindner & Söhne": the number leads.
    let number = text.split_whitespace().next().unwrap_or(text);
    let mut found = store::organizations::find_by_number(tx, number).await?;
    if found.is_none() {
        found = store::organizations::list(tx)
            .await?
            .into_iter()
            .find(|o| o.name.eq_ignore_ascii_case(text));
    }
    let found = found.filter(|o| o.active);
    if found.is_none() {
        checks.add(FieldError::new("organization", "unknown"));
    }
    Ok(found)
}

pub(super) async fn named_systems(
    tx: &mut Tx,
    checks: &mut Checks,
    organization: OrganizationId,
    text: &str,
) -> Result<Vec<SystemRow>> {
    let mut systems: Vec<SystemRow> = Vec::new();
    for name in text
        .split([' ', ',', ';', '\n'])
        .filter(|name| !name.is_empty())
    {
        let found = store::systems::find_in_organization(tx, organization, name).await?;
        match found.into_iter().next() {
            Some(system) if systems.iter().all(|s| s.id != system.id) => systems.push(system),
            Some(_) => {}
            None => {
                if !checks.has("systems") {
                    checks.add(FieldError::new("systems", "unknown"));
                }
            }
        }
    }
    Ok(systems)
}

/// The call began so many minutes ago: that is when the request reached us.
fn call_start(now: Timestamp, checks: &mut Checks, minutes: &str) -> Timestamp {
    let minutes = minutes.trim();
    let ago = if minutes.is_empty() {
        Ok(0)
    } else {
        minutes.parse::<i64>()
    };
    match ago {
        Ok(ago) if (0..=CALL_MAX_S / 60).contains(&ago) => now.minus_seconds(ago * 60),
        Ok(_) => {
            checks.add(FieldError::new("minutes", "at_most").with("max", CALL_MAX_S / 60));
            now
        }
        Err(_) => {
            checks.add(FieldError::new("minutes", "number"));
            now
        }
    }
}

/// What the form for callers offers.
#[derive(Debug)]
pub struct CallerForm {
    /// Number and name of every customer.
    pub organizations: Vec<OrganizationRow>,
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
        draft: store::drafts::find(&mut tx, op.actor.person, CALLER_DRAFT).await?,
    })
}
