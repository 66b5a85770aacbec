import type { Page } from '@playwright/test'
import { accessible, expect, picture } from './support'
import { test, type TwoProviders } from './twoProviders'

/** Signs in through a side's provider, as a person would. */
async function through(page: Page, side: 'polis' | 'stad') {
  await page.goto('/')
  await page.locator(`[data-provider="${side}"]`).click()
  await page.getByRole('button', { name: 'Fortsätt' }).click()
}

/** Another browser, under the same watch as the first is not: it has its own cookies. */
async function other(page: Page, two: TwoProviders) {
  const context = await page.context().browser()!.newContext({ baseURL: two.url, locale: 'sv-SE' })
  return context.newPage()
}

async function assess(page: Page, number: string, why: string) {
  const form = page.getByTestId('sign-form')
  await form.getByLabel('Ja, vi vill öppna').check()
  await form.getByLabel('Motivering').fill(why)
  await form.getByLabel('Ert diarienummer').fill(number)
  await form.getByRole('button', { name: 'Skriv under' }).click()
}

async function identify(page: Page, place: string) {
  await page.goto('/arenden')
  await page.getByLabel('Plats', { exact: true }).selectOption({ label: `${place} (ungefärlig yta)` })
  await page.getByRole('button', { name: 'Identifiera platsen' }).click()
  await expect(page).toHaveURL(/\/bedomning\//)
  await page.getByRole('button', { name: 'Lägg till underlag' }).click()
  await page.getByLabel('Rubrik').first().fill('Trygghetsvandring i maj')
}

test.beforeEach(({ two }) => {
  two.polis.who = { sub: 's-1', groups: ['pls-kommunpolis'] }
  two.stad.who = { sub: 's-1', groups: ['pls-samordnare'] }
})

test('police and city sign in through their own providers and open a case together', async ({ page, two }) => {
  await page.goto('/')
  await expect(page.locator('[data-provider]')).toHaveText([/^Polisen: logga in genom/, /^Staden: logga in genom/])
  await expect(page.locator('[data-demo]'), 'local accounts do not open').toHaveCount(0)
  await picture(page, 'inloggning-val')
  await accessible(page, 'inloggning')
  await through(page, 'polis')
  await expect(page.getByTestId('me')).toHaveText('Kommunpolis Norrmalm')
  await expect(page).toHaveURL(`${two.url}/`)

  await identify(page, 'Observatorielunden')
  await page.getByLabel('Beskrivning').first().fill('Mörka stråk vid trapporna.')
  await page.getByRole('button', { name: 'Spara underlaget' }).click()
  await expect(page.getByTestId('evidence')).toHaveCount(1)
  await assess(page, 'A100.001/2026', 'Återkommande våld på kvällar.')
  await expect(page.getByTestId('frozen')).toContainText('Underlaget är fryst')

  const city = await other(page, two)
  await city.goto(new URL(page.url()).pathname)
  await through(city, 'stad')
  await expect(city.getByTestId('me')).toHaveText('Trygghetssamordnare')
  await city.goto(new URL(page.url()).pathname)
  await assess(city, 'NIS 2026/1', 'Verksamheterna ser samma sak.')
  await expect(city.getByTestId('opened')).toContainText(/PLS-\d{4}-\d{3} är öppnad/)
  await picture(city, 'oppnad-genom-inloggningstjanster')
  await page.reload()
  await expect(page.getByTestId('opened')).toContainText(/PLS-\d{4}-\d{3} är öppnad/)
  await city.context().close()
})

test('the page one wanted to see is there after the way to the provider', async ({ page }) => {
  await page.goto('/arenden?x=1')
  await page.locator('[data-provider="polis"]').click()
  await page.getByRole('button', { name: 'Fortsätt' }).click()
  await expect(page).toHaveURL(/\/arenden\?x=1$/)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
})

test('a session that runs out is renewed in a tab of its own and costs no input', async ({ page, context }) => {
  await through(page, 'polis')
  await expect(page.getByTestId('awaiting')).toBeVisible()
  await identify(page, 'Klarabergsviadukten')
  const text = page.getByLabel('Beskrivning').first()
  await text.fill('Otryggt efter stängning.')
  await context.clearCookies()
  await page.getByRole('button', { name: 'Spara underlaget' }).click()
  const dialog = page.getByRole('dialog', { name: 'Sessionen har gått ut' })
  await expect(dialog).toBeVisible()
  await expect(text, 'still there behind the dialog').toHaveValue('Otryggt efter stängning.')
  await expect(dialog.locator('[data-provider]'), 'the side that was signed in').toHaveCount(1)
  await picture(page, 'session-slut')
  await accessible(page, 'session slut, inloggningstjänst')
  const opening = context.waitForEvent('page')
  await dialog.locator('[data-provider="polis"]').click()
  const tab = await opening
  await tab.getByRole('button', { name: 'Fortsätt' }).click()
  await expect(tab.getByRole('heading', { name: 'Du är inloggad igen' })).toBeVisible()
  await accessible(tab, 'inloggad igen')
  await expect(dialog).toHaveCount(0)
  await expect(page.getByTestId('evidence').filter({ hasText: 'Otryggt efter stängning.' })).toBeVisible()
})

test('somebody unknown waits until the administrator, who came in by the one-time link, assigns', async ({ page, two }) => {
  two.polis.who = { sub: 'admin', groups: [] }
  await page.goto(two.run('user', 'admin-link', '--party', 'polis-lpo-norrmalm'))
  await expect(page.getByRole('heading', { name: 'Första administratören: Polisen' })).toBeVisible()
  await accessible(page, 'första administratören')
  await page.locator('[data-provider="polis"]').click()
  await page.getByRole('button', { name: 'Fortsätt' }).click()
  await expect(page.getByTestId('me')).toHaveText('Administratör')

  two.polis.who = { sub: 'ny', groups: [] }
  const waiting = await other(page, two)
  await through(waiting, 'polis')
  await expect(waiting.getByRole('heading', { name: 'Väntar på tilldelning' })).toBeVisible()
  const code = await waiting.getByTestId('waiting-as').innerText()
  await picture(waiting, 'vantar')
  await accessible(waiting, 'väntar')
  const answer = await page.request.post(`/api/v1/identities/${code}/assign`, {
    headers: { 'X-Requested-With': 'platssamverkan' },
    data: { party: 'polis-lpo-norrmalm', role: 'analytiker', function: 'Analytiker' },
  })
  expect(answer.status(), await answer.text()).toBe(200)
  await through(waiting, 'polis')
  await expect(waiting.getByTestId('me')).toHaveText('Analytiker')
  await waiting.context().close()
})

test('a refused sign-in says why in both languages', async ({ page }) => {
  await page.goto('/api/v1/sign-in/polis/callback?code=x&state=x')
  await expect(page).toHaveURL(/\/inloggning\?fel=sign_in_refused$/)
  await expect(page.getByRole('alert')).toContainText('Inloggningen godtogs inte')
  await accessible(page, 'nekad')
  await page.getByRole('button', { name: 'English' }).click()
  await expect(page.getByRole('alert')).toContainText('The sign-in was not accepted')
  await page.goto('/inloggning?fel=ring_oss')
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await expect(page.getByRole('alert')).toHaveCount(0)
})
