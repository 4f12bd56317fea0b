//! The form of a policy: rules nobody saved yet, one of them open at a time; what people type is checked at every field.

use domain::account::Locale;
use domain::escalation::Ladder;
use domain::sla::ClockKind;
use domain::sla::promise::{Conditions, Finding, LONGEST_MIN, PolicyRule, PolicyRules, Promise};
use domain::time::Timestamp;

use super::CalendarRow;
use crate::calendars::valid_from;
use crate::error::{Checks, FieldError, Result, ServiceError};

/// Names of the fields of the promises in the order of their kinds: minutes, calendar.
pub const RULE_FIELDS: [(ClockKind, &str, &str); 5] = [
    (
        ClockKind::FirstAnswer,
        "minutes_first_answer",
        "calendar_first_answer",
    ),
    (
        ClockKind::NextAnswer,
        "minutes_next_answer",
        "calendar_next_answer",
    ),
    (
        ClockKind::Resolution,
        "minutes_resolution",
        "calendar_resolution",
    ),
    (
        ClockKind::Intervention,
        "minutes_intervention",
        "calendar_intervention",
    ),
    (
        ClockKind::StatusUpdate,
        "minutes_status_update",
        "calendar_status_update",
    ),
];
/// Nobody reads more rules than that.
const MOST_RULES: usize = 60;

/// Beginning and reason of an edit, and its rules as the form carries them.
#[derive(Debug, Clone, Copy, Default)]
pub struct PolicyFields<'a> {
    /// The rules, as JSON.
    pub draft: &'a str,
    /// From when they hold, as a date field sends it; empty: now.
    pub valid_from: &'a str,
    /// Why.
    pub reason: &'a str,
}

/// The open rule, as typed.
#[derive(Debug, Clone, Copy, Default)]
pub struct RuleFields<'a> {
    /// Position of the open rule, `new`, or empty: none is open.
    pub rule: &'a str,
    /// Code of the class; empty: any.
    pub class: &'a str,
    /// Code of the priority; empty: any.
    pub priority: &'a str,
    /// Code of the complexity; empty: any.
    pub complexity: &'a str,
    /// Code of the kind of contract; empty: any.
    pub contract: &'a str,
    /// `yes`, `no` or empty.
    pub premium: &'a str,
    /// Minutes and calendar of each promise, in the order of [`RULE_FIELDS`].
    pub promises: [(&'a str, &'a str); 5],
}

/// What somebody pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A rule one place up.
    Up(u32),
    /// A rule one place down.
    Down(u32),
    /// A rule away.
    Remove(u32),
    /// Open a rule.
    Edit(u32),
    /// Open a new rule.
    Add,
    /// Take over what the open rule says.
    Apply,
    /// Close the open rule as it was.
    Cancel,
    /// See the effect.
    Look,
    /// Save.
    Save,
}

impl Step {
    /// Reads the value of a button; what is none looks at the effect, which changes nothing.
    pub fn read(text: &str) -> Self {
        let (name, position) = text.split_once('-').unwrap_or((text, ""));
        let position = position.parse().unwrap_or(0);
        match name {
            "up" => Self::Up(position),
            "down" => Self::Down(position),
            "remove" => Self::Remove(position),
            "edit" => Self::Edit(position),
            "add" => Self::Add,
            "apply" => Self::Apply,
            "cancel" => Self::Cancel,
            "save" => Self::Save,
            _ => Self::Look,
        }
    }
}

/// The rule that is open in the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Open {
    /// The one at a position.
    Rule(u32),
    /// A new one.
    New,
}

impl Open {
    /// Reads the hidden field.
    pub fn read(text: &str) -> Option<Self> {
        match text {
            "" => None,
            "new" => Some(Self::New),
            position => position.parse().ok().map(Self::Rule),
        }
    }
}

/// Rules nobody saved yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The rules.
    pub rules: PolicyRules,
    /// The one whose fields are shown.
    pub open: Option<Open>,
}

/// The rules a form carries.
/// Rules as a form carries them.
///
/// # Errors
/// [`ServiceError::Invalid`]: they cannot be read, or are more than a policy may have.
pub fn read_draft(text: &str) -> Result<PolicyRules> {
    let rules: Option<Vec<PolicyRule>> = serde_json::from_str(text).ok();
    let rules = rules.filter(|rules| rules.len() <= MOST_RULES);
    let rules = rules.ok_or_else(|| ServiceError::field("", "policy_draft"))?;
    Ok(PolicyRules::new(rules))
}

impl Draft {
    pub(super) fn read(text: &str) -> Result<Self> {
        Ok(Self {
            rules: read_draft(text)?,
            open: None,
        })
    }

    /// What was typed into the open rule is taken over before anything else happens, so that nothing gets lost.
    pub(super) fn after(
        mut self,
        fields: &RuleFields<'_>,
        step: Step,
        calendars: &[CalendarRow],
    ) -> Result<Self> {
        if step != Step::Cancel
            && let Some(open) = Open::read(fields.rule)
        {
            let rule = checked_rule(fields, open, &self.rules, calendars)?;
            self.rules = self.rules.with(rule);
        }
        match step {
            Step::Up(position) => self.rules = self.rules.moved_up(position),
            Step::Down(position) => self.rules = self.rules.moved_down(position),
            Step::Remove(position) => self.rules = self.rules.without(position),
            Step::Edit(position) if self.rules.at(position).is_some() => {
                self.open = Some(Open::Rule(position));
            }
            Step::Add if self.rules.all().len() >= MOST_RULES => {
                let error = FieldError::new("", "too_many").with("max", MOST_RULES);
                return Err(ServiceError::Invalid(vec![error]));
            }
            Step::Add => self.open = Some(Open::New),
            Step::Edit(_) | Step::Apply | Step::Cancel | Step::Look | Step::Save => {}
        }
        Ok(self)
    }
}

/// A selected code; nothing selected is any.
fn any<T: std::str::FromStr>(checks: &mut Checks, field: &'static str, text: &str) -> Option<T> {
    if text.is_empty() {
        return None;
    }
    checks.code(field, text)
}

fn checked_rule(
    fields: &RuleFields<'_>,
    open: Open,
    rules: &PolicyRules,
    calendars: &[CalendarRow],
) -> Result<PolicyRule> {
    let mut checks = Checks::new();
    let old = match open {
        Open::Rule(position) => rules.at(position),
        Open::New => None,
    };
    let premium = match fields.premium {
        "" => None,
        "yes" => Some(true),
        "no" => Some(false),
        _ => {
            checks.add(FieldError::new("premium", "choice"));
            None
        }
    };
    let when = Conditions {
        class: any(&mut checks, "class", fields.class),
        priority: any(&mut checks, "priority", fields.priority),
        complexity: any(&mut checks, "complexity", fields.complexity),
        contract: any(&mut checks, "contract", fields.contract),
        premium,
    };
    let mut promises = Vec::new();
    for ((kind, minutes, calendar), typed) in RULE_FIELDS.into_iter().zip(fields.promises) {
        let names = (minutes, calendar);
        let before = old.and_then(|rule| rule.promises.iter().find(|p| p.kind == kind));
        promises.extend(promise(&mut checks, kind, names, typed, before, calendars));
    }
    checks.finish()?;
    Ok(PolicyRule {
        position: old.map_or(0, |rule| rule.position),
        when,
        promises,
    })
}

/// One promise; without minutes there is none.
fn promise(
    checks: &mut Checks,
    kind: ClockKind,
    (minutes_field, calendar_field): (&'static str, &'static str),
    (minutes, calendar): (&str, &str),
    before: Option<&Promise>,
    calendars: &[CalendarRow],
) -> Option<Promise> {
    let typed = minutes.trim();
    if typed.is_empty() {
        return None;
    }
    let minutes: i64 = match typed.parse() {
        Ok(minutes) if minutes < 1 => {
            checks.add(FieldError::new(minutes_field, "policy_target"));
            return None;
        }
        Ok(minutes) if minutes > LONGEST_MIN => {
            checks.add(FieldError::new(minutes_field, "policy_target_long"));
            return None;
        }
        Ok(minutes) => minutes,
        Err(_) => {
            let error = FieldError::new(minutes_field, "policy_minutes");
            checks.add(error.with("text", typed));
            return None;
        }
    };
    if !calendars.iter().any(|row| row.code == calendar) {
        checks.add(FieldError::new(calendar_field, "policy_calendar"));
        return None;
    }
    let code = calendar.parse().ok()?;
    // The steps of a target belong to it; another target gets the shipped ones.
    let ladder = before
        .filter(|before| before.minutes == minutes)
        .map_or_else(|| Ladder::shipped(minutes), |before| before.ladder.clone());
    Some(Promise {
        kind,
        minutes,
        calendar: code,
        ladder,
    })
}

/// An edit that is in order.
#[derive(Debug, Clone)]
pub(super) struct Checked {
    pub(super) rules: PolicyRules,
    pub(super) valid_from: Timestamp,
    pub(super) reason: String,
    /// As typed: what was looked at is saved only with the same beginning.
    pub(super) typed_from: String,
}

/// Reads a form; `last` is when the newest version begins, which a new one must follow.
pub(super) fn checked(
    fields: &PolicyFields<'_>,
    now: Timestamp,
    last: Option<Timestamp>,
) -> Result<Checked> {
    let rules = read_draft(fields.draft)?;
    let mut checks = Checks::new();
    let valid_from = valid_from(&mut checks, fields.valid_from, now, last);
    let reason = fields.reason.trim().to_owned();
    if !(10..=500).contains(&reason.chars().count()) || reason.contains('\0') {
        checks.add(FieldError::new("reason", "reason_length"));
    }
    checks.finish()?;
    Ok(Checked {
        rules,
        valid_from,
        reason,
        typed_from: fields.valid_from.trim().to_owned(),
    })
}

/// What the whole of the rules cannot be saved with. The fields of a rule refuse it before; this is for what changed since.
pub(super) fn refused(finding: &Finding) -> ServiceError {
    let error = FieldError::new("", "policy_refused")
        .with("de", finding.words(Locale::De))
        .with("en", finding.words(Locale::En));
    ServiceError::Invalid(vec![error])
}
