import { configDefaults, defineConfig } from 'vitest/config'

const globalSetup = ['tests/support/global-setup.ts']
const exclude = [...configDefaults.exclude, '.skygraph/**']

/**
 * graphql ships twice, for import and for require, and Vite picks the first where Node and Apollo's packages load the
 * second: two copies do not know each other's types. So tests get the one that Node gets.
 */
const resolve = { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] }

/** Three kinds of tests, told apart by suffix: pure rules; real services; several processes. */
export default defineConfig({
  test: {
    projects: [
      { resolve, test: { name: 'pure', include: ['**/*.test.ts'], exclude: [...exclude, '**/*.{db,e2e}.test.ts'] } },
      {
        resolve,
        test: {
          name: 'db',
          include: ['**/*.db.test.ts'],
          exclude,
          globalSetup,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        resolve,
        test: {
          name: 'e2e',
          include: ['**/*.e2e.test.ts'],
          exclude,
          globalSetup,
          testTimeout: 180_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
