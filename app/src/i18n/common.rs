//! Words every page needs.

texts! {
    /// Words every page needs.
    Common {
        save: "Speichern", "Save";
        cancel: "Abbrechen", "Cancel";
        back: "Zurück", "Back";
        close: "Schließen", "Close";
        next: "Weiter", "Continue";
        send: "Senden", "Send";
        edit: "Bearbeiten", "Edit";
        remove: "Entfernen", "Remove";
        add: "Hinzufügen", "Add";
        search: "Suchen", "Search";
        filter: "Filtern", "Filter";
        download: "Herunterladen", "Download";
        show_all: "Alle anzeigen", "Show all";
        copy: "Kopieren", "Copy";
        copied: "Kopiert", "Copied";
        yes: "ja", "yes";
        no: "nein", "no";
        all: "alle", "all";
        none: "keine", "none";
        nobody: "niemand", "nobody";
        optional: "freiwillig", "optional";
        required: "Pflichtangabe", "required";
        unknown: "unbekannt", "unknown";
        never: "nie", "never";
        you: "Sie", "you";
        system: "System", "System";
        name: "Name", "Name";
        email: "E-Mail-Adresse", "Email address";
        phone: "Telefon", "Phone";
        please_choose: "Bitte wählen", "Please choose";
    }
}
