import { type Html, html } from '#lib/html.ts'
import type { BookedFlight, Call } from './itinerary.ts'
import { type Block, FOOTER, type Letter } from './letter.ts'

// Mail programs know tables and inline styles; many drop style sheets.
const FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
const INK = '#16213a'
const SOFT = '#5b6780'
const LINE = '#e3e8f1'

/** The HTML part of a mail. Names stand in <bdi>, so that right-to-left ones leave the text around them in place. */
export function renderHtml(letter: Letter): string {
  const page = html`<!doctype html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<title>${letter.subject}</title>
</head>
<body style="margin:0;padding:0;background:#eef2f8;${FONT};color:${INK}">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="background:#eef2f8"><tr><td align="center" style="padding:24px 12px">
<table role="presentation" width="600" cellpadding="0" cellspacing="0" style="width:100%;max-width:600px;background:#ffffff;border-radius:12px;overflow:hidden">
<tr><td style="background:#1b3a8f;padding:18px 28px;color:#ffffff;font-size:18px;font-weight:700;letter-spacing:.3px">&#9992;&#xFE0E; Skygraph</td></tr>
<tr><td style="padding:28px 28px 8px">
<p style="margin:0 0 8px;font-size:15px;color:${SOFT}"><bdi>${letter.greeting}</bdi></p>
<h1 style="margin:0 0 16px;font-size:22px;line-height:1.3">${letter.headline}</h1>
${letter.blocks.map(block)}
</td></tr>
<tr><td style="padding:16px 28px 24px;border-top:1px solid ${LINE};font-size:12px;line-height:1.5;color:${SOFT}">${FOOTER}</td></tr>
</table>
</td></tr></table>
</body>
</html>`
  return page.html
}

function block(of: Block): Html {
  switch (of.kind) {
    case 'paragraph':
      return html`<p style="margin:0 0 16px;font-size:15px;line-height:1.55;white-space:pre-line">${of.text}</p>\n`
    case 'flights':
      return html`${of.flights.map(flight)}<p style="margin:0 0 16px;font-size:12px;color:${SOFT}">All times are those of the airport.</p>\n`
    case 'facts':
      return html`<table role="presentation" cellpadding="0" cellspacing="0" style="margin:0 0 16px;font-size:15px">${of.facts.map(fact)}</table>\n`
    case 'link':
      return html`<p style="margin:4px 0 20px"><a href="${of.url}" style="display:inline-block;background:#1b3a8f;color:#ffffff;text-decoration:none;padding:11px 20px;border-radius:8px;font-size:15px;font-weight:600">${of.label}</a></p>\n`
  }
}

const fact = ([label, value]: [string, string]): Html =>
  html`<tr><td style="padding:3px 18px 3px 0;color:${SOFT};vertical-align:top">${label}</td><td style="padding:3px 0;font-weight:600"><bdi>${value}</bdi></td></tr>`

function flight({ number, airlineName, departure, arrival, travellers }: BookedFlight): Html {
  return html`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin:0 0 14px;border:1px solid ${LINE};border-radius:10px">
<tr><td colspan="2" style="padding:12px 16px 4px;font-size:13px;color:${SOFT}"><strong style="color:${INK}">${number}</strong> &nbsp; <bdi>${airlineName}</bdi></td></tr>
<tr>${[departure, arrival].map(call)}</tr>
<tr><td colspan="2" style="padding:10px 16px 12px;border-top:1px solid ${LINE};font-size:14px;line-height:1.6">${travellers.map(traveller)}</td></tr>
</table>\n`
}

const call = ({ time, airportCode, cityName, date }: Call): Html =>
  html`<td width="50%" style="padding:4px 16px 12px;vertical-align:top"><div style="font-size:22px;font-weight:700">${time} <span style="color:#1b3a8f">${airportCode}</span></div><div style="font-size:13px;color:${SOFT}"><bdi>${cityName}</bdi><br>${date}</div></td>`

const traveller = ({ name, seat, cabin }: BookedFlight['travellers'][number]): Html =>
  html`<div><bdi>${name}</bdi> <span style="color:${SOFT}">&middot; ${seat && html`seat <strong style="color:${INK}">${seat}</strong>, `}${cabin}</span></div>`
