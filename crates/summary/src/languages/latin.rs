//! English, German, French, Spanish, Albanian and Indonesian.
// spelling:off

use super::Language;

pub(super) const LANGUAGES: &[Language] = &[
    Language {
        tags: &["en"],
        abbreviations: "mr mrs ms dr prof gen sen rep gov lt col sgt capt cpl maj adm rev hon st jr sr vs inc ltd co \
            corp nos dept approx jan feb apr jun jul aug sep sept oct nov dec ave blvd",
        frequent: "a an the and or nor for of to in on at by as from with without into onto over under about after \
            before between during against among through within than then that this these those there here it its \
            his her hers him their them who whom whose which what when where while why how is are was were be been \
            being am do does did done have has had having will would shall should can could may might must not no \
            also but if because so such only just both each other another more most some any all very said say says \
            saying told tell added adding stated states stating according reported reportedly announced called asked \
            noted wrote tweeted one two three first last new yesterday today tomorrow monday tuesday wednesday \
            thursday friday saturday sunday january february march april june july august september october november \
            december year years week month day days us our your you we my i me up out off down per via",
        persons: "he she they",
        speakers: "i we my our ours myself ourselves",
        pointers: "it this that these those such",
        times: "morning afternoon evening night week weekend month year season spring summer autumn fall winter \
            monday tuesday wednesday thursday friday saturday sunday january february march april may june \
            july august september october november december century decade past coming",
        article: "the",
        links: "his|her|hers|its|their|theirs|him|them|meanwhile|however|but|and|or|nor|\
            also|moreover|furthermore|therefore|thus|hence|then|instead|nevertheless|nonetheless|besides|otherwise|\
            still|yet|so|in addition|additionally|as a result|on the other hand|on the contrary|for example|\
            for instance|in contrast|by contrast|conversely|similarly|likewise|the former|the latter|both|another|\
            others|the other|the others|the two|the pair|the duo|the three|the same|at the same time|at the time|\
            at that time|at this time|in response|in turn|in return|after that|after this|before that|since then|\
            until then|by then|from there|in the process|in this|in that|in these|in those|of these|of those|of them|\
            with this|with that|with these|by this|by that|for this|for that|from this|from these|under this|\
            under these|despite this|despite that|because of this|because of that|due to this|to this end|to that end|\
            all of them|some of them|most of them|many of them|one of them|two of them|none of them|neither|either|\
            one of these|each of these|some of these|most of these|on this|on that|on these|at this|at that|\
            later,|later that|later on|later in the day|afterwards|afterward|subsequently|consequently|accordingly|\
            again|finally|secondly|thirdly|lastly|second,|third,|elsewhere|rather|indeed|in fact|as such|even so|\
            even then|in particular|specifically|according to him|according to her|according to them|asked|\
            when asked|asked about|asked whether|asked if|according to the statement|the statement|the letter|\
            other reports|that day|that same day|the following day|the next day|the day before|the previous day|\
            the following month|the next month|the following year|the next year|as of then|in the letter|\
            in the statement|in the video|in the interview|in the message|in his|in her|in their|in its|during his|\
            during her|during their|during its|the reason|the reasons|the difference|the distinction|the first was|\
            the second|the third|the rest|the remaining",
        spaced: true,
        names_by_capitals: true,
    },
    Language {
        tags: &["de"],
        abbreviations: "hr fr dr prof dipl ing nr str bzw ca usw inkl ggf z.b d.h u.a st jan feb apr aug sept okt nov dez",
        frequent: "der die das den dem des ein eine einer einem einen eines und oder aber auch als am an auf aus bei bis \
            durch für gegen im in ist mit nach nicht noch nur ob ohne seit sich sie es so über um unter vom von vor war \
            waren was weil wenn wer wie wird wurde wurden werden zu zum zur zwischen dass hat haben hatte hatten sind \
            sein seine ihre ihr sagte sagten erklärte teilte mit betonte hieß laut",
        persons: "er sie",
        speakers: "ich wir mein meine unser unsere uns",
        pointers: "es dies diese dieser dieses diesen diesem das",
        times: "montag dienstag mittwoch donnerstag freitag samstag sonntag morgen abend nacht woche wochenende \
            monat jahr sommer winter frühjahr herbst mal",
        article: "",
        links: "sein|seine|seiner|ihr|ihre|ihrer|deren|dessen|doch|jedoch|\
            aber|und|oder|außerdem|zudem|ferner|darüber hinaus|dagegen|hingegen|allerdings|dennoch|trotzdem|daher|\
            deshalb|deswegen|somit|also|dann|danach|anschließend|zuvor|davor|unterdessen|inzwischen|währenddessen|\
            gleichzeitig|zugleich|auch|ebenso|ebenfalls|andererseits|auf der anderen seite|zum beispiel|beispielsweise|\
            stattdessen|schließlich|dort|hier|damit|dabei|dadurch|dafür|darauf|darin|davon|dazu|hierzu|beide|andere|\
            solche|letztere|daraufhin|später",
        spaced: true,
        names_by_capitals: false,
    },
    Language {
        tags: &["fr"],
        abbreviations: "m mm mme mlle dr pr me mgr st ste av bd cf etc env janv févr avr juil sept oct nov déc art vol",
        frequent: "le la les l un une des du de d et ou où à au aux en dans par pour sur sous avec sans entre vers chez \
            contre depuis pendant après avant comme que qui quoi dont ce cet cette ces son sa ses leur leurs se s ne \
            pas plus moins très aussi mais donc car si est sont était étaient été être a ont avait avaient avoir fait \
            faire peut doit selon dit déclaré affirmé indiqué ajouté annoncé expliqué estimé précisé souligné lundi \
            mardi mercredi jeudi vendredi samedi dimanche nous vous je y n il elle on tout tous toute toutes même deux",
        persons: "il elle ils elles",
        speakers: "je j nous notre nos mon ma mes",
        pointers: "ce cet cette ces cela ceci ça celui celle ceux celles",
        times: "lundi mardi mercredi jeudi vendredi samedi dimanche matin soir nuit semaine mois année an week \
            été hiver printemps automne saison",
        article: "",
        links: "c'est|c'était|ce sont|son|sa|ses|leur|leurs|lui|\
            pendant ce temps|entre-temps|entretemps|en outre|par ailleurs|de plus|en revanche|par contre|toutefois|\
            cependant|néanmoins|pourtant|mais|et|ou|or|donc|ainsi|alors|puis|ensuite|enfin|dans le même temps|\
            au même moment|de son côté|de leur côté|pour sa part|pour leur part|quant à lui|quant à elle|quant à eux|\
            d'autre part|d'un autre côté|au contraire|à l'inverse|en effet|par conséquent|en conséquence|selon lui|\
            selon elle|selon eux|d'après lui|d'après elle|à ce sujet|à cet égard|dans ce contexte|dans ce cadre|\
            à cette occasion|dans cette|dans ce|dans ces|à cette|à ce|pour cela|pour ce|malgré cela|malgré tout|après cela|\
            l'intéressé|l'intéressée|ce dernier|cette dernière|ces derniers|les deux|tous deux|toutes deux|également|aussi|de même|\
            par exemple|notamment|là|ici|l'autre|les autres|d'autres|un autre|une autre|plus tard,|auparavant|\
            le lendemain|la veille|à son tour|en réponse|face à cela|c'est pourquoi|il s'agit|y compris",
        spaced: true,
        names_by_capitals: true,
    },
    Language {
        tags: &["es"],
        abbreviations: "sr sra srta sres dr dra prof gral cnel cap lic ing arq av avda ud uds pág págs núm tel sto sta \
            ee aprox ene feb abr jul ago sept oct nov dic",
        frequent: "el la los las lo un una unos unas de del al a y e o u en con por para sin sobre entre hasta desde hacia \
            contra según durante tras ante bajo que quien cual cuyo cuya donde cuando como si no ni más menos muy ya \
            también pero sino porque su sus se le les me nos este esta estos estas ese esa eso aquel es son era eran \
            fue fueron ser sido está están estaba ha han había haber tiene tienen dijo dijeron afirmó señaló indicó \
            agregó añadió explicó aseguró sostuvo declaró anunció informó lunes martes miércoles jueves viernes sábado \
            domingo hoy ayer dos todo todos toda todas otro otra",
        persons: "él ella ellos ellas",
        speakers: "yo nosotros nosotras nuestro nuestra nuestros nuestras mi mis",
        pointers: "este esta estos estas esto ese esa esos esas eso aquel aquella aquellos aquellas",
        times: "lunes martes miércoles jueves viernes sábado domingo mañana tarde noche semana mes año fin \
            verano invierno primavera otoño temporada",
        article: "",
        links: "su|sus|lo anterior|\
            sin embargo|no obstante|mientras tanto|entretanto|en tanto|además|asimismo|también|por otra parte|\
            por otro lado|por su parte|por lo tanto|por tanto|por ello|por eso|así|entonces|luego|después|posteriormente|\
            más tarde|pero|y|o|ni|en cambio|por el contrario|de hecho|en efecto|por ejemplo|según él|según ella|\
            según ellos|al respecto|en ese|en esa|en este|en esta|en estos|en estas|a su vez|igualmente|finalmente|\
            por último|ambos|ambas|otro|otra|otros|otras|el otro|la otra|los otros|dicho|dicha|dichos|dichas|añadió|\
            agregó|dijo que|indicó que|señaló que|explicó que|aseguró que|afirmó que|sostuvo que|precisó que|\
            destacó que|recordó que|lo mismo|el mismo|la misma|allí|ahí|aquí|de esta|de este|de esa|de ese|con ello|\
            con esto|con eso|con este|con esta|a pesar de ello|a pesar de esto|al mismo tiempo|ante ello|ante esto|\
            tras ello|tras esto|el primero|la primera fue|los dos|las dos|al día siguiente|la víspera|el mandatario|la mandataria",
        spaced: true,
        names_by_capitals: true,
    },
    Language {
        tags: &["sq"],
        abbreviations: "z znj dr prof ing av nr rr p.sh etj jan shk mar pri maj qer korr gush shta tet nën dhj",
        frequent: "i e të së një dhe ose por në me për nga te tek si që ku kur sa se nuk s'ka ka kanë kishte është janë ishte \
            ishin do mund duhet u po ai ajo ata ato kjo ky këto këta tij saj tyre mbi nën pas para gjatë ndaj sipas tha \
            thanë deklaroi njoftoi shtoi theksoi edhe më shumë dy tre cila cili",
        persons: "ai ajo ata ato",
        speakers: "unë ne jonë ynë",
        pointers: "ky kjo këta këto këtë kësaj këtij këtyre",
        times: "hënë martë mërkurë enjte premte shtunë diel mëngjes mbrëmje natë javë muaj vit fundjavë verë \
            dimër",
        article: "",
        links: "ketë|ai|ndërkohë|ndërkaq|megjithatë|megjithëse kjo|por|dhe|\
            ose|gjithashtu|përveç kësaj|veç kësaj|për më tepër|nga ana tjetër|në anën tjetër|nga ana e tij|nga ana e saj|\
            prandaj|kështu|pra|atëherë|pastaj|më pas|më vonë|më tej|së fundi|për shembull|në këtë|në këto|me këtë|\
            pas kësaj|para kësaj|për këtë|sipas tij|sipas saj|sipas tyre|të dy|të dyja|tjetri|tjetra|të tjerët|atje|\
            aty|këtu|njëkohësisht|në të njëjtën kohë|përkundrazi|ndryshe|madje|po ashtu|po kështu|edhe pse kjo|shtoi",
        spaced: true,
        names_by_capitals: true,
    },
    Language {
        tags: &["id", "ms"],
        abbreviations: "dr drs dra ir prof h hj st tn ny sdr no jl jln kec kab dll dsb dst tsb yth jend letjen mayjen \
            brigjen kol jan feb mar apr jun jul agu sep okt nov des",
        frequent: "yang dan di ke dari untuk pada dengan dalam oleh sebagai adalah ini itu juga tidak akan telah sudah ada \
            atau karena saat ketika bahwa tersebut para serta bisa dapat harus lebih antara setelah sebelum hingga \
            sampai tentang terhadap mereka ia dia kami kita kata katanya ujar ujarnya menurut mengatakan menambahkan \
            menyebutkan senin selasa rabu kamis jumat sabtu minggu satu dua",
        persons: "ia dia mereka beliau",
        speakers: "saya aku kami kita",
        pointers: "ini itu",
        times: "hari pagi siang sore malam pekan minggu bulan tahun",
        article: "",
        links: "hal ini|hal itu|hal tersebut|namun|tetapi|tapi|akan tetapi|sementara itu|sementara|di sisi lain|\
            selain itu|lagi pula|juga|bahkan|oleh karena itu|oleh sebab itu|karena itu|dengan demikian|maka|kemudian|\
            lalu|selanjutnya|setelah itu|sebelumnya|sesudah itu|sejak itu|meski demikian|meskipun demikian|\
            walaupun demikian|walau demikian|padahal|sebaliknya|misalnya|sebagai contoh|menurutnya|menurut dia|\
            katanya|ujarnya|ia menambahkan|dan|atau|keduanya|kedua|yang lain|lainnya|di sana|di sini|di situ|dalam hal ini|\
            pada saat itu|saat itu|pada saat yang sama|adapun|pihaknya|dengan itu|untuk itu|terkait hal",
        spaced: true,
        names_by_capitals: true,
    },
];
// spelling:on
