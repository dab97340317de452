import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default'

/** The page of Apollo Sandbox, which loads its editor from the internet. */
export async function renderSandbox(): Promise<string> {
  const plugin = ApolloServerPluginLandingPageLocalDefault({ embed: true })
  // The page knows nothing of a server: the plugin looks only at its own options.
  const listener = await plugin.serverWillStart?.({ apollo: {} } as never)
  const page = await (listener || undefined)?.renderLandingPage?.()
  if (!page) throw new Error('Apollo Sandbox has no page.')
  return typeof page.html === 'string' ? page.html : page.html()
}
