//! Everything that can be done to a chain from outside, and the code it must give.

mod export;

use std::sync::atomic::{AtomicU8, Ordering};

use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::*;
use crate::ids::{OrganizationId, TicketId};
use crate::time::{Random, Timestamp};

const ORG: OrganizationId = OrganizationId::from_uuid(Uuid::from_u128(7));

struct Counting(AtomicU8);
impl Random for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        for b in bytes {
            *b = self.0.fetch_add(1, Ordering::Relaxed);
        }
    }
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_unix(1_800_000_000 + seconds)
}

fn ticket(n: u128) -> TicketId {
    TicketId::from_uuid(Uuid::from_u128(n))
}

/// A stand-in for Ed25519: only who knows the key can make it, 64 bytes long.
fn sign_with(key: &str) -> impl Fn(&[u8]) -> Vec<u8> + '_ {
    move |message| {
        let half = Sha256::new()
            .chain_update(key.as_bytes())
            .chain_update(message)
            .finalize();
        [half, half].concat()
    }
}

fn right_key(message: &[u8], signature: &[u8]) -> bool {
    sign_with("right")(message) == signature
}

/// A chain of `n` messages on alternating tickets, then `last`.
fn chain_with(n: i64, last: Option<EventDraft>) -> (Vec<ChainEvent>, ChainHead) {
    let random = Counting(AtomicU8::new(1));
    let mut head = ChainHead::empty(ORG, at(0));
    let mut events = Vec::new();
    for i in 1..=n {
        let draft = EventDraft::new(EventKind::MessageSent, at(i * 10))
            .on(ticket(u128::from(i.unsigned_abs() % 2)))
            .with("text", format!("Nachricht {i}"));
        let appended = head.append(draft, &random);
        events.push(appended.event());
        head = appended.head;
    }
    if let Some(draft) = last {
        let appended = head.append(draft, &random);
        events.push(appended.event());
        head = appended.head;
    }
    (events, head)
}

fn chain(n: i64) -> (Vec<ChainEvent>, ChainHead) {
    chain_with(n, None)
}

fn checkpoint(head: &ChainHead) -> Checkpoint {
    Checkpoint::sign(head, at(999), sign_with("right"))
}

fn verdict(events: &[ChainEvent], checkpoints: &[Checkpoint]) -> Option<(FaultKind, i64)> {
    verify_chain(ORG, events, checkpoints, None, Some(&right_key))
        .err()
        .map(|fault| (fault.kind, fault.seq))
}

/// What somebody does who has the program but not the key: every link computed anew.
fn rehash(events: &mut [ChainEvent]) {
    let mut prev = GENESIS;
    for (seq, event) in (1..).zip(events) {
        event.seq = seq;
        event.prev = prev;
        event.hash = link_hash(seq, prev, event.body.digest());
        prev = event.hash;
    }
}

fn edited(event: &ChainEvent, from: &str, to: &str) -> Body {
    match &event.body {
        Body::Whole(payload) => Body::Whole(Payload::stored(payload.as_str().replace(from, to))),
        digest @ Body::Digest(_) => digest.clone(),
    }
}

#[test]
fn a_sound_chain_is_sound_whole_or_in_digests() {
    let (mut events, head) = chain(20);
    let checkpoints = [checkpoint(&head)];
    for n in (0..20).step_by(2) {
        events[n].body = Body::Digest(events[n].body.digest());
    }
    let verified =
        verify_chain(ORG, &events, &checkpoints, Some(&head), Some(&right_key)).expect("sound");
    assert_eq!((verified.events, verified.digests), (20, 10));
    assert_eq!(verified.head, head.hash);
    assert!(verified.signatures_checked);
    assert_eq!(verdict(&[], &[]), None);
}

#[test]
fn the_link_is_what_the_documentation_says() {
    let (events, _) = chain(2);
    let payload = events[1].body.digest();
    let mut bytes = vec![0, 0, 0, 0, 0, 0, 0, 0, 2];
    bytes.extend(events[0].hash.as_bytes());
    bytes.extend(payload.as_bytes());
    assert_eq!(events[1].hash, ChainHash::of(&bytes));
    assert_eq!(events[0].prev, GENESIS);
    assert_eq!(
        link_hash(1, GENESIS, ChainHash::of(b"{}")).to_string(),
        "69855a99728e5b6a7bbbb24342c267be51fe4ec748347164bd49ca08f858d022",
        "frozen"
    );
}

#[test]
fn equal_events_have_different_digests() {
    let random = Counting(AtomicU8::new(1));
    let draft = EventDraft::new(EventKind::RevealDenied, at(1));
    let one = Payload::write(ORG, &draft, &random);
    let two = Payload::write(ORG, &draft, &random);
    assert_ne!(one.digest(), two.digest());
    let facts = one.facts().expect("own payload");
    assert_eq!((facts.organization, facts.event), (ORG, draft));
}

#[test]
fn every_field_of_an_event_is_guarded() {
    let (events, _) = chain(5);
    let broken = |change: &dyn Fn(&mut ChainEvent)| {
        let mut events = events.clone();
        change(&mut events[2]);
        verdict(&events, &[])
    };
    let other = ChainHash::of(b"other");
    assert_eq!(broken(&|e| e.seq = 9), Some((FaultKind::Gap, 3)));
    assert_eq!(broken(&|e| e.prev = other), Some((FaultKind::Hash, 3)));
    assert_eq!(broken(&|e| e.hash = other), Some((FaultKind::Hash, 3)));
    assert_eq!(
        broken(&|e| e.body = Body::Digest(other)),
        Some((FaultKind::Hash, 3))
    );
    for (from, to) in [
        ("Nachricht 3", "Nachricht x"),
        ("message.sent", "note.added"),
        ("\"visible\":true", "\"visible\":false"),
        ("\"salt\":\"", "\"salt\":\"0"),
        (
            "\"actor\":null",
            "\"actor\":\"00000000-0000-0000-0000-000000000001\"",
        ),
        ("2027-01-15T08:00:30Z", "2027-01-15T08:00:31Z"),
        ("000000000007", "000000000008"),
    ] {
        let body = edited(&events[2], from, to);
        assert_ne!(body, events[2].body, "{from} occurs");
        let mut changed = events.clone();
        changed[2].body = body;
        assert_eq!(verdict(&changed, &[]), Some((FaultKind::Hash, 3)), "{from}");
    }
}

#[test]
fn deleting_inserting_and_reordering_are_gaps() {
    let (events, _) = chain(6);
    let mut missing = events.clone();
    missing.remove(3);
    assert_eq!(verdict(&missing, &[]), Some((FaultKind::Gap, 4)));
    let mut beheaded = events.clone();
    beheaded.remove(0);
    assert_eq!(verdict(&beheaded, &[]), Some((FaultKind::Gap, 1)));
    let mut swapped = events.clone();
    swapped.swap(2, 3);
    assert_eq!(verdict(&swapped, &[]), Some((FaultKind::Gap, 3)));
    let mut doubled = events.clone();
    doubled.insert(3, events[2].clone());
    assert_eq!(verdict(&doubled, &[]), Some((FaultKind::Gap, 3)));
    let mut inserted = events.clone();
    let mut forged = events[0].clone();
    forged.seq = 4;
    inserted.insert(3, forged);
    assert_eq!(verdict(&inserted, &[]), Some((FaultKind::Hash, 4)));
}

#[test]
fn a_tail_cut_off_shows_only_against_what_was_kept_elsewhere() {
    let (events, head) = chain(6);
    let cut = &events[..4];
    assert_eq!(
        verdict(cut, &[]),
        None,
        "a shorter chain is sound by itself"
    );
    let truncated = Some((FaultKind::Truncated, 5));
    assert_eq!(verdict(cut, &[checkpoint(&head)]), truncated);
    let by_head = verify_chain(ORG, cut, &[], Some(&head), None).err();
    assert_eq!(by_head.map(|f| (f.kind, f.seq)), truncated);
    assert_eq!(
        verdict(&[], &[checkpoint(&head)]),
        Some((FaultKind::Truncated, 1))
    );
}

#[test]
fn a_chain_computed_anew_is_a_fork_against_a_checkpoint() {
    let (events, head) = chain(6);
    let mut forged = events.clone();
    forged[1].body = edited(&events[1], "Nachricht 2", "Nichts");
    rehash(&mut forged);
    assert_eq!(verdict(&forged, &[]), None, "consistent by itself");
    assert_eq!(
        verdict(&forged, &[checkpoint(&head)]),
        Some((FaultKind::Fork, 6))
    );
    let by_head = verify_chain(ORG, &forged, &[], Some(&head), None).err();
    assert_eq!(by_head.map(|f| f.kind), Some(FaultKind::Fork));
    let forged_head = ChainHead {
        hash: forged[5].hash,
        ..head
    };
    let own = Checkpoint::sign(&forged_head, at(999), sign_with("wrong"));
    assert_eq!(verdict(&forged, &[own]), Some((FaultKind::Signature, 6)));
}

#[test]
fn two_events_at_one_place_are_a_fork() {
    let (events, _) = chain(4);
    let mut second = events[3].clone();
    second.body = edited(&events[3], "Nachricht 4", "Anders");
    second.hash = link_hash(4, second.prev, second.body.digest());
    let mut same_number = events.clone();
    same_number.push(second.clone());
    assert_eq!(verdict(&same_number, &[]), Some((FaultKind::Fork, 4)));
    second.seq = 5;
    second.hash = link_hash(5, second.prev, second.body.digest());
    let mut same_predecessor = events.clone();
    same_predecessor.push(second);
    assert_eq!(verdict(&same_predecessor, &[]), Some((FaultKind::Fork, 5)));
    let (_, head) = chain(3);
    let behind = verify_chain(ORG, &events, &[], Some(&head), None).err();
    assert_eq!(behind.map(|f| (f.kind, f.seq)), Some((FaultKind::Fork, 4)));
}

#[test]
fn checkpoints_must_be_signed_and_belong_here() {
    let (events, head) = chain(4);
    let good = checkpoint(&head);
    let spoilt = |change: &dyn Fn(&mut Checkpoint)| {
        let mut checkpoint = good.clone();
        change(&mut checkpoint);
        verdict(&events, &[checkpoint])
    };
    let wrong = Some((FaultKind::Signature, 4));
    assert_eq!(spoilt(&|c| c.at = at(1000)), wrong);
    assert_eq!(spoilt(&|c| c.hash = events[0].hash), wrong);
    assert_eq!(spoilt(&|c| c.seq = 3), Some((FaultKind::Signature, 3)));
    assert_eq!(spoilt(&|c| c.signature.replace_range(..1, "g")), wrong);
    assert_eq!(spoilt(&|c| c.signature.clear()), wrong);
    let foreign = ChainHead {
        organization: OrganizationId::from_uuid(Uuid::from_u128(8)),
        ..head
    };
    assert_eq!(verdict(&events, &[checkpoint(&foreign)]), wrong);
    let (_, earlier) = chain(2);
    assert_eq!(verdict(&events, &[checkpoint(&earlier), good]), None);
}

#[test]
fn content_must_belong_here_and_time_must_not_run_backwards() {
    let (events, _) = chain(3);
    for (from, to) in [
        ("000000000007", "000000000008"),
        ("2027-01-15T08:00:20Z", "2027-01-15T08:00:05Z"),
        ("\"visible\":true", "\"visible\":1"),
        ("\"data\":{", "\"more\":1,\"data\":{"),
        ("\"data\":{", "\"actor\":null,\"data\":{"),
        ("message.sent", "message.unknown"),
    ] {
        let mut forged = events.clone();
        forged[1].body = edited(&events[1], from, to);
        rehash(&mut forged);
        assert_eq!(verdict(&forged, &[]), Some((FaultKind::Hash, 2)), "{to}");
    }
}

#[test]
fn an_event_before_the_head_gets_the_heads_time() {
    let (_, head) = chain(3);
    let draft = EventDraft::new(EventKind::NoteAdded, at(0));
    let appended = head.append(draft, &Counting(AtomicU8::new(0)));
    assert_eq!((appended.at, appended.seq), (head.at, 4));
    assert_eq!(appended.head.hash, appended.hash);
}

#[test]
fn the_columns_of_a_row_must_say_what_the_payload_says() {
    let (events, _) = chain(1);
    let right = Columns {
        kind: "message.sent",
        at: at(10),
        ticket: Some(ticket(1)),
        actor: None,
        visible: true,
    };
    let verdict = |columns| {
        let mut verifier = ChainVerifier::new(ORG, &[], None)?;
        verifier.push_row(&events[0], columns)
    };
    assert_eq!(verdict(right), Ok(()));
    let person = crate::ids::PersonId::from_uuid(Uuid::from_u128(1));
    for wrong in [
        Columns {
            kind: "note.added",
            ..right
        },
        Columns {
            at: at(11),
            ..right
        },
        Columns {
            ticket: None,
            ..right
        },
        Columns {
            actor: Some(person),
            ..right
        },
        Columns {
            visible: false,
            ..right
        },
    ] {
        assert_eq!(verdict(wrong).map_err(|f| f.kind), Err(FaultKind::Hash));
    }
}

#[test]
fn exit_codes_are_distinct_and_documented() {
    let codes: Vec<_> = FaultKind::ALL.iter().map(|f| f.exit_code()).collect();
    assert_eq!(codes, [2, 3, 4, 5, 6]);
}
