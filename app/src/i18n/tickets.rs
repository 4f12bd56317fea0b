//! Tickets on both faces.

texts! {
    /// Tickets on both faces.
    Tickets {
        title: "Tickets", "Tickets";
        conversation: "Gespräch", "Conversation";
    }
}
