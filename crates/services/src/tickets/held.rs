//! Texts that look like secrets are held back before anything is stored. // INTERVENTION, Secrets in ordinary text
//!
//! The author sees the text with the secret masked and decides: into the vault, or sent all the same, which is logged.

use std::fmt::Write as _;

use domain::audit::EventKind;
use domain::ids::{OrganizationId, TicketId};
use domain::secrets_in_text::{Finding, mask, scan};
use store::Tx;
use vault::SecretBytes;

use crate::audit;
use crate::context::OpContext;
use crate::error::Result;

/// What to do with a text that looks like a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnSecret {
    /// Hold it back and ask.
    #[default]
    Ask,
    /// Store it all the same; logged.
    Keep,
    /// Put the secret into the vault and a reference in its place.
    Vault,
}

impl OnSecret {
    /// From the button that was pressed; anything unknown asks.
    pub fn from_code(code: &str) -> Self {
        match code {
            "keep" => Self::Keep,
            "vault" => Self::Vault,
            _ => Self::Ask,
        }
    }
}

/// A text that was held back, with the secret masked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The field it was typed into.
    pub field: &'static str,
    /// The text with dots in the place of what looks like a secret.
    pub masked: String,
}

/// What was found in the fields of one form.
#[derive(Debug, Default)]
pub(crate) struct Findings(Vec<(Held, Vec<Finding>)>);

impl Findings {
    /// Looks at one field.
    pub(crate) fn look(&mut self, field: &'static str, text: &str) {
        let found = scan(text);
        if !found.is_empty() {
            let held = Held {
                field,
                masked: mask(text, &found),
            };
            self.0.push((held, found));
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Something was found that cannot move into the vault: names and contents of files.
    pub(crate) fn in_files(&self) -> bool {
        self.0
            .iter()
            .any(|(held, _)| held.field == crate::attachments::FIELD)
    }

    /// Takes what was found out of a field's text: the text with `[Tresor #n]` in its place, and the pieces in their order.
    pub(crate) fn take(&self, field: &str, text: &str, pieces: &mut Vec<SecretBytes>) -> String {
        let mut found: Vec<&Finding> = self
            .0
            .iter()
            .filter(|(held, _)| held.field == field)
            .flat_map(|(_, found)| found)
            .collect();
        found.sort_by_key(|finding| finding.from);
        let chars: Vec<char> = text.chars().collect();
        let (mut left, mut at) = (String::with_capacity(text.len()), 0);
        for finding in found {
            let (from, to) = (finding.from.max(at), finding.to.min(chars.len()));
            if from >= to {
                continue;
            }
            left.extend(&chars[at..from]);
            let piece: String = chars[from..to].iter().collect();
            pieces.push(SecretBytes::new(piece.into_bytes()));
            let _ = write!(left, "[Tresor #{}]", pieces.len());
            at = to;
        }
        left.extend(&chars[at..]);
        left
    }

    /// For the page.
    pub(crate) fn held(self) -> Vec<Held> {
        self.0.into_iter().map(|(held, _)| held).collect()
    }

    fn kinds(&self) -> String {
        let mut kinds: Vec<&str> = self
            .0
            .iter()
            .flat_map(|(_, found)| found.iter().map(|f| f.kind.code()))
            .collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds.join(" ")
    }

    /// Logs that something was held back, or kept in plain text: kinds and number, never the text.
    pub(crate) async fn log(
        &self,
        op: &OpContext,
        tx: &mut Tx,
        organization: OrganizationId,
        ticket: Option<TicketId>,
        kind: EventKind,
    ) -> Result<()> {
        let count: usize = self.0.iter().map(|(_, found)| found.len()).sum();
        let mut event = audit::by(op, kind)
            .with("kinds", self.kinds())
            .with("count", i64::try_from(count).unwrap_or(i64::MAX));
        event.ticket = ticket;
        audit::append(&op.app, tx, organization, event).await?;
        Ok(())
    }
}

/// A text for a mail: whatever looks like a secret is masked there in any case.
pub(crate) fn for_mail(text: &str) -> String {
    mask(text, &scan(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_found_is_replaced_and_nothing_else() {
        let text = "Größe egal, Passwort: Xk9!vQ2#mLp7 bitte ändern.";
        let mut findings = Findings::default();
        findings.look("body", text);
        let mut pieces = Vec::new();
        let left = findings.take("body", text, &mut pieces);
        assert_eq!(left, "Größe egal, Passwort: [Tresor #1] bitte ändern.");
        assert_eq!(pieces.len(), 1);
        assert_eq!(findings.take("subject", text, &mut pieces), text);
    }
}
