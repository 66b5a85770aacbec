import { expect, test } from 'vitest'
import { changesOf } from '../../src/map/cellStates'

const of = (entries: [number, number][]) => new Map(entries.map(([id, c]) => [id, { c, h: false }]))

test('a cell that the next picture does not have is set to the zero class, never left as it was', () => {
  const changes = changesOf(of([[1, 3], [2, 5]]), of([[2, 1]]))
  expect(changes).toEqual([
    [1, { c: 0, h: false }],
    [2, { c: 1, h: false }],
  ])
})

test('what stays the same is not said again', () => {
  expect(changesOf(of([[1, 3]]), of([[1, 3]]))).toEqual([])
  expect(changesOf(new Map([[1, { c: 3, h: false }]]), new Map([[1, { c: 3, h: true }]]))).toEqual([[1, { c: 3, h: true }]])
})
