/** Of whatever a browser may show. */
export const PAGE_HEADERS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'SAMEORIGIN',
  'referrer-policy': 'no-referrer',
}

/** In production: browsers come by TLS alone. */
export const STRICT_TRANSPORT = { 'strict-transport-security': 'max-age=31536000' }
