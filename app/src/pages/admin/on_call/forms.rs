//! The two forms of the page: handing a shift over, entering an override or an absence.

use domain::escalation::StintKind;
use leptos::prelude::*;

use super::{HERE, OnCallView, typed};
use crate::components::{Button, ButtonKind, ErrorSummary, Field, Input, Opt, Panel};
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};

/// Fields of the form that hands a shift over.
pub(super) const HAND_OVER: [&str; 3] = ["shift_from", "shift_until", "takes"];

/// Who can be chosen, with a first entry that chooses nobody.
pub(super) fn people(
    data: &services::on_call::OnCallPage,
    first: &'static str,
    without_reader: bool,
) -> Vec<Opt> {
    let people = data.people.iter();
    let people = people.filter(|(id, _)| !without_reader || *id != data.reader);
    let people = people.map(|(id, name)| Opt::new(id.to_string(), name.clone()));
    std::iter::once(Opt::new("", first)).chain(people).collect()
}

/// Whether what was refused is this form.
pub(super) fn is_refused(data: &OnCallView, fields: &[&str]) -> bool {
    let mut problems = data.form.problems().iter();
    problems.any(|problem| fields.contains(&problem.field.as_str()))
}

pub(super) fn hand_over(t: &'static Messages, data: &OnCallView) -> Markup {
    let o = &t.on_call;
    let form = &data.form;
    let wrong = is_refused(data, &HAND_OVER);
    let summary = wrong.then(|| view! { <ErrorSummary form=form t=t /> });
    // Nothing chosen yet: the reader's next shift.
    let next = data.page.shifts.iter().find(|shift| shift.mine);
    let from = next.map(|shift| typed(shift.from.max(data.now)));
    let until = next.map(|shift| typed(shift.until));
    let takes = people(&data.page, o.person_choose, true);
    view! {
        <Panel id="hand-over" title=o.hand_over>
            <form method="post" action=format!("{HERE}/hand-over") class="stack form" novalidate>
                {summary}
                <p class="hint">{o.hand_over_lead}</p>
                <Field form=form name="shift_from" label=o.shift_from input=Input::DateTime required=true value=from.unwrap_or_default() />
                <Field form=form name="shift_until" label=o.shift_until input=Input::DateTime required=true value=until.unwrap_or_default() />
                <Field form=form name="takes" label=o.takes input=Input::Select(takes) required=true />
                <div><Button kind=ButtonKind::Primary>{o.hand_over_do}</Button></div>
            </form>
        </Panel>
    }
    .markup()
}

pub(super) fn enter(t: &'static Messages, data: &OnCallView) -> Markup {
    let o = &t.on_call;
    let form = &data.form;
    let wrong = is_refused(data, &["kind", "person", "from", "until", "note"]);
    let summary = wrong.then(|| view! { <ErrorSummary form=form t=t /> });
    let kinds = [StintKind::Override, StintKind::Absence];
    let kinds = kinds.map(|kind| Opt::new(kind.code(), t.label.stint_kind(kind)));
    let people = people(&data.page, o.person_choose, false);
    view! {
        <Panel id="enter" title=o.enter>
            <form method="post" action=HERE class="stack form" novalidate>
                {summary}
                <Field form=form name="kind" label=o.enter_kind input=Input::Select(kinds.to_vec()) required=true />
                <Field form=form name="person" label=o.person input=Input::Select(people) required=true />
                <Field form=form name="from" label=o.from input=Input::DateTime required=true />
                <Field form=form name="until" label=o.until input=Input::DateTime required=true />
                <Field form=form name="note" label=o.note hint=o.note_hint maxlength=200 />
                <div><Button kind=ButtonKind::Primary>{o.enter_do}</Button></div>
            </form>
        </Panel>
    }
    .markup()
}
