//! The customer's first page and systems.

use crate::wording::Lang;

texts! {
    /// The customer's first page and systems.
    Portal {
        title: "Übersicht", "Overview";
        waits: "Wartet auf Sie", "Waiting for you";
        waits_text: "Wir brauchen eine Antwort von Ihnen. Solange ruht unsere Arbeit daran.", "We need an answer from you. Our work on it rests meanwhile.";
        answer: "Antworten", "Answer";
        open: "Offene Tickets", "Open tickets";
        all_tickets: "Alle Tickets", "All tickets";
        nothing_waits: "Nichts wartet auf Sie.", "Nothing is waiting for you.";
        systems: "Meine Systeme", "My systems";
        no_systems: "Noch keine Systeme", "No systems yet";
        no_systems_text: "Sobald wir ein System für Sie eingerichtet haben, steht es hier.", "As soon as we have set up a system for you, it will be here.";
        system: "System", "System";
        os: "Betriebssystem", "Operating system";
        kind: "Art", "Kind";
        address: "IP-Adresse", "IP address";
        service_id: "Service-ID", "Service ID";
        addresses: "Weitere Adressen", "Further addresses";
        names: "Weitere Namen", "Further names";
        name_servers: "Zuständige Nameserver", "Name servers in charge";
        site: "Standort", "Site";
        ways: "Fernzugang", "Remote access";
        kvm: "IP-KVM", "IP-KVM";
        console: "Konsole", "console";
        contract: "Vertrag", "Contract";
        covers: "OS-Interventionen eingeschlossen", "OS interventions included";
        since: "seit", "since";
        until: "bis", "until";
        out_of_service: "außer Betrieb", "out of service";
        tickets: "Tickets zu diesem System", "Tickets about this system";
        one_waits: "Eine Sache wartet auf Sie.", "One thing is waiting for you.";
        all_systems: "Alle Systeme", "All systems";
        state: "Zustand", "State";
        state_working: "Einsatz läuft", "work is going on";
        state_quiet: "nichts offen", "nothing open";
        one_ticket: "ein offenes Ticket", "one open ticket";
        todo_sign: "Genehmigung unterschreiben", "Sign the authorization";
        todo_sign_text: "Erst dann dürfen wir auf das System.", "Only then may we access the system.";
        todo_sign_act: "Ansehen und unterschreiben", "Read and sign";
        todo_complete: "Anforderung vervollständigen", "Complete the request";
        todo_complete_text: "Es fehlen noch Angaben. Die Uhr des Einsatzes läuft erst danach.", "Something is still missing. The clock of the work starts after that.";
        todo_complete_act: "Weiter ausfüllen", "Continue";
        todo_extend: "Genehmigung verlängern", "Extend the authorization";
        todo_extend_text: "Sie ist abgelaufen, unsere Arbeit ruht.", "It has expired, our work rests.";
        todo_extend_act: "Verlängern", "Extend";
        todo_offer: "Angebot beantworten", "Answer an offer";
        todo_offer_text: "Ohne Ihre Zusage beginnen wir damit nicht.", "We do not begin with it before you accept.";
        todo_offer_act: "Angebot ansehen", "See the offer";
        todo_fetch: "Neue Zugangsdaten abholen", "Fetch new credentials";
        todo_fetch_text: "Sie liegen verschlüsselt für Sie bereit und werden danach vernichtet.", "They are kept encrypted for you and are destroyed afterwards.";
        todo_fetch_act: "Abholen", "Fetch";
        todo_password: "Passwort nach dem Einsatz ändern", "Change the password after the intervention";
        todo_password_text: "Wir erinnern Sie, bis Sie es bestätigt haben.", "We remind you until you have confirmed it.";
        todo_password_act: "Änderung bestätigen", "Confirm the change";
    }
    fn {
        hello(name: &str): "Guten Tag, {name}", "Hello, {name}";
        some_wait(n: usize): "{n} Dinge warten auf Sie.", "{n} things are waiting for you.";
        working_on(system: &str): "Auf {system} wird gerade gearbeitet.", "Work is going on on {system}.";
        open_tickets(n: usize): "{n} offene Tickets", "{n} open tickets";
    }
}

impl Portal {
    /// "Alle 41 Tickets"; one or none is not counted.
    pub fn all_of(&self, n: i64) -> String {
        match (self.lang, n) {
            (_, ..=1) => self.all_tickets.to_owned(),
            (Lang::De, n) => format!("Alle {n}\u{a0}Tickets"),
            (Lang::En, n) => format!("All {n}\u{a0}tickets"),
        }
    }
}
