//! The log-in key and the signing key.

use std::fs;
use std::process::Command;

use vault::{AuditKey, LoginKey, LoginKeyError, PublicKey, SecretBytes, SignatureRefused};

use crate::common::{Seeded, person};

fn login_key(seed: u64) -> LoginKey {
    let place = tempfile::tempdir().unwrap();
    LoginKey::create(&place.path().join("login.key"), &Seeded::new(seed)).unwrap()
}

fn audit_key(seed: u64) -> AuditKey {
    let place = tempfile::tempdir().unwrap();
    AuditKey::create(&place.path().join("audit.key"), &Seeded::new(seed)).unwrap()
}

#[test]
fn a_seed_opens_for_its_person_only_and_every_change_is_noticed() {
    let (key, seed) = (login_key(1), SecretBytes::new(vec![0x5a; 20]));
    let sealed = key.seal(person(1), &seed, &Seeded::new(2)).unwrap();
    assert!(
        key.open(person(1), &sealed)
            .is_ok_and(|opened| opened == seed)
    );
    assert!(key.open(person(2), &sealed).err() == Some(LoginKeyError::Corrupt));
    for bit in 0..sealed.len() * 8 {
        let mut bad = sealed.clone();
        bad[bit / 8] ^= 1 << (bit % 8);
        assert!(key.open(person(1), &bad).is_err(), "bit {bit}");
    }
    for length in 0..sealed.len() {
        assert!(
            key.open(person(1), &sealed[..length]).is_err(),
            "length {length}"
        );
    }
    let too_long = [sealed.as_slice(), &[0; 1000]].concat();
    assert!(key.open(person(1), &too_long).err() == Some(LoginKeyError::Corrupt));
    let too_long = key.seal(person(1), &SecretBytes::new(vec![1; 257]), &Seeded::new(2));
    assert_eq!(too_long, Err(LoginKeyError::TooLong));
}

#[test]
fn a_wrong_login_key_is_recognised_without_decrypting() {
    let (right, wrong) = (login_key(1), login_key(2));
    let sealed = right
        .seal(person(1), &SecretBytes::from("seed"), &Seeded::new(3))
        .unwrap();
    assert!(right.wrote(&sealed) && !wrong.wrote(&sealed) && !right.wrote(b"short"));
    assert!(wrong.open(person(1), &sealed).err() == Some(LoginKeyError::WrongKey));
}

#[test]
fn a_signature_fits_its_bytes_and_its_key_only() {
    let key = audit_key(1);
    let checkpoint = b"leitstand\n42\nhead\n";
    let signature = key.sign(checkpoint);
    assert_eq!(key.public().verify(checkpoint, &signature), Ok(()));
    let wrong = Err(SignatureRefused::Wrong);
    assert_eq!(
        key.public().verify(b"leitstand\n43\nhead\n", &signature),
        wrong
    );
    assert_eq!(audit_key(2).public().verify(checkpoint, &signature), wrong);
    assert_eq!(key.public().verify(checkpoint, &signature[..63]), wrong);
    for bit in 0..512 {
        let mut bad = signature;
        bad[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(key.public().verify(checkpoint, &bad), wrong, "bit {bit}");
    }
}

#[test]
fn a_public_key_is_read_in_each_spelling_and_nothing_else() {
    let public = audit_key(1).public();
    for text in [
        public.hex(),
        public.base64(),
        public.pem(),
        format!(" {}\n", public.hex()),
    ] {
        assert_eq!(PublicKey::parse(&text), Ok(public.clone()), "{text}");
    }
    let weak = "0100000000000000000000000000000000000000000000000000000000000000";
    for text in ["", "hello", &public.hex()[2..], &public.base64()[4..], weak] {
        assert_eq!(
            PublicKey::parse(text),
            Err(SignatureRefused::NoKey),
            "{text}"
        );
    }
}

/// A stranger checks with other tools. Debian's `openssl` is in the base of every machine that runs these tests in CI.
#[test]
fn openssl_accepts_the_signature_and_refuses_another_text() {
    let place = tempfile::tempdir().unwrap();
    let at = |name: &str| place.path().join(name);
    let key = audit_key(1);
    fs::write(at("key.pem"), key.public().pem()).unwrap();
    fs::write(at("signature"), key.sign(b"checkpoint")).unwrap();
    for (text, accepted) in [("checkpoint", true), ("checkpoinT", false)] {
        fs::write(at("text"), text).unwrap();
        let openssl = Command::new("openssl")
            .args(["pkeyutl", "-verify", "-pubin", "-rawin", "-inkey"])
            .arg(at("key.pem"))
            .arg("-sigfile")
            .arg(at("signature"))
            .arg("-in")
            .arg(at("text"))
            .output();
        match openssl {
            Ok(output) => assert_eq!(output.status.success(), accepted, "{output:?}"),
            Err(error) => eprintln!("skipped, no openssl here: {error}"),
        }
    }
}
