//! The hardware case: opened, a step further, done. // I-59

use services::interventions::{self, HardwareStep};

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
    let step = HardwareStep {
        evidence: act.owned("hardware_evidence"),
        at: act.owned("hardware_at"),
        place: act.owned("hardware_place"),
    };
    let advanced = interventions::advance_hardware(&act.op, act.number, &step).await;
    let code = advanced.map(|step| match (step.goes_on, step.unanswered) {
        (_, true) => "hardware_unanswered",
        (true, false) => "hardware_done",
        (false, false) => "hardware_told",
    });
    let names = [
        ("evidence", "hardware_evidence"),
        ("at", "hardware_at"),
        ("place", "hardware_place"),
    ];
    act.end(code, PLACE, &names).await
}

/// Where every case is verified and the intervention waits all the same.
async fn done(act: Act) -> WebResult {
    let done = interventions::hardware_done(&act.op, act.number).await;
    act.end(done.map(|()| "hardware_done"), PLACE, &[]).await
}
