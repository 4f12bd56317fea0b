//! What the page *Tarife* shows: a tariff with its versions, and which contracts have one of their own. // S-17

use domain::ids::PersonId;
use domain::policy::{Action, Resource, may};
use store::tariffs::{LIST, OwnTariff, TariffVersionRow};

use super::edit::Target;
use crate::context::OpContext;
use crate::error::Result;

/// A version with who wrote it.
#[derive(Debug, Clone)]
pub struct TariffVersionView {
    /// As stored.
    pub row: TariffVersionRow,
    /// Who; `None`: shipped.
    pub author: Option<String>,
    /// It holds now.
    pub in_force: bool,
}

/// A tariff.
#[derive(Debug, Clone)]
pub struct TariffsView {
    /// The contract it is for; `None`: the list.
    pub whose: Option<OwnTariff>,
    /// A contract was asked for that nobody has; then this is the list.
    pub unknown: bool,
    /// The newest first; none where a contract has no tariff of its own yet.
    pub versions: Vec<TariffVersionView>,
    /// Contracts with a tariff of their own, by customer.
    pub own: Vec<OwnTariff>,
}

/// The tariff of the contract with this id or number, or the list where none is named.
///
/// # Errors
/// `Denied` for everybody but managers and admins.
pub async fn view(op: &OpContext, contract: &str) -> Result<TariffsView> {
    may(&op.actor, Action::ManageTariffs, &Resource::provider())?;
    let mut tx = op.app.db().read().await?;
    let found = Target::find(&mut tx, contract).await?;
    let unknown = found.is_none();
    let target = found.unwrap_or(Target::List);
    let whose = match &target {
        Target::Contract(row) => store::tariffs::whose(&mut tx, row.id).await?,
        Target::List => None,
    };
    let code = match &target {
        Target::List => Some(LIST.to_owned()),
        Target::Contract(row) => {
            let tariff = store::tariffs::find_of_contract(&mut tx, row.id).await?;
            tariff.map(|tariff| tariff.code)
        }
    };
    let (mut rows, mut authors) = (Vec::new(), Vec::new());
    if let Some(code) = &code {
        authors = store::tariffs::list_authors(&mut tx, code).await?;
        rows = store::tariffs::list_versions(&mut tx, code).await?;
    }
    let name = |id: PersonId| authors.iter().find(|(author, _)| *author == id);
    let current = rows.iter().rposition(|row| row.valid_from <= op.now());
    let view = |(n, row): (usize, TariffVersionRow)| TariffVersionView {
        author: row.author_id.and_then(name).map(|(_, name)| name.clone()),
        in_force: Some(n) == current,
        row,
    };
    Ok(TariffsView {
        whose,
        unknown,
        versions: rows.into_iter().enumerate().map(view).rev().collect(),
        own: store::tariffs::list_own(&mut tx).await?,
    })
}
