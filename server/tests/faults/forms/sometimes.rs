//! Forms that are on a page only while something else is so: a line of the gate fails, a limit is reached, four eyes are
//! demanded, hardware is replaced, a timer runs, work has a ceiling, a request is not under way yet, a contract runs.

use super::stage::Stage;
use super::{MARK, Table};
use crate::house::work;

/// Too short for a reason.
const SHORT: &str = "kurz 4711";

pub fn rows(table: &mut Table, s: &Stage) {
    let long = |most: usize| format!("{MARK} {}", "lang ".repeat(most / 5));
    let route = "/desk/tickets/{number}/intervention/override";
    for reason in ["", SHORT] {
        table.row(
            route,
            work(s.uncovered, "/override"),
            &s.house.jana,
            &[("line", "contract_covers"), ("override_reason", reason)],
            &["override_reason"],
        );
    }
    let route = "/desk/tickets/{number}/intervention/unlock";
    let of_secret = s.secret.trim_end_matches("/reveal");
    let secret = of_secret.rsplit('/').next().unwrap_or_default();
    for reason in ["", SHORT] {
        table.row(
            route,
            work(s.running, "/unlock"),
            &s.maja,
            &[("secret", secret), ("unlock_reason", reason)],
            &["unlock_reason"],
        );
    }
    let route = "/desk/tickets/{number}/intervention/secrets/{secret}/ask";
    for reason in ["", SHORT] {
        table.row(
            route,
            format!("{of_secret}/ask"),
            &s.house.jana,
            &[("ask_reason", reason)],
            &["ask_reason"],
        );
    }
    // Nothing shows that the new part works; or more than anybody reads.
    let route = "/desk/tickets/{number}/intervention/hardware/next";
    for evidence in ["  ", &long(2_000)] {
        table.row(
            route,
            work(s.hardware, "/hardware/next"),
            &s.house.jana,
            &[("hardware_evidence", evidence)],
            &["hardware_evidence"],
        );
    }
    // Neither says anything; one is no finding; more than anybody reads.
    let route = "/desk/tickets/{number}/intervention/hardware";
    for (component, evidence, at) in [
        ("", " ", &["component", "evidence"][..]),
        ("Netzteil 4711", SHORT, &["evidence"]),
        (&long(200), &long(2_000), &["component", "evidence"]),
    ] {
        table.row(
            route,
            work(s.running, "/hardware"),
            &s.house.jana,
            &[("component", component), ("evidence", evidence)],
            at,
        );
    }
    table.row(
        "/desk/tickets/{number}/intervention/timer/stop",
        work(s.paid, "/timer/stop"),
        &s.house.jana,
        &[("timer_note", &long(1_000))],
        &["timer_note"],
    );
    // Not charged without a reason, and a reason without the tick.
    for (waived, reason, at) in [("yes", "", "waive_reason"), ("", "Kulanz 4711", "waived")] {
        table.row(
            "/desk/tickets/{number}/intervention/timer/stop",
            work(s.paid, "/timer/stop"),
            &s.house.jana,
            &[("waived", waived), ("waive_reason", reason)],
            &[at],
        );
    }
    // No amount, and one that raises nothing.
    let route = "/interventions/{number}/ceiling";
    for ceiling in ["", "viel 4711", "399,99"] {
        table.row(
            route,
            format!("/interventions/{}/ceiling", s.paid),
            &s.house.petra,
            &[("new_ceiling", ceiling)],
            &["new_ceiling"],
        );
    }
    table.row(
        "/interventions/{number}/withdraw",
        format!("/interventions/{}/withdraw", s.filed),
        &s.house.petra,
        &[("withdraw_reason", &long(500))],
        &["withdraw_reason"],
    );
    // No day, none at all, one before the first.
    let route = "/admin/contracts/{id}/end";
    for day in ["", "irgendwann 4711", "2026-02-30", "31.12.2025"] {
        table.row(
            route,
            format!("/admin/contracts/{}/end", s.contract),
            &s.admin,
            &[("ends_on", day)],
            &["ends_on"],
        );
    }
}
