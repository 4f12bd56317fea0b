//! The signature and the extension: one frozen text, proof of the person, once. // I-21, I-39

use app::forms::Form;
use app::pages::intervention::{ExtendPage, Factor, SignPage};
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use domain::ids::TicketNumber;
use domain::time::{Timestamp, day_and_time};
use services::accounts::SigningProof;
use services::context::OpContext;
use services::error::ServiceError;
use services::interventions::{self, ExtensionForm, SignForm, SignView};

use super::{SECRETS, refused_as, ticket_number};
use crate::router::{Access, Route, get, post};
use crate::routes::auth::with_retry;
use crate::routes::brought;
use crate::web::{Failure, Fields, Op, Page, Visit, WebResult, see_other};

/// Routes of this part.
pub fn routes() -> Vec<Route> {
    vec![
        get("/interventions/{number}/sign", Access::Customer, page),
        post("/interventions/{number}/sign", Access::Customer, sign),
        post(
            "/interventions/{number}/sign/code",
            Access::Customer,
            send_code,
        ),
        get(
            "/interventions/{number}/extend",
            Access::Customer,
            extend_page,
        ),
        post("/interventions/{number}/extend", Access::Customer, extend),
        post(
            "/interventions/{number}/extend/code",
            Access::Customer,
            send_extend_code,
        ),
    ]
}

async fn page(visit: Visit, Op(op): Op, Path(number): Path<String>) -> WebResult {
    let number = ticket_number(&number)?;
    // After the code was mailed the same text is shown again, for the code is good for that text only.
    let shown_at = visit.query("shown").and_then(|at| at.parse().ok());
    show(&visit, &op, number, StatusCode::OK, Form::new(), shown_at).await
}

/// The text of a moment; where there is nothing to sign, the page that has more to say.
async fn show(
    visit: &Visit,
    op: &OpContext,
    number: TicketNumber,
    status: StatusCode,
    form: Form,
    shown_at: Option<Timestamp>,
) -> WebResult {
    let at = shown_at.unwrap_or_else(|| op.now());
    let view = match interventions::sign_view_at(op, number, at).await {
        Ok(view) if view.missing.is_empty() => Some(view),
        // While somebody works the form is closed; credentials that were destroyed are asked for on the ticket. // I-26
        Ok(view) if !view.editable => {
            return Ok(see_other(&format!("/tickets/{number}#intervention")));
        }
        Ok(_) | Err(ServiceError::Conflict("incomplete")) => {
            return Ok(see_other(&format!(
                "/interventions/{number}/request?ok=filed_incomplete"
            )));
        }
        Err(ServiceError::Conflict("shown_too_long_ago")) => {
            return Ok(see_other(&format!("/interventions/{number}/sign")));
        }
        Err(ServiceError::Conflict(_)) => return Ok(see_other(&format!("/tickets/{number}"))),
        Err(ServiceError::Denied(_)) => None,
        Err(error) => return Err(error.into()),
    };
    let sent = visit.query("sent").is_some();
    let page = sign_page(number, form, view, sent);
    let t = visit.t();
    Ok(Page::new(visit, t.intervention.sign_title)
        .status(status)
        .render(move || app::pages::intervention::sign(t, page))
        .await)
}

fn sign_page(number: TicketNumber, form: Form, view: Option<SignView>, sent: bool) -> SignPage {
    let factor = if view.as_ref().is_some_and(|view| view.by_factor) {
        Factor::Totp
    } else {
        Factor::Mail { sent }
    };
    SignPage {
        form: factor.asked(form),
        action: format!("/interventions/{number}/sign"),
        code_action: format!("/interventions/{number}/sign/code"),
        back: format!("/interventions/{number}/request"),
        ticket: (number.0, format!("/tickets/{number}")),
        factor,
        may_sign: view.is_some(),
        sha256: view
            .as_ref()
            .map(|v| v.text_sha256.clone())
            .unwrap_or_default(),
        shown_at: view
            .as_ref()
            .map(|v| v.shown_at.to_string())
            .unwrap_or_default(),
        text: view.map(|v| v.text).unwrap_or_default(),
    }
}

/// When the text was shown, as the form says.
pub(in crate::routes) fn shown_at(fields: &Fields) -> Result<Timestamp, ServiceError> {
    brought(fields.text("shown_at"))
}

/// Where the mailed digits are asked for they have their own field.
pub(in crate::routes) fn proof(fields: &Fields) -> SigningProof {
    let code = if fields.text("mail_code").is_empty() {
        "code"
    } else {
        "mail_code"
    };
    SigningProof {
        code: fields.secret(code),
        password: fields.secret("password"),
    }
}

async fn sign(visit: Visit, Op(op): Op, Path(number): Path<String>, fields: Fields) -> WebResult {
    let number = ticket_number(&number)?;
    let signed = match typed(&fields) {
        Ok(form) => interventions::sign(&op, number, form).await,
        Err(altered) => Err(altered),
    };
    match signed {
        Ok(()) => Ok(see_other(&format!("/tickets/{number}?ok=signed"))),
        Err(error) => {
            let refused = refuse(&visit, &fields, error)?;
            let same = refused.same_text(&fields);
            let (status, retry) = (refused.status, refused.retry);
            let page = show(&visit, &op, number, status, refused.form, same).await?;
            Ok(again(page, retry))
        }
    }
}

fn typed(fields: &Fields) -> Result<SignForm, ServiceError> {
    Ok(SignForm {
        shown_at: shown_at(fields)?,
        text_sha256: fields.text("sha256").to_owned(),
        typed_name: fields.text("signer_name").to_owned(),
        proof: proof(fields),
    })
}

/// A refused signature, ready to be shown again.
pub(in crate::routes) struct Refused {
    /// Status of the page.
    pub status: StatusCode,
    /// What was typed, and what is wrong.
    pub form: Form,
    /// Seconds until trying again makes sense.
    pub retry: Option<i64>,
}

impl Refused {
    /// The moment of the text to show again; none where it is no longer the right one, and is shown as it is now.
    pub(in crate::routes) fn same_text(&self, fields: &Fields) -> Option<Timestamp> {
        let same = self.status != StatusCode::CONFLICT;
        shown_at(fields).ok().filter(|_| same)
    }
}

/// A refused signature as its page shows it, the proof's field still to be named by [`Factor::asked`]; what no page can show stays a failure.
pub(in crate::routes) fn refuse(
    visit: &Visit,
    fields: &Fields,
    error: ServiceError,
) -> Result<Refused, Failure> {
    let t = visit.t();
    let (status, form, retry) = match error {
        ServiceError::Invalid(errors) => {
            // The hours are in no field anybody could correct.
            let names = [("typed_name", "signer_name"), ("hours", "")];
            let form = refused_as(visit, fields, &SECRETS, errors, &names);
            (StatusCode::UNPROCESSABLE_ENTITY, form, None)
        }
        ServiceError::Throttled { retry_after_s } => {
            let form = fields
                .form(&SECRETS)
                .problem("code", t.login.throttled(retry_after_s));
            (StatusCode::TOO_MANY_REQUESTS, form, Some(retry_after_s))
        }
        ServiceError::Conflict("text_changed" | "shown_too_long_ago") => {
            let form = fields
                .form(&SECRETS)
                .problem("", t.intervention.text_changed);
            (StatusCode::CONFLICT, form, None)
        }
        other => return Err(other.into()),
    };
    Ok(Refused {
        status,
        form,
        retry,
    })
}

async fn send_code(Op(op): Op, Path(number): Path<String>, fields: Fields) -> WebResult {
    let number = ticket_number(&number)?;
    let at = shown_at(&fields)?;
    interventions::send_sign_code(&op, number, fields.text("sha256")).await?;
    let shown = Visit::encode(&at.to_string());
    Ok(see_other(&format!(
        "/interventions/{number}/sign?shown={shown}&sent=1&ok=code_sent"
    )))
}

async fn extend_page(visit: Visit, Op(op): Op, Path(number): Path<String>) -> WebResult {
    let number = ticket_number(&number)?;
    show_extend(&visit, &op, number, StatusCode::OK, Form::new()).await
}

async fn show_extend(
    visit: &Visit,
    op: &OpContext,
    number: TicketNumber,
    status: StatusCode,
    form: Form,
) -> WebResult {
    let view = match interventions::extension_view(op, number).await {
        Ok(view) => view,
        Err(ServiceError::Conflict("sign_again")) => {
            return Ok(see_other(&format!("/interventions/{number}/sign")));
        }
        Err(ServiceError::Conflict(_)) => return Ok(see_other(&format!("/tickets/{number}"))),
        Err(error) => return Err(error.into()),
    };
    let t = visit.t();
    let german = visit.locale() == domain::account::Locale::De;
    let words = |at| day_and_time(at, op.now(), german);
    let factor = if view.by_factor {
        Factor::Totp
    } else {
        Factor::Mail {
            sent: visit.query("sent").is_some(),
        }
    };
    let page = ExtendPage {
        form: factor.asked(form),
        ticket: number.0,
        hours: view.hours,
        question: t
            .intervention
            .extend_question(view.hours, &words(view.new_until)),
        now_until: words(view.until),
        factor,
    };
    Ok(Page::new(visit, t.intervention.extend_title)
        .status(status)
        .render(move || app::pages::intervention::extend(t, &page))
        .await)
}

async fn extend(visit: Visit, Op(op): Op, Path(number): Path<String>, fields: Fields) -> WebResult {
    let number = ticket_number(&number)?;
    let form = ExtensionForm {
        hours: fields.text("hours").parse().unwrap_or_default(),
        proof: proof(&fields),
    };
    match interventions::extend(&op, number, form).await {
        Ok(()) => Ok(see_other(&format!("/tickets/{number}?ok=extended"))),
        Err(ServiceError::Conflict("sign_again")) => {
            Ok(see_other(&format!("/interventions/{number}/sign")))
        }
        Err(error) => {
            let refused = refuse(&visit, &fields, error)?;
            let (status, retry) = (refused.status, refused.retry);
            let page = show_extend(&visit, &op, number, status, refused.form).await?;
            Ok(again(page, retry))
        }
    }
}

async fn send_extend_code(Op(op): Op, Path(number): Path<String>) -> WebResult {
    let number = ticket_number(&number)?;
    interventions::send_extension_code(&op, number).await?;
    Ok(see_other(&format!(
        "/interventions/{number}/extend?sent=1&ok=code_sent"
    )))
}

/// Says when trying again makes sense.
pub(in crate::routes) fn again(page: Response, retry: Option<i64>) -> Response {
    match retry {
        Some(seconds) => with_retry(page, seconds),
        None => page,
    }
}
