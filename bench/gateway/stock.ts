import { readFileSync } from 'node:fs'
import { ApolloGateway } from '@apollo/gateway'
import { ApolloServer } from '@apollo/server'
import fastifyApollo from '@as-integrations/fastify'
import { fastify } from 'fastify'
import { reportPort } from './child.ts'

/** A process with Apollo's server and gateway as they come, on fastify, without policies, metrics or log. */
const file = process.env.SUPERGRAPH_FILE ?? ''
const gateway = new ApolloGateway({ supergraphSdl: readFileSync(file, 'utf8') })
const server = new ApolloServer({ gateway })
await server.start()
const app = fastify()
await app.register(fastifyApollo(server))
await app.listen({ host: '127.0.0.1', port: 0 })
await reportPort(app.server)
