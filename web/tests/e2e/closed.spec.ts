import { prepare, type Server } from './ownServer'
import { accessible, another, card, expect, openedCase, picture, standing, steps, templateSaved, test, TODAY, unfold } from './support'

// A case that the chiefs have closed is looked at again half a year later, and so the clock must go.

test.describe.configure({ timeout: 180_000 })
let server: Server
test.beforeAll(async () => {
  server = await prepare()
})
test.afterAll(() => server.remove())

test('a closed case is looked at again half a year later', async ({ browser }) => {
  const { url } = server
  let number = ''

  await test.step('both chiefs close it, and nothing is to be looked at yet', async () => {
    await server.start(TODAY)
    number = await openedCase(browser, url, 'Trappan i norr')
    const city = await another(browser, url, 'samordnare')
    await templateSaved(city, number, url)
    await steps(city, url, number, { step: 'meeting_called', call: { day: TODAY, begins: '13:00', ends: '14:30', location: 'På platsen', extra: [] } })
    const text = 'Allt i planen är gjort.'
    await steps(city, url, number, {
      step: 'followed_up',
      follow_up: { from: TODAY, to: TODAY, utforande: 'genomfort', utforande_text: text, effekt: 'gar_inte_att_avgora', effekt_text: 'För få händelser för att avgöra.' },
    })
    for (const login of ['lpo-chef', 'stadsdelsdirektor']) {
      const chief = await another(browser, url, login)
      await steps(chief, url, number, { step: 'decided', decision: 'avsluta', motive: 'Målet är nått, ordinarie arbete räcker.' })
      await chief.context().close()
    }
    await city.goto(`${url}/arende/${number}`)
    await expect(standing(city)).toContainText('Avslutad – efterkontroll från 2026-12-09')
    await expect(card(city, 'decision')).toContainText('Chefsamrådets beslut: Avslutas')
    for (const name of ['Efterkontroll', 'Ändra mallen', 'Lägg till orsak', 'Kalla till möte']) {
      await expect(city.getByRole('button', { name, exact: true }), name).toHaveCount(0)
    }
    await city.context().close()
    await server.stop()
  })

  await test.step('half a year later it waits to be looked at', async () => {
    await server.start('2026-12-14')
    const city = await another(browser, url, 'samordnare')
    await city.goto(`${url}/arende/${number}`)
    await expect(standing(city)).toContainText('Efterkontroll från')
    await expect(standing(city)).toContainText('dagen har passerat')
    const form = await unfold(city, 'Efterkontroll')
    const words = form.getByLabel('Vad som syns på platsen nu')
    await expect(words).toBeFocused()
    await form.getByRole('button', { name: 'Efterkontroll' }).click()
    await expect(form.getByText('Måste fyllas i.')).toBeVisible()
    await words.fill('Ring 070-174 06 05 om belysningen.')
    await form.getByRole('button', { name: 'Efterkontroll' }).click()
    await expect(form.getByRole('alert').first(), 'no text points at a person').toBeVisible()
    await expect(words).toHaveValue(/070-174/)
    await words.fill('Trappan används på kvällen. Belysningen fungerar.')
    await accessible(city, 'efterkontroll')
    await picture(city, 'arende-efterkontroll')
    await form.getByRole('button', { name: 'Efterkontroll' }).click()
    await expect(standing(city)).toContainText('Avslutad – efterkontrollen är gjord')
    await expect(card(city, 'steps').locator('li').first()).toContainText('Efterkontroll gjordes')
    await expect(city.getByRole('button', { name: 'Efterkontroll', exact: true }), 'once is enough').toHaveCount(0)
    await city.context().close()
  })

  await test.step('the other party reads what was seen', async () => {
    const police = await another(browser, url, 'kommunpolis')
    await police.goto(`${url}/arende/${number}`)
    await expect(card(police, 'steps')).toContainText('Trappan används på kvällen. Belysningen fungerar.')
    await expect(standing(police)).toContainText('efterkontrollen är gjord')
    await police.context().close()
  })
})
