//! The form of a policy: rules in order, one of them open at a time, with the effect above it once somebody looked. The rules
//! travel with the form, so that nothing needs JavaScript and nothing is kept on the server before it is saved.

use domain::sla::promise::{PolicyRule, PolicyRules};
use domain::time::Timestamp;
use leptos::prelude::*;
use services::policies::{Effect, Open, PolicyView};

use super::editor::editor;
use super::effect::effect;
use super::{LIST, name, words};
use crate::components::{
    Breadcrumbs, Button, ButtonKind, Column, DataTable, ErrorSummary, Field, Hidden, Input, Panel,
};
use crate::forms::Form;
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};
use crate::pages::admin::calendars::last_begins;
use crate::pages::admin::{Area, page_for};

/// The form of a policy.
pub struct PolicyFormPage {
    /// The policy as stored.
    pub view: PolicyView,
    /// Number of the version the form was opened with.
    pub base: i64,
    /// The rules as they would be saved.
    pub rules: PolicyRules,
    /// The rule whose fields are shown.
    pub open: Option<Open>,
    /// Values and problems.
    pub form: Form,
    /// What saving would do, once somebody looked.
    pub effect: Option<Box<Effect>>,
    /// They pressed *save* and it is something else than they had looked at.
    pub is_other: bool,
    /// The reader is an admin: the other areas are theirs too.
    pub is_admin: bool,
    /// Now.
    pub now: Timestamp,
}

/// The page.
pub fn policy_form(t: &'static Messages, data: &PolicyFormPage) -> Markup {
    let (p, c) = (&t.policies, &t.calendars);
    let form = &data.form;
    let row = &data.view.line.row;
    let here = format!("{LIST}/{}", row.code);
    let trail = vec![
        (LIST.to_owned(), p.title.into()),
        (here.clone(), name(t, row).to_owned().into()),
    ];
    // What was typed over the newest version follows the newest version.
    let base = data.effect.as_ref().map_or(data.base, |effect| effect.base);
    let mark = data.effect.as_ref().map(|effect| effect.mark.clone());
    let (look, kind) = if data.effect.is_some() {
        (c.look_again, ButtonKind::Plain)
    } else {
        (c.look, ButtonKind::Primary)
    };
    // Enter in a field presses the first button, which must not be one that moves a rule.
    let enter = if data.open.is_some() { "apply" } else { "look" };
    let draft = serde_json::to_string(&data.rules).unwrap_or_default();
    let open = match data.open {
        Some(Open::Rule(position)) => position.to_string(),
        Some(Open::New) => "new".to_owned(),
        None => String::new(),
    };
    let editor = data
        .open
        .map(|open| editor(t, open, form, &data.view.calendars));
    let shown = data
        .effect
        .as_ref()
        .map(|shown| effect(t, shown, &data.view.calendars, data));
    let last = data.view.newest().map(|newest| newest.valid_from);
    let content = view! {
        <Breadcrumbs t=t trail=trail here=p.change />
        {last_begins(t, last, data.now)}
        {shown}
        <form method="post" action=format!("{here}/edit") id="policy" class="stack gap-8" novalidate>
            <button type="submit" class="visually-hidden" tabindex="-1" aria-hidden="true" name="step" value=enter>{look}</button>
            <ErrorSummary form=form t=t />
            <Hidden name="base" value=base.to_string() />
            <Hidden name="seen" value=mark.unwrap_or_default() />
            <Hidden name="draft" value=draft />
            <Hidden name="rule" value=open />
            {rules(t, data)}
            {editor}
            <Panel id="beginning" title=c.beginning>
                <div class="stack form">
                    <Field form=form name="valid_from" label=c.valid_from hint=c.valid_from_hint input=Input::DateTime />
                    <Field form=form name="reason" label=c.reason hint=c.reason_hint required=true maxlength=500 />
                </div>
            </Panel>
            <div class="stack gap-2">
                <p class="hint">{c.form_lead}</p>
                <div><Button kind=kind name="step" value="look">{look}</Button></div>
            </div>
        </form>
    }
    .markup();
    page_for(t, Area::Policies, data.is_admin, p.change, content)
}

fn rules(t: &'static Messages, data: &PolicyFormPage) -> Markup {
    let p = &t.policies;
    let columns = vec![
        Column::figures(p.position),
        Column::text(p.condition),
        Column::text(p.promises),
        Column::text(p.actions),
    ];
    let rows = data
        .rules
        .all()
        .iter()
        .map(|one| rule(t, data, one))
        .collect::<Vec<_>>();
    let table = if rows.is_empty() {
        view! { <p>{p.no_rules}</p> }.markup()
    } else {
        view! {
            <DataTable caption=p.rules columns=columns><tbody role="rowgroup">{rows}</tbody></DataTable>
        }
        .markup()
    };
    let findings = data.view.findings_of(&data.rules);
    view! {
        <Panel id="rules" title=p.rules>
            <div class="stack">
                <p>{p.draft_lead}</p>
                {table}
                <div><Button name="step" value="add">{p.add}</Button></div>
                {words::findings(t, &findings)}
                <p class="hint">{p.ladder}</p>
            </div>
        </Panel>
    }
    .markup()
}

fn rule(t: &'static Messages, data: &PolicyFormPage, rule: &PolicyRule) -> Markup {
    let p = &t.policies;
    let last = data.rules.all().len();
    let is_last = usize::try_from(rule.position).is_ok_and(|position| position >= last);
    let of = format!(": {}", p.rule(&rule.position));
    let button = |step: &str, label: &'static str, disabled: bool| {
        let value = format!("{step}-{}", rule.position);
        let of = of.clone();
        view! {
            <Button small=true kind=ButtonKind::Quiet name="step" value=value disabled=disabled>
                {label}<span class="visually-hidden">{of}</span>
            </Button>
        }
        .markup()
    };
    view! {
        <tr role="row">
            <td role="cell" class="num" data-label=p.position>{rule.position}</td>
            <th role="rowheader" scope="row">{words::conditions(t, rule.when)}</th>
            <td role="cell" data-label=p.promises>{words::promises(t, &rule.promises, &data.view.calendars)}</td>
            <td role="cell" data-label=p.actions>
                <div class="cluster">
                    {button("up", p.up, rule.position <= 1)}
                    {button("down", p.down, is_last)}
                    {button("edit", p.edit, false)}
                    {button("remove", p.remove, false)}
                </div>
            </td>
        </tr>
    }
    .markup()
}
