//! `tellal mail`, and letters that a running agency sends.

use crate::agency::{Agency, done, refused};
use kit::Postbox;
use std::fs;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

#[test]
fn letters_go_into_the_folder_until_a_server_is_named() {
    let agency = Agency::sqlite();
    let data = agency.data();
    assert!(done(&data, &["check"]).contains("mail: the folder"));
    assert!(done(&data, &["mail", "send-test", "ayse@paper.example"]).contains("sent to ayse@paper.example"));
    let files: Vec<_> = fs::read_dir(data.join("mail")).unwrap().map(|file| file.unwrap().path()).collect();
    let [file] = files.as_slice() else { panic!("{files:?}") };
    let letter = mailroom::read(&fs::read(file).unwrap()).unwrap();
    assert_eq!(letter.header("To"), "ayse@paper.example");
    assert!(letter.header("From").ends_with("<noreply@localhost>"), "{}", letter.header("From"));
    assert!(!refused(&data, &["mail", "send-test", "nobody"]).is_empty());
    assert_eq!(done(&data, &["mail", "list"]), "", "a test is no letter of the table");
    assert!(refused(&data, &["mail", "again", "none"]).contains("none"));
}

#[tokio::test]
async fn letters_go_to_the_server_that_is_named() {
    let agency = Agency::sqlite();
    let data = agency.data();
    let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
    let postbox = Postbox::open(&tasks, stop.clone()).await;
    let config = data.join("tellal.toml");
    let text = fs::read_to_string(&config).unwrap();
    let with = |mail: &str, from: &str| {
        let text = text.replace("mail = \"folder\"", &format!("mail = \"{mail}\""));
        fs::write(&config, text.replace("mail_from = \"\"", &format!("mail_from = \"{from}\""))).unwrap();
    };
    let command = async |args: &'static [&'static str], good: bool| {
        let data = data.clone();
        tokio::task::spawn_blocking(move || if good { done(&data, args) } else { refused(&data, args) }).await.unwrap()
    };
    with(&format!("smtp://me:se-cret@{}", postbox.address), "");
    let said = command(&["check"], false).await;
    assert!(said.contains("BAD      mail: `mail_from`") && !said.contains("se-cret"), "{said}");
    with(&format!("smtp://me:se-cret@{}", postbox.address), "Desk <desk@agency.example>");
    let said = command(&["check"], true).await;
    assert!(said.contains("from desk@agency.example") && !said.contains("se-cret"), "{said}");
    command(&["mail", "send-test", "ayse@paper.example"], true).await;
    let [posted] = postbox.posted().try_into().unwrap();
    assert_eq!((posted.from.as_str(), posted.to), ("desk@agency.example", vec!["ayse@paper.example".to_owned()]));
    with("smtp://127.0.0.1:1", "desk@agency.example");
    assert!(command(&["check"], false).await.contains("BAD      mail"), "nobody answers there");
    stop.cancel();
    tasks.close();
    tasks.wait().await;
}
