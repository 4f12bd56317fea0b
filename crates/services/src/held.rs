//! Texts that look like secrets are held back before anything is stored. // INTERVENTION, Secrets in ordinary text
//!
//! Messages, notes, new tickets and every form of the procedure do it the same way: the use case looks through its texts
//! inside its own unit of work. While nobody has decided, that unit of work is undone, and one of its own holds the event
//! that something was held back, and nothing else. Once the author has decided, event and vault are written together with the act; an act
//! that is refused leaves neither.
//!
//! The decision travels in [`OpContext`]: it belongs to one request as the address does it came from. No form of a use case
//! has to carry it, and one that nobody thought of asks.

use std::fmt::Write as _;

use domain::audit::EventKind;
use domain::ids::{OrganizationId, TicketId};
use domain::secrets_in_text::{Finding, mask, scan};
use store::Tx;
use store::tickets::TicketRow;
use vault::SecretBytes;

use crate::context::OpContext;
use crate::error::{Result, ServiceError};
use crate::interventions::Case;
use crate::{attachments, audit, credentials};

/// What stands in the place of a secret in [`mask`]'s preview.
const DOTS: &str = "•••••";
/// Lines of a file that a preview shows.
const MOST_LINES: usize = 20;
/// Characters of such a line.
const LONGEST_LINE: usize = 200;
/// A text of more bytes is looked through beside the requests: that takes milliseconds.
const LONG: usize = 8 * 1024;

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
    /// One of us wrote it: in the vault nobody reads it again, the customer least of all.
    pub ours: bool,
}

/// Looks through the texts of an act on a case and gives them back as they may be stored. When the author has to be
/// asked, the unit of work is undone: whatever it has written before does not happen.
///
/// # Errors
/// [`ServiceError::Held`] when nobody has decided, [`ServiceError::VaultSealed`].
pub(crate) async fn screen<const N: usize>(
    op: &OpContext,
    tx: Tx,
    case: &Case,
    texts: [(&'static str, &str); N],
) -> Result<(Tx, [String; N])> {
    let mut findings = Findings::default();
    for (field, text) in texts {
        findings.look(field, text);
    }
    let ticket = &case.ticket;
    let place = (ticket.organization_id, Some(ticket.id));
    let (mut tx, mut decided) = findings.decided(op, tx, place).await?;
    let texts = texts.map(|(field, text)| decided.text(field, text));
    decided.settle(op, &mut tx, ticket, Some(case)).await?;
    Ok((tx, texts))
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
                ours: false,
            };
            self.0.push((held, found));
        }
    }

    /// Looks at one field that may hold a long text: that one does not hold up other requests.
    ///
    /// # Errors
    /// The machine is shutting down.
    pub(crate) async fn look_at(&mut self, field: &'static str, text: &str) -> Result<()> {
        if text.len() <= LONG {
            self.look(field, text);
            return Ok(());
        }
        let text = text.to_owned();
        let looked = tokio::task::spawn_blocking(move || {
            let mut findings = Self::default();
            findings.look(field, &text);
            findings.0
        });
        self.0.extend(looked.await.map_err(ServiceError::internal)?);
        Ok(())
    }

    /// Looks through a file. That takes a while for a long one, so it does not hold up other requests; the preview shows the
    /// lines in which something was found.
    ///
    /// # Errors
    /// The machine is shutting down.
    pub(crate) async fn look_through(&mut self, field: &'static str, file: Vec<u8>) -> Result<()> {
        let looked = tokio::task::spawn_blocking(move || {
            let text = String::from_utf8_lossy(&file);
            let found = scan(&text);
            (excerpt(&mask(&text, &found)), found)
        });
        let (masked, found) = looked.await.map_err(ServiceError::internal)?;
        if !found.is_empty() {
            let held = Held {
                field,
                masked,
                ours: false,
            };
            self.0.push((held, found));
        }
        Ok(())
    }

    /// What the author decided about it. Where there is a decision to make still, the unit of work is undone, and one of
    /// its own says in the chain of this organization that something was held back.
    ///
    /// # Errors
    /// [`ServiceError::Held`].
    pub(crate) async fn decided(
        self,
        op: &OpContext,
        tx: Tx,
        (organization, ticket): (OrganizationId, Option<TicketId>),
    ) -> Result<(Tx, Decided)> {
        // What stands in a file cannot move into the vault.
        let ask = match op.on_secret {
            OnSecret::Ask => true,
            OnSecret::Vault => self.in_files(),
            OnSecret::Keep => false,
        };
        if ask && !self.0.is_empty() {
            tx.undo().await?;
            let mut tx = op.app.db().begin().await?;
            self.log(op, &mut tx, organization, ticket, EventKind::TextHeldBack)
                .await?;
            tx.save().await?;
            let ours = op.actor.role_in(organization).is_none();
            let held = self.0.into_iter().map(|(held, _)| Held { ours, ..held });
            let held = held.collect();
            return Err(ServiceError::Held(held));
        }
        let decided = Decided {
            findings: self,
            vault: op.on_secret == OnSecret::Vault,
            pieces: Vec::new(),
        };
        Ok((tx, decided))
    }

    /// In names and contents of files.
    fn in_files(&self) -> bool {
        self.0
            .iter()
            .any(|(held, _)| held.field == attachments::FIELD)
    }

    /// Takes what was found out of a field's text: the text with `[Tresor #n]` in its place, and the pieces in their order.
    fn take(&self, field: &str, text: &str, pieces: &mut Vec<SecretBytes>) -> String {
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
    async fn log(
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

/// Texts the author decided about, until the ticket is there to which secrets and event belong.
pub(crate) struct Decided {
    findings: Findings,
    vault: bool,
    pieces: Vec<SecretBytes>,
}

impl Decided {
    /// Nothing was found: there is nothing to settle.
    pub(crate) fn is_empty(&self) -> bool {
        self.findings.0.is_empty()
    }

    /// Nothing was found in a field.
    pub(crate) fn is_clean(&self, field: &str) -> bool {
        self.findings.0.iter().all(|(held, _)| held.field != field)
    }

    /// A field's text as it may be stored.
    pub(crate) fn text(&mut self, field: &str, text: &str) -> String {
        if self.vault {
            self.findings.take(field, text, &mut self.pieces)
        } else {
            text.to_owned()
        }
    }

    /// Puts into the vault what was taken out, or notes what was kept. Whose it becomes follows from who wrote it and from the
    /// case, if the ticket is one.
    ///
    /// # Errors
    /// [`ServiceError::VaultSealed`].
    pub(crate) async fn settle(
        self,
        op: &OpContext,
        tx: &mut Tx,
        ticket: &TicketRow,
        case: Option<&Case>,
    ) -> Result<()> {
        if !self.pieces.is_empty() {
            credentials::hold_text(op, tx, ticket, case, self.pieces).await?;
        } else if !self.is_empty() {
            let (organization, id) = (ticket.organization_id, Some(ticket.id));
            self.findings
                .log(op, tx, organization, id, EventKind::TextSecretKept)
                .await?;
        }
        Ok(())
    }
}

/// Lines of a file in which something is masked, as many as a page can show.
fn excerpt(masked: &str) -> String {
    let lines = masked.lines().filter(|line| line.contains(DOTS));
    let short = lines.take(MOST_LINES).map(|line| {
        let dots = line.find(DOTS).map_or(0, |at| line[..at].chars().count());
        let before = dots.saturating_sub(LONGEST_LINE / 2);
        line.chars().skip(before).take(LONGEST_LINE).collect()
    });
    short.collect::<Vec<String>>().join("\n")
}

/// A text for a mail: whatever looks like a secret is masked there in any case.
pub(crate) fn for_mail(text: &str) -> String {
    mask(text, &scan(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_preview_of_a_file_shows_the_lines_that_matter() {
        let long = format!("{} Passwort: Xk9!vQ2#mLp7", "x ".repeat(5_000));
        let text = format!("Zeile 1\nPasswort: Xk9!vQ2#mLp7\nZeile 3\n{long}\n");
        let shown = excerpt(&mask(&text, &scan(&text)));
        let lines: Vec<&str> = shown.lines().collect();
        assert_eq!(lines.len(), 2, "{shown}");
        assert_eq!(lines[0], "Passwort: X•••••");
        assert!(lines[1].ends_with("Passwort: X•••••") && lines[1].chars().count() <= LONGEST_LINE);
    }

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
