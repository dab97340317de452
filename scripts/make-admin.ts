/** DATABASE_URL=mysql://user:password@host:port/skygraph_user node scripts/make-admin.ts ann@example.com */
import { mysqlUrl, readConfig } from '#lib/config.ts'
import { makeAdmin } from '../subgraphs/user/accounts/make-admin.ts'
import { openUserDb } from '../subgraphs/user/database.ts'

const email = process.argv[2]
if (email === undefined) fail('Whose account? Give its email address as the argument.')
const db = openUserDb(databaseUrl())
try {
  if (!(await makeAdmin(db, email))) fail(`No account has the address ${email}: sign it up first.`)
  console.log(`${email} is an admin now; who is signed in refreshes into it within seconds.`)
} finally {
  await db.close()
}

function databaseUrl(): string {
  try {
    return readConfig({ DATABASE_URL: mysqlUrl }).DATABASE_URL
  } catch (error) {
    return fail((error as Error).message)
  }
}

function fail(message: string): never {
  console.error(message)
  process.exit(1)
}
