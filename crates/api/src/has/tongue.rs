//! What HAS says in words, in the agency's language: Turkish, Arabic, or English for every other.

use std::borrow::Cow;
use story::Agency;

/// A language that HAS speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tongue {
    Turkish,
    English,
    Arabic,
}

/// Something that went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Text {
    /// The body cannot be read.
    Unreadable,
    /// The login or the password is wrong.
    SignIn,
    /// The contract does not cover it.
    NotCovered,
    /// The downloads of this month are used up.
    LimitReached,
    /// Too many requests wait.
    TooFast,
    /// The file is shorter than the part that was asked for.
    NoSuchRange,
    /// No such document or format.
    NotFound,
    /// The address does not take the method.
    Method,
    /// The body is too large.
    TooLarge,
    /// Something failed inside.
    Inside,
    /// Try again later.
    Unavailable,
}

impl Tongue {
    /// The agency's own.
    pub(super) fn of(agency: &Agency) -> Self {
        Self::tagged(agency.language.primary())
    }

    /// The one asked for as `tr_TR`, `en_US`, `ar_AR`; English for every other.
    pub(super) fn tagged(tag: &str) -> Self {
        match tag.split(['_', '-']).next() {
            Some("tr") => Self::Turkish,
            Some("ar") => Self::Arabic,
            _ => Self::English,
        }
    }

    /// Its tag, by which vocabularies name things.
    pub(super) fn tag(self) -> &'static str {
        match self {
            Self::Turkish => "tr",
            Self::English => "en",
            Self::Arabic => "ar",
        }
    }

    fn pick<T>(self, turkish: T, english: T, arabic: T) -> T {
        match self {
            Self::Turkish => turkish,
            Self::English => english,
            Self::Arabic => arabic,
        }
    }

    /// The names of the priorities, from 1.
    pub(super) fn priorities(self) -> [&'static str; 6] {
        self.pick(
            ["1 Flaş", "2 Acil", "3 Önemli", "4 Rutin", "5 Özel", "6 Arşiv"],
            ["1 Flash", "2 Urgent", "3 Important", "4 Routine", "5 Special", "6 Archive"],
            ["1 فلاش", "2 عاجل", "3 مهم", "4 اعتيادي", "5 خاص", "6 أرشيف"],
        )
    }

    /// The names of the kinds, in the order of [`story::Kind::ALL`].
    pub(super) fn kinds(self) -> [&'static str; 5] {
        self.pick(
            ["Haber", "Fotoğraf", "Video", "Dosya", "Grafik"],
            ["News", "Photo", "Video", "File", "Graphic"],
            ["خبر", "صورة", "فيديو", "ملف", "رسم بياني"],
        )
    }

    /// What to tell a client. Clients of every language search for the Turkish words about what is not covered and what
    /// is not there: those come first, and the language's own after them in brackets.
    pub(super) fn says(self, text: Text) -> Cow<'static, str> {
        let own = self.words(text);
        match text {
            Text::NotCovered | Text::NotFound | Text::LimitReached if self != Self::Turkish => {
                format!("{} ({own})", Self::Turkish.words(text)).into()
            }
            _ => own.into(),
        }
    }

    fn words(self, text: Text) -> &'static str {
        match text {
            Text::SignIn => self.pick(
                "Kullanıcı adı veya şifre hatalı",
                "The user name or the password is wrong",
                "اسم المستخدم أو كلمة المرور غير صحيحة",
            ),
            Text::NotCovered => self.pick(
                "Bu içeriğe erişim yetkiniz yoktur",
                "You are not authorised to access this content",
                "ليس لديكم صلاحية الوصول إلى هذا المحتوى",
            ),
            Text::LimitReached => self.pick(
                "Bu ayki indirme limitiniz doldu, bu içeriğe erişim yetkiniz yoktur",
                "Your downloads of this month are used up",
                "لقد استنفدتم حد التنزيل لهذا الشهر",
            ),
            Text::TooFast => self.pick(
                "Çok fazla istek gönderdiniz, biraz bekleyin",
                "Too many requests, wait a little",
                "طلبات كثيرة جدًا، انتظروا قليلًا",
            ),
            Text::NoSuchRange => {
                self.pick("Dosyanın istenen bölümü yok", "The file has no such part", "لا يوجد هذا الجزء من الملف")
            }
            Text::NotFound => self.pick("Dosya Bulunamadı", "File not found", "الملف غير موجود"),
            Text::Unreadable => {
                self.pick("İstek gövdesi okunamadı", "The body of the request cannot be read", "تعذرت قراءة نص الطلب")
            }
            Text::Method => self.pick(
                "Bu adres bu yöntemi desteklemiyor",
                "This address does not take this method",
                "هذا العنوان لا يدعم هذه الطريقة",
            ),
            Text::TooLarge => self.pick("İstek çok büyük", "The request is too large", "الطلب كبير جدًا"),
            Text::Inside => self.pick("Sunucuda bir hata oluştu", "The server failed", "حدث خطأ في الخادم"),
            Text::Unavailable => {
                self.pick("Hizmet şu anda verilemiyor", "Not available at present", "الخدمة غير متاحة حاليًا")
            }
        }
    }

    /// What to tell a client about a field whose value cannot be used.
    pub(super) fn bad_field(self, field: &str) -> String {
        self.pick(
            format!("`{field}` alanının değeri geçersiz"),
            format!("The value of the field `{field}` cannot be used"),
            format!("قيمة الحقل `{field}` غير صالحة"),
        )
    }
}
