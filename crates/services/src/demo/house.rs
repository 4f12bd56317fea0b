//! What the demo's provider changed about itself in the past year: its own log is not empty. Told by the same acts as in
//! life; prices and numbers end as they are shipped.

use domain::account::StaffRole;
use domain::charge::Cents;
use domain::ids::{PersonId, TeamId};
use domain::intervention::Task;
use domain::intervention::scope::{Catalogue, FeeOffer};
use domain::time::{Timestamp, local};
use store::people::PersonRow;
use store::provider::ProviderRow;

use super::stage::Stage;
use crate::catalogue::FeeFields;
use crate::context::OpContext;
use crate::error::{Result, ServiceError};
use crate::places::AddressFields;
use crate::provider::ProviderFields;
use crate::{catalogue, on_call, provider, staff, teams};

const DAY: i64 = 86_400;
const HOUR: i64 = 3_600;
/// Teams with the engineers in them, by their places in the list of staff.
const TEAMS: [(&str, std::ops::Range<usize>); 2] = [("Linux", 0..5), ("Windows", 4..8)];
/// Who may approve reveals though no manager.
const APPROVER: &str = "Miriam";

/// Tells it, the oldest first.
pub(super) async fn tell(stage: &Stage, engineers: &[PersonId]) -> Result<()> {
    let mut tx = stage.context.db().read().await?;
    let people = store::people::list_staff(&mut tx).await?;
    let facts = store::provider::find(&mut tx).await?;
    drop(tx);
    let admin = people
        .iter()
        .find(|p| p.staff_role == Some(StaffRole::Admin));
    let (Some(admin), Some(facts)) = (admin, facts) else {
        return Err(ServiceError::NotFound);
    };
    let admin = House { stage, admin };

    let mut made = Vec::new();
    for (days, (name, members)) in [396, 392].into_iter().zip(TEAMS) {
        let id = teams::create(&admin.ago(days * DAY).await?, name).await?;
        let members = engineers.get(members).unwrap_or_default();
        // The last one came later.
        let (_, first) = members.split_last().ok_or(ServiceError::NotFound)?;
        set_members(&admin.ago(days * DAY - HOUR).await?, id, name, first).await?;
        made.push((id, name, members));
    }
    provider_page(&admin.ago(341 * DAY).await?, &facts, "Mo–Fr 9–17 Uhr").await?;
    let price = FeeOffer::Price {
        price: Cents(34_900),
    };
    offer(&admin.ago(287 * DAY).await?, Task::MalwareRemoval, price).await?;
    if let Some(person) = people.iter().find(|p| p.name.starts_with(APPROVER)) {
        let role = StaffRole::Engineer.code();
        staff::change(&admin.ago(203 * DAY).await?, person.id, role, true).await?;
    }
    for (days, (id, name, members)) in [158, 153].into_iter().zip(made) {
        set_members(&admin.ago(days * DAY).await?, id, name, members).await?;
    }
    let shipped = Catalogue::default().fee(Task::MalwareRemoval);
    let shipped = shipped.unwrap_or(FeeOffer::OnRequest);
    offer(&admin.ago(96 * DAY).await?, Task::MalwareRemoval, shipped).await?;
    provider_page(&admin.ago(33 * DAY).await?, &facts, &facts.phone_hours).await?;
    if let Some(person) = engineers.last() {
        staff::end_sessions(&admin.ago(9 * DAY).await?, *person).await?;
    }
    on_call(&admin, engineers).await?;
    let invited = admin.ago(2 * HOUR).await?;
    let role = StaffRole::Engineer.code();
    staff::invite(&invited, "lea.sommer@kastell.example", "Lea Sommer", role).await?;
    stage.go(stage.present);
    Ok(())
}

/// A rota of some engineers, later of all; somebody away, with who stands in.
async fn on_call(admin: &House<'_>, engineers: &[PersonId]) -> Result<()> {
    let present = admin.stage.present;
    for (days, count, base, reason) in [
        (395, 4, "0", "Bereitschaft beginnt mit vier Leuten"),
        (
            150,
            engineers.len(),
            "1",
            "Alle machen mit, die Windows-Leute auch",
        ),
    ] {
        let op = admin.ago(days * DAY).await?;
        let ids: Vec<String> = engineers
            .iter()
            .take(count)
            .map(PersonId::to_string)
            .collect();
        let mut fields = on_call::RotationFields {
            begins: &monday(op.now()),
            hand_over: "08:00",
            reason,
            base,
            ..on_call::RotationFields::default()
        };
        for (place, id) in fields.people.iter_mut().zip(&ids) {
            *place = id;
        }
        on_call::rotate(&op, &fields).await?;
    }
    let op = admin.ago(6 * DAY).await?;
    for (kind, person, from, days, note) in [
        (
            "override",
            engineers.first(),
            15,
            2,
            "Hochzeit in der Familie, ich springe ein",
        ),
        ("absence", engineers.get(5), 9, 1, "Fortbildung"),
        ("override", engineers.get(3), 9, 1, ""),
    ] {
        let person = person.map(PersonId::to_string).unwrap_or_default();
        let from = present.plus_seconds(from * DAY);
        let entry = on_call::EntryFields {
            kind,
            person: &person,
            from: &eight(from),
            until: &eight(from.plus_seconds(days * DAY)),
            note,
        };
        on_call::enter(&op, &entry).await?;
    }
    Ok(())
}

/// The Monday of a week, as a date field sends it.
fn monday(at: Timestamp) -> String {
    let days = i64::from(local(at).weekday().to_monday_zero_offset());
    local(at.minus_seconds(days * DAY)).date().to_string()
}

/// Eight in the morning of a day, as a field of date and time sends it.
fn eight(at: Timestamp) -> String {
    format!("{}T08:00", local(at).date())
}

/// The admin at some moment.
struct House<'a> {
    stage: &'a Stage,
    admin: &'a PersonRow,
}

impl House<'_> {
    async fn ago(&self, seconds: i64) -> Result<OpContext> {
        self.stage.go(self.stage.present.minus_seconds(seconds));
        self.stage.person(self.admin.id).await
    }
}

async fn set_members(op: &OpContext, team: TeamId, name: &str, members: &[PersonId]) -> Result<()> {
    let members: Vec<String> = members.iter().map(ToString::to_string).collect();
    let members: Vec<&str> = members.iter().map(String::as_str).collect();
    teams::update(op, team, name, &members).await
}

async fn offer(op: &OpContext, task: Task, fee: FeeOffer) -> Result<()> {
    let price = match fee {
        FeeOffer::Price { price } => Some(price),
        _ => None,
    };
    let fields = FeeFields {
        task,
        names: ("mode", "price"),
        mode: fee.code(),
        price,
    };
    catalogue::update(op, &[fields]).await
}

/// The page *Anbieter* as it stands, with these office hours.
async fn provider_page(op: &OpContext, row: &ProviderRow, phone_hours: &str) -> Result<()> {
    let fields = ProviderFields {
        name: &row.name,
        address: AddressFields {
            street: &row.street,
            postal_code: &row.postal_code,
            city: &row.city,
            country: &row.country,
            land: row.land.as_deref().unwrap_or_default(),
            vat_id: &row.vat_id,
        },
        email: &row.email,
        phone: &row.phone,
        phone_hours,
        emergency_phone: &row.emergency_phone,
        source_ips: &row.source_ips,
        ssh_public_key: &row.ssh_public_key,
        name_servers: &row.name_servers,
        guide_url: &row.guide_url,
    };
    provider::update(op, fields).await
}
