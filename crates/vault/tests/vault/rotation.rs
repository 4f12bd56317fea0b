//! Rotation: a key comes, the rows move over to it, the old key goes; the secrets are not touched.

use vault::{
    DatabaseFacts, KekId, KekProvider, KekSource, KekState, KeyFile, KeyFileProblem, KeyRow,
    RetireRefusal, SecretBytes, Stored, Vault, VaultError, may_retire,
};

use crate::common::{KEK_A, KEK_B, Seeded, context, ready, shard, stored, vault_with};

const BOTH: [(&str, &str); 2] = [("k1", KEK_A), ("k2", KEK_B)];

#[test]
fn rewrapping_changes_the_wrapping_and_leaves_the_blob() {
    let old = vault_with("k1", &BOTH[..1]);
    let (both, new) = (vault_with("k2", &BOTH), vault_with("k2", &BOTH[1..]));
    let row = stored(&old, "s3cret");
    let (shard, random) = (shard(), Seeded::new(1));
    let rewrap = |vault: &Vault, row: &Stored| {
        ready(vault.rewrap(&context(), &row.kek_id, &row.wrapped, Some(&shard), &random))
    };
    let moved = rewrap(&both, &row).unwrap().unwrap();
    assert_eq!(moved.kek_id.as_str(), "k2");
    assert_ne!(moved.wrapped, row.wrapped);
    let row2 = Stored {
        kek_id: moved.kek_id,
        wrapped: moved.wrapped,
        ..row.clone()
    };
    assert_eq!(row2.blob, row.blob);
    let opened = ready(new.open(&context(), &row2, Some(&shard)));
    assert!(opened.is_ok_and(|s| s == SecretBytes::from("s3cret")));
    let gone = ready(new.open(&context(), &row, Some(&shard)));
    assert!(gone.err() == Some(VaultError::UnknownKey(row.kek_id.clone())));

    // Again: nothing to do. Without the old key: no rewrapping. A damaged row is not carried over.
    assert!(rewrap(&both, &row2).is_ok_and(|moved| moved.is_none()));
    assert!(rewrap(&new, &row).err() == Some(VaultError::UnknownKey(row.kek_id.clone())));
    let mut damaged = row.clone();
    *damaged.wrapped.last_mut().unwrap() ^= 1;
    assert!(rewrap(&both, &damaged).err() == Some(VaultError::Corrupt));
    let no_shard = ready(both.rewrap(&context(), &row.kek_id, &row.wrapped, None, &random));
    assert!(no_shard.err() == Some(VaultError::ShardGone));
}

/// The life of a key file with its rows, as `leitstand vault rotate` and `retire` lead it.
#[test]
fn a_key_file_is_rotated_step_by_step_and_every_step_may_be_the_last() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("vault.key");
    let random = Seeded::new(2);
    let source = KekSource::File(path.clone());
    let mut file = KeyFile::create(&path, &random).unwrap();
    let first = ready(Vault::boot(&source, &DatabaseFacts::default()));
    let mut facts = DatabaseFacts {
        keys: first.record,
        secrets: true,
    };
    let row = stored(&first.vault, "s3cret");
    let readable = |facts: &DatabaseFacts| {
        let booted = ready(Vault::boot(&source, facts));
        let opened = ready(booted.vault.open(&context(), &row, Some(&shard())));
        assert!(
            opened.is_ok(),
            "after a crash here the old secrets must open"
        );
        booted
    };

    let recorded: Vec<KekId> = facts.keys.iter().map(|row| row.kek.clone()).collect();
    let k2 = file.add(&recorded, &random).unwrap();
    assert_eq!((k2.as_str(), file.ring().current().as_str()), ("k2", "k1"));
    let booted = readable(&facts);
    facts.keys.push(ready(booted.vault.row_for(&k2)).unwrap());
    assert_eq!(facts.keys[1].state, KekState::DecryptOnly);
    assert_eq!(readable(&facts).vault.current(), Some(&recorded[0]));
    file.make_current(&k2).unwrap();
    assert_eq!(readable(&facts).vault.current(), Some(&k2));
    facts.keys[0].state = KekState::DecryptOnly;
    facts.keys[1].state = KekState::Active;
    let booted = readable(&facts);
    assert_eq!(booted.warnings, []);

    let k1 = recorded[0].clone();
    assert_eq!(
        file.remove(&k2).err().map(|e| e.problem),
        Some(KeyFileProblem::NoCurrent)
    );
    facts.keys[0].state = KekState::Destroyed;
    file.remove(&k1).unwrap();
    file.remove(&k1).unwrap();
    let booted = ready(Vault::boot(&source, &facts));
    assert!(booted.vault.seal_reason().is_none());
    // research attack 4: a row from before, restored from a backup, stays shut.
    let restored = ready(booted.vault.open(&context(), &row, Some(&shard())));
    assert!(restored.err() == Some(VaultError::UnknownKey(k1.clone())));

    // The name of a destroyed key is not used again.
    let recorded: Vec<KekId> = facts.keys.iter().map(|row| row.kek.clone()).collect();
    assert_eq!(file.add(&recorded, &random).unwrap().as_str(), "k3");
    let unknown = "k7".parse().unwrap();
    let refused = file.make_current(&unknown).err().map(|e| e.problem);
    assert_eq!(refused, Some(KeyFileProblem::NoCurrent));
    let reread = KeyFile::open(&path).unwrap();
    assert_eq!(
        reread.ring().ids(),
        ["k2", "k3"].map(|id| id.parse::<KekId>().unwrap())
    );
    assert_eq!(
        std::fs::read_dir(place.path()).unwrap().count(),
        1,
        "no draft is left behind"
    );
}

#[test]
fn a_ring_has_an_end() {
    let place = tempfile::tempdir().unwrap();
    let random = Seeded::new(3);
    let mut file = KeyFile::create(place.path().join("vault.key"), &random).unwrap();
    for _ in 1..16 {
        file.add(&[], &random).unwrap();
    }
    let refused = file.add(&[], &random).err().map(|e| e.problem);
    assert_eq!(refused, Some(KeyFileProblem::TooManyKeys));
    assert_eq!(
        KeyFile::open(place.path().join("vault.key"))
            .unwrap()
            .ring()
            .ids()
            .len(),
        16
    );
}

#[test]
fn only_an_unused_old_key_may_be_retired() {
    let row = |name: &str, state| KeyRow {
        kek: name.parse().unwrap(),
        state,
        check: Vec::new(),
    };
    let rows = [
        row("old", KekState::DecryptOnly),
        row("now", KekState::Active),
        row("gone", KekState::Destroyed),
    ];
    let retire = |name: &str, in_use| may_retire(&name.parse().unwrap(), &rows, in_use);
    let kek = |name: &str| name.parse::<KekId>().unwrap();
    assert_eq!(retire("old", 0), Ok(()));
    let in_use = RetireRefusal::InUse {
        kek: kek("old"),
        rows: 1,
    };
    assert_eq!(retire("old", 1), Err(in_use));
    assert_eq!(retire("now", 0), Err(RetireRefusal::Active(kek("now"))));
    assert_eq!(
        retire("gone", 0),
        Err(RetireRefusal::AlreadyDestroyed(kek("gone")))
    );
    assert_eq!(
        retire("other", 0),
        Err(RetireRefusal::Unknown(kek("other")))
    );
}
