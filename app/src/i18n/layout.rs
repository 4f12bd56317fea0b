//! Bars, navigation and footers.

texts! {
    /// Bars, navigation and footers.
    Layout {
        skip: "Zum Inhalt springen", "Skip to content";
        main_nav: "Hauptnavigation", "Main navigation";
        breadcrumbs: "Sie sind hier", "You are here";
        menu: "Menü", "Menu";
        account: "Konto", "Account";
        my_account: "Mein Konto", "My account";
        appearance: "Darstellung", "Appearance";
        theme_system: "System", "System";
        theme_light: "Hell", "Light";
        theme_dark: "Dunkel", "Dark";
        language: "Sprache", "Language";
        log_out: "Abmelden", "Log out";
        search_hint: "Ticket, Kunde, IP-Adresse", "Ticket, customer, IP address";
        nav_queue: "Warteschlange", "Queue";
        nav_search: "Suche", "Search";
        nav_caller: "Ticket für Anrufer", "Ticket for a caller";
        nav_admin: "Verwaltung", "Administration";
        nav_home: "Übersicht", "Overview";
        nav_tickets: "Tickets", "Tickets";
        nav_systems: "Meine Systeme", "My systems";
        nav_vault: "Zugangsdaten", "Credentials";
        nav_organization: "Organisation", "Organization";
        emergency: "Notfall? Rufen Sie an:", "Emergency? Call us:";
        around_the_clock: "rund um die Uhr.", "around the clock.";
        server_down: "Ihr Server steht?", "Is your server down?";
        server_down_call: "Rund um die Uhr, an 365 Tagen. Nennen Sie die Service-ID, dann ist das Ticket schon da, wenn Sie sich später anmelden.", "Around the clock, 365 days a year. Give us the service ID and the ticket will be there when you log in later.";
        help: "Hilfe", "Help";
        keys: "Tastenkürzel", "Keyboard shortcuts";
        keys_off: "Tastenkürzel abschalten", "Turn shortcuts off";
        keys_on: "Tastenkürzel einschalten", "Turn shortcuts on";
        key_help: "Hilfe", "help";
        key_search: "suchen", "search";
        key_queue: "Warteschlange", "queue";
        key_move: "bewegen", "move";
        key_open: "öffnen", "open";
        key_reply: "antworten", "reply";
        key_note: "Notiz", "note";
        key_assign: "mir zuweisen", "assign to me";
        key_timer: "Zeit", "timer";
        mails_stay: "Kein Mailserver ist eingestellt (mail.smtp_url): E-Mails bleiben als Dateien auf dem Server und erreichen niemanden.", "No mail server is configured (mail.smtp_url): mails stay on the server as files and reach nobody.";
        mails: "E-Mail", "Mail";
        demo: "Vorführung: erfundene Daten, keine echten Kunden.", "Demo: invented data, no real customers.";
    }
}
