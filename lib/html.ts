/** HTML that is safe to send as it stands. */
export interface Html {
  readonly html: string
}

type Value = Html | string | number | false | null | undefined | readonly Html[]

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char)

/**
 * Tagged template: what is put in is escaped for text and quoted attributes, unless it is `Html` itself (or a list of
 * it). false, null and undefined give nothing. A URL must be checked for its scheme before it goes into href.
 */
export function html(parts: TemplateStringsArray, ...values: Value[]): Html {
  return { html: parts.reduce((text, part, n) => text + render(values[n - 1]) + part) }
}

/** Marks text as HTML that is none of a stranger's, such as a style sheet of ours. */
export const trustedHtml = (text: string): Html => ({ html: text })

function render(value: Value): string {
  if (value === false || value === null || value === undefined) return ''
  if (typeof value === 'string' || typeof value === 'number') return escapeHtml(String(value))
  return 'html' in value ? value.html : value.map((one) => one.html).join('')
}
