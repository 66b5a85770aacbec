import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { startSink } from './mailSink'
import { prepare } from './ownServer'
import { accessible, expect, picture, signIn, test as base } from './support'

// Letters about a meeting, on a server of its own that has a mail server; the demo's has none.

type Posting = { url: string; sink: Awaited<ReturnType<typeof startSink>>; stop: () => Promise<void> }

async function start(): Promise<Posting> {
  const [sink, server] = await Promise.all([startSink(), prepare()])
  if (!process.env.DEMO_BACKUP) server.run('demo', '--load-only')
  writeFileSync(join(server.data, 'post.toml'), `server = "127.0.0.1"\nport = ${sink.port}\nsecurity = "none"\nfrom = "plats@stad.example"\n`)
  // The demo sends nothing: this one serves.
  await server.start(undefined, 'serve')
  const stop = async () => {
    await server.remove()
    await sink.stop()
  }
  return { url: server.url, sink, stop }
}

const test = base.extend<object, { posting: Posting }>({
  posting: [
    async ({}, use) => {
      const posting = await start()
      await use(posting)
      await posting.stop()
    },
    { scope: 'worker', timeout: 180_000 },
  ],
})

/** A case at work whose template is saved. */
async function caseAtWork(page: Page): Promise<string> {
  const { items } = (await (await page.request.get('/api/v1/cases')).json()) as { items: { number: string; state: string }[] }
  const found = items.find((one) => one.state === 'pagar')
  expect(found, 'a case at work').toBeDefined()
  return found!.number
}
const meetings = (page: Page) => page.getByTestId('meetings')

async function called(page: Page) {
  await meetings(page).getByRole('button', { name: 'Kalla till möte' }).click()
  const form = page.getByRole('group', { name: 'Kalla till möte' })
  await form.getByLabel('Dag', { exact: true }).fill('2027-03-02')
  await form.getByLabel('Plats för mötet').fill('Medborgarkontoret på Ågatan')
  await form.getByRole('button', { name: 'Spara kallelsen' }).click()
  const meeting = meetings(page).locator('section.called', { hasText: '2027-03-02' })
  await expect(meeting).toBeVisible()
  return meeting
}

test.describe('where a mail server is set up', () => {
  test.use({ baseURL: async ({ posting }, use) => use(posting.url) })

  test('the call is sent to the functions that have an address, and once more to whom it did not reach', async ({ page, posting }) => {
    const { sink } = posting
    await signIn(page, 'samordnare')
    const number = await caseAtWork(page)
    await page.goto(`/arende/${number}`)
    const contacts = page.getByTestId('contacts')
    await contacts.getByRole('button', { name: 'Ändra adresserna' }).click()
    await expect(contacts).toContainText('Använd funktionens adress, inte en persons.')
    const fields = contacts.getByRole('textbox')
    await fields.nth(0).fill('inte en adress')
    await contacts.getByRole('button', { name: 'Spara adresserna' }).click()
    await expect(contacts).toContainText('Ska vara en e-postadress')
    await fields.nth(0).fill('811228-9874@polis.example')
    await contacts.getByRole('button', { name: 'Spara adresserna' }).click()
    await expect(contacts).toContainText('personnummer')
    await fields.nth(0).fill('kommunpolis@polis.example')
    await fields.nth(1).fill('gruppchef@polis.example')
    await accessible(page, 'adresser, formulär')
    await contacts.getByRole('button', { name: 'Spara adresserna' }).click()
    await expect(contacts.getByRole('button', { name: 'Ändra adresserna' })).toBeFocused()
    await expect(contacts).toContainText('gruppchef@polis.example')

    const meeting = await called(page)
    sink.refused.add('gruppchef@polis.example')
    await meeting.getByText('Kallelsen som brev').click()
    const letter = meeting.getByTestId('invitation')
    await expect(letter).toHaveValue(/Medborgarkontoret på Ågatan[\s\S]*Dagordning:/)
    await meeting.getByRole('button', { name: 'Skicka kallelsen' }).click()
    const sent = meeting.getByTestId('sent')
    await expect(sent).toContainText('Kallelsen skickades till 1 funktion')
    await expect(sent).toContainText('1 nåddes inte')
    await expect(sent).toContainText('e-postservern tog inte emot adressen')
    expect(sink.mails.map((mail) => mail.to)).toEqual(['kommunpolis@polis.example'])
    expect(sink.mails[0]!.data).toContain('method=REQUEST')
    await accessible(page, 'skickad kallelse')
    await picture(page, 'arende-skickad-kallelse')

    sink.refused.clear()
    await meeting.getByRole('button', { name: 'Skicka kallelsen' }).click()
    await expect(meeting).toContainText('Alla som har en adress har fått brevet.')
    await expect(meeting.getByRole('button', { name: 'Skicka kallelsen' })).toHaveCount(0)
    expect(sink.mails.map((mail) => mail.to)).toEqual(['kommunpolis@polis.example', 'gruppchef@polis.example'])
    await expect(page.getByTestId('steps').locator('li').first()).toContainText('skickades')
  })
})

test('where none is, the call is copied and nothing can be sent', async ({ page }) => {
  await signIn(page, 'samordnare')
  await page.goto(`/arende/${await caseAtWork(page)}`)
  const meeting = await called(page)
  await meeting.getByText('Kallelsen som brev').click()
  await expect(meeting.getByRole('button', { name: 'Kopiera kallelsen' })).toBeVisible()
  await expect(meeting.getByRole('button', { name: /Skicka/ })).toHaveCount(0)
})
