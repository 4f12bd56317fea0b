//! *Vorgaben*: the shipped defaults of the procedure, by its stages, and what is fixed. // RULINGS

use domain::audit::HouseTopic;
use domain::rules::{FIXED, Rule, Stage, Unit};
use domain::time::Timestamp;
use leptos::prelude::*;
use services::defaults::{DefaultsView, Turn};

use super::{Area, change_list, log_link, page};
use crate::components::{
    Button, ButtonKind, Choice, Column, DataTable, ErrorSummary, Field, Hidden, Input, Panel,
};
use crate::forms::Form;
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};
use crate::pages::intervention::ceiling_value;

/// What the page shows.
pub struct DefaultsPage {
    /// The numbers in force and what was changed last.
    pub view: DefaultsView,
    /// Now.
    pub now: Timestamp,
    /// Values and problems, by the codes of the rules; `reset_…` for what goes back to what is shipped.
    pub form: Form,
}

/// Name of the check box that takes a rule back to what is shipped.
pub fn reset_name(rule: Rule) -> String {
    format!("reset_{}", rule.code())
}

/// What a rule was and has become, in words.
pub(super) fn turned(t: &'static Messages, rule: Rule, turn: Turn) -> String {
    let words = |number| t.label.rule_amount(rule, number);
    t.house
        .turned(t.label.rule(rule), &words(turn.before), &words(turn.after))
}

/// The page.
pub fn defaults(t: &'static Messages, data: &DefaultsPage) -> Markup {
    let d = &t.defaults;
    let form = &data.form;
    let stages = Stage::ALL
        .iter()
        .map(|stage| stage_panel(t, data, *stage))
        .collect::<Vec<_>>();
    let changes = data.view.changes.iter().map(|change| {
        let turns = change.turns.iter();
        let turns = turns.map(|(rule, turn)| turned(t, *rule, *turn)).collect();
        (change.at, change.by.as_str(), turns)
    });
    let content = view! {
        <p class="lead">{d.lead}</p>
        {log_link(t, HouseTopic::Defaults)}
        <form method="post" action="/admin/defaults" class="stack gap-8 form" novalidate>
            <ErrorSummary form=form t=t />
            // The version shown here, also after a refusal: what somebody changed meanwhile is on the page by then.
            <Hidden name="version" value=data.view.rules.version.to_string() />
            {stages}
            <div><Button kind=ButtonKind::Primary>{t.common.save}</Button></div>
        </form>
        {fixed(t)}
        {change_list(t, data.now, changes)}
    }
    .markup();
    page(t, Area::Defaults, d.title, content)
}

fn stage_panel(t: &'static Messages, data: &DefaultsPage, stage: Stage) -> Markup {
    let fields = Rule::ALL
        .iter()
        .filter(|rule| rule.stage() == stage)
        .map(|rule| field(t, data, *rule))
        .collect::<Vec<_>>();
    view! {
        <Panel id=stage.code() title=t.label.rule_stage(stage)>
            <div class="stack gap-6">{fields}</div>
        </Panel>
    }
    .markup()
}

/// One rule: its number with its unit, what is shipped, its bounds, and the way back where it differs.
fn field(t: &'static Messages, data: &DefaultsPage, rule: Rule) -> Markup {
    let (label, form) = (&t.label, &data.form);
    let (number, bounds) = (data.view.rules.get(rule), rule.bounds());
    let (input, value) = match rule.unit() {
        Unit::Cents => (Input::Amount, ceiling_value(domain::charge::Cents(number))),
        _ => (Input::Digits, number.to_string()),
    };
    let hint = t.defaults.hint(
        &label.rule_amount(rule, rule.shipped()),
        &label.rule_number(rule, *bounds.start()),
        &label.rule_number(rule, *bounds.end()),
    );
    let hint = format!("{hint} {}", label.rule_kept(rule.kept()));
    let reset = (number != rule.shipped()).then(|| {
        view! { <Choice form=form name=reset_name(rule) label=t.defaults.reset /> }
    });
    view! {
        <div class="stack gap-2">
            <Field form=form name=rule.code() label=label.rule(rule) hint=hint input=input unit=label.rule_unit(rule.unit()) value=value required=true maxlength=12 />
            {reset}
        </div>
    }
    .markup()
}

/// What nobody changes, with its reason.
fn fixed(t: &'static Messages) -> Markup {
    let d = &t.defaults;
    let columns = vec![
        Column::text(d.what),
        Column::figures(d.number),
        Column::text(d.why),
    ];
    let rows = FIXED
        .iter()
        .map(|fixed| {
            view! {
                <tr role="row">
                    <th role="rowheader" scope="row">{t.label.fixed(*fixed)}</th>
                    <td role="cell" class="num" data-label=d.number>{fixed.number()}</td>
                    <td role="cell" data-label=d.why>{t.label.fixed_reason(*fixed)}</td>
                </tr>
            }
        })
        .collect::<Vec<_>>();
    view! {
        <Panel id="fixed" title=d.fixed>
            <div class="stack">
                <p>{d.fixed_lead}</p>
                <DataTable caption=d.fixed columns=columns><tbody role="rowgroup">{rows}</tbody></DataTable>
            </div>
        </Panel>
    }
    .markup()
}
