//! The fields of one rule.

use domain::intervention::Complexity;
use domain::sla::promise::{ContractKind, PolicyRule};
use domain::ticket::{Class, Priority};
use leptos::prelude::*;
use services::policies::{CalendarRow, Open, RULE_FIELDS};

use super::show::{classes, complexities, contracts, or, priorities};
use crate::components::{Button, ButtonKind, Field, Input, Opt, Panel};
use crate::forms::Form;
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};

/// What the fields show of a rule; a new one holds in every case and promises nothing.
pub fn rule_values(form: Form, rule: Option<&PolicyRule>) -> Form {
    let Some(rule) = rule else {
        return form;
    };
    let when = &rule.when;
    let form = form
        .with("class", when.class.map_or("", Class::code))
        .with("priority", when.priority.map_or("", Priority::code))
        .with("complexity", when.complexity.map_or("", Complexity::code))
        .with("contract", when.contract.map_or("", ContractKind::code))
        .with(
            "premium",
            match when.premium {
                Some(true) => "yes",
                Some(false) => "no",
                None => "",
            },
        );
    rule.promises.iter().fold(form, |form, promise| {
        let names = RULE_FIELDS.iter().find(|(kind, ..)| *kind == promise.kind);
        match names {
            Some((_, minutes, calendar)) => form
                .with(minutes, promise.minutes.to_string())
                .with(calendar, promise.calendar.as_str()),
            None => form,
        }
    })
}

/// The panel with the open rule.
pub(super) fn editor(
    t: &'static Messages,
    open: Open,
    form: &Form,
    calendars: &[CalendarRow],
) -> Markup {
    let p = &t.policies;
    let title = match open {
        Open::Rule(position) => p.rule(&position),
        Open::New => p.new_rule.to_owned(),
    };
    let premium = vec![Opt::new("yes", p.premium_yes), Opt::new("no", p.premium_no)];
    let promises = RULE_FIELDS
        .into_iter()
        .map(|(kind, minutes, calendar)| {
            let what = kind.label(t.label.locale());
            let hours = calendars.iter().map(|row| {
                let name = t.lang.pick(&row.name_de, &row.name_en);
                Opt::new(row.code.clone(), name.to_owned())
            });
            view! {
                <Field form=form name=minutes label=p.minutes_for(what) input=Input::Digits maxlength=6 />
                <Field form=form name=calendar label=p.calendar_for(what) input=Input::Select(hours.collect()) />
            }
        })
        .collect::<Vec<_>>();
    view! {
        <Panel id="rule" title=title>
            <div class="stack">
                <fieldset class="field stack">
                    <legend>{p.when}</legend>
                    <p class="hint">{p.when_hint}</p>
                    <div class="weekdays">
                        <Field form=form name="class" label=p.class input=Input::Select(or(p.any, classes(t))) autofocus=true />
                        <Field form=form name="priority" label=p.priority input=Input::Select(or(p.any, priorities(t))) />
                        <Field form=form name="complexity" label=p.complexity input=Input::Select(or(p.any, complexities(t))) />
                        <Field form=form name="contract" label=p.contract input=Input::Select(or(p.any, contracts(t))) />
                        <Field form=form name="premium" label=p.premium input=Input::Select(or(p.any, premium)) />
                    </div>
                </fieldset>
                <fieldset class="field stack">
                    <legend>{p.promises}</legend>
                    <p class="hint">{p.targets_hint}</p>
                    <div class="weekdays">{promises}</div>
                </fieldset>
                <div class="cluster">
                    <Button kind=ButtonKind::Primary name="step" value="apply">{p.apply}</Button>
                    <Button name="step" value="cancel">{p.cancel}</Button>
                </div>
            </div>
        </Panel>
    }
    .markup()
}
