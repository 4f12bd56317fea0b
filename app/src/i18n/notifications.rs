//! What the desk tells its people, and that somebody has a promise in hand.

texts! {
    /// Notifications.
    Notifications {
        title: "Meldungen", "Notifications";
        lead: "Woran Leitstand Sie erinnert hat: Zusagen, deren Zeit knapp wird. Die hundert neuesten, das Neueste oben.", "What Leitstand reminded you of: promises that run out of time. The newest hundred, the newest on top.";
        empty: "Noch keine Meldungen", "No notifications yet";
        empty_text: "Wird die Zeit einer Zusage knapp, für die Sie zuständig sind, oder haben Sie Bereitschaft, steht es hier.", "When a promise of yours runs out of time, or you are on call, it is told here.";
        unread: "neu", "new";
        mark_all: "Alle als gelesen markieren", "Mark all as read";
        on_it: "Ich kümmere mich", "I am on it";
        asked: "Bereitschaft: bitte antworten", "On call: please answer";
        look: "Zur Bereitschaft", "To the rota";
        waits: "Für diese Zusage wird erinnert. Niemand hat gesagt, dass er sich kümmert.", "People are being reminded of this promise. Nobody has said that they are on it.";
        goes_on: "Die Erinnerungen gehen weiter.", "The reminders go on.";
    }
    fn {
        bell(count: &i64): "Meldungen, ungelesen: {count}", "Notifications, unread: {count}";
        ticket(number: &i64): "Ticket {number}", "Ticket {number}";
        began(promise: &str): "{promise}: neu zugesagt", "{promise}: newly promised";
        share(promise: &str, percent: &i64): "{promise}: {percent} % der Zeit verbraucht", "{promise}: {percent}% of the time used up";
        missed(promise: &str): "{promise}: Zusage verfehlt", "{promise}: promise missed";
        nobody(what: &str): "{what}. Für eine Erinnerung war niemand da.", "{what}. Nobody was there for a reminder.";
        taken(name: &str, at: &str): "{name} kümmert sich seit {at}.", "{name} is on it since {at}.";
        quiet(until: &str): "Bis {until} wird niemand erinnert.", "Nobody is reminded until {until}.";
    }
}
