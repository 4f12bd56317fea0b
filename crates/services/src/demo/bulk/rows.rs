//! The rows of one transaction, written many at a time.

use domain::ids::{SystemId, TicketId};
use domain::sla::engine::Clock;
use store::Tx;
use store::bulk::{self, ClockEvent, Link};
use store::messages::MessageRow;
use store::search::SearchDocument;
use store::tickets::TicketRow;

use crate::error::Result;
use crate::tickets::core;

/// Rows that wait for their transaction.
#[derive(Default)]
pub(super) struct Rows {
    pub tickets: Vec<TicketRow>,
    pub systems: Vec<(TicketId, SystemId)>,
    pub links: Vec<Link>,
    pub messages: Vec<MessageRow>,
    /// Place of the ticket, the document of its systems, those of its texts: all still without its number.
    pub documents: Vec<(usize, Option<SearchDocument>, Vec<SearchDocument>)>,
    pub clocks: Vec<Clock>,
    pub clock_events: Vec<ClockEvent>,
}

impl Rows {
    /// Writes them; the tickets' numbers are known from then on.
    pub(super) async fn save(self, tx: &mut Tx) -> Result<Vec<TicketRow>> {
        let mut tickets = self.tickets;
        bulk::tickets(tx, &mut tickets).await?;
        bulk::ticket_systems(tx, &self.systems).await?;
        bulk::messages(tx, &self.messages).await?;
        bulk::clocks(tx, &self.clocks).await?;
        bulk::clock_events(tx, &self.clock_events).await?;
        bulk::links(tx, &self.links).await?;
        let mut documents = Vec::with_capacity(self.messages.len() * 2);
        for (n, systems, texts) in self.documents {
            let ticket = &tickets[n];
            documents.push(core::subject_document(ticket));
            let numbered = systems
                .into_iter()
                .chain(texts)
                .map(|document| SearchDocument {
                    ticket_number: ticket.number,
                    ..document
                });
            documents.extend(numbered);
        }
        bulk::search_documents(tx, &documents).await?;
        Ok(tickets)
    }
}
