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

/// A class people can file by hand; interventions have their own request. // I-03 I-22
pub(super) fn class_of(checks: &mut Checks, code: &str) -> Option<Class> {
    let class = checks.code("class", code);
    if class == Some(Class::Intervention) {
        checks.add(FieldError::new("class", "choice"));
    }
    class
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
    let found = organization_called(tx, text).await?.filter(|o| o.active);
    if found.is_none() {
        checks.add(FieldError::new("organization", "unknown"));
    }
    Ok(found)
}

/// The customer of this number or name, if there is one.
pub(in crate::tickets) async fn organization_called(
    tx: &mut Tx,
    text: &str,
) -> Result<Option<OrganizationRow>> {
    // The lists suggest "10017 Lindner & Söhne": the number leads.
    let number = text.split_whitespace().next().unwrap_or(text);
    let found = store::organizations::find_by_number(tx, number).await?;
    if found.is_some() {
        return Ok(found);
    }
    let all = store::organizations::list(tx).await?;
    let name = text.to_lowercase();
    Ok(all.into_iter().find(|o| o.name.to_lowercase() == name))
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
        match found.into_iter().next() {
            Some(system) if systems.iter().all(|s| s.id != system.id) => systems.push(system),
            Some(_) => {}
            None => {
                if !checks.has("systems") {
                    checks.add(FieldError::new("systems", "unknown"));
                }
            }
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
