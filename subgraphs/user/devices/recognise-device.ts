import { writeEvents } from '#lib/outbox.ts'
import { toSnapshot, type UserRow } from '../accounts/user.ts'
import type { Tx } from '../database.ts'
import { type Client, describeDevice, deviceOf, MOST_DEVICES } from './device.ts'
import { forgetDevices, loadDevices, saveDevice } from './store.ts'

/**
 * Remembers what an account, whose row is locked, is used from, and tells its owner where that is new. The first of an
 * account is news to nobody.
 */
export async function recogniseDevice(
  tx: Tx,
  user: UserRow,
  { client, now }: { client: Client; now: Date },
): Promise<void> {
  const device = deviceOf(user.id, client)
  const before = await loadDevices(tx, user.id)
  await saveDevice(tx, user.id, { device, now })
  if (before.length === 0 || before.includes(device)) return
  const tooMany = before.slice(MOST_DEVICES - 1)
  if (tooMany.length > 0) await forgetDevices(tx, user.id, tooMany)
  const data = { ...toSnapshot(user), ...describeDevice(client), address: client.address || null }
  await writeEvents(tx, 'user', [{ type: 'user.new-device-signed-in.v1', key: user.id, data }])
}
