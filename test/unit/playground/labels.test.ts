import { describe, expect, test } from 'vitest'
import { labelPlaces, shownLabels } from '../../../playground/page/stage/labels.ts'

describe('the labels before and after', () => {
  test('lie in the lower corners of the picture', () => {
    expect(labelPlaces([100, 500], [30, 330])).toEqual({
      before: { left: '108px', top: '322px', translate: '0% -100%' },
      after: { left: '492px', top: '322px', translate: '-100% -100%' },
    })
  })

  test('lie beside a picture that is too narrow for both', () => {
    expect(labelPlaces([250, 350], [0, 400])).toEqual({
      before: { left: '242px', top: '392px', translate: '-100% -100%' },
      after: { left: '358px', top: '392px', translate: '0% -100%' },
    })
  })

  test('lie below a picture that is too low for them', () => {
    expect(labelPlaces([100, 500], [190, 210])).toEqual({
      before: { left: '108px', top: '218px', translate: '0% 0%' },
      after: { left: '492px', top: '218px', translate: '-100% 0%' },
    })
  })

  test.each([
    [0, ['after']],
    [0.15, ['after']],
    [0.2, ['before', 'after']],
    [0.8, ['before', 'after']],
    [0.9, ['before']],
    [1, ['before']],
  ])('are not on both sides of the divider: at %d, %j', (divider, names) => {
    expect(shownLabels([100, 500], divider)).toEqual(names)
  })

  test('are both shown for a narrow picture in whose middle the divider is', () => {
    expect(shownLabels([290, 310], 0.5)).toEqual(['before', 'after'])
  })
})
