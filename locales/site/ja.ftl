# The words of the public site in Japanese.

## What surrounds every page

skip = 記事へ移動
home = トップページ
sections = 分野
languages = 言語
site = このサイト
latest = 新着
corrections = 訂正
about = このサイトについて
subscribe = 配信の契約
feed = RSS
tagline = 通信社の配信から、要約でお届けします
closing = このサイトに掲載しているのは、{ $agency }が契約社に配信する記事の一部で、いずれも要約です。契約社は、すべての記事の全文を配信と同時に受け取ります。
closing-link = 配信の契約について
machine-summary = この要約は、機械が作成したもの、または機械の支援を受けて作成したもので、編集部がその内容に責任を負います。
# At the foot of a printed page.
print-notice = 要約記事　{ $agency }　{ $address }

## The usual sections, where the agency’s own record has no name for them in this language

section-general = 総合
section-sport = スポーツ
section-economy = 経済
section-health = 健康
section-science = 科学・技術
section-politics = 政治
section-culture = 文化・くらし

## Lists

all = すべての記事
older = 以前の記事
newer = 新しい記事
more-in = 関連の記事：
none-yet = 公開された記事はまだありません。
topics = テーマ
topics-intro = ここ数日の記事の話題と、新しい記事のすべての話題です。
topics-busiest = この七日間
topics-listed = 五十音順・アルファベット順
topic-intro = 「{ $topic }」に関する記事を新しい順に掲載しています。
pictures = 写真
picture-story = 写真特集
picture-count = 写真{ $count }枚
feeds = フィード
feeds-intro = RSS、Atom、JSON Feedは、新着記事をプログラムに伝える一覧です。いずれかのアドレスをフィードリーダーに登録すると、このサイトを開かなくても新着記事がわかります。
feed-rss = RSSは、どのフィードリーダーでも読める形式です。
feed-atom = Atomでは、記事が最後に更新または訂正された日時もわかります。
feed-json = JSON Feedは、JSONを読むプログラムのための同じ内容です。

## Search

search = 検索
search-label = このサイトの記事を検索
search-hint = 掲載中の見出しと要約を検索します。
search-count = { $count }件
search-none = 「{ $query }」に一致する記事は見つかりませんでした。
search-too-long = 検索する言葉が長すぎます。短くしてお試しください。
search-too-often = この一分間の検索回数が多すぎます。少し待ってからもう一度お試しください。

## A story

flash = フラッシュ
urgent = 速報
corrected = 訂正あり
update = 更新
# Before the date of a story that is much older than its release.
original = 元記事の日付
# Stands between a label and what it labels; a space follows.
colon = :
labelled = { $label }：{ $text }
tags = タグ

## Corrections

correction = 訂正
# A correction of what readers of the site had not read.
was-corrected = この記事を訂正しました。
was = 訂正前：
now = 訂正後：
corrections-intro = 掲載した内容に誤りがあった場合は、どこが誤りで何が正しいかをここに示します。
no-corrections = 掲載中の記事に訂正はありません。

## About the site

about-agency = { $agency }は、新聞社、放送局、ウェブサイトのために取材しています。契約社は記事と写真の全体を、配信と同時に受け取ります。
about-site = このサイトはどなたでもご覧いただけます。配信した記事の一部を要約で掲載し、見出し、主な事実、写真、配信と更新の時刻を示します。
about-corrections = 訂正は公開で行います。訂正した記事には誤りの箇所を明記し、掲載すべきでない記事はすべての場所から同時に取り下げます。
about-privacy = このサイトはクッキーを使わず、ブラウザーでスクリプトを動かさず、閲覧者を追跡しません。

## Where there is no story to show

lost-title = ページが見つかりません
lost-text = アドレスが違うか、ページが移動した可能性があります。新しい記事はトップページにあります。
killed-title = この記事は取り消されました
killed-text = この記事は配信とこのサイトから取り消されました。利用や引用はできません。記事は、誤りや害がある場合、または当社に掲載の権利がない場合に取り消されます。
killed-reason = 取り消しの理由：{ $reason }
killed-because-wrong = 内容が事実と異なっていました。
killed-because-invented = 内容が創作であったか、当社の名をかたる第三者が書いたものでした。
killed-because-altered = 画像が加工されていました。
killed-because-source = 情報源が発言を撤回しました。
killed-because-harm = 掲載により人に危険が及ぶか、法令に反するおそれがありました。
killed-because-rights = 当社に配信する権利がありませんでした。
killed-because-mistake = 誤って配信されたものでした。
killed-on = { $date }取り消し
held-title = この記事は確認中です
held-text = 編集部が内容を確認しています。確認が取れ次第、再び掲載します。
failed-title = エラーが発生しました
failed-text = ページを表示できませんでした。しばらくしてからもう一度お試しください。

## The form with which somebody asks to become a subscriber

form-intro = 新聞社、放送局、ウェブサイト、団体は、{ $agency }の配信をすべて受け取ることができます。お問い合わせいただければ、契約担当からご連絡します。
form-name = お名前
form-organisation = 会社・団体名
form-email = メールアドレス
form-country = 国
form-message = ご希望の内容
form-optional = 任意
form-leave-empty = この欄には何も入力しないでください
form-send = 送信する
form-faulty = 送信できませんでした。印の付いた欄をご確認ください。
form-missing = この欄を入力してください。
form-too-long = 長すぎます。
form-not-text = 文字でないものが含まれています。
form-not-email = name@example.org のようなメールアドレスを入力してください。
form-too-large = 送信された内容が大きすぎるため、読み取りませんでした。短くしてお送りください。
form-not-utf8 = UTF-8の文字ではないため受け付けられませんでした。このページでもう一度ご入力ください。
form-wrong-type = このアドレスは、このページのフォームから送信されたものだけを受け付けます（application/x-www-form-urlencoded）。
form-too-often = 同じ接続元からすでに複数の申し込みがありました。しばらくしてからもう一度お試しください。入力した内容はこのページに残っています。
form-busy = 直近の一時間に多くの申し込みがありました。しばらくしてからもう一度お試しください。入力した内容はこのページに残っています。
form-thanks-title = ありがとうございます
form-thanks-text = お申し込みを受け付けました。契約担当からご連絡します。

## The letter to the business side about a request

letter-subject = 購読のお申し込み：{ $organisation }
letter-intro = { $organisation }の{ $name }さんから、{ $agency }の購読のお申し込みがありました。
letter-language = フォームの言語
letter-reply = このメールに返信すると、お申し込みの方に届きます。
