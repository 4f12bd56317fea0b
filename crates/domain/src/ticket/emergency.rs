//! The technical emergencies of the plans: whoever files an emergency chooses one of them. // M-30
//!
//! "keiner der definierten technischen Notfälle": what is not in the list is a fault or a question, whatever it feels like.

use serde::{Deserialize, Serialize};

use crate::account::Locale;
use crate::contract::Plan;

/// Longest name of an emergency, in characters.
pub const EMERGENCY_NAME_MAX: usize = 120;
/// So many emergencies at most.
pub const EMERGENCIES_MAX: usize = 12;

/// One technical emergency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Emergency {
    /// What forms call it; never changes.
    pub code: String,
    /// Its German name.
    pub de: String,
    /// Its English name.
    pub en: String,
    /// The plans that have it.
    pub plans: Vec<Plan>,
}

impl Emergency {
    /// The name in a language.
    pub fn name(&self, locale: Locale) -> &str {
        match locale {
            Locale::De => &self.de,
            Locale::En => &self.en,
        }
    }
}

/// All of them, and what is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Emergencies {
    /// In the order people read them.
    pub list: Vec<Emergency>,
    /// What is no emergency, German.
    pub excluded_de: String,
    /// The same in English.
    pub excluded_en: String,
}

/// Why something is not filed as an emergency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoEmergency {
    /// None was chosen.
    #[error("say which emergency it is")]
    Which,
    /// The list has no such one, or no longer.
    #[error("the list has no such emergency")]
    Unknown,
    /// The plan of the system does not have it.
    #[error("the plan of the system does not have it")]
    NotInPlan,
}

impl Emergencies {
    /// What is no emergency, in a language.
    pub fn excluded(&self, locale: Locale) -> &str {
        match locale {
            Locale::De => &self.excluded_de,
            Locale::En => &self.excluded_en,
        }
    }

    /// The emergency that was chosen, on a system with this plan; without a plan the list alone decides.
    pub fn chosen(&self, code: &str, plan: Option<Plan>) -> Result<&Emergency, NoEmergency> {
        if code.is_empty() {
            return Err(NoEmergency::Which);
        }
        let found = self.list.iter().find(|one| one.code == code);
        let found = found.ok_or(NoEmergency::Unknown)?;
        match plan {
            Some(plan) if !found.plans.contains(&plan) => Err(NoEmergency::NotInPlan),
            _ => Ok(found),
        }
    }

    /// A code nobody has: out of the English name, as people would write it.
    pub fn code_for(&self, name: &str) -> String {
        let mut code = String::new();
        for c in name.chars().flat_map(char::to_lowercase) {
            match c {
                'a'..='z' | '0'..='9' => code.push(c),
                _ if code.ends_with('_') || code.is_empty() => {}
                _ => code.push('_'),
            }
        }
        let code: String = code.trim_end_matches('_').chars().take(40).collect();
        let base = if code.is_empty() { "emergency" } else { &code };
        let free = |code: &String| self.list.iter().all(|one| one.code != *code);
        let numbered = (2..).map(|n| format!("{base}_{n}"));
        std::iter::once(base.to_owned())
            .chain(numbered)
            .find(free)
            .unwrap_or_default()
    }
}

impl Default for Emergencies {
    /// As shipped: assumptions to confirm.
    fn default() -> Self {
        let both = || vec![Plan::ServiceCard, Plan::ManagedServer];
        let one = |code: &str, de: &str, en: &str, plans| Emergency {
            code: code.to_owned(),
            de: de.to_owned(),
            en: en.to_owned(),
            plans,
        };
        Self {
            list: vec![
                one("server_down", "Der Server antwortet nicht", "The server does not answer", both()),
                one("service_down", "Ein Dienst des Systems steht still", "A service of the system is down", both()),
                one("network_down", "Das Netzwerk ist nicht erreichbar", "The network cannot be reached", both()),
                one("hardware", "Ein Bauteil ist ausgefallen", "A component has failed", both()),
                one("attack", "Ein Angriff läuft", "An attack is under way", both()),
            ],
            excluded_de: "Kein Notfall sind Ausfälle, die von der eigenen Anwendung ausgehen, und Fragen zur Bedienung.".to_owned(),
            excluded_en: "Failures caused by your own application and questions of use are no emergency.".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_emergency_is_one_of_the_list_and_of_the_plan() {
        // M-30
        let mut list = Emergencies::default();
        list.list[1].plans = vec![Plan::ManagedServer];
        let plan = Some(Plan::ServiceCard);
        assert_eq!(list.chosen("", plan), Err(NoEmergency::Which));
        assert_eq!(list.chosen("coffee", plan), Err(NoEmergency::Unknown));
        assert_eq!(
            list.chosen("service_down", plan),
            Err(NoEmergency::NotInPlan)
        );
        for plan in [Some(Plan::ManagedServer), None] {
            let chosen = list.chosen("service_down", plan).map(|one| one.en.as_str());
            assert_eq!(chosen, Ok("A service of the system is down"));
        }
    }

    #[test]
    fn a_new_one_gets_a_code_of_its_own() {
        let list = Emergencies::default();
        for (name, code) in [
            ("Disk  full!", "disk_full"),
            ("Server down", "server_down_2"),
            ("—", "emergency"),
        ] {
            assert_eq!(list.code_for(name), code);
        }
    }
}
