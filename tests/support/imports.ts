import { globSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { dirname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))
const rooms = ['lib', 'schema', 'subgraphs', 'gateway', 'sandbox', 'scripts', 'tests', 'bench']

export interface Edge {
  /** Path from the project's root */
  from: string
  /** A path of the project, else a package name or node:… */
  to: string
  typeOnly: boolean
}

/** Every import and re-export of the project's own TypeScript, generated files left out. */
export function importEdges(): Edge[] {
  return sourceFiles().flatMap((from) => edgesOf(from, readSource(from)))
}

export const readSource = (file: string) => readFileSync(join(root, file), 'utf8')

export function sourceFiles(): string[] {
  return globSync(
    rooms.map((room) => `${room}/**/*.ts`),
    { cwd: root },
  ).filter((file) => !file.startsWith('schema/generated/') && !file.endsWith('.d.ts'))
}

const statement = /^(?:import|export)\s+(type\s)?(?:[\w*\s{},$]*?\sfrom\s+)?['"]([^'"]+)['"]/gm
const dynamic = /\bimport\(\s*['"]([^'"]+)['"]\s*\)/g

export function edgesOf(from: string, source: string): Edge[] {
  const fixed = [...source.matchAll(statement)].map((match) => ({
    from,
    to: resolve(from, match[2] ?? ''),
    typeOnly: match[1] !== undefined || onlyTypesInBraces(match[0]),
  }))
  const late = [...source.matchAll(dynamic)].map((match) => ({
    from,
    to: resolve(from, match[1] ?? ''),
    typeOnly: false,
  }))
  return [...fixed, ...late]
}

/** import { type A, type B } from … */
function onlyTypesInBraces(text: string): boolean {
  const names = /^(?:import|export)\s*\{([^}]*)\}/
    .exec(text)?.[1]
    ?.split(',')
    .filter((name) => name.trim() !== '')
  return names !== undefined && names.length > 0 && names.every((name) => name.trim().startsWith('type '))
}

function resolve(from: string, specifier: string): string {
  if (specifier.startsWith('.')) return normalize(join(dirname(from), specifier))
  if (specifier.startsWith('#')) return specifier.slice(1)
  return builtinModules.includes(specifier) ? `node:${specifier}` : specifier
}
