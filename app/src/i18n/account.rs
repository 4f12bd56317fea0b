//! The person's own account.

texts! {
    /// The person's own account.
    Account {
        title: "Mein Konto", "My account";
    }
}
