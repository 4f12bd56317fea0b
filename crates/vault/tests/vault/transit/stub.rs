//! A transit engine of a few lines on loopback, and an HTTP client to reach it.

use std::collections::HashMap;
use std::future::Future;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};
use vault::{SecretBytes, TransitHttp, TransitReply, TransitRequest, TransitTrouble};

pub const TOKEN: &str = "hvs.sample-token";

/// What the stub does with the next requests.
#[derive(Clone, Copy)]
pub enum Mood {
    Good,
    Status(u16),
    Hang,
    Says(&'static str),
}

pub struct Request {
    pub method: String,
    pub path: String,
    pub body: Value,
}

#[derive(Default)]
struct State {
    mood: Option<Mood>,
    requests: Vec<Request>,
    texts: HashMap<String, (String, Value, Value)>,
}

pub struct Stub {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
}

impl Stub {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(Mutex::new(State::default()));
        let shared = state.clone();
        // Ends with the test process.
        thread::spawn(move || {
            for stream in listener.incoming() {
                let shared = shared.clone();
                thread::spawn(move || serve(stream.unwrap(), &shared));
            }
        });
        Self { address, state }
    }

    pub fn address(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn become_(&self, mood: Mood) {
        self.state.lock().unwrap().mood = Some(mood);
    }

    /// Every request so far.
    pub fn requests(&self) -> Vec<Request> {
        let state = self.state.lock().unwrap();
        let copy = |r: &Request| Request {
            method: r.method.clone(),
            path: r.path.clone(),
            body: r.body.clone(),
        };
        state.requests.iter().map(copy).collect()
    }
}

fn serve(stream: TcpStream, state: &Mutex<State>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut first = String::new();
    reader.read_line(&mut first).unwrap();
    let (mut token, mut length) = (String::new(), 0_usize);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        let Some((name, value)) = line.trim_end().split_once(": ") else {
            break;
        };
        match name {
            "X-Vault-Token" => value.clone_into(&mut token),
            "Content-Length" => length = value.parse().unwrap(),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let mut words = first.split(' ');
    let (method, path) = (
        words.next().unwrap().to_owned(),
        words.next().unwrap().to_owned(),
    );
    let body: Value = serde_json::from_slice(&body).unwrap();
    let (status, answer) = answer(state, method, path, &token, body);
    if status > 0 {
        let head = format!(
            "HTTP/1.1 {status} X\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
            answer.len()
        );
        (&stream)
            .write_all(format!("{head}{answer}").as_bytes())
            .unwrap();
    } else {
        thread::sleep(Duration::from_secs(2));
    }
}

fn answer(
    state: &Mutex<State>,
    method: String,
    path: String,
    token: &str,
    body: Value,
) -> (u16, String) {
    let mut state = state.lock().unwrap();
    state.requests.push(Request {
        method,
        path: path.clone(),
        body: body.clone(),
    });
    match state.mood.unwrap_or(Mood::Good) {
        Mood::Good => {}
        Mood::Status(status) => return (status, json!({"errors": []}).to_string()),
        Mood::Hang => return (0, String::new()),
        Mood::Says(text) => return (200, text.to_owned()),
    }
    if token != TOKEN {
        return (403, json!({"errors": ["permission denied"]}).to_string());
    }
    let aad = body["associated_data"].clone();
    if let Some(key) = path.strip_prefix("/v1/transit/encrypt/") {
        let text = format!("vault:v1:{:08}+/==", state.texts.len());
        let entry = (key.to_owned(), body["plaintext"].clone(), aad);
        state.texts.insert(text.clone(), entry);
        let data = json!({"ciphertext": text, "key_version": 1});
        return (
            200,
            json!({"request_id": "1", "lease_id": "", "data": data, "warnings": null}).to_string(),
        );
    }
    let key = path
        .strip_prefix("/v1/transit/decrypt/")
        .unwrap_or_default();
    let found = body["ciphertext"]
        .as_str()
        .and_then(|text| state.texts.get(text));
    match found {
        Some((name, plaintext, bound)) if name == key && *bound == aad => {
            (200, json!({"data": {"plaintext": plaintext}}).to_string())
        }
        _ => (
            400,
            json!({"errors": ["cipher: message authentication failed"]}).to_string(),
        ),
    }
}

/// Blocking, one connection a request: enough for a test.
pub struct Client;

impl TransitHttp for Client {
    fn post<'a>(
        &'a self,
        request: TransitRequest<'a>,
    ) -> Pin<Box<dyn Future<Output = Result<TransitReply, TransitTrouble>> + Send + 'a>> {
        Box::pin(std::future::ready(post(&request)))
    }
}

fn post(request: &TransitRequest<'_>) -> Result<TransitReply, TransitTrouble> {
    let rest = request.url.strip_prefix("http://").unwrap();
    let (authority, path) = rest.split_once('/').unwrap();
    let mut stream = TcpStream::connect(authority).map_err(|_| TransitTrouble::Unreachable)?;
    stream
        .set_read_timeout(Some(Duration::from_millis(300)))
        .unwrap();
    let token = request.token.expose_text(str::to_owned).unwrap();
    let body = request.body.expose_text(str::to_owned).unwrap();
    let text = format!(
        "POST /{path} HTTP/1.1\r\nHost: {authority}\r\nX-Vault-Token: {token}\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream
        .write_all(text.as_bytes())
        .map_err(|_| TransitTrouble::Unreachable)?;
    let mut answer = String::new();
    stream
        .read_to_string(&mut answer)
        .map_err(|_| TransitTrouble::Timeout)?;
    let (head, body) = answer
        .split_once("\r\n\r\n")
        .ok_or(TransitTrouble::Unreachable)?;
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Ok(TransitReply {
        status,
        body: SecretBytes::from(body),
    })
}
