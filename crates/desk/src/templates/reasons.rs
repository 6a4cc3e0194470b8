//! What notices say, to begin with.

use story::Act;

type Row = (&'static [Act], &'static str, &'static [&'static str]);

const STOPS: &[Act] = &[Act::Kill, Act::Withdraw];

const REASONS: [Row; 9] = [
    (
        STOPS,
        "en",
        &[
            "The report is wrong. Do not use it, and take down what was published. A new story will follow.",
            "The report could not be confirmed. Do not use it, and take down what was published.",
            "It was sent by mistake. Do not use it.",
            "The source has withdrawn its statement. Do not use it, and take down what was published.",
            "The material is not ours to send. Do not use it, and delete it from your archives.",
        ],
    ),
    (
        STOPS,
        "tr",
        &[
            "Haber yanlıştır. Kullanmayın, yayımladıysanız kaldırın. Yeni haber geçilecektir.",
            "Haber doğrulanamadı. Kullanmayın, yayımladıysanız kaldırın.",
            "Yanlışlıkla geçilmiştir. Kullanmayın.",
            "Kaynak açıklamasını geri çekti. Kullanmayın, yayımladıysanız kaldırın.",
            "Malzemenin hakları bize ait değildir. Kullanmayın, arşivinizden silin.",
        ],
    ),
    (
        STOPS,
        "ar",
        &[
            "الخبر غير صحيح. لا تستخدموه، وأزيلوا ما نُشر. سيُبث خبر جديد.",
            "تعذر تأكيد الخبر. لا تستخدموه، وأزيلوا ما نُشر.",
            "بُث الخبر عن طريق الخطأ. لا تستخدموه.",
            "سحب المصدر تصريحه. لا تستخدموا الخبر، وأزيلوا ما نُشر.",
            "المادة ليست ملكا لنا. لا تستخدموها، واحذفوها من أرشيفكم.",
        ],
    ),
    (
        &[Act::Hold],
        "en",
        &[
            "It is being checked. Do not use it until we let it go on.",
            "The source has raised an objection; we are checking. Do not use it until then.",
            "The embargo is in doubt. Do not use it until we let it go on.",
        ],
    ),
    (
        &[Act::Hold],
        "tr",
        &[
            "Denetleniyor. Serbest bırakılana dek kullanmayın.",
            "Kaynak itiraz etti, denetliyoruz. O zamana dek kullanmayın.",
            "Ambargosu kesin değil. Serbest bırakılana dek kullanmayın.",
        ],
    ),
    (
        &[Act::Hold],
        "ar",
        &[
            "الخبر قيد التحقق. لا تستخدموه حتى نرفع التعليق.",
            "اعترض المصدر ونحن نتحقق. لا تستخدموا الخبر حتى ذلك الحين.",
            "موعد الحظر غير مؤكد. لا تستخدموا الخبر حتى نرفع التعليق.",
        ],
    ),
    (
        &[Act::Correct, Act::Refile],
        "en",
        &["Corrects a name.", "Corrects a figure.", "Corrects the date.", "Corrects the attribution of a quote."],
    ),
    (
        &[Act::Correct, Act::Refile],
        "tr",
        &["Bir ad düzeltildi.", "Bir sayı düzeltildi.", "Tarih düzeltildi.", "Sözün sahibi düzeltildi."],
    ),
    (&[Act::Correct, Act::Refile], "ar", &["تصحيح اسم.", "تصحيح رقم.", "تصحيح التاريخ.", "تصحيح نسبة الاقتباس."]),
];

/// Sentences that a notice of this act may begin with, in the language of the item; in English where there are none.
/// Acts that give no reason have none.
pub fn reason_templates(lang: &str, act: Act) -> &'static [&'static str] {
    let primary = lang.split('-').next().unwrap_or_default();
    let of = |lang: &str| REASONS.iter().find(|(acts, of, _)| acts.contains(&act) && *of == lang);
    of(primary).or_else(|| of("en")).map_or(&[], |(_, _, reasons)| reasons)
}

#[cfg(test)]
mod tests {
    use super::*;
    use story::Note;

    #[test]
    fn every_notice_has_reasons_that_can_be_sent() {
        for act in Act::ALL {
            for lang in ["en", "tr", "ar", "ar-EG", "ja"] {
                let reasons = reason_templates(lang, act);
                assert_eq!(!reasons.is_empty(), act.stops() || matches!(act, Act::Correct | Act::Refile), "{act:?}");
                assert!(reasons.iter().all(|reason| Note::new(*reason).is_ok_and(|note| note.as_str() == *reason)));
            }
        }
        assert_ne!(reason_templates("tr", Act::Kill), reason_templates("en", Act::Kill));
        assert_eq!(reason_templates("ja", Act::Hold), reason_templates("en", Act::Hold));
    }
}
