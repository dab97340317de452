const MAX_LENGTH = 254
const MAX_LOCAL_LENGTH = 64

// The dot-atom of RFC 5322 at a host name with at least two labels; no quoted parts, no comments, no literals, nothing
// outside ASCII: what passes may stand in the header of a mail as it is.
const ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
const LABEL = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?'
const ADDRESS = new RegExp(`^${ATOM}(?:\\.${ATOM})*@(?:${LABEL}\\.)+[A-Za-z]${LABEL}$`)

export function isEmail(text: string): boolean {
  if (text.length > MAX_LENGTH || text.indexOf('@') > MAX_LOCAL_LENGTH) return false
  return ADDRESS.test(text)
}

/** As addresses are compared: no provider tells `Ann@` from `ann@`, though RFC 5321 would let it. */
export const emailKey = (email: string): string => email.toLowerCase()
