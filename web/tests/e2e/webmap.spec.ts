import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { build, type Rolldown } from 'vite'
import { expect, picture, test as base } from './support'
import type { webmap } from './webmap/page'

// A web map of somebody else's, built on OpenLayers as Origo and Hajk are, at an address of its own: what it
// reads of the service is what is released for everybody.

type Site = { url: string; stop: () => Promise<void> }

async function start(): Promise<Site> {
  const entry = new URL('./webmap/page.ts', import.meta.url).pathname
  const built = (await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, minify: false, target: 'es2022', lib: { entry, formats: ['es'] } },
  })) as Rolldown.RolldownOutput[]
  const script = built[0]!.output[0].code
  const html = '<!doctype html><html lang="sv"><title>Stadens karta</title><style>html,body,#map{height:100%;margin:0}</style><div id="map"></div><script type="module" src="/page.js"></script></html>'
  const server: Server = createServer((request, response) => {
    const is = request.url === '/page.js' ? (['text/javascript', script] as const) : (['text/html', html] as const)
    response.writeHead(200, { 'Content-Type': `${is[0]}; charset=utf-8` }).end(is[1])
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const stop = () => new Promise<void>((resolve) => server.close(() => resolve()))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop }
}

const test = base.extend<object, { site: Site }>({
  site: [
    async ({}, use) => {
      const site = await start()
      await use(site)
      await site.stop()
    },
    { scope: 'worker', timeout: 120_000 },
  ],
})
test.use({ elsewhere: async ({ site }, use) => use([site.url]) })

declare global {
  interface Window {
    webmap: typeof webmap
  }
}

type Areas = { features: { properties: { name: string }; geometry: { coordinates: unknown[] } }[] }

test.beforeEach(async ({ page, site }) => {
  await page.goto(site.url)
  await page.waitForFunction(() => 'webmap' in window)
})

test('a map in the city’s coordinates draws a layer of WFS where it lies', async ({ page, baseURL, request }) => {
  const drawn = await page.evaluate((service) => window.webmap.layer(service, 'statistikomrade'), `${baseURL}/wfs`)
  const ask = async (query: string) => ((await (await request.get(`/ogc/collections/statistikomrade/items?limit=1000&${query}`)).json()) as Areas).features
  const names = async (query: string) => (await ask(query)).map((one) => one.properties.name).sort()
  const [klara] = await ask('bbox=18.0632,59.3346,18.0632,59.3346')
  expect(drawn.here).toEqual(['Klara'])
  // Corner for corner where OGC API has them in degrees: the two decimals of metres leave less than a centimetre.
  const corners = klara!.geometry.coordinates.flat(Infinity) as number[]
  expect(drawn.corners).toHaveLength(corners.length)
  expect(Math.max(...corners.map((degree, i) => Math.abs(drawn.corners[i]! - degree)))).toBeLessThan(3e-7)
  // The box that the map asked for, in the order that OGC API has: north first.
  const [box] = drawn.asked
  const [west, south, east, north] = box!
  const city = 'http://www.opengis.net/def/crs/EPSG/0/3011'
  expect(drawn.names).toEqual(await names(`bbox=${south},${west},${north},${east}&bbox-crs=${city}`))
  expect(drawn.names.length).toBeGreaterThan(5)
  expect(drawn.asked).toHaveLength(1)
  await picture(page, 'webbkarta-wfs', false)
})

test('a search of the map finds by name and by place in every form that it reads', async ({ page, baseURL, request }) => {
  const found = await page.evaluate((service) => window.webmap.search(service, 'statistikomrade'), `${baseURL}/wfs`)
  const filtered = async (filter: string) => {
    const answer = await request.get('/ogc/collections/statistikomrade/items', { params: { limit: '1000', filter } })
    return ((await answer.json()) as Areas).features.map((one) => one.properties.name).sort()
  }
  const name = await filtered("CASEI(name) LIKE CASEI('%berg%')")
  expect(name.length).toBeGreaterThan(3)
  expect(Object.keys(found)).toHaveLength(6)
  for (const [form, one] of Object.entries(found)) {
    expect(one.name, form).toEqual(name)
    expect(one.place, form).toEqual(['Klara'])
    expect(one.under, form).toBe(true)
  }
})

test('vector tiles by their TileJSON lie under the place', async ({ page, baseURL }) => {
  const drawn = await page.evaluate((address) => window.webmap.tiles(address), `${baseURL}/tiles/statistikomrade`)
  expect(drawn.here).toEqual(['Klara'])
  expect(drawn.n).toBeGreaterThan(5)
  await picture(page, 'webbkarta-rutor', false)
})
