import { type WrongState, wrongState } from '#lib/refusal.ts'
import type { BookingAction, BookingRow } from './booking.ts'

export interface ActionFacts {
  now: Date
  /** Of the first flight */
  departsAt: Date
  paymentProcessing: boolean
  /** A change of aircraft left somebody without a seat */
  seatLost: boolean
}

/** Nobody pays for a booking somebody of which has no seat. */
export const SEAT_LOST = wrongState('SEAT_LOST', 'Choose a seat for everybody first.')

type State = Pick<BookingRow, 'status' | 'payBy' | 'discountCode'>

const ACTIONS: readonly BookingAction[] = ['PAY', 'APPLY_DISCOUNT', 'CHANGE_SEAT', 'CORRECT_NAME', 'CANCEL']

/** What the owner may do now; true to what the mutations accept. */
export const availableActions = (booking: State, facts: ActionFacts): BookingAction[] =>
  ACTIONS.filter((action) => !actionRefusal(action, booking, facts))

/** Why the booking is not in a state for the action now; undefined: it is. */
export function actionRefusal(action: BookingAction, booking: State, facts: ActionFacts): WrongState | undefined {
  switch (action) {
    case 'PAY':
      return priceIsFixed(booking, facts) ?? lacksSeat(facts)
    case 'APPLY_DISCOUNT':
      if (booking.status === 'PENDING_PAYMENT' && booking.discountCode !== null) {
        return wrongState('DISCOUNTED', 'This booking has its discount already.')
      }
      return priceIsFixed(booking, facts)
    case 'CHANGE_SEAT':
      return booking.status === 'CONFIRMED' ? hasLeft(facts) : priceIsFixed(booking, facts)
    case 'CORRECT_NAME':
      return booking.status === 'CONFIRMED' ? hasLeft(facts) : isOver(booking, facts)
    case 'CANCEL':
      if (booking.status === 'PENDING_PAYMENT') return undefined
      return booking.status === 'CONFIRMED' ? hasLeft(facts) : ended(booking)
  }
}

/** Of a booking that is not one waiting for payment, or is too late for it. */
function isOver(booking: State, facts: ActionFacts): WrongState | undefined {
  if (booking.status !== 'PENDING_PAYMENT') return ended(booking)
  if (facts.now >= booking.payBy) return wrongState('EXPIRED', 'The time to pay is over.')
  return hasLeft(facts)
}

/** Also while a payment is processed: what it charges is what was agreed on. */
function priceIsFixed(booking: State, facts: ActionFacts): WrongState | undefined {
  if (booking.status === 'PENDING_PAYMENT' && facts.paymentProcessing) {
    return wrongState('PAYMENT_PROCESSING', 'A payment for this booking is being processed.')
  }
  return isOver(booking, facts)
}

const lacksSeat = ({ seatLost }: ActionFacts): WrongState | undefined => (seatLost ? SEAT_LOST : undefined)

const hasLeft = ({ now, departsAt }: ActionFacts): WrongState | undefined =>
  now >= departsAt ? wrongState('DEPARTED', 'The first flight has left.') : undefined

const ended = ({ status }: State): WrongState => wrongState(status, 'The booking does not allow this any more.')
