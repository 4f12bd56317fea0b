//! Words that server and browser must say alike: remaining time, above all.
//!
//! Remaining time rounds down and overrun rounds up, so that nobody is ever promised a minute that is not there.

use serde::{Deserialize, Serialize};

/// Language of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Lang {
    /// German, the first language of the product.
    De,
    /// English.
    En,
}

impl Lang {
    /// The language tag for `lang` attributes.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::De => "de",
            Self::En => "en",
        }
    }

    /// Picks the text of this language.
    pub const fn pick<'a>(self, de: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::De => de,
            Self::En => en,
        }
    }
}

/// How many words a duration may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Length {
    /// "6 min", for the desk.
    Short,
    /// "6 Minuten" below an hour, for customers.
    Long,
}

/// A duration in seconds as words; `up` rounds a started unit up. Below a minute it counts seconds, from two days on
/// it counts days.
pub fn duration(seconds: i64, up: bool, lang: Lang, length: Length) -> String {
    let seconds = seconds.max(0);
    let units = |size: i64| {
        if up {
            (seconds + size - 1) / size
        } else {
            seconds / size
        }
    };
    if seconds < 60 {
        return format!("{seconds}\u{a0}s");
    }
    let minutes = units(60);
    if minutes < 60 {
        return match (length, lang, minutes) {
            (Length::Short, _, _) => format!("{minutes}\u{a0}min"),
            (Length::Long, _, 1) => format!("1\u{a0}{}", lang.pick("Minute", "minute")),
            (Length::Long, _, _) => format!("{minutes}\u{a0}{}", lang.pick("Minuten", "minutes")),
        };
    }
    if minutes < 48 * 60 {
        return match (minutes / 60, minutes % 60) {
            (hours, 0) => format!("{hours}\u{a0}h"),
            (hours, rest) => format!("{hours}\u{a0}h {rest}\u{a0}min"),
        };
    }
    let days = units(86_400);
    format!("{days}\u{a0}{}", lang.pick("Tage", "days"))
}

/// "noch 6 min" before the due time, "12 min überzogen" after it.
pub fn remaining(seconds_left: i64, lang: Lang, length: Length) -> String {
    if seconds_left >= 0 {
        let left = duration(seconds_left, false, lang, length);
        match lang {
            Lang::De => format!("noch {left}"),
            Lang::En => format!("{left} left"),
        }
    } else {
        let over = duration(-seconds_left, true, lang, length);
        match lang {
            Lang::De => format!("{over} überzogen"),
            Lang::En => format!("{over} over"),
        }
    }
}

/// "00:11:42".
pub fn stopwatch(seconds: i64) -> String {
    let seconds = seconds.max(0);
    format!(
        "{:02}:{:02}:{:02}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    )
}

/// How urgent a clock looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Level {
    /// Under 75 % used.
    Calm,
    /// From 75 % on.
    Watch,
    /// The budget is used up.
    Breach,
    /// Does not count at the moment.
    Paused,
    /// Stopped in time.
    Done,
}

impl Level {
    /// The value of `data-level`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Calm => "calm",
            Self::Watch => "watch",
            Self::Breach => "breach",
            Self::Paused => "paused",
            Self::Done => "done",
        }
    }

    /// The level of a running clock by the used share of its budget (1 = breach).
    pub fn of(used: f64) -> Self {
        if used >= 1.0 {
            Self::Breach
        } else if used >= 0.75 {
            Self::Watch
        } else {
            Self::Calm
        }
    }
}

/// Where the breach mark stands in every bar, in percent of its width.
pub const MARK: f64 = 80.0;

/// Longest overrun drawn, as share of the budget.
pub const LONGEST: f64 = 1.25;

/// A share of the budget as position on the bar, in percent, cut at both ends.
pub fn position(share: f64) -> f64 {
    share.clamp(0.0, LONGEST) * MARK
}

/// "91 % der Frist verstrichen": what a screen reader says of a bar.
pub fn percent_used(share: f64, lang: Lang) -> String {
    let percent = (share * 100.0).round();
    match lang {
        Lang::De => format!("{percent}\u{a0}% der Frist verstrichen"),
        Lang::En => format!("{percent}\u{a0}% of the time used"),
    }
}

/// A percentage as attribute value: "73.04%", no needless zeros.
pub fn percent(value: f64) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "positions are cut at 100")]
    let tenths = (value * 10.0).round() as i64;
    match (tenths / 10, tenths % 10) {
        (whole, 0) => format!("{whole}%"),
        (whole, tenth) => format!("{whole}.{tenth}%"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remaining_rounds_down_and_overrun_rounds_up() {
        let short = |s| remaining(s, Lang::De, Length::Short);
        assert_eq!(short(6 * 60 + 59), "noch 6\u{a0}min");
        assert_eq!(short(-11 * 60 - 1), "12\u{a0}min überzogen");
        assert_eq!(short(42), "noch 42\u{a0}s");
        assert_eq!(short(70 * 60), "noch 1\u{a0}h 10\u{a0}min");
        assert_eq!(short(49 * 3600), "noch 2\u{a0}Tage");
        assert_eq!(remaining(60, Lang::En, Length::Long), "1\u{a0}minute left");
    }

    #[test]
    fn the_bar_is_cut_at_a_quarter_beyond_the_mark() {
        assert_eq!(percent(position(0.913)), "73%");
        assert_eq!(percent(position(7.0)), "100%");
        assert_eq!(Level::of(0.7499), Level::Calm);
        assert_eq!(Level::of(1.0), Level::Breach);
    }

    #[test]
    fn a_stopwatch_has_two_digits_each() {
        assert_eq!(stopwatch(11 * 60 + 42), "00:11:42");
    }
}
