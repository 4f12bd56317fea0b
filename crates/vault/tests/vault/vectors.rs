//! Frozen vectors: with fixed randomness the bytes are the ones that `tests/reference.py` computes on its own. If one of
//! these changes, rows written by earlier versions no longer open.

use vault::{DatabaseFacts, LoginKey, SecretBytes, Vault};

use crate::common::{
    Counting, KEK_A, context, operational, person, ready, shard, source, stored, vault,
};

const SECRET: &str = "correct horse battery staple";

#[test]
fn a_sharded_secret_has_exactly_these_bytes() {
    let row = stored(&vault(), SECRET);
    assert_eq!(row.kek_id.as_str(), "k1");
    assert_eq!(
        hex::encode(&row.wrapped),
        "018995e539a98bf4ef91c3fb5e35b1d9f88bad6645835a708720a48dff306bd7fb58595a5b5c5d5e5f6061626364656667\
         68696a6b6c6d6e6f8467236eb6a070d5027d3be5300d2ed0b828939043b179f8dcccf70eaea821ef646173a24a65b7c3f1\
         9d228aee089364"
    );
    assert_eq!(
        hex::encode(&row.blob),
        "01202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3fbba36d9bb5e056569c053a5c6fe769de\
         ffa54ad506bb7a71155fecdbd53663fc404142434445464748494a4b4c4d4e4f50515253545556573da4a9fdf3263721c8\
         a2b4498fb9bee368568586f21c4494ea6badefdac1a20f3e609fa5543680faac589098fb58610586ea2a87e857a0f88f7d\
         5a1c1511e58a45197e5dbdc819d90bc8822598caab82"
    );
    assert_eq!(
        hex::encode(row.blob_sha256),
        "f279d79ccf70b95e4cfe70e6152a1cb47e4d0df43d21c07e3c9ac9cfe4904183"
    );
    let opened = ready(vault().open(&context(), &row, Some(&shard()))).unwrap();
    assert!(opened == SecretBytes::from(SECRET));
}

#[test]
fn an_operational_secret_has_exactly_these_bytes() {
    let secret = SecretBytes::from(SECRET);
    let sealing = Counting::from(0);
    let row = ready(vault().seal(&operational(), &secret, None, &sealing)).unwrap();
    assert_eq!(
        hex::encode(&row.wrapped),
        "019126164850eb6b15687cd347f95f0d5d7af43f8fa13b7cf7e06d77c1c333392358595a5b5c5d5e5f6061626364656667\
         68696a6b6c6d6e6f898a525dc10e0fd70879e265fae4cd733ed496509ba1af4841b835f814fa5a6b3da7d36faf72984d39\
         e3d00e41c8dd74"
    );
    assert_eq!(
        hex::encode(row.blob_sha256),
        "232a77f571250710dcad2e5d1f455db0934a802a39fcc0451bcf6c50192618dc"
    );
    let opened = ready(vault().open(&operational(), &row, None)).unwrap();
    assert!(opened == secret);
}

#[test]
fn the_check_value_of_a_key_has_exactly_these_bytes() {
    let booted = ready(Vault::boot(
        &source("k1", &[("k1", KEK_A)]),
        &DatabaseFacts::default(),
    ));
    assert_eq!(
        hex::encode(&booted.record[0].check),
        "01a192b356bbf6143d61238fc5b3c8facb96171b5c7bb424c4dda6cae4927f0e"
    );
}

#[test]
fn a_totp_seed_has_exactly_these_bytes() -> std::io::Result<()> {
    let place = tempfile::tempdir()?;
    let path = place.path().join("login.key");
    let key = LoginKey::create(&path, &Counting::from(0xa0)).unwrap();
    let seed = SecretBytes::from("12345678901234567890");
    let sealed = key.seal(person(9), &seed, &Counting::from(0)).unwrap();
    assert_eq!(
        hex::encode(&sealed),
        "011a4b588584082601f89f08593c30bb5f2616ffcb5c3cfb0d87dba928a6093981000102030405060708090a0b0c0d0e0f\
         1011121314151617a3b4eb082ee8aae933ab0010dd8119cdecb2d2365fa2fbeac3b586bd54f25000d34198c4"
    );
    let again = LoginKey::load(&path).unwrap();
    assert!(again.open(person(9), &sealed).is_ok_and(|s| s == seed));
    Ok(())
}
