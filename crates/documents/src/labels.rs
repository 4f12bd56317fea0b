//! The fixed words of the documents, German and English side by side: a missing one does not compile.

use domain::account::Locale;
use serde::Serialize;

macro_rules! labels {
    ($($name:ident: $de:literal, $en:literal;)+) => {
        /// One text for each place.
        #[derive(Debug, Serialize)]
        pub struct Labels { $(pub $name: &'static str),+ }

        const DE: Labels = Labels { $($name: $de),+ };
        const EN: Labels = Labels { $($name: $en),+ };
    };
}

labels! {
    // Every document
    page: "Seite", "Page";
    of: "von", "of";
    ticket: "Ticket", "Ticket";
    organization: "Organisation", "Organization";
    customer_number: "Kundennummer", "customer number";
    system: "System", "System";
    version: "Fassung", "Version";
    contents: "Inhalt", "Contents";
    yes: "ja", "yes";
    no: "nein", "no";
    times: "Alle Zeiten gelten für die Zone Europe/Berlin.", "All times are in the zone Europe/Berlin.";
    binding: "", "This document is in English. Where wordings differ, the German text binds.";
    replaced: "Zeichen, die unsere Schriften nicht enthalten oder die Text verbergen können, stehen als ‹U+…›.", "Characters that our fonts lack or that can hide text are shown as ‹U+…›.";
    // Authorization
    authorization_title: "Genehmigung einer OS-Intervention", "Authorization of an OS intervention";
    canonical_text: "Unterschriebener Wortlaut", "Signed text";
    signature: "Unterschrift", "Signature";
    signer: "Name, eingetippt als Unterschrift", "Name, typed as signature";
    role: "Rolle", "Role";
    second_factor: "Bestätigt mit", "Confirmed with";
    signed_at: "Unterschrieben", "Signed";
    ip: "IP-Adresse", "IP address";
    kind: "Anlass", "Occasion";
    valid_until: "Gültig bis", "Valid until";
    latest_until: "Längstens bis", "At the latest until";
    text_version: "Textversion", "Text version";
    hash: "SHA-256 des Wortlauts", "SHA-256 of the text";
    hash_file: "Prüfsumme der Datei, die diesem PDF beiliegt:", "Checksum of the file attached to this PDF:";
    hash_short: "SHA-256", "SHA-256";
    history: "Fassungen", "Versions";
    by: "Von", "By";
    superseded: "Abgelöst", "Superseded";
    ended_at: "Beendet", "Ended";
    validity_over: "Gültigkeit abgelaufen", "validity over";
    // Standing authorization
    standing_title: "Dauergenehmigung für wiederkehrende Arbeiten", "Standing authorization of recurring work";
    standing: "Dauergenehmigung Nr.", "Standing authorization no.";
    systems: "Systeme", "Systems";
    acts: "Arbeiten", "Work";
    valid_from: "Gültig ab", "Valid from";
    until_revoked: "Widerruf", "revocation";
    revoked: "Widerrufen", "Revoked";
    // Evidence: cover
    evidence_title: "Nachweis einer OS-Intervention", "Evidence of an OS intervention";
    copy_customer: "Ausfertigung für die Kundenseite", "Customer's copy";
    copy_provider: "Interne Ausfertigung, nicht zur Weitergabe", "Internal copy, not to be passed on";
    created: "Erstellt", "Made";
    state: "Stand", "State";
    period: "Zeitraum", "Period";
    since: "seit", "since";
    engineer: "Ausgeführt von", "Carried out by";
    address: "Adresse", "Address";
    service_id: "Service-ID", "Service id";
    kind_of: "Art", "Kind";
    entries: "Einträge im Protokoll", "Entries in the log";
    charged: "Berechnet, netto", "Charged, net";
    os: "Betriebssystem", "Operating system";
    site: "Standort", "Site";
    chain_head: "Letzter Prüfwert der Kette", "Head hash of the chain";
    // Evidence: sections
    s_case: "Auftrag und Ergebnis", "Request and result";
    s_authorization: "Genehmigung", "Authorization";
    s_gate: "Prüfung vor dem Zugriff", "Gate before access";
    s_clocks: "Zusagen und Uhren", "Promises and clocks";
    s_reveals: "Einsichten in Zugangsdaten", "Reveals of credentials";
    s_actions: "Protokoll der Arbeiten", "Action log";
    s_messages: "Schriftwechsel", "Messages";
    s_work: "Arbeitszeit und Kosten", "Work time and charges";
    s_handovers: "Übergabe neuer Zugangsdaten", "Hand-over of new credentials";
    s_attachments: "Anhänge", "Attachments";
    s_destroyed: "Vernichtete Zugangsdaten", "Destroyed credentials";
    s_audit: "Prüfkette", "Chain of evidence";
    // Case
    symptom: "Symptom", "Symptom";
    problem: "Problem", "Problem";
    error_messages: "Fehlermeldungen", "Error messages";
    wanted_action: "Gewünschte Maßnahme", "Wanted action";
    tasks: "Aufgaben", "Tasks";
    complexity: "Umfang", "Complexity";
    method: "Zugriffsmethode", "Access method";
    method_reason: "Grund der Wahl", "Reason for the choice";
    started_at: "Beginn der Arbeiten", "Work began";
    closed_at: "Abgeschlossen", "Closed";
    summary: "Zusammenfassung", "Summary";
    cause: "Ursache", "Cause";
    avoidable: "Vermeidbar", "Avoidable";
    password_changed: "Passwortwechsel bestätigt", "Password change confirmed";
    // Gate
    line: "Bedingung", "Condition";
    result: "Ergebnis", "Result";
    hard: "zwingend", "mandatory";
    soft: "mit Begründung übergehbar", "can be overridden with a reason";
    passed: "erfüllt", "fulfilled";
    failed: "nicht erfüllt", "not fulfilled";
    overridden: "freigegeben", "overridden";
    checked: "Geprüft", "Checked";
    round: "Durchgang", "Round";
    override_by: "Freigegeben von", "Overridden by";
    // Clocks
    target: "Ziel", "Target";
    counted: "gezählt", "counted";
    closed: "geschlossen", "closed";
    paused: "pausiert", "paused";
    running: "läuft", "running";
    from: "Von", "From";
    to: "Bis", "To";
    what: "Was", "What";
    why: "Grund", "Reason";
    duration: "Dauer", "Duration";
    total: "Gezählt bis hier", "Counted so far";
    clock_legend: "Strich: Ziel. Schraffiert: zählt nicht.", "Mark: target. Hatched: does not count.";
    // Reveals, actions, messages
    number: "Nr.", "No.";
    when: "Zeit", "Time";
    who: "Person", "Person";
    credential: "Zugangsdaten", "Credential";
    target_of: "Gegenstand", "Object";
    outcome: "Ergebnis", "Result";
    changed_file: "Geänderte Datei", "Changed file";
    change_reason: "Warum nötig", "Why needed";
    reverted: "zurückgenommen", "reverted";
    internal: "nur intern", "internal";
    corrects: "Berichtigt Eintrag", "Corrects entry";
    added_later: "nachgetragen", "entered later";
    private_key: "Schlüssel", "key";
    chain_no: "Kette", "Chain";
    automatic: "automatische Nachricht", "automatic message";
    from_provider: "Anbieter", "Provider";
    from_customer: "Kundenseite", "Customer";
    // Work and charges
    work_time: "Arbeitszeit", "Work time";
    charges: "Berechnet", "Charged";
    rests_on: "Grundlage", "Rests on";
    agreed: "Vereinbart", "Agreed";
    order_id: "Angebot", "Offer";
    no_task: "keine der vereinbarten Aufgaben", "none of the agreed tasks";
    beyond: "Über der Obergrenze, nicht berechnet:", "Beyond the ceiling, not charged:";
    ceilings: "Kostenobergrenzen, netto", "Cost ceilings, net";
    no_charges: "Es wird nichts berechnet.", "Nothing is charged.";
    no_ceilings: "Es galt keine Kostenobergrenze.", "No cost ceiling was in force.";
    offers: "Vereinbarte Preise", "Agreed prices";
    note: "Tätigkeit", "Work";
    rate: "Stundensatz", "Hourly rate";
    net: "Netto", "Net";
    not_billable: "ohne Berechnung", "not charged";
    sum: "Summe", "Sum";
    task: "Aufgabe", "Task";
    price: "Preis", "Price";
    ceiling: "Obergrenze", "Ceiling";
    per_hour: "je Stunde", "an hour";
    started_unit: "je angefangene", "for each started";
    minutes: "Minuten", "minutes";
    offered: "Angeboten", "Offered";
    decided: "Entschieden", "Decided";
    statement: "Leistungsnachweis, keine Rechnung. Alle Beträge netto.", "A statement of work, not an invoice. All amounts are net.";
    // Hand-over, attachments, destruction
    handed_over: "Übergeben", "Handed over";
    first_read: "Zuerst gelesen", "First read";
    kept: "Ins Konto übernommen", "Kept in the account";
    ended: "Beendet", "Ended";
    never_values: "Der Nachweis enthält keine Zugangsdaten, nur dass und wann sie übergeben wurden.", "This document holds no credentials, only that and when they were handed over.";
    file: "Datei", "File";
    size: "Größe", "Size";
    added: "Hinzugefügt", "Added";
    destroyed: "Vernichtet", "Destroyed";
    unlinked: "Schlüsseldatei gelöscht", "Key file removed";
    versions: "Fassungen", "Versions";
    ciphertext: "SHA-256 des Geheimtexts", "SHA-256 of the ciphertext";
    destroyed_how: "Vernichtet ist der Schlüssel. Was in Sicherungen noch liegt, kann niemand mehr öffnen.", "The key is destroyed. What is left in backups cannot be opened by anybody.";
    // Chain
    chain_how: "Jedes Ereignis der Organisation steht in einer Kette. Sein Prüfwert ist SHA-256(0x00 ‖ Nummer ‖ voriger Prüfwert ‖ SHA-256(Inhalt)), die Nummer als acht Byte, höchstwertiges zuerst. Wer ein Ereignis ändert, entfernt oder einfügt, ändert jeden folgenden Prüfwert.", "Every event of the organization is a link of a chain. Its hash is SHA-256(0x00 ‖ number ‖ previous hash ‖ SHA-256(payload)), the number as eight bytes, most significant first. Whoever changes, removes or inserts an event changes every hash after it.";
    head_seq: "Nummer des letzten Ereignisses", "Number of the last event";
    head_hash: "Sein Prüfwert", "Its hash";
    head_at: "Geschrieben", "Written";
    own_events: "Ereignisse dieses Tickets", "Events of this ticket";
    public_key: "Öffentlicher Schlüssel (Ed25519)", "Public key (Ed25519)";
    verify_title: "So prüfen Sie diesen Nachweis", "How to check this evidence";
    verify_pack: "Prüfen Sie die maschinenlesbare Fassung des Nachweises:", "Check the machine-readable form of this evidence:";
    verify_codes: "Ergebnis: 0 in Ordnung, 2 Lücke, 3 Prüfwert falsch, 4 abgeschnitten, 5 Unterschrift falsch, 6 verzweigt. Ohne den öffentlichen Schlüssel ist nur gezeigt, dass die Angaben zusammenpassen, nicht, von wem sie stammen.", "Exit codes: 0 in order, 2 gap, 3 wrong hash, 4 truncated, 5 wrong signature, 6 fork. Without the public key this shows that the data fit together, not where they come from.";
    verify_text: "Vergleichen Sie die Prüfsumme jedes unterschriebenen Wortlauts mit der hier gedruckten:", "Compare the checksum of every signed text with the one printed here:";
    attached_files: "Dateien in diesem PDF", "Files in this PDF";
    pack_description: "Maschinenlesbarer Nachweis", "Machine-readable evidence";
    // Empty lists
    no_case: "Zum Auftrag liegen noch keine Angaben vor.", "Nothing is known about the request yet.";
    no_authorizations: "Es wurde keine Genehmigung unterschrieben.", "No authorization was signed.";
    no_gate: "Es wurde noch nichts geprüft.", "Nothing has been checked yet.";
    no_clocks: "Für dieses Ticket lief keine Uhr.", "No clock ran for this ticket.";
    no_reveals: "Niemand hat Zugangsdaten eingesehen oder es versucht.", "Nobody revealed credentials or tried to.";
    no_actions: "Es sind keine Arbeiten eingetragen.", "No work was logged.";
    no_messages: "Es gibt keine Nachrichten.", "There are no messages.";
    no_work: "Es wurde keine Arbeitszeit erfasst.", "No work time was recorded.";
    no_orders: "Es wurden keine Preise vereinbart.", "No prices were agreed.";
    no_handovers: "Es wurden keine neuen Zugangsdaten übergeben.", "No new credentials were handed over.";
    no_attachments: "Es gibt keine Anhänge.", "There are no attachments.";
    no_destroyed: "Es wurden noch keine Zugangsdaten vernichtet.", "No credentials have been destroyed yet.";
}

impl Labels {
    /// The labels of a language.
    pub const fn of(locale: Locale) -> &'static Self {
        match locale {
            Locale::De => &DE,
            Locale::En => &EN,
        }
    }
}

/// Sentences with numbers.
pub mod sentences {
    use domain::account::Locale;

    /// What the customer's copy leaves out, so that leaving out is no hiding.
    pub fn internal_left_out(count: usize, locale: Locale) -> String {
        match (locale, count) {
            (_, 0) => String::new(),
            (Locale::De, 1) => "Ein interner Eintrag steht nicht in dieser Ausfertigung; sein Prüfwert ist Teil der Kette.".to_owned(),
            (Locale::De, n) => format!("{n} interne Einträge stehen nicht in dieser Ausfertigung; ihre Prüfwerte sind Teil der Kette."),
            (Locale::En, 1) => "One internal entry is left out of this copy; its hash is part of the chain.".to_owned(),
            (Locale::En, n) => format!("{n} internal entries are left out of this copy; their hashes are part of the chain."),
        }
    }

    /// "3 gezeigt, 1 verweigert".
    pub fn looks(shown: usize, refused: usize, failed: usize, locale: Locale) -> String {
        let words = match locale {
            Locale::De => ["gezeigt", "verweigert", "fehlgeschlagen"],
            Locale::En => ["shown", "denied", "failed"],
        };
        let parts: Vec<String> = [shown, refused, failed]
            .into_iter()
            .zip(words)
            .filter(|(count, word)| *count > 0 || *word == words[0])
            .map(|(count, word)| format!("{count}\u{a0}{word}"))
            .collect();
        parts.join(", ")
    }
}
