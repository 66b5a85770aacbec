import { describe, expect, it } from 'vitest'
import { lagesbildSv as t } from '../../src/i18n/lagesbild.sv'
import { bare, contentWith, freshId, NO_BASIS, sourceId, tiesAfter, tiesOnNumbers, trimmed, withoutForbiddenNote } from '../../src/lagesbild/content'
import { halfWords, shortPeriod } from '../../src/lagesbild/period'
import { blankForm, figureWords, formOf, MEASURES, referenceOf, type ReferenceForm } from '../../src/lagesbild/reference'
import { nextWords, standingOf } from '../../src/lagesbild/standing'
import { around, restWords, ruleWords, shown, sourceWords, valueWords } from '../../src/lagesbild/trials'
import type { Figure, FigureSource, Section, Summary, Tie, Trial, Verdict } from '../../src/lagesbild/wire'

const write = (number: number, decimals: number) => number.toLocaleString('sv-SE', { minimumFractionDigits: decimals, maximumFractionDigits: decimals })
const tie = (start: number, end: number): Tie => ({ start, end, reference: null, not_checked: 'egen räkning' })
const year = { from: '2015-01-01', to: '2015-12-31' }

describe('ties', () => {
  const text = 'Av 13 % blev 20 % kvar'
  const ties = [tie(3, 7), tie(13, 17)]
  it('move with the text before them, and stay where what follows is changed', () => {
    expect(tiesAfter(text, `Nu: ${text}`, ties)).toEqual([tie(7, 11), tie(17, 21)])
    expect(tiesAfter(text, `${text} i år`, ties)).toEqual(ties)
    expect(tiesAfter(text, text.replace('blev', 'är'), ties)).toEqual([tie(3, 7), tie(11, 15)])
  })
  it('stay on a number that is mended in its place, however it is typed', () => {
    expect(tiesAfter(text, text.replace('13', '14'), ties)).toEqual(ties)
    expect(tiesAfter(text, text.replace('13 %', '9'), ties)).toEqual([tie(3, 4), tie(10, 14)])
    const typed = ['Av 1 % blev 20 % kvar', 'Av 12 % blev 20 % kvar', 'Av 12,5 % blev 20 % kvar']
    const after = typed.reduce((so, now) => ({ text: now, ties: tiesAfter(so.text, now, so.ties) }), { text, ties })
    expect(after.ties).toEqual([tie(3, 9), tie(15, 19)])
  })
  it('go with what was written over', () => {
    expect(tiesAfter(text, text.replace('13 % ', ''), ties)).toEqual([tie(8, 12)])
    expect(tiesAfter(text, text.replace('Av 13', 'Drygt 14'), ties)).toEqual([tie(16, 20)])
    expect(tiesAfter(text, '', ties)).toEqual([])
    expect(tiesOnNumbers({ id: 1, text: ' Av några blev 20 % kvar', ties: [tie(4, 9), tie(15, 19)] }, [{ start: 14, end: 18 }])).toEqual([tie(15, 19)])
  })
  it('count characters, not halves of them', () => {
    expect(tiesAfter('13 %', '🙂 13 %', [tie(0, 4)])).toEqual([tie(2, 6)])
    expect(trimmed({ id: 1, text: '  🙂 13 % ', ties: [tie(4, 8)] })).toEqual({ id: 1, text: '🙂 13 %', ties: [tie(2, 6)] })
  })
})

describe('what is written', () => {
  const section: Section = { key: { kind: 'area', id: 'stadsdel/norrmalm' }, title: 'Norrmalm', judged: 'samre', statements: [{ id: 4, text: 'Fler än förut', ties: [], numbers: [] }] }
  it('is sent without what the server found out', () => {
    expect(bare(section.statements[0]!)).toEqual({ id: 4, text: 'Fler än förut', ties: [] })
    const sent = contentWith({ sections: [section], basis: NO_BASIS }, { ...NO_BASIS, places: [{ kind: 'case', id: 'PLS-2025-001', name: 'Klara' }] })
    expect(sent.places).toEqual([{ kind: 'case', id: 'PLS-2025-001' }])
    expect(sent.sections).toEqual([{ key: section.key, judged: 'samre', statements: [{ id: 4, text: 'Fler än förut', ties: [] }] }])
  })
  it('gives a statement a number that no other has', () => {
    expect(freshId([], [])).toBe(1)
    expect(freshId([section], [{ id: 9 }])).toBe(10)
  })
  it('notes nothing about intelligence, and names sources by stable ids', () => {
    expect(withoutForbiddenNote({ id: 'a', kind: 'underrattelse', state: 'used', note: 'mer' }).note).toBeNull()
    expect(withoutForbiddenNote({ id: 'a', kind: 'enkat', state: 'used', note: ' mer ' }).note).toBe('mer')
    expect(sourceId(' Nattvandrarnas årsbok! ')).toBe('nattvandrarnas_arsbok')
  })
})

describe('a reference', () => {
  const full: ReferenceForm = { ...blankForm('stadsdel/norrmalm', year), what: 'fickstold', among: ['stadsdel/norrmalm', 'stadsdel/vasastaden'] }
  const other = { ...full.other, what: 'alla_brott', area: 'kommun/0180', from: '2014-01-01', to: '2014-12-31' }
  it('comes back from the form as it went into it, whatever the measure', () => {
    for (const measure of MEASURES) {
      const reference = referenceOf({ ...full, measure, other })!
      expect(referenceOf(formOf(reference)), measure).toEqual(reference)
      expect(reference.measure).toBe(measure)
    }
  })
  it('is not there while something is missing, or is compared with itself', () => {
    expect(referenceOf({ ...full, what: '' })).toBeNull()
    expect(referenceOf({ ...full, to: '2014-12-31' })).toBeNull()
    const itself = { ...full.other, what: full.what }
    for (const measure of ['share_of', 'change_from', 'difference_from', 'ratio_to'] as const) expect(referenceOf({ ...full, measure, other: itself }), measure).toBeNull()
    expect(referenceOf({ ...full, measure: 'rank', among: ['stadsdel/norrmalm'] })).toBeNull()
  })
  it('says of a larger figure only what is other', () => {
    const reference = referenceOf({ ...full, measure: 'share_of', other: { ...full.other, what: 'fickstold', area: 'lan/01' } })!
    expect(reference.whole).toEqual({ category: null, indicator: null, group: null, area: 'lan/01' })
  })
  it('reads as words', () => {
    const names = { category: (id: string) => id, indicator: () => 'Otrygga kvällstid', area: () => 'Norrmalm' }
    const figure: Figure = { category: null, indicator: 'otrygga', group: 'kvinnor', area: 'stadsdel/norrmalm', period: year }
    expect(figureWords(names, figure)).toBe('Otrygga kvällstid (kvinnor), Norrmalm, 2015')
  })
})

describe('periods', () => {
  it('are said as one says them', () => {
    expect(halfWords(t, '2026-H1')).toBe('första halvåret 2026')
    expect(shortPeriod(year)).toBe('2015')
    expect(shortPeriod({ from: '2024-02-01', to: '2024-02-29' })).toBe('2024-02')
    expect(shortPeriod({ from: '2024-02-01', to: '2024-03-15' })).toBe('2024-02-01–2024-03-15')
  })
})

describe('the number check', () => {
  const verdict: Verdict = { code: 'fails', rule: 'rounding', rule_text: '', fault: 'truncated', fault_text: '', value: 12.66, unit: 'procent', stated: 12, rounded: 13, difference: 0.66, low: 11.5, high: 12.5, low_open: false, high_open: false, inside: false, weak: null }
  it('says the rule and what is wrong', () => {
    expect(ruleWords(t, write, verdict)).toBe('avrundas till 13; decimalerna är avhuggna, inte avrundade')
    const weak: Verdict = { ...verdict, code: 'weak_words', rule: 'weak_word', fault: null, low: 50, high: 55 }
    expect(ruleWords(t, write, weak)).toBe('ordet betyder 50 till 55; värdet ligger utanför')
    expect(ruleWords(t, write, { ...weak, inside: true, low: null })).toBe('ordet betyder upp till 55')
    expect(valueWords(t, write, 12.66, 'procent')).toBe('12,66 %')
    expect(valueWords(t, write, 40, 'antal')).toBe('40')
  })
  it('counts only what there is', () => {
    const summary = { n_tried: 31, n_ok: 26, n_fails: 2, n_weak: 1, n_weak_outside: 0, n_cannot_be_recomputed: 0, n_not_checked: 0, n_untied: 3, n_explained: 0, n_blocking: 5, text: '' } satisfies Summary
    expect(restWords(t, summary)).toBe('1 svagt ord, 3 utan hänvisning')
  })
  it('shows what stops alone when asked', () => {
    const trials = [{ blocks: true }, { blocks: false }] as Trial[]
    expect(shown(trials, true)).toEqual([trials[0]])
    expect(shown(trials, false)).toEqual(trials)
  })
  it('finds the number in its sentence, and names each source once', () => {
    expect(around('🙂 av 13 % kvar', { start: 5, end: 9 })).toEqual(['🙂 av ', '13 %', ' kvar'])
    const source = { source: 'Brå', extracted_on: '2016-03-01' } as FigureSource
    expect(sourceWords(t, [source, source])).toEqual(['Brå, uttagen 2016-03-01'])
  })
})

describe('what is to be done', () => {
  const head = { state: 'utkast' as const, begun: [], handed_over: [], signed_by: [] }
  it('goes from writing to deciding', () => {
    const next = (changed: Partial<Parameters<typeof nextWords>[1]>, chief = false, stopping: number | null = 0) => nextWords(t.next, { ...head, ...changed }, 'polis', chief, stopping)
    expect(next({})).toBe(t.next.write)
    expect(next({ begun: ['stad'] })).toBe(t.next.write)
    expect(next({ begun: ['polis'] })).toBe(t.next.hand_over)
    expect(next({ begun: ['polis'], handed_over: ['polis'] })).toBe(t.next.wait_other)
    expect(next({ state: 'sammanlagd' }, true, 2)).toBe('2 tal ska rättas eller förklaras före beslut.')
    expect(next({ state: 'sammanlagd' }, true)).toBe(t.next.sign)
    expect(next({ state: 'sammanlagd' })).toBe(t.next.wait_chiefs)
    expect(next({ state: 'sammanlagd' }, true, null)).toBe(t.next.together)
    expect(next({ state: 'sammanlagd', signed_by: ['polis'] }, true)).toBe(t.next.wait_signature)
    expect(next({ state: 'beslutad' })).toBe(t.next.read)
  })
  it('says when the other party has handed over', () => {
    expect(standingOf({ ...head, handed_over: ['stad'] }, 'polis')).toBe('other_handed')
    expect(standingOf({ ...head, handed_over: ['polis'] }, 'polis')).toBe('utkast')
  })
})
