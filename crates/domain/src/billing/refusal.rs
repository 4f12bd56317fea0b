//! Why a work entry is not taken: the field, the reason and the way out, German and English.

use super::entry::EntryState;
use crate::account::Locale;
use crate::time::{Timestamp, clock_time, date};

codes! {
    /// The field a refusal stands at.
    pub enum EntryField {
        /// The start.
        From => "from",
        /// The end.
        To => "to",
        /// The article.
        Article => "article",
        /// The order or authorization.
        Agreement => "agreement",
        /// The note.
        Note => "note",
        /// Why nothing is charged.
        Waived => "waived",
        /// Why it is changed.
        Why => "why",
        /// The entry as a whole.
        Entry => "entry",
    }
}

/// Why a work entry is not taken or not changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EntryRefusal {
    /// It ends before it starts, or at once: 0 seconds are no work (billing rule 3).
    #[error("the work ends before it starts")]
    EndsFirst,
    /// It is longer than a day.
    #[error("the work is longer than 24 hours")]
    TooLong,
    /// It ends in the future.
    #[error("the work ends in the future")]
    Future,
    /// It begins before the contract.
    #[error("the work begins before the contract, on {0}")]
    BeforeContract(Timestamp),
    /// The same person worked on something else then.
    #[error("it overlaps an entry of the same person from {from}")]
    Overlaps {
        /// Since when.
        from: Timestamp,
        /// Until when; `None`: that one is still running.
        to: Option<Timestamp>,
    },
    /// The work was stopped by a finding and is not ordered (M-31).
    #[error("the work is stopped until the customer accepts an offer")]
    Stopped,
    /// No tariff has such an article then.
    #[error("no tariff has this article on that day")]
    UnknownArticle,
    /// No such order or authorization was agreed.
    #[error("nobody agreed to this order")]
    UnknownAgreement,
    /// More than 500 characters.
    #[error("the text is longer than 500 characters")]
    TextTooLong(EntryField),
    /// A change says why.
    #[error("a change says why")]
    WhyRequired,
    /// It says the same as before.
    #[error("nothing was changed")]
    NothingChanged,
    /// Approved and discarded entries stay as they are (billing rule 9).
    #[error("the entry is {0}")]
    NotADraft(EntryState),
    /// Only an approved entry is taken back by another one.
    #[error("the entry is {0}, not approved")]
    NotApproved(EntryState),
    /// It takes another entry back itself.
    #[error("a reversal is not taken back")]
    IsAReversal,
    /// It was taken back already.
    #[error("the entry was taken back already")]
    ReversedAlready,
    /// It would have happened before the change that came before it.
    #[error("the entry was changed later than that")]
    Order,
}

impl EntryRefusal {
    /// Where the form shows it.
    pub const fn field(&self) -> EntryField {
        match self {
            Self::EndsFirst | Self::TooLong | Self::Future => EntryField::To,
            Self::BeforeContract(_) | Self::Overlaps { .. } => EntryField::From,
            Self::UnknownArticle => EntryField::Article,
            Self::UnknownAgreement => EntryField::Agreement,
            Self::TextTooLong(field) => *field,
            Self::WhyRequired => EntryField::Why,
            Self::Stopped
            | Self::NothingChanged
            | Self::NotADraft(_)
            | Self::NotApproved(_)
            | Self::IsAReversal
            | Self::ReversedAlready
            | Self::Order => EntryField::Entry,
        }
    }

    /// The reason and the way out, in words.
    pub fn words(&self, locale: Locale) -> String {
        match locale {
            Locale::De => self.german(),
            Locale::En => self.english(),
        }
    }

    fn german(&self) -> String {
        let text = match self {
            Self::EndsFirst => "Das Ende muss nach dem Beginn liegen.",
            Self::TooLong => {
                "Ein Eintrag ist höchstens 24 Stunden lang. Teilen Sie ihn auf mehrere auf."
            }
            Self::Future => {
                "Das Ende liegt in der Zukunft. Tragen Sie nur ein, was schon gearbeitet ist."
            }
            Self::BeforeContract(begins) => {
                return format!(
                    "Der Vertrag beginnt am {}. Arbeit davor gehört nicht zu ihm.",
                    date(*begins, true)
                );
            }
            Self::Overlaps { from, to } => {
                let to = to.map_or_else(|| "jetzt (läuft noch)".to_owned(), clock_time);
                return format!(
                    "Von {} bis {to} ist für dieselbe Person schon etwas eingetragen. Ändern Sie die Zeiten oder den anderen Eintrag.",
                    clock_time(*from)
                );
            }
            Self::Stopped => {
                "Die Arbeit ruht, bis der Kunde das Angebot annimmt. Danach beginnt ein neuer Eintrag."
            }
            Self::UnknownArticle => {
                "Diesen Artikel gibt es an dem Tag in keinem Tarif. Wählen Sie einen anderen oder ergänzen Sie die Preisliste."
            }
            Self::UnknownAgreement => {
                "Diesem Auftrag hat niemand zugestimmt. Wählen Sie einen angenommenen."
            }
            Self::TextTooLong(_) => "Höchstens 500 Zeichen.",
            Self::WhyRequired => "Sagen Sie, warum der Eintrag geändert wird.",
            Self::NothingChanged => "Es wurde nichts geändert.",
            Self::NotADraft(EntryState::Approved) => {
                "Der Eintrag ist freigegeben. Nehmen Sie ihn mit einer Gegenbuchung zurück und tragen Sie ihn neu ein."
            }
            Self::NotADraft(_) => "Der Eintrag ist verworfen. Tragen Sie die Arbeit neu ein.",
            Self::NotApproved(_) => {
                "Nur ein freigegebener Eintrag bekommt eine Gegenbuchung. Ändern oder verwerfen Sie diesen."
            }
            Self::IsAReversal => {
                "Eine Gegenbuchung wird nicht zurückgenommen. Tragen Sie die Arbeit neu ein."
            }
            Self::ReversedAlready => "Zu diesem Eintrag gibt es schon eine Gegenbuchung.",
            Self::Order => {
                "Der Eintrag wurde inzwischen geändert. Laden Sie die Seite neu und versuchen Sie es noch einmal."
            }
        };
        text.to_owned()
    }

    fn english(&self) -> String {
        let text = match self {
            Self::EndsFirst => "The end must lie after the start.",
            Self::TooLong => "An entry is at most 24 hours long. Split it into several.",
            Self::Future => "The end lies in the future. Enter only what has been worked.",
            Self::BeforeContract(begins) => {
                return format!(
                    "The contract begins on {}. Work before that is not part of it.",
                    date(*begins, false)
                );
            }
            Self::Overlaps { from, to } => {
                let to = to.map_or_else(|| "now (still running)".to_owned(), clock_time);
                return format!(
                    "From {} to {to} something is entered for the same person already. Change the times or the other entry.",
                    clock_time(*from)
                );
            }
            Self::Stopped => {
                "The work rests until the customer accepts the offer. After that a new entry begins."
            }
            Self::UnknownArticle => {
                "No tariff has this article on that day. Choose another one or add it to the price list."
            }
            Self::UnknownAgreement => "Nobody agreed to this order. Choose an accepted one.",
            Self::TextTooLong(_) => "At most 500 characters.",
            Self::WhyRequired => "Say why the entry is changed.",
            Self::NothingChanged => "Nothing was changed.",
            Self::NotADraft(EntryState::Approved) => {
                "The entry is approved. Take it back with a reversal and enter it anew."
            }
            Self::NotADraft(_) => "The entry is discarded. Enter the work anew.",
            Self::NotApproved(_) => {
                "Only an approved entry gets a reversal. Change or discard this one."
            }
            Self::IsAReversal => "A reversal is not taken back. Enter the work anew.",
            Self::ReversedAlready => "This entry has been taken back already.",
            Self::Order => {
                "The entry was changed in the meantime. Load the page again and try once more."
            }
        };
        text.to_owned()
    }
}

impl From<super::NotASpan> for EntryRefusal {
    fn from(_: super::NotASpan) -> Self {
        Self::EndsFirst
    }
}
