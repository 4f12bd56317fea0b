//! Rows of tickets, systems, drafts, live events.

use super::Row;
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
