//! The scope catalogue's four fee tasks, as the provider offers them: "unter bestimmten Bedingungen". // I-19

use domain::audit::{EventDraft, EventKind, HOUSE, HouseTopic};
use domain::charge::Cents;
use domain::intervention::Task;
use domain::intervention::scope::{Catalogue, FeeOffer};
use domain::policy::{Action, Resource, may};
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use store::Tx;

use crate::context::OpContext;
use crate::error::{Checks, FieldError, Result, ServiceError};
use crate::{audit, defaults, house};

/// Key of the setting.
const KEY: &str = "scope_catalogue";
/// So many changes stand beside the form; the others in the provider's log.
const SHOWN: i64 = 20;

/// How a task was offered, and how it is since then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    /// Until then.
    pub before: FeeOffer,
    /// Since then.
    pub after: FeeOffer,
}

/// One change, as the provider's chain tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: String,
    /// The tasks that changed.
    pub turns: Vec<(Task, Turn)>,
}

/// One task of the form as typed.
#[derive(Debug, Clone, Copy)]
pub struct FeeFields<'a> {
    /// The task.
    pub task: Task,
    /// Names of its two fields, for messages: mode and price.
    pub names: (&'static str, &'static str),
    /// Code of how it is offered.
    pub mode: &'a str,
    /// The price, where it is offered at one; `None` where none could be read.
    pub price: Option<Cents>,
}

/// The catalogue in force: what is stored, else what is shipped; at the rates of the house.
pub(crate) async fn in_force(tx: &mut Tx) -> Result<Catalogue> {
    let mut catalogue = match store::settings::find(tx, KEY).await? {
        Some(json) => serde_json::from_str(&json).map_err(ServiceError::internal)?,
        None => Catalogue::default(),
    };
    catalogue.rates = defaults::in_force(tx).await?.rates();
    Ok(catalogue)
}

/// The catalogue, for the admin's form.
///
/// # Errors
/// `Denied` for everybody but admins.
pub async fn view(op: &OpContext) -> Result<Catalogue> {
    may(&op.actor, Action::EditProvider, &Resource::provider())?;
    let mut tx = op.app.db().read().await?;
    in_force(&mut tx).await
}

/// What was changed last, newest first, for the admin's form.
///
/// # Errors
/// `Denied` for everybody but admins.
pub async fn changes(op: &OpContext) -> Result<Vec<Change>> {
    may(&op.actor, Action::EditProvider, &Resource::provider())?;
    let mut tx = op.app.db().read().await?;
    let kinds = HouseTopic::Catalogue.kinds();
    let rows = store::audit::list_newest(&mut tx, HOUSE, kinds, None, SHOWN).await?;
    rows.iter()
        .map(|row| {
            let event = row.payload.facts().map_err(ServiceError::internal)?.event;
            Ok(Change {
                at: event.at,
                turns: turns(&event).ok_or_else(|| ServiceError::internal("no turn of a price"))?,
                by: event.actor_name.unwrap_or_default(),
            })
        })
        .collect()
}

/// What an event says of prices; `None` where it says something else.
pub fn turns(event: &EventDraft) -> Option<Vec<(Task, Turn)>> {
    let turns = event.data.iter().map(|(code, turn)| {
        let task = code.parse().ok()?;
        Some((task, Turn::deserialize(turn).ok()?))
    });
    turns.collect()
}

/// Changes it, and tells it in the provider's chain. What was signed keeps its price; requests that were not signed show the
/// new one.
///
/// # Errors
/// `Denied`, or `Invalid` on the fields.
pub async fn update(op: &OpContext, fields: &[FeeFields<'_>]) -> Result<()> {
    may(&op.actor, Action::EditProvider, &Resource::provider())?;
    let mut checks = Checks::new();
    let mut tx = house::begin(&op.app).await?;
    let before = in_force(&mut tx).await?;
    let mut catalogue = before;
    for field in fields {
        if let Some(fee) = read(&mut checks, field) {
            catalogue.offer(field.task, fee);
        }
    }
    checks.finish()?;
    let mut event = audit::by(op, EventKind::CatalogueChanged);
    for task in Catalogue::FEE_TASKS {
        if let (Some(before), Some(after)) = (before.fee(task), catalogue.fee(task))
            && before != after
        {
            let turn = serde_json::to_value(Turn { before, after });
            event = event.with(task.code(), turn.map_err(ServiceError::internal)?);
        }
    }
    if event.data.is_empty() {
        return Ok(());
    }
    let json = serde_json::to_string(&catalogue).map_err(ServiceError::internal)?;
    store::settings::put(&mut tx, KEY, &json, op.now()).await?;
    house::tell(&op.app, &mut tx, event).await?;
    tx.save().await?;
    tracing::info!(target: "security", event = "catalogue.changed", by = %op.actor.person);
    Ok(())
}

fn read(checks: &mut Checks, field: &FeeFields<'_>) -> Option<FeeOffer> {
    match field.mode {
        "plan_tariff" => Some(FeeOffer::PlanTariff),
        "on_request" => Some(FeeOffer::OnRequest),
        "not_offered" => Some(FeeOffer::NotOffered),
        "price" => {
            let price = field.price.filter(|price| price.0 > 0);
            if price.is_none() {
                checks.add(FieldError::new(field.names.1, "amount"));
            }
            price.map(|price| FeeOffer::Price { price })
        }
        _ => {
            checks.add(FieldError::new(field.names.0, "required_choice"));
            None
        }
    }
}
