import { accessible, another, expect, openedCase, picture, settled, signIn, test } from './support'

// What the public is told of a place: there once both parties have approved the same text, gone when one of
// them takes it down.

test('a public page is drafted by one party, approved by both and taken down by either', async ({ page, browser, baseURL }) => {
  const number = await openedCase(browser, baseURL, 'Torget')
  await signIn(page, 'samordnare')
  await page.goto(`/arende/${number}`)
  await settled(page)
  const part = page.getByTestId('public-page')
  const visitor = await (await browser.newContext({ baseURL })).newPage()
  const hidden = async () => expect((await visitor.goto(`/plats/${number}`))?.status()).toBe(404)

  await test.step('a draft states no count', async () => {
    await part.getByRole('button', { name: 'Skriv ett förslag' }).click()
    const form = part.getByRole('group', { name: 'Skriv ett förslag' })
    await form.getByLabel('Rubrik', { exact: true }).fill('Tryggare torg')
    await form.getByLabel('Vad som görs', { exact: true }).fill('Tolv rån anmäldes på torget under hösten.')
    await form.getByLabel('Rubrik på engelska').fill('A safer square')
    await form.getByLabel('Vad som görs, på engelska').fill('The police and the district work with the lighting.')
    await form.getByLabel('Vilka funktioner').fill('Kommunpolis\nTrygghets- och säkerhetssamordnare')
    await form.getByRole('button', { name: 'Skriv ett förslag' }).click()
    await expect(form.getByText(/anger ett antal/).first()).toBeVisible()
    await form.getByLabel('Vad som görs', { exact: true }).fill('Polisen och stadsdelsförvaltningen arbetar med belysningen på torget.')
    await accessible(page, 'offentlig sida, formulär')
    await form.getByRole('button', { name: 'Skriv ett förslag' }).click()
    await expect(part.getByTestId('page-version-1')).toContainText('väntar på godkännande')
    await hidden()
  })

  await test.step('both approve it', async () => {
    await part.getByRole('button', { name: 'Godkänn versionen för vår part' }).click()
    await expect(part.getByTestId('page-version-1')).toContainText('Godkänd av Trygghets- och säkerhetssamordnare')
    await hidden()
    const police = await another(browser, baseURL, 'kommunpolis')
    await police.goto(`/arende/${number}`)
    await settled(police)
    await police.getByTestId('public-page').getByRole('button', { name: 'Godkänn versionen för vår part' }).click()
    await expect(police.getByTestId('public-page')).toContainText('Sidan är offentlig')
    await accessible(police, 'offentlig sida')
    await police.context().close()
  })

  await test.step('anybody reads it, without script', async () => {
    expect((await visitor.goto(`/plats/${number}`))?.status()).toBe(200)
    await expect(visitor.getByRole('heading', { level: 1 })).toHaveText('Tryggare torg')
    await expect(visitor.locator('script')).toHaveCount(0)
    await accessible(visitor, 'offentlig sida, för alla')
    await picture(visitor, 'offentlig-sida')
    const data = (await (await visitor.request.get(`/plats/${number}.json`)).json()) as { number: string }
    expect(data.number).toBe(number)
  })

  await test.step('one party takes it down', async () => {
    await page.reload()
    await settled(page)
    await part.getByRole('button', { name: 'Ta ner sidan' }).click()
    const form = part.getByRole('group', { name: 'Ta ner sidan' })
    await form.getByRole('textbox').fill('Uppgiften om belysningen stämmer inte längre.')
    await form.getByRole('button', { name: 'Ta ner sidan' }).click()
    await expect(part.getByTestId('page-version-1')).toContainText('nedtagen')
    await picture(page, 'offentlig-arende')
    await hidden()
  })
  await visitor.context().close()
})
