//! Rows of tickets, systems, drafts, live events.

use super::Row;
use super::interventions::PAYERS;
use super::world::{Role, Whose, World};

const NOBODY: &[Role] = &[];
const DESK: &[Role] = &[Role::Engineer, Role::Manager];
const READERS: &[Role] = &[
    Role::Owner,
    Role::Technical,
    Role::Billing,
    Role::Reader,
    Role::Engineer,
    Role::Manager,
];
const WRITERS: &[Role] = &[
    Role::Owner,
    Role::Technical,
    Role::Billing,
    Role::Engineer,
    Role::Manager,
];

const MANAGER: &[Role] = &[Role::Manager];
/// Who reads statements of work.
const BILLED: &[Role] = &[Role::Owner, Role::Billing, Role::Manager];
/// Customers see an empty list where they may read none.
const BOOKS: &[Role] = &[
    Role::Owner,
    Role::Technical,
    Role::Billing,
    Role::Reader,
    Role::Manager,
];

fn statement(world: &World, whose: Whose, rest: &str) -> String {
    let month = super::world::CLOSED_MONTH;
    format!(
        "/statements/{}/{month}{rest}",
        world.ids(whose).organization
    )
}

fn ticket(world: &World, whose: Whose, rest: &str) -> String {
    format!("/tickets/{}{rest}", world.ids(whose).case.number)
}

pub fn rows() -> Vec<Row> {
    vec![
        Row::plain("GET", "/tickets"),
        // Readers file nothing; they are told so by the form.
        Row::plain("GET", "/tickets/new").only(FILERS),
        Row::plain("POST", "/tickets/new").only(FILERS),
        Row::with_ids("GET", "/tickets/{number}", |w, o| ticket(w, o, "")).only(READERS),
        Row::with_ids("GET", "/tickets/{number}/timeline", |w, o| {
            ticket(w, o, "/timeline")
        })
        .only(READERS),
        Row::with_ids("GET", "/tickets/{number}/history", |w, o| {
            ticket(w, o, "/history")
        })
        .only(READERS),
        Row::with_ids("POST", "/tickets/{number}/messages", |w, o| {
            ticket(w, o, "/messages")
        })
        .fields(|_, _| vec![("body", "Noch etwas.".to_owned())])
        .only(WRITERS),
        Row::with_ids("POST", "/tickets/{number}/notes", |w, o| {
            ticket(w, o, "/notes")
        })
        .fields(|_, _| vec![("note", "Intern.".to_owned())])
        .only(DESK),
        // The owner who wrote the message is never the visitor.
        Row::with_ids(
            "POST",
            "/tickets/{number}/messages/{message}/withdraw",
            |w, o| {
                let message = w.ids(o).case.message;
                ticket(w, o, &format!("/messages/{message}/withdraw"))
            },
        )
        .only(NOBODY),
        Row::with_ids("POST", "/tickets/{number}/change", |w, o| {
            ticket(w, o, "/change")
        })
        .fields(|_, _| {
            vec![
                ("act", "prioritise".to_owned()),
                ("value", "low".to_owned()),
            ]
        })
        .only(DESK),
        // On an intervention nothing is offered here: whoever may gets as far as being told so.
        Row::with_ids("POST", "/tickets/{number}/offers", |w, o| {
            ticket(w, o, "/offers")
        })
        .only(DESK),
        Row::with_ids("POST", "/tickets/{number}/offers/{offer}", |w, o| {
            let offer = w.ids(o).case.offer;
            ticket(w, o, &format!("/offers/{offer}"))
        })
        .fields(|_, _| vec![("answer", "decline".to_owned())])
        .only(PAYERS),
        Row::with_ids("POST", "/tickets/{number}/finding", |w, o| {
            ticket(w, o, "/finding")
        })
        .only(DESK),
        Row::with_ids("POST", "/tickets/{number}/finding/withdraw", |w, o| {
            ticket(w, o, "/finding/withdraw")
        })
        .only(DESK),
        Row::with_ids("GET", "/tickets/{number}/work", |w, o| {
            ticket(w, o, "/work")
        })
        .only(DESK),
        Row::with_ids("POST", "/tickets/{number}/work", |w, o| {
            ticket(w, o, "/work")
        })
        .only(DESK),
        Row::with_ids("POST", "/tickets/{number}/work/start", |w, o| {
            ticket(w, o, "/work/start")
        })
        .only(DESK),
        Row::with_ids("POST", "/tickets/{number}/work/stop", |w, o| {
            ticket(w, o, "/work/stop")
        })
        .only(DESK),
        Row::with_ids("GET", "/tickets/{number}/work/{entry}", |w, o| {
            ticket(w, o, &format!("/work/{}", w.ids(o).case.entry))
        })
        .only(DESK),
        Row::with_ids("POST", "/tickets/{number}/work/{entry}", |w, o| {
            ticket(w, o, &format!("/work/{}", w.ids(o).case.entry))
        })
        .only(DESK),
        Row::with_ids("POST", "/tickets/{number}/work/{entry}/discard", |w, o| {
            ticket(w, o, &format!("/work/{}/discard", w.ids(o).case.entry))
        })
        .only(DESK),
        Row::plain("GET", "/desk/work").only(MANAGER),
        Row::plain("POST", "/desk/work/approve").only(MANAGER),
        Row::with_ids("POST", "/desk/work/{entry}/reverse", |w, o| {
            format!("/desk/work/{}/reverse", w.ids(o).case.entry)
        })
        .only(MANAGER),
        Row::plain("GET", "/statements").only(BOOKS),
        Row::with_ids("GET", "/statements/{customer}/{month}", |w, o| {
            statement(w, o, "")
        })
        .only(BILLED),
        Row::with_ids(
            "GET",
            "/statements/{customer}/{month}/statement.pdf",
            |w, o| statement(w, o, "/statement.pdf"),
        )
        .only(BILLED),
        Row::with_ids(
            "GET",
            "/statements/{customer}/{month}/statement.csv",
            |w, o| statement(w, o, "/statement.csv"),
        )
        .only(BILLED),
        Row::with_ids("POST", "/statements/{customer}/{month}/close", |w, o| {
            statement(w, o, "/close")
        })
        .only(MANAGER),
        Row::with_ids("GET", "/statements/{customer}/tax", |w, o| {
            format!("/statements/{}/tax", w.ids(o).organization)
        })
        .only(MANAGER),
        Row::with_ids("POST", "/statements/{customer}/tax/vies", |w, o| {
            format!("/statements/{}/tax/vies", w.ids(o).organization)
        })
        .only(MANAGER),
        Row::with_ids("POST", "/statements/{customer}/tax/place", |w, o| {
            format!("/statements/{}/tax/place", w.ids(o).organization)
        })
        .only(MANAGER),
        Row::with_ids("GET", "/attachments/{id}", |w, o| {
            format!("/attachments/{}", w.ids(o).case.attachment)
        })
        .only(READERS),
        Row::with_ids("POST", "/drafts/{key}", |_, _| {
            "/drafts/ticket-new".to_owned()
        })
        .without_foreign(),
        Row::with_ids("GET", "/events", |w, o| {
            format!("/events?ticket={}", w.ids(o).case.number)
        })
        .only(READERS)
        .streaming(),
        Row::plain("GET", "/systems"),
        Row::with_ids("GET", "/systems/{id}", |w, o| {
            format!("/systems/{}", w.ids(o).system)
        }),
        Row::plain("GET", "/desk/queue").only(DESK),
        Row::plain("GET", "/desk/search").only(DESK),
        Row::plain("GET", "/desk/tickets/new").only(DESK),
        Row::plain("POST", "/desk/tickets/new").only(DESK),
        Row::plain("POST", "/desk/views").only(DESK),
        // Nobody removes what stands in no list of theirs.
        Row::with_ids("POST", "/desk/views/{id}/remove", |world, _| {
            format!("/desk/views/{}/remove", world.own.owner)
        })
        .only(NOBODY),
    ]
}

const FILERS: &[Role] = &[Role::Owner, Role::Technical, Role::Billing];
