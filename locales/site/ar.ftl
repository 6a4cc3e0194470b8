# The words of the public site in Arabic.

## What surrounds every page

skip = انتقل إلى الأخبار
home = الصفحة الرئيسية
sections = الأقسام
languages = اللغات
site = هذا الموقع
latest = آخر الأخبار
corrections = التصويبات
about = من نحن
subscribe = الاشتراك
feed = RSS
tagline = موجز الأخبار من شبكة الوكالة
closing = ما تقرؤه هنا جزء فقط من الأخبار التي ترسلها { $agency } إلى مشتركيها، وبصيغة ملخصة. أما المشتركون في شبكة الوكالة فيتلقون كل خبر كاملاً لحظة صدوره.
closing-link = كيف تشترك في شبكة الوكالة
machine-summary = كُتب هذا الملخص آليًا أو بمساعدة أداة آلية، وغرفة الأخبار مسؤولة عنه.
# At the foot of a printed page.
print-notice = ملخص نشرته { $agency } على العنوان { $address }

## The usual sections, where the agency’s own record has no name for them in this language

section-general = عام
section-sport = رياضة
section-economy = اقتصاد
section-health = صحة
section-science = علوم وتكنولوجيا
section-politics = سياسة
section-culture = ثقافة وفن وحياة

## Lists

all = كل الأخبار
older = أخبار أقدم
newer = أخبار أحدث
more-in = المزيد من قسم
none-yet = لم يُنشر شيء هنا بعد.
topics = الموضوعات
topics-intro = ما تتناوله أخبار الأيام الأخيرة، وجميع موضوعات أحدث الأخبار.
topics-busiest = الأيام السبعة الأخيرة
topics-listed = من الألف إلى الياء
topic-intro = الأخبار المتعلقة بموضوع «{ $topic }»، والأحدث أولاً.
pictures = صور
picture-story = قصة مصورة
picture-count =
    { $count ->
        [zero] لا صور
        [one] صورة واحدة
        [two] صورتان
        [few] { $count } صور
        [many] { $count } صورة
       *[other] { $count } صورة
    }
feeds = خلاصات الأخبار
feeds-intro = خلاصات RSS وAtom وJSON Feed قوائم بأحدث الأخبار معدّة للبرامج: أضف أحد هذه العناوين إلى قارئ الخلاصات لديك لتصلك الأخبار الجديدة دون زيارة الموقع.
feed-rss = RSS هو الصيغة التي تفهمها كل برامج قراءة الخلاصات.
feed-atom = Atom يذكر أيضًا متى حُدِّث الخبر أو صُوِّب آخر مرة.
feed-json = JSON Feed هو المحتوى نفسه للبرامج التي تفضّل قراءة JSON.

## Search

search = بحث
search-label = ابحث في أخبار هذا الموقع
search-hint = يشمل البحث العناوين والملخصات المنشورة هنا.
search-count =
    { $count ->
        [zero] لا أخبار
        [one] خبر واحد
        [two] خبران
        [few] { $count } أخبار
        [many] { $count } خبراً
       *[other] { $count } خبر
    }
search-none = لم يُعثر على نتائج للبحث عن «{ $query }».
search-too-long = عبارة البحث طويلة جداً. يرجى استخدام كلمات أقل.
search-too-often = أجريت عمليات بحث كثيرة في الدقيقة الأخيرة. يرجى الانتظار قليلاً.

## A story

flash = خبر فوري
urgent = عاجل
corrected = مصوَّب
update = تحديث
# Before the date of a story that is much older than its release.
original = التاريخ الأصلي
# Stands between a label and what it labels; a space follows.
colon = :
labelled = { $label }: { $text }
tags = وسوم

## Corrections

correction = تصويب
# A correction of what readers of the site had not read.
was-corrected = صُوِّب هذا الخبر.
was = كنا قد كتبنا:
now = والصواب:
corrections-intro = إذا نشرنا خطأ فإننا نقول ذلك هنا: ما كنا قد كتبناه، وما هو الصواب.
no-corrections = لم يُصوَّب أي خبر من الأخبار المعروضة هنا.

## About the site

about-agency = تعمل { $agency } للصحف ومحطات البث والمواقع الإلكترونية التي تتلقى أخبارها وصورها كاملة وفورية عبر شبكة الوكالة.
about-site = هذا الموقع مفتوح للجميع، ويعرض جزءاً من تلك الأخبار ملخصة: العنوان وأهم الوقائع وصورة ووقت النشر والتحديث.
about-corrections = نصوّب أخطاءنا علناً. فالخبر المصوَّب يذكر موضع الخطأ، والخبر الذي لا يجوز أن يبقى يُسحب من كل مكان في اللحظة نفسها.
about-privacy = لا يستخدم الموقع ملفات تعريف الارتباط، ولا يشغّل برامج في متصفحك، ولا يتعقبك.

## Where there is no story to show

lost-title = هذه الصفحة غير موجودة
lost-text = قد يكون العنوان غير صحيح أو نُقلت الصفحة. ستجد آخر الأخبار في الصفحة الرئيسية.
killed-title = سُحب هذا الخبر
killed-text = سحبت الوكالة هذا الخبر من شبكتها ومن هذا الموقع، ولا يجوز استخدامه أو الاقتباس منه. يُسحب الخبر إذا تبين أنه خاطئ أو ضار أو لا يحق لنا نشره.
killed-reason = السبب المعلن: { $reason }
killed-because-wrong = ما ورد فيه غير صحيح.
killed-because-invented = ما روي فيه مختلق، أو كتبه غيرنا باسم الوكالة.
killed-because-altered = جرى التلاعب بالصورة.
killed-because-source = سحب المصدر ما صرح به.
killed-because-harm = كان نشره يعرض شخصاً للخطر أو يخالف القانون.
killed-because-rights = لا تملك الوكالة حق توزيعه.
killed-because-mistake = أرسل بطريق الخطأ.
killed-on = سُحب في { $date }
held-title = هذا الخبر قيد التحقق
held-text = تتحقق غرفة الأخبار من هذا الخبر، وسيعود إلى هنا إذا ثبتت صحته.
failed-title = حدث خطأ ما
failed-text = تعذر إعداد الصفحة الآن. يرجى المحاولة بعد قليل.

## The form with which somebody asks to become a subscriber

form-intro = يمكن للصحف ومحطات البث والمواقع الإلكترونية والمؤسسات تلقي أخبار { $agency } كاملة. عرّفنا بنفسك ليكتب إليك قسم المشتركين.
form-name = الاسم
form-organisation = المؤسسة
form-email = البريد الإلكتروني
form-country = البلد
form-message = ما الذي تود تلقيه؟
form-optional = اختياري
form-leave-empty = اترك هذا الحقل فارغاً
form-send = إرسال الطلب
form-faulty = لم يُرسل الطلب. يرجى مراجعة الحقول المشار إليها.
form-missing = يرجى ملء هذا الحقل.
form-too-long = النص طويل جداً.
form-not-text = يحتوي النص على رموز غير صالحة.
form-not-email = يرجى كتابة بريد إلكتروني مثل name@example.org.
form-too-large = النموذج المرسل أكبر مما تقبله هذه الصفحة ولم يُقرأ. يرجى الاختصار.
form-not-utf8 = لم يُقبل النموذج لأنه ليس نصاً بترميز UTF-8. يرجى ملؤه من جديد في هذه الصفحة.
form-wrong-type = لا يقبل هذا العنوان إلا ما يرسله النموذج الموجود في هذه الصفحة (application/x-www-form-urlencoded).
form-too-often = وصلت من عنوانك طلبات عدة من قبل. يرجى المحاولة لاحقاً؛ ما كتبته باقٍ في هذه الصفحة.
form-busy = وصلت طلبات كثيرة في الساعة الأخيرة. يرجى المحاولة لاحقاً؛ ما كتبته باقٍ في هذه الصفحة.
form-thanks-title = شكراً لك
form-thanks-text = وصلنا طلبك، وسيكتب إليك قسم المشتركين.

## The letter to the business side about a request

letter-subject = طلب اشتراك: { $organisation }
letter-intro = تقدّم { $name } من { $organisation } بطلب للاشتراك في خدمات { $agency }.
letter-language = لغة الاستمارة
letter-reply = يصل الرد على هذه الرسالة إلى صاحب الطلب مباشرة.
