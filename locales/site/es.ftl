# The words of the public site in Spanish.

## What surrounds every page

skip = Ir a las noticias
home = Portada
sections = Secciones
languages = Idiomas
site = Este sitio
latest = Últimas noticias
corrections = Correcciones
about = Quiénes somos
subscribe = Suscribirse
feed = RSS
tagline = Las noticias del servicio de la agencia, en breve
closing = Lo que lee aquí es solo una parte de las noticias que { $agency } transmite a sus abonados, y en forma resumida. Los abonados al servicio reciben cada noticia íntegra en el momento en que se emite.
closing-link = Cómo abonarse al servicio
machine-summary = Este resumen fue redactado por una máquina, o con ayuda de una máquina; la redacción responde de él.
# At the foot of a printed page.
print-notice = Resumen publicado por { $agency } en { $address }

## The usual sections, where the agency’s own record has no name for them in this language

section-general = General
section-sport = Deportes
section-economy = Economía
section-health = Salud
section-science = Ciencia y tecnología
section-politics = Política
section-culture = Cultura y sociedad

## Lists

all = Todas las noticias
older = Noticias anteriores
newer = Noticias más recientes
more-in = Más en
none-yet = Aquí no se ha publicado nada todavía.
topics = Temas
topics-intro = De qué tratan las noticias de los últimos días y todos los temas de las más recientes.
topics-busiest = Los últimos siete días
topics-listed = De la A a la Z
topic-intro = Noticias sobre el tema «{ $topic }», de la más reciente a la más antigua.
pictures = Fotos
picture-story = Fotorreportaje
picture-count =
    { $count ->
        [one] { $count } foto
        [many] { $count } de fotos
       *[other] { $count } fotos
    }
feeds = Canales
feeds-intro = RSS, Atom y JSON Feed son listas de las últimas noticias pensadas para programas: añada una de estas direcciones a su lector de canales y verá las novedades sin tener que venir aquí.
feed-rss = RSS es el formato que entienden todos los lectores de fuentes.
feed-atom = Atom indica además cuándo se actualizó o corrigió una noticia por última vez.
feed-json = JSON Feed es lo mismo para los programas que prefieren leer JSON.

## Search

search = Buscar
search-label = Buscar en las noticias de este sitio
search-hint = La búsqueda abarca los titulares y los resúmenes publicados aquí.
search-count =
    { $count ->
        [one] { $count } noticia
        [many] { $count } de noticias
       *[other] { $count } noticias
    }
search-none = No se ha encontrado nada para «{ $query }».
search-too-long = La búsqueda es demasiado larga. Utilice menos palabras.
search-too-often = Ha buscado muchas veces en el último minuto. Espere un momento, por favor.

## A story

flash = Flash
urgent = Urgente
corrected = Corregido
update = Actualización
# Before the date of a story that is much older than its release.
original = Fecha original
# Stands between a label and what it labels; a space follows.
colon = :
labelled = { $label }: { $text }
tags = Etiquetas

## Corrections

correction = Corrección
# A correction of what readers of the site had not read.
was-corrected = Esta noticia ha sido corregida.
was = Habíamos escrito:
now = Debe decir:
corrections-intro = Cuando algo que hemos publicado era erróneo, lo decimos aquí: lo que habíamos escrito y lo que es correcto.
no-corrections = Ninguna de las noticias publicadas aquí ha sido corregida.

## About the site

about-agency = { $agency } trabaja para periódicos, emisoras y sitios web, que reciben sus noticias y fotografías por el servicio de la agencia, íntegras y al instante.
about-site = Este sitio está abierto a todos. Muestra una parte de esas noticias, cada una en forma resumida: el titular, los primeros datos, una fotografía y la hora de emisión y de actualización.
about-corrections = Corregimos a la vista de todos. Una noticia corregida dice qué era erróneo; una noticia que no debe mantenerse se retira de todas partes al mismo tiempo.
about-privacy = El sitio no instala cookies, no ejecuta programas en su navegador ni sigue sus pasos.

## Where there is no story to show

lost-title = Esta página no existe
lost-text = Puede que la dirección sea incorrecta o que la página se haya trasladado. Las últimas noticias están en la portada.
killed-title = Esta noticia ha sido anulada
killed-text = La agencia ha retirado esta noticia de su servicio y de este sitio. No debe utilizarse ni citarse. Una noticia se anula cuando resulta errónea o dañina, o cuando no teníamos derecho a publicarla.
killed-reason = Motivo indicado: { $reason }
killed-because-wrong = Lo que decía no es cierto.
killed-because-invented = Lo que contaba era inventado o lo escribió otra persona en nombre de la agencia.
killed-because-altered = La imagen había sido alterada.
killed-because-source = La fuente se retractó de lo que había dicho.
killed-because-harm = Su publicación ponía a alguien en peligro o infringía la ley.
killed-because-rights = La agencia no tenía derecho a distribuirla.
killed-because-mistake = Se envió por error.
killed-on = Anulada el { $date }
held-title = Esta noticia se está verificando
held-text = La redacción está verificando esta noticia. Volverá a estar aquí si se confirma.
failed-title = Algo ha fallado
failed-text = No se ha podido preparar la página en este momento. Inténtelo de nuevo dentro de un instante.

## The form with which somebody asks to become a subscriber

form-intro = Periódicos, emisoras, sitios web e instituciones pueden recibir el servicio completo de { $agency }. Díganos quién es y nuestro departamento de suscripciones le escribirá.
form-name = Nombre y apellidos
form-organisation = Organización
form-email = Correo electrónico
form-country = País
form-message = ¿Qué le gustaría recibir?
form-optional = opcional
form-leave-empty = Deje este campo vacío
form-send = Enviar la solicitud
form-faulty = La solicitud no se ha enviado. Revise los campos señalados.
form-missing = Rellene este campo.
form-too-long = El texto es demasiado largo.
form-not-text = Contiene caracteres que no son texto.
form-not-email = Indique una dirección de correo como nombre@ejemplo.org.
form-too-large = El formulario superaba el tamaño que admite esta página y no se ha leído. Escriba menos.
form-not-utf8 = El formulario no se ha aceptado porque no es texto UTF-8. Rellénelo de nuevo en esta página.
form-wrong-type = Esta dirección solo acepta lo que envía el formulario de esta página (application/x-www-form-urlencoded).
form-too-often = Ya han llegado varias solicitudes desde su dirección. Inténtelo más tarde; lo que ha escrito sigue en esta página.
form-busy = En la última hora han llegado demasiadas solicitudes. Inténtelo más tarde; lo que ha escrito sigue en esta página.
form-thanks-title = Gracias
form-thanks-text = Hemos recibido su solicitud. Nuestro departamento de suscripciones le escribirá.

## The letter to the business side about a request

letter-subject = Solicitud de suscripción: { $organisation }
letter-intro = { $name }, de { $organisation }, solicita suscribirse a { $agency }.
letter-language = Idioma del formulario
letter-reply = La respuesta a esta carta llega a la persona que hizo la solicitud.
