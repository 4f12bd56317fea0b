//! Papers with the figures of a month for one customer: the certificate of what was promised, the statement of work.

use domain::account::Locale;
use domain::report::chart::Table;
use domain::time::Timestamp;

use super::{Party, Provider};

/// A part of the certificate: figures under a heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificatePart {
    /// The heading.
    pub title: String,
    /// The figures.
    pub table: Table,
    /// What is said where there are none.
    pub empty: String,
}

/// The certificate as it is printed. Words of figures come from the report, so that both say the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateDocument {
    /// In which language.
    pub language: Locale,
    /// Who promised: the letterhead.
    pub provider: Provider,
    /// Whom.
    pub organization: Party,
    /// The month in words.
    pub month: String,
    /// Its first instant.
    pub from: Timestamp,
    /// First instant behind it.
    pub until: Timestamp,
    /// What happened up to then is counted.
    pub as_of: Timestamp,
    /// By which calendars and which promises was measured, in words.
    pub basis: String,
    /// The figures, in order.
    pub parts: Vec<CertificatePart>,
}

/// The statement of work as it is printed. Its words come from its page, so that both say the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementDocument {
    /// In which language.
    pub language: Locale,
    /// Who worked: the letterhead.
    pub provider: Provider,
    /// For whom.
    pub organization: Party,
    /// What the paper is called.
    pub title: String,
    /// The month in words.
    pub month: String,
    /// Shown as a badge where it may still change; empty: closed.
    pub provisional: String,
    /// Names and values at its head, in order.
    pub facts: Vec<(String, String)>,
    /// The figures, in order.
    pub parts: Vec<CertificatePart>,
    /// The heading of what stands at its end, and each sentence.
    pub closing: (String, Vec<String>),
    /// When it was closed, or drawn up.
    pub as_of: Timestamp,
}
