//! *Zugangsdaten* of the customer: hand-overs and what is kept in the account. // I-61

use app::pages::intervention::{PartRow, VaultPage, VaultRow};
use app::render::Nav;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use domain::credential::{HandoverState, SecretField};
use domain::time::day_and_time;
use services::context::OpContext;
use services::credentials::{self, ReadSecret};

use super::{id, map, secrets};
use crate::router::{Access, Route, get, post};
use crate::web::{Fields, Op, Page, Visit, WebResult, see_other};

/// Routes of this part.
pub fn routes() -> Vec<Route> {
    vec![
        get("/vault", Access::Customer, page),
        post(
            "/vault/handover/{handover}/{secret}/reveal",
            Access::Customer,
            read,
        ),
        post("/vault/handover/{handover}/keep", Access::Customer, keep),
        post(
            "/vault/account/{secret}/reveal",
            Access::Customer,
            read_kept,
        ),
        post("/vault/account/{secret}/remove", Access::Customer, remove),
    ]
}

async fn page(visit: Visit, Op(op): Op) -> WebResult {
    let page = vault_page(&visit, &op).await?;
    let t = visit.t();
    Ok(Page::new(&visit, t.vault.title)
        .status(StatusCode::OK)
        .nav(Nav::Vault)
        .render(move || app::pages::intervention::vault(t, &page))
        .await)
}

async fn vault_page(visit: &Visit, op: &OpContext) -> Result<VaultPage, crate::web::Failure> {
    let now = op.now();
    let words = |at| day_and_time(at, now, map::german(visit.locale()));
    let mut rows: Vec<VaultRow> = credentials::handovers(op)
        .await?
        .into_iter()
        .filter(|item| matches!(item.state, HandoverState::Waiting | HandoverState::Read))
        .map(|item| VaultRow {
            id: item.id.to_string(),
            label: item.label,
            ticket: Some(item.number.0),
            from: [item.system, words(item.created_at), item.key_fingerprint]
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join(", "),
            unread: item.state == HandoverState::Waiting,
            until: Some(words(item.until)),
            parts: item
                .fields
                .iter()
                .map(|(secret, field)| PartRow {
                    id: secret.to_string(),
                    field: *field,
                    action: format!("/vault/handover/{}/{secret}/reveal", item.id),
                })
                .collect(),
            kept: false,
        })
        .collect();
    rows.extend(
        credentials::account_secrets(op)
            .await?
            .into_iter()
            .map(|secret| VaultRow {
                id: secret.id.to_string(),
                label: secret.label,
                ticket: None,
                from: words(secret.created_at),
                unread: false,
                until: None,
                parts: vec![PartRow {
                    id: secret.id.to_string(),
                    field: secret.field,
                    action: format!("/vault/account/{}/reveal", secret.id),
                }],
                kept: true,
            }),
    );
    Ok(VaultPage {
        rows,
        open: op.app.vault().seal_reason().is_none(),
        fresh: op.is_fresh(),
    })
}

async fn read(
    visit: Visit,
    Op(op): Op,
    Path((handover, secret)): Path<(String, String)>,
    fields: Fields,
) -> WebResult {
    let value = credentials::read_handover(&op, id(&handover)?, id(&secret)?).await?;
    own(&visit, &fields, value).await
}

async fn read_kept(
    visit: Visit,
    Op(op): Op,
    Path(secret): Path<String>,
    fields: Fields,
) -> WebResult {
    let value = credentials::read_account_secret(&op, id(&secret)?).await?;
    own(&visit, &fields, value).await
}

/// Shown for half a minute, or a private key as the file it is used as; the look is recorded already.
async fn own(visit: &Visit, fields: &Fields, read: ReadSecret) -> WebResult {
    let t = visit.t();
    if fields.text("as") == "file" && read.field == SecretField::PrivateKey {
        return Ok(as_file(&read, t.vault.key_file));
    }
    let shown = secrets::Shown {
        label: t.label.secret_field(read.field).to_owned(),
        value: read.value,
        seconds: read.shown_seconds,
        hide_url: String::new(),
        copied_url: String::new(),
        back: "/vault".to_owned(),
    };
    Ok(shown
        .answer(visit, move |label, value| {
            app::pages::intervention::bare_own_secret(t, label, value)
        })
        .await)
}

fn as_file(read: &ReadSecret, name: &str) -> Response {
    let mut response = Response::new(Body::from(read.value.expose(<[u8]>::to_vec)));
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/octet-stream"),
    );
    headers.insert(
        header::CONTENT_DISPOSITION,
        disposition.unwrap_or(HeaderValue::from_static("attachment")),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    response
}

async fn keep(Op(op): Op, Path(handover): Path<String>) -> WebResult {
    credentials::keep_handover(&op, id(&handover)?).await?;
    Ok(see_other("/vault?ok=kept"))
}

async fn remove(Op(op): Op, Path(secret): Path<String>) -> WebResult {
    credentials::delete_account_secret(&op, id(&secret)?).await?;
    Ok(see_other("/vault?ok=removed"))
}
