import { describe, expect, it } from 'vitest'
import {
  joined,
  mention,
  mentioning,
  optionText,
  parts,
  respelled,
  setting,
} from '../../../../src/engine/options/mention.ts'
import { Failure, toFailure } from '../../../../src/errors.ts'

const DETAIL = parts`${setting({ progressive: true })}: leave ${mention('progressive')} out, or ask for ${setting({ format: 'jpeg' })}`

describe('a failure that mentions options', () => {
  it('has a detail for callers of the engine', () => {
    const failure = mentioning('unsupported', DETAIL)
    const detail = "{ progressive: true }: leave progressive out, or ask for { format: 'jpeg' }"
    expect(failure).toMatchObject({ code: 'unsupported', detail, message: detail, parts: DETAIL })
    expect(toFailure(failure)).toBe(failure)
  })

  it('keeps its other fields when its mentions are spelled in another way', () => {
    const fields = { retryAfter: 2, source: 'gone', largest: { width: 3, height: 2 } } as const
    const failure = mentioning('too-large', parts`without ${mention('extend')}`, 'why', fields)
    const spelled = respelled(failure, (mentioned) => optionText(mentioned).toUpperCase())
    expect(spelled).toMatchObject({ code: 'too-large', detail: 'without EXTEND', reason: 'why', ...fields })
    expect(respelled(spelled, optionText)).toEqual(failure)
  })

  it.each([new Failure('corrupt', 'PNG: cut'), new TypeError('x'), 'stop', undefined])(
    'is not made from %s',
    (error) => {
      expect(respelled(error, () => '')).toBe(error)
    },
  )
})

describe('parts of a detail', () => {
  it('contain numbers as texts, and other parts', () => {
    expect(parts`${2} of ${parts`a ${mention('page')}`}${''}`).toEqual([
      '2',
      ' of ',
      'a ',
      { option: 'page' },
    ])
  })

  it('are joined with a text', () => {
    const ways = [parts`${setting({ linear: false })} would fit`, '4 frames', mention('trim')]
    expect(joined(ways, ', or ')).toEqual([
      { values: { linear: false } },
      ' would fit',
      ', or ',
      '4 frames',
      ', or ',
      { option: 'trim' },
    ])
    expect(joined([], ', ')).toEqual([])
  })
})
