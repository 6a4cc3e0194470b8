# The words of the public site in English.
#
# Every file of this folder has the same messages with the same arguments; the tests of crate `site` hold them to it.
# Quotation marks and apostrophes are those that the language prints, and a count has every plural form of the language.

## What surrounds every page

skip = Skip to the stories
home = Front page
sections = Sections
languages = Languages
site = This site
latest = Latest
corrections = Corrections
about = About
subscribe = Subscribe
feed = RSS
tagline = News in brief, from the agency’s wire
closing = What you read here is only a portion of the news that { $agency } sends to its subscribers, and in summarised form. Subscribers of the wire receive every story whole, the moment it is released.
closing-link = How to subscribe to the wire
machine-summary = This summary was written by a machine, or with the help of one; the newsroom answers for it.
# At the foot of a printed page.
print-notice = A summary published by { $agency } at { $address }

## The usual sections, where the agency’s own record has no name for them in this language

section-general = General
section-sport = Sport
section-economy = Economy
section-health = Health
section-science = Science, Technology
section-politics = Politics
section-culture = Culture, Arts, Life

## Lists

all = All stories
older = Older stories
newer = Newer stories
more-in = More in
none-yet = Nothing has been published here yet.
topics = Topics
topics-intro = What the stories of the last days are about, and every topic of the newest ones.
topics-busiest = The last seven days
topics-listed = From A to Z
topic-intro = Stories on the topic “{ $topic }”, the newest first.
pictures = Pictures
picture-story = Picture story
picture-count =
    { $count ->
        [one] { $count } picture
       *[other] { $count } pictures
    }
feeds = Feeds
feeds-intro = RSS, Atom and JSON Feed are lists of the newest stories for programs: put one of these addresses into a feed reader, and it shows you what is new without your having to come here.
feed-rss = RSS is what every feed reader understands.
feed-atom = Atom also says when a story was last updated or corrected.
feed-json = JSON Feed is the same for programs that would rather read JSON.

## Search

search = Search
search-label = Search the stories on this site
search-hint = The search reads the headlines and summaries that are shown here.
search-count =
    { $count ->
        [one] { $count } story
       *[other] { $count } stories
    }
search-none = Nothing was found for “{ $query }”.
search-too-long = That is too much to search for. Please use fewer words.
search-too-often = You have searched very often in the last minute. Please wait a moment.

## A story

flash = Flash
urgent = Urgent
corrected = Corrected
update = Update
# Before the date of a story that is much older than its release.
original = Original date
# Stands between a label and what it labels; a space follows.
colon = :
labelled = { $label }: { $text }
tags = Tags

## Corrections

correction = Correction
# A correction of what readers of the site had not read.
was-corrected = This story was corrected.
was = We had written:
now = It now reads:
corrections-intro = When something that we published was wrong, we say so here: what we had written, and what is right.
no-corrections = No story that is shown here has been corrected.

## About the site

about-agency = { $agency } reports for newspapers, broadcasters and web sites. They receive its stories and pictures over the agency’s wire, complete and at once.
about-site = This site is open to everyone. It shows a portion of those stories, each of them summarised: the headline, the first facts, a picture, and when it was filed and updated.
about-corrections = We correct in the open. A corrected story says what was wrong; a story that must not stand is taken down everywhere at the same moment.
about-privacy = The site sets no cookies, runs no scripts in your browser and does not follow you around.

## Where there is no story to show

lost-title = This page does not exist
lost-text = The address may be wrong, or the page has moved. The latest stories are on the front page.
killed-title = This story has been withdrawn
killed-text = The agency has withdrawn this story from its wire and from this site. It must not be used or quoted. A story is withdrawn when it proves to be wrong, harmful or not ours to publish.
killed-reason = The reason given: { $reason }
killed-because-wrong = What it said is wrong.
killed-because-invented = What it told was invented, or somebody else wrote it in the agency’s name.
killed-because-altered = The picture had been altered.
killed-because-source = The source took back what it had said.
killed-because-harm = It endangered somebody, or broke the law.
killed-because-rights = The agency had no right to distribute it.
killed-because-mistake = It was sent by mistake.
killed-on = Withdrawn on { $date }
held-title = This story is being checked
held-text = The newsroom is checking this story. It will be here again if it stands.
failed-title = Something went wrong
failed-text = The page could not be made just now. Please try again in a moment.

## The form with which somebody asks to become a subscriber

form-intro = Newspapers, broadcasters, web sites and institutions can receive the whole wire of { $agency }. Tell us who you are, and our subscriber desk will write to you.
form-name = Your name
form-organisation = Organisation
form-email = E-mail
form-country = Country
form-message = What would you like to receive?
form-optional = optional
form-leave-empty = Leave this field empty
form-send = Send the request
form-faulty = The request was not sent. Please look at the marked fields.
form-missing = Please fill in this field.
form-too-long = This is too long.
form-not-text = This holds characters that are not text.
form-not-email = Please give an e-mail address such as name@example.org.
form-too-large = The form was larger than this page can send, and was not read. Please write less.
form-not-utf8 = The form was not taken, because it is not UTF-8 text. Please fill it in again on this page.
form-wrong-type = This address takes only what the form on this page sends (application/x-www-form-urlencoded).
form-too-often = Several requests have come from your address already. Please try again later; nothing that you wrote is lost on this page.
form-busy = Too many requests have arrived in the last hour. Please try again later; nothing that you wrote is lost on this page.
form-thanks-title = Thank you
form-thanks-text = Your request has been received. Our subscriber desk will write to you.

## The letter to the business side about a request

letter-subject = Request to subscribe: { $organisation }
letter-intro = { $name } of { $organisation } asks to become a subscriber of { $agency }.
letter-language = Language of the form
letter-reply = An answer to this letter goes to the person who asked.
