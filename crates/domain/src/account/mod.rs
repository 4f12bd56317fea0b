//! Who somebody is: staff role, place in the customers' organizations, language.
//!
//! An [`Actor`] is what every rule in [`crate::policy`] asks about; it is loaded anew for each request, so that a right
//! taken away ends with the next click. Passwords, throttling, sessions and factors have their own files below.

mod email;
mod factor;
mod password;
mod session;
mod throttle;
mod token;

pub use email::{EmailAddress, InvalidEmail};
pub use factor::{RECOVERY_CODES, RecoveryCode, STEP_S, accept_totp, mail_code, totp_step};
pub use password::{MAX_CHARS as PASSWORD_MAX_CHARS, PasswordProblem, check_password, min_chars};
pub use session::{
    ABSOLUTE_S, FRESH_S, TOUCH_EVERY_S, expires_at, idle_s, is_fresh, is_live, should_touch,
};
pub use throttle::{
    FORGET_AFTER_S, LONGEST_DELAY_S, LoginThrottle, ThrottleScope, account_key, address_key,
};
pub use token::TokenKind;

use serde::{Deserialize, Serialize};

use crate::ids::{OrganizationId, PersonId};

codes! {
    /// What somebody does for the provider.
    pub enum StaffRole {
        /// Works on tickets and systems (Technik).
        Engineer => "engineer",
        /// Reads all, overrides, unlocks, approves; never reveals.
        Manager => "manager",
        /// Configures; never reveals.
        Admin => "admin",
    }
}

codes! {
    /// What somebody is in a customer's organization.
    pub enum MemberRole {
        /// Kontoinhaber: everything, authorises interventions and grants that right.
        Owner => "owner",
        /// Technik: tickets, systems, reveals, hand-overs.
        Technical => "technical",
        /// Buchhaltung: messages and prices.
        Billing => "billing",
        /// Lesen: messages only.
        Reader => "reader",
    }
}

codes! {
    /// Language of a person; German is the first language of the product.
    pub enum Locale {
        /// German.
        De => "de",
        /// English.
        En => "en",
    }
}

codes! {
    /// Colours of the pages.
    pub enum Theme {
        /// As the device prefers.
        System => "system",
        /// Light.
        Light => "light",
        /// Dark.
        Dark => "dark",
    }
}

/// A person's place in one organization; removed memberships are never loaded into an [`Actor`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    /// The organization.
    pub organization: OrganizationId,
    /// The role there.
    pub role: MemberRole,
    /// Whether an owner gave the right to authorise interventions. Owners have it without.
    pub may_authorise: bool,
}

/// Somebody who acts: the person with everything the rules ask about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The person.
    pub person: PersonId,
    /// Name as shown and as logged.
    pub name: String,
    /// Language of the answers.
    pub locale: Locale,
    /// Staff role; `None` for customers.
    pub staff: Option<StaffRole>,
    /// Living memberships.
    pub memberships: Vec<Membership>,
    /// An engineer given the right to approve reveals (four eyes); managers have it without.
    pub may_approve_reveals: bool,
}

impl Actor {
    /// Works for the provider.
    pub const fn is_staff(&self) -> bool {
        self.staff.is_some()
    }

    /// The role in an organization, if there is a living membership.
    pub fn role_in(&self, organization: OrganizationId) -> Option<MemberRole> {
        self.membership(organization).map(|m| m.role)
    }

    /// The membership in an organization.
    pub fn membership(&self, organization: OrganizationId) -> Option<&Membership> {
        self.memberships
            .iter()
            .find(|m| m.organization == organization)
    }

    /// May sign an authorization for this organization: an owner, or a member given the right. // I-21
    pub fn may_authorise_in(&self, organization: OrganizationId) -> bool {
        self.membership(organization)
            .is_some_and(|m| m.role == MemberRole::Owner || m.may_authorise)
    }
}
