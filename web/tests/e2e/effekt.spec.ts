import { effectCase } from './effectCase'
import { accessible, card, expect, fits, picture, settled, signIn, test } from './support'

// The part Effekt of a case: what was planned, looked at and can be shown, for whoever reads it.

test('the effect of a case is read by everybody, in Swedish and English, on a narrow screen', async ({ page, browser, baseURL }) => {
  const number = await effectCase(browser, baseURL)
  await signIn(page, 'samordnare')
  await page.goto(`/arende/${number}`)
  await settled(page)
  const part = card(page, 'case-effect')
  await page.getByRole('link', { name: 'Effekt', exact: true }).click()
  await expect(part.getByRole('heading', { name: 'Effekt', exact: true })).toBeInViewport()
  await expect(card(page, 'effect-agreed')).toContainText('2025-11-10 – 2026-05-31')
  const look = card(page, 'effect-look')
  await expect(look).toContainText('Preliminär')
  await look.getByText('Talen', { exact: true }).click()
  await expect(look.getByRole('table').first()).toBeVisible()
  await look.getByText('Så räknades det').click()
  await expect(look.getByText('Fingeravtryck, resultat')).toBeVisible()
  await part.getByText('Liknande ärenden tillsammans').click()
  await expect(card(page, 'similar-effects')).toContainText(number)
  await part.getByText('Vad en enkät kan och inte kan visa').click()
  await expect(card(page, 'survey-of-effect')).toContainText('kan inte visa effekten på en plats')
  await accessible(page, 'ärende, effekt')
  await picture(page, 'effekt')
  for (const width of [390, 320]) await fits(page, width)
  await picture(page, 'effekt-320')
  await page.setViewportSize({ width: 1400, height: 900 })

  await test.step('whoever judges otherwise than the look is asked why', async () => {
    await page.getByRole('button', { name: 'Följ upp', exact: true }).click()
    const form = page.getByRole('group', { name: 'Följ upp', exact: true })
    await form.getByLabel('Sämre', { exact: true }).check()
    await expect(form).toContainText('Ni bedömer det annorlunda. Skriv varför.')
    await accessible(page, 'följ upp mot omdömet')
    await picture(page, 'effekt-avvikelse')
    await form.getByRole('button', { name: 'Avbryt' }).click()
  })

  await page.getByRole('button', { name: 'English' }).click()
  await expect(part).toContainText('Looked at by')
  await accessible(page, 'effect, English')
})
