//! Every text the product says, German first, English beside it. A missing text does not compile.
//!
//! One file per area, both languages on one line of it: whoever changes a sentence sees the other. A page gets
//! `&'static Messages` and says `t.tickets.title`; sentences with names in them are methods: `t.tickets.opened(who)`.

#[macro_use]
mod texts;

pub mod account;
pub mod admin;
pub mod billing;
pub mod calendars;
pub mod common;
pub mod defaults;
pub mod demo;
pub mod desk;
pub mod desk_intervention;
pub mod done;
pub mod emergencies;
pub mod errors;
pub mod failure;
pub mod house;
pub mod intervention;
pub mod labels;
mod labels_events;
mod labels_procedure;
mod labels_rules;
pub mod layout;
pub mod live;
pub mod login;
pub mod notifications;
pub mod on_call;
pub mod orders;
pub mod organization;
pub mod parts;
pub mod policies;
pub mod portal;
pub mod reports;
pub mod standing;
pub mod tickets;
pub mod vault;

use domain::account::Locale;

use crate::wording::Lang;

impl From<Locale> for Lang {
    fn from(locale: Locale) -> Self {
        match locale {
            Locale::De => Self::De,
            Locale::En => Self::En,
        }
    }
}

/// All texts of one language.
#[derive(Debug)]
pub struct Messages {
    /// The language.
    pub lang: Lang,
    /// Words every page needs: save, cancel, back.
    pub common: common::Common,
    /// Bars, navigation, footers.
    pub layout: layout::Layout,
    /// Words of the shared components.
    pub parts: parts::Parts,
    /// Names of states, classes, roles and all other stored enums.
    pub label: labels::Labels,
    /// What is wrong with a field, what was refused.
    pub errors: errors::Errors,
    /// Pages of refusals.
    pub failure: failure::Failure,
    /// What the page before has done.
    pub done: done::Done,
    /// Log-in, second factor, reset, invitation.
    pub login: login::Login,
    /// The person's own account.
    pub account: account::Account,
    /// The customer's first page, systems.
    pub portal: portal::Portal,
    /// Tickets on both faces.
    pub tickets: tickets::Tickets,
    /// Queue, search, tickets for callers.
    pub desk: desk::Desk,
    /// The OS intervention on both faces.
    pub intervention: intervention::Intervention,
    /// The customer's live view.
    pub live: live::Live,
    /// The engineer's workspace.
    pub work: desk_intervention::Work,
    /// Credentials kept in the account, hand-overs.
    pub vault: vault::Vault,
    /// Members, invitations, rights.
    pub organization: organization::Organization,
    /// Standing authorizations on both faces.
    pub standing: standing::Standing,
    /// The provider's own pages.
    pub admin: admin::Admin,
    /// Calendars.
    pub calendars: calendars::Calendars,
    /// Policies.
    pub policies: policies::Policies,
    /// Reports.
    pub reports: reports::Reports,
    /// Who is on call.
    pub on_call: on_call::OnCall,
    /// The technical emergencies.
    pub emergencies: emergencies::Emergencies,
    /// Offers and findings of a ticket.
    pub orders: orders::Orders,
    /// Work entries, statements, tariffs, VAT.
    pub billing: billing::Billing,
    /// What the desk tells its people.
    pub notifications: notifications::Notifications,
    /// Shipped defaults of the procedure.
    pub defaults: defaults::Defaults,
    /// The provider's own log.
    pub house: house::House,
    /// The mails of a demo.
    pub demo: demo::Demo,
}

macro_rules! messages {
    ($name:ident, $lang:ident) => {
        static $name: Messages = Messages {
            lang: Lang::$lang,
            common: common::Common::$name,
            layout: layout::Layout::$name,
            parts: parts::Parts::$name,
            label: labels::Labels(Lang::$lang),
            errors: errors::Errors::$name,
            failure: failure::Failure::$name,
            done: done::Done::$name,
            login: login::Login::$name,
            account: account::Account::$name,
            portal: portal::Portal::$name,
            tickets: tickets::Tickets::$name,
            desk: desk::Desk::$name,
            intervention: intervention::Intervention::$name,
            live: live::Live::$name,
            work: desk_intervention::Work::$name,
            vault: vault::Vault::$name,
            organization: organization::Organization::$name,
            standing: standing::Standing::$name,
            admin: admin::Admin::$name,
            calendars: calendars::Calendars::$name,
            policies: policies::Policies::$name,
            reports: reports::Reports::$name,
            on_call: on_call::OnCall::$name,
            emergencies: emergencies::Emergencies::$name,
            orders: orders::Orders::$name,
            billing: billing::Billing::$name,
            notifications: notifications::Notifications::$name,
            defaults: defaults::Defaults::$name,
            house: house::House::$name,
            demo: demo::Demo::$name,
        };
    };
}
messages!(DE, De);
messages!(EN, En);

impl Messages {
    /// A length of time in words, as it follows "after" and "within".
    pub fn span(&self, seconds: i64) -> String {
        domain::time::span(seconds, self.label.locale())
    }
}

/// The texts of a language.
pub fn messages(lang: impl Into<Lang>) -> &'static Messages {
    match lang.into() {
        Lang::De => &DE,
        Lang::En => &EN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_answers_in_its_own_words() {
        assert_eq!(messages(Locale::De).common.save, "Speichern");
        assert_eq!(messages(Locale::En).common.save, "Save");
        assert_eq!(messages(Locale::En).label.lang(), Lang::En);
    }
}
