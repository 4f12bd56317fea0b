//! `pack.json`: the case, its documents and its chain, so that a stranger can check them.

use domain::audit::{
    Body, ChainHash, Checkpoint, EventKind, ExportEvent, PACK_FORMAT, PACK_KEY, Pack, PackDocument,
};
use domain::ids::TicketNumber;
use domain::policy::Action;
use store::audit::AuditRow;

use super::{EVENTS, assemble};
use crate::audit;
use crate::context::OpContext;
use crate::error::{Result, ServiceError};
use crate::interventions::Case;

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
    let shown = |row: &AuditRow| row.ticket_id == Some(case.ticket.id) && (staff || row.visible);
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
