//! Why a document could not be made. None of these is the fault of what a person typed.

/// A document was not made; nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// The stored hash is not the SHA-256 of the text beside it. A document showing both would be a false proof, so
    /// there is none; somebody has to look at the stored row.
    #[error("version {version}: the stored hash is not the SHA-256 of the stored text")]
    HashMismatch {
        /// The version whose text and hash differ.
        version: i64,
    },
    /// The structure could not be turned into the data of a template.
    #[error("the document's data cannot be written: {0}")]
    Data(#[from] serde_json::Error),
    /// A template failed: a fault of this crate.
    #[error("the template {template} failed: {reasons}")]
    Template {
        /// Which template.
        template: &'static str,
        /// What typst says, one line for each fault.
        reasons: String,
    },
    /// The laid-out pages do not fulfil PDF/UA-1 or PDF/A-3a: a fault of this crate.
    #[error("the PDF cannot be written: {0}")]
    Export(String),
}
