//! A tab, and what a reader can do in it.

use super::outline::Outline;
use super::{Chromium, PATIENCE, keys};
use serde_json::{Value, json};
use std::cell::RefCell;
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

/// How long a condition may take to come true. Passing tests never wait so long.
const CONDITION: Duration = Duration::from_secs(30);

/// A tab in a context of its own: no cookies, storage or cache of other tests. It closes when it is dropped.
pub struct Page {
    context: String,
    /// Whether the context goes with it.
    owner: bool,
    session: String,
    events: Receiver<Value>,
    seen: RefCell<Vec<Value>>,
    media: RefCell<Media>,
}

#[derive(Default)]
struct Media {
    print: bool,
    features: Vec<(&'static str, &'static str)>,
}

impl Page {
    /// An empty tab as wide as a desk's screen, in light colours.
    pub fn new() -> Self {
        let chromium = Chromium::shared();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let context = text(&chromium.call(None, "Target.createBrowserContext", &json!({}))["browserContextId"]);
        Self::within(context, true)
    }

    /// Another empty tab of the same reader, who has one storage and one set of workers. It goes when the first one goes.
    pub fn beside(&self) -> Self {
        Self::within(self.context.clone(), false)
    }

    fn within(context: String, owner: bool) -> Self {
        let chromium = Chromium::shared();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let target = json!({ "url": "about:blank", "browserContextId": context });
        let target = text(&chromium.call(None, "Target.createTarget", &target)["targetId"]);
        let attach = json!({ "targetId": target, "flatten": true });
        let session = text(&chromium.call(None, "Target.attachToTarget", &attach)["sessionId"]);
        let events = chromium.listen(&session);
        let page = Self { context, owner, session, events, seen: RefCell::default(), media: RefCell::default() };
        for domain in ["Page", "Runtime", "Log", "Network", "Audits", "DOM"] {
            page.call(&format!("{domain}.enable"), &json!({}));
        }
        page.call("Page.setLifecycleEventsEnabled", &json!({ "enabled": true }));
        let workers = json!({ "autoAttach": true, "waitForDebuggerOnStart": false, "flatten": true });
        page.call("Target.setAutoAttach", &workers);
        page.desk().feature("prefers-color-scheme", "light");
        page
    }

    /// Any command of the protocol, for what has no method here.
    #[track_caller]
    pub fn call(&self, method: &str, parameters: &Value) -> Value {
        Chromium::shared().call(Some(&self.session), method, parameters)
    }

    /// Goes to an address and waits for its `load` event.
    #[track_caller]
    pub fn open(&self, address: &str) -> &Self {
        let answer = self.call("Page.navigate", &json!({ "url": address }));
        assert!(answer["errorText"].is_null(), "{address}: {}", answer["errorText"]);
        if let Some(loader) = answer["loaderId"].as_str() {
            let start = Instant::now();
            while !self.events().iter().any(|event| {
                let params = &event["params"];
                event["method"] == "Page.lifecycleEvent" && params["name"] == "load" && params["loaderId"] == loader
            }) {
                assert!(start.elapsed() < PATIENCE, "{address} does not finish loading");
                std::thread::sleep(Duration::from_millis(5));
            }
        }
        self
    }

    /// The value of an expression, as JSON; a promise is awaited. Works with scripts switched off too.
    #[track_caller]
    pub fn eval(&self, expression: &str) -> Value {
        self.try_eval(expression).unwrap_or_else(|error| panic!("{expression}: {error}"))
    }

    fn try_eval(&self, expression: &str) -> Result<Value, String> {
        let parameters = json!({
            "expression": expression, "returnByValue": true, "awaitPromise": true, "userGesture": true,
        });
        let answer = Chromium::shared().try_call(Some(&self.session), "Runtime.evaluate", &parameters)?;
        match answer["exceptionDetails"]["exception"]["description"].as_str() {
            Some(description) => Err(description.to_owned()),
            None if !answer["exceptionDetails"].is_null() => Err(answer["exceptionDetails"].to_string()),
            None => Ok(answer["result"]["value"].clone()),
        }
    }

    /// Waits until an expression is truthy. While a page is being replaced by the next one, it can't be asked: that counts as not yet.
    #[track_caller]
    pub fn wait_for(&self, condition: &str) {
        let start = Instant::now();
        loop {
            let answer = self.try_eval(&format!("!!({condition})"));
            if answer.as_ref().is_ok_and(|value| value == true) {
                return;
            }
            assert!(start.elapsed() < CONDITION, "never came true: {condition} ({answer:?}) {}", self.state());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Where the page stands, for who must find out why it does not go on: its address, how far it is loaded, what has the
    /// focus, what went wrong, and the last requests and answers.
    fn state(&self) -> String {
        let page = self.try_eval(
            "[location.href, document.readyState, document.hasFocus(), document.activeElement?.outerHTML.slice(0, 99)]",
        );
        let problems = self.problems();
        let events = self.events();
        let told = events.iter().filter_map(|event| {
            let (method, params) = (event["method"].as_str()?, &event["params"]);
            let wanted = ["Network.", "Page.frame", "Page.load", "Page.navigated", "Page.dom"];
            wanted.iter().any(|start| method.starts_with(start)).then(|| {
                let addresses = [&params["request"]["url"], &params["response"]["url"], &params["url"]];
                let address = addresses.into_iter().find_map(Value::as_str).unwrap_or_default();
                format!("{method} {} {address}", params["requestId"].as_str().unwrap_or_default())
            })
        });
        let told: Vec<_> = told.collect();
        let last = &told[told.len().saturating_sub(40)..];
        format!("{page:?} {problems:#?} {last:#?}")
    }

    /// The text that a reader sees in the first element that a selector finds.
    #[track_caller]
    pub fn text(&self, selector: &str) -> String {
        let text = self.eval(&format!("document.querySelector({})?.innerText", json!(selector)));
        text.as_str().unwrap_or_else(|| panic!("nothing matches {selector}")).to_owned()
    }

    /// Presses and releases a key: `Tab`, `Enter`, `ArrowDown`, `/`, `Control+k`, `Shift+Tab`.
    #[track_caller]
    pub fn press(&self, chord: &str) -> &Self {
        for stroke in keys::strokes(chord) {
            self.call("Input.dispatchKeyEvent", &stroke);
        }
        self
    }

    /// Types into whatever has the focus, as an input method does: any script.
    #[track_caller]
    pub fn type_text(&self, text: &str) -> &Self {
        self.call("Input.insertText", &json!({ "text": text }));
        self
    }

    /// Scrolls an element into view and presses the pointer at its middle. Fails when something lies over it.
    #[track_caller]
    pub fn click(&self, selector: &str) -> &Self {
        let find = |scroll: &str| {
            self.eval(&format!(
                "(() => {{ const e = document.querySelector({}); if (!e) return 'nothing matches'; \
                 {scroll}; const r = e.getClientRects()[0]; if (!r) return 'hidden'; \
                 const x = r.x + r.width / 2, y = r.y + r.height / 2; const hit = document.elementFromPoint(x, y); \
                 return e.contains(hit) ? {{ x, y }} : `covered by ${{hit?.outerHTML}}` }})()",
                json!(selector)
            ))
        };
        let start = Instant::now();
        let found = loop {
            let found = find("e.scrollIntoView({ block: 'center', behavior: 'instant' })");
            std::thread::sleep(Duration::from_millis(40));
            // A page that is still on its way to a fragment takes the element away from under the pointer.
            let rests = find("") == found;
            if (rests && found.is_object()) || start.elapsed() > Duration::from_secs(10) {
                break found;
            }
        };
        assert!(found.is_object(), "{selector}: {found}");
        for kind in ["mouseMoved", "mousePressed", "mouseReleased"] {
            let held = if kind == "mouseMoved" { "none" } else { "left" };
            let event = json!({ "type": kind, "x": found["x"], "y": found["y"], "button": held, "clickCount": 1 });
            self.call("Input.dispatchMouseEvent", &event);
        }
        self
    }

    /// What a screen reader is told.
    #[track_caller]
    pub fn outline(&self) -> Outline {
        Outline::read(&self.call("Accessibility.getFullAXTree", &json!({})))
    }

    /// A phone's screen, 390 × 844 CSS pixels.
    pub fn phone(&self) -> &Self {
        self.size(390, 844)
    }

    /// A desk's screen, 1280 × 800 CSS pixels.
    pub fn desk(&self) -> &Self {
        self.size(1280, 800)
    }

    /// Below 600 pixels, the screen is a phone's, with its way of laying pages out.
    pub fn size(&self, width: u32, height: u32) -> &Self {
        let screen = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 });
        self.call("Emulation.setDeviceMetricsOverride", &screen);
        self
    }

    /// As readers with a dark system see it.
    pub fn dark(&self) -> &Self {
        self.feature("prefers-color-scheme", "dark")
    }

    /// As it is printed.
    pub fn print(&self) -> &Self {
        self.media.borrow_mut().print = true;
        self.emulate()
    }

    /// Any media feature, such as `prefers-reduced-motion`, `reduce`.
    pub fn feature(&self, name: &'static str, value: &'static str) -> &Self {
        let mut media = self.media.borrow_mut();
        media.features.retain(|(known, _)| *known != name);
        media.features.push((name, value));
        drop(media);
        self.emulate()
    }

    fn emulate(&self) -> &Self {
        let media = self.media.borrow();
        let features: Vec<_> =
            media.features.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect();
        let kind = if media.print { "print" } else { "" };
        self.call("Emulation.setEmulatedMedia", &json!({ "media": kind, "features": features }));
        self
    }

    /// Whether scripts of the next page run.
    pub fn scripts(&self, run: bool) -> &Self {
        self.call("Emulation.setScriptExecutionDisabled", &json!({ "value": !run }));
        self
    }

    /// Whether the network is gone.
    pub fn offline(&self, offline: bool) -> &Self {
        let conditions = json!({
            "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1,
        });
        self.call("Network.emulateNetworkConditions", &conditions);
        self
    }

    /// Takes a picture of the whole page, and keeps it as `<name>.png` in the folder `SCREENSHOTS` where that is set.
    #[track_caller]
    pub fn screenshot(&self, name: &str) -> &Self {
        let picture = self.call("Page.captureScreenshot", &json!({ "captureBeyondViewport": true }));
        let bytes = decode(picture["data"].as_str().unwrap());
        assert!(bytes.starts_with(b"\x89PNG"), "no picture");
        if let Some(folder) = std::env::var_os("SCREENSHOTS") {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(std::path::Path::new(&folder).join(format!("{name}.png")), bytes).unwrap();
        }
        self
    }

    /// The address of each request since the tab was made, in order; `data:` asks nobody.
    pub fn requests(&self) -> Vec<String> {
        let events = self.events();
        let sent = events.iter().filter(|event| event["method"] == "Network.requestWillBeSent");
        let sent = sent.map(|event| event["params"]["request"]["url"].as_str().unwrap().to_owned());
        sent.filter(|address| !address.starts_with("data:")).collect()
    }

    /// What went wrong since the tab was made: console errors and warnings, exceptions, dialogs, refusals of the content
    /// security policy, failed requests; of workers too.
    pub fn problems(&self) -> Vec<String> {
        self.events().iter().filter_map(problem).collect()
    }

    /// Fails where something went wrong.
    #[track_caller]
    pub fn assert_calm(&self) -> &Self {
        // What a page does of itself shortly after loading belongs to it; timers in the page don't run without scripts.
        std::thread::sleep(Duration::from_millis(50));
        self.eval("0");
        let problems = self.problems();
        assert!(problems.is_empty(), "{}: {problems:#?}", self.eval("location.href"));
        self
    }

    /// Everything that happened until now. Workers are asked to tell their part as soon as they are seen.
    fn events(&self) -> std::cell::Ref<'_, Vec<Value>> {
        while let Ok(event) = self.events.try_recv() {
            if event["method"] == "Target.attachedToTarget" {
                let worker = event["params"]["sessionId"].as_str();
                for domain in ["Runtime", "Log", "Network"] {
                    Chromium::shared().call(worker, &format!("{domain}.enable"), &json!({}));
                }
            }
            if event["method"] == "Page.javascriptDialogOpening" {
                self.call("Page.handleJavaScriptDialog", &json!({ "accept": false }));
            }
            self.seen.borrow_mut().push(event);
        }
        self.seen.borrow()
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        if self.owner && !std::thread::panicking() {
            let context = json!({ "browserContextId": self.context });
            Chromium::shared().call(None, "Target.disposeBrowserContext", &context);
        }
    }
}

/// What an event says went wrong, if it does.
fn problem(event: &Value) -> Option<String> {
    let params = &event["params"];
    match event["method"].as_str()? {
        "Runtime.exceptionThrown" => {
            let details = &params["exceptionDetails"];
            Some(format!("exception: {} {}", details["text"], details["exception"]["description"]))
        }
        "Runtime.consoleAPICalled" if matches!(params["type"].as_str(), Some("error" | "warning" | "assert")) => {
            let words = params["args"].as_array()?.iter().map(|word| word["value"].to_string());
            Some(format!("console: {}", words.collect::<Vec<_>>().join(" ")))
        }
        "Log.entryAdded" if matches!(params["entry"]["level"].as_str(), Some("error" | "warning")) => {
            Some(format!("log: {} {}", params["entry"]["text"], params["entry"]["url"]))
        }
        "Audits.issueAdded" if params["issue"]["code"] == "ContentSecurityPolicyIssue" => {
            Some(format!("policy: {}", params["issue"]["details"]["contentSecurityPolicyIssueDetails"]))
        }
        "Page.javascriptDialogOpening" => Some(format!("dialog: {}", params["message"])),
        "Network.loadingFailed" if params["canceled"] != true => {
            Some(format!("request: {} {}", params["type"], params["errorText"]))
        }
        _ => None,
    }
}

/// Base64, as the protocol sends pictures.
fn decode(text: &str) -> Vec<u8> {
    let value = |digit: u8| match digit {
        b'A'..=b'Z' => digit - b'A',
        b'a'..=b'z' => digit - b'a' + 26,
        b'0'..=b'9' => digit - b'0' + 52,
        b'+' => 62,
        _ => 63,
    };
    let digits: Vec<u8> = text.bytes().filter(|digit| *digit != b'=').map(value).collect();
    let bytes = digits.chunks(4).flat_map(|chunk| {
        let bits = (0..4).fold(0_u32, |bits, index| bits << 6 | u32::from(chunk.get(index).copied().unwrap_or(0)));
        bits.to_be_bytes().into_iter().skip(1).take(chunk.len() - 1)
    });
    bytes.collect()
}
