import { expect, test } from 'vitest'
import { describeDevice, deviceOf } from './device.ts'

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36'
const ann = { userAgent: FIREFOX, address: '203.0.113.7' }

test('an update and another address of the provider are the same device', () => {
  const device = deviceOf('ann', ann)
  expect(deviceOf('ann', { ...ann, userAgent: FIREFOX.replaceAll('140', '141') })).toBe(device)
  expect(deviceOf('ann', { ...ann, address: '203.0.2.250' })).toBe(device)
  const six = deviceOf('ann', { ...ann, address: '2001:db8:1:2::/64' })
  expect(deviceOf('ann', { ...ann, address: '2001:db8:9:9::/64' })).toBe(six)
})

test('another program, another provider and another account are not', () => {
  const devices = [
    deviceOf('ann', ann),
    deviceOf('ann', { ...ann, userAgent: CHROME }),
    deviceOf('ann', { ...ann, userAgent: '' }),
    deviceOf('ann', { ...ann, address: '198.51.100.1' }),
    deviceOf('ann', { ...ann, address: '2001:db8:1:2::/64' }),
    deviceOf('ann', { ...ann, address: '2001:db9:1:2::/64' }),
    deviceOf('ann', { ...ann, address: '' }),
    deviceOf('bob', ann),
  ]
  expect(new Set(devices).size).toBe(devices.length)
  for (const device of devices) expect(device).toMatch(/^[\w-]{43}$/)
})

test.each([
  [FIREFOX, 'Firefox', 'Linux'],
  [CHROME, 'Chrome', 'Windows'],
  [`${CHROME} Edg/138.0.0.0`, 'Edge', 'Windows'],
  [`${CHROME} OPR/122.0.0.0`, 'Opera', 'Windows'],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15',
    'Safari',
    'macOS',
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/138.0 Mobile/15E148 Safari/604.1',
    'Chrome',
    'iOS',
  ],
  [
    'Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36',
    'Samsung Internet',
    'Android',
  ],
  ['curl/8.14.1', null, null],
  ['', null, null],
  ['<script>alert(1)</script> call +1 900 555 0100', null, null],
])('%s is %s on %s', (userAgent, browser, system) => {
  expect(describeDevice({ userAgent, address: '' })).toEqual({ browser, system })
})
