//! What a form names, looked up and checked: organization, systems, class, texts, when the call began.

use domain::ids::{OrganizationId, SystemId};
use domain::policy::Action;
use domain::ticket::Class;
use domain::time::Timestamp;
use store::Tx;
use store::organizations::OrganizationRow;
use store::systems::SystemRow;

use crate::context::OpContext;
use crate::error::{Checks, FieldError, Result, ServiceError};
use crate::tickets::organizations;

/// A call cannot have begun longer ago than this.
const CALL_MAX_S: i64 = 12 * 3600;

/// What was chosen: a class people can file by hand, with the emergency's code behind a colon; interventions have their own
/// request. // I-03 I-22 M-30
pub(super) fn class_of<'a>(checks: &mut Checks, typed: &'a str) -> (Option<Class>, &'a str) {
    let (code, which) = typed.split_once(':').unwrap_or((typed, ""));
    let class = checks.code("class", code);
    if class == Some(Class::Intervention) || (class != Some(Class::Emergency) && !which.is_empty())
    {
        checks.add(FieldError::new("class", "choice"));
    }
    (class, which)
}

pub(in crate::tickets) fn text(
    checks: &mut Checks,
    field: &'static str,
    checked: Result<String, domain::text::TextProblem>,
) -> String {
    checked.unwrap_or_else(|problem| {
        let mut error = FieldError::new(field, problem.code());
        if let domain::text::TextProblem::TooLong { max } = problem {
            error = error.with("max", max);
        }
        checks.add(error);
        String::new()
    })
}

pub(super) fn own_organization(
    op: &OpContext,
    checks: &mut Checks,
    id: &str,
) -> Result<Option<OrganizationId>> {
    let allowed = organizations(op, Action::FileTicket);
    match (allowed.as_slice(), id) {
        ([], _) => Err(ServiceError::Denied("role")),
        ([only], id) if id.is_empty() || only.to_string() == id => Ok(Some(*only)),
        // Where there is nothing to choose from, the form brings it along unseen.
        ([_], _) => {
            checks.add(FieldError::new("", "altered"));
            Ok(None)
        }
        (_, "") => {
            checks.add(FieldError::new("organization", "required_choice"));
            Ok(None)
        }
        (several, id) => {
            let found = several.iter().copied().find(|o| o.to_string() == id);
            if found.is_none() {
                checks.add(FieldError::new("organization", "choice"));
            }
            Ok(found)
        }
    }
}

pub(super) async fn own_systems(
    tx: &mut Tx,
    checks: &mut Checks,
    organization: Option<OrganizationId>,
    ids: &[&str],
) -> Result<Vec<SystemRow>> {
    let Some(organization) = organization else {
        return Ok(Vec::new());
    };
    let wanted: Vec<&str> = ids.iter().copied().filter(|id| !id.is_empty()).collect();
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let parsed: Vec<SystemId> = wanted.iter().filter_map(|id| id.parse().ok()).collect();
    let mut found = store::systems::list_by_ids(tx, &parsed).await?;
    found.retain(|system| system.organization_id == organization && system.active);
    if found.len() != wanted.len() {
        checks.add(FieldError::new("systems", "choice"));
    }
    Ok(found)
}

pub(super) async fn named_organization(
    tx: &mut Tx,
    checks: &mut Checks,
    text: &str,
) -> Result<Option<OrganizationRow>> {
    let text = text.trim();
    if text.is_empty() {
        checks.add(FieldError::new("organization", "required"));
        return Ok(None);
    }
    // The lists suggest "10017 Lindner & Söhne": the number leads.
    let number = text.split_whitespace().next().unwrap_or(text);
    if let Some(found) = store::organizations::find_by_number(tx, number).await? {
        if !found.active {
            checks.add(FieldError::new("organization", "unknown"));
        }
        return Ok(Some(found).filter(|found| found.active));
    }
    let mut all = store::organizations::list(tx).await?;
    all.retain(|organization| organization.active);
    Ok(match organizations_called(&all, text).as_slice() {
        [only] => Some((*only).clone()),
        [] => {
            checks.add(FieldError::new("organization", "unknown"));
            None
        }
        several => {
            let told = several.iter().map(|one| told_apart(one));
            checks.add(namesakes("organization", told));
            None
        }
    })
}

/// The customer of this number, or those of this name.
pub(in crate::tickets) fn organizations_called<'a>(
    all: &'a [OrganizationRow],
    text: &str,
) -> Vec<&'a OrganizationRow> {
    let number = text.split_whitespace().next().unwrap_or(text);
    if let Some(found) = all.iter().find(|one| one.number == number) {
        return vec![found];
    }
    let name = text.to_lowercase();
    all.iter()
        .filter(|one| one.name.to_lowercase() == name)
        .collect()
}

/// A customer among others of the same name.
pub(in crate::tickets) fn told_apart(customer: &OrganizationRow) -> String {
    let OrganizationRow {
        number, name, city, ..
    } = customer;
    format!("{number} {name}, {city}")
}

/// Several go by one name: which one is meant has to be said.
fn namesakes(field: &'static str, told: impl Iterator<Item = String>) -> FieldError {
    let names = told.collect::<Vec<_>>().join("; ");
    FieldError::new(field, "namesakes").with("names", names)
}

pub(in crate::tickets) async fn named_systems(
    tx: &mut Tx,
    checks: &mut Checks,
    organization: OrganizationId,
    text: &str,
) -> Result<Vec<SystemRow>> {
    let mut systems: Vec<SystemRow> = Vec::new();
    for name in text
        .split([' ', ',', ';', '\n'])
        .filter(|name| !name.is_empty())
    {
        let found = store::systems::find_in_organization(tx, organization, name).await?;
        let problem = match found.as_slice() {
            [only] => {
                if systems.iter().all(|system| system.id != only.id) {
                    systems.push(only.clone());
                }
                continue;
            }
            [] => FieldError::new("systems", "unknown"),
            several => namesakes(
                "systems",
                several
                    .iter()
                    .map(|system| format!("{} {}", system.service_id, system.name)),
            ),
        };
        if !checks.has("systems") {
            checks.add(problem);
        }
    }
    Ok(systems)
}

/// The call began so many minutes ago: that is when the request reached us.
pub(super) fn call_start(now: Timestamp, checks: &mut Checks, minutes: &str) -> Timestamp {
    let minutes = minutes.trim();
    let ago = if minutes.is_empty() {
        Ok(0)
    } else {
        minutes.parse::<i64>()
    };
    match ago {
        Ok(ago) if (0..=CALL_MAX_S / 60).contains(&ago) => now.minus_seconds(ago * 60),
        Ok(_) => {
            checks.add(FieldError::new("minutes", "at_most").with("max", CALL_MAX_S / 60));
            now
        }
        Err(_) => {
            checks.add(FieldError::new("minutes", "number"));
            now
        }
    }
}
