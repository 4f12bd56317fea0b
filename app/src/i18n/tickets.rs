//! Tickets on both faces.

use crate::wording::Lang;

texts! {
    /// Tickets on both faces.
    Tickets {
        title: "Tickets", "Tickets";
        conversation: "Gespräch", "Conversation";
        ticket: "Ticket", "Ticket";
        new_title: "Ticket erstellen", "Create a ticket";
        new_lead: "Beschreiben Sie kurz, worum es geht. Wir antworten hier im Ticket und schreiben Ihnen eine E-Mail.", "Describe briefly what it is about. We answer here in the ticket and send you an email.";
        organization: "Organisation", "Organization";
        subject: "Betreff", "Subject";
        subject_hint: "ein Satz, zum Beispiel „Webserver antwortet nicht“", "one sentence, for example “Web server does not answer”";
        class: "Art des Anliegens", "Kind of request";
        class_question: "Frage: Sie möchten etwas wissen.", "Question: you would like to know something.";
        class_fault: "Störung: Etwas funktioniert nicht wie vorher.", "Fault: something no longer works as before.";
        class_order: "Auftrag: Wir sollen etwas für Sie tun.", "Order: we shall do something for you.";
        department: "Abteilung", "Department";
        systems: "Betroffene Systeme", "Affected systems";
        systems_change_hint: "Service-IDs, Namen oder Adressen, durch Komma getrennt; leer: keines", "service IDs, names or addresses, separated by commas; empty: none";
        systems_hint: "keines, wenn es nicht um ein System geht", "none if it is not about a system";
        body: "Beschreibung", "Description";
        body_hint: "Was ist geschehen, seit wann, was haben Sie schon versucht? Keine Passwörter.", "What happened, since when, what have you tried? No passwords.";
        files: "Dateien", "Files";
        file: "Ticket absenden", "Send ticket";
        save_draft: "Entwurf sichern", "Save draft";
        urgent_title: "Ist es dringend?", "Is it urgent?";
        urgent_text: "Dann rufen Sie uns bitte an und erstellen Sie das Ticket danach. Bei einem Notfall zählt unsere Zusage ab dem Beginn Ihres Anrufs.", "Then please call us and create the ticket afterwards. In an emergency our promise counts from the beginning of your call.";
        call_office: "Telefon:", "Phone:";
        call_emergency: "Notfall:", "Emergency:";
        open_now: "jetzt erreichbar", "answered now";
        closed_now: "jetzt nicht besetzt", "not answered now";
        basics: "Basisinformationen", "Basic information";
        ways_in: "Zugang", "Access";
        site: "Standort", "Site";
        recent: "Zuletzt an diesem System", "Recently on this system";
        intervention_hint: "Sollen wir auf Ihrem Server arbeiten?", "Shall we work on your server?";
        intervention_link: "OS-Intervention anfordern", "Request an OS intervention";
        held_title: "Das sieht nach einem Geheimnis aus", "This looks like a secret";
        held_text: "Noch nichts ist gespeichert. Im Tresor liegt es verschlüsselt, im Text steht dann nur ein Verweis. Sie können es auch aus dem Text nehmen.", "Nothing has been stored yet. In the vault it is encrypted, and the text only has a reference. You can also take it out of the text.";
        held_text_ours: "Noch nichts ist gespeichert. Aus dem Tresor kann es danach niemand mehr lesen, auch der Kunde nicht; im Text steht dann nur ein Verweis. Neue Zugangsdaten für den Kunden gehören in die Übergabe. Sie können es auch aus dem Text nehmen.", "Nothing has been stored yet. From the vault nobody can read it afterwards, nor can the customer; the text only has a reference. New credentials for the customer belong into the hand-over. You can also take it out of the text.";
        held_found: "Gefunden in:", "Found in:";
        held_vault: "In den Tresor verschieben", "Move to the vault";
        held_keep: "Trotzdem senden", "Send anyway";
        held_again: "Geänderten Text absenden", "Send the changed text";
        held_keep_hint: "wird im Verlauf vermerkt", "is noted in the history";
        asks: "Auf Antwort warten", "Wait for an answer";
        asks_hint: "Das Ticket wartet dann auf den Kunden.", "The ticket then waits for the customer.";
        drop: "Ohne Bearbeitung schließen", "Close without work";
        drop_why: "Grund", "Reason";
        drop_hint: "Zusagen entfallen und zählen in keinem Bericht. Bei Spam bekommt niemand eine E-Mail.", "Promises end and count in no report. For spam nobody gets an email.";
        facts: "Auf einen Blick", "At a glance";
        state: "Zustand", "State";
        priority: "Priorität", "Priority";
        assignee: "Zuständig", "Assigned to";
        received: "Eingegangen", "Received";
        channel: "Eingang", "Channel";
        opened_by: "Erstellt von", "Created by";
        caller: "Anrufende Person", "Caller";
        clocks: "Fristen", "Clocks";
        contacts: "Kontakte", "Contacts";
        contract: "Vertrag", "Contract";
        no_contract: "kein Vertrag", "no contract";
        links: "Verknüpfte Tickets", "Linked tickets";
        link_add: "Verknüpfen", "Link";
        link_number: "Ticketnummer", "Ticket number";
        link_kind: "Art der Verknüpfung", "Kind of link";
        change: "Ändern", "Change";
        assign_me: "Mir zuweisen", "Assign to me";
        to_nobody: "niemandem", "nobody";
        to_no_team: "keinem Team", "no team";
        no_team: "Kein Team ist mehr zuständig", "No longer assigned to a team";
        set: "Übernehmen", "Apply";
        scheduled_for: "Termin", "Appointment";
        resolve: "Als gelöst markieren", "Mark as resolved";
        breach_explain: "Grund nachtragen", "Give the reason";
        breach_reason: "Warum wurde die Zusage nicht gehalten?", "Why was the promise broken?";
        breach_hint: "Eine Zusage dieses Tickets wurde verletzt. Der Grund steht im Bericht.", "A promise of this ticket was broken. The reason is shown in the report.";
        breach_choose: "Bitte wählen", "Please choose";
        breach_note: "Anmerkung", "Note";
        resolve_customer: "Das Problem ist gelöst", "The problem is solved";
        close: "Schließen", "Close";
        reopen: "Wieder öffnen", "Reopen";
        history: "Verlauf", "History";
        history_all: "Ganzer Verlauf", "Whole history";
        history_hint: "jede Änderung, das Neueste zuerst, fälschungssicher verkettet", "every change, the newest first, in a tamper-evident chain";
        software: "Leitstand", "Leitstand";
        closed_note: "Dieses Ticket ist geschlossen.", "This ticket is closed.";
        closed_write: "Eine neue Nachricht öffnet es wieder oder beginnt ein neues, verknüpftes Ticket.", "A new message reopens it or begins a new, linked ticket.";
        read_only: "Sie können hier lesen, aber nicht schreiben.", "You can read here, but not write.";
        list_open: "Offen", "Open";
        list_done: "Erledigt", "Done";
        list_all: "Alle", "All";
        none_title: "Noch keine Tickets", "No tickets yet";
        none_text: "Hier stehen Ihre Anfragen und unsere Antworten.", "Your requests and our answers will be here.";
        none_open: "Nichts offen", "Nothing open";
        none_open_text: "Zurzeit gibt es kein offenes Ticket.", "There is no open ticket at the moment.";
        search_hint: "Suchen in Betreff und Nachrichten", "Search subjects and messages";
        found_none: "Nichts gefunden", "Nothing found";
        found_none_text: "Alle Wörter müssen im Ticket vorkommen; der Anfang eines Wortes genügt.", "All words must occur in the ticket; the beginning of a word is enough.";
        workspace: "Zum Einsatz", "To the intervention";
        live: "Zugriffsprotokoll live", "Live access log";
        request: "Anforderung ansehen", "See the request";
        older: "Ältere Einträge", "Older entries";
        latest: "Zu den neuesten Einträgen", "To the newest entries";
    }
    fn {
        emergency_named(class: &str, name: &str): "{class}: {name}", "{class}: {name}";
        files_hint(files: &str, max: &str): "bis zu {files} Dateien mit je höchstens {max}: Protokolle, Bilder, PDF, Archive", "up to {files} files of at most {max} each: logs, pictures, PDF, archives";
        number(n: i64): "Ticket {n}", "Ticket {n}";
        emergency_call(phone: &str): "Bei einem Notfall rufen Sie bitte zuerst an: {phone}.", "In an emergency please call first: {phone}.";
        open_until(until: &str): "jetzt erreichbar bis {until}", "answered now until {until}";
        closed_until(from: &str): "jetzt nicht besetzt, wieder ab {from}", "not answered now, again from {from}";
        assigned_to(who: &str): "Zuständig ist jetzt {who}", "Now assigned to {who}";
        team_is(team: &str): "Zuständiges Team ist jetzt {team}", "Now assigned to the team {team}";
        took_over(who: &str): "{who} hat übernommen", "{who} has taken over";
        chain_number(n: i64): "Nr. {n}", "No. {n}";
        by(what: &str, who: &str): "{what}, {who}", "{what}, {who}";
        changed(what: &str, to: &str): "{what}: {to}", "{what}: {to}";
        results(n: usize, q: &str): "{n} Treffer für „{q}“", "Found for “{q}”: {n}";
        works_on(who: &str): "{who} arbeitet daran", "{who} is working on it";
    }
}

impl Tickets {
    /// "keine Nachricht", "1 Nachricht", "5 Nachrichten"; the figure never stands alone at the end of a line.
    pub fn messages(&self, n: i64) -> String {
        match (self.lang, n) {
            (Lang::De, 0) => "keine Nachricht".to_owned(),
            (Lang::De, 1) => "1\u{a0}Nachricht".to_owned(),
            (Lang::De, n) => format!("{n}\u{a0}Nachrichten"),
            (Lang::En, 0) => "no message".to_owned(),
            (Lang::En, 1) => "1\u{a0}message".to_owned(),
            (Lang::En, n) => format!("{n}\u{a0}messages"),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::i18n::messages;
    use crate::wording::Lang;

    #[test]
    fn one_message_is_no_messages() {
        let of = |lang, n| messages(lang).tickets.messages(n);
        assert_eq!(of(Lang::De, 0), "keine Nachricht");
        assert_eq!(of(Lang::De, 1), "1\u{a0}Nachricht");
        assert_eq!(of(Lang::De, 12), "12\u{a0}Nachrichten");
        assert_eq!(of(Lang::En, 1), "1\u{a0}message");
    }
}
