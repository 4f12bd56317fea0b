//! What the matrix acts in: two organizations with everything of each kind, and one visitor in one role.

use domain::account::{MemberRole, StaffRole};
use domain::ids::{
    ContractId, OrganizationId, PersonId, RowId, StandingId, StintId, SystemId, TeamId,
};
use store::contracts::ContractRow;
use store::systems::SystemRow;
use store::testing::rows;

use super::case::{self, Case};
use crate::desk::{Browser, Desk, Result};

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Anonymous,
    /// Password right, second factor still to be set up.
    HalfWay,
    Owner,
    Technical,
    Billing,
    Reader,
    Engineer,
    Manager,
    Admin,
}

impl Role {
    pub const ALL: &[Self] = &[
        Self::Anonymous,
        Self::HalfWay,
        Self::Owner,
        Self::Technical,
        Self::Billing,
        Self::Reader,
        Self::Engineer,
        Self::Manager,
        Self::Admin,
    ];
    pub const WITH_SESSION: &[Self] = Self::ALL.split_at(1).1;
    pub const LOGGED_IN: &[Self] = Self::ALL.split_at(2).1;
    pub const CUSTOMERS: &[Self] = Self::LOGGED_IN.split_at(4).0;
    pub const STAFF: &[Self] = Self::LOGGED_IN.split_at(4).1;

    pub fn is_logged_in(self) -> bool {
        Self::LOGGED_IN.contains(&self)
    }

    pub fn is_customer(self) -> bool {
        Self::CUSTOMERS.contains(&self)
    }

    const fn member(self) -> Option<MemberRole> {
        match self {
            Self::Owner => Some(MemberRole::Owner),
            Self::Technical => Some(MemberRole::Technical),
            Self::Billing => Some(MemberRole::Billing),
            Self::Reader => Some(MemberRole::Reader),
            _ => None,
        }
    }

    const fn staff(self) -> Option<StaffRole> {
        match self {
            Self::HalfWay | Self::Engineer => Some(StaffRole::Engineer),
            Self::Manager => Some(StaffRole::Manager),
            Self::Admin => Some(StaffRole::Admin),
            _ => None,
        }
    }
}

/// Whose ids are put into a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// The visitor's organization (for staff: any).
    Own,
    /// Another customer's.
    Foreign,
}

/// Ids of one organization.
pub struct Ids {
    pub organization: OrganizationId,
    /// Its owner, who is never the visitor.
    pub owner: PersonId,
    /// A reader, who is never the visitor.
    pub reader: PersonId,
    pub system: SystemId,
    pub contract: ContractId,
    /// A standing authorization in force.
    pub standing: StandingId,
    /// A running intervention.
    pub case: Case,
}

/// The month whose statement is closed.
pub const CLOSED_MONTH: &str = "2026-10";

/// Closes a statement without lines.
async fn close(desk: &Desk, organization: OrganizationId, by: PersonId) -> Result {
    let context = desk.context();
    let row = store::statements::StatementRow {
        id: context.id(RowId::from_uuid),
        organization_id: organization,
        first_day: format!("{CLOSED_MONTH}-01"),
        last_day: format!("{CLOSED_MONTH}-31"),
        lines: Vec::new(),
        shows_gross: false,
        net_cents: domain::charge::Cents::ZERO,
        gross_cents: domain::charge::Cents::ZERO,
        closed_by: by,
        closed_at: context.now(),
    };
    let mut tx = context.db().begin().await?;
    store::statements::insert(&mut tx, &row).await?;
    tx.save().await?;
    Ok(())
}

/// A desk with two customers and one visitor.
pub struct World {
    pub desk: Desk,
    pub browser: Browser,
    pub own: Ids,
    pub foreign: Ids,
    /// One of the staff, never the visitor.
    pub colleague: PersonId,
    pub team: TeamId,
    /// An entry beside the rota.
    pub stint: StintId,
}

impl World {
    /// Stands in every name of the foreign organization.
    pub const CANARY: &str = "Kanarienvogel";

    /// Builds the world around a visitor in this role.
    pub async fn build(role: Role) -> Result<Self> {
        let desk = Desk::start().await?;
        let colleague = desk
            .person("colleague@example.org", Some(StaffRole::Engineer))
            .await?;
        // Whole procedures are walked in there: kept off the stack.
        let own = Box::pin(customer(&desk, "K-1", "eigen", 1, colleague)).await?;
        let foreign = Box::pin(customer(&desk, "K-2", Self::CANARY, 2, colleague)).await?;
        let context = desk.context();
        let team = store::teams::TeamRow {
            id: TeamId::new(context.now(), context.random()),
            name: "Technik".to_owned(),
            created_at: context.now(),
        };
        let mut tx = context.db().begin().await?;
        store::teams::insert(&mut tx, &team).await?;
        let stint = store::on_call::StintRow {
            id: StintId::new(context.now(), context.random()),
            kind: domain::escalation::StintKind::Absence,
            person_id: colleague,
            begins_at: context.now(),
            ends_at: context.now().plus_seconds(86_400),
            note: String::new(),
            author_id: colleague,
            created_at: context.now(),
        };
        store::on_call::insert_stint(&mut tx, &stint).await?;
        tx.save().await?;
        let browser = visitor(&desk, role, own.organization).await?;
        Ok(Self {
            desk,
            browser,
            own,
            foreign,
            colleague,
            team: team.id,
            stint: stint.id,
        })
    }

    /// The ids to put into a path.
    pub fn ids(&self, whose: Whose) -> &Ids {
        match whose {
            Whose::Own => &self.own,
            Whose::Foreign => &self.foreign,
        }
    }

    /// Stops the desk.
    pub async fn end(self) -> Result {
        self.desk.stop().await
    }
}

async fn visitor(desk: &Desk, role: Role, organization: OrganizationId) -> Result<Browser> {
    const MAIL: &str = "visitor@example.org";
    match (role, role.member(), role.staff()) {
        (Role::HalfWay, _, staff) => {
            desk.person(MAIL, staff).await?;
            let browser = desk.browser();
            browser.log_in(MAIL).await?;
            Ok(browser)
        }
        (_, Some(member), _) => {
            let person = desk.person(MAIL, None).await?;
            desk.member(organization, person, member).await?;
            let browser = desk.browser();
            browser.log_in(MAIL).await?;
            Ok(browser)
        }
        (_, _, Some(staff)) => desk.staff(MAIL, staff).await,
        _ => Ok(desk.browser()),
    }
}

async fn customer(desk: &Desk, number: &str, name: &str, n: u8, engineer: PersonId) -> Result<Ids> {
    let organization = desk.organization(number).await?;
    let owner_mail = format!("owner{n}@example.org");
    let owner = desk.person(&owner_mail, None).await?;
    desk.member(organization, owner, MemberRole::Owner).await?;
    let reader = desk.person(&format!("reader{n}@example.org"), None).await?;
    desk.member(organization, reader, MemberRole::Reader)
        .await?;
    let context = desk.context();
    let now = context.now();
    let system = SystemRow {
        name: format!("{name}-srv"),
        ..rows::system(SystemId::new(now, context.random()), organization, n, now)
    };
    let contract = ContractRow {
        starts_on: "2020-01-01".to_owned(),
        ..rows::contract(ContractId::new(now, context.random()), &system, now)
    };
    let mut tx = context.db().begin().await?;
    let mut row = store::organizations::find(&mut tx, organization)
        .await?
        .ok_or("no organization")?;
    row.name = format!("{name} GmbH");
    store::organizations::update(&mut tx, &row).await?;
    store::systems::insert(&mut tx, &system).await?;
    store::contracts::insert(&mut tx, &contract).await?;
    tx.save().await?;
    let standing = case::standing(desk, owner, &owner_mail, system.id).await?;
    let case = case::running(desk, owner, &owner_mail, engineer, system.id).await?;
    close(desk, organization, engineer).await?;
    Ok(Ids {
        organization,
        owner,
        reader,
        system: system.id,
        contract: contract.id,
        standing,
        case,
    })
}
