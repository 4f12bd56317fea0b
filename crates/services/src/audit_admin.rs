//! The chains as the operator handles them: export, verify, checkpoints. `docs/AUDIT.md` tells how a stranger checks them.

use std::collections::BTreeSet;

use domain::audit::{
    Body, ChainVerifier, Checkpoint, DIGESTS_KEY, EventKind, ExportEvent, ExportLine, Fault,
    FaultKind, HOUSE, SignatureCheck, Verified,
};
use domain::ids::OrganizationId;

use crate::audit;
use crate::context::Context;
use crate::error::{Result, ServiceError};

/// Links read at once.
const PAGE: i64 = 1_000;
/// What the provider's own chain is called where chains are called by customer numbers; no customer gets it.
pub const HOUSE_NAME: &str = "provider";

/// What became of one chain.
#[derive(Debug)]
pub struct Checked {
    /// Customer number; empty when checkpoints know a chain whose organization is gone.
    pub number: String,
    /// Whose chain.
    pub organization: OrganizationId,
    /// Sound, or the first fault with its exit code.
    pub result: std::result::Result<Verified, Fault>,
}

/// Writes an organization's chain (by its customer number), or the provider's ([`HOUSE_NAME`]), as JSON lines: header, every event whole, the signed head. The export is its last event.
///
/// # Errors
/// [`ServiceError::NotFound`] for an unknown customer number, [`ServiceError::Conflict`] `no_audit_key`.
pub async fn export(
    context: &Context,
    customer_number: &str,
    mut write: impl FnMut(&str),
) -> Result<()> {
    let key = context
        .audit_key()
        .ok_or(ServiceError::Conflict("no_audit_key"))?;
    let mut tx = context.db().begin().await?;
    let organization = match store::organizations::find_by_number(&mut tx, customer_number).await? {
        Some(organization) => organization.id,
        None if customer_number == HOUSE_NAME => HOUSE,
        None => return Err(ServiceError::NotFound),
    };
    let event = audit::event(context, EventKind::AuditExported).with(DIGESTS_KEY, 0);
    let last = audit::append(context, &mut tx, organization, event).await?;
    tx.save().await?;
    write(&ExportLine::header(organization).to_line());
    let mut reader = context.db().read().await?;
    let mut after = 0;
    while after < last.seq {
        let rows = store::audit::list_since(&mut reader, organization, after, PAGE).await?;
        let Some(end) = rows.last().map(|row| row.seq) else {
            break;
        };
        for row in rows.iter().filter(|row| row.seq <= last.seq) {
            write(&ExportLine::Event(ExportEvent::from(&row.event())).to_line());
        }
        after = end;
    }
    let checkpoint = Checkpoint::sign(&last.head, last.at, |bytes| key.sign(bytes).to_vec());
    write(&ExportLine::Checkpoint(checkpoint).to_line());
    Ok(())
}

/// Signs the present head of every chain, for keeping elsewhere.
///
/// # Errors
/// [`ServiceError::Conflict`] `no_audit_key`.
pub async fn checkpoints(context: &Context) -> Result<Vec<Checkpoint>> {
    let key = context
        .audit_key()
        .ok_or(ServiceError::Conflict("no_audit_key"))?;
    let mut tx = context.db().read().await?;
    let heads = store::audit::list_heads(&mut tx).await?;
    Ok(heads
        .iter()
        .filter(|head| head.seq > 0)
        .map(|head| Checkpoint::sign(head, context.now(), |bytes| key.sign(bytes).to_vec()))
        .collect())
}

/// Verifies every link of every chain, or of one (by its customer number or [`HOUSE_NAME`]), against the columns, the stored heads and known
/// checkpoints.
///
/// # Errors
/// The database does not answer; faults are results.
pub async fn verify(
    context: &Context,
    only: Option<&str>,
    known: &[Checkpoint],
) -> Result<Vec<Checked>> {
    let key = context.audit_key().map(vault::AuditKey::public);
    let check =
        key.map(|key| move |bytes: &[u8], signature: &[u8]| key.verify(bytes, signature).is_ok());
    let check = check.as_ref().map(|check| -> &SignatureCheck<'_> { check });
    let mut tx = context.db().snapshot().await?;
    let mut all = Vec::new();
    for organization in store::organizations::list(&mut tx).await? {
        if only.is_some_and(|only| only != organization.number) {
            continue;
        }
        let own: Vec<Checkpoint> = known
            .iter()
            .filter(|c| c.organization == organization.id)
            .cloned()
            .collect();
        let result = verify_one(&mut tx, organization.id, &own, check).await?;
        all.push(Checked {
            number: organization.number,
            organization: organization.id,
            result,
        });
    }
    if only.is_none_or(|only| only == HOUSE_NAME) && !all.iter().any(|c| c.number == HOUSE_NAME) {
        all.extend(house(&mut tx, only.is_some(), known, check).await?);
    }
    if only.is_none() {
        all.extend(lost(&all, known));
    }
    Ok(all)
}

/// The provider's own chain, if it has begun, or if it was asked for.
async fn house(
    tx: &mut store::Tx,
    asked: bool,
    known: &[Checkpoint],
    check: Option<&SignatureCheck<'_>>,
) -> Result<Option<Checked>> {
    let own: Vec<Checkpoint> = known
        .iter()
        .filter(|c| c.organization == HOUSE)
        .cloned()
        .collect();
    let begun = store::audit::find_head(tx, HOUSE).await?.is_some()
        || !store::audit::list_since(tx, HOUSE, 0, 1).await?.is_empty();
    if !asked && !begun && own.is_empty() {
        return Ok(None);
    }
    Ok(Some(Checked {
        number: HOUSE_NAME.to_owned(),
        organization: HOUSE,
        result: verify_one(tx, HOUSE, &own, check).await?,
    }))
}

/// Chains that checkpoints vouch for and that are gone with their organization.
fn lost(found: &[Checked], known: &[Checkpoint]) -> Vec<Checked> {
    let there: BTreeSet<_> = found.iter().map(|checked| checked.organization).collect();
    let vouched: BTreeSet<_> = known.iter().map(|c| c.organization).collect();
    let gone = vouched.difference(&there).copied();
    gone.map(|organization| Checked {
        number: String::new(),
        organization,
        result: Err(Fault {
            kind: FaultKind::Truncated,
            seq: 1,
            what: "a checkpoint vouches for a chain that is gone with its organization".to_owned(),
        }),
    })
    .collect()
}

async fn verify_one(
    tx: &mut store::Tx,
    organization: OrganizationId,
    known: &[Checkpoint],
    check: Option<&SignatureCheck<'_>>,
) -> Result<std::result::Result<Verified, Fault>> {
    let mut verifier =
        match ChainVerifier::new(organization, known, check.filter(|_| !known.is_empty())) {
            Ok(verifier) => verifier,
            Err(fault) => return Ok(Err(fault)),
        };
    let mut after = 0;
    loop {
        let rows = store::audit::list_since(tx, organization, after, PAGE).await?;
        let Some(end) = rows.last().map(|row| row.seq) else {
            break;
        };
        for row in &rows {
            debug_assert!(matches!(row.event().body, Body::Whole(_)));
            if let Err(fault) = verifier.push_row(&row.event(), row.columns()) {
                return Ok(Err(fault));
            }
        }
        after = end;
    }
    let head = store::audit::find_head(tx, organization).await?;
    Ok(verifier.finish(head.as_ref()))
}
