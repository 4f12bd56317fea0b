//! Who may do what: the one place that decides. // RULINGS 38
//!
//! Every act of the product is an [`Action`]; each has a row in a table of who may, and a few have a condition besides
//! (only the assignee, only the author …). What is not in the table is refused. Staff and customers' roles add up for
//! somebody who is both. Whether the *state* of things allows an act is the state machines' question, not this one's.

mod action;
mod matrix;

use crate::account::{Actor, MemberRole, StaffRole};
use crate::ids::{OrganizationId, PersonId};

pub use action::Action;
use action::{Condition, Scope, Who};
pub use matrix::permission_matrix;

/// What an act is about, as far as permission depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Resource {
    /// The customer it belongs to; `None` for the provider's own things.
    pub organization: Option<OrganizationId>,
    /// Current assignee of the ticket.
    pub assignee: Option<PersonId>,
    /// Who signed the authorization in force.
    pub signer: Option<PersonId>,
    /// Who wrote the message, or asked for the approval.
    pub author: Option<PersonId>,
    /// The person it is about: own account, own session.
    pub person: Option<PersonId>,
    /// Only a manager may: the gate's line on repeated cases.
    pub manager_only: bool,
}

impl Resource {
    /// Something of the provider: queue, settings, people.
    pub fn provider() -> Self {
        Self::default()
    }

    /// Something of a customer.
    pub fn of(organization: OrganizationId) -> Self {
        Self {
            organization: Some(organization),
            ..Self::default()
        }
    }

    /// Something of one person.
    pub fn person(person: PersonId) -> Self {
        Self {
            person: Some(person),
            ..Self::default()
        }
    }

    /// With the assignee of the ticket.
    pub fn assigned_to(mut self, assignee: Option<PersonId>) -> Self {
        self.assignee = assignee;
        self
    }

    /// With the signer of the authorization.
    pub fn signed_by(mut self, signer: Option<PersonId>) -> Self {
        self.signer = signer;
        self
    }

    /// With the author of the message or of the request.
    pub fn written_by(mut self, author: Option<PersonId>) -> Self {
        self.author = author;
        self
    }

    /// Needs a manager.
    pub fn needing_manager(mut self, needed: bool) -> Self {
        self.manager_only = needed;
        self
    }
}

codes! {
    /// Why somebody who may know of a thing still may not act on it.
    pub enum Reason {
        /// The role does not allow it.
        Role => "role",
        /// Only the current assignee may.
        NotAssignee => "not_assignee",
        /// Only the author may.
        NotAuthor => "not_author",
        /// Only a manager may.
        NeedsManager => "needs_manager",
        /// Four eyes: assignee, asker and members of the customer cannot approve.
        Involved => "involved",
    }
}

/// A refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// The actor may not even know that it exists.
    #[error("not found")]
    NotFound,
    /// The actor knows of it and may not.
    #[error("forbidden: {0}")]
    Forbidden(Reason),
}

/// Decides whether the actor may do this to that.
///
/// # Errors
/// [`Denied::NotFound`] where the actor must not learn that the thing exists, [`Denied::Forbidden`] otherwise.
pub fn may(actor: &Actor, action: Action, resource: &Resource) -> Result<(), Denied> {
    let rule = action.rule();
    if !holds_a_role(actor, rule.who, resource) {
        return Err(refusal(actor, action, resource));
    }
    match rule.condition {
        Some(condition) => check(actor, condition, resource).map_err(Denied::Forbidden),
        None => Ok(()),
    }
}

/// Whether a place with the provider is enough for the act, whatever else somebody is: for those who are told of a thing
/// without being asked who they are.
pub fn staff_may(role: Option<StaffRole>, action: Action) -> bool {
    let rule = action.rule();
    rule.condition.is_none() && role.is_some_and(|role| rule.who.has(Who::staff(role)))
}

/// The same for a place with a customer, within that customer.
pub fn role_may(role: MemberRole, action: Action) -> bool {
    let rule = action.rule();
    rule.condition.is_none() && rule.who.has(Who::member(role))
}

/// The actor's organizations in which the act is allowed: for lists and searches.
pub fn organizations_where(actor: &Actor, action: Action) -> Vec<OrganizationId> {
    actor
        .memberships
        .iter()
        .map(|m| m.organization)
        .filter(|o| may(actor, action, &Resource::of(*o)).is_ok())
        .collect()
}

fn holds_a_role(actor: &Actor, who: Who, resource: &Resource) -> bool {
    let staff = actor.staff.is_some_and(|role| {
        let approves = role == StaffRole::Engineer && actor.may_approve_reveals;
        who.has(Who::staff(role)) || (who.has(Who::APPROVER) && approves)
    });
    let is_self = resource.person == Some(actor.person) && who.has(Who::SELF);
    staff || is_self || holds_a_membership(actor, who, resource)
}

fn holds_a_membership(actor: &Actor, who: Who, resource: &Resource) -> bool {
    let Some((organization, role)) = resource
        .organization
        .and_then(|o| actor.role_in(o).map(|role| (o, role)))
    else {
        return false;
    };
    who.has(Who::member(role))
        || (who.has(Who::RIGHT) && actor.may_authorise_in(organization))
        || (who.has(Who::SIGNER) && resource.signer == Some(actor.person))
}

/// Not found or forbidden: staff know that customers' things exist, members know their own, nobody knows another's.
fn refusal(actor: &Actor, action: Action, resource: &Resource) -> Denied {
    let rule = action.rule();
    let knows = match rule.scope {
        Scope::Person => false,
        Scope::Provider => actor.is_staff(),
        Scope::Organization => {
            actor.is_staff()
                || (rule.who.has_any(Who::MEMBERS)
                    && resource
                        .organization
                        .is_some_and(|o| actor.role_in(o).is_some()))
        }
    };
    if knows {
        Denied::Forbidden(Reason::Role)
    } else {
        Denied::NotFound
    }
}

fn check(actor: &Actor, condition: Condition, resource: &Resource) -> Result<(), Reason> {
    let me = Some(actor.person);
    match condition {
        Condition::Assignee if resource.assignee != me => Err(Reason::NotAssignee),
        Condition::Author if resource.author != me => Err(Reason::NotAuthor),
        Condition::ManagerWhereNeeded
            if resource.manager_only && actor.staff != Some(StaffRole::Manager) =>
        {
            Err(Reason::NeedsManager)
        }
        Condition::Uninvolved if is_involved(actor, resource) => Err(Reason::Involved),
        _ => Ok(()),
    }
}

fn is_involved(actor: &Actor, resource: &Resource) -> bool {
    let me = Some(actor.person);
    resource.assignee == me
        || resource.author == me
        || resource
            .organization
            .is_none_or(|o| actor.role_in(o).is_some())
}
