import { expect, test } from 'vitest'
import { makeSecrets } from '../services/secrets.ts'
import { describeSystem } from './service-specs.ts'
import { readSettings } from './settings.ts'

const databaseUrls = { user: '', flight: '', booking: '', notification: '', bus: '' }

async function withRedis(env: NodeJS.ProcessEnv): Promise<string[]> {
  const { specs } = await describeSystem({ settings: readSettings([], env), secrets: makeSecrets(), databaseUrls, env })
  return specs.filter(({ env }) => env.REDIS_URL !== undefined).map(({ name }) => name)
}

test('REDIS_URL, which may hold a password, goes to those who need it alone', async () => {
  expect((await withRedis({ REDIS_URL: 'redis://:secret@127.0.0.1:6379' })).sort()).toEqual(['flight', 'gateway'])
  for (const unset of [{}, { REDIS_URL: '' }]) expect(await withRedis(unset)).toEqual([])
})

test('a wrong REDIS_URL is named before anything starts, and not shown', () => {
  const read = () => readSettings([], { REDIS_URL: 'http://:secret@127.0.0.1' })
  expect(read).toThrow('REDIS_URL')
  expect(read).not.toThrow('secret')
})
