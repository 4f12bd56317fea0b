//! *Bereitschaft*: who is on call in the next weeks, what is entered beside the rotation, handing over. // rule 28

mod forms;
mod rotation;

use domain::account::StaffRole;
use domain::audit::HouseTopic;
use domain::calendar::Weekday;
use domain::time::{Timestamp, date_time, local};
use leptos::prelude::*;
use services::on_call::{Entry, Named, OnCallPage, Shift};

use super::{Area, log_link, page_of};
use crate::components::{
    ButtonKind, Column, DataTable, Empty, Facts, LinkButton, Notice, Panel, PostButton, Tone,
};
use crate::forms::Form;
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};
use crate::wording::Lang;

pub use rotation::{RotationPage, rotation, rotation_values};

/// Address of the page.
const HERE: &str = "/admin/oncall";
/// Address of the rotation's form.
const ROTATION: &str = "/admin/oncall/rotation";

/// What the page shows.
pub struct OnCallView {
    /// What is stored.
    pub page: OnCallPage,
    /// Values and problems of the forms.
    pub form: Form,
    /// Role of the reader: other areas are theirs too.
    pub reader: StaffRole,
    /// Now.
    pub now: Timestamp,
}

/// Place of a weekday, Monday first.
fn weekday(day: Weekday) -> usize {
    usize::try_from(day.to_monday_zero_offset()).unwrap_or(0)
}

/// "Mo, 25.01.2027, 08:00".
fn time(t: &'static Messages, at: Timestamp) -> String {
    let day = weekday(local(at).weekday());
    let day = t
        .calendars
        .weekdays_short()
        .get(day)
        .copied()
        .unwrap_or_default();
    // Shifts change on full minutes.
    let shown = date_time(at, t.lang == Lang::De);
    let shown = shown.strip_suffix(":00").unwrap_or(&shown);
    format!("{day}, {shown}")
}

/// As a date field has it.
fn typed(at: Timestamp) -> String {
    local(at).strftime("%Y-%m-%dT%H:%M").to_string()
}

fn name(t: &'static Messages, name: &str) -> String {
    if name.is_empty() {
        t.on_call.gone.to_owned()
    } else {
        name.to_owned()
    }
}

fn names(t: &'static Messages, people: &[Named]) -> String {
    let names: Vec<_> = people.iter().map(|(_, one)| name(t, one)).collect();
    names.join(", ")
}

/// The page.
pub fn on_call(t: &'static Messages, data: &OnCallView) -> Markup {
    let o = &t.on_call;
    let page = &data.page;
    let is_empty = page.rotations.is_empty() && page.entries.is_empty();
    let body = if is_empty {
        empty(t, page.may_manage)
    } else {
        view! { {current(t, data)}{holes(t, page)}{shifts(t, data)}{entries(t, page)} }.markup()
    };
    // Also where the shift was taken away meanwhile: what was typed is shown again, with what is wrong.
    let has = page.shifts.iter().any(|shift| shift.mine);
    let gives = page.may_hand_over && (has || forms::is_refused(data, &forms::HAND_OVER));
    let content = view! {
        <p class="lead">{o.lead}</p>
        {(data.reader != StaffRole::Engineer).then(|| log_link(t, HouseTopic::OnCall))}
        <Notice tone=Tone::Info><p>{o.how}</p></Notice>
        {body}
        {gives.then(|| forms::hand_over(t, data))}
        {page.may_manage.then(|| forms::enter(t, data))}
        {(!page.rotations.is_empty()).then(|| rotation::versions(t, page, data.now))}
    }
    .markup();
    page_of(t, Area::OnCall, data.reader, o.title, content)
}

fn empty(t: &'static Messages, may_manage: bool) -> Markup {
    let o = &t.on_call;
    if may_manage {
        view! {
            <Empty title=o.empty text=o.empty_manage>
                <LinkButton href=ROTATION kind=ButtonKind::Primary>{o.rotation_new}</LinkButton>
            </Empty>
        }
        .markup()
    } else {
        view! { <Empty title=o.empty text=o.empty_read /> }.markup()
    }
}

fn current(t: &'static Messages, data: &OnCallView) -> Markup {
    let o = &t.on_call;
    let shift = data.page.shifts.first();
    let now = shift.filter(|shift| shift.from <= data.now && !shift.people.is_empty());
    let now = now.map_or_else(
        || o.nobody_now.to_owned(),
        |shift| {
            let until = time(t, shift.until);
            format!(
                "{}, {} {until}",
                names(t, &shift.people),
                o.until.to_lowercase()
            )
        },
    );
    let deputy = data.page.deputy.clone();
    let deputy = deputy.unwrap_or_else(|| o.deputy_none.to_owned());
    let rows = vec![
        (o.on_call_now.into(), view! { {now} }.markup()),
        (o.deputy.into(), view! { {deputy} }.markup()),
    ];
    view! { <Panel id="now" title=o.now><Facts rows=rows /></Panel> }.markup()
}

/// Holes, with the way out.
fn holes(t: &'static Messages, page: &OnCallPage) -> Option<Markup> {
    let locale = t.label.locale();
    if page.holes.is_empty() {
        return None;
    }
    let lines = page.holes.iter();
    let lines = lines
        .map(|hole| view! { <li>{hole.words(locale)}</li> })
        .collect::<Vec<_>>();
    let notice = view! {
        <Notice tone=Tone::Warn title=t.on_call.holes><ul class="bullets">{lines}</ul></Notice>
    };
    Some(notice.markup())
}

fn shifts(t: &'static Messages, data: &OnCallView) -> Markup {
    let o = &t.on_call;
    let page = &data.page;
    let acts = page.may_manage || page.may_hand_over;
    let mut columns = vec![
        Column::text(o.from),
        Column::text(o.until),
        Column::text(o.who),
        Column::text(o.why),
    ];
    if acts {
        columns.push(Column::text(o.actions));
    }
    let rows = page.shifts.iter();
    let rows = rows
        .map(|shift| row(t, data, shift, acts))
        .collect::<Vec<_>>();
    view! {
        <Panel id="shifts" title=o.shifts>
            <DataTable caption=o.shifts columns=columns><tbody role="rowgroup">{rows}</tbody></DataTable>
        </Panel>
    }
    .markup()
}

fn row(t: &'static Messages, data: &OnCallView, shift: &Shift, acts: bool) -> Markup {
    let o = &t.on_call;
    let who = if shift.people.is_empty() {
        view! { <strong>{o.hole}</strong> }.markup()
    } else if shift.mine {
        let names = names(t, &shift.people);
        view! { <strong>{format!("{names} ({})", o.you)}</strong> }.markup()
    } else {
        view! { {names(t, &shift.people)} }.markup()
    };
    let why = match shift.by {
        Some(kind) => t.label.stint_kind(kind),
        None if shift.people.is_empty() => "–",
        None => o.by_rotation,
    };
    let action = acts.then(|| {
        view! { <td role="cell" data-label=o.actions>{way(t, data, shift)}</td> }
    });
    view! {
        <tr role="row">
            <th role="rowheader" scope="row" class="wide">{time(t, shift.from)}</th>
            <td role="cell" data-label=o.until>{time(t, shift.until)}</td>
            <td role="cell" data-label=o.who>{who}</td>
            <td role="cell" data-label=o.why>{why}</td>
            {action}
        </tr>
    }
    .markup()
}

/// The way to what can be done about a shift: a link that fills the form below in.
fn way(t: &'static Messages, data: &OnCallView, shift: &Shift) -> Markup {
    let o = &t.on_call;
    let page = &data.page;
    let from = typed(shift.from.max(data.now));
    let until = typed(shift.until);
    if shift.people.is_empty() && page.may_manage {
        let href = format!("{HERE}?from={from}&until={until}#enter");
        return view! { <a href=href>{o.fill}</a> }.markup();
    }
    if shift.mine && page.may_hand_over {
        let href = format!("{HERE}?shift_from={from}&shift_until={until}#hand-over");
        return view! { <a href=href>{o.give}</a> }.markup();
    }
    view! { "–" }.markup()
}

fn entries(t: &'static Messages, page: &OnCallPage) -> Markup {
    let o = &t.on_call;
    let rows = page.entries.iter();
    let rows = rows
        .map(|entry| line(t, entry, page.may_manage))
        .collect::<Vec<_>>();
    let list = if rows.is_empty() {
        view! { <p class="muted">{o.entries_none}</p> }.markup()
    } else {
        view! { <ul class="rows">{rows}</ul> }.markup()
    };
    view! { <Panel id="entries" title=o.entries>{list}</Panel> }.markup()
}

fn line(t: &'static Messages, entry: &Entry, may_manage: bool) -> Markup {
    let o = &t.on_call;
    let what = format!(
        "{}: {}",
        t.label.stint_kind(entry.kind),
        name(t, &entry.person)
    );
    let when = o.span(&time(t, entry.from), &time(t, entry.until));
    let note = (!entry.note.is_empty()).then(|| view! { <p>{entry.note.clone()}</p> });
    let action = format!("{HERE}/{}/withdraw", entry.id);
    let withdraw = may_manage.then(|| {
        view! { <PostButton action=action small=true>{o.withdraw}</PostButton> }
    });
    view! {
        <li>
            <div>
                <p><b>{what}</b>" "{when}</p>
                {note}
                <p class="muted">{format!("{} {}", o.entered_by, name(t, &entry.author))}</p>
            </div>
            {withdraw}
        </li>
    }
    .markup()
}
