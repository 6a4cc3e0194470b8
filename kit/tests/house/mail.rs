//! Letters: posted with what they tell of, sent once, and nothing left of them.

use crate::on_each_engine;
use ::mailroom::{
    Address, LEASE_SECS, Letter, MAIL_DAYS, MailState, Mailroom, PostOffice, WAITS_SECS, again, compose, lines, post,
    read, sender,
};
use kit::{Postbox, World};
use store::args;

on_each_engine! {
    a_letter_goes_out_with_its_transaction_and_leaves_no_text => super::a_letter_goes_out_with_its_transaction_and_leaves_no_text;
    a_letter_is_tried_again_and_given_up_at_last => super::a_letter_is_tried_again_and_given_up_at_last;
    a_letter_that_is_refused_for_good_is_not_tried_again => super::a_letter_that_is_refused_for_good_is_not_tried_again;
    two_processes_send_a_letter_once => super::two_processes_send_a_letter_once;
    a_letter_of_a_process_that_died_is_sent_by_another => super::a_letter_of_a_process_that_died_is_sent_by_another;
    letters_go_into_a_folder => super::letters_go_into_a_folder;
    old_letters_are_forgotten => super::old_letters_are_forgotten;
}

fn letter(subject: &str, text: &str) -> Letter {
    Letter {
        kind: "test",
        to: Address { name: "Ayşe Yılmaz".to_owned(), email: "ayse@paper.example".to_owned() },
        subject: subject.to_owned(),
        text: text.to_owned(),
    }
}

async fn post_one(world: &World, letter: &Letter) {
    let mut tx = world.db.begin().await.unwrap();
    post(&mut tx, letter, world.now()).await.unwrap();
    tx.commit().await.unwrap();
}

fn through(world: &World, office: &str) -> Mailroom {
    let office: PostOffice = office.parse().unwrap();
    let from = sender("Tellal <news@agency.example>").unwrap();
    Mailroom::new(world.db.clone(), world.clock.clone(), office.within(world.dir.path()), from)
}

async fn postbox(world: &World) -> (Postbox, Mailroom) {
    let postbox = Postbox::open(&world.tasks, world.stop.clone()).await;
    let mailroom = through(world, &format!("smtp://{}", postbox.address));
    (postbox, mailroom)
}

async fn a_letter_goes_out_with_its_transaction_and_leaves_no_text(world: World) {
    let (postbox, mailroom) = postbox(&world).await;
    let mut tx = world.db.begin().await.unwrap();
    post(&mut tx, &letter("Never", "told"), world.now()).await.unwrap();
    tx.rollback().await.unwrap();
    let text = "Merhaba\n.a dot\n..two\nhttps://agency.example/invitation?link=0123456789abcdef0123456789abcdef0123456789abcdef\n";
    post_one(&world, &letter("Hesabınız hazır", text)).await;
    assert_eq!(mailroom.round().await.unwrap(), 1);
    assert_eq!(mailroom.round().await.unwrap(), 0, "it is sent once");
    let [posted] = postbox.posted().try_into().unwrap();
    assert_eq!(
        (posted.from.as_str(), posted.to.as_slice()),
        ("news@agency.example", &["ayse@paper.example".to_owned()][..])
    );
    let read = posted.read();
    assert_eq!(read.text.trim_end(), text.trim_end());
    assert_eq!(read.header("Subject"), "Hesabınız hazır");
    assert_eq!(read.header("To"), "Ayşe Yılmaz <ayse@paper.example>");
    assert_eq!(read.header("Auto-Submitted"), "auto-generated");
    assert_eq!(read.header("Date"), "Tue, 01 Sep 2026 12:00:00 +0000");
    assert_eq!(read.header("Content-Type"), "text/plain; charset=utf-8");
    let [line] = lines(&world.db, false, 10).await.unwrap().try_into().unwrap();
    assert_eq!(read.header("Message-ID"), format!("<{}@agency.example>", line.id));
    assert_eq!(line.state, MailState::Sent(world.now()));
    let left = world.db.one("SELECT text FROM mail", args![]).await.unwrap().unwrap();
    assert_eq!(left.text("text").unwrap(), "");
    assert!(lines(&world.db, true, 10).await.unwrap().is_empty());
}

async fn a_letter_is_tried_again_and_given_up_at_last(world: World) {
    let (postbox, mailroom) = postbox(&world).await;
    post_one(&world, &letter("Later", "text")).await;
    for wait in WAITS_SECS {
        postbox.refuse_next("450 4.2.1 Try later");
        assert_eq!(mailroom.round().await.unwrap(), 0);
        let line = lines(&world.db, true, 10).await.unwrap().remove(0);
        assert_eq!(line.state, MailState::Waiting(world.now() + jiff::SignedDuration::from_secs(wait)));
        assert!(line.why.unwrap().contains("Try later"));
        world.advance(wait - 1);
        mailroom.round().await.unwrap();
        assert_eq!(lines(&world.db, true, 10).await.unwrap()[0].tries, line.tries, "not before its time");
        world.advance(1);
    }
    postbox.refuse_next("450 4.2.1 Try later");
    mailroom.round().await.unwrap();
    let line = lines(&world.db, true, 10).await.unwrap().remove(0);
    assert_eq!((&line.state, line.tries), (&MailState::Failed, WAITS_SECS.len() as u64 + 1));
    world.advance(1_000_000);
    assert_eq!(mailroom.round().await.unwrap(), 0, "it was given up");
    // Somebody has it tried again, and it goes.
    let mut tx = world.db.begin().await.unwrap();
    assert!(again(&mut tx, &line.id, world.now()).await.unwrap());
    assert!(!again(&mut tx, "none", world.now()).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(mailroom.round().await.unwrap(), 1);
    assert_eq!(postbox.posted().len(), 1);
    let mut tx = world.db.begin().await.unwrap();
    assert!(!again(&mut tx, &line.id, world.now()).await.unwrap(), "what was sent is not sent again");
}

async fn a_letter_that_is_refused_for_good_is_not_tried_again(world: World) {
    let (postbox, mailroom) = postbox(&world).await;
    post_one(&world, &letter("Refused", "text")).await;
    postbox.refuse_next("550 5.1.1 No such person");
    mailroom.round().await.unwrap();
    let line = lines(&world.db, true, 10).await.unwrap().remove(0);
    assert_eq!((line.state, line.tries), (MailState::Failed, 1));
    assert!(line.why.unwrap().contains("No such person"));
}

async fn two_processes_send_a_letter_once(world: World) {
    let (postbox, one) = postbox(&world).await;
    let elsewhere = store::Db::open(&world.location).await.unwrap();
    let other = Mailroom::new(
        elsewhere,
        world.clock.clone(),
        format!("smtp://{}", postbox.address).parse().unwrap(),
        sender("news@agency.example").unwrap(),
    );
    for n in 0..8 {
        post_one(&world, &letter(&format!("Letter {n}"), "text")).await;
    }
    let (mine, theirs) = tokio::join!(one.round(), other.round());
    assert_eq!(mine.unwrap() + theirs.unwrap(), 8);
    let mut subjects: Vec<_> =
        postbox.posted().iter().map(|posted| posted.read().header("Subject").to_owned()).collect();
    subjects.sort();
    let each: Vec<_> = (0..8).map(|n| format!("Letter {n}")).collect();
    assert_eq!(subjects, each);
}

async fn a_letter_of_a_process_that_died_is_sent_by_another(world: World) {
    let (postbox, mailroom) = postbox(&world).await;
    post_one(&world, &letter("Cut off", "text")).await;
    // As it stands after a process has taken it and was killed.
    let taken = story::to_millis(world.now()) + LEASE_SECS * 1_000;
    assert_eq!(world.tamper(&format!("UPDATE mail SET due = {taken}, tries = 1")).await, 1);
    assert_eq!(mailroom.round().await.unwrap(), 0);
    world.advance(LEASE_SECS);
    assert_eq!(mailroom.round().await.unwrap(), 1);
    assert_eq!(postbox.posted().len(), 1);
}

async fn letters_go_into_a_folder(world: World) {
    let mailroom = through(&world, "folder");
    post_one(&world, &letter("In a folder", "a text")).await;
    assert_eq!(mailroom.round().await.unwrap(), 1);
    let files: Vec<_> = std::fs::read_dir(world.dir.path().join("mail")).unwrap().map(|f| f.unwrap().path()).collect();
    let [file] = files.as_slice() else { panic!("{files:?}") };
    let read = read(&std::fs::read(file).unwrap()).unwrap();
    assert_eq!((read.header("Subject"), read.text.as_str()), ("In a folder", "a text"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600, "it may hold a link that lets in");
    }
}

async fn old_letters_are_forgotten(world: World) {
    let mailroom = through(&world, "folder");
    post_one(&world, &letter("Old", "text")).await;
    mailroom.round().await.unwrap();
    world.advance(MAIL_DAYS * 86_400 + 1);
    post_one(&world, &letter("New", "text")).await;
    mailroom.round().await.unwrap();
    let subjects: Vec<_> = lines(&world.db, false, 10).await.unwrap().into_iter().map(|line| line.subject).collect();
    assert_eq!(subjects, ["New"]);
}

#[test]
fn nothing_that_somebody_typed_adds_a_header_or_a_recipient() {
    let from = sender("news@agency.example").unwrap();
    let mut letter = letter("Hello\r\nBcc: all@paper.example\r\n\r\nAnother text", "text\r\n.\r\nMAIL FROM:<x@y>");
    letter.to.name = "Ayşe\r\nBcc: all@paper.example, \"<me@paper.example>".to_owned();
    let message = compose(&letter, None, "1", jiff::Timestamp::UNIX_EPOCH, &from).unwrap().bytes();
    let read = read(&message).unwrap();
    let names: Vec<_> = read.headers.iter().map(|(name, _)| name.as_str()).collect();
    assert!(!names.contains(&"Bcc"), "{names:?}");
    assert!(read.header("Subject").starts_with("Hello Bcc: all"), "{}", read.header("Subject"));
    assert!(read.header("To").ends_with("<ayse@paper.example>"), "{}", read.header("To"));
    assert!(!String::from_utf8(message).unwrap().contains("\r\nBcc"));
    let mut answers_to = letter.to.clone();
    letter.to.email = "ayse@paper.example".to_owned();
    let composed = |reply_to: &Address| {
        let bytes = compose(&letter, Some(reply_to), "1", jiff::Timestamp::UNIX_EPOCH, &from).unwrap().bytes();
        ::mailroom::read(&bytes).unwrap()
    };
    let read = composed(&answers_to);
    assert!(!read.headers.iter().any(|(name, _)| name == "Bcc"), "{:?}", read.headers);
    assert!(read.header("Reply-To").ends_with("<ayse@paper.example>"), "{}", read.header("Reply-To"));
    answers_to.email = "a@b.example\r\nBcc: c@d.example".to_owned();
    assert_eq!(composed(&answers_to).header("Reply-To"), "", "the letter goes out all the same");
    for bad in ["a@b.example\r\nBcc: c@d.example", "a@b.example, c@d.example", "<a@b.example> c", "nobody", ""] {
        letter.to.email = bad.to_owned();
        assert!(compose(&letter, None, "1", jiff::Timestamp::UNIX_EPOCH, &from).is_err(), "{bad:?}");
    }
}

#[tokio::test]
async fn a_login_is_shown_to_the_server_and_a_wrong_one_is_tried_again() {
    let world = World::sqlite().await;
    let postbox = Postbox::open(&world.tasks, world.stop.clone()).await;
    // The base64 of NUL, `me`, NUL, `p@ss`.
    postbox.ask_for("AG1lAHBAc3M=");
    post_one(&world, &letter("Known", "text")).await;
    let at = postbox.address;
    through(&world, &format!("smtp://me:wrong@{at}")).round().await.unwrap();
    let line = lines(&world.db, true, 10).await.unwrap().remove(0);
    assert!(matches!(line.state, MailState::Waiting(_)), "the login is ours to mend, the letter is right: {line:?}");
    assert!(!line.why.unwrap().contains("wrong"), "no password is kept");
    world.advance(WAITS_SECS[0]);
    assert_eq!(through(&world, &format!("smtp://me:p%40ss@{at}")).round().await.unwrap(), 1);
}

#[tokio::test]
async fn no_password_is_sent_to_a_server_that_does_not_speak_tls() {
    let world = World::sqlite().await;
    let postbox = Postbox::open(&world.tasks, world.stop.clone()).await;
    let at = postbox.address;
    let office: PostOffice = format!("smtps://me:secret@{at}").parse().unwrap();
    assert!(office.look().await.is_err());
    assert!(postbox.logins().is_empty());
}
