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
        // Nobody was behind the other roles: the admins hear of it, without a way to the ticket.
        let page = admin.get(HERE).await?;
        has(&page, &["Für eine Erinnerung war niemand da.", "Zur Bereitschaft"]);
        assert!(!page.main().contains("href=\"/tickets/"), "{}", page.main());
        Ok(())
    }
}
