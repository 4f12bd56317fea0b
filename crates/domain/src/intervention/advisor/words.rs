//! The sentences of the advice, German and English.

use super::super::labels::either;
use super::{Interruption, Need, Reason, ReasonCode};
use crate::account::Locale;
use crate::system::OsFamily;

impl Reason {
    /// The reason as a sentence.
    pub fn text(self, locale: Locale) -> String {
        let (service, port, loader) = match self.os_family {
            OsFamily::Linux => ("SSH", 22, "GRUB"),
            OsFamily::Windows => ("RDP", 3389, "Windows Boot Manager"),
        };
        either(locale, self.code.german(), self.code.english())
            .replace("{service}", service)
            .replace("{port}", &port.to_string())
            .replace("{loader}", loader)
    }
}

impl ReasonCode {
    const fn german(self) -> &'static str {
        match self {
            Self::HardwareInteraction => "An der Hardware ist etwas zu tun. Das geht nur vor Ort.",
            Self::AnswersWithLogin => {
                "{service} antwortet auf Port {port}, und es gibt eine Anmeldung. Kein Neustart nötig."
            }
            Self::NotProbed => {
                "{service} ist der übliche Weg, und es gibt eine Anmeldung. Port {port} ist noch nicht geprüft."
            }
            Self::StillAnswers => {
                "{service} antwortet noch auf Port {port}, die Ursache liegt aber tiefer."
            }
            Self::BootLoader => {
                "Der Server startet nicht. Im Rettungsmodus lässt sich der Bootloader ({loader}) reparieren."
            }
            Self::FileSystem => {
                "Ein beschädigtes Dateisystem lässt sich nur prüfen, solange es nicht eingehängt ist."
            }
            Self::PasswordLost => {
                "Das Passwort ist verloren. Im Rettungsmodus lässt es sich zurücksetzen."
            }
            Self::ConsoleWithoutNetwork => {
                "Die Konsole hängt nicht von der Netzwerkkonfiguration des Servers ab."
            }
            Self::ConsoleShowsBoot => "Auf der Konsole ist zu sehen, woran der Start scheitert.",
            Self::ConsoleIfNeeded => "Hilft, wenn der erste Weg nicht reicht.",
            Self::RescueWithoutConsole => {
                "Keine Fernkonsole nutzbar. Der Rettungsmodus startet den Server über das Netzwerk."
            }
            Self::RescueIfNeeded => {
                "Nur wenn die anderen Wege nicht reichen, weil der Server neu startet."
            }
            Self::LastResort => {
                "Nur wenn alle anderen Wege ausfallen. Die zugesagte Zeit gilt dann nicht."
            }
            Self::OnlyWayLeft => {
                "Kein anderer Weg ist möglich. Die zugesagte Zeit gilt dann nicht."
            }
            Self::DedicatedOnly => "Nur für dedizierte Server.",
            Self::OptionMissing => "Dieser Server hat keine IP-KVM-Option.",
            Self::VpsOnly => "Nur für VPS.",
            Self::ConsoleMissing => "Dieser VPS hat keine Konsole.",
            Self::ServersOnly => "Nur für Server, nicht für Appliances.",
            Self::NotAllowed => "In der Genehmigung nicht erlaubt.",
            Self::ConsoleSilent => "Die Konsole antwortet nicht.",
            Self::PortSilent => "{service} antwortet nicht auf Port {port}.",
            Self::NoLogin => "Es gibt weder Zugangsdaten noch unseren Schlüssel auf dem Server.",
        }
    }

    const fn english(self) -> &'static str {
        match self {
            Self::HardwareInteraction => {
                "Hardware has to be touched. That is only possible on site."
            }
            Self::AnswersWithLogin => {
                "{service} answers on port {port}, and there is a login. No restart needed."
            }
            Self::NotProbed => {
                "{service} is the usual way, and there is a login. Port {port} has not been probed yet."
            }
            Self::StillAnswers => {
                "{service} still answers on port {port}, but the cause lies deeper."
            }
            Self::BootLoader => {
                "The server does not boot. Rescue mode allows the boot loader ({loader}) to be repaired."
            }
            Self::FileSystem => {
                "A damaged file system can only be checked while it is not mounted."
            }
            Self::PasswordLost => "The password is lost. Rescue mode allows it to be reset.",
            Self::ConsoleWithoutNetwork => {
                "The console does not depend on the server's network configuration."
            }
            Self::ConsoleShowsBoot => "The console shows where the boot fails.",
            Self::ConsoleIfNeeded => "Helps if the first way is not enough.",
            Self::RescueWithoutConsole => {
                "No remote console can be used. Rescue mode boots the server over the network."
            }
            Self::RescueIfNeeded => {
                "Only if the other ways are not enough, because it restarts the server."
            }
            Self::LastResort => {
                "Only if all other ways fail. The promised time does not apply then."
            }
            Self::OnlyWayLeft => "No other way is possible. The promised time does not apply then.",
            Self::DedicatedOnly => "Only for dedicated servers.",
            Self::OptionMissing => "This server has no IP-KVM option.",
            Self::VpsOnly => "Only for VPS.",
            Self::ConsoleMissing => "This VPS has no console.",
            Self::ServersOnly => "Only for servers, not for appliances.",
            Self::NotAllowed => "Not allowed by the authorization.",
            Self::ConsoleSilent => "The console does not answer.",
            Self::PortSilent => "{service} does not answer on port {port}.",
            Self::NoLogin => "There are neither credentials nor our key on the server.",
        }
    }
}

impl Need {
    /// What is needed, in words.
    pub const fn label(self, locale: Locale) -> &'static str {
        let (de, en) = match self {
            Self::OurKey => ("unser Schlüssel", "our key"),
            Self::Credentials => ("Zugangsdaten", "credentials"),
            Self::Console => ("Fernkonsole", "remote console"),
            Self::NetworkBoot => ("Start über das Netzwerk", "network boot"),
            Self::OnSite => ("Technik vor Ort", "technician on site"),
        };
        either(locale, de, en)
    }
}

impl Interruption {
    /// What is interrupted, in words.
    pub const fn label(self, locale: Locale) -> &'static str {
        let (de, en) = match self {
            Self::None => ("keine", "none"),
            Self::Restart => ("Neustart, etwa 6 min", "restart, about 6 min"),
            Self::Travel => ("Anfahrt", "travel"),
        };
        either(locale, de, en)
    }
}
