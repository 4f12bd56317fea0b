//! Single-use tokens sent by mail or printed once: how long they live, how often one may guess.

use crate::time::Timestamp;

codes! {
    /// What a token is good for.
    pub enum TokenKind {
        /// Opens a new account.
        Invitation => "invitation",
        /// Sets a new password.
        Reset => "reset",
        /// Creates the first administrator.
        Setup => "setup",
        /// Six digits for signing without an enrolled factor.
        MailCode => "mail_code",
    }
}

impl TokenKind {
    /// Seconds a token lives. // RULINGS 13; ASVS 6.4.1
    pub const fn lifetime_s(self) -> i64 {
        match self {
            Self::Invitation | Self::Setup => 24 * 3600,
            Self::Reset => 3600,
            Self::MailCode => 10 * 60,
        }
    }

    /// Attempts until the token is worthless. Long tokens cannot be guessed; six digits can.
    pub const fn max_attempts(self) -> u32 {
        match self {
            Self::MailCode => 5,
            Self::Invitation | Self::Reset | Self::Setup => u32::MAX,
        }
    }

    /// A token made at `created`, tried `attempts` times before and used at `used_at` if ever, counts at `now`.
    pub fn counts(
        self,
        created: Timestamp,
        attempts: u32,
        used_at: Option<Timestamp>,
        now: Timestamp,
    ) -> bool {
        let age = now.seconds_since(created);
        used_at.is_none() && attempts < self.max_attempts() && (0..self.lifetime_s()).contains(&age)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_count_once_for_a_while_and_codes_for_five_attempts() {
        let made = Timestamp::from_unix(1_800_000_000);
        let late = made.plus_seconds(599);
        assert!(TokenKind::MailCode.counts(made, 4, None, late));
        assert!(!TokenKind::MailCode.counts(made, 5, None, late));
        assert!(!TokenKind::MailCode.counts(made, 0, None, made.plus_seconds(600)));
        assert!(!TokenKind::Reset.counts(made, 0, Some(made), late));
        assert!(TokenKind::Invitation.counts(made, 99, None, made.plus_seconds(86_399)));
        assert!(!TokenKind::Invitation.counts(made, 0, None, made.plus_seconds(86_400)));
    }
}
