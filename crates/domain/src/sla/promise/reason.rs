//! Why a rule holds, as data and in words (rule 26).

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::{Conditions, ContractKind, PolicyRule};
use crate::account::Locale;
use crate::intervention::Complexity;
use crate::sla::ClockKind;
use crate::ticket::Priority;

/// The rule that made a promise, and the conditions it had then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// Its position.
    pub position: u32,
    /// What had to be so.
    pub when: Conditions,
}

impl Reason {
    /// That of a rule.
    pub const fn of(rule: &PolicyRule) -> Self {
        Self {
            position: rule.position,
            when: rule.when,
        }
    }

    /// "Regel 3: Klasse Störung, Priorität hoch".
    pub fn words(&self, locale: Locale) -> String {
        let mut text = match locale {
            Locale::De => format!("Regel {}: ", self.position),
            Locale::En => format!("Rule {}: ", self.position),
        };
        let _ = text.write_str(&self.when.words(locale));
        text
    }
}

impl Conditions {
    /// "Klasse Störung, Priorität hoch".
    pub fn words(&self, locale: Locale) -> String {
        let mut parts: Vec<String> = Vec::new();
        let mut say = |de: &str, en: &str, value: &str| {
            let name = match locale {
                Locale::De => de,
                Locale::En => en,
            };
            parts.push(format!("{name} {value}"));
        };
        if let Some(class) = self.class {
            say("Klasse", "class", class.label(locale));
        }
        if let Some(priority) = self.priority {
            say("Priorität", "priority", priority_word(priority, locale));
        }
        if let Some(complexity) = self.complexity {
            say("Aufwand", "complexity", complexity_word(complexity, locale));
        }
        if let Some(contract) = self.contract {
            say("Vertrag", "contract", contract.label(locale));
        }
        match (self.premium, locale) {
            (Some(true), Locale::De) => parts.push("mit SLA Premium".to_owned()),
            (Some(true), Locale::En) => parts.push("with SLA Premium".to_owned()),
            (Some(false), Locale::De) => parts.push("ohne SLA Premium".to_owned()),
            (Some(false), Locale::En) => parts.push("without SLA Premium".to_owned()),
            (None, _) => {}
        }
        if parts.is_empty() {
            return match locale {
                Locale::De => "gilt für alle Fälle".to_owned(),
                Locale::En => "holds in every case".to_owned(),
            };
        }
        parts.join(", ")
    }
}

impl ContractKind {
    /// The kind in words.
    pub const fn label(self, locale: Locale) -> &'static str {
        match (self, locale) {
            (Self::ServiceCard, _) => "Service Card",
            (Self::ManagedServer, _) => "Managed Server",
            (Self::None, Locale::De) => "keiner",
            (Self::None, Locale::En) => "none",
        }
    }
}

const fn priority_word(priority: Priority, locale: Locale) -> &'static str {
    match (priority, locale) {
        (Priority::High, Locale::De) => "hoch",
        (Priority::High, Locale::En) => "high",
        (Priority::Normal, _) => "normal",
        (Priority::Low, Locale::De) => "niedrig",
        (Priority::Low, Locale::En) => "low",
    }
}

const fn complexity_word(complexity: Complexity, locale: Locale) -> &'static str {
    match (complexity, locale) {
        (Complexity::Standard, Locale::De) => "Standard",
        (Complexity::Standard, Locale::En) => "standard",
        (Complexity::Complex, Locale::De) => "komplex",
        (Complexity::Complex, Locale::En) => "complex",
    }
}

impl ClockKind {
    /// The promise in words.
    pub const fn label(self, locale: Locale) -> &'static str {
        let (de, en) = match self {
            Self::FirstAnswer => ("Erste Antwort", "First answer"),
            Self::NextAnswer => ("Folgeantwort", "Next answer"),
            Self::Resolution => ("Lösung", "Resolution"),
            Self::Intervention => ("Einsatz", "Intervention"),
            Self::StatusUpdate => ("Statusmeldung", "Status update"),
        };
        match locale {
            Locale::De => de,
            Locale::En => en,
        }
    }
}
