import { afterEach, expect, test } from 'vitest'
import { dbNow } from '#lib/clock.ts'
import { newId, type UserId } from '#lib/ids.ts'
import { until } from '../../../tests/support/wait.ts'
import { composeMessages } from '../messages/compose.ts'
import { say } from '../messages/letter.ts'
import { queueMessages } from '../messages/queue-messages.ts'
import { voiceOf } from '../messages/voice.ts'
import { type NotificationFixture, startNotification, viewer } from '../testing/notification-fixture.ts'

let fixture: NotificationFixture
afterEach(() => fixture.stop())

const LINK = 'https://fly.example/reset?token=let-me-in'

/** A letter with a link that lets its reader in for so long. */
async function queueSecret(validMs: number, email = 'ann@example.test') {
  const userId = newId<UserId>()
  const short = 'Somebody asked for a new password.'
  const said = say(voiceOf(undefined), {
    short,
    subject: 'A new password',
    headline: 'A new password',
    blocks: [{ kind: 'link', label: 'Choose it', url: LINK }],
  })
  const [id] = await fixture.db.transaction(async (tx) => {
    const now = await dbNow(tx)
    const secret = { shown: short, until: new Date(now.getTime() + validMs).toISOString() }
    const fact = { said, topic: 'ACCOUNT' as const, channels: ['EMAIL', 'IN_APP'] as const, secret }
    const to = { userId, bookingId: null, email, phone: null }
    return queueMessages(tx, composeMessages({ ...fact, ...to, key: `secret:${userId}` }), now)
  })
  return { id: id as string, userId }
}
const rowOf = (id: string) => fixture.db.client.notification.findUniqueOrThrow({ where: { id } })
const RETRY = `mutation($id: ID!) { retryNotification(id: $id) { __typename ... on WrongState { state } } }`
const retry = async (id: string) => (await fixture.ask(RETRY, { id }, viewer('OPERATOR'))).data.retryNotification
const seen = async () => {
  const { data } = await fixture.ask('{ deadLetters { nodes { id body } } }', {}, viewer('OPERATOR'))
  return data.deadLetters.nodes as Array<{ id: string; body: string }>
}

test('a link that lets in reaches its reader, is shown nowhere, and is erased once sent', async () => {
  fixture = await startNotification()
  const { id } = await queueSecret(60_000)
  const { mail } = await until(() => fixture.smtp.mails[0])
  expect(mail.text).toContain(LINK)
  expect(mail.html).toContain(LINK)
  await until(async () => (await rowOf(id)).status === 'SENT')
  expect(JSON.stringify(await fixture.all())).not.toContain('let-me-in')
  expect(await rowOf(id)).toMatchObject({ body: 'Somebody asked for a new password.', html: null, secretText: null })
})

test('a dead letter shows no link, is sent again while its link holds, and is erased when that is over', async () => {
  fixture = await startNotification()
  fixture.smtp.script([
    { at: 'RCPT', reply: 550 },
    { at: 'RCPT', reply: 550 },
  ])
  const { id } = await queueSecret(3_600_000)
  await until(async () => (await seen()).length === 1)
  expect(JSON.stringify(await seen())).not.toContain('let-me-in')
  expect((await retry(id)).__typename).toBe('Notification')
  await until(async () => (await rowOf(id)).status === 'DEAD')
  await fixture.db.client.$executeRaw`UPDATE notification SET secret_until = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND`
  await until(async () => (await rowOf(id)).secretText === null)
  expect(JSON.stringify(await fixture.all())).not.toContain('let-me-in')
  expect(await retry(id)).toEqual({ __typename: 'WrongState', state: 'ERASED' })
  expect(fixture.smtp.mails).toEqual([])
})

test('a link that ran out is not sent any more', async () => {
  fixture = await startNotification()
  const { id } = await queueSecret(-1000)
  const row = await until(async () => {
    const found = await rowOf(id)
    return found.status === 'DEAD' && found.secretText === null && found
  })
  expect(row.lastError).toContain('link has run out')
  expect(fixture.smtp.arrived).toEqual([])
})
