//! What a notice says, proposed: nobody should have to find words while a wrong story is out.

use serde::{Deserialize, Serialize};
use std::str::FromStr;
use story::{Act, Lang};

/// Why an item is stopped.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Because {
    /// What it says is wrong.
    #[default]
    Wrong,
    /// It was invented, or somebody else wrote it in the agency's name.
    Invented,
    /// The picture was changed.
    Altered,
    /// The source took its words back.
    Source,
    /// It endangers somebody, or breaks the law.
    Harm,
    /// The agency may not distribute it.
    Rights,
    /// It was sent by mistake.
    Mistake,
}

/// What one language says: to each cause, then what is asked of readers after a kill, a withdrawal and a hold.
struct Wording {
    lang: &'static str,
    because: [&'static str; 7],
    kill: &'static str,
    withdraw: &'static str,
    hold: &'static str,
    /// What the number of an update follows.
    update: &'static str,
}

/// English last: it stands in for every language that has no words of its own.
const WORDINGS: [Wording; 3] = [
    Wording {
        lang: "tr",
        because: [
            "Bu içerikte yazılanlar doğru değildir.",
            "Bu içerikte anlatılanlar uydurmadır.",
            "Bu görüntü üzerinde oynanmıştır.",
            "Kaynak, açıklamasını geri çekmiştir.",
            "Bu içeriğin yayımlanması bir kimseyi tehlikeye atmaktadır veya hukuka aykırıdır.",
            "Bu içeriği dağıtma hakkımız yoktur.",
            "Bu içerik yanlışlıkla gönderilmiştir.",
        ],
        kill: "Hiçbir sürümünü yayımlamayınız; siliniz, yayımladıysanız kaldırınız.",
        withdraw: "Hiçbir sürümünü kullanmayınız; siliniz, yayımladıysanız kaldırınız.",
        hold: "Bu içerik doğrulanmaktadır. Yeni bir bildirime kadar yayımlamayınız.",
        update: "Güncelleme",
    },
    Wording {
        lang: "ar",
        because: [
            "ما ورد في هذه المادة غير صحيح.",
            "ما ورد في هذه المادة مختلَق.",
            "جرى التلاعب بهذه الصورة.",
            "سحب المصدر تصريحه.",
            "نشر هذه المادة يعرّض أشخاصًا للخطر أو يخالف القانون.",
            "لا نملك حق توزيع هذه المادة.",
            "أُرسلت هذه المادة عن طريق الخطأ.",
        ],
        kill: "يُرجى عدم نشر أي نسخة منها وحذفها وإزالة ما نُشر منها.",
        withdraw: "يُرجى عدم استخدام أي نسخة منها وحذفها وإزالة ما نُشر منها.",
        hold: "هذه المادة قيد التحقق. يُرجى عدم نشرها حتى إشعار آخر.",
        update: "تحديث",
    },
    Wording {
        lang: "en",
        because: [
            "What this item says is wrong.",
            "What this item says was invented.",
            "This picture was altered.",
            "The source has taken its statement back.",
            "Publishing this item endangers somebody or breaks the law.",
            "We have no right to distribute this item.",
            "This item was sent by mistake.",
        ],
        kill: "Do not publish any version of it; delete it, and remove what you have published.",
        withdraw: "Do not use any version of it; delete it, and remove what you have published.",
        hold: "This item is being checked. Do not publish it until you hear from us.",
        update: "Update",
    },
];

impl Because {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Wrong, Self::Invented, Self::Altered, Self::Source, Self::Harm, Self::Rights, Self::Mistake];

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Wrong => "wrong",
            Self::Invented => "invented",
            Self::Altered => "altered",
            Self::Source => "source",
            Self::Harm => "harm",
            Self::Rights => "rights",
            Self::Mistake => "mistake",
        }
    }

    /// What the newsroom chooses it by.
    pub fn words(self) -> &'static str {
        match self {
            Self::Wrong => "It is wrong",
            Self::Invented => "It was invented, or is not from us",
            Self::Altered => "The picture was altered",
            Self::Source => "The source took it back",
            Self::Harm => "It does harm, or breaks the law",
            Self::Rights => "We may not distribute it",
            Self::Mistake => "It was sent by mistake",
        }
    }
}

impl FromStr for Because {
    type Err = String;
    fn from_str(s: &str) -> Result<Self, String> {
        let known = Self::ALL.into_iter().find(|because| because.name() == s);
        known.ok_or_else(|| {
            let names: Vec<_> = Self::ALL.into_iter().map(Self::name).collect();
            format!("`{s}` is not a cause: {}", names.join(", "))
        })
    }
}

fn wording(lang: &Lang) -> &'static Wording {
    let primary = lang.as_str().split('-').next().unwrap_or_default();
    WORDINGS.iter().find(|wording| wording.lang == primary).unwrap_or(&WORDINGS[WORDINGS.len() - 1])
}

/// What a notice may say to the readers of these languages: one paragraph for each language that there are words in.
pub fn proposed_notice<'l>(act: Act, because: Because, languages: impl IntoIterator<Item = &'l Lang>) -> String {
    let mut said: Vec<&'static str> = Vec::new();
    let mut paragraphs = Vec::new();
    for wording in languages.into_iter().map(wording) {
        if said.contains(&wording.lang) {
            continue;
        }
        said.push(wording.lang);
        let cause =
            Because::ALL.iter().zip(wording.because).find(|(one, _)| **one == because).map_or("", |(_, words)| words);
        paragraphs.push(match act {
            Act::Hold => wording.hold.to_owned(),
            Act::Withdraw => format!("{cause} {}", wording.withdraw),
            _ => format!("{cause} {}", wording.kill),
        });
    }
    paragraphs.join("\n")
}

/// The editor's note of an update: its number and what is new, in the place of what the update before said so; the rest of the
/// note stays.
pub fn noted_update(lang: &Lang, number: u32, news: &str, note: &str) -> String {
    let rest = note.lines().filter(|line| !WORDINGS.iter().any(|w| is_numbered(line, w.update)));
    let word = wording(lang).update;
    std::iter::once(format!("{word} {number}: {}", news.trim()))
        .chain(rest.map(str::to_owned))
        .collect::<Vec<_>>()
        .join("\n")
        .trim()
        .to_owned()
}

/// Whether a line begins with the word, a number and a colon.
fn is_numbered(line: &str, word: &str) -> bool {
    let digits = line.strip_prefix(word).and_then(|rest| rest.strip_prefix(' ')).and_then(|rest| rest.split_once(':'));
    digits.is_some_and(|(number, _)| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lang(tag: &str) -> Lang {
        Lang::new(tag).expect("a tag")
    }

    #[test]
    fn a_notice_speaks_each_language_once() {
        let languages = [lang("tr"), lang("fr"), lang("en"), lang("ar"), lang("tr-TR")];
        let notice = proposed_notice(Act::Kill, Because::Wrong, &languages);
        let paragraphs: Vec<_> = notice.lines().collect();
        assert_eq!(paragraphs.len(), 3, "French is told in English: {notice}");
        assert!(paragraphs[0].starts_with("Bu içerikte yazılanlar doğru değildir. Hiçbir sürümünü"), "{notice}");
        assert!(paragraphs[1].starts_with("What this item says is wrong. Do not publish any version"), "{notice}");
        assert!(proposed_notice(Act::Hold, Because::Wrong, &[lang("en")]).starts_with("This item is being checked."));
    }

    #[test]
    fn every_proposal_is_a_note_that_can_be_sent() {
        let languages = [lang("tr"), lang("en"), lang("ar")];
        for act in [Act::Kill, Act::Withdraw, Act::Hold] {
            for because in Because::ALL {
                story::Note::new(proposed_notice(act, because, &languages)).expect("a note");
                assert_eq!(because.name().parse(), Ok(because));
            }
        }
    }

    #[test]
    fn the_note_of_an_update_takes_the_place_of_the_one_before() {
        let first = noted_update(&lang("en"), 1, " adds quotes ", "Not for Switzerland.");
        assert_eq!(first, "Update 1: adds quotes\nNot for Switzerland.");
        let second = noted_update(&lang("en"), 2, "adds the toll", &first);
        assert_eq!(second, "Update 2: adds the toll\nNot for Switzerland.");
        let prose = "Update 2 follows: soon";
        assert_eq!(noted_update(&lang("tr"), 1, "yeni", prose), format!("Güncelleme 1: yeni\n{prose}"));
    }
}
