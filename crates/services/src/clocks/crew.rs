//! Who is behind the roles of an escalation at a moment: roles become people when a step fires, not before (rule 28).

use std::collections::BTreeSet;

use domain::account::StaffRole;
use domain::escalation::Role;
use domain::ids::PersonId;
use domain::time::Timestamp;
use store::Tx;
use store::people::PersonRow;
use store::tickets::TicketRow;

use crate::error::Result;
use crate::on_call::Book;

/// Everybody who may have to be told about a ticket.
pub(crate) struct Crew {
    book: Book,
    assignee: Option<PersonId>,
    team: BTreeSet<PersonId>,
}

impl Crew {
    /// Reads who that is now.
    pub(crate) async fn read(tx: &mut Tx, ticket: &TicketRow, now: Timestamp) -> Result<Self> {
        let team = match ticket.team_id {
            Some(team) => store::people::list_of_team(tx, team).await?,
            None => Vec::new(),
        };
        Ok(Self {
            book: Book::open(tx, now).await?,
            assignee: ticket.assignee_id,
            team: team.iter().map(|person| person.id).collect(),
        })
    }

    /// The people of a role, each once; whoever no longer works here or reads no tickets is none of them.
    pub(crate) fn of(&self, role: Role, at: Timestamp) -> Vec<PersonId> {
        let is = |person: &&PersonRow| match role {
            Role::Assignee => self.assignee == Some(person.id),
            Role::Team => self.team.contains(&person.id),
            Role::Manager => person.staff_role == Some(StaffRole::Manager),
            Role::OnCall => self.book.on_call.on_call(at).contains(&person.id),
            Role::Deputy => self.book.on_call.deputy(at) == Some(person.id),
        };
        self.book
            .able()
            .filter(is)
            .map(|person| person.id)
            .collect()
    }

    /// Those who keep the accounts and hear of it where there is nobody.
    pub(crate) fn admins(&self) -> Vec<PersonId> {
        let staff = self.book.staff().iter();
        staff
            .filter(|person| person.active && person.staff_role == Some(StaffRole::Admin))
            .map(|person| person.id)
            .collect()
    }

    /// The rows of these people.
    pub(crate) fn people<'a>(&'a self, ids: &[PersonId]) -> Vec<&'a PersonRow> {
        let staff = self.book.staff().iter();
        staff.filter(|person| ids.contains(&person.id)).collect()
    }

    /// Their names, as the history tells them.
    pub(crate) fn names(&self, ids: &[PersonId]) -> String {
        let names = self.people(ids).into_iter();
        names
            .map(|person| person.name.as_str())
            .collect::<Vec<_>>()
            .join(", ")
    }
}
