//! The intervention: states, symptoms, tasks, ways in, gate, signatures.

use domain::account::Locale;
use domain::intervention::action_log::LogMethod;
use domain::intervention::{
    AccessMethod, AuthorizationVersionKind, Cause, Complexity, EndReason, GateLine,
    InterventionState, SecondFactor, Symptom, Task,
};

use super::{Word, words};

words!(InterventionState {
    Draft: "Entwurf", "draft";
    Requested: "angefragt", "requested";
    Verified: "geprüft", "verified";
    Assessed: "bewertet", "assessed";
    Running: "in Arbeit", "running";
    Clarifying: "in Klärung", "clarifying";
    Hardware: "wartet auf Hardware", "waiting for hardware";
    Summarised: "zusammengefasst", "summarised";
    Closed: "abgeschlossen", "closed";
    Declined: "abgelehnt", "declined";
    Withdrawn: "zurückgezogen", "withdrawn";
    Revoked: "gesperrt", "locked by the customer";
    Reopened: "wieder geöffnet", "reopened";
});

words!(Complexity {
    Standard: "Standard", "Standard";
    Complex: "Komplex", "Complex";
});

words!(EndReason {
    Revoked: "von der Kundenseite gesperrt", "locked by the customer";
    Withdrawn: "Anfrage zurückgezogen", "request withdrawn";
    Declined: "Anfrage abgelehnt", "request declined";
    Closed: "Einsatz abgeschlossen", "intervention closed";
    Abandoned: "Entwurf nicht abgeschickt", "draft abandoned";
});

words!(AuthorizationVersionKind {
    Initial: "Erste Unterschrift", "First signature";
    Edit: "Änderung", "Change";
    Extension: "Verlängerung", "Extension";
});

words!(SecondFactor {
    Totp: "Einmalcode aus einer Authenticator-App", "one-time code from an authenticator app";
    RecoveryCode: "Wiederherstellungscode", "recovery code";
    MailCode: "Passwort und sechsstelliger Code per E-Mail", "password and a six-digit code by mail";
});

/// Lists that have their words in the domain, because signed texts use them too.
macro_rules! labelled {
    ($($of:ty),+) => {
        $(impl Word for $of {
            fn word(self, locale: Locale) -> &'static str {
                self.label(locale)
            }
        })+
    };
}

labelled!(AccessMethod, Cause, GateLine, LogMethod, Symptom, Task);
