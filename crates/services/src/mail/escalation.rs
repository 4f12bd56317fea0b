//! What mails about promises in danger say, German and English. They name the ticket by its number alone: what it is about is
//! read behind the log-in.

use domain::account::Locale;
use domain::escalation::NotificationKind;
use domain::sla::ClockKind;
use domain::time::date_time;

use super::Content;
use crate::notifications::About;
use crate::settings::Settings;

/// The promise in words.
const fn promise(kind: ClockKind, locale: Locale) -> &'static str {
    let (de, en) = match kind {
        ClockKind::FirstAnswer => ("erste Antwort", "first answer"),
        ClockKind::NextAnswer => ("nächste Antwort", "next answer"),
        ClockKind::Resolution => ("Lösung", "solution"),
        ClockKind::Intervention => ("Einsatz", "intervention"),
        ClockKind::StatusUpdate => ("Zwischenstand", "status update"),
    };
    match locale {
        Locale::De => de,
        Locale::En => en,
    }
}

/// A step of an escalation, or a page, or that there is nobody to tell.
pub(crate) fn content(
    locale: Locale,
    settings: &Settings,
    about: &About<'_>,
    kind: NotificationKind,
) -> Content {
    let (number, percent) = (about.ticket.number, about.percent);
    let what = promise(about.clock.kind, locale);
    let ticket = settings.url(&format!("/tickets/{number}"));
    let due = about
        .clock
        .due_at
        .map(|at| date_time(at, locale == Locale::De));
    match locale {
        Locale::De => {
            let state = match percent {
                100.. => format!("Zusage verfehlt ({what})"),
                0 => format!("neue Zusage ({what})"),
                _ => format!("{percent} % der Zeit verbraucht ({what})"),
            };
            let with_due = |content: Content| match &due {
                Some(due) => content.fact("Zugesagt bis", due),
                None => content,
            };
            match kind {
                NotificationKind::Step => with_due(Content::new(format!("Ticket {number}: {state}")))
                    .action("Zum Ticket", ticket)
                    .close("Mit „Ich kümmere mich“ am Ticket ruhen die Erinnerungen eine Zeit lang."),
                NotificationKind::Page => {
                    with_due(Content::new(format!("Bereitschaft: Ticket {number}, {state}")))
                        .say("Sie haben Bereitschaft oder vertreten sie. Antworten Sie am Ticket mit „Ich kümmere mich“; sonst wird die nächste Person gefragt.")
                        .action("Zum Ticket", ticket)
                }
                NotificationKind::Nobody => Content::new(format!("Ticket {number}: niemand erreichbar"))
                    .say(format!("{state}: Für eine Erinnerung war niemand da. Prüfen Sie Dienstplan, Teams und Konten."))
                    .action("Zur Bereitschaft", settings.url("/admin/oncall")),
            }
        }
        Locale::En => {
            let state = match percent {
                100.. => format!("promise missed ({what})"),
                0 => format!("new promise ({what})"),
                _ => format!("{percent}% of the time used up ({what})"),
            };
            let with_due = |content: Content| match &due {
                Some(due) => content.fact("Promised by", due),
                None => content,
            };
            match kind {
                NotificationKind::Step => with_due(Content::new(format!("Ticket {number}: {state}")))
                    .action("Open the ticket", ticket)
                    .close("\"I am on it\" at the ticket stops the reminders for a while."),
                NotificationKind::Page => {
                    with_due(Content::new(format!("On call: ticket {number}, {state}")))
                        .say("You are on call or next in line. Answer at the ticket with \"I am on it\"; otherwise the next person is asked.")
                        .action("Open the ticket", ticket)
                }
                NotificationKind::Nobody => Content::new(format!("Ticket {number}: nobody can be reached"))
                    .say(format!("{state}: nobody was there for a reminder. Check rota, teams and accounts."))
                    .action("Open the rota", settings.url("/admin/oncall")),
            }
        }
    }
}
