//! Server-Sent Events (WHATWG HTML §9.2.6), from bytes that come in any pieces.
//!
//! `retry` is passed over: it is meant for browsers, which have no back-off of their own.

use super::trouble::Trouble;

/// The longest event that is read, in bytes.
pub const EVENT_BYTES_MAX: usize = 64 * 1024 * 1024;

/// What a stream says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// An event, by its name.
    Event { name: String, data: String },
    /// A comment: the server's last words are one.
    Comment(String),
}

/// Reads a stream. An event that was not ended by an empty line is not told.
#[derive(Default)]
pub struct Parser {
    line: Vec<u8>,
    /// The last line ended with a carriage return: a line feed after it belongs to it.
    returned: bool,
    /// The mark of byte order can only be in the first line.
    begun: bool,
    name: String,
    data: Option<String>,
}

impl Parser {
    /// Reads the next bytes; adds what they complete to `said`.
    pub fn read(&mut self, bytes: &[u8], said: &mut impl Extend<Said>) -> Result<(), Trouble> {
        for &byte in bytes {
            match byte {
                b'\n' if std::mem::take(&mut self.returned) => {}
                b'\n' | b'\r' => {
                    self.returned = byte == b'\r';
                    said.extend(self.end_line());
                }
                byte => {
                    self.returned = false;
                    self.line.push(byte);
                }
            }
            if self.line.len() + self.data.as_ref().map_or(0, String::len) > EVENT_BYTES_MAX {
                return Err(Trouble::passing("an event of the stream is too long"));
            }
        }
        Ok(())
    }

    fn end_line(&mut self) -> Option<Said> {
        let bytes = std::mem::take(&mut self.line);
        let line = String::from_utf8_lossy(&bytes);
        let line = if self.begun { &line[..] } else { line.strip_prefix('\u{feff}').unwrap_or(&line) };
        self.begun = true;
        if line.is_empty() {
            let name = std::mem::take(&mut self.name);
            return self.data.take().map(|data| Said::Event { name, data });
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match (field, &mut self.data) {
            ("", _) => return Some(Said::Comment(value.to_owned())),
            ("event", _) => value.clone_into(&mut self.name),
            ("data", Some(data)) => {
                data.push('\n');
                data.push_str(value);
            }
            ("data", none) => *none = Some(value.to_owned()),
            // Each event holds its `seq`; the `id` beside it says the same.
            _ => {}
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(name: &str, data: &str) -> Said {
        Said::Event { name: name.to_owned(), data: data.to_owned() }
    }

    fn all(text: &str) -> Vec<Said> {
        let mut said = Vec::new();
        Parser::default().read(text.as_bytes(), &mut said).unwrap();
        said
    }

    #[test]
    fn a_stream_of_the_wire_is_read() {
        let text = "retry: 2000\n\nevent: heartbeat\ndata: {\"seq\":0}\n\nid: 1\nevent: dispatch\ndata: {\"seq\":1}\n\n\
            : the server is stopping; come back\n\n";
        let stopping = Said::Comment("the server is stopping; come back".to_owned());
        assert_eq!(all(text), [event("heartbeat", "{\"seq\":0}"), event("dispatch", "{\"seq\":1}"), stopping]);
    }

    #[test]
    fn wherever_the_bytes_are_cut_the_same_is_read() {
        let text = "\u{feff}event: dispatch\r\ndata: İzmir\r\ndata:  deprem 🌍\r\r\n: son\ndata\n\nevent:a\rdata:b\r\r";
        let whole = all(text);
        assert_eq!(
            whole,
            [event("dispatch", "İzmir\n deprem 🌍"), Said::Comment("son".to_owned()), event("", ""), event("a", "b")]
        );
        for size in 1..text.len() {
            let mut parser = Parser::default();
            let mut said = Vec::new();
            for piece in text.as_bytes().chunks(size) {
                parser.read(piece, &mut said).unwrap();
            }
            assert_eq!(said, whole, "in pieces of {size} bytes");
        }
    }

    #[test]
    fn an_event_that_was_cut_off_is_not_told() {
        assert_eq!(all("event: dispatch\ndata: {\"seq\":1}\n"), []);
        assert_eq!(all("event: dispatch\n\ndata: x\n\n"), [event("", "x")], "a name without data names nothing");
    }

    #[test]
    fn an_event_without_an_end_is_not_held() {
        let mut parser = Parser::default();
        let piece = vec![b'x'; EVENT_BYTES_MAX / 2];
        let mut said = Vec::new();
        assert!(parser.read(b"data: ", &mut said).and_then(|()| parser.read(&piece, &mut said)).is_ok());
        assert!(parser.read(&piece, &mut said).is_err());
    }
}
