import { describe, expect, test } from 'vitest'
import { type Signed, thumbnailNote, urlOf } from '../../../playground/page/gallery/thumbnail-note.ts'

const signed = (url: string): Signed => ({ url, message: '', keyId: 'k1' })

const REFUSED: Signed = {
  status: 400,
  code: 'bad-url',
  title: 'The path is not valid',
  detail: 'No zone has it.',
}
const UNTOLD: Signed = { status: 0, code: 'internal', title: 'The server does not answer' }

describe('the note about missing thumbnails', () => {
  test('is absent while answers are awaited, and if each recipe has a thumbnail', () => {
    expect(thumbnailNote([], new Set())).toBeUndefined()
    expect(thumbnailNote([signed('/a'), signed('/b')], new Set())).toBeUndefined()
    expect(thumbnailNote([signed('/a')], new Set(['/of-another-picture']))).toBeUndefined()
  })

  test.each([
    [[signed('/a'), REFUSED], '1 of 2 recipes have no thumbnail. Signing failed: No zone has it.'],
    [[UNTOLD, REFUSED], '2 of 2 recipes have no thumbnail. Signing failed: The server does not answer.'],
  ])('has the reason of the first refusal', (results, text) => {
    expect(thumbnailNote(results, new Set(['/a']))).toBe(text)
  })

  test('counts pictures that did not load', () => {
    const results = [signed('/a'), signed('/b'), signed('/c')]
    expect(thumbnailNote(results, new Set(['/a', '/c']))).toBe(
      '2 of 3 recipes have no thumbnail: their pictures did not load. Apply a recipe to see the reason.',
    )
  })
})

test('only a signed thumbnail has a URL', () => {
  expect([signed('/a'), REFUSED, undefined].map(urlOf)).toEqual(['/a', undefined, undefined])
})
