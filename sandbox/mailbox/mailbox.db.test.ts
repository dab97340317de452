import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTransport } from 'nodemailer'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '#lib/ids.ts'
import { createLog } from '#lib/log.ts'
import { createPages } from './http.ts'
import { openMailStore, type Summary } from './mail-store.ts'
import { listenForMail, type SmtpListener } from './smtp.ts'

const log = createLog('mailbox-test').child({}, { level: 'silent' })
let folder: string
let smtp: SmtpListener
let pages: ReturnType<typeof createPages>
let url: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'skygraph-mailbox-'))
  const store = await openMailStore(folder)
  smtp = await listenForMail(0, store, log)
  pages = createPages(store)
  url = await pages.listen({ host: '127.0.0.1', port: 0 })
})
afterAll(async () => {
  await smtp.stop()
  await pages.close()
  await rm(folder, { recursive: true })
})

const get = async (path: string) => {
  const response = await fetch(`${url}/mailbox${path}`)
  return { status: response.status, headers: response.headers, text: await response.text() }
}
const list = async (query = '') => JSON.parse((await get(`/messages.json${query}`)).text) as Summary[]
const send = async (mail: object) => {
  const transport = createTransport({ host: '127.0.0.1', port: smtp.port, secure: false })
  const to = `${newId()}@example.test`
  await transport.sendMail({ from: 'Skygraph <tickets@skygraph.test>', to, subject: 'Hello', text: 'text', ...mail })
  transport.close()
  const [found, ...more] = await list(`?to=${to}`)
  if (!found || more.length > 0) throw new Error('not one mail')
  return found
}

describe('the mailbox', () => {
  test('keeps a mail whole: list, page, both parts, attachment, raw', async () => {
    const found = await send({
      subject: 'Booking K7PX2M 🛫',
      html: '<p>Hello <b>عمر</b></p>',
      attachments: [{ filename: 'ticket.pdf', content: Buffer.from('%PDF-1.7 é') }],
    })
    expect(found).toMatchObject({ subject: 'Booking K7PX2M 🛫', attachments: ['ticket.pdf'] })
    expect((await list())[0]?.id).toBe(found.id)
    expect((await get('')).text).toContain('Booking K7PX2M 🛫')
    const page = await get(`/${found.id}`)
    expect(page.text).toContain('<pre>text')
    expect((await get(`/${found.id}/html`)).text).toContain('<b>عمر</b>')
    const file = await get(`/${found.id}/attachments/0`)
    expect(file.text).toBe('%PDF-1.7 é')
    expect(file.headers.get('content-disposition')).toContain('attachment; filename="ticket.pdf"')
    expect((await get(`/${found.id}/raw`)).text).toContain('Subject:')
    expect(await readdir(folder)).toContain(`${found.id}.eml`)
  })

  test("shows a stranger's text as text", async () => {
    const evil = '</title></pre><script>alert(1)</script><img src=x onerror=alert(1)>"\'&'
    const found = await send({
      subject: evil,
      text: evil,
      from: { name: evil, address: 'x@example.test' },
      attachments: [
        { filename: `"><script>${evil}.html`, content: '<script>alert(1)</script>', contentType: 'text/html' },
      ],
    })
    for (const path of ['', `/${found.id}`]) {
      const { text, headers } = await get(path)
      expect(text).not.toMatch(/<script|<img/i)
      expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/)
    }
    const file = await get(`/${found.id}/attachments/0`)
    expect(file.headers.get('content-type')).toBe('application/octet-stream')
    expect(file.headers.get('x-content-type-options')).toBe('nosniff')
    expect(file.headers.get('content-disposition')).toMatch(
      /^attachment; filename="[\w.-]+"; filename\*=UTF-8''[^"<>]+$/,
    )
  })

  test('lets HTML of a mail do nothing, framed or opened by itself', async () => {
    const found = await send({
      html: '<script>alert(1)</script><img src="http://tracker.test/x.gif"><form action="/x">',
    })
    const policy = (await get(`/${found.id}/html`)).headers.get('content-security-policy')
    expect(policy).toMatch(/^sandbox (?!.*allow-(scripts|same-origin))/)
    expect(policy).toContain("default-src 'none'; img-src data:")
    expect((await get(`/${found.id}`)).text).toMatch(/<iframe sandbox="(?!.*allow-(scripts|same-origin))/)
  })

  test('shows images that came with the mail', async () => {
    const found = await send({
      html: '<img src="cid:logo"><img src="cid:other">',
      attachments: [{ filename: 'l.png', cid: 'logo', content: Buffer.from('png'), contentType: 'image/png' }],
    })
    const { text } = await get(`/${found.id}/html`)
    expect(text).toContain('data:image/png;base64,cG5n')
    expect(text).toContain('cid:other')
  })

  test.each([
    '/../../etc/passwd',
    '/..%2f..%2fetc%2fpasswd',
    '/%2e%2e%2fpackage.json',
    `/${newId()}`,
    '/x/html',
    '/x/raw',
    `/${newId()}/attachments/0`,
    '/%00',
  ])('finds nothing at %s', async (path) => {
    const response = await fetch(`${url}/mailbox${path}`)
    expect([400, 404]).toContain(response.status)
    expect(await response.text()).not.toMatch(/root:|"name"/)
  })

  test('has no attachment before the first or after the last', async () => {
    const found = await send({})
    for (const n of ['0', '-1', '99', '1e0', '__proto__', 'length']) {
      expect((await get(`/${found.id}/attachments/${n}`)).status).toBe(404)
    }
  })

  test('refuses a mail of more than 10 MB and keeps nothing of it', async () => {
    const before = (await readdir(folder)).length
    await expect(send({ text: 'x'.repeat(11 << 20) })).rejects.toThrow(/552|size/i)
    expect(await readdir(folder)).toHaveLength(before)
  })

  test('is read again after a restart', async () => {
    const found = await send({ subject: 'before the restart' })
    const reopened = await openMailStore(folder)
    expect((await reopened.read(found.id))?.summary).toEqual(found)
  })
})
