//! What the customer is told by an act: a new time, a question, a refusal, that it goes on.

use services::interventions::{self, DelayForm};

use super::{Act, act};
use crate::router::{Access, Route, post};
use crate::web::WebResult;

pub(super) fn routes() -> Vec<Route> {
    vec![
        post(act!("longer"), Access::Staff, longer),
        post(act!("clarify"), Access::Staff, clarify),
        post(act!("decline"), Access::Staff, decline),
        post(act!("reopen"), Access::Staff, reopen),
    ]
}

async fn longer(act: Act) -> WebResult {
    let form = DelayForm {
        eta: act.owned("until"),
        reason: act.owned("longer_reason"),
    };
    let told = interventions::announce_delay(&act.op, act.number, &form).await;
    let names = [("reason", "longer_reason"), ("eta", "until")];
    act.end(told.map(|()| "announced"), "talk", &names).await
}

async fn clarify(act: Act) -> WebResult {
    let asked = interventions::ask(&act.op, act.number, act.text("question")).await;
    act.end(asked.map(|()| "asked"), "talk", &[]).await
}

async fn decline(act: Act) -> WebResult {
    let reason = act.text("decline_reason");
    let declined = interventions::decline(&act.op, act.number, reason).await;
    let names = [("reason", "decline_reason")];
    act.end(declined.map(|()| "declined"), "talk", &names).await
}

/// Open again after the end; the customer has to sign anew. // I-64
async fn reopen(act: Act) -> WebResult {
    let reason = act.text("reopen_reason");
    let reopened = interventions::reopen(&act.op, act.number, reason).await;
    let names = [("text", "reopen_reason")];
    act.end(reopened.map(|()| "reopened_by_us"), "talk", &names)
        .await
}
