//! What the templates get: texts ready to print, in the order in which they are printed.
//!
//! All formatting and all choices of words happen here, so that a template only sets type. Keys are read by the
//! templates by name; a missing one fails every test that renders.

mod authorization;
mod bill;
mod certificate;
mod evidence;
mod standing;
mod tables;

use domain::account::Locale;
use domain::time::Timestamp;
use serde_json::{Value, json};

pub use authorization::authorization;
pub use certificate::{certificate, statement};
pub use evidence::evidence;
pub use standing::standing;

use crate::canonical::blocks;
use crate::error::DocumentError;
use crate::format::{groups, instant, instant_utc};
use crate::labels::Labels;
use crate::model::{Provider, SignedVersion};
use crate::words::Word;

/// A document before layout.
pub struct View {
    /// The dictionary of the template.
    pub data: Value,
    /// Files inside the PDF.
    pub attached: Vec<Attached>,
    /// Identifies the document across revisions; only its hash gets into the PDF.
    pub identity: String,
    /// The date of the PDF.
    pub dated: Timestamp,
}

/// A file inside the PDF.
pub struct Attached {
    /// File name.
    pub name: String,
    /// Media type.
    pub mime: &'static str,
    /// What it is, for the reader's list of files.
    pub description: String,
    /// PDF/A-3 relationship: `source` or `data`.
    pub relationship: &'static str,
    /// The content, byte for byte.
    pub bytes: Vec<u8>,
}

/// What every document needs: language, words, letterhead, running lines.
fn frame(
    locale: Locale,
    provider: &Provider,
    title: &str,
    ticket: i64,
) -> Result<Value, DocumentError> {
    let labels = Labels::of(locale);
    Ok(json!({
        "lang": locale.code(),
        "region": if locale == Locale::De { "DE" } else { "GB" },
        "labels": serde_json::to_value(labels)?,
        "title": title,
        "running": format!("{} {ticket}", labels.ticket),
        "provider": letterhead(provider),
    }))
}

fn letterhead(provider: &Provider) -> Value {
    let town = [&provider.postal_code, &provider.city]
        .map(String::as_str)
        .join(" ");
    let lines = [
        provider.street.as_str(),
        town.trim(),
        provider.country.as_str(),
    ];
    let contact = [&provider.phone, &provider.email, &provider.vat_id].map(String::as_str);
    json!({"name": provider.name, "short": shortened(&provider.name), "address": filled(lines), "contact": filled(contact)})
}

/// Fits into the running head, which has one line.
fn shortened(name: &str) -> String {
    const LONGEST: usize = 48;
    if name.chars().count() <= LONGEST {
        return name.to_owned();
    }
    let start: String = name.chars().take(LONGEST - 1).collect();
    format!("{}…", start.trim_end())
}

/// The parts that have something to say.
fn filled<const N: usize>(parts: [&str; N]) -> Vec<&str> {
    parts.into_iter().filter(|part| !part.is_empty()).collect()
}

/// A row of a list of facts; the templates leave rows without value out.
fn fact(label: &str, value: impl Into<String>) -> Value {
    json!({"label": label, "text": value.into()})
}

/// A signed version with its text as blocks, its digest in groups and the facts of the signature.
fn signed(version: &SignedVersion, file: &str, locale: Locale) -> Value {
    let l = Labels::of(locale);
    json!({
        "heading": format!("{} {}", l.version, version.version),
        "text": blocks(&version.text),
        "text_lang": version.language.code(),
        "hash": groups(&version.text_sha256),
        "file": file,
        "signer": version.signer_name,
        "facts": [
            fact(l.role, version.signer_role.word(locale)),
            fact(l.second_factor, version.second_factor.word(locale)),
            fact(l.signed_at, instant_utc(version.signed_at, locale)),
            fact(l.ip, version.ip.as_str()),
            fact(l.kind, version.kind.word(locale)),
            fact(l.valid_until, instant(version.valid_until, locale)),
            fact(l.latest_until, instant(version.latest_until, locale)),
            fact(l.text_version, text_version(version, locale)),
        ],
    })
}

fn text_version(version: &SignedVersion, locale: Locale) -> String {
    format!(
        "{}, {}",
        version.text_version,
        version.language.word(locale)
    )
}

/// The canonical text as a file of the PDF.
fn signed_file(version: &SignedVersion, name: &str, locale: Locale) -> Attached {
    let l = Labels::of(locale);
    Attached {
        name: name.to_owned(),
        mime: "text/plain",
        description: format!("{}, {} {}", l.canonical_text, l.version, version.version),
        relationship: "source",
        bytes: version.text.as_bytes().to_vec(),
    }
}
