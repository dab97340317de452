/** Fields of the contract that a later issue builds; each answers NOT_IMPLEMENTED. */
export const notImplemented = [
  'Mutation.applyDiscount',
  'Mutation.changeSeat',
  'Mutation.correctName',
  'Mutation.blockSeats',
  'Mutation.holdSeats(best)',
  'Flight.manifest',
  'Flight.swapPreview',
]
