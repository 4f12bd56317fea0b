//! Tickets on both faces.

mod list;
mod new;
mod one;
mod orders;
mod work;

use app::forms::Form;
use domain::ids::TicketNumber;

use crate::router::{Access, Route, get, post};
use crate::web::Failure;

/// Routes of this area.
pub fn routes() -> Vec<Route> {
    let mut all = work::routes();
    all.extend([
        get("/tickets", Access::Customer, list::page),
        get("/tickets/new", Access::Customer, new::page),
        post("/tickets/new", Access::Customer, new::file).with_files(),
        get("/tickets/{number}", Access::LoggedIn, one::page),
        get(
            "/tickets/{number}/timeline",
            Access::LoggedIn,
            one::timeline,
        ),
        get("/tickets/{number}/history", Access::LoggedIn, one::history),
        post("/tickets/{number}/messages", Access::LoggedIn, one::message).with_files(),
        post("/tickets/{number}/notes", Access::Staff, one::note).with_files(),
        post(
            "/tickets/{number}/messages/{message}/withdraw",
            Access::LoggedIn,
            one::withdraw,
        ),
        post("/tickets/{number}/change", Access::LoggedIn, one::change),
        post("/tickets/{number}/offers", Access::Staff, orders::offer),
        post(
            "/tickets/{number}/offers/{offer}",
            Access::LoggedIn,
            orders::answer,
        ),
        post("/tickets/{number}/finding", Access::Staff, orders::finding),
        post(
            "/tickets/{number}/finding/withdraw",
            Access::Staff,
            orders::take_back,
        ),
        get("/attachments/{id}", Access::LoggedIn, one::attachment),
        post("/drafts/{key}", Access::LoggedIn, one::draft),
    ]);
    all
}

/// A ticket's number as it stands in a path.
pub fn number(text: &str) -> Result<TicketNumber, Failure> {
    text.parse()
        .ok()
        .filter(|number: &i64| *number > 0)
        .map(TicketNumber)
        .ok_or_else(Failure::not_found)
}

/// A form filled from a stored draft.
pub fn drafted(draft: Option<&services::tickets::DraftRow>) -> Form {
    draft.map_or_else(Form::new, |draft| {
        Form::new().keep(services::drafts::values(draft), &[])
    })
}
