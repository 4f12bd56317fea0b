//! Filing a ticket: by the customer, or by staff for somebody on the phone.

mod checks;
mod forms;

use domain::audit::EventKind;
use domain::ids::{MessageId, OrganizationId, TicketNumber};
use domain::policy::{self, Action, Resource};
use domain::sla::promise::PolicyVersion;
use domain::ticket::{self, Channel, Department, MessageKind, Priority};
use store::messages::MessageRow;
use store::tickets::TicketRow;
use store::{Asks, SearchKind, Tx};

use self::checks::{call_start, class_of, named_organization, own_organization, own_systems};
use super::core::{self, Made, NewRow};
use super::form_key;
use super::notify::{self, News, Told};
use crate::attachments::{self, Upload};
use crate::audit;
use crate::clocks::promised;
use crate::context::OpContext;
use crate::error::{Checks, Result, ServiceError};
use crate::held::{Decided, Findings};

pub(super) use checks::{named_systems, organizations_called, text, told_apart};
pub use forms::{
    CALLER_DRAFT, CallerForm, CallerTicket, NEW_DRAFT, NewForm, NewTicket, caller_form, new_form,
};

/// Longest name of a caller.
const NAME_MAX: usize = 120;

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
    let mut reader = op.app.db().read().await?;
    let organization = own_organization(op, &mut checks, new.organization)?;
    let systems = own_systems(&mut reader, &mut checks, organization, &new.systems).await?;
    attachments::check(&op.app, &mut checks, &new.files);
    checks.finish()?;
    let (Some(organization), Some(class), Some(department)) = (organization, class, department)
    else {
        return Err(ServiceError::field("class", "choice"));
    };
    let (known, filed) = Known::read(op, reader, organization, key.as_deref()).await?;
    if let Some(filed) = filed {
        return Ok(filed);
    }
    let mut findings = Findings::default();
    findings.look("subject", &subject);
    findings.look_at("body", &body).await?;
    attachments::look(&mut findings, &new.files).await?;
    let tx = op.app.db().begin().await?;
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
        (row, known),
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
    let mut reader = op.app.db().read().await?;
    let organization = named_organization(&mut reader, &mut checks, new.organization).await?;
    let mut systems = Vec::new();
    if let Some(organization) = &organization {
        systems = named_systems(&mut reader, &mut checks, organization.id, new.systems).await?;
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
    let (known, filed) = Known::read(op, reader, organization.id, key.as_deref()).await?;
    if let Some(filed) = filed {
        return Ok(filed);
    }
    let mut findings = Findings::default();
    findings.look("subject", &subject);
    findings.look_at("body", &body).await?;
    findings.look("caller", &caller);
    let tx = op.app.db().begin().await?;
    let (tx, mut decided) = findings.decided(op, tx, (organization.id, None)).await?;
    let (subject, body, caller) = (
        decided.text("subject", &subject),
        decided.text("body", &body),
        decided.text("caller", &caller),
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
        (row, known),
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

/// What a unit of work that files needs to know, read before it begins: units of work that write follow one another.
struct Known {
    policy: PolicyVersion,
    house: notify::House,
}

impl Known {
    /// Asks for everything at once, and whether this form has filed its ticket before.
    async fn read(
        op: &OpContext,
        mut reader: Tx,
        organization: OrganizationId,
        key: Option<&str>,
    ) -> Result<(Self, Option<TicketNumber>)> {
        let mut asks = Asks::default();
        let policy = asks.add(store::policies::in_force(op.now()));
        let members = asks.add(store::memberships::ask(organization));
        let provider = asks.add(store::provider::ask());
        let filed = key.map(|key| asks.add(store::tickets::by_idempotency_key(key)));
        let answers = reader.answers(asks).await?;
        let known = Self {
            policy: promised::in_force(answers.of(&policy)?)?,
            house: notify::House::answered(answers.of(&members)?, answers.of(&provider)?),
        };
        let filed = answers.of_some(filed.as_ref())?.pop();
        Ok((known, filed.and_then(|ticket| number_for(op, &ticket))))
    }
}

/// Ticket, first text, mail and job in one unit of work.
async fn finish(
    op: &OpContext,
    mut tx: Tx,
    (row, known): (NewRow, Known),
    first: First,
    draft: &str,
) -> Result<TicketNumber> {
    let First {
        body,
        files,
        decided,
    } = first;
    tx.gather();
    let Made {
        ticket,
        mut events,
        mut documents,
    } = core::insert_untold(op, &mut tx, row, known.policy, 1).await?;
    let organization = ticket.organization_id;
    if !(decided.is_empty() && files.is_empty()) {
        // What follows tells the chain by itself, and must not come before the beginning.
        audit::append_all(&op.app, &mut tx, organization, std::mem::take(&mut events)).await?;
    }
    let clean = decided.is_clean("subject");
    decided.settle(op, &mut tx, &ticket, None).await?;
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
    let writers = [ticket.opened_by];
    let told = if clean {
        Told::clean(&ticket, News::Received)
    } else {
        Told::new(&ticket, News::Received)
    };
    let house = &known.house;
    house.tell(&op.app, &mut tx, &told, &writers, &link).await?;
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
    Ok(found.and_then(|ticket| number_for(op, &ticket)))
}

/// Whoever filed a ticket may be told its number.
fn number_for(op: &OpContext, ticket: &TicketRow) -> Option<TicketNumber> {
    (ticket.opened_by == op.actor.person).then_some(ticket.number)
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
