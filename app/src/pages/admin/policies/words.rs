//! What a policy says, in words.

use domain::sla::promise::{Conditions, Finding, PolicyRule, Promise, RuleDifference, Told};
use leptos::prelude::*;
use services::policies::CalendarRow;

use crate::components::{Notice, Tone};
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};

/// "Erste Antwort innerhalb von 10 Minuten (Rund um die Uhr)".
pub(super) fn promise(
    t: &'static Messages,
    promise: &Promise,
    calendars: &[CalendarRow],
) -> String {
    let code = promise.calendar.as_str();
    let row = calendars.iter().find(|row| row.code == code);
    let calendar = row.map_or(code, |row| t.lang.pick(&row.name_de, &row.name_en));
    let what = promise.kind.label(t.label.locale());
    t.policies
        .within(what, &t.span(promise.seconds()), calendar)
}

/// All promises of a rule, or that there is none.
pub(super) fn promises(t: &'static Messages, of: &[Promise], calendars: &[CalendarRow]) -> String {
    if of.is_empty() {
        return t.policies.nothing.to_owned();
    }
    let told: Vec<String> = of.iter().map(|one| promise(t, one, calendars)).collect();
    told.join(", ")
}

/// "Klasse Störung, Priorität hoch".
pub(super) fn conditions(t: &'static Messages, when: Conditions) -> String {
    when.words(t.label.locale())
}

/// What a case is told.
pub(super) fn told(t: &'static Messages, told: &Told, calendars: &[CalendarRow]) -> String {
    match &told.position {
        Some(position) => t
            .policies
            .told(position, &promises(t, &told.promises, calendars)),
        None => t.policies.no_rule.to_owned(),
    }
}

/// What is said otherwise.
pub(in crate::pages::admin) fn difference(
    t: &'static Messages,
    difference: &RuleDifference,
    calendars: &[CalendarRow],
) -> String {
    let p = &t.policies;
    let when = |rule: &PolicyRule| conditions(t, rule.when);
    let promised = |rule: &PolicyRule| promises(t, &rule.promises, calendars);
    match difference {
        RuleDifference::Added(rule) => p.added(&rule.position, &when(rule), &promised(rule)),
        RuleDifference::Removed(rule) => p.removed(&when(rule), &promised(rule)),
        RuleDifference::Moved { from, rule } => p.moved(&when(rule), from, &rule.position),
        RuleDifference::Promises { before, after } => {
            t.house
                .turned(&when(after), &promised(before), &promised(after))
        }
    }
}

/// Lines with bullets.
pub(super) fn bullets(lines: Vec<String>) -> Markup {
    let lines = lines
        .into_iter()
        .map(|line| view! { <li>{line}</li> })
        .collect::<Vec<_>>();
    view! { <ul class="bullets">{lines}</ul> }.markup()
}

/// What to know about rules, if anything.
pub(super) fn findings(t: &'static Messages, findings: &[Finding]) -> Option<Markup> {
    if findings.is_empty() {
        return None;
    }
    let words = findings
        .iter()
        .map(|finding| finding.words(t.label.locale()));
    let lines = bullets(words.collect());
    Some(view! { <Notice tone=Tone::Warn title=t.calendars.warnings>{lines}</Notice> }.markup())
}
