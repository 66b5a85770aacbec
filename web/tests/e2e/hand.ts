import type { Locator } from '@playwright/test'
import { expect, tabTo } from './support'

export type File = { name: string; text: string }

/** How somebody uses a page. What a story does with one hand it can do with the other. */
export interface Hand {
  readonly name: 'pointer' | 'keyboard'
  /** A link, a button, or what unfolds a part. */
  press(it: Locator): Promise<void>
  /** Writes in a field instead of what stood there. */
  write(field: Locator, text: string): Promise<void>
  /** Writes over some words of a text and leaves the rest. */
  mend(field: Locator, wrong: string, right: string): Promise<void>
  /** Writes a day, as `2026-06-09`. */
  day(field: Locator, day: string): Promise<void>
  choose(select: Locator, label: string): Promise<void>
  /** A box, or one of several. */
  check(box: Locator): Promise<void>
  /** Hands a file to a field that also takes what is dropped around it. */
  file(field: Locator, file: File): Promise<void>
}

const TYPE = 'text/csv'

/** Where some words begin in what a field holds. */
async function placeOf(field: Locator, words: string) {
  const at = (await field.inputValue()).indexOf(words)
  expect(at, `${words} stands there`).toBeGreaterThanOrEqual(0)
  return at
}

export const pointer: Hand = {
  name: 'pointer',
  press: (it) => it.click(),
  write: (field, text) => field.fill(text),
  async mend(field, wrong, right) {
    const at = await placeOf(field, wrong)
    await field.click()
    await field.evaluate((it, [from, to]) => (it as HTMLTextAreaElement).setSelectionRange(from!, to!), [at, at + wrong.length])
    await field.page().keyboard.type(right)
  },
  day: (field, day) => field.fill(day),
  choose: async (select, label) => void (await select.selectOption({ label })),
  check: (box) => box.check(),
  async file(field, { name, text }) {
    const dataTransfer = await field.page().evaluateHandle(
      ({ name, text, type }) => {
        const data = new DataTransfer()
        data.items.add(new File([text], name, { type }))
        return data
      },
      { name, text, type: TYPE },
    )
    await field.locator('..').dispatchEvent('drop', { dataTransfer })
  },
}

export const keyboard: Hand = {
  name: 'keyboard',
  async press(it) {
    await tabTo(it.page(), it)
    await it.page().keyboard.press('Enter')
  },
  async write(field, text) {
    const { keyboard } = field.page()
    await tabTo(field.page(), field)
    await keyboard.press('Control+A')
    await keyboard.press('Delete')
    await keyboard.type(text)
    await expect(field).toHaveValue(text)
  },
  async mend(field, wrong, right) {
    const { keyboard } = field.page()
    const at = await placeOf(field, wrong)
    await tabTo(field.page(), field)
    await keyboard.press('Control+Home')
    for (let i = 0; i < at; i++) await keyboard.press('ArrowRight')
    for (let i = 0; i < wrong.length; i++) await keyboard.press('Shift+ArrowRight')
    await keyboard.type(right)
  },
  async day(field, day) {
    const page = field.page()
    await tabTo(page, field)
    const focused = () => field.evaluate((it) => it === document.activeElement)
    // From behind one comes to its last part: out at the front and in again.
    for (let i = 0; i < 6 && (await focused()); i++) await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Tab')
    const [year, month, date] = day.split('-') as [string, string, string]
    // The parts stand in the order of the browser's own language.
    for (const typed of [month + date + year, year + month + date, date + month + year]) {
      await page.keyboard.type(typed)
      if ((await field.inputValue()) === day) return
      for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowLeft')
    }
    await expect(field).toHaveValue(day)
  },
  async choose(select, label) {
    const { keyboard } = select.page()
    await tabTo(select.page(), select)
    const away = () =>
      select.evaluate((it, label) => {
        const { options, selectedIndex } = it as HTMLSelectElement
        return [...options].findIndex((option) => option.label === label) - selectedIndex
      }, label)
    // By its first letters; what is alike in them, by the arrows.
    await keyboard.type(/^[ -~]*/.exec(label)![0].slice(0, 12))
    for (let i = 0; i < 60 && (await away()) !== 0; i++) await keyboard.press((await away()) > 0 ? 'ArrowDown' : 'ArrowUp')
    expect(await away(), `${label} is chosen`).toBe(0)
  },
  async check(box) {
    const page = box.page()
    if (await box.isChecked()) return
    if ((await box.getAttribute('type')) === 'radio') {
      // Of several, Tab comes to one, and the arrows to the others.
      const all = page.locator(`input[type="radio"][name="${await box.getAttribute('name')}"]`)
      const chosen = all.and(page.locator(':checked'))
      await tabTo(page, (await chosen.count()) ? chosen.first() : all.first())
      for (let i = 0; i < 12 && !(await box.evaluate((it) => it === document.activeElement)); i++) await page.keyboard.press('ArrowDown')
    } else await tabTo(page, box)
    if (!(await box.isChecked())) await page.keyboard.press('Space')
    await expect(box).toBeChecked()
  },
  async file(field, { name, text }) {
    const page = field.page()
    const asked = page.waitForEvent('filechooser')
    await tabTo(page, field)
    await page.keyboard.press('Enter')
    await (await asked).setFiles({ name, mimeType: TYPE, buffer: Buffer.from(text) })
  },
}
