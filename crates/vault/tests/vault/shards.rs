//! The shard directory: private files, destroyed for good.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;

use vault::{Destroyed, DirShards, Shard, ShardError, ShardStore, VaultError};

use crate::common::{Seeded, context, ready, shard_id, vault};

fn store() -> (tempfile::TempDir, DirShards) {
    let place = tempfile::tempdir().unwrap();
    let store = DirShards::open(place.path().join("shards")).unwrap();
    (place, store)
}

#[test]
fn a_shard_is_stored_once_in_a_private_file_and_comes_back() {
    let (_place, store) = store();
    let shard = Shard::new(shard_id(3), &Seeded::new(1));
    store.put(&shard).unwrap();
    let again = store.put(&Shard::new(shard_id(3), &Seeded::new(2)));
    assert_eq!(again, Err(ShardError::AlreadyThere));

    let path = store.directory().join(shard_id(3).to_string());
    assert_eq!(
        fs::metadata(&path).unwrap().permissions().mode() & 0o7777,
        0o600
    );
    assert_eq!(
        fs::metadata(store.directory())
            .unwrap()
            .permissions()
            .mode()
            & 0o7777,
        0o700
    );
    assert_eq!(fs::metadata(&path).unwrap().len(), 32);

    // What was sealed with the first one opens with the one read back.
    let secret = vault::SecretBytes::from("s3cret");
    let row = ready(vault().seal(&context(), &secret, Some(&shard), &Seeded::new(3))).unwrap();
    let read = store.get(shard_id(3)).unwrap();
    assert!(ready(vault().open(&context(), &row, Some(&read))).is_ok_and(|s| s == secret));
}

// research attack 4: a database restored from a backup finds no shard.
#[test]
fn a_destroyed_shard_is_gone_and_stays_gone() {
    let (_place, store) = store();
    for byte in [3, 4, 5] {
        store
            .put(&Shard::new(shard_id(byte), &Seeded::new(byte.into())))
            .unwrap();
    }
    let path = store.directory().join(shard_id(4).to_string());
    // Another name for the same file shows what was left on the disk's blocks.
    let witness = store.directory().join("witness");
    fs::hard_link(&path, &witness).unwrap();
    assert_eq!(store.destroy(shard_id(4)), Ok(Destroyed::Now));
    assert!(!path.exists());
    assert_eq!(fs::read(&witness).unwrap(), [0; 32]);
    assert_eq!(store.destroy(shard_id(4)), Ok(Destroyed::Before));
    assert_eq!(store.get(shard_id(4)).err(), Some(ShardError::Gone));
    assert!(VaultError::from(ShardError::Gone) == VaultError::ShardGone);
    assert_eq!(store.list(), Ok(vec![shard_id(3), shard_id(5)]));
}

#[test]
fn a_crash_between_overwriting_and_unlinking_counts_as_destroyed() {
    let (_place, store) = store();
    store
        .put(&Shard::new(shard_id(3), &Seeded::new(1)))
        .unwrap();
    fs::write(store.directory().join(shard_id(3).to_string()), [0; 32]).unwrap();
    assert_eq!(store.get(shard_id(3)).err(), Some(ShardError::Gone));
    assert_eq!(
        store.list(),
        Ok(vec![shard_id(3)]),
        "the sweeper still sees it"
    );
    assert_eq!(store.destroy(shard_id(3)), Ok(Destroyed::Now));
    assert_eq!(store.list(), Ok(Vec::new()));
}

#[test]
fn a_file_that_is_no_shard_or_open_to_others_is_refused() {
    let (_place, store) = store();
    store
        .put(&Shard::new(shard_id(3), &Seeded::new(1)))
        .unwrap();
    let path = store.directory().join(shard_id(3).to_string());
    for mode in [0o640, 0o604, 0o666] {
        fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
        assert_eq!(
            store.get(shard_id(3)).err(),
            Some(ShardError::OpenToOthers { mode })
        );
    }
    fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
    for length in [1, 31, 33, 5_000] {
        fs::write(&path, vec![9; length]).unwrap();
        assert_eq!(store.get(shard_id(3)).err(), Some(ShardError::Damaged));
    }
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    assert_eq!(store.get(shard_id(3)).err(), Some(ShardError::Damaged));
}

#[test]
fn only_shards_are_listed() {
    let (_place, store) = store();
    store
        .put(&Shard::new(shard_id(3), &Seeded::new(1)))
        .unwrap();
    for name in ["README", "0303030303030303030303030303030A", ".hidden"] {
        fs::write(store.directory().join(name), "x").unwrap();
    }
    assert_eq!(store.list(), Ok(vec![shard_id(3)]));
}

#[test]
fn a_missing_directory_is_trouble_and_not_a_destroyed_shard() {
    let (place, store) = store();
    fs::remove_dir(store.directory()).unwrap();
    let missing = ShardError::Io(std::io::ErrorKind::NotFound);
    assert_eq!(
        store.put(&Shard::new(shard_id(3), &Seeded::new(1))),
        Err(missing.clone())
    );
    assert_eq!(store.list(), Err(missing));
    drop(place);
}
