//! Single-use tokens sent by mail or printed once: how long they live, how often one may guess.

use crate::rules::HouseRules;
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
    /// Seconds a token lives; how long mailed digits do is a house rule. // RULINGS 13; ASVS 6.4.1
    pub const fn lifetime_s(self, rules: &HouseRules) -> i64 {
        match self {
            Self::Invitation | Self::Setup => 24 * 3600,
            Self::Reset => 3600,
            Self::MailCode => rules.sign_code_seconds(),
        }
    }

    /// Attempts until the token is worthless. Long tokens cannot be guessed; six digits can.
    pub const fn max_attempts(self) -> u32 {
        match self {
            Self::MailCode => 5,
            Self::Invitation | Self::Reset | Self::Setup => u32::MAX,
        }
    }

    /// A token that lives from one instant to another, tried `attempts` times before and used at `used_at` if ever, counts
    /// at `now`.
    pub fn counts(
        self,
        (created, expires): (Timestamp, Timestamp),
        attempts: u32,
        used_at: Option<Timestamp>,
        now: Timestamp,
    ) -> bool {
        used_at.is_none() && attempts < self.max_attempts() && (created..expires).contains(&now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_count_once_for_a_while_and_codes_for_five_attempts() {
        let made = Timestamp::from_unix(1_800_000_000);
        let lives = |kind: TokenKind| {
            (
                made,
                made.plus_seconds(kind.lifetime_s(&HouseRules::SHIPPED)),
            )
        };
        let late = made.plus_seconds(599);
        let (code, invitation) = (TokenKind::MailCode, TokenKind::Invitation);
        assert!(code.counts(lives(code), 4, None, late));
        assert!(!code.counts(lives(code), 5, None, late));
        assert!(!code.counts(lives(code), 0, None, made.plus_seconds(600)));
        assert!(!code.counts(lives(code), 0, None, made.minus_seconds(1)));
        let reset = TokenKind::Reset;
        assert!(!reset.counts(lives(reset), 0, Some(made), late));
        assert!(invitation.counts(lives(invitation), 99, None, made.plus_seconds(86_399)));
        assert!(!invitation.counts(lives(invitation), 0, None, made.plus_seconds(86_400)));
    }
}
