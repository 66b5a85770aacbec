import { accessible, demoUser, expect, openMap, picture, settled, signIn, test } from './support'

test('sign-in: refused with an explanation, then let in', async ({ page }) => {
  const user = await demoUser(page, 'kommunpolis')
  await page.goto('/karta?kat=fickstold')
  await expect(page.getByRole('heading', { name: 'Logga in' })).toBeVisible()
  await accessible(page, 'inloggning')
  await picture(page, 'inloggning')
  await page.getByLabel('Användarnamn').fill(user.login)
  await page.getByLabel('Lösenord').fill('fel lösenord, helt fel')
  await page.getByRole('button', { name: 'Logga in', exact: true }).click()
  await expect(page.getByRole('alert')).toContainText('Fel användarnamn eller lösenord')
  await page.getByLabel('Lösenord').fill(user.password)
  await page.getByRole('button', { name: 'Logga in', exact: true }).click()
  await expect(page.getByTestId('me')).toHaveText(user.function)
  await expect(page, 'the page asked for is the page shown').toHaveURL(/karta\?.*kat=fickstold/)
})

test('made-up data are called so on every page', async ({ page }) => {
  await signIn(page, 'kommunpolis')
  for (const path of ['/', '/karta', '/arenden', '/import', '/tillganglighet', '/finns-inte']) {
    await page.goto(path)
    await expect(page.getByRole('region', { name: 'Syntetiska data' }), path).toBeVisible()
  }
})

test('every page is free of what axe can find', async ({ page }) => {
  await signIn(page, 'kommunpolis')
  for (const path of ['/', '/arenden', '/import', '/tillganglighet', '/finns-inte', '/arende/PLS-1999-999']) {
    await page.goto(path)
    await settled(page)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await accessible(page, path)
  }
})

test('the desk speaks English too, and remembers', async ({ page }) => {
  await signIn(page, 'kommunpolis')
  await page.getByRole('button', { name: 'English' }).click()
  await expect(page.getByRole('heading', { name: 'Waiting for your answer' })).toBeVisible()
  await expect(page.locator('html')).toHaveAttribute('lang', 'en')
  await page.reload()
  await expect(page.getByRole('link', { name: 'Cases', exact: true })).toBeVisible()
})

test('import: a file is previewed, its rejections listed, then dropped', async ({ page }) => {
  await signIn(page, 'kommunpolis')
  await page.goto('/import')
  await page.getByRole('button', { name: 'Granska' }).click()
  await expect(page.getByText('Välj en fil först.')).toBeVisible()
  const stamp = Date.now()
  const rows = [
    'id,category,lon,lat,occurred_from,occurred_to',
    `e2e-${stamp}-1,fickstold,18.0632,59.3326,2026-05-02T21:00,2026-05-02T23:00`,
    `e2e-${stamp}-2,vald_offentlig_miljo,18.0533,59.3318,2026-05-09T23:00,2026-05-10T00:00`,
    `e2e-${stamp}-3,fickstold,0,0,2026-05-03T12:00,2026-05-03T12:00`,
    `e2e-${stamp}-4,okand_kategori,18.0632,59.3326,2026-05-04T12:00,2026-05-04T12:00`,
  ]
  await page.locator('input[type=file]').setInputFiles({ name: `e2e-${stamp}.csv`, mimeType: 'text/csv', buffer: Buffer.from(`${rows.join('\n')}\n`) })
  await page.getByLabel('Källa').fill('e2e')
  await page.getByRole('button', { name: 'Granska' }).click()
  await expect(page.getByRole('heading', { name: /Granskning av inläsning/ })).toBeVisible()
  await expect(page.getByTestId('rejections').locator('tbody tr').first()).toBeVisible()
  await picture(page, 'import-granska')
  await accessible(page, 'granskning')
  const waiting = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Ladda ned som CSV' }).click()
  expect((await waiting).suggestedFilename()).toMatch(/\.csv$/)
  await page.getByRole('button', { name: 'Släng granskningen' }).click()
  await expect(page).toHaveURL(/\/import$/)
})

test('import: confirmed, listed, undone', async ({ page }) => {
  await signIn(page, 'kommunpolis')
  await page.goto('/import')
  const stamp = Date.now()
  const rows = ['id,category,lon,lat,occurred_from,occurred_to', `e2e-${stamp},fickstold,18.0632,59.3326,2026-05-02T21:00,2026-05-02T23:00`]
  await page.locator('input[type=file]').setInputFiles({ name: `e2e-${stamp}.csv`, mimeType: 'text/csv', buffer: Buffer.from(`${rows.join('\n')}\n`) })
  await page.getByLabel('Källa').fill(`e2e-${stamp}`)
  await page.getByRole('button', { name: 'Granska' }).click()
  await page.getByRole('button', { name: 'Bekräfta inläsningen' }).click()
  await expect(page.getByRole('button', { name: 'Ångra inläsningen' })).toBeVisible()
  await page.getByRole('button', { name: 'Ångra inläsningen' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Ångra inläsningen' }).click()
  await expect(page.getByText('Ångrad')).toBeVisible()
  await page.getByRole('link', { name: 'Alla inläsningar' }).click()
  await expect(page.getByRole('row').filter({ hasText: `e2e-${stamp}.csv` })).toContainText('Ångrad')
  await accessible(page, 'inläsningar')
})

test('a session that runs out costs no input', async ({ page, context }) => {
  const user = await signIn(page, 'kommunpolis')
  await page.goto('/arenden')
  await page.getByLabel('Plats', { exact: true }).selectOption({ index: 1 })
  await page.getByRole('button', { name: 'Identifiera platsen' }).click()
  await expect(page).toHaveURL(/\/bedomning\//)
  await page.getByRole('button', { name: 'Lägg till underlag' }).click()
  const text = page.getByLabel('Beskrivning').first()
  await page.getByLabel('Rubrik').first().fill('Dialog med verksamheter')
  await text.fill('Otryggt efter stängning.')
  await context.clearCookies()
  await page.getByRole('button', { name: 'Spara underlaget' }).click()
  const dialog = page.getByRole('dialog', { name: 'Sessionen har gått ut' })
  await expect(dialog).toBeVisible()
  await expect(text, 'still there behind the dialog').toHaveValue('Otryggt efter stängning.')
  await accessible(page, 'session slut')
  await dialog.getByLabel('Lösenord').fill(user.password)
  await dialog.getByRole('button', { name: 'Logga in', exact: true }).click()
  await expect(page.getByTestId('evidence').filter({ hasText: 'Otryggt efter stängning.' })).toBeVisible()
})

test('an edit conflict is shown and nothing typed is lost', async ({ page, browser, baseURL }) => {
  await signIn(page, 'kommunpolis')
  await page.goto('/arenden')
  await page.getByLabel('Plats', { exact: true }).selectOption({ index: 2 })
  await page.getByRole('button', { name: 'Identifiera platsen' }).click()
  await expect(page).toHaveURL(/\/bedomning\//)

  const other = await browser.newPage({ baseURL })
  await signIn(other, 'samordnare')
  await other.goto(page.url())
  await other.getByRole('button', { name: 'Lägg till underlag' }).click()
  await other.getByLabel('Rubrik').first().fill('Felanmälningar i april')
  await other.getByLabel('Beskrivning').first().fill('Tolv felanmälningar om belysning.')
  await other.getByRole('button', { name: 'Spara underlaget' }).click()
  await expect(other.getByTestId('evidence').filter({ hasText: 'Tolv felanmälningar' })).toBeVisible()
  await other.close()

  await page.getByRole('button', { name: 'Lägg till underlag' }).click()
  await page.getByLabel('Rubrik').first().fill('Dialog')
  await page.getByLabel('Beskrivning').first().fill('Det här får inte försvinna.')
  await page.getByRole('button', { name: 'Spara underlaget' }).click()
  await expect(page.getByTestId('conflict')).toBeVisible()
  await expect(page.getByLabel('Beskrivning').first()).toHaveValue('Det här får inte försvinna.')
  await accessible(page, 'konflikt')
  await page.getByRole('button', { name: 'Hämta den nya versionen' }).click()
  await expect(page.getByTestId('evidence').filter({ hasText: 'Tolv felanmälningar' })).toBeVisible()
  await page.getByRole('button', { name: 'Spara underlaget' }).click()
  await expect(page.getByTestId('evidence').filter({ hasText: 'Det här får inte försvinna.' })).toBeVisible()
})

test('text about persons is refused with an explanation', async ({ page }) => {
  await signIn(page, 'kommunpolis')
  await page.goto('/arenden')
  await page.getByLabel('Plats', { exact: true }).selectOption({ label: 'Klarabergsviadukten (ungefärlig yta)' })
  await page.getByRole('button', { name: 'Identifiera platsen' }).click()
  await page.getByRole('button', { name: 'Lägg till underlag' }).click()
  await page.getByLabel('Rubrik').first().fill('Dialog')
  await page.getByLabel('Beskrivning').first().fill('Gäller 19811218-9876 enligt uppgift.')
  await page.getByRole('button', { name: 'Spara underlaget' }).click()
  await expect(page.getByRole('alert')).toContainText(/person/i)
  await expect(page.getByLabel('Beskrivning').first()).toHaveValue(/19811218/)
})

test('pages print without the controls', async ({ page }) => {
  await signIn(page, 'kommunpolis')
  await openMap(page)
  await page.emulateMedia({ media: 'print' })
  await expect(page.getByRole('button', { name: 'Beräkna' })).toBeHidden()
  await expect(page.getByRole('table').first()).toBeVisible()
})

test('forced colours and reduced motion keep the numbers and the classes', async ({ page }) => {
  await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' })
  await signIn(page, 'kommunpolis')
  await openMap(page)
  await expect(page.getByTestId('list').locator('tbody tr').first()).toBeVisible()
  const swatch = page.locator('.legend-box .swatch rect').first()
  expect(await swatch.evaluate((element) => getComputedStyle(element).fill)).toBe('rgb(0, 34, 78)')
  await picture(page, 'karta-kontrast', false)
})
