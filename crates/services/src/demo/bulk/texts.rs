//! Words for thousands of tickets: sentences with slots, filled by dice.
//!
//! No sentence stands alone in a queue: each has a host, a program's name, a time or a code in it, so that subjects
//! hardly ever repeat and the vocabulary grows with the number of tickets, as it does in reality.

use serde::Deserialize;

use crate::error::{Result, ServiceError};

/// Chance that needs no system call: SplitMix64, seeded from the context's randomness.
#[derive(Debug, Clone)]
pub(super) struct Dice(u64);

impl Dice {
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `sides`.
    pub(super) fn below(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^= z >> 31;
        let sides = u64::try_from(sides.max(1)).unwrap_or(1);
        usize::try_from(z % sides).unwrap_or_default()
    }

    /// Between both ends, which belong to it.
    pub(super) fn between(&mut self, from: i64, to: i64) -> i64 {
        let sides = usize::try_from(to - from + 1).unwrap_or(1);
        from + i64::try_from(self.below(sides)).unwrap_or_default()
    }

    /// Whether something happens that does so in `percent` of cases.
    pub(super) fn percent(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of several; several are never none here.
    pub(super) fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    /// One of several, those in front more often.
    fn front<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        let at = self.below(of.len()).min(self.below(of.len()));
        &of[at]
    }
}

/// What a ticket can be about.
#[derive(Debug, Deserialize)]
pub(super) struct Topic {
    /// Codes of classes, the frequent ones more than once.
    pub classes: Vec<String>,
    /// Code of the department.
    pub department: String,
    subjects: Vec<String>,
    openings: Vec<String>,
    answers: Vec<String>,
    notes: Vec<String>,
}

/// Every sentence.
#[derive(Debug, Deserialize)]
pub(super) struct Texts {
    first: Vec<String>,
    middle: Vec<String>,
    last: Vec<String>,
    packages: Vec<String>,
    greetings: Vec<String>,
    thanks: Vec<String>,
    details: Vec<String>,
    signs: Vec<String>,
    followups: Vec<String>,
    closings: Vec<String>,
    questions: Vec<String>,
    waits: Vec<String>,
    appointments: Vec<String>,
    reminders: Vec<String>,
    generalnotes: Vec<String>,
    topic: Vec<Topic>,
}

/// A ticket's own words: what its sentences have in common.
pub(super) struct Facts<'a> {
    pub system: &'a str,
    pub domain: &'a str,
    pub colleague: &'a str,
    program: String,
}

/// What a text says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Say {
    /// The customer opens the ticket.
    Opening,
    /// We answer.
    Answer,
    /// We ask.
    Question,
    /// A note among us.
    Note,
    /// The customer goes on.
    Followup,
    /// The customer asks for news.
    Reminder,
    /// We wait for somebody else.
    Wait,
    /// We agreed on a time.
    Appointment,
    /// We are done.
    Closing,
}

const DAYS: [&str; 7] = [
    "Montag",
    "Dienstag",
    "Mittwoch",
    "Donnerstag",
    "Freitag",
    "Samstag",
    "Sonntag",
];
const MONTHS: [&str; 12] = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
];
const BOXES: [&str; 12] = [
    "info",
    "bestellung",
    "rechnung",
    "service",
    "bewerbung",
    "empfang",
    "lager",
    "einkauf",
    "presse",
    "werkstatt",
    "kasse",
    "termine",
];
const FOLDERS: [&str; 8] = [
    "/var/log",
    "/srv/daten",
    "/srv/www",
    "/home",
    "/opt",
    "/var/lib",
    "/srv/share",
    "/backup",
];
const NETWORKS: [&str; 3] = ["192.0.2", "198.51.100", "203.0.113"];

impl Texts {
    pub(super) fn read() -> Result<Self> {
        toml::from_str(include_str!("texts.toml")).map_err(ServiceError::internal)
    }

    pub(super) fn topic(&self, dice: &mut Dice) -> &Topic {
        dice.one(&self.topic)
    }

    pub(super) fn facts<'a>(
        &self,
        dice: &mut Dice,
        system: &'a str,
        colleague: &'a str,
    ) -> Facts<'a> {
        Facts {
            system,
            domain: system.split_once('.').map_or(system, |(_, domain)| domain),
            colleague,
            program: self.program(dice),
        }
    }

    pub(super) fn subject(&self, dice: &mut Dice, topic: &Topic, facts: &Facts<'_>) -> String {
        let template = dice.one(&topic.subjects);
        self.fill(dice, template, facts, "")
    }

    /// A text by somebody; customers greet and sign.
    pub(super) fn body(
        &self,
        dice: &mut Dice,
        topic: &Topic,
        say: Say,
        facts: &Facts<'_>,
        author: &str,
    ) -> String {
        let mut text = match say {
            Say::Opening => self.opening(dice, topic),
            Say::Answer => dice.one(&topic.answers).clone(),
            Say::Question => format!(
                "{}\n\n{}",
                dice.one(&topic.answers),
                dice.one(&self.questions)
            ),
            Say::Note if dice.percent(60) => dice.one(&topic.notes).clone(),
            Say::Note => dice.one(&self.generalnotes).clone(),
            Say::Followup => dice.one(&self.followups).clone(),
            Say::Reminder => dice.one(&self.reminders).clone(),
            Say::Wait => dice.one(&self.waits).clone(),
            Say::Appointment => dice.one(&self.appointments).clone(),
            Say::Closing => dice.one(&self.closings).clone(),
        };
        if say != Say::Note && dice.percent(70) {
            text.push_str("\n\n");
            text.push_str(dice.one::<String>(&self.signs));
        }
        self.fill(dice, &text, facts, author)
    }

    fn opening(&self, dice: &mut Dice, topic: &Topic) -> String {
        let mut text = format!(
            "{}\n\n{}",
            dice.one(&self.greetings),
            dice.one(&topic.openings)
        );
        for _ in 0..dice.below(3) {
            text.push(' ');
            text.push_str(dice.one::<String>(&self.details));
        }
        if dice.percent(60) {
            text.push_str("\n\n");
            text.push_str(dice.one::<String>(&self.thanks));
        }
        text
    }

    /// The name of a program or job: a compound, of three parts now and then.
    fn program(&self, dice: &mut Dice) -> String {
        let (first, last) = (dice.front(&self.first), dice.front(&self.last));
        if dice.percent(30) {
            format!("{first}{}{last}", dice.one(&self.middle))
        } else {
            format!("{first}{last}")
        }
    }

    fn fill(&self, dice: &mut Dice, template: &str, facts: &Facts<'_>, author: &str) -> String {
        use std::fmt::Write as _;
        let mut text = String::with_capacity(template.len() + 96);
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            text.push_str(before);
            let (slot, after) = after.split_once('}').unwrap_or((after, ""));
            let _ = match slot {
                "system" => write!(text, "{}", facts.system),
                "kollege" => write!(text, "{}", facts.colleague),
                "ich" => write!(text, "{author}"),
                // Mostly the ticket's own program, else one of its neighbours.
                "fach" if dice.percent(60) => write!(text, "{}", facts.program),
                "fach" => write!(text, "{}", self.program(dice)),
                "zahl" => write!(text, "{}", dice.between(3, 59)),
                "prozent" => write!(text, "{}", dice.between(81, 99)),
                "gb" => write!(text, "{}", dice.between(2, 64) * 5),
                "port" => write!(text, "{}", dice.between(1_024, 49_151)),
                "uhr" => write!(text, "{}:{:02}", dice.between(6, 19), dice.between(0, 59)),
                "tag" => write!(text, "{}", dice.one(&DAYS)),
                "monat" => write!(text, "{}", dice.one(&MONTHS)),
                "paket" => write!(text, "{}", dice.one(&self.packages)),
                "postfach" => write!(text, "{}@{}", dice.one(&BOXES), facts.domain),
                "fehler" => write!(
                    text,
                    "{}-{:04X}",
                    ["E", "ERR", "KB", "SRV", "LT"][dice.below(5)],
                    dice.below(0x1_0000)
                ),
                "pfad" => write!(
                    text,
                    "{}/{}",
                    dice.one(&FOLDERS),
                    self.program(dice).to_lowercase()
                ),
                "ip" => write!(text, "{}.{}", dice.one(&NETWORKS), dice.between(2, 254)),
                other => write!(text, "{other}"),
            };
            rest = after;
        }
        text.push_str(rest);
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_slot_is_known_and_every_class_and_department() -> Result<()> {
        let texts = Texts::read()?;
        let mut dice = Dice::new(7);
        for topic in &texts.topic {
            for class in &topic.classes {
                class
                    .parse::<domain::ticket::Class>()
                    .map_err(ServiceError::internal)?;
            }
            topic
                .department
                .parse::<domain::ticket::Department>()
                .map_err(ServiceError::internal)?;
            let all = [
                &topic.subjects,
                &topic.openings,
                &topic.answers,
                &topic.notes,
                &texts.details,
                &texts.followups,
                &texts.closings,
                &texts.questions,
                &texts.waits,
                &texts.appointments,
                &texts.reminders,
                &texts.generalnotes,
                &texts.thanks,
                &texts.signs,
            ];
            let facts = texts.facts(&mut dice, "web-01.lindner.example", "Olaf Ternes");
            for template in all.into_iter().flatten() {
                let text = texts.fill(&mut dice, template, &facts, "Petra Lindner");
                let slots = template.matches('{').count();
                assert!(!text.contains(['{', '}']), "{text}");
                for (n, slot) in template.split('{').skip(1).enumerate() {
                    let name = slot.split('}').next().unwrap_or_default();
                    assert!(n < slots && !text.contains(&format!(" {name} ")), "{text}");
                }
            }
        }
        Ok(())
    }

    #[test]
    fn subjects_hardly_repeat_and_the_vocabulary_is_wide() -> Result<()> {
        let texts = Texts::read()?;
        let mut dice = Dice::new(1);
        let mut subjects = std::collections::BTreeMap::new();
        let mut words = std::collections::BTreeSet::new();
        for n in 0..5_000 {
            let system = format!("web-{:02}.kunde{}.example", n % 3 + 1, n % 40);
            let topic = texts.topic(&mut dice);
            let facts = texts.facts(&mut dice, &system, "Olaf Ternes");
            *subjects
                .entry(texts.subject(&mut dice, topic, &facts))
                .or_insert(0) += 1;
            let body = texts.body(&mut dice, topic, Say::Opening, &facts, "Petra Lindner");
            words.extend(body.split_whitespace().map(str::to_owned));
        }
        let most = subjects.values().max().copied().unwrap_or_default();
        assert!(most < 25, "one subject stands {most} times");
        assert!(words.len() > 5_000, "{} words", words.len());
        Ok(())
    }
}
