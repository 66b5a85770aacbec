import { describe, expect, it, vi } from 'vitest'
import { askMethod, isInWork } from '../../src/api/method'
import { formatQuestion, NO_QUESTION, parseQuestion, type Question } from '../../src/state/question'
import { parse } from '../../src/state/url'

const all: Question = {
  method: 'near-repeat', categories: ['fickstold', 'vald_offentlig_miljo'], from: '2025-06-01', to: '2026-05-31',
  area: 'kommun/0180', lattice: 'sweref:250', choices: { space_m: '100', permutations: '999' },
}

describe('the address of the analysis page', () => {
  it('is empty when nothing is chosen', () => expect(formatQuestion(NO_QUESTION)).toBe(''))
  it('gives back everything that was put in', () => expect(parseQuestion(formatQuestion(all))).toEqual(all))
  it('can be read aloud: no escaped commas, colons or slashes', () => expect(formatQuestion(all)).not.toMatch(/%/))
  it('drops what does not parse', () => {
    expect(parseQuestion('?metod=<b>&fran=i-gar&rutnat=h4&Stor=1&tom=')).toEqual(NO_QUESTION)
  })
  it('names the filters as the map does, so that one page can hand them to the other', () => {
    const onMap = parse(formatQuestion({ ...all, method: null, choices: {} }))
    expect([onMap.categories, onMap.from, onMap.to, onMap.area, onMap.lattice]).toEqual([all.categories, all.from, all.to, all.area, all.lattice])
  })
})

describe('asking a method', () => {
  const json = (body: object, status = 200) => new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } })
  const work = { id: 'run-1', method: 'scan', done: 1, total: 2 }

  it('tells work from answers by the card', () => {
    expect(isInWork(work)).toBe(true)
    expect(isInWork({ card: {}, result: {} })).toBe(false)
  })
  it('asks again while the server works, and says how far it has come', async () => {
    vi.useFakeTimers()
    const fetched = vi.fn().mockResolvedValueOnce(json(work, 202)).mockResolvedValueOnce(json({ ...work, done: 2 }, 202)).mockResolvedValueOnce(json({ card: { id: 'run-1' }, result: 7 }))
    vi.stubGlobal('fetch', fetched)
    const seen: number[] = []
    const answer = askMethod<number>('/scan', { category: '' }, { onwork: (w) => seen.push(w.done) })
    await vi.runAllTimersAsync()
    expect((await answer).result).toBe(7)
    expect(seen).toEqual([1, 2])
    expect(fetched.mock.calls.map(([address]) => address)).toEqual(['/api/v1/scan', '/api/v1/scan', '/api/v1/scan'])
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })
  it('stops waiting when it is overtaken', async () => {
    vi.stubGlobal('fetch', vi.fn().mockImplementation(() => Promise.resolve(json(work, 202))))
    const abort = new AbortController()
    const answer = askMethod('/scan', {}, { signal: abort.signal, onwork: () => queueMicrotask(() => abort.abort()) })
    await expect(answer).rejects.toMatchObject({ name: 'AbortError' })
    vi.unstubAllGlobals()
  })
})
