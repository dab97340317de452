import { defineTexts } from '../language/texts.ts'

/** What is said about accounts. */
export const accountTexts = defineTexts(
  {
    welcomeSubject: 'Welcome to Skygraph',
    welcomeHeadline: 'Welcome aboard',
    welcomeText: 'Your account is ready: search, choose your seat on a live map, and book.',
    welcomeNotYou: 'If it was not you who opened it, somebody mistyped an address; do nothing.',
    findFlight: 'Find a flight',
  },
  {
    de: {
      welcomeSubject: 'Willkommen bei Skygraph',
      welcomeHeadline: 'Willkommen an Bord',
      welcomeText: 'Ihr Konto ist bereit: suchen Sie, wählen Sie Ihren Platz auf dem Live-Sitzplan, und buchen Sie.',
      welcomeNotYou: 'Waren Sie das nicht, hat sich jemand bei der Adresse vertippt; Sie brauchen nichts zu tun.',
      findFlight: 'Flug suchen',
    },
    fr: {
      welcomeSubject: 'Bienvenue chez Skygraph',
      welcomeHeadline: 'Bienvenue à bord',
      welcomeText: 'Votre compte est prêt : cherchez, choisissez votre siège sur un plan en direct et réservez.',
      welcomeNotYou: 'Si ce n’était pas vous, quelqu’un s’est trompé d’adresse ; vous n’avez rien à faire.',
      findFlight: 'Trouver un vol',
    },
    es: {
      welcomeSubject: 'Bienvenido a Skygraph',
      welcomeHeadline: 'Bienvenido a bordo',
      welcomeText: 'Su cuenta está lista: busque, elija su asiento en un plano en vivo y reserve.',
      welcomeNotYou: 'Si no fue usted, alguien se equivocó de dirección; no tiene que hacer nada.',
      findFlight: 'Buscar un vuelo',
    },
    hi: {
      welcomeSubject: 'Skygraph में आपका स्वागत है',
      welcomeHeadline: 'आपका स्वागत है',
      welcomeText: 'आपका खाता तैयार है: खोजें, लाइव मानचित्र पर अपनी सीट चुनें और बुक करें।',
      welcomeNotYou: 'यदि यह खाता आपने नहीं खोला, तो किसी ने पता गलत लिखा है; आपको कुछ करने की ज़रूरत नहीं।',
      findFlight: 'उड़ान खोजें',
    },
    ar: {
      welcomeSubject: 'مرحبًا بك في Skygraph',
      welcomeHeadline: 'مرحبًا بك على متن رحلتنا',
      welcomeText: 'حسابك جاهز: ابحث، واختر مقعدك على مخطط مباشر، واحجز.',
      welcomeNotYou: 'إذا لم تكن أنت من فتح الحساب فقد أخطأ أحدهم في كتابة العنوان؛ لا حاجة لفعل أي شيء.',
      findFlight: 'ابحث عن رحلة',
    },
  },
)
