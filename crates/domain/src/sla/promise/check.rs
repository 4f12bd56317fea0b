//! What is wrong with a policy before anybody is promised anything by it.

use std::collections::BTreeSet;

use super::{Case, ContractKind, PolicyVersion, Selection};
use crate::account::Locale;
use crate::escalation::LadderRefusal;
use crate::intervention::Complexity;
use crate::sla::ClockKind;
use crate::sla::engine::CalendarCode;
use crate::ticket::{Class, Priority};

/// The longest target: a year. Nobody plans with more, and sums stay small.
pub const LONGEST_MIN: i64 = 366 * 24 * 60;

/// Something about a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule it is about; `None`: about all of them.
    pub position: Option<u32>,
    /// What it is.
    pub problem: Problem,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// A target of no time at all, or a negative one. // RULINGS 19
    TargetZero(ClockKind),
    /// A target of more than a year.
    TargetTooLong(ClockKind),
    /// Two promises of a kind in one rule.
    KindTwice(ClockKind),
    /// Two rules in one place: which comes first would be chance.
    PositionTwice,
    /// A calendar nobody entered.
    UnknownCalendar(CalendarCode),
    /// The steps of a promise are no ladder.
    Ladder(ClockKind, LadderRefusal),
    /// Earlier rules hold wherever it would: it never promises anything.
    Unreachable {
        /// Those rules.
        by: Vec<u32>,
    },
    /// Its conditions contradict each other: only interventions are assessed.
    NeverHolds,
    /// In some cases of a class no rule holds.
    NoRule(Class),
}

impl Finding {
    /// Whether the policy cannot be saved with it; else it is a warning.
    pub const fn refuses(&self) -> bool {
        match self.problem {
            Problem::TargetZero(_)
            | Problem::TargetTooLong(_)
            | Problem::KindTwice(_)
            | Problem::PositionTwice
            | Problem::UnknownCalendar(_)
            | Problem::Ladder(..) => true,
            Problem::Unreachable { .. } | Problem::NeverHolds | Problem::NoRule(_) => false,
        }
    }

    /// What is wrong and the way out, in words.
    pub fn words(&self, locale: Locale) -> String {
        let rule = match (self.position, locale) {
            (Some(position), Locale::De) => format!("Regel {position}: "),
            (Some(position), Locale::En) => format!("Rule {position}: "),
            (None, _) => String::new(),
        };
        let text = match locale {
            Locale::De => self.problem.german(),
            Locale::En => self.problem.english(),
        };
        format!("{rule}{text}")
    }
}

impl Problem {
    fn german(&self) -> String {
        match self {
            Self::TargetZero(kind) => format!(
                "Das Ziel für „{}“ braucht mindestens eine Minute. Soll nichts zugesagt werden, entfernen Sie die Zusage.",
                kind.label(Locale::De)
            ),
            Self::TargetTooLong(kind) => format!(
                "Das Ziel für „{}“ ist länger als ein Jahr. Soll nichts zugesagt werden, entfernen Sie die Zusage.",
                kind.label(Locale::De)
            ),
            Self::KindTwice(kind) => format!(
                "„{}“ ist zweimal zugesagt. Lassen Sie eine der beiden Zusagen stehen.",
                kind.label(Locale::De)
            ),
            Self::PositionTwice => {
                "Zwei Regeln haben dieselbe Position. Geben Sie einer eine andere.".to_owned()
            }
            Self::UnknownCalendar(code) => format!(
                "Den Kalender „{code}“ gibt es nicht. Wählen Sie einen vorhandenen oder legen Sie ihn an."
            ),
            Self::Ladder(kind, refusal) => format!(
                "Die Eskalation für „{}“: {}",
                kind.label(Locale::De),
                ladder_german(*refusal)
            ),
            Self::Unreachable { by } => format!(
                "Diese Regel greift nie, weil {} alle ihre Fälle vorher {}. Stellen Sie sie weiter nach vorn oder entfernen Sie sie.",
                listed(by, "Regel", "Regeln", "und"),
                if by.len() == 1 { "entscheidet" } else { "entscheiden" }
            ),
            Self::NeverHolds => {
                "Diese Regel greift nie: Ein Aufwand wird nur bei OS-Interventionen bestimmt. Nehmen Sie eine der beiden Bedingungen heraus.".to_owned()
            }
            Self::NoRule(class) => format!(
                "Für die Klasse „{}“ gibt es Fälle ohne Regel; dort wird nichts zugesagt. Ergänzen Sie am Ende eine Regel nur mit dieser Klasse, auch ohne Zusagen.",
                class.label(Locale::De)
            ),
        }
    }

    fn english(&self) -> String {
        match self {
            Self::TargetZero(kind) => format!(
                "The target for “{}” needs at least one minute. To promise nothing, remove the promise.",
                kind.label(Locale::En)
            ),
            Self::TargetTooLong(kind) => format!(
                "The target for “{}” is longer than a year. To promise nothing, remove the promise.",
                kind.label(Locale::En)
            ),
            Self::KindTwice(kind) => format!(
                "“{}” is promised twice. Keep one of the two promises.",
                kind.label(Locale::En)
            ),
            Self::PositionTwice => {
                "Two rules have the same position. Give one of them another.".to_owned()
            }
            Self::UnknownCalendar(code) => {
                format!("There is no calendar “{code}”. Choose an existing one or add it.")
            }
            Self::Ladder(kind, refusal) => {
                format!("The escalation for “{}”: {refusal}.", kind.label(Locale::En))
            }
            Self::Unreachable { by } => format!(
                "This rule never holds, because {} {} all its cases before it. Move it up or delete it.",
                listed(by, "rule", "rules", "and"),
                if by.len() == 1 { "decides" } else { "decide" }
            ),
            Self::NeverHolds => {
                "This rule never holds: only OS interventions are assessed. Take one of the two conditions out.".to_owned()
            }
            Self::NoRule(class) => format!(
                "There are cases of class “{}” without a rule; nothing is promised there. Add a rule with this class alone at the end, perhaps without promises.",
                class.label(Locale::En)
            ),
        }
    }
}

fn ladder_german(refusal: LadderRefusal) -> String {
    match refusal {
        LadderRefusal::BeyondBreach(percent) => {
            format!("{percent} % liegt hinter der Verletzung, die bei 100 % steht.")
        }
        LadderRefusal::NotAscending { first, second } => {
            format!("{second} % kommt nicht nach {first} %; die Stufen müssen ansteigen.")
        }
        LadderRefusal::TellsNobody(percent) => {
            format!("Die Stufe bei {percent} % benachrichtigt niemanden.")
        }
        LadderRefusal::RepeatZero => "Wiederholt wird frühestens nach einer Minute.".to_owned(),
        LadderRefusal::NothingToRepeat => {
            "Eine Wiederholung braucht eine Stufe bei 100 %.".to_owned()
        }
        LadderRefusal::AckZero => "Eine Bestätigung gilt für mindestens eine Minute.".to_owned(),
    }
}

/// "Regel 1", "Regeln 1, 2 und 3".
fn listed(positions: &[u32], one: &str, many: &str, and: &str) -> String {
    let texts: Vec<String> = positions.iter().map(u32::to_string).collect();
    match texts.split_last() {
        Some((last, [])) => format!("{one} {last}"),
        Some((last, rest)) => format!("{many} {} {and} {last}", rest.join(", ")),
        None => many.to_owned(),
    }
}

/// Every case there can be: complexity only where work is assessed.
pub(super) fn every_case() -> impl Iterator<Item = Case> {
    Class::ALL.iter().flat_map(|class| {
        let complexities: &[Option<Complexity>] = match class {
            Class::Intervention => &[None, Some(Complexity::Standard), Some(Complexity::Complex)],
            _ => &[None],
        };
        Priority::ALL.iter().flat_map(move |priority| {
            complexities.iter().flat_map(move |complexity| {
                ContractKind::ALL.iter().flat_map(move |contract| {
                    let some = [false, true].into_iter();
                    let real = some.filter(|premium| *premium || !contract.includes_premium());
                    real.map(move |premium| Case {
                        class: *class,
                        priority: *priority,
                        complexity: *complexity,
                        contract: *contract,
                        premium,
                    })
                })
            })
        })
    })
}

impl PolicyVersion {
    /// Everything that is refused or warned about; `known` says which calendars there are.
    pub fn findings(&self, known: impl Fn(&CalendarCode) -> bool) -> Vec<Finding> {
        let mut found = Vec::new();
        let rules = self.in_order();
        for (index, rule) in rules.iter().enumerate() {
            let mut say = |problem| {
                found.push(Finding {
                    position: Some(rule.position),
                    problem,
                });
            };
            if index > 0 && rules[index - 1].position == rule.position {
                say(Problem::PositionTwice);
            }
            let mut kinds = BTreeSet::new();
            for promise in &rule.promises {
                if promise.minutes < 1 {
                    say(Problem::TargetZero(promise.kind));
                }
                if promise.minutes > LONGEST_MIN {
                    say(Problem::TargetTooLong(promise.kind));
                }
                if !kinds.insert(promise.kind) {
                    say(Problem::KindTwice(promise.kind));
                }
                if !known(&promise.calendar) {
                    say(Problem::UnknownCalendar(promise.calendar.clone()));
                }
                for refusal in promise.ladder.problems() {
                    say(Problem::Ladder(promise.kind, refusal));
                }
            }
            if let Some(problem) = self.never_asked(index) {
                say(problem);
            }
        }
        found.extend(self.classes_without_a_rule().map(|class| Finding {
            position: None,
            problem: Problem::NoRule(class),
        }));
        found
    }

    /// Why a rule, by its place in the order, never promises anything. Exact: every case is tried.
    fn never_asked(&self, index: usize) -> Option<Problem> {
        let rules = self.in_order();
        let mut by = BTreeSet::new();
        for case in every_case().filter(|case| rules[index].when.hold(case)) {
            let first = rules[..index].iter().find(|rule| rule.when.hold(&case))?;
            by.insert(first.position);
        }
        Some(if by.is_empty() {
            Problem::NeverHolds
        } else {
            Problem::Unreachable {
                by: by.into_iter().collect(),
            }
        })
    }

    fn classes_without_a_rule(&self) -> impl Iterator<Item = Class> + '_ {
        let left: BTreeSet<Class> = every_case()
            .filter(|case| self.select(case) == Selection::NoRule)
            .map(|case| case.class)
            .collect();
        left.into_iter()
    }
}
