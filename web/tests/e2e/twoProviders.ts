import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { prepare, type Server } from './ownServer'
import { startProvider, type Provider } from './provider'
import { test as base } from './support'

// A server of its own, on its own demo data, whose parties sign in through a provider each.

export type TwoProviders = { url: string; polis: Provider; stad: Provider; run: Server['run'] }

async function start(): Promise<TwoProviders & { stop: () => Promise<void> }> {
  const client = { id: 'platssamverkan', secret: 'prov-hemlighet' }
  const polis = await startProvider(client, { sub: 's-1', groups: ['pls-kommunpolis'] })
  const stad = await startProvider(client, { sub: 's-1', groups: ['pls-samordnare'] })
  const server = await prepare()
  const { data, url, run } = server
  const section = (side: string, name: string, issuer: string, group: string, party: string, role: string, what: string) => `
[${side}]
name = "${name}"
issuer = "${issuer}"
client_id = "${client.id}"
client_secret_file = "hemlighet"
groups_claim = "groups"
groups = [{ group = "${group}", party = "${party}", role = "${role}", function = "${what}" }]
`
  writeFileSync(join(data, 'hemlighet'), client.secret)
  writeFileSync(
    join(data, 'inloggning.toml'),
    `public_url = "${url}"
${section('polis', 'Polisens inloggning', polis.url, 'pls-kommunpolis', 'polis-lpo-norrmalm', 'kommunpolis', 'Kommunpolis Norrmalm')}
${section('stad', 'Stadens inloggning', stad.url, 'pls-samordnare', 'sdf-norra-innerstaden', 'trygghetssamordnare', 'Trygghetssamordnare')}`,
  )
  const stop = async () => {
    await server.remove()
    await Promise.all([polis.stop(), stad.stop()])
  }
  try {
    await server.start()
  } catch (problem) {
    await stop()
    throw problem
  }
  return { url, polis, stad, run, stop }
}

export const test = base.extend<object, { two: TwoProviders }>({
  two: [
    async ({}, use) => {
      const two = await start()
      await use(two)
      await two.stop()
    },
    { scope: 'worker', timeout: 180_000 },
  ],
  baseURL: async ({ two }, use) => use(two.url),
  elsewhere: async ({ two }, use) => use([two.polis.url, two.stad.url]),
})
