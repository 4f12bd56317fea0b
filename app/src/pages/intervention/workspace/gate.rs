//! The gate: hard and soft lines before any access. // I-40

use leptos::prelude::*;

use super::{Acts, act};
use crate::components::{Button, Check, Checks, Field, Hidden, Panel, PostButton, Shape};
use crate::forms::Form;
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};

/// A line of the gate.
pub struct GateRow {
    /// Code of the line.
    pub code: &'static str,
    /// Its name.
    pub title: String,
    /// What was found; for an override who, when and why.
    pub detail: String,
    /// `None` before the first check.
    pub passed: Option<bool>,
    /// Let through by a named person.
    pub overridden: bool,
    /// The reader may override it.
    pub may_override: bool,
    /// Only a manager may.
    pub manager_decides: bool,
}

/// The gate panel.
pub struct GatePanel {
    /// Lines in the order of the rules.
    pub rows: Vec<GateRow>,
}

pub(super) fn panel(
    t: &'static Messages,
    ticket: i64,
    form: &Form,
    gate: &GatePanel,
    acts: Acts,
) -> Markup {
    let w = &t.work;
    let passed = gate
        .rows
        .iter()
        .filter(|r| r.passed == Some(true) || r.overridden)
        .count();
    let checked = gate.rows.iter().any(|r| r.passed.is_some());
    let aside = if checked {
        t.parts.passed_of(passed, gate.rows.len())
    } else {
        w.gate_not_yet.to_owned()
    };
    let lines = gate
        .rows
        .iter()
        .map(|row| Check {
            shape: match (row.passed, row.overridden) {
                (None, _) => Shape::Unknown,
                (_, true) => Shape::Override,
                (Some(true), false) => Shape::Done,
                (Some(false), false) => Shape::Crit,
            },
            title: row.title.clone().into(),
            detail: row.detail.clone(),
        })
        .collect();
    let overrides = gate
        .rows
        .iter()
        .filter(|r| r.passed == Some(false) && !r.overridden)
        .filter_map(|row| override_form(t, ticket, form, row))
        .collect::<Vec<_>>();
    let run = acts.verify.then(|| {
        let text = if checked { w.gate_again } else { w.gate_run };
        view! { <PostButton action=act(ticket, "verify")>{text}</PostButton> }
    });
    view! {
        <Panel id="gate" title=w.gate aside=aside><Checks lines=lines />{overrides}{run}</Panel>
    }
    .markup()
}

fn override_form(t: &'static Messages, ticket: i64, form: &Form, row: &GateRow) -> Option<Markup> {
    let w = &t.work;
    // What was typed belongs to the line it was typed for.
    let untouched = Form::new();
    let form = if form.value("line") == row.code {
        form
    } else {
        &untouched
    };
    if row.may_override {
        return Some(
            view! {
                <form method="post" action=act(ticket, "override") class="stack gap-2">
                    <Hidden name="line" value=row.code.to_owned() />
                    <Field form=form name="override_reason" id=format!("f-override-{}", row.code) label=format!("{}: {}", w.override_reason, row.title) required=true minlength=10 maxlength=500 />
                    <div><Button small=true>{w.override_do}</Button></div>
                </form>
            }
            .markup(),
        );
    }
    row.manager_decides
        .then(|| view! { <p class="sub">{w.override_manager}</p> }.markup())
}
