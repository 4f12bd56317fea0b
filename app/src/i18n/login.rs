//! Log-in, second factor, reset, invitation, set-up, fresh check.

texts! {
    /// Log-in, second factor, reset, invitation, set-up, fresh check.
    Login {
        title: "Anmelden", "Log in";
        email: "E-Mail-Adresse", "Email address";
        password: "Passwort", "Password";
        submit: "Anmelden", "Log in";
        forgot: "Passwort vergessen", "Forgot your password?";
        back: "Zurück zur Anmeldung", "Back to log-in";

        factor_title: "Zweiter Faktor", "Second factor";
        factor_lead: "Öffnen Sie Ihre Authenticator-App und geben Sie den sechsstelligen Code ein.", "Open your authenticator app and enter the six-digit code.";
        code: "Code", "Code";
        code_hint: "Ohne Gerät? Dann geben Sie einen Ihrer Wiederherstellungscodes ein.", "No device at hand? Enter one of your recovery codes instead.";
        confirm: "Bestätigen", "Confirm";

        enrol_title: "Zweiten Faktor einrichten", "Set up your second factor";
        enrol_lead: "Ihr Zugang braucht einen zweiten Faktor: eine App, die alle 30 Sekunden einen neuen Code zeigt.", "Your account needs a second factor: an app that shows a new code every 30 seconds.";
        enrol_scan: "Lesen Sie das Bild mit Ihrer Authenticator-App ein.", "Scan the image with your authenticator app.";
        enrol_qr: "QR-Code für die Authenticator-App", "QR code for the authenticator app";
        enrol_type: "Geht das nicht, tippen Sie diesen Schlüssel in die App:", "If that does not work, type this key into the app:";
        enrol_code: "Geben Sie den Code ein, den die App jetzt zeigt.", "Enter the code the app is showing now.";
        enrol_submit: "Einrichten", "Set up";

        codes_title: "Ihre Wiederherstellungscodes", "Your recovery codes";
        codes_lead: "Jeder Code öffnet Ihren Zugang einmal, wenn das Gerät fehlt. Drucken Sie sie aus oder legen Sie sie in Ihren Passwortspeicher. Sie werden nur dieses eine Mal gezeigt.", "Each code opens your account once when your device is missing. Print them or put them into your password manager. They are shown only this once.";
        codes_done: "Ich habe die Codes sicher abgelegt", "I have stored the codes safely";

        forgot_title: "Passwort vergessen", "Forgotten password";
        forgot_lead: "Wir schicken Ihnen einen Link, mit dem Sie ein neues Passwort setzen.", "We will send you a link to set a new password.";
        forgot_submit: "Link anfordern", "Request the link";
        forgot_sent_title: "Sehen Sie in Ihr Postfach", "Check your mailbox";
        forgot_sent: "Gibt es zu dieser Adresse einen Zugang, ist der Link unterwegs. Er gilt eine Stunde.", "If there is an account for this address, the link is on its way. It is valid for one hour.";

        reset_title: "Neues Passwort setzen", "Set a new password";
        new_password: "Neues Passwort", "New password";
        password_repeat: "Neues Passwort wiederholen", "Repeat the new password";
        password_hint: "Länge zählt: ein Satz ist besser als Sonderzeichen. Mindestens 12 Zeichen, als Personal 15.", "Length counts: a sentence is better than special characters. At least 12 characters, 15 for staff.";
        reset_submit: "Passwort setzen", "Set password";

        invitation_title: "Einladung annehmen", "Accept the invitation";
        invitation_new: "Sagen Sie uns Ihren Namen und wählen Sie ein Passwort.", "Tell us your name and choose a password.";
        invitation_known: "Sie haben schon einen Zugang. Nach dem Annehmen melden Sie sich wie gewohnt an.", "You already have an account. After accepting, log in as usual.";
        invitation_submit: "Annehmen", "Accept";
        account_for: "Zugang für", "Account for";
        role: "Rolle", "Role";
        name: "Ihr Name", "Your name";

        setup_title: "Leitstand einrichten", "Set up Leitstand";
        setup_lead: "Noch kann sich niemand anmelden. Legen Sie den ersten Zugang an; alles Weitere finden Sie danach in der Verwaltung.", "Nobody can log in yet. Create the first account; you will find everything else in the administration afterwards.";
        setup_provider: "Name Ihres Unternehmens", "Name of your company";
        setup_submit: "Einrichten", "Set up";

        reauth_title: "Sind Sie es?", "Is it you?";
        reauth_factor: "Für diesen Schritt brauchen wir noch einmal einen Code aus Ihrer App.", "This step needs another code from your app.";
        reauth_kept: "Was Sie eingegeben haben, bleibt erhalten.", "What you typed is kept.";
        reauth_waits: "Gesendet ist noch nichts. Das haben Sie eingegeben; mit dem Knopf wird es gesendet.", "Nothing was sent yet. This is what you typed; the button sends it.";
        reauth_done: "Danke, Sie sind es", "Thank you, it is you";
        reauth_drop: "Zurück, ohne zu senden", "Back without sending";
        reauth_password: "Für diesen Schritt brauchen wir noch einmal Ihr Passwort.", "This step needs your password once more.";
    }
    fn {
        throttled(seconds: i64): "Zu viele Versuche. Bitte warten Sie {seconds} Sekunden.", "Too many attempts. Please wait {seconds} seconds.";
        invited_to(organization: &str): "Sie sind eingeladen, im Kundenkonto von {organization} mitzuarbeiten.", "You are invited to the customer account of {organization}.";
        invited_staff(provider: &str): "Sie sind eingeladen, für {provider} zu arbeiten.", "You are invited to work for {provider}.";
    }
}
