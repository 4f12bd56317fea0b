//! Credentials kept in the account, hand-overs.

texts! {
    /// Credentials kept in the account, hand-overs.
    Vault {
        title: "Zugangsdaten", "Credentials";
    }
}
