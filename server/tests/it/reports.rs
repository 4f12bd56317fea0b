//! Reports over HTTP: the worked example of `docs/REPORTS.md`, and that each figure is the number of cases behind its link.

use domain::account::StaffRole;
use domain::ids::{ClockId, OrganizationId, PersonId, RowId, TicketId, TicketNumber};
use domain::report::BreachReason;
use domain::sla::engine::{CalendarRef, Clock, NewClock, Registry};
use domain::sla::{ClockDetail, ClockKind};
use domain::ticket::{Channel, Class, Department, Priority, TicketState};
use domain::time::Timestamp;
use reqwest::StatusCode;
use store::tickets::TicketRow;

use crate::desk::{Browser, Desk, Page, Result};
use crate::story::{has, message, on_both, paper, plain, text};

const SEPTEMBER: &str = "/reports?period=2026-09";
const PROMISE_S: i64 = 600;

/// How a first answer of the example ended.
enum End {
    Answered(i64),
    Cancelled(i64),
    Open,
}

struct Example<'a> {
    desk: &'a Desk,
    customer: OrganizationId,
    person: PersonId,
    jana: PersonId,
}

fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

impl Example<'_> {
    fn ticket(&self, received: Timestamp, end: &End) -> TicketRow {
        let context = self.desk.context();
        let done = match end {
            End::Answered(minutes) | End::Cancelled(minutes) => {
                Some(received.plus_seconds(minutes * 60))
            }
            End::Open => None,
        };
        TicketRow {
            number: TicketNumber(0),
            id: TicketId::new(received, context.random()),
            organization_id: self.customer,
            system_id: None,
            department: Department::Technical,
            class: Class::Emergency,
            proposed_class: Class::Emergency,
            priority: Priority::High,
            state: if done.is_some() {
                TicketState::Resolved
            } else {
                TicketState::Open
            },
            is_open: done.is_none(),
            subject: "Steht".to_owned(),
            channel: Channel::Portal,
            opened_by: self.person,
            caller_name: String::new(),
            assignee_id: Some(self.jana),
            team_id: None,
            scheduled_for: None,
            message_count: 0,
            last_message_by_customer: true,
            received_at: received,
            created_at: received,
            updated_at: done.unwrap_or(received),
            resolved_at: done,
            closed_at: None,
            next_breach_at: Timestamp::FAR_FUTURE,
            version: 1,
            idempotency_key: None,
        }
    }

    /// A ticket with its clock, as the desk would have written them.
    async fn add(
        &self,
        received: &str,
        end: End,
        reason: Option<BreachReason>,
    ) -> Result<TicketNumber> {
        let context = self.desk.context();
        let received = at(received);
        let ticket = self.ticket(received, &end);
        let new = NewClock {
            id: ClockId::new(received, context.random()),
            ticket_id: ticket.id,
            kind: ClockKind::FirstAnswer,
            cycle: 1,
            target_s: PROMISE_S,
            policy_version: 1,
            calendar: CalendarRef::around_the_clock(),
        };
        let calendars = Registry::new([]);
        let begun = Clock::start(new, received, &calendars)?;
        let (mut clock, mut events) = (begun.clock, begun.events);
        let after = |minutes: i64| received.plus_seconds(minutes * 60);
        if let End::Answered(minutes) = end
            && minutes * 60 > PROMISE_S
        {
            let detail = ClockDetail {
                assignee: Some(self.jana),
                ..ClockDetail::default()
            };
            let change = clock.breach(detail, after(11), &calendars)?;
            events.extend(change.events);
            clock = change.clock;
        }
        let over = match end {
            End::Answered(minutes) => Some(clock.stop(after(minutes), &calendars)?),
            End::Cancelled(minutes) => Some(clock.cancel("spam", after(minutes), &calendars)?),
            End::Open => None,
        };
        if let Some(step) = over {
            events.extend(step.events);
            clock = step.clock;
        }
        let mut tx = context.db().begin().await?;
        let number = store::tickets::insert(&mut tx, &ticket).await?;
        store::clocks::insert(&mut tx, &clock).await?;
        for event in &events {
            let id = RowId::new(received, context.random());
            store::clocks::append(&mut tx, id, clock.id, None, event).await?;
        }
        if let Some(reason) = reason {
            assert_eq!(
                store::reports::give_reason(&mut tx, ticket.id, reason, "Urlaub").await?,
                1
            );
        }
        tx.save().await?;
        Ok(number)
    }
}

/// The six tickets of the example; says the number of the one without a reason.
async fn example(desk: &Desk) -> Result<(OrganizationId, TicketNumber)> {
    let customer = desk.organization("10001").await?;
    let person = desk.person("petra@example.test", None).await?;
    let jana = desk
        .person("jana@example.test", Some(StaffRole::Engineer))
        .await?;
    let example = Example {
        desk,
        customer,
        person,
        jana,
    };
    example
        .add("2026-08-31T21:45:00Z", End::Answered(30), None)
        .await?;
    example
        .add("2026-09-01T10:00:00Z", End::Answered(4), None)
        .await?;
    example
        .add("2026-09-02T10:00:00Z", End::Answered(10), None)
        .await?;
    example
        .add(
            "2026-09-03T10:00:00Z",
            End::Answered(15),
            Some(BreachReason::Capacity),
        )
        .await?;
    let open = example.add("2026-09-30T21:45:00Z", End::Open, None).await?;
    example
        .add("2026-09-05T10:00:00Z", End::Cancelled(1), None)
        .await?;
    Ok((customer, open))
}

/// Links to the cases behind a figure that is a plain number, each with that number.
fn figures(page: &Page) -> Vec<(String, usize)> {
    let parts = page.text.split("<a href=\"/reports/tickets?").skip(1);
    parts
        .filter_map(|part| {
            let (address, rest) = part.split_once('"')?;
            let shown = rest.split_once('>')?.1.split('<').next()?;
            let number = shown.trim_matches('!').trim().parse().ok()?;
            Some((format!("/reports/tickets?{}", plain(address)), number))
        })
        .collect()
}

fn rows(page: &Page) -> usize {
    page.text.matches("<th role=\"rowheader\"").count()
}

async fn manager(desk: &Desk) -> Result<Browser> {
    desk.staff("maria@example.test", StaffRole::Manager).await
}

on_both! {
    async fn the_worked_example_is_what_the_page_says(desk) {
        let (customer, open) = example(desk).await?;
        let manager = manager(desk).await?;
        let page = manager.get(SEPTEMBER).await?;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        has(&page, &[
            "SLA-Bericht September 2026", "Alle Kunden und Teams",
            "50,0\u{202f}%", "2 von 4", "wenige Fälle", "1 ohne Grund",
            "August 2026: 0,0\u{202f}%, n = 1",
            "n = 4. Hälfte bis 10\u{a0}min, 90\u{202f}% bis 30\u{a0}min. Wenige Fälle.", "2 nach der Zusage.",
            "Kapazität", "ohne Grund", "5 eingegangen, 5 gelöst.",
        ]);
        assert!(page.text.contains("role=\"img\"") && !page.text.contains("style="), "{}", page.main());
        // Each figure is the number of cases behind its link.
        let links = figures(&page);
        assert!(links.len() > 12, "{links:?}");
        for (address, number) in &links {
            let list = manager.get(address).await?;
            assert_eq!(list.status, StatusCode::OK, "{address}");
            assert_eq!(rows(&list), *number, "{address}: {}", text(&list));
        }
        let without = manager.get("/reports/tickets?period=2026-09&figure=without_reason").await?;
        has(&without, &["Verletzungen ohne Grund, September 2026", "n = 1", &open.to_string()]);
        let address = format!("/tickets/{open}");
        assert!(without.text.contains(&format!("href=\"{address}\"")), "{}", without.main());
        assert_eq!(manager.get(&address).await?.status, StatusCode::OK);
        let august = manager.get("/reports?period=2026-08").await?;
        has(&august, &["0,0\u{202f}%", "0 von 1"]);
        // The customer alone has the same figures, somebody else none.
        let theirs = manager.get(&format!("{SEPTEMBER}&customer={customer}&by=engineer")).await?;
        has(&theirs, &["50,0\u{202f}%", "2 von 4", "Gefiltert", "Alle Filter entfernen", "jana"]);
        let nobodys = manager.get(&format!("{SEPTEMBER}&customer=0197b0b0-0000-7000-8000-000000000000")).await?;
        has(&nobodys, &["In diesem Zeitraum ist nichts geschehen"]);
        Ok(())
    }

    async fn tables_are_files_and_a_bad_address_is_said(desk) {
        example(desk).await?;
        let manager = manager(desk).await?;
        let file = manager.get("/reports/table.csv?period=2026-09&table=reasons").await?;
        assert_eq!(file.status, StatusCode::OK);
        let lines: Vec<&str> = file.text.trim_start_matches('\u{feff}').lines().collect();
        assert_eq!(lines[1..], ["Kapazität;1;50,0", "ohne Grund;1;100,0"], "{}", file.text);
        for table in ["promises", "answers", "heat", "backlog", "flow", "waiting", "groups", "next"] {
            let file = manager.get(&format!("/reports/table.csv?period=2026-09&table={table}")).await?;
            assert_eq!(file.status, StatusCode::OK, "{table}");
        }
        let flow = manager.get("/reports/table.csv?period=2026-09&table=flow").await?;
        assert!(flow.text.contains("KW 37: 2026-09-07 bis 2026-09-13;"), "{}", flow.text);
        let book = manager.get("/reports/tables.xlsx?period=2026-09").await?;
        assert_eq!((book.status, &book.text[..2]), (StatusCode::OK, "PK"));
        has(&manager.get(SEPTEMBER).await?, &["Alle Tabellen als Arbeitsmappe"]);
        let bad = manager.get("/reports/tables.xlsx?period=2026-13").await?;
        assert_eq!(bad.status, StatusCode::BAD_REQUEST);
        let none = manager.get("/reports/table.csv?table=salaries").await?;
        assert_eq!(none.status, StatusCode::NOT_FOUND);
        assert_eq!(manager.get("/reports/tickets").await?.status, StatusCode::NOT_FOUND);
        for bad in ["period=gestern", "from=2026-09-01", "period=2026-13", "from=2026-09-05&to=2026-09-01"] {
            let page = manager.get(&format!("/reports?{bad}")).await?;
            assert_eq!(page.status, StatusCode::OK, "{bad}");
            has(&page, &["Bericht nicht verstanden", "Der Zeitraum in der Adresse ist nicht zu verstehen", "SLA-Bericht Januar 2027"]);
        }
        let page = manager.get("/reports?customer=alle").await?;
        has(&page, &["„Kunde“ in der Adresse ist nicht zu verstehen"]);
        let days = manager.get("/reports?period=&from=2026-09-01&to=2026-09-15&team=").await?;
        has(&days, &["2 von 3"]);
        manager.post("/account/locale", &[("locale", "en")]).await?;
        has(&manager.get(SEPTEMBER).await?, &["SLA report September 2026", "50.0%", "2 of 4", "few cases"]);
        let jana = desk.staff("jens@example.test", StaffRole::Engineer).await?;
        assert_eq!(jana.get("/reports").await?.status, StatusCode::FORBIDDEN);
        let admin = desk.staff("ada@example.test", StaffRole::Admin).await?;
        let list = admin.get("/reports/tickets?period=2026-09&figure=breached").await?;
        assert!(rows(&list) == 2 && !list.text.contains("href=\"/tickets/"), "{}", list.main());
        // The report itself has no ways to tickets for somebody who may not open them either.
        let own = manager.get("/reports").await?;
        assert!(own.text.contains("href=\"/tickets/"), "{}", own.main());
        assert!(!admin.get("/reports").await?.text.contains("href=\"/tickets/"));
        // Days that were typed go before the period that the form always names; a file that fits neither is none.
        let both = manager.get("/reports?period=2026-09&from=2026-09-01&to=2026-09-15").await?;
        has(&both, &["2 of 3"]);
        let half = manager.get("/reports?period=2026-09&from=2026-09-01").await?;
        assert!(half.text.contains("role=\"alert\""), "{}", half.main());
        let file = manager.get("/reports/table.csv?period=2026-13&table=promises").await?;
        assert_eq!(file.status, StatusCode::BAD_REQUEST);
        Ok(())
    }

    async fn a_customer_has_a_certificate_of_a_month(desk) {
        let (customer, _) = example(desk).await?;
        let manager = manager(desk).await?;
        let of = format!("period=2026-09&customer={customer}");
        let page = manager.get(&format!("/reports?{of}")).await?;
        let address = format!("/reports/certificate.pdf?{of}");
        assert!(page.text.contains(&address.replace('&', "&amp;")), "{}", page.main());
        let pdf = manager.get(&address).await?;
        assert_eq!((pdf.status, &pdf.text[..4]), (StatusCode::OK, "%PDF"));
        // The worked example of docs/REPORTS.md, on paper.
        let said = paper(&manager.download(&address).await?)?;
        for words in ["SLA-Nachweis September 2026", "Erste Antwort 10 min 50,0 4 2 0 0", "Erste Antwort 4 10,0 30,0", "5 min Kapazität", "läuft noch ohne Grund"] {
            assert!(said.contains(words), "{words}: {said}");
        }
        // All customers together have none, nor has a year, nor a part of what was promised.
        assert!(!manager.get(SEPTEMBER).await?.text.contains("certificate.pdf"));
        for (query, status) in [
            ("period=2026-09".to_owned(), StatusCode::NOT_FOUND),
            (format!("period=2026&customer={customer}"), StatusCode::NOT_FOUND),
            (format!("{of}&class=fault"), StatusCode::NOT_FOUND),
            ("period=2026-09&customer=0197b0b0-0000-7000-8000-000000000000".to_owned(), StatusCode::NOT_FOUND),
        ] {
            let refused = manager.get(&format!("/reports/certificate.pdf?{query}")).await?;
            assert_eq!(refused.status, status, "{query}");
        }
        let empty = manager.get(&format!("/reports/certificate.pdf?period=2025-01&customer={customer}")).await?;
        assert_eq!((empty.status, &empty.text[..4]), (StatusCode::OK, "%PDF"));
        Ok(())
    }

    async fn a_ticket_its_customer_ended_is_explained_afterwards(desk) {
        // Rule 29.
        let petra = desk.customer("petra@example.test", "10001").await?;
        let ticket = [("subject", "Steht"), ("class", "emergency:service_down"), ("department", "technical"), ("body", "Seit eben.")];
        let filed = petra.post("/tickets/new", &ticket).await?;
        let path = filed.location().split('?').next().unwrap_or_default().to_owned();
        desk.clock.advance(16 * 60);
        let act = format!("{path}/change");
        // Customers end their ticket without a reason, and it is closed by itself.
        assert_eq!(petra.post(&act, &[("act", "resolve")]).await?.status, StatusCode::SEE_OTHER);
        desk.clock.advance(14 * 86_400);
        services::tickets::close_by_time(desk.context()).await?;
        let jana = desk.staff("jana@example.test", StaffRole::Engineer).await?;
        has(&jana.get(&path).await?, &["geschlossen", "Grund nachtragen", "Warum wurde die Zusage nicht gehalten?"]);
        let bare = jana.post(&act, &[("act", "explain"), ("breach_reason", ""), ("breach_note", "Kabel")]).await?;
        assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(message(&bare, "breach_reason").is_some() && bare.text.contains("Kabel"), "{}", bare.main());
        let given = jana.post(&act, &[("act", "explain"), ("breach_reason", "third_party"), ("breach_note", "Kabel")]).await?;
        assert_eq!(given.status, StatusCode::SEE_OTHER, "{}", given.main());
        assert!(!jana.get(&path).await?.text.contains("breach_reason"));
        let report = manager(desk).await?.get("/reports?period=2027&class=emergency").await?;
        has(&report, &["Warten auf Dritte", "0 von 1"]);
        assert!(!text(&report).contains("ohne Grund"), "{}", text(&report));
        Ok(())
    }

    async fn a_broken_promise_is_explained_when_its_ticket_ends(desk) {
        // Rule 29.
        let petra = desk.customer("petra@example.test", "10001").await?;
        let ticket = [("subject", "Steht"), ("class", "emergency:service_down"), ("department", "technical"), ("body", "Seit eben.")];
        let filed = petra.post("/tickets/new", &ticket).await?;
        let path = filed.location().split('?').next().unwrap_or_default().to_owned();
        let jana = desk.staff("jana@example.test", StaffRole::Engineer).await?;
        let manager = manager(desk).await?;
        // In time nobody is asked.
        assert!(!jana.get(&path).await?.text.contains("name=\"breach_reason\""));
        desk.clock.advance(16 * 60);
        let shown = jana.get(&path).await?;
        has(&shown, &["Warum wurde die Zusage nicht gehalten?", "Warten auf Dritte"]);
        assert!(!petra.get(&path).await?.text.contains("breach_reason"), "customers are not asked");
        let act = format!("{path}/change");
        let refused = jana.post(&act, &[("act", "resolve"), ("breach_reason", ""), ("breach_note", "Leitung war weg")]).await?;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.main());
        assert!(message(&refused, "breach_reason").is_some(), "{}", refused.main());
        assert!(refused.text.contains("Leitung war weg"), "what was typed is kept");
        let wrong = jana.post(&act, &[("act", "resolve"), ("breach_reason", "laziness")]).await?;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let before = manager.get("/reports?class=emergency").await?;
        has(&before, &["1 ohne Grund"]);
        let done = jana.post(&act, &[("act", "resolve"), ("breach_reason", "third_party"), ("breach_note", "Leitung war weg")]).await?;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.main());
        let after = manager.get("/reports?class=emergency").await?;
        has(&after, &["Warten auf Dritte", "0 von 1"]);
        assert!(!text(&after).contains("1 ohne Grund"), "{}", text(&after));
        let list = manager.get("/reports/tickets?figure=breached&reason=third_party").await?;
        assert_eq!(rows(&list), 1, "{}", text(&list));
        // Closed later, nobody is asked again.
        assert!(!jana.get(&path).await?.text.contains("name=\"breach_reason\""));
        Ok(())
    }
}
