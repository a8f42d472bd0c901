import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

/** Words that tell the caller what to change, or how much is allowed. */
const WAY_OUT =
  /at most|would fit|can be shown|\b(?:use|remove|split|simplify|crop|make|save|ask|upload)\b|over \$\{|more than \$\{/

/** Details that a function computes. The tests of that function check them. */
const COMPUTED = ['neededMemory(', 'refusal)', 'detail', 'analysisOptions(']

interface Refusal {
  readonly place: string
  readonly text: string
}

function refusalsIn(file: string): Refusal[] {
  const source = readFileSync(file, 'utf8')
  const starts = source.matchAll(
    /(?:new Failure|mentioning)\(\s*'(?:too-large|over-budget|source-too-large)',/g,
  )
  return [...starts].map(({ index, 0: start }) => {
    const rest = source.slice(index + start.length)
    const line = source.slice(0, index).split('\n').length
    return { place: `${file}:${line}`, text: rest.slice(0, rest.search(/\)\n|\}\n|,\n\s*undefined/) + 1) }
  })
}

const refusals = globSync('src/**/*.ts').flatMap(refusalsIn)

test('there are refusals of size in many files', () => {
  expect(refusals.length).toBeGreaterThan(20)
})

test('every refusal of a size says what is allowed, or what to change', () => {
  const silent = refusals.filter(
    ({ text }) => !WAY_OUT.test(text) && !COMPUTED.some((name) => text.includes(name)),
  )
  expect(silent).toEqual([])
})
