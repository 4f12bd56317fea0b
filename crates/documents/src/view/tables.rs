//! The rows of the evidence pack's tables.

use domain::account::Locale;
use domain::credential::RevealOutcome;
use domain::intervention::{Complexity, EndReason};
use domain::sla::engine::EventKind as ClockEventKind;
use domain::sla::{ClockOutcome, PauseReason};
use domain::ticket::Class;
use domain::time::Timestamp;
use serde_json::{Value, json};

use crate::canonical::paragraphs;
use crate::format::{groups, instant, moment, optional_instant, size, span};
use crate::labels::{Labels, sentences};
use crate::model::{
    ActionEntry, AttachmentEntry, ClockEntry, ClockMark, ClockSegment, CopyFor, DestructionEntry,
    GateEntry, HandoverEntry, MessageEntry, RevealEntry,
};
use crate::words::{Word, optional};

/// Lines of the gate: state, who checked, who overrode and why.
pub fn gate(lines: &[GateEntry], locale: Locale) -> Vec<Value> {
    let l = Labels::of(locale);
    let rounds = lines.iter().any(|line| line.cycle != 1);
    let row = |line: &GateEntry| {
        let (tone, word) = match (line.passed, &line.overridden) {
            (true, _) => ("ok", l.passed),
            (false, Some(_)) => ("warn", l.overridden),
            (false, None) => ("crit", l.failed),
        };
        let overridden = line.overridden.as_ref().map(|by| {
            json!({"by": by.by, "at": instant(by.at, locale), "reason": paragraphs(&by.reason)})
        });
        json!({
            "line": line.line.word(locale),
            "round": if rounds { format!("{} {}", l.round, line.cycle) } else { String::new() },
            "bound": if line.hard { l.hard } else { l.soft },
            "tone": tone,
            "word": word,
            "detail": line.detail,
            "by": line.checked_by,
            "when": moment(line.checked_at, locale),
            "override": overridden,
        })
    };
    lines.iter().map(row).collect()
}

/// Clocks with their segments, running totals, bar and outcome.
pub fn clocks(clocks: &[ClockEntry], now: Timestamp, locale: Locale) -> Vec<Value> {
    clocks
        .iter()
        .map(|entry| clock(entry, now, locale))
        .collect()
}

fn clock(entry: &ClockEntry, now: Timestamp, locale: Locale) -> Value {
    let l = Labels::of(locale);
    let tone = match entry.outcome {
        Some(ClockOutcome::Breached) => "crit",
        Some(ClockOutcome::Extended | ClockOutcome::Exempt) => "warn",
        Some(ClockOutcome::Met) => "ok",
        Some(ClockOutcome::Cancelled) | None => "quiet",
    };
    let mut counted = 0;
    let rows: Vec<Value> = entry
        .segments
        .iter()
        .map(|segment| {
            let length = seconds(segment, now);
            counted += if segment.counted { length } else { 0 };
            json!({
                "from": moment(segment.from, locale),
                "to": segment.to.map(|to| moment(to, locale)),
                "counted": segment.counted,
                "word": if segment.counted { l.counted } else if segment.closed { l.closed } else { l.paused },
                "reason": PauseReason::words(&segment.reason, locale),
                "duration": span(length),
                "total": span(counted),
            })
        })
        .collect();
    let marks = entry.marks.iter().map(|mark| {
        json!({"when": instant(mark.at, locale), "kind": mark.kind.word(locale), "detail": mark_detail(mark, locale), "actor": mark.actor})
    });
    let round = if entry.cycle > 1 {
        format!(", {} {}", l.round, entry.cycle)
    } else {
        String::new()
    };
    json!({
        "name": format!("{}{round}", entry.kind.word(locale)),
        "target": format!("{} {}", l.target, span(entry.target_s)),
        "tone": tone,
        "word": entry.outcome.map_or(l.running, |outcome| outcome.word(locale)),
        "counted": format!("{} {}", span(counted), l.counted),
        "bar": bar(entry, now),
        "rows": rows,
        "marks": marks.collect::<Vec<_>>(),
    })
}

/// Why a clock changed, in words: a code of ours by the list this kind of event takes it from, people's words as they are.
fn mark_detail(mark: &ClockMark, locale: Locale) -> &str {
    let stored = mark.detail.as_str();
    let word = match mark.kind {
        ClockEventKind::Retarget => {
            known::<Complexity>(stored, locale).or(known::<Class>(stored, locale))
        }
        ClockEventKind::Cancel | ClockEventKind::Stop => {
            known::<EndReason>(stored, locale).or(known::<Class>(stored, locale))
        }
        _ => return PauseReason::words(stored, locale),
    };
    word.unwrap_or(stored)
}

fn known<W: Word + std::str::FromStr>(code: &str, locale: Locale) -> Option<&'static str> {
    code.parse::<W>().ok().map(|value| value.word(locale))
}

fn seconds(segment: &ClockSegment, now: Timestamp) -> i64 {
    segment.to.unwrap_or(now).seconds_since(segment.from).max(0)
}

/// The picture: pieces in thousandths of the width. The target stands at 800 of an axis of target and pauses; what ran
/// over it lies beyond, up to 1000.
fn bar(entry: &ClockEntry, now: Timestamp) -> Vec<Value> {
    let paused: i64 = entry
        .segments
        .iter()
        .filter(|segment| !segment.counted && !segment.closed)
        .map(|segment| seconds(segment, now))
        .sum();
    let axis = entry.target_s.saturating_add(paused).max(1);
    let place = |elapsed: i64| (elapsed.saturating_mul(800) / axis).clamp(0, 1000);
    let mut elapsed = 0;
    let mut pieces = Vec::new();
    // While the calendar is closed nothing moves.
    for segment in entry.segments.iter().filter(|segment| !segment.closed) {
        let from = place(elapsed);
        elapsed += seconds(segment, now);
        let to = place(elapsed);
        let limit = if segment.counted {
            to.min(800).max(from)
        } else {
            to
        };
        for (width, over) in [(limit - from, false), (to - limit, true)] {
            if width > 0 {
                pieces.push(json!({"width": width, "counted": segment.counted, "over": over}));
            }
        }
    }
    pieces
}

/// Every look at a credential.
pub fn reveals(reveals: &[RevealEntry], locale: Locale) -> Vec<Value> {
    let row = |entry: &RevealEntry| {
        let tone = match entry.outcome {
            RevealOutcome::Granted => "info",
            RevealOutcome::Denied => "crit",
            RevealOutcome::Failed => "warn",
        };
        let version = format!("{} {}", Labels::of(locale).version, entry.version);
        json!({
            "when": moment(entry.at, locale),
            "who": entry.actor,
            "what": entry.label,
            "part": format!("{}, {version}", entry.field.word(locale)),
            "tone": tone,
            "word": entry.outcome.word(locale),
            "code": entry.denied.map_or("", domain::credential::DenyCode::code),
            "explained": optional(entry.denied, locale),
            "reason": paragraphs(&entry.reason),
        })
    };
    reveals.iter().map(row).collect()
}

fn is_shown(internal: bool, copy: CopyFor) -> bool {
    !internal || copy == CopyFor::Provider
}

/// How many entries of the log this copy shows.
pub fn shown_actions(actions: &[ActionEntry], copy: CopyFor) -> usize {
    actions
        .iter()
        .filter(|entry| is_shown(!entry.visible, copy))
        .count()
}

/// The action log; the customer's copy holds the visible entries and says how many it leaves out.
pub fn actions(actions: &[ActionEntry], copy: CopyFor, locale: Locale) -> Value {
    let l = Labels::of(locale);
    let shown = actions
        .iter()
        .filter(|entry| is_shown(!entry.visible, copy));
    let rows: Vec<Value> = shown
        .map(|entry| {
            let corrects = entry
                .corrects
                .map_or(String::new(), |seq| format!("{} {seq}", l.corrects));
            let later = entry.written_at.map_or(String::new(), |at| {
                format!("{} {}", l.added_later, instant(at, locale))
            });
            json!({
                "seq": entry.seq.to_string(),
                "when": moment(entry.at, locale),
                "later": later,
                "author": entry.author,
                "what": entry.what,
                "method": entry.method.word(locale),
                "target": entry.target,
                "result": paragraphs(&entry.result),
                "file": entry.changed_file,
                "why": entry.why,
                "reverted": entry.reverted,
                "internal": !entry.visible,
                "corrects": corrects,
                "task": optional(entry.task, locale),
                "chain": entry.audit_seq.to_string(),
            })
        })
        .collect();
    let left_out = actions.len() - rows.len();
    json!({"rows": rows, "left_out": sentences::internal_left_out(left_out, locale)})
}

/// The messages of the ticket.
pub fn messages(messages: &[MessageEntry], locale: Locale) -> Vec<Value> {
    let l = Labels::of(locale);
    let row = |entry: &MessageEntry| {
        let author = if entry.author.is_empty() {
            l.automatic
        } else {
            &entry.author
        };
        let side = match (
            entry.automatic && !entry.author.is_empty(),
            entry.from_staff,
        ) {
            (true, _) => l.automatic,
            (false, true) => l.from_provider,
            (false, false) => l.from_customer,
        };
        json!({
            "when": instant(entry.at, locale),
            "author": author,
            "side": side,
            "staff": entry.from_staff || entry.automatic,
            "body": paragraphs(&entry.body),
        })
    };
    messages.iter().map(row).collect()
}

/// Hand-overs: when and to whom, never what.
pub fn handovers(handovers: &[HandoverEntry], locale: Locale) -> Vec<Value> {
    let l = Labels::of(locale);
    let row = |entry: &HandoverEntry| {
        let read = [
            entry.first_read_by.clone(),
            optional_instant(entry.first_read_at, locale),
        ]
        .join(", ");
        let label = match entry.key_fingerprint.as_str() {
            "" => entry.label.clone(),
            key => format!("{}, {} {key}", entry.label, l.private_key),
        };
        json!({
            "label": label,
            "handed": format!("{}, {}", entry.created_by, instant(entry.created_at, locale)),
            "read": read.trim_matches([',', ' ']),
            "kept": optional_instant(entry.kept_at, locale),
            "ended": optional_instant(entry.ended_at, locale),
        })
    };
    handovers.iter().map(row).collect()
}

/// Files with their digests; internal ones only in the provider's copy.
pub fn attachments(files: &[AttachmentEntry], copy: CopyFor, locale: Locale) -> Vec<Value> {
    let shown = files.iter().filter(|entry| is_shown(entry.internal, copy));
    let row = |entry: &AttachmentEntry| {
        json!({
            "name": entry.file_name,
            "about": format!("{}, {}", entry.content_type, size(entry.size, locale)),
            "added": format!("{}, {}", entry.added_by, instant(entry.at, locale)),
            "hash": groups(&entry.sha256),
            "internal": entry.internal,
        })
    };
    shown.map(row).collect()
}

/// Receipts for destroyed credentials.
pub fn destroyed(receipts: &[DestructionEntry], locale: Locale) -> Vec<Value> {
    let l = Labels::of(locale);
    let row = |entry: &DestructionEntry| {
        json!({
            "label": entry.label,
            "part": format!("{}, {}: {}", entry.field.word(locale), l.versions, entry.versions),
            "at": moment(entry.at, locale),
            "unlinked": entry.unlinked_at.map(|at| moment(at, locale)),
            "reason": entry.reason.word(locale),
            "hash": groups(&entry.blob_sha256),
        })
    };
    receipts.iter().map(row).collect()
}
