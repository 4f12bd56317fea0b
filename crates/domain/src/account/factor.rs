//! Second factors as pure rules: which TOTP step counts, what a recovery code and a mailed code look like.
//!
//! The HMAC itself is the caller's; here is decided that step *now* and step *now − 1* count and each only once, which
//! common libraries get wrong by also accepting the next one. // RULINGS 13

use sha2::{Digest, Sha256};

use crate::time::{Random, Timestamp, random_bytes};

/// Seconds of a TOTP step.
pub const STEP_S: i64 = 30;
/// Recovery codes handed out at enrolment.
pub const RECOVERY_CODES: usize = 10;

/// The step an instant lies in.
pub fn totp_step(now: Timestamp) -> i64 {
    now.unix().div_euclid(STEP_S)
}

/// The step a code is accepted for, to be stored as the last one used; `None` refuses it.
///
/// `matches(step)` says whether the code is the right one for that step. Steps up to `last_step` were used before.
pub fn accept_totp(now: Timestamp, last_step: i64, matches: impl Fn(i64) -> bool) -> Option<i64> {
    let current = totp_step(now);
    [current, current - 1]
        .into_iter()
        .find(|step| *step > last_step && matches(*step))
}

/// Crockford's alphabet: no I, L, O, U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Characters of a code: 15 bytes at 5 bits.
const CODE_LENGTH: usize = 24;

/// A recovery code: 120 random bits, shown once as six groups of four. Not printable by accident.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryCode(String);

impl RecoveryCode {
    /// A new code.
    pub fn generate(random: &dyn Random) -> Self {
        let bytes: [u8; 15] = random_bytes(random);
        let code = bytes
            .chunks_exact(5)
            .flat_map(|five| {
                let n = five.iter().fold(0_u64, |n, b| n << 8 | u64::from(*b));
                (0..8).rev().map(move |i| (n >> (5 * i)) & 31)
            })
            .filter_map(|i| ALPHABET.get(usize::try_from(i).ok()?))
            .map(|b| char::from(*b))
            .collect();
        Self(code)
    }

    /// Reads what somebody typed: small letters, blanks and dashes do not matter, O means 0, I and L mean 1.
    pub fn parse(typed: &str) -> Option<Self> {
        let mut code = String::with_capacity(CODE_LENGTH);
        for c in typed.chars() {
            match c.to_ascii_uppercase() {
                '-' | ' ' | '\u{a0}' => {}
                'O' => code.push('0'),
                'I' | 'L' => code.push('1'),
                c if c.is_ascii() && ALPHABET.contains(&(c as u8)) => code.push(c),
                _ => return None,
            }
            if code.len() > CODE_LENGTH {
                return None;
            }
        }
        (code.len() == CODE_LENGTH).then_some(Self(code))
    }

    /// As shown at enrolment: `7K3F-…`.
    pub fn shown(&self) -> String {
        let mut shown = String::with_capacity(CODE_LENGTH + 5);
        for (i, c) in self.0.chars().enumerate() {
            if i > 0 && i % 4 == 0 {
                shown.push('-');
            }
            shown.push(c);
        }
        shown
    }

    /// What is stored. A fast hash is enough for 120 random bits.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0.as_bytes()).into()
    }
}

/// Six digits for a mail, each equally likely.
pub fn mail_code(random: &dyn Random) -> String {
    const RANGE: u32 = 1_000_000;
    const UNBIASED: u32 = u32::MAX - u32::MAX % RANGE;
    loop {
        let n = u32::from_be_bytes(random_bytes(random));
        if n < UNBIASED {
            return format!("{:06}", n % RANGE);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;
    use std::sync::atomic::{AtomicU8, Ordering};

    struct Counting(AtomicU8);
    impl Random for Counting {
        fn fill(&self, bytes: &mut [u8]) {
            for b in bytes {
                *b = self.0.fetch_add(37, Ordering::Relaxed);
            }
        }
    }

    #[test]
    fn a_step_counts_now_or_just_before_and_only_once() {
        let now = Timestamp::from_unix(STEP_S * 1000 + 12);
        let code_of = |step: i64| move |s: i64| s == step;
        assert_eq!(accept_totp(now, 0, code_of(1000)), Some(1000));
        assert_eq!(accept_totp(now, 0, code_of(999)), Some(999));
        assert_eq!(accept_totp(now, 0, code_of(998)), None, "two steps old");
        assert_eq!(accept_totp(now, 0, code_of(1001)), None, "from the future");
        assert_eq!(accept_totp(now, 1000, code_of(1000)), None, "used before");
        assert_eq!(
            accept_totp(now, 1000, code_of(999)),
            None,
            "older than a used one"
        );
        assert_eq!(accept_totp(now, 999, code_of(1000)), Some(1000));
    }

    #[test]
    fn a_wrong_code_is_compared_with_two_steps_only() {
        let seen = Cell::new(0);
        let now = Timestamp::from_unix(STEP_S * 1000);
        let count = |_| {
            seen.set(seen.get() + 1);
            false
        };
        assert_eq!(accept_totp(now, 0, count), None);
        assert_eq!(seen.get(), 2);
    }

    #[test]
    fn recovery_codes_survive_being_typed() {
        let code = RecoveryCode::generate(&Counting(AtomicU8::new(3)));
        let shown = code.shown();
        assert_eq!(shown.len(), 29);
        assert_eq!(shown.matches('-').count(), 5);
        let typed = format!(
            " {} ",
            shown.to_lowercase().replace('1', "l").replace('-', " ")
        );
        let read = RecoveryCode::parse(&typed).expect("the same code");
        assert_eq!(read.hash(), code.hash());
        assert!(RecoveryCode::parse(&shown[1..]).is_none());
        assert!(RecoveryCode::parse(&format!("{shown}A")).is_none());
        assert!(RecoveryCode::parse(&shown.replacen(&shown[..1], "U", 1)).is_none());
    }

    #[test]
    fn all_fifteen_bytes_are_in_the_code() {
        let first = RecoveryCode::generate(&Counting(AtomicU8::new(0)));
        let other = RecoveryCode::generate(&Counting(AtomicU8::new(1)));
        let differ = first
            .shown()
            .chars()
            .zip(other.shown().chars())
            .filter(|(a, b)| a != b)
            .count();
        assert!(differ >= 15, "only {differ} characters differ");
    }

    struct Queue(std::sync::Mutex<Vec<[u8; 4]>>);
    impl Random for Queue {
        fn fill(&self, bytes: &mut [u8]) {
            let mut rest = self.0.lock().expect("not poisoned");
            bytes.copy_from_slice(&rest.pop().expect("enough bytes"));
        }
    }

    #[test]
    fn mailed_codes_are_six_digits_and_draws_beyond_the_range_are_repeated() {
        let draws = Queue(std::sync::Mutex::new(vec![[0, 0, 0, 7], [0xff; 4]]));
        assert_eq!(mail_code(&draws), "000007");
    }
}
