//! The few things the islands ask of the browser. Nothing here runs on a server.

use std::time::Duration;

use leptos::prelude::{document, set_interval, set_timeout, window};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, EventTarget, Headers, Request, RequestInit, Response};

/// The element with this id.
pub fn by_id(id: &str) -> Option<Element> {
    document().get_element_by_id(id)
}

/// All elements a selector finds.
pub fn all(selector: &str) -> Vec<Element> {
    let Ok(list) = document().query_selector_all(selector) else {
        return Vec::new();
    };
    (0..list.length())
        .filter_map(|i| list.get(i)?.dyn_into().ok())
        .collect()
}

/// The first element below another one.
pub fn find(root: &Element, selector: &str) -> Option<Element> {
    root.query_selector(selector).ok().flatten()
}

/// Sets an attribute; an element that refuses one is left as it is.
pub fn set(element: &Element, name: &str, value: &str) {
    if element.get_attribute(name).as_deref() != Some(value) {
        element.set_attribute(name, value).ok();
    }
}

/// Sets the text of an element, if it changes.
pub fn set_text(element: &Element, text: &str) {
    if element.text_content().as_deref() != Some(text) {
        element.set_text_content(Some(text));
    }
}

/// Calls back on an event for as long as the page lives.
pub fn on(target: &EventTarget, event: &str, callback: impl FnMut(Event) + 'static) {
    let callback = Closure::<dyn FnMut(Event)>::new(callback);
    target
        .add_event_listener_with_callback(event, callback.as_ref().unchecked_ref())
        .ok();
    callback.forget();
}

/// Calls back every so many milliseconds for as long as the page lives.
pub fn every(milliseconds: u64, callback: impl Fn() + 'static) {
    set_interval(callback, Duration::from_millis(milliseconds)).ok();
}

/// Calls back once, after so many milliseconds.
pub fn after(milliseconds: u64, callback: impl FnOnce() + 'static) {
    set_timeout(callback, Duration::from_millis(milliseconds)).ok();
}

/// Seconds on the browser's clock; only differences of it are used.
#[expect(
    clippy::cast_possible_truncation,
    reason = "milliseconds since 1970 fit by far"
)]
pub fn seconds() -> i64 {
    (js_sys::Date::now() / 1000.0) as i64
}

/// Names and values of a form as they would be posted, files left out; `skip` says which elements stay out.
pub fn fields(form: &Element, skip: impl Fn(&Element) -> bool) -> String {
    let Ok(list) = form.query_selector_all("[name]") else {
        return String::new();
    };
    let mut body = String::new();
    for element in (0..list.length()).filter_map(|i| list.get(i)?.dyn_into::<Element>().ok()) {
        let kind = text(&element, "type");
        let chosen = !matches!(kind.as_str(), "checkbox" | "radio") || truthy(&element, "checked");
        if !chosen || matches!(kind.as_str(), "file" | "submit") || skip(&element) {
            continue;
        }
        pair(&mut body, &text(&element, "name"), &text(&element, "value"));
    }
    body
}

/// Appends a pair to a form-encoded body.
pub fn pair(body: &mut String, name: &str, value: &str) {
    if !body.is_empty() {
        body.push('&');
    }
    body.push_str(&String::from(js_sys::encode_uri_component(name)));
    body.push('=');
    body.push_str(&String::from(js_sys::encode_uri_component(value)));
}

/// A text property of any JavaScript object; empty if there is none.
pub fn text(object: &JsValue, name: &str) -> String {
    property(object, name).as_string().unwrap_or_default()
}

/// A property of any JavaScript object.
pub fn property(object: &JsValue, name: &str) -> JsValue {
    js_sys::Reflect::get(object, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

fn truthy(object: &JsValue, name: &str) -> bool {
    property(object, name).is_truthy()
}

/// An answer of the server.
pub struct Answer {
    /// The status is one of success.
    pub ok: bool,
    /// The body: parsed JSON, or the text as a JavaScript string.
    pub body: JsValue,
}

/// Asks the server and calls back with the answer; `None` when it could not be reached. A body makes it a POST;
/// `accept` is `application/json` or `text/html`. Small posts survive leaving the page.
pub fn ask(
    url: &str,
    body: Option<&str>,
    accept: &'static str,
    done: impl FnOnce(Option<Answer>) + 'static,
) {
    let Some(request) = request(url, body, accept) else {
        return done(None);
    };
    let promise = window().fetch_with_request(&request);
    leptos::task::spawn_local(async move { done(answer(promise, accept).await) });
}

async fn answer(promise: js_sys::Promise, accept: &str) -> Option<Answer> {
    let response: Response = wasm_bindgen_futures::JsFuture::from(promise)
        .await
        .ok()?
        .dyn_into()
        .ok()?;
    let body = if accept == "application/json" {
        response.json()
    } else {
        response.text()
    };
    let body = match body {
        Ok(body) => wasm_bindgen_futures::JsFuture::from(body).await.ok(),
        Err(_) => None,
    };
    Some(Answer {
        ok: response.ok(),
        body: body.unwrap_or(JsValue::UNDEFINED),
    })
}

/// Browsers refuse requests that outlive their page with more than 64 KiB in all.
const KEPT_ALIVE: usize = 60_000;

fn request(url: &str, body: Option<&str>, accept: &str) -> Option<Request> {
    let headers = Headers::new().ok()?;
    headers.set("Accept", accept).ok()?;
    let init = RequestInit::new();
    init.set_headers(&headers);
    if let Some(body) = body {
        headers
            .set("Content-Type", "application/x-www-form-urlencoded")
            .ok()?;
        init.set_method("POST");
        init.set_body(&JsValue::from_str(body));
        if body.len() < KEPT_ALIVE {
            js_sys::Reflect::set(&init, &JsValue::from_str("keepalive"), &JsValue::TRUE).ok()?;
        }
    }
    Request::new_with_str_and_init(url, &init).ok()
}
