//! An intervention: the customer's side, and the workspace.

use super::Table;
use super::stage::Stage;
use crate::ground::PASSWORD;
use crate::house::work;

pub fn rows(table: &mut Table, s: &Stage) {
    customer(table, s);
    workspace(table, s);
}

fn customer(table: &mut Table, s: &Stage) {
    table.row(
        "/interventions/new",
        "/interventions/new",
        &s.house.petra,
        &[
            ("system", "gibt-es-nicht-4711"),
            ("symptom", "firewall_locked_out"),
            ("problem", "Problem 4711"),
            ("ceiling", "viel"),
            ("access", "credentials"),
            ("username", "geheim-2"),
            ("password", "geheim-1"),
            ("action", "sign"),
        ],
        &["ceiling"],
    );
    table.row(
        "/interventions/{number}/request",
        format!("/interventions/{}/request", s.filed),
        &s.house.petra,
        &[
            ("system", "gibt-es-nicht-4711"),
            ("problem", "Problem 4711"),
            ("ceiling", "viel"),
            ("action", "sign"),
        ],
        &["ceiling"],
    );
    table.row(
        "/interventions/{number}/sign",
        format!("/interventions/{}/sign", s.filed),
        &s.house.petra,
        &[
            ("signer_name", "petra"),
            ("password", "geheim-falsch"),
            ("mail_code", "000000"),
            ("sha256", ""),
            ("shown_at", ""),
        ],
        &["mail_code"],
    );
    table.row(
        "/organization/{id}/standing/new",
        format!("{}/new", s.standing),
        &s.house.petra,
        &[
            ("acts", "alles"),
            ("systems", "gibt-es-nicht"),
            ("from", "4711-gestern"),
            ("until", "irgendwann-4711"),
        ],
        &["acts", "systems", "from", "until"],
    );
    table.row(
        "/organization/{id}/standing/sign",
        format!("{}/sign", s.standing),
        &s.house.petra,
        &[
            ("acts", "patching"),
            ("systems", &s.system),
            ("from", &s.tomorrow),
            ("until", ""),
            ("signer_name", "Frau 4711"),
            ("password", PASSWORD),
            ("mail_code", "000000"),
            ("sha256", ""),
            ("shown_at", ""),
        ],
        &["signer_name"],
    );
    table.row(
        "/interventions/{number}/extend",
        format!("/interventions/{}/extend", s.running),
        &s.house.petra,
        &[
            ("hours", &s.hours),
            ("password", PASSWORD),
            ("mail_code", "000000"),
        ],
        &["mail_code"],
    );
    table.row(
        "/interventions/{number}/credentials",
        format!("/interventions/{}/credentials", s.asked),
        &s.house.petra,
        &[("username", ""), ("password", "")],
        &["password"],
    );
    table.row(
        "/interventions/{number}/reopen",
        format!("/interventions/{}/reopen", s.closed),
        &s.house.petra,
        &[("reopen_reason", "")],
        &["reopen_reason"],
    );
}

fn workspace(table: &mut Table, s: &Stage) {
    let case = |act: &str| work(s.running, act);
    table.row(
        "/desk/tickets/{number}/intervention/assess",
        case("/assess"),
        &s.house.jana,
        &[
            ("method", ""),
            ("method_reason", "Grund 4711"),
            ("complexity", ""),
        ],
        &["method", "complexity"],
    );
    table.row(
        "/desk/tickets/{number}/intervention/longer",
        case("/longer"),
        &s.house.jana,
        &[("until", "bald"), ("longer_reason", "Grund 4711")],
        &["until"],
    );
    table.row(
        "/desk/tickets/{number}/intervention/offer",
        case("/offer"),
        &s.house.jana,
        &[
            ("offer_task", "malware_removal"),
            ("offer_scope", "Umfang 4711"),
            ("offer_kind", "fixed"),
            ("offer_price", "viel 4711"),
        ],
        &["offer_price"],
    );
    table.row(
        "/desk/tickets/{number}/intervention/clarify",
        case("/clarify"),
        &s.house.jana,
        &[("question", "")],
        &["question"],
    );
    table.row(
        "/desk/tickets/{number}/intervention/decline",
        work(s.signed, "/decline"),
        &s.house.jana,
        &[("decline_reason", "")],
        &["decline_reason"],
    );
    table.row(
        "/desk/tickets/{number}/intervention/reopen",
        work(s.closed, "/reopen"),
        &s.house.jana,
        &[("reopen_reason", "Zu kurz")],
        &["reopen_reason"],
    );
    table.row(
        "/desk/tickets/{number}/intervention/hardware",
        case("/hardware"),
        &s.house.jana,
        &[("component", ""), ("evidence", "Beleg 4711")],
        &["component"],
    );
    table.row(
        "/desk/tickets/{number}/intervention/log",
        case("/log"),
        &s.house.jana,
        &[
            ("what", ""),
            ("log_method", "ssh_rdp"),
            ("target", "Ziel 4711"),
        ],
        &["what"],
    );
    table.row(
        "/desk/tickets/{number}/intervention/summarise",
        case("/summarise"),
        &s.house.jana,
        &[("summary", ""), ("avoidable_reason", "Grund 4711")],
        &["summary"],
    );
    table.row(
        "/desk/tickets/{number}/intervention/close",
        case("/close"),
        &s.house.jana,
        &[
            ("summary", "Erledigt 4711"),
            ("cause", ""),
            ("avoidable", ""),
            ("new_login", "none"),
        ],
        &["cause", "avoidable", "avoidable_reason"],
    );
    table.row(
        "/desk/tickets/{number}/intervention/handover",
        case("/handover"),
        &s.house.jana,
        &[("handover_label", ""), ("handover_password", "")],
        &["handover_label", "handover_password"],
    );
    table.row(
        "/desk/tickets/{number}/intervention/secrets/{secret}/reveal",
        &s.secret,
        &s.house.jana,
        &[("reason", "4711")],
        &["reason"],
    );
}
