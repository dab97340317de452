import { openEmbeddedBus } from '#lib/bus/embedded-bus.ts'
import type { Viewer } from '#lib/identity.ts'
import { newId } from '#lib/ids.ts'
import { createLog } from '#lib/log.ts'
import { parseEvent } from '#schema/events.ts'
import { newViewer } from '../../support/booking.ts'

/** Accounts as the user subgraph tells of them, without the work of 2,000 sign-ups: their mails have an address. */
export async function signUpAll(count: number, busUrl: string): Promise<Viewer[]> {
  const viewers = Array.from({ length: count }, () => newViewer())
  const bus = openEmbeddedBus(busUrl, createLog('travellers'))
  await bus.publish(
    viewers.map(({ id, email }) => ({ topic: 'user.v1', key: id, value: JSON.stringify(updated(id, email)) })),
  )
  await bus.close()
  return viewers
}

const updated = (userId: string, email: string) =>
  parseEvent({
    specversion: '1.0',
    id: newId(),
    source: '/skygraph/user',
    type: 'user.updated.v1',
    subject: userId,
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    data: { userId, email, name: 'Asha Rao', phone: null, locale: 'en', timeZone: 'Asia/Kolkata' },
  })
