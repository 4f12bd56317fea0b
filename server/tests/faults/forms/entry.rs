//! Log-in, account and tickets.

use super::Table;
use super::stage::Stage;
use crate::ground::PASSWORD;

pub fn rows(table: &mut Table, s: &Stage) {
    log_in(table, s);
    tickets(table, s);
}

fn log_in(table: &mut Table, s: &Stage) {
    table.row(
        "/login",
        "/login",
        &s.nobody,
        &[
            ("email", "niemand-4711@example.test"),
            ("password", "geheim-falsch"),
        ],
        &["password"],
    );
    table.row(
        "/login/enrol",
        "/login/enrol",
        &s.half,
        &[("code", "12")],
        &["code"],
    );
    table.row(
        "/login/factor",
        "/login/factor",
        &s.factor,
        &[("code", "12")],
        &["code"],
    );
    table.row(
        "/reauth",
        "/reauth",
        &s.house.petra,
        &[("proof", "geheim-falsch")],
        &["proof"],
    );
    table.row(
        "/password/forgot",
        "/password/forgot",
        &s.nobody,
        &[("email", "kein-4711")],
        &["email"],
    );
    table.row(
        "/password/reset/{token}",
        &s.reset,
        &s.nobody,
        &[("password", "kurz"), ("password_repeat", "kurz")],
        &["password"],
    );
    table.row(
        "/invitation/{token}",
        &s.invitation,
        &s.nobody,
        &[
            ("name", ""),
            ("password", "kurz"),
            ("password_repeat", "kurz"),
        ],
        &["name", "password"],
    );
    table.row(
        "/account/profile",
        "/account/profile",
        &s.house.petra,
        &[("name", ""), ("phone", "ruf-an-4711"), ("locale", "de")],
        &["name", "phone"],
    );
    table.row(
        "/account/password",
        "/account/password",
        &s.house.petra,
        &[
            ("current", PASSWORD),
            ("password", "kurz"),
            ("password_repeat", "kurz"),
        ],
        &["password"],
    );
    table.row(
        "/account/factor",
        "/account/factor",
        &s.house.petra,
        &[("code", "12")],
        &["code"],
    );
}

fn tickets(table: &mut Table, s: &Stage) {
    table.row(
        "/tickets/new",
        "/tickets/new",
        &s.house.petra,
        &[
            ("subject", ""),
            ("class", "unfug"),
            ("department", ""),
            ("body", "Text 4711"),
        ],
        &["subject", "class", "department"],
    );
    table.row(
        "/tickets/{number}/messages",
        format!("{}/messages", s.ticket),
        &s.house.petra,
        &[("body", "  ")],
        &["body"],
    );
    table.row(
        "/tickets/{number}/notes",
        format!("{}/notes", s.ticket),
        &s.house.jana,
        &[("note", "")],
        &["note"],
    );
    table.row(
        "/tickets/{number}/change",
        format!("{}/change", s.ticket),
        &s.house.jana,
        &[("act", "link"), ("other", "abc-4711"), ("kind", "related")],
        &["other"],
    );
    table.row(
        "/tickets/{number}/offers",
        format!("{}/offers", s.ticket),
        &s.house.jana,
        &[
            ("offer_scope", ""),
            ("offer_kind", "time"),
            ("offer_ceiling", "viel 4711"),
        ],
        &["offer_scope", "offer_ceiling"],
    );
    table.row(
        "/tickets/{number}/finding",
        format!("{}/finding", s.ticket),
        &s.house.jana,
        &[
            ("found_service", "Apache 4711"),
            ("found_finding", ""),
            ("found_excluded", ""),
            ("found_scope", "Plugin 4711"),
            ("found_kind", ""),
        ],
        &["found_finding", "found_excluded", "found_kind"],
    );
    table.row(
        "/tickets/{number}/work",
        format!("{}/work", s.ticket),
        &s.house.jana,
        &[
            ("from", "gestern"),
            ("to", ""),
            ("article", ""),
            ("note", "Diagnose 4711"),
            ("waived", "yes"),
            ("reason", ""),
        ],
        &["from", "to", "article", "reason"],
    );
    table.row(
        "/desk/tickets/new",
        "/desk/tickets/new",
        &s.house.jana,
        &[
            ("organization", "gibt-es-nicht-4711"),
            ("caller", "Frau 4711"),
            ("minutes", "viele"),
            ("subject", ""),
            ("class", "fault"),
            ("priority", "normal"),
            ("department", "technical"),
            ("body", "Text 4711"),
        ],
        &["organization", "minutes", "subject"],
    );
    table.row(
        "/desk/views",
        "/desk/views",
        &s.house.jana,
        &[
            ("view", "open"),
            ("class", "fault"),
            ("name", ""),
            ("share", ""),
        ],
        &["name"],
    );
}
