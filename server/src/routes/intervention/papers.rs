//! The signed authorization and the evidence pack as files. // I-39, I-43
//!
//! Who downloads a pack leaves an event in the chain: the pack carries it as its end, so that nothing can be cut off behind it.
//! That is why it is asked for by a POST, and why the turn to lay out is taken before the event is written.

use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use documents::{AuthorizationDocument, EvidencePack};
use domain::audit::{ChainHash, Pack, PackDocument};
use domain::ids::TicketNumber;
use serde_json::Value;
use services::context::OpContext;
use services::error::ServiceError;
use services::interventions;

use super::ticket_number;
use crate::layouts::Turn;
use crate::router::{Access, Route, get, post};
use crate::state::App;
use crate::web::{Failure, Op, Visit, WebResult};

/// Routes of this part.
pub fn routes() -> Vec<Route> {
    vec![
        get(
            "/tickets/{number}/authorization.pdf",
            Access::LoggedIn,
            authorization,
        ),
        post(
            "/tickets/{number}/evidence.pdf",
            Access::LoggedIn,
            evidence_pdf,
        ),
        post(
            "/tickets/{number}/evidence.json",
            Access::LoggedIn,
            evidence_json,
        ),
    ]
}

async fn authorization(visit: Visit, Op(op): Op, Path(number): Path<String>) -> WebResult {
    let number = ticket_number(&number)?;
    // Who may not read it takes nobody's turn.
    let document = signed(&op, number).await?;
    let document = document.ok_or(ServiceError::Conflict("not_signed"))?;
    let turn = visit.app().layouts().turn().await?;
    let pdf = authorization_pdf(visit.app(), &turn, document).await?;
    Ok(file(pdf, "application/pdf", &authorization_name(number)))
}

fn authorization_name(number: TicketNumber) -> String {
    format!("genehmigung-{number}.pdf")
}

/// What the authorization's paper shows; `None` before anything was signed.
async fn signed(
    op: &OpContext,
    number: TicketNumber,
) -> Result<Option<AuthorizationDocument>, Failure> {
    match interventions::authorization_document(op, number).await {
        Ok(document) => Ok(Some(read(document)?)),
        Err(ServiceError::Conflict("not_signed")) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

async fn authorization_pdf(
    app: &App,
    turn: &Turn,
    document: AuthorizationDocument,
) -> Result<Vec<u8>, Failure> {
    turn.lay_out(app, move |renderer| {
        renderer.render_authorization(&document)
    })
    .await
}

fn read<T: serde::de::DeserializeOwned>(value: Value) -> Result<T, Failure> {
    serde_json::from_value(value).map_err(|error| ServiceError::internal(error).into())
}

/// The pack with the digest of the signed paper in it, where there is one.
async fn pack(
    app: &App,
    turn: &Turn,
    op: &OpContext,
    number: TicketNumber,
    signed: Option<AuthorizationDocument>,
) -> Result<Pack, Failure> {
    let mut documents = Vec::new();
    if let Some(document) = signed {
        let pdf = authorization_pdf(app, turn, document).await?;
        documents.push(PackDocument {
            name: authorization_name(number),
            size: i64::try_from(pdf.len()).unwrap_or(i64::MAX),
            sha256: ChainHash::of(&pdf),
        });
    }
    Ok(interventions::pack(op, number, documents).await?)
}

async fn evidence_pdf(visit: Visit, Op(op): Op, Path(number): Path<String>) -> WebResult {
    let number = ticket_number(&number)?;
    let document = signed(&op, number).await?;
    let turn = visit.app().layouts().turn().await?;
    let pack = pack(visit.app(), &turn, &op, number, document).await?;
    let mut document: EvidencePack = read(pack.case.clone())?;
    document.pack_json = Some(pack.to_json());
    let pdf = turn
        .lay_out(visit.app(), move |renderer| {
            renderer.render_evidence(&document)
        })
        .await?;
    Ok(file(
        pdf,
        "application/pdf",
        &format!("nachweis-{number}.pdf"),
    ))
}

async fn evidence_json(visit: Visit, Op(op): Op, Path(number): Path<String>) -> WebResult {
    let number = ticket_number(&number)?;
    let document = signed(&op, number).await?;
    let turn = visit.app().layouts().turn().await?;
    let pack = pack(visit.app(), &turn, &op, number, document).await?;
    let name = format!("nachweis-{number}.json");
    Ok(file(
        pack.to_json().into_bytes(),
        "application/json; charset=utf-8",
        &name,
    ))
}

fn file(bytes: Vec<u8>, kind: &'static str, name: &str) -> Response {
    let mut response = Response::new(Body::from(bytes));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}
