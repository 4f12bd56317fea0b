//! Names of people in the evidence, each read once.

use std::collections::BTreeMap;

use domain::ids::PersonId;
use store::Tx;

use crate::error::Result;

/// The names read so far.
#[derive(Default)]
pub(super) struct Names(BTreeMap<PersonId, String>);

impl Names {
    /// The name of somebody; nobody has none.
    pub(super) async fn of(&mut self, tx: &mut Tx, person: Option<PersonId>) -> Result<String> {
        let Some(person) = person else {
            return Ok(String::new());
        };
        if let Some(name) = self.0.get(&person) {
            return Ok(name.clone());
        }
        let name = store::people::find(tx, person)
            .await?
            .map(|p| p.name)
            .unwrap_or_default();
        self.0.insert(person, name.clone());
        Ok(name)
    }
}
