/** Something that has to be asked does not answer, or nobody said where it is. */
export class Away extends Error {
  override name = 'Away'
}
