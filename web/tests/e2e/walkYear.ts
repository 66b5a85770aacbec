import type { Browser, Locator, Page } from '@playwright/test'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { File, Hand } from './hand'
import type { Server } from './ownServer'
import { card, expect, settled, standing, test } from './support'
import { lateAround } from './walkFigures'
import { comes, delivered, handOver, named, nav, opened, signPicture } from './walker'

// The rest of the walk: how the effect is told, the lägesbild and what the chiefs decide, in June and in
// November of the same case.

export type Walk = { hand: Hand; browser: Browser; server: Server; shot: (page: Page, name: string) => Promise<void>; number: string; told: Told }

/** What the counts of the case say of its effect, what the city says instead, and whether they are those of the design. */
export type Told = { verdict: string; judged: string; figures: boolean }

/** After the day of the verdict, which the plan sets to the month after half a year. */
const NOVEMBER = '2026-11-04'

type Drawn = { may: File; autumn: File }
let known: Drawn | undefined

/** Files of counts as the demo draws them: its May, and a summer and autumn like those of the year before. */
const drawn = (server: Server) => (known ??= draw(server))

function draw(server: Server): Drawn {
  const directory = mkdtempSync(join(tmpdir(), 'platssamverkan-filer-'))
  server.run('demo', '--write-files', directory)
  const rows = (name: string) => readFileSync(join(directory, name), 'utf8').trimEnd().split('\n')
  const [head, ...history] = rows('historik.csv')
  const [, ...october] = rows('2025-10.csv')
  const day = head!.split(';').indexOf('occurred_from')
  const months = ['2025-06', '2025-07', '2025-08', '2025-09']
  const like = [...history.filter((row) => months.includes(row.split(';')[day]!.slice(0, 7))), ...october]
  const autumn = [head, ...like.map((row) => row.replaceAll('2025-', '2026-'))].join('\n')
  const may = rows('2026-05.csv').join('\n')
  rmSync(directory, { recursive: true })
  return { may: { name: '2026-05.csv', text: `${may}\n` }, autumn: { name: '2026-06--10.csv', text: `${autumn}\n` } }
}

async function toCase(hand: Hand, page: Page, number: string) {
  await hand.press(nav(page, 'Ärenden'))
  await hand.press(page.getByRole('link', { name: number, exact: true }).first())
  await expect(card(page, 'case-number')).toHaveText(number)
}

/** To the newest lägesbild, as from the start page. */
async function toPicture(hand: Hand, page: Page) {
  await hand.press(nav(page, 'Start'))
  await hand.press(card(page, 'to-do').getByRole('link', { name: 'Lägesbilder' }))
  await hand.press(card(page, 'lagesbilder').getByRole('link').first())
  await expect(card(page, 'next')).toBeVisible()
}

async function toForum(hand: Hand, page: Page) {
  await hand.press(nav(page, 'Forum'))
  await hand.press(card(page, 'forums').getByRole('link', { name: 'Chefsamråd' }))
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Chefsamråd')
}

async function toMonth(hand: Hand, page: Page, month: string) {
  await hand.press(card(page, 'wheel').getByRole('link', { name: new RegExp(`^${month}`) }))
}

/** Mends a number that fails, in the table of the check. */
async function mended(hand: Hand, page: Page, wrong: string, right: string) {
  const form = await opened(hand, card(page, 'check'), `Rätta: ${wrong}`)
  const fields = form.getByRole('textbox', { name: /^Påstående/ })
  await expect(fields.first()).toBeVisible()
  const texts = await fields.evaluateAll((all) => all.map((it) => (it as HTMLTextAreaElement).value))
  await hand.mend(fields.nth(texts.findIndex((text) => text.includes(wrong))), wrong, right)
  await expect(form.getByTestId('number').filter({ hasText: right }).first()).toContainText(/^\s*\d+\s%\s*✓\s*stämmer/)
  await hand.press(form.getByRole('button', { name: 'Spara', exact: true }))
  await expect(form).toHaveCount(0)
}

/** A duty is ticked by hand, with what shows it, and why it is late. */
async function ticked(hand: Hand, page: Page, key: string, evidence: string, late?: string) {
  const duty = card(page, key)
  const form = await opened(hand, duty, 'Bocka av')
  await hand.write(form.getByLabel('Underlag', { exact: true }), evidence)
  if (late) await hand.write(form.getByLabel('Förklaring'), late)
  await hand.press(form.getByRole('button', { name: 'Bocka av' }))
  await expect(duty).toContainText('Gjord')
}

/** A look at the effect by its number; the second is the verdict. */
const look = (page: Page, no: number) => card(page, 'effect-look').filter({ hasText: no === 1 ? 'Avläsning 1' : 'Omdöme' })

/** In June: how the effect will be told is fixed, and the lägesbild is put together and decided. */
export async function theSummer({ hand, browser, server, shot, number, told }: Walk, police: Page, city: Page) {
  await test.step('10 both fix how the effect will be told, and whoever looks early gets a preliminary answer', async () => {
    await delivered(hand, police, drawn(server).may)
    await toCase(hand, police, number)
    await expect(card(police, 'case-power')).toContainText(/Minsta observerade minskning som kan påvisas är \d+\s%/)
    const plan = await opened(hand, police, 'Lägg fram en plan')
    await expect(plan.getByRole('radio').first()).toBeVisible({ timeout: 120_000 })
    await hand.check(plan.getByRole('radio').first())
    if (told.figures) await hand.check(plan.getByLabel('Ingen ring runt kontrollen'))
    await hand.write(plan.getByLabel('Varför denna kontroll'), 'Samma slags torg med samma nivå, och inget arbete pågår där.')
    await shot(police, '10-plan')
    await hand.press(named(plan, 'Lägg fram en plan'))
    await expect(card(police, 'effect-waiting')).toContainText('Framlagd av Kommunpolis')
    await expect(named(police, 'Godkänn planen'), 'not by its own party').toHaveCount(0)

    await toCase(hand, city, number)
    await expect(card(city, 'effect-waiting')).toContainText('2026-05-01 – 2026-10-31')
    await hand.press(named(city, 'Godkänn planen'))
    await expect(card(city, 'effect-agreed')).toContainText('Godkänd av Trygghets- och säkerhetssamordnare')
    await shot(city, '10-godkand')
    await hand.press(named(city, 'Läs av effekten'))
    await expect(look(city, 1)).toContainText('Preliminär', { timeout: 240_000 })
    await expect(look(city, 1).locator('strong').first()).toHaveText(told.verdict)
    await expect(named(city, 'Lägg fram en ny plan'), 'nobody plans anew who has looked').toHaveCount(0)
    await shot(city, '10-preliminart')
  })

  await test.step('11 two drafts become one picture, and every number is tried', async () => {
    await toPicture(hand, police)
    await expect(card(police, 'draft')).toContainText('drygt hälften')
    await handOver(hand, police)
    await shot(police, '11-overlamnat')
    await toPicture(hand, city)
    await expect(city.getByText('drygt hälften'), 'sealed until both have handed over').toHaveCount(0)
    await handOver(hand, city)
    await expect(card(city, 'together')).toContainText('drygt hälften')
    await expect(card(city, 'differ')).toContainText('Polisen: 13 % · Staden: 12,4 %')
    await expect(card(city, 'check').getByRole('status')).toContainText('31 tal prövade, 2 stämmer inte; 2 svaga ord')
    for (const recomputed of ['12,44 %', '12,66 %']) await expect(card(city, 'check')).toContainText(recomputed)
    await expect(card(city, 'diff').getByRole('listitem').first()).toBeVisible()
    await shot(city, '11-sifferkontroll')

    await mended(hand, city, '12 %', '13 %')
    await expect(card(city, 'check').getByRole('status')).toContainText('31 tal prövade, 1 stämmer inte')
    await toPicture(hand, police)
    await mended(hand, police, '13 %', '12 %')
    await expect(card(police, 'check').getByRole('status')).toContainText('31 tal prövade, 0 stämmer inte')
    await expect(card(police, 'check').getByRole('status')).toContainText('Inget tal stoppar beslutet.')
    const joint = card(police, 'beside').first()
    await hand.press(joint.getByRole('button', { name: /^Skriv: Gemensam text/ }))
    await hand.write(joint.getByLabel('Påstående 1', { exact: true }), 'Parterna ser samma läge.')
    await hand.press(joint.getByRole('button', { name: 'Spara' }))
    await expect(joint).toContainText('Parterna ser samma läge.')
    await shot(police, '11-rattad')
  })

  await test.step('12 the chiefs read the papers and decide the lägesbild, each in its register', async () => {
    await toForum(hand, city)
    const [file] = await Promise.all([city.waitForEvent('download'), hand.press(card(city, 'underlag').getByRole('link', { name: 'Att skriva ut (HTML)' }))])
    const papers = await (await browser.newContext({ javaScriptEnabled: false })).newPage()
    await papers.setContent(readFileSync(await file.path(), 'utf8'))
    for (const text of [number, 'Röja buskar', '2026-H1']) await expect(papers.getByText(text).first(), text).toBeVisible()
    await shot(papers, '12-underlag')
    await papers.context().close()
    for (const [login, diarienummer] of [['lpo-chef', 'A311.204/2026'], ['stadsdelsdirektor', 'NIS 2026/311']] as const) {
      const chief = await comes(browser, server.url, hand, login)
      await toPicture(hand, chief)
      await signPicture(hand, chief, diarienummer)
      await shot(chief, `12-lagesbild-${login}`)
      await chief.context().close()
    }
    await toPicture(hand, city)
    await expect(city.getByRole('link', { name: 'Daterad bilaga' })).toBeVisible()
    await expect(card(city, 'decision')).toContainText('A311.204/2026')
    await expect(card(city, 'decision')).toContainText('NIS 2026/311')
  })

  await test.step('12 the year wheel has ticked what the service knows; the rest is said', async () => {
    await hand.press(nav(city, 'Start'))
    await hand.press(card(city, 'to-do').getByRole('link', { name: 'Till kalendern' }))
    await settled(city)
    for (const month of ['maj', 'juni', 'dec']) await toMonth(hand, city, month)
    for (const key of ['lagesbild:2026-H1', `plats:${number}:2026-06`]) await expect(card(city, key), key).toContainText('Gjord')
    await ticked(hand, city, 'upp-lagesbild:2026:1', 'NIS 2026/312')
    await ticked(hand, city, 'upp-struktur:2026', 'NIS 2026/298', 'Enkäten drog ut på tiden.')
    const term = card(city, 'term')
    const first = await opened(hand, term, 'Välj första ordförande')
    await hand.choose(first.getByLabel('Första ordförande', { exact: true }), 'Stadsdelsdirektören')
    await hand.press(named(first, 'Välj första ordförande'))
    await expect(term.getByRole('listitem').first()).toContainText('stadsdelsdirektören')
    await expect(term.getByRole('listitem').nth(1)).toContainText('lokalpolisområdeschefen')
    await shot(city, '12-kalender')
  })
}

/** Against the same half-year before: what fell, what may have moved, and what that is in proportion. */
async function theFigures(verdict: Locator) {
  // The newest look stands unfolded.
  const yearBefore = verdict.getByRole('heading', { name: 'Mot samma tid året före' }).locator('..')
  await expect(yearBefore).toContainText('Skillnad mot kontrollen: −10 (95 % −36 … +16).')
  await expect(yearBefore).toContainText('Kvot av kvoter 0,66 (0,34–1,30).')
  await expect(yearBefore).toContainText('Överflyttning: +2 (−9 … +13).')
  for (const row of [/^Platsen\s*38\s*24/, /^Kontrollen\s*41\s*39/, /^Ringen\s*15\s*17/]) await expect(yearBefore.getByRole('row', { name: row })).toBeVisible()
  await expect(verdict).toContainText('Överflyttning går inte att avgöra.')
}

/** In November: the one verdict, the judgements of both, and what the chiefs decide on the case. */
export async function theAutumn({ hand, browser, server, shot, number, told }: Walk) {
  await server.stop()
  await server.start(NOVEMBER)
  const police = await comes(browser, server.url, hand, 'kommunpolis')
  const city = await comes(browser, server.url, hand, 'samordnare')

  await test.step('9 what was promised is done, four of four', async () => {
    const done = async (page: Page, what: string) => {
      const row = card(page, 'owed').filter({ hasText: number }).filter({ hasText: what })
      await hand.press(row.getByRole('button', { name: /^Säg hur det går/ }))
      await hand.choose(row.getByLabel('Hur långt den har kommit'), 'Klar')
      await hand.press(row.getByRole('button', { name: 'Spara svaret' }))
      await expect(row).toHaveCount(0)
    }
    await hand.press(nav(police, 'Åtaganden'))
    await done(police, 'Synliga patruller')
    await hand.press(nav(city, 'Åtaganden'))
    for (const what of ['Röja buskar', 'Trygghetsvärdar']) await done(city, what)
    await toCase(hand, city, number)
    for (const no of [1, 2, 3, 4]) await expect(card(city, `measure-${no}`)).toContainText(/Klar 2026-/)
  })

  await test.step('10 on the day the one verdict is given, and whoever judges otherwise says why', async () => {
    await delivered(hand, police, drawn(server).autumn)
    if (told.figures) await delivered(hand, police, await lateAround(police, number), 'sena-anmalningar')
    await toCase(hand, police, number)
    await hand.press(named(police, 'Läs av effekten'))
    const verdict = look(police, 2)
    await expect(verdict.locator('strong').first()).toHaveText(told.verdict, { timeout: 240_000 })
    await expect(verdict).toContainText(/Skillnad/)
    await expect(named(police, 'Läs av effekten'), 'it is given once').toHaveCount(0)
    if (told.figures) await theFigures(verdict)
    const similar = card(police, 'similar-effects')
    await hand.press(similar.getByText('Liknande ärenden tillsammans'))
    await expect(similar).toContainText(`Med i sammanvägningen (1): ${number}`)
    await expect(similar.getByRole('table')).toBeVisible()
    await shot(police, '10-omdome')

    await toCase(hand, city, number)
    await expect(look(city, 2).locator('strong').first()).toHaveText(told.verdict)
    const form = await opened(hand, city, 'Följ upp')
    await hand.check(form.getByLabel('Genomfört', { exact: true }))
    await hand.write(form.getByLabel('Varför utförandet bedöms så'), 'Fyra av fyra åtgärder är klara.')
    await hand.check(form.getByLabel(told.judged, { exact: true }))
    await hand.write(form.getByLabel('Varför effekten bedöms så'), 'Verksamheterna runt platsen svarar samstämmigt.')
    await expect(form).toContainText('Ni bedömer det annorlunda. Skriv varför.')
    await hand.write(form.getByLabel('Varför bedömningen avviker'), 'Verksamheternas svar är samstämmiga och säger något annat än antalen.')
    await shot(city, '10-folj-upp')
    await hand.press(named(form, 'Följ upp'))
    await expect(standing(city)).toContainText('Uppföljd – väntar på chefsamrådet')
    await expect(card(city, 'follow-up')).toContainText(told.judged)
    await expect(card(city, 'avvikelse')).toContainText('samstämmiga')
    await shot(city, '10-uppfoljd')
  })

  await test.step('12 the chiefs meet, and both sign that the case goes on in another form', async () => {
    await toForum(hand, city)
    const call = await opened(hand, city, 'Kalla till möte')
    await hand.day(call.getByLabel('Dag', { exact: true }), NOVEMBER)
    await hand.write(call.getByLabel('Plats för mötet'), 'Stadsdelsförvaltningen, sal 1')
    await hand.press(call.getByRole('button', { name: 'Spara kallelsen' }))
    await hand.press(city.getByRole('button', { name: 'Håll mötet' }).first())
    const screen = card(city, 'meeting-screen')
    for (const name of ['Lokalpolisområdeschef', 'Stadsdelsdirektör']) await hand.check(screen.getByLabel(name, { exact: true }))
    await hand.write(screen.getByLabel('Anteckningar'), 'Underlaget gicks igenom punkt för punkt.')
    await hand.press(named(city, 'Stäng mötet'))
    await expect(screen).toHaveCount(0)
    for (const [login, next] of [['lpo-chef', 'väntar på den andra chefens underskrift'], ['stadsdelsdirektor', 'Pågår –']] as const) {
      const chief = await comes(browser, server.url, hand, login)
      await hand.press(card(chief, 'chefsamrad').getByRole('link', { name: new RegExp(`^${number}`) }).first())
      const form = await opened(hand, chief, 'Chefernas beslut')
      await hand.check(form.getByLabel('Fortsätter i ändrad form'))
      await hand.write(form.getByLabel('Motivering'), 'Värdarna behövs en säsong till, patrullerna inte.')
      await hand.press(form.getByRole('button', { name: 'Skriv under' }))
      await expect(standing(chief)).toContainText(next)
      await shot(chief, `12-beslut-${login}`)
      await chief.context().close()
    }
    await toCase(hand, city, number)
    await expect(card(city, 'decision')).toContainText('Chefsamrådets beslut: Fortsätter i ändrad form')
  })

  await test.step('12 five duties of the year are ticked, and the city’s map gets the case', async () => {
    await hand.press(nav(city, 'Start'))
    await hand.press(card(city, 'to-do').getByRole('link', { name: 'Till kalendern' }))
    await settled(city)
    for (const month of ['maj', 'juni', 'dec']) await toMonth(hand, city, month)
    for (const key of ['lagesbild:2026-H1', `plats:${number}:2026-06`, 'upp-lagesbild:2026:1', 'upp-struktur:2026', 'chefsamrad:2026-H2:1']) {
      await expect(card(city, key), key).toContainText('Gjord')
    }
    await shot(city, '12-aret')
    await hand.press(nav(city, 'Ärenden'))
    const [file] = await Promise.all([city.waitForEvent('download'), hand.press(city.getByRole('link', { name: 'Ladda ned ärenden (GeoJSON)' }))])
    const layer = JSON.parse(readFileSync(await file.path(), 'utf8')) as GeoJSON.FeatureCollection
    expect(layer.features.map((one) => JSON.stringify(one.properties)).filter((one) => one.includes(number))).toHaveLength(1)
  })
  for (const page of [police, city]) await page.context().close()
}
