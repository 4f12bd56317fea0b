//! Looking at a credential over HTTP: the only answers that carry a value. // I-05, RULINGS 12
//!
//! With JavaScript the island posts and gets JSON; without, the answer is a bare page that leads back after thirty
//! seconds. Both are never stored. What is missing in the form is asked for before the look is decided, so that only true
//! refusals are recorded and mailed to the customer.

use ::vault::SecretBytes;
use app::markup::Markup;
use app::pages::intervention::workspace::bare_secret;
use app::render::{Face, Refresh};
use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use domain::credential::{DenyCode, reason_fits};
use domain::ids::{SecretId, TicketNumber};
use secrecy::SecretString;
use serde::Serialize;
use services::context::OpContext;
use services::credentials;
use services::error::ServiceError;
use services::{accounts, interventions};

use super::workspace::{self, is_fresh_factor};
use super::{SECRETS, ask_first, id, refused_as, ticket_number};
use crate::router::{Access, Route, post};
use crate::routes::auth::{with_retry, with_session};
use crate::routes::brought;
use crate::web::{Failure, Fields, Op, Page, Visit, WebResult, deciding, json, see_other};

/// Routes of this part.
pub fn routes() -> Vec<Route> {
    vec![
        post(
            "/desk/tickets/{number}/intervention/secrets/{secret}/reveal",
            Access::Staff,
            reveal,
        ),
        post(
            "/desk/tickets/{number}/intervention/secrets/{secret}/ask",
            Access::Staff,
            ask,
        ),
        post(
            "/desk/tickets/{number}/intervention/unlock",
            Access::Staff,
            unlock,
        ),
        post("/desk/reveals/{reveal}/hidden", Access::Staff, hidden),
        post("/desk/reveals/{reveal}/copied", Access::Staff, copied),
    ]
}

/// A value on its way out.
pub(super) struct Shown {
    /// What it is.
    pub label: String,
    /// The value.
    pub value: SecretBytes,
    /// Seconds until it hides.
    pub seconds: i64,
    /// Where the pane says that it closed.
    pub hide_url: String,
    /// Where the pane says that the value was copied.
    pub copied_url: String,
    /// Where the bare page leads.
    pub back: String,
}

#[derive(Serialize)]
struct Body<'a> {
    value: &'a str,
    seconds: i64,
    hide_url: &'a str,
    copied_url: &'a str,
}

impl Shown {
    /// JSON for the pane, or the bare page.
    pub async fn answer(
        self,
        visit: &Visit,
        bare: impl FnOnce(String, String) -> Markup,
    ) -> Response {
        let mut response = if visit.wants_json() {
            let (seconds, hide_url, copied_url) = (self.seconds, &self.hide_url, &self.copied_url);
            let body = self.value.expose_text(|value| {
                json(&Body {
                    value,
                    seconds,
                    hide_url,
                    copied_url,
                })
            });
            body.unwrap_or_else(|| json(&serde_json::json!({ "error": "not_text" })))
        } else {
            let value = self
                .value
                .expose(|bytes| String::from_utf8_lossy(bytes).into_owned());
            let seconds = u32::try_from(self.seconds).unwrap_or(30);
            let label = self.label;
            Page::new(visit, label.clone())
                .face(Face::Bare)
                .refresh(Refresh::To(seconds, self.back))
                .render(move || bare(label, value))
                .await
        };
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
        response
    }
}

async fn reveal(
    visit: Visit,
    Op(op): Op,
    Path((number, secret)): Path<(String, String)>,
    fields: Fields,
) -> WebResult {
    let (number, secret): (_, SecretId) = (ticket_number(&number)?, id(&secret)?);
    let mut op = deciding(op, &fields);
    let t = visit.t();
    let reason = fields.text("reason").trim().to_owned();
    if !reason_fits(&reason) {
        let text = t.label.deny_code(DenyCode::ReasonTooShort);
        return refuse(
            &visit,
            &op,
            number,
            secret,
            &fields,
            Refused::field("reason", text),
        )
        .await;
    }
    let session = match fresh(&visit, &mut op, &fields).await {
        Ok(session) => session,
        Err(Proof::Again(refused)) => {
            return refuse(&visit, &op, number, secret, &fields, refused).await;
        }
        Err(Proof::Failed(failure)) => return Err(failure),
    };
    let answer = match credentials::reveal(&op, number, secret, &reason).await {
        Ok(revealed) => {
            let shown = Shown {
                label: t.label.secret_field(revealed.field).to_owned(),
                value: revealed.value,
                seconds: revealed.shown_seconds,
                hide_url: format!("/desk/reveals/{}/hidden", revealed.reveal),
                copied_url: format!("/desk/reveals/{}/copied", revealed.reveal),
                back: format!("/desk/tickets/{number}/intervention"),
            };
            shown
                .answer(&visit, move |label, value| {
                    bare_secret(t, number.0, label, value)
                })
                .await
        }
        Err(ServiceError::Denied(code)) => {
            let text = code
                .parse::<DenyCode>()
                .map_or(t.parts.secret_refused, |code| t.label.deny_code(code));
            let refused = Refused {
                status: StatusCode::FORBIDDEN,
                ..Refused::field("reason", text)
            };
            refuse(&visit, &op, number, secret, &fields, refused).await?
        }
        // The pane asks in a sentence and a button; the reason can be changed where it stands.
        Err(ServiceError::Held(_)) if visit.wants_json() => {
            let refused = Refused {
                held: true,
                ..Refused::field("reason", t.parts.reason_held)
            };
            refuse(&visit, &op, number, secret, &fields, refused).await?
        }
        Err(ServiceError::Held(held)) => ask_first(&visit, &fields, held, &[]).await,
        Err(ServiceError::Conflict("secret_destroyed" | "lease_over")) => {
            let refused = Refused {
                status: StatusCode::CONFLICT,
                ..Refused::field("reason", t.parts.secret_revoked)
            };
            refuse(&visit, &op, number, secret, &fields, refused).await?
        }
        Err(ServiceError::Conflict(code @ "secret_damaged")) => {
            let status = StatusCode::CONFLICT;
            let text = t.failure.text(status.as_u16(), code);
            let refused = Refused {
                status,
                ..Refused::field("reason", text)
            };
            refuse(&visit, &op, number, secret, &fields, refused).await?
        }
        Err(error) => return Err(error.into()),
    };
    Ok(match session {
        Some(token) => with_session(&visit, answer, &token),
        None => answer,
    })
}

/// Why a look was not shown, in words.
struct Refused {
    status: StatusCode,
    field: &'static str,
    text: String,
    retry: Option<i64>,
    /// The reason looks like a secret; it may be sent all the same.
    held: bool,
}

impl Refused {
    fn field(field: &'static str, text: impl Into<String>) -> Self {
        Self {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            field,
            text: text.into(),
            retry: None,
            held: false,
        }
    }
}

enum Proof {
    Again(Refused),
    Failed(Failure),
}

/// The second factor, checked now where the last check is too old. Gives the session its new secret.
async fn fresh(
    visit: &Visit,
    op: &mut OpContext,
    fields: &Fields,
) -> Result<Option<SecretString>, Proof> {
    let t = visit.t();
    let stale = !is_fresh_factor(op);
    if fields.text("code").is_empty() {
        return if stale {
            let text = t.label.deny_code(DenyCode::SecondFactorStale);
            Err(Proof::Again(Refused::field(
                "code",
                format!("{text} {}", t.work.enter_code),
            )))
        } else {
            Ok(None)
        };
    }
    let token = visit.token().ok_or(Proof::Failed(Failure::NotLoggedIn))?;
    match accounts::prove(op, token, &fields.secret("code")).await {
        Ok(token) => {
            let now = op.now();
            op.session.fresh_at = Some(now);
            op.session.mfa_at = Some(now);
            Ok(Some(token))
        }
        Err(ServiceError::Invalid(_)) => {
            Err(Proof::Again(Refused::field("code", t.errors.wrong_code)))
        }
        Err(ServiceError::Throttled { retry_after_s }) => Err(Proof::Again(Refused {
            status: StatusCode::TOO_MANY_REQUESTS,
            retry: Some(retry_after_s),
            ..Refused::field("code", t.login.throttled(retry_after_s))
        })),
        Err(error) => Err(Proof::Failed(error.into())),
    }
}

#[derive(Serialize)]
struct Problem<'a> {
    message: &'a str,
    held: bool,
}

/// JSON with the sentence for the pane, or the workspace with the message at its field.
async fn refuse(
    visit: &Visit,
    op: &OpContext,
    number: TicketNumber,
    secret: SecretId,
    fields: &Fields,
    refused: Refused,
) -> WebResult {
    let mut response = if visit.wants_json() {
        json(&Problem {
            message: &refused.text,
            held: refused.held,
        })
    } else {
        let form = fields
            .form(&SECRETS)
            .with("secret_id", secret.to_string())
            .problem(refused.field, refused.text);
        workspace::show(visit, op, number, refused.status, form).await?
    };
    *response.status_mut() = refused.status;
    Ok(match refused.retry {
        Some(seconds) => with_retry(response, seconds),
        None => response,
    })
}

async fn ask(
    visit: Visit,
    Op(op): Op,
    Path((number, secret)): Path<(String, String)>,
    fields: Fields,
) -> WebResult {
    let (number, secret): (_, SecretId) = (ticket_number(&number)?, id(&secret)?);
    let op = deciding(op, &fields);
    let names = [("reason", "ask_reason")];
    match credentials::request_approval(&op, number, secret, fields.text("ask_reason")).await {
        Ok(_) => Ok(see_other(&format!(
            "/desk/tickets/{number}/intervention?ok=approval_asked"
        ))),
        Err(ServiceError::Held(held)) => Ok(ask_first(&visit, &fields, held, &names).await),
        Err(ServiceError::Invalid(errors)) => {
            let form = refused_as(&visit, &fields, &SECRETS, errors, &names)
                .with("secret_id", secret.to_string());
            workspace::show(&visit, &op, number, StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
        Err(error) => Err(error.into()),
    }
}

/// A manager lifts the limits of the assignee. // RULINGS 38
async fn unlock(visit: Visit, Op(op): Op, Path(number): Path<String>, fields: Fields) -> WebResult {
    let number = ticket_number(&number)?;
    let view = interventions::workspace(&op, number).await?;
    let Some((person, _)) = view.assignee else {
        return Err(Failure::not_found());
    };
    let secret = match fields.text("secret") {
        "" => Ok(None),
        text => brought(text).map(Some),
    };
    let op = deciding(op, &fields);
    let names = [("reason", "unlock_reason")];
    let reason = fields.text("unlock_reason");
    let unlocked = match secret {
        Ok(secret) => credentials::unlock(&op, number, person, secret, reason).await,
        Err(altered) => Err(altered),
    };
    match unlocked {
        Ok(()) => Ok(see_other(&format!(
            "/desk/tickets/{number}/intervention?ok=unlocked"
        ))),
        Err(ServiceError::Held(held)) => Ok(ask_first(&visit, &fields, held, &names).await),
        Err(ServiceError::Invalid(errors)) => {
            let form = refused_as(&visit, &fields, &SECRETS, errors, &names);
            workspace::show(&visit, &op, number, StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(Serialize)]
struct Noted {
    noted: bool,
}

async fn hidden(Op(op): Op, Path(reveal): Path<String>, fields: Fields) -> WebResult {
    credentials::hidden(&op, id(&reveal)?, fields.text("how")).await?;
    Ok(json(&Noted { noted: true }))
}

async fn copied(Op(op): Op, Path(reveal): Path<String>) -> WebResult {
    credentials::copied(&op, id(&reveal)?).await?;
    Ok(json(&Noted { noted: true }))
}
