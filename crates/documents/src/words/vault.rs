//! Credentials: what was looked at, why not, why destroyed.

use domain::credential::{DenyCode, RevealOutcome, SecretField, ShredReason};

use super::words;

words!(SecretField {
    Username: "Benutzername", "user name";
    Password: "Passwort", "password";
    PrivateKey: "privater Schlüssel", "private key";
    Text: "geheimer Text", "secret text";
});

words!(RevealOutcome {
    Granted: "gezeigt", "shown";
    Denied: "verweigert", "denied";
    Failed: "fehlgeschlagen", "failed";
});

words!(DenyCode {
    ActorInactive: "Das Konto ist nicht aktiv.", "The account is not active.";
    NotEngineer: "Nur die Technik darf einsehen.", "Only engineers may look.";
    NoSecondFactor: "Angemeldet ohne zweiten Faktor.", "Logged in without a second factor.";
    SecondFactorStale: "Zweiter Faktor vor mehr als fünf Minuten geprüft.", "Second factor checked more than five minutes ago.";
    NotAssignee: "Nicht zuständig für dieses Ticket.", "Not the assignee of this ticket.";
    TicketNotOpen: "Das Ticket ist nicht offen.", "The ticket is not open.";
    NotRunning: "Der Einsatz läuft nicht.", "The intervention is not running.";
    GateNotPassed: "Die Prüfung war nicht bestanden.", "The gate was not passed.";
    AuthorizationNotActive: "Die Genehmigung ist nicht in Kraft.", "The authorization is not in force.";
    NotYetValid: "Die Genehmigung war noch nicht unterschrieben.", "The authorization was not signed yet.";
    ValidityOver: "Die Genehmigung war abgelaufen.", "The authorization had expired.";
    TextAltered: "Der gespeicherte Text ist nicht der unterschriebene.", "The stored text is not the signed text.";
    WrongClass: "Kein Zugang für diesen Einsatz.", "Not a credential of this intervention.";
    OtherOrganization: "Gehört zu einer anderen Organisation.", "Belongs to another organization.";
    OtherTicket: "Gehört zu einem anderen Ticket.", "Belongs to another ticket.";
    OtherSystem: "Gehört zu einem anderen System.", "Belongs to another system.";
    OtherAuthorization: "Gehört zu einer anderen Genehmigung.", "Belongs to another authorization.";
    Shredded: "Die Zugangsdaten sind vernichtet.", "The credentials were destroyed.";
    DepositTooOld: "Vor mehr als 72 Stunden hinterlegt.", "Deposited more than 72 hours ago.";
    Rollback: "Der Eintrag ist älter als der letzte der Prüfkette.", "The row is older than the newest one in the chain.";
    ReasonTooShort: "Die Begründung ist zu kurz.", "The reason is too short.";
    ReasonTooLong: "Die Begründung ist zu lang.", "The reason is too long.";
    NotApproved: "Die Freigabe durch eine zweite Person fehlt.", "The second person has not approved.";
    FieldLimit: "Die Einsichten in dieses Feld, die in einer Stunde erlaubt sind, waren aufgebraucht.", "The looks at this field allowed within an hour were used up.";
    DayLimit: "Die Einsichten, die einer Person am Tag erlaubt sind, waren aufgebraucht.", "The looks one person is allowed a day were used up.";
    VaultSealed: "Der Tresor ist versiegelt.", "The vault is sealed.";
});

words!(ShredReason {
    Closed: "Einsatz abgeschlossen", "intervention closed";
    Revoked: "von der Kundenseite gesperrt", "locked by the customer";
    Withdrawn: "Anfrage zurückgezogen", "request withdrawn";
    Declined: "Anfrage abgelehnt", "request declined";
    ValidityEnded: "Gültigkeit beendet, nicht verlängert", "validity ended, not extended";
    DepositTooOld: "72 Stunden nach der Hinterlegung", "72 hours after the deposit";
    DraftAbandoned: "Entwurf nicht abgeschickt", "draft abandoned";
    Replaced: "durch eine neue Fassung ersetzt", "replaced by a newer version";
    HandoverRead: "Frist nach dem ersten Lesen vorbei", "time after the first reading over";
    HandoverOverdue: "nicht rechtzeitig gelesen", "not read in time";
    HandoverKept: "ins Konto übernommen", "kept in the account";
    Removed: "entfernt", "removed";
});
