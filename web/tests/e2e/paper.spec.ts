import type { Browser, Page } from '@playwright/test'
import { writeFileSync } from 'node:fs'
import { effectCase } from './effectCase'
import { another, artifacts, expect, mapDrawn, settled, test } from './support'

// Every page on paper: A4 through the browser's own print, as a registry would keep it.

/** What A4 leaves between margins of 14 mm, in CSS pixels. */
const WIDE = Math.floor((210 - 2 * 14) * (96 / 25.4))

type Sheet = { name: string; path: string; heading: RegExp | string; ready?: (page: Page) => Promise<void> }

/** What is wrong with a page as it goes to paper; nothing, if all is well. */
async function faults(page: Page): Promise<string[]> {
  return page.evaluate((wide) => {
    const shown = (it: Element) => (it as HTMLElement).checkVisibility() && it.getBoundingClientRect().width > 1
    const words = (it: Element) => `${it.tagName.toLowerCase()}.${it.className} ”${(it.textContent ?? '').trim().replace(/\s+/g, ' ').slice(0, 60)}”`
    const wrong: string[] = []
    for (const it of document.querySelectorAll('button, nav, form, dialog, textarea, [type="checkbox"], [type="radio"], .button')) if (shown(it) && !it.matches('td .plain')) wrong.push(`is of no use on paper: ${words(it)}`)
    for (const it of document.querySelectorAll('body *')) {
      if (!shown(it) || it.closest('svg, .sr-only')) continue
      const { left, right } = it.getBoundingClientRect()
      if (left < -1 || right > wide + 1) wrong.push(`sticks out to ${Math.round(right)}: ${words(it)}`)
      if (getComputedStyle(it).overflowX !== 'visible' && it.scrollWidth > it.clientWidth + 1) wrong.push(`is cut off: ${words(it)}`)
    }
    return wrong.slice(0, 6)
  }, WIDE)
}

/** Prints what a page shows now. */
async function print(page: Page, { name, heading }: Sheet) {
  await page.emulateMedia({ media: 'print' })
  await page.setViewportSize({ width: WIDE, height: 1017 })
  const title = page.getByRole('heading', { level: 1 })
  await expect(title, name).toHaveText(heading)
  expect((await title.boundingBox())!.height, `${name}: its heading is to be read`).toBeGreaterThan(10)
  // Of all pages at once, so that one run says what is left to mend.
  expect.soft(await faults(page), name).toEqual([])
  const pdf = await page.pdf({ preferCSSPageSize: true, format: 'A4', printBackground: false })
  const sheets = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0
  expect(sheets, `${name}: sheets`).toBeGreaterThan(0)
  expect(pdf.toString('latin1'), name).toMatch(/\/MediaBox \[0 0 59[45][.\d]* 84[12][.\d]*\]/)
  writeFileSync(`${artifacts}/${name}.pdf`, pdf)
  await page.emulateMedia({ media: 'screen' })
  await page.setViewportSize({ width: 1400, height: 900 })
}

/** All sheets of somebody who is signed in. */
async function printAll(page: Page, sheets: Sheet[]) {
  for (const sheet of sheets) {
    await page.goto(sheet.path)
    await settled(page)
    await sheet.ready?.(page)
    await expect(page.getByRole('region', { name: 'Syntetiska data' }), 'what is made up is so on paper').toBeVisible()
    await print(page, sheet)
  }
}

async function posted<T>(page: Page, baseURL: string | undefined, path: string, data: unknown): Promise<T> {
  const answer = await page.request.post(`/api/v1${path}`, { headers: { 'X-Requested-With': 'platssamverkan', Origin: baseURL! }, data })
  expect(answer.ok(), await answer.text()).toBe(true)
  return (await answer.json()) as T
}
async function found<T>(page: Page, path: string): Promise<T> {
  return (await (await page.request.get(`/api/v1${path}`)).json()) as T
}

test('the pages of the daily work print', async ({ browser, baseURL }) => {
  const page = await another(browser, baseURL, 'kommunpolis')
  // The page's own button asks the browser to print, which has no dialog here.
  await page.addInitScript(() => (window.print = () => {}))
  const [run] = (await found<{ items: { id: string }[] }>(page, '/hotspots/runs')).items
  const cases = (await found<{ items: { number: string; opening: string }[] }>(page, '/cases')).items
  const [file] = (await found<{ items: { id: number }[] }>(page, '/imports')).items
  const looked = await effectCase(browser, baseURL)
  const pictures = (await found<{ items: { id: string; half: string }[] }>(page, '/lagesbilder')).items
  const release = await posted<{ id: string }>(page, baseURL, '/releases', { level: 'publik', first: '2023-H1', last: '2023-H1', total: true })
  const answered = async (page: Page) => {
    await expect(page.locator('[aria-busy="true"]')).toHaveCount(0)
    await expect(page.getByText('Så räknades det').first()).toBeVisible()
  }
  await printAll(page, [
    { name: 'start', path: '/', heading: 'Start', ready: answered },
    {
      name: 'karta',
      path: '/karta',
      heading: 'Geografisk analys',
      ready: async (page) => {
        await mapDrawn(page)
        await page.getByRole('button', { name: 'Skriv ut' }).click()
        // The first name of the list is on the paper too, although one chooses a place by it.
        await page.emulateMedia({ media: 'print' })
        await expect(page.getByTestId('list').locator('tbody tr').first()).toContainText(/^1\s*Klarabergsgatan/, { useInnerText: true })
        await expect.poll(() => page.locator('img.print-only').evaluate((it: HTMLImageElement) => it.naturalWidth)).toBeGreaterThan(100)
      },
    },
    { name: 'analys', path: '/analys', heading: 'Analys' },
    { name: 'analys-forandring', path: '/analys?metod=change', heading: 'Analys', ready: answered },
    { name: 'analys-koncentration', path: '/analys?metod=concentration', heading: 'Analys', ready: answered },
    { name: 'uppfoljning', path: `/uppfoljning?korning=${run!.id}&plats=1`, heading: 'Uppföljning av en plats' },
    { name: 'iakttagelser', path: '/iakttagelser', heading: 'Iakttagelser' },
    { name: 'plats', path: `/plats/${run!.id}/1`, heading: /./ },
    { name: 'bedomning', path: `/bedomning/${cases[0]!.opening}`, heading: /^Gemensam bedömning: / },
    { name: 'arenden', path: '/arenden', heading: 'Ärenden' },
    { name: 'arende', path: '/arende/PLS-2025-001', heading: 'PLS-2025-001 Klara' },
    { name: 'arende-effekt', path: `/arende/${looked}`, heading: `${looked} Torget med en plan`, ready: async (page) => void (await page.getByTestId('effect-look').waitFor()) },
    { name: 'forumen', path: '/forum', heading: 'Forum' },
    { name: 'forum', path: '/forum/norra-innerstaden-2025/ungdom-1', heading: 'Ungdomar: fält, fritid, socialtjänst och polis' },
    { name: 'forum-chefsamrad', path: '/forum/norra-innerstaden-2025/chefsamrad', heading: 'Chefsamråd' },
    { name: 'information', path: '/information', heading: 'Information enligt 10 §' },
    { name: 'atgardsbibliotek', path: '/atgardsbibliotek', heading: 'Åtgärdsbibliotek' },
    { name: 'ataganden', path: '/ataganden', heading: 'Åtaganden' },
    { name: 'kalender', path: '/kalender', heading: 'Kalender 2026' },
    { name: 'lagesbilder', path: '/lagesbild', heading: 'Lägesbilder' },
    ...pictures.map(({ id, half }) => ({ name: `lagesbild-${half}`, path: `/lagesbild/${id}`, heading: /^Lägesbild, / })),
    { name: 'rapporter', path: '/rapporter?omrade=kommun%2F0180', heading: 'Rapporter', ready: async (page) => void (await page.getByTestId('area-report').waitFor()) },
    { name: 'prioriteringar', path: '/rapporter?visa=prioriteringar&overenskommelse=norra-innerstaden-2025', heading: 'Rapporter', ready: async (page) => void (await page.getByTestId('priority-gaps').waitFor()) },
    { name: 'sammanstallning', path: '/rapporter?visa=sammanstallning&ar=2025', heading: 'Rapporter', ready: async (page) => void (await page.getByTestId('compilation').getByRole('table').first().waitFor()) },
    { name: 'rapporter-grans', path: '/rapporter?omrade=stadsdelsomrade%2Fnorra-innerstaden&fran=2023-01-01&till=2023-12-31', heading: 'Rapporter', ready: async (page) => void (await page.getByText('gränsen gäller från 2023-07-01').waitFor()) },
    { name: 'utlamnanden', path: '/utlamnanden', heading: 'Utlämnanden' },
    { name: 'utlamnande', path: `/utlamnande/${release.id}`, heading: /^Utlämnande 2023-H1/ },
    { name: 'import', path: '/import', heading: 'Inläsning' },
    { name: 'import-en', path: `/import/${file!.id}`, heading: `Inläsning ${file!.id}` },
    { name: 'ersattare', path: '/ersattare', heading: 'Ersättare' },
    { name: 'konto', path: '/konto', heading: 'Konto' },
    { name: 'tillganglighet', path: '/tillganglighet', heading: 'Tillgänglighet' },
    { name: 'okand', path: '/finns-inte', heading: 'Sidan finns inte' },
  ])
  await page.context().close()
})

test('the pages of an administrator print', async ({ browser, baseURL }) => {
  const page = await another(browser, baseURL, 'administrator-polis')
  const heading = 'Administration'
  await printAll(page, [
    { name: 'logg', path: '/logg', heading: 'Logg' },
    { name: 'administration', path: '/administration', heading },
    ...['vantande', 'ersattare', 'nycklar', 'installningar', 'gallring'].map((part) => ({ name: `administration-${part}`, path: `/administration/${part}`, heading })),
  ])
  await page.context().close()
})

test('what is seen without an account prints', async ({ browser, baseURL }) => {
  const police = await another(browser, baseURL, 'kommunpolis')
  const { path } = await posted<{ path: string }>(police, baseURL, '/cases/PLS-2025-001/links', { actor: 'Trafikkontoret', last_day: '2026-12-31' })
  await police.context().close()
  const page = await outside(browser, baseURL)
  const sheets: Sheet[] = [
    { name: 'inloggning', path: '/', heading: 'Platssamverkan' },
    { name: 'inloggning-klar', path: '/inloggning/klar', heading: 'Platssamverkan' },
    { name: 'inloggning-vantar', path: '/inloggning/vantar', heading: 'Platssamverkan' },
    { name: 'lank', path, heading: /./ },
    { name: 'losenord', path: '/losenord', heading: /./ },
  ]
  for (const sheet of sheets) {
    await page.goto(sheet.path)
    await settled(page)
    await print(page, sheet)
  }
  await page.context().close()
})

// Files of their own, with nothing of the desk around them.
test('the files that are taken out print', async ({ browser, baseURL }) => {
  const police = await another(browser, baseURL, 'kommunpolis')
  const looked = await effectCase(browser, baseURL)
  const decided = (await found<{ items: { id: string; state: string }[] }>(police, '/lagesbilder')).items.find((one) => one.state === 'beslutad')!
  const files: Sheet[] = [
    { name: 'akt', path: '/cases/PLS-2025-001/akt.html', heading: 'Platssamverkan PLS-2025-001 – Klara' },
    { name: 'akt-effekt', path: `/cases/${looked}/akt.html`, heading: `Platssamverkan ${looked} – Torget med en plan` },
    { name: 'akt-forum', path: '/forums/norra-innerstaden-2025/ts-rad/akt.html', heading: /Trygghets- och säkerhetsråd/ },
    { name: 'akt-lagesbild', path: `/lagesbilder/${decided.id}/akt.html`, heading: /2025/ },
    { name: 'underlag-chefsamrad', path: '/agreements/norra-innerstaden-2025/chefsamrad/underlag.html', heading: /[Cc]hefsamråd/ },
    { name: 'utsatta', path: '/areas/utsatta.html', heading: /^Utsatta områden \d{4}-/ },
    { name: 'baslinje', path: '/agreements/norra-innerstaden-2025/baseline.html', heading: /^Baslinje: / },
    { name: 'prioriteringar', path: '/agreements/norra-innerstaden-2025/priorities.html', heading: /^Prioriteringarnas täckning / },
    { name: 'omradesrapport', path: '/areas/stadsdelsomrade/norra-innerstaden/report.html', heading: /Norra innerstaden/ },
  ]
  for (const file of files) {
    const answer = await police.request.get(`/api/v1${file.path}`)
    expect(answer.status(), file.path).toBe(200)
    const page = await outside(browser, baseURL)
    await page.setContent(await answer.text())
    await print(page, file)
    await page.context().close()
  }
  await police.context().close()
})

/** A machine at which nobody is signed in. */
async function outside(browser: Browser, baseURL: string | undefined) {
  return (await browser.newContext({ baseURL })).newPage()
}
