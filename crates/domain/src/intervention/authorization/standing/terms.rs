//! What is signed: the terms as data, and their canonical text in German and English.
//!
//! As with a ticket's authorization the text is rendered on the server from the terms alone, so that the same terms
//! always give the same bytes. [`STANDING_TEXT_VERSION`] changes with every change of a sentence here.
//!
//! The text ends with the digest of the terms: names can be alike, ids are not, and what is allowed is read from the data.
//! So the signature covers both, and [`StandingTerms::are_signed_in`] tells data that were changed afterwards.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::super::text::{language_clause, line, sha256, signer};
use super::super::{OrganizationRef, Signer, SystemRef};
use super::{Period, StandingAct};
use crate::account::Locale;
use crate::ids::SystemId;
use crate::intervention::labels::either;
use crate::time::{Timestamp, date};

/// The version of the sentences below, printed in the head of what is signed.
pub const STANDING_TEXT_VERSION: &str = "2026-11b";

impl StandingAct {
    /// The act in one word.
    pub const fn label(self, locale: Locale) -> &'static str {
        let (de, en) = match self {
            Self::Fix => ("Beheben", "Fixing"),
            Self::Patching => ("Patchen", "Patching"),
            Self::Inventory => ("Inventar", "Inventory"),
        };
        either(locale, de, en)
    }

    /// What the act covers, as it is signed.
    pub const fn covers(self, locale: Locale) -> &'static str {
        let (de, en) = match self {
            Self::Fix => (
                "eine Störung beheben, die das Monitoring gemeldet hat",
                "repair a fault that monitoring has reported",
            ),
            Self::Patching => (
                "Aktualisierungen des Betriebssystems und seiner Pakete installieren, bei Bedarf mit Neustart",
                "install updates of the operating system and its packages, with a restart where needed",
            ),
            Self::Inventory => (
                "den Bestand auslesen: Betriebssystem, Pakete, Dienste, Hardware; geändert wird dabei nichts",
                "read the inventory: operating system, packages, services, hardware; nothing is changed",
            ),
        };
        either(locale, de, en)
    }
}

/// A system of a standing authorization: its id, and the names it is signed under.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandingSystem {
    /// Id.
    pub id: SystemId,
    /// Host name, service id, address.
    #[serde(flatten)]
    pub named: SystemRef,
}

/// Everything the signed text says. Stored beside the text; what is allowed is read from here and from nowhere else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandingTerms {
    /// Running number within the organization.
    pub number: i64,
    /// The language of the text; German binds.
    pub language: Locale,
    /// When the text was shown.
    pub shown_at: Timestamp,
    /// The provider's legal name.
    pub provider: String,
    /// Who authorises.
    pub organization: OrganizationRef,
    /// Who signs.
    pub signer: Signer,
    /// Where the work is done.
    pub systems: Vec<StandingSystem>,
    /// What is allowed.
    pub acts: Vec<StandingAct>,
    /// How long.
    pub period: Period,
}

impl StandingTerms {
    /// The text in the language of the terms.
    pub fn text(&self) -> String {
        self.text_in(self.language)
    }

    /// Digest of the terms as data, hexadecimal; the same whatever language they are read in. A part added later stays out
    /// of the data while it is empty, otherwise nothing signed before would hold.
    fn digest(&self) -> String {
        let german = Self {
            language: Locale::De,
            ..self.clone()
        };
        let data = serde_json::to_string(&german).expect("plain data");
        hex::encode(sha256(&data))
    }

    /// Whether a signed text names these terms. Texts of an older version name none, and so allow nothing.
    pub fn are_signed_in(&self, text: &str) -> bool {
        let named = self.data_clause(self.language);
        text.split("\n\n").any(|paragraph| paragraph == named)
    }

    fn text_in(&self, locale: Locale) -> String {
        let paragraphs = [
            self.head(locale),
            self.who_and_where(locale),
            self.what(locale),
            self.how_long(locale),
            checked_first(locale).to_owned(),
            limits(locale).to_owned(),
            revoking(locale).to_owned(),
            self.data_clause(locale),
            language_clause(locale, || self.text_in(Locale::De)),
        ];
        let mut text = paragraphs.join("\n\n");
        text.push('\n');
        text
    }

    fn head(&self, locale: Locale) -> String {
        let (number, customer) = (self.number, line(&self.organization.number));
        let when = date(self.shown_at, locale == Locale::De);
        match locale {
            Locale::De => format!(
                "Dauergenehmigung für wiederkehrende Arbeiten\nNr. {number} vom {when}, Kundennummer {customer}, Textversion {STANDING_TEXT_VERSION}, Deutsch"
            ),
            Locale::En => format!(
                "Standing authorization of recurring work\nNo. {number} of {when}, customer number {customer}, text version {STANDING_TEXT_VERSION}, English"
            ),
        }
    }

    fn who_and_where(&self, locale: Locale) -> String {
        let (signer, standing) = signer(&self.signer, locale);
        let (organization, number) = (
            line(&self.organization.name),
            line(&self.organization.number),
        );
        let provider = line(&self.provider);
        let mut text = match locale {
            Locale::De => format!(
                "Wer und wo\n{signer} ({standing}) genehmigt im Namen von {organization} (Kundennummer {number}) wiederkehrende Arbeiten von {provider} am Betriebssystem dieser Systeme:"
            ),
            Locale::En => format!(
                "Who and where\n{signer} ({standing}) authorises, on behalf of {organization} (customer number {number}), recurring work by {provider} on the operating system of these systems:"
            ),
        };
        for system in &self.systems {
            let named = &system.named;
            let (name, service_id, address) = (
                line(&named.name),
                line(&named.service_id),
                line(&named.address),
            );
            let _ = match locale {
                Locale::De => write!(
                    text,
                    "\n- {name} (Service-ID {service_id}, IP-Adresse {address})"
                ),
                Locale::En => write!(
                    text,
                    "\n- {name} (service ID {service_id}, IP address {address})"
                ),
            };
        }
        text
    }

    fn what(&self, locale: Locale) -> String {
        let mut text = either(locale, "Was", "What").to_owned();
        for act in &self.acts {
            let _ = write!(text, "\n- {}: {}", act.label(locale), act.covers(locale));
        }
        text.push('\n');
        text.push_str(either(
            locale,
            "Andere Arbeiten am Betriebssystem brauchen eine eigene Genehmigung.",
            "Any other work on the operating system needs an authorization of its own.",
        ));
        text
    }

    fn how_long(&self, locale: Locale) -> String {
        let german = locale == Locale::De;
        let from = date(self.period.from, german);
        // The last instant of the last day stands before the first one after it.
        let last = self
            .period
            .until
            .map(|until| date(until.minus_seconds(1), german));
        match (locale, last) {
            (Locale::De, Some(last)) => format!(
                "Wie lange\nGültig ab {from}, frühestens ab Unterschrift, bis einschließlich {last} (Ortszeit Berlin). Sie verlängert sich nicht von selbst."
            ),
            (Locale::De, None) => format!(
                "Wie lange\nGültig ab {from} (Ortszeit Berlin), frühestens ab Unterschrift, bis zum Widerruf."
            ),
            (Locale::En, Some(last)) => format!(
                "How long\nValid from {from}, not before the signature, up to and including {last} (Berlin time). It does not renew itself."
            ),
            (Locale::En, None) => format!(
                "How long\nValid from {from} (Berlin time), not before the signature, until revoked."
            ),
        }
    }

    fn data_clause(&self, locale: Locale) -> String {
        let digest = self.digest();
        match locale {
            Locale::De => format!("Diese Angaben als Daten (SHA-256): {digest}"),
            Locale::En => format!("These terms as data (SHA-256): {digest}"),
        }
    }
}

const fn checked_first(locale: Locale) -> &'static str {
    either(
        locale,
        "Prüfung vor jeder Arbeit\nVor jeder Arbeit wird geprüft, ob eine Dauergenehmigung für dieses System und diese Arbeit gilt. Gilt keine, unterbleibt die Arbeit.",
        "Check before any work\nBefore any work it is checked whether a standing authorization holds for this system and this work. If none does, the work is not done.",
    )
}

const fn limits(locale: Locale) -> &'static str {
    either(
        locale,
        "Grenzen\nDiese Dauergenehmigung gibt keinen Einblick in Zugangsdaten, die zu einem Ticket hinterlegt sind. Kosten und alles Weitere richten sich nach dem Vertrag für das jeweilige System.",
        "Limits\nThis standing authorization gives no access to credentials deposited for a ticket. Charges and everything else follow the contract for the system concerned.",
    )
}

const fn revoking(locale: Locale) -> &'static str {
    either(
        locale,
        "Widerruf\nDiese Dauergenehmigung kann jederzeit im Portal unter „Dauergenehmigungen“ widerrufen werden, ganz und ohne Angabe von Gründen. Ab dann beginnt keine Arbeit mehr, die auf ihr beruht. Chat, E-Mail und Telefon können diese Dauergenehmigung weder erteilen noch erweitern.",
        "Right to revoke\nThis standing authorization can be revoked in the portal under “Standing authorizations” at any time, as a whole and without giving reasons. From then on no work that rests on it begins. Chat, e-mail and phone can neither give nor widen this standing authorization.",
    )
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::account::MemberRole;

    fn terms(language: Locale) -> StandingTerms {
        let at = |text: &str| text.parse().expect("a valid time");
        StandingTerms {
            number: 3,
            language,
            shown_at: at("2026-11-22T09:00:00Z"),
            provider: "Kastell Hosting GmbH".to_owned(),
            organization: OrganizationRef {
                name: "Lindner Werkzeugbau GmbH".to_owned(),
                number: "K-10231".to_owned(),
            },
            signer: Signer {
                name: "Petra Lindner".to_owned(),
                role: MemberRole::Owner,
                right: None,
            },
            systems: vec![StandingSystem {
                id: SystemId::from_uuid(Uuid::from_u128(7)),
                named: SystemRef {
                    name: "web-03\n- evil".to_owned(),
                    service_id: "SRV-20417".to_owned(),
                    address: "203.0.113.42".to_owned(),
                },
            }],
            acts: vec![StandingAct::Fix, StandingAct::Patching],
            period: Period {
                from: at("2026-11-30T23:00:00Z"),
                until: Some(at("2027-12-31T23:00:00Z")),
            },
        }
    }

    #[test]
    fn the_text_names_who_where_what_and_how_long_and_nothing_else() {
        // I-04
        let text = terms(Locale::De).text();
        for part in [
            "Nr. 3 vom 22.11.2026, Kundennummer K-10231",
            "Petra Lindner (Kontoinhaberschaft) genehmigt im Namen von Lindner Werkzeugbau GmbH",
            "\n- web-03 - evil (Service-ID SRV-20417, IP-Adresse 203.0.113.42)\n",
            "\n- Beheben: eine Störung beheben",
            "\n- Patchen: Aktualisierungen",
            "Gültig ab 01.12.2026, frühestens ab Unterschrift, bis einschließlich 31.12.2027",
            "Gilt keine, unterbleibt die Arbeit.",
        ] {
            assert!(text.contains(part), "{part} is not in\n{text}");
        }
        assert!(!text.contains("Inventar"), "{text}");
        let open = StandingTerms {
            period: Period {
                until: None,
                ..terms(Locale::De).period
            },
            ..terms(Locale::De)
        };
        assert!(open.text().contains("bis zum Widerruf."));
    }

    #[test]
    fn the_english_text_names_the_digest_of_the_german_one() {
        let english = terms(Locale::En).text();
        let german = hex::encode(sha256(&terms(Locale::De).text()));
        assert!(english.contains(&german), "{english}");
        assert!(english.contains("up to and including 31 Dec 2027"));
    }

    #[test]
    fn every_part_of_the_terms_changes_the_text_and_reads_back() {
        let signed = terms(Locale::De);
        let stored = serde_json::to_string(&signed).expect("JSON");
        assert_eq!(serde_json::from_str(&stored).ok(), Some(signed.clone()));
        let mut others = vec![signed.clone(); 6];
        others[0].number = 4;
        others[1].systems.clear();
        others[2].acts = StandingAct::ALL.to_vec();
        others[3].period.until = None;
        others[4].provider = "Anderswo AG".to_owned();
        others[5].signer.role = MemberRole::Technical;
        for other in others {
            assert_ne!(other.text(), signed.text());
            assert!(!other.are_signed_in(&signed.text()));
        }
    }

    #[test]
    fn the_text_names_its_data_and_no_others() {
        // I-04
        for language in [Locale::De, Locale::En] {
            let signed = terms(language);
            let text = signed.text();
            assert!(signed.are_signed_in(&text), "{text}");
            // A system of the same name is another system.
            let mut elsewhere = signed.clone();
            elsewhere.systems[0].id = SystemId::from_uuid(Uuid::from_u128(8));
            assert!(!elsewhere.are_signed_in(&text));
            assert!(!signed.are_signed_in("Dauergenehmigung, Textversion 2026-11"));
        }
    }

    #[test]
    fn a_changed_sentence_is_a_new_version_of_the_standing_text() {
        // I-06
        // Every sentence the text can have. Whoever changes one gives the text a new version here and keeps the old
        // line: what was signed under a version must stay findable.
        const KNOWN: [(&str, &str); 2] = [
            (
                "2026-11",
                "537d2cf0e176b3491d9f02d704d3c515b589644b3e6d574fce0dd089b93f9e5c",
            ),
            (
                "2026-11b",
                "b9bac501592009b2c6f3367691fea4776ec7511d70642252de3d4e64791384b2",
            ),
        ];
        let mut everything = String::new();
        for language in [Locale::De, Locale::En] {
            let fixed = StandingTerms {
                acts: StandingAct::ALL.to_vec(),
                ..terms(language)
            };
            let mut open = fixed.clone();
            open.period.until = None;
            everything.push_str(&fixed.text());
            everything.push_str(&open.text());
        }
        let known = KNOWN
            .iter()
            .find(|(version, _)| *version == STANDING_TEXT_VERSION);
        let digest = hex::encode(sha256(&everything));
        assert_eq!(known.map(|(_, digest)| *digest), Some(digest.as_str()));
    }
}
