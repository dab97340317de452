import { createClient } from 'graphql-ws'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import WebSocket from 'ws'
import { signViewer, type Viewer } from '#lib/identity.ts'
import { newId } from '#lib/ids.ts'
import { until } from '../../tests/support/wait.ts'
import { GATEWAY_SECRET, type NotificationFixture, startNotification, viewer } from './testing/notification-fixture.ts'
import { eventOf, sampleConfirmed, sampleUser } from './testing/sample-events.ts'

let fixture: NotificationFixture
beforeAll(async () => {
  fixture = await startNotification({ instances: 2 })
})
afterAll(() => fixture.stop())

const operator = viewer('OPERATOR')
const MINE = `query($r: [_Any!]!, $first: Int! = 20, $after: String) { _entities(representations: $r) { ... on User {
  notifications(first: $first, after: $after) { nodes { id subject body channel status } edges { cursor } pageInfo { hasNextPage endCursor } }
  notificationPreferences { topic channel enabled mandatory } } } }`
const userRef = (id: string) => [{ __typename: 'User', id }]
const mine = async (as: Viewer | null, id: string | undefined = as?.id, page: object = {}) =>
  fixture.ask(MINE, { r: userRef(id ?? newId()), ...page }, as)

/** A user with their welcome messages, a mail and one inside the application. */
async function newUser(changes: Parameters<typeof sampleUser>[0] = {}) {
  const user = sampleUser(changes)
  await fixture.publish(eventOf('user.created.v1', user))
  const as = viewer('CUSTOMER', user.userId)
  await until(
    async () => (await fixture.db.client.notification.count({ where: { userId: user.userId, status: 'SENT' } })) === 2,
  )
  return as
}

const SEND = `mutation($i: SendNotificationInput!) { sendNotification(input: $i) { __typename
  ... on Notification { id subject status } ... on Problem { code path } } }`
const letter = (changes: object = {}) => ({
  userId: newId(),
  topic: 'FLIGHT',
  channel: 'IN_APP',
  subject: 'Gate B12',
  body: 'Your flight boards at gate B12.',
  idempotencyKey: newId(),
  ...changes,
})
const send = async (input: object, as: Viewer = operator) => fixture.ask(SEND, { i: input }, as)

describe('notifications of a user', () => {
  test('are seen by the user and an administrator, and by nobody else', async () => {
    const ann = await newUser()
    const seen = (answer: Awaited<ReturnType<typeof mine>>) => answer.data._entities[0].notifications
    expect(seen(await mine(ann)).nodes.map(({ subject }: { subject: string }) => subject)).toEqual([
      'Welcome to Skygraph',
      'Welcome to Skygraph',
    ])
    expect(seen(await mine(viewer('ADMIN'), ann.id)).nodes).toHaveLength(2)
    expect(seen(await mine(viewer(), ann.id))).toBeNull()
    expect(seen(await mine(operator, ann.id))).toBeNull()
    expect((await mine(null, ann.id)).code).toBe('UNAUTHENTICATED')
  })

  test('come newest first, page by page, each once', async () => {
    const ann = await newUser()
    for (const n of [1, 2, 3, 4, 5]) await send(letter({ userId: ann.id, subject: `message ${n}` }))
    const subjects: string[] = []
    let after: string | null = null
    do {
      const page: { nodes: Array<{ subject: string }>; pageInfo: { hasNextPage: boolean; endCursor: string } } = (
        await mine(ann, ann.id, { first: 3, after })
      ).data._entities[0].notifications
      subjects.push(...page.nodes.map(({ subject }) => subject))
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null
    } while (after)
    expect(subjects.slice(0, 5)).toEqual([5, 4, 3, 2, 1].map((n) => `message ${n}`))
    expect(subjects).toHaveLength(7)
  })

  test.each([[{ first: 0 }], [{ first: 101 }], [{ first: -1 }], [{ after: 'no cursor' }], [{ after: '' }]])(
    '%j is an error of the caller',
    async (page) => {
      expect((await mine(viewer(), undefined, page)).code).toBe('BAD_USER_INPUT')
    },
  )

  test('are marked as read by the user alone, once', async () => {
    const ann = await newUser()
    const [note] = (await mine(ann)).data._entities[0].notifications.nodes
    const read = async (as: Viewer, id = note.id) =>
      (await fixture.ask('mutation($id: ID!) { markNotificationRead(id: $id) { id readAt } }', { id }, as)).data
        .markNotificationRead
    expect(await read(viewer())).toBeNull()
    expect(await read(operator)).toBeNull()
    const first = await read(ann)
    expect(first.readAt).toMatch(/^\d{4}-\d\d-\d\dT/)
    expect((await read(ann)).readAt).toBe(first.readAt)
    expect(await read(ann, 'nonsense')).toBeNull()
    expect(await read(ann, newId())).toBeNull()
  })
})

describe('notifications of a booking', () => {
  const OF = `query($r: [_Any!]!) { _entities(representations: $r) { ... on Booking { notifications { subject channel lastError } } } }`
  const PLAIN = OF.replace(' lastError', '')

  test('are seen by its owner and by operators; what went wrong with them by operators alone', async () => {
    const data = sampleConfirmed()
    await fixture.publish(eventOf('booking.confirmed.v1', data))
    const r = [{ __typename: 'Booking', id: data.bookingId }]
    const count = async (as: Viewer) => (await fixture.ask(PLAIN, { r }, as)).data._entities[0].notifications.length
    const owner = viewer('CUSTOMER', data.userId)
    await until(async () => (await count(owner)) === 2)
    expect(await count(viewer())).toBe(0)
    expect(await count(operator)).toBe(2)
    expect((await fixture.ask(OF, { r }, owner)).code).toBe('FORBIDDEN')
    expect((await fixture.ask(OF, { r }, operator)).code).toBeUndefined()
  })
})

describe('preferences', () => {
  const SET = `mutation($t: NotificationTopic!, $c: Channel!, $e: Boolean!) { setNotificationPreference(topic: $t, channel: $c, enabled: $e) {
    __typename ... on NotificationPreference { enabled mandatory } ... on WrongState { state code } } }`
  const set = async (as: Viewer, t: string, c: string, e: boolean) =>
    (await fixture.ask(SET, { t, c, e }, as)).data.setNotificationPreference

  test("are kept, and another's are nobody's business", async () => {
    const ann = viewer()
    expect(await set(ann, 'FLIGHT', 'IN_APP', false)).toMatchObject({
      __typename: 'NotificationPreference',
      enabled: false,
    })
    const all = (await mine(ann)).data._entities[0].notificationPreferences
    expect(all).toHaveLength(12)
    expect(all).toContainEqual({ topic: 'FLIGHT', channel: 'IN_APP', enabled: false, mandatory: false })
    expect((await mine(viewer('ADMIN'), ann.id)).data._entities[0].notificationPreferences).toBeNull()
    expect(await set(ann, 'FLIGHT', 'IN_APP', true)).toMatchObject({ enabled: true })
  })

  test('a mandatory one cannot be switched off', async () => {
    const ann = viewer()
    expect(await set(ann, 'BOOKING', 'EMAIL', false)).toEqual({
      __typename: 'WrongState',
      state: 'MANDATORY',
      code: 'WRONG_STATE',
    })
    expect(await set(ann, 'BOOKING', 'EMAIL', true)).toMatchObject({ enabled: true, mandatory: true })
  })

  test('one switched off holds a message back', async () => {
    const ann = await newUser()
    await set(ann, 'FLIGHT', 'IN_APP', false)
    expect((await send(letter({ userId: ann.id }))).data.sendNotification.status).toBe('SUPPRESSED')
    expect((await mine(ann)).data._entities[0].notifications.nodes).toHaveLength(2)
  })
})

describe('a message by hand', () => {
  test('reaches its user once, though sent twice with one key', async () => {
    const ann = await newUser()
    const input = letter({
      userId: ann.id,
      channel: 'EMAIL',
      subject: 'Gate <B12> & more',
      body: 'Line 1\r\n<b>Line 2</b>',
    })
    const [one, two] = await Promise.all([send(input), send(input)])
    expect(one.data.sendNotification).toMatchObject({ __typename: 'Notification', subject: 'Gate <B12> & more' })
    expect(two.data.sendNotification.id).toBe(one.data.sendNotification.id)
    const id = one.data.sendNotification.id
    const sent = await until(() => fixture.smtp.mails.find(({ mail }) => mail.messageId?.includes(id)))
    expect(sent.mail.subject).toBe('Gate <B12> & more')
    expect(sent.mail.html).toContain('&lt;b&gt;Line 2&lt;/b&gt;')
    const conflict = await send({ ...input, body: 'other' })
    expect(conflict.data.sendNotification.__typename).toBe('IdempotencyConflict')
  })

  test.each([
    [{ subject: '' }, 'InvalidInput'],
    [{ subject: 'two\r\nBcc: x@evil.test' }, 'InvalidInput'],
    [{ subject: 's'.repeat(151) }, 'InvalidInput'],
    [{ body: ' \n ' }, 'InvalidInput'],
    [{ body: 'b'.repeat(10_001) }, 'InvalidInput'],
    [{ idempotencyKey: '' }, 'InvalidInput'],
    [{ idempotencyKey: 'clé' }, 'InvalidInput'],
    [{}, 'NotFound'],
    [{ userId: "' OR 1=1 --" }, 'NotFound'],
  ])('with %j is refused as %s and makes nothing', async (changes, type) => {
    const before = await fixture.db.client.notification.count()
    expect((await send(letter(changes))).data.sendNotification.__typename).toBe(type)
    expect(await fixture.db.client.notification.count()).toBe(before)
  })

  test('is for operators', async () => {
    expect((await send(letter(), viewer())).code).toBe('FORBIDDEN')
  })

  test('goes out as an SMS to a number that can be one, where its user wants them', async () => {
    const ann = await newUser({ phone: '+91 (98765) 432-10' })
    const input = letter({ userId: ann.id, channel: 'SMS', body: 'Gate B12, Ann.' })
    expect((await send(input)).data.sendNotification.status).toBe('SUPPRESSED')
    await fixture.db.client.preference.create({
      data: { userId: ann.id, topic: 'FLIGHT', channel: 'SMS', enabled: true },
    })
    const { id } = (await send({ ...input, idempotencyKey: newId() })).data.sendNotification
    const sms = await until(() => fixture.sms.find(({ key }) => key.includes(id)))
    expect(sms).toEqual({ to: '+919876543210', text: 'Gate B12, Ann.', key: `<${id}@skygraph.test>` })
    const bo = await newUser({ phone: '98765 43210' })
    expect((await send(letter({ userId: bo.id, channel: 'SMS' }))).data.sendNotification).toMatchObject({
      __typename: 'InvalidInput',
      path: ['input', 'channel'],
    })
  })
})

describe('dead letters', () => {
  const DEAD = '{ deadLetters { nodes { id status lastError attempts } } }'
  const RETRY = `mutation($id: ID!) { retryNotification(id: $id) { __typename ... on Notification { status attempts } ... on WrongState { state } ... on Problem { code } } }`
  const retry = async (id: string, as = operator) => fixture.ask(RETRY, { id }, as)

  test('are listed with the reason, and sent again when asked', async () => {
    fixture.smtp.script([{ at: 'RCPT', reply: 550 }], 'dead@')
    const data = sampleConfirmed({ contactEmail: 'dead@example.test' })
    await fixture.publish(eventOf('booking.confirmed.v1', data))
    const [letter] = await until(async () => {
      const { nodes } = (await fixture.ask(DEAD, {}, operator)).data.deadLetters
      return nodes.length > 0 && nodes
    })
    expect(letter).toMatchObject({ status: 'DEAD', attempts: 1, lastError: expect.stringContaining('550') })
    const [one, two] = await Promise.all([retry(letter.id), retry(letter.id)])
    const types = [one, two].map(({ data }) => data.retryNotification.__typename).toSorted()
    expect(types).toEqual(['Notification', 'WrongState'])
    await until(() => fixture.smtp.mails.find(({ mail }) => mail.messageId?.includes(letter.id)))
    await until(async () => (await fixture.ask(DEAD, {}, operator)).data.deadLetters.nodes.length === 0)
    expect((await retry(letter.id)).data.retryNotification.__typename).toBe('WrongState')
  })

  test('are for operators', async () => {
    expect((await fixture.ask(DEAD, {}, viewer())).code).toBe('FORBIDDEN')
    expect((await retry(newId(), viewer())).code).toBe('FORBIDDEN')
    expect((await retry(newId())).data.retryNotification.__typename).toBe('NotFound')
    expect((await retry('nonsense')).data.retryNotification.__typename).toBe('NotFound')
  })
})

describe('notificationReceived', () => {
  function listen(url: string, as: Viewer | null) {
    const client = createClient({
      url: `${url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: () => ({ viewer: signViewer(GATEWAY_SECRET, null) }),
    })
    const subjects: string[] = []
    const errors: unknown[] = []
    client.subscribe<{ notificationReceived: { subject: string } }>(
      {
        query: 'subscription { notificationReceived { subject channel } }',
        extensions: { viewer: signViewer(GATEWAY_SECRET, as) },
      },
      {
        next: ({ data, errors: more }) => {
          if (data?.notificationReceived) subjects.push(data.notificationReceived.subject)
          errors.push(...(more ?? []))
        },
        error: (error) => errors.push(error),
        complete: () => {},
      },
    )
    return { subjects, errors, close: () => client.dispose() }
  }

  test("tells every instance's listeners of what any instance makes, each message once, and nobody else", async () => {
    const [ann, bo] = [await newUser(), await newUser()]
    const [here, there] = fixture.urls.map((url) => listen(url, ann))
    const other = listen(fixture.urls[0] ?? '', bo)
    if (!here || !there) throw new Error('two instances')
    // Whether they listen yet only a first message can tell.
    let probes = 0
    await until(
      async () => {
        await send(letter({ userId: ann.id, subject: `probe ${probes++}` }))
        return here.subjects.length > 0 && there.subjects.length > 0
      },
      { everyMs: 300 },
    )
    const wanted = [1, 2, 3, 4, 5].map((n) => `message ${n}`)
    for (const subject of wanted) await send(letter({ userId: ann.id, subject }))
    const messages = (listener: { subjects: string[] }) => listener.subjects.filter((s) => s.startsWith('message'))
    await until(() => messages(here).length >= 5 && messages(there).length >= 5)
    expect(messages(here)).toEqual(wanted)
    expect(messages(there)).toEqual(wanted)
    expect(here.subjects).not.toContain('Welcome to Skygraph')
    expect(other.subjects).toEqual([])
    expect([...here.errors, ...there.errors, ...other.errors]).toEqual([])
    for (const listener of [here, there, other]) await listener.close()
  })

  test('needs a viewer', async () => {
    const nobody = listen(fixture.urls[0] ?? '', null)
    await until(() => nobody.errors.length > 0)
    expect(JSON.stringify(nobody.errors)).toContain('UNAUTHENTICATED')
    await nobody.close()
  })
})
