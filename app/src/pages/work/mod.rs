//! Work on tickets: a ticket's page, one entry's, and what waits for approval. // billing rules 2 to 9

mod approve;
mod entry;
mod form;
mod lines;

use domain::billing::{ArticleCode, EntryState, WorkEntry};
use domain::time::{Timestamp, clock_time, date, day_and_time, duration_short};
use leptos::prelude::*;
use services::work::{Quote, WorkView};

pub use approve::{WaitingPage, waiting};
pub use entry::{EntryPage, entry};
pub(crate) use lines::unbilled;

use crate::components::{
    Breadcrumbs, Button, ButtonKind, Column, DataTable, Empty, ErrorSummary, Notice, Panel,
    PostButton, Tone, euros,
};
use crate::forms::Form;
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};
use crate::wording::Lang;

/// What the page shows.
pub struct WorkPage {
    /// The work.
    pub view: WorkView,
    /// Values and problems of entering.
    pub form: Form,
    /// Values and problems of stopping the timer.
    pub stop: Form,
    /// What was asked to cost.
    pub quote: Option<Quote>,
    /// Now.
    pub now: Timestamp,
}

/// The name of an article, as the list has it.
pub(super) fn article(t: &'static Messages, view: &WorkView, code: &ArticleCode) -> String {
    let known = view.articles.get(code);
    known.map_or_else(
        || code.to_string(),
        |one| one.label(t.label.locale()).to_owned(),
    )
}

/// The way back: queue, ticket.
pub(super) fn trail(
    t: &'static Messages,
    view: &WorkView,
) -> Vec<(String, std::borrow::Cow<'static, str>)> {
    let number = view.ticket.number.0;
    vec![
        ("/desk/queue".to_owned(), t.layout.nav_queue.into()),
        (format!("/tickets/{number}"), number.to_string().into()),
    ]
}

/// The page.
pub fn work(t: &'static Messages, page: &WorkPage) -> Markup {
    let b = &t.billing;
    let view = &page.view;
    let number = view.ticket.number.0;
    let stopped = view
        .stopped
        .then(|| view! { <Notice tone=Tone::Warn><p>{b.stopped}</p></Notice> });
    let unordered = (view.orders.is_empty() && !view.stopped)
        .then(|| view! { <Notice tone=Tone::Info><p>{b.no_order}</p></Notice> });
    let action = format!("/tickets/{number}/work");
    let quote = page.quote.as_ref().map(|quote| form::quote(t, quote));
    let fields = form::fields(t, view, &page.form, None);
    view! {
        <main id="main" class="page stack gap-6">
            <header class="stack gap-2">
                <Breadcrumbs t=t trail=trail(t, view) here=b.work />
                <h1>{b.work_of(&number.to_string())}</h1>
                <p>{view.ticket.subject.as_str()}</p>
                <p class="muted">{b.lead}</p>
            </header>
            {stopped}{unordered}
            {timer(t, page)}
            <Panel id="entries" title=b.entries>{entries(t, page)}</Panel>
            {lines::panel(t, view)}
            <Panel id="enter" title=b.enter>
                <form method="post" action=action class="stack form" novalidate>
                    <ErrorSummary form=&page.form t=t />
                    {quote}
                    {fields}
                    <div class="cluster">
                        <Button kind=ButtonKind::Primary>{b.enter_act}</Button>
                        <Button name="act" value="preview">{b.preview}</Button>
                    </div>
                </form>
            </Panel>
        </main>
    }
    .markup()
}

/// Timers that run, and the reader's own.
fn timer(t: &'static Messages, page: &WorkPage) -> Markup {
    let b = &t.billing;
    let view = &page.view;
    let number = view.ticket.number.0;
    let running = view
        .running
        .iter()
        .map(|one| {
            let since = day_and_time(one.since, page.now, t.lang == Lang::De);
            view! { <p><b>{b.runs(&one.name, &since)}</b></p> }
        })
        .collect::<Vec<_>>();
    let mine = view.running.iter().find(|one| one.person == view.me);
    let act = match (mine, view.elsewhere) {
        (Some(_), _) => form::stop(t, page),
        (None, Some(other)) => {
            let href = format!("/tickets/{}/work", other.0);
            view! { <p>{b.elsewhere(&other.0.to_string())}" "<a href=href>{b.elsewhere_link}</a></p> }
                .markup()
        }
        (None, None) if view.stopped => Markup::EMPTY,
        (None, None) => {
            let action = format!("/tickets/{number}/work/start");
            view! { <PostButton action=action kind=ButtonKind::Primary>{b.start}</PostButton> }
                .markup()
        }
    };
    view! { <Panel id="timer" title="Timer"><div class="stack">{running}{limits(t, view)}{act}</div></Panel> }
        .markup()
}

fn limits(t: &'static Messages, view: &WorkView) -> Option<Markup> {
    let rows = view
        .limits
        .iter()
        .map(|limit| {
            let (spent, ceiling) = (euros(limit.spent.0, t.lang), euros(limit.ceiling.0, t.lang));
            view! { <li><span>{limit.scope.as_str()}</span>" "<b>{t.billing.limit(&spent, &ceiling)}</b></li> }
        })
        .collect::<Vec<_>>();
    (!rows.is_empty()).then(|| view! { <ul class="rows">{rows}</ul> }.markup())
}

/// How an entry stands, in a word.
pub(super) fn state(t: &'static Messages, all: &[WorkEntry], entry: &WorkEntry) -> &'static str {
    let b = &t.billing;
    if entry.reverses().is_some() {
        return b.takes_back;
    }
    if all.iter().any(|one| one.reverses() == Some(entry.id())) {
        return b.taken_back;
    }
    match entry.state() {
        EntryState::Draft => b.draft,
        EntryState::Approved => b.approved,
        EntryState::Discarded => b.discarded,
    }
}

/// From and to, with the day once.
pub(super) fn span(t: &'static Messages, from: Timestamp, to: Timestamp) -> String {
    let german = t.lang == Lang::De;
    let (day, last) = (date(from, german), date(to, german));
    let (from, to) = (clock_time(from), clock_time(to));
    if day == last {
        format!("{day}, {from}–{to}")
    } else {
        format!("{day}, {from} – {last}, {to}")
    }
}

fn entries(t: &'static Messages, page: &WorkPage) -> Markup {
    let b = &t.billing;
    let view = &page.view;
    if view.entries.is_empty() {
        return view! { <Empty title=b.entries_none text=b.entries_none_text /> }.markup();
    }
    let number = view.ticket.number.0;
    let rows = view
        .entries
        .iter()
        .map(|entry| {
            let said = entry.content();
            let name = view.names.get(&entry.person()).cloned().unwrap_or_default();
            let may = entry.state() == EntryState::Draft
                && (entry.person() == view.me || view.approves);
            let change = may.then(|| {
                let href = format!("/tickets/{number}/work/{}", entry.id());
                view! { <a href=href>{b.change}</a> }
            });
            let on = if said.agreement.is_some() { b.by_order } else { b.without };
            let waived = (!said.waived.is_empty()).then(|| view! { <span class="sub">{b.waived}": "{said.waived.as_str()}</span> });
            let note = (!said.note.is_empty()).then(|| view! { <span>{said.note.as_str()}</span> });
            view! {
                <tr role="row">
                    <td role="cell" data-label=b.when>{span(t, said.span.from(), said.span.to())}</td>
                    <td role="cell" data-label=b.who>{name}</td>
                    <td role="cell" data-label=b.what>{article(t, view, &said.article)}<br /><span class="sub">{on}</span>{note}{waived}</td>
                    <td role="cell" class="num" data-label=b.length>{duration_short(said.span.seconds(), false)}</td>
                    <td role="cell" data-label=b.state>{state(t, &view.entries, entry)}</td>
                    <td role="cell">{change}</td>
                </tr>
            }
        })
        .collect::<Vec<_>>();
    let columns = vec![
        Column::text(b.when),
        Column::text(b.who),
        Column::text(b.what),
        Column::figures(b.length),
        Column::text(b.state),
        Column::text(b.change),
    ];
    view! { <DataTable caption=b.entries columns=columns><tbody role="rowgroup">{rows}</tbody></DataTable> }.markup()
}
