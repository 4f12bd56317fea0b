//! Tickets: what they are, which states they go through, what a message does to them.

mod emergency;
mod repeated;
mod status;
#[cfg(test)]
mod tests;
mod text;
mod working_days;

pub use emergency::{EMERGENCIES_MAX, EMERGENCY_NAME_MAX, Emergencies, Emergency, NoEmergency};
pub use repeated::{REPEATED_DAYS, REPEATED_FROM, repeats, service_key};
pub use status::{CustomerMessage, Refusal, TicketStatus};
pub use text::{
    BODY_MAX, SUBJECT_MAX, answers_customer, can_withdraw, check_body, check_subject, release_at,
};

use crate::account::Locale;

codes! {
    /// Art: picks calendar and targets. The customer proposes, the engineer corrects. // M-22
    pub enum Class {
        /// Anwendungsfrage.
        Question => "question",
        /// Störung.
        Fault => "fault",
        /// Notfall; a class, never a priority.
        Emergency => "emergency",
        /// Auftrag.
        Order => "order",
        /// OS-Intervention.
        Intervention => "intervention",
    }
}

impl Class {
    /// The class in words, for pages and mails.
    pub const fn label(self, locale: Locale) -> &'static str {
        let (de, en) = match self {
            Self::Question => ("Frage", "Question"),
            Self::Fault => ("Störung", "Fault"),
            Self::Emergency => ("Notfall", "Emergency"),
            Self::Order => ("Auftrag", "Order"),
            Self::Intervention => ("OS-Intervention", "OS intervention"),
        };
        match locale {
            Locale::De => de,
            Locale::En => en,
        }
    }
}

codes! {
    /// Priorität within a class.
    pub enum Priority {
        /// Hoch.
        High => "high",
        /// Normal.
        Normal => "normal",
        /// Niedrig.
        Low => "low",
    }
}

codes! {
    /// Where a ticket stands.
    pub enum TicketState {
        /// Nobody has touched it.
        New => "new",
        /// In work.
        Open => "open",
        /// Wartet auf Kunde.
        WaitingCustomer => "waiting_customer",
        /// Wartet auf Dritte.
        WaitingThirdParty => "waiting_third_party",
        /// Terminiert.
        Scheduled => "scheduled",
        /// Gelöst; closes by itself.
        Resolved => "resolved",
        /// Geschlossen.
        Closed => "closed",
    }
}

codes! {
    /// Abteilung.
    pub enum Department {
        /// Technische Fragen (the source also says "Technische Probleme"). // I-36 I-37
        Technical => "technical",
        /// Abrechnung.
        Billing => "billing",
        /// Vertrieb.
        Sales => "sales",
    }
}

impl Department {
    /// The department that goes by a name people type into a search, in either language; the source calls the
    /// technical one by two names. // I-37
    pub fn called(name: &str) -> Option<Self> {
        const NAMES: [(&str, Department); 10] = [
            ("technische fragen", Department::Technical),
            ("technische probleme", Department::Technical),
            ("technical questions", Department::Technical),
            ("technical problems", Department::Technical),
            ("technical issues", Department::Technical),
            ("abrechnung", Department::Billing),
            ("buchhaltung", Department::Billing),
            ("billing", Department::Billing),
            ("vertrieb", Department::Sales),
            ("sales", Department::Sales),
        ];
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        let name = name.to_lowercase();
        NAMES
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, department)| *department)
    }
}

codes! {
    /// How a ticket reached the desk.
    pub enum Channel {
        /// Customer area.
        Portal => "portal",
        /// Phone: filed by staff for the caller; never authorises. // I-65 S-02
        Phone => "phone",
    }
}

codes! {
    /// What a text on a ticket is.
    pub enum MessageKind {
        /// Visible to the customer.
        Message => "message",
        /// Interne Notiz: never visible to the customer.
        Note => "note",
        /// Written by the software; never stops a first answer.
        Automatic => "automatic",
    }
}

codes! {
    /// Why a ticket ends without being worked on: nothing is promised any more (rule 14).
    pub enum DropReason {
        /// Advertising and worse: nobody is told.
        Spam => "spam",
        /// The same as another ticket.
        Duplicate => "duplicate",
        /// The customer took it back.
        Withdrawn => "withdrawn",
    }
}

impl DropReason {
    /// The reason in words.
    pub const fn label(self, locale: Locale) -> &'static str {
        let (de, en) = match self {
            Self::Spam => ("Spam", "spam"),
            Self::Duplicate => ("doppelt", "duplicate"),
            Self::Withdrawn => ("vom Kunden zurückgezogen", "taken back by the customer"),
        };
        match locale {
            Locale::De => de,
            Locale::En => en,
        }
    }
}

codes! {
    /// How two tickets belong together.
    pub enum LinkKind {
        /// Simply related.
        Related => "related",
        /// The newer one follows a closed one.
        FollowUp => "follow_up",
        /// The same matter twice.
        Duplicate => "duplicate",
    }
}
