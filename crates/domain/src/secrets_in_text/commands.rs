//! Passwords on command lines: what each program takes them by.

use super::code::is_example;
use super::shape;
use super::source::{LONGEST_TOKEN, Source, Span, is_quote};
use super::{Finding, FindingKind};

/// How a program takes a password.
#[derive(Clone, Copy)]
enum Way {
    /// Directly behind the flag: `-pX`.
    Glued(&'static str),
    /// As the next argument: `-p X`.
    Next(&'static str),
    /// As the second half of the next argument: `-u user:X`.
    Half(&'static str, char),
    /// Behind a text: `/p:X`.
    Behind(&'static str),
    /// As the argument behind the one that begins with this.
    After(&'static str),
    /// As the argument so many places behind the program's name.
    Place(usize),
}

use Way::{After, Behind, Glued, Half, Next, Place};

/// Programs, a word that must stand on the line too, and the ways.
const PROGRAMS: &[(&str, &str, &[Way])] = &[
    ("mysql", "", &[Glued("-p")]),
    ("mysqldump", "", &[Glued("-p")]),
    ("mysqladmin", "", &[Glued("-p")]),
    ("mysqlimport", "", &[Glued("-p")]),
    ("mysqlcheck", "", &[Glued("-p")]),
    ("mariadb", "", &[Glued("-p")]),
    ("mariadb-dump", "", &[Glued("-p")]),
    ("7z", "", &[Glued("-p")]),
    ("7za", "", &[Glued("-p")]),
    ("rar", "", &[Glued("-p"), Glued("-hp")]),
    ("unrar", "", &[Glued("-p")]),
    ("sshpass", "", &[Next("-p"), Glued("-p")]),
    ("redis-cli", "", &[Next("-a")]),
    ("ldapsearch", "", &[Next("-w")]),
    ("ldapadd", "", &[Next("-w")]),
    ("ldapmodify", "", &[Next("-w")]),
    ("ldapdelete", "", &[Next("-w")]),
    ("ldapwhoami", "", &[Next("-w")]),
    ("ldappasswd", "", &[Next("-w"), Next("-s")]),
    ("ipmitool", "", &[Next("-P")]),
    ("racadm", "", &[Next("-p")]),
    ("mongo", "", &[Next("-p")]),
    ("mongosh", "", &[Next("-p")]),
    ("mongodump", "", &[Next("-p")]),
    ("mongorestore", "", &[Next("-p")]),
    ("sqlcmd", "", &[Next("-P")]),
    ("docker", "login", &[Next("-p")]),
    ("podman", "login", &[Next("-p")]),
    ("helm", "login", &[Next("-p")]),
    ("vault", "login", &[Next("login")]),
    ("plink", "", &[Next("-pw")]),
    ("pscp", "", &[Next("-pw")]),
    ("putty", "", &[Next("-pw")]),
    ("rdesktop", "", &[Next("-p")]),
    ("zip", "", &[Next("-P")]),
    ("unzip", "", &[Next("-P")]),
    ("ssh-keygen", "", &[Next("-N"), Next("-P")]),
    ("mosquitto_pub", "", &[Next("-P")]),
    ("mosquitto_sub", "", &[Next("-P")]),
    (
        "curl",
        "",
        &[
            Half("-u", ':'),
            Half("--user", ':'),
            Half("-U", ':'),
            Half("--proxy-user", ':'),
        ],
    ),
    ("http", "", &[Half("-a", ':')]),
    ("smbclient", "", &[Half("-U", '%')]),
    ("rpcclient", "", &[Half("-U", '%')]),
    ("lftp", "", &[Half("-u", ',')]),
    ("chpasswd", "", &[Half("echo", ':'), Half("printf", ':')]),
    ("passwd", "--stdin", &[Next("echo"), Next("printf")]),
    ("sudo", "-s", &[Next("echo"), Next("printf")]),
    (
        "cryptsetup",
        "",
        &[Next("echo"), Next("-n"), Next("printf")],
    ),
    ("luksopen", "", &[Next("echo"), Next("-n"), Next("printf")]),
    ("net", "user", &[Place(3)]),
    ("net", "use", &[Place(4), After("/user:")]),
    ("convertto-securestring", "", &[Place(1), Next("-String")]),
    ("enc", "", &[Next("-k"), Next("-K")]),
    ("xfreerdp", "", &[Behind("/p:")]),
    ("wfreerdp", "", &[Behind("/p:")]),
    ("cmdkey", "", &[Behind("/pass:")]),
    ("openssl", "", &[Behind("pass:"), Next("-k"), Next("-K")]),
    ("rootpw", "", &[Next("--plaintext")]),
    ("rsync", "", &[Behind("<(echo ")]),
    ("snmpwalk", "", &[Next("-c"), Next("-A"), Next("-X")]),
    ("snmpget", "", &[Next("-c"), Next("-A"), Next("-X")]),
    ("snmpbulkwalk", "", &[Next("-c"), Next("-A"), Next("-X")]),
    ("snmpset", "", &[Next("-c"), Next("-A"), Next("-X")]),
    ("wpa_passphrase", "", &[Place(2)]),
];

/// Flags that name a user; with one of them `PASSWORD_FLAGS` take a password, whatever the program.
const USER_FLAGS: &[&str] = &["-u", "-U", "--user", "--username", "-l", "--login"];
const PASSWORD_FLAGS: &[&str] = &["-p", "-P", "-w", "-pw"];

pub(super) fn find(source: &Source, line: usize, found: &mut Vec<Finding>) {
    let tokens = source.tokens(line);
    // A command line is short; data that happens to hold such words is not.
    if tokens.len() < 2 || tokens.len() > 60 {
        return;
    }
    let words: Vec<String> = tokens
        .iter()
        .map(|t| source.word(source.trimmed(*t)))
        .collect();
    for (place, word) in words.iter().enumerate() {
        let name = word.rsplit('/').next().unwrap_or_default();
        let program = name.strip_suffix(".exe").unwrap_or(name);
        for (known, with, ways) in PROGRAMS {
            // "net user" is said with both words side by side, "passwd --stdin" anywhere on the line.
            let beside = words.get(place + 1).is_some_and(|w| w == with);
            let there =
                with.is_empty() || beside || *known != "net" && words.iter().any(|w| w == with);
            if *known != program || !there {
                continue;
            }
            for way in *ways {
                found.extend(taken(source, &tokens, place, *way));
            }
        }
        if program == "htpasswd" {
            found.extend(htpasswd(source, &tokens, place));
        }
    }
    found.extend(user_and_password(source, &tokens, &words));
}

/// `htpasswd -b FILE USER PASSWORD`, `-nb USER PASSWORD`: the flags in one cluster, the file only without `n`.
fn htpasswd(source: &Source, tokens: &[Span], place: usize) -> Option<Finding> {
    let (mut batch, mut prints, mut at) = (false, false, place + 1);
    while let Some(token) = tokens.get(at).filter(|t| source.at(t.from) == '-') {
        let flags = source.slice(*token);
        batch |= flags.contains(&'b');
        prints |= flags.contains(&'n');
        at += 1 + usize::from(flags.contains(&'C'));
    }
    let place = at + if prints { 1 } else { 2 };
    let value = if batch {
        Place(place - at)
    } else {
        return None;
    };
    taken(source, tokens, at, value)
}

/// `prog -u sensor -P …`: programs nobody knows. Databases take a `-p` that asks and another argument behind it; `sudo`
/// and servers mean something else by it.
fn user_and_password(source: &Source, tokens: &[Span], words: &[String]) -> Option<Finding> {
    let other = [
        "mysql",
        "mysqldump",
        "mysqladmin",
        "mariadb",
        "mariadb-dump",
        "mysqlcheck",
        "sudo",
        "ssh",
        "psql",
        "mkdir",
        "rsync",
        "tar",
    ];
    if words.iter().any(|w| other.contains(&w.as_str())) {
        return None;
    }
    let is = |n: usize, flags: &[&str]| {
        let text: String = source.slice(tokens[n]).iter().take(12).collect();
        flags.contains(&text.as_str())
    };
    let argument = |n: usize| tokens.get(n + 1).is_some_and(|t| source.at(t.from) != '-');
    let user = (0..tokens.len()).find(|n| is(*n, USER_FLAGS) && argument(*n))?;
    let flag = (user + 1..tokens.len()).find(|n| is(*n, PASSWORD_FLAGS) && argument(*n))?;
    let text = source.slice(*tokens.get(flag + 1)?);
    let other = shape::is_path(text)
        || text
            .iter()
            .all(|c| c.is_ascii_digit() || matches!(c, ':' | '.' | '-'));
    if other {
        return None;
    }
    taken(source, tokens, flag, Place(1))
}

fn taken(source: &Source, tokens: &[Span], place: usize, way: Way) -> Option<Finding> {
    let value = match way {
        Glued(flag) => {
            let token = tokens.iter().skip(place + 1).find(|t| {
                source.starts(t.from, flag) && t.len() > flag.len() && source.at(t.from + 1) != '-'
            })?;
            argument(source, token.from + flag.len())
        }
        Next(flag) => argument(source, behind_flag(source, tokens, flag)?),
        Half(flag, sign) => {
            let whole = argument(source, behind_flag(source, tokens, flag)?);
            let at = source.slice(whole).iter().position(|c| *c == sign)?;
            Span {
                from: whole.from + at + 1,
                to: whole.to,
            }
        }
        Behind(text) => {
            let first = tokens.first()?;
            let last = tokens.last()?;
            let at = (first.from..last.to).find(|n| source.starts(*n, text))?;
            argument(source, at + text.chars().count())
        }
        After(text) => {
            let at = tokens.iter().position(|t| source.starts(t.from, text))?;
            argument(source, tokens.get(at + 1)?.from)
        }
        Place(n) => argument(source, tokens.get(place + n)?.from),
    };
    let text = source.slice(value);
    let path = matches!(way, Place(_)) && matches!(text.first(), Some('/' | '\\' | '\'' | '"'));
    let option = matches!(text.first(), Some('-'));
    let plain = shape::is_placeholder(text) || is_example(&source.word(value));
    // `-p3306`: somebody meant the port.
    let port = matches!(way, Glued(_)) && text.len() == 4 && text.starts_with(&['3', '3']);
    let number = (text.len() < 4 || port) && text.iter().all(char::is_ascii_digit);
    let user = matches!(way, Place(4)) && text.first() == Some(&'/');
    let path = path || user;
    let star = text.iter().all(|c| *c == '*');
    (text.len() >= 3 && !path && !option && !plain && !number && !star)
        .then(|| value.found(FindingKind::Command))
}

/// Where the argument of a flag begins.
fn behind_flag(source: &Source, tokens: &[Span], flag: &str) -> Option<usize> {
    let at = tokens
        .iter()
        .position(|t| source.slice(*t).iter().copied().eq(flag.chars()))?;
    let next = tokens.get(at + 1)?;
    Some(next.from)
}

/// From here to the end of the argument; quotes may hold blanks.
fn argument(source: &Source, from: usize) -> Span {
    let quote = source.at(from);
    if is_quote(quote) {
        let start = from + 1;
        let end = (start..start + LONGEST_TOKEN)
            .find(|n| matches!(source.at(*n), '\n') || source.at(*n) == quote)
            .unwrap_or(start);
        return Span {
            from: start,
            to: end,
        };
    }
    let mut to = from;
    while to < from + LONGEST_TOKEN
        && !source.at(to).is_whitespace()
        && !matches!(source.at(to), ';' | '|' | ')' | '`')
        && !is_quote(source.at(to))
    {
        to += 1;
    }
    Span { from, to }
}
