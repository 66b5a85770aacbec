import { accessible, expect, picture, settled, signIn, test } from './support'

test.beforeEach(async ({ page }) => {
  await signIn(page, 'analytiker')
})

test('a method is chosen by its question, answered with curve, table and card, and counted again', async ({ page }) => {
  await page.getByRole('link', { name: 'Analys', exact: true }).click()
  await expect(page.getByText('Ingen metod är vald')).toBeVisible()
  await accessible(page, 'analys, inget valt')
  await page.getByTestId('methods').getByRole('link', { name: 'Koncentration' }).click()
  await expect(page).toHaveURL(/metod=concentration/)
  const result = page.getByTestId('result')
  await expect(result.getByRole('img', { name: /Koncentrationskurva/ })).toBeVisible()
  await result.getByText('Visa som tabell').click()
  await expect(result.getByRole('table').first()).toBeVisible()
  const card = page.getByTestId('method-card')
  await card.getByText('Så räknades det').click()
  await card.getByRole('button', { name: 'Räkna om och jämför' }).click()
  await expect(card.getByTestId('verified')).toHaveText('Samma resultat')
  await picture(page, 'analys-koncentration')
  await accessible(page, 'analys, koncentration')
})

test('the address is the question: reload gives the same run, other filters another', async ({ page }) => {
  await page.goto('/analys?metod=concentration&kat=fickstold')
  const card = page.getByTestId('method-card')
  const run = card.locator('dd.mono').first()
  await expect(run).toHaveText(/^run-/)
  const first = await run.textContent()
  await page.reload()
  await expect(run).toHaveText(first!)
  await page.getByRole('button', { name: 'Senaste kvartalet' }).click()
  await expect(page.getByText('Urvalet är ändrat')).toBeVisible()
  await page.getByRole('button', { name: 'Beräkna' }).click()
  await expect(page).toHaveURL(/fran=/)
  await expect(run).not.toHaveText(first!)
  await page.goBack()
  await expect(run).toHaveText(first!)
})

test('the map hands its filters over', async ({ page }) => {
  await page.goto('/karta?kat=fickstold&rutnat=sweref:250')
  await page.getByRole('link', { name: 'Fler metoder' }).click()
  await expect(page).toHaveURL(/\/analys\?kat=fickstold.*rutnat=sweref:250/)
})

test('works on a narrow screen and with the keyboard alone', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 })
  await page.goto('/analys')
  await settled(page)
  await page.getByTestId('methods').getByRole('link', { name: 'Koncentration' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('result').getByRole('img')).toBeVisible()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320)
  await accessible(page, 'analys, smal')
})
