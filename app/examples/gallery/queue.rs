//! The desk's queue, with the data of the mock-ups.

use app::components::{
    Button, ClockBar, ClockFacts, Column, DataTable, Field, Input, KeyPager, Opt, clock, priority,
    row_group, ticket_state,
};
use app::forms::Form;
use app::i18n::Messages;
use app::markup::{IntoMarkup, Markup};
use app::wording::Length;
use domain::sla::{ClockFace, ClockKind, ClockState};
use domain::ticket::{Class, Priority, TicketState};
use leptos::prelude::*;

use crate::now;

struct Row {
    left_min: i64,
    target_min: i64,
    paused_min: i64,
    number: i64,
    subject: &'static str,
    customer: &'static str,
    system: &'static str,
    state: TicketState,
    class: Class,
    priority: Priority,
    assignee: &'static str,
}

const ROWS: [Row; 6] = [
    Row {
        left_min: -12,
        target_min: 60,
        paused_min: 0,
        number: 48177,
        subject: "Mailserver nimmt keine Mails an",
        customer: "Stadtwerke Auental",
        system: "mx-01.auental.example",
        state: TicketState::Open,
        class: Class::Fault,
        priority: Priority::High,
        assignee: "Florian Weiß",
    },
    Row {
        left_min: 2,
        target_min: 10,
        paused_min: 0,
        number: 48214,
        subject: "RDP-Anmeldung hängt nach der Kennworteingabe",
        customer: "Kanzlei Dr. Petersen",
        system: "ts-01.petersen.example",
        state: TicketState::New,
        class: Class::Question,
        priority: Priority::High,
        assignee: "",
    },
    Row {
        left_min: 6,
        target_min: 60,
        paused_min: 9,
        number: 48207,
        subject: "SSH nach Firewall-Änderung nicht erreichbar",
        customer: "Lindner & Söhne",
        system: "web-03.lindner.example",
        state: TicketState::Open,
        class: Class::Emergency,
        priority: Priority::High,
        assignee: "Jana Brandt",
    },
    Row {
        left_min: 22,
        target_min: 60,
        paused_min: 0,
        number: 48198,
        subject: "Zertifikat läuft am 15. Oktober ab",
        customer: "Morgenrot Medien",
        system: "www-02.morgenrot.example",
        state: TicketState::Open,
        class: Class::Question,
        priority: Priority::Normal,
        assignee: "Jana Brandt",
    },
    Row {
        left_min: 145,
        target_min: 660,
        paused_min: 0,
        number: 48169,
        subject: "Plesk meldet Lizenzfehler nach Umzug",
        customer: "Hofladen Brandmeier",
        system: "vps-7731.brandmeier.example",
        state: TicketState::WaitingThirdParty,
        class: Class::Order,
        priority: Priority::Low,
        assignee: "Svea Petersen",
    },
    Row {
        left_min: 300,
        target_min: 660,
        paused_min: 120,
        number: 48163,
        subject: "Warnung wegen abgelaufener Zwischenzertifikate im Kundenportal",
        customer: "Lindner & Söhne",
        system: "web-01.lindner.example",
        state: TicketState::WaitingCustomer,
        class: Class::Fault,
        priority: Priority::Normal,
        assignee: "Tobias Krämer",
    },
];

/// The clock of the case that the workspace shows.
pub fn work_clock(t: &'static Messages) -> ClockBar {
    bar(t, &ROWS[2])
}

fn bar(t: &'static Messages, row: &Row) -> ClockBar {
    let paused = row.state == TicketState::WaitingCustomer;
    let consumed = (row.target_min - row.left_min) * 60;
    let started = now().minus_seconds(consumed + row.paused_min * 60);
    let pause_from = 22 * 60;
    let facts = ClockFacts {
        face: ClockFace {
            kind: ClockKind::Intervention,
            state: if paused {
                ClockState::Paused
            } else {
                ClockState::Running
            },
            target_s: row.target_min * 60,
            consumed_s: if paused { consumed } else { 0 },
            paused_s: if paused { 0 } else { row.paused_min * 60 },
            started_at: started,
            running_since: (!paused).then(|| now().minus_seconds(consumed)),
            paused_since: paused.then(|| now().minus_seconds(row.paused_min * 60)),
            due_at: Some(now().plus_seconds(row.left_min * 60)),
        },
        stopped_at: None,
        outcome: None,
        pauses: if paused || row.paused_min == 0 {
            Vec::new()
        } else {
            vec![(pause_from, pause_from + row.paused_min * 60)]
        },
        open: None,
    };
    ClockBar::new(&facts, now(), t, Length::Short)
}

fn row(t: &'static Messages, row: &Row) -> impl IntoView + use<> {
    let href = format!("/tickets/{}", row.number);
    let assignee = if row.assignee.is_empty() {
        view! { <span class="muted">{t.common.nobody}</span> }.markup()
    } else {
        view! { {row.assignee} }.markup()
    };
    view! {
        <tr role="row" data-row="">
            <td role="cell" class="wide">{clock(bar(t, row))}</td>
            <td role="cell" class="nr">{row.number}</td>
            <td role="cell" class="wide subject">
                <a class="plain" href=href><b>{row.subject}</b></a>
                <span class="sub">{t.label.class(row.class)}", 3 Nachrichten"</span>
            </td>
            <td role="cell" class="wide">{row.customer}<span class="sub">{row.system}</span></td>
            <td role="cell">{ticket_state(t, row.state)}</td>
            <td role="cell">{priority(t, row.priority, row.class)}</td>
            <td role="cell">{assignee}</td>
        </tr>
    }
}

pub fn queue(t: &'static Messages) -> Markup {
    queue_of(t, 14)
}

/// A queue with so many rows.
pub fn queue_of(t: &'static Messages, rows: usize) -> Markup {
    let columns = [
        "Uhr",
        "Nummer",
        "Betreff",
        "Kunde, System",
        "Zustand",
        "Priorität",
        "Zuständig",
    ];
    let columns = columns.map(Column::text).to_vec();
    let rows = ROWS
        .iter()
        .cycle()
        .take(rows)
        .map(|r| row(t, r))
        .collect::<Vec<_>>();
    let form = Form::new();
    let all = vec![Opt::new("", t.common.all), Opt::new("high", "hoch")];
    let views = [
        ("Alle offenen", 37),
        ("Meine", 4),
        ("Ohne Zuständige", 3),
        ("Notfälle", 3),
    ];
    let views = views
        .map(|(name, n)| {
            let current = (n == 37).then_some("page");
            view! { <li><a href="#" aria-current=current><span>{name}</span>" "<span class="num">{n}</span></a></li> }
        });
    view! {
        <div class="with-side">
            <nav class="views" id="views" popover="auto" aria-label="Ansichten"><h2>"Ansichten"</h2><ul>{views}</ul></nav>
            <main id="main">
                <div class="queue-head">
                    <h1>"Alle offenen "<span class="muted">"37"</span></h1>
                    <button class="button button--small narrow-only" type="button" popovertarget="views">"Ansichten"</button>
                    <form class="cluster" action="/desk/queue" aria-label="Filter">
                        <Field form=&form name="department" label="Abteilung" input=Input::Select(all.clone()) inline=true />
                        <Field form=&form name="priority" label=t.parts.priority input=Input::Select(all) inline=true />
                        <Button>{t.common.filter}</Button>
                    </form>
                </div>
                <DataTable caption="Offene Tickets, nächste Verletzung zuerst" columns=columns class="queue">
                    <tbody role="rowgroup">{row_group(7, "Heute")}{rows}</tbody>
                </DataTable>
                <div class="queue-foot"><KeyPager t=t shown=14 total=37 next="/desk/queue?after=x" /></div>
            </main>
        </div>
    }
    .markup()
}
