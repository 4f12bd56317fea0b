//! The end: the summary alone, everything at once, new credentials for the customer. // I-45

use axum::extract::Path;
use services::credentials::{self, Credentials, HandoverForm};
use services::error::ServiceError;
use services::interventions::{self, ClosingForm, FinishForm};

use super::super::{secret_bytes, ticket_number};
use super::{Act, act};
use crate::router::{Access, Route, post};
use crate::web::{Op, SmallFiles, Visit, WebResult, deciding};

/// The panel of the page.
const PLACE: &str = "closing";

pub(super) fn routes() -> Vec<Route> {
    vec![
        post(act!("summarise"), Access::Staff, summarise),
        post(act!("close"), Access::Staff, close),
        post(act!("handover"), Access::Staff, handover),
    ]
}

fn typed(act: &Act) -> ClosingForm {
    ClosingForm {
        summary: act.owned("summary"),
        cause: act.owned("cause"),
        avoidable: match act.text("avoidable") {
            "avoidable" => Some(true),
            "not" => Some(false),
            _ => None,
        },
        avoidable_reason: act.owned("avoidable_reason"),
    }
}

async fn summarise(act: Act) -> WebResult {
    let sent = interventions::summarise(&act.op, act.number, &typed(&act)).await;
    act.end(sent.map(|()| "summarised"), PLACE, &[]).await
}

async fn close(act: Act) -> WebResult {
    let form = FinishForm {
        closing: typed(&act),
        new_login: act.owned("new_login"),
    };
    let closed = interventions::finish(&act.op, act.number, &form).await;
    act.end(closed.map(|()| "closed"), PLACE, &[]).await
}

async fn handover(
    visit: Visit,
    Op(op): Op,
    Path(number): Path<String>,
    SmallFiles(fields): SmallFiles,
) -> WebResult {
    let act = Act {
        op: deciding(op, &fields),
        number: ticket_number(&number)?,
        visit,
        fields,
    };
    let file = act.fields.text("handover_key_file");
    let field = if file.is_empty() {
        "handover_private_key"
    } else {
        "handover_key_file"
    };
    let names = [
        ("label", "handover_label"),
        ("username", "handover_username"),
        ("password", "handover_password"),
        ("private_key", field),
    ];
    let created = if !file.is_empty() && !act.text("handover_private_key").is_empty() {
        Err(ServiceError::field("private_key", "one_key"))
    } else {
        let form = HandoverForm {
            label: act.owned("handover_label"),
            credentials: Credentials {
                username: secret_bytes(&act.fields, "handover_username"),
                password: secret_bytes(&act.fields, "handover_password"),
                private_key: secret_bytes(&act.fields, field),
                rights: None,
            },
        };
        credentials::create_handover(&act.op, act.number, form).await
    };
    act.end(created.map(|_| "handed_over"), PLACE, &names).await
}
