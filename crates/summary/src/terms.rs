//! The words of a text: how many there are, which of them carry its matter, and how sentences that lean on the one
//! before begin.

use story::Lang;

/// Letters that two forms of one word share in most cases; it stands in for a stemmer where only relative weight matters.
const STEM_CHARS: usize = 5;
/// Shorter words carry grammar, not matter.
const TERM_CHARS_MIN: usize = 3;
/// Characters of a script without spaces that count as one word.
const CHARS_PER_WORD: usize = 2;

const FREQUENT: &[&str] = &[
    "the", "and", "for", "that", "with", "from", "this", "have", "has", "had", "was", "were", "been", "are", "will",
    "would", "said", "says", "their", "they", "which", "who", "also", "but", "not", "its", "his", "her", "after",
    "more", "than", "into", "about", "over", "when", "one", "two", "ile", "için", "olarak", "olan", "daha", "gibi",
    "kadar", "sonra", "göre", "ancak", "bir", "çok", "ise", "dedi", "söyledi", "belirtti", "etti", "oldu", "في", "من",
    "على", "إلى", "عن", "أن", "التي", "الذي", "بعد", "قال", "كان", "كانت", "خلال", "مع",
];

/// Beginnings that point at a sentence before. Several words of one beginning are separated by a space.
const DANGLING_EN: &[&str] = &[
    "he",
    "she",
    "it",
    "they",
    "this",
    "that",
    "these",
    "those",
    "his",
    "her",
    "its",
    "their",
    "him",
    "them",
    "such",
    "meanwhile",
    "however",
    "but",
    "and",
    "or",
    "also",
    "moreover",
    "furthermore",
    "therefore",
    "thus",
    "then",
    "instead",
    "nevertheless",
    "nonetheless",
    "besides",
    "otherwise",
    "still",
    "yet",
    "so",
    "in addition",
    "as a result",
    "on the other hand",
    "for example",
    "for instance",
    "in contrast",
    "similarly",
    "likewise",
    "the former",
    "the latter",
    "both",
    "another",
    "others",
];
const DANGLING_TR: &[&str] = &[
    "o",
    "bu",
    "şu",
    "onlar",
    "bunlar",
    "onun",
    "bunun",
    "ona",
    "buna",
    "bunu",
    "onu",
    "bundan",
    "ondan",
    "burada",
    "orada",
    "böyle",
    "böylece",
    "ayrıca",
    "ancak",
    "fakat",
    "ama",
    "lakin",
    "öte yandan",
    "diğer yandan",
    "buna karşın",
    "dolayısıyla",
    "söz konusu",
    "daha sonra",
    "sonra",
    "üstelik",
    "nitekim",
    "kendisi",
    "kendileri",
    "yine de",
    "oysa",
    "öyle",
    "aynı",
    "ve",
    "ise",
    "ardından",
    "örneğin",
    "diğer",
    "bir diğer",
];
const DANGLING_AR: &[&str] = &[
    "هو",
    "هي",
    "هم",
    "هما",
    "هذا",
    "هذه",
    "ذلك",
    "تلك",
    "هؤلاء",
    "وهو",
    "وهي",
    "وهم",
    "وهذا",
    "وهذه",
    "وذلك",
    "وتلك",
    "كما",
    "لكن",
    "ولكن",
    "لكنه",
    "لكنها",
    "إلا",
    "بل",
    "ثم",
    "لذلك",
    "لذا",
    "وبالتالي",
    "غير أن",
    "بيد أن",
    "في المقابل",
    "بالمقابل",
    "في غضون ذلك",
    "إلى ذلك",
    "علاوة على ذلك",
    "فضلا عن ذلك",
    "من جهته",
    "من جهتها",
    "من جانبه",
    "من جانبها",
    "ومن جهته",
    "ومن جانبه",
    "بدوره",
    "بدورها",
    "وأضاف",
    "وأضافت",
    "وتابع",
    "وتابعت",
    "وأوضح أن",
    "وأوضحت أن",
    "وأشار إلى",
    "وأشارت إلى",
    "وقال إن",
    "وقالت إن",
    "وأكد أن",
    "وأكدت أن",
    "وذكر أن",
    "ولفت إلى",
    "وبين أن",
    "أيضا",
    "وكذلك",
    "كذلك",
    "ومع ذلك",
    "ومن ثم",
    "فيما",
    "بينما",
    "حيث",
];
/// Japanese writes no spaces; these are compared letter by letter.
const DANGLING_JA: &[&str] = &[
    "これ",
    "それ",
    "あれ",
    "この",
    "その",
    "あの",
    "ここ",
    "そこ",
    "こうした",
    "そうした",
    "また",
    "さらに",
    "しかし",
    "だが",
    "ただ",
    "一方",
    "なお",
    "同",
    "彼",
    "そして",
    "なかでも",
    "このため",
    "そのため",
    "もっとも",
    "ほかに",
];

/// Lower case as the language writes it: `I` is `ı` in Turkish.
pub(super) fn lower(text: &str, lang: &Lang) -> String {
    if matches!(lang.primary(), "tr" | "az") {
        text.replace('İ', "i").replace('I', "ı").to_lowercase()
    } else {
        text.to_lowercase()
    }
}

/// Han, kana and the signs between them: scripts that put no space between words.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}')
}

fn is_hiragana(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{309F}')
}

/// The words of a text, as white space separates them; where a script has none, two characters count as one word.
pub(super) fn words(text: &str) -> usize {
    text.split_whitespace()
        .map(|part| {
            let unspaced = part.chars().filter(|&c| is_unspaced(c)).count();
            unspaced.div_ceil(CHARS_PER_WORD).max(usize::from(part.chars().any(char::is_alphanumeric)))
        })
        .sum()
}

/// The terms of a text, repeated as often as they occur.
pub(super) fn terms(text: &str, lang: &Lang) -> Vec<String> {
    let lowered = lower(text, lang);
    let mut found = Vec::new();
    for word in lowered.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
        if word.chars().any(is_unspaced) {
            let chars: Vec<char> = word.chars().collect();
            // Pairs of hiragana are endings and particles.
            let pairs = chars.windows(2).filter(|pair| !pair.iter().copied().all(is_hiragana));
            found.extend(pairs.map(|pair| pair.iter().collect::<String>()));
        } else if word.chars().count() >= TERM_CHARS_MIN && !FREQUENT.contains(&word) {
            found.push(stem(word));
        }
    }
    found
}

fn stem(word: &str) -> String {
    let bare = ["وال", "بال", "كال", "فال", "لل", "ال"].iter().find_map(|article| word.strip_prefix(article));
    bare.filter(|rest| rest.chars().count() >= TERM_CHARS_MIN).unwrap_or(word).chars().take(STEM_CHARS).collect()
}

/// True when the sentence begins with a word that points at the one before.
pub(super) fn dangles(sentence: &str, lang: &Lang) -> bool {
    let (list, spaced) = match lang.primary() {
        "en" => (DANGLING_EN, true),
        "tr" => (DANGLING_TR, true),
        "ar" => (DANGLING_AR, true),
        "ja" => (DANGLING_JA, false),
        _ => return false,
    };
    let lowered = lower(sentence, lang);
    let start = lowered.trim_start_matches(|c: char| !c.is_alphanumeric());
    list.iter().any(|words| {
        start.strip_prefix(words).is_some_and(|rest| !spaced || !rest.starts_with(|c: char| c.is_alphanumeric()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lang(tag: &str) -> Lang {
        Lang::new(tag).expect("tag")
    }

    #[test]
    fn beginnings_that_lean_on_another_sentence_are_known() {
        for (tag, sentence, leans) in [
            ("en", "However, the bridge stays closed.", true),
            ("en", "“It is late,” the mayor said.", true),
            ("en", "It's late.", true),
            ("en", "Items were sold.", false),
            ("en", "Herman said so.", false),
            ("tr", "Bu karar yürürlüğe girdi.", true),
            ("tr", "Bursa'da yağış başladı.", false),
            ("tr", "Öte yandan ihracat arttı.", true),
            ("ar", "وأضاف أن الطريق مفتوح.", true),
            ("ar", "وقال الوزير أحمد إن الطريق مفتوح.", false),
            ("ja", "同庁は注意を呼びかけた。", true),
            ("ja", "気象庁は注意を呼びかけた。", false),
        ] {
            assert_eq!(dangles(sentence, &lang(tag)), leans, "{sentence}");
        }
    }

    #[test]
    fn words_are_counted_in_every_script() {
        assert_eq!(words("The bridge — closed — opens."), 4);
        assert_eq!(words("宮城県沖で地震"), 4);
        assert_eq!(words("أعلن الوزير"), 2);
    }

    #[test]
    fn forms_of_one_word_share_a_term() {
        assert_eq!(terms("Köprüsü KÖPRÜSÜNDE", &lang("tr")), ["köprü", "köprü"]);
        assert_eq!(terms("الجسر والجسر", &lang("ar")), ["جسر", "جسر"]);
        assert_eq!(terms("地震が", &lang("ja")), ["地震", "震が"]);
    }
}
