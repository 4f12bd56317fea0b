//! Open or sealed: what the vault makes of a key ring and of the key rows, and that it never helps itself.

use vault::{
    DatabaseFacts, KekState, KeyRow, KeyWarning, SealReason, SecretBytes, SharedVault, Vault,
    VaultError,
};

use crate::common::{
    KEK_A, KEK_B, Seeded, context, ready, shard, source, stored, vault, vault_with,
};

/// The rows that a vault with these keys records.
fn rows(current: &str, keys: &[(&str, &str)]) -> Vec<KeyRow> {
    ready(Vault::boot(
        &source(current, keys),
        &DatabaseFacts::default(),
    ))
    .record
}

fn facts(keys: Vec<KeyRow>) -> DatabaseFacts {
    DatabaseFacts {
        keys,
        secrets: true,
    }
}

fn boot(current: &str, keys: &[(&str, &str)], facts: &DatabaseFacts) -> vault::Booted {
    ready(Vault::boot(&source(current, keys), facts))
}

/// The warnings beside the one about the environment, which these tests use as their source.
fn other_warnings(booted: &vault::Booted) -> Vec<KeyWarning> {
    let environment = |w: &&KeyWarning| !matches!(w, KeyWarning::KeysInEnvironment(_));
    booted
        .warnings
        .iter()
        .filter(environment)
        .cloned()
        .collect()
}

const BOTH: [(&str, &str); 2] = [("k1", KEK_A), ("k2", KEK_B)];

#[test]
fn the_first_start_records_the_keys_and_the_next_one_recognises_them() {
    let first = boot("k2", &BOTH, &DatabaseFacts::default());
    assert_eq!(first.vault.current().map(vault::KekId::as_str), Some("k2"));
    let states: Vec<_> = first
        .record
        .iter()
        .map(|r| (r.kek.as_str(), r.state))
        .collect();
    assert_eq!(
        states,
        [("k1", KekState::DecryptOnly), ("k2", KekState::Active)]
    );
    assert_ne!(first.record[0].check, first.record[1].check);

    let next = boot("k2", &BOTH, &facts(first.record));
    assert!(next.vault.seal_reason().is_none() && next.record.is_empty());
    assert_eq!(other_warnings(&next), []);
    assert_eq!(
        next.warnings,
        [KeyWarning::KeysInEnvironment("VAULT_KEYS".to_owned())]
    );
}

/// Current key, ring, expected code, key named in the reason.
type Case = (
    &'static str,
    &'static [(&'static str, &'static str)],
    &'static str,
    &'static str,
);

// research attack 3
#[test]
fn a_wrong_or_missing_key_seals_and_names_itself() {
    let recorded = facts(rows("k2", &BOTH));
    let cases: [Case; 4] = [
        ("k2", &[("k2", KEK_B)], "key_missing", "k1"),
        ("k1", &[("k1", KEK_A)], "key_missing", "k2"),
        (
            "k2",
            &[("k1", KEK_B), ("k2", KEK_A)],
            "check_mismatch",
            "k1",
        ),
        (
            "k9",
            &[("k1", KEK_A), ("k2", KEK_B), ("k9", OTHER)],
            "current_unrecorded",
            "k9",
        ),
    ];
    for (current, keys, code, named) in cases {
        let booted = boot(current, keys, &recorded);
        let reason = booted.vault.seal_reason().unwrap();
        assert_eq!(reason.code(), code);
        assert!(reason.to_string().contains(named), "{reason}");
        assert!(booted.record.is_empty(), "a sealed vault records nothing");
        assert!(booted.vault.current().is_none());
    }
}

const OTHER: &str = "IiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiI=";

// research attack 3: no key is made up for a database that has rows.
#[test]
fn a_database_with_rows_never_gets_a_new_key() {
    assert!(DatabaseFacts::default().allow_a_new_key());
    let only_secrets = DatabaseFacts {
        keys: Vec::new(),
        secrets: true,
    };
    let only_keys = DatabaseFacts {
        keys: rows("k1", &BOTH[..1]),
        secrets: false,
    };
    assert!(!only_secrets.allow_a_new_key() && !only_keys.allow_a_new_key());

    let booted = boot("k1", &BOTH[..1], &only_secrets);
    assert_eq!(
        booted.vault.seal_reason(),
        Some(&SealReason::KeyRowsMissing)
    );
    assert!(booted.record.is_empty());
}

#[test]
fn retired_and_stray_keys_warn_but_do_not_seal() {
    let mut recorded = rows("k2", &BOTH);
    recorded[0].state = KekState::Destroyed;
    let booted = boot("k2", &BOTH, &facts(recorded.clone()));
    let k1 = recorded[0].kek.clone();
    assert_eq!(
        other_warnings(&booted),
        [KeyWarning::RetiredButPresent(k1.clone())]
    );
    let booted = boot("k2", &BOTH[1..], &facts(recorded.clone()));
    assert!(booted.vault.seal_reason().is_none());
    assert_eq!(other_warnings(&booted), []);

    let booted = boot("k1", &BOTH, &facts(recorded.clone()));
    assert_eq!(
        booted.vault.seal_reason(),
        Some(&SealReason::CurrentDestroyed(k1.clone()))
    );

    // A rotation that stopped half way: the new key is in the ring and not recorded, or recorded and not active.
    let booted = boot("k1", &BOTH, &facts(rows("k1", &BOTH[..1])));
    let k2 = recorded[1].kek.clone();
    assert!(booted.vault.seal_reason().is_none());
    assert_eq!(
        other_warnings(&booted),
        [KeyWarning::Unrecorded(k2.clone())]
    );
    let booted = boot("k2", &BOTH, &facts(rows("k1", &BOTH)));
    assert_eq!(booted.vault.current(), Some(&k2));
    assert_eq!(other_warnings(&booted), [KeyWarning::CurrentNotActive(k2)]);
}

#[test]
fn a_sealed_vault_refuses_every_call_with_the_reason() {
    let vault = boot("k2", &BOTH[1..], &facts(rows("k1", &BOTH))).vault;
    let reason = vault.seal_reason().unwrap().clone();
    let sealed = Some(VaultError::Sealed(reason.clone()));
    assert_eq!(reason.code(), "key_missing");
    let row = stored(&vault_with("k1", &BOTH), "s3cret");
    let (shard, random) = (shard(), Seeded::new(1));
    let secret = SecretBytes::from("x");
    assert!(ready(vault.seal(&context(), &secret, Some(&shard), &random)).err() == sealed);
    assert!(ready(vault.open(&context(), &row, Some(&shard))).err() == sealed);
    let newest = ready(vault.open_newest(&context(), &row, Some(&shard), &row.blob_sha256));
    assert!(newest.err() == sealed);
    assert_eq!(
        ready(vault.check(&context(), &row, Some(&shard))).err(),
        sealed
    );
    let again = ready(vault.rewrap(&context(), &row.kek_id, &row.wrapped, Some(&shard), &random));
    assert!(again.err() == sealed);
    assert_eq!(ready(vault.row_for(&row.kek_id)).err(), sealed);
}

#[test]
fn a_running_process_gets_the_new_vault_and_keeps_what_it_was_doing() {
    let shared = SharedVault::new(vault());
    let held = shared.get();
    let row = stored(&held, "s3cret");
    shared.replace(vault_with("k2", &BOTH));
    assert_eq!(shared.get().current().map(vault::KekId::as_str), Some("k2"));
    assert_eq!(held.current().map(vault::KekId::as_str), Some("k1"));
    assert!(ready(shared.get().open(&context(), &row, Some(&shard()))).is_ok());
}
