//! The queue: what breaches next stands on top, in groups by how soon that is.
//!
//! The busiest page of the product: rows are written once, from borrowed data, and nothing is asked twice.

use std::fmt::Write as _;

use domain::ids::{PersonId, TeamId};
use domain::ticket::{Class, Department, Priority, TicketState};
use domain::time::{Timestamp, day_and_time, end_of_day};
use leptos::prelude::*;
use services::tickets::{ME, NOBODY, Narrowed, QueuePage, QueueRow, SOON_S, presses};

use super::{narrow, saved};
use crate::components::{
    Button, ClockBar, ClockFacts, Column, DataTable, Empty, ErrorSummary, Field, Input, Opt, Shape,
    badge, clock, clock_words, no_clock, priority, row_group, ticket_state,
};
use crate::forms::Form;
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};
use crate::pages::tickets::pager;
use crate::wording::Length;

/// One of the views at the side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// Everything open.
    Open,
    /// Mine.
    Mine,
    /// My teams'.
    Teams,
    /// Nobody's.
    Unassigned,
    /// With a missed deadline.
    Breached,
    /// Emergencies.
    Emergencies,
    /// Interventions.
    Interventions,
    /// Missed, or missed by midnight if nobody acts.
    Today,
    /// Waiting for the customer.
    Waiting,
    /// Waiting for a third party.
    WaitingThird,
    /// Resolved and closed.
    Done,
}

impl View {
    /// All of them, in the order shown.
    pub const ALL: [Self; 11] = [
        Self::Open,
        Self::Mine,
        Self::Teams,
        Self::Unassigned,
        Self::Breached,
        Self::Today,
        Self::Emergencies,
        Self::Interventions,
        Self::Waiting,
        Self::WaitingThird,
        Self::Done,
    ];

    /// As it stands in the address.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Mine => "mine",
            Self::Teams => "teams",
            Self::Unassigned => "unassigned",
            Self::Breached => "breached",
            Self::Emergencies => "emergencies",
            Self::Interventions => "interventions",
            Self::Today => "today",
            Self::Waiting => "waiting",
            Self::WaitingThird => "waiting_third",
            Self::Done => "done",
        }
    }

    /// From the address; anything else is everything open.
    pub fn from_code(code: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|view| view.code() == code)
            .unwrap_or(Self::Open)
    }

    /// What a view says about one of the filters: its tickets are those of one assignee, class or state.
    const fn says(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Mine => Some(("who", ME)),
            Self::Unassigned => Some(("who", NOBODY)),
            Self::Emergencies => Some(("class", Class::Emergency.code())),
            Self::Interventions => Some(("class", Class::Intervention.code())),
            Self::Waiting => Some(("state", TicketState::WaitingCustomer.code())),
            Self::WaitingThird => Some(("state", TicketState::WaitingThirdParty.code())),
            Self::Open | Self::Teams | Self::Breached | Self::Today | Self::Done => None,
        }
    }

    /// The view that is shown under these filters of a reader: where they ask for something else than the view has, nothing
    /// could ever pass both, so everything open is looked through instead, and the page says so.
    #[must_use]
    pub fn under(self, filters: &Form, reader: &str) -> Self {
        let Some((name, own)) = self.says() else {
            return self;
        };
        match filters.value(name) {
            "" => self,
            value if value == own || (own == ME && value == reader) => self,
            _ => Self::Open,
        }
    }

    pub(super) const fn label(self, t: &'static Messages) -> &'static str {
        match self {
            Self::Open => t.desk.all_open,
            Self::Mine => t.desk.mine,
            Self::Teams => t.desk.my_teams,
            Self::Unassigned => t.desk.unassigned,
            Self::Breached => t.desk.breached,
            Self::Emergencies => t.desk.emergencies,
            Self::Interventions => t.desk.interventions,
            Self::Today => t.desk.due_today,
            Self::Waiting => t.desk.waiting_customer,
            Self::WaitingThird => t.desk.waiting_third,
            Self::Done => t.desk.done,
        }
    }
}

/// What the page shows.
#[derive(Debug)]
pub struct QueueView {
    /// The page of the queue.
    pub page: QueuePage,
    /// The view shown.
    pub view: View,
    /// The view chosen, where the filters ask for something else than it has.
    pub left: Option<View>,
    /// The filters chosen, by their names in the address, with what is wrong with them.
    pub filters: Form,
    /// The wider filters, where they are open or set.
    pub narrowed: Option<Narrowed>,
    /// Address of the next page.
    pub next: Option<String>,
    /// Address of the first page, if this is another.
    pub first: Option<String>,
    /// A view to keep: what was typed, and what is wrong with it.
    pub keep: Form,
    /// The teams into whose lists the reader may put a view; empty where nothing can be kept.
    pub lists: Vec<(TeamId, String)>,
    /// Whoever reads it and may take tickets by a key.
    pub taker: Option<PersonId>,
    /// Now.
    pub now: Timestamp,
}

const COLUMNS: usize = 7;

/// The queue.
pub fn queue(t: &'static Messages, page: QueueView) -> Markup {
    let title = page.view.label(t);
    // The figure is that of the whole view.
    let whole = page.filters.values().next().is_none();
    let count = count_of(&page, page.view).filter(|_| whole).map(figure);
    let shown = saved::shown(&page);
    let views = View::ALL
        .into_iter()
        .map(|view| {
            let href = format!("/desk/queue?view={}", view.code());
            let current = (view == page.view && shown.is_none()).then_some("page");
            let count = count_of(&page, view).map(|n| view! { <span class="num">{figure(n)}</span> });
            view! { <li><a href=href aria-current=current><span>{view.label(t)}</span>" "{count}</a></li> }.markup()
        })
        .collect::<Vec<_>>();
    let content = if page.page.rows.is_empty() {
        empty(t, &page)
    } else {
        table(t, &page)
    };
    let taker = page.taker.filter(|_| !page.page.rows.is_empty());
    let take = taker.map(|_| take_by_key(t));
    let foot = pager(
        t,
        page.page.rows.len(),
        page.next.clone(),
        page.first.clone(),
    );
    view! {
        {now_strip(t, &page)}
        <div class="with-side">
            <nav class="views" id="views" popover="auto" aria-label=t.desk.views>
                <h2>{t.desk.views}</h2>
                <ul>{views}</ul>
                {saved::list(t, &page)}
            </nav>
            <main id="main">
                <div class="queue-head">
                    <h1>{title}" "<span class="muted">{count}</span></h1>
                    <button class="button button--small narrow-only" type="button" popovertarget="views">{t.desk.views}</button>
                    {filters(t, &page)}
                </div>
                {chosen(t, &page)}
                {saved::panel(t, &page)}
                {content}
                {take}
                <div class="queue-foot">{foot}</div>
            </main>
        </div>
    }
    .markup()
}

/// The form that the key `a` sends for the marked row: one for all rows, which keeps the page small.
fn take_by_key(t: &'static Messages) -> Markup {
    view! {
        <form method="post" hidden=true data-marked-key="a">
            <input type="hidden" name="act" value="take" />
            <button type="submit">{t.tickets.assign_me}</button>
        </form>
    }
    .markup()
}

/// The address of the view without filters.
pub(super) fn base(page: &QueueView) -> String {
    format!("/desk/queue?view={}", page.view.code())
}

/// Nothing here: because nothing is to do, because no ticket passes the filters, or because a filter names nothing.
fn empty(t: &'static Messages, page: &QueueView) -> Markup {
    let (title, text) = if !page.filters.problems().is_empty() {
        (t.desk.filter_wrong_title, t.desk.filter_wrong_text)
    } else if page.filters.values().next().is_some() {
        (t.desk.filter_none_title, t.desk.filter_none_text)
    } else {
        return view! { <Empty title=t.desk.empty_title text=t.desk.empty_text /> }.markup();
    };
    let href = base(page);
    view! { <Empty title=title text=text><a class="button" href=href>{t.desk.filters_clear}</a></Empty> }
        .markup()
}

/// Which view was left for the filters, the wider ones in force, and what is wrong with them.
fn chosen(t: &'static Messages, page: &QueueView) -> Markup {
    let left = page.left.map(|left| {
        let told = t.desk.view_left(left.label(t), page.view.label(t));
        view! { <p class="muted">{told}</p> }.markup()
    });
    let form = &page.filters;
    let narrowed = page.narrowed.as_ref().map(|narrowed| {
        view! { <ErrorSummary form=form t=t labels=narrow::labels(t) />{narrow::chips(t, &base(page), form, narrowed)} }
            .markup()
    });
    view! { {left}{narrowed} }.markup()
}

/// *Braucht Sie jetzt*: what the reader does before anything else. Nothing where nothing presses.
fn now_strip(t: &'static Messages, page: &QueueView) -> Markup {
    let urgent = &page.page.urgent;
    if urgent.approvals.is_empty() && urgent.rows.is_empty() {
        return Markup::EMPTY;
    }
    let approvals = urgent.approvals.iter().map(|ask| {
        let told = format!("{}, {}", ask.asked_by, ask.number.0);
        view! {
            <li><a href="/desk/approvals">{t.desk.approval_asked}</a><p class="cluster">{badge(Shape::Info, when_words(t, ask.asked_at, page.now))}<span>{told}</span></p></li>
        }
        .markup()
    });
    let rows = urgent.rows.iter().map(|row| urgent_row(t, row, page.now));
    let items = approvals.chain(rows).collect::<Vec<_>>();
    view! {
        <section class="now-strip" aria-labelledby="now"><h2 id="now">{t.desk.needs_you}</h2><ol>{items}</ol></section>
    }
    .markup()
}

fn urgent_row(t: &'static Messages, row: &QueueRow, now: Timestamp) -> Markup {
    let href = format!("/tickets/{}", row.number.0);
    let subject = row.subject.as_str();
    let clock = row.clock.as_ref().filter(|_| presses(row, now));
    let Some(clock_row) = clock else {
        let title = t.desk.customer_answered(row.number.0);
        return view! {
            <li><a href=href>{title}</a><p class="cluster">{badge(Shape::Info, when_words(t, row.updated_at, now))}<span>{subject}</span></p></li>
        }
        .markup();
    };
    let title = format!("{} {}", t.label.clock(clock_row.face.kind), row.number.0);
    let facts = ClockFacts::listed(clock_row);
    let words = clock_words(ClockBar::new(&facts, now, t, Length::Short));
    view! { <li><a href=href>{title}</a><p class="cluster">{words}<span>{subject}</span></p></li> }
        .markup()
}

/// "heute 14:05".
fn when_words(t: &'static Messages, at: Timestamp, now: Timestamp) -> String {
    day_and_time(at, now, t.lang == crate::wording::Lang::De)
}

fn count_of(page: &QueueView, view: View) -> Option<i64> {
    let counts = &page.page.beside.counts;
    match view {
        View::Open => Some(counts.open),
        View::Mine => Some(counts.mine),
        View::Unassigned => Some(counts.unassigned),
        View::Breached => Some(counts.breached),
        View::Interventions => Some(counts.interventions),
        View::Waiting => Some(counts.waiting_customer),
        // Each figure costs a walk over an index on the busiest page.
        View::Teams | View::Emergencies | View::Today | View::WaitingThird | View::Done => None,
    }
}

/// Figures are counted up to a thousand.
pub(super) fn figure(n: i64) -> String {
    if n >= 1_000 {
        "999+".to_owned()
    } else {
        n.to_string()
    }
}

fn filters(t: &'static Messages, page: &QueueView) -> Markup {
    let form = &page.filters;
    let any = || vec![Opt::new("", t.common.all)];
    let mut departments = any();
    departments.extend(
        Department::ALL
            .iter()
            .map(|d| Opt::new(d.code(), t.label.department(*d))),
    );
    let mut classes = any();
    classes.extend(
        Class::ALL
            .iter()
            .map(|c| Opt::new(c.code(), t.label.class(*c))),
    );
    let mut priorities = any();
    priorities.extend(
        Priority::ALL
            .iter()
            .map(|p| Opt::new(p.code(), t.label.priority(*p))),
    );
    let mut states = any();
    states.extend(
        TicketState::ALL
            .iter()
            .map(|s| Opt::new(s.code(), t.label.ticket_state(*s))),
    );
    let who = narrow::whose(t, page.narrowed.as_ref());
    let wider = if let Some(narrowed) = &page.narrowed {
        narrow::fields(t, &base(page), form, narrowed)
    } else {
        let href = narrow::filtered(&format!("{}&more=1", base(page)), form, None);
        view! { <a href=href>{t.desk.more_filters}</a> }.markup()
    };
    view! {
        <form class="cluster" action="/desk/queue" aria-label=t.desk.filter>
            <input type="hidden" name="view" value=page.view.code() />
            <Field form=form name="department" label=t.tickets.department input=Input::Select(departments) inline=true />
            <Field form=form name="class" label=t.desk.kind input=Input::Select(classes) inline=true />
            <Field form=form name="priority" label=t.tickets.priority input=Input::Select(priorities) inline=true />
            <Field form=form name="state" label=t.tickets.state input=Input::Select(states) inline=true />
            <Field form=form name="who" label=t.tickets.assignee input=Input::Select(who) inline=true />
            {wider}
            <Button>{t.common.filter}</Button>
        </form>
    }
    .markup()
}

fn table(t: &'static Messages, page: &QueueView) -> Markup {
    let clock = if page.view == View::Done {
        t.desk.clock
    } else {
        t.desk.clock_order
    };
    let columns = [
        clock,
        t.desk.number,
        t.desk.subject,
        t.desk.customer_system,
        t.tickets.state,
        t.tickets.priority,
        t.tickets.assignee,
    ]
    .map(Column::text)
    .to_vec();
    let bodies = groups(t, page)
        .into_iter()
        .map(|(title, rows)| {
            let head = title.map(|title| row_group(COLUMNS, title));
            let rows = rows
                .iter()
                .map(|ticket| row(t, ticket, page.now))
                .collect::<Vec<_>>();
            view! { <tbody role="rowgroup">{head}{rows}</tbody> }.markup()
        })
        .collect::<Vec<_>>();
    view! { <DataTable caption=t.desk.caption columns=columns class="queue">{bodies}</DataTable> }
        .markup()
}

type Group<'a> = (Option<&'static str>, &'a [QueueRow]);

/// Cuts the ordered rows where the next breach passes now, a quarter of an hour, midnight.
fn groups<'a>(t: &'static Messages, page: &'a QueueView) -> Vec<Group<'a>> {
    let rows = page.page.rows.as_slice();
    if page.view == View::Done {
        return vec![(None, rows)];
    }
    let now = page.now;
    let soon = now.plus_seconds(SOON_S);
    let today = end_of_day(now);
    let cuts = [
        (t.desk.group_breached, now),
        (t.desk.group_soon, soon),
        (t.desk.group_today, today.max(soon)),
    ];
    let mut groups: Vec<Group<'a>> = Vec::new();
    let mut rest = rows;
    for (title, until) in cuts {
        let n = rest.partition_point(|row| row.next_breach_at < until);
        let (group, later) = rest.split_at(n);
        if !group.is_empty() {
            groups.push((Some(title), group));
        }
        rest = later;
    }
    if !rest.is_empty() {
        groups.push((Some(t.desk.group_later), rest));
    }
    groups
}

fn row(t: &'static Messages, row: &QueueRow, now: Timestamp) -> Markup {
    let mut href = String::with_capacity(20);
    let _ = write!(href, "/tickets/{}", row.number.0);
    let bar = match &row.clock {
        Some(clock_row) => {
            let facts = ClockFacts::listed(clock_row);
            clock(ClockBar::new(&facts, now, t, Length::Short)).markup()
        }
        None => no_clock(t).markup(),
    };
    let mut sub = String::with_capacity(48);
    sub.push_str(t.label.class(row.class));
    sub.push_str(", ");
    sub.push_str(&t.tickets.messages(row.message_count));
    if row.last_message_by_customer && row.state != TicketState::New {
        sub.push_str(", ");
        sub.push_str(t.desk.answered_last);
    }
    let assignee = match &row.assignee_name {
        Some(name) => view! { {name.as_str()} }.markup(),
        None => view! { <span class="muted">{t.common.nobody}</span> }.markup(),
    };
    let system = row
        .system_name
        .as_deref()
        .map(|name| view! { <span class="sub">{name}</span> });
    view! {
        <tr role="row" data-row="">
            <td role="cell" class="wide">{bar}</td>
            <td role="cell" class="nr">{row.number.0}</td>
            <td role="cell" class="wide subject">
                <a class="plain" href=href><b>{row.subject.as_str()}</b></a>
                <span class="sub">{sub}</span>
            </td>
            <td role="cell" class="wide">{row.organization_name.as_str()}{system}</td>
            <td role="cell">{ticket_state(t, row.state)}</td>
            <td role="cell">{priority(t, row.priority, row.class)}</td>
            <td role="cell">{assignee}</td>
        </tr>
    }
    .markup()
}
