# The words of the public site in French.

## What surrounds every page

skip = Aller aux articles
home = À la une
sections = Rubriques
languages = Langues
site = Ce site
latest = Dernières dépêches
corrections = Rectificatifs
about = À propos
subscribe = S’abonner
feed = RSS
tagline = L’essentiel de l’actualité, d’après les dépêches de l’agence
closing = Vous ne lisez ici qu’une partie des informations que { $agency } transmet à ses abonnés, et sous forme résumée. Les abonnés au fil reçoivent chaque dépêche dans son intégralité, dès sa diffusion.
closing-link = Comment s’abonner au fil
machine-summary = Ce résumé a été rédigé par une machine, ou avec l’aide d’une machine ; la rédaction en répond.
# At the foot of a printed page.
print-notice = Résumé publié par { $agency } à l’adresse { $address }

## The usual sections, where the agency’s own record has no name for them in this language

section-general = Actualités
section-sport = Sport
section-economy = Économie
section-health = Santé
section-science = Sciences et technologies
section-politics = Politique
section-culture = Culture et société

## Lists

all = Toutes les dépêches
older = Articles plus anciens
newer = Articles plus récents
more-in = Dans la rubrique
none-yet = Rien n’a encore été publié ici.
topics = Thèmes
topics-intro = Ce dont parlent les articles des derniers jours, et tous les sujets des plus récents.
topics-busiest = Les sept derniers jours
topics-listed = De A à Z
topic-intro = Les articles sur le thème « { $topic } », du plus récent au plus ancien.
pictures = Photos
picture-story = Reportage photo
picture-count =
    { $count ->
        [one] { $count } photo
        [many] { $count } de photos
       *[other] { $count } photos
    }
feeds = Flux
feeds-intro = RSS, Atom et JSON Feed sont des listes des derniers articles destinées aux programmes : ajoutez l’une de ces adresses à votre lecteur de flux, et les nouveautés viendront à vous.
feed-rss = RSS est le format que comprennent tous les lecteurs de flux.
feed-atom = Atom indique aussi quand un article a été mis à jour ou corrigé pour la dernière fois.
feed-json = JSON Feed dit la même chose aux programmes qui préfèrent lire du JSON.

## Search

search = Rechercher
search-label = Rechercher dans les articles du site
search-hint = La recherche porte sur les titres et les résumés publiés ici.
search-count =
    { $count ->
        [one] { $count } article
        [many] { $count } d’articles
       *[other] { $count } articles
    }
search-none = Aucun résultat pour « { $query } ».
search-too-long = La recherche est trop longue. Utilisez moins de mots.
search-too-often = Vous avez fait beaucoup de recherches au cours de la dernière minute. Veuillez patienter un instant.

## A story

flash = Flash
urgent = Urgent
corrected = Rectifié
update = Mise à jour
# Before the date of a story that is much older than its release.
original = Date d’origine
# Stands between a label and what it labels; a space follows.
colon =  :
labelled = { $label } : { $text }
tags = Mots-clés

## Corrections

correction = Rectificatif
# A correction of what readers of the site had not read.
was-corrected = Cet article a été rectifié.
was = Nous avions écrit :
now = Il faut lire :
corrections-intro = Lorsqu’une information que nous avons publiée était erronée, nous le disons ici : ce que nous avions écrit, et ce qui est exact.
no-corrections = Aucun des articles publiés ici n’a été rectifié.

## About the site

about-agency = { $agency } travaille pour les journaux, les radios, les télévisions et les sites web, qui reçoivent ses dépêches et ses photos par le fil de l’agence, dans leur intégralité et sans délai.
about-site = Ce site est ouvert à tous. Il présente une partie de ces dépêches, chacune sous forme résumée : le titre, les premiers faits, une photo, ainsi que l’heure de la publication et des mises à jour.
about-corrections = Nous rectifions au grand jour. Un article rectifié indique ce qui était faux ; un article qui ne doit pas rester en ligne est retiré partout au même instant.
about-privacy = Le site ne dépose aucun cookie, n’exécute aucun script dans votre navigateur et ne vous suit pas.

## Where there is no story to show

lost-title = Cette page n’existe pas
lost-text = L’adresse est peut-être erronée, ou la page a été déplacée. Les dernières dépêches se trouvent à la une.
killed-title = Cet article a été annulé
killed-text = L’agence a retiré cet article de son fil et de ce site. Il ne doit être ni utilisé ni cité. Un article est annulé lorsqu’il se révèle faux ou préjudiciable, ou que nous n’avions pas le droit de le publier.
killed-reason = Motif indiqué : { $reason }
killed-because-wrong = Ce qui était écrit est inexact.
killed-because-invented = Ce qui était raconté a été inventé, ou quelqu’un d’autre l’a écrit au nom de l’agence.
killed-because-altered = L’image avait été modifiée.
killed-because-source = La source est revenue sur ses déclarations.
killed-because-harm = Sa publication mettait une personne en danger ou enfreignait la loi.
killed-because-rights = L’agence n’avait pas le droit de diffuser ce contenu.
killed-because-mistake = L’envoi était une erreur.
killed-on = Annulé le { $date }
held-title = Cet article est en cours de vérification
held-text = La rédaction vérifie cet article. Il reparaîtra ici s’il est confirmé.
failed-title = Une erreur s’est produite
failed-text = La page n’a pas pu être préparée. Veuillez réessayer dans un instant.

## The form with which somebody asks to become a subscriber

form-intro = { $agency } propose l’intégralité de son fil aux journaux, aux radios, aux télévisions, aux sites web et aux institutions. Présentez-vous, et notre service des abonnements vous écrira.
form-name = Nom
form-organisation = Organisation
form-email = Adresse électronique
form-country = Pays
form-message = Que souhaitez-vous recevoir ?
form-optional = facultatif
form-leave-empty = Laissez ce champ vide
form-send = Envoyer la demande
form-faulty = La demande n’a pas été envoyée. Veuillez vérifier les champs signalés.
form-missing = Veuillez remplir ce champ.
form-too-long = Ce texte est trop long.
form-not-text = Ce champ contient des caractères qui ne sont pas du texte.
form-not-email = Veuillez indiquer une adresse électronique telle que nom@exemple.org.
form-too-large = Le formulaire dépassait la taille que cette page accepte et n’a pas été lu. Veuillez écrire moins.
form-not-utf8 = Le formulaire n’a pas été accepté, car son texte n’est pas codé en UTF-8. Veuillez le remplir à nouveau sur cette page.
form-wrong-type = Cette adresse n’accepte que ce qu’envoie le formulaire de cette page (application/x-www-form-urlencoded).
form-too-often = Plusieurs demandes sont déjà parvenues de votre adresse. Veuillez réessayer plus tard ; ce que vous avez écrit reste sur cette page.
form-busy = Trop de demandes sont arrivées au cours de la dernière heure. Veuillez réessayer plus tard ; ce que vous avez écrit reste sur cette page.
form-thanks-title = Merci
form-thanks-text = Votre demande nous est parvenue. Notre service des abonnements vous écrira.

## The letter to the business side about a request

letter-subject = Demande d’abonnement : { $organisation }
letter-intro = { $name }, de { $organisation }, souhaite s’abonner à { $agency }.
letter-language = Langue du formulaire
letter-reply = La réponse à cette lettre parvient à la personne qui a fait la demande.
