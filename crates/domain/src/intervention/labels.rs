//! The words of the closed lists, German and English, as signed texts and summaries use them.

use super::{AccessMethod, Acknowledgement, Cause, Symptom, Task};
use crate::account::{Locale, MemberRole};

/// Picks the word of a language.
pub(super) const fn either(locale: Locale, de: &'static str, en: &'static str) -> &'static str {
    match locale {
        Locale::De => de,
        Locale::En => en,
    }
}

impl Symptom {
    /// What the customer chose, in words.
    pub const fn label(self, locale: Locale) -> &'static str {
        let (de, en) = match self {
            Self::NoPing => (
                "Server antwortet gar nicht (kein Ping)",
                "Server does not answer at all (no ping)",
            ),
            Self::PortRefused => (
                "Server antwortet, aber SSH oder RDP wird abgewiesen",
                "Server answers, but SSH or RDP is refused",
            ),
            Self::LoginLost => ("Passwort oder Schlüssel verloren", "Password or key lost"),
            Self::BootFails => ("Server startet nicht", "Server does not boot"),
            Self::FileSystem => (
                "Dateisystem beschädigt oder schreibgeschützt",
                "File system damaged or read-only",
            ),
            Self::FirewallLockedOut => (
                "Durch Firewall oder Netzwerkeinstellung ausgesperrt",
                "Locked out by a firewall or network setting",
            ),
            Self::ServiceDown => ("Ein Dienst läuft nicht", "A service is not running"),
            Self::Installation => (
                "Etwas soll installiert oder eingerichtet werden",
                "Something is to be installed or configured",
            ),
            Self::Other => ("Etwas anderes", "Something else"),
        };
        either(locale, de, en)
    }
}

impl Task {
    /// What is to be done, in words.
    pub const fn label(self, locale: Locale) -> &'static str {
        let (de, en) = match self {
            Self::ResetPassword => (
                "Root- oder Administratorpasswort zurücksetzen",
                "Reset the root or administrator password",
            ),
            Self::RestoreNetwork => (
                "Firewall- oder Netzwerkkonfiguration wiederherstellen, wenn der Server nicht mehr erreichbar ist",
                "Restore the firewall or network configuration when the server can no longer be reached",
            ),
            Self::RestoreRemoteAccess => (
                "SSH- oder RDP-Dienst wiederherstellen",
                "Restore the SSH or RDP service",
            ),
            Self::RepairBootLoader => (
                "Bootloader reparieren (GRUB, Windows Boot Manager)",
                "Repair the boot loader (GRUB, Windows Boot Manager)",
            ),
            Self::CheckFileSystem => (
                "Dateisystem prüfen und reparieren",
                "Check and repair the file system",
            ),
            Self::RestartServices => (
                "Kritische Dienste neu starten oder neu konfigurieren",
                "Restart or reconfigure critical services",
            ),
            Self::OsDiagnosis => (
                "Diagnose auf Betriebssystemebene, wenn der Fernzugriff nicht möglich ist",
                "Diagnose the operating system where remote access is not possible",
            ),
            Self::InstallSoftware => (
                "Software installieren oder konfigurieren, auch von Drittanbietern",
                "Install or configure software, third-party software included",
            ),
            Self::ApplicationTroubleshooting => (
                "Fehler in Anwendungen beheben (Datenbank, Webanwendung, eigene Software)",
                "Find and fix faults in applications (database, web application, own software)",
            ),
            Self::DataRecovery => (
                "Beschädigte oder gelöschte Dateien wiederherstellen",
                "Recover damaged or deleted files",
            ),
            Self::PerformanceTuning => ("Leistung optimieren", "Tune performance"),
            Self::MalwareRemoval => (
                "Schadsoftware entfernen, Sicherheitsvorfall bearbeiten",
                "Remove malware, handle a security incident",
            ),
        };
        either(locale, de, en)
    }
}

impl AccessMethod {
    /// The method's name.
    pub const fn label(self, locale: Locale) -> &'static str {
        let (de, en) = match self {
            Self::Ssh => ("SSH/RDP", "SSH/RDP"),
            Self::IpKvm => ("IP-KVM", "IP-KVM"),
            Self::Rescue => ("Rettungsmodus", "Rescue mode"),
            Self::Vnc => ("VNC-Konsole", "VNC console"),
            Self::DataCentre => ("Zugang zum Rechenzentrum", "Data-centre access"),
        };
        either(locale, de, en)
    }
}

impl Acknowledgement {
    /// The sentence the customer ticks.
    pub const fn label(self, locale: Locale) -> &'static str {
        let (de, en) = match self {
            Self::AccurateInformation => (
                "Meine Angaben zum Problem und zur Konfiguration des Servers stimmen.",
                "What I said about the problem and the server's configuration is accurate.",
            ),
            Self::Backups => (
                "Für alle wichtigen Daten gibt es aktuelle Sicherungen. Dafür bin ich verantwortlich.",
                "There are current backups of all critical data. They are my responsibility.",
            ),
            Self::Reachable => (
                "Während des Einsatzes bin ich für Rückfragen erreichbar.",
                "I can be reached for questions during the work.",
            ),
            Self::PasswordChange => (
                "Nach dem Einsatz ändere ich die Passwörter und prüfe die Zugänge.",
                "After the work I will change the passwords and check the ways in.",
            ),
            Self::Interruption => (
                "Der Dienst kann während des Einsatzes kurz unterbrochen sein.",
                "The service may be interrupted for a short time during the work.",
            ),
        };
        either(locale, de, en)
    }
}

impl Cause {
    /// What was the matter, in words.
    pub const fn label(self, locale: Locale) -> &'static str {
        let (de, en) = match self {
            Self::Misconfiguration => ("Fehlerhafte Konfiguration", "Misconfiguration"),
            Self::NetworkRule => ("Firewall- oder Netzwerkregel", "Firewall or network rule"),
            Self::LostCredentials => ("Zugangsdaten verloren", "Lost credentials"),
            Self::FailedUpdate => ("Fehlgeschlagene Aktualisierung", "Failed update"),
            Self::DiskFull => ("Datenträger voll", "Disk full"),
            Self::FileSystemDamage => ("Dateisystem beschädigt", "Damaged file system"),
            Self::Overload => (
                "Zu wenig Speicher oder Rechenleistung",
                "Too little memory or processing power",
            ),
            Self::SoftwareFault => ("Programmfehler", "Software fault"),
            Self::SecurityIncident => ("Angriff oder Schadsoftware", "Attack or malware"),
            Self::Hardware => ("Defekte Hardware", "Faulty hardware"),
            Self::WorkOnRequest => (
                "Arbeit auf Wunsch, nichts defekt",
                "Work on request, nothing broken",
            ),
            Self::Unknown => ("Nicht gefunden", "Not found"),
        };
        either(locale, de, en)
    }
}

/// A signer's role as the signed text names it.
pub(super) const fn role(role: MemberRole, locale: Locale) -> &'static str {
    let (de, en) = match role {
        MemberRole::Owner => ("Kontoinhaberschaft", "account owner"),
        MemberRole::Technical => ("Technik", "technical contact"),
        MemberRole::Billing => ("Buchhaltung", "billing contact"),
        MemberRole::Reader => ("Lesen", "reader"),
    };
    either(locale, de, en)
}
