//! Paging: whom to ask when nobody answers, and how a page ends. How a page reaches somebody is not of this crate.

use super::ladder::Role;

codes! {
    /// What became of a page.
    pub enum PageState {
        /// Sent; nobody has answered yet.
        Sent => "sent",
        /// Somebody has it in hand.
        Acknowledged => "acknowledged",
        /// Nobody answered in time: the next one was asked.
        TimedOut => "timed_out",
        /// The promise ended or waits: nobody has to answer any more.
        Over => "over",
    }
}

codes! {
    /// What somebody of the staff was told.
    pub enum NotificationKind {
        /// A step of an escalation.
        Step => "step",
        /// The same, and they are asked to answer: whoever is on call.
        Page => "page",
        /// A step behind which there was nobody.
        Nobody => "nobody",
    }
}

/// Whom to ask after somebody who does not answer; `None`: there is nobody left (rule 28).
pub const fn asked_next(role: Role) -> Option<Role> {
    match role {
        Role::OnCall => Some(Role::Deputy),
        Role::Deputy => Some(Role::Manager),
        Role::Assignee | Role::Team | Role::Manager => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rule_28_after_on_call_the_deputy_then_the_managers_then_nobody() {
        let mut asked = vec![Role::OnCall];
        while let Some(next) = asked.last().copied().and_then(asked_next) {
            asked.push(next);
        }
        assert_eq!(asked, [Role::OnCall, Role::Deputy, Role::Manager]);
        // A page begins with whoever is on call, never with these.
        assert_eq!([Role::Assignee, Role::Team].map(asked_next), [None, None]);
    }
}
