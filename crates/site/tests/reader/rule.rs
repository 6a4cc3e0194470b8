//! What goes public by the agency's rule, and how many of a day.

use super::*;
use ::audience::{Hand, PublicRule};
use site::forget_pages;
use std::sync::Arc;
use store::{Clock, args};
use story::{CategoryId, Kind, Lang, Line, Priority, Publicity};
use summary::SummaryRule;

impl Public {
    async fn set(&self, rule: &PublicRule) {
        let clock: Arc<dyn Clock> = self.world.clock.clone();
        rule.put(&self.world.db, &self.world.agency, Hand::of("operator"), &clock).await.expect("a rule");
    }

    async fn forget(&self) -> u64 {
        let mut tx = self.world.db.begin().await.expect("a transaction");
        let forgotten = forget_pages(&mut tx).await.expect("a delete");
        tx.commit().await.expect("a commit");
        forgotten
    }

    /// How a page is answered after the site has caught up.
    async fn status(&self, dispatch: &Dispatch) -> u16 {
        self.caught_up().await;
        // The section may be another one than the address says.
        let answer = self.get(&page_of(dispatch)).await;
        match answer.headers.get(header::LOCATION) {
            Some(there) => self.get(there.to_str().expect("an address")).await.status.as_u16(),
            None => answer.status.as_u16(),
        }
    }

    async fn statuses(&self, dispatches: &[&Arc<Dispatch>]) -> Vec<u16> {
        let mut statuses = Vec::new();
        for dispatch in dispatches {
            statuses.push(self.status(dispatch).await);
        }
        statuses
    }

    async fn release(&self, headline: &str, change: impl FnOnce(&mut Story)) -> Arc<Dispatch> {
        let mut story = kit::story("en", headline, BODY);
        change(&mut story);
        self.world.release(story, &[PUBLIC]).await
    }
}

fn wanted(story: &mut Story) {
    story.public = Publicity::Yes;
}

fn at_most(a_day_max: u32) -> PublicRule {
    PublicRule { a_day_max: Some(a_day_max), ..PublicRule::default() }
}

#[tokio::test]
async fn a_section_shows_so_many_a_day_and_again_the_same_when_the_pages_are_made_again() {
    for public in Public::each().await {
        public.set(&at_most(2)).await;
        let first = public.release("First", |_| {}).await;
        let second = public.release("Second", |_| {}).await;
        let third = public.release("Third", |_| {}).await;
        let other = public.release("Other section", |story| story.category = CategoryId(2)).await;
        let turkish = public.release("Türkçe", |story| story.language = Lang::new("tr").expect("a tag")).await;
        // A kill makes no room, and what is shown stays shown in its later versions, also in another section.
        public.world.kill(&first).await;
        let fourth = public.release("Fourth", |_| {}).await;
        let mut moved = Story::clone(&second.story);
        moved.category = CategoryId(2);
        public.world.update(&second, moved).await;
        let fifth = public.release("Fifth", |_| {}).await;
        // What was too many once is too many in its later versions, until the desk wants it.
        let third_again = public.world.update(&third, Story::clone(&third.story)).await;
        let beyond = public.release("Beyond", wanted).await;
        public.world.advance(86_400);
        let tomorrow = public.release("Tomorrow", |_| {}).await;
        let late = public.world.update(&fourth, Story::clone(&fourth.story)).await;
        let all = [&first, &second, &third_again, &other, &turkish, &late, &fifth, &beyond, &tomorrow];
        let expected = [410, 200, 404, 200, 200, 404, 404, 200, 200];
        assert_eq!(public.statuses(&all).await, expected);
        assert_eq!(public.forget().await, 6);
        assert_eq!(public.statuses(&all).await, expected, "made again");
        let mut story = Story::clone(&third.story);
        wanted(&mut story);
        public.world.update(&third_again, story).await;
        assert_eq!(public.status(&third).await, 200);
    }
}

#[tokio::test]
async fn what_the_desk_wants_counts_and_a_picture_does_not() {
    for public in Public::each().await {
        public.set(&at_most(1)).await;
        let picture = public.world.release(kit::picture("en", "The bridge", "Seen at dawn."), &[PUBLIC]).await;
        let wanted = public.release("Wanted", wanted).await;
        let next = public.release("Next", |_| {}).await;
        assert_eq!(public.statuses(&[&wanted, &next]).await, [200, 404]);
        let row =
            public.world.db.one("SELECT state FROM page WHERE item = $1", args![picture.entry.item.as_str()]).await;
        assert_eq!(row.expect("a read").expect("a row").text("state").expect("a state"), "shown");
        // A larger number holds for what comes, and leaves what was; the pages made again are those of the rule of now.
        public.set(&at_most(2)).await;
        let later = public.release("Later", |_| {}).await;
        assert_eq!(public.statuses(&[&next, &later]).await, [404, 200]);
        public.forget().await;
        assert_eq!(public.statuses(&[&next, &later]).await, [200, 404]);
    }
}

#[tokio::test]
async fn the_desk_goes_over_sections_and_priorities_and_not_over_rights() {
    for public in Public::each().await {
        let (en, tr) = (Lang::new("en").expect("a tag"), Lang::new("tr").expect("a tag"));
        public.set(&PublicRule { sections_never: vec![CategoryId(1)], ..PublicRule::default() }).await;
        let section = [public.release("Section", |_| {}).await, public.release("Section", wanted).await];
        assert_eq!(public.statuses(&[&section[0], &section[1]]).await, [404, 200]);
        public.set(&PublicRule { priorities_never: vec![Priority::Routine], ..PublicRule::default() }).await;
        let priority = [public.release("Priority", |_| {}).await, public.release("Priority", wanted).await];
        assert_eq!(public.statuses(&[&priority[0], &priority[1]]).await, [404, 200]);
        public.set(&PublicRule { languages_never: vec![en], ..PublicRule::default() }).await;
        let turkish = public.release("Türkçe", |story| story.language = tr).await;
        assert_eq!(public.statuses(&[&public.release("Language", wanted).await, &turkish]).await, [404, 200]);
        public.set(&PublicRule { kinds: vec![Kind::Picture], ..PublicRule::default() }).await;
        let story = public.release("Kind", wanted).await;
        assert_eq!(public.status(&story).await, 404);
        let rights = PublicRule { sources: vec![Line::new("Wire of Wales").expect("a line")], ..PublicRule::default() };
        public.set(&rights).await;
        let by = |source: &'static str| {
            move |story: &mut Story| {
                wanted(story);
                story.rights.source = Some(Line::new(source).expect("a line"));
            }
        };
        let own: &'static str = public.world.agency.short_name.clone().leak();
        for (source, status) in [("wire of WALES", 200), (own, 200), ("Somebody else", 404)] {
            let story = public.release("Source", by(source)).await;
            assert_eq!(public.status(&story).await, status, "{source}");
        }
        let unsold = public.world.release(kit::story("en", "Unsold", BODY), &[]).await;
        assert_eq!(public.status(&unsold).await, 404);
    }
}

#[tokio::test]
async fn a_summary_is_as_long_as_the_rule_says() {
    let short = SummaryRule::new(75, 18, 1, 1).expect("a rule");
    let told = |rule: &SummaryRule| {
        summary::summarise(&kit::story("en", "x", BODY), rule).expect("a summary").paragraphs.join(" ")
    };
    let (usual_words, short_words) = (told(&SummaryRule::default()), told(&short));
    let beyond: Vec<&str> =
        usual_words.split_inclusive(". ").filter(|part| !short_words.contains(part.trim())).collect();
    assert!(!beyond.is_empty(), "{usual_words} / {short_words}");
    for public in Public::each().await {
        let usual = public.release("Usual", |_| {}).await;
        public.caught_up().await;
        public.set(&PublicRule { summary: short, ..PublicRule::default() }).await;
        let brief = public.release("Brief", |_| {}).await;
        public.caught_up().await;
        let shown = async |dispatch: &Dispatch| {
            // The page itself tells of other stories too.
            let sql = "SELECT data FROM page WHERE item = $1";
            let row = public.world.db.one(sql, args![dispatch.entry.item.as_str()]).await.expect("a read");
            let row = row.expect("a row").text("data").expect("a text");
            (row.contains(&short_words), beyond.iter().any(|part| row.contains(part.trim())))
        };
        assert!(shown(&usual).await.1);
        assert_eq!(shown(&brief).await, (true, false));
        public.forget().await;
        public.caught_up().await;
        assert_eq!(shown(&usual).await, (true, false), "made again by the rule of now");
    }
}

#[tokio::test]
async fn a_correction_of_what_was_too_many_quotes_nothing() {
    for public in Public::each().await {
        public.set(&at_most(1)).await;
        public.release("First", |_| {}).await;
        let unread = public.release("Unread", |_| {}).await;
        let mut story = Story::clone(&unread.story);
        wanted(&mut story);
        story.headline = story::Headline::new("Nearly right").expect("a headline");
        let read = public.world.correct(&unread, story.clone(), "Unread", "Nearly right").await;
        story.headline = story::Headline::new("Wholly true").expect("a headline");
        let again = public.world.correct(&read, story, "Nearly right", "Wholly true").await;
        for made_again in [false, true] {
            assert_eq!(public.status(&again).await, 200);
            let page = public.get(&page_of(&again)).await.text;
            assert!(!page.contains("Unread"), "nobody had read it (again: {made_again}): {page}");
            assert!(page.contains("Nearly right"), "that was read (again: {made_again}): {page}");
            public.forget().await;
        }
    }
}

#[tokio::test]
async fn pages_that_are_forgotten_while_the_site_runs_are_made_again() {
    for public in Public::each().await {
        let stop = public.world.stop.child_token();
        let follower = public.world.tasks.spawn(public.site.clone().follow(stop.clone()));
        let sent = public.release("Sent", |_| {}).await;
        let page = page_of(&sent);
        public.site.reached(sent.seq()).await;
        assert_eq!(public.get(&page).await.status, StatusCode::OK);
        assert_eq!(public.forget().await, 1);
        let rows = async || {
            let row = public.world.db.one("SELECT COUNT(*) AS n FROM page", args![]).await.expect("a read");
            row.expect("a row").count("n").expect("a number")
        };
        while rows().await == 0 {
            tokio::task::yield_now().await;
        }
        assert_eq!(public.get(&page).await.status, StatusCode::OK);
        stop.cancel();
        follower.await.expect("the follower ends when it is told to");
    }
}
