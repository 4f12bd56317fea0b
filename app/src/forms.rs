//! What a form shows again after it was refused: the values as typed, one message per field.
//!
//! Secrets are never kept: [`Form::keep`] takes the values the route chose to give back, and password fields ignore
//! them anyway.

use crate::i18n::Messages;

/// One thing wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Name of the field in the form.
    pub field: String,
    /// What is wrong, ready to read.
    pub text: String,
}

/// Values and problems of a form, by field name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Form {
    values: Vec<(String, String)>,
    problems: Vec<Problem>,
    places: Vec<(String, String)>,
}

impl Form {
    /// An empty form.
    pub const fn new() -> Self {
        Self {
            values: Vec::new(),
            problems: Vec::new(),
            places: Vec::new(),
        }
    }

    /// Adds a value; a field may have several (check boxes).
    #[must_use]
    pub fn with(mut self, field: &str, value: impl Into<String>) -> Self {
        self.values.push((field.to_owned(), value.into()));
        self
    }

    /// Takes over posted values, leaving out the named secret fields.
    #[must_use]
    pub fn keep(
        mut self,
        posted: impl IntoIterator<Item = (String, String)>,
        secrets: &[&str],
    ) -> Self {
        self.values.extend(
            posted
                .into_iter()
                .filter(|(field, _)| !secrets.contains(&field.as_str())),
        );
        self
    }

    /// Adds a problem with its text ready to read.
    #[must_use]
    pub fn problem(mut self, field: &str, text: impl Into<String>) -> Self {
        self.problems.push(Problem {
            field: field.to_owned(),
            text: text.into(),
        });
        self
    }

    /// Adds a problem by its code; the sentence comes from [`crate::i18n::errors`].
    #[must_use]
    pub fn refuse(
        self,
        t: &Messages,
        field: &str,
        code: &str,
        params: &[(String, String)],
    ) -> Self {
        let text = t.errors.field(code, params);
        self.problem(field, text)
    }

    /// The value of a field; empty if there is none.
    pub fn value(&self, field: &str) -> &str {
        self.values
            .iter()
            .find(|(name, _)| name == field)
            .map_or("", |(_, value)| value)
    }

    /// Every value with the name of its field, in order.
    pub fn values(&self) -> impl Iterator<Item = (&str, &str)> {
        self.values
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Whether a field has this value among its values.
    pub fn has(&self, field: &str, value: &str) -> bool {
        self.values.iter().any(|(n, v)| n == field && v == value)
    }

    /// The first problem of a field.
    pub fn error(&self, field: &str) -> Option<&str> {
        self.problems
            .iter()
            .find(|p| p.field == field)
            .map(|p| p.text.as_str())
    }

    /// What is wrong with a field is said at another one: the page asks there.
    #[must_use]
    pub fn moved(mut self, from: &str, to: &str) -> Self {
        for problem in self.problems.iter_mut().filter(|p| p.field == from) {
            to.clone_into(&mut problem.field);
        }
        self
    }

    /// Says where a field stands on this page, if not at [`field_id`]: pages with several fields of one name.
    #[must_use]
    pub fn at(mut self, field: &str, id: impl Into<String>) -> Self {
        self.places.push((field.to_owned(), id.into()));
        self
    }

    /// The HTML id of a field, for links that lead to it.
    pub fn place(&self, field: &str) -> String {
        self.places
            .iter()
            .find(|(name, _)| name == field)
            .map_or_else(|| field_id(field), |(_, id)| id.clone())
    }

    /// All problems, in the order they were found.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }
}

/// The HTML id of a field. Summary links, labels and descriptions all use it.
pub fn field_id(name: &str) -> String {
    format!("f-{name}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_not_kept_and_other_values_are() {
        let posted = [
            ("name".to_owned(), "Petra".to_owned()),
            ("password".to_owned(), "geheim".to_owned()),
        ];
        let form = Form::new().keep(posted, &["password"]);
        assert_eq!(form.value("name"), "Petra");
        assert_eq!(form.value("password"), "");
    }
}
