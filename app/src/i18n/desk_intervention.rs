//! The engineer's workspace of an OS intervention.

use crate::wording::Lang;

texts! {
    /// The engineer's workspace of an OS intervention.
    Work {
        course: "Verlauf", "Course";
        queue: "Warteschlange", "Queue";
        authorization_clock: "Genehmigung", "Authorization";
        only_customer_extends: "nur der Kunde kann verlängern", "only the customer can extend it";
        contact: "Während des Einsatzes erreichbar", "Reachable during the work";
        request: "Anforderung", "Request";
        problem: "Problem", "Problem";
        errors: "Fehlermeldungen", "Error messages";
        wanted: "Gewünschtes Ergebnis", "Wanted result";
        tasks: "Aufgaben", "Tasks";
        symptom: "Symptom", "Symptom";
        symptom_correct: "Symptom, wie Sie es sehen", "Symptom as you see it";
        symptom_requested: "Im Antrag angegeben", "Stated in the request";
        rank_again: "Wege neu ordnen", "Rank the ways again";
        allowed: "Erlaubte Wege", "Allowed ways";
        ceiling: "Kostenobergrenze", "Cost ceiling";
        signed_text: "Unterschriebener Text", "Signed text";
        as_pdf: "als PDF", "as PDF";
        gate: "Prüfung", "Checks";
        gate_run: "Prüfen und freigeben", "Check and verify";
        gate_again: "Erneut prüfen", "Check again";
        gate_not_yet: "noch nicht geprüft", "not checked yet";
        override_reason: "Begründung der Freigabe", "Reason for the override";
        override_do: "Trotzdem freigeben", "Override";
        override_manager: "Darüber entscheidet die Leitung.", "A manager decides this.";
        advisor: "Zugriffsberatung", "Access advice";
        probes_run: "Proben starten", "Run probes";
        probes_again: "Proben wiederholen", "Repeat probes";
        probes_none: "noch keine Proben", "no probes yet";
        choose: "Wählen", "Choose";
        chosen: "gewählt", "chosen";
        possible: "möglich", "possible";
        first: "empfohlen", "recommended";
        not_possible: "nicht verfügbar", "not available";
        choice: "Zugriffsmethode festlegen", "Set the access method";
        method: "Methode", "Method";
        method_reason: "Warum diese Methode?", "Why this method?";
        complexity: "Komplexität", "Complexity";
        place: "Ort (nur Rechenzentrum)", "Place (data centre only)";
        eta: "Ankunft voraussichtlich", "Expected arrival";
        assess: "Bewertung festhalten", "Record the assessment";
        hardware_needed: "Hardware muss angefasst werden", "Hardware has to be touched";
        to_complex: "Auf komplex umstellen", "Change to complex";
        to_complex_hint: "Der Kunde erhält dazu eine Nachricht.", "The customer gets a message about it.";
        longer: "Länger als zugesagt ankündigen", "Announce more than promised";
        longer_until: "Neue Zeit", "New time";
        longer_reason: "Grund für den Kunden", "Reason for the customer";
        start: "Arbeit beginnen", "Start work";
        take: "Mir zuweisen", "Assign to me";
        secrets: "Zugangsdaten", "Credentials";
        secrets_none: "Keine hinterlegt: der Kunde hat einen Weg ohne Passwort gewählt.", "None deposited: the customer chose a way without a password.";
        secrets_gone: "Vernichtet. Nur die Prüfsummen bleiben.", "Destroyed. Only digests remain.";
        secrets_wait: "Einsicht erst, wenn die Arbeit läuft und Sie zuständig sind.", "Reveal only once work runs and you are the assignee.";
        secrets_open: "Tresor offen", "Vault open";
        secrets_sealed: "Tresor versiegelt", "Vault sealed";
        never_seen: "noch nie eingesehen", "never looked at";
        login_wrong: "Zugangsdaten funktionieren nicht", "Credentials do not work";
        login_wrong_hint: "Fragt den Kunden in diesem Ticket und hält die Uhr an.", "Asks the customer in this ticket and pauses the clock.";
        four_eyes: "Vier-Augen-Freigabe erbitten", "Ask for four-eyes approval";
        four_eyes_wait: "Freigabe erbeten", "Approval asked for";
        log: "Protokoll", "Log";
        entry_what: "Maßnahme", "Action";
        entry_target: "Ziel", "Target";
        entry_result: "Ergebnis", "Result";
        entry_file: "Geänderte Datei", "Changed file";
        entry_why: "Warum war die Änderung nötig?", "Why was the change needed?";
        entry_why_hint: "nur bei Änderungen", "for changes only";
        entry_because: "Warum", "Why";
        entry_reverted: "wieder zurückgenommen", "reverted again";
        visibility: "Sichtbarkeit", "Visibility";
        visible: "für den Kunden sichtbar", "visible to the customer";
        internal: "nur intern", "internal only";
        enter: "Eintragen", "Enter";
        log_empty: "Noch kein Eintrag", "No entry yet";
        log_empty_text: "Jede Maßnahme gehört hierher, auch die kleine. Daraus entsteht die Zusammenfassung.", "Every action belongs here, small ones too. The summary is made from it.";
        corrects: "Korrigiert den Eintrag", "Corrects the entry";
        timer_note: "Woran arbeiten Sie?", "What are you working on?";
        timer_task: "Aufgabe", "Task";
        no_task: "keine der vereinbarten, ohne Berechnung", "none of the agreed ones, not charged";
        waive: "Nicht berechnen", "Do not charge";
        waive_reason: "Warum nicht?", "Why not?";
        waive_reason_hint: "Steht so im Nachweis.", "Stands like this in the evidence pack.";
        mark_near: "80 % der Kostenobergrenze verbraucht", "80 % of the cost ceiling used up";
        mark_reached: "Kostenobergrenze erreicht", "Cost ceiling reached";
        clarify: "Rückfrage stellen", "Ask the customer";
        clarify_hint: "Hält die Uhr des Einsatzes an, bis die Antwort kommt.", "Pauses the clock of the work until the answer comes.";
        question: "Rückfrage an den Kunden", "Question to the customer";
        decline: "Ablehnen", "Decline";
        decline_reason: "Begründung für den Kunden", "Reason for the customer";
        reopen: "Einsatz wieder aufnehmen", "Open the intervention again";
        reopen_reason: "Grund für den Kunden", "Reason for the customer";
        reopen_hint: "Der Kunde liest den Grund und muss neu unterschreiben, bevor Sie arbeiten können.", "The customer reads the reason and has to sign anew before you can work.";
        hardware: "Hardwarefall eröffnen", "Open a hardware case";
        component: "Bauteil", "Component";
        evidence: "Befund oder Sensor", "Finding or sensor";
        hardware_hint: "So liest es der Kunde im Ticket des Hardwarefalls.", "This is what the customer reads in the ticket of the hardware case.";
        hardware_at: "Termin des Tauschs", "Date of the replacement";
        hardware_place: "Ort", "Place";
        hardware_place_hint: "Leer lassen für den Standort des Systems", "Leave empty for where the system stands";
        hardware_next: "Nächster Schritt", "Next step";
        closing: "Abschluss", "Closing";
        summary: "Zusammenfassung für den Kunden", "Summary for the customer";
        summarise: "Zusammenfassung senden", "Send the summary";
        cause: "Ursache", "Cause";
        avoidable: "Vermeidbar?", "Avoidable?";
        avoidable_reason: "Begründung", "Reason";
        new_login: "Neue Zugangsdaten", "New credentials";
        new_login_none: "keine erzeugt", "none made";
        new_login_some: "an den Kunden übergeben", "hand over to the customer";
        handover_label: "Wofür (zum Beispiel „root auf web-03“)", "What for (for example “root on web-03”)";
        handover_password_hint: "Passwort, Schlüssel oder beides", "Password, key or both";
        handover_key_hint: "OpenSSH oder PEM, mit der ersten und der letzten Zeile", "OpenSSH or PEM, with its first and last line";
        handover_key_file: "Oder als Datei", "Or as a file";
        handover_do: "In den Tresor des Kunden legen", "Put into the customer's vault";
        close: "Einsatz abschließen", "Close the intervention";
        close_hint: "Vernichtet die Zugangsdaten und schickt die Hinweise an den Kunden.", "Destroys the credentials and sends the advice to the customer.";
        evidence_pack: "Nachweismappe", "Evidence pack";
        reveal_bare: "Wird in 30 Sekunden verdeckt.", "Hidden in 30 seconds.";
        back_to_work: "Zurück zum Einsatz", "Back to the workspace";
        approvals: "Freigaben", "Approvals";
        approvals_empty: "Nichts zu entscheiden", "Nothing to decide";
        approvals_empty_text: "Vier-Augen-Anfragen, die Sie entscheiden können, erscheinen hier.", "Four-eyes requests that you can decide appear here.";
        approve: "Freigeben", "Approve";
        refuse: "Ablehnen", "Refuse";
        unlock: "Entsperren", "Unlock";
        unlock_reason: "Begründung", "Reason";
        waiting_approvals: "Vier-Augen-Anfragen", "Four-eyes requests";
        enter_code: "Bitte geben Sie den Code Ihrer Authenticator-App ein; wenn kein Feld dafür da ist, laden Sie die Seite neu.", "Please enter the code of your authenticator app; if there is no field for it, reload the page.";
        four_eyes_reason: "Warum müssen Sie einsehen?", "Why do you need to look?";
        hardware_resume: "Einsatz fortsetzen", "Resume the intervention";
        account_rights: "Rechte des Kontos:", "Rights of the account:";
        account_rights_unknown: "Der Kunde kennt die Rechte dieses Kontos nicht. Prüfen Sie sie zuerst; die meisten Arbeiten brauchen Administratorrechte.", "The customer does not know the rights of this account. Check them first; most work needs administrator rights.";
        account_temporary: "eigenes Konto nur für diesen Einsatz", "an account just for this intervention";
        account_existing: "bestehendes Konto", "an existing account";
        account: "Konto", "Account";
        corrects_none: "keinen, neuer Eintrag", "none, new entry";
        corrected: "später korrigiert", "corrected later";
        entry_more: "Aufgabe, Ziel, Zeit, Korrektur, Rücknahme", "Task, target, time, correction, reversal";
        entry_at: "Wann?", "When?";
        entry_at_hint: "Leer lassen, wenn es gerade eben war. Eine frühere Zeit steht als nachgetragen im Protokoll.", "Leave empty if it was just now. An earlier time is marked as entered later.";
        change_method: "Methode wechseln", "Change the method";
        offer_aside: "gilt erst nach Annahme und neuer Unterschrift", "counts only once accepted and signed again";
        offer_make: "Angebot machen", "Make an offer";
        offer_task: "Aufgabe", "Task";
        offer_scope: "Was wir tun", "What we will do";
        offer_scope_hint: "So liest es der Kunde im Angebot.", "This is what the customer reads in the offer.";
        offer_kind: "Abrechnung", "Charged";
        offer_fixed: "zum Festpreis", "at a fixed price";
        offer_time: "nach Zeit, zum Satz des Vertrags", "by time, at the contract's rate";
        offer_price: "Festpreis, netto", "Fixed price, net";
        offer_price_hint: "nur beim Festpreis", "only for a fixed price";
        offer_ceiling: "Kostenobergrenze, netto", "Cost ceiling, net";
        offer_ceiling_hint: "nur bei Abrechnung nach Zeit", "only when charged by time";
        offer_send: "Angebot senden", "Send the offer";
    }
    fn {
        offer_send_hint(days: i64): "Annehmen können Kontoinhaberschaft und Buchhaltung; Tage dafür: {days}.", "Account owners and billing can accept it; days to do so: {days}.";
        approvals_lead(lasts: &str): "Nur wer am Einsatz nicht beteiligt ist, kann freigeben. Eine Freigabe gilt {lasts} und für eine Einsicht.", "Only somebody not involved can approve. An approval holds for {lasts} and one look.";
        chain_head(entries: &str, head: &str): "{entries}, Kette lückenlos, Kopf {head}", "{entries}, chain whole, head {head}";
        entered_later(when: &str): "nachgetragen {when}", "entered later, {when}";
        chain_torn(entries: &str): "{entries}, Kette nicht lückenlos", "{entries}, chain not whole";
        assigned(who: &str): "zuständig: {who}", "assigned to {who}";
        clock_of(kind: &str, target: &str): "{kind}, {target}", "{kind}, {target}";
        title(number: i64): "Einsatz {number}", "Intervention {number}";
        probes_at(time: &str): "Proben von {time}", "Probes of {time}";
        needs(needs: &str, interrupts: &str): "Braucht: {needs}. Unterbrechung: {interrupts}.", "Needs: {needs}. Interruption: {interrupts}.";
        looks(n: i64, limit: i64): "Einsicht {n} von {limit} je Stunde", "Look {n} of {limit} an hour";
        done_of(done: usize, all: usize): "{done} von {all} erledigt", "{done} of {all} done";
        decide_until(time: &str): "Bis {time} entscheiden: abschließen oder auf komplex (4 h) umstellen.", "Decide until {time}: close or change to complex (4 h).";
        unlock_for(name: &str): "{name} hat das Limit der Einsichten erreicht", "{name} has reached the limit of looks";
        approval_of(who: &str, field: &str): "{who} möchte einsehen: {field}", "{who} wants to look at: {field}";
        offer_waiting(tasks: &str): "Wartet auf ein Angebot: {tasks}", "Waiting for an offer: {tasks}";
        offer_open(until: &str): "offen bis {until}", "open until {until}";
        ceiling_left(left: &str, ceiling: &str): "noch {left} von {ceiling} bis zur Kostenobergrenze", "{left} of {ceiling} left until the cost ceiling";
        ceiling_over(ceiling: &str): "Kostenobergrenze von {ceiling} erreicht, weitere Zeit wird nicht berechnet", "cost ceiling of {ceiling} reached, further time is not charged";
        mark_told(spent: &str, ceiling: &str): "{spent} von {ceiling} netto; der Kunde hat eine Nachricht", "{spent} of {ceiling} net; the customer has been told";
        running_since(what: &str, since: &str): "{what}, seit {since}", "{what}, since {since}";
    }
}

impl Work {
    /// "1 Eintrag", "23 Einträge".
    pub fn entries(&self, n: usize) -> String {
        match (self.lang, n) {
            (Lang::De, 1) => "1\u{a0}Eintrag".to_owned(),
            (Lang::De, n) => format!("{n}\u{a0}Einträge"),
            (Lang::En, 1) => "1\u{a0}entry".to_owned(),
            (Lang::En, n) => format!("{n}\u{a0}entries"),
        }
    }

    /// Out of how much the summary was drafted.
    pub fn draft_from(&self, n: usize) -> String {
        match (self.lang, n) {
            (Lang::De, 1) => "Entwurf aus 1\u{a0}sichtbaren Eintrag".to_owned(),
            (Lang::De, n) => format!("Entwurf aus {n}\u{a0}sichtbaren Einträgen"),
            (Lang::En, 1) => "Draft from 1\u{a0}visible entry".to_owned(),
            (Lang::En, n) => format!("Draft from {n}\u{a0}visible entries"),
        }
    }
}
