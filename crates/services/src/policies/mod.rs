//! Policies as data: every change is a new version. An edit is looked at first: its effect is computed by [`effect`], and
//! only what was looked at is saved. Every change is an event in the provider's own chain. // rules 24 to 26

mod carried;
mod draft;
mod effect;

pub use carried::carry_over;
use domain::audit::{EventDraft, EventKind};
use domain::ids::PersonId;
use domain::policy::{Action, Resource, may};
use domain::sla::engine::CalendarCode;
use domain::sla::promise::{Case, ContractKind, Finding, PolicyRules, RuleDifference};
use domain::time::Timestamp;
use serde_json::json;
use store::Tx;
pub use store::calendars::CalendarRow;
pub use store::policies::PolicyRow;
use store::policies::PolicyVersionRow;

use crate::context::OpContext;
use crate::error::{Result, ServiceError};
use crate::{audit, house};
use draft::{Checked, checked};
pub use draft::{Draft, Open, PolicyFields, RULE_FIELDS, RuleFields, Step, read_draft};
pub use effect::{Effect, Overtaken, TicketEffect};

/// A policy in the list.
#[derive(Debug, Clone)]
pub struct PolicyLine {
    /// Code and names.
    pub row: PolicyRow,
    /// What it promises now.
    pub rules: PolicyRules,
    /// Number of the version in force.
    pub in_force: i64,
    /// From when another version holds.
    pub planned: Option<Timestamp>,
}

/// A version with what it changed.
#[derive(Debug, Clone)]
pub struct PolicyVersionView {
    /// Number.
    pub version: i64,
    /// From when it holds.
    pub valid_from: Timestamp,
    /// When it was written.
    pub created_at: Timestamp,
    /// Who wrote it; `None`: shipped.
    pub author: Option<String>,
    /// Why.
    pub reason: String,
    /// What it promises.
    pub rules: PolicyRules,
    /// What the one before said otherwise.
    pub differences: Vec<RuleDifference>,
}

/// A policy with its versions.
#[derive(Debug, Clone)]
pub struct PolicyView {
    /// Its line of the list.
    pub line: PolicyLine,
    /// Newest first.
    pub versions: Vec<PolicyVersionView>,
    /// Every calendar there is, for names and choices.
    pub calendars: Vec<CalendarRow>,
    /// What to know about the rules in force.
    pub findings: Vec<Finding>,
}

impl PolicyView {
    /// What was written last: what an edit begins with.
    pub fn newest(&self) -> Option<&PolicyVersionView> {
        self.versions.first()
    }

    /// What to know about rules nobody saved yet.
    pub fn findings_of(&self, rules: &PolicyRules) -> Vec<Finding> {
        findings(rules, &self.calendars)
    }
}

fn findings(rules: &PolicyRules, calendars: &[CalendarRow]) -> Vec<Finding> {
    let known = |code: &CalendarCode| calendars.iter().any(|row| row.code == code.as_str());
    rules.version(1, Timestamp::from_unix(0)).findings(known)
}

/// All policies.
///
/// # Errors
/// `Denied` for everybody but managers and admins.
pub async fn list(op: &OpContext) -> Result<Vec<PolicyLine>> {
    may(&op.actor, Action::ManagePolicies, &Resource::provider())?;
    let mut tx = op.app.db().read().await?;
    let mut lines = Vec::new();
    for row in store::policies::list(&mut tx).await? {
        let versions = store::policies::list_versions(&mut tx, &row.code).await?;
        lines.push(line(row, &versions, op.now())?);
    }
    Ok(lines)
}

/// One policy with its versions.
///
/// # Errors
/// `Denied`, `NotFound`.
pub async fn show(op: &OpContext, code: &str) -> Result<PolicyView> {
    may(&op.actor, Action::ManagePolicies, &Resource::provider())?;
    let mut tx = op.app.db().read().await?;
    let (row, versions) = found(&mut tx, code).await?;
    let authors = store::policies::list_authors(&mut tx, code).await?;
    let calendars = store::calendars::list(&mut tx).await?;
    let line = line(row, &versions, op.now())?;
    let name = |id: PersonId| authors.iter().find(|(author, _)| *author == id);
    let mut shown: Vec<PolicyVersionView> = Vec::new();
    for version in versions {
        let differences = shown
            .last()
            .map_or_else(Vec::new, |before| before.rules.differences(&version.rules));
        shown.push(PolicyVersionView {
            version: version.version,
            valid_from: version.valid_from,
            created_at: version.created_at,
            author: version.author_id.and_then(name).map(|(_, n)| n.clone()),
            reason: version.reason,
            rules: version.rules,
            differences,
        });
    }
    shown.reverse();
    Ok(PolicyView {
        findings: findings(&line.rules, &calendars),
        line,
        versions: shown,
        calendars,
    })
}

/// A policy with its stored versions.
async fn found(tx: &mut Tx, code: &str) -> Result<(PolicyRow, Vec<PolicyVersionRow>)> {
    // An address may hold anything; PostgreSQL takes no NUL.
    code.parse::<CalendarCode>()
        .map_err(|_| ServiceError::NotFound)?;
    let row = store::policies::find(tx, code).await?;
    let row = row.ok_or(ServiceError::NotFound)?;
    let versions = store::policies::list_versions(tx, code).await?;
    Ok((row, versions))
}

/// The version that holds at an instant; the first one held before its beginning too.
fn in_force(versions: &[PolicyVersionRow], at: Timestamp) -> Option<&PolicyVersionRow> {
    let begun = versions.partition_point(|version| version.valid_from <= at);
    versions.get(begun.saturating_sub(1))
}

fn line(row: PolicyRow, versions: &[PolicyVersionRow], now: Timestamp) -> Result<PolicyLine> {
    let current = in_force(versions, now).ok_or(ServiceError::NotFound)?;
    let next = versions.iter().find(|version| version.valid_from > now);
    Ok(PolicyLine {
        row,
        rules: current.rules.clone(),
        in_force: current.version,
        planned: next.map(|version| version.valid_from),
    })
}

/// The case of an open ticket. SLA Premium is not recorded yet: a Managed Server includes it, a Service Card counts as
/// without. // RULINGS 17
fn case_of(open: &store::policies::OpenCases) -> Case {
    Case {
        class: open.class,
        priority: open.priority,
        complexity: open.complexity,
        contract: ContractKind::from(open.plan),
        premium: ContractKind::from(open.plan).includes_premium(),
    }
}

/// What saving came to.
#[derive(Debug)]
pub enum Saving {
    /// It is saved.
    Saved,
    /// It has to be looked at first: it is not what was looked at, or somebody saved meanwhile.
    Look(Box<Effect>),
}

/// The rules a form works on, after what somebody pressed. Nothing is written.
///
/// # Errors
/// `Denied`, `NotFound`, or `Invalid` on the fields of the open rule.
pub async fn edit(
    op: &OpContext,
    code: &str,
    draft: &str,
    rule: &RuleFields<'_>,
    step: Step,
) -> Result<Draft> {
    may(&op.actor, Action::ManagePolicies, &Resource::provider())?;
    let mut tx = op.app.db().read().await?;
    found(&mut tx, code).await?;
    let calendars = store::calendars::list(&mut tx).await?;
    Draft::read(draft)?.after(rule, step, &calendars)
}

/// What an edit would do. `base` is the number of the version the form was opened with.
///
/// # Errors
/// `Denied`, `NotFound`, or `Invalid` on the fields.
pub async fn preview(
    op: &OpContext,
    code: &str,
    fields: &PolicyFields<'_>,
    base: &str,
) -> Result<Effect> {
    may(&op.actor, Action::ManagePolicies, &Resource::provider())?;
    let mut tx = op.app.db().read().await?;
    let (_, versions) = found(&mut tx, code).await?;
    let last = versions.last().map(|version| version.valid_from);
    let edit = checked(fields, op.now(), last)?;
    effect_of(op, &mut tx, code, &versions, &edit, base).await
}

/// Saves an edit that was looked at: `seen` is the mark of its effect.
///
/// # Errors
/// `Denied`, `NotFound`, or `Invalid` on the fields.
pub async fn save(
    op: &OpContext,
    code: &str,
    fields: &PolicyFields<'_>,
    base: &str,
    seen: &str,
) -> Result<Saving> {
    may(&op.actor, Action::ManagePolicies, &Resource::provider())?;
    let mut tx = house::begin(&op.app).await?;
    let (row, versions) = found(&mut tx, code).await?;
    let before = versions.last().ok_or(ServiceError::NotFound)?;
    let edit = checked(fields, op.now(), Some(before.valid_from))?;
    let effect = effect_of(op, &mut tx, code, &versions, &edit, base).await?;
    if effect.mark != seen || effect.overtaken.is_some() {
        return Ok(Saving::Look(Box::new(effect)));
    }
    if effect.differences.is_empty() {
        return Err(ServiceError::field("", "policy_same"));
    }
    let version = PolicyVersionRow {
        policy: row.code.clone(),
        version: before.version + 1,
        valid_from: edit.valid_from,
        rules: edit.rules,
        author_id: Some(op.actor.person),
        reason: edit.reason,
        created_at: op.now(),
    };
    store::policies::insert_version(&mut tx, &version).await?;
    let event = audit::by(op, EventKind::PolicyChanged);
    let event = changed(event, &row.name_de, &before.rules, &version);
    house::tell(&op.app, &mut tx, event).await?;
    tx.save().await?;
    tracing::info!(target: "security", event = "policy.changed", by = %op.actor.person, policy = %row.code, version = version.version);
    Ok(Saving::Saved)
}

/// What the chain tells of a new version; [`told_by`] reads it.
fn changed(
    event: EventDraft,
    name: &str,
    before: &PolicyRules,
    version: &PolicyVersionRow,
) -> EventDraft {
    event
        .with("policy", version.policy.as_str())
        .with("name", name)
        .with("version", version.version)
        .with("valid_from", version.valid_from.to_string())
        .with("reason", version.reason.as_str())
        .with("rules", json!({ "before": before, "after": version.rules }))
}

async fn effect_of(
    op: &OpContext,
    tx: &mut Tx,
    code: &str,
    versions: &[PolicyVersionRow],
    edit: &Checked,
    base: &str,
) -> Result<Effect> {
    let last = versions.last().ok_or(ServiceError::NotFound)?;
    let calendars = store::calendars::list(tx).await?;
    let today = domain::time::local(op.now()).date().to_string();
    let open = store::policies::list_open_cases(tx, &today).await?;
    let mut effect = Effect::of(last, edit, findings(&edit.rules, &calendars), &open);
    if let Some(refused) = effect.findings.iter().find(|finding| finding.refuses()) {
        return Err(draft::refused(refused));
    }
    let base = base.trim().parse().unwrap_or(effect.base);
    if base != effect.base {
        let authors = store::policies::list_authors(tx, code).await?;
        effect.overtaken = Overtaken::since(base, versions, &authors);
    }
    Ok(effect)
}

/// What an event says of a policy: from when, why, and what it was and is; `None` where it says something else.
pub fn told_by(event: &EventDraft) -> Option<Told> {
    let text = |key: &str| event.data.get(key)?.as_str();
    let rules = event.data.get("rules")?;
    let read = |key: &str| serde_json::from_value(rules.get(key)?.clone()).ok();
    Some(Told {
        valid_from: text("valid_from")?.parse().ok()?,
        reason: text("reason").unwrap_or_default().to_owned(),
        before: read("before")?,
        after: read("after")?,
    })
}

/// What an event says of a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// From when it holds.
    pub valid_from: Timestamp,
    /// Why.
    pub reason: String,
    /// What it was.
    pub before: PolicyRules,
    /// What it is.
    pub after: PolicyRules,
}
