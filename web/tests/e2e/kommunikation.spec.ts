import { accessible, another, expect, fits, picture, settled, signIn, test } from './support'

// What is communicated of a case: one log of both parties, put right by additions.

const CASE = '/arende/PLS-2025-001'

test('what was communicated is written by both parties and added to', async ({ page, browser, baseURL }) => {
  await signIn(page, 'samordnare')
  await page.goto(CASE)
  await settled(page)
  const part = page.getByTestId('communication')

  await test.step('it says when, to whom and by which function', async () => {
    await part.getByRole('button', { name: 'Skriv in en insats' }).click()
    const form = part.getByRole('group', { name: 'Skriv in en insats' })
    await expect(form.getByLabel('Av vilken funktion')).toHaveValue('Trygghets- och säkerhetssamordnare')
    await form.getByLabel('Kanal').selectOption({ label: 'Allmänheten' })
    await form.getByLabel('Vad som sades och hur').fill('Ring 070-174 06 05')
    await form.getByRole('button', { name: 'Skriv in en insats' }).click()
    await expect(form.getByText(/telefon/i).first()).toBeVisible()
    await form.getByLabel('Vad som sades och hur').fill('Notis på webbplatsen om den nya belysningen')
    await accessible(page, 'kommunikation, formulär')
    await form.getByRole('button', { name: 'Skriv in en insats' }).click()
    await expect(part.getByTestId('communicated-1')).toContainText('Notis på webbplatsen')
    await expect(part.getByTestId('communicated-1')).toContainText('Allmänheten')
  })

  await test.step('the other party sees it and adds to it', async () => {
    const police = await another(browser, baseURL, 'kommunpolis')
    await police.goto(CASE)
    await settled(police)
    const told = police.getByTestId('communicated-1')
    await told.getByRole('button', { name: /^Lägg till/ }).click()
    await told.getByLabel('Tillägg').fill('Notisen delades också av polisen')
    await told.getByRole('button', { name: 'Lägg till' }).click()
    await expect(told).toContainText('Tillägg av Kommunpolis')
    await expect(told).toContainText('Notisen delades också av polisen')
    await police.context().close()
  })

  await test.step('the plan is followed up beside it', async () => {
    await page.reload()
    await settled(page)
    await part.getByText('Enligt mallen').click()
    await part.getByRole('button', { name: 'Följ upp kommunikationen' }).click()
    const form = part.getByRole('group', { name: 'Följ upp kommunikationen' })
    await form.getByLabel('Vad som framkom').fill('Planen följdes, men för lite på nätet.')
    await form.getByRole('button', { name: 'Följ upp kommunikationen' }).click()
    await expect(part).toContainText('för lite på nätet')
    await accessible(page, 'kommunikation')
    await fits(page, 320)
    await picture(page, 'kommunikation')
  })
})
