//! A canary goes through everything that can fail; no error text, Debug output or stored byte may show it.

use std::fmt::{Debug, Display};

use base64::Engine as _;
use vault::{KekSource, SecretBytes, Stored, Vault};

use crate::common::{KEK_B, Seeded, context, ready, refitted, shard, source, vault, vault_with};

const CANARY: &str = "K4n4r1e-✓-7f9c2d";

/// Every spelling somebody might search a dump for.
fn spellings() -> Vec<Vec<u8>> {
    let plain = CANARY.as_bytes();
    let encoded = |engine: base64::engine::GeneralPurpose| {
        // Without the last group, which depends on what follows.
        (0..3).map(move |skip| {
            let text = engine.encode(&plain[skip..]);
            text.as_bytes()[..text.len() - 4].to_vec()
        })
    };
    let mut all = vec![
        plain.to_vec(),
        hex::encode(plain).into(),
        hex::encode_upper(plain).into(),
    ];
    all.extend(encoded(base64::engine::general_purpose::STANDARD));
    all.extend(encoded(base64::engine::general_purpose::URL_SAFE));
    all.push(CANARY.encode_utf16().flat_map(u16::to_le_bytes).collect());
    all.push(CANARY.encode_utf16().flat_map(u16::to_be_bytes).collect());
    all.push(format!("{plain:?}").trim_matches(['[', ']']).into());
    all
}

fn assert_clean(bytes: &[u8], what: &str) {
    for spelling in spellings() {
        let found = bytes
            .windows(spelling.len())
            .any(|window| window == spelling);
        assert!(
            !found,
            "{what} shows the canary as {}",
            String::from_utf8_lossy(&spelling)
        );
    }
}

fn assert_quiet(shown: &(impl Debug + Display), what: &str) {
    assert_clean(format!("{shown} {shown:?} {shown:#?}").as_bytes(), what);
}

#[test]
fn the_search_itself_finds_the_canary() {
    for spelling in spellings() {
        let buried = [b"before".as_slice(), &spelling, b"after"].concat();
        assert!(std::panic::catch_unwind(|| assert_clean(&buried, "planted")).is_err());
    }
}

// research attack 1: what the database holds.
#[test]
fn no_stored_byte_shows_the_secret() {
    let secret = SecretBytes::from(CANARY);
    let row = ready(vault().seal(&context(), &secret, Some(&shard()), &Seeded::new(1))).unwrap();
    assert_clean(&row.blob, "blob");
    assert_clean(&row.wrapped, "wrapped key");
}

// research attack 19: what errors say.
#[test]
fn no_error_shows_the_secret() {
    let secret = SecretBytes::from(CANARY);
    let row = ready(vault().seal(&context(), &secret, Some(&shard()), &Seeded::new(1))).unwrap();
    let mut damaged = row.clone();
    *damaged.blob.last_mut().unwrap() ^= 1;
    let mut cut = row.clone();
    cut.blob.pop();
    let mut plain = row.clone();
    plain.blob = CANARY.as_bytes().to_vec();
    let wrong_key = vault_with("k1", &[("k1", KEK_B)]);
    let unknown_key = vault_with("k2", &[("k2", KEK_B)]);
    let attempts: [(&Vault, Stored); 6] = [
        (&vault(), refitted(damaged.clone())),
        (&vault(), damaged),
        (&vault(), cut),
        (&vault(), refitted(plain)),
        (&wrong_key, row.clone()),
        (&unknown_key, row.clone()),
    ];
    for (vault, row) in attempts {
        let error = ready(vault.open(&context(), &row, Some(&shard())))
            .err()
            .unwrap();
        assert_quiet(&error, error.code());
    }
    let rollback = ready(vault().open_newest(&context(), &row, Some(&shard()), &[0; 32]));
    assert_quiet(&rollback.err().unwrap(), "rollback");
    let too_large = SecretBytes::from(CANARY.repeat(10_000));
    let refused = ready(vault().seal(&context(), &too_large, Some(&shard()), &Seeded::new(1)));
    assert_quiet(&refused.err().unwrap(), "too large");
}

// research attack 19: a key typed into the wrong line is not repeated in the log.
#[test]
fn no_key_error_shows_what_stands_in_the_file() {
    let texts = [
        format!("{CANARY}\n"),
        format!("leitstand vault-keys 1;{CANARY}"),
        format!("leitstand vault-keys 1;current {CANARY}"),
        format!("leitstand vault-keys 1;key {CANARY} {KEK_B}"),
        format!("leitstand vault-keys 1;key k1 {CANARY}"),
        format!("leitstand vault-keys 1;current k1;key k1 {KEK_B};key {CANARY}"),
    ];
    for text in texts {
        let source = KekSource::Environment {
            variable: "VAULT_KEYS".to_owned(),
            text: SecretBytes::from(text),
        };
        let error = source.load().err().unwrap();
        assert_quiet(&error, "key error");
        let booted = ready(Vault::boot(&source, &vault::DatabaseFacts::default()));
        assert_quiet(booted.vault.seal_reason().unwrap(), "seal reason");
    }
    // A good ring whose key is the canary: its rows and warnings tell nothing either.
    let key: [u8; 32] = std::array::from_fn(|i| CANARY.as_bytes()[i % CANARY.len()]);
    let key = base64::engine::general_purpose::STANDARD.encode(key);
    let facts = vault::DatabaseFacts::default();
    let booted = ready(Vault::boot(&source("k1", &[("k1", &key)]), &facts));
    assert_clean(&booted.record[0].check, "check value");
    assert_clean(
        format!("{:?}{:?}", booted.record, booted.warnings).as_bytes(),
        "rows",
    );
}
