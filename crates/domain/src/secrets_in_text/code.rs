//! Values that stand for a value: expressions of a program, templates, examples in an explanation.

pub(super) fn is_code(text: &[char]) -> bool {
    let format = text
        .windows(3)
        .any(|w| matches!(w, ['%', '0', 'a' | 'A'] | ['%', '%', _]));
    let reference = format || matches!(text, ['&', c, ..] if c.is_lowercase() || *c == '[');
    let call = text.iter().position(|c| *c == '(').is_some_and(|at| {
        at > 1
            && (matches!(text.get(at + 1), None | Some('\'' | '"' | '$'))
                || text[at..].contains(&')')
                || text[at + 1..].iter().all(char::is_ascii_digit))
            && text[..at]
                .iter()
                .all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '>' | '-' | ':'))
    });
    let lookup = text
        .iter()
        .position(|c| *c == '[')
        .is_some_and(|at| at > 1 && text.get(at + 1).is_some_and(|c| matches!(c, '\'' | '"')));
    let start: String = text
        .iter()
        .take(12)
        .flat_map(|c| c.to_lowercase())
        .collect();
    let class = text
        .windows(3)
        .any(|w| matches!(w, ['A' | 'a', '-', 'Z' | 'z'] | ['0', '-', '9']))
        && text.contains(&'[');
    let variable = matches!(text, ['$', c, rest @ ..] if c.is_lowercase() && rest.iter().position(|c| !(c.is_alphanumeric() || *c == '_')).is_some_and(|at| matches!(rest[at], '[' | '-') && rest[..at].iter().all(|c| c.is_lowercase() || *c == '_')));
    let field = [
        "var.",
        "data.",
        "local.",
        "module.",
        "self.",
        "this.",
        "config.",
        "params.",
        "settings.",
        "process.",
        "os.",
    ];
    let small: String = text.iter().take(12).collect();
    let field = field.iter().any(|f| small.starts_with(f))
        && text
            .iter()
            .all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '[' | ']' | '"' | '\''));
    let glob = matches!(text, ['*', '.', ..]) || matches!(text, ['E', 'N', 'C', '[' | '(', ..]);
    class
        || glob
        || variable
        || field
        || call
        || lookup
        || reference
        || is_template(text)
        || ["os.environ", "process.env", "$_", "env.", "%(", "secrets."]
            .iter()
            .any(|s| start.starts_with(s))
}

/// `{{ name }}`, `${name}`, `{0}`: a name in braces.
fn is_template(text: &[char]) -> bool {
    let Some(open) = text.iter().position(|c| *c == '{') else {
        return false;
    };
    let inside = text.get(open + 1..).unwrap_or_default();
    let Some(close) = inside.iter().position(|c| *c == '}') else {
        return inside.first() == Some(&'{');
    };
    inside[..close]
        .iter()
        .all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '{' | ' ' | '$' | ':' | '-' | '\''))
}

/// What stands for a password in an explanation.
pub(super) fn is_example(word: &str) -> bool {
    if word.ends_with("_here")
        || word.ends_with("-here")
        || word.ends_with("_example")
        || word.starts_with("your_")
        || word.starts_with("your-")
    {
        return true;
    }
    matches!(
        word.trim_matches(|c: char| !c.is_alphanumeric()),
        "password"
            | "passwort"
            | "kennwort"
            | "pass"
            | "pw"
            | "pwd"
            | "passwd"
            | "secret"
            | "example"
            | "beispiel"
            | "xxx"
            | "yourpassword"
            | "your_password"
            | "your-password"
            | "ihr_passwort"
            | "ihrpasswort"
            | "dein_passwort"
            | "token"
            | "key"
            | "mypassword"
            | "username"
            | "user"
            | "password_bcrypt"
            | "foobar"
            | "foobared"
            | "my-secret-pw"
            | "mysecretpw"
            | "mysecretpassword"
            | "dein-passwort-hier"
            | "vxnlcm5hbwu6"
            | "ugfzc3dvcmq6"
            | "file"
            | "string"
    )
}
