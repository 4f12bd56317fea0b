//! What saving would do: shown before anything is saved.

use domain::sla::promise::{CaseEffect, Conditions, Told};
use domain::time::date_time;
use leptos::prelude::*;
use services::policies::{CalendarRow, Effect, Overtaken, TicketEffect};

use super::form::PolicyFormPage;
use super::words::{self, bullets};
use crate::components::{Button, ButtonKind, Column, DataTable, Notice, Shape, Tone, badge};
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};
use crate::wording::Lang;

/// The effect of an edit, with the button that saves it.
pub(super) fn effect(
    t: &'static Messages,
    effect: &Effect,
    calendars: &[CalendarRow],
    page: &PolicyFormPage,
) -> Markup {
    let c = &t.calendars;
    let same = effect.differences.is_empty();
    let lead = if page.is_other && effect.overtaken.is_none() {
        view! { <Notice tone=Tone::Warn alert=true><p>{c.effect_other}</p></Notice> }.markup()
    } else {
        view! { <p>{c.effect_lead}</p> }.markup()
    };
    let changes = if same {
        view! { <p>{c.same}</p> }.markup()
    } else {
        let told = effect.differences.iter();
        bullets(
            told.map(|one| words::difference(t, one, calendars))
                .collect(),
        )
    };
    // Enter in a field presses the first button of the form: that must be the one that changes nothing.
    let save = (!same).then(|| {
        view! {
            <div class="cluster">
                <Button name="step" value="look" form="policy">{c.look_again}</Button>
                <Button kind=ButtonKind::Primary name="step" value="save" form="policy">{c.save}</Button>
            </div>
        }
    });
    view! {
        <section class="panel" id="effect" aria-labelledby="effect-title">
            <header><h2 id="effect-title">{c.effect}</h2></header>
            <div class="stack gap-6">
                {effect.overtaken.as_ref().map(|other| overtaken(t, other, calendars))}
                {lead}
                <div class="stack gap-2"><h3>{c.effect_changes}</h3>{changes}</div>
                {words::findings(t, &effect.findings)}
                {tickets(t, effect, calendars, page.is_admin)}
                {cases(t, &effect.cases, calendars)}
                {save}
            </div>
        </section>
    }
    .markup()
}

/// Somebody saved meanwhile: who, when, what.
fn overtaken(t: &'static Messages, other: &Overtaken, calendars: &[CalendarRow]) -> Markup {
    let c = &t.calendars;
    let by = c.overtaken_by(&other.by, &date_time(other.at, t.lang == Lang::De));
    let told = other.differences.iter();
    let changes = bullets(
        told.map(|one| words::difference(t, one, calendars))
            .collect(),
    );
    view! {
        <Notice tone=Tone::Crit title=t.policies.overtaken alert=true>
            <p>{by}</p>
            {changes}
            <p>{c.overtaken_hint}</p>
        </Notice>
    }
    .markup()
}

fn tickets(
    t: &'static Messages,
    effect: &Effect,
    calendars: &[CalendarRow],
    is_admin: bool,
) -> Markup {
    let p = &t.policies;
    let count: i64 = effect.tickets.iter().map(|of| of.count).sum();
    let lines = effect
        .tickets
        .iter()
        .map(|of| alike(t, of, calendars, is_admin))
        .collect::<Vec<_>>();
    let lines = (!lines.is_empty()).then(|| view! { <ul class="bullets">{lines}</ul> }.markup());
    view! {
        <div class="stack gap-2">
            <h3>{p.tickets}</h3>
            <p>{p.tickets_of(&count, &effect.open)}</p>
            {lines}
        </div>
    }
    .markup()
}

/// Tickets that are alike, with a way to the oldest of them; admins read no tickets.
fn alike(
    t: &'static Messages,
    of: &TicketEffect,
    calendars: &[CalendarRow],
    is_admin: bool,
) -> Markup {
    let p = &t.policies;
    let when = Conditions {
        class: Some(of.case.class),
        priority: Some(of.case.priority),
        complexity: of.case.complexity,
        contract: Some(of.case.contract),
        premium: Some(of.case.premium),
    };
    let turned = t.house.turned(
        &words::conditions(t, when),
        &words::promises(t, &of.before, calendars),
        &words::promises(t, &of.after, calendars),
    );
    let number = of.first.to_string();
    let oldest = if is_admin {
        view! { {number} }.markup()
    } else {
        let href = format!("/desk/tickets/{number}");
        view! { <a href=href>{number}</a> }.markup()
    };
    view! { <li>{of.count}" × "{turned}" ("{p.oldest}": "{oldest}")"</li> }.markup()
}

fn cases(t: &'static Messages, cases: &[CaseEffect], calendars: &[CalendarRow]) -> Markup {
    let (p, c) = (&t.policies, &t.calendars);
    let columns = vec![
        Column::text(p.case),
        Column::text(c.before),
        Column::text(c.after),
    ];
    let rows = cases
        .iter()
        .map(|case| {
            let when = Conditions {
                class: Some(case.class),
                priority: Some(case.priority),
                complexity: case.complexity,
                ..Conditions::default()
            };
            let mark = case.changed.then(|| {
                view! { " "{badge(Shape::Warn, p.changed)} }.markup()
            });
            view! {
                <tr role="row">
                    <th role="rowheader" scope="row" class="wide">{words::conditions(t, when)}{mark}</th>
                    <td role="cell" data-label=c.before>{told(t, &case.before, calendars)}</td>
                    <td role="cell" data-label=c.after>{told(t, &case.after, calendars)}</td>
                </tr>
            }
        })
        .collect::<Vec<_>>();
    view! {
        <div class="stack gap-2">
            <h3>{p.cases}</h3>
            <DataTable caption=p.cases columns=columns><tbody role="rowgroup">{rows}</tbody></DataTable>
        </div>
    }
    .markup()
}

/// One answer, or those it depends on.
fn told(t: &'static Messages, told: &[Told], calendars: &[CalendarRow]) -> Markup {
    let lines: Vec<String> = told
        .iter()
        .map(|one| words::told(t, one, calendars))
        .collect();
    match lines.as_slice() {
        [one] => view! { {one.clone()} }.markup(),
        _ => view! { {t.policies.depends}{bullets(lines)} }.markup(),
    }
}
