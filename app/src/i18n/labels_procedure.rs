//! Names of what the procedure weighs and asks for: advisor, gate, checklist, log, hand-over.

use super::labels::Labels;

labels! {
    Labels {
        /// What is still missing from a request, for the list beside the form.
        fn missing(domain::intervention::Missing) {
            RightToSign => "Unterschrift einer berechtigten Person", "signature of somebody entitled to sign";
            System => "das betroffene System", "the affected system";
            Symptom => "was nicht geht", "what is not working";
            Problem => "die Beschreibung des Problems", "a description of the problem";
            Tasks => "was wir tun sollen", "what we should do";
            Ceiling => "die Kostenobergrenze", "the cost ceiling";
            WayIn => "wie wir auf den Server kommen", "how we get onto the server";
            AccurateInformation => "Bestätigung: die Angaben stimmen", "confirmation: the information is accurate";
            Backups => "Bestätigung: es gibt aktuelle Sicherungen", "confirmation: there are current backups";
            Reachable => "Bestätigung: Sie sind erreichbar", "confirmation: you can be reached";
            PasswordChange => "Bestätigung: Sie ändern danach die Passwörter", "confirmation: you change the passwords afterwards";
            Interruption => "Bestätigung: eine kurze Unterbrechung ist möglich", "confirmation: a short interruption is possible";
            Signature => "die Unterschrift", "the signature";
        }
        /// What has to be done before a step.
        fn needs(domain::intervention::Needs) {
            Gate => "Dafür muss die Prüfung bestanden oder freigegeben sein.", "The checks have to be passed or overridden first.";
            Method => "Wählen Sie zuerst einen Weg auf das System.", "Choose a way onto the system first.";
            Complexity => "Legen Sie zuerst fest, ob der Einsatz Standard oder komplex ist.", "Decide first whether the intervention is standard or complex.";
            Assignee => "Weisen Sie das Ticket zuerst jemandem zu.", "Assign the ticket to somebody first.";
            ValidAuthorization => "Dafür braucht es eine vollständige, gültige Genehmigung.", "A complete and valid authorization is needed for this.";
            Summary => "Schreiben Sie zuerst die Zusammenfassung.", "Write the summary first.";
            ClosingItems => "Auf der Abschlussliste ist noch etwas offen.", "Something on the closing list is still open.";
            Reason => "Nennen Sie einen Grund mit 10 bis 500 Zeichen.", "Give a reason of 10 to 500 characters.";
        }
        /// Why we wait for the customer.
        fn clarify_reason(domain::intervention::ClarifyReason) {
            Question => "Rückfrage", "question";
            LoginWrong => "Zugangsdaten passen nicht", "credentials do not work";
            Expired => "Genehmigung abgelaufen", "authorization expired";
            QuestionExpired => "Rückfrage offen, Genehmigung abgelaufen", "question open, authorization expired";
            LoginWrongExpired => "Zugangsdaten passen nicht, Genehmigung abgelaufen", "credentials do not work, authorization expired";
        }
        /// Why a way in stands where it stands.
        fn advice(domain::intervention::advisor::ReasonCode) {
            HardwareInteraction => "Es muss jemand an die Hardware.", "Somebody has to touch the hardware.";
            AnswersWithLogin => "Der Port antwortet, und es gibt einen Zugang.", "The port answers and there is a login.";
            NotProbed => "Noch nicht geprüft; ein Zugang ist vorhanden.", "Not probed yet; there is a login.";
            StillAnswers => "Antwortet, aber das Problem liegt tiefer.", "Answers, but the problem lies deeper.";
            BootLoader => "Der Bootloader ist das Problem; er lässt sich nur von außen reparieren.", "The boot loader is the problem; it can only be repaired from outside.";
            FileSystem => "Das Dateisystem ist das Problem; es darf dabei nicht eingehängt sein.", "The file system is the problem; it must not be mounted meanwhile.";
            PasswordLost => "Das Passwort ist verloren; so lässt es sich zurücksetzen.", "The password is lost; this is the way to reset it.";
            ConsoleWithoutNetwork => "Die Konsole braucht kein Netzwerk und keinen Neustart.", "The console needs neither network nor restart.";
            ConsoleShowsBoot => "Die Konsole zeigt, woran der Start scheitert.", "The console shows where the boot fails.";
            ConsoleIfNeeded => "Hilft, wenn der erste Weg nicht genügt.", "Helps if the first way is not enough.";
            RescueWithoutConsole => "Es gibt keine Konsole, deshalb der Rettungsmodus.", "There is no console, hence rescue mode.";
            RescueIfNeeded => "Nur wenn die anderen Wege scheitern: Er startet den Server neu.", "Only if the other ways fail: it restarts the server.";
            LastResort => "Nur wenn alles andere scheitert.", "Only if everything else fails.";
            OnlyWayLeft => "Der einzige Weg, der bleibt.", "The only way left.";
            DedicatedOnly => "Gibt es nur bei dedizierten Servern.", "Dedicated servers only.";
            OptionMissing => "Diese Option ist für das System nicht gebucht.", "This option was not booked for the system.";
            VpsOnly => "Gibt es nur bei virtuellen Servern.", "Virtual servers only.";
            ConsoleMissing => "Dieser virtuelle Server hat keine Konsole.", "This virtual server has no console.";
            ServersOnly => "Nur Server lassen sich über das Netzwerk starten.", "Only servers boot over the network.";
            NotAllowed => "Der Kunde hat diesen Weg nicht erlaubt.", "The customer did not allow this way.";
            ConsoleSilent => "Die Konsole antwortet nicht.", "The console does not answer.";
            PortSilent => "Der Port antwortet nicht.", "The port does not answer.";
            NoLogin => "Es gibt keinen Zugang.", "There is no login.";
        }
        /// What a way in needs.
        fn advice_need(domain::intervention::advisor::Need) {
            OurKey => "unseren Schlüssel auf dem System", "our key on the system";
            Credentials => "die Zugangsdaten des Kunden", "the customer's credentials";
            Console => "die Konsole", "the console";
            NetworkBoot => "einen Start über das Netzwerk", "booting over the network";
            OnSite => "Technik vor Ort", "a technician on site";
        }
        /// What a way in interrupts.
        fn interruption(domain::intervention::advisor::Interruption) {
            None => "keine", "none";
            Restart => "Neustart, etwa 6\u{a0}min", "restart, about 6\u{a0}min";
            Travel => "Anfahrt; die zugesagte Zeit gilt dann nicht", "travel; the promised time does not apply then";
        }
        /// Why a way in cannot be chosen.
        fn choice_problem(domain::intervention::advisor::ChoiceProblem) {
            NotPossible => "Dieses System hat diesen Weg nicht.", "This system does not have this way.";
            NotAllowed => "Der Kunde hat diesen Weg nicht erlaubt; dafür braucht es eine neue Fassung der Genehmigung.", "The customer did not allow this way; a new version of the authorization is needed.";
            Reason => "Ein anderer Weg als der empfohlene braucht einen Grund mit 10 bis 500 Zeichen.", "Another way than the recommended one needs a reason of 10 to 500 characters.";
            Place => "Nennen Sie das Rechenzentrum und den Platz.", "Name the data centre and the place.";
            Changed => "Die Reihenfolge der Wege hat sich inzwischen geändert. Bitte wählen Sie anhand der neuen.", "The order of the ways has changed meanwhile. Please choose by the new one.";
        }
        /// How an entry of the log was done.
        fn log_method(domain::intervention::action_log::LogMethod) {
            Ssh => "SSH oder RDP", "SSH or RDP";
            IpKvm => "IP-KVM", "IP-KVM";
            Rescue => "Rettungsmodus", "Rescue mode";
            Vnc => "VNC-Konsole", "VNC console";
            DataCentre => "Rechenzentrum", "Data centre";
            Outside => "Prüfung von außen", "check from outside";
        }
        /// What is wrong with an entry of the log.
        fn entry_problem(domain::intervention::action_log::EntryProblem) {
            WhatRequired => "Beschreiben Sie die Maßnahme.", "Describe what was done.";
            WhatTooLong => "Bitte höchstens 500 Zeichen.", "Please use at most 500 characters.";
            TargetTooLong => "Bitte höchstens 300 Zeichen.", "Please use at most 300 characters.";
            ResultTooLong => "Bitte höchstens 4000 Zeichen.", "Please use at most 4000 characters.";
            FileTooLong => "Bitte höchstens 300 Zeichen.", "Please use at most 300 characters.";
            WhyRequired => "Eine Datei wurde geändert: Schreiben Sie dazu, warum das nötig war.", "A file was changed: say why that was necessary.";
            WhyTooLong => "Bitte höchstens 500 Zeichen.", "Please use at most 500 characters.";
            NothingToRevert => "Zurückgenommen werden kann nur eine Änderung: Nennen Sie die Datei.", "Only a change can be taken back: name the file.";
            CorrectedUnknown => "Der berichtigte Eintrag gehört nicht zu diesem Protokoll.", "The corrected entry is not part of this log.";
            CorrectedAlready => "Dieser Eintrag ist schon berichtigt; berichtigen Sie den neuesten.", "This entry has been corrected already; please correct the newest one.";
            CorrectionHides => "Was der Kunde schon sieht, bleibt auch berichtigt sichtbar.", "What the customer sees already stays visible when corrected.";
            TimeAhead => "Diese Zeit liegt in der Zukunft.", "This time lies in the future.";
            TimeTooEarly => "Das war vor diesem Einsatz. Die Zeit muss nach dem Beginn der Arbeit liegen, bei Prüfungen von außen nach dem Antrag.", "That was before this intervention. The time must lie after the beginning of the work, for checks from outside after the request.";
        }
        /// A line of the closing list.
        fn closing_item(domain::intervention::closing::ClosingItem) {
            Summary => "Zusammenfassung für den Kunden", "Summary for the customer";
            Cause => "Ursache", "Cause";
            Avoidable => "Vermeidbar oder nicht", "Avoidable or not";
            Handover => "Neue Zugangsdaten übergeben", "New credentials handed over";
            Advice => "Hinweise an den Kunden gesendet", "Advice sent to the customer";
            WorkEntries => "Arbeitszeiten angehalten", "Work timers stopped";
            Credentials => "Zugangsdaten vernichten", "Destroy the credentials";
        }
        /// How a line of the closing list stands.
        fn item_status(domain::intervention::closing::ItemStatus) {
            Done => "erledigt", "done";
            Missing => "fehlt noch", "still missing";
            WithClosing => "geschieht beim Abschluss", "happens on closing";
        }
        /// How a hand-over stands.
        fn handover_state(domain::credential::HandoverState) {
            Waiting => "noch nicht gelesen", "not read yet";
            Read => "gelesen", "read";
            Kept => "im persönlichen Konto aufbewahrt", "kept in the account";
            Ended => "vernichtet", "destroyed";
        }
        /// Why there are secrets in the vault.
        fn secret_class(domain::credential::SecretClass) {
            Intervention => "für einen Einsatz", "for an intervention";
            Handover => "Übergabe an den Kunden", "hand-over to the customer";
            Account => "im persönlichen Konto", "in the account";
            Operational => "für den Betrieb", "operational";
        }
        /// What looks like a secret in a text.
        fn finding(domain::secrets_in_text::FindingKind) {
            Password => "ein Passwort", "a password";
            Token => "ein Zugriffstoken", "an access token";
            PrivateKey => "ein privater Schlüssel", "a private key";
            Hash => "ein Passwort-Hash", "a password hash";
            Url => "eine Adresse mit Zugangsdaten", "an address with credentials";
            Command => "ein Befehl mit Passwort", "a command with a password";
        }
        /// What happened to a clock.
        fn clock_event(domain::sla::engine::EventKind) {
            Start => "gestartet", "started";
            Pause => "pausiert", "paused";
            Resume => "läuft wieder", "running again";
            Stop => "angehalten", "stopped";
            Retarget => "neues Ziel", "new target";
            Warn => "Warnung", "warning";
            Breach => "Zusage verfehlt", "promise missed";
            Extend => "verlängert", "extended";
            Exempt => "befreit", "exempt";
            Cancel => "entfallen", "cancelled";
            Checkpoint => "anderer Kalender", "another calendar";
        }
        /// What a clock does.
        fn clock_state(domain::sla::ClockState) {
            Running => "läuft", "running";
            Paused => "pausiert", "paused";
            Stopped => "beendet", "stopped";
            Cancelled => "entfallen", "cancelled";
        }
    }
}
