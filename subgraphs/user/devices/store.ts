import type { Tx } from '../database.ts'

/** Of an account, those seen last first; to be asked while its row is locked. */
export async function loadDevices(tx: Tx, userId: string): Promise<string[]> {
  const found = await tx.knownDevice.findMany({
    where: { userId },
    orderBy: { lastSeenAt: 'desc' },
    select: { device: true },
  })
  return found.map(({ device }) => device)
}

export async function saveDevice(tx: Tx, userId: string, { device, now }: { device: string; now: Date }) {
  await tx.$executeRaw`
    INSERT INTO known_device (user_id, device, last_seen_at) VALUES (${userId}, ${device}, ${now})
    ON DUPLICATE KEY UPDATE last_seen_at = VALUES(last_seen_at)`
}

export async function forgetDevices(tx: Tx, userId: string, devices: string[]): Promise<void> {
  await tx.knownDevice.deleteMany({ where: { userId, device: { in: devices } } })
}
