import { emailKey, isEmail } from '../accounts/email.ts'
import type { UserDeps } from '../deps.ts'
import { saveResetRequest } from './store.ts'

/**
 * Notes the address and no more: whether it has an account is looked up later and elsewhere, so that neither the answer
 * nor its time can tell.
 */
export async function requestPasswordReset({ db }: UserDeps, email: string): Promise<void> {
  if (isEmail(email)) await saveResetRequest(db.client, emailKey(email))
}
