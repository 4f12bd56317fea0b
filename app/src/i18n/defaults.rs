//! The page of the shipped defaults.

texts! {
    /// The page of the shipped defaults.
    Defaults {
        title: "Vorgaben", "Defaults";
        lead: "Die Zahlen, nach denen das Verfahren läuft. Ausgeliefert sind die Werte der Vorlage; hier stellen Sie sie für Ihr Haus ein. Was schon zugesagt oder unterschrieben ist, behält seine Zahl.", "The numbers the procedure runs by. Shipped are the values of the design; here you set them for your house. What is promised or signed already keeps its number.";
        reset: "Auf Auslieferungswert zurücksetzen", "Reset to the shipped value";
        fixed: "Feste Zahlen", "Fixed numbers";
        fixed_lead: "Diese Zahlen sind überall gleich und lassen sich nicht ändern.", "These numbers are the same everywhere and cannot be changed.";
        what: "Was", "What";
        number: "Zahl", "Number";
        why: "Warum fest", "Why it is fixed";
    }
    fn {
        hint(shipped: &str, least: &str, most: &str): "Ausgeliefert: {shipped}. Erlaubt: {least} bis {most}.", "Shipped: {shipped}. Allowed: {least} to {most}.";
    }
}
