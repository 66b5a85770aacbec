import type { Page } from '@playwright/test'
import { accessible, another, expect, picture, settled, signIn, tabTo, test } from './support'

// A phone, held in one hand.
test.use({ viewport: { width: 390, height: 780 }, hasTouch: true })

const SIGNIFICANCE = 'Oron på platsen växer; trygghetsvandringen på torsdag berörs'

async function fits(page: Page, width: number) {
  await page.setViewportSize({ width, height: 780 })
  expect(await page.evaluate(() => document.documentElement.scrollWidth), `at ${width} px`).toBeLessThanOrEqual(width)
}

test('on a phone the police tells, the city finds it at its start, receives it, and evidence names it', async ({ page, browser, baseURL }) => {
  const what = `Skottlossning vid torget ${Date.now()}, ingen skadad`
  await signIn(page, 'kommunpolis')
  await page.goto('/information')
  await settled(page)
  const send = page.getByRole('button', { name: /^Skicka till / })
  await expect(send).toBeVisible()
  await accessible(page, 'information, formulär')
  for (const button of [send, page.getByRole('button', { name: 'Här är jag' })]) {
    expect((await button.boundingBox())!.height, 'a thumb hits it').toBeGreaterThanOrEqual(44)
  }
  expect(await page.getByLabel('Till', { exact: true }).locator('option:checked').textContent()).toContain('samordnare')
  await fits(page, 320)
  await picture(page, 'information-320')
  await fits(page, 390)

  // Two texts and a button: what, and why it matters.
  const begun = Date.now()
  await page.getByLabel('Vad har hänt?').fill(`${what}. Vittnet Anna Exempelsson`)
  await page.getByLabel('Varför är det viktigt').fill(SIGNIFICANCE)
  await send.tap()
  await expect(page.getByTestId('names'), 'a name is asked about').toContainText('Anna Exempelsson')
  await page.getByLabel('Vad har hänt?').fill(`${what}, ring 070-174 06 05`)
  await send.tap()
  await expect(page.getByRole('alert').filter({ hasText: 'telefonnummer' }), 'a number of a person is refused').toBeVisible()
  await page.getByLabel('Vad har hänt?').fill(what)
  await page.getByLabel('Var?').selectOption({ label: 'Plattan' })
  await send.tap()
  await expect(page.getByRole('status').filter({ hasText: 'Skickat till' })).toBeVisible()
  expect(Date.now() - begun, 'in under a minute, on a busy machine too').toBeLessThan(60_000)
  await expect(page.getByLabel('Vad har hänt?'), 'the form is empty for the next').toHaveValue('')
  const mine = page.getByTestId('information').filter({ hasText: what })
  await expect(mine).toContainText('Väntar på att tas emot')
  await expect(mine).toContainText('Plattan')
  await expect(mine.getByRole('button', { name: 'Ta emot' })).toHaveCount(0)
  await picture(page, 'information-390')

  // The other party.
  const city = await another(browser, baseURL, 'samordnare')
  await city.setViewportSize({ width: 390, height: 780 })
  const waiting = city.getByTestId('to-receive')
  await expect(waiting).toContainText(what)
  await accessible(city, 'start, att ta emot')
  await waiting.getByRole('link', { name: what }).click()
  await settled(city)
  const theirs = city.getByTestId('waiting').getByTestId('information').filter({ hasText: what })
  await expect(theirs).toContainText(SIGNIFICANCE)
  await accessible(city, 'information, att ta emot')
  await picture(city, 'information-ta-emot')
  await fits(city, 320)
  await theirs.getByRole('button', { name: 'Ta emot' }).click()
  await expect(city.getByTestId('all').getByTestId('information').filter({ hasText: what })).toContainText('Mottagen')
  await city.goto('/')
  await expect(city.getByTestId('awaiting')).toBeVisible()
  await expect(city.getByText(what)).toHaveCount(0)

  // It is evidence of an opening, which names it.
  const headers = { 'X-Requested-With': 'platssamverkan', Origin: baseURL! }
  const drawn = { geometry: { type: 'Point', coordinates: [18.0585, 59.3313] }, name: `Torget ${Date.now()}` }
  const made = await city.request.post('/api/v1/openings', { headers, data: drawn })
  expect(made.ok(), await made.text()).toBe(true)
  const { id } = (await made.json()) as { id: string }
  await city.goto(`/bedomning/${id}`)
  await settled(city)
  await city.getByRole('button', { name: 'Lägg till underlag' }).click()
  const form = city.locator('form').filter({ has: city.getByLabel('Slag', { exact: true }) })
  await form.getByLabel('Slag', { exact: true }).selectOption('information_10')
  const named = form.getByLabel('Vilken information?')
  const option = named.locator('option').filter({ hasText: what })
  await expect(option).toHaveCount(1)
  await named.selectOption(await option.getAttribute('value'))
  await form.getByRole('button').click()
  const evidence = city.getByTestId('evidence').filter({ hasText: what })
  await expect(evidence).toContainText(SIGNIFICANCE)
  await evidence.getByRole('link', { name: 'Till informationen' }).click()
  await expect(city).toHaveURL(/\/information\//)
  await expect(city.locator('article.marked')).toContainText(what)

  // Told right: it waits to be received anew, and how it stood is kept.
  await page.goto('/information')
  await settled(page)
  await mine.getByRole('button', { name: /^Rätta/ }).click()
  const dialog = page.getByRole('dialog')
  await accessible(page, 'rätta information')
  await dialog.getByLabel('Vad har hänt?').fill(`${what}: det var smällare`)
  await dialog.getByLabel('Skäl').fill('Vittnen har hörts')
  await fits(page, 320)
  await dialog.getByRole('button', { name: 'Skicka rättelsen' }).click()
  await expect(dialog).toHaveCount(0)
  await expect(mine).toContainText('Väntar på att tas emot')
  await mine.locator('summary').click()
  await expect(mine).toContainText('Rättad')
  await expect(mine.getByRole('listitem').filter({ hasText: 'Rättad' })).toContainText(what)
  await mine.getByRole('button', { name: /^Ta tillbaka/ }).click()
  await dialog.getByLabel('Skäl').fill('Gällde en annan plats')
  await dialog.getByRole('button', { name: 'Ta tillbaka' }).click()
  await expect(mine).toContainText('Återtagen')
  await expect(mine.getByRole('button')).toHaveCount(0)
  await city.context().close()
})

test('the position is asked for when the button is pressed, and kept as a cell', async ({ page, context }) => {
  await context.grantPermissions(['geolocation'])
  await context.setGeolocation({ longitude: 18.0585123, latitude: 59.3312987 })
  await signIn(page, 'kommunpolis')
  await page.goto('/information')
  await settled(page)
  await page.getByRole('button', { name: 'Här är jag' }).tap()
  await expect(page.getByLabel('Var?').locator('option:checked')).toHaveText('Din position')
  await page.locator('label').filter({ hasText: 'Åtgärd' }).tap()
  const what = `Insats på fredag ${Date.now()}`
  await page.getByLabel('Vad gör ni').fill(what)
  await page.getByLabel('Varför är det viktigt').fill('Era fältassistenter är ute samma kväll')
  await page.getByText('Annan tid').tap()
  await page.getByLabel('Dag och klockslag').fill('2026-06-12T21:30')
  const sent = page.waitForResponse((answer) => answer.url().endsWith('/api/v1/information') && answer.request().method() === 'POST')
  await page.getByRole('button', { name: /^Skicka till / }).tap()
  const told = (await (await sent).json()) as { place: { kind: string; at: { lon: number; lat: number } } }
  expect(told.place.kind).toBe('point')
  expect(told.place.at.lon).not.toBe(18.0585123)
  expect(Math.abs(told.place.at.lon - 18.0585123)).toBeLessThan(0.0004)
  const card = page.getByTestId('information').filter({ hasText: what })
  await expect(card).toContainText('ungefär')
  await expect(card).toContainText('12 juni 2026')
})

test('information is written with the keyboard alone, in English too', async ({ page }) => {
  await signIn(page, 'samordnare')
  await page.goto('/information')
  await settled(page)
  await page.getByRole('button', { name: 'English' }).click()
  const what = page.getByLabel('What has happened?')
  await tabTo(page, what)
  const text = `Fire in a bin ${Date.now()}`
  await page.keyboard.type(text)
  await page.keyboard.press('Tab')
  await page.keyboard.type('The same square as in the case')
  await tabTo(page, page.getByRole('button', { name: /^Send to / }))
  await page.keyboard.press('Enter')
  await expect(page.getByRole('status').filter({ hasText: 'Sent to' })).toBeVisible()
  await expect(page.getByTestId('information').filter({ hasText: text })).toContainText('Waits to be received')
  await page.emulateMedia({ media: 'print' })
  await expect(page.getByRole('button', { name: /^Send to / })).toBeHidden()
  await expect(page.getByTestId('information').filter({ hasText: text })).toBeVisible()
  await page.emulateMedia({ media: 'screen' })
  await page.getByRole('button', { name: 'Svenska' }).click()
})
