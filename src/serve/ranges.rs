//! Parts of outputs, and outputs that the reader has (RFC 9110, 13 and 14).

use super::answer::set;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;

/// What part of an output is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Range {
    /// All of it: nothing else was asked for, or something that is not offered.
    All,
    /// The bytes from the first to before the second.
    Part(u64, u64),
    /// One that lies behind its end.
    Unfit,
}

/// Whether the reader has the version with this tag already.
pub(super) fn has(headers: &HeaderMap, tag: &str) -> bool {
    let known = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let mut known = known.flat_map(|value| value.split(',')).map(str::trim);
    known.any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag)
}

/// The part that is wanted of an output with so many bytes and this tag. Several parts at once are not offered.
pub(super) fn wanted(headers: &HeaderMap, length: u64, tag: &str) -> Range {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let Some(range) = text(header::RANGE) else { return Range::All };
    if headers.contains_key(header::IF_RANGE) && text(header::IF_RANGE) != Some(tag) {
        return Range::All;
    }
    let Some((from, to)) = range.strip_prefix("bytes=").and_then(|range| range.trim().split_once('-')) else {
        return Range::All;
    };
    let number =
        |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse::<u64>().ok()).flatten();
    match (number(from), number(to)) {
        (Some(from), Some(to)) if from <= to && from < length => Range::Part(from, to.saturating_add(1).min(length)),
        (Some(from), None) if to.is_empty() && from < length => Range::Part(from, length),
        (Some(from), Some(to)) if from <= to => Range::Unfit,
        (Some(_), None) if to.is_empty() => Range::Unfit,
        (None, Some(last)) if from.is_empty() && last > 0 && length > 0 => {
            Range::Part(length.saturating_sub(last), length)
        }
        (None, Some(_)) if from.is_empty() => Range::Unfit,
        _ => Range::All,
    }
}

impl Range {
    /// Says in a response what part of an output of so many bytes it has.
    pub fn mark(self, response: &mut Response, length: u64) {
        set(response, header::ACCEPT_RANGES, "bytes");
        if response.status() != StatusCode::OK {
            return;
        }
        match self {
            Self::All => {}
            Self::Part(from, to) => {
                *response.status_mut() = StatusCode::PARTIAL_CONTENT;
                set(response, header::CONTENT_RANGE, &format!("bytes {from}-{}/{length}", to.saturating_sub(1)));
            }
            Self::Unfit => {
                *response.status_mut() = StatusCode::RANGE_NOT_SATISFIABLE;
                *response.body_mut() = axum::body::Body::empty();
                response.headers_mut().remove(header::CONTENT_LENGTH);
                set(response, header::CONTENT_RANGE, &format!("bytes */{length}"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn a_part_is_one_that_lies_in_the_output() {
        let asked = |range: &'static str| {
            let headers = HeaderMap::from_iter([(header::RANGE, HeaderValue::from_static(range))]);
            wanted(&headers, 10, "\"a\"")
        };
        assert_eq!(asked("bytes=0-3"), Range::Part(0, 4));
        assert_eq!(asked("bytes=4-"), Range::Part(4, 10));
        assert_eq!(asked("bytes=-3"), Range::Part(7, 10));
        assert_eq!(asked("bytes=-30"), Range::Part(0, 10));
        assert_eq!(asked("bytes=9-99"), Range::Part(9, 10));
        assert_eq!(asked("bytes=10-"), Range::Unfit);
        assert_eq!(asked("bytes=-0"), Range::Unfit);
        for all in [
            "bytes=3-1",
            "bytes=0-1,3-4",
            "lines=0-1",
            "bytes=",
            "bytes=-",
            "bytes=a-b",
            "bytes=+1-2",
            "bytes=99999999999999999999-",
        ] {
            assert_eq!(asked(all), Range::All, "{all}");
        }
    }
}
