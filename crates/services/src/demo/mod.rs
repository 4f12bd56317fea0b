//! A believable provider to look at: customers, systems, staff, tickets, interventions.
//!
//! Names and hosts are invented, addresses are documentation addresses. Everything is made by the same code that serves
//! real customers, so that chains, clocks and mails of the demo are genuine. Nothing is written into a database that holds
//! anything already.

mod bulk;
mod cases;
mod cast;
mod content;
mod house;
mod mailbox;
mod recurring;
mod stage;
mod systems;
mod told;

use domain::ids::{OrganizationId, PersonId, SystemId};
use serde::Serialize;

use crate::context::Context;
use crate::error::{Result, ServiceError};

pub use bulk::{Progress, Size};
pub use cast::DEMO_PROVIDER;
pub use mailbox::{mail, mailbox, one_time_code};
pub use store::mails::MailRow;
pub use systems::listeners;

/// A log-in of the demo, printed and written to `demo-accounts.json`. These are secrets of nobody.
#[derive(Debug, Clone, Serialize)]
pub struct Account {
    /// Mail address.
    pub login: String,
    /// Password.
    pub password: String,
    /// `owner`, `technical`, `billing`, `engineer`, `manager`, `admin`.
    pub role: String,
    /// Name.
    pub name: String,
    /// Organization, for customers.
    pub organization: String,
    /// Base32 seed of the authenticator app; empty without a second factor.
    pub totp_seed: String,
}

/// A customer of the demo with its people and systems.
#[derive(Debug, Clone)]
pub(crate) struct Party {
    pub id: OrganizationId,
    pub owner: PersonId,
    pub technical: PersonId,
    pub systems: Vec<SystemId>,
}

/// Who and what the demo consists of; tickets are told with it.
#[derive(Debug, Clone)]
pub(crate) struct Cast {
    pub engineers: Vec<PersonId>,
    pub parties: Vec<Party>,
}

/// Whether this database may become a demo: nobody in it yet.
///
/// # Errors
/// `not_empty` as a conflict otherwise.
pub async fn must_be_empty(context: &Context) -> Result<()> {
    let mut tx = context.db().read().await?;
    let people = store::people::count(&mut tx).await?;
    let organizations = store::organizations::count(&mut tx).await?;
    if people + organizations > 0 {
        return Err(ServiceError::Conflict("not_empty"));
    }
    Ok(())
}

/// Builds provider, staff, customers, systems, contracts and the stories' tickets; beside them so many more tickets for
/// benchmarks.
///
/// # Errors
/// A database with anything in it is refused.
pub async fn build(context: &Context, size: Size, progress: Progress<'_>) -> Result<Vec<Account>> {
    must_be_empty(context).await?;
    let (customers, staff) = content::cast()?;
    let mut accounts = Vec::new();
    let mut tx = context.db().begin().await?;
    cast::provider(context, &mut tx).await?;
    let engineers = cast::staff(context, &mut tx, &staff, &mut accounts).await?;
    let mut parties = Vec::new();
    for (index, customer) in customers.iter().enumerate() {
        let mut party = cast::party(context, &mut tx, index, customer, &mut accounts).await?;
        party.systems = systems::of_party(context, &mut tx, index, party.id, customer).await?;
        parties.push(party);
    }
    tx.save().await?;
    let cast = Cast { engineers, parties };
    let stage = stage::Stage::new(context, &accounts);
    house::tell(&stage, &cast.engineers).await?;
    let mut bulk = bulk::Bulk::write(context, &cast, size, progress).await?;
    told::tell(&stage, &cast, &content::stories()?, &mut bulk, progress).await?;
    if size.all() > 0 {
        progress("statistics", 0, 1);
        store::bulk::settle(context.db()).await?;
        progress("statistics", 1, 1);
    }
    Ok(accounts)
}
