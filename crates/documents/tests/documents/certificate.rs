//! The certificate of a month: everything in it is printed, in both languages, and what there is none of is said.

use documents::{CertificateDocument, CertificatePart, Party, Provider};
use domain::account::Locale;
use domain::report::chart::Table;
use domain::report::csv::Cell;

use crate::RENDERER;
use crate::poppler::{squeezed, text};

fn part(title: &str, head: &[&str], rows: Vec<Vec<Cell>>) -> CertificatePart {
    CertificatePart {
        title: title.to_owned(),
        table: Table {
            head: head.iter().map(|text| (*text).to_owned()).collect(),
            rows,
        },
        empty: "Nichts davon in diesem Monat.".to_owned(),
    }
}

fn certificate(language: Locale, as_of: &str) -> CertificateDocument {
    let promise = vec![
        Cell::text("Erste Antwort, Notfall"),
        Cell::text("10 min"),
        Cell::percent(Some(975_i64)),
        Cell::Count(40),
        Cell::Count(1),
    ];
    let broken = vec![
        Cell::text("40117"),
        Cell::text("Erste Antwort"),
        Cell::text("13.10.2026, 14:05:09"),
        Cell::text("=1+1"),
    ];
    CertificateDocument {
        language,
        provider: Provider {
            name: "Kastell Hosting GmbH".to_owned(),
            ..Provider::default()
        },
        organization: Party {
            name: "Lindner & Söhne #[panic()]".to_owned(),
            number: "10001".to_owned(),
        },
        month: "Oktober 2026".to_owned(),
        from: "2026-09-30T22:00:00Z".parse().expect("a time"),
        until: "2026-10-31T23:00:00Z".parse().expect("a time"),
        as_of: as_of.parse().expect("a time"),
        basis: "Gemessen in den Kalendern service (DE-HH), Fassung 2.".to_owned(),
        parts: vec![
            part(
                "Zusagen",
                &["Art", "Zusage", "Gehalten (%)", "n", "verletzt"],
                vec![promise],
            ),
            part(
                "Verletzungen",
                &["Ticket", "Art", "Bis", "Grund"],
                vec![broken],
            ),
            part("Verlängert", &["Ticket"], Vec::new()),
        ],
    }
}

#[test]
fn everything_is_printed_and_nothing_is_run() {
    for (language, words) in [
        (
            Locale::De,
            [
                "SLA-Nachweis",
                "97,5",
                "Was gezählt wird",
                "01.10.2026",
                "Gezählt bis",
            ],
        ),
        (
            Locale::En,
            [
                "Service level certificate",
                "97.5",
                "What is counted",
                "1 Oct 2026",
                "Counted up to",
            ],
        ),
    ] {
        let document = certificate(language, "2026-11-02T08:00:00Z");
        let pdf = RENDERER.render_certificate(&document).expect("a PDF");
        let printed = text(&pdf);
        let common = [
            "Kastell Hosting GmbH",
            "Lindner & Söhne #[panic()]",
            "10001",
            "Oktober 2026",
            "Gemessen in den Kalendern service (DE-HH), Fassung 2.",
            "40117",
            "=1+1",
            "Nichts davon in diesem Monat.",
        ];
        for word in common.iter().chain(&words) {
            assert!(printed.contains(&squeezed(word)), "{word}: {printed}");
        }
        assert!(!printed.contains(&squeezed("läuft noch")) && !printed.contains("notover"));
        // The same figures are the same bytes.
        assert_eq!(RENDERER.render_certificate(&document).expect("a PDF"), pdf);
    }
}

#[test]
fn a_month_that_runs_says_so() {
    let document = certificate(Locale::De, "2026-10-20T08:00:00Z");
    let pdf = RENDERER.render_certificate(&document).expect("a PDF");
    assert!(text(&pdf).contains(&squeezed("Der Monat läuft noch")));
    if let Some(folder) = std::env::var_os("LEITSTAND_SPECIMENS") {
        let file = std::path::Path::new(&folder).join("certificate.pdf");
        std::fs::write(file, pdf).expect("a file");
    }
}
