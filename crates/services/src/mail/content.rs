//! What a mail says, and how it looks: one template pair (text and HTML) for all mails.

use askama::Template;
use domain::account::Locale;

use crate::error::{Result, ServiceError};

/// The content of a mail in the reader's language. Greeting and foot are added.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Content {
    /// Subject; line breaks become blanks.
    pub subject: String,
    /// Paragraphs before the facts.
    pub paragraphs: Vec<String>,
    /// Facts: name and value.
    pub facts: Vec<(String, String)>,
    /// The one thing to do: words of the button and the address behind it.
    pub action: Option<(String, String)>,
    /// Paragraphs after the button.
    pub closing: Vec<String>,
    /// What in the facts or in the button's address opens an account; it is stored encrypted.
    pub secret: Option<String>,
}

impl Content {
    /// A mail with this subject.
    pub fn new(subject: impl Into<String>) -> Self {
        Self {
            subject: subject.into(),
            ..Self::default()
        }
    }

    /// Adds a paragraph.
    #[must_use]
    pub fn say(mut self, text: impl Into<String>) -> Self {
        self.paragraphs.push(text.into());
        self
    }

    /// Adds a fact.
    #[must_use]
    pub fn fact(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.facts.push((name.into(), value.into()));
        self
    }

    /// Sets the one thing to do.
    #[must_use]
    pub fn action(mut self, words: impl Into<String>, url: impl Into<String>) -> Self {
        self.action = Some((words.into(), url.into()));
        self
    }

    /// Adds a fact that opens an account: a code.
    #[must_use]
    pub fn code(mut self, name: impl Into<String>, code: impl Into<String>) -> Self {
        let code = code.into();
        self.secret = Some(code.clone());
        self.fact(name, code)
    }

    /// Sets the one thing to do, where its address opens an account: its last part is the token.
    #[must_use]
    pub fn link(mut self, words: impl Into<String>, url: impl Into<String>) -> Self {
        let url = url.into();
        self.secret = url.rsplit('/').next().map(str::to_owned);
        self.action(words, url)
    }

    /// Adds a paragraph after the button.
    #[must_use]
    pub fn close(mut self, text: impl Into<String>) -> Self {
        self.closing.push(text.into());
        self
    }

    /// `portal` is the address of the portal: mail is a way out only, so every mail says where answers belong. // S-03
    pub(super) fn render(
        &self,
        locale: Locale,
        name: &str,
        sender: &str,
        portal: &str,
    ) -> Result<Rendered> {
        let german = locale == Locale::De;
        let greeting = match (german, name.is_empty()) {
            (true, false) => format!("Guten Tag {name},"),
            (true, true) => "Guten Tag,".to_owned(),
            (false, false) => format!("Hello {name},"),
            (false, true) => "Hello,".to_owned(),
        };
        let foot = if german {
            "Antworten auf diese E-Mail liest niemand. Bitte schreiben Sie uns im Portal:"
        } else {
            "Nobody reads replies to this email. Please write to us in the portal:"
        };
        let signature = if sender.is_empty() {
            "Leitstand"
        } else {
            sender
        };
        let text = TextMail {
            greeting: &greeting,
            content: self,
            signature,
            foot,
            portal,
        };
        let html = HtmlMail {
            lang: locale.code(),
            subject: &self.subject,
            greeting: &greeting,
            content: self,
            signature,
            foot,
            portal,
        };
        Ok(Rendered {
            subject: one_line(&self.subject),
            text: text.render().map_err(ServiceError::internal)?,
            html: html.render().map_err(ServiceError::internal)?,
        })
    }
}

pub(super) struct Rendered {
    pub(super) subject: String,
    pub(super) text: String,
    pub(super) html: String,
}

#[derive(Template)]
#[template(path = "mail.txt", escape = "none")]
struct TextMail<'a> {
    greeting: &'a str,
    content: &'a Content,
    signature: &'a str,
    foot: &'a str,
    portal: &'a str,
}

#[derive(Template)]
#[template(path = "mail.html")]
struct HtmlMail<'a> {
    lang: &'a str,
    subject: &'a str,
    greeting: &'a str,
    content: &'a Content,
    signature: &'a str,
    foot: &'a str,
    portal: &'a str,
}

/// Control characters and line ends become blanks: nothing in a subject can begin another header. // ASVS 1.3.11
fn one_line(text: &str) -> String {
    let flat: String = text
        .chars()
        .map(|c| {
            if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') {
                ' '
            } else {
                c
            }
        })
        .collect();
    flat.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_says_the_same_in_text_and_html_and_escapes() -> Result<()> {
        let content = Content::new("Ticket 40001\r\nBcc: evil@example.test")
            .say("Es geht um <b>srv-1</b>.")
            .fact("System", "srv-1 & srv-2")
            .action("Zum Ticket", "https://desk.test/tickets/40001")
            .close("Bis bald.");
        let portal = "https://desk.test/";
        let mail = content.render(Locale::De, "Petra", "Kastell Hosting", portal)?;
        assert_eq!(mail.subject, "Ticket 40001 Bcc: evil@example.test");
        assert_eq!(
            mail.text,
            "Guten Tag Petra,\n\nEs geht um <b>srv-1</b>.\n\nSystem: srv-1 & srv-2\n\n\
             Zum Ticket: https://desk.test/tickets/40001\n\nBis bald.\n\n-- \nKastell Hosting\n\
             Antworten auf diese E-Mail liest niemand. Bitte schreiben Sie uns im Portal: https://desk.test/"
        );
        assert!(
            mail.html
                .contains("Es geht um &#60;b&#62;srv-1&#60;/b&#62;.")
        );
        assert!(mail.html.contains("<html lang=\"de\">"));
        assert!(!mail.html.contains("http-equiv") && !mail.html.contains("<img"));
        Ok(())
    }

    #[test]
    fn every_mail_says_that_answers_belong_in_the_portal_and_where_that_is() -> Result<()> {
        // S-03
        let portal = "https://desk.test/";
        for (locale, words) in [
            (Locale::De, "Bitte schreiben Sie uns im Portal:"),
            (Locale::En, "Please write to us in the portal:"),
        ] {
            // Even a mail without a button leads there.
            let mail = Content::new("Ohne Knopf").render(locale, "", "", portal)?;
            assert!(
                mail.text.ends_with(&format!("{words} {portal}")),
                "{}",
                mail.text
            );
            let link = format!("{words} <a href=\"{portal}\"");
            assert!(mail.html.contains(&link), "{}", mail.html);
        }
        Ok(())
    }
}
