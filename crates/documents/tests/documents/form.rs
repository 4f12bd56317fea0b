//! Accessible, archivable, the same bytes every time, with the signed text inside.

use std::process::Command;

use crate::poppler::{attached, info, structure};
use crate::{RENDERER, specimen};
use domain::account::Locale;
use sha2::{Digest, Sha256};

const MARK: &str = "digest of the specimen: ";

fn documents() -> Vec<Vec<u8>> {
    let evidence = RENDERER.render_evidence(&specimen::evidence(Locale::De));
    let authorization = RENDERER.render_authorization(&specimen::authorization(Locale::De));
    let standing = RENDERER.render_standing(&specimen::standing(Locale::De));
    vec![
        evidence.expect("a PDF"),
        authorization.expect("a PDF"),
        standing.expect("a PDF"),
    ]
}

fn digest() -> String {
    hex::encode(Sha256::digest(documents().concat()))
}

#[test]
fn print_digest() {
    println!("{MARK}{}", digest());
}

#[test]
fn the_same_data_gives_the_same_bytes_in_every_process() {
    let program = std::env::current_exe().expect("this program");
    let child = Command::new(program)
        .args(["--exact", "form::print_digest", "--nocapture"])
        .env("TZ", "Pacific/Auckland")
        .env("LANG", "fr_FR.UTF-8")
        .output()
        .expect("a child process");
    let printed = String::from_utf8(child.stdout).expect("UTF-8");
    let (_, there) = printed.split_once(MARK).expect("the digest");
    assert_eq!(there.lines().next(), Some(digest().as_str()));
}

#[test]
fn the_date_of_the_pdf_comes_from_the_data() {
    let [evidence, authorization, standing] = &documents()[..] else {
        panic!("three documents")
    };
    assert!(info(evidence).contains("<xmp:CreateDate>2026-10-13T15:00:00+00:00"));
    // The newest instant of the authorization is its end.
    assert!(info(authorization).contains("<xmp:CreateDate>2026-10-13T12:58:40+00:00"));
    // And of a standing one its revocation.
    assert!(info(standing).contains("<xmp:CreateDate>2026-10-13T16:20:05+00:00"));
}

#[test]
fn the_documents_are_tagged_titled_and_in_their_language() {
    for (language, tag, title) in [
        (
            Locale::De,
            "de-DE",
            "Nachweis einer OS-Intervention, Ticket 48207",
        ),
        (
            Locale::En,
            "en-GB",
            "Evidence of an OS intervention, Ticket 48207",
        ),
    ] {
        let pdf = RENDERER
            .render_evidence(&specimen::evidence(language))
            .expect("a PDF");
        let info = info(&pdf);
        for expected in [
            "<pdfuaid:part>1<",
            "<pdfaid:part>3<",
            "<pdfaid:conformance>A<",
            &format!("<rdf:li>{tag}<"),
            &format!(">{title}<"),
        ] {
            assert!(info.contains(expected), "{expected}");
        }
        assert!(
            info.lines()
                .any(|line| line.starts_with("Tagged:") && line.ends_with("yes"))
        );
    }
}

#[test]
fn assistive_technology_finds_headings_tables_heads_and_lists() {
    let [evidence, ..] = &documents()[..] else {
        panic!("two documents")
    };
    let tree = structure(evidence);
    let count = |name: &str| {
        tree.lines()
            .filter(|line| line.trim().starts_with(name))
            .count()
    };
    assert_eq!(count("H1 "), 13, "twelve sections and the contents");
    assert_eq!(count("TOCI"), 12);
    assert_eq!(count("Table"), count("THead"));
    assert!(count("Table") >= 10);
    assert!(count("TH ") + count("TH:") >= 40);
    assert!(count("LI") >= 20);
}

#[test]
fn the_signed_texts_lie_inside_byte_for_byte() {
    let [evidence, authorization, standing] = &documents()[..] else {
        panic!("three documents")
    };
    let pack = specimen::evidence(Locale::De);
    for (number, version) in pack.authorizations.iter().enumerate() {
        let inside = attached(evidence, number + 1);
        assert_eq!(hex::encode(Sha256::digest(&inside)), version.text_sha256);
    }
    assert_eq!(
        Some(attached(evidence, 3)),
        pack.pack_json.map(String::into_bytes)
    );
    let signed = specimen::authorization(Locale::De).signed;
    assert_eq!(attached(authorization, 1), signed.text.as_bytes());
    let recurring = specimen::standing(Locale::De).text;
    assert_eq!(attached(standing, 1), recurring.as_bytes());
}

#[test]
fn an_altered_text_anywhere_in_the_pack_refuses_the_document() {
    let mut pack = specimen::evidence(Locale::De);
    pack.authorizations[1].text.push(' ');
    let refused = RENDERER.render_evidence(&pack);
    assert!(matches!(
        refused,
        Err(documents::DocumentError::HashMismatch { version: 2 })
    ));
    let mut standing = specimen::standing(Locale::De);
    standing.text.push(' ');
    assert!(matches!(
        RENDERER.render_standing(&standing),
        Err(documents::DocumentError::HashMismatch { version: 3 })
    ));
}
