import type { Page } from '@playwright/test'
import { readFileSync } from 'node:fs'
import { keyboard, pointer, type Hand } from './hand'
import { prepare, type Server } from './ownServer'
import { card, expect, mapDrawn, picture, settled, standing, test, TODAY } from './support'
import { lateAtThePlace } from './walkFigures'
import { comes, delivered, handIn, nav, opened } from './walker'
import { theAutumn, theSummer, type Told } from './walkYear'

// The whole way of a place, from a month of counts to what the chiefs decide on it, told once and gone
// twice: with a pointer, and with the keyboard alone. Nobody types an address after the first.

// Long, for a busy machine; alone they take some minutes each.
test.describe.configure({ timeout: 1_500_000 })
test.use({ actionTimeout: 40_000 })

let server: Server
test.beforeEach(async () => {
  server = await prepare()
  await server.start(TODAY)
})
test.afterEach(() => server.remove())

/** A month of counts, three rows of which cannot be read. */
function month(stamp: string): string {
  const good = Array.from({ length: 12 }, (_, i) => `${stamp}-${i},fickstold,18.0632,59.3326,2026-05-${String(i + 1).padStart(2, '0')}T21:00,,`)
  return [
    'id,category,lon,lat,occurred_from,occurred_to,anteckning',
    ...good,
    `${stamp}-a,fickstold,0,0,2026-05-03T12:00,,`,
    `${stamp}-b,okand_kategori,18.0632,59.3326,2026-05-04T12:00,,`,
    `${stamp}-c,fickstold,18.0632,59.3326,2026-05-05T12:00,,Gäller 19811218-9876`,
    '',
  ].join('\n')
}

type Measure = { button: string; what: string; owner: string; start?: string; deadline: string }
async function addMeasure(hand: Hand, page: Page, of: Measure) {
  const form = await opened(hand, page, of.button)
  await hand.write(form.getByLabel('Vad som ska göras'), of.what)
  await hand.choose(form.getByLabel('Ägare'), of.owner)
  if (of.start) await hand.day(form.getByLabel('Börjar'), of.start)
  await hand.day(form.getByLabel('Klar senast'), of.deadline)
  await hand.day(form.getByLabel('Återkoppling senast'), of.deadline)
  await hand.write(form.getByLabel('Indikator'), 'Våld i offentlig miljö')
  await hand.press(form.getByRole('button', { name: 'Spara' }))
  await expect(card(page, 'plan')).toContainText(of.what)
}

type Walk = { hand: Hand; place: string; near: string; waits: boolean; declined: string; told: Told }
const WALKS: Walk[] = [
  { hand: pointer, place: 'Blekholmsterrassen', near: 'Klara', waits: false, declined: 'Sergels torg', told: { verdict: 'Går inte att avgöra.', judged: 'Bättre', figures: true } },
  { hand: keyboard, place: 'Observatorielunden, nedre delen', near: 'Observatorielunden', waits: true, declined: 'Plattan', told: { verdict: 'Minskning påvisad.', judged: 'Oförändrat', figures: false } },
]

for (const { hand, place, near, waits, declined, told } of WALKS) {
  test(`the walk from counts to what the chiefs decide, by ${hand.name}`, async ({ browser }) => {
    const { url: baseURL } = server
    const stamp = Date.now().toString().slice(-6)
    const [polisNo, stadNo] = [`A${stamp}/2026`, `NIS 2026/${stamp}`]
    const shot = (page: Page, name: string) => (hand === pointer ? picture(page, `walk-${name}`) : Promise.resolve())
    const police = await comes(browser, baseURL, hand, 'kommunpolis')
    const city = await comes(browser, baseURL, hand, 'samordnare')
    let number = ''

    await test.step('0 the agreement and the thirteen cases of 2025 are there', async () => {
      const administrator = await comes(browser, baseURL, hand, 'administrator-polis')
      await hand.press(nav(administrator, 'Administration'))
      await hand.press(administrator.getByRole('navigation', { name: 'Delar av administrationen' }).getByRole('link', { name: 'Inställningar' }))
      const agreement = card(administrator, 'agreement').filter({ hasText: '2025-01-01 – 2026-12-31' })
      await expect(agreement).toContainText('Norra innerstadens stadsdelsförvaltning')
      await shot(administrator, '0-overenskommelse')
      await administrator.context().close()
      await hand.press(nav(police, 'Ärenden'))
      const cases = police.getByRole('table').first()
      await expect(cases.getByRole('link', { name: /^PLS-2025-0(0[1-9]|1[0-3])$/ })).toHaveCount(13)
      await expect(cases.getByRole('row').filter({ hasText: 'PLS-2025-001' })).toContainText('Klara')
      await shot(police, '0-arenden')
    })

    await test.step('1 a month is read in, once, and taken back', async () => {
      const file = { name: `2026-05-${stamp}.csv`, text: month(stamp) }
      const delivery = { file, source: `manad-${stamp}`, total: '13' }
      await hand.press(nav(police, 'Inläsning'))
      await handIn(hand, police, delivery)
      const totals = card(police, 'totals')
      for (const figure of ['15Rader i filen', '12Godkända', '3Avvisade', '12Nya']) await expect(totals).toContainText(figure)
      await expect(card(police, 'rejections').locator('tbody tr')).toHaveCount(3)
      await expect(card(police, 'rejections')).toContainText('personnummer')
      await expect(police.getByText(/avviker från den officiella siffran/)).toContainText('−7,7')
      await expect(police.getByText('Koordinaterna behålls inte')).toBeVisible()
      await shot(police, '1-granskning')
      await hand.press(police.getByRole('button', { name: 'Bekräfta inläsningen' }))
      await expect(police.getByRole('button', { name: 'Ångra inläsningen' })).toBeVisible()

      await hand.press(police.getByRole('link', { name: 'Alla inläsningar' }))
      await handIn(hand, police, delivery)
      await expect(card(police, 'already')).toContainText('Filen är redan inläst')
      for (const figure of ['0Nya', '12Redan inlästa']) await expect(totals).toContainText(figure)
      await shot(police, '1-redan-inlast')
      await hand.press(police.getByRole('button', { name: 'Släng granskningen' }))

      const row = police.getByRole('row').filter({ hasText: file.name }).filter({ hasText: 'Inläst' })
      await hand.press(row.getByRole('link'))
      await hand.press(police.getByRole('button', { name: 'Ångra inläsningen' }))
      await hand.press(police.getByRole('dialog').getByRole('button', { name: 'Ångra inläsningen' }))
      await expect(police.getByText('Ångrad')).toBeVisible()
      await shot(police, '1-angrad')
      if (told.figures) await delivered(hand, police, await lateAtThePlace(police, place), 'sena-anmalningar')
    })

    await test.step('2 the start page says what has changed', async () => {
      await expect(card(city, 'to-do')).toContainText('ska vara gjorda inom 14 dagar')
      await expect(card(city, 'to-do').getByRole('listitem').first()).toBeVisible()
      await hand.press(nav(police, 'Start'))
      const changed = card(police, 'whats-changed')
      await expect(changed).toContainText(/rader prövades/, { timeout: 60_000 })
      await expect(card(police, 'changes').first().getByRole('listitem').first()).toContainText(/ mot /)
      await expect(card(police, 'due-soon').getByRole('listitem').filter({ hasText: 'Försenad' }).first()).toBeVisible()
      await shot(police, '2-start')
      await hand.press(police.getByRole('link', { name: 'Öppna kartan' }))
    })

    await test.step('3 the map and its list say the same, beside them the otrygghet', async () => {
      await mapDrawn(police)
      if (told.figures) {
        await hand.press(police.locator('summary').filter({ hasText: 'Brottstyper' }))
        await hand.check(police.getByLabel('Våld i offentlig miljö', { exact: true }))
      }
      await hand.press(police.getByRole('button', { name: 'Beräkna' }))
      await expect(police).toHaveURL(/korning=/)
      await mapDrawn(police)
      const list = card(police, 'list')
      const places = Number(/(\d+) platser/.exec(await police.getByText(/rutor, .* heta/).innerText())![1])
      await expect(list.locator('tbody tr')).toHaveCount(places)
      const row = list.getByRole('row').filter({ has: police.getByRole('button', { name: place, exact: true }) })
      await hand.press(row.getByRole('button'))
      await expect(card(police, 'selected-place')).toContainText(place)
      await shot(police, '3-karta')
      await hand.choose(card(police, 'layer'), 'Otrygghet per område (enkät)')
      await expect(list.getByRole('heading', { name: 'Områden med enkät' })).toBeVisible({ timeout: 60_000 })
      await expect(card(police, 'map')).toHaveAttribute('data-overlay', /survey/)
      await shot(police, '3-otrygghet')
      await hand.press(card(police, 'selected-place').getByRole('link', { name: 'Öppna platsen' }))
    })

    // Others may have pointed at the same place: the walk keeps to its own opening.
    let opening = ''
    const to = (page: Page) => page.locator(`a[href="${opening}"]`).first()
    await test.step('4 the place has its history, and its neighbours among the cases', async () => {
      await expect(police.getByRole('heading', { level: 1 })).toHaveText(place)
      await expect(police.getByRole('heading', { name: 'Månad för månad' })).toBeVisible()
      await expect(police.getByText(/Het i \d av 6 inställningar/).first()).toBeVisible()
      const cases = card(police, 'neighbours')
      await expect(cases.getByRole('row', { name: new RegExp(`^PLS-2025-\\d{3} ${near} `) })).toContainText(/av den nya ytan ligger i det/)
      await expect(police.getByText('Så räknades överlappet')).toBeVisible()
      await shot(police, '4-plats')
      const choice = card(police, 'extend-choice')
      const more = choice.getByLabel(new RegExp(`^Utöka PLS-2025-\\d{3} \\(${near}\\)`))
      if (waits) await expect(more, 'the chiefs are to decide on it').toBeDisabled()
      else await hand.check(more)
      await hand.check(choice.getByLabel('Öppna en ny'))
      await hand.press(police.getByRole('button', { name: 'Identifiera platsen' }))
      await expect(police).toHaveURL(/\/bedomning\//)
      opening = new URL(police.url()).pathname
      await expect(police.getByText('Identifierad', { exact: true }).first()).toBeVisible()
      await expect(police.getByText(/av platsen ingår i ärende/).filter({ hasText: `(${near})` })).toContainText(waits ? 'det kan inte utökas nu' : 'utöka det, eller öppna ett nytt?')
      await shot(police, '4-identifierad')
    })

    await test.step('5 both sign the same frozen evidence, knowing what can be shown', async () => {
      await hand.press(nav(city, 'Ärenden'))
      await hand.press(to(city))
      await hand.press(city.getByRole('button', { name: 'Lägg till underlag' }))
      await hand.choose(city.getByLabel('Slag').first(), 'Felanmälan')
      await hand.write(city.getByLabel('Rubrik').first(), 'Felanmälningar i maj')
      await hand.write(city.getByLabel('Beskrivning').first(), 'Fjorton anmälningar om släckt belysning.')
      await hand.press(city.getByRole('button', { name: 'Spara underlaget' }))
      await expect(card(city, 'evidence')).toHaveCount(2)

      await hand.press(nav(police, 'Ärenden'))
      await hand.press(to(police))
      await expect(card(police, 'evidence')).toHaveCount(2)
      const power = card(police, 'power')
      await expect(power).toContainText(/Minsta observerade minskning som kan påvisas är \d+\s%\.\s+För 80\s% chans krävs en verklig minskning på \d+\s%\./)
      if (told.figures) await expect(power).toContainText(/Väntat ungefär 38 under perioden efter\.\s+Minsta observerade minskning som kan påvisas är 59\s%\.\s+För 80\s% chans krävs en verklig minskning på 81\s%\./)
      const form = card(police, 'sign-form')
      await hand.check(form.getByLabel('Ja, vi vill öppna'))
      await hand.write(form.getByLabel('Motivering'), 'Återkommande våld på kvällar och helger.')
      await hand.write(form.getByLabel('Ert diarienummer'), polisNo)
      await hand.press(form.getByRole('button', { name: 'Skriv under' }))
      await expect(card(police, 'frozen')).toContainText('Underlaget är fryst')
      const print = (await card(police, 'frozen').locator('[data-fingerprint]').getAttribute('data-fingerprint'))!
      await shot(police, '5-polisen')

      await hand.press(nav(city, 'Start'))
      await hand.press(card(city, 'awaiting').locator(`a[href="${opening}"]`))
      await expect(card(city, 'frozen').locator('[data-fingerprint]')).toHaveAttribute('data-fingerprint', print)
      await expect(card(city, 'power')).toHaveText(await power.innerText(), { useInnerText: true })
      const theirs = card(city, 'sign-form')
      await hand.press(city.getByText('Lägg till i bedömningen').first())
      await hand.choose(city.getByLabel('Slag'), 'Trygghetsvandring')
      await hand.write(city.getByLabel('Rubrik'), 'Trasig belysning')
      await hand.write(city.getByLabel('Beskrivning'), 'Sex armaturer är släckta vid trappan.')
      await hand.press(city.getByRole('button', { name: 'Lägg till i bedömningen' }))
      await expect(theirs).toContainText('Trygghetsvandring: Trasig belysning')
      await hand.check(theirs.getByLabel('Ja, vi vill öppna'))
      await hand.write(theirs.getByLabel('Motivering'), 'Verksamheterna ser samma sak.')
      await hand.write(theirs.getByLabel('Ert diarienummer'), stadNo)
      await hand.press(theirs.getByRole('button', { name: 'Skriv under' }))
      await expect(card(city, 'opened')).toContainText(/PLS-\d{4}-\d{3} är öppnad/)
      await shot(city, '5-staden')
    })

    await test.step('5 a no is kept with its motive', async () => {
      await hand.press(nav(police, 'Ärenden'))
      await hand.choose(police.getByLabel('Plats', { exact: true }), `${declined} (ungefärlig yta)`)
      await hand.press(police.getByRole('button', { name: 'Identifiera platsen' }))
      await hand.press(police.getByRole('button', { name: 'Lägg till underlag' }))
      await hand.write(police.getByLabel('Rubrik').first(), 'Dialog i maj')
      await hand.write(police.getByLabel('Beskrivning').first(), 'Två verksamheter nämnde platsen.')
      await hand.press(police.getByRole('button', { name: 'Spara underlaget' }))
      const form = card(police, 'sign-form')
      await hand.check(form.getByLabel('Nej', { exact: true }))
      await hand.write(form.getByLabel('Motivering'), 'Ordinarie arbete räcker här.')
      await hand.press(form.getByRole('button', { name: 'Skriv under' }))
      await expect(police.getByText('Avböjd. Motiveringen är sparad.')).toBeVisible()
      await expect(card(police, 'assessment-polis')).toContainText('Ordinarie arbete räcker här.')
      await shot(police, '5-nej')
    })

    await test.step('6 the case is prefilled from the agreement, and saved', async () => {
      await hand.press(city.getByRole('link', { name: 'Öppna ärendet' }))
      number = await card(city, 'case-number').innerText()
      await expect(card(city, 'diarienummer-polis')).toHaveText(polisNo)
      await expect(card(city, 'diarienummer-stad')).toHaveText(stadNo)
      await expect(card(city, 'prefilled')).toContainText('Förifylld ur överenskommelsen')
      await hand.press(city.getByRole('button', { name: 'Fyll i mallen' }))
      const form = card(city, 'template')
      const other = form.getByLabel('Övriga deltagare')
      if (!(await other.inputValue()).includes('Trafikkontoret')) await hand.press(form.getByRole('button', { name: 'Lägg till Trafikkontoret' }))
      await hand.check(form.getByLabel('Otrygga och brottsutsatta platser'))
      await hand.press(form.getByRole('button', { name: 'Spara mallen' }))
      await expect(card(city, 'prefilled')).toHaveCount(0)
      await expect(form).toContainText('Otrygga och brottsutsatta platser')
      await expect(standing(city)).toContainText('Initierad – kalla till första mötet')
      await shot(city, '6-arende')
    })

    await test.step('7 three causes and four measures; one without a cause is flagged', async () => {
      const causes = [
        ['Trappan är mörk och saknar uppsikt', /^underlag 2: Felanmälningar/],
        ['Buskar skymmer gången', /^underlag 1: /],
        ['Få vuxna rör sig här på kvällen', /^underlag 1: /],
      ] as const
      for (const [text, evidence] of causes) {
        const form = await opened(hand, city, 'Lägg till orsak')
        await hand.write(form.getByLabel('Orsak, i ord'), text)
        await hand.check(form.getByLabel(evidence))
        await hand.press(form.getByRole('button', { name: 'Spara' }))
        await expect(card(city, 'plan')).toContainText(text)
      }
      for (const cause of ['cause-2', 'cause-3']) await expect(card(city, cause)).toContainText('Ingen åtgärd svarar på orsaken än.')
      await addMeasure(hand, city, { button: 'Lägg till åtgärd mot orsak 1', what: 'Byta armaturer', owner: 'Trafikkontoret', deadline: '2026-06-20' })
      await addMeasure(hand, city, { button: 'Lägg till åtgärd mot orsak 2', what: 'Röja buskar', owner: 'Trygghets- och säkerhetssamordnare', start: '2026-05-01', deadline: '2026-05-31' })
      await addMeasure(hand, city, { button: 'Lägg till åtgärd mot orsak 3', what: 'Synliga patruller', owner: 'Kommunpolis', deadline: '2026-08-31' })
      await addMeasure(hand, city, { button: 'Lägg till åtgärd', what: 'Trygghetsvärdar', owner: 'Preventionssamordnare', deadline: '2026-09-30' })
      await expect(card(city, 'loose')).toContainText('Trygghetsvärdar')
      await expect(card(city, 'measure-4')).toContainText('utan orsak')
      await expect(card(city, 'measure-2')).toContainText('Försenad: skulle vara klar 2026-05-31')
      await shot(city, '7-atgarder')
    })

    await test.step('8 a meeting is called, held on one screen and closed, and no text points at a person', async () => {
      const call = await opened(hand, city, 'Kalla till möte')
      await hand.day(call.getByLabel('Dag', { exact: true }), TODAY)
      await hand.write(call.getByLabel('Plats för mötet'), 'Stadsdelsförvaltningen, sal 3')
      await hand.press(call.getByRole('button', { name: 'Spara kallelsen' }))
      await expect(card(city, 'agenda')).toContainText('Försenad åtgärd 2: Röja buskar')
      await hand.press(city.getByText('Kallelsen som brev'))
      await expect(card(city, 'invitation')).toHaveValue(new RegExp(`^Kallelse: platssamverkan ${place}[\\s\\S]*Röja buskar`))
      const [download] = await Promise.all([city.waitForEvent('download'), hand.press(city.getByRole('button', { name: 'Kalenderfil (.ics)' }))])
      expect(readFileSync(await download.path(), 'utf8')).toContain(`UID:${number.toLowerCase()}-mote-1@platssamverkan\r\n`)

      await hand.press(city.getByRole('button', { name: 'Håll mötet' }))
      const screen = card(city, 'meeting-screen')
      for (const name of ['Kommunpolis', 'Trygghets- och säkerhetssamordnare', 'Trafikkontoret']) await hand.check(screen.getByLabel(name, { exact: true }))
      const notes = screen.getByLabel('Anteckningar')
      const close = city.getByRole('button', { name: 'Stäng mötet' })
      await hand.write(screen.getByLabel('Beslut'), 'Buskarna röjs före midsommar')
      const tick = screen.getByRole('group', { name: /^Åtgärd 3/ })
      await hand.choose(tick.getByLabel('Hur långt den har kommit'), 'Pågår')
      await hand.write(notes, 'Läget gicks igenom. Kontakt: 19811218-9876.')
      await hand.press(close)
      await expect(city.getByRole('alert').first()).toContainText(/personnummer/i)
      await shot(city, '8-personnummer')
      await hand.write(notes, 'Läget gicks igenom med Anna Exempelsson.')
      await hand.press(close)
      await expect(card(city, 'names')).toContainText('Ser ut som personnamn: Anna Exempelsson.')
      await shot(city, '8-namn')
      await hand.write(notes, 'Läget och åtgärderna gicks igenom.')
      await hand.press(close)
      await expect(card(city, 'minutes-1')).toContainText('Buskarna röjs före midsommar')
      await expect(card(city, 'action-list')).toContainText('Byta armaturer')
      await expect(card(city, 'measure-3')).toContainText('Pågår')
      await expect(standing(city)).toContainText('Pågår –')
      await shot(city, '8-protokoll')
    })

    await test.step('9 what is owed is the same from either side; a participant answers by its link', async () => {
      await hand.press(city.getByText('Bjud in').first())
      await hand.write(city.getByLabel('Funktion'), 'Trafikkontoret')
      await hand.day(city.getByLabel('Sista dag'), '2026-12-31')
      await hand.press(city.getByRole('button', { name: 'Bjud in' }))
      const link = await card(city, 'secret').inputValue()
      await hand.press(city.getByRole('dialog').getByRole('button', { name: 'Jag har sparat den' }))

      const owed = (page: Page, who: string) => card(page, `owed-${who}`).getByTestId('owed').filter({ hasText: number })
      await hand.press(nav(police, 'Åtaganden'))
      await expect(owed(police, 'mine')).toContainText('Synliga patruller')
      await expect(owed(police, 'participant')).toContainText('Byta armaturer')
      await expect(owed(police, 'theirs').filter({ hasText: 'Röja buskar' })).toContainText('Försenad: skulle vara klar 2026-05-31')
      await shot(police, '9-polisen')

      const theirs = await (await browser.newContext({ baseURL })).newPage()
      await theirs.goto(link)
      const own = card(theirs, 'own-1')
      await expect(own).toContainText('Byta armaturer')
      await expect(theirs.getByText('Röja buskar'), 'what others owe is not its business').toHaveCount(0)
      await hand.check(own.getByLabel('Det är klart'))
      await hand.day(own.getByLabel('Vilken dag blev det klart?'), '2026-06-08')
      await hand.write(own.getByLabel('Något mer vi bör veta?'), 'Armaturerna är bytta.')
      await hand.press(own.getByRole('button', { name: 'Skicka svaret' }))
      await expect(own.getByRole('status')).toHaveText('Tack! Svaret är sparat.')
      await shot(theirs, '9-deltagare')
      await theirs.context().close()

      await hand.press(nav(city, 'Åtaganden'))
      await settled(city)
      await expect(owed(city, 'mine')).toContainText('Försenad: skulle vara klar 2026-05-31')
      await expect(owed(city, 'ours')).toContainText('Trygghetsvärdar')
      await expect(owed(city, 'theirs')).toContainText('Synliga patruller')
      await expect(owed(city, 'participant'), 'it is done').toHaveCount(0)
      await shot(city, '9-staden')
      await hand.press(owed(city, 'mine').getByRole('link', { name: number }))
      await expect(card(city, 'measure-1')).toContainText('Klar 2026-06-08')
      await expect(card(city, 'steps')).toContainText('Armaturerna är bytta.')
    })

    await theSummer({ hand, browser, server, shot, number, told }, police, city)
    for (const page of [police, city]) await page.context().close()
    await theAutumn({ hand, browser, server, shot, number, told })
  })
}
