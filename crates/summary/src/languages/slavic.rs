//! Russian, Bosnian with its neighbours, and Macedonian.
// spelling:off

use super::Language;

pub(super) const LANGUAGES: &[Language] = &[
    Language {
        tags: &["ru"],
        abbreviations: "г гг ул пр просп д корп кв стр тыс млн млрд руб коп им обл р-н с п пос т е и др пр см ср рис табл \
            проф акад доц д-р г-н г-жа ген полк янв февр апр авг сент окт нояб дек н.э т.е т.д т.п и.о",
        frequent: "и в во не что он на я с со как а то все она так его но да ты к у же вы за бы по только ее мне было вот \
            от меня еще нет о об из ему теперь когда даже ну ли если уже или ни быть был него до вас были нибудь \
            опять вам ведь там потом себя ничего ей может они тут где есть надо ней для мы тебя их чем была сам чтоб \
            без будто чего раз тоже себе под будет ж тогда кто этот того потому этого какой совсем этом более всего \
            при чтобы также который которая которые которого которой которых является сообщил сообщила сообщили \
            заявил заявила заявили сказал сказала отметил отметила добавил добавила подчеркнул рассказал пояснил \
            словам данным понедельник вторник среду четверг пятницу субботу воскресенье года году два две",
        persons: "он она они",
        speakers: "я мы наш наша наше наши нас нам мне меня мой моя",
        pointers: "это этот эта эти этого этой этому этим этих этом оно",
        times: "понедельник вторник среду четверг пятницу субботу воскресенье утром вечером ночью неделе неделю \
            месяце месяц году год годом летом зимой весной осенью весну осень лето зиму",
        article: "",
        links: "его|ее|их|ему|ей|им|тот|та|те|того|тех|то|такой|\
            такая|такие|такое|там|тогда|здесь|тут|потом|затем|также|тоже|однако|но|и|а|зато|поэтому|потому|между тем|\
            тем временем|кроме того|кроме этого|более того|в то же время|при этом|в свою очередь|с другой стороны|\
            по его словам|по ее словам|по их словам|по его мнению|по ее мнению|по их мнению|таким образом|в частности|\
            например|в результате|в ответ|впрочем|тем не менее|напротив|наоборот|вместе с тем|помимо этого|помимо того|\
            после этого|до этого|перед этим|в этой связи|в связи с этим|об этом|в этом|на этом|для этого|из-за этого|\
            оба|обе|другой|другая|другие|последний|последняя|данный|данная|данные меры|собеседник|так,|к тому же|\
            одновременно|тогда же|ранее|позднее|позже|впоследствии|далее|наконец|во-вторых|в-третьих|вот|стало|\
            добавил|добавила|соответственно|следовательно|иными словами|в том числе|среди них|один из них|накануне он",
        spaced: true,
        names_by_capitals: true,
    },
    Language {
        tags: &["bs", "hr", "sr", "sh", "cnr"],
        abbreviations: "dr prof mr gosp gđa ing dipl br str sv ul tzv npr itd itsl tj god st čl sl min maks др проф мр бр ул \
            тзв нпр итд тј год",
        frequent: "i u na je da se za su od s sa o do iz po kao što koji koja koje kojih kojem te ili ali a ne će bi biti bio \
            bila bilo bili kako ako dok nakon prije poslije tokom pri uz kod zbog prema među također takođe samo već još \
            sve svi ovaj ova ovo taj ta to on ona oni njegov njen njihov rekao rekla rekli izjavio izjavila kazao dodao \
            dodala naveo istakao istakla saopćio objavio jedan dva godine и у на је да се за су од са о до из по као што \
            који која које али не ће би бити био била рекао рекла изјавио додао",
        persons: "on ona oni one он она они оне",
        speakers: "ja mi naš naša naše naši moj moja ја ми наш",
        pointers: "ono ovo to ovaj ova ovi ove ovog ovom taj ta ti te tog tom tim tome овај ова ово тај та то",
        times: "ponedjeljak ponedeljak utorak srijedu sredu četvrtak petak subotu nedjelju nedelju jutro večer \
            noć sedmice nedjelje nedelje mjesec mjeseca meseca godine godinu ljeto zimu proljeće",
        article: "",
        links: "njegov|njegova|njegovo|njen|njena|\
            njihov|njihova|njemu|njoj|njima|međutim|ali|a|i|ili|no|u međuvremenu|istovremeno|istodobno|u isto vrijeme|\
            s druge strane|sa druge strane|osim toga|pored toga|uz to|također|takođe|isto tako|stoga|zato|zbog toga|\
            dakle|tako|tada|potom|zatim|onda|nakon toga|poslije toga|prije toga|kasnije|ipak|naprotiv|nasuprot tome|\
            naime|na primjer|naprimjer|u tom|u ovom|o tome|oba|obje|drugi|druga|ostali|tamo|ovdje|tu|prema njegovim|\
            prema njenim|prema njegovom|dodao je|dodala je|istakao je da|konačno|na kraju|štaviše|\
            међутим|али|а|и|у међувремену|с друге стране|осим тога|поред тога|такође|стога|зато|тада|потом|затим|\
            након тога|ипак|додао је",
        spaced: true,
        names_by_capitals: true,
    },
    Language {
        tags: &["mk", "bg"],
        abbreviations: "д-р проф м-р г-дин г-ѓа бр ул св т.н на.пр год стр ген инж",
        frequent: "и во на на се да за со од до по како што кој која кое кои или но а не ќе би беше беа е се има имаат нема \
            при над под меѓу пред после потоа преку врз без дека кога каде само уште веќе сите сè тој таа тие тоа овој \
            оваа ова овие неговиот нејзиниот нивниот рече рекоа изјави додаде истакна соопшти според еден два години в с \
            със че са ще бил била бяха като който която които този тази това каза заяви",
        persons: "тој таа тие той тя те",
        speakers: "јас ние наш нашата нашиот мојот мојата аз",
        pointers: "тоа ова овој оваа овие оној онаа оние този тази това тези",
        times: "понеделник вторник среда четврток петок сабота недела утро вечер ноќ месец година",
        article: "",
        links: "негов|неговата|неговиот|нејзин|нејзината|нејзиниот|нивен|нивната|\
            нивниот|нему|нејзе|сепак|меѓутоа|но|а|и|или|во меѓувреме|истовремено|во исто време|од друга страна|покрај тоа|\
            освен тоа|исто така|затоа|поради тоа|поради ова|оттука|така|тогаш|потоа|после тоа|пред тоа|подоцна|на пример|имено|\
            напротив|според него|според неа|според нив|во тој|во таа|за тоа|за ова|двајцата|двете|друг|другите|таму|тука|\
            овде|конечно|на крајот|дополнително|додаде|обаче|междувременно|освен това|също|затова|\
            след това|от друга страна",
        spaced: true,
        names_by_capitals: true,
    },
];
// spelling:on
