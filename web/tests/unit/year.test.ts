import { describe, expect, it } from 'vitest'
import type { Duty } from '../../src/api/contract'
import { alikeOf, evidenceAt, isDone, monthsOf, openOf, stepsOf } from '../../src/calendar/year'

const duty = (due: string, status: Duty['status'], more: Partial<Duty> = {}) =>
  ({ due, status, status_text: status, agreement: 'norra', key: `plats:PLS-2025-001:${due.slice(0, 7)}`, evidence: null, ...more }) as Duty

describe('the year by month', () => {
  const all = [duty('2026-05-31', 'gjord'), duty('2026-06-30', 'kommande'), duty('2026-06-30', 'forsenad'), duty('2026-06-30', 'kommande')]
  it('has twelve months, with what falls due in each', () => {
    const months = monthsOf(2026, all)
    expect(months.map((one) => one.month)).toEqual(Array.from({ length: 12 }, (_, i) => `2026-${String(i + 1).padStart(2, '0')}`))
    expect(months.flatMap((one) => one.duties)).toHaveLength(all.length)
  })
  it('counts by how they stand, what asks for something first', () => {
    const june = monthsOf(2026, all)[5]!
    expect(june.counts.map(({ status, n }) => [status, n])).toEqual([['forsenad', 1], ['kommande', 2]])
    expect(monthsOf(2026, all)[0]!.counts).toEqual([])
  })
})

describe('a month of many cases', () => {
  const of = (name: string, number: string | null) => duty('2026-06-30', 'kommande', { duty: name, case: number, key: `${name}:${number}` })
  it('puts together what each of many cases has, where the first of them stood', () => {
    const cases = ['1', '2', '3', '4'].map((number) => of('plats', number))
    const all = alikeOf([of('ts-rad', null), cases[0]!, cases[1]!, of('tobak', null), cases[2]!, cases[3]!])
    expect(all.map(({ duties }) => duties.map(({ duty: name }) => name))).toEqual([['ts-rad'], ['plats', 'plats', 'plats', 'plats'], ['tobak']])
    expect(all[1]!.counts).toEqual([{ status: 'kommande', n: 4 }])
  })
  it('leaves a few by themselves, and what is no case of anybody', () => {
    const few = [of('plats', '1'), of('plats', '2'), of('plats', '3'), ...Array.from({ length: 5 }, () => of('chefsamrad', null))]
    expect(alikeOf(few.map((one, i) => ({ ...one, key: String(i) }))).map(({ duties }) => duties.length)).toEqual(Array(8).fill(1))
  })
})

describe('what is open', () => {
  it('is each duty once, with what can still be in time first', () => {
    const of = (name: string, due: string, status: Duty['status']) => duty(due, status, { duty: name })
    const open = openOf([of('plats', '2026-04-30', 'forsenad'), of('tobak', '2026-05-31', 'forsenad'), of('plats', '2026-05-31', 'forsenad'), of('ts-rad', '2026-06-12', 'inom_14_dagar')])
    expect(open.map(({ duty: { duty: name, due }, late, soon }) => [name, due, late, soon])).toEqual([
      ['ts-rad', '2026-06-12', 0, 1],
      ['plats', '2026-05-31', 2, 0],
      ['tobak', '2026-05-31', 1, 0],
    ])
  })
})

describe('what shows that a duty was done', () => {
  const shown = (more: object) => duty('2026-05-31', 'gjord', { evidence: { kind: 'closed_meeting', reference: null, by: null, case: null, forum: null, meeting: 1, information: null, ...more } as Duty['evidence'] })
  it('leads to where it is read', () => {
    expect(evidenceAt(shown({ case: 'PLS-2025-001' }))).toBe('/arende/PLS-2025-001')
    expect(evidenceAt(shown({ forum: { agreement: 'norra', forum: 'ts-rad' } }))).toBe('/forum/norra/ts-rad')
    expect(evidenceAt(shown({ information: 'i-1' }))).toBe('/information/i-1')
    expect(evidenceAt(duty('2026-05-31', 'kommande'))).toBeNull()
  })
  it('late or not', () => {
    expect(['gjord', 'gjord_sent', 'utan_forklaring'].map((status) => isDone(duty('2026-05-31', status as Duty['status'])))).toEqual([true, true, true])
    expect(isDone(duty('2026-05-31', 'ej_langre_gallande'))).toBe(false)
  })
  it('is said at an address of its own', () => {
    expect(stepsOf(duty('2026-05-31', 'kommande'))).toBe('/agreements/norra/duties/plats%3APLS-2025-001%3A2026-05/steps')
  })
})
