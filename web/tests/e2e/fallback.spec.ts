import { accessible, expect, picture, signIn, test } from './support'

test('without WebGL the same work goes on with picture and list', async ({ page }) => {
  await signIn(page, 'kommunpolis')
  await page.goto('/karta')
  const image = page.getByTestId('map-picture').getByRole('img')
  await expect(image).toBeVisible({ timeout: 60_000 })
  await expect.poll(() => image.evaluate((element: HTMLImageElement) => element.naturalWidth)).toBeGreaterThan(100)
  const row = page.getByTestId('list').locator('tbody tr').first()
  await row.getByRole('button').click()
  await expect(page.getByTestId('selected-place')).toBeVisible()
  await accessible(page, 'karta utan WebGL')
  await picture(page, 'karta-utan-webgl')
  await page.getByRole('link', { name: 'Öppna platsen' }).click()
  await expect(page).toHaveURL(/\/plats\//)
  expect(await page.evaluate(() => performance.getEntriesByType('resource').some((entry) => /assets\/Map-/.test(entry.name))), 'the map code is not fetched').toBe(false)
})
