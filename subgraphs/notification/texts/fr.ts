import type { Catalogue } from './catalogue.ts'

export const fr: Catalogue = {
  hello: 'Bonjour,',
  helloName: 'Bonjour {name},',
  footer: 'Skygraph vous écrit à la suite d’une action de votre part. Les réponses à cette adresse ne sont pas lues.',
  airportTimes: 'Tous les horaires sont en heure locale de l’aéroport.',
  seat: 'siège {seat}',
  cabinEconomy: 'Économique',
  cabinPremiumEconomy: 'Économique Premium',
  cabinBusiness: 'Affaires',
  cabinFirst: 'Première',
  openBooking: 'Ouvrir la réservation',
  labelBooking: 'Réservation',
  labelTickets: 'Billets',
  labelPaid: 'Payé',
  labelFee: 'Frais',
  labelRefund: 'Remboursement',
  labelReason: 'Motif',
  labelScheduled: 'Prévu',
  labelNow: 'Désormais',
  labelArrival: 'Arrivée',
  labelTerminal: 'Terminal',
  labelGate: 'Porte',

  holdEndsSubject: 'Vos sièges sont retenus jusqu’à {time}',
  holdEndsText:
    '{seats} sur {flights} : retenus pour vous jusqu’à {time}. Réservez d’ici là, sinon ils iront à d’autres.',
  createdSubject: 'Réservation {reference} en attente de paiement : {journey}',
  createdHeadline: 'La réservation {reference} attend votre paiement',
  createdText: 'La réservation {reference} attend votre paiement de {total} jusqu’au {deadline}.',
  reminderSubject: 'Réservation {reference} bientôt expirée, à payer avant {time} : {journey}',
  reminderHeadline: 'Payez la réservation {reference} avant {time}',
  reminderText:
    'La réservation {reference} vous est gardée jusqu’au {deadline}. Sans paiement de {total} d’ici là, ses places seront remises en vente.',
  payNow: 'Payer maintenant',
  confirmedSubject: 'Réservation {reference} confirmée : {journey}',
  confirmedHeadline: 'La réservation {reference} est confirmée',
  confirmedText:
    'Vos billets, un fichier pour votre agenda et la facture sont joints. S’il manque un document, vous le trouverez dans votre réservation.',
  confirmedShort: 'La réservation {reference} est confirmée : {journey}. Vos billets sont dans votre courriel.',
  cancelledSubject: 'Réservation {reference} annulée : {journey}',
  cancelledHeadline: 'La réservation {reference} est annulée',
  cancelledShort: 'La réservation {reference} est annulée. {consequence}',
  paidBack:
    'Nous remboursons {refund} sur la carte utilisée pour payer ; votre banque peut mettre quelques jours à l’afficher.',
  nothingPaidBack: 'Selon les conditions du tarif, rien n’est remboursé.',
  cancelledByAirline:
    'La compagnie a annulé un vol de cette réservation : nous l’avons donc annulée et remboursons tout ce que vous avez payé.',
  cancelledOnTheWay:
    'La compagnie a annulé un vol de cette réservation : nous l’avons donc annulée et remboursons les vols que vous n’aviez pas encore pris.',
  reseatedSubject: 'Réservation {reference} : nouveaux sièges sur {flight}',
  reseatedHeadline: 'Un autre avion assure {flight}',
  reseatedText: '{flight} du {date} est assuré par un autre avion ; vos sièges ont donc changé : {seats}.',
  reseatedWithout: 'Tout le monde n’a plus de siège : votre réservation indique comment être entièrement remboursé.',
  noSeat: 'aucun siège',
  expiredSubject: 'Réservation {reference} expirée : {journey}',
  expiredHeadline: 'La réservation {reference} a expiré',
  expiredText:
    'Elle n’a pas été payée à temps et ses places sont de nouveau libres. Vous pouvez bien sûr réserver à nouveau.',
  expiredShort:
    'La réservation {reference} a expiré. Elle n’a pas été payée à temps et ses places sont de nouveau libres.',
  refundSubject: 'Remboursement de la réservation {reference} : {journey}',
  refundHeadline: 'Un remboursement pour la réservation {reference}',
  refundShort: 'Remboursement de la réservation {reference} : {refund} reviennent sur la carte utilisée pour payer.',

  movedSubject: 'Réservation {reference} : {flight} part désormais à {time}',
  movedHeadline: '{flight} part désormais à {time}',
  movedText:
    'Le vol {flight} de {origin} à {destination} du {date} part désormais à {time} au lieu de {scheduled}, heure locale.',
  arrivalSubject: 'Réservation {reference} : {flight} arrive désormais à {arrival}',
  arrivalHeadline: '{flight} arrive désormais à {arrival}',
  arrivalText:
    'Le vol {flight} de {origin} à {destination} du {date} arrive désormais à {arrival} au lieu de {planned}, heure locale à destination.',
  gateSubject: 'Réservation {reference} : {flight} part de la porte {gate}',
  gateHeadline: '{flight} part de la porte {gate}',
  gateText: 'Le vol {flight} de {origin} à {destination} du {date} à {time} part de la porte {gate}.',
  terminalSubject: 'Réservation {reference} : {flight} part du terminal {terminal}',
  terminalHeadline: '{flight} part du terminal {terminal}',
  terminalText: 'Le vol {flight} de {origin} à {destination} du {date} à {time} part du terminal {terminal}.',
  flightCancelledSubject: 'Réservation {reference} : {flight} du {date} est annulé',
  flightCancelledHeadline: '{flight} est annulé',
  flightCancelledText:
    'Le vol {flight} de {origin} à {destination} du {date} à {time} n’aura pas lieu. Nous en sommes désolés. Votre réservation indique ce que vous pouvez faire.',
  divertedSubject: 'Réservation {reference} : {flight} est dérouté',
  divertedHeadline: '{flight} est dérouté',
  divertedText:
    'Le vol {flight} de {origin} à {destination} du {date} se pose sur un autre aéroport. L’équipage informe les passagers de la suite.',
}
