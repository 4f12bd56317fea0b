//! The provider's own log.

texts! {
    /// The provider's own log.
    House {
        title: "Protokoll des Anbieters", "The provider's log";
        short: "Protokoll", "Log";
        lead: "Wer hat wann was am Anbieter geändert: Leistungen, Angaben, Kalender, Zusagen, Bereitschaft, Personal, Teams, Schlüssel des Tresors. Das Neueste steht oben. Jeder Eintrag ist an den davor gebunden; entfernen oder ändern lässt sich keiner, ohne dass es auffällt.", "Who changed what about the provider and when: services, facts, calendars, promises, who is on call, staff, teams, the vault's keys. The newest stands on top. Each entry is bound to the one before; none can be removed or changed unnoticed.";
        see: "Frühere Änderungen im Protokoll", "Earlier changes in the log";
        filter: "Nach Art filtern", "Filter by kind";
        kind: "Art", "Kind";
        all: "Alles", "Everything";

        number: "Nr.", "No.";
        at: "Wann", "When";
        who: "Wer", "Who";
        what: "Was", "What";
        software: "Leitstand selbst", "Leitstand itself";
        at_the_machine: "an der Maschine, auf der Befehlszeile", "at the machine, on the command line";
        unreadable: "Dieser Eintrag ist nicht lesbar. Bitte die Kette prüfen.", "This entry cannot be read. Please verify the chain.";

        before_nothing: "nichts", "nothing";
        role: "Rolle", "Role";
        role_none: "keine", "none";
        factor: "Zweiter Faktor", "Second factor";
        factor_yes: "eingerichtet", "set up";
        factor_no: "entfernt", "removed";
        approves: "Darf Einsichten zustimmen", "May approve reveals";
        yes: "ja", "yes";
        no: "nein", "no";
        account: "Zugang", "Account";
        added: "Hinzugekommen", "Added";
        removed: "Nicht mehr dabei", "No longer in it";
        key: "Schlüssel", "Key";
        rows: "Neu verpackt", "Rewrapped";
        sound: "Lassen sich öffnen", "Can be opened";
        broken: "Lassen sich nicht öffnen", "Cannot be opened";
        orphans: "Ohne Eintrag entfernt", "Removed without a record";
        reset: "Alle Sitzungen beendet, Verweis für ein neues Passwort ausgegeben", "All sessions ended, link for a new password given out";

        empty: "Noch nichts geändert", "Nothing changed yet";
        empty_text: "Hier steht, wer Leistungen, Angaben des Anbieters, Personal oder Teams ändert.", "Whoever changes services, facts about the provider, staff or teams is told here.";
        empty_filter: "Nichts von dieser Art", "Nothing of this kind";
        empty_filter_text: "Zu dieser Art gibt es keine Einträge. Wählen Sie „Alles“.", "There are no entries of this kind. Choose “Everything”.";

        head: "Ende der Kette", "End of the chain";
        head_hash: "Prüfsumme", "Hash";
        verify: "Prüfen, an der Maschine", "Verify, at the machine";
        export: "Ausgeben zum Prüfen anderswo", "Export, to verify elsewhere";
        verify_hint: "Der erste Befehl rechnet jeden Eintrag nach und vergleicht ihn mit den unterschriebenen Prüfpunkten. Wer die Prüfsumme heute notiert, kann später zeigen, dass bis hierhin nichts geändert wurde.", "The first command recomputes every entry and compares it with the signed checkpoints. Whoever notes the hash today can show later that nothing up to here was changed.";
    }
    fn {
        turned(what: &str, before: &str, after: &str): "{what}: {before} → {after}", "{what}: {before} → {after}";
        fact(what: &str, is: &str): "{what}: {is}", "{what}: {is}";
    }
}
