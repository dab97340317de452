import { createTransport } from 'nodemailer'
import { outcomeOf } from './outcome.ts'
import type { Sender } from './sender.ts'

export interface MailerOptions {
  smtpUrl: string
  /** "Skygraph <tickets@skygraph.test>" */
  from: string
  connections?: number
  timeoutMs?: number
}

/** Pooled SMTP. Nothing in a mail makes nodemailer open a file or a URL, and the receiver is exactly one address. */
export function createMailer({ smtpUrl, from, connections = 4, timeoutMs = 20_000 }: MailerOptions): Sender {
  const transport = createTransport({
    url: smtpUrl,
    pool: true,
    maxConnections: connections,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return {
    async send(mail, files) {
      try {
        await transport.sendMail({
          from,
          to: { name: '', address: mail.recipient },
          subject: mail.subject,
          text: mail.text,
          ...(mail.html !== null && { html: mail.html }),
          messageId: mail.messageId,
          headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
          attachments: files,
        })
        return { kind: 'sent' }
      } catch (error) {
        return outcomeOf(error)
      }
    },
    close: () => transport.close(),
  }
}

/** What follows the @ of "Name <address>", for Message-IDs. */
export const domainOf = (from: string): string => /@([A-Za-z0-9.-]+)>?\s*$/.exec(from)?.[1] ?? 'skygraph.invalid'
