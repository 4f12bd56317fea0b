//! The transit provider against a stub on loopback that follows the documented requests and answers of the transit
//! engine. This is a contract test: it has not been run against a real Vault or OpenBao.

mod stub;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use domain::time::{Clock, Timestamp};
use stub::{Client, Mood, Stub, TOKEN};
use vault::{
    Booted, DatabaseFacts, KekId, KekSource, KekState, ProviderFault, SecretBytes, Stored,
    TransitAddress, TransitAddressRefused, TransitProvider, Vault, VaultError,
};

use crate::common::{Seeded, context, operational, ready, shard, shard_id};

struct TestClock(AtomicI64);

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_unix(self.0.load(Ordering::Relaxed))
    }
}

struct Desk {
    stub: Stub,
    clock: Arc<TestClock>,
    source: KekSource,
}

impl Desk {
    fn new() -> Self {
        Self::with(TOKEN, "leitstand", &[])
    }

    fn with(token: &str, current: &str, others: &[&str]) -> Self {
        let stub = Stub::start();
        let (source, clock) = source(&stub, token, current, others);
        Self {
            stub,
            clock,
            source,
        }
    }

    fn boot(&self, facts: &DatabaseFacts) -> Booted {
        ready(Vault::boot(&self.source, facts))
    }

    fn vault(&self) -> Vault {
        let booted = self.boot(&DatabaseFacts::default());
        assert_eq!(booted.vault.seal_reason(), None);
        booted.vault
    }
}

fn source(stub: &Stub, token: &str, current: &str, others: &[&str]) -> (KekSource, Arc<TestClock>) {
    let clock = Arc::new(TestClock(AtomicI64::new(1_000_000)));
    let provider = TransitProvider::new(
        Arc::new(Client),
        clock.clone(),
        stub.address().parse().unwrap(),
        SecretBytes::from(token),
        current.parse().unwrap(),
    )
    .with_others(
        others
            .iter()
            .map(|id| id.parse::<KekId>().unwrap())
            .collect(),
    );
    (KekSource::Transit(Arc::new(provider)), clock)
}

fn seal(vault: &Vault) -> Result<Stored, VaultError> {
    let secret = SecretBytes::from("s3cret");
    ready(vault.seal(&context(), &secret, Some(&shard()), &Seeded::new(1)))
}

fn open(vault: &Vault, row: &Stored) -> Result<SecretBytes, VaultError> {
    ready(vault.open(&context(), row, Some(&shard())))
}

#[test]
fn secrets_go_through_transit_and_the_row_keeps_its_text_verbatim() {
    let desk = Desk::new();
    let vault = desk.vault();
    let row = seal(&vault).unwrap();
    assert!(row.wrapped.starts_with(b"vault:v1:"));
    assert_eq!(row.kek_id.as_str(), "leitstand");
    assert!(open(&vault, &row).is_ok_and(|s| s == SecretBytes::from("s3cret")));
    assert_eq!(ready(vault.check(&context(), &row, Some(&shard()))), Ok(()));

    let secret = SecretBytes::from("operational");
    let other = ready(vault.seal(&operational(), &secret, None, &Seeded::new(2))).unwrap();
    assert!(ready(vault.open(&operational(), &other, None)).is_ok_and(|s| s == secret));

    let requests = desk.stub.requests();
    let paths: Vec<&str> = requests.iter().map(|r| r.path.as_str()).collect();
    assert_eq!(
        paths[..2],
        [
            "/v1/transit/encrypt/leitstand",
            "/v1/transit/encrypt/leitstand"
        ]
    );
    assert!(paths[2..].contains(&"/v1/transit/decrypt/leitstand"));
    for request in &requests {
        assert_eq!(request.method, "POST");
        assert!(request.body["associated_data"].is_string());
        // The key of the secret never leaves as it is: it is wrapped under the shard first.
        let plain = request.body["plaintext"].as_str().unwrap_or_default();
        assert!(plain.len() != 44, "a bare 32-byte key went over the wire");
    }
}

// research attack 2
#[test]
fn key_shard_and_place_are_all_needed() {
    let desk = Desk::new();
    let vault = desk.vault();
    let row = seal(&vault).unwrap();
    let other_bytes = vault::Shard::new(shard_id(3), &Seeded::new(9));
    let wrong_shard = ready(vault.open(&context(), &row, Some(&other_bytes)));
    assert!(wrong_shard.err() == Some(VaultError::WrongKey));
    let moved = vault::SecretContext {
        version: 2,
        ..context()
    };
    let moved = ready(vault.open(&moved, &row, Some(&shard())));
    assert!(moved.err() == Some(VaultError::WrongKey));
    for bad in [
        &b"vault:v1:unknown"[..],
        b"vault:v1:quo\"te",
        b"plain",
        b"",
        &[b'v'; 5_000],
    ] {
        let row = Stored {
            wrapped: bad.to_vec(),
            ..row.clone()
        };
        let error = open(&vault, &row).err();
        assert!(
            matches!(error, Some(VaultError::WrongKey | VaultError::Corrupt)),
            "{error:?}"
        );
    }
    let unknown = Stored {
        kek_id: "other".parse().unwrap(),
        ..row
    };
    assert!(matches!(
        open(&vault, &unknown),
        Err(VaultError::UnknownKey(_))
    ));
}

#[test]
fn rewrapping_decrypts_and_encrypts_and_keeps_the_place() {
    let desk = Desk::new();
    let row = seal(&desk.vault()).unwrap();
    let (source, _clock) = source(&desk.stub, TOKEN, "leitstand-2", &["leitstand"]);
    let vault = ready(Vault::boot(&source, &DatabaseFacts::default())).vault;
    let moved = ready(vault.rewrap(
        &context(),
        &row.kek_id,
        &row.wrapped,
        Some(&shard()),
        &Seeded::new(3),
    ));
    let moved = moved.unwrap().unwrap();
    assert_eq!(moved.kek_id.as_str(), "leitstand-2");
    let row = Stored {
        kek_id: moved.kek_id,
        wrapped: moved.wrapped,
        ..row
    };
    assert!(open(&vault, &row).is_ok());
    let elsewhere = vault::SecretContext {
        version: 2,
        ..context()
    };
    assert!(ready(vault.open(&elsewhere, &row, Some(&shard()))).is_err());
    assert!(
        desk.stub
            .requests()
            .iter()
            .all(|r| !r.path.contains("rewrap"))
    );
}

// research attack 3: another server, or another key under the same name.
#[test]
fn the_recorded_check_recognises_the_server() {
    let desk = Desk::new();
    let first = desk.boot(&DatabaseFacts::default());
    assert_eq!(first.record[0].state, KekState::Active);
    let facts = DatabaseFacts {
        keys: first.record,
        secrets: true,
    };
    assert_eq!(desk.boot(&facts).vault.seal_reason(), None);

    let other = Desk::new();
    let reason = other
        .boot(&facts)
        .vault
        .seal_reason()
        .map(vault::SealReason::code);
    assert_eq!(reason, Some("check_mismatch"));
}

#[test]
fn a_server_that_is_down_seals_at_the_start_and_fails_fast_later() {
    let desk = Desk::new();
    let vault = desk.vault();
    let row = seal(&vault).unwrap();
    desk.stub.become_(Mood::Status(503));
    let fault = |error: Option<VaultError>| match error {
        Some(VaultError::Unavailable(fault)) => fault,
        other => panic!("{:?}", other.map(|e| e.to_string())),
    };
    assert_eq!(fault(open(&vault, &row).err()), ProviderFault::Status(503));
    let asked = desk.stub.requests().len();

    // No storm: for 30 seconds nobody asks again.
    desk.stub.become_(Mood::Good);
    assert_eq!(fault(open(&vault, &row).err()), ProviderFault::Resting);
    desk.clock.0.fetch_add(29, Ordering::Relaxed);
    assert_eq!(fault(seal(&vault).err()), ProviderFault::Resting);
    assert_eq!(desk.stub.requests().len(), asked);
    desk.clock.0.fetch_add(1, Ordering::Relaxed);
    assert!(open(&vault, &row).is_ok());

    desk.stub.become_(Mood::Hang);
    assert_eq!(fault(open(&vault, &row).err()), ProviderFault::Timeout);
    let sealed = desk.boot(&DatabaseFacts::default());
    let reason = sealed.vault.seal_reason().map(vault::SealReason::code);
    assert_eq!(reason, Some("provider_unavailable"));
    assert!(sealed.record.is_empty());
}

#[test]
fn answers_that_are_not_the_protocol_are_refused() {
    let desk = Desk::new();
    let vault = desk.vault();
    let row = seal(&vault).unwrap();
    for text in [
        "",
        "{}",
        "[]",
        r#"{"data":{}}"#,
        r#"{"data":{"plaintext":"!!","ciphertext":"x"}}"#,
    ] {
        desk.stub.become_(Mood::Says(text));
        let malformed = Some(VaultError::Unavailable(ProviderFault::Malformed));
        assert!(open(&vault, &row).err() == malformed, "{text}");
        assert!(seal(&vault).err() == malformed, "{text}");
    }
    // A redirect is not followed, it is a fault.
    desk.stub.become_(Mood::Status(307));
    let redirected = Some(VaultError::Unavailable(ProviderFault::Status(307)));
    assert!(open(&vault, &row).err() == redirected);
    desk.stub.become_(Mood::Good);
    assert!(open(&vault, &row).is_ok());
}

#[test]
fn a_refused_token_is_told_and_not_taken_for_a_wrong_key() {
    let desk = Desk::with("hvs.another-token", "leitstand", &[]);
    let booted = desk.boot(&DatabaseFacts::default());
    let reason = booted.vault.seal_reason().unwrap();
    assert_eq!(reason.code(), "provider_unavailable");
    assert!(reason.to_string().contains("403"));
    assert!(!reason.to_string().contains("another-token"));
}

#[test]
fn only_tls_or_this_machine_is_an_address() {
    for good in [
        "https://vault.example",
        "https://vault.example:8200/",
        "http://127.0.0.1:8200",
        "http://[::1]:8200",
    ] {
        assert!(good.parse::<TransitAddress>().is_ok(), "{good}");
    }
    for plain in [
        "http://vault.example:8200",
        "http://10.0.0.1",
        "http://localhost:8200",
        "http://127.0.0.1.example",
    ] {
        assert_eq!(
            plain.parse::<TransitAddress>(),
            Err(TransitAddressRefused::NotEncrypted),
            "{plain}"
        );
    }
    for bad in [
        "",
        "vault.example",
        "ftp://x",
        "https://",
        "https://u:p@x",
        "https://x/path",
        "https://x?q",
        "https://x\r\nA: b",
    ] {
        assert_eq!(
            bad.parse::<TransitAddress>(),
            Err(TransitAddressRefused::Malformed),
            "{bad:?}"
        );
    }
}
