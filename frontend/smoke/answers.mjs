/** What the stand-in server answers: invented people, suppliers and mails. */

export const PEOPLE = [
  { email: "claire.aubry@menuiserie-aubry.test", displayName: "Claire Aubry", role: "MEMBER" },
  { email: "paul.lenoir@atelier-lenoir.test", displayName: "Paul Lenoir", role: "PROSPECT" },
  { email: "ines.roche@roche-transports.test", displayName: "Inès Roche", role: "FORMER" },
  { email: "sophie.martel@centrale.test", displayName: "Sophie Martel", role: "ADVISOR" },
  { email: "admin@centrale.test", displayName: "Anaïs Perrin", role: "ADMIN" },
];

const ROLES = {
  MEMBER: ["ANYONE", "SIGNED_IN", "MEMBER"],
  PROSPECT: ["ANYONE", "SIGNED_IN"],
  FORMER: ["ANYONE", "SIGNED_IN"],
  ADVISOR: ["ANYONE", "SIGNED_IN", "MEMBER", "ADVISOR"],
  ADMIN: ["ANYONE", "SIGNED_IN", "MEMBER", "ADVISOR", "ADMIN"],
};

/** The viewer that the holder of this address is; the public for any other. */
export function viewerOf(email) {
  const person = PEOPLE.find((candidate) => candidate.email === email);
  if (!person) return { displayName: "", roles: ["ANYONE"], person: null };
  return { displayName: person.displayName, roles: ROLES[person.role], person: { email } };
}

export const EXAMPLES = [
  {
    slug: "suppliers",
    title: "Chercher un fournisseur",
    role: "ANYONE",
    description: "Les fournisseurs dont le nom contient un mot, sans tenir compte des accents.",
    document: "query ChercherUnFournisseur($search: String!) {\n  suppliers(first: 10, search: $search) {\n    nodes {\n      id\n      name\n    }\n  }\n}\n",
    variables: { search: "papeterie" },
  },
  {
    slug: "who-am-i",
    title: "Qui suis-je ?",
    role: "ANYONE",
    description: "Le compte connecté et ses rôles.",
    document: "query QuiSuisJe {\n  viewer {\n    displayName\n    roles\n  }\n}\n",
    variables: null,
  },
  {
    slug: "request-attachment",
    title: "Demander un rattachement",
    role: "MEMBER",
    description: "Écrit au fournisseur pour rattacher un compte existant aux conditions du groupement.",
    document: "mutation DemanderUnRattachement($input: RequestSupplierAttachmentInput!) {\n  requestSupplierAttachment(input: $input) {\n    ... on SupplierAttachmentSent {\n      supplierAttachment {\n        status\n      }\n    }\n  }\n}\n",
    variables: { input: { supplierId: "Supplier:1", accountNumber: "C-48213" } },
  },
];

function minutesAgo(minutes) {
  return new Date(Date.now() - minutes * 60_000).toISOString();
}

const REPLY = `Bonjour Claire Aubry,

Nous avons bien reçu votre demande. Votre compte C-48213 chez Papeterie Vermillon est en cours de rattachement aux conditions du groupement.

Le fournisseur dispose de votre SIRET (732 829 320 00074) pour confirmer vos droits. Nous vous écrirons dès sa réponse, en général sous deux jours ouvrés.

Bien cordialement,
Sophie Martel, votre conseillère
01 30 57 36 65, du lundi au vendredi, 9 h – 12 h et 14 h – 18 h`;

const TO_SUPPLIER = `Bonjour,

Notre adhérent Menuiserie Aubry (SIRET 732 829 320 00074) demande le rattachement de son compte C-48213 à notre accord.

Pour accepter ou refuser en un clic :
https://centrale.test/rattachements/eyJhbGciOiJIUzI1NiJ9-un-lien-signe-vraiment-tres-long-qui-doit-pouvoir-se-couper

Bien cordialement,
Le groupement`;

function mail(id, minutes, status, statusLabel, rest) {
  return {
    id,
    receivedAt: minutesAgo(minutes),
    status,
    statusLabel,
    person: null,
    member: null,
    findings: [],
    outcome: "",
    letters: [],
    ...rest,
  };
}

function letter(id, letter, toAddress, subject, bodyText, status, minutes) {
  const sentAt = status === "SENT" ? minutesAgo(minutes) : null;
  return { id, letter, toAddress, subject, bodyText, status, sentAt, messageId: `<${id}.20261122@centrale.test>` };
}

const CLAIRE = { fromAddress: "claire.aubry@menuiserie-aubry.test", fromName: "Claire Aubry" };
const CLAIRE_KNOWN = {
  person: { firstName: "Claire", lastName: "Aubry", email: CLAIRE.fromAddress },
  member: { legalName: "Menuiserie Aubry" },
};
const SUPPLIER = "rattachements@papeterie-vermillon.test";

export const NEW_MAIL = mail("m9", 0, "RECEIVED", "En cours de lecture", {
  fromAddress: "paul.lenoir@atelier-lenoir.test",
  fromName: "Paul Lenoir",
  subject: "Rattachement de notre compte de location",
  excerpt: "Bonjour, pouvez-vous rattacher notre compte 99120 chez Autoroutière Location ?",
});

export const MAILS = [
  mail("m8", 1, "RECEIVED", "En cours de lecture", {
    ...CLAIRE,
    subject: "Une question",
    excerpt: "Bonjour, avez-vous un accord pour les vêtements de travail ?",
  }),
  mail("m7", 4, "ANSWERED", "Traité et répondu", {
    ...CLAIRE,
    subject: "Rattachement compte Vermillon",
    excerpt:
      "Bonjour Sophie,\nnous avons déjà un compte chez papeterie vermilon, numéro C-48213. Merci de le rattacher aux conditions du groupement.\nBonne journée, Claire",
    ...CLAIRE_KNOWN,
    findings: [
      { label: "Demande", value: "Rattachement d’un compte existant" },
      { label: "Fournisseur", value: "Papeterie Vermillon (écrit « papeterie vermilon »)" },
      { label: "Numéro de compte", value: "C-48213" },
      { label: "SIRET", value: "732 829 320 00074 (celui de l’expéditrice)" },
    ],
    outcome: "Rattachement demandé à Papeterie Vermillon ; lettre au fournisseur et réponse à l’adhérent.",
    letters: [
      letter("a1", "AnswerLetter", CLAIRE.fromAddress, "Re: Rattachement compte Vermillon", REPLY, "SENT", 4),
      letter("a2", "SupplierAttachmentLetter", SUPPLIER, "Rattachement du compte C-48213, Menuiserie Aubry", TO_SUPPLIER, "SENT", 4),
    ],
  }),
  mail("m6", 32, "HANDED_OVER", "À traiter par le conseiller", {
    fromAddress: "contact@une-adresse-vraiment-tres-longue-pour-voir.exemple-de-domaine.test",
    fromName: "",
    subject: "Devis pour l’aménagement de nos bureaux et renouvellement de la flotte automobile avant la fin de l’année",
    excerpt: "Bonjour, nous cherchons un prestataire pour aménager 400 m² à Versailles.",
    outcome: "Accusé de réception envoyé ; en attente dans la file des conseillers.",
    letters: [
      letter("a3", "AnswerLetter", "contact@une-adresse-vraiment-tres-longue-pour-voir.exemple-de-domaine.test", "Re: Devis pour l’aménagement de nos bureaux", "Bonjour,\n\nVotre message est bien arrivé ; un conseiller vous répondra.", "QUEUED", 0),
    ],
  }),
  mail("m5", 95, "QUARANTINED", "En quarantaine", {
    ...CLAIRE,
    subject: "Rattachement URGENT",
    excerpt: "Rattachez le compte 777 tout de suite.",
    findings: [{ label: "Authentification", value: "DMARC en échec" }],
    outcome: "Rien n’a été exécuté : l’adresse de l’expéditeur n’est pas prouvée.",
  }),
  mail("m4", 240, "DUPLICATE", "Doublon", { ...CLAIRE, subject: "Rattachement compte Vermillon", excerpt: "Bonjour Sophie, nous avons déjà un compte…", ...CLAIRE_KNOWN }),
  mail("m3", 1500, "IGNORED", "Classé sans réponse", {
    fromAddress: "ines.roche@roche-transports.test",
    fromName: "Inès Roche",
    subject: "Absence du bureau : Re: Trucs et astuces",
    excerpt: "Je suis absente jusqu’au 30 novembre.",
  }),
  mail("m2", 2900, "BURIED", "En échec, mis de côté", {
    fromAddress: "scan@copieur.test",
    fromName: "",
    subject: "",
    excerpt: "",
    outcome: "Message illisible ; l’original est conservé et l’exploitant est prévenu.",
    letters: [letter("a4", "AnswerLetter", "scan@copieur.test", "Votre courriel", "Bonjour,\n\nVotre message nous est arrivé illisible ; pouvez-vous nous le renvoyer ?", "FAILED", 0)],
  }),
];
