//! Numbers no provider changes, each with its reason. They stay constants; the page and `docs/DEFAULTS.md` name them.

codes! {
    /// A number that is fixed.
    pub enum Fixed {
        /// Deposited credentials are destroyed after so long, whatever happens.
        Deposit => "deposit",
        /// A fresh proof of the person counts for so long.
        FreshProof => "fresh_proof",
        /// Seconds of a step of the second factor, and which steps count.
        FactorStep => "factor_step",
        /// Digits of the code by mail.
        CodeDigits => "code_digits",
        /// The share of the ceiling from which nothing more is billed.
        Ceiling => "ceiling",
        /// How long a granted look may take from commit to display.
        LookLease => "look_lease",
        /// How soon one server or worker follows another that died.
        ProcessLease => "process_lease",
    }
}

impl Fixed {
    /// The number with its unit, the same in both languages.
    pub const fn number(self) -> &'static str {
        match self {
            Self::Deposit => "72 h",
            Self::FreshProof => "5 min",
            Self::FactorStep => "30 s",
            Self::CodeDigits => "6",
            Self::Ceiling => "100 %",
            Self::LookLease => "60 s",
            Self::ProcessLease => "15 s",
        }
    }

    /// Where it comes from.
    pub const fn source(self) -> &'static str {
        match self {
            Self::Deposit => "RULINGS 10, I-05",
            Self::FreshProof | Self::FactorStep | Self::CodeDigits => "RULINGS 13",
            Self::Ceiling => "RULINGS 4, I-14",
            Self::LookLease => "RULINGS 12, I-05",
            Self::ProcessLease => "RULINGS 32",
        }
    }

    /// Why it is fixed, for `docs/DEFAULTS.md`; the page says it in the reader's language.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Deposit => {
                "The outer bound of everything that is promised about deposited credentials; the ruling says *fixed*."
            }
            Self::FreshProof => {
                "A session somebody left open must not become a way to secrets; the procedure says at most five minutes."
            }
            Self::FactorStep => {
                "RFC 6238, as every authenticator app counts; the step now or the one before, each once."
            }
            Self::CodeDigits => "Bound to the five tries after which a code is worthless.",
            Self::Ceiling => "The customer's word, not ours: what lies beyond is not billable.",
            Self::LookLease => "A technical bound of one request, nothing people plan with.",
            Self::ProcessLease => "It is needed before the database may be read.",
        }
    }
}

/// Everything that is fixed, in the order of the page.
pub const FIXED: &[Fixed] = Fixed::ALL;
