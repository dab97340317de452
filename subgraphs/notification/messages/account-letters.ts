import type { SkyEventData } from '#schema/events.ts'
import { formatMoment } from '../language/format.ts'
import { accountTexts } from '../texts/account-texts.ts'
import { type Block, type Said, say } from './letter.ts'
import { oneLine } from './plain-text.ts'
import type { Voice } from './voice.ts'

/** A link that lets its reader in, and when it runs out. */
export interface Pass {
  url: string
  /** RFC 3339 */
  until: string
}

type Text = ReturnType<typeof accountTexts.in>

const wordsFor = (voice: Voice) => accountTexts.in(voice.language)
const paragraph = (text: string): Block => ({ kind: 'paragraph', text })

/** @param pass to verify the address with, where there is something to verify */
export function welcome(voice: Voice, { home, pass }: { home: string; pass: Pass | undefined }): Said {
  const text = wordsFor(voice)
  const next: Block[] = pass ? verifying(voice, pass) : [{ kind: 'link', label: text('findFlight'), url: home }]
  return say(voice, {
    short: text('welcomeText'),
    subject: text('welcomeSubject'),
    headline: text('welcomeHeadline'),
    blocks: [paragraph(text('welcomeText')), ...next, paragraph(text('notYourAccount'))],
  })
}

export function verificationAsked(voice: Voice, pass: Pass): Said {
  const text = wordsFor(voice)
  return say(voice, {
    short: text('verifyShort'),
    preheader: verifyText(voice, pass),
    subject: text('verifySubject'),
    headline: text('verifySubject'),
    blocks: [...verifying(voice, pass), paragraph(text('notYourAccount'))],
  })
}

const verifyText = (voice: Voice, { until }: Pass) =>
  wordsFor(voice)('verifyText', { until: formatMoment(until, voice) })

const verifying = (voice: Voice, pass: Pass): Block[] => [
  paragraph(verifyText(voice, pass)),
  { kind: 'link', label: wordsFor(voice)('verifyLink'), url: pass.url },
]

export function resetAsked(voice: Voice, { url, until }: Pass): Said {
  const text = wordsFor(voice)
  const asked = text('resetText', { until: formatMoment(until, voice) })
  return say(voice, {
    short: text('resetShort'),
    preheader: asked,
    subject: text('resetSubject'),
    headline: text('resetSubject'),
    blocks: [paragraph(asked), { kind: 'link', label: text('resetSubject'), url }, paragraph(text('resetNotYou'))],
  })
}

/** @param resetUrl where a new password is asked for */
export function passwordChanged(voice: Voice, { at, resetUrl }: { at: string; resetUrl: string }): Said {
  const text = wordsFor(voice)
  const changed = text('passwordText', { at: formatMoment(at, voice) })
  return say(voice, {
    short: changed,
    subject: text('passwordSubject'),
    headline: text('passwordSubject'),
    blocks: [paragraph(changed), ...notYou(text, 'passwordNotYou', resetUrl)],
  })
}

type Device = Pick<SkyEventData<'user.new-device-signed-in.v1'>, 'browser' | 'system' | 'address'>

export function newDevice(
  voice: Voice,
  { device, at, resetUrl }: { device: Device; at: string; resetUrl: string },
): Said {
  const text = wordsFor(voice)
  const name = nameOf(text, device)
  const moment = formatMoment(at, voice)
  const facts: Array<[string, string]> = [
    [text('labelTime'), moment],
    [text('labelDevice'), name],
    [text('labelAddress'), device.address === null ? text('unknown') : oneLine(device.address, 64)],
  ]
  return say(voice, {
    short: text('deviceShort', { device: name, at: moment }),
    subject: text('deviceSubject'),
    headline: text('deviceSubject'),
    blocks: [paragraph(text('deviceText')), { kind: 'facts', facts }, ...notYou(text, 'deviceNotYou', resetUrl)],
  })
}

const notYou = (text: Text, key: 'passwordNotYou' | 'deviceNotYou', resetUrl: string): Block[] => [
  paragraph(text(key)),
  { kind: 'link', label: text('resetSubject'), url: resetUrl },
]

function nameOf(text: Text, device: Device): string {
  const [browser, system] = [device.browser, device.system].map((name) => name && oneLine(name, 40))
  if (browser && system) return text('deviceOn', { browser, system })
  return browser || system || text('unknown')
}
