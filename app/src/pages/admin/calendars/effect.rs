//! What saving would do: shown before anything is saved.

use domain::calendar::DayKind;
use domain::time::date_time;
use leptos::prelude::*;
use services::calendars::{ClockEffect, Effect, Overtaken};

use super::words;
use crate::components::{Button, ButtonKind, Column, DataTable, Notice, Tone};
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};
use crate::wording::Lang;

/// So many changed days are listed: holidays and entered ones, and a week of ordinary ones, which are all alike.
const SHOWN: usize = 60;
const ORDINARY: usize = 7;

/// The effect of an edit, with the button that saves it.
pub(super) fn effect(t: &'static Messages, effect: &Effect, is_other: bool) -> Markup {
    let c = &t.calendars;
    let is_edit = effect.base > 0;
    let same = is_edit && effect.differences.is_empty();
    let lead = if is_other && effect.overtaken.is_none() {
        view! { <Notice tone=Tone::Warn alert=true><p>{c.effect_other}</p></Notice> }.markup()
    } else {
        view! { <p>{c.effect_lead}</p> }.markup()
    };
    let changes = if same {
        view! { <p>{c.same}</p> }.markup()
    } else if is_edit {
        let told = effect.differences.iter();
        bullets(told.map(|one| words::difference(t, one)).collect())
    } else {
        bullets(vec![words::hours(t, &effect.definition)])
    };
    let warnings: Vec<String> = effect
        .warnings
        .iter()
        .map(|one| words::warning(t, *one))
        .collect();
    let warnings = (!warnings.is_empty()).then(|| {
        view! { <Notice tone=Tone::Warn title=c.warnings>{bullets(warnings)}</Notice> }
    });
    let clocks = is_edit.then(|| clocks(t, &effect.clocks));
    let days = is_edit.then(|| days(t, effect));
    // Enter in a field presses the first button of the form: that must be the one that changes nothing.
    let save = (!same).then(|| {
        view! {
            <div class="cluster">
                <Button name="step" value="look" form="calendar">{c.look_again}</Button>
                <Button kind=ButtonKind::Primary name="step" value="save" form="calendar">{c.save}</Button>
            </div>
        }
    });
    view! {
        <section class="panel" id="effect" aria-labelledby="effect-title">
            <header><h2 id="effect-title">{c.effect}</h2></header>
            <div class="stack gap-6">
                {effect.overtaken.as_ref().map(|other| overtaken(t, other))}
                {lead}
                <div class="stack gap-2"><h3>{c.effect_changes}</h3>{changes}</div>
                {warnings}
                {clocks}
                {years(t, effect)}
                {days}
                {save}
            </div>
        </section>
    }
    .markup()
}

fn bullets(lines: Vec<String>) -> Markup {
    let lines = lines
        .into_iter()
        .map(|line| view! { <li>{line}</li> })
        .collect::<Vec<_>>();
    view! { <ul class="bullets">{lines}</ul> }.markup()
}

/// Somebody saved meanwhile: who, when, what.
fn overtaken(t: &'static Messages, other: &Overtaken) -> Markup {
    let c = &t.calendars;
    let by = c.overtaken_by(&other.by, &date_time(other.at, t.lang == Lang::De));
    let told = other.differences.iter();
    let changes = bullets(told.map(|one| words::difference(t, one)).collect());
    view! {
        <Notice tone=Tone::Crit title=c.overtaken alert=true>
            <p>{by}</p>
            {changes}
            <p>{c.overtaken_hint}</p>
        </Notice>
    }
    .markup()
}

fn clocks(t: &'static Messages, effect: &ClockEffect) -> Markup {
    let c = &t.calendars;
    let lines = if effect.running == 0 {
        view! { <p>{c.clocks_none}</p> }.markup()
    } else {
        let lines = bullets(vec![
            c.clocks_running(&effect.running),
            c.clocks_overdue(&effect.overdue),
            c.clocks_at_once(&effect.at_once),
            c.clocks_earlier(&effect.earlier),
            c.clocks_later(&effect.later),
        ]);
        view! { {lines}<p class="hint">{c.clocks_rule}</p> }.markup()
    };
    view! { <div class="stack gap-2"><h3>{c.effect_clocks}</h3>{lines}</div> }.markup()
}

fn years(t: &'static Messages, effect: &Effect) -> Markup {
    let c = &t.calendars;
    let is_edit = effect.base > 0;
    let mut columns = vec![Column::text(c.year)];
    if is_edit {
        columns.push(Column::figures(c.before));
    }
    columns.push(Column::figures(c.after));
    if is_edit {
        columns.push(Column::figures(c.difference));
    }
    let hours = |seconds| format!("{} h", words::open_hours(t, seconds));
    let rows = effect
        .years
        .iter()
        .map(|year| {
            let before = year.before_s.map(|before| {
                view! { <td role="cell" class="num" data-label=c.before>{hours(before)}</td> }
            });
            let turn = year.before_s.map(|before| {
                let turn = year.after_s - before;
                let sign = if turn > 0 { "+" } else { "" };
                view! { <td role="cell" class="num" data-label=c.difference>{format!("{sign}{}", hours(turn))}</td> }
            });
            view! {
                <tr role="row">
                    <th role="rowheader" scope="row">{year.year}</th>
                    {before}
                    <td role="cell" class="num" data-label=c.after>{hours(year.after_s)}</td>
                    {turn}
                </tr>
            }
        })
        .collect::<Vec<_>>();
    view! {
        <div class="stack gap-2">
            <h3>{c.effect_years}</h3>
            <DataTable caption=c.effect_years columns=columns><tbody role="rowgroup">{rows}</tbody></DataTable>
        </div>
    }
    .markup()
}

fn days(t: &'static Messages, effect: &Effect) -> Markup {
    let c = &t.calendars;
    if effect.days.is_empty() {
        return view! { <div class="stack gap-2"><h3>{c.effect_days}</h3><p>{c.effect_days_none}</p></div> }
            .markup();
    }
    let columns = vec![
        Column::text(c.day),
        Column::text(c.before),
        Column::text(c.after),
    ];
    let mut ordinary = 0;
    let listed = effect.days.iter().filter(|change| {
        let kinds = (change.before.kind, change.after.kind);
        if kinds == (DayKind::Regular, DayKind::Regular) {
            ordinary += 1;
            return ordinary <= ORDINARY;
        }
        true
    });
    let rows = listed
        .take(SHOWN)
        .map(|change| {
            view! {
                <tr role="row">
                    <th role="rowheader" scope="row" class="wide">{words::day(t, change.after.date)}</th>
                    <td role="cell" data-label=c.before>{words::of_day(t, &change.before)}</td>
                    <td role="cell" data-label=c.after>{words::of_day(t, &change.after)}</td>
                </tr>
            }
        })
        .collect::<Vec<_>>();
    let more = effect.days.len().saturating_sub(rows.len());
    let more = match more {
        0 => None,
        1 => Some(c.day_more.to_owned()),
        more => Some(c.days_more(&more)),
    };
    let more = more.map(|more| view! { <p class="muted">{more}</p> });
    view! {
        <div class="stack gap-2">
            <h3>{c.effect_days}</h3>
            <DataTable caption=c.effect_days columns=columns><tbody role="rowgroup">{rows}</tbody></DataTable>
            {more}
        </div>
    }
    .markup()
}
