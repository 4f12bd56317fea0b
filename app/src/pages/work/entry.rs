//! One entry: changing it, discarding it, and what it said before. // billing rule 9

use domain::billing::{EntryState, WorkEntry};
use domain::time::{Timestamp, day_and_time};
use leptos::prelude::*;
use services::work::EntryView;

use super::{article, form, span, state, trail};
use crate::components::{Breadcrumbs, Button, ButtonKind, ErrorSummary, Field, Panel};
use crate::forms::Form;
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};
use crate::wording::Lang;

/// What the page shows.
pub struct EntryPage {
    /// The entry.
    pub view: EntryView,
    /// Values and problems of the change.
    pub form: Form,
    /// Values and problems of discarding it.
    pub discard: Form,
    /// Now.
    pub now: Timestamp,
}

/// The page.
pub fn entry(t: &'static Messages, page: &EntryPage) -> Markup {
    let b = &t.billing;
    let (work, entry) = (&page.view.work, &page.view.entry);
    let said = entry.content();
    let number = work.ticket.number.0;
    let mut trail = trail(t, work);
    trail.push((format!("/tickets/{number}/work"), b.work.into()));
    let title = span(t, said.span.from(), said.span.to());
    let name = work.names.get(&entry.person()).cloned().unwrap_or_default();
    let stands = state(t, &work.entries, entry);
    let open = (entry.state() == EntryState::Draft).then(|| forms(t, page));
    view! {
        <main id="main" class="page stack gap-6">
            <header class="stack gap-2">
                <Breadcrumbs t=t trail=trail here=b.entry />
                <h1>{title}</h1>
                <p>{name}", "{article(t, work, &said.article)}", "{stands}</p>
            </header>
            {open}
            {trace(t, page, entry)}
        </main>
    }
    .markup()
}

fn forms(t: &'static Messages, page: &EntryPage) -> Markup {
    let b = &t.billing;
    let (work, entry) = (&page.view.work, &page.view.entry);
    let action = format!("/tickets/{}/work/{}", work.ticket.number.0, entry.id());
    let discard = format!("{action}/discard");
    view! {
        <Panel id="change" title=b.change>
            <form method="post" action=action class="stack form" novalidate>
                <ErrorSummary form=&page.form t=t />
                {form::fields(t, work, &page.form, Some(entry))}
                <Field form=&page.form name="why" label=b.why required=true maxlength=500 />
                <div><Button kind=ButtonKind::Primary>{b.save}</Button></div>
            </form>
        </Panel>
        <Panel id="discard" title=b.discard_title>
            <form method="post" action=discard class="stack form" novalidate>
                <ErrorSummary form=&page.discard t=t />
                <p class="muted">{b.discard_lead}</p>
                <Field form=&page.discard name="why" id="discard-why" label=b.why_discard required=true maxlength=500 />
                <div><Button>{b.discard}</Button></div>
            </form>
        </Panel>
    }
    .markup()
}

fn trace(t: &'static Messages, page: &EntryPage, entry: &WorkEntry) -> Option<Markup> {
    let b = &t.billing;
    let work = &page.view.work;
    let rows = entry
        .trace()
        .iter()
        .map(|edit| {
            let who = work.names.get(&edit.by).cloned().unwrap_or_default();
            let when = day_and_time(edit.at, page.now, t.lang == Lang::De);
            let before = &edit.before;
            view! {
                <li class="stack gap-1">
                    <p class="muted">{b.traced(&who, &when)}": "{edit.why.as_str()}</p>
                    <p>{span(t, before.span.from(), before.span.to())}", "{article(t, work, &before.article)}" "{before.note.as_str()}</p>
                </li>
            }
        })
        .collect::<Vec<_>>();
    (!rows.is_empty()).then(|| {
        view! { <Panel id="trace" title=b.trace><ul class="rows">{rows}</ul></Panel> }.markup()
    })
}
