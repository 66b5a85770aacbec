import type { Locator } from '@playwright/test'
import { pointer } from './hand'
import { accessible, another, card, expect, fits, picture, settled, signIn, test, unfold } from './support'
import { handOver, signPicture } from './walker'

// From the demo's two drafts, which are hidden from each other, to what both chiefs have decided.

/** Writes one statement in a section about the first thing that has none. */
async function writeSection(where: Locator, judged: string, text: string) {
  await where.getByRole('button', { name: 'Lägg till ett avsnitt' }).click()
  const form = where.getByRole('group', { name: 'Lägg till ett avsnitt' })
  await form.getByLabel('Avsnittet handlar om').selectOption({ index: 1 })
  await form.getByRole('button', { name: 'Skriv', exact: true }).click()
  await form.getByRole('radio', { name: judged }).check()
  await form.getByLabel('Påstående 1', { exact: true }).fill(text)
  return form
}

/** Says why a number cannot be checked. */
async function notChecked(form: Locator, number: string) {
  await form.getByRole('button', { name: `Prövas inte: ${number}` }).click()
  const why = form.getByRole('group', { name: `Prövas inte: ${number}` })
  await why.getByLabel('Varför kan talet inte prövas?').fill('Räknat på plats vid en vandring')
  await why.getByRole('button', { name: 'Ange att talet inte prövas' }).click()
}

/** Says why a number stands that fails. */
async function explain(check: Locator, number: string) {
  await check.getByRole('button', { name: `Förklara: ${number}`, exact: true }).click()
  await check.getByLabel('Förklaring').fill('Talet står så i källans egen text.')
  await check.getByRole('button', { name: 'Förklara', exact: true }).last().click()
  await expect(check.getByRole('row').filter({ has: check.page().getByRole('cell', { name: number, exact: true }) }).filter({ hasText: 'förklarat' }).first()).toBeVisible()
}

test('two parties write apart, put together, check every number and decide', async ({ page: police, browser, baseURL }) => {
  test.setTimeout(240_000)
  await signIn(police, 'kommunpolis')
  const city = await another(browser, baseURL, 'samordnare')
  let address = ''

  await test.step('the list says where each stands: one is decided, the next is being written', async () => {
    await police.goto('/kalender')
    await police.getByRole('link', { name: 'Lägesbilder' }).click()
    await expect(police.getByRole('heading', { level: 1 })).toHaveText('Lägesbilder')
    await settled(police)
    const list = police.getByTestId('lagesbilder')
    await expect(list.getByRole('link')).toHaveCount(2)
    await expect(list).toContainText('Beslutad')
    await expect(police.getByRole('button', { name: 'Påbörja en lägesbild' })).toHaveCount(0)
    await list.getByRole('link').first().click()
    await expect(card(police, 'draft')).toContainText('drygt hälften')
    address = new URL(police.url()).pathname
    await accessible(police, 'lägesbild, utkast')
  })

  await test.step('a number is found in the text, tried, and declared as not checked', async () => {
    const form = await writeSection(card(police, 'draft'), 'Sämre', 'Vid vandringen räknades 42 trasiga lampor.')
    await expect(form.getByTestId('number')).toHaveCount(1)
    await expect(form.getByTestId('number')).toContainText('utan hänvisning')
    await notChecked(form, '42')
    await expect(form.getByTestId('number')).toContainText('prövas inte')
    await accessible(police, 'lägesbild, avsnitt')
    await form.getByRole('button', { name: 'Spara' }).click()
    await expect(card(police, 'draft')).toContainText('42 trasiga lampor')
  })

  await test.step('the city sees that the police writes, and not a word of it', async () => {
    await city.goto(address)
    await settled(city)
    await expect(card(city, 'next').getByText('påbörjat', { exact: true })).toHaveCount(2)
    for (const theirs of ['trasiga lampor', 'drygt hälften']) await expect(city.getByText(theirs)).toHaveCount(0)
    await expect(card(city, 'draft')).toContainText('I Klara')
    const form = await writeSection(card(city, 'draft'), 'Bättre', 'Vid dialogen nämnde 17 boende torget.')
    await form.getByRole('button', { name: 'Spara' }).click()
    await expect(card(city, 'check')).toContainText('utan hänvisning')
  })

  await test.step('what it means to hand over is said first; it can be taken back', async () => {
    await handOver(pointer, police)
    await expect(card(police, 'next')).toContainText('Den andra parten skriver.')
    const back = await unfold(police, 'Ta tillbaka')
    await back.getByRole('button', { name: 'Ta tillbaka' }).click()
    await handOver(pointer, police)
    await city.reload()
    await settled(city)
    await expect(city.getByText('Den andra har lämnat över')).toBeVisible()
    await expect(city.getByText('trasiga lampor')).toHaveCount(0)
    await handOver(pointer, city)
    await expect(card(city, 'together')).toContainText('42 trasiga lampor')
  })

  await test.step('where the two differ is a list that leads to the texts', async () => {
    await police.reload()
    await settled(police)
    const differ = card(police, 'differ')
    await expect(differ).toContainText('12,4 %')
    const line = differ.getByRole('link').first()
    await line.focus()
    await police.keyboard.press('Enter')
    await expect(police.locator('[id^="p-polis-"]:focus')).toContainText('13 %')
    await accessible(police, 'lägesbild, sammanlagd')
    await picture(police, 'lagesbild-sammanlagd')
    await fits(police, 320)
    await picture(police, 'lagesbild-320')
    await police.setViewportSize({ width: 1400, height: 900 })
  })

  await test.step('the joint text is written, and what stops is mended or explained from the table', async () => {
    const beside = card(police, 'beside').first()
    await beside.getByRole('button', { name: /^Skriv: Gemensam text/ }).click()
    await beside.getByLabel('Påstående 1', { exact: true }).fill('Polisen och staden ser olika på belysningen.')
    await beside.getByRole('button', { name: 'Spara' }).click()
    await expect(beside).toContainText('ser olika på belysningen')
    await expect(card(police, 'check')).toContainText('31 tal prövade, 2 stämmer inte')
    await picture(police, 'lagesbild-sifferkontroll')
    await explain(card(police, 'check'), '13 %')
    await city.reload()
    await settled(city)
    const check = card(city, 'check')
    await check.getByLabel('Visa').selectOption('stops')
    await expect(check.getByRole('row')).toHaveCount(3)
    await check.getByRole('button', { name: 'Rätta: 17' }).click()
    await notChecked(check, '17')
    await check.getByRole('button', { name: 'Spara' }).click()
    await expect(check.getByRole('row')).toHaveCount(2)
    await check.getByLabel('Visa').selectOption('all')
    await explain(check, '12 %')
    await expect(check).toContainText('Inget tal stoppar beslutet.')
  })

  await test.step('both chiefs sign, each in its register; then there is a dated appendix', async () => {
    const first = await another(browser, baseURL, 'lpo-chef')
    await first.goto(address)
    await settled(first)
    await signPicture(pointer, first, 'A123/2026')
    const second = await another(browser, baseURL, 'stadsdelsdirektor')
    await second.goto(address)
    await settled(second)
    await expect(card(second, 'decision')).toContainText('stadens chef har inte skrivit under')
    await signPicture(pointer, second, 'NIS 2026/77')
    await expect(second.getByText('Beslutad', { exact: true })).toBeVisible()
    await expect(second.getByRole('link', { name: 'Daterad bilaga' })).toHaveAttribute('href', /\/akt\.html$/)
    await accessible(second, 'lägesbild, beslutad')
    await picture(second, 'lagesbild-beslutad')
  })
})
