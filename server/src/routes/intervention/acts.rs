//! What the desk does in the workspace: one post for each act.

use app::forms::Form;
use app::pages::intervention::workspace::Acts;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use domain::account::StaffRole;
use domain::charge::{CeilingLevel, Cents, Tariff};
use domain::ids::TicketNumber;
use domain::intervention::action_log::{EntryProblem, LogMethod, may_log};
use domain::intervention::advisor::ChoiceProblem;
use domain::intervention::closing::ItemStatus;
use domain::intervention::{Complexity, GateLine, HardwareState, InterventionState, Procedure};
use domain::policy::Action;
use domain::sla::ClockState;
use domain::time::from_local;
use services::context::OpContext;
use services::credentials::{self, Credentials, HandoverForm};
use services::error::{FieldError, ServiceError};
use services::interventions::{
    self, Assessment, ClosingForm, DelayForm, EntryForm, OfferForm, Workspace,
};
use services::tickets::{self, Place};

use super::{SECRETS, map, refused_as, secret_bytes, ticket_number, workspace};
use crate::router::{Access, Route, post};
use crate::web::{Failure, Fields, Op, Visit, WebResult, screened, see_other};

/// Longest reason the domain takes.
const REASON_MOST: usize = 500;

macro_rules! act {
    ($name:literal) => {
        concat!("/desk/tickets/{number}/intervention/", $name)
    };
}

/// Routes of this part.
pub fn routes() -> Vec<Route> {
    vec![
        post(act!("take"), Access::Staff, take),
        post(act!("verify"), Access::Staff, verify),
        post(act!("override"), Access::Staff, override_line),
        post(act!("probe"), Access::Staff, probe),
        post(act!("assess"), Access::Staff, assess),
        post(act!("start"), Access::Staff, start),
        post(act!("complex"), Access::Staff, complex),
        post(act!("longer"), Access::Staff, longer),
        post(act!("clarify"), Access::Staff, clarify),
        post(act!("login-wrong"), Access::Staff, login_wrong),
        post(act!("decline"), Access::Staff, decline),
        post(act!("hardware"), Access::Staff, report_hardware),
        post(act!("hardware/next"), Access::Staff, next_hardware),
        post(act!("hardware/done"), Access::Staff, hardware_done),
        post(act!("log"), Access::Staff, log),
        post(act!("timer/start"), Access::Staff, start_timer),
        post(act!("timer/stop"), Access::Staff, stop_timer),
        post(act!("summarise"), Access::Staff, summarise),
        post(act!("close"), Access::Staff, close),
        post(act!("handover"), Access::Staff, handover),
        post(act!("offer"), Access::Staff, offer),
    ]
}

/// Which acts the reader may take now. The rules decide, this only does not offer what they would refuse.
pub(super) fn possible(op: &OpContext, work: &Workspace) -> Acts {
    use InterventionState::{Assessed, Requested, Running, Verified};
    let row = &work.row;
    let Ok(procedure) = Procedure::load(row.state, row.resume_state, &row.state_reason, row.cycle)
    else {
        return Acts::default();
    };
    let may = |action| work.may.contains(&action);
    let mine = work
        .assignee
        .as_ref()
        .is_some_and(|(person, _)| *person == op.actor.person);
    let valid = work.authorization.as_ref().is_some_and(|a| a.is_valid);
    let engineer = op.actor.staff == Some(StaffRole::Engineer);
    let reason = "Grund genug";
    let promise = map::work_clock(&work.clocks);
    Acts {
        take: engineer && !mine && procedure.is_open() && may(Action::AssignTicket),
        verify: row.state == Requested && may(Action::VerifyRequest),
        assess: matches!(row.state, Verified | Assessed | Running)
            && work.advice.is_some()
            && may(Action::ChooseMethod),
        start: row.state == Assessed && mine && valid && may(Action::StartWork),
        reveal: row.state == Running && valid && may(Action::RevealCredential),
        log: may(Action::LogAction)
            && LogMethod::ALL
                .iter()
                .any(|method| may_log(&procedure, *method)),
        clarify: procedure.ask(false).is_ok() && may(Action::AskClarification),
        decline: procedure.decline(reason).is_ok() && may(Action::DeclineRequest),
        hardware: procedure.to_hardware(reason).is_ok() && may(Action::ReportHardware),
        complex: may_become_complex(work) && may(Action::SetComplexity),
        longer: promise.is_some() && row.state == Running && may(Action::AnnounceDelay),
        close: (procedure.summarise(reason).is_ok() || procedure.close(&[]).is_ok())
            && may(Action::CloseIntervention),
        offer: procedure.is_open() && may(Action::OfferPrice),
    }
}

/// Standard work whose promise still runs.
pub(super) fn may_become_complex(work: &Workspace) -> bool {
    let state = matches!(
        work.row.state,
        InterventionState::Assessed | InterventionState::Running
    );
    let runs = map::work_clock(&work.clocks).is_some_and(|(row, _)| {
        row.state == ClockState::Running
            && row.outcome.is_none()
            && row.due_at.is_some_and(|due| due > work.now)
    });
    state && runs && work.row.complexity == Some(Complexity::Standard)
}

pub(super) fn done(number: TicketNumber, code: &str, place: &str) -> Response {
    see_other(&format!(
        "/desk/tickets/{number}/intervention?ok={code}#{place}"
    ))
}

/// The workspace again with what was typed, or the failure.
pub(super) async fn again(
    visit: &Visit,
    op: &OpContext,
    number: TicketNumber,
    fields: &Fields,
    error: ServiceError,
    names: &[(&str, &'static str)],
) -> WebResult {
    let form = match error {
        ServiceError::Invalid(errors) => problems(visit, fields, errors, names),
        ServiceError::Conflict("closing_items") => return lacking(visit, op, number, fields).await,
        other => return Err(other.into()),
    };
    workspace::show(visit, op, number, StatusCode::UNPROCESSABLE_ENTITY, form).await
}

/// Messages of the domain's own lists say more than the common ones.
fn problems(
    visit: &Visit,
    fields: &Fields,
    errors: Vec<FieldError>,
    names: &[(&str, &'static str)],
) -> Form {
    let t = visit.t();
    let (known, others): (Vec<_>, Vec<_>) = errors.into_iter().partition(|error| {
        error.code.parse::<EntryProblem>().is_ok() || error.code.parse::<ChoiceProblem>().is_ok()
    });
    let form = refused_as(visit, fields, &SECRETS, others, names);
    known.into_iter().fold(form, |form, error| {
        let text = match (error.code.parse(), error.code.parse()) {
            (Ok(problem), _) => t.label.entry_problem(problem),
            (_, Ok(problem)) => t.label.choice_problem(problem),
            _ => t.errors.check,
        };
        let field = names
            .iter()
            .find(|(theirs, _)| *theirs == error.field)
            .map_or(error.field, |(_, ours)| ours);
        form.problem(field, text)
    })
}

/// Closing lacks something: each line that is missing, by name.
async fn lacking(
    visit: &Visit,
    op: &OpContext,
    number: TicketNumber,
    fields: &Fields,
) -> WebResult {
    let t = visit.t();
    let closing = interventions::closing(op, number).await?;
    let form = closing
        .items
        .iter()
        .filter(|(_, status)| *status == ItemStatus::Missing)
        .fold(fields.form(&SECRETS), |form, (item, status)| {
            let text = format!(
                "{}: {}",
                t.label.closing_item(*item),
                t.label.item_status(*status)
            );
            form.problem("", text)
        });
    workspace::show(visit, op, number, StatusCode::UNPROCESSABLE_ENTITY, form).await
}

async fn take(Op(op): Op, Path(number): Path<String>) -> WebResult {
    let number = ticket_number(&number)?;
    let me = Some(op.actor.person);
    tickets::change(&op, number, tickets::Act::Assign(me)).await?;
    Ok(done(number, "taken", "gate"))
}

async fn verify(Op(op): Op, Path(number): Path<String>) -> WebResult {
    let number = ticket_number(&number)?;
    let gate = interventions::verify(&op, number).await?;
    let code = if gate.passed { "verified" } else { "checked" };
    Ok(done(number, code, "gate"))
}

async fn override_line(
    visit: Visit,
    Op(op): Op,
    Path(number): Path<String>,
    fields: Fields,
) -> WebResult {
    let number = ticket_number(&number)?;
    let fields = screened(
        &visit,
        &op,
        Place::Ticket(number),
        fields,
        &["override_reason"],
    )
    .await?;
    let line: GateLine = super::id(fields.text("line"))?;
    match interventions::override_line(&op, number, line, fields.text("override_reason")).await {
        Ok(_) => Ok(done(number, "overridden", "gate")),
        Err(error) => {
            let names = [("reason", "override_reason")];
            again(&visit, &op, number, &fields, error, &names).await
        }
    }
}

async fn probe(Op(op): Op, Path(number): Path<String>) -> WebResult {
    let number = ticket_number(&number)?;
    interventions::run_probes(&op, number).await?;
    Ok(done(number, "probed", "advice"))
}

async fn assess(visit: Visit, Op(op): Op, Path(number): Path<String>, fields: Fields) -> WebResult {
    let number = ticket_number(&number)?;
    let fields = screened(
        &visit,
        &op,
        Place::Ticket(number),
        fields,
        &["method_reason", "place"],
    )
    .await?;
    let eta = match fields.text("eta") {
        "" => None,
        text => {
            let Some(eta) = from_local(text) else {
                let error = ServiceError::field("eta", "date");
                return again(&visit, &op, number, &fields, error, &[]).await;
            };
            Some(eta)
        }
    };
    let (Ok(method), Ok(complexity)) = (
        fields.text("method").parse(),
        fields.text("complexity").parse(),
    ) else {
        let error = ServiceError::field("method", "required_choice");
        return again(&visit, &op, number, &fields, error, &[]).await;
    };
    let assessment = Assessment {
        method,
        reason: fields.text("method_reason").to_owned(),
        complexity,
        symptom: fields.text("symptom").parse().ok(),
        hardware: fields.checked("hardware"),
        place: fields.text("place").to_owned(),
        eta,
    };
    let state = interventions::workspace(&op, number).await?.row.state;
    let result = if state == InterventionState::Verified {
        interventions::assess(&op, number, &assessment).await
    } else {
        interventions::change_method(&op, number, &assessment).await
    };
    match result {
        Ok(()) => Ok(done(number, "assessed", "advice")),
        Err(error) => {
            let names = [("reason", "method_reason")];
            again(&visit, &op, number, &fields, error, &names).await
        }
    }
}

async fn start(Op(op): Op, Path(number): Path<String>) -> WebResult {
    let number = ticket_number(&number)?;
    interventions::start(&op, number).await?;
    Ok(done(number, "started", "vault"))
}

async fn complex(Op(op): Op, Path(number): Path<String>) -> WebResult {
    let number = ticket_number(&number)?;
    interventions::set_complexity(&op, number, Complexity::Complex).await?;
    Ok(done(number, "made_complex", "advice"))
}

async fn longer(visit: Visit, Op(op): Op, Path(number): Path<String>, fields: Fields) -> WebResult {
    let number = ticket_number(&number)?;
    let fields = screened(
        &visit,
        &op,
        Place::Ticket(number),
        fields,
        &["longer_reason"],
    )
    .await?;
    let Some(eta) = from_local(fields.text("until")) else {
        let error = ServiceError::field("until", "date");
        return again(&visit, &op, number, &fields, error, &[]).await;
    };
    let form = DelayForm {
        eta,
        reason: fields.text("longer_reason").to_owned(),
    };
    match interventions::announce_delay(&op, number, &form).await {
        Ok(()) => Ok(done(number, "announced", "talk")),
        Err(error) => {
            let names = [("reason", "longer_reason"), ("eta", "until")];
            again(&visit, &op, number, &fields, error, &names).await
        }
    }
}

async fn clarify(
    visit: Visit,
    Op(op): Op,
    Path(number): Path<String>,
    fields: Fields,
) -> WebResult {
    let number = ticket_number(&number)?;
    let fields = screened(&visit, &op, Place::Ticket(number), fields, &["question"]).await?;
    match interventions::ask(&op, number, fields.text("question")).await {
        Ok(()) => Ok(done(number, "asked", "talk")),
        Err(error) => again(&visit, &op, number, &fields, error, &[]).await,
    }
}

async fn login_wrong(Op(op): Op, Path(number): Path<String>) -> WebResult {
    let number = ticket_number(&number)?;
    interventions::reject_credentials(&op, number, "").await?;
    Ok(done(number, "asked", "vault"))
}

async fn decline(
    visit: Visit,
    Op(op): Op,
    Path(number): Path<String>,
    fields: Fields,
) -> WebResult {
    let number = ticket_number(&number)?;
    let fields = screened(
        &visit,
        &op,
        Place::Ticket(number),
        fields,
        &["decline_reason"],
    )
    .await?;
    match interventions::decline(&op, number, fields.text("decline_reason")).await {
        Ok(()) => Ok(done(number, "declined", "talk")),
        Err(error) => {
            let names = [("reason", "decline_reason")];
            again(&visit, &op, number, &fields, error, &names).await
        }
    }
}

async fn report_hardware(
    visit: Visit,
    Op(op): Op,
    Path(number): Path<String>,
    fields: Fields,
) -> WebResult {
    let number = ticket_number(&number)?;
    let fields = screened(
        &visit,
        &op,
        Place::Ticket(number),
        fields,
        &["component", "evidence"],
    )
    .await?;
    let evidence = fields.text("evidence");
    // What shows the fault is why the work stops.
    let reason: String = evidence.trim().chars().take(REASON_MOST).collect();
    let component = fields.text("component");
    match interventions::report_hardware(&op, number, component, evidence, &reason).await {
        Ok(_) => Ok(done(number, "hardware_opened", "hardware")),
        Err(error) => {
            let names = [("reason", "evidence")];
            again(&visit, &op, number, &fields, error, &names).await
        }
    }
}

async fn next_hardware(
    visit: Visit,
    Op(op): Op,
    Path(number): Path<String>,
    fields: Fields,
) -> WebResult {
    let number = ticket_number(&number)?;
    let fields = screened(
        &visit,
        &op,
        Place::Ticket(number),
        fields,
        &["hardware_evidence"],
    )
    .await?;
    let work = interventions::workspace(&op, number).await?;
    let Some(case) = work.hardware.last() else {
        return Err(Failure::not_found());
    };
    let Some(next) = case.state.next() else {
        return Err(ServiceError::Conflict("not_next").into());
    };
    let evidence = fields.text("hardware_evidence");
    match interventions::advance_hardware(&op, number, case.id, next, evidence).await {
        Ok(()) if next == HardwareState::Verified => {
            interventions::hardware_done(&op, number).await?;
            Ok(done(number, "hardware_done", "hardware"))
        }
        Ok(()) => Ok(done(number, "saved", "hardware")),
        Err(error) => {
            let names = [("evidence", "hardware_evidence")];
            again(&visit, &op, number, &fields, error, &names).await
        }
    }
}

/// Where the step after verifying was interrupted.
async fn hardware_done(Op(op): Op, Path(number): Path<String>) -> WebResult {
    let number = ticket_number(&number)?;
    interventions::hardware_done(&op, number).await?;
    Ok(done(number, "hardware_done", "hardware"))
}

async fn log(visit: Visit, Op(op): Op, Path(number): Path<String>, fields: Fields) -> WebResult {
    let number = ticket_number(&number)?;
    let fields = screened(
        &visit,
        &op,
        Place::Ticket(number),
        fields,
        &["what", "target", "result", "changed_file", "why"],
    )
    .await?;
    let text = |name| fields.text(name).to_owned();
    let form = EntryForm {
        method: text("log_method"),
        what: text("what"),
        target: text("target"),
        result: text("result"),
        changed_file: text("changed_file"),
        why: text("why"),
        reverted: fields.checked("reverted"),
        visible: fields.text("visible") != "no",
        corrects: match fields.text("corrects") {
            "" => None,
            id => Some(super::id(id)?),
        },
    };
    match interventions::log(&op, number, &form).await {
        Ok(_) => Ok(done(number, "logged", "log-panel")),
        Err(error) => {
            let names = [("method", "log_method")];
            again(&visit, &op, number, &fields, error, &names).await
        }
    }
}

async fn start_timer(Op(op): Op, Path(number): Path<String>) -> WebResult {
    let number = ticket_number(&number)?;
    interventions::start_timer(&op, number).await?;
    Ok(done(number, "timer_started", "log-panel"))
}

async fn stop_timer(
    visit: Visit,
    Op(op): Op,
    Path(number): Path<String>,
    fields: Fields,
) -> WebResult {
    let number = ticket_number(&number)?;
    let fields = screened(&visit, &op, Place::Ticket(number), fields, &["timer_note"]).await?;
    match interventions::stop_timer(&op, number, fields.text("timer_note"), true).await {
        Ok(level) => {
            let code = match level {
                CeilingLevel::Below => "timer_stopped",
                CeilingLevel::Near => "ceiling_near",
                CeilingLevel::Reached => "ceiling_reached",
            };
            Ok(done(number, code, "log-panel"))
        }
        Err(error) => {
            let names = [("note", "timer_note")];
            again(&visit, &op, number, &fields, error, &names).await
        }
    }
}

fn closing_form(fields: &Fields) -> ClosingForm {
    ClosingForm {
        summary: fields.text("summary").to_owned(),
        cause: fields.text("cause").to_owned(),
        avoidable: match fields.text("avoidable") {
            "avoidable" => Some(true),
            "not" => Some(false),
            _ => None,
        },
        avoidable_reason: fields.text("avoidable_reason").to_owned(),
    }
}

async fn summarise(
    visit: Visit,
    Op(op): Op,
    Path(number): Path<String>,
    fields: Fields,
) -> WebResult {
    let number = ticket_number(&number)?;
    let fields = screened(
        &visit,
        &op,
        Place::Ticket(number),
        fields,
        &["summary", "avoidable_reason"],
    )
    .await?;
    if fields.text("summary").trim().is_empty() {
        let error = ServiceError::field("summary", "required");
        return again(&visit, &op, number, &fields, error, &[]).await;
    }
    match interventions::summarise(&op, number, &closing_form(&fields)).await {
        Ok(()) => Ok(done(number, "summarised", "closing")),
        Err(error) => again(&visit, &op, number, &fields, error, &[]).await,
    }
}

/// Everything closing asks for, before the summary goes out: a case is not left half closed for a forgotten field.
fn incomplete(fields: &Fields, handed: bool) -> Vec<FieldError> {
    let mut errors = Vec::new();
    for field in [
        "summary",
        "cause",
        "avoidable",
        "avoidable_reason",
        "new_login",
    ] {
        if fields.text(field).trim().is_empty() {
            let choice = matches!(field, "cause" | "avoidable" | "new_login");
            let code = if choice {
                "required_choice"
            } else {
                "required"
            };
            errors.push(FieldError::new(field, code));
        }
    }
    if fields.text("new_login") == "handed" && !handed {
        errors.push(FieldError::new("new_login", "hand_over_first"));
    }
    errors
}

/// Stores what was decided, sends the summary if it was not, and closes. // I-45
async fn close(visit: Visit, Op(op): Op, Path(number): Path<String>, fields: Fields) -> WebResult {
    let number = ticket_number(&number)?;
    let fields = screened(
        &visit,
        &op,
        Place::Ticket(number),
        fields,
        &["summary", "avoidable_reason"],
    )
    .await?;
    let work = interventions::workspace(&op, number).await?;
    let errors = incomplete(&fields, !work.handovers.is_empty());
    if !errors.is_empty() {
        return again(
            &visit,
            &op,
            number,
            &fields,
            ServiceError::Invalid(errors),
            &[],
        )
        .await;
    }
    match finish(&op, number, &fields, &work).await {
        Ok(()) => Ok(done(number, "closed", "closing")),
        Err(error) => again(&visit, &op, number, &fields, error, &[]).await,
    }
}

async fn finish(
    op: &OpContext,
    number: TicketNumber,
    fields: &Fields,
    work: &Workspace,
) -> Result<(), ServiceError> {
    let form = closing_form(fields);
    if fields.text("new_login") == "none" && work.handovers.is_empty() {
        credentials::no_new_credentials(op, number).await?;
    }
    if work.timer_since.is_some() {
        interventions::stop_timer(op, number, "", true).await?;
    }
    if work.row.summarised_at.is_none() {
        interventions::summarise(op, number, &form).await?;
    } else {
        interventions::save_closing(op, number, &form).await?;
    }
    interventions::close(op, number).await
}

async fn handover(
    visit: Visit,
    Op(op): Op,
    Path(number): Path<String>,
    fields: Fields,
) -> WebResult {
    let number = ticket_number(&number)?;
    let form = HandoverForm {
        label: fields.text("handover_label").to_owned(),
        credentials: Credentials {
            username: secret_bytes(&fields, "handover_username"),
            password: secret_bytes(&fields, "handover_password"),
            private_key: None,
            rights: None,
        },
    };
    match credentials::create_handover(&op, number, form).await {
        Ok(_) => Ok(done(number, "handed_over", "closing")),
        Err(error) => {
            let names = [
                ("label", "handover_label"),
                ("username", "handover_username"),
                ("password", "handover_password"),
            ];
            again(&visit, &op, number, &fields, error, &names).await
        }
    }
}

/// The offer as typed; a price is taken for the way of charging that was chosen only.
fn offer_form(fields: &Fields, by_time: Tariff) -> Result<OfferForm, Vec<FieldError>> {
    let mut errors = Vec::new();
    let mut amount = |field: &'static str| match Cents::typed(fields.text(field)) {
        Some(cents) if cents > Cents::ZERO => cents,
        _ => {
            errors.push(FieldError::new(field, "amount"));
            Cents::ZERO
        }
    };
    let (tariff, ceiling) = match fields.text("offer_kind") {
        "fixed" => {
            let price = amount("offer_price");
            (Some(Tariff::Fixed { price }), None)
        }
        // What costs nothing by time needs no ceiling.
        "time" if by_time.by_time() => (Some(by_time), Some(amount("offer_ceiling"))),
        "time" => (Some(by_time), None),
        _ => (None, None),
    };
    if tariff.is_none() {
        errors.push(FieldError::new("offer_kind", "required_choice"));
    }
    let task = fields.text("offer_task").parse().ok();
    if task.is_none() {
        errors.push(FieldError::new("offer_task", "required_choice"));
    }
    let scope = fields.text("offer_scope").to_owned();
    if scope.trim().is_empty() {
        errors.push(FieldError::new("offer_scope", "required"));
    }
    match (task, tariff) {
        (Some(task), Some(tariff)) if errors.is_empty() => Ok(OfferForm {
            task,
            scope,
            tariff,
            ceiling,
        }),
        _ => Err(errors),
    }
}

/// A price for a task that is not included; the customer accepts or declines it on the ticket. // I-19
async fn offer(visit: Visit, Op(op): Op, Path(number): Path<String>, fields: Fields) -> WebResult {
    let number = ticket_number(&number)?;
    let fields = screened(&visit, &op, Place::Ticket(number), fields, &["offer_scope"]).await?;
    let by_time = interventions::workspace(&op, number).await?.work_tariff;
    let result = match offer_form(&fields, by_time) {
        Ok(form) => interventions::offer(&op, number, &form).await,
        Err(errors) => Err(ServiceError::Invalid(errors)),
    };
    match result {
        Ok(_) => Ok(done(number, "offer_made", "offers")),
        Err(error) => {
            let names = [
                ("task", "offer_task"),
                ("scope", "offer_scope"),
                ("ceiling", "offer_ceiling"),
            ];
            again(&visit, &op, number, &fields, error, &names).await
        }
    }
}
