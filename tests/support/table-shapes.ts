import type { Connection } from '../../scripts/services/connection.ts'
import type { Datamodel, Field, Model } from './prisma-datamodel.ts'

/** A table as text lines that can be compared: `column: type [NULL]`, and its keys as column lists. */
export interface TableShape {
  columns: string[]
  uniqueKeys: string[]
  otherKeys: string[]
}

export type Shapes = Record<string, TableShape>

const defaultTypes: Record<string, string> = {
  String: 'varchar(191)',
  Boolean: 'tinyint(1)',
  Int: 'int',
  BigInt: 'bigint',
  Float: 'double',
  Decimal: 'decimal(65,30)',
  DateTime: 'datetime(3)',
  Json: 'text or json',
  Bytes: 'longblob',
}

export function shapesOfPrisma(datamodel: Datamodel): Shapes {
  return Object.fromEntries(
    datamodel.models.map((model) => [model.dbName ?? model.name, shapeOfModel(datamodel, model)]),
  )
}

function shapeOfModel(datamodel: Datamodel, model: Model): TableShape {
  const columnOf = (field: string) => columnName(model.fields.find(({ name }) => name === field) ?? { name: field })
  const keys = datamodel.indexes
    .filter((index) => index.model === model.name)
    .map(({ type, fields }) => ({ type, columns: fields.map(({ name }) => columnOf(name)).join(', ') }))
  const isUnique = (type: string) => type === 'id' || type === 'unique'
  return {
    columns: model.fields
      .filter(({ kind }) => kind !== 'object')
      .map((field) => `${columnName(field)}: ${columnType(datamodel, field)}${field.isRequired ? '' : ' NULL'}`)
      .sort(),
    uniqueKeys: keys
      .filter(({ type }) => isUnique(type))
      .map(({ columns }) => columns)
      .sort(),
    otherKeys: keys
      .filter(({ type }) => !isUnique(type))
      .map(({ columns }) => columns)
      .sort(),
  }
}

const columnName = ({ name, dbName }: { name: string; dbName?: string | null }) => dbName ?? name

function columnType(datamodel: Datamodel, { kind, type, nativeType }: Field): string {
  if (kind === 'enum') {
    const values = datamodel.enums.find(({ name }) => name === type)?.values ?? []
    return `enum(${values.map((value) => `'${columnName(value)}'`).join(',')})`
  }
  if (!nativeType) return defaultTypes[type] ?? `unknown type ${type}`
  const [name, args] = nativeType
  const unsigned = name.startsWith('Unsigned') ? ' unsigned' : ''
  const bare = name.replace('Unsigned', '').toLowerCase()
  return plainType(`${bare}${args.length > 0 ? `(${args.join(',')})` : ''}${unsigned}`)
}

export async function shapesOfDatabase(connection: Connection): Promise<Shapes> {
  const columns: Array<{ table: string; column: string; type: string; nullable: string }> = await connection.query(
    `SELECT table_name AS \`table\`, column_name AS \`column\`, column_type AS type, is_nullable AS nullable
     FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name <> '_prisma_migrations'`,
  )
  const keys: Array<{ table: string; duplicates: number; columns: string }> = await connection.query(
    `SELECT table_name AS \`table\`, MAX(non_unique) AS duplicates,
       GROUP_CONCAT(column_name ORDER BY seq_in_index SEPARATOR ', ') AS columns
     FROM information_schema.statistics WHERE table_schema = DATABASE() GROUP BY table_name, index_name`,
  )
  const shapeOf = (table: string): TableShape => {
    const its = keys.filter((key) => key.table === table)
    return {
      columns: columns
        .filter((column) => column.table === table)
        .map(({ column, type, nullable }) => `${column}: ${plainType(type)}${nullable === 'YES' ? ' NULL' : ''}`)
        .sort(),
      uniqueKeys: its
        .filter((key) => Number(key.duplicates) === 0)
        .map((key) => key.columns)
        .sort(),
      otherKeys: its
        .filter((key) => Number(key.duplicates) !== 0)
        .map((key) => key.columns)
        .sort(),
    }
  }
  return Object.fromEntries([...new Set(columns.map(({ table }) => table))].map((table) => [table, shapeOf(table)]))
}

/** int(11) and int are one type: MySQL stopped showing the width in 8.0.19. MariaDB's json is longtext. */
function plainType(type: string): string {
  return type.replace(/^((?!tinyint\(1\))\w*int)\(\d+\)/, '$1').replace(/^(?:longtext|json)$/, 'text or json')
}
