/** A guard of the real code, and what takes its place: for negative controls that show what it is there for. */
export interface Weakening {
  find: string
  replace: string
}

/** Rows are read without being locked. */
export const noLock: Weakening = { find: 'FOR UPDATE', replace: '' }
/** A claim is written over whatever is there. */
export const noSeatGuard: Weakening = { find: "(status = 'AVAILABLE' OR (", replace: '(TRUE OR (' }
/** One is taken though none may be left. */
export const noDiscountGuard: Weakening = { find: 'AND redemptions < max_redemptions', replace: '' }
/** Each request is a customer of its own. */
export const noCustomerLock: Weakening[] = [
  { find: 'INTO customer (user_id, holds) SELECT w.name', replace: 'INTO customer (user_id, holds) SELECT UUID()' },
]
