//! The customer's live view and the access log.

texts! {
    /// The customer's live view and the access log.
    Live {
        title: "Zugriffsprotokoll", "Access log";
        course: "Verlauf", "Course";
        end_access: "Zugriff beenden", "End access";
        lock: "Jetzt sperren", "Lock now";
        lock_intro: "Das wirkt sofort und lässt sich nicht zurücknehmen:", "This takes effect at once and cannot be undone:";
        lock_ends: "Die Genehmigung endet.", "The authorization ends.";
        lock_closes: "Offene Einsichten schließen sich.", "Open secrets are hidden.";
        lock_destroys: "Die Zugangsdaten im Tresor werden vernichtet.", "The credentials in the vault are destroyed.";
        lock_stops: "Der Einsatz bricht ab, angefangene Arbeit bleibt liegen.", "The intervention stops, work in progress is left as it is.";
        locked: "Gesperrt. Die Zugangsdaten sind vernichtet.", "Locked. The credentials are destroyed.";
        write: "Nachricht schreiben", "Write a message";
        over: "Hier wird nicht mehr gearbeitet. Das Protokoll bleibt, wie es ist.", "No more work is done here. The log stays as it is.";
        to_ticket: "Zum Ticket", "To the ticket";
        empty_title: "Noch nichts geschehen", "Nothing has happened yet";
        empty_text: "Sobald sich jemand die Zugangsdaten ansieht oder etwas tut, steht es hier.", "As soon as somebody looks at the credentials or does something, it appears here.";
        proof: "Nachweis", "Proof";
        head: "Letzter Prüfwert", "Last check value";
        head_in_mail: "Er steht auch in unseren Mails an Sie.", "It is also in our mails to you.";
        chain_broken: "Die Kette ist nicht lückenlos. Wir prüfen das.", "The chain is not whole. We are looking into it.";
        download: "Protokoll herunterladen (JSONL)", "Download the log (JSONL)";
        waiting: "Noch arbeitet niemand daran.", "Nobody is working on it yet.";
        clarifying: "Wir warten auf Ihre Antwort, solange ruht die Arbeit.", "We are waiting for your answer; work rests meanwhile.";
        promised_end: "Zugesagtes Ende des Einsatzes", "Promised end of the intervention";
        your_authorization: "Ihre Genehmigung", "Your authorization";
        reveal_denied: "Einsicht verweigert", "Reveal refused";
        reveal_failed: "Einsicht gescheitert", "Reveal failed";
        nothing_shown: "Es wurde nichts angezeigt.", "Nothing was shown.";
    }
    fn {
        heading(system: &str): "Was gerade auf {system} geschieht", "What is happening on {system}";
        extend(hours: i64): "Genehmigung um {hours} Stunden verlängern", "Extend the authorization by {hours} hours";
        chain_whole(entries: i64, at: &str): "Lückenlos. {entries} Einträge zu diesem Ticket, jeder mit dem vorigen verkettet, geprüft {at}.", "Whole. {entries} entries on this ticket, each bound to the one before, checked {at}.";
        working(who: &str, since: &str): "{who} arbeitet daran, seit {since}.", "{who} has been working on it since {since}.";
        looked(who: &str, reason: &str): "{who}. Grund: „{reason}“", "{who}. Reason: “{reason}”";
        revealed(what: &str): "{what} eingesehen", "{what} looked at";
    }
}
