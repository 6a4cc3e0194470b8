//! What the meter adds to a dispatch that goes out on ten thousand streams.

use crate::{
    agency::Place,
    figures::{Unit, number},
    generated::{BODY_CHARS, Generator},
    report::{Line, Section},
};
use account::{Accounts, Given, How, KeyTerms, OPERATOR, OrganisationId, Subscriber, Taker, Way};
use anyhow::{Context, Result};
use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    sync::Arc,
    thread,
    time::{Duration, Instant},
};
use store::{Db, Location, SystemClock, args};
use story::{ItemId, ProductId};
use tokio::runtime::Runtime;

/// Streams, each of an organisation of its own.
const STREAMS: usize = 10_000;
/// Dispatches that are counted, after one that warms up.
const DISPATCHES: u64 = 20;

pub fn run(place: &Place) -> Result<Section> {
    let runtime = Runtime::new()?;
    let (accounts, takers) = runtime.block_on(audience(place))?;
    let frame = Generator::seeded(4).story().to_string().into_bytes();
    let mut reader = Reader::open()?;
    let (mut ours, mut floor, mut flushes) = (Vec::new(), Vec::new(), Vec::new());
    for seq in 0..=DISPATCHES {
        let item: ItemId = format!("tel:text:20260901:{}", seq + 1).parse()?;
        let bare = fan_out(&mut reader, &frame, seq, &takers, |_| {})?;
        let metered = fan_out(&mut reader, &frame, seq, &takers, |taker| {
            let given = Given {
                seq,
                item: &item,
                version: 1,
                product: ProductId(1),
                format: "json",
                how: How::Delivered,
                way: Way::Stream,
                times: 1,
                bytes: frame.len() as u64,
            };
            accounts.meter().given(taker, &given);
        })?;
        let begin = Instant::now();
        runtime.block_on(accounts.meter().flush())?;
        if seq > 0 {
            ours.push(each(metered));
            floor.push(each(bare));
            flushes.push(begin.elapsed().as_secs_f64());
        }
    }
    let lines = vec![
        Line::of_rounds("one event of one stream, counted", Unit::Seconds, &ours, &floor),
        Line::of_rounds("writing 10,000 organisations down", Unit::Seconds, &flushes, &flushes),
    ];
    let method = format!(
        "One dispatch of {BODY_CHARS} characters goes to {STREAMS} streams of as many organisations, on one core: for each, \
         the opening of the event and the shared frame are written to a connection that somebody empties. Floor: the same \
         without counting. {DISPATCHES} dispatches, in turns; the meter is flushed after each, which the stream does not \
         wait for."
    );
    Ok(Section::new("metering", method, lines))
}

fn each(time: Duration) -> f64 {
    time.as_secs_f64() / number(STREAMS as u64)
}

/// Organisations that exist, and their streams as the meter knows them.
async fn audience(place: &Place) -> Result<(Accounts, Vec<Taker>)> {
    let db = Db::open(&Location::Sqlite(place.dir().join("metering.db"))).await?;
    let accounts = Accounts::new(db.clone(), Arc::new(SystemClock));
    let first = accounts.add_organisation("First", OPERATOR).await?;
    let key = accounts.add_key(&first.id, &KeyTerms::labelled("bench"), OPERATOR).await?;
    let model: Subscriber = accounts.sign_in_key(&key.secret).await?;
    let mut tx = db.begin().await?;
    let mut takers = Vec::with_capacity(STREAMS);
    for n in 0..STREAMS as u64 {
        let id = format!("{n:032x}");
        tx.run(
            "INSERT INTO organisation (id, name, created, frozen, number) VALUES ($1, $2, 0, FALSE, $3)",
            args![id.as_str(), format!("Organisation {n}"), n + 2],
        )
        .await?;
        let mut subscriber = model.clone();
        subscriber.organisation = OrganisationId::from(id);
        takers.push(accounts.meter().taker(&subscriber));
    }
    tx.commit().await?;
    Ok((accounts, takers))
}

/// A connection that somebody empties.
struct Reader(TcpStream);

impl Reader {
    fn open() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let near = TcpStream::connect(listener.local_addr()?)?;
        let (mut far, _) = listener.accept().context("nobody connects")?;
        thread::spawn(move || {
            let mut emptied = [0; 8_192];
            while far.read(&mut emptied).is_ok_and(|bytes| bytes > 0) {}
        });
        Ok(Self(near))
    }
}

fn fan_out(reader: &mut Reader, frame: &[u8], seq: u64, takers: &[Taker], count: impl Fn(Taker)) -> Result<Duration> {
    let begin = Instant::now();
    for taker in takers {
        let opening = format!("id: {seq}\nevent: dispatch\ndata: {{\"seq\":{seq},\"prev\":{seq},");
        reader.0.write_all(opening.as_bytes())?;
        reader.0.write_all(frame)?;
        count(*taker);
    }
    Ok(begin.elapsed())
}
