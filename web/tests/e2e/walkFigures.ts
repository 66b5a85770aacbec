import { expect, type Page } from '@playwright/test'
import type { Effect, EffectCandidates, MethodAnswer } from '../../src/api/contract'
import type { File } from './hand'

// The arithmetic of the walk: 38 counts became 24 on the place, 41 became 39 in its control and 15 became 17
// around it. What the demo draws is fewer; the rest comes as counts that were reported late, delivered like
// any others. Before the days that chose the place no month is left emptier than the mean, so that the counts
// vary no more than chance and the intervals are those of plain counts.

const CATEGORY = 'vald_offentlig_miljo'

type Months = Map<string, number>
type Ground = 'place' | 'control' | 'ring'
type At = { lon: number; lat: number }

/** So many in the six months, and so many in the same months of the year after. */
const SUMS: Record<Ground, [before: number, after: number]> = { place: [38, 24], control: [41, 39], ring: [15, 17] }

const span = (from: string, n: number) =>
  Array.from({ length: n }, (_, i) => new Date(Date.UTC(Number(from.slice(0, 4)), Number(from.slice(5)) - 1 + i)).toISOString().slice(0, 7))

/** Asks until what takes long is counted. */
async function counted<T>(page: Page, method: 'get' | 'post', path: string, data?: object): Promise<T> {
  const headers = { 'X-Requested-With': 'platssamverkan', Origin: new URL(page.url()).origin }
  let answer
  await expect(async () => {
    answer = await page.request[method](`/api/v1${path}`, { headers, data })
    expect(answer.ok() && answer.status() !== 202, await answer.text()).toBe(true)
  }).toPass({ timeout: 240_000 })
  return (await answer!.json()) as T
}

/** How many more each month needs to hold so many together, the emptiest filled first. */
function filled(now: Months, months: string[], sum: number): Months {
  const more: Months = new Map(months.map((month) => [month, 0]))
  const n = (month: string) => (now.get(month) ?? 0) + more.get(month)!
  const total = () => months.reduce((all, month) => all + n(month), 0)
  expect(total(), `${months[0]} – ${months.at(-1)} holds no more than ${sum}`).toBeLessThanOrEqual(sum)
  while (total() < sum) {
    const emptiest = months.reduce((least, month) => (n(month) < n(least) ? month : least))
    more.set(emptiest, more.get(emptiest)! + 1)
  }
  return more
}

/** How many more each month needs to reach the mean of all. */
function evened(now: Months, months: string[]): Months {
  const n = (month: string) => now.get(month) ?? 0
  const mean = Math.ceil(months.reduce((all, month) => all + n(month), 0) / months.length)
  return new Map(months.map((month) => [month, Math.max(0, mean - n(month))]))
}

const HEAD = 'id,category,lon,lat,occurred_from,occurred_to'

/** Rows of counts, in the middle of a cell, spread over the days and hours of their months. */
function rows(name: string, { lon, lat }: At, of: Months): string[] {
  return [...of].flatMap(([month, n]) =>
    Array.from({ length: n }, (_, i) => {
      const time = `${month}-${String(1 + ((i * 5) % 28)).padStart(2, '0')}T${String(12 + (i % 11)).padStart(2, '0')}:00`
      return `${name}-${month}-${i},${CATEGORY},${lon.toFixed(6)},${lat.toFixed(6)},${time},${time}`
    }),
  )
}

const file = (name: string, lines: string[]): File => ({ name, text: `${[HEAD, ...lines].join('\n')}\n` })

type Series = MethodAnswer<Effect>['result']
const monthly = (found: Series, ground: Ground): Months => new Map(found.months.map((one) => [one.days.from.slice(0, 7), one[ground]]))

/** The year that chooses the place, and the two years before it. */
const [CHOSEN, BASELINE] = [span('2025-05', 12), span('2023-05', 24)]
const AFTER = span('2026-05', 6)

/** What was reported late of the place before anybody points at it: 38 in each half of the year. */
export async function lateAtThePlace(page: Page, name: string): Promise<File> {
  const period = { from: '2025-05-01', to: '2026-04-30' }
  const { id } = await counted<{ id: string }>(page, 'post', '/hotspots/runs', { period, categories: [CATEGORY], stability: false })
  type Place = { name: string; key: string; n_cells: number; label_at: At }
  const { places } = await counted<{ places: Place[] }>(page, 'get', `/hotspots/runs/${id}`)
  const place = places.find((one) => one.name === name)!
  expect(place.n_cells, 'the place is one cell').toBe(1)
  const asked = new URLSearchParams({ cells: place.key, category: CATEGORY, from: '2026-04-01', to: '2026-04-30', baseline_from: '2023-05-01', baseline_to: '2026-03-31', against: 'baseline' })
  const { result } = await counted<MethodAnswer<Effect>>(page, 'get', `/effect?${asked}`)
  const now = monthly(result, 'place')
  const halves = [CHOSEN.slice(0, 6), CHOSEN.slice(6)].map((half) => filled(now, half, SUMS.place[0]))
  return file('sena-anmalningar-platsen.csv', [evened(now, BASELINE), ...halves].flatMap((more, i) => rows(`plats${i}`, place.label_at, more)))
}

/** What was reported late of the half-year that is followed up, and around it, where the case is compared. */
export async function lateAround(page: Page, number: string): Promise<File> {
  type Told = { runs: { run: string; rank: number }[]; agreed: { plan: { control: string[] } } }
  const { work } = await counted<{ work: { effect: Told } }>(page, 'get', `/cases/${number}`)
  const { run, rank } = work.effect.runs[0]!
  const asked = new URLSearchParams({ run, rank: String(rank), control: work.effect.agreed.plan.control.join(','), control_ring: 'false', from: '2026-05-01', to: '2026-10-31' })
  const { result } = await counted<MethodAnswer<Effect>>(page, 'get', `/effect?${asked}`)
  const candidates = await counted<MethodAnswer<EffectCandidates>>(page, 'get', `/effect/candidates?${new URLSearchParams({ run, rank: String(rank), from: '2026-05-01' })}`)
  const control = candidates.result.candidates.find((one) => one.cells.join() === work.effect.agreed.plan.control.join())!
  const outline = (result.pieces.place.geometry as GeoJSON.Polygon | GeoJSON.MultiPolygon).coordinates.flat(Infinity) as number[]
  const corners = Array.from({ length: outline.length / 2 }, (_, i) => ({ lon: outline[2 * i]!, lat: outline[2 * i + 1]! })).slice(1)
  const middle = (of: At[]): At => ({ lon: of.reduce((sum, at) => sum + at.lon, 0) / of.length, lat: of.reduce((sum, at) => sum + at.lat, 0) / of.length })
  const [place, edge] = [middle(corners), middle(corners.slice(0, 2))]
  // The cell on the other side of an edge lies as far from the edge as the place does.
  const beside = { lon: 2 * edge.lon - place.lon, lat: 2 * edge.lat - place.lat }
  const lines = (['place', 'control', 'ring'] as const).flatMap((ground) => {
    const now = monthly(result, ground)
    const at = { place, control: control.at, ring: beside }[ground]
    const [before, after] = SUMS[ground]
    // Around the place it was as it is in every half-year, so that nothing seems to have moved there since.
    const halves = [0, 6, 12, 18].map((i) => BASELINE.slice(i, i + 6))
    const earlier = ground === 'ring' ? halves.map((half) => filled(now, half, before)) : [evened(now, BASELINE)]
    const more = [...earlier, filled(now, CHOSEN.slice(0, 6), before), filled(now, AFTER, after)]
    return more.flatMap((one, i) => rows(`${ground}${i}`, at, one))
  })
  return file('sena-anmalningar-runt-om.csv', lines)
}
