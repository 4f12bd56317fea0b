//! Rows of the intervention: request, signature, customer's acts, workspace, credentials, hand-over, vault. // RULINGS 38

use super::Row;
use super::world::{Role, Whose, World};

const NOBODY: &[Role] = &[];
const OWNER: &[Role] = &[Role::Owner];
const TECHNICIANS: &[Role] = &[Role::Owner, Role::Technical];
pub(super) const PAYERS: &[Role] = &[Role::Owner, Role::Billing];
const ENGINEER: &[Role] = &[Role::Engineer];
const MANAGER: &[Role] = &[Role::Manager];
const DESK: &[Role] = &[Role::Engineer, Role::Manager];
const WATCHERS: &[Role] = &[Role::Owner, Role::Technical, Role::Engineer, Role::Manager];

fn case(world: &World, whose: Whose, rest: &str) -> String {
    format!("/interventions/{}{rest}", world.ids(whose).case.number)
}

fn ticket(world: &World, whose: Whose, rest: &str) -> String {
    format!("/tickets/{}{rest}", world.ids(whose).case.number)
}

fn work(world: &World, whose: Whose, rest: &str) -> String {
    format!(
        "/desk/tickets/{}/intervention{rest}",
        world.ids(whose).case.number
    )
}

pub fn rows() -> Vec<Row> {
    let mut all = request();
    all.extend(customer());
    all.extend(workspace());
    all.extend(secrets());
    all
}

const REASON: &str = "Ein Grund mit mehr als zehn Zeichen.";

/// The moment a text was shown, and its digest.
fn shown(_: &World, _: Whose) -> Vec<(&'static str, String)> {
    let at = domain::time::Timestamp::from_unix(crate::desk::START);
    vec![
        ("shown_at", at.to_string()),
        ("sha256", "0".repeat(64)),
        ("signer_name", "owner1".to_owned()),
    ]
}

/// One field with a reason.
macro_rules! reason {
    ($field:literal) => {
        |_, _| vec![($field, REASON.to_owned())]
    };
}

fn request() -> Vec<Row> {
    vec![
        Row::plain("GET", "/interventions/new").only(TECHNICIANS),
        Row::plain("POST", "/interventions/new").only(TECHNICIANS),
        Row::with_ids("GET", "/interventions/{number}/request", |w, o| {
            case(w, o, "/request")
        })
        .only(TECHNICIANS),
        Row::with_ids("POST", "/interventions/{number}/request", |w, o| {
            case(w, o, "/request")
        })
        .only(TECHNICIANS),
        // Members without the right are told who can sign; they see no text.
        Row::with_ids("GET", "/interventions/{number}/sign", |w, o| {
            case(w, o, "/sign")
        })
        .only(Role::CUSTOMERS),
        // Signing is for owners, or whoever an owner gave the right. // I-21
        Row::with_ids("POST", "/interventions/{number}/sign", |w, o| {
            case(w, o, "/sign")
        })
        .fields(shown)
        .only(OWNER),
        Row::with_ids("POST", "/interventions/{number}/sign/code", |w, o| {
            case(w, o, "/sign/code")
        })
        .fields(shown)
        .only(OWNER),
        Row::with_ids("GET", "/interventions/{number}/extend", |w, o| {
            case(w, o, "/extend")
        })
        .only(OWNER),
        Row::with_ids("POST", "/interventions/{number}/extend", |w, o| {
            case(w, o, "/extend")
        })
        .only(OWNER),
        Row::with_ids("POST", "/interventions/{number}/extend/code", |w, o| {
            case(w, o, "/extend/code")
        })
        .only(OWNER),
    ]
}

fn customer() -> Vec<Row> {
    vec![
        Row::with_ids("POST", "/tickets/{number}/lock", |w, o| {
            ticket(w, o, "/lock")
        })
        .only(TECHNICIANS),
        // Members who may not read the access log find an empty list.
        Row::plain("GET", "/access-log"),
        Row::with_ids("GET", "/tickets/{number}/live", |w, o| {
            ticket(w, o, "/live")
        })
        .only(WATCHERS),
        Row::with_ids("GET", "/tickets/{number}/live/log", |w, o| {
            ticket(w, o, "/live/log")
        })
        .only(WATCHERS),
        Row::with_ids("GET", "/tickets/{number}/protocol.jsonl", |w, o| {
            ticket(w, o, "/protocol.jsonl")
        })
        .only(WATCHERS),
        Row::with_ids("GET", "/tickets/{number}/authorization.pdf", |w, o| {
            ticket(w, o, "/authorization.pdf")
        })
        .only(WATCHERS),
        Row::with_ids("POST", "/tickets/{number}/evidence.pdf", |w, o| {
            ticket(w, o, "/evidence.pdf")
        })
        .only(WATCHERS),
        Row::with_ids("POST", "/tickets/{number}/evidence.json", |w, o| {
            ticket(w, o, "/evidence.json")
        })
        .only(WATCHERS),
        Row::with_ids("POST", "/interventions/{number}/withdraw", |w, o| {
            case(w, o, "/withdraw")
        })
        .only(TECHNICIANS),
        Row::with_ids(
            "POST",
            "/interventions/{number}/password-changed",
            |w, o| case(w, o, "/password-changed"),
        )
        .only(TECHNICIANS),
        Row::with_ids("POST", "/interventions/{number}/reopen", |w, o| {
            case(w, o, "/reopen")
        })
        .fields(reason!("reopen_reason"))
        .only(TECHNICIANS),
        Row::with_ids("POST", "/interventions/{number}/credentials", |w, o| {
            case(w, o, "/credentials")
        })
        .fields(|_, _| vec![("password", "drittes-Passwort-3".to_owned())])
        .only(TECHNICIANS),
        Row::with_ids("POST", "/interventions/{number}/offers/{offer}", |w, o| {
            let offer = w.ids(o).case.offer;
            case(w, o, &format!("/offers/{offer}"))
        })
        .fields(|_, _| vec![("answer", "decline".to_owned())])
        .only(PAYERS),
        Row::with_ids("POST", "/interventions/{number}/ceiling", |w, o| {
            case(w, o, "/ceiling")
        })
        .fields(|w, o| {
            vec![
                ("order", w.ids(o).case.offer.to_string()),
                ("new_ceiling", "300".to_owned()),
            ]
        })
        .only(PAYERS),
    ]
}

/// An act of the workspace that only engineers do.
macro_rules! act {
    ($act:literal, $who:expr) => {
        Row::with_ids(
            "POST",
            concat!("/desk/tickets/{number}/intervention/", $act),
            |w, o| work(w, o, concat!("/", $act)),
        )
        .only($who)
    };
}

fn closing(_: &World, _: Whose) -> Vec<(&'static str, String)> {
    vec![
        ("summary", "Der Dienst wurde neu gestartet.".to_owned()),
        ("cause", "software_fault".to_owned()),
        ("avoidable", "not".to_owned()),
        ("avoidable_reason", REASON.to_owned()),
        ("new_login", "handed".to_owned()),
    ]
}

fn workspace() -> Vec<Row> {
    vec![
        Row::with_ids("GET", "/desk/tickets/{number}/intervention", |w, o| {
            work(w, o, "")
        })
        .only(DESK),
        Row::with_ids(
            "GET",
            "/desk/tickets/{number}/intervention/log/new",
            |w, o| work(w, o, "/log/new"),
        )
        .only(DESK),
        act!("take", DESK),
        act!("verify", ENGINEER),
        act!("override", DESK).fields(|_, _| {
            vec![
                ("line", "contract_covers".to_owned()),
                (
                    "override_reason",
                    "Der Vertrag wird heute verlängert.".to_owned(),
                ),
            ]
        }),
        act!("probe", ENGINEER),
        act!("assess", ENGINEER).fields(|_, _| {
            vec![
                ("method", "ssh_rdp".to_owned()),
                ("complexity", "standard".to_owned()),
                ("method_reason", REASON.to_owned()),
            ]
        }),
        act!("start", ENGINEER),
        act!("complex", ENGINEER),
        act!("longer", DESK),
        act!("clarify", ENGINEER).fields(reason!("question")),
        act!("login-wrong", ENGINEER),
        act!("decline", DESK).fields(reason!("decline_reason")),
        act!("reopen", ENGINEER).fields(reason!("reopen_reason")),
        act!("hardware", ENGINEER).fields(|_, _| {
            vec![
                ("component", "disk".to_owned()),
                ("evidence", REASON.to_owned()),
            ]
        }),
        // There is no hardware case to move on.
        act!("hardware/next", NOBODY),
        act!("hardware/done", ENGINEER),
        act!("log", ENGINEER).fields(|_, _| {
            vec![
                ("log_method", "ssh_rdp".to_owned()),
                ("what", "Dienst geprüft".to_owned()),
            ]
        }),
        act!("timer/start", ENGINEER),
        act!("timer/stop", ENGINEER),
        act!("summarise", ENGINEER).fields(closing),
        act!("close", ENGINEER).fields(closing),
        act!("handover", ENGINEER).fields(|_, _| {
            vec![
                ("handover_label", "Neuer Zugang".to_owned()),
                ("password", "viertes-Passwort-4".to_owned()),
                ("handover_password", "viertes-Passwort-4".to_owned()),
            ]
        }),
        act!("offer", DESK).fields(|_, _| {
            vec![
                ("offer_task", "performance_tuning".to_owned()),
                ("offer_scope", "Abfragen beschleunigen".to_owned()),
                ("offer_kind", "fixed".to_owned()),
                ("offer_price", "200".to_owned()),
            ]
        }),
        act!("unlock", MANAGER).fields(reason!("unlock_reason")),
    ]
}

fn secrets() -> Vec<Row> {
    vec![
        // Only the assignee looks, and the visitor never is the assignee. // I-05
        Row::with_ids(
            "POST",
            "/desk/tickets/{number}/intervention/secrets/{secret}/reveal",
            |w, o| {
                let secret = w.ids(o).case.secret;
                work(w, o, &format!("/secrets/{secret}/reveal"))
            },
        )
        .fields(|_, _| vec![("reason", "Ein Grund mit zehn Zeichen.".to_owned())])
        .only(NOBODY),
        Row::with_ids(
            "POST",
            "/desk/tickets/{number}/intervention/secrets/{secret}/ask",
            |w, o| {
                let secret = w.ids(o).case.secret;
                work(w, o, &format!("/secrets/{secret}/ask"))
            },
        )
        .fields(reason!("ask_reason"))
        .only(NOBODY),
        // Somebody else's reveal.
        Row::with_ids("POST", "/desk/reveals/{reveal}/hidden", |w, o| {
            format!("/desk/reveals/{}/hidden", w.ids(o).case.reveal)
        })
        .only(NOBODY),
        Row::with_ids("POST", "/desk/reveals/{reveal}/copied", |w, o| {
            format!("/desk/reveals/{}/copied", w.ids(o).case.reveal)
        })
        .only(NOBODY),
        // Whoever may not approve finds nothing waiting.
        Row::plain("GET", "/desk/approvals"),
        Row::with_ids("POST", "/desk/approvals/{approval}", |w, o| {
            format!("/desk/approvals/{}", w.ids(o).case.approval)
        })
        .fields(|_, _| vec![("answer", "approve".to_owned())])
        .only(MANAGER),
        // Members who may not read credentials find an empty page.
        Row::plain("GET", "/vault"),
        Row::with_ids("POST", "/vault/account/{secret}/reveal", |w, o| {
            format!("/vault/account/{}/reveal", w.ids(o).case.kept_secret)
        })
        .only(TECHNICIANS),
        Row::with_ids("POST", "/vault/account/{secret}/remove", |w, o| {
            format!("/vault/account/{}/remove", w.ids(o).case.kept_secret)
        })
        .only(TECHNICIANS),
        Row::with_ids("POST", "/vault/handover/{handover}/keep", |w, o| {
            format!("/vault/handover/{}/keep", w.ids(o).case.handover)
        })
        .only(TECHNICIANS),
        Row::with_ids(
            "POST",
            "/vault/handover/{handover}/{secret}/reveal",
            |w, o| {
                let c = &w.ids(o).case;
                format!(
                    "/vault/handover/{}/{}/reveal",
                    c.handover, c.handover_secret
                )
            },
        )
        .only(TECHNICIANS),
    ]
}
