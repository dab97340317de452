/** How OpenFlights calls countries, and places that had a code of their own, where Unicode says otherwise. */
const OTHER_NAMES: Record<string, string> = {
  'Antigua and Barbuda': 'AG',
  'Bosnia and Herzegovina': 'BA',
  Burma: 'MM',
  'Congo (Brazzaville)': 'CG',
  'Congo (Kinshasa)': 'CD',
  "Cote d'Ivoire": 'CI',
  'Czech Republic': 'CZ',
  'East Timor': 'TL',
  'Hong Kong': 'HK',
  'Johnston Atoll': 'UM',
  Macau: 'MO',
  Macedonia: 'MK',
  'Midway Islands': 'UM',
  Myanmar: 'MM',
  // Dissolved in 2010; the airports that still say so are on Curaçao, Sint Maarten and the Caribbean Netherlands.
  'Netherlands Antilles': 'CW',
  Palestine: 'PS',
  Reunion: 'RE',
  'Saint Helena': 'SH',
  'Saint Kitts and Nevis': 'KN',
  'Saint Lucia': 'LC',
  'Saint Pierre and Miquelon': 'PM',
  'Saint Vincent and the Grenadines': 'VC',
  'Sao Tome and Principe': 'ST',
  Svalbard: 'SJ',
  Swaziland: 'SZ',
  'Trinidad and Tobago': 'TT',
  Turkey: 'TR',
  'Turks and Caicos Islands': 'TC',
  'Virgin Islands': 'VI',
  'Wake Island': 'UM',
  'Wallis and Futuna': 'WF',
  'West Bank': 'PS',
}

const codes = new Map<string, string>(Object.entries(OTHER_NAMES))
const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })
for (let n = 0; n < 26 * 26; n++) {
  const code = String.fromCharCode(65 + Math.floor(n / 26), 65 + (n % 26))
  const name = names.of(code)
  // A country that has a new code has its old one too; `region` is the one in force.
  if (name !== undefined && !codes.has(name)) codes.set(name, new Intl.Locale(`und-${code}`).region ?? code)
}

/** ISO 3166-1 alpha-2 of a country by its English name. */
export const countryCode = (name: string): string | undefined => codes.get(name)
