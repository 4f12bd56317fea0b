//! *Kalender*: the list, one calendar with its year and its versions, the form with its effect. // rules 1 to 7, 25

mod effect;
mod form;
mod show;
mod words;
mod year;

use domain::audit::HouseTopic;
use domain::time::{Timestamp, day_and_time};
use leptos::prelude::*;
use services::calendars::{CalendarLine, CalendarRow};

use super::{Area, log_link, page_for};
use crate::components::{ButtonKind, Column, DataTable, LinkButton, Shape, badge};
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};
use crate::wording::Lang;

pub(super) use form::last_begins;
pub use form::{CalendarFormPage, calendar_form, calendar_values};
pub use show::{CalendarPage, calendar};
pub(super) use words::{difference, hours};

/// Address of the list.
const LIST: &str = "/admin/calendars";

/// The list.
pub struct CalendarsPage {
    /// Its lines.
    pub calendars: Vec<CalendarLine>,
    /// The reader is an admin: the other areas are theirs too.
    pub is_admin: bool,
    /// Now.
    pub now: Timestamp,
}

/// A calendar's name in the reader's language.
fn name<'a>(t: &'static Messages, row: &'a CalendarRow) -> &'a str {
    t.lang.pick(&row.name_de, &row.name_en)
}

/// The list.
pub fn calendars(t: &'static Messages, data: &CalendarsPage) -> Markup {
    let c = &t.calendars;
    let columns = vec![
        Column::text(c.name),
        Column::text(c.purpose),
        Column::text(c.hours),
        Column::text(c.now),
        Column::text(c.next_closing),
    ];
    let rows = data
        .calendars
        .iter()
        .map(|line| row(t, line, data.now))
        .collect::<Vec<_>>();
    let content = view! {
        <p class="lead">{c.lead}</p>
        {log_link(t, HouseTopic::Calendars)}
        <DataTable caption=c.title columns=columns><tbody role="rowgroup">{rows}</tbody></DataTable>
        <div><LinkButton href=format!("{LIST}/new") kind=ButtonKind::Primary>{c.create}</LinkButton></div>
    }
    .markup();
    page_for(t, Area::Calendars, data.is_admin, c.title, content)
}

fn row(t: &'static Messages, line: &CalendarLine, now: Timestamp) -> Markup {
    let c = &t.calendars;
    let href = format!("{LIST}/{}", line.row.code);
    let closing = match &line.next_closing {
        Some(day) => words::closing(t, day),
        None => c.next_closing_none.to_owned(),
    };
    view! {
        <tr role="row">
            <th role="rowheader" scope="row" class="wide"><a href=href>{name(t, &line.row).to_owned()}</a></th>
            <td role="cell" data-label=c.purpose>{t.label.calendar_purpose(line.row.purpose)}</td>
            <td role="cell" data-label=c.hours>{hours(t, &line.definition)}</td>
            <td role="cell" data-label=c.now>{opening(t, line, now)}</td>
            <td role="cell" data-label=c.next_closing>{closing}</td>
        </tr>
    }
    .markup()
}

/// Whether it is open now, and until when.
fn opening(t: &'static Messages, line: &CalendarLine, now: Timestamp) -> Markup {
    let c = &t.calendars;
    let until = line
        .until
        .map(|until| day_and_time(until, now, t.lang == Lang::De));
    let text = match (line.is_open, until) {
        (true, Some(until)) => c.open_until(&until),
        (true, None) => c.open.to_owned(),
        (false, Some(until)) => c.closed_until(&until),
        (false, None) => c.closed.to_owned(),
    };
    let shape = if line.is_open {
        Shape::Ok
    } else {
        Shape::Closed
    };
    badge(shape, text).markup()
}
