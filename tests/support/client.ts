import { randomUUID } from 'node:crypto'

export interface Answer {
  status: number
  // biome-ignore lint/suspicious/noExplicitAny: whatever the query asked for.
  data?: any
  errors?: Array<{
    message: string
    path?: Array<string | number>
    extensions?: { code?: string; retryAfter?: number }
  }>
}

export interface TestClient {
  gql(query: string, variables?: Record<string, unknown>, token?: string): Promise<Answer>
  /** A new customer's access token. */
  newCustomer(): Promise<string>
  logIn(email: string, password: string): Promise<string>
}

/** A client of the gateway at `url`, such as anybody may write. */
export function testClient(url: string): TestClient {
  const gql: TestClient['gql'] = async (query, variables = {}, token) => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json',
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ query, variables }),
    })
    return { status: response.status, ...(JSON.parse(await response.text()) as object) }
  }
  const logIn = async (email: string, password: string) => {
    const { data, errors } = await gql(
      'mutation ($i: LogInInput!) { logIn(input: $i) { ... on Session { accessToken } } }',
      { i: { email, password } },
    )
    if (!data?.logIn?.accessToken) throw new Error(`Nobody logged in: ${JSON.stringify(errors)}`)
    return data.logIn.accessToken as string
  }
  return {
    gql,
    logIn,
    async newCustomer() {
      const email = `${randomUUID()}@example.test`
      const { data, errors } = await gql(
        'mutation ($i: SignUpInput!) { signUp(input: $i) { ... on Session { accessToken } } }',
        { i: { email, password: 'correct horse battery', name: 'Asha Rao' } },
      )
      if (!data?.signUp?.accessToken) throw new Error(`Nobody signed up: ${JSON.stringify(errors)}`)
      return data.signUp.accessToken as string
    },
  }
}

export const codeOf = (answer: Answer): string | undefined => answer.errors?.[0]?.extensions?.code

/** `days` from now as a calendar date in UTC. */
export const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
