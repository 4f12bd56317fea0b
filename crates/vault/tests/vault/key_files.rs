//! Key files: every reason to refuse one, and never a key where none was asked for.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use proptest::prelude::*;
use vault::{
    AuditKey, DatabaseFacts, KekProvider, KekSource, KeyFile, KeyFileProblem, LoginKey, Vault,
};

use crate::common::{KEK_A, KEK_B, Seeded, ready};

fn write(path: &Path, text: &str, mode: u32) {
    fs::write(path, text).unwrap();
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

fn problem(path: &Path) -> Option<KeyFileProblem> {
    let error = KeyFile::open(path).err()?;
    assert_eq!(error.path, path);
    Some(error.problem)
}

fn ring(body: &str) -> String {
    format!("leitstand vault-keys 1\n{body}")
}

#[test]
fn a_ring_is_read_with_its_current_key() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("vault.key");
    let body = format!("# two keys\n\ncurrent b\n  key a {KEK_A}\nkey b {KEK_B}\n");
    for mode in [0o600, 0o400] {
        write(&path, &ring(&body), mode);
        let file = KeyFile::open(&path).unwrap();
        assert_eq!(file.ring().current().as_str(), "b");
        assert_eq!(file.ring().ids().len(), 2);
    }
}

// research attack 3
#[test]
fn a_file_open_to_others_is_refused_whatever_is_in_it() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("vault.key");
    for mode in [
        0o640, 0o604, 0o660, 0o644, 0o620, 0o610, 0o601, 0o666, 0o777, 0o440,
    ] {
        write(&path, &ring(&format!("current a\nkey a {KEK_A}\n")), mode);
        assert_eq!(problem(&path), Some(KeyFileProblem::OpenToOthers { mode }));
        let login = LoginKey::load(&path).err().map(|e| e.problem);
        assert_eq!(login, Some(KeyFileProblem::OpenToOthers { mode }));
        let audit = AuditKey::load(&path).err().map(|e| e.problem);
        assert_eq!(audit, Some(KeyFileProblem::OpenToOthers { mode }));
    }
}

#[test]
fn what_is_no_key_file_is_refused_with_the_reason() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("vault.key");
    assert_eq!(problem(&path), Some(KeyFileProblem::Missing));
    assert_eq!(problem(place.path()), Some(KeyFileProblem::NotAFile));

    let zeros = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    let many = (0..17).fold(String::new(), |text, n| {
        text + &format!("key k{n} {}\n", base64_of(n))
    });
    let wrong_kind = KeyFileProblem::WrongKind("vault-keys");
    let cases = [
        (String::new(), wrong_kind),
        ("leitstand login-key 1\n".to_owned(), wrong_kind),
        ("leitstand vault-keys 2\n".to_owned(), wrong_kind),
        (format!("key a {KEK_A}\n"), wrong_kind),
        (ring(""), KeyFileProblem::NoKey),
        (ring("current a\n"), KeyFileProblem::NoKey),
        (ring(&format!("key a {KEK_A}\n")), KeyFileProblem::NoCurrent),
        (
            ring(&format!("current b\nkey a {KEK_A}\n")),
            KeyFileProblem::NoCurrent,
        ),
        (
            ring("key a QUJD\n"),
            KeyFileProblem::WrongLength { line: 2 },
        ),
        (
            ring(&format!("key a {KEK_A}{KEK_A}\n")),
            KeyFileProblem::WrongLength { line: 2 },
        ),
        (
            ring(&format!("key a {}\n", "QUJD".repeat(40))),
            KeyFileProblem::WrongLength { line: 2 },
        ),
        (ring("key a !!!\n"), KeyFileProblem::WrongLength { line: 2 }),
        (
            ring(&format!("current a\nkey a {zeros}\n")),
            KeyFileProblem::AllZero { line: 3 },
        ),
        (
            ring(&format!("key a {KEK_A}\nkey a {KEK_B}\n")),
            KeyFileProblem::Repeated { line: 3 },
        ),
        (
            ring(&format!("key a {KEK_A}\nkey b {KEK_A}\n")),
            KeyFileProblem::Repeated { line: 3 },
        ),
        (
            ring("current a\ncurrent a\n"),
            KeyFileProblem::Malformed { line: 3 },
        ),
        (
            ring(&format!("key A {KEK_A}\n")),
            KeyFileProblem::Malformed { line: 2 },
        ),
        (
            ring(&format!("key {} {KEK_A}\n", "a".repeat(33))),
            KeyFileProblem::Malformed { line: 2 },
        ),
        (ring("key a\n"), KeyFileProblem::Malformed { line: 2 }),
        (ring("hello\n"), KeyFileProblem::Malformed { line: 2 }),
        (ring(&many), KeyFileProblem::TooManyKeys),
        (ring(&"#\n".repeat(20_000)), KeyFileProblem::TooLarge),
    ];
    for (text, expected) in cases {
        write(&path, &text, 0o600);
        assert_eq!(problem(&path), Some(expected), "{text:.60}");
    }
    fs::write(&path, [0xff, 0xfe, 0x00]).unwrap();
    assert_eq!(problem(&path), Some(wrong_kind));
}

fn base64_of(byte: u8) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode([byte + 1; 32])
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(text in "[ -~\n]{0,300}") {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("vault.key");
        for text in [ring(&text), text] {
            write(&path, &text, 0o600);
            prop_assert!(KeyFile::open(&path).is_err());
        }
    }
}

#[test]
fn created_files_are_private_and_never_overwritten() {
    let place = tempfile::tempdir().unwrap();
    let at = |name| place.path().join(name);
    let random = Seeded::new(1);
    KeyFile::create(at("vault.key"), &random).unwrap();
    LoginKey::create(&at("login.key"), &random).unwrap();
    AuditKey::create(&at("audit.key"), &random).unwrap();
    for name in ["vault.key", "login.key", "audit.key"] {
        assert_eq!(
            fs::metadata(at(name)).unwrap().permissions().mode() & 0o7777,
            0o600
        );
    }
    assert!(KeyFile::open(at("vault.key")).is_ok());
    assert!(LoginKey::load(&at("login.key")).is_ok());
    assert!(AuditKey::load(&at("audit.key")).is_ok());

    let before = fs::read(at("vault.key")).unwrap();
    let again = KeyFile::create(at("vault.key"), &random)
        .err()
        .map(|e| e.problem);
    assert_eq!(again, Some(KeyFileProblem::AlreadyThere));
    assert_eq!(fs::read(at("vault.key")).unwrap(), before);
    let again = LoginKey::create(&at("login.key"), &random)
        .err()
        .map(|e| e.problem);
    assert_eq!(again, Some(KeyFileProblem::AlreadyThere));

    // Two files swapped by mistake.
    let swapped = LoginKey::load(&at("vault.key")).err().map(|e| e.problem);
    assert_eq!(swapped, Some(KeyFileProblem::WrongKind("login-key")));
    let swapped = AuditKey::load(&at("login.key")).err().map(|e| e.problem);
    assert_eq!(swapped, Some(KeyFileProblem::WrongKind("audit-key")));
}

#[test]
fn nothing_is_created_by_looking_or_in_a_missing_directory() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("nowhere").join("vault.key");
    let source = KekSource::File(path.clone());
    assert!(source.load().is_err());
    let booted = ready(Vault::boot(&source, &DatabaseFacts::default()));
    assert_eq!(
        booted.vault.seal_reason().map(vault::SealReason::code),
        Some("key_file_missing")
    );
    assert!(LoginKey::load(&path).is_err());
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 0);
    let refused = KeyFile::create(&path, &Seeded::new(1))
        .err()
        .map(|e| e.problem);
    assert_eq!(
        refused,
        Some(KeyFileProblem::Io(std::io::ErrorKind::NotFound))
    );
}

#[test]
fn a_link_counts_by_what_it_points_to() {
    let place = tempfile::tempdir().unwrap();
    let (target, link) = (place.path().join("target"), place.path().join("vault.key"));
    symlink(&target, &link).unwrap();
    assert_eq!(problem(&link), Some(KeyFileProblem::Missing));
    write(
        &target,
        &ring(&format!("current a\nkey a {KEK_A}\n")),
        0o644,
    );
    assert_eq!(
        problem(&link),
        Some(KeyFileProblem::OpenToOthers { mode: 0o644 })
    );
    fs::set_permissions(&target, Permissions::from_mode(0o600)).unwrap();
    assert_eq!(problem(&link), None);
}
