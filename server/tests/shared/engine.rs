//! An HTTP server on loopback that follows the documented requests and answers of a transit server.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

/// The only token it accepts.
pub const TOKEN: &str = "hvs.only-for-this-test";

/// How it answers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Mood {
    /// As documented.
    #[default]
    Well,
    /// It hangs up on whoever asks for a key.
    HangsUp,
    /// It takes the question and never answers.
    Silent,
}

/// What the server remembers: ciphertext → key, plaintext, associated data; and every path with its body.
#[derive(Default)]
pub struct Engine {
    sealed: HashMap<String, (String, Value, Value)>,
    /// Paths and bodies of everything that was asked.
    pub seen: Vec<(String, String)>,
    /// How it answers from now on.
    pub mood: Mood,
}

/// The server's memory, and the test's way to it.
pub type Shared = Arc<Mutex<Engine>>;

/// A server on a free port.
pub fn engine() -> std::io::Result<(SocketAddr, Shared)> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    let shared = Shared::default();
    let engine = shared.clone();
    // Ends with the test process.
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let engine = engine.clone();
            std::thread::spawn(move || serve(stream, &engine));
        }
    });
    Ok((address, shared))
}

fn serve(mut stream: TcpStream, engine: &Shared) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut first = String::new();
    reader.read_line(&mut first)?;
    let (mut token, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(": ") else {
            break;
        };
        match name.to_ascii_lowercase().as_str() {
            "x-vault-token" => value.clone_into(&mut token),
            "content-length" => length = value.parse().unwrap_or_default(),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
    let mood = engine.lock().map(|engine| engine.mood).unwrap_or_default();
    match mood {
        Mood::Well => {}
        Mood::HangsUp => return Ok(()),
        // Until the other side gives up.
        Mood::Silent => return reader.read_to_end(&mut Vec::new()).map(drop),
    }
    let (status, answer) = answer(engine, &path, &token, &body);
    let answer = answer.to_string();
    let head = format!(
        "HTTP/1.1 {status} X\r\nContent-Length: {}\r\n\r\n",
        answer.len()
    );
    stream.write_all((head + &answer).as_bytes())
}

fn answer(engine: &Shared, path: &str, token: &str, body: &[u8]) -> (u16, Value) {
    let text = String::from_utf8_lossy(body).into_owned();
    let Ok(mut engine) = engine.lock() else {
        return (500, json!({}));
    };
    engine.seen.push((path.to_owned(), text));
    if token != TOKEN {
        return (403, json!({"errors": ["permission denied"]}));
    }
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let aad = body["associated_data"].clone();
    let words: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    match words.as_slice() {
        ["v1", "team", "transit", "encrypt", key] => {
            let ciphertext = format!("vault:v1:{}", engine.sealed.len());
            let kept = ((*key).to_owned(), body["plaintext"].clone(), aad);
            engine.sealed.insert(ciphertext.clone(), kept);
            (200, json!({"data": {"ciphertext": ciphertext}}))
        }
        ["v1", "team", "transit", "decrypt", key] => {
            let ciphertext = body["ciphertext"].as_str().unwrap_or_default();
            match engine.sealed.get(ciphertext) {
                Some((kept, plaintext, bound)) if kept == key && *bound == aad => {
                    (200, json!({"data": {"plaintext": plaintext}}))
                }
                _ => (400, json!({"errors": ["invalid ciphertext"]})),
            }
        }
        _ => (404, json!({"errors": ["no handler"]})),
    }
}
