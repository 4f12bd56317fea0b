//! What happened in the demo's cases, in the words of a request and its log.

/// What happened, in the words of a request and its log.
pub(super) struct Tale {
    pub symptom: &'static str,
    pub problem: &'static str,
    pub errors: &'static str,
    pub wanted: &'static str,
    pub tasks: &'static [&'static str],
    pub done: &'static str,
    pub file: &'static str,
    pub why: &'static str,
    pub summary: &'static str,
    pub cause: &'static str,
}

/// Customers take them in turn.
pub(super) const TALES: [Tale; 4] = [
    Tale {
        symptom: "firewall_locked_out",
        problem: "Seit etwa 12:40 Uhr kommen wir nicht mehr per SSH auf das System. Kurz vorher hat ein Kollege die Firewall über unser Ansible geändert.",
        errors: "ssh: connect to host port 22: Connection timed out",
        wanted: "SSH soll aus unserem Netz 198.51.100.0/24 wieder gehen.",
        tasks: &["restore_network", "restore_remote_access"],
        done: "Regel für TCP 22 ergänzt, Regelsatz neu geladen",
        file: "/etc/nftables.conf",
        why: "Die Kette input verwarf jede neue SSH-Verbindung.",
        summary: "Ein Regelsatz hat neue SSH-Verbindungen verworfen. Wir haben eine Regel für TCP 22 aus Ihrem Netz ergänzt und den Regelsatz neu geladen. SSH ist wieder erreichbar.",
        cause: "network_rule",
    },
    Tale {
        symptom: "file_system",
        problem: "Nach dem Stromausfall ist /srv schreibgeschützt, die Freigaben lassen sich nur noch lesen.",
        errors: "EXT4-fs error (device sdb1): remounting filesystem read-only",
        wanted: "Die Freigaben sollen wieder beschreibbar sein, ohne dass Dateien verloren gehen.",
        tasks: &["check_file_system", "os_diagnosis"],
        done: "Dateisystem geprüft und wieder eingehängt",
        file: "/etc/fstab",
        why: "Die Prüfung beim Start war abgeschaltet, so fiel der Fehler erst im Betrieb auf.",
        summary: "Das Dateisystem unter /srv war nach dem Stromausfall beschädigt. Wir haben es geprüft, zwei verwaiste Einträge nach lost+found gelegt und die Prüfung beim Start wieder eingeschaltet.",
        cause: "file_system_damage",
    },
    Tale {
        symptom: "service_down",
        problem: "Der Webserver startet nach der Aktualisierung von heute früh nicht mehr. Alle Seiten sind weg.",
        errors: "nginx: [emerg] unknown directive \"http2_push\"",
        wanted: "Die Seiten sollen wieder ausgeliefert werden.",
        tasks: &["restart_services", "os_diagnosis"],
        done: "Veraltete Anweisung entfernt, Webserver gestartet",
        file: "/etc/nginx/sites-enabled/portal.conf",
        why: "Die neue Fassung kennt die Anweisung http2_push nicht mehr.",
        summary: "Nach der Aktualisierung enthielt die Konfiguration eine Anweisung, die es nicht mehr gibt. Wir haben sie entfernt, der Webserver läuft wieder.",
        cause: "failed_update",
    },
    Tale {
        symptom: "login_lost",
        problem: "Der Kollege, der das Kennwort von root kannte, ist nicht mehr im Haus. Im Übergabeprotokoll steht ein altes.",
        errors: "Permission denied, please try again.",
        wanted: "Wir brauchen wieder einen Zugang als Administrator.",
        tasks: &["reset_password"],
        done: "Zugang für root neu gesetzt, alte Schlüssel geprüft",
        file: "/etc/shadow",
        why: "Anders war ohne das alte Kennwort kein Zugang möglich.",
        summary: "Wir haben den Zugang für root neu gesetzt und drei nicht mehr benötigte Schlüssel gemeldet. Die neuen Zugangsdaten liegen in Ihrem Konto.",
        cause: "lost_credentials",
    },
];
