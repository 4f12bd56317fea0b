//! Secrets in what programs say and how they are called from code: arguments of a connecting function, cookies, the
//! dialogue of a mail server, lines of `chap-secrets`.

use super::code::is_example;
use super::shape::{self, Counts};
use super::source::{Source, Span, is_quote};
use super::{Finding, FindingKind};

/// Functions that take a password, and as which argument.
const CALLS: &[(&str, usize)] = &[
    ("mysqli_connect(", 3),
    ("mysql_connect(", 3),
    ("mysql_pconnect(", 3),
    ("mysqli(", 3),
    ("pdo(", 3),
    ("pdo->__construct(", 3),
    ("mysqli->__construct(", 3),
    ("ftp_login(", 3),
    ("ftp_ssl_login(", 3),
    ("ssh2_auth_password(", 3),
    ("imap_open(", 3),
    ("ldap_bind(", 3),
    ("drivermanager.getconnection(", 3),
    ("sql.connect(", 3),
    ("mysqldb.connect(", 3),
    ("simple_bind_s(", 2),
    (".login(", 2),
    ("httpbasicauth(", 2),
    ("usernamepasswordcredentials(", 2),
    ("password=md5(", 1),
    ("password = md5(", 1),
    ("password=sha1(", 1),
    ("password = sha1(", 1),
    ("password=sha2(", 1),
    ("password = sha2(", 1),
    ("pass=md5(", 1),
    ("pass = md5(", 1),
    ("= password(", 1),
    ("=password(", 1),
];

/// Names of cookies that are a session.
const SESSIONS: &[&str] = &["sess", "sid", "auth", "token", "jwt", "remember"];

/// No line that is shorter says any of this.
const SHORTEST: usize = 6;

pub(super) fn find(source: &Source, line: usize, found: &mut Vec<Finding>) {
    let Some(span) = source.lines.get(line).copied() else {
        return;
    };
    for at in (span.from..span.to).filter(|n| source.at(*n) == '(') {
        found.extend(call(source, at, span.to));
    }
    if span.len() < SHORTEST {
        return;
    }
    let tokens = source.tokens(line);
    found.extend(mail_login(source, line, &tokens));
    cookies(source, &tokens, found);
    found.extend(chap(source, &tokens));
    if let [first, _, _, .., last] = tokens.as_slice()
        && source.word(*first) == "com2sec"
        && fits(source, *last)
    {
        found.push(last.found(FindingKind::Password));
    }
    found.extend(second_factor(source, span, &tokens));
    found.extend(inserted(source, span));
    found.extend(said_by_client(source, &tokens));
    found.extend(tunnel(source, &tokens));
}

/// `mysqli_connect('localhost', 'web12', '…')`; `at` is the bracket.
fn call(source: &Source, at: usize, end: usize) -> Option<Finding> {
    let (_, place) = CALLS.iter().find(|(name, _)| {
        let from = (at + 1).checked_sub(name.chars().count());
        from.is_some_and(|from| source.starts(from, name))
    })?;
    let value = argument(source, at, end.min(at + 300), *place)?;
    fits(source, value).then(|| value.found(FindingKind::Password))
}

/// The argument at a place, if it is in quotes; `at` is the bracket.
fn argument(source: &Source, at: usize, limit: usize, place: usize) -> Option<Span> {
    let mut n = 1;
    let mut here = at + 1;
    while here < limit {
        let c = source.at(here);
        if c == ',' {
            n += 1;
        } else if is_quote(c) {
            let close = (here + 1..limit).find(|p| source.at(*p) == c)?;
            if n == place {
                return Some(Span {
                    from: here + 1,
                    to: close,
                });
            }
            here = close;
        } else if matches!(c, ')' | '(') || n > place {
            return None;
        }
        here += 1;
    }
    None
}

fn fits(source: &Source, value: Span) -> bool {
    let text = source.slice(value);
    text.len() >= 3
        && !text.contains(&' ')
        && !shape::is_placeholder(text)
        && !is_example(&source.word(value))
        && !matches!(text.first(), Some('$'))
}

/// `Cookie: PHPSESSID=…`: only names of sessions, only random values.
fn cookies(source: &Source, tokens: &[Span], found: &mut Vec<Finding>) {
    let header = tokens.iter().take(6).position(|t| {
        let word = source.word(source.trimmed(*t));
        word.ends_with("cookie") && source.at(t.to - 1) == ':'
    });
    let first = header.map_or(0, |n| n + 1);
    for token in tokens.iter().skip(first).take(40) {
        let Some(sign) = (token.from..token.to).find(|n| source.at(*n) == '=') else {
            continue;
        };
        let name = source.word(Span {
            from: token.from,
            to: sign,
        });
        let value = source.trimmed(Span {
            from: sign + 1,
            to: token.to,
        });
        let counts = Counts::of(source.slice(value));
        let random = value.len() >= 16 && counts.digits > 0 && counts.upper + counts.lower > 0;
        // Without the header only names that mean nothing else.
        let known = if header.is_some() {
            SESSIONS.iter().any(|s| name.contains(s))
        } else {
            name.ends_with("sessid") || name.ends_with("sessionid")
        };
        if random && known {
            found.push(value.found(FindingKind::Token));
        }
    }
}

/// `AUTH PLAIN <base64>`, and the line behind `334 UGFzc3dvcmQ6` ("Password:").
fn mail_login(source: &Source, line: usize, tokens: &[Span]) -> Option<Finding> {
    let words: Vec<String> = tokens.iter().take(30).map(|t| source.word(*t)).collect();
    let plain = words
        .windows(2)
        .position(|w| w[0] == "auth" && matches!(&*w[1], "plain" | "login"));
    let value = if let Some(at) = plain {
        *tokens.get(at + 2)?
    } else {
        let above = source.tokens(line.checked_sub(1)?);
        let [.., code, question] = above.as_slice() else {
            return None;
        };
        let question: String = source.slice(*question).iter().take(20).collect();
        let asked = source.word(*code).ends_with("334") && question == "UGFzc3dvcmQ6";
        *tokens.last().filter(|_| asked && tokens.len() <= 4)?
    };
    let text = source.slice(value);
    let counts = Counts::of(text);
    let encoded = text
        .iter()
        .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '='));
    (encoded && text.len() >= 8 && counts.upper > 1 && counts.lower > 1)
        .then(|| value.found(FindingKind::Password))
}

/// `"kessler" * "…" *`: the client, the server, the secret, the addresses.
fn chap(source: &Source, tokens: &[Span]) -> Option<Finding> {
    let (server, secret) = match tokens {
        [_, server, secret] | [_, server, secret, _] => (*server, *secret),
        _ => return None,
    };
    let any = |t: &Span| source.slice(*t).iter().collect::<String>() == "*";
    let quoted = is_quote(source.at(secret.from)) && is_quote(source.at(secret.to - 1));
    let stars = any(&server)
        && (tokens.len() == 3
            || tokens
                .get(3)
                .is_some_and(|t| any(t) || shape::is_ip(source.slice(*t))));
    let value = source.trimmed(secret);
    (quoted && stars && fits(source, value)).then(|| value.found(FindingKind::Password))
}

/// `PASS …` of FTP and POP3, `a1 LOGIN user …` of IMAP.
fn said_by_client(source: &Source, tokens: &[Span]) -> Option<Finding> {
    let word = |n: usize| {
        tokens
            .get(n)
            .map(|t| source.slice(*t).iter().collect::<String>())
            .unwrap_or_default()
    };
    let at = tokens.iter().take(4).position(|t| {
        matches!(
            source.slice(*t),
            ['P', 'A', 'S', 'S'] | ['L', 'O', 'G', 'I', 'N']
        )
    })?;
    let login = word(at) == "LOGIN";
    let first = tokens.get(at + if login { 2 } else { 1 })?;
    let last = tokens.last()?;
    let one = first == last;
    let quoted = is_quote(source.at(first.from))
        && is_quote(source.at(last.to - 1))
        && tokens.len() < at + 7;
    let named = !login
        || at > 0 && (word(at + 1).contains('@') || is_quote(source.at(tokens[at + 1].from)));
    let alone = at == 0 || login || matches!(&*word(at - 1), ">" | "C:" | "->" | "<" | "--->");
    let value = source.trimmed(Span {
        from: first.from,
        to: last.to,
    });
    let text = source.slice(value);
    let plain =
        text.iter().all(char::is_ascii_uppercase) || text.len() < 4 || shape::is_placeholder(text);
    (named && alone && (one || quoted) && !plain && !super::words::is_stop(&source.word(value)))
        .then(|| value.found(FindingKind::Password))
}

/// `anna : EAP "…"`, `: PSK "…"` of `ipsec.secrets`.
fn tunnel(source: &Source, tokens: &[Span]) -> Option<Finding> {
    let at = tokens.windows(2).position(|w| {
        source.slice(w[0]) == [':']
            && matches!(
                &*source.word(w[1]),
                "eap" | "psk" | "xauth" | "ntlm" | "pin"
            )
    })?;
    let value = source.trimmed(*tokens.get(at + 2)?);
    (is_quote(source.at(value.from.saturating_sub(1))) && fits(source, value))
        .then(|| value.found(FindingKind::Password))
}

/// `INSERT INTO users (name, password) VALUES ('admin', '…')`: the value at the column's place.
fn inserted(source: &Source, line: Span) -> Option<Finding> {
    let limit = line.to.min(line.from + 400);
    let small: String = source
        .small(Span {
            from: line.from,
            to: limit,
        })
        .iter()
        .collect();
    if !small.contains("insert into") {
        return None;
    }
    let open = (line.from..limit).find(|n| source.at(*n) == '(')?;
    let close = (open..limit).find(|n| source.at(*n) == ')')?;
    let column = source
        .small(Span {
            from: open + 1,
            to: close,
        })
        .split(|c| *c == ',')
        .position(|name| {
            let name: String = name
                .iter()
                .filter(|c| c.is_alphanumeric() || **c == '_')
                .collect();
            matches!(
                &*name,
                "password"
                    | "passwort"
                    | "kennwort"
                    | "pass"
                    | "passwd"
                    | "pw"
                    | "user_pass"
                    | "pwd"
            )
        })?;
    let values = (close..limit).find(|n| source.at(*n) == '(')?;
    argument(source, values, limit, column + 1)
        .filter(|value| fits(source, *value))
        .map(|value| value.found(FindingKind::Password))
}

/// `K5QW 4ZLO MFZG S3TB` on a line about a second factor.
fn second_factor(source: &Source, line: Span, tokens: &[Span]) -> Option<Finding> {
    const ABOUT: &[&str] = &[
        "2fa",
        "totp",
        "authenticator",
        "zweiter faktor",
        "zweiten faktor",
        "second factor",
        "two-factor",
        "zwei-faktor",
        "otp",
    ];
    if tokens.len() < 4 || line.len() > 400 {
        return None;
    }
    let small: String = source.small(line).iter().collect();
    if !ABOUT.iter().any(|w| small.contains(w)) {
        return None;
    }
    let group = |t: &Span| {
        t.len() == 4
            && source
                .slice(*t)
                .iter()
                .all(|c| c.is_ascii_uppercase() || matches!(c, '2'..='7'))
    };
    let from = tokens.windows(4).position(|w| w.iter().all(group))?;
    let count = tokens[from..].iter().take_while(|t| group(t)).count();
    let value = Span {
        from: tokens[from].from,
        to: tokens[from + count - 1].to,
    };
    source
        .slice(value)
        .iter()
        .any(char::is_ascii_digit)
        .then(|| value.found(FindingKind::Token))
}
