use super::*;
use proptest::prelude::*;

fn show(node: &Node) -> String {
    let list = |nodes: &[Node], sign: &str| nodes.iter().map(show).collect::<Vec<_>>().join(sign);
    match node {
        Node::Word(word) => word.clone(),
        Node::Phrase(phrase) => format!("\"{phrase}\""),
        Node::In(field, part) => format!("{}:{}", field.name(), show(part)),
        Node::Is(condition) => format!("{}={}", condition.name(), condition.values().join(",")),
        Node::All(parts) => format!("({})", list(parts, " ")),
        Node::Any(parts) => format!("({})", list(parts, "|")),
        Node::Not(part) => format!("-{}", show(part)),
    }
}

#[track_caller]
fn check(text: &str, expected: &str) {
    let read = Query::read(text).map(|query| show(&query.0)).map_err(|e| e.to_string());
    assert_eq!(read, Ok(expected.to_owned()), "{text}");
}

#[track_caller]
fn refused(text: &str, position: usize, why: &str) {
    let error = Query::read(text).expect_err(text);
    assert_eq!(error.position, position, "{text}: {error}");
    assert!(error.why.contains(why), "{text}: {error}");
}

#[test]
fn words_are_all_required_unless_or_is_between_them() {
    check("deprem", "deprem");
    check(" deprem  izmir ", "(deprem izmir)");
    check("deprem AND izmir", "(deprem izmir)");
    check("a OR b c", "((a|b) c)");
    check("a OR b AND c", "((a|b) c)");
    check("a or b and not c", "(a or b and not c)");
    check("a OR (b c)", "(a|(b c))");
    check("Kaya (27)", "(Kaya 27)");
}

#[test]
fn phrases_and_exclusions() {
    check("\"white house\" -trump", "(\"white house\" -trump)");
    check("\"white house\" NOT trump", "(\"white house\" -trump)");
    check("“white house” «beyaz saray»", "(\"white house\" \"beyaz saray\")");
    check("-\"white house\" -(a OR b)", "(-\"white house\" -(a|b))");
    check("covid-19", "covid-19");
    check("-covid", "-covid");
    check("a OR -b", "(a|-b)");
}

#[test]
fn fields_look_in_one_part_of_the_story() {
    check("headline:quake", "headline:quake");
    check("Headline:\"big quake\" izmir", "(headline:\"big quake\" izmir)");
    check("person:(kaya OR demir) -slug:TEST", "(person:(kaya|demir) -slug:TEST)");
    check("byline:(\"Ada Kaya\" -demir)", "byline:(\"Ada Kaya\" -demir)");
}

#[test]
fn conditions_say_what_the_story_is() {
    check("kind:picture", "kind=picture");
    check("language:(tr, en) deprem", "(language=tr,en deprem)");
    check("language:(tr OR en)", "language=tr,en");
    check("place:\"New York\" OR place:İzmir", "(place=New York|place=İzmir)");
    check("priority:1-3", "priority=1,2,3");
    check("priority:(flash, 4)", "priority=1,4");
    check("words:300..800 date:2026-11-29", "(words=300..800 date=2026-11-29)");
    check("-category:2", "-category=2");
    check("item:tel:text:20260901:7", "item=tel:text:20260901:7");
}

#[test]
fn a_colon_in_running_text_is_no_field() {
    check("http://aa.com.tr 12:30", "(http://aa.com.tr 12:30)");
    check("Note: a fire", "(Note: a fire)");
    check("\"Note:urgent\"", "\"Note:urgent\"");
}

#[test]
fn signs_are_passed_over() {
    check("a - b", "(a b)");
    check("a & b OR !", "(a b)");
    check("a -& b ()", "(a b)");
}

#[test]
fn faults_are_named_with_their_place() {
    refused("", 1, "no word");
    refused(" … !", 1, "no word");
    refused("ığdır \"beyaz", 7, "quotation mark is not closed");
    refused("OR a", 1, "before it");
    refused("AND a", 1, "before it");
    refused("a OR", 3, "after it");
    refused("a AND", 3, "after it");
    refused("a OR OR b", 3, "after it");
    refused("(a OR b", 1, "not closed");
    refused("a) b", 2, "closes nothing");
    refused("a (-) b", 4, "minus");
    refused("ışık colour:red", 6, "`colour` is not a field: headline");
    refused("a kind:poem", 8, "`poem`");
    refused("kind:(text, poem)", 13, "`poem`");
    refused("kind:(text", 6, "not closed");
    refused("kind:()", 6, "missing");
    refused("headline:(a kind:text)", 13, "only words");
    refused("headline:(a slug:b)", 13, "inside another");
    refused("priority:3-1", 10, "less urgent");
    refused("words:(1, 2)", 11, "one too many");
    refused("date:yesterday", 6, "not a day");
    refused(&format!("{}a", "(".repeat(17)), 17, "too deep");
    refused(&"a ".repeat(257), 513, "too many");
    refused(&format!("category:({})", "1,".repeat(257)), 1, "too many");
    refused(&"a".repeat(4_001), 4_001, "too long");
}

#[test]
fn what_is_read_as_several_words_counts_as_several() {
    let phrase = |words: usize| format!("quake \"{}\"", "a ".repeat(words));
    assert!(Query::read(&phrase(255)).is_ok());
    refused(&phrase(256), 7, "too many");
    let joined = |words: usize| format!("quake -{}", vec!["a"; words].join("-"));
    assert!(Query::read(&joined(255)).is_ok());
    refused(&joined(256), 8, "too many");
    refused(&format!("headline:\"{}\"", "a_".repeat(257)), 10, "too many");
    refused(&"地震".repeat(257), 1, "too many");
}

#[test]
fn a_comma_list_asks_for_any_of_its_terms() {
    let shown = |list: &str| Query::any_of(list).map(|query| show(&query.0)).map_err(|e| e.to_string());
    assert_eq!(shown("deprem"), Ok("deprem".to_owned()));
    assert_eq!(shown("deprem, sel,,"), Ok("(deprem|sel)".to_owned()));
    assert_eq!(shown("Beyaz Saray، -x OR"), Ok("((Beyaz Saray)|(-x OR))".to_owned()));
    assert!(shown(" , ").is_err());
    let refused_at = |list: &str| Query::any_of(list).map_err(|error| (error.position, error.why.contains("too many")));
    assert_eq!(refused_at(&"a,".repeat(257)), Err((513, true)));
    assert_eq!(refused_at(&format!("sel, ışık  {}", vec!["a"; 255].join("-"))), Err((12, true)));
    assert!(Query::any_of(&format!("sel, ışık  {}", vec!["a"; 254].join("-"))).is_ok());
}

const SAID: &str = "[ab\"“()\\- ,]{0,30}( OR | AND | NOT |kind:|headline:|date:2026|words:3\\.\\.)?[ab\"()\\- ,]{0,30}";

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "\\PC*") {
        if let Err(error) = Query::read(&text) {
            prop_assert!((1..=text.chars().count().max(1)).contains(&error.position));
        }
        let _ = Query::any_of(&text);
    }

    #[test]
    fn what_is_read_is_written_so_that_it_reads_the_same(text in SAID) {
        if let Ok(query) = Query::read(&text) {
            let written = query.to_string();
            prop_assert_eq!(Query::read(&written), Ok(query), "{} was written {}", text, written);
        }
    }
}
