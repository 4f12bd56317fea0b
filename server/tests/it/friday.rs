//! The journey of a promise: filed on the Friday before a public holiday, asked about, answered late, explained, reported.

use domain::account::StaffRole;
use domain::calendar::Definition;
use domain::sla::ClockKind;
use domain::sla::engine::CalendarCode;
use domain::sla::promise::Promise;
use domain::ticket::Class;
use domain::time::{Clock as _, Timestamp};
use reqwest::StatusCode;
use store::calendars::CalendarVersionRow;
use store::testing::promise;

use crate::desk::{Browser, Desk, Result};
use crate::story::{has, message, on_both, text};

const PETRA: &str = "petra@example.test";

/// On to a moment, and what is due by then done.
async fn on_to(desk: &Desk, moment: &str) -> Result {
    let moment: Timestamp = moment.parse()?;
    desk.clock.advance(moment.seconds_since(desk.clock.now()));
    services::clocks::note_breaches(desk.context(), 10).await?;
    desk.work().await
}

/// Days later everybody has to log in again.
async fn petra_again(desk: &Desk) -> Result<Browser> {
    let browser = desk.browser();
    assert_eq!(browser.log_in(PETRA).await?.location(), "/");
    Ok(browser)
}

/// Solutions of questions within four service hours, with the holidays of Hamburg.
async fn promised(desk: &Desk) -> Result {
    let now = desk.clock.now();
    let mut tx = desk.context().db().begin().await?;
    let versions = store::calendars::list_versions(&mut tx, "service").await?;
    let last = versions.last().ok_or("no service hours")?.clone();
    let definition: Definition = last.definition.in_region("DE-HH".parse().ok());
    let next = CalendarVersionRow {
        version: last.version + 1,
        valid_from: now,
        definition,
        ..last
    };
    store::calendars::insert_version(&mut tx, &next).await?;
    tx.save().await?;
    let service: CalendarCode = "service".parse()?;
    promise(desk.context().db(), now, |rule| {
        if rule.when.class == Some(Class::Question) {
            rule.promises.push(Promise {
                kind: ClockKind::Resolution,
                minutes: 240,
                calendar: service.clone(),
                ladder: domain::escalation::Ladder::shipped(240),
            });
        }
    })
    .await?;
    Ok(())
}

on_both! {
    /// Rules 8, 10, 12, 21, 26, 29 and 35; M-21.
    async fn filed_on_friday_broken_on_wednesday_explained_and_reported(desk) {
        promised(desk).await?;
        // 17 May 2027 is Whit Monday.
        on_to(desk, "2027-05-14T16:55:00+02:00").await?;
        let petra = desk.customer(PETRA, "10001").await?;
        on_to(desk, "2027-05-14T16:55:00+02:00").await?;
        let ticket = [("subject", "Wie kündige ich?"), ("class", "question"), ("department", "technical"), ("body", "Zum Jahresende.")];
        let filed = petra.post("/tickets/new", &ticket).await?;
        let path = filed.location().split('?').next().unwrap_or_default().to_owned();
        let page = petra.get(&path).await?;
        has(&page, &["Lösung", "Regel 5: Klasse Frage (Zusagen, Fassung 2)", "11:55"]);

        // On Tuesday at ten somebody asks: the solution waits, the first answer was in time.
        on_to(desk, "2027-05-18T09:58:00+02:00").await?;
        let jana = desk.staff("jana@example.test", StaffRole::Engineer).await?;
        on_to(desk, "2027-05-18T09:59:45+02:00").await?;
        let asked = jana.post(&format!("{path}/messages"), &[("body", "Welchen Vertrag?"), ("asks", "on")]).await?;
        assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.main());
        on_to(desk, "2027-05-18T10:00:00+02:00").await?;
        has(&jana.get(&path).await?, &["pausiertLösung, seit 10:00", "Erste Antwort, gehalten 10:00"]);

        // On Wednesday at eleven the reply comes: two hours are left, until 12:55.
        on_to(desk, "2027-05-19T11:00:00+02:00").await?;
        let petra = petra_again(desk).await?;
        on_to(desk, "2027-05-19T11:00:00+02:00").await?;
        let told = petra.post(&format!("{path}/messages"), &[("body", "Den alten.")]).await?;
        assert_eq!(told.status, StatusCode::SEE_OTHER, "{}", told.main());
        has(&petra.get(&path).await?, &["Lösung 12:55"]);

        // A quarter of an hour late: whoever ends it says why.
        on_to(desk, "2027-05-19T13:09:00+02:00").await?;
        let tom = desk.staff("tom@example.test", StaffRole::Engineer).await?;
        on_to(desk, "2027-05-19T13:10:00+02:00").await?;
        let change = format!("{path}/change");
        let refused = tom.post(&change, &[("act", "resolve")]).await?;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.main());
        assert!(message(&refused, "breach_reason").is_some(), "{}", refused.main());
        let because = [("act", "resolve"), ("breach_reason", "third_party"), ("breach_note", "Auskunft des Registrars fehlte")];
        let done = tom.post(&change, &because).await?;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.main());

        // The clock opens into pieces that add up: 65 + 60 + 130 minutes counted.
        let page = text(&tom.get(&path).await?);
        for piece in ["4 h 15 min gezählt", "pausiert", "14.05.2027 16:55–14.05.2027 18:00gezählt1 h 5 min", "geschlossen"] {
            let piece = piece.replace(' ', "\u{a0}");
            assert!(page.replace(' ', "\u{a0}").contains(&piece), "{piece} is not in {page}");
        }

        // The report shows it, with its reason.
        let maria = desk.staff("maria@example.test", StaffRole::Manager).await?;
        let report = maria.get("/reports?period=2027-05&class=question").await?;
        has(&report, &["SLA-Bericht Mai 2027", "Warten auf Dritte", "1 von 2"]);
        let cases = maria.get("/reports/tickets?period=2027-05&figure=breached&reason=third_party").await?;
        has(&cases, &["n = 1"]);
        Ok(())
    }
}
