import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { prepare } from './ownServer'
import { accessible, expect, mapDrawn, openMap, picture, signIn, test as base } from './support'
import { startTiles } from './tileServer'

// A base map under the desk's own, on a server of its own that has one; the demo's has none.

type Mapped = { url: string; tiles: Awaited<ReturnType<typeof startTiles>>; stop: () => Promise<void> }

async function start(): Promise<Mapped> {
  const [tiles, server] = await Promise.all([startTiles(), prepare()])
  writeFileSync(
    join(server.data, 'baskarta.toml'),
    `kind = "xyz"\nname = "Stadskartan"\nattribution = "© Staden"\naddress = "http://127.0.0.1:${tiles.port}/t/{z}/{x}/{y}.png"\n`,
  )
  await server.start()
  const stop = async () => {
    await server.remove()
    await tiles.stop()
  }
  return { url: server.url, tiles, stop }
}

const test = base.extend<object, { mapped: Mapped }>({
  mapped: [
    async ({}, use) => {
      const mapped = await start()
      await use(mapped)
      await mapped.stop()
    },
    { scope: 'worker', timeout: 180_000 },
  ],
})

test.use({ baseURL: async ({ mapped }, use) => use(mapped.url) })

test('the base map lies under the map with its attribution, and can be taken away', async ({ page, mapped }) => {
  await signIn(page, 'kommunpolis')
  await openMap(page)
  const map = page.getByTestId('map')
  await expect(map).toHaveAttribute('data-basemap', 'drawn', { timeout: 60_000 })
  await expect(map.getByText('© Staden')).toBeVisible()
  await expect(page.getByText('Bakgrundskartan svarar inte')).toHaveCount(0)
  expect(mapped.tiles.asked.length).toBeGreaterThan(0)
  expect(mapped.tiles.asked.join()).not.toMatch(/cookie|referer|mozilla/i)
  await accessible(page, 'karta med bakgrund')
  await picture(page, 'karta-bakgrund', false)

  const choice = page.getByRole('checkbox', { name: 'Bakgrundskarta: Stadskartan' })
  await choice.uncheck()
  await expect(page).toHaveURL(/bakgrund=nej/)
  await expect(map).toHaveAttribute('data-basemap', 'none')
  await expect(map.getByText('© Staden')).toHaveCount(0)
  await page.reload()
  await mapDrawn(page)
  await expect(choice).not.toBeChecked()
  await expect(map).toHaveAttribute('data-basemap', 'none')
})

test('when its server does not answer the rest of the map is whole, and that is said', async ({ page, mapped }) => {
  await signIn(page, 'kommunpolis')
  mapped.tiles.state.broken = true
  // Ground that nobody has looked at yet.
  await openMap(page, '?vy=17.90000,59.38000,15.00')
  await expect(page.getByText('Bakgrundskartan svarar inte just nu.')).toBeVisible({ timeout: 30_000 })
  await expect(page.getByTestId('map').getByRole('alert')).toHaveCount(0)
  mapped.tiles.state.broken = false
})
