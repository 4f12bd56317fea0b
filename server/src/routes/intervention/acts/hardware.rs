//! The hardware case: opened, a step further, done. // I-59

use services::interventions;

use super::{Act, act};
use crate::router::{Access, Route, post};
use crate::web::WebResult;

/// The panel of the page.
const PLACE: &str = "hardware";

pub(super) fn routes() -> Vec<Route> {
    vec![
        post(act!("hardware"), Access::Staff, report),
        post(act!("hardware/next"), Access::Staff, next),
        post(act!("hardware/done"), Access::Staff, done),
    ]
}

async fn report(act: Act) -> WebResult {
    let (component, evidence) = (act.text("component"), act.text("evidence"));
    let opened = interventions::report_hardware(&act.op, act.number, component, evidence).await;
    act.end(opened.map(|_| "hardware_opened"), PLACE, &[]).await
}

async fn next(act: Act) -> WebResult {
    let evidence = act.text("hardware_evidence");
    let goes_on = interventions::advance_hardware(&act.op, act.number, evidence).await;
    let code = goes_on.map(|goes_on| if goes_on { "hardware_done" } else { "saved" });
    act.end(code, PLACE, &[("evidence", "hardware_evidence")])
        .await
}

/// Where every case is verified and the intervention waits all the same.
async fn done(act: Act) -> WebResult {
    let done = interventions::hardware_done(&act.op, act.number).await;
    act.end(done.map(|()| "hardware_done"), PLACE, &[]).await
}
