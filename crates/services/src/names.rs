//! Names of people, each read once.

use std::collections::BTreeMap;

use domain::ids::PersonId;
use store::Tx;

use crate::error::Result;

/// The names read so far.
#[derive(Default)]
pub(crate) struct Names(BTreeMap<PersonId, String>);

impl Names {
    /// The name of somebody; nobody has none.
    pub(crate) async fn of(&mut self, tx: &mut Tx, person: Option<PersonId>) -> Result<String> {
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

    /// The names of all of them.
    pub(crate) async fn of_all(
        mut self,
        tx: &mut Tx,
        people: impl IntoIterator<Item = PersonId>,
    ) -> Result<BTreeMap<PersonId, String>> {
        for person in people {
            self.of(tx, Some(person)).await?;
        }
        Ok(self.0)
    }
}
