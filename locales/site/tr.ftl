# The words of the public site in Turkish.

## What surrounds every page

skip = Haberlere geç
home = Ana sayfa
sections = Bölümler
languages = Diller
site = Bu site
latest = Son haberler
corrections = Düzeltmeler
about = Hakkımızda
subscribe = Abonelik
feed = RSS
tagline = Ajansın haber akışından özetler
closing = Bu sitede, { $agency } tarafından abonelere geçilen haberlerin yalnızca bir bölümü, özet olarak yer alır. Haber akışının aboneleri her haberi yayımlandığı anda ve eksiksiz alır.
closing-link = Haber akışına nasıl abone olunur?
machine-summary = Bu özet bir makine tarafından veya onun yardımıyla yazılmıştır; sorumluluğu haber merkezine aittir.
# At the foot of a printed page.
print-notice = { $agency } tarafından yayımlanan özet: { $address }

## The usual sections, where the agency’s own record has no name for them in this language

section-general = Genel
section-sport = Spor
section-economy = Ekonomi
section-health = Sağlık
section-science = Bilim, Teknoloji
section-politics = Politika
section-culture = Kültür, Sanat, Yaşam

## Lists

all = Tüm haberler
older = Daha eski haberler
newer = Daha yeni haberler
more-in = Bu bölümden:
none-yet = Burada henüz yayımlanmış bir haber yok.
topics = Konular
topics-intro = Son günlerin haberleri hangi konularda yazıldı ve en yeni haberlerin bütün konuları.
topics-busiest = Son yedi gün
topics-listed = A’dan Z’ye
topic-intro = “{ $topic }” konulu haberler, en yenisi başta.
pictures = Fotoğraflar
picture-story = Foto haber
picture-count =
    { $count ->
        [one] { $count } fotoğraf
       *[other] { $count } fotoğraf
    }
feeds = Haber beslemeleri
feeds-intro = RSS, Atom ve JSON Feed, son haberlerin programlar için hazırlanmış listeleridir: Bu adreslerden birini haber okuyucunuza eklerseniz yeni haberleri buraya gelmeden görürsünüz.
feed-rss = RSS, bütün akış okuyucularının anladığı biçimdir.
feed-atom = Atom, bir haberin en son ne zaman güncellendiğini veya düzeltildiğini de bildirir.
feed-json = JSON Feed, JSON okumayı tercih eden programlar için aynısıdır.

## Search

search = Ara
search-label = Bu sitedeki haberlerde ara
search-hint = Arama, burada yer alan başlıklarda ve özetlerde yapılır.
search-count =
    { $count ->
        [one] { $count } haber
       *[other] { $count } haber
    }
search-none = “{ $query }” için sonuç bulunamadı.
search-too-long = Arama metni çok uzun. Lütfen daha az sözcük yazın.
search-too-often = Son bir dakika içinde çok sık arama yaptınız. Lütfen biraz bekleyin.

## A story

flash = Flaş
urgent = Acil
corrected = Düzeltildi
update = Güncelleme
# Before the date of a story that is much older than its release.
original = Haberin tarihi
# Stands between a label and what it labels; a space follows.
colon = :
labelled = { $label }: { $text }
tags = Etiketler

## Corrections

correction = Düzeltme
# A correction of what readers of the site had not read.
was-corrected = Bu haber düzeltildi.
was = Önce şöyle yazmıştık:
now = Doğrusu:
corrections-intro = Yayımladığımız bir bilgi yanlışsa bunu burada açıkça yazarız: Önce ne yazmıştık, doğrusu nedir?
no-corrections = Burada yer alan haberlerde düzeltme yapılmadı.

## About the site

about-agency = { $agency } gazeteler, yayın kuruluşları ve internet siteleri için haber üretir. Aboneler haberleri ve fotoğrafları ajansın haber akışından eksiksiz ve anında alır.
about-site = Bu site herkese açıktır. Haberlerin bir bölümünü özet olarak gösterir: başlık, ilk bilgiler, bir fotoğraf, haberin geçildiği ve güncellendiği zaman.
about-corrections = Düzeltmelerimizi açıkça yaparız. Düzeltilen haberde neyin yanlış olduğu yazar; yayında kalmaması gereken haber her yerden aynı anda kaldırılır.
about-privacy = Bu site çerez kullanmaz, tarayıcınızda betik çalıştırmaz ve sizi izlemez.

## Where there is no story to show

lost-title = Böyle bir sayfa yok
lost-text = Adres yanlış yazılmış ya da sayfa taşınmış olabilir. Son haberler ana sayfada.
killed-title = Bu haber iptal edildi
killed-text = Ajans bu haberi akışından ve bu siteden geri çekti. Haber kullanılmamalı ve alıntılanmamalıdır. Yanlış ya da zararlı olduğu veya yayın hakkı bize ait olmadığı anlaşılan haberler iptal edilir.
killed-reason = Bildirilen gerekçe: { $reason }
killed-because-wrong = Yazılanlar doğru değildir.
killed-because-invented = Anlatılanlar uydurmadır ya da ajansın adıyla başkası tarafından yazılmıştır.
killed-because-altered = Görüntü üzerinde oynanmıştır.
killed-because-source = Kaynak, açıklamasını geri çekmiştir.
killed-because-harm = Yayımlanması bir kimseyi tehlikeye atmıştır ya da hukuka aykırıdır.
killed-because-rights = Ajansın bu içeriği dağıtma hakkı yoktur.
killed-because-mistake = Yanlışlıkla gönderilmiştir.
killed-on = İptal tarihi: { $date }
held-title = Bu haber kontrol ediliyor
held-text = Haber merkezi bu haberi kontrol ediyor. Doğrulanırsa yeniden burada olacak.
failed-title = Bir sorun oluştu
failed-text = Sayfa şu anda hazırlanamadı. Lütfen biraz sonra yeniden deneyin.

## The form with which somebody asks to become a subscriber

form-intro = Gazeteler, yayın kuruluşları, internet siteleri ve kurumlar { $agency } haber akışının tamamını alabilir. Kendinizi tanıtın, abone servisimiz size yazsın.
form-name = Adınız ve soyadınız
form-organisation = Kurum
form-email = E-posta
form-country = Ülke
form-message = Neleri almak istersiniz?
form-optional = isteğe bağlı
form-leave-empty = Bu alanı boş bırakın
form-send = Başvuruyu gönder
form-faulty = Başvuru gönderilmedi. Lütfen işaretli alanlara bakın.
form-missing = Lütfen bu alanı doldurun.
form-too-long = Bu metin çok uzun.
form-not-text = Metin olmayan karakterler var.
form-not-email = Lütfen ad@ornek.org gibi bir e-posta adresi yazın.
form-too-large = Gönderilen form bu sayfanın kabul ettiğinden büyük olduğu için okunmadı. Lütfen daha kısa yazın.
form-not-utf8 = Form UTF-8 metni olmadığı için alınmadı. Lütfen bu sayfada yeniden doldurun.
form-wrong-type = Bu adres yalnızca bu sayfadaki formun gönderdiğini kabul eder (application/x-www-form-urlencoded).
form-too-often = Adresinizden daha önce birkaç başvuru geldi. Lütfen daha sonra yeniden deneyin; yazdıklarınız bu sayfada duruyor.
form-busy = Son bir saatte çok fazla başvuru geldi. Lütfen daha sonra yeniden deneyin; yazdıklarınız bu sayfada duruyor.
form-thanks-title = Teşekkür ederiz
form-thanks-text = Başvurunuz bize ulaştı. Abone servisimiz size yazacak.

## The letter to the business side about a request

letter-subject = Abonelik başvurusu: { $organisation }
letter-intro = { $organisation } adına { $name }, { $agency } abonesi olmak için başvurdu.
letter-language = Formun dili
letter-reply = Bu mektuba vereceğiniz yanıt, başvuran kişiye gider.
