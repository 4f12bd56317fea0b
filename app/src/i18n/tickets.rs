//! Tickets on both faces.

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
        class_emergency: "Notfall: Ein Dienst steht still, rund um die Uhr.", "Emergency: a service is down, around the clock.";
        class_order: "Auftrag: Wir sollen etwas für Sie tun.", "Order: we shall do something for you.";
        department: "Abteilung", "Department";
        systems: "Betroffene Systeme", "Affected systems";
        systems_hint: "keines, wenn es nicht um ein System geht", "none if it is not about a system";
        body: "Beschreibung", "Description";
        body_hint: "Was ist geschehen, seit wann, was haben Sie schon versucht? Keine Passwörter.", "What happened, since when, what have you tried? No passwords.";
        files: "Dateien", "Files";
        files_hint: "Protokolle, Bilder, PDF, Archive", "logs, pictures, PDF, archives";
        file: "Ticket absenden", "Send ticket";
        save_draft: "Entwurf sichern", "Save draft";
        urgent_title: "Ist es dringend?", "Is it urgent?";
        intervention_hint: "Sollen wir auf Ihrem Server arbeiten?", "Shall we work on your server?";
        intervention_link: "OS-Intervention anfordern", "Request an OS intervention";
        held_title: "Das sieht nach einem Geheimnis aus", "This looks like a secret";
        held_text: "Noch nichts ist gespeichert. Im Tresor liegt es verschlüsselt, im Text steht dann nur ein Verweis. Sie können es auch aus dem Text nehmen.", "Nothing has been stored yet. In the vault it is encrypted, and the text only has a reference. You can also take it out of the text.";
        held_found: "Gefunden in:", "Found in:";
        held_vault: "In den Tresor verschieben", "Move to the vault";
        held_keep: "Trotzdem senden", "Send anyway";
        held_again: "Geänderten Text absenden", "Send the changed text";
        held_keep_hint: "wird im Verlauf vermerkt", "is noted in the history";
        asks: "Auf Antwort warten", "Wait for an answer";
        asks_hint: "Das Ticket wartet dann auf den Kunden.", "The ticket then waits for the customer.";
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
        set: "Übernehmen", "Apply";
        scheduled_for: "Termin", "Appointment";
        resolve: "Als gelöst markieren", "Mark as resolved";
        resolve_customer: "Das Problem ist gelöst", "The problem is solved";
        close: "Schließen", "Close";
        reopen: "Wieder öffnen", "Reopen";
        history: "Verlauf", "History";
        history_all: "Ganzer Verlauf", "Whole history";
        history_hint: "jede Änderung, fälschungssicher verkettet", "every change, in a tamper-evident chain";
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
        found_none_text: "Alle Wörter müssen vorkommen; der Anfang eines Wortes genügt.", "All words must occur; the beginning of a word is enough.";
        workspace: "Zum Einsatz", "To the intervention";
        live: "Zugriffsprotokoll live", "Live access log";
        request: "Anforderung ansehen", "See the request";
        older: "Ältere Einträge", "Older entries";
        latest: "Zu den neuesten Einträgen", "To the newest entries";
    }
    fn {
        number(n: i64): "Ticket {n}", "Ticket {n}";
        urgent_text(phone: &str): "Dann rufen Sie uns bitte an: {phone}, rund um die Uhr. Erstellen Sie das Ticket gern danach.", "Then please call us: {phone}, around the clock. You are welcome to create the ticket afterwards.";
        messages(n: i64): "{n} Nachrichten", "{n} messages";
        by(what: &str, who: &str): "{what}, {who}", "{what}, {who}";
        changed(what: &str, to: &str): "{what}: {to}", "{what}: {to}";
        results(n: usize, q: &str): "{n} Treffer für „{q}“", "{n} results for “{q}”";
        works_on(who: &str): "{who} arbeitet daran", "{who} is working on it";
    }
}
