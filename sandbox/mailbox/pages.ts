import type { Email } from 'postal-mime'
import { type Html, html } from '#lib/html.ts'
import type { Summary } from './mail-store.ts'
import { style } from './style.ts'

export const PREFIX = '/mailbox'

export function listPage(mails: Summary[]): string {
  const list =
    mails.length === 0
      ? html`<p class="empty">No mail yet. Book a flight!</p>`
      : html`<ul class="mails">${mails.map(line)}</ul>`
  return page('Mailbox', html`<div class="card">${list}</div>`)
}

const line = ({ id, subject, to, receivedAt, attachments }: Summary): Html =>
  html`<li><a href="${PREFIX}/${id}">
<span class="subject"><bdi>${subject || '(no subject)'}</bdi></span><time datetime="${receivedAt}">${shortTime(receivedAt)}</time>
<span class="to">to <bdi>${to}</bdi></span><span class="files">${attachments.length > 0 && `${attachments.length} attached`}</span>
</a></li>`

export function mailPage(summary: Summary, mail: Email): string {
  const base = `${PREFIX}/${summary.id}`
  const facts: Array<[string, string]> = [
    ['From', summary.from],
    ['To', summary.to],
    ['Delivered to', summary.envelopeTo.join(', ')],
    ['Received', shortTime(summary.receivedAt)],
    ['Message-ID', summary.messageId ?? ''],
  ]
  return page(
    summary.subject,
    html`<div class="card"><h1><bdi>${summary.subject || '(no subject)'}</bdi></h1>
<dl>${facts.map(([name, value]) => html`<dt>${name}</dt><dd><bdi>${value}</bdi></dd>`)}</dl></div>
${summary.attachments.length > 0 && attachments(base, summary)}
${mail.html !== undefined && html`<h2>HTML</h2><div class="card"><iframe sandbox="allow-popups allow-popups-to-escape-sandbox" src="${base}/html" title="HTML part"></iframe></div>`}
${mail.text !== undefined && html`<h2>Text</h2><div class="card"><pre>${mail.text}</pre></div>`}
<a class="raw" href="${base}/raw">Download as .eml</a>`,
  )
}

const attachments = (base: string, { attachments: names }: Summary): Html =>
  html`<h2>Attachments</h2><div class="card attachments">${names.map((name, n) => html`<a href="${base}/attachments/${n}"><bdi>${name}</bdi></a>`)}</div>`

export const notFoundPage = (): string =>
  page('No such mail', html`<div class="card"><p class="empty">There is no such mail.</p></div>`)

const shortTime = (iso: string) => `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`

function page(title: string, content: Html): string {
  return html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><style>${style}</style></head>
<body><header><a href="${PREFIX}">✈ Skygraph mailbox</a><span>what the system sent, caught on this machine</span></header><main>${content}</main></body>
</html>`.html
}
