//! Reading PDFs with poppler, as a stranger would (Debian: poppler-utils).

use std::fs;
use std::path::Path;
use std::process::Command;

/// Runs a poppler tool on the document; its output.
fn run(tool: &str, arguments: &[&str], pdf: &[u8]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("document.pdf");
    fs::write(&file, pdf).expect("a file");
    let output = Command::new(tool)
        .args(arguments)
        .arg(&file)
        .args((tool == "pdftotext").then_some("-"))
        .output()
        .unwrap_or_else(|error| panic!("{tool} (Debian: poppler-utils): {error}"));
    assert!(output.status.success(), "{tool}: {:?}", output.stderr);
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// One text for each page, in the order of the content.
pub fn pages(pdf: &[u8]) -> Vec<String> {
    let text = run("pdftotext", &["-raw"], pdf);
    text.trim_end_matches('\u{c}')
        .split('\u{c}')
        .map(str::to_owned)
        .collect()
}

/// The whole text without running heads and without anything that depends on where lines end: spaces and hyphens.
pub fn text(pdf: &[u8]) -> String {
    let pages = pages(pdf);
    let body = |(number, page): (usize, &String)| {
        let lines: Vec<&str> = page.trim_end().lines().collect();
        lines[usize::from(number > 0)..lines.len() - 1].join("\n")
    };
    squeezed(&pages.iter().enumerate().map(body).collect::<String>())
}

/// The text as [`text`] compares it.
pub fn squeezed(text: &str) -> String {
    text.chars()
        .filter(|character| !character.is_whitespace() && !matches!(character, '-' | '\u{ad}'))
        .collect()
}

/// Document information with metadata.
pub fn info(pdf: &[u8]) -> String {
    run("pdfinfo", &[], pdf) + &run("pdfinfo", &["-meta"], pdf)
}

/// The structure tree that assistive technology walks through.
pub fn structure(pdf: &[u8]) -> String {
    run("pdfinfo", &["-struct-text"], pdf)
}

/// A word and where it stands, in points.
#[derive(Debug)]
pub struct Word {
    pub text: String,
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

/// The words of every page with their places.
pub fn words(pdf: &[u8]) -> Vec<Vec<Word>> {
    let xml = run("pdftotext", &["-bbox"], pdf);
    xml.split("<page ")
        .skip(1)
        .map(|page| page.lines().filter_map(word).collect())
        .collect()
}

fn word(line: &str) -> Option<Word> {
    let line = line.trim().strip_prefix("<word ")?;
    let number = |name: &str| {
        let (_, rest) = line.split_once(&format!("{name}=\""))?;
        rest.split('"').next()?.parse().ok()
    };
    let text = line.split_once('>')?.1.strip_suffix("</word>")?;
    Some(Word {
        text: text.to_owned(),
        left: number("xMin")?,
        top: number("yMin")?,
        right: number("xMax")?,
        bottom: number("yMax")?,
    })
}

/// The file with this number inside the PDF.
pub fn attached(pdf: &[u8], number: usize) -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("attached");
    let target = Path::to_str(&out).expect("a path");
    run(
        "pdfdetach",
        &["-save", &number.to_string(), "-o", target],
        pdf,
    );
    fs::read(out).expect("the attached file")
}
