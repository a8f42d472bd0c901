import { describe, expect, test } from 'vitest'
import { codeOf, listSources, PROSE } from '../../support/project/imports.ts'

/**
 * `Math` functions whose results ECMAScript leaves to the engine (21.3.2: "implementation-
 * approximated"), and functions that hide them. The operator `**` has such a result, too, even for
 * integers.
 */
const INEXACT =
  /\bMath\.(?:a?(?:sin|cos|tan)h?|atan2|cbrt|expm1|exp|hypot|log(?:10|1p|2)?|pow)\b|\*\*|[=:]\s*Math\b(?!\.)|\bMath\[/

const files = listSources('src/engine')

describe('a number that engines compute differently', () => {
  test.each([
    ['Math.sin(angle)', true],
    ['const { cos } = Math', true],
    ["Math['exp'](x)", true],
    ['values.map(Math.log2)', true],
    ['Math.hypot(x, y)', true],
    ['x ** 2', true],
    ['x **= 0.5', true],
    ['Math.sqrt(x * x + y * y)', false],
    ['Math.max(Math.PI, Math.LN2, Math.round(x))', false],
    ["// Math.sin(x)\nconst y = 'x ** 2'", false],
    ['/** Math.exp(x) */ exp(x)', false],
  ])('is found: %s', (code, is) => {
    expect(INEXACT.test(code.replace(PROSE, "''"))).toBe(is)
  })

  test('occurs nowhere in the engine', () => {
    const found = files.filter((file) => INEXACT.test(codeOf(file)))
    expect(found, 'use src/engine/wasm/math.ts, a multiplication or a shift').toEqual([])
    expect(files).toContain('src/engine/wasm/math.ts')
  })
})
