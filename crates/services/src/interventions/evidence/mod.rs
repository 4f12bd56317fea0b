//! The evidence of a case: everything the PDF shows, as one value, and `pack.json` that a stranger can check. // RULINGS 14
//!
//! The value has the shape of `documents::EvidencePack` (and the authorization that of `documents::AuthorizationDocument`);
//! whoever renders reads it into those types, so that the heavy PDF crate is not needed here. What is in the pack is exactly
//! what is on the paper.

mod access;
mod charges;
mod course;
mod pack;

use domain::account::Locale;
use domain::ids::TicketNumber;
use domain::policy::Action;
use serde_json::{Value, json};
use store::Tx;
use store::audit::EventFilter;
use store::authorizations::AuthorizationVersionRow;

use super::money::Money;
use super::{Case, facts, notify};
use crate::context::OpContext;
use crate::error::{Result, ServiceError};
use crate::names::Names;

pub use pack::pack;

/// Most events of a chain in one pack.
const EVENTS: i64 = 1_000_000;

///
/// # Errors
/// [`ServiceError::Conflict`] `not_signed`; [`ServiceError::NotFound`] for foreign tickets.
pub async fn authorization_document(op: &OpContext, number: TicketNumber) -> Result<Value> {
    let mut tx = op.app.db().read().await?;
    let case = Case::read(op, &mut tx, number, Action::ReadAuthorization).await?;
    let signed = case
        .signed
        .as_ref()
        .ok_or(ServiceError::Conflict("not_signed"))?;
    let authorization = case
        .authorization
        .as_ref()
        .ok_or(ServiceError::Conflict("not_signed"))?;
    let versions = store::authorizations::list_versions(&mut tx, authorization.id).await?;
    let history: Vec<Value> = versions
        .iter()
        .map(|v| {
            json!({
                "version": v.version, "kind": v.kind, "signed_at": v.signed_at, "signer_name": v.signer_name,
                "text_sha256": hex::encode(v.text_sha256), "superseded_at": v.superseded_at,
            })
        })
        .collect();
    let system = facts::system(&mut tx, &case)
        .await?
        .map(|s| s.name)
        .unwrap_or_default();
    Ok(json!({
        "language": signed.language,
        "provider": letterhead(&mut tx).await?,
        "ticket": number.0,
        "subject": case.ticket.subject,
        "organization": party(&mut tx, &case).await?,
        "system": system,
        "signed": version(signed),
        "ended": ending(&case),
        "history": history,
    }))
}

fn version(v: &AuthorizationVersionRow) -> Value {
    json!({
        "version": v.version, "kind": v.kind, "language": v.language, "text_version": v.text_version, "text": v.text,
        "text_sha256": hex::encode(v.text_sha256), "signer_name": v.signer_name, "signer_role": v.signer_role,
        "second_factor": v.second_factor, "signed_at": v.signed_at, "ip": v.ip, "valid_until": v.valid_until,
        "latest_until": v.latest_until,
    })
}

fn ending(case: &Case) -> Value {
    let ended = case
        .authorization
        .as_ref()
        .and_then(|a| Some((a.ended_at?, a.end_reason)));
    ended.map_or(
        Value::Null,
        |(at, reason)| json!({ "at": at, "reason": reason }),
    )
}

/// The provider as every document carries it.
pub(crate) async fn letterhead(tx: &mut Tx) -> Result<Value> {
    Ok(store::provider::find(tx).await?.map_or_else(
        || {
            json!({ "name": "", "street": "", "postal_code": "", "city": "", "country": "", "vat_id": "", "email": "",
                "phone": "" })
        },
        |p| {
            json!({ "name": p.name, "street": p.street, "postal_code": p.postal_code, "city": p.city,
                "country": p.country, "vat_id": p.vat_id, "email": p.email, "phone": p.phone })
        },
    ))
}

async fn party(tx: &mut Tx, case: &Case) -> Result<Value> {
    let organization = store::organizations::find(tx, case.ticket.organization_id)
        .await?
        .ok_or(ServiceError::NotFound)?;
    Ok(json!({ "name": organization.name, "number": organization.number }))
}

/// The case in the shape of `documents::EvidencePack`, without `pack_json`. Customers get what they may see: no internal
/// entries, notes or files.
///
/// # Errors
/// [`ServiceError::NotFound`] for foreign tickets, [`ServiceError::Denied`] for roles without a view of the vault.
pub async fn evidence(op: &OpContext, number: TicketNumber) -> Result<Value> {
    let mut tx = op.app.db().read().await?;
    let case = Case::read(op, &mut tx, number, Action::ExportEvidence).await?;
    assemble(op, &mut tx, &case).await
}

async fn assemble(op: &OpContext, tx: &mut Tx, case: &Case) -> Result<Value> {
    let staff = op.actor.is_staff();
    let mut names = Names::default();
    let system = facts::system(tx, case).await?;
    let mut versions = Vec::new();
    for authorization in store::authorizations::list(tx, case.id()).await? {
        let signed = store::authorizations::list_versions(tx, authorization.id).await?;
        versions.extend(signed.iter().map(version));
    }
    let head = store::audit::find_head(tx, case.ticket.organization_id).await?;
    let own =
        store::audit::list_of_ticket(tx, case.ticket.id, EventFilter::default(), EVENTS).await?;
    let row = &case.row;
    let money = Money::load(tx, case).await?;
    Ok(json!({
        "language": notify::locale(tx, case).await?,
        "provider": letterhead(tx).await?,
        "copy_for": if staff { "provider" } else { "customer" },
        "created_at": op.now(),
        "created_by": op.actor.name,
        "ticket": {
            "number": case.ticket.number.0, "subject": case.ticket.subject, "state": case.ticket.state,
            "received_at": case.ticket.received_at, "closed_at": case.ticket.closed_at,
        },
        "organization": party(tx, case).await?,
        "system": system.map_or_else(
            || json!({ "name": "", "service_id": "", "address": "", "kind": "dedicated", "os": "", "site": "" }),
            |s| json!({
                "name": s.name, "service_id": s.service_id, "address": s.primary_ipv4.to_string(), "kind": s.kind,
                "os": s.os_release, "site": s.site,
            }),
        ),
        "case": {
            "state": row.state, "symptom": row.symptom, "problem": row.problem, "error_messages": row.error_messages,
            "wanted_action": row.wanted_action, "tasks": row.request.tasks, "complexity": row.complexity,
            "method": row.method, "method_reason": row.method_reason,
            "engineer": names.of(tx, row.started_by).await?, "started_at": row.started_at, "closed_at": row.closed_at,
            "summary": row.summary, "cause": row.cause, "avoidable": row.avoidable,
            "avoidable_reason": row.avoidable_reason, "password_changed_at": row.password_change_confirmed_at,
            "password_changed_by": names.of(tx, row.password_change_confirmed_by).await?,
        },
        "rounds": course::rounds(tx, case, &mut names).await?,
        "authorizations": versions,
        "authorization_ended": ending(case),
        "gate": course::gate(tx, case, &mut names).await?,
        "clocks": course::clocks(op, tx, case, &mut names).await?,
        "reveals": access::reveals(tx, case, &mut names).await?,
        "actions": course::actions(tx, case, staff).await?,
        "messages": course::messages(op, tx, case, staff).await?,
        "charges": charges::lines(tx, &money, &mut names, op.now()).await?,
        "ceilings": charges::ceilings(tx, &money, &mut names).await?,
        "work": charges::work(tx, &money, &mut names, op.now()).await?,
        "orders": charges::orders(tx, case, &mut names).await?,
        "handovers": access::handovers(tx, case, &mut names).await?,
        "attachments": course::attachments(tx, case, staff, &mut names).await?,
        "destroyed": access::destroyed(tx, case).await?,
        "audit": {
            "seq": head.map_or(0, |h| h.seq), "hash": head.map(|h| h.hash.to_string()).unwrap_or_default(),
            "at": head.map_or(op.now(), |h| h.at), "own_events": own.len(),
            "public_key": op.app.audit_key().map(|key| key.public().hex()).unwrap_or_default(),
        },
        "pack_json": null,
    }))
}

/// The language documents of a case are written in.
///
/// # Errors
/// [`ServiceError::NotFound`] for foreign tickets.
pub async fn language(op: &OpContext, number: TicketNumber) -> Result<Locale> {
    let mut tx = op.app.db().read().await?;
    let case = Case::read(op, &mut tx, number, Action::ReadTicket).await?;
    notify::locale(&mut tx, &case).await
}
