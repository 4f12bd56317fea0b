//! *Zusagen*: the list, one policy with its rules and versions, the form with its effect. // rules 24 to 26

mod editor;
mod effect;
mod form;
mod show;
mod words;

use domain::audit::HouseTopic;
use domain::time::date_time;
use leptos::prelude::*;
use services::policies::{PolicyLine, PolicyRow};

use super::{Area, log_link, page_for};
use crate::components::{Column, DataTable};
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};
use crate::wording::Lang;

pub use editor::rule_values;
pub use form::{PolicyFormPage, policy_form};
pub use show::{PolicyPage, policy};
pub(super) use words::difference;

/// Address of the list.
const LIST: &str = "/admin/policies";

/// The list.
pub struct PoliciesPage {
    /// Its lines.
    pub policies: Vec<PolicyLine>,
    /// The reader is an admin: the other areas are theirs too.
    pub is_admin: bool,
}

/// A policy's name in the reader's language.
fn name<'a>(t: &'static Messages, row: &'a PolicyRow) -> &'a str {
    t.lang.pick(&row.name_de, &row.name_en)
}

/// The list.
pub fn policies(t: &'static Messages, data: &PoliciesPage) -> Markup {
    let p = &t.policies;
    let columns = vec![
        Column::text(p.name),
        Column::figures(p.rules),
        Column::figures(p.version_now),
        Column::text(p.planned),
    ];
    let rows = data
        .policies
        .iter()
        .map(|line| row(t, line))
        .collect::<Vec<_>>();
    let content = view! {
        <p class="lead">{p.lead}</p>
        {log_link(t, HouseTopic::Policies)}
        <DataTable caption=p.title columns=columns><tbody role="rowgroup">{rows}</tbody></DataTable>
    }
    .markup();
    page_for(t, Area::Policies, data.is_admin, p.title, content)
}

fn row(t: &'static Messages, line: &PolicyLine) -> Markup {
    let p = &t.policies;
    let href = format!("{LIST}/{}", line.row.code);
    let planned = line.planned.map_or_else(
        || p.planned_none.to_owned(),
        |at| date_time(at, t.lang == Lang::De),
    );
    view! {
        <tr role="row">
            <th role="rowheader" scope="row" class="wide"><a href=href>{name(t, &line.row).to_owned()}</a></th>
            <td role="cell" class="num" data-label=p.rules>{line.rules.all().len()}</td>
            <td role="cell" class="num" data-label=p.version_now>{line.in_force}</td>
            <td role="cell" data-label=p.planned>{planned}</td>
        </tr>
    }
    .markup()
}
