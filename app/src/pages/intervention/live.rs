//! *Was gerade auf … geschieht*: the customer watches, and can lock at any moment. // I-43
//!
//! With JavaScript new lines stream in; without, the page reloads itself every 15 seconds (set in the shell).

use leptos::prelude::*;

use crate::components::{
    Breadcrumbs, Button, ButtonKind, ClockBar, Empty, LargeClock, Log, LogFor, LogLine, Notice,
    Segment, Shape, Tone, badge, hash,
};
use crate::components::{Icon, icon};
use crate::i18n::Messages;
use crate::islands::{ClockTicker, Insert, LiveTimeline};
use crate::markup::{IntoMarkup, Markup};
use crate::wording::Length;

/// A clock with the ends of its axis in words.
pub struct LiveClock {
    /// The bar.
    pub bar: ClockBar,
    /// Left end.
    pub from: String,
    /// Right end.
    pub to: String,
    /// A line below.
    pub note: Option<String>,
    /// The pieces it adds up from, shown on demand.
    pub segments: Vec<Segment>,
}

/// What the page shows.
pub struct LivePage {
    /// Number of the ticket.
    pub ticket: i64,
    /// Name of the system.
    pub system: String,
    /// Who does what at the moment, or what the case waits for.
    pub lead: String,
    /// Whether something may still happen on the system.
    pub active: bool,
    /// May lock.
    pub may_lock: bool,
    /// May extend, and by how many hours.
    pub extension: Option<i64>,
    /// What locking leaves undone, if work runs.
    pub interrupts: Option<String>,
    /// Promised end and validity.
    pub clocks: Vec<LiveClock>,
    /// Newest first.
    pub log: Vec<LogLine>,
    /// Number of entries in the chain that belong to this ticket.
    pub entries: i64,
    /// Head of the organization's chain, hex; empty before the first event.
    pub head: String,
    /// When the chain was checked, in words.
    pub checked: String,
    /// Whether the check found every link whole.
    pub chain_whole: bool,
    /// May download the protocol.
    pub may_download: bool,
}

/// The live view.
pub fn live(t: &'static Messages, page: LivePage) -> Markup {
    let l = &t.live;
    let ticket = page.ticket;
    let trail = vec![
        ("/".to_owned(), t.portal.title.into()),
        (
            format!("/tickets/{ticket}"),
            format!("Ticket {ticket}").into(),
        ),
    ];
    let aside = aside(t, &page);
    let clocks: Vec<_> = page
        .clocks
        .into_iter()
        .map(|c| view! { <LargeClock clock=c.bar t=t from=c.from to=c.to note=c.note.unwrap_or_default() segments=c.segments /> })
        .collect();
    let log = if page.log.is_empty() {
        view! { <Empty title=l.empty_title text=l.empty_text /><ol class="log log--live" id="log"></ol> }.markup()
    } else {
        view! { <Log t=t audience=LogFor::Customer lines=page.log /> }.markup()
    };
    let chain = chain(
        t,
        ticket,
        page.entries,
        &page.head,
        &page.checked,
        page.chain_whole,
        page.may_download,
    );
    view! {
        <main id="main" class="page stack gap-10">
            <Breadcrumbs t=t trail=trail here=l.title />
            <header class="stack">
                <h1>{l.heading(&page.system)}</h1>
                <p class="lead">
                    {page.lead}" "
                    <LiveTimeline ticket=ticket list="log".to_owned() source=format!("/tickets/{ticket}/live/log") insert=Insert::AtTop lang=t.lang />
                </p>
            </header>
            <div class="with-aside">
                {aside}
                <div class="stack gap-8">
                    <div class="live-clocks">{clocks}</div>
                    <section aria-labelledby="course" class="stack">
                        <h2 id="course">{l.course}</h2>
                        <div aria-live="polite">{log}</div>
                    </section>
                    {chain}
                </div>
            </div>
            <ClockTicker lang=t.lang length=Length::Long />
        </main>
    }
    .markup()
}

fn aside(t: &'static Messages, page: &LivePage) -> Markup {
    let l = &t.live;
    let ticket = page.ticket;
    if !page.active {
        return view! {
            <aside class="stack">
                <Notice tone=Tone::Info>{l.over}</Notice>
                <p><a href=format!("/tickets/{ticket}")>{l.to_ticket}</a></p>
            </aside>
        }
        .markup();
    }
    let lock = page.may_lock.then(|| {
        let leaves = page
            .interrupts
            .clone()
            .map(|text| view! { <li>{text}</li> });
        view! {
            <form method="post" action=format!("/tickets/{ticket}/lock") class="stack">
                <Button kind=ButtonKind::Danger large=true describedby="consequences">{icon(Icon::Stop)}{l.lock}</Button>
            </form>
            <div id="consequences" class="stack">
                <p>{l.lock_intro}</p>
                <ul class="bullets"><li>{l.lock_ends}</li><li>{l.lock_closes}</li><li>{l.lock_destroys}</li>{leaves}</ul>
            </div>
            <hr />
        }
    });
    let extend = page.extension.map(|hours| {
        view! { <p><a href=format!("/interventions/{ticket}/extend")>{l.extend(hours)}</a></p> }
    });
    view! {
        <aside class="kill stack" aria-labelledby="lock">
            <h2 id="lock">{l.end_access}</h2>
            {lock}
            {extend}
            <p><a href=format!("/tickets/{ticket}#reply")>{l.write}</a></p>
        </aside>
    }
    .markup()
}

fn chain(
    t: &'static Messages,
    ticket: i64,
    entries: i64,
    head: &str,
    checked: &str,
    whole: bool,
    may_download: bool,
) -> Markup {
    let l = &t.live;
    if head.is_empty() {
        return Markup::EMPTY;
    }
    let state = if whole {
        let words = l.chain_whole(entries, checked);
        view! { <span class="state-badge" data-state=Shape::Done.code()><span><b>{l.whole}</b>" "{words}</span></span> }
            .markup()
    } else {
        badge(Shape::Crit, l.chain_broken).markup()
    };
    let download = may_download.then(|| {
        view! { <p><a href=format!("/tickets/{ticket}/protocol.jsonl") download=true>{l.download}</a></p> }
    });
    view! {
        <section class="chain stack" aria-labelledby="chain">
            <h2 id="chain">{l.proof}</h2>
            <p>{state}</p>
            <p class="muted">{l.head}" "{hash(head)}". "{l.head_in_mail}</p>
            {download}
        </section>
    }
    .markup()
}
