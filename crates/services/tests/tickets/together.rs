//! Two people change the same customer at once: one after the other, and neither undoes what the other one did unseen.

use std::sync::Arc;

use domain::account::MemberRole;
use domain::ids::{OrganizationId, PersonId};
use services::context::OpContext;
use services::error::{FieldError, ServiceError};
use services::organizations::{self, OrganizationFields, stamp};
use services::places::AddressFields;
use tokio::sync::Barrier;

use crate::desk::{Desk, Result};

/// So often they set out at the same moment.
const ROUNDS: usize = 30;

/// As somebody who has just shown who they are, with the rights they have now.
async fn now(desk: &Desk, who: &OpContext) -> Result<OpContext> {
    let mut tx = desk.context.db().read().await?;
    let actor = store::people::actor(&mut tx, who.actor.person).await?;
    let mut op = who.clone();
    op.actor = actor.ok_or("nobody")?;
    op.session.fresh_at = Some(desk.context.now());
    Ok(op)
}

async fn both_own(desk: &Desk, organization: OrganizationId, people: [PersonId; 2]) -> Result {
    let mut tx = desk.context.db().begin().await?;
    for person in people {
        store::memberships::update_role(&mut tx, organization, person, MemberRole::Owner).await?;
    }
    tx.save().await?;
    Ok(())
}

async fn stored(desk: &Desk, id: OrganizationId) -> Result<store::organizations::OrganizationRow> {
    let mut tx = desk.context.db().read().await?;
    Ok(store::organizations::find(&mut tx, id)
        .await?
        .ok_or("gone")?)
}

fn data<'a>(stamp: &'a str, name: &'a str) -> OrganizationFields<'a> {
    OrganizationFields {
        number: "10001",
        name,
        address: AddressFields {
            street: "Weg 1",
            postal_code: "20457",
            city: "Hamburg",
            country: "DE",
            land: "HH",
            ..AddressFields::default()
        },
        active: true,
        stamp,
        ..OrganizationFields::default()
    }
}

store::both_databases! {
    async fn of_two_owners_who_take_the_role_from_each_other_one_stays(db: Db) {
        let desk = Desk::new(db).await?;
        let organization = desk.petra.actor.memberships[0].organization;
        let pair = [desk.petra.actor.person, desk.reader.actor.person];
        for round in 0..ROUNDS {
            both_own(&desk, organization, pair).await?;
            let barrier = Arc::new(Barrier::new(2));
            let mut acts = tokio::task::JoinSet::new();
            for (who, other) in [(&desk.petra, pair[1]), (&desk.reader, pair[0])] {
                let (op, barrier) = (now(&desk, who).await?, barrier.clone());
                acts.spawn(async move {
                    barrier.wait().await;
                    organizations::change_role(&op, organization, other, "reader").await
                });
            }
            let outcomes = acts.join_all().await;
            let done = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
            assert_eq!(done, 1, "round {round}: {outcomes:?}");
            let mut tx = desk.context.db().read().await?;
            assert_eq!(store::memberships::count_owners(&mut tx, organization).await?, 1);
        }
    }

    async fn of_two_forms_of_a_customers_data_the_second_hears_who_saved_first(db: Db) {
        let desk = Desk::new(db).await?;
        let admin = desk.admin().await?;
        let id = desk.petra.actor.memberships[0].organization;
        let seen = stamp(&stored(&desk, id).await?);
        organizations::update_organization(&admin, id, data(&seen, "Erste GmbH")).await?;
        let second = organizations::update_organization(&admin, id, data(&seen, "Zweite GmbH")).await;
        let Err(ServiceError::Invalid(fields)) = second else {
            return Err(format!("{second:?}").into());
        };
        let now = stamp(&stored(&desk, id).await?);
        assert_ne!(now, seen);
        let changed = FieldError::new("", "organization_changed").with("by", "Elena Fuchs").with("stamp", now);
        assert_eq!(fields[0], changed);
        assert_eq!(fields[1..], [FieldError::new("name", "stored_now").with("value", "Erste GmbH")]);
        assert_eq!(stored(&desk, id).await?.name, "Erste GmbH");
        for round in 0..ROUNDS {
            let seen = stamp(&stored(&desk, id).await?);
            let barrier = Arc::new(Barrier::new(2));
            let mut acts = tokio::task::JoinSet::new();
            for name in ["Links", "Rechts"] {
                let (op, barrier, seen) = (admin.clone(), barrier.clone(), seen.clone());
                acts.spawn(async move {
                    let name = format!("{name} {round}");
                    barrier.wait().await;
                    organizations::update_organization(&op, id, data(&seen, &name)).await
                });
            }
            let outcomes = acts.join_all().await;
            let done = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
            assert_eq!(done, 1, "round {round}: {outcomes:?}");
        }
    }
}
