//! Words of the shared components.

texts! {
    /// Words of the shared components.
    Parts {
        error_summary: "Bitte prüfen Sie diese Angaben", "Please check these entries";
        error_summary_one: "Eine Angabe stimmt noch nicht", "One entry needs your attention";
        error_kept: "Alles andere ist gesichert. Passwörter müssen Sie noch einmal eingeben.", "Everything else is kept. Passwords have to be entered again.";
        clock_paused: "pausiert", "paused";
        clock_rests: "Frist ruht", "Clock is paused";
        clock_no_rule: "Keine Regel der Zusagen trifft zu.", "No rule of the promises applies.";
        clock_none: "ohne Uhr", "no clock";
        clock_counted: "gezählt", "counted";
        clock_paused_segment: "pausiert", "paused";
        clock_closed: "geschlossen", "closed";
        internal_note: "Interne Notiz", "Internal note";
        note_only_team: "nur für das Team", "for the team only";
        note_never_customer: "sieht der Kunde nie", "the customer never sees it";
        note_save: "Notiz ablegen", "Save note";
        message_visible: "sichtbar für den Kunden", "visible to the customer";
        message_send: "An Kunden senden", "Send to customer";
        message_to_us: "Ihre Nachricht an uns", "Your message to us";
        message_to_us_send: "Nachricht senden", "Send message";
        message_to_us_visible: "Das ganze Team liest mit", "the whole team can read it";
        undo: "Zurückholen", "Undo";
        undone: "zurückgeholt", "withdrawn";
        files: "Dateien", "Files";
        files_add: "Dateien anhängen", "Attach files";
        secret_hidden: "verdeckt", "hidden";
        secret_reason: "Grund der Einsicht", "Reason for looking";
        secret_reason_hint: "mindestens 10 Zeichen, der Kunde liest mit", "at least 10 characters, the customer reads it";
        secret_factor: "Zweiter Faktor", "Second factor";
        secret_reveal: "30 Sekunden einsehen", "Reveal for 30 seconds";
        secret_hide: "Jetzt verdecken", "Hide now";
        secret_copy: "Kopieren", "Copy";
        secret_closed: "Verdeckt. Eine neue Einsicht braucht einen neuen Grund.", "Hidden. Looking again needs a new reason.";
        secret_closed_own: "Verdeckt.", "Hidden.";
        secret_asking: "Wird geholt …", "Fetching …";
        secret_not_live: "Verdeckt: Diese Seite ist gerade nicht live und würde von einer Sperre nichts erfahren. Bitte versuchen Sie es gleich noch einmal.", "Hidden: this page is not live at the moment and would not hear of a lock. Please try again in a moment.";
        secret_revoked: "Der Kunde hat den Zugriff gesperrt.", "The customer has locked access.";
        reason_held: "Der Grund sieht nach einem Geheimnis aus. Bitte nennen Sie ihn ohne Passwort oder Schlüssel, der Kunde liest ihn. Ist es keines, senden Sie ihn trotzdem.", "The reason looks like a secret. Please give it without a password or key, the customer reads it. If it is none, send it anyway.";
        secret_refused: "Die Einsicht wurde nicht gewährt.", "Access was not granted.";
        secret_in_clear: "im Klartext", "in clear";
        sealed: "Der Tresor ist verschlossen. Alles andere arbeitet weiter.", "The vault is sealed. Everything else keeps working.";
        more: "Weitere laden", "Load more";
        first_page: "Zum Anfang", "Back to the start";
        timer: "Laufende Zeit", "Running time";
        timer_stop: "Anhalten", "Stop";
        timer_start: "Zeit starten", "Start timer";
        internal_only: "nur intern", "internal only";
        priority: "Priorität", "Priority";
        you_are_here: "aktuell", "current";
    }
    fn {
        message_to(name: &str): "Nachricht an {name}", "Message to {name}";
        since(when: &str): "seit {when}", "since {when}";
        shown_of(shown: usize, total: i64): "{shown} von {total} gezeigt.", "{shown} of {total} shown.";
        clock_because(rule: &str, version: i64): "{rule} (Zusagen, Fassung {version})", "{rule} (promises, version {version})";
        counted_only(counted: &str): "{counted} gezählt, nicht pausiert", "{counted} counted, not paused";
        counted_paused(counted: &str, paused: &str): "{counted} gezählt, {paused} pausiert", "{counted} counted, {paused} paused";
        passed_of(passed: usize, total: usize): "{passed} von {total} erfüllt", "{passed} of {total} met";
    }
}
