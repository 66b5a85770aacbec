import type { Page } from '@playwright/test'
import { accessible, another, card, expect, fits, openedCase, picture, settled, signIn, test } from './support'

// A case gets another ground: chosen where the place is pointed at, assessed by both, seen in the case.

const form = (page: Page) => card(page, 'sign-form')

async function says(page: Page, number: string) {
  await form(page).getByLabel('Ja, vi vill utöka ärendet').check()
  await form(page).getByLabel('Motivering').fill('Det sprider sig till hela torget.')
  await form(page).getByLabel('Ert diarienummer').fill(number)
  await form(page).getByRole('button', { name: 'Skriv under' }).click()
}

test('two parties extend a case, from its neighbours to its history', async ({ page: police, browser, baseURL }) => {
  const stamp = Date.now().toString().slice(-6)
  const name = `Plattan ${stamp}`
  const number = await openedCase(browser, baseURL, name, { place: 'plats/plattan' })
  const city = await another(browser, baseURL, 'samordnare')

  await test.step('the case is among the neighbours, and can be chosen', async () => {
    await signIn(police, 'kommunpolis')
    await police.goto('/arenden')
    await settled(police)
    await police.getByLabel('Plats', { exact: true }).selectOption({ label: 'Sergels torg (ungefärlig yta)' })
    const row = card(police, 'neighbours').getByRole('row').filter({ hasText: number })
    await expect(row).toContainText('Initierad')
    await expect(row).toContainText(/av den nya ytan ligger i det|av dess yta ligger i den nya platsen/)
    await expect(row).toContainText('inte bestämt än')
    await card(police, 'extend-choice').getByLabel(`Utöka ${number} (${name})`).check()
    await accessible(police, 'grannar och val')
    await picture(police, 'utoka-val')
    await police.getByRole('button', { name: 'Identifiera platsen' }).click()
    await expect(police).toHaveURL(/\/bedomning\//)
  })

  await test.step('both see what is changed, and sign the same frozen evidence', async () => {
    const notice = card(police, 'extension')
    await expect(notice).toContainText(`Utökar ${number} (${name})`)
    await expect(notice).toContainText(/Yta 1, som den är i dag[\s\S]*m²[\s\S]*Ny yta[\s\S]*m²/)
    await police.getByRole('button', { name: 'Lägg till underlag' }).click()
    await police.getByLabel('Rubrik').first().fill('Dialog i maj')
    await police.getByLabel('Beskrivning').first().fill('Hela torget nämndes.')
    await police.getByRole('button', { name: 'Spara underlaget' }).click()
    await expect(card(police, 'evidence')).toHaveCount(1)
    await accessible(police, 'utökning, identifierad')
    await says(police, `A${stamp}/2026`)
    await expect(card(police, 'frozen')).toContainText('Underlaget är fryst')

    await city.goto(new URL(police.url()).pathname)
    await expect(card(city, 'extension')).toContainText(`får ${number} den här ytan`)
    await accessible(city, 'utökning, bedöms')
    await fits(city, 320)
    await city.setViewportSize({ width: 1400, height: 900 })
    await picture(city, 'utoka-bedoms')
    await says(city, `NIS 2026/${stamp}`)
    await expect(card(city, 'opened')).toContainText(`Ytan för ${number} är utökad`)
  })

  await test.step('the case keeps its number and shows both grounds', async () => {
    await city.getByRole('link', { name: 'Öppna ärendet' }).click()
    await expect(card(city, 'case-number')).toHaveText(number)
    await expect(city.getByRole('heading', { level: 1 })).toContainText(name)
    await expect(city.getByRole('link', { name: /^Yta 2, gäller från/ })).toBeVisible()
    const steps = card(city, 'steps').getByRole('listitem')
    await expect(steps.first()).toContainText('Ytan utökad: yta 2')
    const change = card(city, 'yta-change')
    await expect(change.getByTestId('place-figure')).toContainText('Yta 1')
    await expect(change).toContainText(/Yta 1, gäller från[\s\S]*m², underlag 1,[\s\S]*Yta 2, gäller från[\s\S]*m², underlag 2,/)
    await expect(card(city, 'evidence')).toHaveCount(2)
    await expect(steps.first().getByRole('button', { name: /Ångra/ })).toHaveCount(0)
    await accessible(city, 'utökat ärende')
    await picture(city, 'utoka-arende')
    await fits(city, 320)
  })

  await city.context().close()
})
