//! The person's own account.

texts! {
    /// The person's own account.
    Account {
        title: "Mein Konto", "My account";
        profile: "Angaben zur Person", "Personal details";
        name: "Name", "Name";
        email_hint: "Ihre Anmeldung. Eine neue Adresse richtet die Verwaltung ein.", "Your log-in. An administrator can change the address.";
        phone_hint: "Freiwillig, für Rückrufe im Notfall.", "Optional, for calls back in an emergency.";
        language: "Sprache", "Language";
        appearance: "Darstellung", "Appearance";
        theme: "Farben", "Colours";
        shortcuts: "Tastenkürzel", "Keyboard shortcuts";
        shortcuts_on: "Tastenkürzel sind eingeschaltet.", "Keyboard shortcuts are on.";
        shortcuts_off: "Tastenkürzel sind ausgeschaltet.", "Keyboard shortcuts are off.";
        turn_on: "Einschalten", "Turn on";
        turn_off: "Ausschalten", "Turn off";
        password: "Passwort", "Password";
        current: "Bisheriges Passwort", "Present password";
        password_change: "Passwort ändern", "Change password";
        password_ends_sessions: "Danach sind alle anderen Sitzungen beendet.", "All other sessions end afterwards.";
        factor: "Zweiter Faktor", "Second factor";
        factor_none: "Kein zweiter Faktor. Mit einer Authenticator-App schützen Sie Ihren Zugang auch dann, wenn jemand Ihr Passwort kennt.", "No second factor. An authenticator app protects your account even when somebody knows your password.";
        factor_start: "Zweiten Faktor einrichten", "Set up a second factor";
        factor_replace: "Neues Gerät einrichten", "Set up a new device";
        factor_replace_hint: "Das bisherige Gerät gilt, bis Sie den ersten Code des neuen eingegeben haben.", "The present device works until you have entered the first code of the new one.";
        factor_remove: "Zweiten Faktor entfernen", "Remove the second factor";
        factor_demanded: "Ihr Zugang verlangt einen zweiten Faktor; er kann nicht entfernt werden.", "Your account demands a second factor; it cannot be removed.";
        codes_new: "Neue Wiederherstellungscodes", "New recovery codes";
        codes_new_hint: "Die bisherigen Codes gelten dann nicht mehr.", "The present codes stop working then.";
        sessions: "Sitzungen", "Sessions";
        sessions_lead: "Überall, wo Sie gerade angemeldet sind. Erkennen Sie eine nicht, beenden Sie sie und ändern Sie Ihr Passwort.", "Everywhere you are logged in at the moment. If you do not recognise one, end it and change your password.";
        session_this: "diese Sitzung", "this session";
        session_from: "Adresse", "Address";
        session_browser: "Browser", "Browser";
        session_began: "Beginn", "Began";
        session_seen: "Zuletzt", "Last seen";
        session_end: "Beenden", "End";
        sessions_end_others: "Alle anderen Sitzungen beenden", "End all other sessions";
    }
    fn {
        factor_since(day: &str): "Eingerichtet am {day}.", "Set up on {day}.";
        codes_left(n: i64): "Noch {n} Wiederherstellungscodes.", "{n} recovery codes left.";
        password_since(day: &str): "Zuletzt geändert am {day}.", "Last changed on {day}.";
    }
}
