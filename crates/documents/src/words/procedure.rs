//! The intervention: states, symptoms, tasks, ways in, gate, signatures.

use domain::intervention::{
    AccessMethod, AuthorizationVersionKind, Cause, Complexity, EndReason, GateLine,
    InterventionState, SecondFactor, Symptom, Task,
};

use super::words;

words!(InterventionState {
    Draft: "Entwurf", "draft";
    Requested: "angefragt", "requested";
    Verified: "geprüft", "verified";
    Assessed: "bewertet", "assessed";
    Running: "in Arbeit", "running";
    Clarifying: "in Klärung", "clarifying";
    Hardware: "wartet auf Hardware", "waiting for hardware";
    Summarised: "zusammengefasst", "summarised";
    Closed: "abgeschlossen", "closed";
    Declined: "abgelehnt", "declined";
    Withdrawn: "zurückgezogen", "withdrawn";
    Revoked: "gesperrt", "locked by the customer";
    Reopened: "wieder geöffnet", "reopened";
});

words!(Symptom {
    NoPing: "Das System antwortet gar nicht", "The system does not answer at all";
    PortRefused: "SSH oder RDP wird abgewiesen", "SSH or RDP is refused";
    LoginLost: "Passwort oder Schlüssel verloren", "Password or key lost";
    BootFails: "Das System startet nicht", "The system does not boot";
    FileSystem: "Dateisystem beschädigt oder schreibgeschützt", "File system damaged or read-only";
    FirewallLockedOut: "Durch Firewall oder Netzwerk ausgesperrt", "Locked out by firewall or network settings";
    ServiceDown: "Ein Dienst läuft nicht", "A service does not run";
    Installation: "Installation oder Konfiguration", "Installation or configuration";
    Other: "Anderes Problem", "Another problem";
});

words!(Complexity {
    Standard: "Standard (15 bis 60 Minuten)", "Standard (15 to 60 minutes)";
    Complex: "Komplex (1 bis 4 Stunden)", "Complex (1 to 4 hours)";
});

words!(AccessMethod {
    Ssh: "SSH/RDP", "SSH/RDP";
    IpKvm: "IP-KVM", "IP KVM";
    Rescue: "Rettungsmodus", "Rescue mode";
    Vnc: "VNC-Konsole", "VNC console";
    DataCentre: "Zugang im Rechenzentrum", "Data-centre access";
});

words!(Task {
    ResetPassword: "Root- oder Administratorpasswort zurücksetzen", "Reset the root or administrator password";
    RestoreNetwork: "Firewall- oder Netzwerkkonfiguration wiederherstellen", "Restore the firewall or network configuration";
    RestoreRemoteAccess: "SSH- oder RDP-Dienst wiederherstellen", "Restore the SSH or RDP service";
    RepairBootLoader: "Bootloader reparieren", "Repair the boot loader";
    CheckFileSystem: "Dateisystem prüfen und reparieren", "Check and repair the file system";
    RestartServices: "Kritische Dienste neu starten oder neu konfigurieren", "Restart or reconfigure critical services";
    OsDiagnosis: "Diagnose des Betriebssystems", "Diagnose the operating system";
    InstallSoftware: "Software installieren oder konfigurieren", "Install or configure software";
    ApplicationTroubleshooting: "Fehler in Anwendungen beheben", "Troubleshoot applications";
    DataRecovery: "Beschädigte oder gelöschte Dateien wiederherstellen", "Recover damaged or deleted files";
    PerformanceTuning: "Leistung optimieren", "Tune performance";
    MalwareRemoval: "Schadsoftware entfernen, Sicherheitsvorfall bearbeiten", "Remove malware, handle a security incident";
});

words!(EndReason {
    Revoked: "von der Kundenseite gesperrt", "locked by the customer";
    Withdrawn: "Anfrage zurückgezogen", "request withdrawn";
    Declined: "Anfrage abgelehnt", "request declined";
    Closed: "Einsatz abgeschlossen", "intervention closed";
    Abandoned: "Entwurf nicht abgeschickt", "draft abandoned";
});

words!(AuthorizationVersionKind {
    Initial: "Erste Unterschrift", "First signature";
    Edit: "Änderung", "Change";
    Extension: "Verlängerung", "Extension";
});

words!(SecondFactor {
    Totp: "Einmalcode aus einer Authenticator-App", "one-time code from an authenticator app";
    RecoveryCode: "Wiederherstellungscode", "recovery code";
    MailCode: "Passwort und sechsstelliger Code per E-Mail", "password and a six-digit code by mail";
});

words!(GateLine {
    SignerEntitled: "Unterzeichnende Person ist berechtigt", "The signer is entitled";
    SystemBelongs: "System gehört zur Organisation", "The system belongs to the organization";
    AuthorizationValid: "Genehmigung vollständig und gültig", "The authorization is complete and valid";
    ContractCovers: "Vertrag deckt OS-Interventionen", "The contract covers interventions";
    DocumentCurrent: "Systemdokumentation ist aktuell", "The system documentation is current";
    NoRepeatCase: "Keine dritte Intervention aus gleicher Ursache in 90 Tagen", "No third intervention for the same cause in 90 days";
});

words!(Cause {
    Misconfiguration: "Fehlkonfiguration", "Misconfiguration";
    NetworkRule: "Firewall- oder Netzwerkregel", "Firewall or network rule";
    LostCredentials: "Verlorenes Passwort oder verlorener Schlüssel", "Lost password or key";
    FailedUpdate: "Fehlgeschlagene Aktualisierung", "Failed update";
    DiskFull: "Datenträger voll", "Disk full";
    FileSystemDamage: "Beschädigtes Dateisystem", "Damaged file system";
    Overload: "Überlastung", "Overload";
    SoftwareFault: "Programmfehler", "Software fault";
    SecurityIncident: "Sicherheitsvorfall", "Security incident";
    Hardware: "Hardwarefehler", "Hardware fault";
    WorkOnRequest: "Arbeit auf Wunsch, kein Fehler", "Work on request, no fault";
    Unknown: "Nicht gefunden", "Not found";
});
