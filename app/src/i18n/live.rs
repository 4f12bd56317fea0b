//! The customer's live view and the access log.

texts! {
    /// The customer's live view and the access log.
    Live {
        title: "Zugriffsprotokoll", "Access log";
        course: "Verlauf", "Course";
        list_lead: "Jeder Eingriff an Ihren Systemen: wer was angesehen und getan hat, lückenlos festgehalten.", "Every intervention on your systems: who looked at what and did what, recorded without gaps.";
        none_title: "Noch kein Eingriff", "No intervention yet";
        none_text: "Sobald wir mit Ihrer Genehmigung an einem System arbeiten, steht hier jeder Zugriff.", "As soon as we work on a system with your authorization, every access is listed here.";
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
        whole: "Lückenlos.", "Whole.";
        chain_broken: "Die Kette ist nicht lückenlos. Wir prüfen das.", "The chain is not whole. We are looking into it.";
        download: "Protokoll herunterladen (JSONL)", "Download the log (JSONL)";
        waiting: "Noch arbeitet niemand daran.", "Nobody is working on it yet.";
        clarifying: "Wir warten auf Ihre Antwort, solange ruht die Arbeit.", "We are waiting for your answer; work rests meanwhile.";
        lead_draft: "Die Anforderung ist noch nicht abgeschickt.", "The request has not been sent yet.";
        lead_requested: "Ihre Anforderung ist da. Wir prüfen sie, sobald sie vollständig und unterschrieben ist.", "Your request has arrived. We check it as soon as it is complete and signed.";
        lead_verified: "Die Prüfung ist bestanden, die Arbeit beginnt gleich.", "The checks are passed, work begins shortly.";
        lead_running: "Es wird gerade gearbeitet.", "Work is going on.";
        lead_expired: "Ihre Genehmigung ist abgelaufen. Wenn wir weiterarbeiten sollen, verlängern Sie sie.", "Your authorization has expired. Extend it if we shall go on.";
        lead_login_wrong: "Die Zugangsdaten funktionieren nicht. Bitte hinterlegen Sie neue.", "The credentials do not work. Please deposit new ones.";
        lead_hardware: "Ein Bauteil ist defekt. Die Arbeit am Betriebssystem ruht, bis es getauscht ist.", "A component is faulty. Work on the operating system rests until it is replaced.";
        lead_summarised: "Die Arbeit ist getan, die Zusammenfassung steht im Ticket.", "The work is done, the summary is in the ticket.";
        lead_closed: "Der Einsatz ist abgeschlossen.", "The intervention is closed.";
        lead_declined: "Wir haben die Anforderung abgelehnt. Die Begründung steht im Ticket.", "We have declined the request. The reason is in the ticket.";
        lead_withdrawn: "Sie haben die Anforderung zurückgezogen.", "You have withdrawn the request.";
        lead_revoked: "Sie haben den Zugriff gesperrt. Für weitere Arbeit brauchen wir eine neue Genehmigung.", "You have locked access. For further work we need a new authorization.";
        lead_reopened: "Der Einsatz ist wieder aufgenommen. Dafür brauchen wir eine neue Genehmigung.", "The intervention is open again. For this we need a new authorization.";
        promised_end: "Zugesagtes Ende des Einsatzes", "Promised end of the intervention";
        your_authorization: "Ihre Genehmigung", "Your authorization";
        reveal_denied: "Einsicht verweigert", "Reveal refused";
        reveal_failed: "Einsicht gescheitert", "Reveal failed";
        nothing_shown: "Es wurde nichts angezeigt.", "Nothing was shown.";
    }
    fn {
        heading(system: &str): "Was gerade auf {system} geschieht", "What is happening on {system}";
        extend(hours: i64): "Genehmigung um {hours} Stunden verlängern", "Extend the authorization by {hours} hours";
        chain_whole(entries: i64, at: &str): "{entries} Einträge zu diesem Ticket, jeder mit dem vorigen verkettet, geprüft {at}.", "{entries} entries on this ticket, each bound to the one before, checked {at}.";
        working(who: &str, since: &str): "{who} arbeitet daran, seit {since}.", "{who} has been working on it since {since}.";
        looked(who: &str, reason: &str): "{who}. Grund: „{reason}“.", "{who}. Reason: “{reason}”.";
        signed(who: &str, factor: &str, ip: &str): "{who}, bestätigt mit {factor}, von {ip}", "{who}, confirmed with {factor}, from {ip}";
        revealed(what: &str): "{what} eingesehen", "{what} looked at";
    }
}
