# The words of the public site in Russian. The agency’s name stands where it need not be declined.

## What surrounds every page

skip = Перейти к новостям
home = Главная страница
sections = Рубрики
languages = Языки
site = Этот сайт
latest = Последние новости
corrections = Исправления
about = О сайте
subscribe = Подписка
feed = RSS
tagline = Коротко о главном: новости из ленты агентства
closing = Здесь опубликована лишь часть новостей, которые { $agency } передаёт подписчикам, причём в кратком изложении. Подписчики ленты получают каждый материал целиком, в момент его выпуска.
closing-link = Как подписаться на ленту
machine-summary = Это краткое изложение составлено машиной или с её помощью; за него отвечает редакция.
# At the foot of a printed page.
print-notice = Краткое изложение. { $agency }, { $address }

## The usual sections, where the agency’s own record has no name for them in this language

section-general = Общие новости
section-sport = Спорт
section-economy = Экономика
section-health = Здоровье
section-science = Наука и технологии
section-politics = Политика
section-culture = Культура и жизнь

## Lists

all = Все новости
older = Более ранние новости
newer = Более поздние новости
more-in = Ещё в рубрике:
none-yet = Здесь пока ничего не опубликовано.
topics = Темы
topics-intro = О чём пишут в последние дни и все темы самых новых материалов.
topics-busiest = Последние семь дней
topics-listed = По алфавиту
topic-intro = Материалы по теме «{ $topic }», сначала самые новые.
pictures = Фото
picture-story = Фоторепортаж
picture-count =
    { $count ->
        [one] { $count } фотография
        [few] { $count } фотографии
        [many] { $count } фотографий
       *[other] { $count } фотографии
    }
feeds = Новостные ленты
feeds-intro = RSS, Atom и JSON Feed — это списки последних новостей для программ: добавьте один из этих адресов в программу для чтения лент, и новости будут приходить к вам сами.
feed-rss = RSS понимают все программы для чтения лент.
feed-atom = Atom сообщает ещё и о том, когда материал в последний раз обновили или исправили.
feed-json = JSON Feed — то же самое для программ, которым удобнее читать JSON.

## Search

search = Поиск
search-label = Поиск по новостям сайта
search-hint = Поиск ведётся по заголовкам и кратким изложениям, опубликованным на сайте.
search-count =
    { $count ->
        [one] { $count } материал
        [few] { $count } материала
        [many] { $count } материалов
       *[other] { $count } материала
    }
search-none = По запросу «{ $query }» ничего не найдено.
search-too-long = Запрос слишком длинный. Сократите его, пожалуйста.
search-too-often = За последнюю минуту вы искали слишком часто. Пожалуйста, немного подождите.

## A story

flash = Молния
urgent = Срочно
corrected = Исправлено
update = Обновлено
# Before the date of a story that is much older than its release.
original = Дата оригинала
# Stands between a label and what it labels; a space follows.
colon = :
labelled = { $label }: { $text }
tags = Ключевые слова

## Corrections

correction = Исправление
# A correction of what readers of the site had not read.
was-corrected = В этот материал внесено исправление.
was = Было написано:
now = Следует читать:
corrections-intro = Если мы опубликовали неверные сведения, мы сообщаем об этом здесь: что было написано и как правильно.
no-corrections = В опубликованные здесь материалы исправлений не вносилось.

## About the site

about-agency = { $agency } работает для газет, телевидения, радио и интернет-изданий. Они получают новости и фотографии по ленте агентства — полностью и без промедления.
about-site = Этот сайт открыт для всех. На нём публикуется часть новостей в кратком изложении: заголовок, главные факты, фотография, время выпуска и обновления.
about-corrections = Мы исправляем ошибки открыто. В исправленном материале сказано, что было неверно; материал, который не должен оставаться, снимается отовсюду одновременно.
about-privacy = Сайт не использует файлы cookie, не запускает скрипты в вашем браузере и не следит за вами.

## Where there is no story to show

lost-title = Такой страницы нет
lost-text = Возможно, адрес указан неверно или страница перемещена. Последние новости — на главной странице.
killed-title = Этот материал аннулирован
killed-text = Агентство отозвало этот материал из своей ленты и с этого сайта. Использовать и цитировать его нельзя. Материал аннулируется, если он оказался неверным, причиняет вред или мы не имеем права его публиковать.
killed-reason = Указанная причина: { $reason }
killed-because-wrong = Сообщение не соответствует действительности.
killed-because-invented = Рассказанное вымышлено или написано другим лицом от имени агентства.
killed-because-altered = Изображение было изменено.
killed-because-source = Источник отозвал свои слова.
killed-because-harm = Публикация подвергала кого-то опасности или нарушала закон.
killed-because-rights = Агентство не имело права распространять этот материал.
killed-because-mistake = Материал был отправлен по ошибке.
killed-on = Аннулирован: { $date }
held-title = Этот материал проверяется
held-text = Редакция проверяет этот материал. Он снова появится здесь, если подтвердится.
failed-title = Произошла ошибка
failed-text = Сейчас страницу подготовить не удалось. Пожалуйста, попробуйте ещё раз чуть позже.

## The form with which somebody asks to become a subscriber

form-intro = { $agency } предлагает полную ленту новостей газетам, телевидению, радио, интернет-изданиям и организациям. Расскажите о себе, и наш отдел подписки вам напишет.
form-name = Имя и фамилия
form-organisation = Организация
form-email = Электронная почта
form-country = Страна
form-message = Что вы хотели бы получать?
form-optional = необязательно
form-leave-empty = Оставьте это поле пустым
form-send = Отправить заявку
form-faulty = Заявка не отправлена. Проверьте, пожалуйста, отмеченные поля.
form-missing = Заполните, пожалуйста, это поле.
form-too-long = Текст слишком длинный.
form-not-text = В тексте есть недопустимые символы.
form-not-email = Укажите, пожалуйста, адрес электронной почты, например name@example.org.
form-too-large = Форма больше, чем принимает эта страница, и потому не прочитана. Напишите, пожалуйста, короче.
form-not-utf8 = Форма не принята, так как её текст не в кодировке UTF-8. Заполните её, пожалуйста, на этой странице ещё раз.
form-wrong-type = По этому адресу принимается только то, что отправляет форма на этой странице (application/x-www-form-urlencoded).
form-too-often = С вашего адреса уже поступило несколько заявок. Попробуйте, пожалуйста, позже; написанное вами сохранено на этой странице.
form-busy = За последний час поступило слишком много заявок. Попробуйте, пожалуйста, позже; написанное вами сохранено на этой странице.
form-thanks-title = Спасибо
form-thanks-text = Ваша заявка получена. Наш отдел подписки вам напишет.

## The letter to the business side about a request

letter-subject = Заявка на подписку: { $organisation }
letter-intro = { $name } ({ $organisation }) просит оформить подписку на новости { $agency }.
letter-language = Язык формы
letter-reply = Ответ на это письмо получит тот, кто подал заявку.
