//! What the customer does with a case: lock, take back, confirm, reopen, answer offers, deposit again.

use app::components::price;
use app::forms::Form;
use app::i18n::Messages;
use app::pages::intervention::{CasePanel, OfferRow, ceiling_value};
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use domain::charge::Cents;
use domain::contract::OrderState;
use domain::credential::HandoverState;
use domain::ids::TicketNumber;
use domain::intervention::{AuthorizationState, InterventionState, Missing};
use domain::policy::Action;
use domain::time::{Timestamp, day_and_time};
use services::context::OpContext;
use services::error::ServiceError;
use services::interventions::{self, Answer, Panel};

use super::{Names, SECRETS, ask_first, id, map, refused_as, request, ticket_number};
use crate::router::{Access, Route, post};
use crate::web::{Failure, Fields, Op, Page, Visit, WebResult, deciding, see_other};

/// Routes of this part.
pub fn routes() -> Vec<Route> {
    vec![
        post("/tickets/{number}/lock", Access::Customer, lock),
        post(
            "/interventions/{number}/withdraw",
            Access::Customer,
            withdraw,
        ),
        post(
            "/interventions/{number}/password-changed",
            Access::Customer,
            password_changed,
        ),
        post("/interventions/{number}/reopen", Access::Customer, reopen),
        post(
            "/interventions/{number}/credentials",
            Access::Customer,
            deposit,
        ),
        post(
            "/interventions/{number}/offers/{offer}",
            Access::Customer,
            answer,
        ),
        post("/interventions/{number}/ceiling", Access::Customer, ceiling),
    ]
}

fn to_ticket(number: TicketNumber, done: &str) -> Response {
    see_other(&format!("/tickets/{number}?ok={done}"))
}

/// *Jetzt sperren*: ends everything at once. // I-43
async fn lock(Op(op): Op, Path(number): Path<String>) -> WebResult {
    let number = ticket_number(&number)?;
    interventions::revoke(&op, number).await?;
    Ok(see_other(&format!("/tickets/{number}/live?ok=locked")))
}

async fn withdraw(
    visit: Visit,
    Op(op): Op,
    Path(number): Path<String>,
    fields: Fields,
) -> WebResult {
    let number = ticket_number(&number)?;
    let op = deciding(op, &fields);
    let result = interventions::withdraw(&op, number, fields.text("withdraw_reason")).await;
    let names = [("reason", "withdraw_reason")];
    finish(&visit, &op, number, &fields, result, "withdrawn", &names).await
}

/// To the ticket, or the panel alone with what was typed.
async fn finish(
    visit: &Visit,
    op: &OpContext,
    number: TicketNumber,
    fields: &Fields,
    result: Result<(), ServiceError>,
    done: &str,
    names: Names<'_>,
) -> WebResult {
    let errors = match result {
        Ok(()) => return Ok(to_ticket(number, done)),
        Err(ServiceError::Held(held)) => return Ok(ask_first(visit, fields, held, names).await),
        Err(ServiceError::Invalid(errors)) => errors,
        Err(error) => return Err(error.into()),
    };
    let mut panel = panel_data(visit, op, number)
        .await?
        .ok_or_else(Failure::not_found)?;
    panel.form = refused_as(visit, fields, &SECRETS, errors, names);
    let t = visit.t();
    Ok(Page::new(visit, t.intervention.title)
        .status(StatusCode::UNPROCESSABLE_ENTITY)
        .render(move || app::pages::intervention::case_page(t, &panel))
        .await)
}

async fn password_changed(Op(op): Op, Path(number): Path<String>) -> WebResult {
    let number = ticket_number(&number)?;
    interventions::confirm_password_change(&op, number).await?;
    Ok(to_ticket(number, "password_confirmed"))
}

async fn reopen(visit: Visit, Op(op): Op, Path(number): Path<String>, fields: Fields) -> WebResult {
    let number = ticket_number(&number)?;
    let op = deciding(op, &fields);
    let result = interventions::reopen(&op, number, fields.text("reopen_reason")).await;
    let names = [("text", "reopen_reason")];
    finish(&visit, &op, number, &fields, result, "reopened", &names).await
}

async fn deposit(
    visit: Visit,
    Op(op): Op,
    Path(number): Path<String>,
    fields: Fields,
) -> WebResult {
    let number = ticket_number(&number)?;
    let credentials = request::credentials(&fields);
    let result = if credentials.is_empty() {
        Err(ServiceError::field("password", "required"))
    } else {
        interventions::deposit(&op, number, credentials).await
    };
    finish(&visit, &op, number, &fields, result, "deposited", &[]).await
}

async fn answer(
    Op(op): Op,
    Path((number, offer)): Path<(String, String)>,
    fields: Fields,
) -> WebResult {
    let number = ticket_number(&number)?;
    let (answer, done) = match fields.text("answer") {
        "accept" => (Answer::Accept, "offer_accepted"),
        "decline" => (Answer::Decline, "offer_declined"),
        _ => return Err(Failure::bad_request("answer")),
    };
    interventions::answer_offer(&op, number, id(&offer)?, answer).await?;
    Ok(to_ticket(number, done))
}

async fn ceiling(
    visit: Visit,
    Op(op): Op,
    Path(number): Path<String>,
    fields: Fields,
) -> WebResult {
    let number = ticket_number(&number)?;
    let result = match Cents::typed(fields.text("new_ceiling")) {
        Some(ceiling) => interventions::raise_ceiling(&op, number, ceiling).await,
        None => Err(ServiceError::field("new_ceiling", "amount")),
    };
    let names = [("ceiling", "new_ceiling")];
    finish(
        &visit,
        &op,
        number,
        &fields,
        result,
        "ceiling_raised",
        &names,
    )
    .await
}

/// The intervention's panel on the ticket page of a customer; `None` for tickets that are none.
pub async fn panel_data(
    visit: &Visit,
    op: &OpContext,
    number: TicketNumber,
) -> Result<Option<CasePanel>, Failure> {
    // The desk has its workspace.
    if op.actor.is_staff() {
        return Ok(None);
    }
    let panel = interventions::panel(op, number).await?;
    Ok(panel.map(|panel| case_panel(visit, op, panel)))
}

fn case_panel(visit: &Visit, op: &OpContext, panel: Panel) -> CasePanel {
    use InterventionState::{
        Assessed, Clarifying, Closed, Draft, Reopened, Requested, Revoked, Running, Summarised,
        Verified,
    };
    let t = visit.t();
    let may = |action| panel.may.contains(&action);
    let state = panel.state;
    let now = op.now();
    let words = |at: Timestamp| day_and_time(at, now, map::german(visit.locale()));
    let authorization = panel.authorization.as_ref();
    let signed = authorization.is_some_and(|a| a.version > 0);
    let live = authorization.is_some_and(|a| a.is_valid);
    let before_work = matches!(
        state,
        Draft | Requested | Verified | Assessed | Revoked | Reopened
    ) || (state == Clarifying && !live);
    let unsigned = panel.missing.contains(&Missing::Signature);
    let only_signature = panel.missing.iter().all(|m| *m == Missing::Signature);
    let missing = panel
        .missing
        .iter()
        .filter(|m| **m != Missing::Signature)
        .map(|m| m.label(visit.locale()).to_owned())
        .collect();
    let closed = state == Closed;
    CasePanel {
        form: Form::new(),
        ticket: panel.number.0,
        state,
        reached: map::reached(state, None),
        lead: map::customer_lead(t, state, panel.clarify),
        missing: if before_work { missing } else { Vec::new() },
        may_edit: before_work && panel.editable && may(Action::RequestIntervention),
        // What was agreed meanwhile is signed while the work runs, too.
        may_sign: (before_work || matches!(state, Running | Clarifying))
            && unsigned
            && only_signature
            && may(Action::SignAuthorization),
        may_watch: signed && may(Action::ReadAccessLog),
        pdf: signed && may(Action::ReadAuthorization),
        validity: authorization
            .filter(|a| a.is_valid)
            .and_then(|a| a.valid_until)
            .map(words),
        complexity: panel
            .complexity
            .map(|complexity| t.label.complexity(complexity).to_owned()),
        on_site: panel.site.as_ref().map(|(place, eta)| match eta {
            Some(eta) => t.intervention.on_site_at(place, &words(*eta)),
            None => place.clone(),
        }),
        // Without a way in there is nothing to extend: credentials come first, then a new signature.
        extension: (signed
            && !panel.missing.contains(&Missing::WayIn)
            && may(Action::ExtendAuthorization)
            && authorization.is_some_and(|a| {
                matches!(
                    a.state,
                    AuthorizationState::Active | AuthorizationState::Expired
                )
            })
            && panel.extendable)
            .then(|| authorization?.terms.as_ref())
            .flatten()
            .map(|terms| terms.rules.extension_hours),
        may_lock: signed
            && may(Action::LockAuthorization)
            && matches!(
                state,
                Requested
                    | Verified
                    | Assessed
                    | Running
                    | Clarifying
                    | Summarised
                    | InterventionState::Hardware
            ),
        may_withdraw: panel.withdrawable && may(Action::WithdrawRequest),
        wants_credentials: panel.asked.filter(|_| may(Action::DepositCredentials)),
        offers: offers(visit, &panel, now),
        ceiling: panel
            .ceiling
            .as_ref()
            .map(|budget| ceiling_value(budget.ceiling)),
        spent: spent(t, &panel),
        confirm_password: closed
            && panel.password_confirmed_at.is_none()
            && may(Action::ConfirmPasswordChange),
        confirmed: panel
            .password_confirmed_at
            .map(|at| t.intervention.confirmed_at(&words(at))),
        may_reopen: closed && may(Action::ReopenIntervention),
        evidence: signed && may(Action::ExportEvidence),
        handovers: panel
            .handovers
            .iter()
            .filter(|item| item.state != HandoverState::Ended && may(Action::ReadHandover))
            .map(|item| item.label.clone())
            .collect(),
    }
}

/// What the work has come to of the ceiling.
fn spent(t: &'static Messages, panel: &Panel) -> Option<String> {
    let budget = panel.ceiling.as_ref()?;
    let amount = |cents: Cents| app::components::euros(cents.0, t.lang);
    let words = &t.intervention;
    Some(words.ceiling_spent(&amount(budget.spent), &amount(budget.ceiling)))
}

fn offers(visit: &Visit, panel: &Panel, now: Timestamp) -> Vec<OfferRow> {
    let german = map::german(visit.locale());
    panel
        .offers
        .iter()
        .filter(|order| order.state == OrderState::Offered)
        .map(|order| OfferRow {
            id: order.id.to_string(),
            scope: order.scope.clone(),
            price: price(visit.t(), order.tariff),
            until: day_and_time(order.valid_until, now, german),
            may_answer: panel.may.contains(&Action::AcceptPrice),
        })
        .collect()
}
