//! Whose desk it is: two customers, the people of both sides, one system under contract.

use domain::account::{Locale, MemberRole, StaffRole, Theme};
use domain::contract::Plan;
use domain::ids::{ContractId, MembershipId, OrganizationId, PersonId};
use domain::system::{OsFamily, ProvisionedBy, SystemKind, WayIn};
use secrecy::SecretString;
use store::contracts::ContractRow;
use store::organizations::OrganizationRow;
use store::people::PersonRow;
use store::systems::SystemRow;
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
            id,
            number: number.to_owned(),
            name: format!("Kunde {number}"),
            street: String::new(),
            postal_code: String::new(),
            city: String::new(),
            country: "DE".to_owned(),
            land: Some("HH".to_owned()),
            business: true,
            vat_id: String::new(),
            requires_second_factor: false,
            four_eyes: false,
            active: true,
            created_at: self.context.now(),
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
        let row = PersonRow {
            id,
            email: format!("{}@example.test", name.to_lowercase().replace(' ', ".")),
            name: name.to_owned(),
            phone: String::new(),
            locale: Locale::De,
            theme: Theme::System,
            shortcuts: true,
            staff_role,
            may_approve_reveals: false,
            active: true,
            password_hash: Some(Hidden(hash.to_owned())),
            password_changed_at: Some(now),
            totp_seed: None,
            totp_enrolled_at: None,
            totp_last_step: 0,
            created_at: now,
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
            id: self.system,
            organization_id: self.organization,
            service_id: "S-1".to_owned(),
            name: "web-1.example.org".to_owned(),
            kind: SystemKind::Dedicated,
            os_family: OsFamily::Linux,
            os_release: "Debian 12".to_owned(),
            primary_ipv4: "203.0.113.7".parse()?,
            ip_kvm: true,
            console: false,
            site: "HH1".to_owned(),
            rack: String::new(),
            provisioned_by: ProvisionedBy::Provider,
            land: None,
            way_in: WayIn::Direct,
            probe_address: String::new(),
            four_eyes: false,
            active: true,
            created_at: now,
        };
        store::systems::insert(tx, &system).await?;
        let contract = ContractRow {
            id: self.context.id(ContractId::from_uuid),
            organization_id: self.organization,
            system_id: self.system,
            number: "V-1".to_owned(),
            plan: Plan::ManagedServer,
            covers_interventions: true,
            starts_on: "2026-01-01".to_owned(),
            ends_on: None,
            created_at: now,
        };
        store::contracts::insert(tx, &contract).await?;
        Ok(())
    }
}
