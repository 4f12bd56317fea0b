//! Whose desk it is: two customers, the people of both sides, one system under contract.

use domain::account::{MemberRole, StaffRole};
use domain::ids::{ContractId, MembershipId, OrganizationId, PersonId};
use secrecy::SecretString;
use store::organizations::OrganizationRow;
use store::people::PersonRow;
use store::systems::SystemRow;
use store::testing::rows;
use store::{Hidden, Tx};

use super::{Desk, Outcome, PASSWORD};

/// Name, role among the staff, role with a customer.
type Role = (
    PersonId,
    &'static str,
    Option<StaffRole>,
    Option<(OrganizationId, MemberRole)>,
);

impl Desk {
    /// Everybody into an empty database.
    pub(super) async fn fill(&self, other: OrganizationId) -> Outcome {
        let mut tx = self.context.db().begin().await?;
        for (id, number) in [(self.organization, "K-1"), (other, "K-2")] {
            self.customer(&mut tx, id, number).await?;
        }
        let hash = self
            .context
            .hasher()
            .hash(SecretString::from(PASSWORD), [3; 16])
            .await?;
        for role in self.roles(other) {
            self.person(&mut tx, role, &hash).await?;
        }
        self.system(&mut tx).await?;
        tx.save().await?;
        Ok(())
    }

    async fn customer(&self, tx: &mut Tx, id: OrganizationId, number: &str) -> Outcome {
        let row = OrganizationRow {
            name: format!("Kunde {number}"),
            ..rows::organization(id, number, self.context.now())
        };
        store::organizations::insert(tx, &row).await?;
        Ok(())
    }

    fn roles(&self, other: OrganizationId) -> [Role; 7] {
        let member = |organization, role| (None, Some((organization, role)));
        let staff = |role| (Some(role), None);
        let ours = self.organization;
        [
            (self.owner, "Petra Lindner", member(ours, MemberRole::Owner)),
            (
                self.technical,
                "Jonas Weber",
                member(ours, MemberRole::Technical),
            ),
            (self.reader, "Ute Lese", member(ours, MemberRole::Reader)),
            (
                self.stranger,
                "Fritz Fremd",
                member(other, MemberRole::Owner),
            ),
            (self.engineer, "Aylin Demir", staff(StaffRole::Engineer)),
            (self.colleague, "Karl Kollege", staff(StaffRole::Engineer)),
            (self.manager, "Maja Chefin", staff(StaffRole::Manager)),
        ]
        .map(|(id, name, (staff, member))| (id, name, staff, member))
    }

    async fn person(
        &self,
        tx: &mut Tx,
        (id, name, staff_role, member): Role,
        hash: &str,
    ) -> Outcome {
        let now = self.context.now();
        let email = format!("{}@example.test", name.to_lowercase().replace(' ', "."));
        let row = PersonRow {
            name: name.to_owned(),
            staff_role,
            password_hash: Some(Hidden(hash.to_owned())),
            password_changed_at: Some(now),
            ..rows::person(id, &email, now)
        };
        store::people::insert(tx, &row).await?;
        if let Some((organization, role)) = member {
            let membership = self.context.id(MembershipId::from_uuid);
            store::memberships::insert(tx, membership, organization, id, role, now).await?;
        }
        Ok(())
    }

    async fn system(&self, tx: &mut Tx) -> Outcome {
        let now = self.context.now();
        let system = SystemRow {
            service_id: "S-1".to_owned(),
            name: "web-1.example.org".to_owned(),
            ..rows::system(self.system, self.organization, 7, now)
        };
        store::systems::insert(tx, &system).await?;
        let contract = rows::contract(self.context.id(ContractId::from_uuid), &system, now);
        store::contracts::insert(tx, &contract).await?;
        Ok(())
    }
}
