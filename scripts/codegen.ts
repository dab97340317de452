/**
 * Types of each subgraph's resolvers: schema/<name>.graphql → schema/generated/<name>.ts.
 * `--check` writes nothing and fails when a committed file is behind.
 */
import { codegen } from '@graphql-codegen/core'
import * as typescript from '@graphql-codegen/typescript'
import * as typescriptResolvers from '@graphql-codegen/typescript-resolvers'
import { parse } from 'graphql'
import { keepInStep, type MadeFile } from './compose/in-step.ts'
import { mappersOf } from './compose/mappers.ts'
import { type SubgraphName, subgraphs, subgraphTypeDefs } from './compose/subgraphs.ts'

const scalars = {
  DateTime: 'string',
  LocalDate: 'string',
  Duration: 'string',
  Decimal: 'string',
  Currency: 'string',
  _FieldSet: 'string',
}

async function generate(name: SubgraphName): Promise<MadeFile> {
  const path = `schema/generated/${name}.ts`
  const types = await codegen({
    filename: path,
    schema: parse(subgraphTypeDefs(name)),
    documents: [],
    config: {
      assumeValidSDL: true,
      federation: true,
      contextType: `../../subgraphs/${name}/context.ts#Context`,
      mappers: await mappersOf(name),
      scalars,
      strictScalars: true,
      enumsAsTypes: true,
      useTypeImports: true,
      emitLegacyCommonJSImports: false,
      // A resolver may leave out what the schema lets be null.
      maybeValue: 'T | null | undefined',
      inputMaybeValue: 'T | null',
      skipTypename: true,
      optionalResolveType: true,
      // A member of a union says which it is, so no union needs a __resolveType.
      resolversNonOptionalTypename: { unionMember: true, interfaceImplementingType: true },
    },
    plugins: [{ typescript: {} }, { typescriptResolvers: {} }],
    pluginMap: { typescript, typescriptResolvers },
  })
  return { path, content: `// Made by scripts/codegen.ts from schema/${name}.graphql: do not edit.\n${types}\n` }
}

keepInStep(await Promise.all(subgraphs.map(({ name }) => generate(name))), 'npm run compose')
