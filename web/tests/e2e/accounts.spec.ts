import type { Browser, Page } from '@playwright/test'
import { accessible, expect, picture, settled, signIn, signOut, test } from './support'

// One's own account: the password, where one is signed in, and the way back for whoever forgot.

const FIRST = 'sju blåa båtar i viken'
const SECOND = 'fyra vargar i månsken'
const THIRD = 'nio svarta korpar på rad'

/** No line is wider than the window. */
async function fits(page: Page, width: number, name: string) {
  const before = page.viewportSize()!
  await page.setViewportSize({ width, height: 800 })
  expect(await page.evaluate(() => document.documentElement.scrollWidth), `at ${width} px`).toBeLessThanOrEqual(width)
  await picture(page, `${name}-${width}`)
  await page.setViewportSize(before)
}

/** An account that this test alone uses, made by the administrator who looks at `page`. */
async function account(page: Page) {
  const login = `prov-${Date.now().toString().slice(-7)}`
  const headers = { 'X-Requested-With': 'platssamverkan', Origin: new URL(page.url()).origin }
  const data = { login, function: `Läsare ${login}`, role: 'lasare', password: FIRST }
  const made = await page.request.post('/api/v1/users', { headers, data })
  expect(made.ok(), await made.text()).toBe(true)
  return login
}

async function enter(page: Page, login: string, password: string) {
  await page.goto('/')
  await page.getByLabel('Användarnamn').fill(login)
  await page.getByLabel('Lösenord').fill(password)
  await page.getByRole('button', { name: 'Logga in', exact: true }).click()
}

async function visitor(browser: Browser, baseURL: string | undefined) {
  return (await browser.newContext({ baseURL })).newPage()
}

test('a user changes its password and is signed out everywhere else', async ({ page, browser, baseURL }) => {
  await signIn(page, 'administrator-stad')
  const login = await account(page)
  const [here, there] = [await visitor(browser, baseURL), await visitor(browser, baseURL)]
  for (const one of [here, there]) {
    await enter(one, login, FIRST)
    await expect(one.getByTestId('me')).toHaveText(`Läsare ${login}`)
  }
  await here.getByRole('link', { name: 'Konto', exact: true }).click()
  await settled(here)
  const sessions = here.getByTestId('sessions').getByRole('row')
  await expect(sessions).toHaveCount(3)
  await expect(sessions.filter({ hasText: 'den här' })).toContainText('Chrome, Linux')
  await accessible(here, 'konto')
  await picture(here, 'konto')
  for (const width of [390, 320]) await fits(here, width, 'konto')

  const change = async (current: string, password: string) => {
    await here.getByLabel('Nuvarande lösenord').fill(current)
    await here.getByLabel('Nytt lösenord').fill(password)
    await here.getByRole('button', { name: 'Byt lösenord' }).click()
  }
  await change('fel lösenord här', SECOND)
  await expect(here.getByRole('alert')).toContainText('är inte kontots lösenord')
  await change(FIRST, 'Stockholm Göteborg Malmö')
  await expect(here.getByRole('alert')).toContainText('är för vanligt eller för enkelt')
  await accessible(here, 'nekat lösenord')
  await picture(here, 'konto-nekat')
  await change(FIRST, SECOND)
  await expect(here.getByRole('status').filter({ hasText: 'Lösenordet är bytt' })).toBeVisible()
  await expect(sessions).toHaveCount(2)
  await there.goto('/')
  await expect(there.getByRole('heading', { name: 'Logga in' })).toBeVisible()
  await enter(there, login, FIRST)
  await expect(there.getByRole('alert')).toContainText('Fel användarnamn eller lösenord')
  await enter(there, login, SECOND)
  await expect(there.getByTestId('me')).toBeVisible()

  await test.step('a session is ended by its user, and all by the administrator', async () => {
    await here.reload()
    await settled(here)
    await sessions.getByRole('button', { name: /^Avsluta/ }).click()
    await expect(sessions).toHaveCount(2)
    await there.goto('/')
    await expect(there.getByRole('heading', { name: 'Logga in' })).toBeVisible()
    await page.goto('/administration')
    await settled(page)
    const row = page.getByTestId('users').getByRole('row').filter({ hasText: login })
    await row.getByRole('button', { name: /^Avsluta inloggningar/ }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Avsluta inloggningar' }).click()
    await expect(page.getByRole('status').filter({ hasText: 'utloggad överallt' })).toBeVisible()
    await here.goto('/')
    await expect(here.getByRole('heading', { name: 'Logga in' })).toBeVisible()
  })
  await here.context().close()
  await there.context().close()
})

test('whoever forgot its password is handed a link that works once', async ({ page, browser, baseURL }) => {
  await signIn(page, 'administrator-stad')
  const login = await account(page)
  await page.goto('/administration')
  await settled(page)
  const row = page.getByTestId('users').getByRole('row').filter({ hasText: login })
  await row.getByRole('button', { name: /^Ny lösenordslänk/ }).click()
  await accessible(page, 'gör en länk')
  await page.getByRole('dialog').getByRole('button', { name: 'Gör länken' }).click()
  const link = await page.getByTestId('secret').inputValue()
  expect(link).toMatch(/\/losenord#[0-9a-f]{64}$/)
  await accessible(page, 'länken visas')
  await picture(page, 'administration-losenordslank', false)
  await page.getByRole('dialog').getByRole('button', { name: 'Jag har sparat den' }).click()
  for (const width of [390, 320]) await fits(page, width, 'administration-anvandare-konton')

  const theirs = await visitor(browser, baseURL)
  await theirs.goto(link)
  await expect(theirs, 'the secret is gone from the address').toHaveURL(`${baseURL}/losenord`)
  await accessible(theirs, 'välj ett nytt lösenord')
  await picture(theirs, 'losenord')
  for (const width of [390, 320]) await fits(theirs, width, 'losenord')
  await theirs.getByLabel('Nytt lösenord').fill(THIRD)
  await theirs.getByRole('button', { name: 'Spara och logga in' }).click()
  await expect(theirs.getByTestId('me')).toHaveText(`Läsare ${login}`)
  await signOut(theirs)
  await theirs.goto(link)
  await theirs.getByLabel('Nytt lösenord').fill('ännu en lång fras här')
  await theirs.getByRole('button', { name: 'Spara och logga in' }).click()
  await expect(theirs.getByRole('alert')).toContainText('Länken gäller inte')
  await enter(theirs, login, THIRD)
  await expect(theirs.getByTestId('me')).toBeVisible()
  await theirs.getByRole('button', { name: 'English' }).click()
  await expect(theirs.getByRole('button', { name: 'Svenska' }), 'the language has changed').toBeVisible()
  await theirs.goto('/konto')
  await expect(theirs.getByRole('heading', { name: 'Change the password' })).toBeVisible()
  await accessible(theirs, 'account in English')
  await theirs.getByRole('button', { name: 'Sign out' }).click()
  await expect(theirs.getByRole('heading', { name: 'Sign in' }), 'the language stays the reader’s').toBeVisible()
  await expect(theirs).toHaveURL(`${baseURL}/`)
  await theirs.reload()
  await expect(theirs.getByRole('heading', { name: 'Sign in' }), 'and is kept again').toBeVisible()
  await theirs.context().close()
})
