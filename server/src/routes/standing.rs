//! Standing authorizations: read by the customer and the desk, signed and revoked by the customer. // I-04
//!
//! What is chosen travels in the address of the signing page and back with the signature: nothing is stored before
//! somebody signs, and the page can be loaded again.

use std::fmt::Write as _;

use app::forms::Form;
use app::pages::intervention::Factor;
use app::pages::standing as pages;
use app::pages::standing::{NewPage, SignPage};
use app::render::Nav;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use documents::StandingDocument;
use domain::ids::{OrganizationId, StandingId};
use domain::time::Timestamp;
use services::context::OpContext;
use services::error::{FieldError, ServiceError};
use services::standing::{self, Choice, SignForm};

use super::intervention::sign::{again, proof, refuse, shown_at};
use crate::router::{Access, Route, get, post};
use crate::web::{Failure, Fields, Op, Page, Visit, WebResult, refused, see_other};

/// Routes of this area.
pub fn routes() -> Vec<Route> {
    vec![
        get("/standing", Access::Customer, own_list),
        get("/organization/{id}/standing", Access::LoggedIn, list),
        get(
            "/organization/{id}/standing/new",
            Access::Customer,
            new_page,
        ),
        post("/organization/{id}/standing/new", Access::Customer, choose),
        get(
            "/organization/{id}/standing/sign",
            Access::Customer,
            sign_page,
        ),
        post("/organization/{id}/standing/sign", Access::Customer, sign),
        post(
            "/organization/{id}/standing/sign/code",
            Access::Customer,
            send_code,
        ),
        get("/standing/{id}", Access::LoggedIn, one),
        get("/standing/{id}/authorization.pdf", Access::LoggedIn, paper),
        get("/standing/{id}/revoke", Access::Customer, revoke_page),
        post("/standing/{id}/revoke", Access::Customer, revoke),
    ]
}

/// Fields of the choice: problems there lead back to it.
const CHOICE: [&str; 4] = ["acts", "systems", "from", "until"];

fn id<T: std::str::FromStr>(text: &str) -> Result<T, Failure> {
    text.parse().map_err(|_| Failure::not_found())
}

/// To the list of the organization the reader begins with.
async fn own_list(Op(op): Op) -> WebResult {
    let organization = standing::first_organization(&op)?;
    Ok(see_other(&pages::list_path(organization)))
}

async fn list(visit: Visit, Op(op): Op, Path(organization): Path<String>) -> WebResult {
    let list = standing::list(&op, id(&organization)?).await?;
    let (t, staff) = (visit.t(), op.actor.is_staff());
    Ok(Page::new(&visit, t.standing.title)
        .nav(Nav::Organization)
        .render(move || pages::list(t, &list, staff))
        .await)
}

async fn one(visit: Visit, Op(op): Op, Path(standing): Path<String>) -> WebResult {
    let (entry, organization) = standing::one(&op, id(&standing)?).await?;
    let (t, now, staff) = (visit.t(), op.now(), op.actor.is_staff());
    Ok(Page::new(&visit, t.standing.heading(entry.row.number))
        .nav(Nav::Organization)
        .render(move || pages::one(t, &entry, &organization, now, staff))
        .await)
}

/// The signed text as PDF.
async fn paper(visit: Visit, Op(op): Op, Path(standing): Path<String>) -> WebResult {
    let (number, document) = standing::document(&op, id(&standing)?).await?;
    let document: StandingDocument =
        serde_json::from_value(document).map_err(ServiceError::internal)?;
    let turn = visit.app().layouts().turn().await?;
    let pdf = turn
        .lay_out(visit.app(), move |renderer| {
            renderer.render_standing(&document)
        })
        .await?;
    let mut response = Response::new(Body::from(pdf));
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/pdf"),
    );
    let name = format!("attachment; filename=\"dauergenehmigung-{number}.pdf\"");
    if let Ok(value) = HeaderValue::from_str(&name) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    Ok(response)
}

async fn new_page(visit: Visit, Op(op): Op, Path(organization): Path<String>) -> WebResult {
    // The way back from the text brings the choice along.
    let form = query(&visit).form(&[]);
    show_new(&visit, &op, id(&organization)?, StatusCode::OK, form).await
}

async fn show_new(
    visit: &Visit,
    op: &OpContext,
    organization: OrganizationId,
    status: StatusCode,
    form: Form,
) -> WebResult {
    let view = standing::form(op, organization).await?;
    let page = NewPage { form, view };
    let t = visit.t();
    Ok(Page::new(visit, t.standing.new)
        .status(status)
        .nav(Nav::Organization)
        .render(move || pages::new(t, &page))
        .await)
}

async fn choose(
    visit: Visit,
    Op(op): Op,
    Path(organization): Path<String>,
    fields: Fields,
) -> WebResult {
    let organization = id(&organization)?;
    let choice = choice(&fields);
    match standing::check(&op, organization, &choice).await {
        Ok(()) => Ok(see_other(&sign_path(organization, &choice))),
        Err(ServiceError::Invalid(errors)) => {
            choose_again(&visit, &op, organization, &fields, errors).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn choose_again(
    visit: &Visit,
    op: &OpContext,
    organization: OrganizationId,
    fields: &Fields,
    errors: Vec<FieldError>,
) -> WebResult {
    let form = refused(visit, fields, &[], errors);
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    show_new(visit, op, organization, status, form).await
}

async fn sign_page(visit: Visit, Op(op): Op, Path(organization): Path<String>) -> WebResult {
    // After the code was mailed the same text is shown again, for the code is good for that text only.
    let shown_at = visit.query("shown").and_then(|at| at.parse().ok());
    let fields = query(&visit);
    let organization = id(&organization)?;
    show_sign(
        &visit,
        &op,
        organization,
        (StatusCode::OK, Form::new()),
        &fields,
        shown_at,
    )
    .await
}

/// The text of a moment; a choice of which no text can be made leads back to the choice.
async fn show_sign(
    visit: &Visit,
    op: &OpContext,
    organization: OrganizationId,
    (status, form): (StatusCode, Form),
    fields: &Fields,
    shown_at: Option<Timestamp>,
) -> WebResult {
    let choice = choice(fields);
    let at = shown_at.unwrap_or_else(|| op.now());
    let view = match standing::sign_view(op, organization, &choice, at).await {
        Ok(view) => view,
        Err(ServiceError::Conflict("shown_too_long_ago")) => {
            return Ok(see_other(&sign_path(organization, &choice)));
        }
        Err(ServiceError::Invalid(errors)) => {
            return choose_again(visit, op, organization, fields, errors).await;
        }
        Err(error) => return Err(error.into()),
    };
    let factor = if view.by_factor {
        Factor::Totp
    } else {
        Factor::Mail {
            sent: visit.query("sent").is_some(),
        }
    };
    let page = SignPage {
        form: factor.asked(form),
        organization: view.organization,
        back: format!(
            "{}/new?{}",
            pages::list_path(organization),
            encoded(&choice)
        ),
        choice,
        text: view.text,
        sha256: view.text_sha256,
        shown_at: view.shown_at.to_string(),
        factor,
    };
    let t = visit.t();
    Ok(Page::new(visit, t.standing.sign_title)
        .status(status)
        .nav(Nav::Organization)
        .render(move || pages::sign(t, &page))
        .await)
}

async fn sign(
    visit: Visit,
    Op(op): Op,
    Path(organization): Path<String>,
    fields: Fields,
) -> WebResult {
    let organization = id(&organization)?;
    let signed = match typed(&fields) {
        Ok(form) => standing::sign(&op, organization, form).await,
        Err(altered) => Err(altered),
    };
    match signed {
        Ok(signed) => Ok(see_other(&format!("/standing/{signed}?ok=standing_signed"))),
        Err(ServiceError::Invalid(errors)) if errors.iter().any(|e| CHOICE.contains(&e.field)) => {
            choose_again(&visit, &op, organization, &fields, errors).await
        }
        Err(error) => {
            let refused = refuse(&visit, &fields, error)?;
            let same = refused.same_text(&fields);
            let retry = refused.retry;
            let shown = (refused.status, refused.form);
            let page = show_sign(&visit, &op, organization, shown, &fields, same).await?;
            Ok(again(page, retry))
        }
    }
}

fn typed(fields: &Fields) -> Result<SignForm, ServiceError> {
    Ok(SignForm {
        choice: choice(fields),
        shown_at: shown_at(fields)?,
        text_sha256: fields.text("sha256").to_owned(),
        typed_name: fields.text("signer_name").to_owned(),
        proof: proof(fields),
    })
}

async fn send_code(Op(op): Op, Path(organization): Path<String>, fields: Fields) -> WebResult {
    let organization = id(&organization)?;
    let at = shown_at(&fields)?;
    standing::send_code(&op, organization, fields.text("sha256")).await?;
    let path = sign_path(organization, &choice(&fields));
    let shown = Visit::encode(&at.to_string());
    Ok(see_other(&format!(
        "{path}&shown={shown}&sent=1&ok=code_sent"
    )))
}

async fn revoke_page(visit: Visit, Op(op): Op, Path(standing): Path<String>) -> WebResult {
    let (entry, organization) = standing::may_revoke(&op, id(&standing)?).await?;
    let (t, now) = (visit.t(), op.now());
    Ok(Page::new(&visit, t.standing.revoke_title)
        .nav(Nav::Organization)
        .render(move || pages::revoke(t, &entry, &organization, now))
        .await)
}

async fn revoke(Op(op): Op, Path(standing): Path<String>) -> WebResult {
    let standing: StandingId = id(&standing)?;
    match standing::revoke(&op, standing).await {
        Ok(_) => Ok(see_other(&format!(
            "/standing/{standing}?ok=standing_revoked"
        ))),
        // Pressed twice, or just expired: the page says how it stands.
        Err(ServiceError::Conflict("standing_over")) => {
            Ok(see_other(&format!("/standing/{standing}")))
        }
        Err(error) => Err(error.into()),
    }
}

/// The fields of the address.
fn query(visit: &Visit) -> Fields {
    let path = visit.path_and_query();
    let query = path.split_once('?').map_or("", |(_, query)| query);
    Fields::parse(query.as_bytes()).unwrap_or_default()
}

fn choice(fields: &Fields) -> Choice {
    let all = |name| fields.all(name).into_iter().map(str::to_owned).collect();
    Choice {
        acts: all("acts"),
        systems: all("systems"),
        from: fields.text("from").to_owned(),
        until: fields.text("until").to_owned(),
    }
}

fn sign_path(organization: OrganizationId, choice: &Choice) -> String {
    format!(
        "{}/sign?{}",
        pages::list_path(organization),
        encoded(choice)
    )
}

/// A choice as a query. What could not be a code, an id or a day is left out: it would be refused anyway.
fn encoded(choice: &Choice) -> String {
    let plain = |text: &str| {
        text.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
    };
    let lists = [("acts", &choice.acts), ("systems", &choice.systems)];
    let days = [("from", &choice.from), ("until", &choice.until)];
    let pairs = lists
        .into_iter()
        .flat_map(|(name, values)| values.iter().map(move |value| (name, value)))
        .chain(days);
    let mut query = String::new();
    for (name, value) in pairs.filter(|(_, value)| !value.is_empty() && plain(value)) {
        let join = if query.is_empty() { "" } else { "&" };
        let _ = write!(query, "{join}{name}={value}");
    }
    query
}
