//! The customer's first page and systems.

texts! {
    /// The customer's first page and systems.
    Portal {
        title: "Übersicht", "Overview";
    }
}
