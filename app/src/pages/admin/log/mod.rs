//! *Protokoll des Anbieters*: the provider's own chain, the newest first, with its end and how to verify it.

mod words;

use domain::audit::HouseTopic;
use domain::time::Timestamp;
use leptos::prelude::*;
use services::audit_admin::HOUSE_NAME;
use services::house::{LogEntry, LogFilter, LogPage};

use super::{Area, LOG, page_for};
use crate::components::{
    Button, Column, DataTable, Empty, Facts, Field, Input, Opt, Panel, hash, when,
};
use crate::forms::Form;
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};
use crate::pages::tickets::pager;

/// What the page shows.
pub struct HouseLogPage {
    /// The lines.
    pub log: LogPage,
    /// Which events were asked for.
    pub filter: LogFilter,
    /// This is not the first page.
    pub is_later: bool,
    /// The reader is an admin: the other areas are theirs too.
    pub is_admin: bool,
    /// Now.
    pub now: Timestamp,
}

/// The page.
pub fn house_log(t: &'static Messages, data: &HouseLogPage) -> Markup {
    let h = &t.house;
    let content = view! {
        <p class="lead">{h.lead}</p>
        {filter(t, data.filter)}
        {list(t, data)}
        {head(t, data)}
    }
    .markup();
    page_for(t, Area::Log, data.is_admin, h.title, content)
}

/// Everything, each group, and each kind in it.
fn filter(t: &'static Messages, chosen: LogFilter) -> Markup {
    let h = &t.house;
    let mut kinds = vec![Opt::new("", h.all)];
    for topic in HouseTopic::ALL {
        let group = t.label.house_topic(*topic);
        kinds.push(Opt::new(topic.code(), group));
        if topic.kinds().len() > 1 {
            kinds.extend(
                topic
                    .kinds()
                    .iter()
                    .map(|kind| Opt::new(kind.code(), h.fact(group, t.label.event(*kind)))),
            );
        }
    }
    let form = Form::new().with("kind", chosen.code());
    view! {
        <form class="cluster" action=LOG aria-label=h.filter>
            <Field form=&form name="kind" label=h.kind input=Input::Select(kinds) inline=true />
            <Button>{t.common.filter}</Button>
        </form>
    }
    .markup()
}

fn list(t: &'static Messages, data: &HouseLogPage) -> Markup {
    let h = &t.house;
    if data.log.entries.is_empty() {
        let (title, text) = if data.filter == LogFilter::All {
            (h.empty, h.empty_text)
        } else {
            (h.empty_filter, h.empty_filter_text)
        };
        return view! { <Empty title=title text=text /> }.markup();
    }
    let columns = vec![
        Column::figures(h.number),
        Column::text(h.at),
        Column::text(h.who),
        Column::text(h.what),
    ];
    let rows = data
        .log
        .entries
        .iter()
        .map(|entry| row(t, entry, data.now))
        .collect::<Vec<_>>();
    let address = |before: Option<i64>| {
        let code = data.filter.code();
        match (code.is_empty(), before) {
            (true, None) => LOG.to_owned(),
            (false, None) => format!("{LOG}?kind={code}"),
            (true, Some(seq)) => format!("{LOG}?before={seq}"),
            (false, Some(seq)) => format!("{LOG}?kind={code}&before={seq}"),
        }
    };
    let next = data.log.older.map(|seq| address(Some(seq)));
    let first = data.is_later.then(|| address(None));
    view! {
        <DataTable caption=h.title columns=columns><tbody role="rowgroup">{rows}</tbody></DataTable>
        {pager(t, data.log.entries.len(), next, first)}
    }
    .markup()
}

fn row(t: &'static Messages, entry: &LogEntry, now: Timestamp) -> Markup {
    let h = &t.house;
    let (who, what) = match &entry.event {
        Some(event) => {
            let details = words::details(t, event)
                .into_iter()
                .map(|line| view! { <li>{line}</li> })
                .collect::<Vec<_>>();
            let details =
                (!details.is_empty()).then(|| view! { <ul class="bullets muted">{details}</ul> });
            let what = view! { <b>{words::title(t, event)}</b>{details} }.markup();
            (words::who(t, event), what)
        }
        None => (
            String::new(),
            view! { <span class="error">{h.unreadable}</span> }.markup(),
        ),
    };
    view! {
        <tr role="row" id=format!("e{}", entry.seq)>
            <td role="cell" class="num" data-label=h.number>{entry.seq}</td>
            <td role="cell" data-label=h.at>{when(entry.at, now, t)}</td>
            <td role="cell" data-label=h.who>{who}</td>
            <td role="cell" class="wide">{what}</td>
        </tr>
    }
    .markup()
}

/// The end of the chain, and how to verify it without believing this page.
fn head(t: &'static Messages, data: &HouseLogPage) -> Markup {
    let h = &t.house;
    let Some(head) = data.log.head.filter(|head| head.seq > 0) else {
        return Markup::EMPTY;
    };
    let command = |words: &str| {
        let line = format!("leitstand audit {words} --organization {HOUSE_NAME}");
        view! { <code class="code" tabindex="0">{line}</code> }.markup()
    };
    let facts = vec![
        (h.number.into(), view! { {head.seq} }.markup()),
        (h.at.into(), when(head.at, data.now, t).markup()),
        (h.head_hash.into(), hash(&head.hash.to_string()).markup()),
        (h.verify.into(), command("verify")),
        (h.export.into(), command("export")),
    ];
    view! {
        <Panel id="head" title=h.head>
            <div class="stack">
                <Facts rows=facts stacked=true />
                <p class="hint">{h.verify_hint}</p>
            </div>
        </Panel>
    }
    .markup()
}
