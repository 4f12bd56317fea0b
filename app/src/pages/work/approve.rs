//! What waits for approval, and what was decided lately. // billing rule 9

use leptos::prelude::*;
use services::work::{Listed, Waiting};

use super::span;
use crate::components::{
    Button, ButtonKind, Column, DataTable, Empty, ErrorSummary, Field, Menu, Panel,
};
use crate::forms::{Form, field_id};
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};

/// What the page shows.
pub struct WaitingPage {
    /// Drafts and decisions.
    pub waiting: Waiting,
    /// Problems of approving.
    pub form: Form,
    /// The entry whose reversal was refused, with its problems.
    pub reversal: Option<(String, Form)>,
}

/// The page.
pub fn waiting(t: &'static Messages, page: &WaitingPage) -> Markup {
    let b = &t.billing;
    view! {
        <main id="main" class="page page--wide stack gap-6">
            <header class="stack gap-2">
                <h1>{b.approve_title}</h1>
                <p class="muted">{b.approve_lead}</p>
            </header>
            {drafts(t, page)}
            {decided(t, page)}
        </main>
    }
    .markup()
}

fn columns(t: &'static Messages, last: &'static str) -> Vec<Column> {
    let b = &t.billing;
    vec![
        Column::text(last),
        Column::text(b.when),
        Column::text(b.who),
        Column::text(b.ticket),
        Column::text(b.note),
        Column::figures(b.length),
    ]
}

/// The cells every entry has.
fn cells(t: &'static Messages, one: &Listed) -> Markup {
    let b = &t.billing;
    let row = &one.row;
    let (_, number, subject, customer, person) = &one.label;
    let to = row.stopped_at.unwrap_or(row.started_at);
    let href = if row.task.is_some() {
        format!("/desk/tickets/{}/intervention", number.0)
    } else {
        format!("/tickets/{}", number.0)
    };
    let kept = (!row.waived.is_empty())
        .then(|| view! { <br /><span class="sub">{b.is_waived}": "{row.waived.as_str()}</span> });
    view! {
        <td role="cell" data-label=b.when>{span(t, row.started_at, to)}</td>
        <td role="cell" data-label=b.who>{person.as_str()}</td>
        <td role="cell" data-label=b.ticket><a href=href>{number.0}" "{subject.as_str()}</a><br /><span class="sub">{customer.as_str()}</span></td>
        <td role="cell" data-label=b.note>{row.note.as_str()}{kept}</td>
        <td role="cell" class="num" data-label=b.length>{domain::time::duration_short(row.seconds(to), false)}</td>
    }
    .markup()
}

fn drafts(t: &'static Messages, page: &WaitingPage) -> Markup {
    let b = &t.billing;
    if page.waiting.drafts.is_empty() {
        return view! { <Empty title=b.approve_none text=b.approve_none_text /> }.markup();
    }
    let rows = page
        .waiting
        .drafts
        .iter()
        .enumerate()
        .map(|(n, one)| {
            // Where none was chosen the summary leads to the first.
            let id = match n {
                0 => field_id("entry"),
                _ => format!("entry-{}", one.row.id),
            };
            let label = b.approve_one(&one.label.4, &one.label.1.0.to_string());
            view! {
                <tr role="row">
                    <td role="cell"><input type="checkbox" id=id name="entry" value=one.row.id.to_string() aria-label=label /><input type="hidden" name="shown" value=one.row.id.to_string() /></td>
                    {cells(t, one)}
                </tr>
            }
        })
        .collect::<Vec<_>>();
    let all = b.approve_all(&page.waiting.drafts.len().to_string());
    let more = page
        .waiting
        .more
        .then(|| view! { <p class="muted">{b.approve_more}</p> });
    view! {
        <form method="post" action="/desk/work/approve" class="stack" novalidate>
            <ErrorSummary form=&page.form t=t />
            <DataTable caption=b.approve_title columns=columns(t, b.approve)><tbody role="rowgroup">{rows}</tbody></DataTable>
            {more}
            <div class="cluster">
                <Button kind=ButtonKind::Primary>{b.approve_act}</Button>
                <Button name="all" value="yes">{all}</Button>
            </div>
        </form>
    }
    .markup()
}

fn decided(t: &'static Messages, page: &WaitingPage) -> Option<Markup> {
    let b = &t.billing;
    let empty = Form::new();
    let rows = page
        .waiting
        .decided
        .iter()
        .map(|one| {
            let id = one.row.id.to_string();
            let refused = page.reversal.as_ref().filter(|(entry, _)| *entry == id);
            let form = refused.map_or(&empty, |(_, form)| form);
            let stands = stands(t, one);
            let open = stands == b.approved;
            let action = format!("/desk/work/{id}/reverse");
            let field = format!("why-{id}");
            let reverse = open.then(|| view! {
                <Menu label=b.reverse open=refused.is_some()>
                    <form method="post" action=action class="stack" novalidate>
                        <Field form=form name="why" id=field label=b.reverse_why required=true maxlength=500 />
                        <div><Button small=true>{b.reverse}</Button></div>
                    </form>
                </Menu>
            });
            let why = (!one.row.decided_why.is_empty()).then(|| view! { <br /><span class="sub">{one.row.decided_why.as_str()}</span> });
            view! { <tr role="row"><td role="cell" data-label=b.state>{stands}{why}{reverse}</td>{cells(t, one)}</tr> }
        })
        .collect::<Vec<_>>();
    (!rows.is_empty()).then(|| {
        view! {
            <Panel id="decided" title=b.decided>
                <DataTable caption=b.decided columns=columns(t, b.state)><tbody role="rowgroup">{rows}</tbody></DataTable>
            </Panel>
        }
        .markup()
    })
}

fn stands(t: &'static Messages, one: &Listed) -> &'static str {
    use domain::billing::EntryState;
    let b = &t.billing;
    match one.row.state {
        _ if one.row.reverses.is_some() => b.takes_back,
        _ if one.reversed => b.taken_back,
        EntryState::Approved => b.approved,
        EntryState::Discarded => b.discarded,
        EntryState::Draft => b.draft,
    }
}
