/** Invented airlines. Each sells its whole network in one currency, so that its flights connect into itineraries. */
export interface DemoAirline {
  code: string
  name: string
  currency: string
  /** What its aircraft's registrations begin with, the country's own prefix */
  registration: string
}

export const AIRLINES: DemoAirline[] = [
  { code: 'VW', name: 'Vayu Airways', currency: 'INR', registration: 'VT-V' },
  { code: 'KV', name: 'Kaveri Air', currency: 'INR', registration: 'VT-K' },
  { code: 'AJ', name: 'Al Sahil Airways', currency: 'AED', registration: 'A6-J' },
  { code: 'QJ', name: 'Dana Gulf', currency: 'QAR', registration: 'A7-Q' },
  { code: 'BN', name: 'Albion Airways', currency: 'GBP', registration: 'G-BN' },
  { code: 'YE', name: 'Europa Skyways', currency: 'EUR', registration: 'D-AY' },
  { code: 'LB', name: 'Liberty Continental', currency: 'USD', registration: 'N70' },
  { code: 'MJ', name: 'Maple Jet', currency: 'CAD', registration: 'C-GM' },
  { code: 'ML', name: 'Merlion Wings', currency: 'SGD', registration: '9V-M' },
  { code: 'JW', name: 'Sakura Wings', currency: 'JPY', registration: 'JA70' },
  { code: 'XC', name: 'Austral Cross', currency: 'AUD', registration: 'VH-X' },
  { code: 'ZV', name: 'Highveld Airways', currency: 'ZAR', registration: 'ZS-V' },
  { code: 'IP', name: 'Ipê Linhas Aéreas', currency: 'BRL', registration: 'PR-I' },
]
