//! The customer's list and search.

use app::pages::tickets as pages;
use app::render::Nav;
use domain::ids::TicketNumber;

use crate::web::{Op, Page, Visit, WebResult};

pub(super) async fn page(visit: Visit, Op(op): Op) -> WebResult {
    let t = visit.t();
    if let Some(query) = visit.query("q") {
        let hits = services::search::find(&op, &query).await?;
        return Ok(Page::new(&visit, t.desk.search_title)
            .nav(Nav::Tickets)
            .render(move || pages::found(t, &query, &hits, None))
            .await);
    }
    let open = match visit.query("show").as_deref() {
        Some("done") => Some(false),
        Some("all") => None,
        _ => Some(true),
    };
    let before = visit
        .query("before")
        .and_then(|text| text.parse().ok())
        .map(TicketNumber);
    let list = services::tickets::tickets(&op, open, before).await?;
    let now = op.now();
    Ok(Page::new(&visit, t.tickets.title)
        .nav(Nav::Tickets)
        .render(move || {
            let page = pages::ListPage {
                list,
                open,
                further: before.is_some(),
                now,
            };
            pages::list(t, page)
        })
        .await)
}
