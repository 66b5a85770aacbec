import type { Browser, Page } from '@playwright/test'
import { accessible, expect, picture, settled, signIn, tabTo, test } from './support'

const NORRA = 'Norra innerstadens stadsdelsområde'
const SODER = 'Södermalms stadsdelsområde'

// Who may do what: an administrator decides, and what it decided holds from the next click.

/** Another person at another machine. */
async function another(browser: Browser, baseURL: string | undefined, login: string) {
  const page = await (await browser.newContext({ baseURL })).newPage()
  await signIn(page, login)
  return page
}

/** No line is wider than the window. */
async function fits(page: Page, width: number) {
  await page.setViewportSize({ width, height: 800 })
  expect(await page.evaluate(() => document.documentElement.scrollWidth), `at ${width} px`).toBeLessThanOrEqual(width)
}

async function part(page: Page, name: string) {
  await page.getByRole('link', { name: 'Administration', exact: true }).click()
  await page.getByRole('navigation', { name: 'Delar av administrationen' }).getByRole('link', { name }).click()
  await settled(page)
}

/** A case that this test alone knows of, opened over HTTP by the two who sign. */
async function openedCase(browser: Browser, baseURL: string | undefined, place: string) {
  const stamp = Date.now().toString().slice(-6)
  const headers = { 'X-Requested-With': 'platssamverkan', Origin: baseURL! }
  type Opening = { id: string; version: number; evidence_fingerprint: string; case: string | null }
  let opening: Opening | null = null
  for (const [login, diarienummer] of [
    ['kommunpolis', `A${stamp}/2026`],
    ['samordnare', `NIS 2026/${stamp}`],
  ] as const) {
    const page = await another(browser, baseURL, login)
    const act = async (path: string, data: unknown): Promise<Opening> => {
      const answer = await page.request.post(`/api/v1${path}`, { headers: { ...headers, ...(opening ? { 'If-Match': `"${opening.version}"` } : {}) }, data })
      expect(answer.ok(), await answer.text()).toBe(true)
      return (await answer.json()) as Opening
    }
    if (!opening) {
      opening = await act('/openings', { geometry: { type: 'Point', coordinates: [18.0585, 59.3313] }, name: place })
      opening = await act(`/openings/${opening.id}/evidence`, { kind: 'dialogue', title: 'Dialog', on: '2026-05-20', text: '' })
    }
    const { id, evidence_fingerprint } = opening
    opening = await act(`/openings/${id}/assessments`, { verdict: 'ja', motive: 'Otryggt kvällstid', diarienummer, evidence_fingerprint })
    await page.context().close()
  }
  return opening!.case!
}

test('an administrator moves the ground of a kommunpolis away and back', async ({ page, browser, baseURL }) => {
  await signIn(page, 'administrator-polis')
  await part(page, 'Användare')
  const row = page.getByTestId('users').getByRole('row').filter({ hasText: 'kommunpolis' })
  await expect(row).toContainText(NORRA)
  await accessible(page, 'användare')
  await picture(page, 'administration-anvandare')

  const dialog = page.getByRole('dialog')
  const police = await another(browser, baseURL, 'kommunpolis')
  await expect(police.getByRole('link', { name: 'Administration', exact: true }), 'for administrators only').toHaveCount(0)
  const identify = async () => {
    await police.goto('/arenden')
    await police.getByLabel('Plats', { exact: true }).selectOption({ label: 'Observatorielunden (ungefärlig yta)' })
    await police.getByRole('button', { name: 'Identifiera platsen' }).click()
  }

  await test.step('away: refused in words, at once', async () => {
    await row.getByRole('button', { name: /^Ändra/ }).click()
    await dialog.getByRole('button', { name: new RegExp(`^Ta bort.*${NORRA}`) }).click()
    await dialog.getByLabel('Sök område').fill('söderm')
    await dialog.getByLabel('Område', { exact: true }).selectOption({ label: SODER })
    await dialog.getByRole('button', { name: 'Lägg till området' }).click()
    await dialog.getByLabel(`Från och med: ${SODER}`).fill('2026-01-01')
    await accessible(page, 'ändra en användare')
    await picture(page, 'administration-andra', false)
    await dialog.getByRole('button', { name: 'Spara' }).click()
    await expect(row).toContainText(SODER)
    await expect(row).toContainText('från 2026-01-01')
    await identify()
    await expect(police.getByRole('alert')).toContainText('Platsen ligger utanför dina områden')
    await expect(police.getByRole('alert')).toContainText('Den som svarar för området')
    await accessible(police, 'nekad')
  })

  await test.step('back: let in, and an opening says whose it is while it is away', async () => {
    const ground = async (take: string, give: string) => {
      await row.getByRole('button', { name: /^Ändra/ }).click()
      await dialog.getByRole('button', { name: new RegExp(`^Ta bort.*${take}`) }).click()
      await dialog.getByLabel('Sök område').fill(give)
      await dialog.getByLabel('Område', { exact: true }).selectOption({ label: give })
      await dialog.getByRole('button', { name: 'Lägg till området' }).click()
      await dialog.getByRole('button', { name: 'Spara' }).click()
      await expect(row).toContainText(give)
    }
    await ground(SODER, NORRA)
    await identify()
    await expect(police).toHaveURL(/\/bedomning\//)
    await expect(police.getByRole('button', { name: 'Lägg till underlag' })).toBeVisible()
    await ground(NORRA, SODER)
    await police.reload()
    await expect(police.getByTestId('outside')).toContainText('utanför de områden du svarar för')
    await expect(police.getByRole('button', { name: 'Lägg till underlag' })).toHaveCount(0)
    await ground(SODER, NORRA)
    await police.reload()
    await expect(police.getByRole('button', { name: 'Lägg till underlag' })).toBeVisible()
  })
  await police.context().close()

  await test.step('the last administrator stays one', async () => {
    const own = page.getByTestId('users').getByRole('row').filter({ hasText: 'administrator-polis' })
    await own.getByRole('button', { name: /^Stäng kontot/ }).click()
    await dialog.getByRole('button', { name: 'Stäng kontot' }).click()
    await expect(dialog.getByRole('alert')).toContainText('Parten måste ha en administratör')
    await page.keyboard.press('Escape')
    await expect(own).toContainText('Öppet')
  })
  for (const width of [390, 320]) {
    await fits(page, width)
    await picture(page, `administration-anvandare-${width}`)
  }
})

test('a new account signs in until it is closed', async ({ page, browser, baseURL }) => {
  const login = `lasare-${Date.now().toString().slice(-6)}`
  await signIn(page, 'administrator-stad')
  await part(page, 'Användare')
  await page.getByText('Nytt lokalt konto').first().click()
  await page.getByLabel('Funktion').fill('Läsare, fältteamet')
  await page.getByLabel('Användarnamn', { exact: true }).fill(login)
  await page.getByLabel('Första lösenord').fill('sju blåa båtar i viken')
  await accessible(page, 'nytt konto')
  await page.getByRole('button', { name: 'Nytt lokalt konto' }).click()
  const row = page.getByTestId('users').getByRole('row').filter({ hasText: login })
  await expect(row).toContainText('Läsare')

  const visitor = await (await browser.newContext({ baseURL })).newPage()
  const enter = async () => {
    await visitor.goto('/')
    await visitor.getByLabel('Användarnamn').fill(login)
    await visitor.getByLabel('Lösenord').fill('sju blåa båtar i viken')
    await visitor.getByRole('button', { name: 'Logga in', exact: true }).click()
  }
  await enter()
  await expect(visitor.getByTestId('me')).toHaveText('Läsare, fältteamet')
  await row.getByRole('button', { name: /^Stäng kontot/ }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Stäng kontot' }).click()
  await expect(row).toContainText('Stängt')
  await enter()
  await expect(visitor.getByRole('alert')).toContainText('Fel användarnamn eller lösenord')
  await visitor.context().close()
})

test('a key is shown once, reads, and is ended', async ({ page, playwright, baseURL }) => {
  const system = `Kartan ${Date.now().toString().slice(-6)}`
  await signIn(page, 'administrator-stad')
  await part(page, 'Nycklar')
  await page.getByLabel('System').fill(system)
  await page.getByLabel('Läser').selectOption('intern')
  await page.getByLabel('Sista dag').fill('2027-05-31')
  await accessible(page, 'nycklar')
  await page.getByRole('button', { name: 'Gör en nyckel' }).click()
  const dialog = page.getByRole('dialog', { name: `Nyckel för ${system}` })
  const secret = await dialog.getByTestId('secret').inputValue()
  expect(secret).toMatch(/^[0-9a-f]{64}$/)
  await accessible(page, 'nyckeln visas')
  await picture(page, 'administration-nyckel', false)
  await dialog.getByRole('button', { name: 'Jag har sparat den' }).click()
  await expect(page.locator('body')).not.toContainText(secret)

  // As a desktop client sends it.
  const client = await playwright.request.newContext({ baseURL, httpCredentials: { username: 'qgis', password: secret, send: 'always' } })
  const layer = () => client.get('/api/v1/areas.geojson?kind=stadsdelsomrade').then((answer) => answer.status())
  expect(await layer()).toBe(200)
  const row = page.getByTestId('keys').getByRole('row').filter({ hasText: system })
  await expect(row).toContainText('Gäller')
  await row.getByRole('button', { name: /^Avsluta/ }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Avsluta' }).click()
  await expect(row).toContainText('Avslutad')
  await expect(row.getByRole('button')).toHaveCount(0)
  expect(await layer()).toBe(401)
  await client.dispose()
  await picture(page, 'administration-nycklar')
  await fits(page, 320)
})

test('a samordnare appoints a deputy by keyboard alone and takes it back', async ({ page, browser, baseURL }) => {
  await signIn(page, 'samordnare')
  await tabTo(page, page.getByRole('link', { name: 'Ersättare' }))
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'Ersättare' })).toBeVisible()
  await settled(page)
  const deputy = page.getByLabel('Ersättare', { exact: true })
  await expect(deputy.getByRole('option', { name: 'Administratör, stadsdelsförvaltningen' }), 'signs nothing').toHaveCount(0)
  await tabTo(page, deputy)
  await page.keyboard.type('Analytiker')
  await tabTo(page, page.getByLabel('Till och med'))
  // In which order the parts of a day are typed is the browser's.
  await page.getByLabel('Till och med').fill('2026-06-20')
  await accessible(page, 'ersättare')
  await tabTo(page, page.getByRole('button', { name: 'Utse ersättare' }))
  await page.keyboard.press('Enter')
  const row = page.getByTestId('delegations').getByRole('row').filter({ hasText: '2026-06-20' }).last()
  await expect(row).toContainText('Analytiker, stadsdelsförvaltningen')
  await expect(row).toContainText('Gäller')
  await picture(page, 'ersattare')

  const analyst = await another(browser, baseURL, 'analytiker-stad')
  await analyst.goto('/arenden')
  await settled(analyst)
  await expect(analyst.getByRole('button', { name: 'Identifiera platsen' }), 'in its place').toBeVisible()
  await tabTo(page, row.getByRole('button', { name: /^Ta tillbaka/ }))
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog')
  await tabTo(page, dialog.getByRole('button', { name: 'Ta tillbaka' }))
  await page.keyboard.press('Enter')
  await expect(row).toContainText('Avslutad')
  await analyst.reload()
  await settled(analyst)
  await expect(analyst.getByRole('button', { name: 'Identifiera platsen' })).toHaveCount(0)
  await analyst.context().close()
  await fits(page, 320)
})

test('a participant opens its link elsewhere, and an ended link says so', async ({ page, browser, baseURL }) => {
  const actor = 'Trafikkontoret, belysning'
  const number = await openedCase(browser, baseURL, 'Övergången vid torget')
  await signIn(page, 'samordnare')
  await page.goto(`/arende/${number}`)
  await page.getByText('Bjud in').first().click()
  await page.getByLabel('Funktion').fill(actor)
  await page.getByLabel('Sista dag').fill('2026-12-31')
  await accessible(page, 'bjud in')
  await page.getByRole('button', { name: 'Bjud in' }).click()
  const link = await page.getByRole('dialog', { name: `Länk för ${actor}` }).getByTestId('secret').inputValue()
  expect(link).toMatch(/\/lank#[0-9a-f]{64}$/)
  await accessible(page, 'länken visas')
  await page.getByRole('dialog').getByRole('button', { name: 'Jag har sparat den' }).click()
  await picture(page, 'arende-deltagare')

  const theirs = await (await browser.newContext({ baseURL })).newPage()
  const asked: string[] = []
  theirs.on('request', (request) => asked.push(new URL(request.url()).pathname))
  await theirs.goto(link)
  const shown = theirs.getByTestId('participation')
  for (const text of [number, 'Övergången vid torget', 'Polisen, lokalpolisområde Norrmalm', actor, '2026-12-31']) await expect(shown).toContainText(text)
  await expect(theirs, 'the secret is gone from the address').toHaveURL(`${baseURL}/lank`)
  await expect(theirs.getByRole('navigation')).toHaveCount(0)
  await expect(theirs.getByRole('link'), 'no way into anything else').toHaveCount(1)
  expect(asked.filter((path) => path.startsWith('/api/'))).toEqual(['/api/v1/participation'])
  await accessible(theirs, 'länk')
  await picture(theirs, 'lank')
  for (const width of [390, 320]) await fits(theirs, width)
  await picture(theirs, 'lank-320')
  await theirs.getByRole('button', { name: 'English' }).click()
  await expect(theirs.getByText(`You take part as ${actor}.`)).toBeVisible()
  await theirs.getByRole('button', { name: 'Svenska' }).click()
  await theirs.reload()
  await expect(theirs.getByRole('heading', { name: 'Öppna länken igen' })).toBeVisible()

  const row = page.getByTestId('participants').getByRole('row').filter({ hasText: actor })
  await expect(row).toContainText('Norra innerstadens stadsdelsförvaltning')
  await row.getByRole('button', { name: /^Avsluta/ }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Avsluta' }).click()
  await expect(row).toContainText('Avslutad')
  await theirs.goto(link)
  await expect(theirs.getByRole('heading', { name: 'Länken gäller inte' })).toBeVisible()
  await accessible(theirs, 'länk som inte gäller')

  // Guessing is slowed down, and the page says that it is.
  const guess = '0123456789abcdef'.repeat(4)
  const headers = { 'X-Requested-With': 'platssamverkan', Origin: baseURL! }
  await expect
    .poll(async () => (await theirs.request.post('/api/v1/participation', { headers, data: { secret: guess } })).status(), { intervals: [10] })
    .toBe(429)
  await theirs.goto(`/lank#${guess}`)
  await expect(theirs.getByRole('heading', { name: 'För många försök' })).toBeVisible()
  await accessible(theirs, 'för många försök')
  await theirs.context().close()
})

test('an observation is shared with one party, with what that means said first', async ({ page, browser, baseURL }) => {
  const said = `Trasig belysning ${Date.now().toString().slice(-6)}`
  await signIn(page, 'samordnare')
  await page.goto('/iakttagelser')
  await page.getByText('Ny iakttagelse').click()
  await page.getByLabel('Plats', { exact: true }).selectOption({ label: 'Klarabergsgatan' })
  await page.getByLabel('Första dagen').fill('2026-05-21')
  await page.getByLabel('Vad som sades').fill(said)
  await page.getByRole('button', { name: 'Spara' }).click()
  const row = page.getByTestId('observations').getByRole('row').filter({ hasText: said })
  await expect(row.getByTestId('shared-with')).toHaveText('Inte delad')

  const police = await another(browser, baseURL, 'kommunpolis')
  await police.goto('/iakttagelser')
  await settled(police)
  await expect(police.getByText(said)).toHaveCount(0)
  await row.getByRole('button', { name: /^Dela/ }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('blir då normalt en allmän handling där. Det går inte att ta tillbaka')
  await expect(dialog.getByLabel('Polisen, lokalpolisområde Norrmalm')).toBeChecked()
  await accessible(page, 'dela')
  await picture(page, 'dela', false)
  await dialog.getByRole('button', { name: 'Dela', exact: true }).click()
  await expect(row.getByTestId('shared-with')).toHaveText('Delas med Polisen, lokalpolisområde Norrmalm')
  await police.reload()
  await expect(police.getByText(said)).toBeVisible()
  await police.context().close()
})

test('the administration is read in English too', async ({ page }) => {
  await signIn(page, 'administrator-polis')
  await page.getByRole('button', { name: 'English' }).click()
  await expect(page.getByRole('button', { name: 'Svenska' })).toBeVisible()
  await page.goto('/administration')
  await expect(page.getByTestId('users')).toContainText('Municipal police officer')
  await accessible(page, 'users in English')
  await picture(page, 'administration-users-en')
  await page.goto('/administration/nycklar')
  await expect(page.getByRole('button', { name: 'Make a key' })).toBeVisible()
  await page.goto('/administration/ersattare')
  await expect(page.getByRole('button', { name: 'Appoint a deputy' })).toBeVisible()
  await picture(page, 'administration-deputies-en')
  await page.goto('/administration/finns-inte')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await accessible(page, 'no such part')
})
