//! The provider's own pages.

texts! {
    /// The provider's own pages.
    Admin {
        title: "Verwaltung", "Administration";
    }
}
