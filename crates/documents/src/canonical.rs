//! The signed text as blocks, and free text as paragraphs.
//!
//! The canonical text of an authorization is plain text: paragraphs divided by empty lines, `- ` begins a bullet. The
//! first line of a paragraph with more lines is its heading, as [`domain::intervention::authorization::Terms::text`]
//! writes it. A text that begins with `# ` marks its headings instead, with `# ` and `## `. Nothing else has a meaning:
//! a star is a star.

use serde::Serialize;

/// A piece of the canonical text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Block {
    /// A heading, level 1 or 2. The first one is always 1, so that no document skips a level.
    Heading {
        /// 1 or 2.
        level: u8,
        /// The words.
        text: String,
    },
    /// Bullets that follow each other.
    List {
        /// One text each.
        items: Vec<String>,
    },
    /// Lines that belong together.
    Paragraph {
        /// The lines as written.
        lines: Vec<String>,
    },
}

/// Reads the canonical text.
pub fn blocks(text: &str) -> Vec<Block> {
    let first = text.lines().find(|line| !line.trim().is_empty());
    if first.is_some_and(|line| matches!(marked(line), Some(("# " | "## ", _)))) {
        return marked_blocks(text);
    }
    let mut blocks = Vec::new();
    let mut paragraph: Vec<&str> = Vec::new();
    for line in text.lines().chain([""]) {
        if line.trim().is_empty() {
            headed_blocks(&mut blocks, &paragraph);
            paragraph.clear();
        } else {
            paragraph.push(line);
        }
    }
    blocks.into_iter().flatten().collect()
}

/// One paragraph of a text without marks: its first line heads it, unless it is a bullet or all there is. `None` ends
/// a list or a paragraph.
fn headed_blocks(blocks: &mut Vec<Option<Block>>, paragraph: &[&str]) {
    let mut lines = paragraph;
    if let [title, rest @ ..] = paragraph
        && !rest.is_empty()
        && !title.starts_with("- ")
    {
        let heads = |block: &Option<Block>| matches!(block, Some(Block::Heading { .. }));
        let level = if blocks.iter().any(heads) { 2 } else { 1 };
        blocks.push(Some(heading(level, title.trim())));
        lines = rest;
    }
    for line in lines {
        let block = match marked(line) {
            Some(("- ", text)) => item(blocks, text),
            _ => Some(self::paragraph(blocks, line)),
        };
        blocks.extend(block.map(Some));
    }
    blocks.push(None);
}

fn marked_blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut has_top = false;
    for line in text.lines() {
        if line.trim().is_empty() {
            blocks.push(None);
            continue;
        }
        let block = match marked(line) {
            Some(("# ", text)) => Some(heading(1, text)),
            Some(("## ", text)) => Some(heading(if has_top { 2 } else { 1 }, text)),
            Some((_, text)) => item(&mut blocks, text),
            None => Some(paragraph(&mut blocks, line)),
        };
        has_top |= matches!(block, Some(Block::Heading { .. }));
        blocks.extend(block.map(Some));
    }
    blocks.into_iter().flatten().collect()
}

/// Free text as paragraphs of lines; indentation is kept, as log excerpts need it.
pub fn paragraphs(text: &str) -> Vec<Vec<String>> {
    let mut paragraphs = vec![Vec::new()];
    for line in text.lines() {
        if line.trim().is_empty() {
            paragraphs.push(Vec::new());
        } else if let Some(last) = paragraphs.last_mut() {
            last.push(indented(line));
        }
    }
    paragraphs.retain(|lines| !lines.is_empty());
    paragraphs
}

fn marked(line: &str) -> Option<(&'static str, &str)> {
    ["## ", "# ", "- "].into_iter().find_map(|mark| {
        let rest = line.strip_prefix(mark)?.trim();
        (!rest.is_empty()).then_some((mark, rest))
    })
}

fn heading(level: u8, text: &str) -> Block {
    Block::Heading {
        level,
        text: text.to_owned(),
    }
}

/// Joins the list before it, or begins one.
fn item(blocks: &mut [Option<Block>], text: &str) -> Option<Block> {
    if let Some(Some(Block::List { items })) = blocks.last_mut() {
        items.push(text.to_owned());
        return None;
    }
    Some(Block::List {
        items: vec![text.to_owned()],
    })
}

/// Joins the paragraph before it, or begins one.
fn paragraph(blocks: &mut Vec<Option<Block>>, line: &str) -> Block {
    let mut lines = Vec::new();
    if let Some(Some(Block::Paragraph { lines: before })) = blocks.last_mut() {
        lines.append(before);
        blocks.pop();
    }
    lines.push(indented(line));
    Block::Paragraph { lines }
}

fn indented(line: &str) -> String {
    let line = line.trim_end().replace('\t', "    ");
    let body = line.trim_start_matches(' ');
    format!("{}{body}", "\u{a0}".repeat(line.len() - body.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(items: &[&str]) -> Block {
        Block::List {
            items: items.iter().map(|item| (*item).to_owned()).collect(),
        }
    }

    fn lines(lines: &[&str]) -> Block {
        Block::Paragraph {
            lines: lines.iter().map(|line| (*line).to_owned()).collect(),
        }
    }

    #[test]
    fn the_first_line_of_a_paragraph_is_its_heading() {
        let text = "Genehmigung\nFassung 1\n\nWas\n- eins\n- zwei\nNichts sonst.\n\nVerbindlich ist dieser Text.\n";
        assert_eq!(
            blocks(text),
            [
                heading(1, "Genehmigung"),
                lines(&["Fassung 1"]),
                heading(2, "Was"),
                list(&["eins", "zwei"]),
                lines(&["Nichts sonst."]),
                lines(&["Verbindlich ist dieser Text."]),
            ]
        );
        assert_eq!(blocks("- eins\n- zwei"), [list(&["eins", "zwei"])]);
        let late = blocks("Allein.\n\nWas\n# kein Titel");
        assert_eq!(late[1..], [heading(1, "Was"), lines(&["# kein Titel"])]);
    }

    #[test]
    fn marked_headings_bullets_and_paragraphs_are_told_apart() {
        let text =
            "# Genehmigung\n\nErste Zeile\nzweite Zeile\n\n## Was\n- eins\n- zwei\n\n- drei\nEnde";
        assert_eq!(
            blocks(text),
            [
                heading(1, "Genehmigung"),
                lines(&["Erste Zeile", "zweite Zeile"]),
                heading(2, "Was"),
                list(&["eins", "zwei"]),
                list(&["drei"]),
                lines(&["Ende"]),
            ]
        );
    }

    #[test]
    fn a_level_is_never_skipped_and_marks_without_words_are_text() {
        assert_eq!(blocks("## Zuerst"), [heading(1, "Zuerst")]);
        assert_eq!(
            blocks("#kein Titel\n\n- "),
            [lines(&["#kein Titel"]), lines(&["-"])]
        );
        assert!(blocks("\n \r\n").is_empty());
    }

    #[test]
    fn indentation_of_log_lines_survives() {
        assert_eq!(
            paragraphs("eins\n  zwei\n\n\n\tdrei \n"),
            [
                vec!["eins".to_owned(), "\u{a0}\u{a0}zwei".to_owned()],
                vec!["\u{a0}\u{a0}\u{a0}\u{a0}drei".to_owned()]
            ]
        );
        assert!(paragraphs("").is_empty());
    }
}
