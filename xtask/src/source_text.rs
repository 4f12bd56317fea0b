//! Source files told apart into code and comments, well enough for our own checks.
//!
//! Not a parser: it knows where strings, characters and comments of Rust, JavaScript, CSS and SQL
//! begin and end. `code` has the length of the file, with blanks in place of everything that is not
//! code, so that positions in one are positions in the other.

use std::ops::Range;

/// What a file is written in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Language {
    /// Rust.
    Rust,
    /// JavaScript modules.
    JavaScript,
    /// Style sheets.
    Css,
    /// Migrations.
    Sql,
}

impl Language {
    /// By the ending of the file's name.
    pub fn of(file: &str) -> Option<Self> {
        match file.rsplit_once('.')?.1 {
            "rs" => Some(Self::Rust),
            "mjs" | "js" => Some(Self::JavaScript),
            "css" => Some(Self::Css),
            "sql" => Some(Self::Sql),
            _ => None,
        }
    }
}

/// A file after the separation.
pub struct SourceText {
    /// The file with strings and comments blanked out; quotes stay.
    pub code: String,
    /// Where the comments are.
    pub comments: Vec<Range<usize>>,
}

impl SourceText {
    /// Separates code from the rest.
    pub fn new(text: &str, language: Language) -> Self {
        let mut lexer = Lexer {
            bytes: text.as_bytes(),
            language,
            at: 0,
        };
        let mut code = text.as_bytes().to_vec();
        let mut comments = Vec::new();
        while lexer.at < lexer.bytes.len() {
            let start = lexer.at;
            match lexer.piece() {
                Piece::Code => {}
                Piece::Comment => {
                    blank(&mut code[start..lexer.at]);
                    comments.push(start..lexer.at);
                }
                Piece::Literal => {
                    let end = lexer.at.saturating_sub(1).max(start + 1);
                    blank(&mut code[start + 1..end]);
                }
            }
        }
        // Blanking whole literals and comments leaves valid UTF-8; a surprise becomes a question mark.
        Self {
            code: String::from_utf8_lossy(&code).into_owned(),
            comments,
        }
    }
}

/// The range of the text between the bracket at `open` and its partner, both included.
pub fn bracketed(code: &str, open: usize) -> Option<Range<usize>> {
    let mut depth = 0_usize;
    for (offset, byte) in code.bytes().enumerate().skip(open) {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(open..offset + 1);
                }
            }
            _ => {}
        }
    }
    None
}

enum Piece {
    Code,
    Comment,
    Literal,
}

struct Lexer<'a> {
    bytes: &'a [u8],
    language: Language,
    at: usize,
}

impl Lexer<'_> {
    /// Consumes the next piece: one byte of code, or a whole comment or literal.
    fn piece(&mut self) -> Piece {
        let slashes = matches!(self.language, Language::Rust | Language::JavaScript);
        if slashes && self.starts(b"//") || self.language == Language::Sql && self.starts(b"--") {
            self.until(b"\n");
            return Piece::Comment;
        }
        if self.starts(b"/*") {
            self.at += 2;
            self.past(b"*/");
            return Piece::Comment;
        }
        if self.language == Language::Rust && self.raw_string() {
            return Piece::Literal;
        }
        match self.bytes[self.at] {
            b'"' => self.quoted(b'"'),
            b'\'' if self.language == Language::Rust => self.character(),
            b'\'' => self.quoted(b'\''),
            b'`' if self.language == Language::JavaScript => self.quoted(b'`'),
            _ => {
                self.at += 1;
                Piece::Code
            }
        }
    }

    fn starts(&self, with: &[u8]) -> bool {
        self.bytes[self.at..].starts_with(with)
    }

    /// Goes to the next occurrence, not past it.
    fn until(&mut self, end: &[u8]) {
        while self.at < self.bytes.len() && !self.starts(end) {
            self.at += 1;
        }
    }

    fn past(&mut self, end: &[u8]) {
        self.until(end);
        self.at = (self.at + end.len()).min(self.bytes.len());
    }

    fn quoted(&mut self, quote: u8) -> Piece {
        self.at += 1;
        while self.at < self.bytes.len() && self.bytes[self.at] != quote {
            // SQL doubles its quotes instead; two literals in a row do for us.
            let escape = self.bytes[self.at] == b'\\' && self.language != Language::Sql;
            self.at += if escape { 2 } else { 1 };
        }
        self.at = (self.at + 1).min(self.bytes.len());
        Piece::Literal
    }

    /// `'x'` or `'\n'`; otherwise it was a lifetime, which is code.
    fn character(&mut self) -> Piece {
        let rest = &self.bytes[self.at + 1..];
        let length = match rest.first() {
            Some(b'\\') => rest.iter().skip(2).position(|b| *b == b'\'').map(|n| n + 2),
            Some(first) => {
                let width = match first {
                    0..0x80 => 1,
                    0x80..0xE0 => 2,
                    0xE0..0xF0 => 3,
                    _ => 4,
                };
                (rest.get(width) == Some(&b'\'')).then_some(width)
            }
            None => None,
        };
        if let Some(length) = length {
            self.at += length + 2;
            return Piece::Literal;
        }
        self.at += 1;
        Piece::Code
    }

    /// `r"…"`, `r#"…"#`, with `b` or `c` before it; consumes it if it is one.
    fn raw_string(&mut self) -> bool {
        let word_before = self.at > 0
            && (self.bytes[self.at - 1].is_ascii_alphanumeric() || self.bytes[self.at - 1] == b'_');
        if word_before {
            return false;
        }
        let mut at = self.at;
        if matches!(self.bytes[at], b'b' | b'c') {
            at += 1;
        }
        if self.bytes.get(at) != Some(&b'r') {
            return false;
        }
        at += 1;
        let hashes = self.bytes[at..].iter().take_while(|b| **b == b'#').count();
        at += hashes;
        if self.bytes.get(at) != Some(&b'"') {
            return false;
        }
        self.at = at + 1;
        let end: Vec<u8> = std::iter::once(b'"')
            .chain(std::iter::repeat_n(b'#', hashes))
            .collect();
        self.past(&end);
        true
    }
}

fn blank(bytes: &mut [u8]) {
    for byte in bytes {
        if *byte != b'\n' {
            *byte = b' ';
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn comments(text: &str, language: Language) -> Vec<&str> {
        SourceText::new(text, language)
            .comments
            .into_iter()
            .map(|range| &text[range])
            .collect()
    }

    #[test]
    fn comments_are_told_from_strings() {
        let rust = "let a = \"// no \\\" // no\"; // yes\nlet b = r#\"// \"no\" \"#; /* ja */ let c: &'a str = 'x';";
        assert_eq!(comments(rust, Language::Rust), ["// yes", "/* ja */"]);
        let script = "const u = 'http://x'; // eins\nconst t = `// nein`; /* zwei */";
        assert_eq!(
            comments(script, Language::JavaScript),
            ["// eins", "/* zwei */"]
        );
        assert_eq!(
            comments("a { b: url('//x'); /* c */ }", Language::Css),
            ["/* c */"]
        );
        assert_eq!(
            comments("select '--no', 'it''s -- no'; -- yes", Language::Sql),
            ["-- yes"]
        );
    }

    #[test]
    fn code_keeps_its_positions() {
        let rust = "fn ä() { call(\"grüße {\", '{', '\\'', b\"}\", 'ß'); } // }\nfn next<'a>() {}";
        let source = SourceText::new(rust, Language::Rust);
        assert_eq!(source.code.len(), rust.len());
        let open = source.code.find('{').expect("the body is code");
        let body = bracketed(&source.code, open).expect("the body is closed");
        assert!(rust[body.clone()].ends_with("); }"), "{}", &rust[body]);
        assert!(source.code.contains("fn next<'a>() {}"));
    }
}
