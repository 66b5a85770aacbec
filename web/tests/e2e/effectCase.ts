import type { Browser } from '@playwright/test'
import { another, expect, measure, openedCase, steps, templateSaved, TODAY } from './support'

type Effect = { seen: number; runs: { evidence: number; run: string; rank: number }[] }

/** A case of this test's own whose effect both have planned and one has looked at, over HTTP. */
export async function effectCase(browser: Browser, baseURL: string | undefined): Promise<string> {
  const [police, city] = [await another(browser, baseURL, 'kommunpolis'), await another(browser, baseURL, 'samordnare')]
  const headers = { 'X-Requested-With': 'platssamverkan', Origin: baseURL! }
  /** Asks until what takes long is counted. */
  const counted = async <T>(method: 'get' | 'post', path: string, data?: object): Promise<T> => {
    let answer
    await expect(async () => {
      answer = await police.request[method](`/api/v1${path}`, { headers, data })
      expect(answer.ok() && answer.status() !== 202, await answer.text()).toBe(true)
    }).toPass({ timeout: 240_000 })
    return (await answer!.json()) as T
  }
  const period = { from: '2024-11-01', to: '2025-10-31' }
  const { id } = await counted<{ id: string }>('post', '/hotspots/runs', { period, stability: false })
  const { places } = await counted<{ places: { rank: number; name: string }[] }>('get', `/hotspots/runs/${id}`)
  const { rank } = places.find(({ name }) => name === 'Blekholmsterrassen')!
  const number = await openedCase(browser, baseURL, 'Torget med en plan', { run: id, rank })
  await templateSaved(city, number, baseURL)
  await steps(city, baseURL, number, { step: 'meeting_called', no: 0, call: { day: TODAY, begins: '13:00', ends: '14:30', location: 'På platsen', extra: [] } })
  const from = '2025-11-10'
  await steps(city, baseURL, number, measure('stad', 'Trygghets- och säkerhetssamordnare', 'Byt armaturerna vid torget', from))
  const effect = async () => (await counted<{ work: { effect: Effect } }>('get', `/cases/${number}`)).work.effect
  const { seen, runs } = await effect()
  const of = runs[0]!
  const found = await counted<{ result: { candidates: { cells: string[] }[] } }>('get', `/effect/candidates?run=${of.run}&rank=${of.rank}&from=${from}&ring=1`)
  const control = found.result.candidates[0]!.cells
  const plan = { evidence: of.evidence, from, to: '2026-05-31', verdict_on: '2026-06-15', ring: 1, control, control_why: 'Samma slags torg med samma nivå' }
  await steps(city, baseURL, number, { step: 'effect_planned', seen, effect_plan: plan })
  await steps(police, baseURL, number, { step: 'effect_plan_agreed', seen: (await effect()).seen })
  await counted('post', `/cases/${number}/effect/looks`, { seen: (await effect()).seen })
  for (const page of [police, city]) await page.context().close()
  return number
}
