import { accessible, another, expect, fits, picture, settled, signIn, test } from './support'

type Matter = { why: string; case: string | null; opening: string | null; name: string; since: string }

test('the chiefs and the samordnare see what waits for the chefsamråd, and each line leads there', async ({ page, browser, baseURL }) => {
  await signIn(page, 'lpo-chef')
  await settled(page)
  const list = page.getByTestId('chefsamrad')
  await expect(list.getByRole('heading', { name: 'Till chefsamrådet' })).toBeVisible()
  const { items } = (await (await page.request.get('/api/v1/chefsamrad')).json()) as { items: Matter[] }
  expect(items.length, 'the demo has something for it').toBeGreaterThan(0)
  expect(items.map((one) => one.since), 'what has waited longest first').toEqual(items.map((one) => one.since).sort())
  await expect(list.getByRole('listitem')).toHaveCount(items.length)
  await accessible(page, 'start, till chefsamrådet')
  await picture(page, 'start-chefsamradet')
  await fits(page, 320)
  const first = items[0]!
  await list.getByRole('link').first().click()
  await expect(page).toHaveURL(first.case ? new RegExp(`/arende/${first.case}$`) : new RegExp(`/bedomning/${first.opening}$`))
  await settled(page)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()

  const city = await another(browser, baseURL, 'samordnare')
  await expect(city.getByTestId('chefsamrad').getByRole('listitem')).toHaveCount(items.length)
  await city.context().close()
  const analyst = await another(browser, baseURL, 'analytiker-polis')
  await settled(analyst)
  await expect(analyst.getByTestId('chefsamrad')).toHaveCount(0)
  await analyst.context().close()
})
