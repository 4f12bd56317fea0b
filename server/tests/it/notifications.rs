//! *Meldungen*: told, counted in the head of every page, taken in hand, read.

use domain::account::StaffRole;
use domain::time::Clock as _;
use reqwest::StatusCode;

use crate::desk::{Browser, Desk, Page, Result};
use crate::story::{has, hidden, on_both, text};

const HERE: &str = "/notifications";

fn bell(page: &Page, name: &str) -> bool {
    page.text.contains(&format!("aria-label=\"{name}\""))
}

/// Half an hour and a second go by, and what is due by then is told. Who works here looks in now and then: nobody is logged out.
async fn half_an_hour(desk: &Desk, staff: &[&Browser]) -> Result {
    for seconds in [900, 901] {
        desk.clock.advance(seconds);
        for browser in staff {
            browser.get("/account").await?;
        }
    }
    services::clocks::note_breaches(desk.context(), 100).await?;
    Ok(())
}

/// One person has every week of the rota.
async fn on_call(desk: &Desk, manager: &Browser, email: &str) -> Result {
    let mut tx = desk.context().db().read().await?;
    let person = store::people::find_by_email(&mut tx, email).await?;
    let person = person.ok_or("nobody")?.id.to_string();
    drop(tx);
    let fields = [
        ("base", "0"),
        ("begins", "2027-01-11"),
        ("hand_over", "08:00"),
        ("reason", "Der erste Dienstplan"),
        ("person_1", person.as_str()),
    ];
    let saved = manager.post("/admin/oncall/rotation", &fields).await?;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.main());
    Ok(())
}

on_both! {
    /// Rules 27 and 28.
    async fn whoever_is_reminded_reads_it_and_takes_it_in_hand(desk) {
        let petra = desk.customer("petra@example.test", "10001").await?;
        let jana = desk.staff("jana@example.test", StaffRole::Engineer).await?;
        let admin = desk.staff("elena@example.test", StaffRole::Admin).await?;
        let empty = jana.get(HERE).await?;
        has(&empty, &["Noch keine Meldungen"]);
        assert!(bell(&empty, "Meldungen") && !text(&empty).contains("als gelesen"), "{}", empty.main());
        let fields = [
            ("subject", "Der Dienst steht"),
            ("class", "fault"),
            ("department", "technical"),
            ("body", "Seit heute früh."),
        ];
        let filed = petra.post("/tickets/new", &fields).await?;
        let ticket = filed.location().split('?').next().unwrap_or_default().to_owned();
        let change = format!("{ticket}/change");
        jana.post(&change, &[("act", "take")]).await?;
        assert!(!text(&jana.get(&ticket).await?).contains("Ich kümmere mich"));

        half_an_hour(desk, &[&jana, &admin, &petra]).await?;
        // The number stands on every page, and only on those of whom it is for.
        assert!(bell(&jana.get("/desk/queue").await?, "Meldungen, ungelesen: 1"));
        assert!(bell(&admin.get("/admin/oncall").await?, "Meldungen"));
        let page = jana.get(HERE).await?;
        has(&page, &["Der Dienst steht", "Erste Antwort: 50 % der Zeit verbraucht", "neu", "Ich kümmere mich"]);
        let shown = hidden(&page, "up_to")?;
        let on_ticket = jana.get(&ticket).await?;
        has(&on_ticket, &["Niemand hat gesagt, dass er sich kümmert.", "Ich kümmere mich"]);
        assert!(!text(&petra.get(&ticket).await?).contains("kümmer"), "customers hear nothing of it");

        let taken = jana.post(&change, &[("act", "on_it")]).await?;
        assert_eq!((taken.status, taken.location()), (StatusCode::SEE_OTHER, format!("{ticket}?ok=saved").as_str()));
        let on_ticket = jana.get(&ticket).await?;
        has(&on_ticket, &["jana kümmert sich seit", "wird niemand erinnert."]);
        assert!(!text(&on_ticket).contains("Ich kümmere mich"), "{}", on_ticket.main());
        let refused = petra.post(&change, &[("act", "on_it")]).await?;
        assert_eq!(refused.status, StatusCode::NOT_FOUND);

        // What came after the page was shown stays unread.
        half_an_hour(desk, &[&jana, &admin, &petra]).await?;
        assert!(desk.clock.now().to_string() > shown);
        jana.post("/notifications/read", &[("up_to", &shown)]).await?;
        assert!(bell(&jana.get("/desk/queue").await?, "Meldungen, ungelesen: 1"));
        let page = jana.get(HERE).await?;
        let newest = hidden(&page, "up_to")?;
        let read = jana.post("/notifications/read", &[("up_to", &newest)]).await?;
        assert_eq!(read.location(), HERE);
        let page = jana.get(HERE).await?;
        assert!(bell(&page, "Meldungen") && !text(&page).contains("Ich kümmere mich"), "{}", page.main());
        // No rota is kept: nobody else was to be there, and the admins hear of nothing.
        has(&admin.get(HERE).await?, &["Noch keine Meldungen"]);
        Ok(())
    }

    /// Rule 28: nobody answers a page.
    async fn admins_hear_that_nobody_answered(desk) {
        let petra = desk.customer("petra@example.test", "10001").await?;
        let jana = desk.staff("jana@example.test", StaffRole::Engineer).await?;
        let admin = desk.staff("elena@example.test", StaffRole::Admin).await?;
        let maja = desk.staff("maja@example.test", StaffRole::Manager).await?;
        on_call(desk, &maja, "jana@example.test").await?;
        let fields = [
            ("subject", "Alles steht"),
            ("class", "emergency:server_down"),
            ("department", "technical"),
            ("body", "Seit eben."),
        ];
        petra.post("/tickets/new", &fields).await?;
        for _ in 0..4 {
            services::jobs::run_due(desk.context()).await?;
            services::clocks::note_breaches(desk.context(), 100).await?;
            desk.clock.advance(301);
        }
        has(&jana.get(HERE).await?, &["Alles steht", "Ich kümmere mich"]);
        has(&maja.get(HERE).await?, &["Alles steht"]);
        // Without a way to the ticket: it is none of theirs.
        let page = admin.get(HERE).await?;
        has(&page, &["Niemand hat Bereitschaft, oder niemand hat geantwortet.", "Zur Bereitschaft"]);
        assert!(!page.main().contains("href=\"/tickets/"), "{}", page.main());
        Ok(())
    }
}
