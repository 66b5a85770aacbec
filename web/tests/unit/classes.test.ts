import { describe, expect, it } from 'vitest'
import { boundsOf, classOf, countByClass } from '../../src/classify/classes'

const breaks = [2, 5, 10, 20, 389]

describe('classes of counts', () => {
  it('puts every count in the first class whose upper bound holds it, and none in a class of its own', () => {
    const claims: [n: number, index: number][] = [[0, 0], [1, 1], [2, 1], [3, 2], [5, 2], [6, 3], [20, 4], [21, 5], [389, 5]]
    for (const [n, index] of claims) expect(classOf(n, breaks), String(n)).toBe(index)
  })
  it('keeps a count above the last bound in the last class', () => expect(classOf(400, breaks)).toBe(5))
  it('says bounds that meet without gap or overlap', () => {
    const bounds = [0, 1, 2, 3, 4, 5].map((index) => boundsOf(index, breaks))
    expect(bounds).toEqual([[0, 0], [1, 2], [3, 5], [6, 10], [11, 20], [21, 389]])
  })
  it('knows an empty class when bounds repeat', () => expect(boundsOf(2, [1, 1, 3, 4, 5])).toBeNull())
  it('counts cells per class so that they sum to all cells', () => {
    const counts = countByClass([0, 0, 1, 2, 3, 21, 7], breaks)
    expect(counts).toEqual([2, 2, 1, 1, 0, 1])
    expect(counts.reduce((a, b) => a + b)).toBe(7)
  })
})
