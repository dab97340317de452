import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const path = (relative: string) => fileURLToPath(new URL(`../../${relative}`, import.meta.url))

/** What of Prisma's DMMF describes tables. */
export interface Datamodel {
  models: Model[]
  enums: Array<{ name: string; values: Array<{ name: string; dbName?: string | null }> }>
  indexes: Array<{ model: string; type: 'id' | 'normal' | 'unique' | 'fulltext'; fields: Array<{ name: string }> }>
}

export interface Model {
  name: string
  dbName: string | null
  fields: Field[]
}

export interface Field {
  name: string
  dbName?: string | null
  kind: 'scalar' | 'enum' | 'object' | 'unsupported'
  type: string
  isRequired: boolean
  /** Like ['VarChar', ['64']] */
  nativeType?: [string, string[]] | null
}

/** Prisma's own reading of prisma/<name>/schema.prisma. */
export async function prismaDatamodel(name: string): Promise<Datamodel> {
  const folder = mkdtempSync(join(tmpdir(), 'skygraph-dmmf-'))
  try {
    const output = join(folder, 'datamodel.json')
    const schema = readFileSync(path(`prisma/${name}/schema.prisma`), 'utf8').replace(/^generator [^}]*}/gm, '')
    const provider = `${process.execPath} ${path('tests/support/dmmf-generator.ts')}`
    const generator = `generator datamodel {\n  provider = "${provider}"\n  output = "${output}"\n}\n`
    writeFileSync(join(folder, 'schema.prisma'), generator + schema)
    await run(
      process.execPath,
      [path('node_modules/prisma/build/index.js'), 'generate', '--no-hints', '--schema', folder],
      {
        env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: '1' },
      },
    )
    return JSON.parse(readFileSync(output, 'utf8')) as Datamodel
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
