//! One ticket of many: rolled by dice, who asks what of whom, its life, and the rows of both.

use domain::ids::{OrganizationId, RowId, TicketId, TicketNumber};
use domain::sla::engine::EventKind as ClockEvent;
use domain::sla::first_answer_min;
use domain::ticket::{Channel, Class, Department, LinkKind, MessageKind, Priority, TicketState};
use domain::time::{Random, Timestamp};
use store::SearchKind;
use store::bulk::Link;
use store::messages::MessageRow;
use store::search::SearchDocument;
use store::systems::SystemRow;
use store::tickets::TicketRow;

use super::life::{self, Life, Line, MESSAGES, Side};
use super::rows::Rows;
use super::stock::Stock;
use super::texts::{Dice, Facts, Texts, Topic};
use super::{Brief, OPEN_PROMISE_MIN};
use crate::tickets::core;

/// What tickets are made with.
pub(super) struct Maker<'a> {
    pub random: &'a dyn Random,
    pub texts: Texts,
    pub dice: Dice,
    pub stock: Stock,
    pub present: Timestamp,
}

/// A ticket to come.
#[derive(Clone, Copy)]
pub(super) struct Coming {
    /// When.
    pub at: Timestamp,
    /// What becomes of it.
    pub fate: Fate,
    /// Its place in the bulk.
    pub place: usize,
}

/// What becomes of a ticket.
#[derive(Clone, Copy)]
pub(super) enum Fate {
    /// Nobody has answered it yet, and there is time to.
    Waits,
    /// What its age and the dice say.
    Rolled {
        /// How many such tickets come later.
        later: usize,
    },
}

impl Maker<'_> {
    /// Rolls one ticket's life and adds its rows.
    pub(super) fn ticket(&mut self, coming: Coming, rows: &mut Rows) -> (usize, Brief, Life) {
        let received = coming.at;
        let (random, dice, stock) = (self.random, &mut self.dice, &self.stock);
        let (party, side) = stock.party(dice, received);
        let topic = self.texts.topic(dice);
        let class: Class = dice.one(&topic.classes).parse().unwrap_or(Class::Question);
        let department: Department = topic.department.parse().unwrap_or(Department::Technical);
        let (fate, promise) = match coming.fate {
            Fate::Waits => (TicketState::New, Some(OPEN_PROMISE_MIN)),
            Fate::Rolled { later } => {
                let age = self.present.seconds_since(received);
                (fate(dice, class, age, later), first_answer_min(class))
            }
        };
        let id = TicketId::new(received, random);
        let times = life::Times {
            received,
            present: self.present,
            promise,
        };
        let life = life::live(dice, random, id, class, times, fate);
        let customer = *dice.one(&side.people);
        let colleague = *dice.one(&side.people);
        let engineer = *dice.one(&stock.engineers);
        let phone = dice.percent(12);
        let system = dice.one(&side.systems);
        let plot = Plot {
            stock,
            texts: &self.texts,
            topic,
            id,
            organization: side.party.id,
            class,
            department,
            received,
            customer,
            engineer,
            phone,
            system,
            about: department == Department::Technical && !dice.percent(4),
            facts: self.texts.facts(dice, &system.name, stock.name(colleague)),
        };
        let row = plot.row(dice, &life);
        plot.say(dice, &life, &row, rows);
        let linked = side.last.filter(|_| dice.percent(2));
        if let Some((other, _)) = linked {
            rows.links.push(Link {
                id: RowId::new(received, random),
                ticket: id,
                other,
                kind: LinkKind::Related,
                by: stock.id(engineer),
                at: life.updated,
            });
        }
        plot.clock(&life, rows);
        rows.tickets.push(row);
        let brief = plot.brief(&life, linked.map(|(_, other)| other));
        self.stock.parties[party].last = Some((id, coming.place));
        (party, brief, life)
    }
}

/// Where it stands today.
fn fate(dice: &mut Dice, class: Class, age_s: i64, from_end: usize) -> TicketState {
    let fate = life::fate(dice, age_s, from_end);
    // Hardly a desk leaves a promise unanswered for days.
    let missed = first_answer_min(class).is_some_and(|minutes| age_s > minutes * 60);
    if fate == TicketState::New && missed && from_end > 0 && dice.percent(85) {
        TicketState::Open
    } else {
        fate
    }
}

/// Who and what a ticket is about; people by their places in the stock.
struct Plot<'a> {
    stock: &'a Stock,
    texts: &'a Texts,
    topic: &'a Topic,
    id: TicketId,
    organization: OrganizationId,
    class: Class,
    department: Department,
    received: Timestamp,
    customer: usize,
    engineer: usize,
    /// The customer called, an engineer wrote it down.
    phone: bool,
    system: &'a SystemRow,
    /// The system belongs to the ticket.
    about: bool,
    facts: Facts<'a>,
}

impl Plot<'_> {
    const fn opener(&self) -> usize {
        if self.phone {
            self.engineer
        } else {
            self.customer
        }
    }

    const fn channel(&self) -> Channel {
        if self.phone {
            Channel::Phone
        } else {
            Channel::Portal
        }
    }

    fn row(&self, dice: &mut Dice, life: &Life) -> TicketRow {
        let priority = match dice.below(10) {
            0 => Priority::High,
            1 => Priority::Low,
            _ => Priority::Normal,
        };
        let said = life.lines.iter().rfind(|line| line.side != Side::Inside);
        let clock = life.clock.as_ref().filter(|clock| clock.is_living());
        let mut row = TicketRow {
            number: TicketNumber(0),
            id: self.id,
            organization_id: self.organization,
            system_id: self.about.then_some(self.system.id),
            department: self.department,
            class: self.class,
            proposed_class: self.class,
            priority,
            state: life.status.state,
            is_open: life.status.is_open(),
            subject: self.texts.subject(dice, self.topic, &self.facts),
            channel: self.channel(),
            opened_by: self.stock.id(self.opener()),
            caller_name: if self.phone {
                self.stock.name(self.customer).to_owned()
            } else {
                String::new()
            },
            assignee_id: life.assigned.map(|_| self.stock.id(self.engineer)),
            team_id: None,
            scheduled_for: None,
            message_count: i64::try_from(MESSAGES).unwrap_or_default(),
            last_message_by_customer: said.is_some_and(|line| line.side == Side::Customer),
            received_at: self.received,
            created_at: self.received,
            updated_at: life.updated,
            resolved_at: None,
            closed_at: None,
            next_breach_at: clock
                .and_then(|clock| clock.breach_at)
                .unwrap_or(Timestamp::FAR_FUTURE),
            version: 1,
            idempotency_key: None,
        };
        crate::tickets::set_status(&mut row, life.status);
        row
    }

    /// What is said, with what can be found of it.
    fn say(&self, dice: &mut Dice, life: &Life, ticket: &TicketRow, rows: &mut Rows) {
        let mut documents = Vec::new();
        for (n, line) in life.lines.iter().enumerate() {
            let message = self.message(dice, line, self.phone && n == 0);
            documents.push(document(ticket, &message));
            rows.messages.push(message);
        }
        let systems = self
            .about
            .then(|| core::systems_document(ticket, std::slice::from_ref(self.system)));
        rows.documents
            .push((rows.tickets.len(), systems.flatten(), documents));
        if self.about {
            rows.systems.push((self.id, self.system.id));
        }
    }

    /// A message of a life; a call is written down by the one who took it.
    fn message(&self, dice: &mut Dice, line: &Line, call: bool) -> MessageRow {
        let who = if line.side == Side::Customer {
            self.customer
        } else {
            self.engineer
        };
        let name = self.stock.name(who);
        MessageRow {
            id: line.id,
            ticket_id: self.id,
            author_id: Some(self.stock.id(if call { self.opener() } else { who })),
            kind: match (line.side, call) {
                (Side::Inside, _) => MessageKind::Note,
                (_, true) => MessageKind::Automatic,
                _ => MessageKind::Message,
            },
            from_staff: call || line.side != Side::Customer,
            body: self
                .texts
                .body(dice, self.topic, line.say, &self.facts, name),
            created_at: line.at,
            release_at: line.released,
            released_at: Some(line.released),
            withdrawn_at: None,
            asks_customer: line.asks,
            idempotency_key: None,
        }
    }

    /// The clock of the first answer, with who started and who stopped it.
    fn clock(&self, life: &Life, rows: &mut Rows) {
        for mut event in life.clock_events.iter().cloned() {
            event.actor = match event.event.kind {
                ClockEvent::Start => Some(self.stock.id(self.opener())),
                ClockEvent::Stop => Some(self.stock.id(self.engineer)),
                _ => None,
            };
            rows.clock_events.push(event);
        }
        rows.clocks.extend(life.clock.clone());
    }

    fn brief(&self, life: &Life, linked: Option<usize>) -> Brief {
        Brief {
            id: self.id,
            number: TicketNumber(0),
            class: self.class,
            department: self.department,
            channel: self.channel(),
            received: self.received,
            opener: self.opener(),
            engineer: self.engineer,
            customer: self.customer,
            outcome: life.clock.as_ref().and_then(|clock| clock.outcome),
            status: life.status,
            lines: life
                .lines
                .map(|line| (line.id.to_string(), line.side, line.asks)),
            linked,
        }
    }
}

/// What the search finds of a message.
fn document(ticket: &TicketRow, message: &MessageRow) -> SearchDocument {
    let kind = if message.kind == MessageKind::Note {
        SearchKind::Note
    } else {
        SearchKind::Message
    };
    core::document(ticket, kind, message.id.uuid(), message.body.clone())
}
