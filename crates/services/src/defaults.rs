//! The house rules: shipped defaults of the procedure as the provider has set them. // RULINGS
//!
//! Every change is a version that stays, in one setting: the newest says what is in force, an older one what was promised on
//! a day. Use cases read them in their own unit of work or, where it only adds, right before it, so that what
//! somebody was told and what is stored agree.

use std::sync::Arc;

use domain::audit::{EventDraft, EventKind, HOUSE, HouseTopic};
use domain::charge::Cents;
use domain::policy::{Action, Resource, may};
use domain::rules::{HouseRules, Rule, RuleHistory, RuleProblem, Unit};
use domain::ticket::TicketStatus;
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use store::Tx;

use crate::context::OpContext;
use crate::error::{Checks, FieldError, Result, ServiceError};
use crate::{audit, house};

/// Key of the setting.
const KEY: &str = "house_rules";
/// So many changes stand beside the form; the others in the provider's log.
const SHOWN: i64 = 20;

/// What a number was, and what it is since then. In the rule's unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    /// Until then.
    pub before: i64,
    /// Since then.
    pub after: i64,
}

/// One change, as the provider's chain tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: String,
    /// The rules that changed.
    pub turns: Vec<(Rule, Turn)>,
}

/// What the admin's page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DefaultsView {
    /// The numbers in force, with their version.
    pub rules: HouseRules,
    /// What was changed last, newest first.
    pub changes: Vec<Change>,
}

/// One field of the form as typed.
#[derive(Debug, Clone, Copy)]
pub struct Typed<'a> {
    /// The rule.
    pub rule: Rule,
    /// Its number, in euros where it is money.
    pub text: &'a str,
    /// Back to what is shipped, whatever the number says.
    pub reset: bool,
}

/// Every version of the rules; read once in a unit of work.
pub(crate) async fn history(tx: &mut Tx) -> Result<Arc<RuleHistory>> {
    if let Some(history) = tx.remembered() {
        return Ok(history);
    }
    let history = stored(store::settings::find(tx, KEY).await?)?;
    Ok(tx.remember(history))
}

fn stored(json: Option<String>) -> Result<RuleHistory> {
    match json {
        Some(json) => serde_json::from_str(&json).map_err(ServiceError::internal),
        None => Ok(RuleHistory::default()),
    }
}

/// The rules in force.
pub(crate) async fn in_force(tx: &mut Tx) -> Result<HouseRules> {
    Ok(history(tx).await?.now())
}

/// The rules of the day something was promised.
pub(crate) async fn at(tx: &mut Tx, promised: Timestamp) -> Result<HouseRules> {
    Ok(history(tx).await?.at(promised))
}

/// How many working days a ticket that is over may be reopened: the rules of the day it was over say so. // RULINGS 5
pub(crate) async fn reopen_window(tx: &mut Tx, status: TicketStatus) -> Result<u32> {
    match status.ended_at() {
        Some(ended) => Ok(at(tx, ended).await?.reopen_window()),
        None => Ok(0),
    }
}

/// The rules in force, for the admin's form.
///
/// # Errors
/// `Denied` for everybody but admins.
pub async fn view(op: &OpContext) -> Result<DefaultsView> {
    may(&op.actor, Action::EditProvider, &Resource::provider())?;
    let mut tx = op.app.db().read().await?;
    let kinds = HouseTopic::Defaults.kinds();
    let rows = store::audit::list_newest(&mut tx, HOUSE, kinds, None, SHOWN).await?;
    let changes = rows.iter().map(|row| {
        let event = row.payload.facts().map_err(ServiceError::internal)?.event;
        Ok(Change {
            at: event.at,
            turns: turns(&event),
            by: event.actor_name.unwrap_or_default(),
        })
    });
    Ok(DefaultsView {
        changes: changes.collect::<Result<_>>()?,
        rules: in_force(&mut tx).await?,
    })
}

/// What an event says of the rules this program knows.
pub fn turns(event: &EventDraft) -> Vec<(Rule, Turn)> {
    let turns = Rule::ALL.iter().filter_map(|rule| {
        let turn = event.data.get(rule.code())?;
        Some((*rule, Turn::deserialize(turn).ok()?))
    });
    turns.collect()
}

/// The fields whose number is still the one the form was opened with: what somebody else made of it meanwhile is shown in them.
///
/// # Errors
/// As [`view`].
pub async fn untouched(op: &OpContext, version: &str, typed: &[Typed<'_>]) -> Result<Vec<Rule>> {
    may(&op.actor, Action::EditProvider, &Resource::provider())?;
    let mut tx = op.app.db().read().await?;
    let history = history(&mut tx).await?;
    let Some(base) = opened_with(&history, version) else {
        return Ok(Vec::new());
    };
    let same = |typed: &&Typed<'_>| number(typed.rule, typed.text) == Some(base.get(typed.rule));
    Ok(typed.iter().filter(same).map(|typed| typed.rule).collect())
}

/// Changes them, and tells it in the provider's chain. `version` is the one the form was opened with: numbers somebody else
/// changed meanwhile stay as they are now, unless the same were changed here, too; then each is shown beside the other.
///
/// # Errors
/// `Denied`, or `Invalid` on the fields, each with its bounds.
pub async fn update(op: &OpContext, version: &str, typed: &[Typed<'_>]) -> Result<()> {
    may(&op.actor, Action::EditProvider, &Resource::provider())?;
    let mut tx = house::begin(&op.app).await?;
    let mut history = RuleHistory::clone(history(&mut tx).await?.as_ref());
    let before = history.now();
    let base = opened_with(&history, version).ok_or_else(|| ServiceError::field("", "altered"))?;
    let mut checks = Checks::new();
    let mut rules = before;
    for typed in typed {
        take(&mut checks, &mut rules, (&base, &before), typed);
    }
    for (rule, problem) in rules.problems() {
        if !checks.has(rule.code()) {
            checks.add(refusal(rule, problem, &rules));
        }
    }
    checks.finish()?;
    let changed = rules.changed_from(&before);
    if changed.is_empty() {
        return Ok(());
    }
    let version = history.put(&rules, op.actor.person, op.now());
    let mut event = audit::by(op, EventKind::DefaultsChanged).with("version", version);
    for rule in changed {
        event = house::turn(event, rule.code(), before.get(rule), rules.get(rule));
    }
    let json = serde_json::to_string(&history).map_err(ServiceError::internal)?;
    store::settings::put(&mut tx, KEY, &json, op.now()).await?;
    house::tell(&op.app, &mut tx, event).await?;
    tx.save().await?;
    tracing::info!(target: "security", event = "defaults.changed", by = %op.actor.person, version);
    Ok(())
}

/// The rules the form was opened with.
fn opened_with(history: &RuleHistory, version: &str) -> Option<HouseRules> {
    history.of(version.trim().parse().ok()?)
}

/// One field into the rules. What was left as the form showed it changes nothing.
fn take(
    checks: &mut Checks,
    rules: &mut HouseRules,
    (base, now): (&HouseRules, &HouseRules),
    typed: &Typed<'_>,
) {
    let rule = typed.rule;
    let wanted = if typed.reset {
        Some(rule.shipped())
    } else {
        number(rule, typed.text)
    };
    let Some(wanted) = wanted else {
        checks.add(unreadable(rule));
        return;
    };
    if wanted == base.get(rule) {
        return;
    }
    let theirs = now.get(rule);
    if theirs != base.get(rule) && theirs != wanted {
        let error = FieldError::new(rule.code(), "rule_changed").with("rule", rule);
        checks.add(error.with("number", theirs));
    }
    rules.set(rule, wanted);
}

/// A number as people type it: euros where it is money, digits elsewhere.
fn number(rule: Rule, text: &str) -> Option<i64> {
    match rule.unit() {
        Unit::Cents => Cents::typed(text).map(|cents| cents.0),
        _ => text.trim().parse().ok(),
    }
}

fn unreadable(rule: Rule) -> FieldError {
    FieldError::new(rule.code(), "rule_between").with("rule", rule)
}

fn refusal(rule: Rule, problem: RuleProblem, rules: &HouseRules) -> FieldError {
    let beside = |code, other: Rule| {
        FieldError::new(rule.code(), code)
            .with("rule", other)
            .with("number", rules.get(other))
    };
    match problem {
        RuleProblem::AtLeast(_) | RuleProblem::AtMost(_) => unreadable(rule),
        RuleProblem::MoreThan(other) => beside("rule_more_than", other),
        RuleProblem::NotMoreThan(other) => beside("rule_not_more_than", other),
    }
}

#[cfg(test)]
mod tests {
    use store::testing::TestDatabase;

    use super::*;

    #[tokio::test]
    async fn a_unit_of_work_reads_the_rules_once_and_sees_its_own_change() -> Outcome {
        let database = TestDatabase::sqlite().await?;
        let mut tx = database.db.begin().await?;
        let shipped = history(&mut tx).await?;
        assert!(Arc::ptr_eq(&shipped, &history(&mut tx).await?));
        let mut changed = RuleHistory::clone(&shipped);
        let mut rules = changed.now();
        rules.set(Rule::LookSeconds, 45);
        let now = Timestamp::from_unix(1_800_000_000);
        let by = domain::ids::PersonId::from_uuid(uuid::Uuid::from_u128(7));
        changed.put(&rules, by, now);
        let json = serde_json::to_string(&changed)?;
        store::settings::put(&mut tx, KEY, &json, now).await?;
        assert_eq!(*history(&mut tx).await?, changed);
        Ok(())
    }

    type Outcome = std::result::Result<(), Box<dyn std::error::Error + Send + Sync>>;
}
