//! Mail addresses: the log-in name and where mail goes.
//!
//! Deliberately narrower than the standards: plain ASCII, no quoted local parts, a domain with a dot. Whatever could
//! change the meaning of a mail header cannot be held by the type at all.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A lower-cased, well-formed mail address.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EmailAddress(String);

/// The text is no mail address this desk can write to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a mail address")]
pub struct InvalidEmail;

/// Longest address SMTP carries.
const MAX: usize = 254;
/// Longest part before the at sign.
const MAX_LOCAL: usize = 64;

impl EmailAddress {
    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for EmailAddress {
    type Err = InvalidEmail;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // Only blanks are trimmed: a line break at the end is refused, not repaired.
        let text = text.trim_matches(' ').to_ascii_lowercase();
        if text.len() > MAX {
            return Err(InvalidEmail);
        }
        let (local, domain) = text.split_once('@').ok_or(InvalidEmail)?;
        if is_local(local) && is_domain(domain) {
            Ok(Self(text))
        } else {
            Err(InvalidEmail)
        }
    }
}

fn is_local(local: &str) -> bool {
    local.len() <= MAX_LOCAL
        && local.split('.').all(|atom| {
            !atom.is_empty()
                && atom
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b))
        })
}

fn is_domain(domain: &str) -> bool {
    domain.contains('.')
        && domain.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'-')
        })
}

impl TryFrom<String> for EmailAddress {
    type Error = InvalidEmail;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<EmailAddress> for String {
    fn from(address: EmailAddress) -> Self {
        address.0
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_lower_cased_and_trimmed() {
        let address: EmailAddress = " Anna.Berg+desk@Example.ORG ".parse().expect("valid");
        assert_eq!(address.as_str(), "anna.berg+desk@example.org");
    }

    #[test]
    fn nothing_that_could_add_a_mail_header_is_an_address() {
        for bad in [
            "",
            "anna",
            "anna@",
            "@example.org",
            "anna@localhost",
            "anna@example.org\r\nBcc: b@example.org",
            "anna@example.org\n",
            "anna\t@example.org",
            "anna@exa mple.org",
            "anna@@example.org",
            "a..b@example.org",
            ".a@example.org",
            "a@-example.org",
            "a@example..org",
            "\"a b\"@example.org",
            "a,b@example.org",
            "<a@example.org>",
            "änna@example.org",
        ] {
            assert_eq!(bad.parse::<EmailAddress>(), Err(InvalidEmail), "{bad:?}");
        }
        let long = format!("{}@example.org", "a".repeat(65));
        assert_eq!(long.parse::<EmailAddress>(), Err(InvalidEmail));
    }

    #[test]
    fn json_cannot_smuggle_a_bad_address_in() {
        assert!(serde_json::from_str::<EmailAddress>("\"a@b.de\\r\\n\"").is_err());
        assert!(serde_json::from_str::<EmailAddress>("\"A@b.de\"").is_ok());
    }
}
