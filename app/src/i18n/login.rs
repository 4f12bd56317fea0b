//! Log-in, second factor, reset, invitation, set-up.

texts! {
    /// Log-in, second factor, reset, invitation, set-up.
    Login {
        title: "Anmelden", "Log in";
        email: "E-Mail-Adresse", "Email address";
        password: "Passwort", "Password";
        submit: "Anmelden", "Log in";
        forgot: "Passwort vergessen", "Forgot your password?";
        wrong: "E-Mail-Adresse oder Passwort stimmt nicht.", "The email address or the password is not correct.";
        down_title: "Ihr Server steht?", "Is your server down?";
        down: "Rund um die Uhr, an 365 Tagen. Nennen Sie die Service-ID, dann ist das Ticket schon da, wenn Sie sich später anmelden.", "Around the clock, 365 days a year. Tell us the service id, and the ticket will be there when you log in later.";
    }
}
