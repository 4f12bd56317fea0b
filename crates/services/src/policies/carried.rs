//! Numbers a provider had set before there were policies: carried over once, as a version of the standard policy.

use std::collections::BTreeMap;

use domain::audit::EventKind;
use domain::escalation::Ladder;
use domain::ids::PersonId;
use domain::intervention::Complexity;
use domain::sla::ClockKind;
use domain::sla::promise::{PolicyRule, PolicyRules};
use domain::ticket::Class;
use serde::Deserialize;
use store::policies::{PolicyVersionRow, STANDARD};

use crate::context::Context;
use crate::error::{Result, ServiceError};
use crate::{audit, house};

/// The setting the numbers stood in.
const SETTING: &str = "house_rules";

/// The last version of the house rules, as far as it matters here.
#[derive(Deserialize)]
struct Set {
    by: PersonId,
    numbers: BTreeMap<String, i64>,
}

/// The number of minutes a rule promised before, if somebody had set it.
fn minutes(set: &Set, rule: &PolicyRule, kind: ClockKind) -> Option<i64> {
    let code = match (kind, rule.when.class?, rule.when.complexity) {
        (ClockKind::FirstAnswer, Class::Intervention, _) => "first_answer_intervention",
        (ClockKind::FirstAnswer, Class::Emergency, _) => "first_answer_emergency",
        (ClockKind::FirstAnswer, Class::Fault, _) => "first_answer_fault",
        (ClockKind::Intervention, _, Some(Complexity::Complex)) => "complex_work",
        (ClockKind::Intervention, _, _) => "standard_work",
        _ => return None,
    };
    set.numbers
        .get(code)
        .copied()
        .filter(|minutes| *minutes > 0)
}

/// The rules with the numbers of then; a changed target gets the shipped steps for its length (rule 27).
fn carried(set: &Set, shipped: &PolicyRules) -> PolicyRules {
    let mut rules = shipped.all().to_vec();
    for rule in &mut rules {
        let before = rule.clone();
        for promise in &mut rule.promises {
            if let Some(minutes) = minutes(set, &before, promise.kind)
                && minutes != promise.minutes
            {
                promise.minutes = minutes;
                promise.ladder = Ladder::shipped(minutes);
            }
        }
    }
    PolicyRules::new(rules)
}

/// Where the promises were numbers of the page *Vorgaben* and differ from what is shipped, they become the second version of the
/// standard policy, in the name of whoever set them. Does nothing where somebody changed the policy, and nothing the second
/// time; several processes that start at once do it one after the other.
///
/// # Errors
/// The database does not answer.
pub async fn carry_over(context: &Context) -> Result<()> {
    let mut reader = context.db().read().await?;
    let stored = store::settings::find(&mut reader, SETTING).await?;
    drop(reader);
    let Some(stored) = stored else { return Ok(()) };
    let history: Vec<Set> = serde_json::from_str(&stored).map_err(ServiceError::internal)?;
    let Some(set) = history.last() else {
        return Ok(());
    };
    let mut tx = house::begin(context).await?;
    let versions = store::policies::list_versions(&mut tx, STANDARD).await?;
    let [shipped] = versions.as_slice() else {
        return Ok(());
    };
    let rules = carried(set, &shipped.rules);
    if rules == shipped.rules {
        return Ok(());
    }
    let version = PolicyVersionRow {
        policy: STANDARD.to_owned(),
        version: shipped.version + 1,
        valid_from: context.now(),
        rules,
        author_id: Some(set.by),
        reason: "Aus den Vorgaben übernommen".to_owned(),
        created_at: context.now(),
    };
    store::policies::insert_version(&mut tx, &version).await?;
    let event = super::changed(
        audit::event(context, EventKind::PolicyChanged),
        "Standardzusagen",
        &shipped.rules,
        &version,
    );
    house::tell(context, &mut tx, event).await?;
    tx.save().await?;
    tracing::info!(target: "security", event = "policy.changed", policy = STANDARD, version = version.version,
        "promises set on the page of defaults stand in the policy now");
    Ok(())
}
