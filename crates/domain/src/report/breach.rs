//! Why a promise was broken (rule 29).

use crate::account::Locale;

codes! {
    /// Reason of a breach, given by a person when the ticket is closed.
    pub enum BreachReason {
        /// Kapazität.
        Capacity => "capacity",
        /// Weiterleitung.
        Forwarding => "forwarding",
        /// Fehlklassifizierung.
        Misclassified => "misclassified",
        /// Warten auf Dritte.
        ThirdParty => "third_party",
        /// RZ-Zugang.
        DataCentre => "data_centre",
        /// Falsche Priorität.
        WrongPriority => "wrong_priority",
        /// Systemstörung.
        SystemFault => "system_fault",
        /// Sonstiges.
        Other => "other",
    }
}

impl BreachReason {
    /// The reason in words.
    pub const fn label(self, locale: Locale) -> &'static str {
        let (de, en) = match self {
            Self::Capacity => ("Kapazität", "capacity"),
            Self::Forwarding => ("Weiterleitung", "forwarding"),
            Self::Misclassified => ("Fehlklassifizierung", "misclassified"),
            Self::ThirdParty => ("Warten auf Dritte", "waiting for third parties"),
            Self::DataCentre => ("Zugang zum Rechenzentrum", "access to the data centre"),
            Self::WrongPriority => ("Falsche Priorität", "wrong priority"),
            Self::SystemFault => ("Systemstörung", "fault of the desk's systems"),
            Self::Other => ("Sonstiges", "other"),
        };
        match locale {
            Locale::De => de,
            Locale::En => en,
        }
    }
}
