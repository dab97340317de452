import { unauthenticated } from '#lib/errors.ts'
import type { Viewer } from '#lib/identity.ts'
import type { UserDeps } from '../deps.ts'
import { type InvalidField, invalidField } from '../refusal.ts'
import { type Profile, type ProfileInput, readProfile } from './profile.ts'
import { lockUser, saveProfile } from './store.ts'
import type { UserRow } from './user.ts'

/** Changes what is given; where that is what it was, nothing happens and nobody is told. */
export async function updateProfile(
  { db }: UserDeps,
  viewer: Viewer,
  input: ProfileInput,
): Promise<{ ok: true; user: UserRow } | InvalidField> {
  const read = readProfile(input)
  if (!read.ok) return invalidField(['input', read.field], read.message)
  const user = await db.transaction(async (tx) => {
    const before = await lockUser(tx, viewer.id)
    if (!before) throw unauthenticated('The account is gone.')
    const changed = changes(before, read.profile)
    return Object.keys(changed).length === 0 ? before : saveProfile(tx, viewer.id, changed)
  })
  return { ok: true, user }
}

function changes(before: Profile, after: Partial<Profile>): Partial<Profile> {
  const fields = Object.keys(after) as Array<keyof Profile>
  return Object.fromEntries(
    fields.filter((field) => after[field] !== before[field]).map((field) => [field, after[field]]),
  )
}
