import { accessible, another, expect, fits, picture, settled, signIn, test } from './support'
import type { Locator, Page } from '@playwright/test'

// A survey of those who take part in the council: each answers once, nobody sees anything of four answers,
// and five are shown together.

const COUNCIL = '/forum/norra-innerstaden-2025/ts-rad'

async function answer(form: Locator, grade: string, text: string) {
  for (const statement of await form.getByRole('group').all()) await statement.getByRole('radio', { name: grade }).check()
  await form.getByLabel('Vad kan bli bättre?').fill(text)
  await form.getByRole('button', { name: 'Skicka svaret' }).click()
}

async function answerOnTheDesk(page: Page, grade: string, text: string) {
  await page.goto(COUNCIL)
  await settled(page)
  await page.getByRole('button', { name: /^Svara på enkäten/ }).click()
  await answer(page.getByTestId('enkat-form'), grade, text)
  await expect(page.getByTestId('enkater')).toContainText('Er funktion har svarat.')
}

test('a survey of the participants is answered apart from who answers it', async ({ page, browser, baseURL }) => {
  await signIn(page, 'samordnare')
  await page.goto(COUNCIL)
  await settled(page)
  const part = page.getByTestId('enkater')

  await test.step('it is opened with a last day', async () => {
    await part.getByRole('button', { name: 'Öppna en enkät' }).click()
    const form = part.getByRole('group', { name: 'Öppna en enkät' })
    await form.getByRole('button', { name: 'Öppna en enkät' }).click()
    await expect(form.getByText('Måste fyllas i.')).toBeVisible()
    await form.getByLabel('Sista svarsdag').fill('2026-06-30')
    await form.getByRole('button', { name: 'Öppna en enkät' }).click()
    await expect(part).toContainText('öppen till och med 2026-06-30')
    await expect(part).toContainText('Resultatet visas när enkäten är avslutad.')
  })

  await test.step('an answer says something, and no person', async () => {
    await part.getByRole('button', { name: /^Svara på enkäten/ }).click()
    const form = page.getByTestId('enkat-form')
    await form.getByRole('button', { name: 'Skicka svaret' }).click()
    await expect(form.getByRole('alert')).toContainText('Ta ställning till minst ett påstående')
    await accessible(page, 'enkät, formulär')
    await picture(page, 'enkat-formular')
    await answer(form, '4', 'Ring 811228-9874')
    await expect(form.getByText(/personnummer/i).first()).toBeVisible()
    await answer(form, '4', 'Kortare möten')
    await expect(part).toContainText('Er funktion har svarat.')
    await expect(part).not.toContainText('Kortare möten')
  })

  await test.step('others answer on the desk and by link', async () => {
    for (const [login, grade, text] of [['kommunpolis', '5 Stämmer helt', 'Fler skolor'], ['lpo-chef', '2', 'Tydligare dagordning'], ['stadsdelsdirektor', '3', 'Samma lokal varje gång']] as const) {
      const other = await another(browser, baseURL, login)
      await answerOnTheDesk(other, grade, text)
      await other.context().close()
    }
    const made = await page.request.post(`/api/v1/forums/norra-innerstaden-2025/ts-rad/links`, {
      headers: { 'X-Requested-With': 'platssamverkan', Origin: baseURL! },
      data: { actor: 'Skolor, rektorer', last_day: '2026-12-31' },
    })
    const { path } = (await made.json()) as { path: string }
    const visitor = await (await browser.newContext({ baseURL })).newPage()
    await visitor.goto(path)
    const link = visitor.getByTestId('link-enkat')
    await expect(link).toContainText('Svara senast 2026-06-30.')
    await accessible(visitor, 'enkät, deltagarlänk')
    await fits(visitor, 320)
    await picture(visitor, 'enkat-lank')
    await answer(link, '5 Stämmer helt', 'Kallelsen tidigare')
    await expect(link).toContainText('Tack, svaret är sparat.')
    await visitor.context().close()
  })

  await test.step('five are shown together when it is over', async () => {
    await page.goto(COUNCIL)
    await settled(page)
    await expect(part).toContainText('5 av')
    await expect(part.getByTestId('enkat-result')).toHaveCount(0)
    await part.getByRole('button', { name: /^Avsluta enkäten/ }).click()
    await part.getByRole('group', { name: /^Avsluta enkäten/ }).getByRole('button', { name: 'Avsluta enkäten' }).click()
    const result = part.getByTestId('enkat-result')
    await expect(result.getByRole('row', { name: /Rätt funktioner deltar/ })).toContainText('3 av 5')
    await expect(part).toContainText('Tydligare dagordning')
    await accessible(page, 'enkät, resultat')
    await fits(page, 320)
    await picture(page, 'enkat-resultat')
  })
})
