//! The canonical text of an authorization, German and English.
//!
//! Rendered on the server from [`Terms`] alone, so that the same terms always give the same bytes; the digest of these
//! bytes is what the audit chain remembers. German binds; the English text says so and names the digest of the German
//! one. [`TEXT_VERSION`] changes with every change of a sentence here.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::super::labels::{either, role};
use super::super::{AccessMethod, AuthorizationVersionKind};
use super::{Signer, Terms};
use crate::account::Locale;
use crate::charge::Tariff;
use crate::time::{Timestamp, clock_time, date};

/// The version of the sentences below, printed in the head of what is signed (I-06).
pub const TEXT_VERSION: &str = "2026-11-2";

/// SHA-256 of a text.
pub fn sha256(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}

/// One line, whatever was typed: a line break in a name must not add a paragraph to what is signed.
pub(super) fn line(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Name and standing of who signs: role, and who gave the right when (I-21).
pub(super) fn signer(signer: &Signer, locale: Locale) -> (String, String) {
    let mut standing = role(signer.role, locale).to_owned();
    if let Some(right) = &signer.right {
        let when = date(right.at, locale == Locale::De);
        let by = line(&right.by);
        let sentence = match locale {
            Locale::De => format!("; Recht zur Genehmigung erteilt von {by} am {when}"),
            Locale::En => format!("; right to authorise given by {by} on {when}"),
        };
        standing.push_str(&sentence);
    }
    (line(&signer.name), standing)
}

impl Terms {
    /// The text in the language of the terms.
    pub fn text(&self) -> String {
        self.text_in(self.language)
    }

    fn text_in(&self, locale: Locale) -> String {
        let paragraphs = [
            self.head(locale),
            self.who_and_where(locale),
            self.why(locale),
            self.what(locale),
            self.how(locale),
            self.how_long(locale),
            self.confirmations(locale),
            self.limits(locale),
            revoking(locale).to_owned(),
            language_clause(locale, || self.text_in(Locale::De)),
        ];
        let mut text = paragraphs.join("\n\n");
        text.push('\n');
        text
    }

    fn head(&self, locale: Locale) -> String {
        let when = date(self.shown_at, locale == Locale::De);
        let (version, replaced) = (self.version, self.version - 1);
        let mut head = match locale {
            Locale::De => format!(
                "Genehmigung einer OS-Intervention\nFassung {version} vom {when}, Ticket {}, Textversion {TEXT_VERSION}, Deutsch",
                self.ticket
            ),
            Locale::En => format!(
                "Authorization of an OS intervention\nVersion {version} of {when}, ticket {}, text version {TEXT_VERSION}, English",
                self.ticket
            ),
        };
        let note = match (self.kind, locale) {
            (AuthorizationVersionKind::Initial, _) => return head,
            (AuthorizationVersionKind::Edit, Locale::De) => {
                format!("Diese Fassung ersetzt Fassung {replaced}.")
            }
            (AuthorizationVersionKind::Edit, Locale::En) => {
                format!("This version replaces version {replaced}.")
            }
            (AuthorizationVersionKind::Extension, Locale::De) => {
                format!("Diese Fassung verlängert Fassung {replaced}; alles andere bleibt gleich.")
            }
            (AuthorizationVersionKind::Extension, Locale::En) => {
                format!("This version extends version {replaced}; everything else stays the same.")
            }
        };
        head.push('\n');
        head.push_str(&note);
        head
    }

    fn who_and_where(&self, locale: Locale) -> String {
        let (signer, standing) = signer(&self.signer, locale);
        let (organization, number) = (
            line(&self.organization.name),
            line(&self.organization.number),
        );
        let provider = line(&self.provider);
        let (system, service_id, address) = (
            line(&self.system.name),
            line(&self.system.service_id),
            line(&self.system.address),
        );
        match locale {
            Locale::De => format!(
                "Wer und wo\n{signer} ({standing}) genehmigt im Namen von {organization} (Kundennummer {number}) Arbeiten von {provider} am Betriebssystem von {system} (Service-ID {service_id}, IP-Adresse {address})."
            ),
            Locale::En => format!(
                "Who and where\n{signer} ({standing}) authorises, on behalf of {organization} (customer number {number}), work by {provider} on the operating system of {system} (service ID {service_id}, IP address {address})."
            ),
        }
    }

    fn why(&self, locale: Locale) -> String {
        let symptom = self.symptom.label(locale);
        let (ticket, digest) = (self.ticket, line(&self.problem_sha256));
        match locale {
            Locale::De => format!(
                "Warum\n{symptom}. Das Problem, die Fehlermeldungen und die gewünschte Maßnahme sind in Ticket {ticket} beschrieben (SHA-256 der Beschreibung: {digest})."
            ),
            Locale::En => format!(
                "Why\n{symptom}. The problem, the error messages and the action wanted are described in ticket {ticket} (SHA-256 of the description: {digest})."
            ),
        }
    }

    /// The tasks agreed to, each with its price; nothing else is authorised (I-07 to I-13).
    fn what(&self, locale: Locale) -> String {
        let mut text = either(locale, "Was", "What").to_owned();
        for agreed in &self.tasks {
            let price = tariff(agreed.tariff, locale);
            let _ = write!(text, "\n- {}: {price}", agreed.task.label(locale));
        }
        if let Some(ceiling) = self.ceiling {
            let amount = ceiling.show(locale);
            let sentence = match locale {
                Locale::De => format!(
                    "\nKostenobergrenze: {amount} netto. Was darüber liegt, wird erst berechnet, wenn die Obergrenze angehoben wurde."
                ),
                Locale::En => format!(
                    "\nCost ceiling: {amount} net. Work beyond it is charged only once the ceiling has been raised."
                ),
            };
            text.push_str(&sentence);
        }
        if !self.awaiting_offer.is_empty() {
            let names: Vec<&str> = self
                .awaiting_offer
                .iter()
                .map(|t| t.label(locale))
                .collect();
            let names = names.join("; ");
            let sentence = match locale {
                Locale::De => format!(
                    "\nAngefragt, aber nicht genehmigt, bis ein Angebot angenommen ist: {names}."
                ),
                Locale::En => format!(
                    "\nAsked for, but not authorised until an offer has been accepted: {names}."
                ),
            };
            text.push_str(&sentence);
        }
        text.push_str(either(
            locale,
            "\nAndere Arbeiten sind nicht genehmigt. Geändert wird nur, was zur Lösung des Problems nötig ist.",
            "\nNo other work is authorised. Only what is needed to solve the problem is changed.",
        ));
        text
    }

    fn how(&self, locale: Locale) -> String {
        let mut text = either(locale, "Wie", "How").to_owned();
        for method in AccessMethod::ALL.iter().filter(|m| self.allows(**m)) {
            let _ = write!(text, "\n- {}", self.method(*method, locale));
        }
        if self.login.credentials {
            text.push_str(either(
                locale,
                "\nHinterlegte Zugangsdaten liegen verschlüsselt im Tresor. Jede Einsicht wird mit Name, Zeit und Grund protokolliert und ist sofort im Ticket zu sehen. Mit dem Abschluss, spätestens 72 Stunden nach der Hinterlegung, werden sie vernichtet.",
                "\nDeposited credentials lie encrypted in the vault. Every look at them is logged with name, time and reason and can be seen in the ticket at once. They are destroyed when the intervention is closed, 72 hours after the deposit at the latest.",
            ));
        }
        text
    }

    fn method(&self, method: AccessMethod, locale: Locale) -> String {
        let provider = line(&self.provider);
        match (method, locale) {
            (AccessMethod::Ssh, Locale::De) => match (self.login.our_key, self.login.credentials) {
                (true, true) => format!(
                    "SSH/RDP, mit dem öffentlichen Schlüssel von {provider} oder mit hinterlegten Zugangsdaten"
                ),
                (true, false) => format!("SSH/RDP, mit dem öffentlichen Schlüssel von {provider}"),
                (false, true) => "SSH/RDP, mit hinterlegten Zugangsdaten".to_owned(),
                (false, false) => {
                    "SSH/RDP; dafür ist weder ein Schlüssel eingetragen, noch sind Zugangsdaten hinterlegt".to_owned()
                }
            },
            (AccessMethod::Ssh, Locale::En) => match (self.login.our_key, self.login.credentials) {
                (true, true) => format!(
                    "SSH/RDP, with the public key of {provider} or with deposited credentials"
                ),
                (true, false) => format!("SSH/RDP, with the public key of {provider}"),
                (false, true) => "SSH/RDP, with deposited credentials".to_owned(),
                (false, false) => {
                    "SSH/RDP; for it neither a key is installed nor are credentials deposited".to_owned()
                }
            },
            (AccessMethod::IpKvm, _) => either(
                locale,
                "IP-KVM: Fernkonsole wie Tastatur und Bildschirm am Server",
                "IP-KVM: remote console, like keyboard and screen at the server",
            )
            .to_owned(),
            (AccessMethod::Rescue, _) => either(
                locale,
                "Rettungsmodus: Neustart über das Netzwerk in ein minimales Linux",
                "Rescue mode: restart over the network into a minimal Linux",
            )
            .to_owned(),
            (AccessMethod::Vnc, _) => either(
                locale,
                "VNC-Konsole: unabhängig von der Netzwerkkonfiguration",
                "VNC console: independent of the network configuration",
            )
            .to_owned(),
            (AccessMethod::DataCentre, _) => either(
                locale,
                "Zugang zum Rechenzentrum: Arbeiten vor Ort; die zugesagte Zeit gilt dann nicht",
                "Data-centre access: work on site; the promised time does not apply then",
            )
            .to_owned(),
        }
    }

    fn how_long(&self, locale: Locale) -> String {
        let title = either(locale, "Wie lange", "How long");
        let sentence = if let Some(until) = self.extended_until {
            let until = instant(until, locale);
            match locale {
                Locale::De => {
                    format!("Verlängert: gültig ab Unterschrift dieser Fassung bis {until}.")
                }
                Locale::En => {
                    format!("Extended: valid from the signature of this version until {until}.")
                }
            }
        } else {
            let hours = self.rules.work_hours;
            let until = instant(self.rules.latest_until(self.shown_at), locale);
            match locale {
                Locale::De => format!(
                    "Gültig ab Unterschrift, höchstens {hours} Stunden ab Beginn der Arbeiten, längstens bis {until}."
                ),
                Locale::En => format!(
                    "Valid from the signature, at most {hours} hours from the beginning of the work, until {until} at the latest."
                ),
            }
        };
        let only = either(
            locale,
            "Verlängern kann nur die Kundenseite.",
            "Only the customer can extend it.",
        );
        format!("{title}\n{sentence} {only}")
    }

    fn confirmations(&self, locale: Locale) -> String {
        let mut text = either(locale, "Bestätigungen", "Acknowledgements").to_owned();
        for acknowledgement in &self.acknowledgements {
            let _ = write!(text, "\n- {}", acknowledgement.label(locale));
        }
        let reachable = line(&self.reachable);
        if !reachable.is_empty() {
            let _ = write!(
                text,
                "\n{}: {reachable}",
                either(locale, "Erreichbar", "Reachable")
            );
        }
        text
    }

    /// Best effort and liability, in the words of the source (I-57/58).
    fn limits(&self, locale: Locale) -> String {
        let provider = line(&self.provider);
        match locale {
            Locale::De => format!(
                "Grenzen und Haftung\n{provider} führt Interventionen nach bestem Wissen und Gewissen durch; eine Lösung kann nicht für alle Probleme garantiert werden. Für die Erstellung von Backups ist die Kundenseite verantwortlich; {provider} haftet nicht für Datenverluste während des Eingriffs. Während des Eingriffs festgestellte Hardware-Probleme werden nach dem Verfahren für Hardware-Ausfälle eskaliert. Wiederholte Interventionen für vermeidbare Probleme können zusätzlich geprüft werden."
            ),
            Locale::En => format!(
                "Limits and liability\n{provider} carries out interventions with due care and to the best of its ability; a solution cannot be guaranteed for every problem. The customer is responsible for backups; {provider} is not liable for loss of data during the intervention. Hardware problems found during the intervention are escalated under the hardware-failure procedure. Repeated interventions for avoidable problems may be subject to additional review."
            ),
        }
    }
}

/// Which language binds; the other one names the text that does by its digest.
pub(super) fn language_clause(locale: Locale, german: impl FnOnce() -> String) -> String {
    match locale {
        Locale::De => "Verbindlich ist dieser deutsche Text.".to_owned(),
        Locale::En => format!(
            "The German text of these terms is binding (SHA-256: {}).",
            hex::encode(sha256(&german()))
        ),
    }
}

const fn revoking(locale: Locale) -> &'static str {
    either(
        locale,
        "Entzug\nDiese Genehmigung kann jederzeit im Ticket mit „Jetzt sperren“ entzogen werden. Sie endet dann sofort, und hinterlegte Zugangsdaten werden vernichtet. Chat, E-Mail und Telefon können diese Genehmigung weder erteilen noch erweitern.",
        "Right to revoke\nThis authorization can be revoked in the ticket at any time with “Lock now”. It then ends at once, and deposited credentials are destroyed. Chat, e-mail and phone can neither give nor widen this authorization.",
    )
}

fn instant(at: Timestamp, locale: Locale) -> String {
    match locale {
        Locale::De => format!(
            "{}, {} Uhr (Ortszeit Berlin)",
            date(at, true),
            clock_time(at)
        ),
        Locale::En => format!("{}, {} (Berlin time)", date(at, false), clock_time(at)),
    }
}

fn tariff(tariff: Tariff, locale: Locale) -> String {
    match (tariff, locale) {
        (Tariff::Free, _) => either(locale, "ohne Berechnung", "free of charge").to_owned(),
        (
            Tariff::Hourly {
                inside,
                outside,
                unit_min,
            },
            Locale::De,
        ) => format!(
            "{} je Stunde werktags von 8 bis 17 Uhr, sonst {}, je angefangene {unit_min} Minuten, netto",
            inside.show(locale),
            outside.show(locale)
        ),
        (
            Tariff::Hourly {
                inside,
                outside,
                unit_min,
            },
            Locale::En,
        ) => format!(
            "{} an hour on working days from 8:00 to 17:00, otherwise {}, per started {unit_min} minutes, net",
            inside.show(locale),
            outside.show(locale)
        ),
        (Tariff::PerUnit { price, unit_min }, Locale::De) => {
            format!(
                "{} je angefangene {unit_min} Minuten, netto",
                price.show(locale)
            )
        }
        (Tariff::PerUnit { price, unit_min }, Locale::En) => {
            format!("{} per started {unit_min} minutes, net", price.show(locale))
        }
        (Tariff::Fixed { price }, Locale::De) => format!("{} pauschal, netto", price.show(locale)),
        (Tariff::Fixed { price }, Locale::En) => format!("{} fixed, net", price.show(locale)),
    }
}
