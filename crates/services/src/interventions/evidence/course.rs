//! How the case went: its gate, its clocks, what was done, said and attached.

use domain::intervention::InterventionState;
use domain::sla::engine::{Shown, Stretch};
use domain::ticket::MessageKind;
use serde_json::{Value, json};
use store::Tx;
use store::messages::Reader;

use crate::context::OpContext;
use crate::error::Result;
use crate::interventions::Case;
use crate::names::Names;

/// What came of the case before it was authorised anew, in the shape of the case itself.
pub(super) async fn rounds(tx: &mut Tx, case: &Case, names: &mut Names) -> Result<Vec<Value>> {
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

pub(super) async fn gate(tx: &mut Tx, case: &Case, names: &mut Names) -> Result<Vec<Value>> {
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

pub(super) async fn clocks(
    op: &OpContext,
    tx: &mut Tx,
    case: &Case,
    names: &mut Names,
) -> Result<Vec<Value>> {
    let mut all = Vec::new();
    for shown in crate::clocks::with_events(tx, case.ticket.id, op.now()).await? {
        let Shown {
            clock, segments, ..
        } = shown;
        let rows = store::clocks::list_events(tx, clock.id).await?;
        let mut marks = Vec::new();
        for row in rows {
            marks.push(json!({
                "at": row.event.at, "kind": row.event.kind,
                "detail": row.event.detail.reason.clone().unwrap_or_default(),
                "actor": names.of(tx, row.actor_id).await?,
            }));
        }
        let stretches: Vec<Value> = segments
            .into_iter()
            .map(|s| {
                let open = clock.is_living() && s.to == op.now();
                json!({
                    "from": s.from, "to": (!open).then_some(s.to), "counted": s.stretch == Stretch::Counted,
                    "closed": s.stretch == Stretch::Closed,
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

pub(super) async fn actions(tx: &mut Tx, case: &Case, staff: bool) -> Result<Vec<Value>> {
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
                "reverted": a.reverted, "visible": a.visible, "corrects": seq_of(a.corrects_id), "task": a.task,
                "audit_seq": a.audit_seq, "written_at": a.written_at,
            })
        })
        .collect())
}

pub(super) async fn messages(
    op: &OpContext,
    tx: &mut Tx,
    case: &Case,
    staff: bool,
) -> Result<Vec<Value>> {
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

pub(super) async fn attachments(
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
