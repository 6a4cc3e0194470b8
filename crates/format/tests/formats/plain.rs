use crate::{agency, defaults, turkish};
use format::{html, ninjs, text};
use story::{Block, Body, Note};

#[test]
fn a_story_as_plain_text() {
    insta::assert_snapshot!(text::story(&turkish(), &agency(), Some(40)), @r#"
    İzmir'de "şiddetli" deprem

    Ege'de 6,1 büyüklüğünde deprem oldu.

    Ayşe Kaya

    İZMİR (TEL) - Vali, "hasar <az>" dedi &
    AFAD uyardı.

    [Enkaz]

    Artçılar
    --------

        Evlere girmeyin.
           — Vali

      1. bir
      2. iki

    | İlçe        | Şiddet |
    |-------------|--------|
    | Seferihisar |        |
    "#);
}

#[test]
fn a_killed_story_as_plain_text() {
    let notice = turkish().notice(&Note::new("Yanlıştır.").expect("note")).into_story();
    insta::assert_snapshot!(text::story(&notice, &agency(), None), @r#"
    İzmir'de "şiddetli" deprem

    Ayşe Kaya

    Yanlıştır.
    "#);
}

#[test]
fn a_body_as_a_fragment_of_html() {
    let story = turkish();
    let figure = |item: &story::ItemId, caption: Option<&str>| {
        Some(html::Figure {
            src: format!("/m/{item}?a=\"1\""),
            alt: "Bina".to_owned(),
            caption: caption.map(str::to_owned),
            credit: Some("Ayşe Kaya/TEL".to_owned()),
            size: Some((3, 2)),
        })
    };
    let fragment = html::body(story.body().expect("body"), &figure);
    insta::assert_snapshot!(fragment.replace("><", ">\n<"), @r#"
    <p>Vali, &quot;hasar &lt;az&gt;&quot; dedi &amp; <a rel="noopener" href="https://example.org/?a=1&amp;b=2">AFAD</a> <strong>uyardı</strong>.</p>
    <figure data-item="tel:picture:20260901:50000101">
    <img src="/m/tel:picture:20260901:50000101?a=&quot;1&quot;" alt="Bina" width="3" height="2">
    <figcaption>Enkaz (Ayşe Kaya/TEL)</figcaption>
    </figure>
    <h2>Artçılar</h2>
    <blockquote>
    <p>Evlere girmeyin.</p>
    <p>— Vali</p>
    </blockquote>
    <ol>
    <li>bir</li>
    <li>
    <em>iki</em>
    </li>
    </ol>
    <table>
    <thead>
    <tr>
    <th>İlçe</th>
    <th>Şiddet</th>
    </tr>
    </thead>
    <tbody>
    <tr>
    <td>Seferihisar</td>
    <td>
    </td>
    </tr>
    </tbody>
    </table>
    "#);
}

#[test]
fn a_body_survives_html() {
    let mut blocks = turkish().body().expect("body").blocks().to_vec();
    blocks.retain(|block| !matches!(block, Block::Picture { .. }));
    let body = Body::new(blocks).expect("body");
    let document = serde_json::json!({"uri": "u", "headline": "H", "body_html": html::body(&body, &|_, _| None)});
    let incoming = ninjs::read(&document.to_string(), &agency(), &defaults()).expect("read").remove(0);
    assert_eq!(crate::text(&incoming).body(), Some(&body));
}
