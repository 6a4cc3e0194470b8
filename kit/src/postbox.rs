//! A mail server that keeps what it is given.

use mailroom::Read;
use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// A message that the server took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posted {
    /// The reverse-path.
    pub from: String,
    /// The recipients of the envelope.
    pub to: Vec<String>,
    /// The message as it came, the dots of the transport removed.
    pub bytes: Vec<u8>,
}

impl Posted {
    /// The message, read.
    pub fn read(&self) -> Read {
        mailroom::read(&self.bytes).expect("a message of one part")
    }
}

#[derive(Default)]
struct Inside {
    posted: Vec<Posted>,
    refusals: Vec<String>,
    leaves_next: bool,
    logins: Vec<String>,
    login: Option<String>,
}

/// A mail server on loopback (RFC 5321, with AUTH PLAIN of RFC 4954), without TLS.
pub struct Postbox {
    /// Where it listens.
    pub address: SocketAddr,
    inside: Arc<Mutex<Inside>>,
}

impl Postbox {
    /// Opens one; it closes with `stop`.
    pub async fn open(tasks: &TaskTracker, stop: CancellationToken) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let postbox = Self { address: listener.local_addr().expect("its address"), inside: Arc::default() };
        let (inside, all) = (Arc::clone(&postbox.inside), tasks.clone());
        tasks.spawn(async move {
            loop {
                let came = tokio::select! {
                    () = stop.cancelled() => return,
                    came = listener.accept() => came,
                };
                let Ok((stream, _)) = came else { continue };
                let (inside, stop) = (Arc::clone(&inside), stop.clone());
                all.spawn(async move {
                    tokio::select! {
                        () = stop.cancelled() => {}
                        // A client that breaks off is its own affair.
                        _ = serve(stream, &inside) => {}
                    }
                });
            }
        });
        postbox
    }

    /// What it took so far.
    pub fn posted(&self) -> Vec<Posted> {
        self.inside.lock().expect("no panic").posted.clone()
    }

    /// What `AUTH PLAIN` was given so far, in base64.
    pub fn logins(&self) -> Vec<String> {
        self.inside.lock().expect("no panic").logins.clone()
    }

    /// Has it ask for a login: the base64 of NUL, user, NUL, password.
    pub fn ask_for(&self, login: &str) {
        self.inside.lock().expect("no panic").login = Some(login.to_owned());
    }

    /// Has it take the next message and never answer, as when the line breaks after the end of the data: the sender does
    /// not know that it was taken, and must send it again (RFC 5321 §4.5.3.2.6, RFC 1047).
    pub fn leave_next_unanswered(&self) {
        self.inside.lock().expect("no panic").leaves_next = true;
    }

    /// Has it give this answer to the next message, such as `450 4.2.1 Try later`.
    pub fn refuse_next(&self, answer: &str) {
        self.inside.lock().expect("no panic").refusals.push(answer.to_owned());
    }
}

async fn serve(stream: TcpStream, inside: &Mutex<Inside>) -> std::io::Result<()> {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read);
    write.write_all(b"220 postbox ESMTP\r\n").await?;
    let (mut from, mut to) = (String::new(), Vec::new());
    let mut known = false;
    loop {
        let mut line = String::new();
        if lines.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let line = line.trim_end();
        let word = line.split(' ').next().unwrap_or_default().to_ascii_uppercase();
        let wants = inside.lock().expect("no panic").login.clone();
        let answer = match word.as_str() {
            "EHLO" => "250-postbox\r\n250-8BITMIME\r\n250 AUTH PLAIN".to_owned(),
            "HELO" | "NOOP" => "250 OK".to_owned(), // spelling:off-line
            "AUTH" => {
                let login = line.rsplit(' ').next().unwrap_or_default().to_owned();
                known = wants.as_deref().is_none_or(|wants| wants == login);
                inside.lock().expect("no panic").logins.push(login);
                if known { "235 2.7.0 OK".to_owned() } else { "535 5.7.8 Not you".to_owned() }
            }
            "MAIL" if wants.is_some() && !known => "530 5.7.0 Who are you?".to_owned(),
            "MAIL" => {
                (from, to) = (path(line), Vec::new());
                "250 OK".to_owned()
            }
            "RCPT" => {
                to.push(path(line));
                "250 OK".to_owned()
            }
            "DATA" if to.is_empty() => "503 5.5.1 To whom?".to_owned(),
            "DATA" => {
                write.write_all(b"354 Go on\r\n").await?;
                let bytes = data(&mut lines).await?;
                let posted = Posted { from: from.clone(), to: std::mem::take(&mut to), bytes };
                let Some(answer) = take(inside, posted) else { return silence(&mut lines).await };
                answer
            }
            "RSET" => {
                to.clear();
                "250 OK".to_owned()
            }
            "QUIT" => {
                write.write_all(b"221 Bye\r\n").await?;
                return Ok(());
            }
            _ => "502 5.5.1 Not here".to_owned(),
        };
        write.write_all(format!("{answer}\r\n").as_bytes()).await?;
    }
}

/// Takes a message, or refuses it as was asked; answers what to say, if anything.
fn take(inside: &Mutex<Inside>, posted: Posted) -> Option<String> {
    let mut inside = inside.lock().expect("no panic");
    if !inside.refusals.is_empty() {
        return Some(inside.refusals.remove(0));
    }
    inside.posted.push(posted);
    (!std::mem::take(&mut inside.leaves_next)).then(|| "250 2.0.0 Taken".to_owned())
}

/// Says nothing until the client has gone.
async fn silence(lines: &mut BufReader<tokio::net::tcp::OwnedReadHalf>) -> std::io::Result<()> {
    let mut line = String::new();
    while lines.read_line(&mut line).await? > 0 {
        line.clear();
    }
    Ok(())
}

/// What stands between `<` and `>`.
fn path(line: &str) -> String {
    let path = line.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
    path.map_or_else(String::new, |(path, _)| path.to_owned())
}

/// A message up to the line that is a single dot; a dot at the start of a line was doubled on the way (RFC 5321 §4.5.2).
async fn data(lines: &mut BufReader<tokio::net::tcp::OwnedReadHalf>) -> std::io::Result<Vec<u8>> {
    let mut message = Vec::new();
    loop {
        let mut line = Vec::new();
        if lines.read_until(b'\n', &mut line).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        if line == b".\r\n" {
            return Ok(message);
        }
        message.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
    }
}
