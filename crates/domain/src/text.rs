//! Limits of what people type into one line or into a body.
//!
//! One line means one line: a line break in a name or a subject could add header lines to a mail, so it is refused here
//! and not repaired somewhere else. Lengths are counted in Unicode code points.

/// Why a text is refused. The code is the one forms translate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TextProblem {
    /// Nothing but white space.
    #[error("nothing entered")]
    Empty,
    /// More than `max` code points.
    #[error("longer than {max} characters")]
    TooLong {
        /// The limit.
        max: usize,
    },
    /// A line break or another control character where one line is meant.
    #[error("contains control characters")]
    Control,
}

impl TextProblem {
    /// Code for the message table of the forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "required",
            Self::TooLong { .. } => "too_long",
            Self::Control => "control_characters",
        }
    }
}

/// One line: trimmed, not empty, no control characters, at most `max` code points.
pub fn single_line(text: &str, max: usize) -> Result<String, TextProblem> {
    let text = text.trim();
    if text.is_empty() {
        return Err(TextProblem::Empty);
    }
    if text.chars().any(breaks_a_line) {
        return Err(TextProblem::Control);
    }
    within(text, max).map(str::to_owned)
}

/// Several lines: line ends become `\n`, trailing white space goes, tabs stay, other control characters are refused.
pub fn body(text: &str, max: usize) -> Result<String, TextProblem> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let text = text.trim_end().trim_start_matches('\n');
    if text.trim().is_empty() {
        return Err(TextProblem::Empty);
    }
    if text
        .chars()
        .any(|c| c.is_control() && !matches!(c, '\n' | '\t'))
    {
        return Err(TextProblem::Control);
    }
    within(text, max).map(str::to_owned)
}

fn within(text: &str, max: usize) -> Result<&str, TextProblem> {
    if text.chars().count() > max {
        return Err(TextProblem::TooLong { max });
    }
    Ok(text)
}

/// Control characters and the two Unicode line ends.
fn breaks_a_line(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_stays_one_line() {
        assert_eq!(single_line("  Server weg ", 20), Ok("Server weg".into()));
        assert_eq!(single_line(" \t ", 20), Err(TextProblem::Empty));
        assert_eq!(
            single_line("Hallo\r\nBcc: a@example.com", 99),
            Err(TextProblem::Control)
        );
        assert_eq!(single_line("a\u{2028}b", 9), Err(TextProblem::Control));
        assert_eq!(single_line("äöü", 3), Ok("äöü".into()));
        assert_eq!(single_line("äöüß", 3), Err(TextProblem::TooLong { max: 3 }));
    }

    #[test]
    fn a_body_keeps_its_lines_and_its_indentation() {
        assert_eq!(body("\r\n  a\r\n\tb\r\n\r\n", 99), Ok("  a\n\tb".into()));
        assert_eq!(body("a\u{1b}[31m", 99), Err(TextProblem::Control));
        assert_eq!(body("\n\n", 99), Err(TextProblem::Empty));
    }
}
