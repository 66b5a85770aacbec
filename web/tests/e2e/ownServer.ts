import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, openSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A server of a test's own, on demo data of its own. */
export type Server = {
  url: string
  /** The directory of its data. */
  data: string
  /** Does one verb of the command line on its data. */
  run: (...verb: string[]) => string
  /** Starts it as the demo, with the day of its clock if need be, or as it serves otherwise; it can be stopped and started again. */
  start: (today?: string, verb?: 'demo' | 'serve') => Promise<void>
  stop: () => Promise<void>
  /** Stops it and takes its data away. */
  remove: () => Promise<void>
}

/** The demo as another server has loaded it already; otherwise this one loads it when it starts. */
export async function prepare(): Promise<Server> {
  const program = process.env.SERVER
  if (!program) throw new Error('SERVER names no program: run scripts/e2e.sh')
  const data = mkdtempSync(join(tmpdir(), 'platssamverkan-'))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const run = (...verb: string[]) => execFileSync(program, ['--data', data, ...verb], { encoding: 'utf8' }).trim()
  if (process.env.DEMO_BACKUP) run('restore', process.env.DEMO_BACKUP)
  let running: ChildProcess | null = null

  async function stop() {
    const server = running
    running = null
    if (!server || server.exitCode !== null) return
    const ended = new Promise((resolve) => server.once('exit', resolve))
    server.kill()
    await ended
  }
  async function start(today?: string, verb: 'demo' | 'serve' = 'demo') {
    const log = openSync(join(data, 'server.log'), 'a')
    const clock = today ? ['--today', today] : []
    running = spawn(program!, ['--data', data, verb, '--listen', `127.0.0.1:${port}`, ...clock], { stdio: ['ignore', log, log] })
    for (let i = 0; i < 600 && running.exitCode === null; i++) {
      const answer = await fetch(`${url}/readyz`).catch(() => null)
      if (answer?.ok) return
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
    await stop()
    throw new Error('a server of its own did not start')
  }
  async function remove() {
    await stop()
    rmSync(data, { recursive: true, force: true })
  }
  return { url, data, run, start, stop, remove }
}

async function freePort() {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
