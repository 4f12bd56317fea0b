//! The mails of a demo.

texts! {
    /// The mails of a demo.
    Demo {
        title: "Postfach der Vorführung", "Mailbox of the demo";
        intro: "Mails einer Vorführung werden nicht verschickt. Hier stehen die neuesten, auch Codes und Links.", "A demo sends no mail. The newest ones are here, codes and links included.";
        none_title: "Noch keine Mails", "No mails yet";
        none_text: "Sobald etwas geschieht, wovon jemand erfahren soll, steht die Mail hier.", "As soon as something happens that somebody should know, the mail will be here.";
        subject: "Betreff", "Subject";
        to: "An", "To";
        at: "Zeit", "Time";
        kind: "Anlass", "Reason";
        message_id: "Message-ID", "Message-ID";
        html: "HTML-Fassung ansehen", "View the HTML version";
        text: "Text", "Text";
    }
}
