//! Posted form fields. Everything is text until a use case has checked it; secrets go straight into secret types.
//!
//! A field sent twice is refused unless it is one of the few that have several values: otherwise what was checked and
//! what is used could differ. // ASVS 15.3.7

use std::time::Duration;

use app::forms::Form;
use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::{StatusCode, header};
use http_body_util::BodyExt as _;
use secrecy::SecretString;
use zeroize::{Zeroize as _, Zeroizing};

use super::{Failure, Visit};
use crate::state::App;

/// Check boxes and lists: the only fields that may come more than once.
pub const MULTI_VALUED: &[&str] = &[
    "tasks",
    "task",
    "method",
    "ack",
    "kept",
    "systems",
    "acts",
    "addresses",
    "names",
    "members",
    "state",
    "class",
];

/// Parts of the names of fields that hold secrets.
const SECRET_WORDS: &[&str] = &[
    "password", "current", "code", "proof", "key", "secret", "user", "token",
];

/// Names that only sound like it.
const SECRET_WORDS_APART: &[&str] = &["idempotency_key", "postal_code"];

/// A form arrives within this time or not at all.
const WHOLE_BODY: Duration = Duration::from_secs(12);

/// The fields of an `application/x-www-form-urlencoded` body.
#[derive(Default)]
pub struct Fields(Vec<(String, Zeroizing<String>)>);

impl Fields {
    /// Parses a body.
    ///
    /// # Errors
    /// 400 for a field sent twice, bytes that are no UTF-8, or broken escapes.
    pub fn parse(body: &[u8]) -> Result<Self, Failure> {
        let mut fields: Vec<(String, Zeroizing<String>)> = Vec::new();
        for pair in body
            .split(|byte| *byte == b'&')
            .filter(|pair| !pair.is_empty())
        {
            let at = pair.iter().position(|byte| *byte == b'=');
            let (name, value) = match at {
                Some(at) => (&pair[..at], &pair[at + 1..]),
                None => (pair, &[][..]),
            };
            let name = decode(name)?.to_string();
            if !MULTI_VALUED.contains(&name.as_str()) && fields.iter().any(|(n, _)| *n == name) {
                return Err(Failure::bad_request("duplicate_field"));
            }
            fields.push((name, decode(value)?));
        }
        Ok(Self(fields))
    }

    /// Adds a field of a form with files, by the same rules.
    ///
    /// # Errors
    /// 400 for a field sent twice.
    pub fn add(&mut self, name: &str, text: &str) -> Result<(), Failure> {
        if !MULTI_VALUED.contains(&name) && self.0.iter().any(|(known, _)| known == name) {
            return Err(Failure::bad_request("duplicate_field"));
        }
        self.0
            .push((name.to_owned(), Zeroizing::new(text.replace("\r\n", "\n"))));
        Ok(())
    }

    /// Names and values, for drafts.
    pub fn pairs(&self) -> impl Iterator<Item = (String, String)> + '_ {
        self.0
            .iter()
            .map(|(name, value)| (name.clone(), value.to_string()))
    }

    /// Names and values that may be shown again: nothing whose name speaks of a secret.
    pub fn typed(&self) -> impl Iterator<Item = (String, String)> + '_ {
        self.pairs().filter(|(name, value)| {
            let secret = SECRET_WORDS.iter().any(|word| name.contains(word));
            !value.is_empty() && (!secret || SECRET_WORDS_APART.contains(&name.as_str()))
        })
    }

    /// A field's text, empty if it was not sent.
    pub fn text(&self, name: &str) -> &str {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map_or("", |(_, value)| value.as_str())
    }

    /// A secret field's text, in a type that does not print.
    pub fn secret(&self, name: &str) -> SecretString {
        SecretString::from(self.text(name).to_owned())
    }

    /// A check box.
    pub fn checked(&self, name: &str) -> bool {
        self.0.iter().any(|(known, value)| {
            known == name && !matches!(value.as_str(), "" | "false" | "off" | "0")
        })
    }

    /// All values of a field that may have several.
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.0
            .iter()
            .filter(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
            .collect()
    }

    /// The fields as a form shows them again, without the named secret ones.
    pub fn form(&self, secrets: &[&str]) -> Form {
        Form::new().keep(
            self.0
                .iter()
                .filter(|(name, _)| !secrets.contains(&name.as_str()))
                .map(|(name, value)| (name.clone(), value.to_string())),
            secrets,
        )
    }
}

impl FromRequest<App> for Fields {
    type Rejection = Failure;

    async fn from_request(request: Request, _app: &App) -> Result<Self, Self::Rejection> {
        let form = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|value| value.starts_with("application/x-www-form-urlencoded"));
        let visit = request.extensions().get::<Visit>().cloned();
        let body = read(request.into_body()).await?;
        if !form && !body.is_empty() {
            return Err(Failure::status(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "form_expected",
            ));
        }
        let fields = Self::parse(&body);
        if let (Some(visit), Ok(fields)) = (visit, &fields) {
            visit.keep_typed(fields.typed());
        }
        if let Ok(mut buffer) = body.try_into_mut() {
            buffer.as_mut().zeroize();
        }
        fields
    }
}

async fn read(body: Body) -> Result<bytes::Bytes, Failure> {
    match tokio::time::timeout(WHOLE_BODY, body.collect()).await {
        Ok(Ok(collected)) => Ok(collected.to_bytes()),
        Ok(Err(error)) => Err(Failure::from_body(&error)),
        Err(_) => Err(Failure::status(StatusCode::REQUEST_TIMEOUT, "too_slow")),
    }
}

/// Decodes `+` and `%XX`; line ends become `\n` as in the page's text area.
fn decode(text: &[u8]) -> Result<Zeroizing<String>, Failure> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len()));
    let mut rest = text.iter();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let digit = |byte: Option<&u8>| {
                    byte.and_then(|byte| char::from(*byte).to_digit(16))
                        .and_then(|digit| u8::try_from(digit).ok())
                };
                match (digit(rest.next()), digit(rest.next())) {
                    (Some(high), Some(low)) => high << 4 | low,
                    _ => return Err(Failure::bad_request("malformed_form")),
                }
            }
            byte => *byte,
        });
    }
    std::str::from_utf8(&bytes)
        .map(|text| Zeroizing::new(text.replace("\r\n", "\n")))
        .map_err(|_| Failure::bad_request("malformed_form"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret as _;

    #[test]
    fn fields_are_decoded_and_secrets_do_not_come_back() {
        let fields = Fields::parse(b"name=Petra+M%C3%BCller&password=a%26b&tasks=x&tasks=y&on=1")
            .unwrap_or_default();
        assert_eq!(fields.text("name"), "Petra Müller");
        assert_eq!(fields.secret("password").expose_secret(), "a&b");
        assert_eq!(fields.all("tasks"), ["x", "y"]);
        assert!(fields.checked("on") && !fields.checked("off"));
        let form = fields.form(&["password"]);
        assert_eq!(
            (form.value("name"), form.value("password")),
            ("Petra Müller", "")
        );
    }

    #[test]
    fn a_field_sent_twice_or_broken_is_refused() {
        for body in [&b"role=reader&role=admin"[..], b"a=%zz", b"a=%f", b"a=%ff"] {
            assert!(Fields::parse(body).is_err());
        }
    }
}
