//! The OS intervention as the customer meets it: request, signature, live view.

texts! {
    /// The OS intervention as the customer meets it: request, signature, live view.
    Intervention {
        title: "OS-Intervention", "OS intervention";
        request_title: "OS-Intervention anfordern", "Request an OS intervention";
        request_lead: "Wir arbeiten nur mit Ihrer Genehmigung an Ihrem Betriebssystem. Die erste Antwort kommt innerhalb von 10 Minuten, auch wenn noch etwas fehlt.", "We work on your operating system only with your authorization. The first answer comes within 10 minutes, even if something is still missing.";
        department: "Abteilung: Technische Fragen", "Department: technical questions";
        section_system: "Welches System?", "Which system?";
        section_problem: "Was ist das Problem?", "What is the problem?";
        section_tasks: "Was sollen wir tun?", "What shall we do?";
        section_access: "Wie kommen wir auf den Server?", "How do we get onto the server?";
        section_duties: "Ihre Bestätigungen", "Your acknowledgements";
        section_signature: "Genehmigung", "Authorization";
        sections: "Abschnitte", "Sections";
        organization: "Für welchen Kunden?", "For which account?";
        system_hint: "Name, IP-Adresse oder Service-ID", "Name, IP address or service id";
        found: "Gefunden:", "Found:";
        symptom: "Was trifft am ehesten zu?", "What fits best?";
        problem: "Was geschieht, seit wann, was war davor?", "What happens, since when, what was before?";
        error_messages: "Fehlermeldungen im Wortlaut", "Error messages, word for word";
        wanted_action: "Was soll am Ende gehen?", "What shall work in the end?";
        included: "Vom Verfahren umfasst", "Covered by the procedure";
        fee_tasks: "Gegen Gebühr, unter bestimmten Bedingungen", "For a fee, under certain conditions";
        fee_hint: "Abgerechnet wird je angefangene Viertelstunde, netto. Aufgaben „nach Angebot“ beginnen erst, wenn Sie das Angebot angenommen haben.", "Charged per started quarter of an hour, net. Tasks “by offer” begin only when you have accepted the offer.";
        by_offer: "nach Angebot", "by offer";
        not_offered: "wird nicht angeboten", "not offered";
        free: "kostenfrei", "free of charge";
        ceiling: "Kostenobergrenze, netto", "Cost ceiling, net";
        ceiling_hint: "Bei 80 % melden wir uns. Was über die Grenze hinausgeht, zahlen Sie nur, wenn Sie sie vorher anheben.", "At 80 % we get in touch. What goes beyond the ceiling you pay only if you raise it first.";
        access_question: "Zugang", "Access";
        access_none: "Ohne Passwort (empfohlen)", "Without a password (recommended)";
        access_none_hint: "Sie hinterlegen unseren öffentlichen Schlüssel, oder wir nutzen die Konsole Ihres Servers.", "You install our public key, or we use your server's console.";
        access_credentials: "Mit Zugangsdaten", "With credentials";
        access_credentials_hint: "Sie gehen verschlüsselt in den Tresor. Jede Einsicht sehen Sie sofort, mit Namen und Grund.", "They go into the vault, encrypted. You see every look at them at once, with name and reason.";
        key_text: "Führen Sie diese beiden Zeilen auf dem System aus, wenn Sie noch eine Sitzung haben. Sonst überspringen Sie den Schritt und erlauben eine Konsole.", "Run these two lines on the system if you still have a session. Otherwise skip this step and allow a console.";
        key_copy: "Befehle kopieren", "Copy commands";
        key_installed: "Unser Schlüssel ist eingetragen, der Zugang von unserer Adresse ist offen", "Our key is installed and access from our address is open";
        methods: "Welche Wege erlauben Sie?", "Which ways do you allow?";
        method_ssh: "Über das Netz, mit Ihren Zugangsdaten oder unserem Schlüssel", "Over the network, with your credentials or our key";
        method_kvm: "Fernkonsole, ohne Neustart", "Remote console, no restart";
        method_rescue: "Mit Neustart, etwa 6 Minuten Unterbrechung", "With a restart, about 6 minutes of interruption";
        method_vnc: "Virtuelle Konsole Ihres VPS, ohne Neustart", "Virtual console of your VPS, no restart";
        method_site: "Technik vor Ort; die zugesagte Zeit gilt dann nicht", "A technician on site; the promised time does not apply then";
        account_advice: "Legen Sie am besten ein eigenes Administratorkonto nur für diesen Einsatz an und löschen Sie es danach.", "Best create an administrator account just for this intervention and delete it afterwards.";
        username: "Benutzername", "User name";
        password: "Passwort", "Password";
        private_key: "Oder privater Schlüssel", "Or private key";
        rights: "Rechte dieses Kontos", "Rights of this account";
        rights_warning: "Die meisten Arbeiten brauchen Administratorrechte. Ist das Konto keines, fragen wir nach.", "Most work needs administrator rights. If the account has none, we will ask.";
        deposited: "Im Tresor hinterlegt. Nur ausfüllen, um sie zu ersetzen.", "Deposited in the vault. Fill in only to replace them.";
        sealed: "Der Tresor ist gerade verschlossen, Zugangsdaten können nicht hinterlegt werden. Wählen Sie einen Weg ohne Passwort.", "The vault is sealed right now, credentials cannot be deposited. Choose a way without a password.";
        duties_hint: "Jede für sich, nichts ist vorausgewählt.", "Each for itself, nothing is preset.";
        contact_phone: "Telefon während des Einsatzes", "Phone during the intervention";
        reachable_until: "Erreichbar bis", "Reachable until";
        reachable_hint: "zum Beispiel „heute 18 Uhr“", "for example “today 6 pm”";
        save_draft: "Später fortsetzen", "Continue later";
        to_signature: "Weiter zur Unterschrift", "Continue to the signature";
        submit_incomplete: "So absenden, Fehlendes folgt", "Send as it is, the rest follows";
        missing_title: "Es fehlt noch", "Still missing";
        missing_none: "Alles da. Es fehlt nur Ihre Unterschrift.", "All there. Only your signature is missing.";
        draft_saved: "Der Entwurf liegt auf dem Server. Passwörter gehören nicht dazu.", "The draft lies on the server. Passwords are no part of it.";
        sign_title: "Genehmigung unterschreiben", "Sign the authorization";
        sign_lead: "Das ist der Text, den Sie unterschreiben. Er wird unverändert gespeichert, eine Kopie liegt als PDF im Ticket.", "This is the text you sign. It is stored unchanged, a copy lies in the ticket as PDF.";
        paper: "Text der Genehmigung", "Text of the authorization";
        text_hash: "SHA-256 des Textes", "SHA-256 of the text";
        signer_name: "Ihr Name als Unterschrift", "Your name as signature";
        signer_hint: "Vor- und Nachname, wie in Ihrem Konto", "First and last name as in your account";
        factor: "Code aus Ihrer Authenticator-App", "Code from your authenticator app";
        own_password: "Ihr Passwort, zur Sicherheit noch einmal", "Your password, once more to be safe";
        mail_code: "Sechsstelliger Code aus unserer Mail", "Six-digit code from our mail";
        mail_code_hint: "Er gilt 10 Minuten und nur einmal.", "It is valid for 10 minutes and only once.";
        send_code: "Code per Mail anfordern", "Send me a code by mail";
        code_sent: "Wir haben Ihnen einen Code geschickt.", "We have sent you a code.";
        sign: "Genehmigen und Einsatz anfordern", "Authorise and request the intervention";
        sign_hint: "Sie können die Genehmigung jederzeit entziehen.", "You can withdraw the authorization at any time.";
        back_to_form: "Zurück zum Formular", "Back to the form";
        cannot_sign: "Unterschreiben kann nur, wer das Konto führt oder das Recht dazu bekommen hat. Der Entwurf bleibt liegen, bis eine berechtigte Person ihn unterschreibt.", "Only the account owner or somebody given the right can sign. The draft waits until an entitled person signs it.";
        extend_title: "Genehmigung verlängern", "Extend the authorization";
    }
    fn {
        draft_at(when: &str): "Entwurf gesichert, {when}. Sie können später weitermachen.", "Draft saved, {when}. You can continue later.";
        per_hour(inside: &str, outside: &str): "{inside} je Stunde, außerhalb 8–17 Uhr {outside}", "{inside} an hour, {outside} outside 8–17";
        per_unit(price: &str, minutes: i64): "{price} je angefangene {minutes} Minuten", "{price} per started {minutes} minutes";
    }
}
