//! Names of the house rules, their stages and units, and of what is fixed.

use domain::charge::Cents;
use domain::rules::{Rule, Unit};

use super::labels::Labels;

labels! {
    Labels {
        /// A house rule, as the label of its field.
        fn rule(domain::rules::Rule) {
            DraftHours => "Zugangsdaten in einem Entwurf, den niemand absendet", "Credentials in a draft nobody submits";
            ValidityTotal => "Genehmigung gilt ab der Unterschrift längstens", "Authorization holds from the signature at most";
            ValidityWork => "Genehmigung gilt ab Beginn der Arbeiten höchstens", "Authorization holds from the beginning of the work at most";
            Extension => "Eine Verlängerung bringt", "An extension adds";
            CredentialsAfterEnd => "Zugangsdaten warten nach dem Ablauf auf eine Verlängerung", "Credentials wait for an extension after the expiry";
            SignDigits => "Sechsstelliger Code per Mail gilt", "Six-digit code by mail is valid";
            RepeatCases => "Die Leitung entscheidet ab diesem Fall auf demselben System", "A manager decides from this case on the same system";
            RepeatDays => "Wiederholungen zählen so weit zurück", "Repeats count this far back";
            LooksPerHour => "Einsichten in ein Feld je Stunde", "Looks at one field an hour";
            LooksPerDay => "Einsichten einer Person je Tag", "Looks of one person a day";
            LookSeconds => "Zugangsdaten bleiben sichtbar", "Credentials stay visible";
            LiveRefresh => "Zugriffsprotokoll ohne JavaScript lädt neu nach", "Access log without JavaScript reloads after";
            CardInside => "Service Card je Stunde, werktags 8 bis 17 Uhr", "Service Card an hour, weekdays 8 to 17";
            CardOutside => "Service Card je Stunde, sonst", "Service Card an hour, otherwise";
            RemoteHands => "Remote Hands je angefangene Einheit", "Remote Hands per started unit";
            WorkUnit => "Einheit der Abrechnung nach Zeit", "Unit of work charged by time";
            CeilingHours => "Vorgeschlagene Kostenobergrenze reicht für", "Proposed cost ceiling is enough for";
            OfferDays => "Angebot kann angenommen werden", "An offer can be accepted for";
            HandoverRead => "Übergebene Zugangsdaten bleiben nach dem ersten Lesen", "Handed-over credentials stay after the first reading";
            HandoverDays => "Übergebene Zugangsdaten warten ungelesen", "Handed-over credentials wait unread";
            HandoverReminder1 => "Erste Erinnerung an ungelesene Zugangsdaten nach", "First reminder of unread credentials after";
            HandoverReminder2 => "Zweite Erinnerung an ungelesene Zugangsdaten nach", "Second reminder of unread credentials after";
            HandoverReminder3 => "Dritte Erinnerung an ungelesene Zugangsdaten nach", "Third reminder of unread credentials after";
            HandoverReminder4 => "Letzte Erinnerung an ungelesene Zugangsdaten nach", "Last reminder of unread credentials after";
            ChangeReminder1 => "Erste Erinnerung an die Passwortänderung nach", "First reminder of the password change after";
            ChangeReminder2 => "Zweite Erinnerung an die Passwortänderung nach", "Second reminder of the password change after";
            ChangeReminder3 => "Dritte Erinnerung an die Passwortänderung nach", "Third reminder of the password change after";
            ChangeReminderEvery => "Danach wieder alle", "Then again every";
            UndoSeconds => "Nachricht zurückholen", "Take a message back";
            ReopenDays => "Gelöstes Ticket wieder öffnen", "Reopen a resolved ticket";
            PageMinutes => "Antwortet die Bereitschaft nicht, wird die Nächste gefragt nach", "Without an answer the next one on call is asked after";
            ResolvedDays => "Gelöstes Ticket schließt von selbst nach", "A resolved ticket closes by itself after";
        }
        /// A stage of the procedure, as the title of its panel.
        fn rule_stage(domain::rules::Stage) {
            Request => "Anforderung", "Request";
            Authorization => "Genehmigung", "Authorization";
            Assessment => "Prüfung und Einschätzung", "Checks and assessment";
            Work => "Arbeit und Einsicht", "Work and looks";
            Prices => "Preise, netto", "Prices, net";
            Closing => "Abschluss", "Closing";
            Tickets => "Tickets", "Tickets";
        }
        /// What keeps the old number.
        fn rule_kept(domain::rules::Kept) {
            Signed => "Unterschriebenes und Angebotenes behält seine Zahl.", "What is signed or offered keeps its number.";
            OfThatDay => "Was vorher begann, endet nach der alten Zahl.", "What began before ends by the old number.";
            AtOnce => "Gilt sofort.", "Counts at once.";
        }
        /// A fixed number.
        fn fixed(domain::rules::Fixed) {
            Deposit => "Hinterlegte Zugangsdaten werden spätestens vernichtet nach", "Deposited credentials are destroyed at the latest after";
            FreshProof => "Erneute Bestätigung der Person gilt", "A fresh proof of the person counts for";
            FactorStep => "Schritt des zweiten Faktors", "Step of the second factor";
            CodeDigits => "Ziffern des Codes per Mail", "Digits of the code by mail";
            Ceiling => "Über der Kostenobergrenze wird nichts berechnet ab", "Beyond the cost ceiling nothing is charged from";
            LookLease => "Gewährte Einsicht muss angezeigt sein in", "A granted look must be shown within";
            ProcessLease => "Nachfolge eines ausgefallenen Servers oder Workers", "A dead server or worker is replaced after";
        }
        /// Why it is fixed.
        fn fixed_reason(domain::rules::Fixed) {
            Deposit => "Die äußerste Grenze dessen, was wir zu hinterlegten Zugangsdaten zusagen.", "The outer bound of what we promise about deposited credentials.";
            FreshProof => "Eine offen gelassene Sitzung darf kein Weg zu Geheimnissen werden.", "A session left open must not become a way to secrets.";
            FactorStep => "So zählen alle Authenticator-Apps (RFC 6238); es gilt der jetzige oder der vorige Schritt, jeder einmal.", "All authenticator apps count like this (RFC 6238); the step now or the one before counts, each once.";
            CodeDigits => "Gehört zu den fünf Versuchen, nach denen ein Code wertlos ist.", "Belongs to the five tries after which a code is worthless.";
            Ceiling => "Die Obergrenze setzt die Kundenseite, nicht wir.", "The customer sets the ceiling, not we.";
            LookLease => "Technische Grenze einer einzelnen Anfrage.", "A technical bound of a single request.";
            ProcessLease => "Wird gebraucht, bevor die Datenbank gelesen werden darf.", "Needed before the database may be read.";
        }
    }
}

impl Labels {
    /// The unit of a rule, as it stands behind its field.
    pub const fn rule_unit(&self, unit: Unit) -> &'static str {
        self.unit_of(unit, 2)
    }

    const fn unit_of(&self, unit: Unit, number: i64) -> &'static str {
        let (de, en) = match (unit, number) {
            (Unit::Seconds, 1) => ("Sekunde", "second"),
            (Unit::Seconds, _) => ("Sekunden", "seconds"),
            (Unit::Minutes, 1) => ("Minute", "minute"),
            (Unit::Minutes, _) => ("Minuten", "minutes"),
            (Unit::Hours, 1) => ("Stunde", "hour"),
            (Unit::Hours, _) => ("Stunden", "hours"),
            (Unit::Days, 1) => ("Tag", "day"),
            (Unit::Days, _) => ("Tage", "days"),
            (Unit::WorkingDays, 1) => ("Werktag", "working day"),
            (Unit::WorkingDays, _) => ("Werktage", "working days"),
            (Unit::Times, 1) => ("Mal", "time"),
            (Unit::Times, _) => ("Mal", "times"),
            (Unit::Cents, _) => ("€", "€"),
        };
        self.0.pick(de, en)
    }

    /// A rule's number without its unit; money as an amount.
    pub fn rule_number(&self, rule: Rule, number: i64) -> String {
        match rule.unit() {
            Unit::Cents => Cents(number).show(self.locale()),
            _ => number.to_string(),
        }
    }

    /// A rule's number with its unit.
    pub fn rule_amount(&self, rule: Rule, number: i64) -> String {
        match rule.unit() {
            Unit::Cents => self.rule_number(rule, number),
            unit => format!("{number}\u{a0}{}", self.unit_of(unit, number)),
        }
    }
}
