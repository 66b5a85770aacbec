import type { Page } from '@playwright/test'
import { accessible, another, expect, picture, settled, signIn, test } from './support'

// What an installation stands on: agreements that two administrators make, and what is removed when.

async function part(page: Page, name: string) {
  await page.getByRole('link', { name: 'Administration', exact: true }).click()
  await page.getByRole('navigation', { name: 'Delar av administrationen' }).getByRole('link', { name }).click()
  await settled(page)
}

/** No line is wider than the window. */
async function fits(page: Page, width: number, name: string) {
  const before = page.viewportSize()!
  await page.setViewportSize({ width, height: 800 })
  expect(await page.evaluate(() => document.documentElement.scrollWidth), `at ${width} px`).toBeLessThanOrEqual(width)
  await picture(page, `${name}-${width}`)
  await page.setViewportSize(before)
}

test('an agreement is proposed by one administrator and confirmed by the other', async ({ page, browser, baseURL }) => {
  const name = `Samverkan på Södermalm ${Date.now().toString().slice(-6)}`
  await signIn(page, 'administrator-polis')
  await part(page, 'Inställningar')
  await expect(page.getByText('Stockholm', { exact: false }).first()).toBeVisible()
  await page.getByText('Föreslå en överenskommelse').click()
  await page.getByLabel('Namn').fill(name)
  // It begins after the demo's day, so that no other test has two to choose between.
  await page.getByLabel('Första dag', { exact: true }).fill('2027-01-01')
  await page.getByLabel('Sista dag', { exact: true }).fill('2026-01-01')
  await page.getByLabel('Sök område').fill('söderm')
  await page.getByLabel('Område', { exact: true }).selectOption({ label: 'Södermalms stadsdelsområde' })
  await page.getByRole('button', { name: 'Lägg till området' }).click()
  await accessible(page, 'föreslå en överenskommelse')
  await page.getByLabel('Sista dag', { exact: true }).fill('2027-12-31')
  await page.getByRole('button', { name: 'Föreslå', exact: true }).click()
  const card = page.getByTestId('agreement').filter({ hasText: name })
  await expect(card).toContainText('Inte bekräftad')
  await expect(card).toContainText('Ert förslag väntar på svar från Norra innerstadens stadsdelsförvaltning')
  await expect(card.getByRole('button', { name: /^Bekräfta/ }), 'nobody confirms its own').toHaveCount(0)

  const city = await another(browser, baseURL, 'administrator-stad')
  await part(city, 'Inställningar')
  const theirs = city.getByTestId('agreement').filter({ hasText: name })
  await expect(theirs).toContainText('Polisen, lokalpolisområde Norrmalm föreslår detta')
  await expect(theirs).toContainText('2027-01-01 – 2027-12-31')
  await accessible(city, 'ett förslag att svara på')
  await picture(city, 'administration-installningar')
  for (const width of [390, 320]) await fits(city, width, 'administration-installningar')
  await theirs.getByRole('button', { name: /^Bekräfta/ }).click()
  const dialog = city.getByRole('dialog')
  await expect(dialog).toContainText('Du bekräftar för din part')
  await accessible(city, 'bekräfta')
  await dialog.getByRole('button', { name: 'Bekräfta', exact: true }).click()
  await expect(city.getByRole('status').filter({ hasText: 'bekräftad' })).toBeVisible()
  await expect(theirs).toContainText('Gäller inte i dag')

  await test.step('a change waits, and what nobody has seen is not confirmed', async () => {
    await page.reload()
    await settled(page)
    await card.getByRole('button', { name: /^Förläng eller ändra/ }).click()
    await page.getByRole('dialog').getByLabel('Sista dag', { exact: true }).fill('2029-12-31')
    await accessible(page, 'föreslå en ändring')
    await page.getByRole('dialog').getByRole('button', { name: 'Föreslå', exact: true }).click()
    await expect(card).toContainText('2027-01-01 – 2029-12-31')
    await expect(card).toContainText('Det som gäller nu gäller tills')
    // The city's page is older than the proposal.
    await theirs.getByRole('button', { name: /^Avsluta/ }).click()
    await city.getByRole('dialog').getByRole('button', { name: 'Avsluta' }).click()
    await expect(city.getByRole('dialog').getByRole('alert')).toBeVisible()
    await city.keyboard.press('Escape')
    await city.reload()
    await settled(city)
    await theirs.getByRole('button', { name: /^Avböj/ }).click()
    await city.getByRole('dialog').getByRole('button', { name: 'Avböj' }).click()
    await expect(theirs).not.toContainText('2029-12-31')
  })

  await test.step('either ends it', async () => {
    await theirs.getByRole('button', { name: /^Avsluta/ }).click()
    await city.getByRole('dialog').getByLabel('Sista dag den gäller').fill('2027-01-31')
    await city.getByRole('dialog').getByRole('button', { name: 'Avsluta' }).click()
    await expect(theirs).toContainText('2027-01-01 – 2027-01-31')
    await theirs.getByText('Historik').click()
    await expect(theirs.getByRole('listitem').first()).toContainText('Avslutade en överenskommelse')
    await expect(theirs.getByRole('listitem').first()).toContainText('2027-01-31')
    await accessible(city, 'en avslutad överenskommelse')
  })
  await city.context().close()
})

test('what is kept and for how long is read by an administrator, with the commands to run', async ({ page }) => {
  await signIn(page, 'administrator-stad')
  await part(page, 'Gallring')
  await expect(page.getByTestId('retention').getByRole('row')).toHaveCount(11)
  await expect(page.getByTestId('retention')).toContainText('1 095')
  await expect(page.getByText('gallring --dry-run')).toBeVisible()
  await accessible(page, 'gallring')
  await picture(page, 'administration-gallring')
  for (const width of [390, 320]) await fits(page, width, 'administration-gallring')
  await page.getByRole('button', { name: 'English' }).click()
  await expect(page.getByText('Kept, days')).toBeVisible()
})
