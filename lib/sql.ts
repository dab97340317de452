import { type Sql as Fragment, join, sqltag } from '@prisma/client/runtime/client'

/** What a Prisma client and an interactive transaction share: raw SQL as tagged templates. */
export interface Sql {
  $queryRaw<T = unknown>(query: TemplateStringsArray | Fragment, ...values: unknown[]): PromiseLike<T>
  $executeRaw(query: TemplateStringsArray | Fragment, ...values: unknown[]): PromiseLike<number>
}

export { type Fragment, join, sqltag as sql }

/** The value of a JSON column: MySQL's driver gives it parsed, MariaDB's JSON is a text column. */
export const fromJson = <T>(value: unknown): T => (typeof value === 'string' ? JSON.parse(value) : value) as T

/** `(a, b), (c, d)` for the rows of an INSERT or of a row comparison. */
export const rows = (values: unknown[][]): Fragment => join(values.map((row) => sqltag`(${join(row)})`))
