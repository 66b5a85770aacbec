import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startProvider, type Provider } from './provider'
import { test as base } from './support'

// A server of its own, on its own demo data, whose parties sign in through a provider each.

export type TwoProviders = { url: string; polis: Provider; stad: Provider; run: (...verb: string[]) => string }

async function start(): Promise<TwoProviders & { stop: () => Promise<void> }> {
  const program = process.env.SERVER
  if (!program) throw new Error('SERVER names no program: run scripts/e2e.sh')
  const client = { id: 'platssamverkan', secret: 'prov-hemlighet' }
  const polis = await startProvider(client, { sub: 's-1', groups: ['pls-kommunpolis'] })
  const stad = await startProvider(client, { sub: 's-1', groups: ['pls-samordnare'] })
  const data = mkdtempSync(join(tmpdir(), 'platssamverkan-'))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
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
  const run = (...verb: string[]) => execFileSync(program, ['--data', data, ...verb], { encoding: 'utf8' }).trim()
  // The demo as another server has loaded it already; otherwise this one loads it itself.
  if (process.env.DEMO_BACKUP) run('restore', process.env.DEMO_BACKUP)
  const log = openSync(join(data, 'server.log'), 'w')
  const server = spawn(program, ['--data', data, 'demo', '--listen', `127.0.0.1:${port}`], { stdio: ['ignore', log, log] })
  const stop = async () => {
    const ended = new Promise((resolve) => server.once('exit', resolve))
    server.kill()
    await ended
    await Promise.all([polis.stop(), stad.stop()])
    rmSync(data, { recursive: true, force: true })
  }
  for (let i = 0; i < 600 && server.exitCode === null; i++) {
    const answer = await fetch(`${url}/readyz`).catch(() => null)
    if (answer?.ok) return { url, polis, stad, run, stop }
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  await stop()
  throw new Error('the server with two providers did not start')
}

async function freePort() {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
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
