import type { Browser, Locator, Page } from '@playwright/test'
import type { File, Hand } from './hand'
import { card, demoUser, expect } from './support'

// What a walk does again and again, with either hand.

/** A link of the header. */
export const nav = (page: Page, name: string) => page.getByRole('navigation', { name: 'Huvudmeny' }).getByRole('link', { name, exact: true })

/** The first button that is called so. */
export const named = (within: Page | Locator, name: string | RegExp) => within.getByRole('button', { name, exact: true }).first()

/** Somebody comes to the service at a machine of its own and signs in. */
export async function comes(browser: Browser, baseURL: string, hand: Hand, login: string): Promise<Page> {
  const page = await (await browser.newContext({ baseURL })).newPage()
  const user = await demoUser(page, login)
  await page.goto('/')
  await hand.press(page.locator(`[data-demo="${user.login}"]`))
  await expect(card(page, 'awaiting')).toBeVisible()
  return page
}

/** Opens a form by its button and gives the group that holds it. */
export async function opened(hand: Hand, within: Page | Locator, name: string) {
  await hand.press(named(within, name))
  return within.getByRole('group', { name, exact: true }).first()
}

/** Hands a file of counts in, to be looked at before it is read. */
export async function handIn(hand: Hand, page: Page, of: { file: File; source: string; total?: string }) {
  await hand.file(page.locator('input[type=file]'), of.file)
  await hand.write(page.getByLabel('Källa'), of.source)
  if (of.total) {
    if (!(await page.getByLabel('Officiellt totalantal').isVisible())) await hand.press(page.getByText('Fler val'))
    await hand.write(page.getByLabel('Officiellt totalantal'), of.total)
  }
  await hand.press(page.getByRole('button', { name: 'Granska' }))
  await expect(page.getByRole('heading', { name: /^Granskning av inläsning/ })).toBeVisible({ timeout: 120_000 })
}

/** Counts are read in and shared with the other party. */
export async function delivered(hand: Hand, page: Page, file: File, source = 'syntetisk-demo') {
  await hand.press(nav(page, 'Inläsning'))
  await handIn(hand, page, { file, source })
  await hand.press(named(page, 'Bekräfta inläsningen'))
  await expect(named(page, 'Ångra inläsningen')).toBeVisible({ timeout: 120_000 })
  await hand.press(named(page, 'Dela'))
  await hand.press(page.getByRole('dialog').getByRole('button', { name: 'Dela', exact: true }))
  await expect(card(page, 'shared-with')).toContainText('Delas med')
}

/** Hands over a party's draft of a lägesbild, after the warning. */
export async function handOver(hand: Hand, page: Page) {
  await expect(card(page, 'hand-over')).toContainText('allmän handling')
  const form = await opened(hand, page, 'Lämna över')
  await hand.press(form.getByRole('button', { name: 'Lämna över' }))
  await expect(form).toContainText('Bekräfta att du har läst varningen.')
  await hand.check(form.getByRole('checkbox'))
  await hand.press(form.getByRole('button', { name: 'Lämna över' }))
  await expect(form).toHaveCount(0)
}

/** A chief signs a lägesbild, in the register of the own party. */
export async function signPicture(hand: Hand, page: Page, diarienummer: string) {
  const form = await opened(hand, page, 'Skriv under')
  await hand.write(form.getByLabel('Diarienummer'), diarienummer)
  await hand.write(form.getByLabel('Motivering'), 'Underlaget håller och alla tal är prövade.')
  await hand.press(form.getByRole('button', { name: 'Skriv under' }))
  await expect(card(page, 'decision')).toContainText(diarienummer)
}
