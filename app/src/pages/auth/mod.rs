//! Everything before somebody is logged in: log-in, second factor, enrolment, links from mails, the first set-up.

mod factor;
mod links;
mod login;

pub use factor::{
    EnrolPage, FactorPage, ReauthPage, enrol, factor, reauth, reauth_done, recovery_codes,
};
pub use links::{InvitationPage, SetupPage, forgot, forgot_sent, invitation, reset, set_up};
pub use login::{LoginPage, login};
