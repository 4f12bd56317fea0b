//! *Notfälle*: the page of the provider's list.

texts! {
    /// The technical emergencies.
    Emergencies {
        title: "Notfälle", "Emergencies";
        lead: "Wer einen Notfall meldet, wählt einen davon. Was hier nicht steht, ist eine Störung oder eine Frage. Eine Zeile ohne Namen entfällt; Tickets behalten den Namen, unter dem sie gemeldet wurden.", "Whoever reports an emergency chooses one of these. What is not in the list is a fault or a question. A line without names is left out; tickets keep the name they were filed under.";
        german: "Deutsch", "German";
        english: "Englisch", "English";
        excluded: "Was kein Notfall ist", "What is no emergency";
        excluded_de: "Hinweis im Formular, deutsch", "Hint in the form, German";
        excluded_en: "Hinweis im Formular, englisch", "Hint in the form, English";
    }
}
