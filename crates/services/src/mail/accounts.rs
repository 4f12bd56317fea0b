//! What mails about accounts say, German and English.

use domain::account::{Locale, MemberRole, StaffRole};

use super::Content;
use crate::settings::Settings;

/// A link to set a new password.
pub(crate) fn password_reset(locale: Locale, url: String) -> Content {
    match locale {
        Locale::De => Content::new("Neues Passwort setzen")
            .say("Sie oder jemand anderes hat ein neues Passwort für Ihren Zugang angefordert. Der Link gilt eine Stunde und nur einmal.")
            .link("Neues Passwort setzen", url)
            .close("Waren Sie das nicht, müssen Sie nichts tun: Ihr Passwort bleibt, wie es ist."),
        Locale::En => Content::new("Set a new password")
            .say("You or somebody else asked for a new password for your account. The link works once, for one hour.")
            .link("Set a new password", url)
            .close("If that was not you, there is nothing to do: your password stays as it is."),
    }
}

/// The password was changed.
pub(crate) fn password_changed(locale: Locale, settings: &Settings) -> Content {
    match locale {
        Locale::De => Content::new("Ihr Passwort wurde geändert")
            .say("Das Passwort Ihres Zugangs wurde soeben geändert. Alle anderen Sitzungen sind beendet.")
            .action("Zum Konto", settings.url("/account"))
            .close("Waren Sie das nicht? Dann rufen Sie uns bitte sofort an."),
        Locale::En => Content::new("Your password was changed")
            .say("The password of your account has just been changed. All other sessions have ended.")
            .action("Open your account", settings.url("/account"))
            .close("Was that not you? Then please call us at once."),
    }
}

/// A second factor was set up.
pub(crate) fn factor_enrolled(locale: Locale, settings: &Settings) -> Content {
    match locale {
        Locale::De => Content::new("Zweiter Faktor eingerichtet")
            .say("Für Ihren Zugang wurde ein zweiter Faktor eingerichtet. Ab jetzt gehört zu jeder Anmeldung ein Code aus Ihrer App.")
            .action("Zum Konto", settings.url("/account"))
            .close("Waren Sie das nicht? Dann rufen Sie uns bitte sofort an."),
        Locale::En => Content::new("Second factor set up")
            .say("A second factor was set up for your account. From now on every log-in needs a code from your app.")
            .action("Open your account", settings.url("/account"))
            .close("Was that not you? Then please call us at once."),
    }
}

/// The account has another address now: to the old one, which does not learn the new one.
pub(crate) fn email_left(locale: Locale) -> Content {
    match locale {
        Locale::De => Content::new("Ihre E-Mail-Adresse wurde geändert")
            .say("Ihr Zugang gehört jetzt zu einer anderen E-Mail-Adresse; die Verwaltung hat sie eingetragen. An diese Adresse schreiben wir Ihnen nicht mehr, und anmelden können Sie sich mit ihr auch nicht mehr. Alle Sitzungen sind beendet.")
            .close("Haben Sie das nicht veranlasst? Dann rufen Sie uns bitte sofort an."),
        Locale::En => Content::new("Your email address was changed")
            .say("Your account now belongs to another email address; an administrator has entered it. We will not write to this address any more, and you can no longer log in with it. All sessions have ended.")
            .close("Did you not ask for this? Then please call us at once."),
    }
}

/// The same to the new address.
pub(crate) fn email_arrived(locale: Locale, settings: &Settings) -> Content {
    match locale {
        Locale::De => Content::new("Ihre neue E-Mail-Adresse")
            .say("Ihr Zugang gehört jetzt zu dieser E-Mail-Adresse; die Verwaltung hat sie eingetragen. Melden Sie sich ab jetzt mit ihr an. Passwort und zweiter Faktor bleiben, wie sie sind. Alle Sitzungen sind beendet.")
            .action("Anmelden", settings.url("/login"))
            .close("Kennen Sie diesen Zugang nicht? Dann rufen Sie uns bitte an."),
        Locale::En => Content::new("Your new email address")
            .say("Your account now belongs to this email address; an administrator has entered it. Log in with it from now on. Password and second factor stay as they are. All sessions have ended.")
            .action("Log in", settings.url("/login"))
            .close("Do you not know this account? Then please call us."),
    }
}

/// The second factor was removed.
pub(crate) fn factor_removed(locale: Locale, settings: &Settings) -> Content {
    match locale {
        Locale::De => Content::new("Zweiter Faktor entfernt")
            .say("Der zweite Faktor Ihres Zugangs wurde entfernt. Zur Anmeldung genügt jetzt das Passwort.")
            .action("Zum Konto", settings.url("/account"))
            .close("Waren Sie das nicht? Dann rufen Sie uns bitte sofort an."),
        Locale::En => Content::new("Second factor removed")
            .say("The second factor of your account was removed. The password alone is now enough to log in.")
            .action("Open your account", settings.url("/account"))
            .close("Was that not you? Then please call us at once."),
    }
}

/// The second factor was replaced.
pub(crate) fn factor_replaced(locale: Locale, settings: &Settings) -> Content {
    match locale {
        Locale::De => Content::new("Zweiter Faktor ersetzt")
            .say("Für Ihren Zugang gilt jetzt ein neuer zweiter Faktor. Der bisherige und seine Wiederherstellungscodes gelten nicht mehr, alle anderen Sitzungen sind beendet.")
            .action("Zum Konto", settings.url("/account"))
            .close("Waren Sie das nicht? Dann rufen Sie uns bitte sofort an."),
        Locale::En => Content::new("Second factor replaced")
            .say("Your account now has a new second factor. The former one and its recovery codes no longer work; all other sessions have ended.")
            .action("Open your account", settings.url("/account"))
            .close("Was that not you? Then please call us at once."),
    }
}

/// An invitation into an organization.
pub(crate) fn member_invited(
    locale: Locale,
    by: &str,
    organization: &str,
    role: MemberRole,
    url: String,
) -> Content {
    match locale {
        Locale::De => {
            let role = match role {
                MemberRole::Owner => "Kontoinhaberschaft",
                MemberRole::Technical => "Technik",
                MemberRole::Billing => "Buchhaltung",
                MemberRole::Reader => "Lesen",
            };
            Content::new(format!("Einladung zu {organization}"))
                .say(format!("{by} lädt Sie ein, im Kundenkonto von {organization} mitzuarbeiten. Die Einladung gilt 24 Stunden."))
                .fact("Rolle", role)
                .link("Einladung annehmen", url)
        }
        Locale::En => {
            let role = match role {
                MemberRole::Owner => "account owner",
                MemberRole::Technical => "technical",
                MemberRole::Billing => "billing",
                MemberRole::Reader => "reader",
            };
            Content::new(format!("Invitation to {organization}"))
                .say(format!("{by} invites you to the customer account of {organization}. The invitation is valid for 24 hours."))
                .fact("Role", role)
                .link("Accept the invitation", url)
        }
    }
}

/// An invitation into the provider's staff.
pub(crate) fn staff_invited(locale: Locale, by: &str, role: StaffRole, url: String) -> Content {
    match locale {
        Locale::De => {
            let role = match role {
                StaffRole::Engineer => "Technik",
                StaffRole::Manager => "Leitung",
                StaffRole::Admin => "Verwaltung",
            };
            Content::new("Ihr Zugang zum Leitstand")
                .say(format!("{by} hat einen Zugang für Sie angelegt. Der Link gilt 24 Stunden. Bei der ersten Anmeldung richten Sie einen zweiten Faktor ein; halten Sie dafür eine Authenticator-App bereit."))
                .fact("Rolle", role)
                .link("Zugang einrichten", url)
        }
        Locale::En => {
            let role = match role {
                StaffRole::Engineer => "engineer",
                StaffRole::Manager => "manager",
                StaffRole::Admin => "admin",
            };
            Content::new("Your access to Leitstand")
                .say(format!("{by} has created an account for you. The link is valid for 24 hours. You will set up a second factor at your first log-in; have an authenticator app ready."))
                .fact("Role", role)
                .link("Set up your access", url)
        }
    }
}
