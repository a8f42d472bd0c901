import { describe, expect, test } from 'vitest'
import { isSameChange, placeAfter, placeAt, readPlace } from '../../../playground/page/place.ts'

describe('the place in the history', () => {
  test.each([
    [
      { at: 1, last: 3 },
      { at: 1, last: 3 },
    ],
    [null, undefined],
    [{ at: 1 }, undefined],
    [{ at: 4, last: 3 }, undefined],
    [{ at: -1, last: 3 }, undefined],
    [{ at: '1', last: 3 }, undefined],
  ])('is read from the state %j', (state, place) => {
    expect(readPlace(state)).toEqual(place)
  })

  test('of a change ends the redo', () => {
    expect(placeAfter({ at: 1, last: 5 })).toEqual({ at: 2, last: 2 })
  })

  test('after an undo keeps the redo', () => {
    expect(placeAt({ at: 1, last: 1 }, { at: 2, last: 2 })).toEqual({ at: 1, last: 2 })
  })

  test('of a later entry may be beyond the last that is known', () => {
    expect(placeAt({ at: 4, last: 4 }, { at: 0, last: 0 })).toEqual({ at: 4, last: 4 })
  })

  test('of an edited address is a new entry', () => {
    expect(placeAt(null, { at: 2, last: 4 })).toEqual({ at: 3, last: 3 })
  })
})

describe('a change', () => {
  const change = { what: 'width', at: 1000 }

  test.each([
    ['of the same subject within 700 ms', { what: 'width', at: 301 }, true],
    ['of the same subject after 700 ms', { what: 'width', at: 300 }, false],
    ['of another subject', { what: 'height', at: 999 }, false],
    ['that is the first', undefined, false],
  ])('%s shares the entry: %#', (_, before, same) => {
    expect(isSameChange(change, before)).toBe(same)
  })

  test('without a subject has its own entry', () => {
    expect(isSameChange({ what: '', at: 2 }, { what: '', at: 1 })).toBe(false)
  })
})
