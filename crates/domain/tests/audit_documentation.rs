//! The script a stranger finds in `docs/AUDIT.md`, run on exports made by this crate.

use std::io::Write as _;
use std::process::{Command, Stdio};

use domain::audit::{
    Body, ChainEvent, ChainHead, Checkpoint, DIGESTS_KEY, EventDraft, EventKind, ExportEvent,
    ExportLine, PACK_FORMAT, PACK_KEY, Pack,
};
use domain::ids::{OrganizationId, TicketNumber};
use domain::time::{Random, Timestamp};
use serde_json::json;
use uuid::Uuid;

const ORG: OrganizationId = OrganizationId::from_uuid(Uuid::from_u128(7));

struct Zeros;
impl Random for Zeros {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(0);
    }
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_unix(1_800_000_000 + seconds)
}

fn script() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/AUDIT.md");
    let page = std::fs::read_to_string(path).expect("docs/AUDIT.md exists");
    let (_, behind) = page.split_once("```python\n").expect("a script");
    let (script, _) = behind.split_once("```").expect("its end");
    script.to_owned()
}

/// Five events with every second one as a digest, then the export event.
fn chain(last: EventDraft) -> (Vec<ChainEvent>, Checkpoint) {
    let mut head = ChainHead::empty(ORG, at(0));
    let mut events = Vec::new();
    let drafts = (1..=5).map(|n| {
        EventDraft::new(EventKind::ActionLogged, at(n))
            .with("what", format!("„fsck“ №{n} \\ \"x\""))
    });
    for draft in drafts.chain([last]) {
        let appended = head.append(draft, &Zeros);
        head = appended.head;
        let mut event = appended.event();
        if event.seq % 2 == 0 && event.seq < 6 {
            event.body = Body::Digest(event.body.digest());
        }
        events.push(event);
    }
    let checkpoint = Checkpoint::sign(&head, at(99), |_| vec![0; 64]);
    (events, checkpoint)
}

fn lines() -> String {
    let last = EventDraft::new(EventKind::AuditExported, at(50)).with(DIGESTS_KEY, 2);
    let (events, checkpoint) = chain(last);
    let mut lines = vec![ExportLine::header(ORG)];
    lines.extend(events.iter().map(|e| ExportLine::Event(e.into())));
    lines.push(ExportLine::Checkpoint(checkpoint));
    lines.iter().map(ExportLine::to_line).collect()
}

fn pack() -> String {
    let case = json!({"zeile": "Straße — ✓", "zahlen": [1, 2, {"b": null, "a": true}]});
    let ticket = TicketNumber(40_001);
    let digest = Pack::digest(ORG, ticket, &case, &[], &[1, 3, 5]);
    let last =
        EventDraft::new(EventKind::EvidenceExported, at(50)).with(PACK_KEY, digest.to_string());
    let (events, checkpoint) = chain(last);
    Pack {
        format: PACK_FORMAT.into(),
        organization: ORG,
        ticket,
        exported_at: at(50),
        case,
        documents: Vec::new(),
        chain: events.iter().map(ExportEvent::from).collect(),
        checkpoint,
    }
    .to_json()
}

/// Runs the script; `None` where there is no Python.
fn accepts(export: &str) -> Option<bool> {
    let mut child = Command::new("python3")
        .args(["-c", &script(), "/dev/stdin"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let mut stdin = child.stdin.take()?;
    stdin.write_all(export.as_bytes()).ok()?;
    drop(stdin);
    Some(child.wait().ok()?.success())
}

#[test]
fn the_documented_script_agrees_with_us() {
    let Some(accepted) = accepts(&lines()) else {
        // Nothing to run it with; the library's own tests cover the format.
        return;
    };
    assert!(accepted);
    assert_eq!(accepts(&pack()), Some(true));
    for (export, from, to) in [
        (lines(), "№3", "№4"),
        (lines(), "\"digests\\\":2", "\"digests\\\":3"),
        (pack(), "Straße", "Strasse"),
        (pack(), "№5", "№4"),
        (pack(), "\"ticket\":40001", "\"ticket\":40002"),
    ] {
        let tampered = export.replacen(from, to, 1);
        assert_ne!(tampered, export, "{from} occurs");
        assert_eq!(accepts(&tampered), Some(false), "{from} → {to}");
        assert!(domain::audit::verify_export(tampered.as_bytes(), None).is_err());
    }
}
