//! Beginnings of tokens and hashes, and names of parameters in addresses.

/// A token known by its beginning.
pub(super) struct Format {
    pub(super) prefix: &'static str,
    /// Characters needed behind the prefix.
    pub(super) body: usize,
    /// A dot may be part of it.
    pub(super) dots: bool,
}

const fn format(prefix: &'static str, body: usize) -> Format {
    Format {
        prefix,
        body,
        dots: false,
    }
}

const fn dotted(prefix: &'static str, body: usize) -> Format {
    Format {
        prefix,
        body,
        dots: true,
    }
}

pub(super) const TOKENS: &[Format] = &[
    format("AKIA", 16),
    format("ASIA", 16),
    format("ghp_", 30),
    format("gho_", 30),
    format("ghu_", 30),
    format("ghs_", 30),
    format("ghr_", 30),
    format("github_pat_", 30),
    format("glpat-", 16),
    format("gldt-", 16),
    format("glrt-", 16),
    format("glsa_", 30),
    dotted("glc_", 30),
    format("xoxb-", 20),
    format("xoxp-", 20),
    format("xoxa-", 20),
    format("xoxr-", 20),
    format("xoxs-", 20),
    format("xapp-", 20),
    format("sk_live_", 16),
    format("sk_test_", 16),
    format("rk_live_", 16),
    format("whsec_", 16),
    format("sk-ant-", 20),
    format("sk-proj-", 20),
    format("AIza", 30),
    dotted("ya29.", 20),
    format("GOCSPX-", 20),
    dotted("SG.", 30),
    format("npm_", 30),
    format("pypi-", 40),
    format("dop_v1_", 40),
    format("doo_v1_", 40),
    format("hf_", 30),
    dotted("hvs.", 20),
    dotted("hvb.", 20),
    format("shpat_", 30),
    format("dckr_pat_", 20),
    format("AGE-SECRET-KEY-1", 40),
    format("tskey-", 16),
    format("PMAK-", 30),
    format("lin_api_", 30),
    format("rubygems_", 40),
    format("sntrys_", 20),
    format("NRAK-", 20),
    format("sbp_", 30),
    format("key-", 32),
    format("gAAAAAB", 20),
];

pub(super) const HASHES: &[(&str, usize)] = &[
    ("$1$", 20),
    ("$5$", 20),
    ("$6$", 20),
    ("$7$", 20),
    ("$y$", 20),
    ("$gy$", 20),
    ("$2a$", 40),
    ("$2b$", 40),
    ("$2y$", 40),
    ("$argon2", 20),
    ("$apr1$", 20),
    ("$P$", 25),
    ("$H$", 25),
    ("$scrypt$", 20),
    ("$pbkdf2", 20),
    ("pbkdf2_sha256$", 20),
    ("scrypt:", 40),
    ("{SSHA}", 20),
    ("{SSHA512}", 20),
    ("{SHA}", 20),
    ("{SHA512-CRYPT}", 20),
    ("{CRYPT}", 12),
];

/// Names of parameters in addresses whose values are secret, and how long those must be.
pub(super) const PARAMETERS: &[(&str, usize)] = &[
    ("password", 4),
    ("passwd", 4),
    ("passwort", 4),
    ("pass", 4),
    ("pwd", 4),
    ("pw", 4),
    ("secret", 8),
    ("client_secret", 8),
    ("token", 12),
    ("access_token", 12),
    ("auth_token", 12),
    ("private_token", 12),
    ("api_key", 12),
    ("apikey", 12),
    ("key", 16),
    ("auth", 12),
    ("sig", 20),
    ("signature", 20),
    ("hash", 20),
    ("code", 16),
    ("session", 16),
    ("session_id", 16),
    ("sessionid", 16),
    ("sid", 16),
    ("phpsessid", 16),
    ("plesksessid", 16),
    ("ticket", 20),
    ("jwt", 20),
    ("otp", 6),
    ("invite", 16),
    ("reset", 16),
];
