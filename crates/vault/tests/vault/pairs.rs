//! Rows moved to another place: a property over pairs of contexts that differ in every possible set of fields.

use domain::credential::SecretField;
use domain::ids::{OrganizationId, SecretId, TicketId};
use proptest::prelude::*;
use vault::{SecretBytes, SecretContext, Shard, Stored, Vault, VaultError};

use crate::common::{Seeded, context, id, ready, refitted, shard_id, vault};

/// A context from small numbers; 0 means none where a context may have none.
fn place(numbers: [u8; 6]) -> SecretContext {
    let [organization, ticket, shard, secret, field, version] = numbers;
    SecretContext {
        organization: OrganizationId::from_uuid(id(organization).uuid()),
        ticket: (ticket > 0).then(|| TicketId::from_uuid(id(ticket).uuid())),
        shard: (shard > 0).then(|| shard_id(shard)),
        secret: SecretId::from_uuid(id(secret).uuid()),
        field: SecretField::ALL[usize::from(field) % SecretField::ALL.len()],
        version: i64::from(version),
    }
}

fn shard_of(place: &SecretContext) -> Option<Shard> {
    // The same bytes for every id: only the id must keep them apart.
    place.shard.map(|id| Shard::new(id, &Seeded::new(7)))
}

fn seal(vault: &Vault, place: &SecretContext, secret: &str, seed: u64) -> Stored {
    let secret = SecretBytes::from(secret);
    ready(vault.seal(place, &secret, shard_of(place).as_ref(), &Seeded::new(seed))).unwrap()
}

fn open(vault: &Vault, place: &SecretContext, row: &Stored) -> Result<SecretBytes, VaultError> {
    ready(vault.open(place, row, shard_of(place).as_ref()))
}

fn assert_apart(a: SecretContext, b: SecretContext) {
    let vault = vault();
    let (row_a, row_b) = (seal(&vault, &a, "of a", 1), seal(&vault, &b, "of b", 2));
    assert!(open(&vault, &a, &row_a).is_ok_and(|s| s == SecretBytes::from("of a")));
    assert!(open(&vault, &b, &row_b).is_ok_and(|s| s == SecretBytes::from("of b")));

    let both_moved = row_a.clone();
    let blob_moved = refitted(Stored {
        blob: row_a.blob,
        ..row_b.clone()
    });
    let dek_moved = Stored {
        wrapped: row_a.wrapped,
        ..row_b
    };
    for (row, what) in [
        (both_moved, "both"),
        (blob_moved, "blob"),
        (dek_moved, "key"),
    ] {
        assert!(
            open(&vault, &b, &row).is_err(),
            "{what} moved from {a:?} to {b:?}"
        );
    }
}

// research attack 2
#[test]
fn a_row_moved_along_any_set_of_fields_does_not_open() {
    let from = [1, 2, 3, 4, 1, 1];
    for mask in 1_u8..64 {
        let mut to = from;
        for (bit, number) in to.iter_mut().enumerate() {
            *number += u8::from(mask >> bit & 1 == 1) * 0x10;
        }
        to[4] = from[4] + (mask >> 4 & 1);
        assert_apart(place(from), place(to));
        assert_apart(place(to), place(from));
    }
}

// research attack 2
#[test]
fn a_row_moved_to_a_place_without_ticket_or_shard_does_not_open() {
    for (ticket, shard) in [(0, 3), (2, 0), (0, 0)] {
        assert_apart(
            place([1, 2, 3, 4, 1, 1]),
            place([1, ticket, shard, 4, 1, 1]),
        );
        assert_apart(
            place([1, ticket, shard, 4, 1, 1]),
            place([1, 2, 3, 4, 1, 1]),
        );
    }
    // The same sixteen bytes as another field.
    assert_apart(place([1, 2, 0, 4, 1, 1]), place([1, 0, 2, 4, 1, 1]));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    // research attack 2
    #[test]
    fn random_pairs_of_places_stay_apart(a in any::<[u8; 6]>(), b in any::<[u8; 6]>()) {
        prop_assume!(place(a) != place(b));
        assert_apart(place(a), place(b));
    }
}

// research attack 2: replay of an older version.
#[test]
fn an_older_version_put_back_is_noticed() {
    let vault = vault();
    let (old_place, new_place) = (
        context(),
        SecretContext {
            version: 2,
            ..context()
        },
    );
    let old = seal(&vault, &old_place, "old", 1);
    let new = seal(&vault, &new_place, "new", 2);

    // The old bytes in the new row.
    assert!(open(&vault, &new_place, &old).is_err());
    // The whole row, version included: genuine, but not what the newest audit event names.
    let shard = shard_of(&old_place);
    let newest =
        |place, row| ready(vault.open_newest(place, row, shard.as_ref(), &new.blob_sha256));
    assert!(newest(&old_place, &old).err() == Some(VaultError::Rollback));
    assert!(newest(&new_place, &new).is_ok());
    // Nor with the new digest written beside the old blob.
    let dressed_up = Stored {
        blob_sha256: new.blob_sha256,
        ..old.clone()
    };
    assert!(newest(&old_place, &dressed_up).err() == Some(VaultError::Rollback));
}
