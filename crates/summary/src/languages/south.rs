//! Turkish with Azerbaijani, Kurdish in both scripts, Arabic and Persian.
// spelling:off

use super::Language;

pub(super) const LANGUAGES: &[Language] = &[
    Language {
        tags: &["tr", "az"],
        abbreviations: "dr prof doç yrd öğr uzm av op sn alb yzb tğm korg tümg tuğg org oram vb vd bkz şti ltd cad sok \
            bulv mah apt hz müh mim st no tel örn yy",
        frequent: "ve ile için bir bu şu o da de ki mi ne en çok daha gibi kadar göre sonra önce ise ancak ama olarak olan \
            oldu olduğu olduğunu olacak olduğu var yok her tüm bazı diye dedi diyen söyledi söyleyen söyledi belirtti \
            belirten kaydetti kaydeden ifade etti ederek eden edildi ettiği ettiğini edilen bildirdi bildirildi \
            açıkladı vurguladı vurgulayan ekledi dile getirdi ifadesini ifadelerini kullandı şeklinde konuştu konuşan \
            üzere karşı arasında tarafından içinde üzerinde yapılan yaptığı aynı ayrıca bunun pazartesi salı çarşamba \
            perşembe cuma cumartesi pazar iki ilk yeni",
        persons: "o onlar",
        speakers: "ben biz bizim benim bize bizi bana beni bizler",
        pointers: "bu şu bunlar şunlar bunu bundan bunda bunun buna onun ona onu ondan",
        times: "sabah akşam gece hafta ay yıl sezon yaz kış bahar öğlen gün pazartesi salı çarşamba perşembe \
            cuma cumartesi pazar",
        article: "",
        links: "onda|bununla|onunla|bunlardan|onların|\
            bunların|burada|orada|buradan|oradan|böyle|böylece|böylelikle|ayrıca|ancak|fakat|ama|lakin|öte yandan|\
            öte taraftan|diğer yandan|diğer taraftan|bir yandan|buna karşın|buna karşılık|buna rağmen|dolayısıyla|\
            söz konusu|daha sonra|sonra|sonrasında|üstelik|nitekim|kendisi|kendileri|kendisine|kendisinin|yine de|yine|\
            oysa|oysaki|öyle|aynı|ve|veya|ya da|ise|ardından|örneğin|mesela|diğer|diğeri|diğerleri|bir diğer|öteki|\
            her ikisi|her iki|ikisi|ikili|o zaman|o sırada|o gün|o dönem|bu arada|bunun yanı sıra|bunun üzerine|bunun için|\
            aksine|tersine|özetle|kısacası|sonuç olarak|son olarak|öncelikle|ikincisi|halbuki|zira|çünkü|yani|hatta|\
            açıklamada|açıklamasında|açıklamanın|konuşmada|konuşmasında|konuşmasının|toplantıda|haberde|raporda|bildiride|\
            mesajda|mesajında|yazıda|mektupta|görüşmede|söyleşide|röportajda|kararda|bildiriye göre|rapora göre|habere göre|\
            açıklamaya göre|oradaki|buradaki|adı geçen|bahse konu|anılan|bakan,|başkan,|vali,|cumhurbaşkanı,|başbakan,|\
            bu sebeple|bu nedenle|bu yüzden|aksi halde|aksi takdirde|keza|bunlar arasında|ayrica|öteyandan|lâkin|həmçinin|\
            lakin|amma|digər tərəfdən|bundan əlavə",
        spaced: true,
        names_by_capitals: true,
    },
    Language {
        tags: &["ku", "kmr"],
        abbreviations: "dr prof av hj m",
        frequent: "û ku di de li ji bi bo ser bin nav ber piştî beriya jî ne na ye ye e in bû bûn dê wê wî ew wan vî vê van ev \
            min te me we got gotin gotiye diyar kir kirin kiriye dike dikin hat hatin hatiye hatine yên yê ya ên xwe her \
            hemû gelek yek du sê lê an jî weke wekî da ra re",
        persons: "ew wî wê wan",
        speakers: "ez em",
        pointers: "ev vî vê van evan",
        times: "sal mehe hefteyê şevê sibehê êvarê rojê",
        article: "",
        links: "ewan|lê|lêbelê|lê belê|û|an|herwiha|her wiha|herweha|di heman demê de|ji aliyê din ve|\
            ji aliyekî din ve|li aliyê din|ji bilî vê|ji bilî wê|ji ber vê|ji ber wê|ji bo vê|ji bo wê|loma|ji lew re|\
            lewma|paşê|piştre|dûre|piştî vê|piştî wê|beriya vê|beriya wê|li vir|li wir|li wê|li vê|bi vî awayî|\
            wekî din|wek mînak|mînak|bo nimûne|nimûne|di vê|di wê|di vî|di wî|herdu|her du|yê din|ya din|yên din|\
            dîsa jî|digel vê|tevî vê|li gorî wî|li gorî wê|li gorî wan|di encamê de|dawî|di dawiyê de|bi vê|bi wê",
        spaced: true,
        names_by_capitals: true,
    },
    Language {
        tags: &["ckb"],
        abbreviations: "د",
        frequent: "و لە بە بۆ کە ئەو ئەم ئەوە ئەمە لەگەڵ سەر ژێر نێوان پێش دوای پاش هەر هەموو زۆر یەک دوو سێ نییە هەیە بوو بوون \
            دەکات دەکەن کرد کردن کراوە وتی گوتی ڕایگەیاند راگەیاند ئاماژەی دا دەبێت ناکرێت لەو لەم بەو بەم یان بەڵام هەروەها",
        persons: "ئەو ئەوان",
        speakers: "ئێمە",
        pointers: "ئەم ئەمە ئەوە ئەمانە ئەوانە لەم لەو بەم بەو",
        times: "ساڵ مانگ هەفتە شەو بەیانی ئێوارە ساڵە مانگە هەفتەیە",
        article: "",
        links: "بۆیە|لەبەرئەوە|بەڵام|هەروەها|و|یان|لەلایەکی دیکەوە|لەلایەکی ترەوە|\
            لەلایەکی دیکە|لە هەمان کاتدا|هاوکات|لە هەمانکاتدا|دواتر|پاشان|دوای ئەوە|پێش ئەوە|جگە لەوە|جگە لەمە|سەرەڕای ئەوە|\
            سەرەڕای ئەمە|لە کاتێکدا|لێرە|لەوێ|بۆ نموونە|هەردووک|هەردووکیان|ئەوانی دیکە|ئەوانی تر|کەواتە|بەم شێوەیە|بەپێی ئەوە|\
            گوتیشی|وتیشی|لەبارەی ئەوەوە|لەو بارەیەوە|لەم بارەیەوە|لە کۆتاییدا",
        spaced: true,
        names_by_capitals: false,
    },
    Language {
        tags: &["ar"],
        abbreviations: "د م أ ت ص ق",
        frequent: "في من على إلى عن أن إن التي الذي الذين بعد قبل قال قالت كان كانت خلال مع هذا هذه ذلك تلك هو هي هم لا لم لن ما كما \
            أو ثم بين حتى عند منذ كل قد لقد غير حيث فيما بينما أي إذا لكن أكد أكدت أضاف أضافت أوضح أوضحت أشار أشارت ذكر \
            ذكرت أعلن أعلنت يوم أمس اليوم وفي ومن وعلى وإلى وأن وقال وقالت وكان وكانت وأضاف وأكد وأوضح وأشار وذكر عليه عليها \
            له لها به بها فيه فيها منه منها الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد بأن لأن أنه أنها وهو وهي",
        persons: "هو هي هم هما وهو وهي وهم",
        speakers: "أنا نحن إننا إنني أننا أنني",
        pointers: "هذا هذه ذلك تلك هؤلاء هذان هاتان أولئك وهذا وهذه وذلك وتلك",
        times: "العام الأسبوع الشهر اليوم الموسم الصباح المساء الليلة السنة الصيف الشتاء الأيام",
        article: "",
        links: "كما|جاء هذا|جاء ذلك|وجاء هذا|وجاء ذلك|وجاءت هذه|جاءت هذه|يأتي ذلك|ويأتي ذلك|يأتي هذا|ويأتي هذا|\
            في الوقت ذاته|في الوقت نفسه|وفي الوقت ذاته|وفي الوقت نفسه|على جانب آخر|وعلى جانب آخر|على الجانب الآخر|\
            وعلى الجانب الآخر|مؤكدا|مضيفا|مشيرا|موضحا|مبينا|لافتا|معتبرا|منوها|مؤكدة|مضيفة|مشيرة|موضحة|لافتة|معربا|مشددا|\
            وقالت المصادر|وأشارت المصادر|وذكرت المصادر|وأشار البيان|وأضاف البيان|وذكر البيان|وأوضح البيان|وأكد البيان|\
            وقال البيان|وفي ختام|بعضها|بعضهم|وبعضها|وبعضهم|معظمها|معظمهم|ومعظمهم|أحدهم|أحدها|وأحدهم|وتفاعلا مع|\
            لكن|ولكن|لكنه|لكنها|ولكنه|ولكنها|إلا|بل|\
            ثم|لذلك|لذا|ولذلك|ولهذا|لهذا|وبالتالي|بالتالي|غير أن|غير أنه|بيد أن|في المقابل|بالمقابل|وفي المقابل|وبالمقابل|\
            في غضون ذلك|وفي غضون ذلك|في الأثناء|في هذه الأثناء|وفي هذه الأثناء|وفي الأثناء|إلى ذلك|وإلى ذلك|علاوة على ذلك|\
            فضلا عن ذلك|إضافة إلى ذلك|بالإضافة إلى ذلك|وبالإضافة إلى ذلك|من جهته|من جهتها|من جهتهم|من جهة أخرى|\
            ومن جهة أخرى|من جهة ثانية|ومن جهة ثانية|من ناحية أخرى|ومن ناحية أخرى|من ناحيته|ومن ناحيته|من جانبه|من جانبها|\
            من جانب آخر|ومن جانب آخر|ومن جهته|ومن جهتها|ومن جانبه|ومن جانبها|على صعيد آخر|وعلى صعيد آخر|وفي سياق متصل|\
            في سياق متصل|وفي هذا|في هذا|وفي هذه|في هذه|وفي ذلك|وعلى هذا|وبهذا|وبذلك|بذلك|بهذا|وعن ذلك|وحول ذلك|وبعد ذلك|\
            بعد ذلك|وقبل ذلك|قبل ذلك|ورغم ذلك|رغم ذلك|وعلى الرغم من ذلك|بدوره|بدورها|وبدوره|وبدورها|وأضاف|وأضافت|وأضافوا|وتابع|\
            وتابعت|وأردف|وأردفت|واستطرد|وزاد|وزادت|ومضى|ومضت|وختم|واختتم|وأوضح أن|وأوضحت أن|وأوضح أنه|وأوضحت أنها|وأشار إلى|\
            وأشارت إلى|وأشار الى|وأشارت الى|وقال إن|وقالت إن|وقال إنه|وقالت إنها|وقال أن|وقال في|وقالت في|وقال خلال|وأكد أن|\
            وأكدت أن|وأكد أنه|وأكدت أنها|وأكد على|وذكر أن|وذكرت أن|ولفت إلى|ولفتت إلى|ولفت الى|وبين أن|وبينت أن|وبين أنه|\
            ونوه|ونوهت|وشدد على|وشددت على|وأعرب عن|وأعربت عن|واعتبر أن|واعتبرت أن|ورأى أن|وأفاد أن|وأفاد بأن|\
            وكشف أن|وكشف عن|وطالب بـ|ودعا إلى|ودعت إلى|وأعلن أن|وحذر من|وتوقع أن|وأبدى|وصرح أن|وصرح بأن|وعبر عن|أيضا|وكذلك|\
            كذلك|ومع ذلك|مع ذلك|ومن ثم|ومن هنا|فيما|بينما|حيث|وكانوا|وكلاهما|كلاهما|وهناك|هناك|وهنا|هنا|يذكر أن|يشار إلى|يشار الى|\
            وأيضا|ويضيف|وتضيف|ويقول|وتقول|ويوضح|ويؤكد أن|ويشير إلى|ويتابع|وأجاب|وردا على سؤال|وعن سؤال|ومنها|ومنهم|ومن بينها|\
            ومن بينهم|ومن ضمنها|وإن|وإنه|وأن|وأنه|وأنها|وأنهم|أما هو|فهو|فهي|فقد|فإن|إنه|إنها|أنه|أنها",
        spaced: true,
        names_by_capitals: false,
    },
    Language {
        tags: &["fa"],
        abbreviations: "د م ه ش",
        frequent: "و در به از که این آن را با است بود شد می برای تا بر هم نیز یا اما اگر هر همه یک دو سه خود او وی آنها ما شما \
            بین پس پیش بعد قبل روی زیر باید شده کرد کرده کردند داد دارد دارند گفت گفته افزود اظهار داشت تصریح تاکید \
            اعلام بیان خواهد شود هستند نیست بوده ها های ای دیگر",
        persons: "او وی آنها آنان ایشان",
        speakers: "من ما",
        pointers: "این آن اینها همین همان چنین",
        times: "هفته ماه سال روز شب صبح",
        article: "",
        links: "اما|ولی|لیکن|و|یا|نیز|همچنین|علاوه بر این|علاوه بر آن|افزون بر این|در همین حال|\
            در عین حال|در این حال|در این میان|از سوی دیگر|از طرف دیگر|از سویی دیگر|از سویی|با این حال|با این وجود|با وجود این|\
            بنابراین|در نتیجه|از این رو|به همین دلیل|به این ترتیب|بدین ترتیب|سپس|پس از آن|پس از این|بعد از آن|پیش از آن|پیش از این|\
            قبل از آن|در این|در آن|در همین|به گفته او|به گفته وی|به گفته آنها|به عنوان مثال|برای مثال|برای نمونه|هر دو|دیگری|\
            دیگران|آنجا|اینجا|در حالی که|در صورتی که|بلکه|زیرا|چون|لذا|ضمن اینکه|در مقابل|در پایان|سرانجام|گفتنی است|\
            یادآور شد|افزود|خاطرنشان کرد|تصریح کرد|اظهار داشت|از این|با این|به این",
        spaced: true,
        names_by_capitals: false,
    },
];
// spelling:on
