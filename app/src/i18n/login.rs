//! Log-in, second factor, reset, invitation.

texts! {
    /// Log-in, second factor, reset, invitation.
    Login {
        title: "Anmelden", "Log in";
    }
}
