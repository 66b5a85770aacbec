import { accessible, another, card, expect, fits, openedCase, picture, signIn, test } from './support'

test('a template that two save at once loses no word of either', async ({ page, browser, baseURL }) => {
  const number = await openedCase(browser, baseURL, 'Torget vid kajen')
  await signIn(page, 'samordnare')
  await page.goto(`/arende/${number}`)
  const police = await another(browser, baseURL, 'kommunpolis')
  await police.goto(`/arende/${number}`)
  const [mine, theirs] = [card(page, 'template'), card(police, 'template')]
  for (const desk of [page, police]) await desk.getByRole('button', { name: 'Fyll i mallen' }).click()

  // Both write another aim and another picture of the problem; each changes something more.
  await mine.getByLabel('Mål', { exact: true }).fill('Stadens mål för torget')
  await mine.getByLabel('Problembild').fill('Stadens första rad\nStadens andra rad')
  await mine.getByLabel('Till deltagarna').fill('Stadens brev efter varje möte')
  await theirs.getByLabel('Mål', { exact: true }).fill('Polisens mål för torget')
  await theirs.getByLabel('Problembild').fill('Polisens enda rad')
  await theirs.getByLabel('Finansiering').fill('Polisens del bärs av lokalpolisområdet')
  await theirs.getByRole('button', { name: 'Spara mallen' }).click()
  await expect(theirs).toContainText('Polisens mål för torget')

  await mine.getByRole('button', { name: 'Spara mallen' }).click()
  const conflict = mine.getByTestId('conflict')
  for (const text of ['Stadens mål för torget', 'Polisens mål för torget', 'Stadens andra rad', 'Polisens enda rad']) await expect(conflict).toContainText(text)
  await expect(conflict).toContainText('Taget från den andra: Finansiering.')
  await expect(conflict.getByText('Stadens brev'), 'only one has changed it').toHaveCount(0)
  const choice = (field: string) => conflict.getByRole('group', { name: field, exact: true })
  await expect(choice('Mål').getByLabel('Ditt'), 'what one wrote stands until one chooses').toBeChecked()
  await expect(mine.getByLabel('Finansiering')).toHaveValue('Polisens del bärs av lokalpolisområdet')
  await accessible(page, 'konflikt i mallen')
  await picture(page, 'arende-mall-konflikt')
  await fits(page, 320)
  await page.setViewportSize({ width: 1400, height: 900 })

  await choice('Mål').getByLabel('Sparat av någon annan').check()
  await expect(mine.getByLabel('Mål', { exact: true })).toHaveValue('Polisens mål för torget')
  await choice('Mål').getByLabel('Ditt').check()
  await expect(mine.getByLabel('Mål', { exact: true }), 'a choice can be taken back').toHaveValue('Stadens mål för torget')
  await choice('Problembild').getByLabel('Sparat av någon annan').check()
  await mine.getByLabel('Problembild').press('End')
  await mine.getByLabel('Problembild').pressSequentially('\nStadens andra rad')
  await mine.getByRole('button', { name: 'Spara mallen' }).click()
  await expect(conflict).toHaveCount(0)

  await police.reload()
  for (const text of ['Stadens mål för torget', 'Polisens enda rad', 'Stadens andra rad', 'Polisens del bärs av lokalpolisområdet', 'Stadens brev efter varje möte']) {
    await expect(theirs, 'both see the same').toContainText(text)
  }
  await expect(card(police, 'steps').getByText('Mallen sparades'), 'both saves are in the history').toHaveCount(2)
  await police.context().close()
})
