import AxeBuilder from '@axe-core/playwright'
import { expect, test as base, type Browser, type Locator, type Page } from '@playwright/test'
import { mkdirSync } from 'node:fs'

/** Where pictures and printed pages are put. */
export const artifacts = process.env.ARTIFACTS ?? new URL('../../../artifacts/web/', import.meta.url).pathname
mkdirSync(artifacts, { recursive: true })

export type DemoUser = { login: string; password: string; function: string; side: 'polis' | 'stad' }

/**
 * Every test watches its pages: no request leaves the server, the content security policy is never
 * violated, nothing is thrown.
 */
export const test = base.extend<{ watched: void; elsewhere: string[] }>({
  // Servers that a test may go to beside the one it tests.
  elsewhere: [[], { option: true }],
  watched: [
    async ({ context, baseURL, elsewhere }, use) => {
      const wrong: string[] = []
      context.on('request', (request) => {
        const url = request.url()
        if (![baseURL, ...elsewhere].some((ours) => url.startsWith(`${ours}/`)) && !/^(blob|data):/.test(url)) wrong.push(`external request: ${url}`)
      })
      context.on('weberror', (error) => wrong.push(`thrown: ${error.error().stack ?? error.error().message}`))
      context.on('console', (message) => {
        if (/content security policy|refused to/i.test(message.text())) wrong.push(`policy: ${message.text()}`)
      })
      await context.addInitScript(() => {
        document.addEventListener('securitypolicyviolation', (event) => {
          console.error(`content security policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`)
        })
      })
      await use()
      expect(wrong).toEqual([])
    },
    { auto: true },
  ],
})
export { expect }

/** The first demo user of a side whose login starts so. */
export async function demoUser(page: Page, login: string): Promise<DemoUser> {
  const answer = await page.request.get('/api/v1/demo-users')
  expect(answer.ok(), 'the server runs the demo').toBe(true)
  const body = (await answer.json()) as DemoUser[] | { items: DemoUser[] }
  const users = Array.isArray(body) ? body : body.items
  const found = users.find((user) => user.login.startsWith(login))
  expect(found, `${login} among ${users.map((user) => user.login).join(', ')}`).toBeDefined()
  return found!
}

/** Signs in through the page, as a person would, by the demo button. */
export async function signIn(page: Page, login: string) {
  const user = await demoUser(page, login)
  await page.goto('/')
  await page.locator(`[data-demo="${user.login}"]`).click()
  await expect(page.getByTestId('awaiting')).toBeVisible()
  return user
}

export async function signOut(page: Page) {
  await page.getByRole('button', { name: 'Logga ut' }).click()
  await expect(page.getByRole('heading', { name: 'Logga in' })).toBeVisible()
}

/** The page's own answers have come: nothing says that it is loading. */
export async function settled(page: Page) {
  await expect(page.getByRole('heading', { level: 1 }).first()).toBeAttached()
  await expect(page.locator('.loading')).toHaveCount(0)
}

/** Opens the map and waits until cells with values are drawn. */
export async function openMap(page: Page, search = '') {
  await page.goto(`/karta${search}`)
  await mapDrawn(page)
}
export async function mapDrawn(page: Page) {
  const map = page.getByTestId('map')
  await expect(map).toHaveAttribute('data-ready', 'true', { timeout: 120_000 })
  await expect.poll(async () => Number(await map.getAttribute('data-rendered-cells')), { timeout: 60_000 }).toBeGreaterThan(0)
}

/** No violation of WCAG 2.2 A and AA that axe can see. */
export async function accessible(page: Page, what: string) {
  const result = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze()
  const found = result.violations.map((v) => `${v.id}: ${v.nodes.map((node) => node.target.join(' ')).join(' | ')}`)
  expect(found, what).toEqual([])
}

export async function picture(page: Page, name: string, fullPage = true) {
  await page.screenshot({ path: `${artifacts}/${name}.png`, fullPage })
}

/**
 * The row of the first place in the list that the demo's samordnare answer for and that nobody has
 * identified yet.
 */
export async function freshPlace(page: Page): Promise<number> {
  const rows = page.getByTestId('list').locator('tbody tr')
  await expect(rows.first()).toBeVisible()
  const ask = async <T>(path: string) => (await page.request.get(`/api/v1/${path}`).then((answer) => answer.json())) as T
  const taken = await ask<{ items: { name: string }[] }>('openings')
  const names = new Set(taken.items.map((opening) => opening.name))
  const areas = await ask<GeoJSON.FeatureCollection>('areas.geojson?kind=stadsdelsomrade')
  const own = areas.features.find((area) => area.properties?.code === 'norra-innerstaden')
  const runs = await ask<{ items: { id: string }[] }>('hotspots/runs')
  const places = await ask<GeoJSON.FeatureCollection>(`hotspots/runs/${runs.items[0]!.id}/places.geojson`)
  const mine = new Set(places.features.filter((place) => own && within(first(place.geometry), rings(own.geometry))).map((place) => place.properties?.name as string))
  const all = await rows.getByRole('button').allInnerTexts()
  const free = all.findIndex((name) => mine.has(name.trim()) && !names.has(name.trim()))
  expect(free, 'a place that is not identified yet').toBeGreaterThanOrEqual(0)
  return free
}

/** All rings of a geometry of areas. */
function rings(geometry: GeoJSON.Geometry): GeoJSON.Position[][] {
  if (geometry.type === 'Polygon') return geometry.coordinates
  return geometry.type === 'MultiPolygon' ? geometry.coordinates.flat() : []
}

/** The first corner of a geometry of areas. */
const first = (geometry: GeoJSON.Geometry) => rings(geometry)[0]![0]!

/** Whether a point lies within rings: a ray from it crosses them an odd number of times. */
function within([x, y]: GeoJSON.Position, all: GeoJSON.Position[][]): boolean {
  let inside = false
  for (const ring of all) {
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [[ax, ay], [bx, by]] = [ring[i]!, ring[j]!] as [[number, number], [number, number]]
      if (ay > y! !== by > y! && x! < ((bx - ax) * (y! - ay)) / (by - ay) + ax) inside = !inside
    }
  }
  return inside
}

/**
 * Presses Tab, or Shift+Tab where the element lies before the focus, until the element has focus; the
 * focus is then seen.
 */
export async function tabTo(page: Page, element: Locator) {
  await expect(element).toBeVisible()
  let backs = 2
  for (let i = 0; i < 400; i++) {
    const lies = await element.evaluate((it) => {
      const at = document.activeElement
      if (at === it) return 'here'
      return at && at.compareDocumentPosition(it) & Node.DOCUMENT_POSITION_PRECEDING && at !== document.body ? 'before' : 'after'
    })
    // What came meanwhile above it has pushed it out of the window: one step back and it is scrolled to.
    const pushed = lies === 'here' && backs > 0 && !(await isInside(element))
    if (lies === 'here' && !pushed) return focusSeen(element)
    if (pushed) backs--
    await page.keyboard.press(pushed || lies === 'before' ? 'Shift+Tab' : 'Tab')
  }
  throw new Error(`not reached with Tab: ${element}`)
}

const isInside = (element: Locator) =>
  element.evaluate((it) => {
    const { top, bottom } = it.getBoundingClientRect()
    return bottom > 0 && top < window.innerHeight
  })

/** What has the focus is within the window and has a ring around it. */
async function focusSeen(element: Locator) {
  const seen = await element.evaluate((it) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(it)
    return it.matches(':focus-visible') && outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2
  })
  expect({ ring: seen, inside: await isInside(element) }, `the focus on ${element} is seen`).toEqual({ ring: true, inside: true })
}

/** Another person at another machine. */
export async function another(browser: Browser, baseURL: string | undefined, login: string) {
  const page = await (await browser.newContext({ baseURL })).newPage()
  await signIn(page, login)
  return page
}

/** No line is wider than the window. */
export async function fits(page: Page, width: number) {
  await page.setViewportSize({ width, height: 800 })
  expect(await page.evaluate(() => document.documentElement.scrollWidth), `at ${width} px`).toBeLessThanOrEqual(width)
}

/** A case that this test alone knows of, opened over HTTP by the two who sign. */
export async function openedCase(
  browser: Browser,
  baseURL: string | undefined,
  place: string,
  where: { geometry: object } | { place: string } | { run: string; rank: number } = { geometry: { type: 'Point', coordinates: [18.0585, 59.3313] } },
) {
  const stamp = Date.now().toString().slice(-6)
  const headers = { 'X-Requested-With': 'platssamverkan', Origin: baseURL! }
  type Opening = { id: string; version: number; evidence_fingerprint: string; case: string | null }
  let opening: Opening | null = null
  for (const [login, diarienummer] of [
    ['kommunpolis', `A${stamp}/2026`],
    ['samordnare', `NIS 2026/${stamp}`],
  ] as const) {
    const page = await another(browser, baseURL, login)
    const act = async (path: string, data: unknown): Promise<Opening> => {
      const answer = await page.request.post(`/api/v1${path}`, { headers: { ...headers, ...(opening ? { 'If-Match': `"${opening.version}"` } : {}) }, data })
      expect(answer.ok(), await answer.text()).toBe(true)
      return (await answer.json()) as Opening
    }
    if (!opening) {
      opening = await act('/openings', { ...where, name: place })
      opening = await act(`/openings/${opening.id}/evidence`, { kind: 'dialogue', title: 'Dialog', on: '2026-05-20', text: '' })
    }
    const { id, evidence_fingerprint } = opening
    opening = await act(`/openings/${id}/assessments`, { verdict: 'ja', motive: 'Otryggt kvällstid', diarienummer, evidence_fingerprint })
    await page.context().close()
  }
  return opening!.case!
}

/** The day of the demo's clock. */
export const TODAY = '2026-06-09'

/** A part of a page by its test id. */
export const card = (page: Page, id: string) => page.getByTestId(id)

/** Where a case stands. */
export const standing = (page: Page) => card(page, 'standing')

/** Opens a form by its button and gives the group that holds it. */
export async function unfold(page: Page, name: string | RegExp) {
  await page.getByRole('button', { name, exact: true }).first().click({ timeout: 20_000 })
  return page.getByRole('group', { name, exact: true }).first()
}

/** Does one thing in a case over HTTP, as the one who is signed in on the page. */
export async function steps(page: Page, baseURL: string | undefined, number: string, step: object) {
  const headers = { 'X-Requested-With': 'platssamverkan', Origin: baseURL! }
  const answer = await page.request.post(`${baseURL}/api/v1/cases/${number}/steps`, { headers, data: { seen: 0, ...step } })
  expect(answer.ok(), await answer.text()).toBe(true)
}

/** A measure that a party takes on, as a step. */
export const measure = (of: 'polis' | 'stad', owner: string, what: string, start = '2026-06-10') => ({
  step: 'measure_put',
  measure: {
    what, how: null, cause: null, owner_of: of, owner, start, deadline: '2026-06-18', aterkoppling: '2026-06-16',
    expected: 'minskar', indicator: 'Våld i offentlig miljö', kind: 'situationell', horizon: 'kort', verksamhetsplan: null,
  },
})

/** The template saved as it is filled in, over HTTP, for tests of what comes after it. */
export async function templateSaved(page: Page, number: string, baseURL: string | undefined) {
  const found = (await (await page.request.get(`${baseURL}/api/v1/cases/${number}`)).json()) as { work: { template: object } }
  await steps(page, baseURL, number, { step: 'template_put', template: found.work.template })
}
