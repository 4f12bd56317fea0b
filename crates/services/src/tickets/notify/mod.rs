//! Mails about tickets: to the customers who take part, and to whoever works on it.
//!
//! Customers read the end of their chain in every mail, so that a later cut of the chain could be shown by anybody who
//! kept one. Texts are quoted with secrets masked. // RULINGS 36: answers go to the page, not to the mail

mod words;

use std::borrow::Cow;

use domain::account::Locale;
use domain::account::{MemberRole, StaffRole};
use domain::audit::Appended;
use domain::charge::{CeilingLevel, Cents};
use domain::ids::{OrganizationId, PersonId};
use domain::policy::{self, Action};
use domain::ticket::{Class, Department, MessageKind};
use domain::time::Timestamp;
use store::Tx;
use store::memberships::Member;
use store::provider::ProviderRow;
use store::tickets::TicketRow;

use crate::context::Context;
use crate::error::Result;
use crate::held::for_mail;
use crate::mail::{self, Concerns, Content, Letter, Recipient};

use words::{chain_line, words};

/// What happened.
#[derive(Debug, Clone, Copy)]
pub(crate) enum News<'a> {
    /// The ticket is filed.
    Received,
    /// We wrote; the flag says that we need an answer.
    Answered { text: &'a str, asks: bool },
    /// The ticket is resolved; so many working days are left to answer.
    Resolved { days: i64 },
    /// The ticket is closed.
    Closed,
    /// The ticket is open again.
    Reopened,
    /// It will be worked on at a moment that was agreed.
    Scheduled { at: Timestamp },
    /// Somebody else must act first.
    WaitsForThirdParty,
    /// It is taken for something else now: another promise may hold.
    Reclassified { class: Class },
    /// The customer's own application is the cause: what was found, why it is not covered, what is offered.
    Found {
        text: &'a str,
        why: &'a str,
        offer: Option<&'a str>,
    },
    /// That was taken back.
    FoundWrong,
    /// The work on an order reached a mark of its ceiling.
    CeilingNear {
        scope: &'a str,
        level: CeilingLevel,
        ceiling: Cents,
    },
    /// The same service stopped for the same reason again: to the managers.
    Repeats { service: &'a str, nth: i64 },
    /// A price was offered.
    Offered { scope: &'a str },
    /// The customer has answered it: to the assignee.
    OrderAnswered { scope: &'a str, accepted: bool },
    /// The customer wrote: to the assignee.
    CustomerWrote { text: &'a str },
    /// Somebody was given the ticket.
    Assigned,
    /// A team was given the ticket.
    AssignedToTeam,
}

impl News<'_> {
    const fn kind(self) -> &'static str {
        match self {
            Self::Received => "ticket_received",
            Self::Answered { asks: false, .. } => "ticket_answered",
            Self::Answered { asks: true, .. } => "ticket_question",
            Self::Resolved { .. } => "ticket_resolved",
            Self::Closed => "ticket_closed",
            Self::Reopened => "ticket_reopened",
            Self::Scheduled { .. } => "ticket_scheduled",
            Self::WaitsForThirdParty => "ticket_waits",
            Self::Reclassified { .. } => "ticket_reclassified",
            Self::Found { .. } => "finding_made",
            Self::FoundWrong => "finding_withdrawn",
            Self::CeilingNear { .. } => "ceiling_near",
            Self::Repeats { .. } => "finding_repeats",
            Self::Offered { .. } => "order_offered",
            Self::OrderAnswered { .. } => "order_answered",
            Self::CustomerWrote { .. } => "ticket_customer_wrote",
            Self::Assigned => "ticket_assigned",
            Self::AssignedToTeam => "ticket_assigned_team",
        }
    }
}

/// Tells the customers who take part in the ticket.
pub(crate) async fn customers(
    context: &Context,
    tx: &mut Tx,
    ticket: &TicketRow,
    news: News<'_>,
    link: &Appended,
) -> Result<()> {
    let house = House::read(tx, ticket.organization_id).await?;
    let readers = writers(tx, ticket).await?;
    let told = Told::new(ticket, news);
    house.tell(context, tx, &told, &readers, link).await
}

/// The same, and whoever of the customer may accept a price: money is never decided by somebody who did not hear of it.
pub(crate) async fn about_money(
    context: &Context,
    tx: &mut Tx,
    ticket: &TicketRow,
    news: News<'_>,
    link: &Appended,
) -> Result<()> {
    let house = House::read(tx, ticket.organization_id).await?;
    let mut readers = writers(tx, ticket).await?;
    let members = house.members.iter();
    let payers = members.filter(|m| policy::role_may(m.membership.role, Action::AcceptPrice));
    readers.extend(payers.map(|member| member.person.id));
    let told = Told::new(ticket, news);
    house.tell(context, tx, &told, &readers, link).await
}

/// Tells the managers.
pub(crate) async fn managers(
    context: &Context,
    tx: &mut Tx,
    ticket: &TicketRow,
    news: News<'_>,
) -> Result<()> {
    let staff = store::people::list_staff(tx).await?;
    let recipients = staff
        .iter()
        .filter(|person| person.active && person.staff_role == Some(StaffRole::Manager))
        .map(Recipient::from);
    let letters = Told::new(ticket, news).letters(context, recipients, |_, content| content);
    let sender = mail::Sender::read(tx).await?;
    sender
        .enqueue_all(context, tx, news.kind(), concerns(ticket), &letters)
        .await
}

/// What mails tell of a ticket, with every text looked through once, however many people read it.
pub(crate) struct Told<'a> {
    ticket: &'a TicketRow,
    news: News<'a>,
    /// The subject as a mail may show it.
    subject: Cow<'a, str>,
}

impl<'a> Told<'a> {
    /// Looks through the subject.
    pub(crate) fn new(ticket: &'a TicketRow, news: News<'a>) -> Self {
        Self {
            ticket,
            news,
            subject: for_mail(&ticket.subject).into(),
        }
    }

    /// The same for a subject in which nothing was found when it was typed, a moment ago.
    pub(crate) fn clean(ticket: &'a TicketRow, news: News<'a>) -> Self {
        Self {
            ticket,
            news,
            subject: ticket.subject.as_str().into(),
        }
    }

    /// A letter to each of them, worded once in each language; `close` adds what only some letters end with.
    fn letters(
        &self,
        context: &Context,
        recipients: impl Iterator<Item = Recipient>,
        close: impl Fn(Locale, Content) -> Content,
    ) -> Vec<Letter> {
        let mut worded: Vec<(Locale, Content)> = Vec::new();
        let letters = recipients.map(|recipient| {
            let locale = recipient.locale;
            let known = worded.iter().find(|(known, _)| *known == locale);
            let content = if let Some((_, content)) = known {
                content.clone()
            } else {
                let content = close(locale, words(context, locale, self));
                worded.push((locale, content.clone()));
                content
            };
            (recipient, content)
        });
        letters.collect()
    }
}

/// A customer's people and whose name our mails bear, read before there is anything to tell.
pub(crate) struct House {
    members: Vec<Member>,
    sender: mail::Sender,
}

impl House {
    /// Reads them.
    pub(crate) async fn read(tx: &mut Tx, organization: OrganizationId) -> Result<Self> {
        Ok(Self {
            members: store::memberships::list(tx, organization).await?,
            sender: mail::Sender::read(tx).await?,
        })
    }

    /// Out of what was asked together with other things.
    pub(crate) fn answered(members: Vec<Member>, provider: Vec<ProviderRow>) -> Self {
        let sender = mail::Sender::answered(provider);
        Self { members, sender }
    }

    /// Tells those who take part in the ticket, on which these people wrote.
    pub(crate) async fn tell(
        &self,
        context: &Context,
        tx: &mut Tx,
        told: &Told<'_>,
        writers: &[PersonId],
        link: &Appended,
    ) -> Result<()> {
        let people = taking_part(&self.members, told.ticket, writers);
        let recipients = people.iter().map(|member| Recipient::from(&member.person));
        let letters = told.letters(context, recipients, |locale, content| {
            content.close(chain_line(locale, link))
        });
        let (kind, concerns) = (told.news.kind(), concerns(told.ticket));
        self.sender
            .enqueue_all(context, tx, kind, concerns, &letters)
            .await
    }
}

/// Tells whoever works on the ticket, unless they did it themselves.
pub(crate) async fn assignee(
    context: &Context,
    tx: &mut Tx,
    ticket: &TicketRow,
    news: News<'_>,
    actor: Option<PersonId>,
) -> Result<()> {
    let Some(id) = ticket.assignee_id.filter(|id| Some(*id) != actor) else {
        return Ok(());
    };
    let Some(person) = store::people::find(tx, id)
        .await?
        .filter(|person| person.active)
    else {
        return Ok(());
    };
    let recipient = Recipient::from(&person);
    let content = words(context, recipient.locale, &Told::new(ticket, news));
    mail::enqueue(
        context,
        tx,
        news.kind(),
        &recipient,
        concerns(ticket),
        &content,
    )
    .await?;
    Ok(())
}

/// Tells the members of the ticket's team, except whoever gave it to them.
pub(crate) async fn team(
    context: &Context,
    tx: &mut Tx,
    ticket: &TicketRow,
    actor: PersonId,
) -> Result<()> {
    let Some(team) = ticket.team_id else {
        return Ok(());
    };
    let news = News::AssignedToTeam;
    let staff = store::people::list_of_team(tx, team).await?;
    let recipients = staff
        .iter()
        .filter(|person| person.id != actor)
        // Who became an administrator may still be in the team, but reads no tickets.
        .filter(|person| policy::staff_may(person.staff_role, Action::ReadTicket))
        .map(Recipient::from);
    let letters = Told::new(ticket, news).letters(context, recipients, |_, content| content);
    let sender = mail::Sender::read(tx).await?;
    sender
        .enqueue_all(context, tx, news.kind(), concerns(ticket), &letters)
        .await
}

fn concerns(ticket: &TicketRow) -> Concerns {
    Concerns {
        organization: Some(ticket.organization_id),
        ticket: Some(ticket.id),
    }
}

/// Who filed the ticket or wrote on it.
async fn writers(tx: &mut Tx, ticket: &TicketRow) -> Result<Vec<PersonId>> {
    let mut writers = vec![ticket.opened_by];
    if ticket.message_count > 1 {
        let talk =
            store::messages::timeline(tx, ticket.id, store::messages::Reader::Staff, None, 200)
                .await?;
        writers.extend(
            talk.iter()
                .filter(|entry| {
                    !entry.message.from_staff && entry.message.kind == MessageKind::Message
                })
                .filter_map(|entry| entry.message.author_id),
        );
    }
    Ok(writers)
}

/// Who takes part: whoever filed it, called, or wrote on it, and is still a member. Nobody left: the owners, and the
/// technicians unless it is about money.
fn taking_part<'a>(
    members: &'a [Member],
    ticket: &TicketRow,
    writers: &[PersonId],
) -> Vec<&'a Member> {
    let active = || members.iter().filter(|member| member.person.active);
    let part: Vec<_> = active()
        .filter(|m| {
            writers.contains(&m.person.id)
                || (!ticket.caller_name.is_empty() && m.person.name == ticket.caller_name)
        })
        .collect();
    if !part.is_empty() {
        return part;
    }
    let wanted = |role: MemberRole| match role {
        MemberRole::Owner => true,
        MemberRole::Technical => ticket.department == Department::Technical,
        MemberRole::Billing => ticket.department == Department::Billing,
        MemberRole::Reader => false,
    };
    active().filter(|m| wanted(m.membership.role)).collect()
}
