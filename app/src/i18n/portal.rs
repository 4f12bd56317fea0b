//! The customer's first page and systems.

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
    }
    fn {
        hello(name: &str): "Guten Tag, {name}", "Hello, {name}";
        one_waits(n: usize): "{n} Ticket wartet auf Ihre Antwort.", "{n} ticket is waiting for your answer.";
        some_wait(n: usize): "{n} Tickets warten auf Ihre Antwort.", "{n} tickets are waiting for your answer.";
    }
}
