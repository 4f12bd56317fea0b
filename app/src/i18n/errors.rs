//! What is wrong with a field, and what was refused: always with what to do next.

texts! {
    /// What is wrong with a field.
    Errors {
        required: "Bitte füllen Sie dieses Feld aus.", "Please fill in this field.";
        required_choice: "Bitte wählen Sie etwas aus.", "Please choose one.";
        required_check: "Bitte bestätigen Sie diesen Punkt.", "Please confirm this point.";
        email: "Bitte geben Sie eine E-Mail-Adresse an, zum Beispiel name@firma.de.", "Please enter an email address, for example name@company.com.";
        phone: "Bitte geben Sie eine Telefonnummer an, zum Beispiel 0221 4710880.", "Please enter a phone number, for example +49 221 4710880.";
        number: "Bitte geben Sie eine Zahl an.", "Please enter a number.";
        amount: "Bitte geben Sie einen Betrag in Euro an, zum Beispiel 200.", "Please enter an amount in euros, for example 200.";
        date: "Bitte geben Sie ein Datum an, zum Beispiel 21.11.2026.", "Please enter a date, for example 21.11.2026.";
        opening_hours: "Bitte schreiben Sie Tage und Uhrzeiten, zum Beispiel Mo–Fr 9–18 Uhr.", "Please write days and hours, for example Mon–Fri 9:00–18:00.";
        ip: "Bitte geben Sie eine IP-Adresse an, zum Beispiel 203.0.113.42.", "Please enter an IP address, for example 203.0.113.42.";
        unknown: "Das haben wir nicht gefunden. Bitte prüfen Sie die Schreibweise.", "We could not find that. Please check the spelling.";
        address_taken: "Mit dieser Adresse meldet sich schon jemand an. Bitte nehmen Sie eine andere.", "Somebody logs in with this address already. Please take another one.";
        taken: "Das gibt es schon.", "This already exists.";
        choice: "Bitte wählen Sie einen der angebotenen Werte.", "Please choose one of the values offered.";
        wrong_login: "E-Mail-Adresse oder Passwort stimmt nicht.", "The email address or the password is not correct.";
        password_same: "Das ist Ihr bisheriges Passwort. Bitte nehmen Sie ein anderes.", "This is your present password. Please take another one.";
        last_owner: "Das ist die letzte Person mit Kontoinhaberschaft. Bitte geben Sie diese zuerst weiter.", "This is the last account owner. Please pass the role on first.";
        member_already: "Diese Person gehört schon dazu.", "This person is a member already.";
        vat_id: "Bitte geben Sie eine USt-IdNr. an, zum Beispiel DE123456789.", "Please enter a VAT id, for example DE123456789.";
        country: "Bitte geben Sie ein Länderkürzel an, zum Beispiel DE.", "Please enter a country code, for example DE.";
        wrong_password: "Das Passwort stimmt nicht.", "The password is not correct.";
        wrong_code: "Der Code stimmt nicht oder ist abgelaufen.", "The code is wrong or has expired.";
        control_characters: "Der Text enthält Steuerzeichen. Bitte tippen Sie ihn neu ein.", "The text contains control characters. Please type it again.";
        password_common: "Dieses Passwort ist zu bekannt. Bitte nehmen Sie ein anderes.", "This password is too common. Please take another one.";
        password_context: "Das Passwort enthält Ihren Namen oder Ihre Adresse. Bitte nehmen Sie ein anderes.", "The password contains your name or address. Please take another one.";
        password_repeat: "Die beiden Passwörter sind verschieden.", "The two passwords differ.";
        file_type: "Diesen Dateityp nehmen wir nicht an.", "We do not accept this type of file.";
        file_empty: "Die Datei ist leer.", "The file is empty.";
        draft_secret: "Nicht gesichert: enthält vermutlich Zugangsdaten. Alles andere ist gesichert.", "Not saved: probably contains credentials. Everything else is saved.";
        emergency_which: "Bitte wählen Sie, welcher Notfall es ist.", "Please choose which emergency it is.";
        emergency_not_in_plan: "Der Vertrag dieses Systems kennt diesen Notfall nicht. Wählen Sie „Störung“ oder rufen Sie uns an.", "The contract of this system does not have this emergency. Choose “Fault” or call us.";
        no_vat_id: "Der Kunde hat keine gültige USt-IdNr. Tragen Sie sie zuerst bei seinen Daten ein.", "The customer has no valid VAT id. Enter it in the customer’s data first.";
        no_own_vat_id: "Die eigene USt-IdNr. fehlt auf der Seite Anbieter.", "Your own VAT id is missing on the provider’s page.";
        day_ahead: "Dieser Tag liegt in der Zukunft.", "This day lies in the future.";
        found_stands: "Eine Feststellung zur Ursache steht. Nehmen Sie sie zuerst zurück, dann ist es wieder eine Störung.", "A finding on the cause stands. Take it back first, then it is a fault again.";
        secret_found: "Der Text enthält etwas, das wie ein Geheimnis aussieht.", "The text contains something that looks like a secret.";
        in_the_past: "Der Termin liegt in der Vergangenheit.", "The appointment lies in the past.";
        ticket_state: "Das geht im jetzigen Zustand des Tickets nicht. Laden Sie die Seite neu, um ihn zu sehen.", "This is not possible in the ticket's present state. Reload the page to see it.";
        reopen_too_late: "Zum Wiederöffnen ist es zu spät. Bitte erstellen Sie ein neues Ticket und verknüpfen Sie es mit diesem.", "It is too late to reopen it. Please file a new ticket and link it to this one.";
        intervention_open: "Der Einsatz in diesem Ticket läuft noch. Schließen Sie ihn zuerst ab.", "The intervention in this ticket is still open. Close it first.";
        intervention_class: "OS-Interventionen werden angefordert und nicht umgewidmet.", "OS interventions are requested, not reclassified.";
        changed_meanwhile: "Jemand hat das inzwischen geändert. Bitte laden Sie die Seite neu und vergleichen Sie.", "Somebody has changed this meanwhile. Please reload the page and compare.";
        ambiguous: "Das passt auf mehrere Systeme. Bitte nehmen Sie die Service-ID oder die IP-Adresse.", "This fits several systems. Please use the service id or the IP address.";
        namesakes: "Mehrere heißen so. Bitte wählen Sie:", "Several go by this name. Please choose:";
        name_differs: "Bitte schreiben Sie Ihren Namen so, wie er in Ihrem Konto steht.", "Please write your name as it is in your account.";
        reason_length: "Bitte begründen Sie das mit 10 bis 500 Zeichen.", "Please give a reason of 10 to 500 characters.";
        not_higher: "Die neue Obergrenze muss über der bisherigen liegen.", "The new ceiling must be above the old one.";
        tick_or_clear: "Setzen Sie das Häkchen, oder leeren Sie die Begründung.", "Tick the box, or clear the reason.";
        hand_over_first: "Bitte legen Sie die neuen Zugangsdaten zuerst in den Tresor des Kunden.", "Please put the new credentials into the customer's vault first.";
        kept_twice: "Diesen Teil der Zugangsdaten gibt es doppelt. Bitte tippen Sie ihn ein oder übernehmen Sie einen aus dem Konto.", "This part of the credentials is there twice. Please type it or take one from the account.";
        kept_other: "Diese Zugangsdaten gehören zu einem anderen System.", "These credentials belong to another system.";
        no_act: "Bitte wählen Sie mindestens eine Arbeit.", "Please choose at least one kind of work.";
        no_system: "Bitte wählen Sie mindestens ein System.", "Please choose at least one system.";
        day_past: "Dieser Tag liegt in der Vergangenheit.", "This day lies in the past.";
        day_order: "Der letzte Tag liegt vor dem ersten.", "The last day lies before the first one.";
        private_key: "Das ist kein vollständiger privater Schlüssel. Er reicht von „-----BEGIN … PRIVATE KEY-----“ bis „-----END … PRIVATE KEY-----“.", "This is not a whole private key. It reaches from “-----BEGIN … PRIVATE KEY-----” to “-----END … PRIVATE KEY-----”.";
        one_key: "Bitte fügen Sie den Schlüssel ein oder laden Sie ihn hoch, nicht beides.", "Please paste the key or upload it, not both.";
        altered: "Das Formular kam verändert an. Bitte laden Sie die Seite neu und senden Sie es noch einmal.", "The form arrived altered. Please reload the page and send it again.";
        stored_yes: "Inzwischen gespeichert: ja", "Stored meanwhile: yes";
        stored_no: "Inzwischen gespeichert: nein", "Stored meanwhile: no";
        check: "Bitte prüfen Sie diese Angabe.", "Please check this entry.";
    }
    fn {
        organization_changed(by: &str): "{by} hat diese Daten inzwischen geändert. Was Sie eingegeben haben, steht noch hier; speichern Sie noch einmal, gelten Ihre Angaben.", "{by} has changed these data meanwhile. What you typed is still here; save once more and your entries count.";
        assigned_meanwhile(name: &str): "Daran arbeitet inzwischen {name}.", "{name} works on this by now.";
        stored_now(value: &str): "Inzwischen gespeichert: {value}", "Stored meanwhile: {value}";
        rule_between(least: &str, most: &str): "Bitte eine Zahl von {least} bis {most}.", "Please enter a number from {least} to {most}.";
        rule_more_than(rule: &str, number: &str): "Das muss mehr sein als bei „{rule}“ ({number}).", "This must be more than “{rule}” ({number}).";
        rule_not_more_than(rule: &str, number: &str): "Das darf nicht mehr sein als bei „{rule}“ ({number}).", "This must not be more than “{rule}” ({number}).";
        rule_changed(number: &str): "Inzwischen hat jemand anderes das geändert; jetzt gilt: {number}. Speichern Sie noch einmal, gilt Ihre Zahl.", "Somebody else has changed this meanwhile; in force now: {number}. Save once more and your number counts.";
        too_short(min: &str): "Bitte mindestens {min} Zeichen.", "Please use at least {min} characters.";
        password_too_short(min: &str): "Ein Passwort braucht mindestens {min} Zeichen; mehrere Wörter merken sich leichter.", "A password needs at least {min} characters; several words are easier to remember.";
        too_long(max: &str): "Bitte höchstens {max} Zeichen.", "Please use at most {max} characters.";
        at_least(min: &str): "Mindestens {min}.", "At least {min}.";
        at_most(max: &str): "Höchstens {max}.", "At most {max}.";
        file_too_large(max: &str): "Die Datei ist zu groß, erlaubt sind {max}.", "The file is too large, the limit is {max}.";
        files_too_large(files: &str, max: &str): "Zusammen sind die Dateien zu groß, erlaubt sind bis zu {files} Dateien mit je höchstens {max}.", "Together the files are too large, up to {files} files of at most {max} each are allowed.";
        days_ahead(max: &str): "Bitte höchstens {max} Tage im Voraus.", "Please at most {max} days ahead.";
        years_long(max: &str): "Bitte höchstens {max} Jahre, oder lassen Sie das Feld frei.", "Please at most {max} years, or leave the field empty.";
        namesakes_named(names: &str): "Mehrere heißen so. Bitte nehmen Sie die Nummer, die vor dem Namen steht: {names}.", "Several go by this name. Please use the number in front of the name: {names}.";
        too_many(max: &str): "Höchstens {max} sind erlaubt.", "At most {max} are allowed.";
    }
}

impl Errors {
    /// The sentence for a field error's code. `params` are the numbers the code speaks of (`min`, `max`). A code
    /// nobody gave a sentence still asks to check the entry.
    pub fn field(&self, code: &str, params: &[(String, String)]) -> String {
        let param = |name: &str| {
            params
                .iter()
                .find(|(key, _)| key == name)
                .map_or("", |(_, value)| value.as_str())
        };
        let fixed = match code {
            "required" | "missing" => self.required,
            "required_choice" | "breach_reason" => self.required_choice,
            "required_check" | "unconfirmed" => self.required_check,
            "ambiguous" => self.ambiguous,
            "namesakes" if params.is_empty() => self.namesakes,
            "namesakes" => return self.namesakes_named(param("names")),
            "name_differs" => self.name_differs,
            "twice" => self.kept_twice,
            "other_system" => self.kept_other,
            "reason_length" => self.reason_length,
            "not_higher" => self.not_higher,
            "tick_or_clear" => self.tick_or_clear,
            "hand_over_first" => self.hand_over_first,
            "email" => self.email,
            "phone" => self.phone,
            "number" => self.number,
            "amount" => self.amount,
            "date" => self.date,
            "ip" => self.ip,
            "opening_hours" => self.opening_hours,
            "unknown" | "not_found" => self.unknown,
            "taken" | "duplicate" => self.taken,
            "choice" => self.choice,
            "private_key" => self.private_key,
            "one_key" => self.one_key,
            "altered" => self.altered,
            "wrong_login" => self.wrong_login,
            "password_same" => self.password_same,
            "last_owner" => self.last_owner,
            "member_already" => self.member_already,
            "vat_id" => self.vat_id,
            "country" => self.country,
            "control_characters" => self.control_characters,
            "wrong_password" => self.wrong_password,
            "wrong_code" => self.wrong_code,
            "password_common" => self.password_common,
            "password_context" => self.password_context,
            "password_repeat" => self.password_repeat,
            "file_type" => self.file_type,
            "file_empty" => self.file_empty,
            "emergency_which" => self.emergency_which,
            "emergency_not_in_plan" => self.emergency_not_in_plan,
            "found_stands" => self.found_stands,
            "said" => {
                return match self.lang {
                    crate::wording::Lang::De => param("de"),
                    crate::wording::Lang::En => param("en"),
                }
                .to_owned();
            }
            "no_vat_id" => self.no_vat_id,
            "no_own_vat_id" => self.no_own_vat_id,
            "day_ahead" => self.day_ahead,
            "secret_found" => self.secret_found,
            "draft_secret" => self.draft_secret,
            "in_the_past" => self.in_the_past,
            "ticket_state" => self.ticket_state,
            "reopen_too_late" => self.reopen_too_late,
            "intervention_open" => self.intervention_open,
            "intervention_class" => self.intervention_class,
            "changed_meanwhile" => self.changed_meanwhile,
            "no_act" => self.no_act,
            "no_system" => self.no_system,
            "day_past" => self.day_past,
            "day_order" => self.day_order,
            "password_too_short" => return self.password_too_short(param("min")),
            "organization_changed" => return self.organization_changed(param("by")),
            "assigned_meanwhile" => return self.assigned_meanwhile(param("name")),
            "stored_yes" => self.stored_yes,
            "stored_no" => self.stored_no,
            "stored_now" => return self.stored_now(param("value")),
            "too_short" => return self.too_short(param("min")),
            "too_long" | "password_too_long" => return self.too_long(param("max")),
            "at_least" => return self.at_least(param("min")),
            "at_most" => return self.at_most(param("max")),
            "file_too_large" => return self.file_too_large(param("max")),
            "files_too_large" => return self.files_too_large(param("files"), param("max")),
            "days_ahead" => return self.days_ahead(param("max")),
            "years_long" => return self.years_long(param("max")),
            "too_many" => return self.too_many(param("max")),
            "rule_between" | "rule_more_than" | "rule_not_more_than" | "rule_changed" => {
                return self.rule(code, param("rule"), param("number"));
            }
            _ => {
                let told = super::calendars::refusal(self.lang, code, &param)
                    .or_else(|| super::policies::refusal(self.lang, code, &param))
                    .or_else(|| super::on_call::refusal(self.lang, code, &param));
                return told.unwrap_or_else(|| self.check.to_owned());
            }
        };
        fixed.to_owned()
    }
}

impl Errors {
    /// What is wrong with a house rule: its bounds, or the rule it contradicts, by name and number.
    fn rule(&self, code: &str, rule: &str, number: &str) -> String {
        let label = super::labels::Labels(self.lang);
        let Ok(rule) = rule.parse::<domain::rules::Rule>() else {
            return self.check.to_owned();
        };
        let shown = |number| label.rule_amount(rule, number);
        let given = number.parse().map(shown).unwrap_or_default();
        match code {
            "rule_more_than" => self.rule_more_than(label.rule(rule), &given),
            "rule_not_more_than" => self.rule_not_more_than(label.rule(rule), &given),
            "rule_changed" => self.rule_changed(&given),
            _ => {
                let bounds = rule.bounds();
                let bare = |number| label.rule_number(rule, number);
                self.rule_between(&bare(*bounds.start()), &bare(*bounds.end()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Errors;

    #[test]
    fn a_code_becomes_a_sentence_with_its_number() {
        let min = [("min".to_owned(), "10".to_owned())];
        assert_eq!(
            Errors::DE.field("too_short", &min),
            "Bitte mindestens 10 Zeichen."
        );
        assert_eq!(Errors::EN.field("no_such_code", &[]), Errors::EN.check);
    }
}
