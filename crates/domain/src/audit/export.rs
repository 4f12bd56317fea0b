//! The two files that leave the house, and checking them without a database. // RULINGS 14
//!
//! Both end with the event that says they were exported. That event carries what the file shows whole and what only as
//! digests, so that hiding an event by shortening it to its digest shows; and a signed checkpoint stands for the end.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::chain::{Body, ChainEvent};
use super::checkpoint::{Checkpoint, SignatureCheck};
use super::hash::ChainHash;
use super::json::{canonical, parse_strictly};
use super::kind::EventKind;
use super::payload::{Payload, PayloadFacts};
use super::verify::{ChainVerifier, Fault, FaultKind, Verified};
use crate::ids::{OrganizationId, TicketNumber};
use crate::time::Timestamp;

/// Name of the format of an organization's export.
pub const LINES_FORMAT: &str = "leitstand-audit-1";
/// Name of the format of a case's evidence.
pub const PACK_FORMAT: &str = "leitstand-evidence-1";
/// Key in the export event's data: how many events are digests (organization's export).
pub const DIGESTS_KEY: &str = "digests";
/// Key in the export event's data: [`Pack::digest`] (case's evidence).
pub const PACK_KEY: &str = "pack_sha256";

/// A link as written into files: `payload` or `payload_sha256`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExportEvent {
    /// Number.
    pub seq: i64,
    /// Hash of the event before.
    pub prev: ChainHash,
    /// Its hash.
    pub hash: ChainHash,
    /// The hashed text itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payload: Option<String>,
    /// SHA-256 of a text that is not shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payload_sha256: Option<ChainHash>,
}

impl From<&ChainEvent> for ExportEvent {
    fn from(event: &ChainEvent) -> Self {
        let (payload, payload_sha256) = match &event.body {
            Body::Whole(payload) => (Some(payload.as_str().to_owned()), None),
            Body::Digest(digest) => (None, Some(*digest)),
        };
        Self {
            seq: event.seq,
            prev: event.prev,
            hash: event.hash,
            payload,
            payload_sha256,
        }
    }
}

impl ExportEvent {
    fn link(&self) -> Result<ChainEvent, Fault> {
        let body = match (&self.payload, self.payload_sha256) {
            (Some(text), None) => Body::Whole(Payload::stored(text.clone())),
            (None, Some(digest)) => Body::Digest(digest),
            _ => {
                let what = "needs either payload or payload_sha256";
                return Err(Fault::new(FaultKind::Hash, self.seq, what));
            }
        };
        Ok(ChainEvent {
            seq: self.seq,
            prev: self.prev,
            hash: self.hash,
            body,
        })
    }
}

/// One line of an organization's export: header, events in order, checkpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ExportLine {
    /// First line.
    Header {
        /// [`LINES_FORMAT`].
        format: String,
        /// Whose chain.
        organization: OrganizationId,
    },
    /// An event.
    Event(ExportEvent),
    /// Last line: the head, signed.
    Checkpoint(Checkpoint),
}

impl ExportLine {
    /// The first line.
    pub fn header(organization: OrganizationId) -> Self {
        Self::Header {
            format: LINES_FORMAT.to_owned(),
            organization,
        }
    }

    /// As written, with its line feed.
    pub fn to_line(&self) -> String {
        let mut line = serde_json::to_string(self).expect("plain values always serialize");
        line.push('\n');
        line
    }
}

/// A document that belongs to a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackDocument {
    /// File name.
    pub name: String,
    /// Size in bytes.
    pub size: i64,
    /// SHA-256 of the file.
    pub sha256: ChainHash,
}

/// A case's `pack.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pack {
    /// [`PACK_FORMAT`].
    pub format: String,
    /// Whose case.
    pub organization: OrganizationId,
    /// Number of the ticket.
    pub ticket: TicketNumber,
    /// When it was put together; the time of the export event.
    pub exported_at: Timestamp,
    /// Authorization, gate, clocks, reveals, actions, messages, charges, as the PDF shows them.
    pub case: Value,
    /// Every attached document.
    pub documents: Vec<PackDocument>,
    /// The whole chain of the organization: own events whole, others as digests.
    pub chain: Vec<ExportEvent>,
    /// The head, signed.
    pub checkpoint: Checkpoint,
}

impl Pack {
    /// What the export event carries under [`PACK_KEY`]: everything of the pack outside the chain, and which events
    /// before the export event are shown whole.
    pub fn digest(
        organization: OrganizationId,
        ticket: TicketNumber,
        case: &Value,
        documents: &[PackDocument],
        whole: &[i64],
    ) -> ChainHash {
        let value = json!({
            "case": case,
            "documents": documents,
            "organization": organization,
            "ticket": ticket,
            "whole": whole,
        });
        ChainHash::of(canonical(&value).as_bytes())
    }

    /// As written: sorted keys, no blanks.
    pub fn to_json(&self) -> String {
        canonical(&serde_json::to_value(self).expect("plain values always serialize"))
    }
}

/// A checked file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VerifiedExport {
    /// Whose chain.
    pub organization: OrganizationId,
    /// The ticket, for a case's evidence.
    pub ticket: Option<TicketNumber>,
    /// Documents of the case whose digests are in the file.
    pub documents: usize,
    /// What was found.
    pub chain: Verified,
}

/// Checks an exported file of either format. Without a signature check, consistency is shown, not origin.
///
/// # Errors
/// The first fault; a file that cannot be read at all is a [`FaultKind::Hash`] at event 0.
pub fn verify_export(
    bytes: &[u8],
    check: Option<&SignatureCheck<'_>>,
) -> Result<VerifiedExport, Fault> {
    match parse_strictly(bytes) {
        Ok(value) if value.get("format").is_some() => verify_pack(value, check),
        _ => verify_lines(bytes, check),
    }
}

fn unreadable(what: impl ToString) -> Fault {
    Fault::new(FaultKind::Hash, 0, what.to_string())
}

fn verify_pack(value: Value, check: Option<&SignatureCheck<'_>>) -> Result<VerifiedExport, Fault> {
    let pack: Pack = serde_json::from_value(value).map_err(unreadable)?;
    if pack.format != PACK_FORMAT {
        return Err(unreadable("unknown format"));
    }
    let checkpoint = std::slice::from_ref(&pack.checkpoint);
    let (chain, last) = verify_links(pack.organization, pack.chain.iter(), checkpoint, check)?;
    let last = last.filter(|facts| facts.event.kind == EventKind::EvidenceExported);
    let fault = |what: &str| Fault::new(FaultKind::Hash, chain.events, what);
    let last = last.ok_or_else(|| fault("the last event is not the export of this case"))?;
    let whole: Vec<i64> = pack
        .chain
        .iter()
        .filter(|e| e.payload.is_some() && e.seq < chain.events)
        .map(|e| e.seq)
        .collect();
    let digest = Pack::digest(
        pack.organization,
        pack.ticket,
        &pack.case,
        &pack.documents,
        &whole,
    );
    if last.event.data.get(PACK_KEY) != Some(&Value::from(digest.to_string())) {
        return Err(fault(
            "the case, its documents or the choice of events differ",
        ));
    }
    if last.event.at != pack.exported_at {
        return Err(fault("the time of the export differs"));
    }
    Ok(VerifiedExport {
        organization: pack.organization,
        ticket: Some(pack.ticket),
        documents: pack.documents.len(),
        chain,
    })
}

fn verify_lines(bytes: &[u8], check: Option<&SignatureCheck<'_>>) -> Result<VerifiedExport, Fault> {
    let text = std::str::from_utf8(bytes).map_err(unreadable)?;
    let mut lines = Vec::new();
    for line in text.lines() {
        let value = parse_strictly(line.as_bytes()).map_err(unreadable)?;
        lines.push(serde_json::from_value::<ExportLine>(value).map_err(unreadable)?);
    }
    let mut lines = lines.into_iter();
    let organization = match lines.next() {
        Some(ExportLine::Header {
            format,
            organization,
        }) if format == LINES_FORMAT => organization,
        _ => return Err(unreadable("the first line is no header of a known format")),
    };
    let (mut events, mut checkpoints) = (Vec::new(), Vec::new());
    for line in lines {
        match line {
            ExportLine::Event(event) if checkpoints.is_empty() => events.push(event),
            ExportLine::Checkpoint(checkpoint) if checkpoints.is_empty() => {
                checkpoints.push(checkpoint);
            }
            ExportLine::Checkpoint(checkpoint) => {
                let what = "two checkpoints";
                return Err(Fault::new(FaultKind::Signature, checkpoint.seq, what));
            }
            ExportLine::Event(event) => {
                let what = "an event behind the checkpoint";
                return Err(Fault::new(FaultKind::Signature, event.seq, what));
            }
            ExportLine::Header { .. } => return Err(unreadable("two headers")),
        }
    }
    let (chain, last) = verify_links(organization, events.iter(), &checkpoints, check)?;
    let told = last
        .filter(|facts| facts.event.kind == EventKind::AuditExported)
        .and_then(|facts| facts.event.data.get(DIGESTS_KEY).and_then(Value::as_i64));
    if told != Some(chain.digests) {
        let what = "the last event does not say that this was exported with so many digests";
        return Err(Fault::new(FaultKind::Hash, chain.events, what));
    }
    Ok(VerifiedExport {
        organization,
        ticket: None,
        documents: 0,
        chain,
    })
}

/// The chain with a checkpoint at its very end, and what the last event says.
fn verify_links<'a>(
    organization: OrganizationId,
    events: impl Iterator<Item = &'a ExportEvent>,
    checkpoints: &[Checkpoint],
    check: Option<&SignatureCheck<'_>>,
) -> Result<(Verified, Option<PayloadFacts>), Fault> {
    let mut verifier = ChainVerifier::new(organization, checkpoints, check)?;
    let mut last = None;
    for event in events {
        let link = event.link()?;
        verifier.push(&link)?;
        last = Some(link);
    }
    let chain = verifier.finish(None)?;
    let end = checkpoints.iter().map(|c| c.seq).max();
    if end != Some(chain.events) {
        let (kind, seq, what) = match end {
            None => (
                FaultKind::Truncated,
                chain.events + 1,
                "the checkpoint at the end is missing",
            ),
            Some(end) => (
                FaultKind::Signature,
                end + 1,
                "events behind the checkpoint",
            ),
        };
        return Err(Fault::new(kind, seq, what));
    }
    let facts = match last.map(|link| link.body) {
        Some(Body::Whole(payload)) => payload.facts().ok(),
        _ => None,
    };
    Ok((chain, facts))
}
