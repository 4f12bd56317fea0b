//! The end: the summary alone, everything at once, new credentials for the customer. // I-45

use services::credentials::{self, Credentials, HandoverForm};
use services::interventions::{self, ClosingForm, FinishForm};

use super::super::secret_bytes;
use super::{Act, act};
use crate::router::{Access, Route, post};
use crate::web::WebResult;

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

async fn handover(act: Act) -> WebResult {
    let form = HandoverForm {
        label: act.owned("handover_label"),
        credentials: Credentials {
            username: secret_bytes(&act.fields, "handover_username"),
            password: secret_bytes(&act.fields, "handover_password"),
            private_key: None,
            rights: None,
        },
    };
    let created = credentials::create_handover(&act.op, act.number, form).await;
    let names = [
        ("label", "handover_label"),
        ("username", "handover_username"),
        ("password", "handover_password"),
    ];
    act.end(created.map(|_| "handed_over"), PLACE, &names).await
}
