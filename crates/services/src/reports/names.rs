//! Names beside the ids of a report, in the order in which a form offers them.

use domain::ids::{OrganizationId, PersonId, SystemId, TeamId};
use store::Tx;

use crate::error::Result;

/// Names of all a report may speak of, by name.
#[derive(Debug, Default)]
pub struct Names {
    /// Customers.
    pub customers: Vec<(OrganizationId, String)>,
    /// Staff.
    pub engineers: Vec<(PersonId, String)>,
    /// Systems.
    pub systems: Vec<(SystemId, String)>,
    /// Teams.
    pub teams: Vec<(TeamId, String)>,
}

fn name<K: PartialEq>(all: &[(K, String)], id: &K) -> String {
    let found = all.iter().find(|(one, _)| one == id);
    found.map(|(_, name)| name.clone()).unwrap_or_default()
}

impl Names {
    pub(super) async fn read(tx: &mut Tx) -> Result<Self> {
        Ok(Self {
            customers: store::reports::customers(tx).await?,
            engineers: store::reports::engineers(tx).await?,
            systems: store::reports::systems(tx).await?,
            teams: store::reports::teams(tx).await?,
        })
    }

    /// A customer's name; empty for nobody known, here and below.
    pub fn customer(&self, id: OrganizationId) -> String {
        name(&self.customers, &id)
    }

    /// A colleague's name.
    pub fn engineer(&self, id: PersonId) -> String {
        name(&self.engineers, &id)
    }

    /// A system's name.
    pub fn system(&self, id: SystemId) -> String {
        name(&self.systems, &id)
    }

    /// A team's name.
    pub fn team(&self, id: TeamId) -> String {
        name(&self.teams, &id)
    }
}
