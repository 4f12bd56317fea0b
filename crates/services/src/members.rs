//! Members of a customer, asked for by what they may do.

use domain::ids::OrganizationId;
use domain::policy::{Action, Resource, may};
use store::Tx;
use store::people::PersonRow;

use crate::error::Result;

/// The members who can log in and may do this where it is the customer's: who hears of it by mail.
pub(crate) async fn who_may(
    tx: &mut Tx,
    organization: OrganizationId,
    action: Action,
) -> Result<Vec<PersonRow>> {
    let about = Resource::of(organization);
    let mut people = Vec::new();
    for member in store::memberships::list(tx, organization).await? {
        let Some(actor) = store::people::actor(tx, member.person.id).await? else {
            continue;
        };
        if member.person.active && may(&actor, action, &about).is_ok() {
            people.push(member.person);
        }
    }
    Ok(people)
}
