import { accessible, expect, freshPlace, mapDrawn, openMap, picture, settled, signIn, tabTo, test } from './support'

test.beforeEach(async ({ page }) => {
  await signIn(page, 'kommunpolis')
})

test('the built map draws cells, boundaries and places, soon enough in software', async ({ page }) => {
  await openMap(page)
  const map = page.getByTestId('map')
  expect(Number(await map.getAttribute('data-rendered-cells'))).toBeGreaterThan(1000)
  await expect.poll(async () => Number(await map.getAttribute('data-rendered-places'))).toBeGreaterThan(0)
  await expect.poll(async () => Number(await map.getAttribute('data-rendered-areas'))).toBeGreaterThan(5)
  await picture(page, 'karta', false)
  await accessible(page, 'karta')
})

test('legend and list say the same as the map, and a class can be taken off it', async ({ page }) => {
  await openMap(page)
  const legend = page.locator('.legend-box')
  const cells = (await legend.locator('.num').allInnerTexts()).map((text) => Number(text.replace(/\D/g, '')))
  const summary = await page.getByText(/rutor, .* heta/).innerText()
  expect(cells.reduce((a, b) => a + b, 0)).toBe(Number(summary.split('rutor')[0]!.replace(/\D/g, '')))
  await legend.getByRole('checkbox').first().uncheck()
  await expect(page).toHaveURL(/dolj=5/)
  await page.getByRole('button', { name: 'Rutor' }).click()
  await expect(page.getByTestId('list').locator('tbody tr').first()).toBeVisible()
  await page.reload()
  await mapDrawn(page)
  await expect(legend.getByRole('checkbox').first()).not.toBeChecked()
})

test('a selection is in list, series and week grid at once', async ({ page }) => {
  await openMap(page)
  const took = await page.evaluate(async () => {
    const start = performance.now()
    document.querySelector<HTMLElement>('[data-rank="2"] button')!.click()
    while (!document.querySelector('[data-testid="selected-place"] svg rect')) await new Promise(requestAnimationFrame)
    return performance.now() - start
  })
  console.log(`selection shown after ${took.toFixed(0)} ms`)
  // 100 ms is the promise on a free machine; the test machine is shared and draws in software.
  expect(took).toBeLessThan(500)
})

test('the address holds everything: back, forward, reload', async ({ page }) => {
  await openMap(page)
  await page.getByRole('button', { name: 'Senaste kvartalet' }).click()
  await expect(page).toHaveURL(/fran=/)
  await expect(page.getByText('Urvalet är ändrat')).toBeVisible()
  const before = page.url()
  await page.getByRole('button', { name: 'Beräkna' }).click()
  await expect(page.getByText('Urvalet är ändrat')).toHaveCount(0)
  // The earlier list stands until the new run is there, and so does the earlier run in the address.
  await expect(page).not.toHaveURL(before)
  await mapDrawn(page)
  await page.getByTestId('list').locator('tbody tr').first().getByRole('button').click()
  const selected = page.url()
  await page.goBack()
  await expect(page.getByTestId('selected-place')).toHaveCount(0)
  await page.goForward()
  await expect(page).toHaveURL(selected)
  await expect(page.getByTestId('selected-place')).toBeVisible()
  await page.reload()
  await expect(page.getByTestId('selected-place')).toBeVisible()
  expect(before).not.toBe(selected)
})

test('a stored run opens by its link alone', async ({ page, browser, baseURL }) => {
  await openMap(page)
  await page.getByTestId('list').locator('tbody tr').first().getByRole('button').click()
  const name = await page.getByTestId('selected-place').getByRole('heading').innerText()
  const again = await browser.newPage({ baseURL })
  await signIn(again, 'kommunpolis')
  await again.goto(page.url())
  await expect(again.getByTestId('selected-place').getByRole('heading')).toHaveText(name)
  await again.close()
})

test('the core path by keyboard alone', async ({ page }) => {
  await openMap(page)
  const canvas = page.locator('.maplibregl-canvas')
  // Tab until the map has focus, as a person would, from the top of the page.
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press('Tab')
    if (await canvas.evaluate((element) => element === document.activeElement)) break
  }
  await expect(canvas).toBeFocused()
  await expect(page.locator('.crosshair')).toBeVisible()
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Kartan med tangentbord' })).toBeVisible()
  await accessible(page, 'hjälp')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await canvas.focus()
  await page.keyboard.press('Alt+ArrowRight')
  await expect(page.getByTestId('selected-place').getByRole('heading')).toHaveText(/^1\. /)
  await page.keyboard.press('Alt+ArrowDown')
  await expect(page.getByTestId('selected-place').getByRole('heading')).toHaveText(/^2\. /)
  await page.keyboard.press('Alt+ArrowLeft')
  await expect(page.getByTestId('selected-place').getByRole('heading')).toHaveText(/^1\. /)
  const view = page.url()
  await page.keyboard.press('ArrowRight')
  await expect(page).not.toHaveURL(view)
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('selected-place')).toHaveCount(0)
  // From the list on: the place, its page, the assessment and the signature.
  const row = page.getByTestId('list').locator('tbody tr').nth(await freshPlace(page))
  await tabTo(page, row.getByRole('button'))
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('selected-place')).toBeVisible()
  await tabTo(page, page.getByRole('link', { name: 'Öppna platsen' }))
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/plats\//)
  await tabTo(page, page.getByRole('button', { name: 'Identifiera platsen' }))
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/bedomning\//)
  await tabTo(page, page.getByLabel('Ja, vi vill öppna'))
  await page.keyboard.press('Space')
  await page.keyboard.press('Tab')
  await page.keyboard.type('Platsen sticker ut på kvällar och helger.')
  await page.keyboard.press('Tab')
  await page.keyboard.type('A-TANGENT/2026')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('frozen')).toContainText('Underlaget är fryst')
})

test('Enter selects what lies under the crosshair', async ({ page }) => {
  await openMap(page)
  await page.getByTestId('list').locator('tbody tr').first().getByRole('button').click()
  await page.getByRole('button', { name: 'Zooma hit' }).click()
  await expect(page).toHaveURL(/vy=/)
  await page.waitForTimeout(1500)
  const canvas = page.locator('.maplibregl-canvas')
  await canvas.focus()
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('selected-place')).toHaveCount(0)
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('hit')).not.toBeEmpty()
})

for (const [width, height] of [[390, 844], [320, 640]] as const) {
  test(`nothing sticks out at ${width} pixels`, async ({ page }) => {
    await page.setViewportSize({ width, height })
    for (const path of ['/', '/karta', '/arenden', '/import', '/tillganglighet']) {
      await page.goto(path)
      await settled(page)
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
      expect(wide, path).toBeLessThanOrEqual(0)
    }
    await openMap(page)
    await picture(page, `karta-${width}`)
    await accessible(page, `karta ${width}`)
  })
}

test('two periods are compared: difference map, legend and list say the same', async ({ page }) => {
  await openMap(page, '?omrade=lokalpolisomrade/norrmalm')
  await page.getByTestId('layer').selectOption('aret-fore')
  await expect(page).toHaveURL(/skikt=aret-fore/)
  const list = page.getByTestId('differences')
  await expect(list.locator('tbody tr').first()).toBeVisible({ timeout: 60_000 })
  await expect(page.getByTestId('map')).toHaveAttribute('data-overlay', /aret-fore/)
  const cells = (await page.getByTestId('layer-legend').locator('.num').allInnerTexts()).slice(0, 7).map((text) => Number(text.replace(/\D/g, '')))
  const summary = await page.getByText(/rutor, .* heta/).innerText()
  expect(cells.reduce((a, b) => a + b, 0)).toBe(Number(summary.split('rutor')[0]!.replace(/\D/g, '')))
  await list.getByRole('button').first().click()
  await expect(page.getByTestId('selected-place')).toBeVisible()
  await accessible(page, 'jämförelse')
  await picture(page, 'karta-jamforelse', false)
})
