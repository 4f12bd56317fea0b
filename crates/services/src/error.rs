//! What a use case may answer instead of its result. The web turns each into a status; nothing else leaves the services.
//!
//! Details of the database or of mail servers stay in the log: an [`ServiceError::Internal`] carries them for
//! `tracing`, never for people. // V16.5.1

use domain::policy::Denied;
use store::StoreError;

use crate::held::Held;

/// The result of a use case.
pub type Result<T, E = ServiceError> = std::result::Result<T, E>;

/// One thing wrong with one field. The code is translated by the pages; `params` fill its sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// Name of the field in the form; empty where it is about the form and none of its fields.
    pub field: &'static str,
    /// What is wrong, for example `required`, `too_short`.
    pub code: &'static str,
    /// Numbers and names the sentence speaks of, for example `min` = `12`.
    pub params: Vec<(String, String)>,
}

impl FieldError {
    /// A field error without parameters.
    pub const fn new(field: &'static str, code: &'static str) -> Self {
        Self {
            field,
            code,
            params: Vec::new(),
        }
    }

    /// What the rules said in their own words, German and English.
    pub fn said(field: &'static str, de: impl ToString, en: impl ToString) -> Self {
        Self::new(field, "said").with("de", de).with("en", en)
    }

    /// Adds a parameter of the sentence.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.params.push((name.to_owned(), value.to_string()));
        self
    }
}

/// Why a use case did not happen.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// The policy says no; the code names the reason.
    #[error("denied: {0}")]
    Denied(&'static str),
    /// There is no such thing, or it is none of the actor's business: both look the same.
    #[error("not found")]
    NotFound,
    /// The thing is in another state than the act needs; the code names the reason.
    #[error("conflict: {0}")]
    Conflict(&'static str),
    /// A link is used up or expired.
    #[error("gone")]
    Gone,
    /// Fields are wrong.
    #[error("invalid input in {} fields", .0.len())]
    Invalid(Vec<FieldError>),
    /// Nothing was stored: these texts look like secrets, and the author has to decide first.
    #[error("{} texts look like secrets", .0.len())]
    Held(Vec<Held>),
    /// A fresh check of the person (password or second factor) is needed first.
    #[error("a fresh check is needed")]
    NotFresh,
    /// Too many tries; wait so many seconds.
    #[error("too many tries")]
    Throttled {
        /// Seconds until the next try counts.
        retry_after_s: i64,
    },
    /// The vault has no key: nothing can be stored or revealed.
    #[error("the vault is sealed")]
    VaultSealed,
    /// Database, disk or peers are busy or gone: trying again later may help.
    #[error("unavailable")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A bug or a broken row.
    #[error("internal error")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl ServiceError {
    /// One wrong field.
    pub fn field(field: &'static str, code: &'static str) -> Self {
        Self::Invalid(vec![FieldError::new(field, code)])
    }

    /// An unexpected failure; the text goes to the log only.
    pub fn internal(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(error.into())
    }

    /// A busy or missing peer; the text goes to the log only.
    pub fn unavailable(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Unavailable(error.into())
    }
}

impl From<StoreError> for ServiceError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Stale { .. } => Self::Conflict("changed_meanwhile"),
            StoreError::Unavailable(_) | StoreError::Full(_) => Self::Unavailable(error.into()),
            _ => Self::Internal(error.into()),
        }
    }
}

impl From<Denied> for ServiceError {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::NotFound => Self::NotFound,
            Denied::Forbidden(reason) => Self::Denied(reason.code()),
        }
    }
}

/// Collects field errors, so that a form is refused once with everything that is wrong.
#[derive(Debug, Default)]
pub struct Checks(Vec<FieldError>);

impl Checks {
    /// Nothing wrong so far.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Notes an error.
    pub fn add(&mut self, error: FieldError) {
        self.0.push(error);
    }

    /// A text that must be there and must not be longer than `most` characters; trimmed.
    pub fn text(&mut self, field: &'static str, text: &str, most: usize) -> String {
        let text = text.trim();
        if text.is_empty() {
            self.add(FieldError::new(field, "required"));
        }
        self.length(field, text, most);
        text.to_owned()
    }

    /// A required text that mails and papers repeat: nothing in it looks like a secret.
    pub fn plain(&mut self, field: &'static str, text: &str, most: usize) -> String {
        let text = self.text(field, text, most);
        if !domain::secrets_in_text::scan(&text).is_empty() {
            self.add(FieldError::new(field, "secret_found"));
        }
        text
    }

    /// A text that may be empty but not longer than `most` characters; trimmed.
    pub fn optional(&mut self, field: &'static str, text: &str, most: usize) -> String {
        let text = text.trim();
        self.length(field, text, most);
        text.to_owned()
    }

    /// A phone number, or nothing.
    pub fn phone(&mut self, field: &'static str, text: &str) -> String {
        let text = self.optional(field, text, 40);
        let digits = text.chars().filter(char::is_ascii_digit).count();
        let known = text
            .chars()
            .all(|c| c.is_ascii_digit() || "+-/() ".contains(c));
        if !text.is_empty() && (!known || digits < 4) {
            self.add(FieldError::new(field, "phone"));
        }
        text
    }

    /// A stored enum by its code.
    pub fn code<T: std::str::FromStr>(&mut self, field: &'static str, text: &str) -> Option<T> {
        if text.is_empty() {
            self.add(FieldError::new(field, "required_choice"));
            return None;
        }
        let value = text.parse().ok();
        if value.is_none() {
            self.add(FieldError::new(field, "choice"));
        }
        value
    }

    fn length(&mut self, field: &'static str, text: &str, most: usize) {
        if text.chars().count() > most {
            self.add(FieldError::new(field, "too_long").with("max", most));
        }
        if text.contains('\0') {
            self.add(FieldError::new(field, "check"));
        }
    }

    /// Whether something is wrong with this field already.
    pub fn has(&self, field: &str) -> bool {
        self.0.iter().any(|error| error.field == field)
    }

    /// Refuses if anything is wrong.
    ///
    /// # Errors
    /// [`ServiceError::Invalid`] with everything found.
    pub fn finish(self) -> Result<()> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(ServiceError::Invalid(self.0))
        }
    }
}
