import { describe, expect, it } from 'vitest'
import { scriptsOf } from '../../../../src/engine/text/scripts.ts'

/** Returns the parts of a text that have one script, each with its script code. */
function runs(text: string): string[] {
  const scripts = scriptsOf(text)
  expect(scripts.length).toBe(text.length)
  const starts = scripts.flatMap((script, at) => (script === scripts[at - 1] ? [] : [at]))
  return starts.map((from, index) => `${scripts[from]} ${text.slice(from, starts[index + 1])}`)
}

describe('the script of a text', () => {
  it('changes with the letters', () => {
    expect(runs('Aक्ष漢かカ')).toEqual(['Latn A', 'Deva क्ष', 'Hani 漢', 'Hira か', 'Kana カ'])
  })

  it('continues over blanks, digits, marks and signs', () => {
    expect(runs('a 1! б, (x)')).toEqual(['Latn a 1! ', 'Cyrl б, (', 'Latn x)'])
    expect(runs('ا1\u0301ب')).toEqual(['Arab ا1\u0301ب'])
  })

  it('is that of the following letters at the beginning', () => {
    expect(runs('(1) ש')).toEqual(['Hebr (1) ש'])
    expect(runs('1 + 2')).toEqual(['Zyyy 1 + 2'])
    expect(runs('')).toEqual([])
  })

  it('covers both units of a surrogate pair', () => {
    expect(runs('a𓀀b')).toEqual(['Latn a', 'Egyp 𓀀', 'Latn b'])
  })

  it('is one for all other scripts', () => {
    expect(runs('𐊀𐎠')).toEqual(['Zyyy 𐊀𐎠'])
  })
})
