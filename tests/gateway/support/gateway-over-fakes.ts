import { until } from '../../support/wait.ts'
import { createFakeIdentity, type FakeIdentity } from './fake-identity.ts'
import { type FakeSubgraphs, SECRET, startFakeSubgraphs } from './fake-subgraphs.ts'
import { startGateway, type TestGateway } from './gateway.ts'

export interface GatewayOverFakes {
  identity: FakeIdentity
  subgraphs: FakeSubgraphs
  gateway: TestGateway
  stop(): Promise<void>
}

/** A gateway that is ready, over fakes of all subgraphs, which know of users what `identity` says. */
export async function startGatewayOverFakes(): Promise<GatewayOverFakes> {
  const identity = await createFakeIdentity(SECRET)
  const subgraphs = await startFakeSubgraphs(identity)
  const gateway = await startGateway({ baseUrls: subgraphs.urls })
  await until(async () => (await fetch(`${gateway.url}/readyz`)).status === 200)
  return {
    identity,
    subgraphs,
    gateway,
    async stop() {
      await gateway.stop()
      await subgraphs.stopAll()
    },
  }
}
