//! Contracts of a customer's systems, as admins enter and end them.

use domain::audit::{EventDraft, EventKind};
use domain::calendar::typed;
use domain::contract::Plan;
use domain::ids::{ContractId, OrganizationId, SystemId};
use domain::policy::{Action, Resource, may};
use store::StoreError;
use store::contracts::ContractRow;

use crate::audit;
use crate::context::OpContext;
use crate::error::{Checks, FieldError, Result, ServiceError};

/// The form of a contract.
#[derive(Debug, Clone, Copy, Default)]
pub struct ContractFields<'a> {
    /// Number, unique.
    pub number: &'a str,
    /// Id of the system.
    pub system: &'a str,
    /// Code of the plan.
    pub plan: &'a str,
    /// Interventions are part of it.
    pub covers_interventions: bool,
    /// Waiting for third parties pauses promises (rule 12).
    pub third_parties_pause: bool,
    /// Outside the service hours emergencies count only when they were phoned (rule 23).
    pub emergencies_by_phone: bool,
    /// First day, `2026-11-21`.
    pub starts_on: &'a str,
    /// Last day, or empty.
    pub ends_on: &'a str,
}

/// Enters a contract for a system of the customer. // RULINGS 33
///
/// # Errors
/// `Denied`, `NotFound`, or `Invalid` on the fields.
pub async fn create_contract(
    op: &OpContext,
    organization: OrganizationId,
    fields: ContractFields<'_>,
) -> Result<()> {
    may(&op.actor, Action::ManageSystems, &Resource::provider())?;
    let mut checks = Checks::new();
    let number = checks.text("number", fields.number, 40);
    let plan = checks.code::<Plan>("plan", fields.plan);
    let system = checks.code::<SystemId>("system", fields.system);
    let starts_on = day(&mut checks, "starts_on", fields.starts_on);
    let ends_on = if fields.ends_on.trim().is_empty() {
        None
    } else {
        day(&mut checks, "ends_on", fields.ends_on)
    };
    if let (Some(from), Some(until)) = (&starts_on, &ends_on)
        && until < from
    {
        checks.add(FieldError::new("ends_on", "date"));
    }
    checks.finish()?;
    let (Some(plan), Some(system), Some(starts_on)) = (plan, system, starts_on) else {
        return Err(ServiceError::field("number", "check"));
    };
    let mut tx = op.app.db().begin().await?;
    let theirs = store::systems::find(&mut tx, system)
        .await?
        .is_some_and(|row| row.organization_id == organization);
    if !theirs {
        return Err(ServiceError::field("system", "choice"));
    }
    let row = ContractRow {
        id: ContractId::new(op.now(), op.app.random()),
        organization_id: organization,
        system_id: system,
        number,
        plan,
        covers_interventions: fields.covers_interventions,
        third_parties_pause: fields.third_parties_pause,
        emergencies_by_phone: fields.emergencies_by_phone,
        starts_on,
        ends_on,
        created_at: op.now(),
    };
    store::contracts::insert(&mut tx, &row)
        .await
        .map_err(contract_taken)?;
    let event = contract_event(op, EventKind::ContractCreated, &row);
    audit::append(&op.app, &mut tx, organization, event).await?;
    tx.save().await?;
    Ok(())
}

/// Sets the last day of a contract.
///
/// # Errors
/// `Denied`, `NotFound`, or `Invalid` on `ends_on`.
pub async fn end_contract(op: &OpContext, id: ContractId, ends_on: &str) -> Result<OrganizationId> {
    may(&op.actor, Action::ManageSystems, &Resource::provider())?;
    let mut checks = Checks::new();
    let last = day(&mut checks, "ends_on", ends_on);
    checks.finish()?;
    let mut tx = op.app.db().begin().await?;
    let mut row = store::contracts::find(&mut tx, id)
        .await?
        .ok_or(ServiceError::NotFound)?;
    if last.as_ref().is_some_and(|last| *last < row.starts_on) {
        return Err(ServiceError::field("ends_on", "date"));
    }
    row.ends_on = last;
    store::contracts::update(&mut tx, &row).await?;
    let event = contract_event(op, EventKind::ContractChanged, &row);
    audit::append(&op.app, &mut tx, row.organization_id, event).await?;
    tx.save().await?;
    Ok(row.organization_id)
}

fn contract_event(op: &OpContext, kind: EventKind, row: &ContractRow) -> EventDraft {
    audit::by(op, kind)
        .with("number", row.number.as_str())
        .with("system", row.system_id.to_string())
        .with("plan", row.plan.code())
        .with("covers_interventions", row.covers_interventions)
        .with("third_parties_pause", row.third_parties_pause)
        .with("emergencies_by_phone", row.emergencies_by_phone)
        .with("starts_on", row.starts_on.as_str())
        .with("ends_on", row.ends_on.clone())
}

/// A calendar day as people type it, in this millennium: `2026-11-21`.
pub(crate) fn day(checks: &mut Checks, field: &'static str, text: &str) -> Option<String> {
    let text = text.trim();
    if text.is_empty() {
        checks.add(FieldError::new(field, "required"));
        return None;
    }
    let day = typed::date(text).filter(|day| (2000..=2999).contains(&day.year()));
    if day.is_none() {
        checks.add(FieldError::new(field, "date"));
    }
    day.map(|day| day.to_string())
}

fn contract_taken(error: StoreError) -> ServiceError {
    if error.is_conflict_on("contracts_number_key") {
        ServiceError::field("number", "taken")
    } else {
        error.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_in_both_spellings_and_must_exist() {
        let read = |text: &str| {
            let mut checks = Checks::new();
            day(&mut checks, "starts_on", text)
        };
        assert_eq!(read("21.11.2026").as_deref(), Some("2026-11-21"));
        assert_eq!(read("2026-02-28").as_deref(), Some("2026-02-28"));
        assert_eq!(read("1.4.27").as_deref(), Some("2027-04-01"));
        for wrong in [
            "2026-02-30",
            "31.11.2026",
            "morgen",
            "1.1.026",
            "2026-1",
            "1.1.1999",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
