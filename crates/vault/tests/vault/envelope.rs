//! Corruption, wrong keys, hostile lengths: an error each time, never a panic, never a byte of plaintext.

use domain::ids::ShardId;
use proptest::prelude::*;
use vault::{BLOB_OVERHEAD, MAX_SECRET, SecretBytes, Shard, Stored, Vault, VaultError};

use crate::common::{
    Counting, KEK_A, KEK_B, Seeded, context, operational, ready, refitted, shard, shard_id, stored,
    vault, vault_with,
};

fn opened(vault: &Vault, row: &Stored) -> Result<SecretBytes, VaultError> {
    ready(vault.open(&context(), row, Some(&shard())))
}

/// Refused by `open` and by `check`, whether or not the digest beside the blob was made to fit.
fn assert_refused(vault: &Vault, row: Stored, what: &str) {
    for row in [row.clone(), refitted(row)] {
        let error = opened(vault, &row).err();
        let known = matches!(error, Some(VaultError::Corrupt | VaultError::WrongKey));
        assert!(known, "{what}: {error:?}");
    }
}

// research attack 3
#[test]
fn every_bit_flip_is_refused() {
    let (vault, row) = (vault(), stored(&vault(), "s3cret"));
    for bit in 0..row.blob.len() * 8 {
        let mut bad = row.clone();
        bad.blob[bit / 8] ^= 1 << (bit % 8);
        assert_refused(&vault, bad, &format!("blob, bit {bit}"));
    }
    for bit in 0..row.wrapped.len() * 8 {
        let mut bad = row.clone();
        bad.wrapped[bit / 8] ^= 1 << (bit % 8);
        assert_refused(&vault, bad, &format!("wrapped key, bit {bit}"));
    }
    for bit in 0..256 {
        let mut bad = row.clone();
        bad.blob_sha256[bit / 8] ^= 1 << (bit % 8);
        assert!(opened(&vault, &bad).err() == Some(VaultError::Corrupt));
    }
    assert!(opened(&vault, &row).is_ok());
}

// research attack 3
#[test]
fn every_truncation_and_extension_is_refused() {
    let (vault, row) = (vault(), stored(&vault(), "s3cret"));
    for length in 0..row.blob.len() {
        let mut bad = row.clone();
        bad.blob.truncate(length);
        assert_refused(&vault, bad, &format!("blob of {length}"));
    }
    for length in 0..row.wrapped.len() {
        let mut bad = row.clone();
        bad.wrapped.truncate(length);
        assert_refused(&vault, bad, &format!("wrapped key of {length}"));
    }
    for more in [1, 16, 63, 64, 65, 1024] {
        let mut bad = row.clone();
        bad.blob.extend(vec![0; more]);
        assert_refused(&vault, bad, &format!("blob and {more}"));
        let mut bad = row.clone();
        bad.wrapped.extend(vec![0; more]);
        assert_refused(&vault, bad, &format!("wrapped key and {more}"));
    }
}

// research attack 3
#[test]
fn huge_rows_are_refused_before_they_are_read() {
    let (vault, row) = (vault(), stored(&vault(), "s3cret"));
    // A step more than the longest secret needs. The key would not fit either, but nobody may get as far as trying it.
    for length in [MAX_SECRET + 128, 64 * 1_000_000] {
        let mut bad = row.clone();
        bad.blob.resize(BLOB_OVERHEAD + length, 0);
        assert!(opened(&vault, &refitted(bad)).err() == Some(VaultError::Corrupt));
    }
    let mut bad = row;
    bad.wrapped.resize(64_000_000, 0);
    assert!(opened(&vault, &bad).err() == Some(VaultError::Corrupt));
}

proptest! {
    // research attack 3
    #[test]
    fn arbitrary_bytes_never_open(blob in proptest::collection::vec(any::<u8>(), 0..400), wrapped in proptest::collection::vec(any::<u8>(), 0..200), suite in 0_u8..3) {
        let vault = vault();
        let good = stored(&vault, "s3cret");
        let mut headed = blob.clone();
        headed.insert(0, suite);
        for blob in [blob, headed] {
            let row = refitted(Stored { blob, ..good.clone() });
            prop_assert!(opened(&vault, &row).is_err());
        }
        let row = Stored { wrapped, ..good };
        prop_assert!(opened(&vault, &row).is_err());
    }
}

// research attack 3
#[test]
fn a_wrong_key_is_told_from_damage() {
    let row = stored(&vault(), "s3cret");
    let other_bytes = vault_with("k1", &[("k1", KEK_B)]);
    assert!(opened(&other_bytes, &row).err() == Some(VaultError::WrongKey));
    let other_name = vault_with("k2", &[("k2", KEK_A)]);
    let expected = VaultError::UnknownKey(row.kek_id.clone());
    assert!(opened(&other_name, &row).err() == Some(expected));
    let mut renamed = row.clone();
    renamed.kek_id = "k2".parse().unwrap();
    assert!(opened(&other_name, &renamed).err() == Some(VaultError::WrongKey));
}

// I-05: after the authorization the provider cannot read the customer's log-in, whatever else he holds.
#[test]
fn without_its_shard_a_secret_is_gone() {
    let (vault, row) = (vault(), stored(&vault(), "s3cret"));
    let open = |context: &_, shard: Option<&Shard>| ready(vault.open(context, &row, shard)).err();
    assert!(open(&context(), None) == Some(VaultError::ShardGone));
    let same_id_other_bytes = Shard::new(shard_id(3), &Counting::from(0x81));
    assert!(open(&context(), Some(&same_id_other_bytes)) == Some(VaultError::WrongKey));
    let other_id_same_bytes = Shard::new(shard_id(5), &Counting::from(0x80));
    assert!(open(&context(), Some(&other_id_same_bytes)) == Some(VaultError::WrongKey));

    let mut moved = context();
    moved.shard = Some(shard_id(5));
    assert!(open(&moved, Some(&other_id_same_bytes)) == Some(VaultError::WrongKey));
    moved.shard = None;
    assert!(open(&moved, None) == Some(VaultError::WrongKey));
    assert!(open(&moved, Some(&shard())) == Some(VaultError::WrongKey));
}

#[test]
fn nothing_is_sealed_without_the_shard_the_context_names() {
    let secret = SecretBytes::from("s3cret");
    let random = Seeded::new(1);
    let seal = |context, shard: Option<&Shard>| {
        ready(vault().seal(&context, &secret, shard, &random)).err()
    };
    assert!(seal(context(), None) == Some(VaultError::ShardGone));
    let other: ShardId = shard_id(5);
    let other = Shard::new(other, &random);
    assert!(seal(context(), Some(&other)) == Some(VaultError::WrongKey));
    assert!(seal(operational(), Some(&other)) == Some(VaultError::WrongKey));
}

// I-25: user name, password and a whole private key fit; a file does not.
#[test]
fn secrets_of_every_length_come_back_and_longer_ones_are_refused() {
    let vault = vault();
    for length in [
        0,
        1,
        59,
        60,
        61,
        64,
        124,
        125,
        3_243,
        MAX_SECRET - 1,
        MAX_SECRET,
    ] {
        let secret = SecretBytes::new(vec![0xe4; length]);
        let row = ready(vault.seal(&context(), &secret, Some(&shard()), &Seeded::new(2))).unwrap();
        assert!((row.blob.len() - BLOB_OVERHEAD).is_multiple_of(64));
        assert!(opened(&vault, &row).is_ok_and(|opened| opened == secret));
        assert!(ready(vault.check(&context(), &row, Some(&shard()))).is_ok());
    }
    let too_long = SecretBytes::new(vec![1; MAX_SECRET + 1]);
    let refused = ready(vault.seal(&context(), &too_long, Some(&shard()), &Seeded::new(2)));
    assert!(refused.err() == Some(VaultError::TooLarge));
}

#[test]
fn the_row_does_not_show_how_long_a_password_is() {
    let lengths: Vec<usize> = [
        "a",
        "correct horse battery staple, four words are plenty here",
    ]
    .map(|secret| stored(&vault(), secret).blob.len())
    .into();
    assert_eq!(lengths[0], lengths[1]);
}

#[test]
fn the_same_secret_twice_gives_rows_that_share_nothing_secret() {
    let (vault, random) = (vault(), Seeded::new(3));
    let secret = SecretBytes::from("s3cret");
    let seal = || ready(vault.seal(&context(), &secret, Some(&shard()), &random)).unwrap();
    let (one, two) = (seal(), seal());
    assert_ne!(one.blob[1..], two.blob[1..]);
    assert_ne!(one.wrapped[33..], two.wrapped[33..]);
    let mixed = Stored {
        wrapped: two.wrapped,
        ..one
    };
    assert!(opened(&vault, &mixed).err() == Some(VaultError::WrongKey));
}

#[test]
fn check_tells_what_open_would_without_decrypting() {
    let (vault, row) = (vault(), stored(&vault(), "s3cret"));
    let check = |row: &Stored| ready(vault.check(&context(), row, Some(&shard())));
    assert_eq!(check(&row), Ok(()));
    let mut other_salt = row.clone();
    other_salt.blob[1] ^= 1;
    assert_eq!(check(&refitted(other_salt)), Err(VaultError::WrongKey));
    let mut cut = row.clone();
    cut.blob.pop();
    assert_eq!(check(&cut), Err(VaultError::Corrupt));
    // The ciphertext itself is not read; the digest beside it still tells.
    let mut damaged = row;
    *damaged.blob.last_mut().unwrap() ^= 1;
    assert_eq!(check(&damaged), Err(VaultError::Corrupt));
    assert_eq!(check(&refitted(damaged)), Ok(()));
}
