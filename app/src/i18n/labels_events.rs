//! Names of what the audit trail records: histories, logs, evidence.

use super::labels::Labels;

labels! {
    Labels {
        /// What happened, in a few words.
        fn event(domain::audit::EventKind) {
            TicketOpened => "Ticket eröffnet", "Ticket opened";
            TicketAssigned => "Zuständigkeit geändert", "Assignment changed";
            TicketStateChanged => "Zustand geändert", "State changed";
            TicketClassChanged => "Art geändert", "Class changed";
            TicketPriorityChanged => "Priorität geändert", "Priority changed";
            TicketSystemsChanged => "Betroffene Systeme geändert", "Affected systems changed";
            TicketLinked => "Tickets verknüpft", "Tickets linked";
            TicketResolved => "Ticket gelöst", "Ticket resolved";
            TicketClosed => "Ticket geschlossen", "Ticket closed";
            TicketReopened => "Ticket wieder geöffnet", "Ticket reopened";
            MessageSent => "Nachricht gesendet", "Message sent";
            MessageWithdrawn => "Nachricht zurückgeholt", "Message withdrawn";
            NoteAdded => "Interne Notiz abgelegt", "Internal note added";
            AttachmentAdded => "Datei angehängt", "File attached";
            TextHeldBack => "Text zurückgehalten: sieht nach einem Geheimnis aus", "Text held back: looks like a secret";
            TextMovedToVault => "Geheimnis in den Tresor verschoben", "Secret moved to the vault";
            TextSecretKept => "Text trotz Warnung gesendet", "Text sent despite the warning";
            ClockStarted => "Uhr gestartet", "Clock started";
            ClockPaused => "Uhr pausiert", "Clock paused";
            ClockResumed => "Uhr läuft wieder", "Clock running again";
            ClockStopped => "Uhr angehalten", "Clock stopped";
            ClockBreached => "Zusage verfehlt", "Promise missed";
            ClockExtended => "Neue Zeit mitgeteilt", "New time announced";
            ClockExempt => "Uhr befreit", "Clock exempt";
            InterventionRequested => "Einsatz angefragt", "Intervention requested";
            InterventionChanged => "Anfrage geändert", "Request changed";
            InterventionVerified => "Berechtigung geprüft", "Entitlement verified";
            InterventionAssessed => "Weg und Umfang festgelegt", "Way and complexity decided";
            InterventionStarted => "Arbeit begonnen", "Work started";
            InterventionResumed => "Arbeit fortgesetzt", "Work resumed";
            InterventionSummarised => "Zusammenfassung gesendet", "Summary sent";
            InterventionClosed => "Einsatz abgeschlossen", "Intervention closed";
            InterventionReopened => "Einsatz wieder geöffnet", "Intervention reopened";
            InterventionDeclined => "Anfrage abgelehnt", "Request declined";
            InterventionWithdrawn => "Anfrage zurückgezogen", "Request withdrawn";
            InterventionRevoked => "Zugriff gesperrt", "Access locked";
            PasswordChangeConfirmed => "Passwortänderung bestätigt", "Password change confirmed";
            AuthorizationSigned => "Genehmigung unterschrieben", "Authorization signed";
            AuthorizationEdited => "Genehmigung geändert", "Authorization changed";
            AuthorizationExtended => "Genehmigung verlängert", "Authorization extended";
            AuthorizationExpired => "Genehmigung abgelaufen", "Authorization expired";
            AuthorizationRevoked => "Genehmigung entzogen", "Authorization revoked";
            AuthorizationEnded => "Genehmigung beendet", "Authorization ended";
            StandingSigned => "Dauergenehmigung unterschrieben", "Standing authorization signed";
            StandingRevoked => "Dauergenehmigung widerrufen", "Standing authorization revoked";
            GateChecked => "Voraussetzungen geprüft", "Requirements checked";
            GateOverridden => "Voraussetzung freigegeben", "Requirement overridden";
            ProbeRun => "Von außen geprüft", "Checked from outside";
            MethodChosen => "Weg auf das System gewählt", "Way onto the system chosen";
            ComplexitySet => "Umfang festgelegt", "Complexity decided";
            RevealGranted => "Zugangsdaten eingesehen", "Credentials looked at";
            RevealDenied => "Einsicht verweigert", "Look refused";
            RevealFailed => "Einsicht fehlgeschlagen", "Look failed";
            RevealHidden => "Einsicht beendet", "Look ended";
            RevealCopied => "In die Zwischenablage kopiert", "Copied to the clipboard";
            RevealApprovalRequested => "Freigabe durch eine zweite Person erbeten", "Approval by a second person requested";
            RevealApproved => "Einsicht freigegeben", "Look approved";
            RevealApprovalDenied => "Freigabe abgelehnt", "Approval denied";
            RevealApprovalLapsed => "Freigabe verfallen", "Approval lapsed";
            RevealUnlocked => "Weitere Einsichten freigegeben", "Further looks unlocked";
            SecretStored => "Zugangsdaten hinterlegt", "Credentials deposited";
            SecretReplaced => "Zugangsdaten ersetzt", "Credentials replaced";
            SecretRejected => "Zugangsdaten passen nicht", "Credentials do not work";
            SecretShredded => "Zugangsdaten vernichtet", "Credentials destroyed";
            ActionLogged => "Maßnahme eingetragen", "Action logged";
            ActionCorrected => "Eintrag berichtigt", "Entry corrected";
            WorkStarted => "Zeit gestartet", "Timer started";
            WorkStopped => "Zeit angehalten", "Timer stopped";
            WorkWaived => "Arbeitszeit ohne Berechnung", "Work time not charged";
            ClarificationAsked => "Rückfrage gestellt", "Question asked";
            ClarificationAnswered => "Rückfrage beantwortet", "Question answered";
            OrderOffered => "Angebot gemacht", "Offer made";
            OrderAccepted => "Angebot angenommen", "Offer accepted";
            OrderDeclined => "Angebot abgelehnt", "Offer declined";
            OrderEnded => "Angebot beendet", "Offer ended";
            CeilingRaised => "Kostenobergrenze angehoben", "Cost ceiling raised";
            CeilingMarked => "Marke der Kostenobergrenze erreicht", "Mark of the cost ceiling reached";
            HandoverCreated => "Neue Zugangsdaten übergeben", "New credentials handed over";
            HandoverRead => "Übergebene Zugangsdaten gelesen", "Handed-over credentials read";
            HandoverKept => "Zugangsdaten im Konto aufbewahrt", "Credentials kept in the account";
            HandoverEnded => "Übergabe beendet", "Hand-over ended";
            HardwareOpened => "Hardwarefall eröffnet", "Hardware case opened";
            HardwareChanged => "Hardwarefall geändert", "Hardware case changed";
            MembershipInvited => "Mitglied eingeladen", "Member invited";
            MembershipInvitationWithdrawn => "Einladung zurückgenommen", "Invitation withdrawn";
            MembershipAdded => "Mitglied hinzugekommen", "Member added";
            MembershipRoleChanged => "Rolle geändert", "Role changed";
            MembershipRemoved => "Mitglied entfernt", "Member removed";
            AuthoriseRightGiven => "Recht zu genehmigen erteilt", "Right to authorise given";
            AuthoriseRightTaken => "Recht zu genehmigen entzogen", "Right to authorise taken";
            OrganizationCreated => "Kunde angelegt", "Customer created";
            OrganizationChanged => "Kundendaten geändert", "Customer changed";
            SystemCreated => "System angelegt", "System created";
            SystemChanged => "System geändert", "System changed";
            ContractCreated => "Vertrag angelegt", "Contract created";
            ContractChanged => "Vertrag geändert", "Contract changed";
            CatalogueChanged => "Leistungen geändert", "Services changed";
            DefaultsChanged => "Vorgaben geändert", "Defaults changed";
            ProviderChanged => "Angaben des Anbieters geändert", "Provider changed";
            StaffInvited => "Ins Personal eingeladen", "Invited to the staff";
            StaffInvitationWithdrawn => "Einladung ins Personal zurückgezogen", "Staff invitation withdrawn";
            StaffJoined => "Ins Personal aufgenommen", "Joined the staff";
            StaffChanged => "Rolle oder Rechte geändert", "Role or rights changed";
            PersonSwitchedOff => "Zugang ausgeschaltet", "Account switched off";
            PersonSwitchedOn => "Zugang eingeschaltet", "Account switched on";
            PersonFactorReset => "Zweiten Faktor zurückgesetzt", "Second factor reset";
            PersonSessionsEnded => "Überall abgemeldet", "Logged out everywhere";
            PersonReset => "Zugang neu geöffnet", "Account opened again";
            TeamCreated => "Team angelegt", "Team created";
            TeamChanged => "Team geändert", "Team changed";
            LoginSucceeded => "Angemeldet", "Logged in";
            LoginFailed => "Anmeldung fehlgeschlagen", "Log-in failed";
            LoginLocked => "Anmeldung vorübergehend gesperrt", "Log-in temporarily locked";
            LoginEnded => "Abgemeldet", "Logged out";
            SessionEnded => "Sitzung beendet", "Session ended";
            PasswordChanged => "Passwort geändert", "Password changed";
            FactorEnrolled => "Zweiter Faktor eingerichtet", "Second factor set up";
            FactorRemoved => "Zweiter Faktor entfernt", "Second factor removed";
            RecoveryCodeUsed => "Wiederherstellungscode benutzt", "Recovery code used";
            EvidenceExported => "Nachweispaket erstellt", "Evidence pack created";
            AuditExported => "Protokoll exportiert", "Log exported";
            AuditVerified => "Protokoll geprüft", "Log verified";
            VaultRotated => "Tresorschlüssel gewechselt", "Vault key rotated";
            VaultRewrapped => "Schlüssel neu verpackt", "Keys rewrapped";
            VaultRetired => "Tresorschlüssel ausgemustert", "Vault key retired";
            VaultVerified => "Tresor geprüft", "Vault verified";
            VaultSwept => "Fällige Zugangsdaten vernichtet", "Due credentials destroyed";
        }

        /// A group of events of the provider's own chain.
        fn house_topic(domain::audit::HouseTopic) {
            People => "Personal", "Staff";
            Teams => "Teams", "Teams";
            Catalogue => "Leistungen", "Services";
            Defaults => "Vorgaben", "Defaults";
            Provider => "Anbieter", "Provider";
            Vault => "Tresor", "Vault";
            Chain => "Protokoll selbst", "The log itself";
        }
    }
}
