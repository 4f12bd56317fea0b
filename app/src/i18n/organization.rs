//! Members, invitations, rights.

texts! {
    /// Members, invitations, rights.
    Organization {
        title: "Organisation", "Organization";
        number: "Kundennummer", "Customer number";
        address: "Anschrift", "Address";
        vat_id: "USt-IdNr.", "VAT id";
        switch: "Andere Organisationen", "Other organizations";
        members: "Mitglieder", "Members";
        member: "Mitglied", "Member";
        role: "Rolle", "Role";
        rights: "Genehmigen", "Authorise";
        factor: "Zweiter Faktor", "Second factor";
        factor_yes: "eingerichtet", "set up";
        factor_no: "fehlt", "missing";
        switched_off: "ausgeschaltet", "switched off";
        actions: "Ändern", "Change";
        role_change: "Rolle ändern", "Change role";
        right_owner: "durch die Kontoinhaberschaft", "as owner";
        right_none: "nein", "no";
        right_give: "Recht geben", "Give the right";
        right_take: "Recht entziehen", "Take the right";
        right_hint: "Wer dieses Recht hat, darf OS-Interventionen unterschreiben und verlängern. Wer es wann gegeben hat, wird festgehalten.", "Whoever has this right may sign and extend OS interventions. Who gave it and when is recorded.";
        remove: "Entfernen", "Remove";
        remove_hint: "Die Person verliert sofort den Zugang zu dieser Organisation.", "The person loses access to this organization at once.";
        invite_title: "Jemanden einladen", "Invite somebody";
        invite: "Einladung senden", "Send invitation";
        invite_hint: "Die Einladung kommt per E-Mail und gilt 24 Stunden.", "The invitation comes by email and is valid for 24 hours.";
        invitations: "Offene Einladungen", "Open invitations";
        withdraw: "Zurückziehen", "Withdraw";
        roles_title: "Was die Rollen dürfen", "What the roles may do";
        role_owner: "alles: Mitglieder, Preise, Zugangsdaten, Genehmigungen", "everything: members, prices, credentials, authorizations";
        role_technical: "Tickets, Systeme, Zugangsdaten, Zugriffsprotokoll", "tickets, systems, credentials, access log";
        role_billing: "Nachrichten lesen und schreiben, Preise annehmen", "read and write messages, accept prices";
        role_reader: "Nachrichten lesen", "read messages";
        security: "Sicherheit", "Security";
        demand_factor: "Alle Mitglieder brauchen einen zweiten Faktor", "All members need a second factor";
        demand_factor_hint: "Wer noch keinen hat, wird abgemeldet und richtet ihn bei der nächsten Anmeldung ein.", "Whoever has none is logged out and sets one up at the next log-in.";
        four_eyes: "Vier-Augen-Prinzip für Zugangsdaten", "Four eyes for credentials";
        four_eyes_hint: "Bevor jemand von uns Zugangsdaten einsieht, muss eine zweite Person von uns zustimmen.", "Before one of us looks at credentials, a second one of us must agree.";
        on: "eingeschaltet", "on";
        off: "ausgeschaltet", "off";
        you: "Sie", "you";
    }
    fn {
        right_given(name: &str, day: &str): "ja, von {name} am {day}", "yes, by {name} on {day}";
        until(when: &str): "gilt bis {when}", "valid until {when}";
    }
}
