//! *Notfälle*: the technical emergencies of the plans, as the provider defines them. // M-30

use domain::audit::EventKind;
use domain::contract::Plan;
use domain::ids::{SystemId, TicketId};
use domain::policy::{Action, Resource, may};
use domain::ticket::{EMERGENCIES_MAX, EMERGENCY_NAME_MAX, Emergencies, Emergency, NoEmergency};
use domain::time::Timestamp;
use serde_json::json;
use store::emergencies::EmergencyRow;
use store::{Ask, Tx};

use crate::context::OpContext;
use crate::error::{Checks, FieldError, Result, ServiceError};
use crate::interventions::facts::cover;
use crate::{audit, house};

/// Key of the setting.
const KEY: &str = "emergencies";

/// Names of the fields of one line.
#[derive(Debug, Clone, Copy)]
pub struct LineNames {
    /// The code, unseen; empty for a new one.
    pub code: &'static str,
    /// German name.
    pub de: &'static str,
    /// English name.
    pub en: &'static str,
    /// Service Card has it.
    pub card: &'static str,
    /// Managed Server has it.
    pub managed: &'static str,
}

macro_rules! lines {
    ($($n:literal)*) => {
        [$(LineNames {
            code: concat!("code_", $n),
            de: concat!("de_", $n),
            en: concat!("en_", $n),
            card: concat!("card_", $n),
            managed: concat!("managed_", $n),
        }),*]
    };
}

/// The lines of the form: as many as there can be emergencies.
pub const LINES: [LineNames; EMERGENCIES_MAX] =
    lines!("0" "1" "2" "3" "4" "5" "6" "7" "8" "9" "10" "11");

/// One line as typed; without names it is left out.
#[derive(Debug, Clone, Default)]
pub struct Line {
    /// Code of the one it was; empty for a new one.
    pub code: String,
    /// German name.
    pub de: String,
    /// English name.
    pub en: String,
    /// Service Card has it.
    pub card: bool,
    /// Managed Server has it.
    pub managed: bool,
}

/// The form as typed.
#[derive(Debug, Clone, Default)]
pub struct EmergenciesForm {
    /// In the order of the form.
    pub lines: Vec<Line>,
    /// What is no emergency, German.
    pub excluded_de: String,
    /// The same in English.
    pub excluded_en: String,
}

/// The stored list, as a question for [`answered`].
pub(crate) fn ask() -> Ask<(String,)> {
    store::settings::ask(KEY)
}

/// The list out of what was asked, else as shipped.
pub(crate) fn answered(rows: Vec<(String,)>) -> Result<Emergencies> {
    match rows.into_iter().next() {
        Some((json,)) => serde_json::from_str(&json).map_err(ServiceError::internal),
        None => Ok(Emergencies::default()),
    }
}

/// The list in force.
pub(crate) async fn in_force(tx: &mut Tx) -> Result<Emergencies> {
    let stored = store::settings::find(tx, KEY).await?;
    answered(stored.map(|json| (json,)).into_iter().collect())
}

/// The emergency a form chose, on the system it is about first.
///
/// # Errors
/// [`ServiceError::Invalid`] on `class`.
pub(crate) async fn chosen(
    tx: &mut Tx,
    code: &str,
    system: Option<SystemId>,
    now: Timestamp,
) -> Result<Emergency> {
    let plan = match system {
        Some(system) => cover(tx, system, now).await?.0,
        None => None,
    };
    let list = in_force(tx).await?;
    let chosen = list.chosen(code, plan).map_err(|problem| {
        let code = match problem {
            NoEmergency::Which => "emergency_which",
            NoEmergency::Unknown => "choice",
            NoEmergency::NotInPlan => "emergency_not_in_plan",
        };
        ServiceError::field("class", code)
    })?;
    Ok(chosen.clone())
}

/// Writes down which emergency a ticket is, in today's words.
pub(crate) async fn name(tx: &mut Tx, ticket: TicketId, emergency: &Emergency) -> Result<()> {
    let row = EmergencyRow {
        ticket_id: ticket,
        code: emergency.code.clone(),
        name_de: emergency.de.clone(),
        name_en: emergency.en.clone(),
    };
    Ok(store::emergencies::put(tx, &row).await?)
}

/// The list, for whoever keeps what is promised.
///
/// # Errors
/// `Denied` for everybody else.
pub async fn view(op: &OpContext) -> Result<Emergencies> {
    may(&op.actor, Action::ManagePolicies, &Resource::provider())?;
    let mut tx = op.app.db().read().await?;
    in_force(&mut tx).await
}

/// Changes the list. Tickets keep the name they were filed under.
///
/// # Errors
/// `Denied`, or `Invalid` on the fields; at least one emergency is left.
pub async fn update(op: &OpContext, form: &EmergenciesForm) -> Result<()> {
    may(&op.actor, Action::ManagePolicies, &Resource::provider())?;
    let mut tx = house::begin(&op.app).await?;
    let before = in_force(&mut tx).await?;
    let after = checked(form, &before)?;
    if before == after {
        return Ok(());
    }
    let json = serde_json::to_string(&after).map_err(ServiceError::internal)?;
    store::settings::put(&mut tx, KEY, &json, op.now()).await?;
    let event = audit::by(op, EventKind::EmergenciesChanged)
        .with("emergencies", json!({ "before": before, "after": after }));
    house::tell(&op.app, &mut tx, event).await?;
    tx.save().await?;
    tracing::info!(target: "security", event = "emergencies.changed", by = %op.actor.person);
    Ok(())
}

fn checked(form: &EmergenciesForm, before: &Emergencies) -> Result<Emergencies> {
    let mut checks = Checks::new();
    let mut after = Emergencies {
        list: Vec::new(),
        excluded_de: checks.plain("excluded_de", &form.excluded_de, 500),
        excluded_en: checks.plain("excluded_en", &form.excluded_en, 500),
    };
    for (line, names) in form.lines.iter().zip(LINES) {
        if line.de.trim().is_empty() && line.en.trim().is_empty() {
            continue;
        }
        let one = read(&mut checks, line, names, before, &after);
        after.list.push(one);
    }
    if after.list.is_empty() {
        checks.add(FieldError::new(LINES[0].de, "required"));
    }
    checks.finish()?;
    Ok(after)
}

fn read(
    checks: &mut Checks,
    line: &Line,
    names: LineNames,
    before: &Emergencies,
    after: &Emergencies,
) -> Emergency {
    let de = checks.plain(names.de, &line.de, EMERGENCY_NAME_MAX);
    let en = checks.plain(names.en, &line.en, EMERGENCY_NAME_MAX);
    let mut plans = Vec::new();
    plans.extend(line.card.then_some(Plan::ServiceCard));
    plans.extend(line.managed.then_some(Plan::ManagedServer));
    if plans.is_empty() {
        checks.add(FieldError::new(names.card, "required_choice"));
    }
    if after.list.iter().any(|one| one.de == de && !de.is_empty()) {
        checks.add(FieldError::new(names.de, "duplicate"));
    }
    // Only a code the list had is one: a new line gets its own.
    let known = before.list.iter().any(|one| one.code == line.code);
    let used = after.list.iter().any(|one| one.code == line.code);
    let code = if known && !used {
        line.code.clone()
    } else {
        let mut both = before.clone();
        both.list.extend(after.list.iter().cloned());
        both.code_for(&en)
    };
    Emergency {
        code,
        de,
        en,
        plans,
    }
}
