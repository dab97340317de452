import { type Html, html, trustedHtml } from '#lib/html.ts'
import { type Direction, directionOf } from '../language/language.ts'
import { texts } from '../texts/texts.ts'
import type { BookedFlight, Call } from './itinerary.ts'
import type { Block, Letter } from './letter.ts'

// Mail programs know tables and inline styles; many drop style sheets, so that one only makes the dark of those that
// keep it. Outlook knows no max-width: the conditional comment gives it a table of 600 px.
const FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
const INK = '#16213a'
const SOFT = '#56617a'
const LINE = '#e3e8f1'
const BLUE = '#1b3a8f'

const DARK = trustedHtml(`:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (prefers-color-scheme:dark){.page{background:#0d1424!important}.card{background:#141d33!important}.ink{color:#e6ebf5!important}.soft{color:#a3b0c9!important}.code{color:#9db8ff!important}.line{border-color:#2a3550!important}}`)
const OUTLOOK_OPENS = trustedHtml(
  '<!--[if mso]><table role="presentation" width="600" align="center" cellpadding="0" cellspacing="0"><tr><td><![endif]-->',
)
const OUTLOOK_CLOSES = trustedHtml('<!--[if mso]></td></tr></table><![endif]-->')
/** Keeps the text behind the preheader out of a mail program's list. */
const PADDING = trustedHtml('&#847;&zwnj;&nbsp;'.repeat(60))

interface Setting {
  direction: Direction
  airportTimes: string
}

/** The HTML part of a mail. Names stand in <bdi>, so that those of the other direction leave the text around in place. */
export function renderHtml(letter: Letter): string {
  const text = texts.in(letter.language)
  const direction = directionOf(letter.language)
  const setting = { direction, airportTimes: text('airportTimes') }
  const page = html`<!doctype html>
<html lang="${letter.language}" dir="${direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no,date=no,address=no,email=no">
<title>${letter.subject}</title>
<style>${DARK}</style>
</head>
<body class="page" style="margin:0;padding:0;background:#eef2f8;${FONT}">
<div style="display:none;max-height:0;overflow:hidden;opacity:0;font-size:1px;line-height:1px">${letter.preheader}${PADDING}</div>
<table role="presentation" dir="${direction}" class="page" width="100%" cellpadding="0" cellspacing="0" style="background:#eef2f8"><tr><td align="center" style="padding:24px 12px">
${OUTLOOK_OPENS}<table role="presentation" dir="${direction}" class="card" width="100%" cellpadding="0" cellspacing="0" style="width:100%;max-width:600px;background:#ffffff;border-radius:12px;${startOf(direction)};${FONT}">
<tr><td style="background:${BLUE};border-radius:12px 12px 0 0;padding:18px 24px;color:#ffffff;font-size:18px;font-weight:700;letter-spacing:.3px"><span dir="ltr">&#9992;&#xFE0E; Skygraph</span></td></tr>
<tr><td class="ink" style="padding:28px 24px 8px;color:${INK};word-break:break-word;overflow-wrap:anywhere">
<p class="soft" style="margin:0 0 8px;font-size:15px;color:${SOFT}"><bdi>${letter.greeting}</bdi></p>
<h1 class="ink" style="margin:0 0 16px;font-size:22px;line-height:1.3;color:${INK}">${letter.headline}</h1>
${letter.blocks.map((of) => block(of, setting))}
</td></tr>
<tr><td class="soft line" style="padding:16px 24px 24px;border-top:1px solid ${LINE};font-size:12px;line-height:1.5;color:${SOFT}">${text('footer')}</td></tr>
</table>${OUTLOOK_CLOSES}
</td></tr></table>
</body>
</html>`
  return page.html
}

const startOf = (direction: Direction) => `text-align:${direction === 'rtl' ? 'right' : 'left'}`

function block(of: Block, { direction, airportTimes }: Setting): Html {
  switch (of.kind) {
    case 'paragraph':
      return html`<p class="ink" style="margin:0 0 16px;font-size:15px;line-height:1.55;white-space:pre-line;color:${INK}">${of.text}</p>\n`
    case 'flights':
      return html`${of.flights.map((one) => flight(one, direction))}<p class="soft" style="margin:0 0 16px;font-size:12px;color:${SOFT}">${airportTimes}</p>\n`
    case 'facts':
      return html`<table role="presentation" dir="${direction}" cellpadding="0" cellspacing="0" style="margin:0 0 16px;font-size:15px;${startOf(direction)}">${of.facts.map(fact)}</table>\n`
    case 'link':
      return html`<table role="presentation" cellpadding="0" cellspacing="0" style="margin:4px 0 20px"><tr><td style="background:${BLUE};border-radius:8px"><a href="${of.url}" style="display:inline-block;padding:11px 20px;color:#ffffff;text-decoration:none;font-size:15px;font-weight:600">${of.label}</a></td></tr></table>\n`
  }
}

const fact = ([label, value]: [string, string]): Html =>
  html`<tr><td class="soft" style="padding:3px 0;padding-inline-end:18px;color:${SOFT};vertical-align:top;word-break:normal;overflow-wrap:normal">${label}</td><td class="ink" style="padding:3px 0;font-weight:600;color:${INK};vertical-align:top"><bdi>${value}</bdi></td></tr>`

function flight({ number, airlineName, departure, arrival, travellers }: BookedFlight, direction: Direction): Html {
  return html`<table role="presentation" dir="${direction}" class="line" width="100%" cellpadding="0" cellspacing="0" style="margin:0 0 14px;border:1px solid ${LINE};border-radius:10px;${startOf(direction)}">
<tr><td colspan="2" class="soft" style="padding:12px 16px 4px;font-size:13px;color:${SOFT}"><strong class="ink" style="color:${INK}"><bdi>${number}</bdi></strong> &nbsp; <bdi>${airlineName}</bdi></td></tr>
<tr>${[departure, arrival].map(call)}</tr>
<tr><td colspan="2" class="line" style="padding:10px 16px 12px;border-top:1px solid ${LINE};font-size:14px;line-height:1.6">${travellers.map(traveller)}</td></tr>
</table>\n`
}

const call = ({ time, zone, airportCode, cityName, date }: Call): Html =>
  html`<td width="50%" style="padding:4px 16px 12px;vertical-align:top"><div class="ink" style="font-size:20px;font-weight:700;color:${INK}"><bdi>${time}</bdi> <bdi class="code" style="color:${BLUE}">${airportCode}</bdi></div><div class="soft" style="font-size:13px;color:${SOFT}"><bdi>${cityName}</bdi><br><bdi>${date}</bdi><br><bdi>${zone}</bdi></div></td>`

const traveller = ({ name, seat, cabin }: BookedFlight['travellers'][number]): Html =>
  html`<div class="ink" style="color:${INK}"><bdi>${name}</bdi> <span class="soft" style="color:${SOFT}">&middot; ${seat && html`<strong class="ink" style="color:${INK}">${seat}</strong> &middot; `}${cabin}</span></div>`
