//! Which sentences cannot stand alone: those that point at the one before, and quotations without their speaker.

use crate::{
    languages::Known,
    terms::{is_hiragana, terms},
};

/// Words before a comma after which a pronoun is still the subject of the sentence (`On Friday, she resigned`).
const OPENING_WORDS_MAX: usize = 9;
/// A quotation of fewer words is a phrase that the sentence uses, not somebody's speech.
const SPEECH_WORDS_MIN: usize = 4;
/// Words after a quotation among which a pronoun says that the speaker is named elsewhere (`, a-t-elle dit`).
const SPEAKER_WORDS: usize = 3;
/// Characters of speech in a script without spaces.
const SPEECH_CHARS_MIN: usize = 8;

/// Whether a sentence says what it speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Footing {
    /// It can stand alone.
    Own,
    /// It needs the sentence before.
    Former,
    /// A quotation whose speaker the sentence before names.
    FormerSpeaks,
    /// Somebody's speech without its marks, or a part of one.
    Unmarked,
    /// A quotation that nobody says, or no sentence at all.
    Unsaid,
}

/// How a whole sentence stands; `lowered` is what [`crate::terms::lower`] makes of it. Of a language that nothing is
/// known of, no sentence stands alone.
pub(crate) fn footing(lowered: &str, known: Option<&Known>) -> Footing {
    let Some(known) = known else { return Footing::Former };
    let parts = parts(lowered);
    let outside: String = parts.iter().filter(|part| !part.quoted).map(|part| part.text).collect::<Vec<_>>().join(" ");
    let speaks = parts.iter().any(|part| part.quoted && is_speech(part.text, known));
    // Without a letter of hiragana there is no verb: a title, or a source with its date.
    if speaks && !outside.contains(char::is_alphanumeric) || !known.spaced && !outside.contains(is_hiragana) {
        return Footing::Unsaid;
    }
    if is_speech_without_marks(&outside, known) || has_half_a_quotation(lowered) {
        return Footing::Unmarked;
    }
    if speaks && (names_nobody(&outside, known) || is_said_by_a_pronoun(&parts, known)) {
        return Footing::FormerSpeaks;
    }
    let start = lowered.trim_start_matches(|c: char| !c.is_alphanumeric());
    let leans =
        known.leans_back(start) || !known.spaced && !has_topic(&outside) || opens_before_a_pronoun(&outside, known);
    if leans { Footing::Former } else { Footing::Own }
}

/// A stretch of a sentence, inside or outside of a quotation.
struct Part<'a> {
    text: &'a str,
    quoted: bool,
}

fn parts(sentence: &str) -> Vec<Part<'_>> {
    let mut found = Vec::new();
    let (mut start, mut closer) = (0, None);
    for (at, c) in sentence.char_indices() {
        let opens = match c {
            '"' => Some('"'),
            '“' => Some('”'),
            '„' => Some('“'),
            '«' => Some('»'),
            '「' => Some('」'),
            '『' => Some('』'),
            _ => None,
        };
        let closes = closer == Some(c) || closer == Some('“') && c == '”';
        if closes || closer.is_none() && opens.is_some() {
            found.push(Part { text: &sentence[start..at], quoted: closes });
            start = at + c.len_utf8();
            closer = if closes { None } else { opens };
        }
    }
    found.push(Part { text: &sentence[start..], quoted: closer.is_some() });
    found
}

fn is_speech(quoted: &str, known: &Known) -> bool {
    if known.spaced {
        quoted.split_whitespace().count() >= SPEECH_WORDS_MIN
    } else {
        quoted.chars().count() >= SPEECH_CHARS_MIN
    }
}

/// True when somebody speaks of himself outside of any quotation: it was begun in a sentence before, or has no marks.
fn is_speech_without_marks(outside: &str, known: &Known) -> bool {
    outside.split(|c: char| !c.is_alphanumeric()).any(|word| known.is_speaker(word))
}

/// True when a single quotation mark opens and none closes, or the other way round but for a plural's apostrophe.
fn has_half_a_quotation(lowered: &str) -> bool {
    let (mut open, mut last) = (0i32, ' ');
    let mut chars = lowered.chars().peekable();
    while let Some(c) = chars.next() {
        let next = chars.peek().copied().unwrap_or(' ');
        if c == '\'' && !last.is_alphanumeric() && next.is_alphabetic() {
            open += 1;
        } else if c == '\'' && !next.is_alphanumeric() && (open > 0 || !matches!(last, 's' | 'z' | 'x')) {
            open -= 1;
        }
        last = c;
    }
    open != 0
}

/// True when what stands beside a quotation is words of grammar and of speaking alone.
fn names_nobody(outside: &str, known: &Known) -> bool {
    known.spaced && terms(outside, Some(known)).is_empty()
}

fn is_said_by_a_pronoun(parts: &[Part], known: &Known) -> bool {
    parts.windows(2).any(|pair| {
        let after = pair[1].text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
        pair[0].quoted && after.take(SPEAKER_WORDS).any(|word| known.is_person(word))
    })
}

/// A Japanese sentence says what it speaks of before `は`, `が` or `も`; without, it goes on from the one before.
fn has_topic(outside: &str) -> bool {
    outside.contains(['は', 'が', 'も'])
}

/// True for a pronoun right after the first few words and their comma.
fn opens_before_a_pronoun(outside: &str, known: &Known) -> bool {
    let Some((opening, rest)) = outside.split_once([',', '،']) else { return false };
    let next = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
    opening.split_whitespace().count() <= OPENING_WORDS_MAX && known.begins_with_a_pointer(next)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terms::lower;
    use story::Lang;

    fn check(tag: &str, footings: &[(&str, Footing)]) {
        let lang = Lang::new(tag).expect("tag");
        for (sentence, expected) in footings {
            assert_eq!(footing(&lower(sentence, &lang), Known::find(&lang)), *expected, "{sentence}");
        }
    }

    #[test]
    fn english_beginnings_that_lean_are_known() {
        check(
            "en",
            &[
                ("However, the bridge stays closed.", Footing::Former),
                ("“It is late,” the mayor said.", Footing::Former),
                ("It's late.", Footing::Former),
                ("On Friday, she left the council.", Footing::Former),
                ("By Monday evening, this forecast had changed.", Footing::Former),
                ("This week the bridge opens.", Footing::Own),
                ("On Monday, this year's budget was passed.", Footing::Own),
                ("Items were sold.", Footing::Own),
                ("Herman said so.", Footing::Own),
                ("On Friday, Herman left, and he will not return.", Footing::Own),
                ("In the end, the council paid.", Footing::Own),
            ],
        );
    }

    #[test]
    fn a_quotation_without_its_speaker_does_not_stand_alone() {
        check(
            "en",
            &[
                ("“We will open the bridge by June.”", Footing::Unsaid),
                ("“We will open the bridge by June,” he said.", Footing::FormerSpeaks),
                ("“We will open the bridge by June,” she told reporters in Tavistock.", Footing::FormerSpeaks),
                ("“We will open the bridge by June,” said Ruth Penhale.", Footing::Own),
                ("We will open the bridge by June, said Ruth Penhale.", Footing::Unmarked),
                ("None was safe,' said Ruth Penhale.", Footing::Unmarked),
                ("The engineers' office said that ‘none was safe’.", Footing::Own),
                ("The bridge will be “as good as new” by June.", Footing::Own),
            ],
        );
        // spelling:off
        check(
            "tr",
            &[
                ("“Köprüyü haziran ayında trafiğe açacağız” diye konuştu.", Footing::FormerSpeaks),
                (
                    "“Köprüyü haziran ayında trafiğe açacağız” diyen Belediye Başkanı Ayşe Kaya esnafı ziyaret etti.",
                    Footing::Own,
                ),
            ],
        );
        check(
            "fr",
            &[
                ("« Nous rouvrirons le pont en juin », a-t-elle déclaré.", Footing::FormerSpeaks),
                ("« Nous rouvrirons le pont en juin », a déclaré Jeanne Morel.", Footing::Own),
            ],
        );
        // spelling:on
        check(
            "ru",
            &[
                ("«Мы откроем мост в июне этого года», – сказал он.", Footing::FormerSpeaks),
                ("«Мы откроем мост в июне этого года», – сказал мэр Павел Орлов.", Footing::Own),
            ],
        );
        check(
            "ja",
            &[
                ("「橋は六月までに必ず開通させる」と話した。", Footing::Former),
                ("市長は「橋を六月までに必ず開通させる」と話した。", Footing::Own),
                ("河北日報『橋は六月までに必ず開通』。", Footing::Unsaid),
            ],
        );
    }

    #[test]
    fn connectives_of_every_language_lean() {
        for (tag, sentence, leans) in [
            ("tr", "Bu karar yürürlüğe girdi.", true),
            ("tr", "Bursa'da yağış başladı.", false),
            ("tr", "Öte yandan ihracat arttı.", true),
            ("tr", "Onur Yılmaz istifa etti.", false),
            ("ar", "وأضاف أن الطريق مفتوح.", true),
            ("ar", "من جهة أخرى، أغلقت المدارس أبوابها.", true),
            ("ar", "وقال الوزير أحمد إن الطريق مفتوح.", false),
            ("fr", "Pendant ce temps, la pluie continue.", true),
            ("fr", "En juin, il a quitté la ville.", true),
            ("fr", "Cécile Morel a quitté la ville.", false),
            ("ru", "Между тем дождь продолжается.", true),
            ("ru", "Онкологический центр открыт.", false),
            ("es", "Mientras tanto, sigue la lluvia.", true),
            ("es", "Este lunes cerró el puente.", false),
            ("tr", "Bu sabah kar yağdı.", false),
            ("ar", "هذا العام أغلقت ثلاث مدارس أبوابها.", false),
            ("es", "Estepona abrió su puerto.", false),
            ("ja", "同庁は注意を呼びかけた。", true),
            ("ja", "気象庁は注意を呼びかけた。", false),
            ("ja", "ベイスターズを逆転で下した。", true),
            ("fa", "در همین حال، باران ادامه دارد.", true),
            ("fa", "شهرداری تهران پل را بست.", false),
            ("bs", "S druge strane, kiša pada.", true),
            ("bs", "Onkološki centar je otvoren.", false),
            ("sq", "Ndërkohë, shiu vazhdon.", true),
            ("id", "Sementara itu, hujan berlanjut.", true),
            ("ku", "Ji aliyê din ve baran dibare.", true),
            ("ckb", "هەروەها باران دەبارێت.", true),
            ("mk", "Од друга страна, врне дожд.", true),
            ("de", "Unterdessen regnet es weiter.", true),
            ("de", "Dresden öffnet die Brücke.", false),
        ] {
            let expected = if leans { Footing::Former } else { Footing::Own };
            check(tag, &[(sentence, expected)]);
        }
    }

    #[test]
    fn of_an_unknown_language_nothing_stands_alone() {
        check("sw", &[("Daraja limefungwa kwa wiki kumi na moja.", Footing::Former)]);
    }
}
