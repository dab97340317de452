import { configDefaults, defineConfig } from 'vitest/config'

const globalSetup = ['tests/support/global-setup.ts']
const exclude = [...configDefaults.exclude, '.skygraph/**']

/** Three kinds of tests, told apart by suffix: pure rules; real services; several processes. */
export default defineConfig({
  test: {
    projects: [
      { test: { name: 'pure', include: ['**/*.test.ts'], exclude: [...exclude, '**/*.{db,e2e}.test.ts'] } },
      {
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
