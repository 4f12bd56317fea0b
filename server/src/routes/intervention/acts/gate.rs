//! Gate and assessment: whose case it is, whether it may go on, which way in.

use domain::intervention::{Complexity, GateLine};
use services::interventions::{self, Assessment};
use services::tickets;

use super::{Act, act};
use crate::router::{Access, Route, post};
use crate::routes::brought;
use crate::web::WebResult;

pub(super) fn routes() -> Vec<Route> {
    vec![
        post(act!("take"), Access::Staff, take),
        post(act!("verify"), Access::Staff, verify),
        post(act!("override"), Access::Staff, override_line),
        post(act!("probe"), Access::Staff, probe),
        post(act!("assess"), Access::Staff, assess),
        post(act!("complex"), Access::Staff, complex),
    ]
}

async fn take(act: Act) -> WebResult {
    let me = tickets::Act::Assign(Some(act.op.actor.person));
    let taken = tickets::change(&act.op, act.number, me).await;
    act.end(taken.map(|()| "taken"), "gate", &[]).await
}

async fn verify(act: Act) -> WebResult {
    let gate = interventions::verify(&act.op, act.number).await;
    let code = gate.map(|gate| if gate.passed { "verified" } else { "checked" });
    act.end(code, "gate", &[]).await
}

async fn override_line(act: Act) -> WebResult {
    let reason = act.text("override_reason");
    let gate = match brought::<GateLine>(act.text("line")) {
        Ok(line) => interventions::override_line(&act.op, act.number, line, reason).await,
        Err(altered) => Err(altered),
    };
    let names = [("reason", "override_reason")];
    act.end(gate.map(|_| "overridden"), "gate", &names).await
}

async fn probe(act: Act) -> WebResult {
    let runs = interventions::run_probes(&act.op, act.number).await;
    act.end(runs.map(|_| "probed"), "advice", &[]).await
}

async fn assess(act: Act) -> WebResult {
    let form = Assessment {
        method: act.owned("method"),
        reason: act.owned("method_reason"),
        complexity: act.owned("complexity"),
        symptom: act.owned("symptom"),
        hardware: act.fields.checked("hardware"),
        place: act.owned("place"),
        eta: act.owned("eta"),
        shown: act.owned("shown"),
    };
    let assessed = interventions::assess(&act.op, act.number, &form).await;
    let names = [("reason", "method_reason")];
    act.end(assessed.map(|()| "assessed"), "advice", &names)
        .await
}

async fn complex(act: Act) -> WebResult {
    let set = interventions::set_complexity(&act.op, act.number, Complexity::Complex).await;
    act.end(set.map(|()| "made_complex"), "advice", &[]).await
}
