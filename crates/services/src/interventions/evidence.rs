//! The evidence of a case: everything the PDF shows, as one value, and `pack.json` that a stranger can check. // RULINGS 14
//!
//! The value has the shape of `documents::EvidencePack` (and the authorization that of `documents::AuthorizationDocument`);
//! whoever renders reads it into those types, so that the heavy PDF crate is not needed here. What is in the pack is exactly
//! what is on the paper.

use std::collections::BTreeMap;

use domain::account::Locale;
use domain::audit::{
    Body, ChainHash, Checkpoint, EventKind, ExportEvent, PACK_FORMAT, PACK_KEY, Pack, PackDocument,
};
use domain::charge::{Ceiling, Cents, Tariff};
use domain::credential::SecretState;
use domain::ids::{PersonId, TicketNumber};
use domain::intervention::InterventionState;
use domain::policy::Action;
use domain::sla::segments;
use domain::ticket::MessageKind;
use serde_json::{Value, json};
use store::Tx;
use store::authorizations::AuthorizationVersionRow;
use store::messages::Reader;

use super::Case;
use super::work::spent;
use crate::context::OpContext;
use crate::error::{Result, ServiceError};
use crate::{audit, clocks};

/// Most events of a chain in one pack.
const EVENTS: i64 = 1_000_000;

/// Names of people, each read once.
#[derive(Default)]
struct Names(BTreeMap<PersonId, String>);

impl Names {
    async fn of(&mut self, tx: &mut Tx, person: Option<PersonId>) -> Result<String> {
        let Some(person) = person else {
            return Ok(String::new());
        };
        if let Some(name) = self.0.get(&person) {
            return Ok(name.clone());
        }
        let name = store::people::find(tx, person)
            .await?
            .map(|p| p.name)
            .unwrap_or_default();
        self.0.insert(person, name.clone());
        Ok(name)
    }
}

/// The signed authorization in force, in the shape of `documents::AuthorizationDocument`.
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
    let system = super::facts::system(&mut tx, &case)
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
    let system = super::facts::system(tx, case).await?;
    let mut versions = Vec::new();
    for authorization in store::authorizations::list(tx, case.id()).await? {
        let signed = store::authorizations::list_versions(tx, authorization.id).await?;
        versions.extend(signed.iter().map(version));
    }
    let head = store::audit::find_head(tx, case.ticket.organization_id).await?;
    let own = store::audit::list_of_ticket(
        tx,
        case.ticket.id,
        store::audit::EventFilter::default(),
        EVENTS,
    )
    .await?;
    let row = &case.row;
    Ok(json!({
        "language": super::notify::locale(tx, case).await?,
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
        "rounds": rounds(tx, case, &mut names).await?,
        "authorizations": versions,
        "authorization_ended": ending(case),
        "gate": gate(tx, case, &mut names).await?,
        "clocks": clock_entries(op, tx, case, &mut names).await?,
        "reveals": reveals(tx, case, &mut names).await?,
        "actions": actions(tx, case, staff).await?,
        "messages": messages(op, tx, case, staff).await?,
        "work": work(tx, case, &mut names).await?,
        "orders": orders(tx, case, &mut names).await?,
        "handovers": handovers(tx, case, &mut names).await?,
        "attachments": attachments(tx, case, staff, &mut names).await?,
        "destroyed": destroyed(tx, case).await?,
        "audit": {
            "seq": head.map_or(0, |h| h.seq), "hash": head.map(|h| h.hash.to_string()).unwrap_or_default(),
            "at": head.map_or(op.now(), |h| h.at), "own_events": own.len(),
            "public_key": op.app.audit_key().map(|key| key.public().hex()).unwrap_or_default(),
        },
        "pack_json": null,
    }))
}

/// What came of the case before it was authorised anew, in the shape of the case itself.
async fn rounds(tx: &mut Tx, case: &Case, names: &mut Names) -> Result<Vec<Value>> {
    let mut all = Vec::new();
    for row in store::rounds::list(tx, case.id()).await? {
        all.push(json!({
            "state": if row.closed_at.is_some() { InterventionState::Closed } else { InterventionState::Revoked },
            "symptom": null, "problem": "", "error_messages": "", "wanted_action": "", "tasks": [],
            "complexity": row.complexity, "method": row.method, "method_reason": row.method_reason,
            "engineer": names.of(tx, row.started_by).await?, "started_at": row.started_at, "closed_at": row.closed_at,
            "summary": row.summary, "cause": row.cause, "avoidable": row.avoidable,
            "avoidable_reason": row.avoidable_reason, "password_changed_at": row.password_change_confirmed_at,
            "password_changed_by": names.of(tx, row.password_change_confirmed_by).await?,
        }));
    }
    Ok(all)
}

async fn gate(tx: &mut Tx, case: &Case, names: &mut Names) -> Result<Vec<Value>> {
    let mut all = Vec::new();
    for line in store::gate::list_all(tx, case.id()).await? {
        let overridden = match line.override_at {
            Some(at) => {
                json!({ "by": names.of(tx, line.override_by).await?, "reason": line.override_reason, "at": at })
            }
            None => Value::Null,
        };
        all.push(json!({
            "cycle": line.cycle, "line": line.line, "hard": line.hard, "passed": line.passed, "detail": line.detail,
            "checked_by": names.of(tx, Some(line.checked_by)).await?, "checked_at": line.checked_at,
            "overridden": overridden,
        }));
    }
    Ok(all)
}

async fn clock_entries(
    op: &OpContext,
    tx: &mut Tx,
    case: &Case,
    names: &mut Names,
) -> Result<Vec<Value>> {
    let mut all = Vec::new();
    for (clock, events) in clocks::with_events(tx, case.ticket.id).await? {
        let rows = store::clocks::list_events(tx, clock.id).await?;
        let mut marks = Vec::new();
        for row in rows {
            marks.push(json!({
                "at": row.event.at, "kind": row.event.kind,
                "detail": row.event.detail.reason.clone().unwrap_or_default(),
                "actor": names.of(tx, row.actor_id).await?,
            }));
        }
        let stretches: Vec<Value> = segments(&events, op.now())
            .into_iter()
            .map(|s| {
                let open = clock.is_living() && s.to == op.now();
                json!({
                    "from": s.from, "to": (!open).then_some(s.to), "counted": s.counted,
                    "reason": s.reason.unwrap_or_default(),
                })
            })
            .collect();
        all.push(json!({
            "kind": clock.kind, "cycle": clock.cycle, "target_s": clock.target_s, "outcome": clock.outcome,
            "started_at": clock.started_at, "stopped_at": clock.stopped_at, "segments": stretches, "marks": marks,
        }));
    }
    Ok(all)
}

async fn reveals(tx: &mut Tx, case: &Case, names: &mut Names) -> Result<Vec<Value>> {
    let mut all = Vec::new();
    for row in store::reveals::list_of_ticket(tx, case.ticket.id).await? {
        let label = store::secrets::find(tx, row.secret_id)
            .await?
            .map(|s| s.label)
            .unwrap_or_default();
        let denied: Option<domain::credential::DenyCode> = row.code.parse().ok();
        all.push(json!({
            "at": row.at, "actor": names.of(tx, Some(row.actor_id)).await?, "label": label, "field": row.field,
            "version": row.version, "outcome": row.outcome, "denied": denied, "reason": row.reason,
        }));
    }
    Ok(all)
}

async fn actions(tx: &mut Tx, case: &Case, staff: bool) -> Result<Vec<Value>> {
    let lines = if staff {
        store::actions::list(tx, case.id()).await?
    } else {
        store::actions::list_visible(tx, case.id()).await?
    };
    let seq_of = |id| {
        lines
            .iter()
            .find(|l| Some(l.action.id) == id)
            .map(|l| l.action.seq)
    };
    Ok(lines
        .iter()
        .map(|line| {
            let a = &line.action;
            json!({
                "seq": a.seq, "at": a.at, "author": line.author_name, "method": a.method, "what": a.what,
                "target": a.target, "result": a.result, "changed_file": a.changed_file, "why": a.why,
                "reverted": a.reverted, "visible": a.visible, "corrects": seq_of(a.corrects_id),
                "audit_seq": a.audit_seq,
            })
        })
        .collect())
}

async fn messages(op: &OpContext, tx: &mut Tx, case: &Case, staff: bool) -> Result<Vec<Value>> {
    let reader = if staff {
        Reader::Staff
    } else {
        Reader::Customer(op.actor.person)
    };
    let entries = store::messages::timeline(tx, case.ticket.id, reader, None, 10_000).await?;
    Ok(entries
        .into_iter()
        // Notes are nobody's evidence, and what is not released was not said.
        .filter(|e| e.message.kind != MessageKind::Note && e.message.released_at.is_some())
        .map(|e| {
            json!({
                "at": e.message.created_at, "author": e.author_name.unwrap_or_default(),
                "from_staff": e.message.from_staff, "automatic": e.message.kind == MessageKind::Automatic,
                "body": e.message.body,
            })
        })
        .collect())
}

/// Work time. What lies beyond the ceiling is worked but not charged, and says so. // RULINGS 4
async fn work(tx: &mut Tx, case: &Case, names: &mut Names) -> Result<Vec<Value>> {
    let (ceiling, _) = spent(tx, case).await?;
    let locale = super::notify::locale(tx, case).await?;
    let mut before = Cents::ZERO;
    let mut all = Vec::new();
    for mut entry in store::work::list(tx, case.ticket.id).await? {
        if let Some(ceiling) = ceiling.map(Ceiling).filter(|_| entry.billable) {
            let after = before + entry.net_cents;
            let charged = ceiling.divide(after).within.0 - ceiling.divide(before).within.0;
            if charged < entry.net_cents.0 {
                let beyond = Cents(entry.net_cents.0 - charged);
                let amount = beyond.show(locale);
                let note = match locale {
                    Locale::De => format!("über der Kostenobergrenze, nicht berechnet: {amount}"),
                    Locale::En => format!("beyond the cost ceiling, not charged: {amount}"),
                };
                entry.note = [entry.note.as_str(), &note]
                    .into_iter()
                    .filter(|part| !part.is_empty())
                    .collect::<Vec<_>>()
                    .join("; ");
                entry.net_cents = Cents(charged);
            }
            before = after;
        }
        all.push(json!({
            "person": names.of(tx, Some(entry.person_id)).await?, "from": entry.started_at, "to": entry.stopped_at,
            "note": entry.note, "billable": entry.billable,
            "rate": entry.tariff.per_hour(entry.tariff.unit_price(entry.started_at)), "net": entry.net_cents,
        }));
    }
    Ok(all)
}

async fn orders(tx: &mut Tx, case: &Case, names: &mut Names) -> Result<Vec<Value>> {
    let mut all = Vec::new();
    for order in store::orders::list(tx, case.ticket.id).await? {
        let (price, rate, unit_min) = match order.tariff {
            Tariff::Free => (Some(Cents::ZERO), None, 0),
            Tariff::Fixed { price } => (Some(price), None, 0),
            Tariff::PerUnit { unit_min, .. } | Tariff::Hourly { unit_min, .. } => {
                let dearest = order.tariff.highest_unit_price();
                (None, Some(order.tariff.per_hour(dearest)), unit_min)
            }
        };
        all.push(json!({
            "task": order.task, "scope": order.scope, "price": price, "rate": rate, "unit_min": unit_min,
            "ceiling": order.ceiling_cents, "state": order.state,
            "offered_by": names.of(tx, Some(order.offered_by)).await?, "offered_at": order.offered_at,
            "decided_by": names.of(tx, order.decided_by).await?, "decided_at": order.decided_at,
        }));
    }
    Ok(all)
}

async fn handovers(tx: &mut Tx, case: &Case, names: &mut Names) -> Result<Vec<Value>> {
    let mut all = Vec::new();
    for row in store::handovers::list_of_ticket(tx, case.ticket.id).await? {
        all.push(json!({
            "label": row.label, "created_by": names.of(tx, Some(row.created_by)).await?, "created_at": row.created_at,
            "first_read_at": row.first_read_at, "first_read_by": names.of(tx, row.first_read_by).await?,
            "kept_at": row.kept_at, "ended_at": row.ended_at,
        }));
    }
    Ok(all)
}

async fn attachments(
    tx: &mut Tx,
    case: &Case,
    staff: bool,
    names: &mut Names,
) -> Result<Vec<Value>> {
    let mut all = Vec::new();
    for file in store::attachments::list(tx, case.ticket.id).await? {
        if file.internal && !staff {
            continue;
        }
        all.push(json!({
            "file_name": file.file_name, "content_type": file.content_type, "size": file.size,
            "sha256": hex::encode(file.sha256), "added_by": names.of(tx, Some(file.uploaded_by)).await?,
            "at": file.created_at, "internal": file.internal,
        }));
    }
    Ok(all)
}

async fn destroyed(tx: &mut Tx, case: &Case) -> Result<Vec<Value>> {
    let mut all = Vec::new();
    for secret in store::secrets::list_of_ticket(tx, case.ticket.id).await? {
        let (SecretState::Shredded, Some(at), Some(reason)) =
            (secret.state, secret.shredded_at, secret.shred_reason)
        else {
            continue;
        };
        let unlinked_at = match secret.shard_id {
            Some(id) => store::shards::find(tx, id)
                .await?
                .and_then(|s| s.unlinked_at),
            None => None,
        };
        let version = store::secrets::find_version(tx, secret.id, secret.version).await?;
        all.push(json!({
            "label": secret.label, "field": secret.field, "versions": secret.version, "at": at,
            "unlinked_at": unlinked_at, "reason": reason,
            "blob_sha256": version.map(|v| hex::encode(v.blob_sha256)).unwrap_or_default(),
        }));
    }
    Ok(all)
}

/// Puts `pack.json` together: the case, its documents, the whole chain with this case's events readable and all others as
/// digests, and the signed head. The export itself is the last event.
///
/// # Errors
/// [`ServiceError::Conflict`] `no_audit_key` where checkpoints cannot be signed.
pub async fn pack(
    op: &OpContext,
    number: TicketNumber,
    mut documents: Vec<PackDocument>,
) -> Result<Pack> {
    let key = op
        .app
        .audit_key()
        .ok_or(ServiceError::Conflict("no_audit_key"))?;
    let mut tx = op.app.db().begin().await?;
    let case = Case::hold(op, &mut tx, number, Action::ExportEvidence).await?;
    let organization = case.ticket.organization_id;
    let staff = op.actor.is_staff();
    let value = assemble(op, &mut tx, &case).await?;
    for file in store::attachments::list(&mut tx, case.ticket.id).await? {
        if staff || !file.internal {
            documents.push(PackDocument {
                name: file.file_name,
                size: file.size,
                sha256: ChainHash::from_bytes(file.sha256),
            });
        }
    }
    let shown = |row: &store::audit::AuditRow| {
        row.ticket_id == Some(case.ticket.id) && (staff || row.visible)
    };
    let before = store::audit::list_since(&mut tx, organization, 0, EVENTS).await?;
    let whole: Vec<i64> = before
        .iter()
        .filter(|row| shown(row))
        .map(|row| row.seq)
        .collect();
    let digest = Pack::digest(organization, number, &value, &documents, &whole);
    let event = case
        .event(op, EventKind::EvidenceExported)
        .with(PACK_KEY, digest.to_string());
    let last = audit::append(&op.app, &mut tx, organization, event).await?;
    let mut chain: Vec<ExportEvent> = before
        .iter()
        .map(|row| {
            let mut event = row.event();
            if !shown(row) {
                event.body = Body::Digest(event.body.digest());
            }
            ExportEvent::from(&event)
        })
        .collect();
    chain.push(ExportEvent::from(&last.event()));
    let checkpoint = Checkpoint::sign(&last.head, last.at, |bytes| key.sign(bytes).to_vec());
    tx.save().await?;
    case.wake(&op.app);
    Ok(Pack {
        format: PACK_FORMAT.to_owned(),
        organization,
        ticket: number,
        exported_at: last.at,
        case: value,
        documents,
        chain,
        checkpoint,
    })
}

/// The language documents of a case are written in.
///
/// # Errors
/// [`ServiceError::NotFound`] for foreign tickets.
pub async fn language(op: &OpContext, number: TicketNumber) -> Result<Locale> {
    let mut tx = op.app.db().read().await?;
    let case = Case::read(op, &mut tx, number, Action::ReadTicket).await?;
    super::notify::locale(&mut tx, &case).await
}
