import { readFileSync } from 'node:fs'
import { accessible, expect, freshPlace, mapDrawn, openMap, picture, signIn, signOut, test } from './support'

// The thin line of the first step: boundaries and counts → place → two signatures on the same frozen
// evidence → case → GeoJSON.
test('two parties open a platssamverkan on the same frozen evidence', async ({ page }) => {
  const stamp = Date.now().toString().slice(-6)
  let name = ''
  let fingerprint = ''

  await test.step('the kommunpolis makes an analysis and picks a place in the list', async () => {
    await signIn(page, 'kommunpolis')
    await openMap(page)
    await page.getByRole('button', { name: 'Beräkna' }).click()
    await expect(page).toHaveURL(/korning=/)
    await mapDrawn(page)
    const map = page.getByTestId('map')
    await expect.poll(async () => Number(await map.getAttribute('data-rendered-places'))).toBeGreaterThan(0)
    const row = page.getByTestId('list').locator('tbody tr').nth(await freshPlace(page))
    name = (await row.getByRole('button').innerText()).trim()
    await row.getByRole('button').click()
    await expect(row.getByRole('button')).toHaveAttribute('aria-current', 'true')
    await expect(page.getByTestId('selected-place')).toContainText(name)
    await expect(page).toHaveURL(/plats=\d+/)
    await page.getByRole('button', { name: 'Zooma hit' }).click()
    await expect(page).toHaveURL(/vy=/)
    await expect.poll(async () => Number(await map.getAttribute('data-rendered-hot'))).toBeGreaterThan(0)
    await picture(page, 'karta-vald')
  })

  await test.step('the place says how it was counted', async () => {
    await page.getByRole('link', { name: 'Öppna platsen' }).click()
    await expect(page).toHaveURL(/\/plats\//)
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(name)
    await page.getByText('Så räknades det', { exact: true }).click()
    await expect(page.getByTestId('how')).toContainText('Fingeravtryck, resultat')
    await expect(page.getByTestId('how')).toContainText('Utelämnade')
    await expect(page.getByText(/inställningar$/).first()).toBeVisible()
    await picture(page, 'plats')
    await accessible(page, 'plats')
  })

  await test.step('identifies it, adds evidence and signs', async () => {
    await page.getByRole('button', { name: 'Identifiera platsen' }).click()
    await expect(page).toHaveURL(/\/bedomning\//)
    await expect(page.getByTestId('evidence')).toHaveCount(1)
    await page.getByRole('button', { name: 'Lägg till underlag' }).click()
    await page.getByLabel('Slag').first().selectOption('trygghetsvandring')
    await page.getByLabel('Rubrik').first().fill('Trygghetsvandring i maj')
    await page.getByLabel('Beskrivning').first().fill('Mörka stråk vid trapporna, siktskymmande buskar.')
    await page.getByRole('button', { name: 'Spara underlaget' }).click()
    await expect(page.getByTestId('evidence')).toHaveCount(2)
    const form = page.getByTestId('sign-form')
    await form.getByLabel('Ja, vi vill öppna').check()
    await form.getByLabel('Motivering').fill('Återkommande våld på kvällar och helger.')
    await form.getByRole('button', { name: 'Skriv under' }).click()
    await expect(form.getByText('Fyll i: diarienummer')).toBeVisible()
    await form.getByLabel('Ert diarienummer').fill(`A${stamp}/2026`)
    await accessible(page, 'bedömning, före underskrift')
    await form.getByRole('button', { name: 'Skriv under' }).click()
    await expect(page.getByTestId('frozen')).toContainText('Underlaget är fryst')
    fingerprint = (await page.getByTestId('frozen').locator('[data-fingerprint]').getAttribute('data-fingerprint'))!
    expect(fingerprint.length).toBeGreaterThan(20)
    await expect(page.getByTestId('sign-form'), 'a party signs once').toHaveCount(0)
    await picture(page, 'bedomning-polis')
    await signOut(page)
  })

  await test.step('the samordnare sees it waiting, on the same fingerprint, and signs', async () => {
    await signIn(page, 'samordnare')
    await expect(page.getByTestId('awaiting')).toContainText(name)
    await picture(page, 'start')
    await accessible(page, 'start')
    await page.getByTestId('awaiting').getByRole('link', { name }).first().click()
    const shown = page.getByTestId('frozen').locator('[data-fingerprint]')
    await expect(shown).toHaveAttribute('data-fingerprint', fingerprint)
    await expect(page.getByTestId('assessment-polis')).toContainText('Samma fingeravtryck som underlaget')
    await expect(page.getByRole('button', { name: 'Lägg till underlag' }), 'frozen').toHaveCount(0)
    await picture(page, 'bedomning-stad')
    await accessible(page, 'bedömning, andra parten')
    const form = page.getByTestId('sign-form')
    await form.getByLabel('Ja, vi vill öppna').check()
    await form.getByLabel('Motivering').fill('Belysningen är felanmäld; verksamheterna ser samma sak.')
    await form.getByLabel('Ert diarienummer').fill(`NIS 2026/${stamp}`)
    await form.getByRole('button', { name: 'Skriv under' }).click()
    await expect(page.getByTestId('opened')).toContainText(/PLS-\d{4}-\d{3} är öppnad/)
  })

  await test.step('the case has both registry numbers, both assessments and the evidence', async () => {
    await page.getByRole('link', { name: 'Öppna ärendet' }).click()
    await expect(page.getByTestId('case-number')).toHaveText(/^PLS-\d{4}-\d{3}$/)
    await expect(page.getByTestId('diarienummer-polis')).toHaveText(`A${stamp}/2026`)
    await expect(page.getByTestId('diarienummer-stad')).toHaveText(`NIS 2026/${stamp}`)
    for (const side of ['polis', 'stad']) {
      await expect(page.getByTestId(`assessment-${side}`).locator('[data-fingerprint]')).toHaveAttribute('data-fingerprint', fingerprint)
    }
    await expect(page.getByTestId('evidence')).toHaveCount(2)
    await expect(page.getByTestId('place-figure')).toBeVisible()
    await picture(page, 'arende')
    await accessible(page, 'ärende')
    await page.getByRole('link', { name: 'Ärenden' }).click()
    await expect(page.getByRole('table').first()).toContainText(name)
    await picture(page, 'arenden')
    await accessible(page, 'ärenden')
  })

  await test.step('the result leaves as GeoJSON', async () => {
    await openMap(page)
    const waiting = page.waitForEvent('download')
    await page.getByRole('link', { name: 'Platser (GeoJSON)' }).click()
    const download = await waiting
    const file = JSON.parse(readFileSync(await download.path(), 'utf8')) as GeoJSON.FeatureCollection
    expect(file.type).toBe('FeatureCollection')
    expect(file.features.length).toBeGreaterThan(0)
  })
})
