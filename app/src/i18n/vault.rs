//! Credentials kept in the account, hand-overs.

texts! {
    /// Credentials kept in the account, hand-overs.
    Vault {
        title: "Zugangsdaten", "Credentials";
        lead: "Neue Zugangsdaten aus einem Einsatz liegen hier verschlüsselt, bis Sie sie gelesen haben. Lesen können sie nur Personen mit Kontoinhaberschaft und die Technik Ihrer Firma.", "New credentials from an intervention lie here, encrypted, until you have read them. Only the owner and technical members can read them.";
        handed: "Für Sie hinterlegt", "Handed over to you";
        kept: "Im Konto aufbewahrt", "Kept in the account";
        kept_lead: "Bei der nächsten OS-Intervention können Sie diese Zugangsdaten anbieten.", "You can offer these credentials in your next OS intervention.";
        empty: "Nichts hinterlegt", "Nothing here";
        empty_text: "Wenn wir bei einem Einsatz neue Zugangsdaten für Sie anlegen, liegen sie hier und nicht in einer Mail.", "When an intervention creates new credentials for you, they appear here and never in a mail.";
        unread: "noch nicht gelesen", "not read yet";
        keep: "Im Konto behalten", "Keep in the account";
        keep_hint: "Sonst werden sie nach der Frist vernichtet.", "Otherwise they are destroyed when the time is over.";
        key_as_file: "Schlüssel als Datei herunterladen", "Download the key as a file";
        key_file: "privater-schluessel.pem", "private-key.pem";
        remove: "Jetzt löschen", "Delete now";
        remove_hint: "Löschen lässt sich nicht zurücknehmen.", "Deleting cannot be undone.";
        prove_first: "Vor dem Einsehen bestätigen Sie bitte noch einmal, dass Sie es sind. Das gilt dann fünf Minuten.", "Before you look, please confirm once more that it is you. This then holds for five minutes.";
        prove: "Jetzt bestätigen", "Confirm now";
        back: "Zurück zu den Zugangsdaten", "Back to the credentials";
        bare: "Wird in 30 Sekunden verdeckt.", "Hidden in 30 seconds.";
    }
    fn {
        until(when: &str): "wird vernichtet: {when}", "destroyed: {when}";
    }
}
