//! The scope catalogue's four fee tasks, as the provider offers them: "unter bestimmten Bedingungen". // I-19

use domain::charge::Cents;
use domain::intervention::Task;
use domain::intervention::scope::{Catalogue, FeeOffer};
use domain::policy::{Action, Resource, may};
use store::Tx;

use crate::context::OpContext;
use crate::error::{Checks, FieldError, Result, ServiceError};

/// Key of the setting.
const KEY: &str = "scope_catalogue";

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

/// The catalogue in force: what is stored, else what is shipped.
pub(crate) async fn in_force(tx: &mut Tx) -> Result<Catalogue> {
    match store::settings::find(tx, KEY).await? {
        Some(json) => serde_json::from_str(&json).map_err(ServiceError::internal),
        None => Ok(Catalogue::default()),
    }
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

/// Changes it. What was signed keeps its price; requests that were not signed show the new one.
///
/// # Errors
/// `Denied`, or `Invalid` on the fields.
pub async fn update(op: &OpContext, fields: &[FeeFields<'_>]) -> Result<()> {
    may(&op.actor, Action::EditProvider, &Resource::provider())?;
    let mut checks = Checks::new();
    let mut tx = op.app.db().begin().await?;
    let mut catalogue = in_force(&mut tx).await?;
    for field in fields {
        if let Some(fee) = read(&mut checks, field) {
            catalogue.offer(field.task, fee);
        }
    }
    checks.finish()?;
    let json = serde_json::to_string(&catalogue).map_err(ServiceError::internal)?;
    store::settings::put(&mut tx, KEY, &json, op.now()).await?;
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
