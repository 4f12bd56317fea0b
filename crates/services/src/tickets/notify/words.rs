//! The words of mails about tickets, German and English.

use domain::account::Locale;
use domain::audit::Appended;
use domain::charge::CeilingLevel;
use domain::ticket::REPEATED_DAYS;
use domain::time::date_time;

use super::{News, Told};
use crate::context::Context;
use crate::held::for_mail;
use crate::mail::Content;

/// Longest quotation in a mail, in characters.
const QUOTE_MAX: usize = 4_000;

pub(super) fn chain_line(locale: Locale, link: &Appended) -> String {
    let (seq, hash) = (link.seq, hex::encode(link.hash.as_bytes()));
    match locale {
        Locale::De => format!("Ihr Protokoll endet mit Eintrag {seq}, Prüfsumme {hash}."),
        Locale::En => format!("Your log ends with entry {seq}, checksum {hash}."),
    }
}

fn quote(text: &str) -> String {
    let masked = for_mail(text);
    if masked.chars().count() <= QUOTE_MAX {
        return masked;
    }
    let mut cut: String = masked.chars().take(QUOTE_MAX).collect();
    cut.push_str(" …");
    cut
}

pub(super) fn words(context: &Context, locale: Locale, told: &Told<'_>) -> Content {
    let number = told.ticket.number.0;
    let subject = &told.subject;
    let german = locale == Locale::De;
    let url = context.settings().url(&format!("/tickets/{number}"));
    let title = |de: &str, en: &str| {
        Content::new(if german {
            format!("[{number}] {de}: {subject}")
        } else {
            format!("[{number}] {en}: {subject}")
        })
    };
    let say = |de: &'static str, en: &'static str| if german { de } else { en };
    let content = match told.news {
        News::Received => title("Ticket eingegangen", "Ticket received").say(say(
            "Ihr Ticket ist bei uns angekommen. Wir melden uns, sobald jemand es übernommen hat.",
            "Your ticket has reached us. We will be in touch as soon as somebody has taken it.",
        )),
        News::Answered { text, asks } => {
            let content = if asks {
                title("Wir haben eine Frage", "We have a question").say(say(
                    "Damit es weitergeht, brauchen wir eine Antwort von Ihnen:",
                    "To go on we need an answer from you:",
                ))
            } else {
                title("Neue Nachricht", "New message").say(say(
                    "Wir haben Ihnen geschrieben:",
                    "We have written to you:",
                ))
            };
            content.say(quote(text))
        }
        News::Resolved { days } => title("Gelöst", "Resolved").say(match (german, days) {
            (true, 1) => "Wir haben Ihr Ticket als gelöst markiert. Stimmt etwas noch nicht, antworten Sie bis zum Ende des nächsten Werktags, dann öffnen wir es wieder.".to_owned(),
            (true, days) => format!("Wir haben Ihr Ticket als gelöst markiert. Stimmt etwas noch nicht, antworten Sie innerhalb von {days} Werktagen, dann öffnen wir es wieder."),
            (false, 1) => "We have marked your ticket as resolved. If something is still wrong, answer by the end of the next working day and we will open it again.".to_owned(),
            (false, days) => format!("We have marked your ticket as resolved. If something is still wrong, answer within {days} working days and we will open it again."),
        }),
        News::Closed => title("Geschlossen", "Closed").say(say(
            "Ihr Ticket ist jetzt geschlossen. Zu einem neuen Anliegen erstellen Sie bitte ein neues Ticket.",
            "Your ticket is now closed. Please create a new ticket for anything else.",
        )),
        News::Reopened => title("Wieder geöffnet", "Reopened").say(say(
            "Ihr Ticket ist wieder geöffnet.",
            "Your ticket is open again.",
        )),
        News::Scheduled { at } => title("Termin", "Scheduled").say(if german {
            format!("Wir arbeiten an Ihrem Ticket am {}.", date_time(at, true))
        } else {
            format!("We will work on your ticket on {}.", date_time(at, false))
        }),
        News::WaitsForThirdParty => title("Wir warten auf andere", "Waiting for a third party").say(say(
            "Bei Ihrem Ticket ist gerade jemand anderes am Zug, zum Beispiel ein Hersteller. Von Ihnen brauchen wir nichts; wir bleiben dran.",
            "Somebody else has to act on your ticket first, for example a manufacturer. We need nothing from you and keep at it.",
        )),
        News::Reclassified { class } => title("Neu eingeordnet", "Reclassified").say({
            let class = class.label(locale);
            if german {
                format!("Wir behandeln Ihr Ticket jetzt als {class}.")
            } else {
                format!("Your ticket is now classified as “{class}”.")
            }
        }),
        News::Found { text, why, offer } => {
            let content = title("Ursache gefunden", "Cause found")
                .say(say(
                    "Die Ursache liegt in Ihrer eigenen Anwendung:",
                    "The cause lies in your own application:",
                ))
                .say(quote(text))
                .say(say("Das ist nicht abgedeckt, weil:", "This is not covered, because:"))
                .say(quote(why))
                .say(say(
                    "Wir arbeiten daran erst weiter, wenn Sie ein Angebot dafür annehmen.",
                    "We go on with it only once you accept an offer for it.",
                ));
            match offer {
                Some(scope) => content.say(say("Unser Angebot dafür:", "Our offer for it:")).say(quote(scope)),
                None => content,
            }
        }
        News::FoundWrong => title("Feststellung zurückgenommen", "Finding taken back").say(say(
            "Wir haben unsere Feststellung zur Ursache zurückgenommen und arbeiten weiter wie zuvor.",
            "We have taken back what we found about the cause and go on as before.",
        )),
        News::Repeats { service, nth } => title("Wiederholte Ausfälle", "Repeated outages").say(if german {
            format!("{service}: die {nth}. Feststellung in {REPEATED_DAYS} Tagen, dass die Anwendung des Kunden die Ursache ist. Bitte sprechen Sie mit dem Kunden über den Mehraufwand.")
        } else {
            format!("{service}: found for the {nth}th time within {REPEATED_DAYS} days that the customer’s application is the cause. Please talk to the customer about the additional work.")
        }),
        News::Offered { scope } => title("Angebot", "Offer")
            .say(say(
                "Wir haben Ihnen ein Angebot gemacht:",
                "We have made you an offer:",
            ))
            .say(quote(scope)),
        News::CeilingNear { scope, level, ceiling } => {
            let ceiling = ceiling.show(locale);
            let reached = level == CeilingLevel::Reached;
            title("Kostenobergrenze", "Cost ceiling").say(match (german, reached) {
                (true, true) => format!("Die Kostenobergrenze von {ceiling} netto ist erreicht. Die Arbeit geht weiter, aber was darüber liegt, wird nur berechnet, wenn Sie die Obergrenze im Ticket anheben."),
                (true, false) => format!("80 % der Kostenobergrenze von {ceiling} netto sind verbraucht. Sie können die Obergrenze im Ticket anheben; ohne das wird nicht mehr als dieser Betrag berechnet."),
                (false, true) => format!("The cost ceiling of {ceiling} net has been reached. The work goes on, but what lies beyond it is charged only if you raise the ceiling in the ticket."),
                (false, false) => format!("80 % of the cost ceiling of {ceiling} net are used up. You can raise the ceiling in the ticket; without that no more than this amount is charged."),
            }).say(quote(scope))
        }
        News::OrderAnswered { scope, accepted } => {
            let content = if accepted {
                title("Angebot angenommen", "Offer accepted")
            } else {
                title("Angebot abgelehnt", "Offer declined")
            };
            content.say(quote(scope))
        }
        News::CustomerWrote { text } => title("Antwort vom Kunden", "The customer answered").say(quote(text)),
        News::Assigned => title("Ihnen zugewiesen", "Assigned to you").say(say(
            "Dieses Ticket ist jetzt Ihres.",
            "This ticket is yours now.",
        )),
        News::AssignedToTeam => title("Ihrem Team zugewiesen", "Assigned to your team").say(say(
            "Dieses Ticket liegt jetzt bei Ihrem Team.",
            "This ticket is with your team now.",
        )),
    };
    content.action(say("Zum Ticket", "Open the ticket"), url)
}
