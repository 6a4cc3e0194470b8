//! The templates that come with the software.

use super::{Template, TemplateName};
use crate::Purpose;
use serde_json::{Map, Value, json};
use story::{Agency, CategoryId, Manuscript};

/// One of them, in one language. A paragraph that begins with `# ` is a crosshead.
struct Sheet {
    id: &'static str,
    lang: &'static str,
    name: &'static str,
    purpose: Purpose,
    priority: u8,
    slug: &'static str,
    headline: &'static str,
    standfirst: &'static str,
    dateline: bool,
    body: &'static [&'static str],
}

/// What most of them are.
const NEWS: Sheet = Sheet {
    id: "",
    lang: "en",
    name: "",
    purpose: Purpose::News,
    priority: 4,
    slug: "{{slug}}",
    headline: "XX",
    standfirst: "",
    dateline: true,
    body: &[],
};
const FLASH: Sheet = Sheet { id: "flash", priority: 1, dateline: false, body: &["XX."], ..NEWS };
const URGENT: Sheet = Sheet { id: "urgent", priority: 2, ..NEWS };
const ROUTINE: Sheet = Sheet { id: "routine", standfirst: "XX", ..NEWS };
const TO_EDITORS: Sheet = Sheet { purpose: Purpose::Advisory, dateline: false, ..NEWS };
const CORRECTION: Sheet = Sheet { id: "correction", priority: 2, slug: "CORRECTION-{{slug}}", ..TO_EDITORS };
const KILL: Sheet = Sheet { id: "kill", priority: 2, slug: "KILL-{{slug}}", ..TO_EDITORS };
const ADVISORY: Sheet = Sheet { id: "advisory", slug: "ADVISORY-{{slug}}", ..TO_EDITORS };
const DAILY: Sheet = Sheet { id: "daily", slug: "DAY-LIST-{{iso}}", ..TO_EDITORS };

const SHEETS: [Sheet; 21] = [
    Sheet { name: "Flash", ..FLASH },
    Sheet {
        name: "Urgent",
        body: &["XX, XX said on {{day}}.", "The news came at {{time}}. More will follow."],
        ..URGENT
    },
    Sheet {
        name: "Routine story",
        body: &[
            "XX, XX said on {{day}}.",
            "Who, where, when, how, with the source of each: XX",
            "“XX,” XX said.",
            "# Background",
            "XX",
        ],
        ..ROUTINE
    },
    Sheet {
        name: "Correction, a message to editors",
        headline: "Correction of {{slug}}",
        body: &[
            "To editors: the story {{slug}} of {{date}} was wrong, and has been corrected.",
            "It said: XX",
            "It should say: XX",
            "If you published it, please publish the correction.",
        ],
        ..CORRECTION
    },
    Sheet {
        name: "Kill, a message to editors",
        headline: "Kill of {{slug}}",
        body: &[
            "To editors: do not use the story {{slug}} of {{date}}, in any version.",
            "Reason: XX",
            "If you published it, please take it down and say so to your readers.",
            "Whether a new story follows: XX",
        ],
        ..KILL
    },
    Sheet {
        name: "Advisory",
        headline: "To editors: XX",
        body: &["To editors: XX", "The desk can be reached at XX.", "{{by}}, {{agency}}"],
        ..ADVISORY
    },
    Sheet { name: "The day's list", headline: "Coverage on {{day}}", ..DAILY },
    Sheet { name: "Flaş", lang: "tr", ..FLASH },
    Sheet {
        name: "Acil",
        lang: "tr",
        body: &[
            "XX, {{date}} tarihinde XX tarafından açıklandı.",
            "Haberin geliş saati: {{time}}. Ayrıntılar geçilecek.",
        ],
        ..URGENT
    },
    Sheet {
        name: "Olağan haber",
        lang: "tr",
        body: &[
            "XX, {{day}} günü XX tarafından açıklandı.",
            "Kim, nerede, ne zaman, nasıl; her birinin kaynağıyla: XX",
            "XX, “XX” dedi.",
            "# Ne olmuştu",
            "XX",
        ],
        ..ROUTINE
    },
    Sheet {
        name: "Düzeltme, editörlere not",
        lang: "tr",
        slug: "DUZELTME-{{slug}}",
        headline: "{{slug}} haberinin düzeltmesi",
        body: &[
            "Editörlerin dikkatine: {{date}} tarihli {{slug}} haberi yanlıştı ve düzeltildi.",
            "Yanlış: XX",
            "Doğru: XX",
            "Haberi yayımladıysanız düzeltmeyi de yayımlamanızı rica ederiz.",
        ],
        ..CORRECTION
    },
    Sheet {
        name: "İptal, editörlere not",
        lang: "tr",
        slug: "IPTAL-{{slug}}",
        headline: "{{slug}} haberinin iptali",
        body: &[
            "Editörlerin dikkatine: {{date}} tarihli {{slug}} haberini hiçbir sürümüyle kullanmayın.",
            "Gerekçe: XX",
            "Haberi yayımladıysanız kaldırmanızı ve okurlarınıza bildirmenizi rica ederiz.",
            "Yeni haber geçilecek mi: XX",
        ],
        ..KILL
    },
    Sheet {
        name: "Editörlere not",
        lang: "tr",
        slug: "NOT-{{slug}}",
        headline: "Editörlere not: XX",
        body: &["Editörlerin dikkatine: XX", "Masaya XX üzerinden ulaşılabilir.", "{{by}}, {{agency}}"],
        ..ADVISORY
    },
    Sheet { name: "Gündem", lang: "tr", slug: "GUNDEM-{{iso}}", headline: "{{day}} gündemi", ..DAILY },
    Sheet { name: "خبر عاجل جدا", lang: "ar", ..FLASH },
    Sheet {
        name: "عاجل",
        lang: "ar",
        body: &["XX، حسبما أعلن XX يوم {{day}}.", "ورد الخبر في الساعة {{time}}. التفاصيل لاحقا."],
        ..URGENT
    },
    Sheet {
        name: "خبر عادي",
        lang: "ar",
        body: &[
            "XX، حسبما أعلن XX يوم {{day}}.",
            "من، أين، متى، كيف، مع مصدر كل منها: XX",
            "وقال XX: «XX».",
            "# خلفية",
            "XX",
        ],
        ..ROUTINE
    },
    Sheet {
        name: "تصحيح، رسالة إلى المحررين",
        lang: "ar",
        slug: "تصحيح-{{slug}}",
        headline: "تصحيح {{slug}}",
        body: &[
            "إلى المحررين: ورد خطأ في الخبر {{slug}} بتاريخ {{date}}، وقد صُحح.",
            "ورد: XX",
            "والصواب: XX",
            "إذا كنتم قد نشرتموه فيرجى نشر التصحيح.",
        ],
        ..CORRECTION
    },
    Sheet {
        name: "إلغاء، رسالة إلى المحررين",
        lang: "ar",
        slug: "إلغاء-{{slug}}",
        headline: "إلغاء {{slug}}",
        body: &[
            "إلى المحررين: لا تستخدموا الخبر {{slug}} بتاريخ {{date}} بأي نسخة منه.",
            "السبب: XX",
            "إذا كنتم قد نشرتموه فيرجى إزالته وإبلاغ قرائكم.",
            "هل يُبث خبر جديد: XX",
        ],
        ..KILL
    },
    Sheet {
        name: "رسالة إلى المحررين",
        lang: "ar",
        slug: "تنويه-{{slug}}",
        headline: "إلى المحررين: XX",
        body: &["إلى المحررين: XX", "يمكن الاتصال بالمكتب على XX.", "{{by}}، {{agency}}"],
        ..ADVISORY
    },
    Sheet {
        name: "أجندة اليوم", lang: "ar", slug: "أجندة-{{iso}}", headline: "تغطية يوم {{day}}", ..DAILY
    },
];

impl Sheet {
    fn template(&self, category: CategoryId) -> Template {
        let block = |text: &&str| match text.strip_prefix("# ") {
            Some(head) => json!({"block": "crosshead", "text": head}),
            None => json!({"block": "paragraph", "spans": [{"text": text}]}),
        };
        let body: Vec<Value> = self.body.iter().map(block).collect();
        let mut fields: Map<String, Value> = [
            ("language", json!(self.lang)),
            ("category", json!(category)),
            ("priority", json!(self.priority)),
            ("slug", json!(self.slug)),
            ("headline", json!(self.headline)),
            ("content", json!({"kind": "text", "body": body})),
        ]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
        if self.dateline {
            fields.insert("dateline".to_owned(), json!({"city": "{{place}}"}));
        }
        if !self.standfirst.is_empty() {
            fields.insert("standfirst".to_owned(), json!(self.standfirst));
        }
        if self.purpose != Purpose::News {
            fields.insert("public".to_owned(), json!("no"));
        }
        Template {
            id: format!("{}-{}", self.id, self.lang),
            name: TemplateName::new(self.name).expect("a name that a test reads"),
            purpose: self.purpose,
            desk: None,
            manuscript: Manuscript::new(fields).expect("a manuscript that a test reads"),
            built_in: true,
            changed: None,
            changed_by: None,
        }
    }
}

/// The templates that come with the software, for flash, urgent, routine, correction, kill, advisory and the day's list in
/// English, Turkish and Arabic.
///
/// # Panics
/// Never: they are constants that a test reads.
pub fn built_in(agency: &Agency) -> Vec<Template> {
    let category = agency.categories.first().map_or(CategoryId(1), |category| category.id);
    SHEETS.iter().map(|sheet| sheet.template(category)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::templates::{Filling, UNKNOWN};
    use story::AgencyCode;

    #[test]
    fn each_comes_in_every_language_and_leaves_no_place_unfilled() {
        let agency = Agency::new(AgencyCode::new("tel").expect("a code"), "TEL", "Tellal");
        let all = built_in(&agency);
        for kind in ["flash", "urgent", "routine", "correction", "kill", "advisory", "daily"] {
            for lang in ["en", "tr", "ar"] {
                let found: Vec<_> = all.iter().filter(|one| one.id == format!("{kind}-{lang}")).collect();
                assert_eq!(found.len(), 1, "{kind}-{lang}");
                assert_eq!(found[0].manuscript.language().as_str(), lang);
            }
        }
        let now: jiff::ZonedDateTime = "2026-11-29T14:05:00+03:00[Europe/Istanbul]".parse().expect("a time");
        let (slug, place) = (Some("DEPREM-{{by}}"), Some("İzmir"));
        let with = Filling { now, place, slug, title: None, by: "Ayşe", agency: "Tellal" };
        for template in all {
            let text = serde_json::to_string(&template.filled(&with).expect("it can be filled")).expect("JSON");
            assert!(!text.replace("DEPREM-{{by}}", "").contains("{{"), "{text}");
            assert!(template.id.starts_with("daily") || text.contains(UNKNOWN), "{text}");
        }
    }
}
