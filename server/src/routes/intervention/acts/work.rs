//! The work itself: begin, action log, timer, credentials that do not work.

use domain::charge::CeilingLevel;
use domain::ids::ActionId;
use services::error::ServiceError;
use services::interventions::{self, EntryForm, StopForm};

use super::{Act, act};
use crate::router::{Access, Route, post};
use crate::routes::brought;
use crate::web::WebResult;

pub(super) fn routes() -> Vec<Route> {
    vec![
        post(act!("start"), Access::Staff, start),
        post(act!("login-wrong"), Access::Staff, login_wrong),
        post(act!("log"), Access::Staff, log),
        post(act!("timer/start"), Access::Staff, start_timer),
        post(act!("timer/stop"), Access::Staff, stop_timer),
    ]
}

async fn start(act: Act) -> WebResult {
    let started = interventions::start(&act.op, act.number).await;
    act.end(started.map(|()| "started"), "vault", &[]).await
}

async fn login_wrong(act: Act) -> WebResult {
    let asked = interventions::reject_credentials(&act.op, act.number, "").await;
    act.end(asked.map(|()| "asked"), "vault", &[]).await
}

async fn log(act: Act) -> WebResult {
    let logged = match corrected(&act) {
        Ok(corrects) => {
            let form = entry(&act, corrects);
            interventions::log(&act.op, act.number, &form).await
        }
        Err(error) => Err(error),
    };
    let names = [
        ("method", "log_method"),
        ("at", "log_at"),
        ("task", "entry_task"),
    ];
    act.end(logged.map(|_| "logged"), "log-panel", &names).await
}

/// The entry that is corrected, chosen from a list.
fn corrected(act: &Act) -> Result<Option<ActionId>, ServiceError> {
    match act.text("corrects") {
        "" => Ok(None),
        text => brought(text).map(Some),
    }
}

fn entry(act: &Act, corrects: Option<ActionId>) -> EntryForm {
    EntryForm {
        method: act.owned("log_method"),
        what: act.owned("what"),
        target: act.owned("target"),
        result: act.owned("result"),
        changed_file: act.owned("changed_file"),
        why: act.owned("why"),
        reverted: act.fields.checked("reverted"),
        visible: act.text("visible") != "no",
        corrects,
        at: act.owned("log_at"),
        task: act.owned("entry_task"),
    }
}

async fn start_timer(act: Act) -> WebResult {
    let task = act.text("timer_task");
    let started = interventions::start_timer(&act.op, act.number, task).await;
    let names = [("task", "timer_task")];
    act.end(started.map(|_| "timer_started"), "log-panel", &names)
        .await
}

async fn stop_timer(act: Act) -> WebResult {
    let form = StopForm {
        note: act.owned("timer_note"),
        task: act.owned("timer_task"),
        waived: act.fields.checked("waived"),
        reason: act.owned("waive_reason"),
    };
    let level = interventions::stop_timer(&act.op, act.number, &form).await;
    let code = level.map(|level| match level {
        CeilingLevel::Below => "timer_stopped",
        CeilingLevel::Near => "ceiling_near",
        CeilingLevel::Reached => "ceiling_reached",
    });
    let names = [
        ("note", "timer_note"),
        ("task", "timer_task"),
        ("reason", "waive_reason"),
    ];
    act.end(code, "log-panel", &names).await
}
