//! Who may ask: names that this server goes by, origins of its own pages, and methods that only read.
//!
//! A page of any site can have a browser send requests to this machine. It can't read the answers, unless its own name is made
//! to lead here (DNS rebinding): so a request must name a host that only this server can be. Addresses in digits can't be
//! rebound.

use super::client::PREFIX;
use super::listen::Addresses;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::net::IpAddr;
use std::sync::Arc;

/// What is let through.
#[derive(Debug)]
pub(super) struct Guard {
    /// Names, in lower case.
    names: Vec<String>,
    /// The address that the server is bound to.
    bound: IpAddr,
}

impl Guard {
    pub fn new(addresses: &Addresses, allowed: &[String]) -> Self {
        Self { names: allowed.iter().map(|name| name.to_lowercase()).collect(), bound: addresses.bound.ip() }
    }

    /// Whether this server goes by the name of a `Host` header.
    pub fn knows(&self, host: &str) -> bool {
        let Some(name) = name_of(host) else { return false };
        let name = name.trim_end_matches('.').to_ascii_lowercase();
        if let Ok(address) = name.parse::<IpAddr>() {
            // Bound beyond this machine, it is asked by whichever of the machine's addresses.
            return address.is_loopback() || address == self.bound || !self.bound.is_loopback();
        }
        name == "localhost" || name.ends_with(".localhost") || self.names.contains(&name)
    }
}

/// The name in `name:port` or `[address]:port`, if it is well formed.
fn name_of(host: &str) -> Option<&str> {
    let (name, port) = match host.strip_prefix('[') {
        Some(rest) => rest.split_once(']')?,
        None => host.find(':').map_or((host, ""), |colon| host.split_at(colon)),
    };
    let digits = port.is_empty() || port.strip_prefix(':').is_some_and(|port| port.bytes().all(|b| b.is_ascii_digit()));
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':');
    (digits && !name.is_empty() && name.chars().all(plain)).then_some(name)
}

/// Turns away what may not ask.
pub(super) async fn check(State(guard): State<Arc<Guard>>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    let host = only(headers, &header::HOST);
    let named = request.uri().authority().map(axum::http::uri::Authority::as_str);
    let hosts: Vec<&str> = host.into_iter().chain(named).collect();
    if host.is_none() || !hosts.iter().all(|host| guard.knows(host)) {
        return refuse(StatusCode::MISDIRECTED_REQUEST, "This server does not go by that name.\n");
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let mut response = refuse(StatusCode::METHOD_NOT_ALLOWED, "Only GET and HEAD.\n");
        response.headers_mut().insert(header::ALLOW, header::HeaderValue::from_static("GET, HEAD"));
        return response;
    }
    if request.uri().path().starts_with(PREFIX) && is_foreign(headers, host.unwrap_or_default()) {
        return refuse(StatusCode::FORBIDDEN, "Not for other origins.\n");
    }
    next.run(request).await
}

/// Whether a request comes from a page of another origin.
fn is_foreign(headers: &HeaderMap, host: &str) -> bool {
    let site = headers.get("sec-fetch-site").and_then(|site| site.to_str().ok());
    if site.is_some_and(|site| !matches!(site, "same-origin" | "none")) {
        return true;
    }
    if !headers.contains_key(header::ORIGIN) {
        return false;
    }
    let origin = only(headers, &header::ORIGIN).and_then(|origin| origin.split_once("://"));
    !origin.is_some_and(|(scheme, origin)| matches!(scheme, "http" | "https") && origin.eq_ignore_ascii_case(host))
}

/// The value of a header that stands once.
fn only<'a>(headers: &'a HeaderMap, name: &header::HeaderName) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(value)
}

fn refuse(status: StatusCode, text: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (status, headers, text).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_anybody_can_give_an_address_is_not_known() {
        let guard = |bound: &str| Guard {
            names: vec!["wiki.example.com".into()],
            bound: bound.parse().unwrap_or(IpAddr::from([127, 0, 0, 1])),
        };
        let here = guard("127.0.0.1");
        for known in [
            "localhost",
            "LOCALHOST:1111",
            "a.localhost:1",
            "127.0.0.1:80",
            "127.9.9.9",
            "[::1]:1111",
            "localhost.",
            "wiki.example.com:1111",
        ] {
            assert!(here.knows(known), "{known}");
        }
        for unknown in [
            "",
            ":80",
            "example.com",
            "localhost.example.com",
            "notlocalhost",
            "192.168.1.5",
            "0.0.0.0",
            "[::1",
            "[::]",
            "localhost:a",
            "localhost:80:80",
            "local host",
            "a@localhost",
            "127.0.0.1.example.com",
        ] {
            assert!(!here.knows(unknown), "{unknown}");
        }
        let open = guard("0.0.0.0");
        assert!(open.knows("192.168.1.5:1111") && open.knows("[fe80::1]:1111") && !open.knows("example.com"));
        let at = guard("192.168.1.5");
        assert!(at.knows("192.168.1.5") && at.knows("localhost"));
    }
}
