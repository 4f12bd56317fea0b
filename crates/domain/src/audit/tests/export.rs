//! Everything that can be done to an exported file.

use serde_json::{Value, json};

use super::super::*;
use super::{ORG, at, chain_with, checkpoint, edited, rehash, right_key};
use crate::ids::TicketNumber;

fn lines_export() -> String {
    let draft = EventDraft::new(EventKind::AuditExported, at(500)).with(DIGESTS_KEY, 2);
    let (mut events, head) = chain_with(6, Some(draft));
    for n in [1, 3] {
        events[n].body = Body::Digest(events[n].body.digest());
    }
    let mut text = ExportLine::header(ORG).to_line();
    for event in &events {
        text.push_str(&ExportLine::Event(event.into()).to_line());
    }
    text.push_str(&ExportLine::Checkpoint(checkpoint(&head)).to_line());
    text
}

fn pack() -> Pack {
    let case = json!({"actions": [{"what": "fsck", "result": "ok"}], "signed_text": "Genehmigung"});
    let documents = vec![PackDocument {
        name: "genehmigung.pdf".into(),
        size: 4711,
        sha256: ChainHash::of(b"pdf"),
    }];
    let whole = [1, 3, 5];
    let digest = Pack::digest(ORG, TicketNumber(40_001), &case, &documents, &whole);
    let draft =
        EventDraft::new(EventKind::EvidenceExported, at(500)).with(PACK_KEY, digest.to_string());
    let (mut events, head) = chain_with(6, Some(draft));
    for n in [1, 3, 5] {
        events[n].body = Body::Digest(events[n].body.digest());
    }
    Pack {
        format: PACK_FORMAT.into(),
        organization: ORG,
        ticket: TicketNumber(40_001),
        exported_at: at(500),
        case,
        documents,
        chain: events.iter().map(ExportEvent::from).collect(),
        checkpoint: checkpoint(&head),
    }
}

fn export_verdict(text: &str) -> Option<FaultKind> {
    verify_export(text.as_bytes(), Some(&right_key))
        .err()
        .map(|f| f.kind)
}

#[test]
fn both_exports_verify_with_and_without_the_public_key() {
    for (text, ticket) in [
        (lines_export(), None),
        (pack().to_json(), Some(TicketNumber(40_001))),
    ] {
        let with = verify_export(text.as_bytes(), Some(&right_key)).expect("sound");
        assert!(with.chain.signatures_checked);
        assert_eq!((with.organization, with.ticket), (ORG, ticket));
        assert_eq!(with.chain.events, 7);
        let without = verify_export(text.as_bytes(), None).expect("consistent");
        assert!(!without.chain.signatures_checked);
    }
    let pretty = serde_json::to_string_pretty(&pack()).expect("JSON");
    assert_eq!(export_verdict(&pretty), None, "spelling does not matter");
}

/// Changes each scalar of a JSON value in turn, and removes each key and element in turn.
fn tamperings(value: &Value) -> Vec<Value> {
    let mut all = Vec::new();
    match value {
        Value::Object(map) => {
            for (key, inner) in map {
                let mut without = map.clone();
                without.remove(key);
                all.push(Value::Object(without));
                for changed in tamperings(inner) {
                    let mut map = map.clone();
                    map.insert(key.clone(), changed);
                    all.push(Value::Object(map));
                }
            }
            let mut more = map.clone();
            more.insert("zzz".into(), json!(1));
            all.push(Value::Object(more));
        }
        Value::Array(values) => {
            for (n, inner) in values.iter().enumerate() {
                let mut without = values.clone();
                without.remove(n);
                all.push(Value::Array(without));
                let mut doubled = values.clone();
                doubled.insert(n, inner.clone());
                all.push(Value::Array(doubled));
                for changed in tamperings(inner) {
                    let mut values = values.clone();
                    values[n] = changed;
                    all.push(Value::Array(values));
                }
            }
        }
        Value::String(text) => {
            let flipped = |c: char| if c == '0' { '1' } else { '0' };
            let first: String = text.chars().take(1).map(flipped).collect();
            let rest: String = text.chars().skip(1).collect();
            all.push(Value::String(format!("{first}{rest}")));
            let last: String = text.chars().rev().take(1).map(flipped).collect();
            let front = &text[..text.len() - text.chars().next_back().map_or(0, char::len_utf8)];
            all.push(Value::String(format!("{front}{last}")));
            all.push(Value::String(format!("{text} ")));
        }
        Value::Number(number) => all.push(json!(number.as_i64().unwrap_or(0) + 1)),
        Value::Bool(yes) => all.push(json!(!yes)),
        Value::Null => all.push(json!("x")),
    }
    all
}

#[test]
fn every_tampering_of_a_pack_is_found() {
    let value = serde_json::to_value(pack()).expect("JSON");
    let tamperings = tamperings(&value);
    assert!(tamperings.len() > 150);
    for tampered in tamperings {
        let text = tampered.to_string();
        assert!(export_verdict(&text).is_some(), "not found: {text}");
    }
}

#[test]
fn every_tampering_of_a_line_is_found() {
    let text = lines_export();
    let lines: Vec<&str> = text.lines().collect();
    for (n, line) in lines.iter().enumerate() {
        let value: Value = serde_json::from_str(line).expect("JSON");
        for tampered in tamperings(&value) {
            let mut changed: Vec<String> = lines.iter().map(ToString::to_string).collect();
            changed[n] = tampered.to_string();
            assert!(
                export_verdict(&changed.join("\n")).is_some(),
                "{n}: {tampered}"
            );
        }
        let mut without = lines.clone();
        without.remove(n);
        assert!(export_verdict(&without.join("\n")).is_some(), "without {n}");
        let mut doubled = lines.clone();
        doubled.insert(n, line);
        assert!(export_verdict(&doubled.join("\n")).is_some(), "twice {n}");
    }
    for keep in 0..text.len() - 1 {
        assert!(export_verdict(&text[..keep]).is_some(), "cut at {keep}");
    }
}

#[test]
fn hiding_an_event_behind_its_digest_is_found() {
    let mut hidden = pack();
    let event = &mut hidden.chain[2];
    let payload = event.payload.take().expect("whole");
    event.payload_sha256 = Some(ChainHash::of(payload.as_bytes()));
    assert_eq!(export_verdict(&hidden.to_json()), Some(FaultKind::Hash));

    let text = lines_export();
    let mut lines: Vec<ExportLine> = text
        .lines()
        .map(|l| serde_json::from_str(l).expect("own line"))
        .collect();
    let ExportLine::Event(event) = &mut lines[3] else {
        panic!("an event");
    };
    let payload = event.payload.take().expect("whole");
    event.payload_sha256 = Some(ChainHash::of(payload.as_bytes()));
    let hidden: String = lines.iter().map(ExportLine::to_line).collect();
    assert_eq!(export_verdict(&hidden), Some(FaultKind::Hash));
}

#[test]
fn a_whole_file_computed_anew_fails_at_the_signature() {
    let mut forged = pack();
    forged.case["actions"][0]["what"] = json!("nothing");
    let whole = [1, 3, 5];
    let digest = Pack::digest(ORG, forged.ticket, &forged.case, &forged.documents, &whole);
    let mut links: Vec<ChainEvent> = Vec::new();
    for event in &forged.chain {
        let body = match (&event.payload, event.payload_sha256) {
            (Some(text), _) => Body::Whole(Payload::stored(text.clone())),
            (None, digest) => Body::Digest(digest.expect("either")),
        };
        links.push(ChainEvent {
            seq: event.seq,
            prev: event.prev,
            hash: event.hash,
            body,
        });
    }
    let last = links.last().expect("events").clone();
    let facts = match &last.body {
        Body::Whole(payload) => payload.facts().expect("own"),
        Body::Digest(_) => panic!("whole"),
    };
    let old = facts.event.data[PACK_KEY]
        .as_str()
        .expect("text")
        .to_owned();
    links.last_mut().expect("events").body = edited(&last, &old, &digest.to_string());
    rehash(&mut links);
    forged.chain = links.iter().map(ExportEvent::from).collect();
    assert_eq!(
        export_verdict(&forged.to_json()),
        Some(FaultKind::Fork),
        "the old checkpoint contradicts"
    );
    let head = links.last().expect("events");
    forged.checkpoint.hash = head.hash;
    assert_eq!(
        export_verdict(&forged.to_json()),
        Some(FaultKind::Signature)
    );
    assert!(
        verify_export(forged.to_json().as_bytes(), None).is_ok(),
        "without the key only consistency can be shown"
    );
}

#[test]
fn double_keys_and_rubbish_are_refused() {
    let text = pack().to_json();
    let doubled = text.replacen("{\"case\":", "{\"case\":{\"actions\":[]},\"case\":", 1);
    assert_eq!(export_verdict(&doubled), Some(FaultKind::Hash));
    for rubbish in ["", "{}", "[]", "null", "\u{0}", "{\"format\":\"x\"}"] {
        assert_eq!(
            export_verdict(rubbish),
            Some(FaultKind::Hash),
            "{rubbish:?}"
        );
    }
    assert!(verify_export(&[0xff, 0xfe], None).is_err());
}
