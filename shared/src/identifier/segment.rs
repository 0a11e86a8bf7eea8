//! Any text as one segment of an address of the app, and back.
//!
//! Percent-coding does not do: proxies and routers decode `%2F` too early, and a browser takes
//! `%2E%2E` for "one up". Here ASCII letters, digits, `-` and `_` stay, every other byte becomes `~`
//! and two hexadecimal digits, and an empty text is a lone `~`. All of these are unreserved in RFC
//! 3986, so nothing on the way touches them, and the segment stays readable.

const HEX: &[u8; 16] = b"0123456789ABCDEF";

/// Writes a text as a path segment.
#[must_use]
pub fn encode_segment(text: &str) -> String {
    if text.is_empty() {
        return "~".to_owned();
    }
    let mut segment = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_') {
            segment.push(char::from(byte));
        } else {
            segment.push('~');
            segment.push(char::from(HEX[usize::from(byte >> 4)]));
            segment.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
    segment
}

/// Reads a segment back; `None` when it was not written by [`encode_segment`].
#[must_use]
pub fn decode_segment(segment: &str) -> Option<String> {
    if segment == "~" {
        return Some(String::new());
    }
    let mut bytes = Vec::with_capacity(segment.len());
    let mut rest = segment.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'~' => bytes.push(hex(rest.next()?)? << 4 | hex(rest.next()?)?),
            b'-' | b'_' => bytes.push(byte),
            _ if byte.is_ascii_alphanumeric() => bytes.push(byte),
            _ => return None,
        }
    }
    let text = String::from_utf8(bytes).ok()?;
    // One text has one segment, or a link could be told apart from itself.
    (encode_segment(&text) == segment).then_some(text)
}

fn hex(sign: u8) -> Option<u8> {
    HEX.iter()
        .position(|known| *known == sign)
        .and_then(|value| u8::try_from(value).ok())
}
