//! Everybody and everything tickets are about: people by their places, customers with their systems.

use domain::ids::{PersonId, TicketId};
use domain::time::Timestamp;
use store::Tx;
use store::systems::SystemRow;

use super::texts::Dice;
use crate::context::Context;
use crate::demo::cast::years_ago;
use crate::demo::{Cast, Party};
use crate::error::{Result, ServiceError};

/// The stock, with names.
pub(super) struct Stock {
    pub people: Vec<(PersonId, String)>,
    pub engineers: Vec<usize>,
    pub parties: Vec<Customer>,
}

/// A customer's side of the stock.
pub(super) struct Customer {
    pub party: Party,
    since: Timestamp,
    pub people: Vec<usize>,
    pub systems: Vec<SystemRow>,
    /// The ticket before, with its place.
    pub last: Option<(TicketId, usize)>,
}

impl Stock {
    /// Reads the cast.
    pub(super) async fn load(context: &Context, cast: &Cast) -> Result<Self> {
        let mut tx = context.db().read().await?;
        let mut stock = Self {
            people: Vec::new(),
            engineers: Vec::new(),
            parties: Vec::new(),
        };
        for id in &cast.engineers {
            let engineer = stock.person(&mut tx, *id).await?;
            stock.engineers.push(engineer);
        }
        for (index, party) in cast.parties.iter().enumerate() {
            let people = vec![
                stock.person(&mut tx, party.owner).await?,
                stock.person(&mut tx, party.technical).await?,
            ];
            stock.parties.push(Customer {
                systems: store::systems::list_by_ids(&mut tx, &party.systems).await?,
                since: years_ago(context.now(), index),
                party: party.clone(),
                people,
                last: None,
            });
        }
        Ok(stock)
    }

    async fn person(&mut self, tx: &mut Tx, id: PersonId) -> Result<usize> {
        if let Some(known) = self.people.iter().position(|(person, _)| *person == id) {
            return Ok(known);
        }
        let person = store::people::find(tx, id)
            .await?
            .ok_or(ServiceError::NotFound)?;
        self.people.push((id, person.name));
        Ok(self.people.len() - 1)
    }

    /// Somebody's id.
    pub(super) fn id(&self, who: usize) -> PersonId {
        self.people[who].0
    }

    /// Somebody's name.
    pub(super) fn name(&self, who: usize) -> &str {
        &self.people[who].1
    }

    /// One of those who were customers then; there always are some.
    pub(super) fn party(&self, dice: &mut Dice, at: Timestamp) -> (usize, &Customer) {
        loop {
            let index = dice.below(self.parties.len());
            let side = &self.parties[index];
            if side.since < at {
                return (index, side);
            }
        }
    }
}
