import { accessible, another, expect, fits, openedCase, picture, settled, signIn, steps, test, TODAY } from './support'

const measure = (of: 'polis' | 'stad', owner: string, what: string) => ({
  step: 'measure_put',
  measure: {
    what, how: null, cause: null, owner_of: of, owner, start: '2026-06-10', deadline: '2026-06-18', aterkoppling: '2026-06-16',
    expected: 'minskar', indicator: 'Våld i offentlig miljö', kind: 'situationell', horizon: 'kort', verksamhetsplan: null,
  },
})

test('a samordnare hands over what a function owes in two cases, and a deputy sees and answers what the absent one owes', async ({ page, browser, baseURL }) => {
  test.setTimeout(180_000)
  const stamp = Date.now().toString().slice(-5)
  const [old, next] = [`Parkenhet ${stamp}`, `Driftenhet ${stamp}`]
  const cases = [await openedCase(browser, baseURL, `Torget ${stamp}`), await openedCase(browser, baseURL, `Parken ${stamp}`)]
  await signIn(page, 'samordnare')
  for (const number of cases) await steps(page, baseURL, number, measure('stad', old, `Klipp häckarna ${number}`))
  await steps(page, baseURL, cases[0]!, measure('polis', 'Kommunpolis', `Ronda kvällstid ${stamp}`))

  await test.step('the function that nobody holds stands first', async () => {
    await page.goto('/ataganden')
    await settled(page)
    const unheld = page.getByTestId('handover-unheld')
    const row = unheld.locator('.functions > li').filter({ hasText: old })
    await expect(row).toContainText('2 öppna åtgärder i 2 ärenden och forum')
    await expect(row).toContainText('Inget konto har funktionen')
    await row.getByRole('button', { name: `Lämna över: ${old}` }).click()
    for (const number of cases) await expect(row.getByRole('group', { name: new RegExp(number) }).getByRole('checkbox')).toBeChecked()
    await row.getByRole('button', { name: 'Lämna över', exact: true }).click()
    await expect(row.getByLabel('Mottagarens funktion')).toHaveAttribute('aria-invalid', 'true')
    await accessible(page, 'lämna över')
    await picture(page, 'lamna-over')
    await fits(page, 320)
    await page.setViewportSize({ width: 1280, height: 800 })
    await row.getByLabel('Mottagarens funktion').fill(next)
    await row.getByLabel('Motivering').fill('Parkenheten har gått upp i driften')
    await row.getByRole('button', { name: 'Lämna över', exact: true }).click()
    const said = page.getByTestId('handover').getByRole('status')
    await expect(said).toContainText('Allt lämnades över.')
    for (const number of cases) await expect(said).toContainText(`${number}: lämnades över.`)
    await expect(page.getByTestId('handover').locator('.functions > li').filter({ hasText: next })).toBeVisible()
    await expect(page.getByTestId('owed-ours').getByTestId('owed').filter({ hasText: next })).toHaveCount(2)
    await accessible(page, 'lämnat över')
  })

  await test.step('the case tells it, from whom and to whom', async () => {
    await page.goto(`/arende/${cases[0]}`)
    await settled(page)
    const told = page.getByTestId('steps').getByRole('listitem').filter({ hasText: 'Åtaganden lämnades över' })
    await expect(told).toContainText(`${old} → ${next} (1)`)
    await expect(told).toContainText('Parkenheten har gått upp i driften')
  })

  await test.step('a deputy sees and answers what the absent one owes', async () => {
    const headers = { 'X-Requested-With': 'platssamverkan', Origin: baseURL! }
    const deputy = await another(browser, baseURL, 'analytiker-polis')
    await deputy.goto('/ataganden')
    await settled(deputy)
    const mine = deputy.getByTestId('owed-mine').getByTestId('owed').filter({ hasText: `Ronda kvällstid ${stamp}` })
    await expect(mine).toHaveCount(0)
    const police = await another(browser, baseURL, 'kommunpolis')
    const data = { from: 'user-kommunpolis', to: 'user-analytiker-polis', first_day: TODAY, last_day: '2026-06-20' }
    const given = await police.request.post('/api/v1/delegations', { headers, data })
    expect(given.ok(), await given.text()).toBe(true)
    const { id } = (await given.json()) as { id: string }
    await deputy.goto('/')
    await settled(deputy)
    await expect(deputy.getByTestId('due-soon')).toContainText('Som ersättare för Kommunpolis, t.o.m. 2026-06-20')
    await deputy.goto('/ataganden')
    await settled(deputy)
    await expect(mine).toContainText('Som ersättare för Kommunpolis, t.o.m. 2026-06-20')
    await accessible(deputy, 'åtaganden som ersättare')
    await picture(deputy, 'ataganden-ersattare')
    await mine.getByRole('button').click()
    await mine.getByRole('combobox').selectOption('pagar')
    await mine.getByRole('button', { name: /Spara/ }).click()
    await expect(mine).toContainText('Pågår')

    // Its history, and its end.
    await police.goto('/ersattare')
    await settled(police)
    await police.getByTestId('historik-delegation').last().getByText('Historik').click()
    await expect(police.getByTestId('historik-delegation').last().getByRole('listitem')).toContainText('Lät någon vara ersättare')
    await accessible(police, 'ersättare med historik')
    const ended = await police.request.post(`/api/v1/delegations/${id}/revocation`, { headers, data: null })
    expect(ended.ok()).toBe(true)
    await deputy.goto('/ataganden')
    await settled(deputy)
    await expect(mine).toHaveCount(0)
    await deputy.context().close()
    await police.context().close()
  })
})
