//! The provider's own pages.

texts! {
    /// The provider's own pages.
    Admin {
        title: "Verwaltung", "Administration";
        nav: "Bereiche der Verwaltung", "Areas of the administration";
        provider: "Anbieter", "Provider";
        people: "Personal", "Staff";
        organizations: "Organisationen", "Organizations";
        systems: "Systeme", "Systems";
        teams: "Teams", "Teams";

        provider_lead: "Diese Angaben stehen überall dort, wo Kundinnen und Kunden sie brauchen: auf jeder Seite, in Mails, in Dokumenten.", "These facts appear wherever customers need them: on every page, in mails, in documents.";
        name: "Name", "Name";
        company: "Name des Unternehmens", "Name of the company";
        address: "Anschrift", "Address";
        street: "Straße und Hausnummer", "Street and number";
        postal_code: "Postleitzahl", "Postal code";
        city: "Ort", "City";
        country: "Land (Kürzel)", "Country (code)";
        country_hint: "Zwei Buchstaben, zum Beispiel DE.", "Two letters, for example DE.";
        land: "Bundesland", "German state";
        land_hint: "Bestimmt die Feiertage.", "Decides the holidays.";
        land_none: "keines oder Ausland", "none or abroad";
        vat_id: "USt-IdNr.", "VAT id";
        contact: "Erreichbarkeit", "How to reach us";
        phone: "Telefon zu Bürozeiten", "Phone in office hours";
        phone_hours: "Bürozeiten", "Office hours";
        phone_hours_hint: "Wie gedruckt, zum Beispiel Mo–Fr 9–18 Uhr.", "As printed, for example Mon–Fri 9–18.";
        emergency_phone: "Notfallnummer", "Emergency number";
        emergency_phone_hint: "Rund um die Uhr; steht am Fuß jeder Seite.", "Around the clock; at the foot of every page.";
        technology: "Technik", "Technology";
        source_ips: "Unsere Adressen", "Our addresses";
        source_ips_hint: "Von hier kommen wir; eine Adresse oder ein Netz je Zeile.", "Where we come from; one address or network a line.";
        ssh_public_key: "Öffentlicher SSH-Schlüssel", "Public SSH key";
        ssh_public_key_hint: "Eine Zeile, zum Beispiel ssh-ed25519 AAAA… Niemals den privaten.", "One line, for example ssh-ed25519 AAAA… Never the private one.";
        name_servers: "Nameserver", "Name servers";
        name_servers_hint: "Einer je Zeile.", "One a line.";
        guide_url: "Anleitung für Kundinnen und Kunden", "Guide for customers";
        guide_url_hint: "Adresse, beginnend mit https://", "Address beginning with https://";

        people_lead: "Wer für uns arbeitet. Neue Zugänge entstehen durch Einladung; ein zweiter Faktor ist Pflicht.", "Who works for us. New accounts begin with an invitation; a second factor is mandatory.";
        person: "Person", "Person";
        role: "Rolle", "Role";
        approves: "Darf Einsichten zustimmen (Vier-Augen-Prinzip)", "May approve reveals (four eyes)";
        approves_short: "stimmt Einsichten zu", "approves reveals";
        factor: "Zweiter Faktor", "Second factor";
        change: "Ändern", "Change";
        state: "Zustand", "State";
        active: "aktiv", "active";
        inactive: "ausgeschaltet", "switched off";
        switch_off: "Ausschalten", "Switch off";
        switch_on: "Einschalten", "Switch on";
        reset_factor: "Zweiten Faktor zurücksetzen", "Reset the second factor";
        end_sessions: "Überall abmelden", "Log out everywhere";
        yourself: "das sind Sie", "this is you";
        invite_title: "Jemanden einladen", "Invite somebody";
        invite: "Einladung senden", "Send invitation";
        email_change: "E-Mail-Adresse ändern", "Change the email address";
        email_now: "Bisherige Adresse", "Present address";
        email_new: "Neue Adresse", "New address";
        email_lead: "Mit der neuen Adresse meldet sich die Person ab jetzt an. Beide Adressen bekommen eine E-Mail. Alle Sitzungen enden, und Links, die an die alte Adresse gingen, gelten nicht mehr; eine offene Einladung verschicken Sie danach neu.", "From now on the person logs in with the new address. Both addresses get an email. All sessions end, and links that went to the old address no longer work; send an open invitation again afterwards.";
        invite_hint: "Die Einladung gilt 24 Stunden.", "The invitation is valid for 24 hours.";

        organizations_lead: "Unsere Kundinnen und Kunden.", "Our customers.";
        organization_new: "Organisation anlegen", "Create an organization";
        organizations_empty: "Noch keine Organisation", "No organization yet";
        organizations_empty_text: "Legen Sie die erste an; die Inhaberin oder der Inhaber bekommt eine Einladung per E-Mail.", "Create the first one; its owner gets an invitation by email.";
        number: "Kundennummer", "Customer number";
        business: "Unternehmen (nicht privat)", "Business (not a private person)";
        is_active: "Ist Kundin oder Kunde", "Is a customer";
        owner: "Zur Kontoinhaberschaft einladen", "Invite the owner";
        owner_email: "E-Mail-Adresse", "Email address";
        owner_name: "Name", "Name";
        create: "Anlegen", "Create";
        data: "Stammdaten", "Data";

        system_new: "System anlegen", "Register a system";
        systems_empty: "Noch keine Systeme", "No systems yet";
        systems_empty_text: "Ohne System kann niemand eine OS-Intervention anfordern.", "Without a system nobody can request an OS intervention.";
        service_id: "Service-ID", "Service id";
        host_name: "Hostname", "Host name";
        kind: "Art", "Kind";
        os_family: "Betriebssystem", "Operating system";
        os_release: "Version", "Release";
        primary_ipv4: "Primäre IPv4-Adresse", "Primary IPv4 address";
        addresses: "Weitere Adressen", "Further addresses";
        addresses_hint: "Durch Leerzeichen oder Zeilen getrennt.", "Separated by blanks or lines.";
        names: "Weitere Namen", "Further names";
        ip_kvm: "IP-KVM vorhanden", "IP-KVM available";
        console: "VNC-Konsole vorhanden", "VNC console available";
        site: "Rechenzentrum", "Data centre";
        rack: "Rack und Höheneinheit", "Rack and unit";
        provisioned_by: "Eingerichtet von", "Set up by";
        way_in: "Weg zum System", "Way in";
        probe_address: "Adresse für Prüfungen", "Address for probes";
        probe_address_hint: "Nur wenn sie von der primären abweicht.", "Only where it differs from the primary one.";
        four_eyes: "Vier-Augen-Prinzip für Zugangsdaten", "Four eyes for credentials";
        in_service: "In Betrieb", "In service";
        land_differs: "Bundesland, falls abweichend", "German state, if different";

        contracts: "Verträge", "Contracts";
        contract_new: "Vertrag eintragen", "Enter a contract";
        contract_number: "Vertragsnummer", "Contract number";
        plan: "Tarif", "Plan";
        covers: "OS-Interventionen sind enthalten", "OS interventions are included";
        third_parties_pause: "Warten auf Dritte hält die Uhren an", "Waiting for third parties pauses the clocks";
        emergencies_by_phone: "Notfälle außerhalb der Servicezeiten zählen nur telefonisch", "Outside the service hours emergencies count only by phone";
        covers_yes: "enthalten", "included";
        covers_no: "nicht enthalten", "not included";
        starts_on: "Beginn", "Starts on";
        ends_on: "Ende", "Ends on";
        ends_on_hint: "Leer lassen, wenn der Vertrag weiterläuft.", "Leave empty while the contract runs on.";
        runs_on: "läuft weiter", "runs on";
        contract_end: "Beenden", "End";

        teams_lead: "Gruppen von Technikerinnen und Technikern; das erste Team ist das Standardteam.", "Groups of engineers; the first team is the default one.";
        team_new: "Team anlegen", "Create a team";
        team_name: "Name des Teams", "Name of the team";
        team_members: "Mitglieder", "Members";
        catalogue: "Leistungen", "Services";
        catalogue_lead: "Was über das Verfahren hinausgeht und wie wir es anbieten. Was schon unterschrieben ist, behält seinen Preis.", "What goes beyond the procedure, and how we offer it. What is signed keeps its price.";
        fee_mode: "Angeboten wird es", "It is offered";
        fee_plan_tariff: "zum Satz des Tarifs", "at the plan's rate";
        fee_price: "zum Festpreis", "at a fixed price";
        fee_on_request: "nach Angebot", "by offer";
        fee_not_offered: "gar nicht", "not at all";
        fee_amount: "Festpreis, netto", "Fixed price, net";
        fee_amount_hint: "nur beim Festpreis", "for a fixed price only";
        changes: "Änderungen", "Changes";
        changes_none: "Noch nichts geändert: Es gilt, was mitgeliefert wird.", "Nothing changed yet: what is shipped applies.";
        team_nobody: "Noch niemand. Laden Sie zuerst Personal mit der Rolle Technik ein.", "Nobody yet. First invite staff with the role engineer.";
    }
}
